"""The change table as a Markdown table (GitHub's kind): one line a row, texts kept from acting as markup."""

from __future__ import annotations

import re

from piadiff.writers.sheet import HEADERS, NO_CHANGES, Sheet

# What means something inside a table cell: escapes, code, emphasis, links, images, tags, entities, cells, formulas.
_ACTIVE = re.compile(r"([\\`*_~\[\]!<>&|$])")
# GitHub makes links of bare addresses; an escaped colon or dot stops it and is not seen.
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp)(:)|\b(www)(\.)|(?<=\w)(@)(?=\w)")


def render(sheet: Sheet) -> bytes:
    """The Markdown file: the title as a heading, then the table (or the words that nothing changed)."""
    return text(sheet).encode("utf-8")


def text(sheet: Sheet) -> str:
    """The same as text."""
    import tabulate

    tabulate.MIN_PADDING = 0  # as the terminal sets it: the same table must not depend on what was printed before
    title = f"# {escaped(sheet.title)}\n\n"
    if not sheet.lines:
        return f"{title}{NO_CHANGES}。\n"
    rows = [[escaped(cell) for cell in line.cells] for line in sheet.lines]
    table = tabulate.tabulate(rows, headers=HEADERS, tablefmt="github", disable_numparse=True, stralign=None)
    return title + table + "\n"


def escaped(cell: str) -> str:
    """``cell`` on one line (``<br>`` for a newline), every character that Markdown would obey escaped."""
    marked = _ACTIVE.sub(r"\\\1", cell)
    marked = _ADDRESS.sub(lambda m: "".join(f"\\{g}" if g in (":", ".", "@") else g for g in m.groups() if g), marked)
    return "<br>".join(line.strip(" \t") for line in marked.split("\n"))
