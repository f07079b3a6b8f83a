"""The change table of a workbook: its columns by their titles, one row of cells a change.

A cell merged over several rows (one 変更日 for many changes) counts for each of them; a header that comes again on a
later page or sheet is no row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from piadiff.dates import to_iso
from piadiff.model import Row, Unplaced
from piadiff.notation import fold
from piadiff.readers.change_words import COLUMNS, TABLE_TITLE, TITLES, timing_of
from piadiff.readers.labels import Printed
from piadiff.readers.workbook_cells import Cell, Sheet
from piadiff.readers.workbook_parts import label_of
from piadiff.readers.workbook_values import BEGINS, CONTINUED

_MIN_TITLES = 4
_LONG = 200  # characters


@dataclass(slots=True, kw_only=True)
class _Draft:
    """The cells of one row by column, and where it begins."""

    sheet: Sheet
    cell: Cell
    texts: dict[str, str]

    @property
    def is_long(self) -> bool:
        """Whether its texts are so long that they may not fit into one row of a sheet."""
        return max(map(len, self.texts.values())) >= _LONG

    def go_on(self, more: dict[str, str], glue: str) -> None:
        """Adds the cells of the next row; ``glue`` stands between two that hold something."""
        for name, text in more.items():
            self.texts[name] += f"{glue}{text}" if self.texts[name] and text else text


@dataclass(slots=True, kw_only=True)
class ChangeSheets:
    """The rows of all change tables, the sheets without the cells of the tables, and what had no column."""

    rows: list[Row] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    found: bool = False
    drafts: list[_Draft] = field(default_factory=list)


def take_changes(sheets: Sequence[Sheet], prints: Printed) -> ChangeSheets:
    """Reads the change tables out of some sheets."""
    out = ChangeSheets()
    for sheet in sheets:
        lines = _lines(sheet.cells)
        header = next((n for n, line in enumerate(lines) if _columns(line)), None)
        if header is None:
            out.sheets.append(sheet)
            continue
        out.found = True
        first = header
        while first and _is_title(lines[first - 1]):
            first -= 1
        end = _read_table(sheet, lines, header, prints, out)
        kept = [cell for line in (*lines[:first], *lines[end:]) for cell in line]
        if kept:
            out.sheets.append(replace(sheet, cells=tuple(kept)))
    _finish(out)
    return out


def has_table(sheet: Sheet) -> bool:
    """Whether a sheet has the header of a change table."""
    return any(_columns(line) for line in _lines(sheet.cells))


def last_table(sheet: Sheet, prints: Printed) -> tuple[dict[str, Cell], list[list[Cell]]] | None:
    """The last header of a change table on a sheet, by column, and the lines below it that belong to the table; None
    where the sheet has no such table."""
    lines = _lines(sheet.cells)
    headers = [n for n, line in enumerate(lines) if _columns(line)]
    if not headers:
        return None
    columns = _columns(lines[headers[-1]])
    below = lines[headers[-1] + 1 :]
    end = next((n for n, line in enumerate(below) if _is_other_part(line, columns, prints)), len(below))
    return columns, below[:end]


def column_of(cell: Cell, columns: dict[str, Cell]) -> str | None:
    """The column whose title covers the place where a cell begins, else the one that it overlaps."""
    inside = [name for name, title in columns.items() if title.left <= cell.left <= title.right]
    overlap = [name for name, title in columns.items() if title.left <= cell.right and cell.left <= title.right]
    return next(iter(inside or overlap), None)


def _lines(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Cells by the row in which they begin."""
    lines: list[list[Cell]] = []
    for cell in cells:
        if lines and lines[-1][0].top == cell.top:
            lines[-1].append(cell)
        else:
            lines.append([cell])
    return lines


def _is_title(line: Sequence[Cell]) -> bool:
    return len(line) == 1 and TABLE_TITLE.fullmatch(fold(line[0].text)) is not None


def _columns(line: Sequence[Cell]) -> dict[str, Cell]:
    """The columns whose titles the cells of a row are, if it is the header of a change table; else none."""
    named: dict[str, Cell] = {}
    for cell in line:
        name = TITLES.get(fold(cell.text)) if len(cell.text) < 40 else None
        if name:
            named.setdefault(name, cell)
    return named if len(named) >= _MIN_TITLES and "date" in named and {"before", "after"} & set(named) else {}


def _read_table(sheet: Sheet, lines: Sequence[Sequence[Cell]], header: int, prints: Printed, out: ChangeSheets) -> int:
    """Adds the rows below a header; gives the number of the first line that is no more of the table."""
    columns = _columns(lines[header])
    titled = set(columns.values())
    out.unplaced += [Unplaced(where=sheet.place(c), text=c.text) for c in lines[header] if c not in titled]
    covering: dict[str, Cell] = {}
    for number in range(header + 1, len(lines)):
        line = lines[number]
        if again := _columns(line):
            columns, covering = again, {}
            continue
        if _is_title(line):
            continue
        if _is_other_part(line, columns, prints):
            return number
        own: dict[str, list[Cell]] = {}
        for cell in line:
            name = column_of(cell, columns)
            if name is None:
                out.unplaced.append(Unplaced(where=sheet.place(cell), text=cell.text))
            else:
                own.setdefault(name, []).append(cell)
        if not own:
            continue
        goes_on = set(own) <= {"before", "after"} and _covers(covering.get("item"), line[0])
        row = {name: "\n".join(cell.text for cell in cells) for name, cells in own.items()}
        for name, cell in covering.items():
            if name not in row and cell.bottom >= line[0].top and not goes_on:
                row[name] = cell.text
        covering = {n: c for n, c in covering.items() if c.bottom > line[0].top}
        covering |= {n: cells[-1] for n, cells in own.items() if cells[-1].bottom > line[0].top}
        _add(sheet, line[0], row, out, goes_on=goes_on)
    return len(lines)


def _is_other_part(line: Sequence[Cell], columns: dict[str, Cell], prints: Printed) -> bool:
    """Whether the table has ended: the heading of a part of the form in the first column, alone in its row."""
    if len(line) != 1 or line[0].left > min(cell.left for cell in columns.values()):
        return False
    found = label_of(line[0], prints)
    return found is not None and found.key in prints.parts


def _covers(cell: Cell | None, other: Cell) -> bool:
    return cell is not None and cell.bottom >= other.top


def _add(sheet: Sheet, first: Cell, cells: dict[str, str], out: ChangeSheets, *, goes_on: bool) -> None:
    """A row of cells: a row of the table, or more of the one before (``goes_on``: its 項目 is merged over this one)."""
    get = {name: cells.get(name, "") for name in COLUMNS}
    drafts = out.drafts
    if drafts and get["item"].startswith(CONTINUED):
        get["item"] = get["item"].removeprefix(CONTINUED)
        drafts[-1].go_on(get, "")
        return
    own = get["item"].startswith(BEGINS)
    get["item"] = get["item"].removeprefix(BEGINS)
    filled = {name for name in COLUMNS if get[name].strip()}
    if drafts and filled and filled <= {"before", "after"} and not own:  # too long for one row, as offices continue it
        drafts[-1].go_on(get, "\n")
        if not goes_on and not drafts[-1].is_long:
            out.remarks.append(
                f"{sheet.place(first)} を前の行の続きとして読みました（項目がありません）。確かめてください"
            )
    elif filled or own:
        drafts.append(_Draft(sheet=sheet, cell=first, texts=get))


def _finish(out: ChangeSheets) -> None:
    """Makes rows of the drafts; a blank 提出時期 or one that is none is told."""
    for draft in out.drafts:
        texts = {name: _without_blank_end(text) for name, text in draft.texts.items()}
        timing = timing_of(fold(texts["timing"])) or ""
        if texts["timing"].strip() and not timing:
            out.unplaced.append(Unplaced(where=draft.sheet.place(draft.cell), text=texts["timing"]))
        if not timing:
            out.remarks.append(f"{draft.sheet.place(draft.cell)} の変更箇所：提出時期が見つかりません")
        out.rows.append(
            Row(
                date=to_iso(texts["date"]),
                date_text=texts["date"],
                item=texts["item"],
                before=texts["before"],
                after=texts["after"],
                timing=timing,
                reason=texts["reason"],
            )
        )


def _without_blank_end(text: str) -> str:
    """A text without blank lines at its end."""
    lines = text.split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)
