"""Reads an assessment from an old Excel workbook (xls, Excel 5.0 to 2003).

``compound`` finds the stream, ``xls_records`` looks what it asks for, ``xls_cells`` gives sheets of cells,
``xls_figure`` shapes and pictures; ``workbook`` reads the form in them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from piadiff.errors import PiadiffError
from piadiff.model import Reading
from piadiff.readers import unread
from piadiff.readers.compound import BrokenFileError, open_compound
from piadiff.readers.workbook import read_form
from piadiff.readers.workbook_cells import Sheet
from piadiff.readers.workbook_guard import broken
from piadiff.readers.xls_cells import read_cells
from piadiff.readers.xls_figure import read_figures
from piadiff.readers.xls_records import Stream, read_records

__all__ = ["read_xls", "sheets_of_xls"]

_STREAMS = ("Workbook", "Book")
# What else is kept in compound files, by the streams at their top.
_OTHERS = {
    "WordDocument": "Word（.doc）",
    "PowerPoint Document": "PowerPoint（.ppt）",
    "__properties_version1.0": "Outlookのメール（.msg）",
    "VisioDocument": "Visio（.vsd）",
    "DocumentText": "一太郎（.jtd）",
}
_HINT = "評価書のExcel（.xls .xlsx）かPDFで保存し直してください"


def read_xls(data: bytes, where: str = "") -> Reading:
    """Reads a workbook's bytes. Raises PiadiffError if it is broken, locked, hostile, another kind or no form."""
    try:
        stream = read_records(_stream(data, where), where)
    except BrokenFileError:
        raise broken(where, "Excel") from None
    sheets, covered = read_cells(stream.cells_only, where)
    sheets = [_with_hidden(sheet, stream) for sheet in sheets]
    figures = read_figures(stream)
    remarks = [*([unread.hidden_texts(covered)] if covered else []), *figures.remarks]
    return read_form(sheets, figures.shapes, where, remarks=remarks)


def sheets_of_xls(data: bytes, where: str) -> list[Sheet]:
    """The sheets of cells in a workbook's bytes. Raises PiadiffError as :func:`read_xls` does."""
    try:
        return read_cells(read_records(_stream(data, where), where).cells_only, where)[0]
    except BrokenFileError:
        raise broken(where, "Excel") from None


def _with_hidden(sheet: Sheet, stream: Stream) -> Sheet:
    """A sheet with what nobody sees on it: comments, and hidden rows that hold text."""
    rows = stream.hidden_rows(sheet.name) & {cell.top for cell in (*sheet.cells, *sheet.struck)}
    return replace(sheet, hidden_rows=tuple(sorted(rows)), notes=stream.notes(sheet.name))


def _stream(data: bytes, where: str) -> bytes:
    """The stream of a workbook. Raises BrokenFileError, and PiadiffError for a locked or another kind of file."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise PiadiffError(
            "暗号化されたファイルです", where=where, hint="Excelで開き、パスワードを外して保存し直してください"
        )
    compound = open_compound(data)
    for name in _STREAMS:
        if name in compound.entries:
            return compound.stream(name)
    raise PiadiffError(f"Excelではなく{_kind(compound.entries)}のファイルです", where=where, hint=_HINT)


def _kind(names: Collection[str]) -> str:
    return next((kind for name, kind in _OTHERS.items() if name in names), "ほかのソフト")
