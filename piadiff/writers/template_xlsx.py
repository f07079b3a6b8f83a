"""An office's own Excel template filled with the rows of a change table; what has no field in it stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

from piadiff.errors import PiadiffError
from piadiff.model import Row
from piadiff.readers.change_words import COLUMNS
from piadiff.readers.workbook_cells import Cell, Sheet, read_sheets
from piadiff.readers.workbook_guard import open_archive
from piadiff.writers.fields import ROW_FIELDS, check_row, filled, has_field, row_field
from piadiff.writers.own_book import OwnBook
from piadiff.writers.own_rows import OwnTable, write_rows
from piadiff.writers.own_sheet import OwnSheet, letters
from piadiff.writers.own_workbook import check_kind, packed
from piadiff.writers.sheet import NO_CHANGES, printable
from piadiff.writers.xlsx_parts import escaped
from piadiff.writers.xml_places import Edit, attribute

_RESAVE = "Excelで開き、.xlsx で保存し直してください"


def fill_workbook(data: bytes, rows: Sequence[Row], values: Mapping[str, str], where: str) -> bytes:
    """The template's bytes with one row for each of ``rows`` and ``values`` in the fields beside them.

    Raises PiadiffError for what is no sound workbook, for unknown or missing fields, and for no room below the row.
    """
    check_kind(data, where)
    members = open_archive(data, where).members
    sheets = read_sheets(data, where)
    table = _table(sheets, where)
    try:
        book = OwnBook(members)
        parts: dict[str, bytes] = {}
        for sheet in sheets:
            part = book.part_of(sheet.name)
            edits = list(_fields(OwnSheet(members[part]), sheet, table, values, where))
            if sheet.name == table.sheet.name:
                own = rows or (Row(item=NO_CHANGES),)
                done = write_rows(members[part], members.get(book.styles, b""), table, own, book, where, edits)
                parts[part] = done.sheet
                if done.styles:
                    parts[book.styles] = done.styles
                if grown := book.with_print_area(sheet.name, done.template, done.last):
                    parts[book.path] = grown
            elif edits:
                raise PiadiffError("欄は、行のひな形と同じシートに書いてください", where=f"{where} {sheet.name}")
    except (ValueError, KeyError, IndexError):
        raise PiadiffError("ひな形の作りが読み取れません", where=where, hint=_RESAVE) from None
    return packed(data, parts)


def _table(sheets: Sequence[Sheet], where: str) -> OwnTable:
    """The row of fields, as the last row of a table that it takes the place of."""
    found = {(sheet.name, cell.top): sheet for sheet in sheets for cell in sheet.cells if row_field(cell.text)}
    if len(found) > 1:
        raise PiadiffError("行のひな形は一つの行に書いてください", where=where)
    if not found:
        check_row({}, where)
    ((_, top), sheet) = next(iter(found.items()))
    cells = {name: cell for cell in sheet.cells if cell.top == top and (name := row_field(cell.text))}
    check_row(cells, where)
    columns = {name: cells[title] for name, title in zip(COLUMNS, ROW_FIELDS, strict=True)}
    return OwnTable(sheet=sheet, columns=columns, final=tuple(columns.values()), after=top, replaces=True)


def _fields(page: OwnSheet, sheet: Sheet, table: OwnTable, values: Mapping[str, str], where: str) -> Iterator[Edit]:
    """The cells beside the row that have fields, as text."""
    for cell in sheet.cells:
        if has_field(cell.text) and not (sheet.name == table.sheet.name and cell in table.final):
            yield _edit(page, cell, printable(filled(cell.text, values, f"{where} {sheet.place(cell)}")))


def _edit(page: OwnSheet, cell: Cell, text: str) -> Edit:
    reference = f"{letters(cell.left)}{cell.top}"
    element = next(
        one for one in page.rows[cell.top].element.named("c") if one.attributes.get("r", reference) == reference
    )
    prefix = f"{element.prefix}:" if element.prefix else ""
    look = attribute("s", element.attributes["s"]) if "s" in element.attributes else b""
    shown = f'<{prefix}is><{prefix}t xml:space="preserve">{escape(escaped(text))}</{prefix}t></{prefix}is>'
    head = f'<{prefix}c r="{reference}" t="inlineStr"'.encode()
    return Edit(start=element.start, end=element.end, new=head + look + f">{shown}</{prefix}c>".encode())
