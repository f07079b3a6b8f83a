"""Text recognised from pictures (OCR) that kept remains of HTML and tab-separated tables, as plain lines.

Such a text keeps the order of the form and the cells of its tables, which are read row by row. A box whose mark was
not recognised becomes ``[？]``: unknown, never taken as unmarked.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

UNREAD = "？"
_MARKUP = re.compile(r"</?(?:p|ul|ol|li|table|td|tr|div|br|input)\b[^>]*>", re.IGNORECASE)
_TAGS = re.compile(r"</?(?:p|ul|ol|li|table|thead|tbody|tr|td|th|div|span|br|b|u|strong|em)\b[^>]*>", re.IGNORECASE)
_CHECKED = re.compile(r"\[?\s*<input\b(?=[^>]*(?:type=\"?radio|\bchecked))[^>]*>\s*\]?", re.IGNORECASE)
_UNREAD_CHOICE = re.compile(r"(?<!\[)<input\b[^>]*>\s*([^\[\]<>]{1,60}?)\s*\]", re.IGNORECASE)
_UNREAD_BOX = re.compile(r"\[?\s*<input\b[^>]*>\s*\]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedRow:
    """One row of a text with markup: its line in the file (from 1) and its cells without tags, marks as ``[○]``."""

    number: int
    cells: tuple[str, ...]


def has_markup(text: str) -> bool:
    """Whether a text carries remains of HTML or tables, so that it must be made plain first."""
    return len(_MARKUP.findall(text)) >= 10


def marked_rows(lines: Sequence[str], is_label: Callable[[str], bool]) -> list[MarkedRow]:
    """The lines of a text as rows of cells, blank ones left out.

    A row of labels alone whose values stand in the next row becomes one row a label.
    """
    rows = [
        MarkedRow(number=number, cells=tuple(_plain(cell) for cell in raw.split("\t")))
        for number, raw in enumerate(lines, 1)
        if raw.strip()
    ]
    out: list[MarkedRow] = []
    labels: MarkedRow | None = None
    for row in rows:
        heads = all(cell.strip() and is_label(cell.strip()) for cell in row.cells) and len(row.cells) > 1
        if labels is not None and not heads and len(row.cells) == len(labels.cells):
            pairs = zip(labels.cells, row.cells, strict=True)
            out += [MarkedRow(number=row.number, cells=pair) for pair in pairs]
        else:
            out += [labels] if labels else []
            out += [] if heads else [row]
        labels = row if heads else None
    return [*out, labels] if labels else out


def plain_lines(rows: Sequence[MarkedRow], is_label: Callable[[str], bool]) -> list[str]:
    """Rows as lines in boxes; labels (``is_label``) come out indented, as in text extracted from a PDF."""
    out: list[str] = []
    for row in rows:
        cells = [cell for cell in row.cells if cell.strip()]
        out.append("")
        for number, cell in enumerate(cells):
            lines = [line.strip() for line in cell.split("\n") if line.strip()]
            if lines and (number == 0 or len(cells) > 2) and is_label(lines[0]):
                out += ["", f" {lines[0]}", *lines[1:]] if number else [f" {lines[0]}", *lines[1:]]
            else:
                out += lines
    return out


def _plain(cell: str) -> str:
    """One cell without tags, marks as ○ or ？, each box on a line of its own."""
    text = _CHECKED.sub("[○]", cell)
    text = _UNREAD_CHOICE.sub(r"[ \1 ]", text)
    text = _UNREAD_BOX.sub(f"[{UNREAD}]", text)
    return html.unescape(_TAGS.sub("\n", text)).strip(" \n")
