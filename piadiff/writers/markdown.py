"""The change table as a Markdown table (GitHub's kind): one line a row, texts kept from acting as markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from piadiff.writers.layout import Band, Cell, Layout, lay_out, text_of
from piadiff.writers.sheet import Sheet

# What means something inside a table cell: escapes, code, emphasis, links, images, tags, entities, cells, formulas.
_ACTIVE = re.compile(r"([\\`*_~\[\]!<>&|$])")
# GitHub makes links of bare addresses; an escaped colon or dot stops it and is not seen.
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp)(:)|\b(www)(\.)|(?<=\w)(@)(?=\w)")


def render(sheet: Sheet) -> bytes:
    """The Markdown file: the title as a heading, then the table (or the words that nothing changed)."""
    return text(sheet).encode("utf-8")


def text(sheet: Sheet) -> str:
    """The same as text."""
    return _text(lay_out(sheet))


def render_layouts(layouts: Sequence[Layout]) -> bytes:
    """The Markdown file of several tables, one below the other."""
    first, *others = map(_text, layouts)
    return "\n".join((first, *(f"#{one}" for one in others))).encode("utf-8")


def _text(layout: Layout) -> str:
    import tabulate

    tabulate.MIN_PADDING = 0  # as the terminal sets it: the same table must not depend on what was printed before
    title = f"# {escaped(layout.title)}\n\n"
    if not layout.bands:
        return f"{title}{layout.empty}。\n"
    note = f"{layout.note}\n\n" if layout.note else ""
    rows = [_row(layout, band) for band in layout.bands]
    table = tabulate.tabulate(rows, headers=layout.headers, tablefmt="github", disable_numparse=True, stralign=None)
    return title + note + table + "\n"


def _row(layout: Layout, band: Band) -> list[str]:
    if band.heading:
        return [f"**{escaped(text_of(band.cells[0]))}**", *[""] * (len(layout.columns) - 1)]
    return [_marked(cell) if layout.redline else escaped(text_of(cell)) for cell in band.cells]


def _marked(cell: Cell) -> str:
    """A cell of 見え消し: GitHub shows ``<del>`` struck through and ``<ins>`` underlined."""
    tags = {"same": ("", ""), "removed": ("<del>", "</del>"), "added": ("<ins>", "</ins>")}
    return _trimmed("".join(_escaped(piece.text).join(tags[piece.mark]) for piece in cell))


def escaped(cell: str) -> str:
    """``cell`` on one line (``<br>`` for a newline), every character that Markdown would obey escaped."""
    return _trimmed(_escaped(cell))


def _escaped(text: str) -> str:
    marked = _ACTIVE.sub(r"\\\1", text)
    return _ADDRESS.sub(lambda m: "".join(f"\\{g}" if g in (":", ".", "@") else g for g in m.groups() if g), marked)


def _trimmed(cell: str) -> str:
    return "<br>".join(line.strip(" \t") for line in cell.split("\n"))
