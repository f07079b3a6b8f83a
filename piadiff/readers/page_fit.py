"""Weighs the texts and choices of a page against its labels, so that each finds its item (``fitting``)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from piadiff.dates import to_iso
from piadiff.notation import fold, is_empty_mark
from piadiff.readers.cell_joins import join_cost
from piadiff.readers.elements import Element
from piadiff.readers.fitting import INF, Costs, Fit, fit
from piadiff.readers.layout import folded
from piadiff.readers.part_page import Cell, PartPage, PartReading, holds_text, no_period, option_of
from piadiff.readers.part_texts import STANDALONE
from piadiff.readers.places import Place
from piadiff.readers.plain_reading import plain_reading

_NAME_LENGTH = 120
_JOINS = {"name": 1.5, "date": 1.5, "choice": INF}  # what a further box of lines costs more in such an item
DOUBTFUL = 0.6
_PLAIN = 1.0  # what it counts that the plain reading has the same item
_STACKED = 0.4  # the same where the label stands right behind another label
_APART = 0.4  # the same where the value does not stand right behind the label


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seat:
    """An item of the page that takes a text or a choice: the position of its label (-1: on an earlier page)."""

    place: Place
    at: int
    cell: Cell
    filled: bool  # a text or choice of the label's own box
    carried: bool = False


def fit_page(
    page: PartPage, cells: dict[str, Cell], previous: Sequence[Place], ease: float, out: PartReading
) -> list[int]:
    """Gives the texts and choices of a page to its items; gives the positions of those that found none.

    Texts go to ``page.owner``, choices to their cells; where another assignment is almost as good, ``out`` says so.
    ``ease`` is that of ``joining``.
    """
    fixed = _fixed(page, cells)
    values = [
        i
        for i, e in enumerate(page.stream)
        if i not in fixed and (e.kind == "text" or (e.kind == "choice" and e.text.strip()))
    ]
    seats = _seats(page, cells, previous, set(fixed.values()))
    plain = plain_reading(page, cells, previous)
    found = fit(_costs(page, seats, values, plain, ease))
    left: list[int] = []
    for number, (index, seat) in enumerate(zip(values, found.items, strict=True)):
        element = page.stream[index]
        if seat is None:
            left.append(index)
            continue
        if element.kind == "text":
            page.owner[index] = seats[seat].place.path
        else:
            cell = seats[seat].cell
            cell.choice = option_of(cell.place, element.text)
        if found.margins[number] < DOUBTFUL:
            _remark(element, seats, found, number, out)
    return [index for index in left if not _plainly(page, cells, index, plain)]


def _plainly(page: PartPage, cells: dict[str, Cell], index: int, plain: Mapping[int, str]) -> bool:
    """Gives a value that fits nowhere in the order of the page to the item that the plain reading has for it, if that
    is still empty; tells whether it is."""
    path, element = plain.get(index), page.stream[index]
    if path is None or path in page.owner.values() or cells[path].choice:
        return False
    if element.kind == "text":
        page.owner[index] = path
    else:
        cells[path].choice = option_of(cells[path].place, element.text)
    return True


def _remark(element: Element, seats: Sequence[_Seat], found: Fit, number: int, out: PartReading) -> None:
    names = [seats[s].place.path for s in (found.items[number], found.others[number]) if s is not None]
    text = (element.text or element.lines[0].text)[:20]
    if len(names) == 2:
        out.remarks.append(
            f"{element.line}行目の「{text}」を{names[0]}の値と読みました。{names[1]}の値かもしれません。確かめてください"
        )
    elif found.items[number] is not None:
        out.remarks.append(f"{element.line}行目の「{text}」を{names[0]}の値と読みました。確かめてください")


def _fixed(page: PartPage, cells: dict[str, Cell]) -> dict[int, str]:
    """The texts and choices whose item is plain: those in the box of their label, and those behind a label that has no
    place (they stay with it)."""
    at = dict(zip(page.labels, page.places, strict=True))
    fixed: dict[int, str] = {}
    current: Place | None = None
    unknown, near = -1, False
    for index, element in enumerate(page.stream):
        if element.kind == "label":
            current, near = at[index], True
            unknown = index if current is None else -1
        elif element.kind == "text":
            if unknown >= 0 and (near or element.attached):
                page.astray.setdefault(unknown, []).append(index)
                fixed[index] = ""
            elif element.above and holds_text(at.get(index + 1)) and (below := at[index + 1]) is not None:
                page.owner[index] = fixed[index] = below.path
            elif element.attached and current is not None and holds_text(current):
                page.owner[index] = fixed[index] = current.path
        else:
            if element.kind == "choice" and near and current is not None and current.node.kind == "choice":
                cell = cells[current.path]
                if not element.text.strip() and cell.choice is None:
                    cell.choice, fixed[index] = "", current.path
            near = False
    return fixed


def _seats(page: PartPage, cells: dict[str, Cell], previous: Sequence[Place], filled: set[str]) -> list[_Seat]:
    at = {p.path: i for i, p in zip(page.labels, page.places, strict=True) if p is not None}
    out = [
        _Seat(place=place, at=-1, cell=cells[place.path], filled=False, carried=True)
        for place in _carried(cells, previous)
        if place.path not in at
    ]
    for place in page.shown:
        if place.path in at and (holds_text(place) or place.node.kind == "choice"):
            out.append(_Seat(place=place, at=at[place.path], cell=cells[place.path], filled=place.path in filled))
    return sorted(out, key=lambda seat: seat.at)


def _carried(cells: Mapping[str, Cell], previous: Sequence[Place]) -> list[Place]:
    """The items of the page before whose value may stand or go on here: the last that has text, and the last of all if
    it has no value yet."""
    out = [next((p for p in reversed(previous) if holds_text(p) and cells[p.path].chunks), None)]
    last = previous[-1] if previous else None
    if last is not None and (holds_text(last) or last.node.kind == "choice"):
        cell = cells[last.path]
        out += [last] if not cell.chunks and not cell.choice else []
    return [place for place in out if place is not None]


def _costs(
    page: PartPage, seats: Sequence[_Seat], values: Sequence[int], plain: Mapping[int, str], ease: float
) -> Costs:
    elements = [page.stream[i] for i in values]
    labels = page.labels
    pair = [
        [
            _pair(seat, element, index, number, values, labels) - _bonus(page, seat, index, plain)
            for number, (index, element) in enumerate(zip(values, elements, strict=True))
        ]
        for seat in seats
    ]
    follows = zip(pairwise(elements), pairwise(values), strict=True)
    join = [INF, *(join_cost(one, two, j - i, ease) for (one, two), (i, j) in follows)][: len(values)]
    return Costs(
        pair=pair,
        gain=[_gain(seat) for seat in seats],
        join=join,
        joins=[_JOINS.get(seat.place.node.kind, 0.0) for seat in seats],
        drop=[3.5 if e.kind == "text" else 2.5 for e in elements],
        cross=[[_cross(seats, i, elements, j) for j in range(len(values))] for i in range(len(seats))],
    )


def _bonus(page: PartPage, seat: _Seat, index: int, plain: Mapping[int, str]) -> float:
    """What it counts that the plain reading has the same item: less where the value does not stand right behind the
    label, and where that label stands on the label of a text above it in the form."""
    if plain.get(index) != seat.place.path:
        return 0.0
    if not seat.at < index or any(e.kind != "text" for e in page.stream[seat.at + 1 : index]):
        return _APART
    above = dict(zip(page.labels, page.places, strict=True)).get(seat.at - 1)
    if above is None or not holds_text(above) or page.shown.index(above) > page.shown.index(seat.place):
        return _PLAIN
    return _STACKED


def _gain(seat: _Seat) -> float:
    """What it counts that an item has a value: little where it has one already."""
    if seat.cell.chunks or seat.cell.choice:
        return 0.2
    if seat.filled or seat.cell.choice == "":
        return 0.0
    return {"choice": 0.9, "name": 1.4, "date": 1.2}.get(seat.place.node.kind, 1.5)


def _pair(
    seat: _Seat, element: Element, index: int, number: int, values: Sequence[int], labels: Sequence[int]
) -> float:
    place = seat.place
    if (element.kind == "choice") != (place.node.kind == "choice"):
        return INF
    if element.kind == "choice":
        option = option_of(place, element.text)
        if option is None or (seat.cell.choice and seat.cell.choice != option):
            return INF
        return _way(seat, index, number, values, labels)
    return _way(seat, index, number, values, labels) + _misfit(seat, element)


def _way(seat: _Seat, index: int, number: int, values: Sequence[int], labels: Sequence[int]) -> float:
    """How far a value stands from its label."""
    before = bisect_left(values, seat.at)
    if index > seat.at:
        between = bisect_left(labels, index) - bisect_left(labels, seat.at + 1)
        others = number - before
        return min(1.5, 0.25 * between + 0.1 * others) + (0.3 if seat.carried else 0.0)
    between = bisect_left(labels, seat.at) - bisect_left(labels, index)
    others = before - number - 1
    return 0.6 + min(1.5, 0.25 * between + 0.1 * others)


def _misfit(seat: _Seat, element: Element) -> float:
    """How little a text looks like what the item asks for."""
    text = "".join(line.text for line in element.lines)
    kind = seat.place.node.kind
    cost = 0.0
    if seat.cell.chunks and kind == "text":
        have, here = folded([line for chunk in seat.cell.chunks for line in chunk]), fold(text)
        if len(here) > 8 and (here in have or have in here or here[:20] in have):
            return -1.0
        if STANDALONE.match(fold("".join(seat.cell.chunks[-1]))):
            cost += 2.0
    if kind == "date":
        is_date = to_iso(text) is not None or bool(re.search(r"\d+\s*年", fold(text)))
        return 0.0 if is_date and len(text) < 30 else 0.3 if is_empty_mark(text) else 4.0
    if no_period(seat.place, element):
        return 4.0
    if kind == "name":
        cost += 1.0 * (len(text) > _NAME_LENGTH or len(element.lines) > 3)
        cost += 1.0 * (text.endswith("。") or text[:1] in "・①＜<")
    return cost


def _cross(seats: Sequence[_Seat], item: int, elements: Sequence[Element], value: int) -> float:
    """What it costs that two neighbours hold each other's values in the order of the page.

    A low row is taken together with its label first: there a single line stands before the value of the row above."""
    if item + 1 >= len(seats) or value + 1 >= len(elements):
        return INF
    first, second = elements[value], elements[value + 1]
    if first.kind == second.kind == "text" and len(first.lines) == 1 and len(second.lines) > 2:
        return -1.0 if STANDALONE.match(folded([first.lines[0].text])) else 0.6
    return 2.2
