"""Boxes to mark: puts torn brackets together again and gives each box to its item.

The extraction tears ``[ ○ ] 庁内連携システム`` into ``[ ○`` at the end of a line and ``] 庁内連携システム`` elsewhere,
or leaves the ○ alone. A bracket opened at the end of a line belongs to the box that the form prints next in its row.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from piadiff.assignment import best_assignment
from piadiff.forms import Node
from piadiff.notation import fold
from piadiff.readers.elements import Element
from piadiff.readers.places import Place

_COHESION = 2.0  # what it counts that a box stands right behind its neighbour in the form


@dataclass(slots=True, kw_only=True)
class Checks:
    """The marked boxes of one item as far as read."""

    marked: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)


def read_checks(
    stream: Sequence[Element], seats: Sequence[tuple[Place, int]], remarks: list[str]
) -> tuple[dict[str, Checks], list[Element]]:
    """The checks of a page: by path, and the elements that no item took.

    ``seats`` are the checks items of the page with the position of their label in ``stream`` (-1: on another page).
    """
    boxes = [(i, e) for i, e in enumerate(stream) if e.kind == "box"]
    _close_torn(stream, boxes, [place.node for place, _ in seats], remarks)
    writable = {fold(o)[:-2] for place, _ in seats for o in place.node.options if o.endswith("()")}
    _give_brackets(stream, [(i, b) for i, b in boxes if b.key in writable])
    out = {place.path: Checks() for place, _ in seats}
    left: list[Element] = []
    by_key: dict[str, list[tuple[int, Element]]] = {}
    for index, box in boxes:
        by_key.setdefault(box.key, []).append((index, box))
    owners = _owners(stream, by_key, seats, remarks)
    for index, box in boxes:
        place = owners.get(index)
        if place is None:
            left.append(box)
            continue
        label = next(b for b in place.node.boxes if fold(b) == box.key)
        checks = out[place.path]
        checks.seen.add(label)
        if box.mark:
            checks.marked[label] = box.text
        elif box.text:
            left.append(Element(kind="text", line=box.line, text=box.text))
    return out, left


def _close_torn(
    stream: Sequence[Element], boxes: Sequence[tuple[int, Element]], nodes: Sequence[Node], remarks: list[str]
) -> None:
    """Gives boxes whose bracket was torn off (mark None) the mark that stands at the end of the row before."""
    orders = {tuple(fold(b) for b in node.boxes) for node in nodes}
    torn = [(i, b) for i, b in boxes if b.mark is None]
    for index, tail in ((i, e) for i, e in enumerate(stream) if e.kind == "tail" and e.key):
        following = {order[order.index(tail.key) + 1] for order in orders if tail.key in order[:-1]}
        near = sorted((abs(i - index), i, b) for i, b in torn if b.key in following and b.mark is None)
        if near:
            near[0][2].mark = True if tail.mark else None
            if tail.mark:
                continue
    lone = [i for i, e in enumerate(stream) if e.kind == "lone" or (e.kind == "tail" and not e.key and e.mark)]
    for index in lone:
        open_boxes = sorted((abs(i - index), i, b) for i, b in torn if b.mark is None)
        if not open_boxes:
            remarks.append(f"{stream[index].line}行目の印（○）がどの枠のものか分かりません")
            continue
        open_boxes[0][2].mark = True
        if len(open_boxes) > 1:
            remarks.append(f"{stream[index].line}行目の印（○）を近くの枠のものと読みました。確かめてください")
    for _, box in torn:
        box.mark = bool(box.mark)


def _give_brackets(stream: Sequence[Element], boxes: Sequence[tuple[int, Element]]) -> None:
    """Puts texts of torn brackets into the nearest marked boxes whose bracket is still open."""
    texts = [(i, e) for i, e in enumerate(stream) if e.kind == "paren" and e.text]
    for index, paren in texts:
        takers = sorted((abs(i - index), i, b) for i, b in boxes if b.open and not b.text and b.mark)
        if takers:
            takers[0][2].text = paren.text
            takers[0][2].open = False
            paren.text = ""


def _owners(
    stream: Sequence[Element],
    by_key: dict[str, list[tuple[int, Element]]],
    seats: Sequence[tuple[Place, int]],
    remarks: list[str],
) -> dict[int, Place]:
    """Which checks item each box (by its position in the stream) belongs to."""
    owners: dict[int, Place] = {}
    for key, found in by_key.items():
        wanted = [(place, at) for place, at in seats if any(fold(b) == key for b in place.node.boxes)]
        if not wanted:
            continue
        worth = [
            [_COHESION * _follows(stream, index, place.node) - _distance(index, at) for place, at in wanted]
            for index, _ in found
        ]
        for n, m in best_assignment(worth):
            owners[found[n][0]] = wanted[m][0]
        alike = len({place.node.path for place, _ in wanted}) < len(wanted)
        clear = all(owners[index] is _last_before(index, wanted) for index, _ in found if index in owners)
        if alike and not clear and len({bool(box.mark) for _, box in found}) > 1:
            remarks.append(
                f"{found[0][1].line}行目あたりの枠「{found[0][1].key}」は同じページに{len(wanted)}つあり、近い順に読みました。"
                "確かめてください"
            )
    return owners


def _follows(stream: Sequence[Element], index: int, node: Node) -> bool:
    """Whether the box before this one is the one that the item prints before it."""
    order = [fold(b) for b in node.boxes]
    at = order.index(stream[index].key)
    return index > 0 and at > 0 and stream[index - 1].kind == "box" and stream[index - 1].key == order[at - 1]


def _distance(box: int, label: int) -> float:
    """How far a box stands from a label. Boxes follow their label as a rule; growing less and less with the way, so
    that of two boxes the far one is moved, not both a little."""
    return math.sqrt(box - label if box > label else 3 * (label - box))


def _last_before(index: int, seats: Sequence[tuple[Place, int]]) -> Place | None:
    """The item whose label stands last before a position: the plain reading order."""
    before = [(at, place) for place, at in seats if at < index]
    return max(before, key=lambda pair: pair[0])[1] if before else None
