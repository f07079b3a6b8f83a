"""New rows for the change table of an office's own workbook: they follow its last row and look like it.

Only the XML of the table's sheet is changed, and what must grow with it: the print area (``xl/workbook.xml``) and a
look for texts that begin as formulas do (``xl/styles.xml``). Every other part of the file stays byte for byte. A cell
that is written holds only ever text, or the day as a number where the office keeps its days so.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from piadiff.errors import PiadiffError
from piadiff.model import Row
from piadiff.notation import fold
from piadiff.readers.labels import printed
from piadiff.readers.source import is_compound, is_encrypted
from piadiff.readers.workbook_cells import read_sheets
from piadiff.readers.workbook_changes import take_changes
from piadiff.readers.workbook_guard import is_workbook, open_archive
from piadiff.writers.own_book import OwnBook
from piadiff.writers.own_rows import OwnTable, Written, find_table, write_rows

_RESAVE = "Excelで開き、.xlsx で保存し直してください"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """The workbook with the new rows: its bytes, and where they stand: sheet, first and last row of it."""

    data: bytes
    sheet: str
    first: int
    last: int
    remarks: tuple[str, ...] = ()


def append_rows(data: bytes, rows: Sequence[Row], form_name: str, where: str) -> Appended:
    """The workbook with ``rows`` below those of its 変更箇所 sheet.

    Raises PiadiffError for a file that is no such workbook, is locked or broken, whose sheet is protected by a password
    or has no room below its table, and where all the rows already stand at its end.
    """
    check_kind(data, where)
    members = open_archive(data, where).members
    if any(name.startswith("_xmlsignatures/") for name in members):
        raise PiadiffError(
            "電子署名のあるファイルには書けません", where=where, hint="署名の前のファイルに書いてください"
        )
    table = find_table(read_sheets(data, where), form_name, where)
    _check_new(table, rows, form_name, where)
    try:
        book = OwnBook(members)
        part = book.part_of(table.sheet.name)
        written = write_rows(members[part], members.get(book.styles, b""), table, rows, book, where)
        parts = {part: written.sheet, **({book.styles: written.styles} if written.styles else {})}
        if grown := book.with_print_area(table.sheet.name, written.template, written.last):
            parts[book.path] = grown
    except (ValueError, KeyError, IndexError):  # legal XML of a kind that no program for offices writes
        raise PiadiffError(
            f"シート「{table.sheet.name}」の作りが読み取れないため書けません", where=where, hint=_RESAVE
        ) from None
    new = packed(data, parts)
    _check(new, table, len(rows), form_name, where)
    return Appended(
        data=new, sheet=table.sheet.name, first=table.after, last=written.last, remarks=_remarks(table, written)
    )


def check_kind(data: bytes, where: str) -> None:
    """Raises PiadiffError for what is no workbook of today, or one under a password."""
    if is_encrypted(data):
        raise PiadiffError(
            "暗号化されたファイルには書けません", where=where, hint="パスワードを外して保存し直してください"
        )
    if is_compound(data):
        raise PiadiffError("古い形式（.xls など）のファイルには書けません", where=where, hint=_RESAVE)
    if not is_workbook(data):
        raise PiadiffError("Excelのファイル（.xlsx）ではないため書けません", where=where, hint=_RESAVE)


def _check_new(table: OwnTable, rows: Sequence[Row], form_name: str, where: str) -> None:
    """Rows that were written once are not written again."""
    there = {_said(row) for row in take_changes([table.sheet], printed(form_name)).rows}
    if rows and all(_said(row) in there for row in rows):
        raise PiadiffError(
            f"シート「{table.sheet.name}」に、書き足す{len(rows)}行がすでにあります",
            where=where,
            hint="書き足す前のブックを指定してください",
        )


def _said(row: Row) -> tuple[str, ...]:
    return tuple(map(fold, (row.date_text, row.item, row.before, row.after)))


def _remarks(table: OwnTable, written: Written) -> tuple[str, ...]:
    if not written.others:
        return ()
    columns = "、".join(f"{letter}列" for letter in written.others)
    return (f"シート「{table.sheet.name}」の六つの欄のほか（{columns}）には書いていません。確かめてください。",)


def packed(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The archive with some parts in the place of others; all else, also order, times and names, as it was."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        new.comment = old.comment
        for info in old.infolist():
            copy = zipfile.ZipInfo(info.filename, info.date_time)
            copy.external_attr, copy.create_system = info.external_attr, info.create_system
            copy.compress_type = (
                zipfile.ZIP_STORED if info.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
            )
            content = parts.get(info.filename.lstrip("/"))
            new.writestr(copy, old.read(info) if content is None else content)
    return out.getvalue()


def _check(data: bytes, table: OwnTable, new: int, form_name: str, where: str) -> None:
    """Reads the result as ``piadiff read`` would: the earlier rows must be there as they were, the new ones behind."""
    prints = printed(form_name)
    before = take_changes([table.sheet], prints).rows
    sheets = [sheet for sheet in read_sheets(data, where) if sheet.name == table.sheet.name]
    after = take_changes(sheets, prints).rows
    if after[: len(before)] != before or len(after) != len(before) + new:
        raise PiadiffError(
            f"シート「{table.sheet.name}」の表の作りでは、いまの行を保ったまま書き足せません",
            where=where,
            hint="表の下に空いた行を作るか、-o で別のファイルに書き出して写してください",
        )
