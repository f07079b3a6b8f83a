"""Reads an assessment from an OpenDocument spreadsheet (ods), as LibreOffice and Excel save it.

``ods_guard`` looks at the bytes, ``ods_cells`` gives sheets of cells and shapes, ``workbook`` reads the form in them.
"""

from __future__ import annotations

from collections.abc import Iterator

from piadiff.model import Reading
from piadiff.readers.ods_cells import Book, read_book
from piadiff.readers.ods_guard import is_open_document, open_document
from piadiff.readers.workbook import read_form

__all__ = ["is_open_document", "read_ods"]

_MOST_PLACES = 5


def read_ods(data: bytes, where: str = "") -> Reading:
    """Reads a spreadsheet's bytes. Raises PiadiffError if it is broken, locked, hostile or no assessment."""
    book = read_book(open_document(data, where), where)
    return read_form(book.sheets, book.shapes, where, remarks=tuple(_remarks(book)))


def _remarks(book: Book) -> Iterator[str]:
    if book.unsaved_formulas:
        yield (
            f"値が保存されていない数式のセルが{book.unsaved_formulas}個あります。"
            "表計算ソフトで開いて保存し直してください"
        )
    if book.covered:
        yield covered_remark(book.covered)
    for name, number in book.controls.items():
        yield f"シート「{name}」にフォームの部品（チェックボックスなど）が{number}個あり、読んでいません"


def covered_remark(places: list[str]) -> str:
    """What is said of texts in cells that lie hidden under merged ones."""
    more = f"など{len(places)}か所" if len(places) > _MOST_PLACES else ""
    return f"結合したセルの下に隠れた文字は読んでいません（{'、'.join(places[:_MOST_PLACES])}{more}）"
