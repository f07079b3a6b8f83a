"""The change table as an Excel workbook that looks and prints like the official sheet 「変更箇所」.

A4 landscape, one page wide, the header row on each page. Excel shows and prints a row up to 409 points high and holds
32,767 characters in a cell: a longer text goes on in following rows (項目 「（続き）」), nothing is cut. A cell holds
only ever text: never a formula, an error value or an escape (``_x0041_``). Row heights are estimates, not fixed: a
row grows when somebody edits its text. The only module that imports openpyxl.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from piadiff.writers.cuts import BEGINS, CONTINUED, cuts
from piadiff.writers.sheet import HEADERS, NO_CHANGES, Line, Piece, Sheet, printable
from piadiff.writers.terminal import wrap
from piadiff.writers.xlsx_parts import (
    ALWAYS_TEXT,
    FONT,
    LINE_POINTS,
    ROW_POINTS,
    SIZE,
    escaped,
    put,
    safe_name,
    set_page,
    settled,
)

if TYPE_CHECKING:
    from openpyxl.cell.rich_text import CellRichText
    from openpyxl.styles import Border
    from openpyxl.worksheet.worksheet import Worksheet

WIDTHS = (14, 25, 40, 40, 8.5, 25)  # in digits of the standard font (8 pixels at 96 dpi), as Excel counts
COLOURS = {"removed": "FFA40000", "added": "FF00429D"}

_LINES = int(ROW_POINTS // LINE_POINTS)
# A text too long for one row is cut into stretches of so many lines, three of which fit on a page.
_STRETCH = 13
# How many half-width characters a line holds; one is left free, because a spreadsheet's line breaks are not quite ours.
_FITS = tuple(int((width * 8 - 3) / (SIZE * 96 / 72 / 2)) - 1 for width in WIDTHS)
_FIRST = 4  # the first row of the table's body

Cells = tuple[tuple[Piece, ...], ...]


def render(sheet: Sheet) -> bytes:
    """The workbook; the same sheet gives the same bytes (no times of writing in it)."""
    from openpyxl import Workbook

    book = Workbook()
    write(book.worksheets[0], sheet)
    out = io.BytesIO()
    book.save(out)
    return settled(out.getvalue(), growing={"xl/worksheets/sheet1.xml"})


def write(page: Worksheet, sheet: Sheet, *, empty: str = NO_CHANGES) -> None:
    """The change table on one sheet of a workbook; without rows one that says ``empty``."""
    _set_page(page, sheet.title)
    _write_head(page, sheet.title)
    number = _FIRST
    for line in sheet.lines:
        rows = tuple(_split(line))
        for n, cells in enumerate(rows):
            _write_row(page, number, cells, first=n == 0, last=n == len(rows) - 1, review=line.review)
            number += 1
    if not sheet.lines:
        nothing = ((Piece(text=empty),), *[()] * (len(HEADERS) - 1))
        _write_row(page, _FIRST, nothing, first=True, last=True, review=False)
        if empty:
            page.merge_cells(start_row=_FIRST, end_row=_FIRST, start_column=1, end_column=len(HEADERS))
        number += 1
    page.print_area = f"A1:F{number - 1}"


def _set_page(page: Worksheet, title: str) -> None:
    page.title = safe_name(title)
    for letter, width in zip("ABCDEF", WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    page.freeze_panes = f"A{_FIRST}"
    page.print_title_rows = "3:3"
    set_page(page, landscape=True)


def _write_head(page: Worksheet, title: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    top = page.cell(row=1, column=1)
    put(top, title)
    top.font = Font(name=FONT, size=14, bold=True, charset=128)
    page.row_dimensions[1].height = 22
    page.row_dimensions[2].height = 6
    page.row_dimensions[3].height = 24
    for column, header in enumerate(HEADERS, 1):
        cell = page.cell(row=3, column=column)
        put(cell, header)
        cell.font = Font(name=FONT, size=SIZE, charset=128)
        cell.fill = PatternFill("solid", fgColor="FFD9D9D9")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True, shrink_to_fit=False)
        cell.border = _border(first=True, last=True)


def _write_row(page: Worksheet, number: int, cells: Cells, *, first: bool, last: bool, review: bool) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    height = 1
    for column, pieces in enumerate(cells, 1):
        cell = page.cell(row=number, column=column)
        bold = review and column >= 5
        cell.font = Font(name=FONT, size=SIZE, bold=bold, charset=128)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        cell.border = _border(first=first, last=last)
        if bold:
            cell.fill = PatternFill("solid", fgColor="FFFFF2CC")
        if any(piece.mark != "same" and piece.text for piece in pieces):
            cell.value = _rich(pieces)
            cell.quotePrefix = _text(pieces).startswith(ALWAYS_TEXT)
        else:
            put(cell, _text(pieces))
        height = max(height, len(wrap(_text(pieces), _FITS[column - 1])))
    page.row_dimensions[number].height = min(ROW_POINTS, round(height * LINE_POINTS + 2, 1))


def _border(*, first: bool, last: bool) -> Border:
    """Lines all around; a row that goes on has a dotted line where it was split."""
    from openpyxl.styles import Border, Side

    thin, dotted = Side(style="thin"), Side(style="hair")
    return Border(left=thin, right=thin, top=thin if first else dotted, bottom=thin if last else dotted)


def _rich(pieces: Iterable[Piece]) -> CellRichText:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont
    from openpyxl.styles.colors import Color

    def font(piece: Piece) -> InlineFont:
        if piece.mark == "same":
            return InlineFont(rFont=FONT, sz=SIZE, charset=128)
        return InlineFont(rFont=FONT, sz=SIZE, charset=128, u="single", color=Color(COLOURS[piece.mark]))

    return CellRichText([TextBlock(font(p), escaped(p.text)) for p in pieces if p.text])


def _text(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _split(line: Line) -> Iterable[Cells]:
    """The rows of the sheet that a line takes: one, or more where a cell is too high or too long for one."""
    cells = [[Piece(text=text)] for text in line.cells]
    cells[2] = [Piece(text=printable(p.text), mark=p.mark) for p in line.before]
    cells[3] = [Piece(text=printable(p.text), mark=p.mark) for p in line.after]
    stretch = (
        _LINES if all(len(wrap(_text(c), fit)) <= _LINES for c, fit in zip(cells, _FITS, strict=True)) else _STRETCH
    )
    parts = [tuple(_chunks(pieces, fit, stretch)) for pieces, fit in zip(cells, _FITS, strict=True)]
    texts = [_text(cell) for cell in cells]
    unclear = texts[1].startswith((BEGINS, CONTINUED)) or (
        not any(texts[n].strip() for n in (0, 1, 4, 5)) and any(text.strip() for text in texts)
    )
    for n in range(max(len(part) for part in parts)):
        row = [part[n] if n < len(part) else () for part in parts]
        if n or unclear:
            row[1] = (Piece(text=CONTINUED if n else BEGINS), *row[1])
        yield tuple(row)


def _chunks(pieces: Sequence[Piece], fit: int, most: int) -> Iterable[tuple[Piece, ...]]:
    """``pieces`` cut, at ends of lines, into stretches that one cell can show and hold."""
    text = _text(pieces)
    lengths = cuts(text, fit, most)
    if len(lengths) <= 1:
        yield tuple(pieces)
        return
    start = 0
    for length in lengths:
        chunk = _slice(pieces, start, start + length)
        start += length
        yield chunk


def _slice(pieces: Sequence[Piece], start: int, end: int) -> tuple[Piece, ...]:
    found, at = [], 0
    for piece in pieces:
        text = piece.text[max(0, start - at) : max(0, end - at)]
        at += len(piece.text)
        if text:
            found.append(Piece(text=text, mark=piece.mark))
    return tuple(found)
