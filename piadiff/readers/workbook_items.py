"""The values of a workbook's items from the cells at their places, and what was read so far.

An item that two sections claim keeps its first text; what the second says otherwise is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from piadiff.canonical import EMPTY_VALUES, is_empty
from piadiff.forms.tree import NAME_CHILD
from piadiff.model import Figure, Unplaced, Value
from piadiff.notation import fold
from piadiff.readers.labels import Printed
from piadiff.readers.workbook_cells import Cell
from piadiff.readers.workbook_parts import Section
from piadiff.readers.workbook_place import Holding, is_printed_only, is_unit
from piadiff.readers.workbook_values import (
    CONTINUED,
    Found,
    exact_checks,
    exact_choice,
    exact_lines,
    joined,
    read_checks,
    read_choice,
    read_count,
    text_lines,
)

_OPTIONS = "<選択肢>"
_PAGE = re.compile(r"(\d+)ページ")


@dataclass(slots=True, kw_only=True)
class Out:
    """What has been read so far; ``labels`` counts the form's labels that were found;
    ``pages`` are the first and the last page of each item in a PDF."""

    items: dict[str, Value] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    labels: int = 0
    pages: dict[str, tuple[int, int]] = field(default_factory=dict)

    def put(self, path: str, value: Value, where: str) -> None:
        """Keeps a value. Of an item that has one already: a text that says （続き） goes on, a chart has more texts and
        pictures; anything else that differs is told as standing at ``where``."""
        before = self.items.get(path)
        if path not in self.items or is_empty(before):
            self.items[path] = value
        elif isinstance(before, Figure) and isinstance(value, Figure):
            self.items[path] = Figure(labels=before.labels + value.labels, images=before.images + value.images)
        elif is_empty(value) or before == value:
            return
        elif isinstance(before, tuple) and isinstance(value, tuple) and value[0].startswith(CONTINUED):
            self.items[path] = tuple(joined(["\n".join(before), "\n".join(value)]).split("\n"))
        else:
            self.unplaced.append(Unplaced(where=where, text=_told(value)))
            self.remarks.append(f"{path}が2か所にあり、内容が違います。先のものを読みました（後のもの：{where}）")

    def stands(self, path: str, places: Sequence[str]) -> None:
        """Keeps the pages of an item; ``places`` are as the sheet tells them, which only in a PDF are pages."""
        pages = [int(match[1]) for place in places if (match := _PAGE.fullmatch(place))]
        if pages:
            before = self.pages.get(path, (pages[0], pages[0]))
            self.pages[path] = min(*before, *pages), max(*before, *pages)


def _told(value: Value) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{box}（{text}）" if text else box for box, text in value.items())
    return "\n".join(value) if isinstance(value, tuple) else str(value)


def stray(cell: Cell, section: Section, prints: Printed, out: Out) -> None:
    """Tells a cell that has no place, unless the form prints it."""
    if not is_printed_only(cell, prints):
        out.unplaced.append(Unplaced(where=section.sheet.place(cell), text=cell.text))


def read_item(holding: Holding, section: Section, prints: Printed, out: Out) -> None:
    """The value of one place, and of what the form prints inside its box (件)."""
    node, path = holding.place.node, holding.place.path
    cells, inline = holding.cells, holding.inline
    last = path.rsplit("/", 1)[-1]
    if node.kind == "section":
        for cell in cells:
            stray(cell, section, prints, out)
        return
    if node.kind == "choice" and path.endswith("委託の有無"):
        cells = _read_count(path, section, holding, out)
    unprinted = _unprinted(cells, section, prints)
    if holding.bar and not inline and not unprinted:
        return  # only a heading over its items
    if node.kind == "choice":
        exact = exact_choice(node, unprinted) if section.sides.labels_to and not inline else None
        _settle(path, exact or read_choice(node, inline, _unprinted(cells, None, prints)), section, holding, out)
        return
    if node.kind == "checks":
        exact = exact_checks(node, unprinted) if section.sides.labels_to and not inline else None
        _settle(path, exact or read_checks(node, inline, _unprinted(cells, None, prints)), section, holding, out)
        return
    lines = exact_lines(unprinted) if section.sides.labels_to and not inline else text_lines(inline, unprinted)
    if holding.label.bracketed and lines:
        lines[-1] = re.sub(r"\s*[)）]\s*$", "", lines[-1])
        lines = [line.strip() for line in lines if line.strip()]
    label = holding.label.cell
    place = section.sheet.place(label)
    for cell in () if lines else cells:  # a list of options beside an item that has none
        if fold(cell.text) == _OPTIONS:
            out.unplaced.append(Unplaced(where=section.sheet.place(cell), text=cell.text))
    if last.rstrip("0123456789") in NAME_CHILD and last[-1].isdigit() and not lines and label.left == label.right:
        return
    if node.kind == "text":
        out.put(path, tuple(lines), place)
    elif node.kind in ("name", "date"):
        out.put(path, "\n".join(lines), place)
    else:
        out.put(path, EMPTY_VALUES[node.kind], place)


def _read_count(path: str, section: Section, holding: Holding, out: Out) -> list[Cell]:
    """The number of 件 inside a choice's box; gives the other cells."""
    cells = holding.cells
    at = next((n for n, cell in enumerate(cells) if section.sides.labels_to and is_unit(cell)), 0)
    count, present, rest = read_count(holding.inline, cells[at:])
    if present:
        out.put(f"{path}/件", count, section.sheet.place(holding.label.cell))
    return [*cells[:at], *rest]


def _unprinted(cells: Sequence[Cell], section: Section | None, prints: Printed) -> list[Cell]:
    """The cells without those that the form prints; where ``section`` tells values by their place, all values."""
    return [
        cell
        for cell in cells
        if (section and section.sides.is_value(cell))
        or (fold(cell.text) != "※" and not prints.is_furniture((cell.text,)))
    ]


def _settle(path: str, found: Found, section: Section, holding: Holding, out: Out) -> None:
    """A value of marks with what was left over and what is doubtful."""
    place = section.sheet.place(holding.label.cell)
    out.put(path, found.value, place)
    for cell, text in found.left:
        out.unplaced.append(Unplaced(where=section.sheet.place(cell) if cell else place, text=text))
    out.remarks += [f"{path}：{doubt}（{place}）。確かめてください" for doubt in found.doubts]
