"""A sheet of an office's own workbook as it stands in its XML: rows, cells, merged areas, widths, how cells look.

Nothing is written here; :mod:`piadiff.writers.own_workbook` writes rows that look like those that are there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from piadiff.writers.xml_places import Element, tree

_WANTED = {
    "dimension", "sheetFormatPr", "cols", "col", "sheetData", "row", "c", "v", "f", "is", "mergeCells", "mergeCell",
    "sheetProtection", "conditionalFormatting", "dataValidations", "dataValidation", "worksheet",
}  # fmt: skip
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_STYLES = {"fonts", "font", "sz", "name", "cellXfs", "xf"}
_STANDARD_WIDTH = 8.43


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Rows and columns, from 1, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def has(self, row: int, column: int) -> bool:
        """Whether a cell is in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def __str__(self) -> str:
        return f"{letters(self.left)}{self.top}:{letters(self.right)}{self.bottom}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCell:
    """A cell: the number of its look, whether a formula or a value stands in it, and that value if it is a number."""

    style: str | None
    formula: bool
    filled: bool
    number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """A row with its cells by column."""

    element: Element
    cells: dict[int, OwnCell]


class OwnSheet:
    """The XML of one sheet. Raises ValueError where it cannot be followed."""

    def __init__(self, part: bytes) -> None:
        self.part = part
        self.root = tree(part, _WANTED)
        found = self.root.named("sheetData")
        if len(found) != 1:
            raise ValueError("no cells")
        self.data = found[0]
        self.rows = dict(self._rows())
        if list(self.rows) != sorted(self.rows):
            raise ValueError("rows out of order")
        areas = [cell for block in self.root.named("mergeCells") for cell in block.named("mergeCell")]
        self.merged = [(area(element.attributes["ref"]), element) for element in areas]

    def _rows(self) -> Iterator[tuple[int, OwnRow]]:
        number = 0
        for element in self.data.named("row"):
            number = int(element.attributes.get("r", number + 1))
            yield number, OwnRow(element=element, cells=dict(self._cells(element)))

    def _cells(self, row: Element) -> Iterator[tuple[int, OwnCell]]:
        column = 0
        for element in row.named("c"):
            reference = element.attributes.get("r")
            column = area(reference).left if reference else column + 1
            values = [child for child in element.named("v", "is") if not child.empty and child.close > child.inside]
            number = element.attributes.get("t", "n") == "n" and values
            yield (
                column,
                OwnCell(
                    style=element.attributes.get("s"),
                    formula=bool(element.named("f")),
                    filled=bool(values),
                    number=self.part[values[0].inside : values[0].close].decode() if number else None,
                ),
            )

    @property
    def locked(self) -> bool:
        """Whether a password protects the sheet."""
        return any(
            element.attributes.get("sheet") in ("1", "true")
            and any(element.attributes.get(name) for name in ("password", "hashValue"))
            for element in self.root.named("sheetProtection")
        )

    def style(self, row: int, column: int) -> str | None:
        """The number of the look of a cell, as that of its row or column where it has none of its own."""
        own = self.rows.get(row)
        if own and column in own.cells:
            return own.cells[column].style
        if own and own.element.attributes.get("customFormat") in ("1", "true"):
            return own.element.attributes.get("s")
        return next((c.attributes.get("style") for c in self._columns if _spans(c, column)), None)

    def width(self, left: int, right: int) -> float:
        """The width of some columns together, in digits of the workbook's standard font."""
        return sum(self._width(column) for column in range(left, right + 1))

    def merge_at(self, row: int, column: int) -> Area:
        """The merged area over a cell, else the cell."""
        cell = Area(top=row, left=column, bottom=row, right=column)
        return next((one for one, _ in self.merged if one.has(row, column)), cell)

    @cached_property
    def _columns(self) -> list[Element]:
        return [column for block in self.root.named("cols") for column in block.named("col")]

    def _width(self, column: int) -> float:
        own = next((c.attributes.get("width") for c in self._columns if _spans(c, column)), None)
        usual = next((e.attributes.get("defaultColWidth") for e in self.root.named("sheetFormatPr")), None)
        return float(own or usual or _STANDARD_WIDTH)


class Looks:
    """The looks of cells of a workbook (``xl/styles.xml``)."""

    def __init__(self, part: bytes) -> None:
        self.part = part
        root = tree(part, _STYLES)
        blocks = root.named("cellXfs")
        if len(blocks) != 1:
            raise ValueError("no looks of cells")
        self.block = blocks[0]
        self.looks = self.block.named("xf")
        self._fonts = [font for block in root.named("fonts") for font in block.named("font")]

    def size(self, style: str | None) -> float:
        """The size of a cell's font in points."""
        try:
            look = self.looks[int(style or 0)]
            return float(self._said(self._fonts[int(look.attributes.get("fontId", 0))], "sz"))
        except (IndexError, ValueError):
            return 11.0

    @property
    def digit(self) -> int:
        """How many pixels a digit of the standard font is wide, by which columns are measured."""
        name = self._said(self._fonts[0], "name") if self._fonts else ""
        return 7 if name.isascii() and not name.upper().startswith(("MS ", "YU ", "MEIRYO")) else 8

    @staticmethod
    def _said(font: Element, name: str) -> str:
        return next((one.attributes.get("val", "") for one in font.named(name)), "")


def _spans(column: Element, number: int) -> bool:
    return int(column.attributes["min"]) <= number <= int(column.attributes["max"])


def area(reference: str) -> Area:
    """``B5:D7`` or ``B5``. Raises ValueError for anything else."""
    first, _, last = reference.partition(":")
    ends = [_REFERENCE.fullmatch(one) for one in (first, last or first)]
    if not (ends[0] and ends[1]):
        raise ValueError("no area")
    (left, top), (right, bottom) = ((_column(match[1]), int(match[2])) for match in ends if match)
    return Area(top=top, left=left, bottom=bottom, right=right)


def letters(column: int) -> str:
    """``28`` → ``AB``."""
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number
