"""The change table as an Excel workbook that looks and prints like the official sheet 「変更箇所」.

A4 landscape, one page wide, the header row on each page. Excel shows and prints a row up to 409 points high and holds
32,767 characters in a cell: a longer text goes on in following rows (項目 「（続き）」), nothing is cut. A cell holds
only ever text: never a formula, an error value or an escape (``_x0041_``). Row heights are estimates, not fixed: a
row grows when somebody edits its text. The only module that imports openpyxl.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from piadiff.writers.sheet import HEADERS, NO_CHANGES, Line, Piece, Sheet, printable
from piadiff.writers.terminal import wrap

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.cell.rich_text import CellRichText
    from openpyxl.styles import Border
    from openpyxl.worksheet.worksheet import Worksheet

FONT = "ＭＳ Ｐゴシック"
SIZE = 10
WIDTHS = (14, 25, 40, 40, 8.5, 25)  # in digits of the standard font (8 pixels at 96 dpi), as Excel counts
CONTINUED = "（続き）"
# ＭＳ Ｐゴシック takes 1.2 times its size for a line; the fonts that stand in where it is missing up to 1.47 times.
# Rows are high enough for those: a little room is left in Excel, but no line is ever hidden.
LINE_POINTS = SIZE * 1.47
ROW_POINTS = 409.0  # Excel's limit
CELL_UNITS = 32_767  # Excel's limit, in UTF-16 code units
COLOURS = {"removed": "FFA40000", "added": "FF00429D"}

_LINES = int(ROW_POINTS // LINE_POINTS)
# A text too long for one row is cut into stretches of so many lines, three of which fit on a page.
_STRETCH = 13
# How many half-width characters a line holds; one is left free, because a spreadsheet's line breaks are not quite ours.
_FITS = tuple(int((width * 8 - 3) / (SIZE * 96 / 72 / 2)) - 1 for width in WIDTHS)
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys(r"[]:*?/\'"))
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ALWAYS_TEXT = ("=", "+", "-", "@", "'")
_TIMES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_ROW = re.compile(rb"<row [^>]*>")
_STANDARD_FONT = re.compile(rb'<font><name val="Calibri" ?/>.*?</font>')
_FIRST = 4  # the first row of the table's body
_EPOCH = (1980, 1, 1, 0, 0, 0)

Cells = tuple[tuple[Piece, ...], ...]


def render(sheet: Sheet) -> bytes:
    """The workbook; the same sheet gives the same bytes (no times of writing in it)."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.worksheets[0]
    _set_page(page, sheet.title)
    _write_head(page, sheet.title)
    number = _FIRST
    for line in sheet.lines:
        rows = tuple(_split(line))
        for n, cells in enumerate(rows):
            _write_row(page, number, cells, first=n == 0, last=n == len(rows) - 1, review=line.review)
            number += 1
    if not sheet.lines:
        _write_row(
            page, _FIRST, ((Piece(text=NO_CHANGES),), *[()] * (len(HEADERS) - 1)), first=True, last=True, review=False
        )
        page.merge_cells(start_row=_FIRST, end_row=_FIRST, start_column=1, end_column=len(HEADERS))
        number += 1
    page.print_area = f"A1:F{number - 1}"
    out = io.BytesIO()
    book.save(out)
    return _settled(out.getvalue())


def _set_page(page: Worksheet, title: str) -> None:
    from openpyxl.worksheet.header_footer import HeaderFooterItem
    from openpyxl.worksheet.properties import PageSetupProperties

    page.title = title.translate(_NOT_IN_SHEET_NAMES)[:31]
    for letter, width in zip("ABCDEF", WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    page.sheet_view.showGridLines = False
    page.freeze_panes = f"A{_FIRST}"
    page.print_title_rows = "3:3"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    margins = page.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.6, 0.3, 0.3
    page.print_options.horizontalCentered = True
    page.oddFooter = HeaderFooterItem()
    page.oddFooter.center.text = "&P / &N"


def _write_head(page: Worksheet, title: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    top = page.cell(row=1, column=1)
    _put(top, title)
    top.font = Font(name=FONT, size=14, bold=True, charset=128)
    page.row_dimensions[1].height = 22
    page.row_dimensions[2].height = 6
    page.row_dimensions[3].height = 24
    for column, header in enumerate(HEADERS, 1):
        cell = page.cell(row=3, column=column)
        _put(cell, header)
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
            cell.quotePrefix = _text(pieces).startswith(_ALWAYS_TEXT)
        else:
            _put(cell, _text(pieces))
        height = max(height, len(wrap(_text(pieces), _FITS[column - 1])))
    page.row_dimensions[number].height = min(ROW_POINTS, round(height * LINE_POINTS + 2, 1))


def _border(*, first: bool, last: bool) -> Border:
    """Lines all around; a row that goes on has a dotted line where it was split."""
    from openpyxl.styles import Border, Side

    thin, dotted = Side(style="thin"), Side(style="hair")
    return Border(left=thin, right=thin, top=thin if first else dotted, bottom=thin if last else dotted)


def _put(cell: Cell | MergedCell, text: str) -> None:
    """Sets a text so that it stays one, whatever it begins with; an empty one leaves the cell empty."""
    if not text:
        return
    cell.value = _ESCAPE.sub("_x005F_", text)
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(_ALWAYS_TEXT)


def _rich(pieces: Iterable[Piece]) -> CellRichText:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont
    from openpyxl.styles.colors import Color

    def font(piece: Piece) -> InlineFont:
        if piece.mark == "same":
            return InlineFont(rFont=FONT, sz=SIZE, charset=128)
        return InlineFont(rFont=FONT, sz=SIZE, charset=128, u="single", color=Color(COLOURS[piece.mark]))

    return CellRichText([TextBlock(font(p), _ESCAPE.sub("_x005F_", p.text)) for p in pieces if p.text])


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
    for n in range(max(len(part) for part in parts)):
        row = [part[n] if n < len(part) else () for part in parts]
        if n and not row[1]:
            row[1] = (Piece(text=CONTINUED),)
        yield tuple(row)


def _chunks(pieces: Sequence[Piece], fit: int, most: int) -> Iterable[tuple[Piece, ...]]:
    """``pieces`` cut, at ends of lines, into stretches that one cell can show and hold."""
    text = _text(pieces)
    lengths = _cuts(text, fit, most)
    if len(lengths) <= 1:
        yield tuple(pieces)
        return
    start = 0
    for length in lengths:
        chunk = _slice(pieces, start, start + length)
        start += length
        yield _without_last_newline(chunk)


def _cuts(text: str, fit: int, most: int) -> list[int]:
    """The lengths of the stretches of ``text``, each at most ``most`` lines and ``CELL_UNITS`` code units.

    A stretch ends with a paragraph where one ends in its second half.
    """
    runs = [run for paragraph in text.splitlines(keepends=True) or [""] for run in _runs(paragraph, fit)]
    cuts, start = [], 0
    while start < len(runs):
        end, units = start, 0
        while end < len(runs) and end - start < most:
            units += len(runs[end].encode("utf-16-le")) // 2
            if units > CELL_UNITS and end > start:
                break
            end += 1
        if end < len(runs):
            ends = (n for n in range(end, start + most // 2, -1) if runs[n - 1].endswith("\n"))
            end = next(ends, end)
        cuts.append(sum(map(len, runs[start:end])))
        start = end
    return cuts


def _runs(paragraph: str, fit: int) -> Iterable[str]:
    """The stretches of a paragraph that fill one line each, together exactly the paragraph."""
    rest = paragraph
    for shown in wrap(paragraph.rstrip("\n"), fit)[:-1]:
        end = len(shown)
        while end < len(rest) and rest[end] in " \t\u3000":
            end += 1
        run, rest = rest[:end], rest[end:]
        yield run
    while len(rest) > CELL_UNITS // 2:
        yield rest[: CELL_UNITS // 2]
        rest = rest[CELL_UNITS // 2 :]
    yield rest


def _slice(pieces: Sequence[Piece], start: int, end: int) -> tuple[Piece, ...]:
    found, at = [], 0
    for piece in pieces:
        text = piece.text[max(0, start - at) : max(0, end - at)]
        at += len(piece.text)
        if text:
            found.append(Piece(text=text, mark=piece.mark))
    return tuple(found)


def _without_last_newline(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    if pieces and pieces[-1].text.endswith("\n"):
        return (*pieces[:-1], Piece(text=pieces[-1].text[:-1], mark=pieces[-1].mark))
    return pieces


def _settled(data: bytes) -> bytes:
    """The workbook with what openpyxl sets by itself put right.

    No time of writing; row heights that may change; ＭＳ Ｐゴシック as the standard font, which measures columns.
    """
    settle = {
        "docProps/core.xml": lambda part: _TIMES.sub(b"", part).replace(b"openpyxl", b"piadiff"),
        "xl/worksheets/sheet1.xml": lambda part: _ROW.sub(lambda row: row[0].replace(b' customHeight="1"', b""), part),
        "xl/styles.xml": lambda part: _STANDARD_FONT.sub(
            f'<font><name val="{FONT}"/><sz val="11"/></font>'.encode(), part
        ),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = settle.get(name, bytes)(old.read(name))
            new.writestr(zipfile.ZipInfo(name, _EPOCH), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
