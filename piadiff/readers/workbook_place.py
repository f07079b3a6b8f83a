"""Which item of the form each cell of a section belongs to.

Labels come first: in a workbook they stand in the form's own order, so all label cells of a section together are
aligned with the form's places, each after the one before. Every other cell belongs to the label on its left in its
own row (the nearest, with the rows that the label's merged range covers), else to the label above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from piadiff.errors import PiadiffError
from piadiff.forms import Form
from piadiff.notation import fold
from piadiff.readers.labels import Printed, numbers_of_groups
from piadiff.readers.places import Place, expected
from piadiff.readers.workbook_cells import Cell
from piadiff.readers.workbook_parts import COVER, Section, label_of

MAX_LABELS = 4000  # candidates in one section
_WHOLE, _BRACKETED, _BEGUN = 3.0, 2.0, 1.0
_BESIDE = 0.25
_NEAR = 12  # labels before another
_LONGEST = 600  # characters of a cell that may begin with a label


@dataclass(slots=True, kw_only=True)
class Label:
    """A cell that may be a label: its key, what follows it in the cell, its worth, and its place once found."""

    cell: Cell
    index: int
    key: str
    rest: str
    bracketed: bool
    worth: float
    place: Place | None = None


@dataclass(slots=True, kw_only=True)
class Holding:
    """One place with the cells that hold its value, in reading order; ``inline``: text in the label's own cell."""

    place: Place
    label: Label
    inline: str = ""
    cells: list[Cell] = field(default_factory=list)
    bar: bool = False  # the label is a heading over the whole width, right above items that stand below it


@dataclass(slots=True, kw_only=True)
class Placed:
    """What a section holds: places with their cells, and the cells of no place."""

    holdings: list[Holding] = field(default_factory=list)
    strays: list[Cell] = field(default_factory=list)


def place_cells(tree: Form, prints: Printed, section: Section, where: str = "") -> Placed:
    """Gives every cell of a section its place."""
    labels = _candidates(prints, section)
    if len(labels) > MAX_LABELS:
        raise PiadiffError("一つの部に項目名が多すぎます", where=where, hint="評価書1件だけのファイルを渡してください")
    groups = numbers_of_groups([label.key for label in labels])
    if max(groups.values(), default=0) > MAX_LABELS // 10:
        raise PiadiffError("繰り返しの番号が大きすぎます", where=where, hint="番号を確かめてください")
    places = expected(tree, section.part, section.file, groups)
    # Editions of 様式2 use one number for two sections; they stand together here as they do in a document.
    _align(labels, sorted(places, key=lambda place: tree.sort_key(place.path)))
    return _give(section, [label for label in labels if label.place is not None], prints)


def _candidates(prints: Printed, section: Section) -> list[Label]:
    out: list[Label] = []
    for index, cell in enumerate(section.cells):
        found = label_of(cell, prints) if len(cell.text) <= _LONGEST and not section.sides.is_value(cell) else None
        if found is None:
            continue
        rest = _inline(cell.text, found.rest)
        worth = _WHOLE if not rest else _BRACKETED if found.bracketed else _BEGUN
        if any(label.cell.right < cell.left and label.cell.bottom >= cell.top for label in out[-_NEAR:]):
            worth -= _BESIDE  # it may be the value of the label on its left
        out.append(Label(cell=cell, index=index, key=found.key, rest=rest, bracketed=found.bracketed, worth=worth))
    return out


def _inline(text: str, rest: str) -> str:
    """What stands in a label's cell after the label, with the line breaks that it has there."""
    if not rest:
        return ""
    lines = text.split("\n")
    for start, line in enumerate(lines):
        if rest in line and line.rstrip().endswith(rest.rstrip()):
            return "\n".join([rest, *lines[start + 1 :]])
    return rest


def _align(labels: Sequence[Label], places: Sequence[Place]) -> None:
    """Gives labels their places, in the order of both, so that the worth in sum is greatest."""
    by_key: dict[str, list[int]] = {}
    for number, place in enumerate(places):
        by_key.setdefault(place.key, []).append(number)
    best: list[tuple[float, tuple[int, int] | None]] = [(0.0, None)] * (len(places) + 1)
    steps: dict[tuple[int, int], tuple[int, int] | None] = {}
    for n, label in enumerate(labels):
        wanted = by_key.get(label.key, ())
        if not wanted:
            continue
        tops: list[tuple[float, tuple[int, int] | None]] = []
        top: tuple[float, tuple[int, int] | None] = (0.0, None)
        at = 0
        for m in wanted:
            while at <= m:
                if best[at][0] > top[0]:
                    top = best[at]
                at += 1
            tops.append(top)
        for m, before in zip(wanted, tops, strict=True):
            if before[0] + label.worth > best[m + 1][0]:
                best[m + 1] = (before[0] + label.worth, (n, m))
                steps[n, m] = before[1]
    step = max(best, key=lambda entry: entry[0])[1]
    while step is not None:
        labels[step[0]].place = places[step[1]]
        step = steps[step]


def _give(section: Section, labels: Sequence[Label], prints: Printed) -> Placed:
    out = Placed()
    own = {label.index: label for label in labels}
    holdings = {label.index: Holding(place=_place(label), label=label, inline=label.rest) for label in labels}
    out.holdings = list(holdings.values())
    edge = max((cell.right for cell in section.sheet.cells), default=0)
    for holding, following in zip(out.holdings, [*out.holdings[1:], None], strict=False):
        across = holding.label.cell.left <= section.sides.labels_to < holding.label.cell.right
        wide = across or holding.label.cell.left < holding.label.cell.right >= edge
        below = following is not None and following.place.path.startswith(f"{holding.place.path}/")
        holding.bar = wide and (below or holding.place.path.endswith("委託の有無"))
    seen: list[Label] = []
    open_rows: list[Label] = []  # labels whose rows are not yet past
    unknown: Cell | None = None  # what stands in the place of a label and is none: its values are nobody's
    for index, cell in enumerate(section.cells):
        open_rows = [label for label in open_rows if label.cell.bottom >= cell.top]
        if label := own.get(index):
            seen.append(label)
            open_rows.append(label)
            continue
        if section.sides.labels_to and not section.sides.is_value(cell) and not is_unit(cell):
            unknown = cell
        owner = _owner(cell, seen, open_rows)
        beside = unknown is not None and unknown.top <= cell.top <= unknown.bottom
        if owner is None or beside or section.sides.is_outside(cell):
            out.strays.append(cell)
        else:
            holdings[owner.index].cells.append(cell)
    return out


def is_unit(cell: Cell) -> bool:
    """Whether a cell is the 件 that the form prints inside the box of another item."""
    return fold(cell.text).rstrip("※") == "件"


def _place(label: Label) -> Place:
    assert label.place is not None
    return label.place


def _owner(cell: Cell, seen: Sequence[Label], open_rows: Sequence[Label]) -> Label | None:
    """The label that a cell belongs to: on its left in its rows, else right above it, else the last one before it."""
    if not seen:
        return None
    left = [label for label in open_rows if label.cell.right < cell.left]
    if left:
        nearest = max(left, key=lambda label: (label.cell.right, label.index))
        last = seen[-1]
        inside = _place(last).path.startswith(f"{_place(nearest).path}/")
        if not (_place(nearest).node.kind == "section" and inside and last.cell.left > nearest.cell.left):
            return nearest
        return last
    last = seen[-1]
    row = [label for label in seen[-12:] if label.cell.top == last.cell.top]
    above = [label for label in row if label.cell.left <= cell.right and cell.left <= label.cell.right]
    return above[-1] if above else last


def is_printed_only(cell: Cell, prints: Printed) -> bool:
    """Whether a cell holds only what the form prints without asking."""
    text = cell.text.strip()
    return fold(text) in ("※", "") or prints.is_furniture((text,)) or not prints.without_options(_plain(text))


def _plain(text: str) -> str:
    return " ".join(part for line in text.split("\n") if (part := line.strip()) and fold(part) not in _HEADS)


_HEADS = {fold("＜選択肢＞"), fold("選択肢"), "※"}

__all__ = ["COVER", "Holding", "Label", "Placed", "is_printed_only", "is_unit", "place_cells"]
