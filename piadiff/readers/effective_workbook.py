"""The 変更日 of items from a workbook: a sheet with the columns 項目 (or まとまり) and 変更日, others beside them.

So the change table itself will do, once somebody has filled its 変更日: a row without a day says nothing. A sheet
without such headers is read where it has two columns only, the item and the day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from piadiff.errors import PiadiffError
from piadiff.notation import fold
from piadiff.readers.source import read_bytes
from piadiff.readers.workbook_cells import Cell, Sheet, read_sheets
from piadiff.readers.workbook_guard import open_archive

_HINT = "1行目に「項目」「変更日」と書き、その下に1行ずつ書いてください（ほかの列はあっても構いません）"
_WHAT, _DAY = ("項目", "まとまり", "item", "thread"), ("変更日", "施行日", "date", "effective")
_GOES_ON = "(続き)"  # a row that goes on with the texts of the one above
_HEADER_WITHIN = 20  # rows among which the header stands

Line = tuple[str, str, str]


def read_effective_workbook(path: Path) -> tuple[Line, ...]:
    """The lines of a workbook as (item or thread, day as shown, place), in its order.

    Raises PiadiffError for a file that is no sound workbook, and for one without the two columns.
    """
    data = read_bytes(path)
    if open_archive(data, path.name).unsaved_formulas:
        raise PiadiffError(
            "計算式の値が保存されていないセルがあります", where=path.name, hint="Excelで開き、保存し直してください"
        )
    sheets = [sheet for sheet in read_sheets(data, path.name) if sheet.cells and not sheet.hidden]
    found: list[Line] = []
    known = False
    for sheet in sheets:
        rows = _rows(sheet)
        header = next((n for n in sorted(rows)[:_HEADER_WITHIN] if _columns(rows[n])), None)
        if header is not None:
            known = True
            found += _named(sheet, rows, header, path.name)
    if not known and len(sheets) == 1 and len({cell.left for cell in sheets[0].cells}) == 2:
        known = True
        found += _plain(sheets[0], _rows(sheets[0]), path.name)
    if not known:
        raise PiadiffError("「項目」と「変更日」の列がありません", where=path.name, hint=_HINT)
    return tuple(found)


def _rows(sheet: Sheet) -> dict[int, list[Cell]]:
    rows: dict[int, list[Cell]] = {}
    for cell in sheet.cells:
        if cell.text.strip():
            rows.setdefault(cell.top, []).append(cell)
    return rows


def _columns(cells: Sequence[Cell]) -> tuple[int, int] | None:
    """The columns of item and day, where a row is the header of both."""
    said = {fold(cell.text): cell.left for cell in cells}
    what, day = (next((said[name] for name in names if name in said), None) for names in (_WHAT, _DAY))
    return None if what is None or day is None else (what, day)


def _named(sheet: Sheet, rows: Mapping[int, Sequence[Cell]], header: int, name: str) -> Iterator[Line]:
    columns = _columns(rows[header])
    assert columns is not None
    for number in sorted(n for n in rows if n > header):
        texts = {cell.left: cell.text for cell in rows[number]}
        what, day = (texts.get(column, "").strip() for column in columns)
        if _columns(rows[number]) or not day or fold(what).startswith(_GOES_ON):
            continue
        where = f"{name} {sheet.name} {number}行目"
        if not what:
            raise PiadiffError(
                "変更日だけがあり、項目がありません",
                where=where,
                hint="すべての変更なら、項目に「すべて」と書いてください",
            )
        yield what, day, where


def _plain(sheet: Sheet, rows: Mapping[int, Sequence[Cell]], name: str) -> Iterator[Line]:
    for number in sorted(rows):
        where = f"{name} {sheet.name} {number}行目"
        if len(rows[number]) != 2:
            raise PiadiffError("項目と変更日が揃っていません", where=where, hint=_HINT)
        what, day = (cell.text.strip() for cell in rows[number])
        yield what, day, where
