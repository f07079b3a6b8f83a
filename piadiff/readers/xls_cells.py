"""The cells of an old Excel workbook (xls), the same as ``workbook_cells`` makes of xlsx.

Formulas give their saved value, dates come as 和暦, rich text as plain text, ふりがな and notes are not read.
"""

from __future__ import annotations

import datetime
import io
import itertools
import re
from collections.abc import Iterator
from typing import Any

from piadiff.errors import PiadiffError
from piadiff.readers.workbook_cells import Cell, Sheet, shown
from piadiff.readers.workbook_guard import broken

# What Excel itself means by the numbers 27 to 36 and 50 to 58 in a Japanese workbook, as far as the day is left out.
_MONTHS = {33, 34, 52, 53, 55}
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FIRST_DAY_SURE = 61  # before 1 March 1900 the calendars of Excel's two kinds of workbooks disagree


def read_cells(stream: bytes, where: str) -> tuple[list[Sheet], list[str]]:
    """The sheets in a workbook's stream, and the places of texts that merged cells hide.

    Raises PiadiffError if the library cannot make sense of it.
    """
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=stream, formatting_info=True, ragged_rows=True, on_demand=False, logfile=io.StringIO()
        )
        covered: list[str] = []
        sheets = []
        for sheet in book.sheets():
            cells = tuple(_cells(book, sheet, covered))
            sheets.append(
                Sheet(
                    name=sheet.name,
                    hidden=sheet.visibility != 0,
                    cells=tuple(cell for cell, struck in cells if not struck),
                    struck=tuple(cell for cell, struck in cells if struck),
                )
            )
        return sheets, covered
    except (MemoryError, PiadiffError):
        raise
    except Exception:  # a broken workbook raises whatever comes first, also RecursionError and AssertionError
        raise broken(where, "Excel") from None


def _cells(book: Any, sheet: Any, covered: list[str]) -> Iterator[tuple[Cell, bool]]:
    """The filled cells of an xlrd sheet in reading order (True: struck through); what lies under merged ranges is only
    told."""
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    under: set[tuple[int, int]] = set()
    for top, bottom, left, right in sheet.merged_cells:
        ends[top, left] = (bottom, right)
        under |= {(row, column) for row in range(top, bottom) for column in range(left, right)} - {(top, left)}
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            bottom, right = ends.get((row, column), (row + 1, column + 1))
            for text, struck in zip(_texts(book, sheet, row, column) if kind else (), (False, True), strict=False):
                if not text.strip():
                    continue
                cell = Cell(top=row + 1, left=column + 1, bottom=bottom, right=right, text=text)
                if (row, column) in under:
                    covered.append(f"{sheet.name} {cell.address}")
                else:
                    yield cell, struck


def _texts(book: Any, sheet: Any, row: int, column: int) -> tuple[str, str]:
    """The text of a cell that is valid, and that which is struck through."""
    cell = sheet.cell(row, column)
    text = _text(book, cell)
    whole = _is_struck(book, book.xf_list[cell.xf_index].font_index)
    runs = sheet.rich_text_runlist_map.get((row, column), ())
    if not runs or not isinstance(cell.value, str):
        return ("", text) if whole else (text, "")
    units = cell.value.encode("utf-16-le", "surrogatepass")  # the runs count these
    starts = [(0, whole), *((2 * at, _is_struck(book, font)) for at, font in runs), (len(units), False)]
    kept, struck = b"", b""
    for (start, is_struck), (end, _) in itertools.pairwise(starts):
        kept, struck = (kept, struck + units[start:end]) if is_struck else (kept + units[start:end], struck)
    return _plain(kept.decode("utf-16-le", "replace")), _plain(struck.decode("utf-16-le", "replace"))


def _is_struck(book: Any, font: int) -> bool:
    return 0 <= font < len(book.font_list) and bool(book.font_list[font].struck_out)


def _text(book: Any, cell: Any) -> str:
    import xlrd

    value = cell.value
    if cell.ctype == xlrd.XL_CELL_DATE:
        shape = _format(book, cell)
        return shown(_moment(float(value), book.datemode), shape)
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return shown(value, _format(book, cell))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(value))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#N/A"))
    return _plain(str(value))


def _plain(text: str) -> str:
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _format(book: Any, cell: Any) -> str:
    key = book.xf_list[cell.xf_index].format_key
    return "ym" if key in _MONTHS else str(book.format_map[key].format_str)


def _moment(value: float, mode: int) -> object:
    """A day, a time of day or a length of time; the number itself where it is none."""
    import xlrd

    if 0 <= value < 1:
        return (datetime.datetime.min + datetime.timedelta(seconds=round(value * 86_400) % 86_400)).time()
    if mode == 0 and value < _FIRST_DAY_SURE:
        return datetime.timedelta(seconds=round(value * 86_400)) if value > 0 else value
    try:
        return xlrd.xldate.xldate_as_datetime(value, mode)
    except (ValueError, OverflowError):
        return value
