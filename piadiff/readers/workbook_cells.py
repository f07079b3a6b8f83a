"""A workbook as sheets of cells: text as a person sees it, with the range that each cell covers.

Formulas give their saved value, dates come as 和暦, rich text as plain text; notes, styles and macros are not read.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from piadiff.dates import to_wareki
from piadiff.errors import PiadiffError
from piadiff.readers.workbook_guard import MAX_CELLS

if TYPE_CHECKING:
    from openpyxl import Workbook

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One filled cell: rows and columns (from 1, ends included) that it covers, and its text, lines divided by LF."""

    top: int
    left: int
    bottom: int
    right: int
    text: str

    @property
    def address(self) -> str:
        """``C12``."""
        number, letters = self.left, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{letters}{self.top}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its filled cells from left to right, row after row.

    ``struck``: the texts that are struck through, which no cell has; ``hidden_rows``: rows that nobody sees and that
    hold text; ``notes``: how many comments hang on its cells.
    """

    name: str
    hidden: bool
    cells: tuple[Cell, ...]
    struck: tuple[Cell, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    notes: int = 0

    def place(self, cell: Cell) -> str:
        """``Ⅱファイルの概要 C12``: where a cell stands, for people."""
        return f"{self.name} {cell.address}"


def read_sheets(data: bytes, where: str) -> list[Sheet]:
    """All worksheets in their order, visible and hidden. Raises PiadiffError if the library cannot make sense of it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [_sheet(sheet) for sheet in _book(data).worksheets]
    except (MemoryError, RecursionError, PiadiffError):
        raise
    except Exception:  # the library has no exception of its own: a broken workbook raises whatever comes first
        raise PiadiffError(
            "Excelのファイルとして読めません（壊れています）",
            where=where,
            hint="Excelで開き、.xlsx で保存し直してください",
        ) from None


def _book(data: bytes) -> Workbook:
    """The workbook as the library reads it: its cells, merged ranges, rows and comments, without what is drawn.

    The library draws the lines of a merged cell anew around all cells that it covers and reads charts, pictures and
    rules of colours, which takes most of the time of reading a form; no reader looks at them here.
    """
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments.comment_sheet import CommentSheet
    from openpyxl.packaging.relationship import RelationshipList, get_dependents, get_rels_path
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.worksheet._reader import WorksheetReader
    from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
    from openpyxl.xml.constants import COMMENTS_NS
    from openpyxl.xml.functions import fromstring

    class Cells(WorksheetReader):
        def bind_merged_cells(self) -> None:
            found = self.parser.merged_cells
            areas = [CellRange(area.ref) for area in found.mergeCell] if found else []
            for area in areas:
                for row, column in list(area.cells)[1:]:
                    self.ws._cells[row, column] = MergedCell(self.ws, row, column)
            self.ws.merged_cells = MultiCellRange(areas)

    class Reader(ExcelReader):
        def read_worksheets(self) -> None:
            for sheet, relation in self.parser.find_sheets():
                if relation.target not in self.valid_files:
                    continue
                if "chartsheet" in relation.Type:
                    self.wb.create_chartsheet(sheet.name)
                else:
                    self._read_worksheet(sheet, relation.target)

        def _read_worksheet(self, sheet: Any, target: str) -> None:
            page: Any = self.wb.create_sheet(sheet.name)
            page.sheet_state = sheet.state
            place = get_rels_path(target)  # type: ignore[no-untyped-call]
            page._rels = get_dependents(self.archive, place) if place in self.valid_files else RelationshipList()
            with self.archive.open(target) as part:
                cells = Cells(page, part, self.shared_strings, self.data_only, self.rich_text)
                cells.bind_cells()
                cells.bind_merged_cells()
                cells.bind_hyperlinks()
                cells.bind_row_dimensions()
            for relation in page._rels.find(COMMENTS_NS):
                root: Any = fromstring(self.archive.read(relation.target))
                notes: Any = CommentSheet.from_tree(root)
                for address, comment in notes.comments:
                    if not isinstance(page[address], MergedCell):
                        page[address].comment = comment

    reader = Reader(
        io.BytesIO(data), data_only=True, keep_links=False, keep_vba=False, rich_text=_has_struck_runs(data)
    )
    reader.read()
    return reader.wb


def _has_struck_runs(data: bytes) -> bool:
    """Whether some text is struck through in part: only then the runs are needed, which lose escapes of the format."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [n for n in archive.namelist() if n.endswith("sharedStrings.xml") or "/worksheets/sheet" in n]
        return any(b"strike" in archive.read(name) for name in parts)


def _sheet(sheet: Any) -> Sheet:
    cells = tuple(_cells(sheet))
    hidden = {number for number, row in sheet.row_dimensions.items() if row.hidden}
    return Sheet(
        name=sheet.title,
        hidden=sheet.sheet_state != "visible",
        cells=tuple(cell for cell, struck in cells if not struck),
        struck=tuple(cell for cell, struck in cells if struck),
        hidden_rows=tuple(sorted(hidden & {cell.top for cell, _ in cells})),
        notes=sum(getattr(cell, "comment", None) is not None for cell in sheet._cells.values()),
    )


def _cells(sheet: Any) -> Iterator[tuple[Cell, bool]]:
    """The filled cells of an openpyxl sheet in reading order, without building its empty grid; True: struck through."""
    ends = {(area.min_row, area.min_col): (area.max_row, area.max_col) for area in sheet.merged_cells.ranges}
    filled = sorted(key for key, cell in sheet._cells.items() if getattr(cell, "value", None) is not None)
    for row, column in filled[:MAX_CELLS]:
        cell = sheet._cells[row, column]
        bottom, right = ends.get((row, column), (row, column))
        for text, struck in zip(_texts(cell), (False, True), strict=True):
            if text.strip():
                yield Cell(top=row, left=column, bottom=bottom, right=right, text=text), struck


def _texts(cell: Any) -> tuple[str, str]:
    """The text of a cell that is valid, and that which is struck through."""
    whole = bool(cell.font.strike) if cell.has_style else False
    if isinstance(cell.value, str):
        return ("", plain_text(cell.value)) if whole else (plain_text(cell.value), "")
    runs = cell.value if isinstance(cell.value, list) else None
    if runs is None:
        text = shown(cell.value, str(cell.number_format or ""))
        return ("", text) if whole else (text, "")
    kept, struck = "", ""
    for run in runs:
        font = getattr(run, "font", None)
        if bool(font.strike) if font is not None else whole:
            struck += str(run)
        else:
            kept += str(run)
    return plain_text(kept), plain_text(struck)


def shown(value: object, number_format: str = "") -> str:
    """The text of a cell's value as the form wants it: dates in 和暦, numbers without a tail of zeros."""
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, datetime.datetime):
        return _date(value.date(), number_format)
    if isinstance(value, datetime.date):
        return _date(value, number_format)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int) and "#,##0" in number_format:
        return f"{value:,}"
    return str(value)


def plain_text(text: str) -> str:
    """A text as the workbook means it: escapes of the format (``_x000D_``, ECMA-376 22.4.2.4) undone, lines divided by
    LF, what no screen should obey made visible as �."""
    text = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text).rstrip("\r")
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _date(day: datetime.date, number_format: str) -> str:
    """A date as its format shows it: to the day, unless the format stops at the month."""
    full = to_wareki(day.isoformat())
    plain = number_format.lower()
    if "m" in plain and "d" not in plain and plain != "general":
        return full[: full.index("月") + 1]
    return full
