"""Pages of a change table drawn cell by cell, and their text as a reader of PDF streams gives it.

A second source of pages beside ``change_pages``: nothing is put where a damage is wanted; the text follows from where
the lines of the cells stand and in which order they were drawn. Lines of one height come out as one line, divided by a
space only where the next stands to the right; a jump or a change of the left edge gives a blank line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from piadiff.model import Row
from tests.change_pages import CELLS, COLUMN_TITLES, wrap

SIZE, PITCH, HEIGHT = 9.0, 11.25, 4.5  # of a letter; from line to line; what an extraction takes a letter to measure
PAD, LEFT, TOP, BOTTOM = 2.5, 40.0, 60.0, 520.0
TITLES = dict(zip(CELLS, COLUMN_TITLES, strict=True))
WIDTHS = {"date_text": 9, "item": 13, "before": 21, "after": 21, "timing": 5, "reason": 13}
NARROW = {"date_text": 5, "item": 9, "before": 15, "after": 15, "timing": 4, "reason": 9}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """How a table is printed: ``columns`` from left to right, cells set to their ``middle`` or top; in which order the
    cells of a row are ``drawn``, rows from the bottom up or not; ``title`` and page number on every page."""

    columns: Sequence[str] = CELLS
    widths: Mapping[str, int] = field(default_factory=lambda: WIDTHS)
    middle: bool = True
    drawn: Sequence[str] = CELLS
    bottom_up: bool = False
    title: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a cell at its place."""

    x: float
    y: float
    text: str


def printed(rows: Sequence[Row], drawing: Drawing, lead: Sequence[str] = ("Ⅵ　評価実施手続", "", "③結果")) -> list[str]:
    """The lines of a document that ends with the table; ``lead`` are the lines before it."""
    out = list(lead)
    for number, page in enumerate(_pages(rows, drawing), 1):
        lines = extracted(_draw(page, drawing, number))
        out += ["\f" + lines[0], *lines[1:]]
    return out


def _pages(rows: Sequence[Row], drawing: Drawing) -> list[list[Mapping[str, list[str]]]]:
    pages: list[list[Mapping[str, list[str]]]] = [[]]
    used = 0.0
    for row in rows:
        cells = {name: wrap(getattr(row, name), drawing.widths[name]) for name in drawing.columns}
        high = _high(cells)
        if pages[-1] and used + high > BOTTOM - TOP:
            pages.append([])
            used = 0.0
        pages[-1].append(cells)
        used += high
    return pages


def _high(cells: Mapping[str, list[str]]) -> float:
    return max(map(len, cells.values())) * PITCH + 2 * PAD


def _draw(page: Sequence[Mapping[str, list[str]]], drawing: Drawing, number: int) -> list[Line]:
    edges: dict[str, float] = {}
    x = LEFT
    for name in drawing.columns:
        edges[name] = x
        x += drawing.widths[name] * SIZE + 6
    heads = [Line(x=edges[name], y=TOP, text=TITLES[name]) for name in drawing.columns]
    rows: list[list[Line]] = []
    y = TOP + 16
    for cells in page:
        rows.append([line for name in drawing.drawn for line in _cell(cells, name, edges[name], y, drawing.middle)])
        y += _high(cells)
    body = [line for row in (reversed(rows) if drawing.bottom_up else rows) for line in row]
    above = [Line(x=400, y=30, text=drawing.title)] if drawing.title else []
    below = [Line(x=400, y=560, text=drawing.number.format(number + 30))] if drawing.number else []
    return [*above, *heads, *body, *below]


def _cell(cells: Mapping[str, list[str]], name: str, x: float, y: float, middle: bool) -> list[Line]:
    lines = cells[name]
    low = y + PAD + ((_high(cells) - 2 * PAD - len(lines) * PITCH) / 2 if middle else 0.0)
    return [Line(x=x, y=low + (n + 1) * PITCH, text=text) for n, text in enumerate(lines) if text.strip()]


def extracted(lines: Sequence[Line]) -> list[str]:
    """The text of lines in the order in which they were drawn."""
    out = [lines[0].text]
    last = lines[0]
    edge, opens = lines[0].x, True
    for line in lines[1:]:
        if abs(line.y - last.y) <= HEIGHT:
            out[-1] += (" " if line.x > last.x + _wide(last.text) + 1 else "") + line.text
        else:
            jump = abs(line.y - last.y) > 2.5 * HEIGHT
            moved = line.x - edge > SIZE or line.x - edge < -SIZE / 2
            gap = jump or (moved and not opens)
            out += ["", line.text] if gap else [line.text]
            edge, opens = line.x, gap
        last = line
    return out


def _wide(text: str) -> float:
    return sum(SIZE / 2 if c.isascii() else SIZE for c in text)
