"""An OpenDocument spreadsheet as sheets of cells, the same as ``workbook_cells`` makes of xlsx.

Formulas give their saved value, dates come as 和暦; notes, styles and macros are not read, links are not followed.
"""

from __future__ import annotations

import datetime
import re
import xml.etree.ElementTree as ET
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from piadiff.readers.ods_figure import controls_in, shapes_in
from piadiff.readers.ods_guard import KIND
from piadiff.readers.ods_styles import TABLE, Styles, read_styles
from piadiff.readers.ods_text import OFFICE, paragraphs, repeated
from piadiff.readers.workbook_cells import Cell, Sheet, shown
from piadiff.readers.workbook_figure import Shape
from piadiff.readers.workbook_guard import MAX_CELLS, MAX_MERGED, MAX_SHEETS, broken, too_much

MAX_REPEATED = 16_777_216  # more than any spreadsheet has rows

_ROW, _CELL, _COVERED = f"{TABLE}table-row", f"{TABLE}table-cell", f"{TABLE}covered-table-cell"
_ROWS = {f"{TABLE}table-rows", f"{TABLE}table-header-rows", f"{TABLE}table-row-group"}
_COLUMN = f"{TABLE}table-column"
_COLUMNS = {f"{TABLE}table-columns", f"{TABLE}table-header-columns", f"{TABLE}table-column-group"}
_DURATION = re.compile(r"PT(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:[.,]\d+)?S)?")


@dataclass(slots=True, kw_only=True)
class Book:
    """What a file holds: sheets, the shapes on each, and how much of what is not read."""

    sheets: list[Sheet] = field(default_factory=list)
    shapes: dict[str, list[Shape]] = field(default_factory=dict)
    covered: list[str] = field(default_factory=list)  # places of texts that merged cells hide
    controls: dict[str, int] = field(default_factory=dict)
    unsaved_formulas: int = 0
    cells: int = 0
    merged: int = 0


def read_book(members: Mapping[str, bytes], where: str) -> Book:
    """The sheets of a spreadsheet's members. Raises PiadiffError if they are broken or out of all bounds."""
    try:
        content = ET.fromstring(members["content.xml"])
        roots = [content, *(ET.fromstring(members[name]) for name in ("styles.xml",) if name in members)]
    except (ET.ParseError, KeyError, ValueError):
        raise broken(where, KIND) from None
    body = content.find(f"{OFFICE}body/{OFFICE}spreadsheet")
    if body is None:
        raise broken(where, KIND)
    tables = [table for table in body.findall(f"{TABLE}table") if table.find(f"{TABLE}table-source") is None]
    if len(tables) > MAX_SHEETS:
        raise too_much(f"シートが{len(tables):,}枚あります（上限 {MAX_SHEETS}枚）", where, KIND)
    styles, book = read_styles(roots), Book()
    for table in tables:
        _Table(table=table, styles=styles, members=members, where=where, book=book).read()
    return book


@dataclass(slots=True, kw_only=True)
class _Table:
    """One sheet while it is read."""

    table: ET.Element
    styles: Styles
    members: Mapping[str, bytes]
    where: str
    book: Book
    hidden_rows: list[int] = field(default_factory=list)
    struck: list[Cell] = field(default_factory=list)

    def read(self) -> None:
        name = self.table.get(f"{TABLE}name", "")
        shapes: list[Shape] = []
        cells = tuple(self._cells(name, self._column_styles(), shapes))
        for child in self.table.findall(f"{TABLE}shapes"):
            shapes += shapes_in(child, 0, self.members, self.where)
        hidden = self.table.get(f"{TABLE}style-name", "") in self.styles.hidden
        notes = sum(1 for _ in self.table.iter(f"{OFFICE}annotation"))
        rows = tuple(self.hidden_rows)
        struck = tuple(self.struck)
        sheet = Sheet(name=name, hidden=hidden, cells=cells, struck=struck, hidden_rows=rows, notes=notes)
        self.book.sheets.append(sheet)
        if shapes:
            self.book.shapes[name] = shapes
        if controls := controls_in(self.table):
            self.book.controls[name] = controls

    def _cells(self, name: str, columns: list[tuple[int, str]], shapes: list[Shape]) -> Iterator[Cell]:
        """The filled cells, row after row."""
        row = 1
        for element in _inside(self.table, _ROW, _ROWS):
            times = self._times(element, "number-rows-repeated")
            found = list(self._row(element, columns))
            for cell, at in found:
                shapes += shapes_in(cell, row, self.members, self.where)
                if cell.tag == _COVERED and _has_text(cell, self.where):
                    self.book.covered.append(f"{name} {_at(row, at).address}")
            filled = [
                (at, cell, text) for cell, at in found if (text := self._text(cell, columns, at, element)).strip()
            ]
            self._count(len(filled) * times, [cell for _, cell, _ in filled], times)
            if filled and element.get(f"{TABLE}visibility", "visible") != "visible":
                self.hidden_rows += range(row, row + times)
            for number in range(times if filled else 0):
                for at, cell, text in filled:
                    rows, across = self._spans(cell)
                    top = row + number
                    place = Cell(top=top, left=at, bottom=top + rows - 1, right=at + across - 1, text=text)
                    gone = self._struck(cell, columns, at, element)
                    if gone.strip():
                        self.struck.append(replace(place, text=gone))
                    kept = text if not gone.strip() else self._kept(cell, columns, at, element)
                    if kept.strip():
                        yield replace(place, text=kept)
            row += times

    def _row(self, element: ET.Element, columns: list[tuple[int, str]]) -> Iterator[tuple[ET.Element, int]]:
        """The elements of a row's cells that hold anything, with their columns, as often as they stand."""
        column = 1
        for cell in element:
            if cell.tag not in (_CELL, _COVERED):
                continue
            times = self._times(cell, "number-columns-repeated")
            if len(cell) or cell.get(f"{OFFICE}value-type") or cell.get(f"{TABLE}formula"):
                self._count(times, (), 1)
                yield from ((cell, column + number) for number in range(times))
            column += times

    def _text(self, cell: ET.Element, columns: list[tuple[int, str]], at: int, row: ET.Element) -> str:
        if cell.tag == _COVERED:
            return ""
        text = _shown(cell, self.styles.shape(_style(cell, columns, at, row)), self.where)
        if not text and cell.get(f"{TABLE}formula") and cell.get(f"{OFFICE}value-type") is None:
            self.book.unsaved_formulas += 1
        return text

    def _struck(self, cell: ET.Element, columns: list[tuple[int, str]], at: int, row: ET.Element) -> str:
        """The text of a cell that is struck through."""
        if not any(self.styles.struck.values()):
            return ""
        whole = self.styles.struck.get(_style(cell, columns, at, row), False)
        return "\n".join(paragraphs(cell, self.where, self.styles.struck, whole=whole, only=True)).strip("\n")

    def _kept(self, cell: ET.Element, columns: list[tuple[int, str]], at: int, row: ET.Element) -> str:
        """The text of a cell that is not struck through."""
        whole = self.styles.struck.get(_style(cell, columns, at, row), False)
        return "\n".join(paragraphs(cell, self.where, self.styles.struck, whole=whole)).strip("\n")

    def _column_styles(self) -> list[tuple[int, str]]:
        """The last column and the default cell style of each stretch of columns."""
        out, last = [], 0
        for element in _inside(self.table, _COLUMN, _COLUMNS):
            last += self._times(element, "number-columns-repeated")
            out.append((last, element.get(f"{TABLE}default-cell-style-name", "")))
        return out

    def _times(self, element: ET.Element, attribute: str) -> int:
        return repeated(element, f"{TABLE}{attribute}", MAX_REPEATED, self.where)

    def _spans(self, cell: ET.Element) -> tuple[int, int]:
        return self._times(cell, "number-rows-spanned"), self._times(cell, "number-columns-spanned")

    def _count(self, cells: int, merged: list[ET.Element] | tuple[()], times: int) -> None:
        """Keeps count of what the file stands for. Raises PiadiffError when it is too much."""
        self.book.cells += cells
        if self.book.cells > 2 * MAX_CELLS:
            raise too_much(f"セルが{MAX_CELLS:,}個を超えます", self.where, KIND)
        for cell in merged:
            rows, across = self._spans(cell)
            self.book.merged += (rows * across - 1) * times
        if self.book.merged > MAX_MERGED:
            raise too_much("結合したセルの範囲が広すぎます", self.where, KIND)


def _inside(element: ET.Element, wanted: str, groups: set[str]) -> Iterator[ET.Element]:
    """The children of a kind, also those in groups."""
    for child in element:
        if child.tag == wanted:
            yield child
        elif child.tag in groups:
            yield from _inside(child, wanted, groups)


def _style(cell: ET.Element, columns: list[tuple[int, str]], at: int, row: ET.Element) -> str:
    return cell.get(f"{TABLE}style-name") or row.get(f"{TABLE}default-cell-style-name") or _style_of(columns, at)


def _style_of(columns: list[tuple[int, str]], at: int) -> str:
    index = bisect_left(columns, (at, ""))
    return columns[index][1] if index < len(columns) else ""


def _at(row: int, column: int) -> Cell:
    return Cell(top=row, left=column, bottom=row, right=column, text="")


def _has_text(cell: ET.Element, where: str) -> bool:
    return any(text.strip() for text in paragraphs(cell, where))


def _shown(cell: ET.Element, shape: str, where: str) -> str:
    """A cell's text: of its typed value where that says more than the letters on the screen do, else its paragraphs."""
    kind = cell.get(f"{OFFICE}value-type", "")
    text = "\n".join(paragraphs(cell, where))
    try:
        if kind == "date":
            return shown(datetime.date.fromisoformat(cell.get(f"{OFFICE}date-value", "")[:10]), shape)
        if kind in ("float", "currency", "percentage"):
            return shown(float(cell.get(f"{OFFICE}value", "")), shape)
        if kind == "boolean":
            return shown(cell.get(f"{OFFICE}boolean-value") == "true")
        if kind == "time":
            return _time(cell.get(f"{OFFICE}time-value", ""))
    except (ValueError, OverflowError):
        return text
    return text or cell.get(f"{OFFICE}string-value", "")


def _time(text: str) -> str:
    """``PT09H30M00S`` as ``09:30:00``. Raises ValueError for anything else."""
    match = _DURATION.fullmatch(text)
    if not match:
        raise ValueError(text)
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    if hours < 24:
        return str(datetime.time(hours, minutes, seconds))
    return str(datetime.timedelta(hours=hours, minutes=minutes, seconds=seconds))
