"""Tables as an Excel workbook, the change table such that it looks and prints like the official sheet 「変更箇所」.

A4 landscape, one page wide, the header row on each page. Excel shows and prints a row up to 409 points high and holds
32,767 characters in a cell: a longer text goes on in following rows (項目 「（続き）」), nothing is cut. A cell holds
only ever text: never a formula, an error value or an escape (``_x0041_``). Row heights are estimates, not fixed: a
row grows when somebody edits its text. The only module that imports openpyxl.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from piadiff.writers.layout import Band, Layout, lay_out, text_of
from piadiff.writers.sheet import NO_CHANGES, Mark, Piece, Sheet
from piadiff.writers.stretches import Cells, stretches
from piadiff.writers.terminal import wrap
from piadiff.writers.xlsx_parts import (
    ALWAYS_TEXT,
    FONT,
    LINE_POINTS,
    ROW_POINTS,
    SIZE,
    escaped,
    fits,
    put,
    safe_name,
    set_page,
    settled,
)

if TYPE_CHECKING:
    from openpyxl.cell.rich_text import CellRichText
    from openpyxl.cell.text import InlineFont
    from openpyxl.styles import Border
    from openpyxl.worksheet.worksheet import Worksheet

COLOURS = {"removed": "FFA40000", "added": "FF00429D"}

_LINES = int(ROW_POINTS // LINE_POINTS)
_FIRST = 4  # the first row of the table's body
_LETTERS = "ABCDEF"


def render(sheet: Sheet) -> bytes:
    """The workbook; the same sheet gives the same bytes (no times of writing in it)."""
    return render_layouts((lay_out(sheet),))


def render_layouts(layouts: Sequence[Layout]) -> bytes:
    """The workbook of one table or several, each on a sheet of its own."""
    from openpyxl import Workbook

    book = Workbook()
    for number, layout in enumerate(layouts):
        write_layout(book.create_sheet() if number else book.worksheets[0], layout)
    out = io.BytesIO()
    book.save(out)
    growing = {f"xl/worksheets/sheet{number}.xml" for number, _ in enumerate(layouts, 1)}
    return settled(out.getvalue(), growing=growing)


def write(page: Worksheet, sheet: Sheet, *, empty: str = NO_CHANGES) -> None:
    """The change table on one sheet of a workbook; without rows one that says ``empty``."""
    write_layout(page, replace(lay_out(sheet), empty=empty))


def write_layout(page: Worksheet, layout: Layout) -> None:
    """A table on one sheet of a workbook."""
    _set_page(page, layout)
    _write_head(page, layout)
    number = _FIRST
    for band in layout.bands or (Band(cells=((Piece(text=layout.empty),),), heading=True),):
        rows = tuple(_rows(band, layout))
        for n, cells in enumerate(rows):
            _write_row(page, number, cells, layout, first=n == 0, last=n == len(rows) - 1, review=band.review)
            number += 1
        if band.heading and text_of(band.cells[0]):
            _span(page, number - 1, layout, part=bool(layout.bands))
    page.print_area = f"A1:{_LETTERS[len(layout.columns) - 1]}{number - 1}"


def _span(page: Worksheet, number: int, layout: Layout, *, part: bool) -> None:
    """One cell over all columns; that of a part of the form stands out."""
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = page.cell(row=number, column=1)
    height = len(wrap(str(cell.value), sum(_fits(layout)))) * LINE_POINTS
    page.row_dimensions[number].height = min(ROW_POINTS, round(height + 4, 1))
    page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(layout.columns))
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if part:
        cell.font = Font(name=FONT, size=SIZE, bold=True, charset=128)
        cell.fill = PatternFill("solid", fgColor="FFF0F0F0")


def _set_page(page: Worksheet, layout: Layout) -> None:
    page.title = safe_name(layout.name)
    for letter, column in zip(_LETTERS, layout.columns, strict=False):
        page.column_dimensions[letter].width = column.width
    page.freeze_panes = f"A{_FIRST}"
    page.print_title_rows = "3:3"
    set_page(page, landscape=not layout.portrait)


def _write_head(page: Worksheet, layout: Layout) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    top = page.cell(row=1, column=1)
    put(top, layout.title)
    top.font = Font(name=FONT, size=14, bold=True, charset=128)
    page.row_dimensions[1].height = 22
    page.row_dimensions[2].height = 18 if layout.note else 6
    put(page.cell(row=2, column=1), layout.note)
    page.cell(row=2, column=1).font = Font(name=FONT, size=SIZE, charset=128)
    page.row_dimensions[3].height = 24
    for column, header in enumerate(layout.headers, 1):
        cell = page.cell(row=3, column=column)
        put(cell, header)
        cell.font = Font(name=FONT, size=SIZE, charset=128)
        cell.fill = PatternFill("solid", fgColor="FFD9D9D9")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True, shrink_to_fit=False)
        cell.border = _border(first=True, last=True)


def _write_row(
    page: Worksheet, number: int, cells: Cells, layout: Layout, *, first: bool, last: bool, review: bool
) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    height = 1
    for column, (pieces, fit) in enumerate(zip(cells, _fits(layout), strict=True), 1):
        cell = page.cell(row=number, column=column)
        bold = review and layout.columns[column - 1].kind in layout.decided
        cell.font = Font(name=FONT, size=SIZE, bold=bold, charset=128)
        middle = "center" if layout.columns[column - 1].kind == "number" else None
        cell.alignment = Alignment(horizontal=middle, vertical="top", wrap_text=True)
        cell.border = _border(first=first, last=last)
        if bold:
            cell.fill = PatternFill("solid", fgColor="FFFFF2CC")
        if any(piece.mark != "same" and piece.text for piece in pieces):
            cell.value = _rich(pieces, layout)
            cell.quotePrefix = text_of(pieces).startswith(ALWAYS_TEXT)
        elif layout.columns[column - 1].kind == "number" and text_of(pieces).isdecimal():
            cell.value = int(text_of(pieces))  # our own; as text Excel would mark it as doubtful
        else:
            put(cell, text_of(pieces))
        height = max(height, len(wrap(text_of(pieces), fit)))
    page.row_dimensions[number].height = min(ROW_POINTS, round(height * LINE_POINTS + 2, 1))


def _border(*, first: bool, last: bool) -> Border:
    """Lines all around; a row that goes on has a dotted line where it was split."""
    from openpyxl.styles import Border, Side

    thin, dotted = Side(style="thin"), Side(style="hair")
    return Border(left=thin, right=thin, top=thin if first else dotted, bottom=thin if last else dotted)


def _rich(pieces: Iterable[Piece], layout: Layout) -> CellRichText:
    from openpyxl.cell.rich_text import CellRichText, TextBlock

    coloured = layout.coloured or layout.redline
    return CellRichText([TextBlock(_font(p.mark, coloured, layout.redline), escaped(p.text)) for p in pieces if p.text])


@cache
def _font(mark: Mark, coloured: bool, redline: bool) -> InlineFont:
    """The font of a stretch of text with a mark, the same one for all of them."""
    from openpyxl.cell.text import InlineFont
    from openpyxl.styles.colors import Color

    if mark == "same":
        return InlineFont(rFont=FONT, sz=SIZE, charset=128)
    colour = Color(COLOURS[mark]) if coloured else None
    if redline and mark == "removed":
        return InlineFont(rFont=FONT, sz=SIZE, charset=128, strike=True, color=colour)
    return InlineFont(rFont=FONT, sz=SIZE, charset=128, u="single", color=colour)


def _fits(layout: Layout) -> tuple[int, ...]:
    return tuple(fits(column.width) for column in layout.columns)


def _rows(band: Band, layout: Layout) -> Iterable[Cells]:
    """The rows of the sheet that a band takes."""
    if band.heading:
        return ((*band.cells, *[()] * (len(layout.columns) - 1)),)
    return stretches(band.cells, [column.kind for column in layout.columns], _fits(layout), _LINES)
