"""The cells of the pages as sheets, as if the PDF were the workbook from which it was printed. Pure.

Edges become columns and rows; rows run on over the pages. What the end of a page cut is one cell again; a heading that
the print repeats on the next page is there once. A page that begins with the heading of a part begins a sheet.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from piadiff.notation import fold, nfkc
from piadiff.readers.change_words import TABLE_TITLE, TITLES
from piadiff.readers.pdf_cells import SNAP, Cell, paragraphs, places
from piadiff.readers.workbook_cells import Cell as SheetCell
from piadiff.readers.workbook_cells import Sheet

_SAME_EDGE = 3 * SNAP
_MIN_TITLES = 4
_PART = re.compile(r"[Ⅰ-Ⅵ]|(?:III|II|IV|VI|I|V)[\s.]|[(]?\s*別添\s*[0-9]|変更箇所")
_ITEM = "項目"  # the column of the change table

Band = list[Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSheet(Sheet):
    """A sheet of the pages from ``first`` on: of each the number of its first row and the heights where rows begin."""

    first: int
    starts: tuple[int, ...]
    heights: tuple[tuple[float, ...], ...]

    def place(self, cell: SheetCell) -> str:
        """``12ページ``."""
        return f"{self.first + bisect_right(self.starts, cell.top) - 1}ページ"

    def row(self, page: int, y: float) -> int | None:
        """The row at a height of a page; None if the page is not of this sheet."""
        index = page - self.first
        if not 0 <= index < len(self.starts):
            return None
        return self.starts[index] + _at(self.heights[index], y)


@dataclass(slots=True, eq=False)
class _Piece:
    """A cell on its way to the sheet: its parts on one page or several, its rows, and its first and last column.

    ``headings``: it stands under 項目 in the change table, where each heading has its line.
    """

    parts: list[Cell]
    top: int
    bottom: int
    left: int
    right: int
    headings: bool = False

    def as_cell(self) -> SheetCell:
        lines = [line for part in self.parts for line in part.lines]
        text = "\n".join(paragraphs(lines, self.parts[0].x1, headings=self.headings))
        return SheetCell(top=self.top, left=self.left, bottom=self.bottom, right=self.right, text=text)


def sheets_of(pages: Sequence[Sequence[Cell]]) -> list[PageSheet]:
    """The sheets of all pages, in their order."""
    out: list[PageSheet] = []
    run: list[list[Cell]] = []
    for number, page in enumerate(_without_repeats(pages), 1):
        if run and _begins_part(page):
            out.append(_sheet(run, number - len(run)))
            run = []
        run.append(page)
    return [*out, _sheet(run, len(pages) - len(run) + 1)] if run else out


def _begins_part(page: Sequence[Cell]) -> bool:
    """Whether a page begins with the heading of a part, over its whole width."""
    head = page[0] if page else None
    if head is None or head.cut_above or not _PART.match(nfkc(head.text)):
        return False
    return not any(cell.ruled and cell is not head and cell.y0 < head.y1 - SNAP for cell in page)


def _sheet(pages: Sequence[Sequence[Cell]], first: int) -> PageSheet:
    ruled = any(cell.ruled for page in pages for cell in page)
    xs = places(x for page in pages for cell in page if cell.ruled or not ruled for x in (cell.x0, cell.x1))
    heights = [places(y for cell in page for y in (cell.y0, cell.y1)) for page in pages]
    starts = tuple(itertools.accumulate((max(1, len(ys)) for ys in heights[:-1]), initial=1))
    pieces: list[_Piece] = []
    before: list[_Piece] = []
    header: Cell | None = None
    for page, ys, start in zip(pages, heights, starts, strict=True):
        here = list(_pieces(page, xs, ys, start))
        inside = [piece for piece in here if piece.parts[0].ruled]
        header = next((cell for cell in page if cell.ruled and fold(cell.text) == _ITEM), header)
        for piece in inside:
            piece.headings = header is not None and _level(piece.parts[0], header)
        if before and inside:
            gone = _join(before, inside)
            here = [piece for piece in here if piece not in gone]
            inside = [gone.get(piece, piece) for piece in inside]
        pieces += here
        before = inside or before
    cells = sorted((piece.as_cell() for piece in pieces), key=lambda cell: (cell.top, cell.left))
    return PageSheet(
        name=f"{first}ページから",
        hidden=False,
        cells=tuple(cell for cell in cells if cell.text.strip()),
        first=first,
        starts=starts,
        heights=tuple(map(tuple, heights)),
    )


def _pieces(page: Sequence[Cell], xs: Sequence[float], ys: Sequence[float], start: int) -> Iterator[_Piece]:
    """The cells of a page with their rows and columns; what reaches the edge of the page's rules, or stands alone in
    its row outside them, reaches the edge of the sheet."""
    begin = min((cell.x0 for cell in page if cell.ruled), default=0.0) + _SAME_EDGE
    end = max((cell.x1 for cell in page if cell.ruled), default=0.0) - _SAME_EDGE
    rows = Counter(row for cell in page for row in range(*_rows(cell, ys)))
    for cell in page:
        top, bottom = _rows(cell, ys)
        left, right = _at(xs, cell.x0), _at(xs, cell.x1)
        if cell.ruled:
            left = 0 if cell.x0 <= begin else left
            right = len(xs) - 1 if cell.x1 >= end else right
        elif all(rows[row] == 1 for row in range(top, bottom)):
            left, right = 0, len(xs) - 1
        else:
            right += 1
        yield _Piece(
            parts=[cell],
            top=start + top,
            bottom=start + bottom - 1,
            left=2 * left + 1,  # two columns for one: no cell is as narrow as a column, so that each counts as merged
            right=2 * max(left + 1, right),
        )


def _rows(cell: Cell, ys: Sequence[float]) -> tuple[int, int]:
    """The first row of a cell on its page, and the one after its last."""
    top = _at(ys, cell.y0)
    return top, max(top + 1, _at(ys, cell.y1))


def _at(edges: Sequence[float], value: float) -> int:
    """The number of the field that begins at an edge (or holds it, for what stands between two)."""
    return max(0, bisect_right(edges, value + SNAP) - 1)


# -- page breaks -----------------------------------------------------------------------------------------------------


def _join(before: Sequence[_Piece], here: Sequence[_Piece]) -> Mapping[_Piece, _Piece]:
    """Joins the cells at the end of one page with those at the beginning of the next that are the rest of them; gives
    for each of these the cell with which it is one now.

    A cell that no rule closes at the break goes on. Where a print closes every cell, a label with nothing in it on the
    second page is the rest of the one above (in the change table a cell may well be empty).
    """
    floor, roof = max(p.parts[-1].y1 for p in before), min(p.parts[0].y0 for p in here)
    last = [p for p in before if p.parts[-1].y1 >= floor - SNAP]
    first = [p for p in here if p.parts[0].y0 <= roof + SNAP]
    edge = max(p.parts[0].x1 for p in first)
    table = any(p.headings for p in first)
    out: dict[_Piece, _Piece] = {}
    for piece in first:
        rest = piece.parts[0]
        home = next((p for p in last if _level(p.parts[-1], rest)), None)
        if home is None:
            continue
        end = home.parts[-1]
        open_ended = end.cut_below or rest.cut_above
        label = not table and rest.x1 < edge - SNAP and not rest.lines and any(part.lines for part in home.parts)
        if open_ended or label:
            home.parts += piece.parts
            home.bottom = piece.bottom
            out[piece] = home
    return out


def _level(one: Cell, other: Cell) -> bool:
    """Whether two cells have the same left and right edges."""
    return abs(one.x0 - other.x0) <= _SAME_EDGE and abs(one.x1 - other.x1) <= _SAME_EDGE


def _without_repeats(pages: Sequence[Sequence[Cell]]) -> Iterator[list[Cell]]:
    """The pages without the headings that a print repeats: title and header of the change table, and headings over the
    whole width that stand on top of an earlier page too, with something else below them."""
    tops: list[Band] = []
    table = False
    for page in pages:
        bands = _bands(page)
        gone: list[Cell] = []
        for number, band in enumerate(bands[:4]):
            header = _is_header(band)
            title = len(band) == 1 and TABLE_TITLE.fullmatch(fold(band[0].text)) is not None
            same = number < len(tops) and len(band) == 1 and bool(band[0].lines) and _same(band, tops[number])
            if not (table and (header or title)) and not (same and _differs(bands, tops, number)):
                break
            gone += band
        if any(_is_header(band) for band in bands):
            table = True
        if not gone:
            tops = bands
        yield [cell for cell in page if cell not in gone]


def _differs(bands: Sequence[Band], tops: Sequence[Band], number: int) -> bool:
    """Whether what stands below a heading is not what stood below it on the page before."""
    if number + 1 >= len(bands) or number + 1 >= len(tops):
        return False
    return not _same(bands[number + 1][:1], tops[number + 1][:1])


def _same(one: Sequence[Cell], other: Sequence[Cell]) -> bool:
    return [fold(cell.text) for cell in one] == [fold(cell.text) for cell in other]


def _is_header(band: Band) -> bool:
    return len({TITLES.get(fold(cell.text)) for cell in band} - {None}) >= _MIN_TITLES


def _bands(page: Sequence[Cell]) -> list[Band]:
    """Cells whose upper edges are level, from above."""
    out: list[Band] = []
    for cell in page:
        if out and abs(cell.y0 - out[-1][0].y0) <= SNAP:
            out[-1].append(cell)
        else:
            out.append([cell])
    return out
