"""The papers beside an assessment from a workbook or a csv: rows of cells as the readers of their texts take them.

The cells stand in columns that the whole table shares. A cell merged over several rows (a place with three opinions)
counts for each of them, unless the number is merged as well: then these rows are one.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence

from piadiff.errors import PiadiffError
from piadiff.model import ChangesList, Opinions
from piadiff.notation import fold, nfkc
from piadiff.readers.papers import LIST_TITLE, TITLES, PaperKind, role_of, roles_of_cells
from piadiff.readers.papers_cells import GridRow
from piadiff.readers.workbook_cells import Cell, Sheet
from piadiff.readers.workbook_values import BEGINS, CONTINUED

_FRONT = 60  # rows among which the first header of a paper stands
_LONGEST_TITLE = 80
_COVER = {"評価書番号", "評価実施機関名"}
_PART = re.compile(r"[ⅠⅡⅢ]\s*\S{2,40}|\(別添\d\)\S{2,20}")
_MOST_ROWS = 20_000
_GUARD = re.compile(r"^'(?=['\"\s]*[=+\-@＝＋－＠])")  # set before what a spreadsheet would take for a formula


def paper_of_sheets(sheets: Sequence[Sheet]) -> tuple[PaperKind, list[GridRow]] | None:
    """The paper that a workbook holds, with its rows; None for an assessment or anything else."""
    shown = [sheet for sheet in sheets if not sheet.hidden] or list(sheets)
    keys = {fold(cell.text) for sheet in shown for cell in sheet.cells if len(cell.text) < _LONGEST_TITLE}
    if keys >= _COVER and any(_PART.fullmatch(key) for key in keys):
        return None
    rows = [row for sheet in shown for row in _rows(sheet)]
    kind = _kind(rows)
    return (kind, rows) if kind else None


def paper_of_csv(text: str, where: str) -> tuple[PaperKind, list[GridRow]] | None:
    """The paper that a csv holds, with its rows. Raises PiadiffError if its quotes are broken."""
    try:
        lines = [[_GUARD.sub("", cell) for cell in cells] for cells in csv.reader(io.StringIO(text), strict=True)]
    except csv.Error:
        raise PiadiffError(
            "csvとして読めません（引用符が閉じていません）", where=where, hint="Excelで開き、保存し直してください"
        ) from None
    rows = [
        GridRow(number=number, cells=tuple(map(_plain, cells)) if len(cells) > 1 else (_plain(cells[0]),))
        for number, cells in enumerate(lines[:_MOST_ROWS], 1)
        if any(cell.strip() for cell in cells)
    ]
    kind = _kind(rows)
    return (kind, rows) if kind else None


def read_rows(kind: PaperKind, rows: Sequence[GridRow], where: str) -> ChangesList | Opinions:
    """The paper in some rows. Raises PiadiffError if none of them is a row of it."""
    front = "\n".join(cell for row in rows[:_FRONT] for cell in row.cells)
    if kind == "changes-list":
        from piadiff.readers.changes_list import list_of_rows

        return list_of_rows(rows, front, where)
    from piadiff.readers.opinions import opinions_of_rows

    return opinions_of_rows(rows, front, where)


def _kind(rows: Sequence[GridRow]) -> PaperKind | None:
    titled = any(
        len(text) <= _LONGEST_TITLE and LIST_TITLE.search(nfkc(text))
        for row in rows[:_FRONT]
        if len([cell for cell in row.cells if cell]) == 1
        for text in row.cells
    )
    for kind in TITLES:
        for row in rows[:_FRONT]:
            roles = roles_of_cells(kind, row.cells)
            if roles and (kind == "opinions" or titled or {"no", "page"} & set(roles)):
                return kind
    return None


def _rows(sheet: Sheet) -> list[GridRow]:
    """The rows of a sheet with the columns of its table; those above the table with the cells that they have."""
    lines: dict[int, list[Cell]] = {}
    for cell in sheet.cells:
        lines.setdefault(cell.top, []).append(cell)
    header = next((top for top, cells in lines.items() if _is_header(cells)), None)
    if header is None:
        return [GridRow(number=top, cells=tuple(_plain(cell.text) for cell in cells)) for top, cells in lines.items()]
    columns = _columns(lines, header)
    number = next((c.left for c in lines[header] if any(role_of(k, c.text) == "no" for k in TITLES)), None)
    out: list[GridRow] = []
    body: list[tuple[int, list[str]]] = []
    merged: list[Cell] = []
    for top, cells in lines.items():
        if top < header:
            out.append(GridRow(number=top, cells=tuple(_plain(cell.text) for cell in cells)))
            continue
        merged = [cell for cell in merged if cell.bottom >= top]
        carried = [] if any(cell.left == number for cell in merged) else merged
        texts: dict[int, list[str]] = {}
        for cell in sorted([*carried, *cells], key=lambda cell: cell.left):
            texts.setdefault(_column(cell, columns), []).append(cell.text)
        row = ["\n".join(texts.get(left, ())) for left in columns]
        if body and next(filter(None, row), "").startswith(CONTINUED):
            body[-1] = (body[-1][0], _gone_on(body[-1][1], row))
        else:
            body.append((top, [text.removeprefix(BEGINS) for text in row]))
        merged += [cell for cell in cells if cell.bottom > top]
    return out + [GridRow(number=top, cells=tuple(map(_plain, row))) for top, row in body]


def _gone_on(row: Sequence[str], more: Sequence[str]) -> list[str]:
    """A row that our own workbook cut, with what stands in the one below: letter after letter, as it was cut."""
    return [text + rest.removeprefix(CONTINUED) for text, rest in zip(row, more, strict=True)]


def _is_header(cells: Sequence[Cell]) -> bool:
    return any(roles_of_cells(kind, tuple(_plain(cell.text) for cell in cells)) for kind in TITLES)


def _columns(lines: dict[int, list[Cell]], header: int) -> list[int]:
    """Where the columns of a table begin: those of its titles, and those that several of its rows have besides."""
    titles = {cell.left for cell in lines[header]}
    body = [cells for top, cells in lines.items() if top > header and len(cells) > 1]
    begun = Counter(cell.left for cells in body for cell in cells)
    return sorted(titles | {left for left, count in begun.items() if count * 3 >= len(body) and left > min(titles)})


def _column(cell: Cell, columns: Sequence[int]) -> int:
    """The column in which a cell begins."""
    return max((left for left in columns if left <= cell.left), default=columns[0])


def _plain(text: str) -> str:
    """A cell as the readers of texts have it: no blank lines, no spaces at the ends of lines."""
    return "\n".join(line.strip(" \t\r\f\u3000") for line in text.split("\n") if line.strip())
