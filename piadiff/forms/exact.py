"""Spellings that name an item letter by letter: ``II-1-4-委託事項３-6``, ``Ⅱ（１）４．委託事項３⑥``, ``委託先名``.

On the command line a plain number may stand for any numbering of the form, so all ways to read the numbers down the
tree are tried; the one that bends fewest numbers wins, and what remains even is told as ambiguous by the caller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from piadiff.forms.files import FileMention
from piadiff.forms.labels import Labels, Spot
from piadiff.forms.spelling import Mark, Spelled
from piadiff.forms.tree import GROUP_WORDS, PARTS_BY_FILE

# What bending a number costs: the kind written, the kind of the form.
_BENT: Mapping[tuple[str, str], float] = {
    ("plain", "file"): 0.5,
    ("bracket", "file"): 0.0,
    ("plain", "circled"): 1.0,
    ("bracket", "circled"): 1.0,
    ("bracket", "plain"): 1.0,
    ("circled", "plain"): 1.0,
    ("plain", "リスク"): 1.0,
    ("plain", "別添"): 1.0,
    **{("plain", word): 1.0 for word in GROUP_WORDS},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to read a spelling: the node, the numbers of files and of the repeated group, and its cost."""

    spot: Spot | None = None
    files: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    cost: float = 0.0


def ways(labels: Labels, text: Spelled, files: Sequence[FileMention]) -> tuple[Way, ...]:
    """All ways to read the whole of ``text`` as one item or section, the cheapest first."""
    found: dict[tuple[int, tuple[int, ...], tuple[int, ...]], Way] = {}
    for way in _Walk(labels, text, files).on(0, Way()):
        if way.spot is not None:
            key = (way.spot.index, way.files, way.numbers)
            if key not in found or way.cost < found[key].cost:
                found[key] = way
    return tuple(sorted(found.values(), key=lambda w: (w.cost, w.spot.index if w.spot else -1)))


class _Walk:
    """A walk down the tree along the letters of a spelling."""

    def __init__(self, labels: Labels, text: Spelled, files: Sequence[FileMention]) -> None:
        self.labels = labels
        self.chars = text.chars
        self.marks: dict[int, list[Mark]] = defaultdict(list)
        for mark in text.marks:
            self.marks[mark.start].append(mark)
        self.files = {f.start: f for f in files if f.end - f.start > 1}
        self.below: dict[int, list[Spot]] = defaultdict(list)
        for spot in labels.spots:
            self.below[spot.ancestors[0] if spot.ancestors else -1].append(spot)

    def on(self, place: int, way: Way) -> Iterator[Way]:
        """The ways to read on from ``place``."""
        if place == len(self.chars):
            yield way
            return
        if (file := self.files.get(place)) is not None and not way.files:
            yield from self.on(file.end, _at(way, way.spot, files=(file.number,)))
        for mark in self.marks[place]:
            yield from self._by_number(mark, way)
        yield from self._by_label(place, way)

    def _by_number(self, mark: Mark, way: Way) -> Iterator[Way]:
        spot = way.spot
        if spot is not None and not way.files and spot.path in PARTS_BY_FILE and (mark.kind, "file") in _BENT:
            yield from self.on(mark.end, _at(way, spot, files=mark.values, cost=_BENT[mark.kind, "file"]))
        for child in self.below[-1 if spot is None else spot.index]:
            group = child.number in GROUP_WORDS
            cost = 0.0 if mark.kind == child.number else _BENT.get((mark.kind, child.number))
            if cost is not None and (group or child.value == mark.values[0]):
                numbers = mark.values if group else way.numbers
                yield from self.on(mark.end, _at(way, child, numbers=numbers, cost=cost))

    def _by_label(self, place: int, way: Way) -> Iterator[Way]:
        """On by words: the label of the node just numbered, or of any node below; ``委託事項`` without its number."""
        here = -1 if way.spot is None else way.spot.index
        for spot in self.labels.spots:
            if spot.index != here and here >= 0 and here not in spot.ancestors:
                continue
            names = (spot.number,) if spot.number in GROUP_WORDS else self.labels.names_of(spot.index)
            for name in names:
                if self.chars.startswith(name, place):
                    yield from self.on(place + len(name), _at(way, spot))


def _at(
    way: Way,
    spot: Spot | None,
    *,
    files: tuple[int, ...] | None = None,
    numbers: tuple[int, ...] | None = None,
    cost: float = 0.0,
) -> Way:
    return Way(
        spot=spot,
        files=way.files if files is None else files,
        numbers=way.numbers if numbers is None else numbers,
        cost=way.cost + cost,
    )
