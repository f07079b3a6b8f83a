"""Reads an assessment from an OpenDocument spreadsheet (ods), as LibreOffice and Excel save it.

``ods_guard`` looks at the bytes, ``ods_cells`` gives sheets of cells and shapes, ``workbook`` reads the form in them.
"""

from __future__ import annotations

from collections.abc import Iterator

from piadiff.model import Reading
from piadiff.readers import unread
from piadiff.readers.ods_cells import Book, read_book
from piadiff.readers.ods_guard import is_open_document, open_document
from piadiff.readers.workbook import read_form
from piadiff.readers.workbook_cells import Sheet

__all__ = ["is_open_document", "read_ods", "sheets_of_ods"]


def read_ods(data: bytes, where: str = "") -> Reading:
    """Reads a spreadsheet's bytes. Raises PiadiffError if it is broken, locked, hostile or no assessment."""
    book = read_book(open_document(data, where), where)
    return read_form(book.sheets, book.shapes, where, remarks=tuple(_remarks(book)))


def sheets_of_ods(data: bytes, where: str) -> list[Sheet]:
    """The sheets of cells in a spreadsheet's bytes. Raises PiadiffError as :func:`read_ods` does."""
    return read_book(open_document(data, where), where).sheets


def _remarks(book: Book) -> Iterator[str]:
    if book.unsaved_formulas:
        yield unread.formulas(book.unsaved_formulas)
    if book.covered:
        yield unread.hidden_texts(book.covered)
    for sheet, number in book.controls.items():
        yield unread.controls(sheet, number)
