"""How alike two repeated groups are in what they say beside their name, what tells one from another counting most.

What most groups of a family say alike (「２．③対象となる本人の範囲」と同上 …) tells them apart badly and weighs little;
what a contract is about or what a recipient does with the data weighs most.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping
from typing import NamedTuple

from piadiff.likeness import likeness
from piadiff.model import Value
from piadiff.notation import fold
from piadiff.values import as_text, lines

# How much one item counts: a free text (1.0) says more about a group than one of three printed options.
_WEIGHTS = {"checks": 0.3, "choice": 0.2, "date": 0.2, "count": 0.1}
# What tells what a group is: the work that is contracted out, what a recipient does with the data, what a system does.
_TELLING = re.compile("委託内容|委託先名$|用途|機能")
_TELLING_WEIGHT = 2.0
# What every group of the family says still counts this much; an item that one side leaves empty counts half.
_COMMONPLACE = 0.05
_MISSING = 0.5
# Enough of a long text to know it by.
_BEGINNING = 400
_ROUNDING = 1e-9


class Statement(NamedTuple):
    """What a group says in one item: the kind of the item, its label, the value and the value's comparison key."""

    kind: str
    label: str
    value: Value
    key: Hashable

    @property
    def weight(self) -> float:
        """How much the item tells of a group, whatever stands in it."""
        return _WEIGHTS.get(self.kind, 1.0) * (_TELLING_WEIGHT if _TELLING.search(self.label) else 1.0)

    def compared(self) -> str | frozenset[str]:
        """What is held against the same item of another group: the beginning of a text, else the entries or boxes."""
        if self.kind in ("text", "name"):
            return as_text(self.value)[:_BEGINNING]
        return frozenset(map(fold, lines(self.value)))


Said = Mapping[str, Statement]  # by path within the group


# Each with its weight, its rarity and what is compared of it, in the order of the paths.
Weighed = Mapping[str, tuple[Statement, float, float, str | frozenset[str]]]


def weighed(said: Mapping[str, Said]) -> dict[str, Weighed]:
    """What the groups of one family say, each statement with how rare it is among them: 1.0 alone, 0.0 said by all."""
    speaking = [items for items in said.values() if items]
    others = max(1, len(speaking) - 1)
    counts = Counter((inner, one.key) for items in speaking for inner, one in items.items())
    return {
        group: {
            inner: (one, one.weight, 1 - max(0, counts[inner, one.key] - 1) / others, one.compared())
            for inner, one in sorted(items.items())
        }
        for group, items in said.items()
    }


def content_likeness(old: Weighed, new: Weighed, least: float = 0.0) -> float | None:
    """From 0.0 to 1.0, of what two groups say (their names left out); None if neither says anything, and 0.0 as soon as
    it is plain that ``least`` is not reached."""
    total = reached = 0.0
    both = []
    for inner in old if old.keys() == new.keys() else sorted(old.keys() | new.keys()):
        was, now = old.get(inner), new.get(inner)
        if was and now:
            weight = was[1] * _rated((was[2] + now[2]) / 2)
            total += weight
            both.append((weight, was, now))
        elif one := was or now:
            total += one[1] * _rated(one[2]) * _MISSING
    if not total:
        return None
    possible = sum(weight for weight, _, _ in both)
    for weight, was, now in both:
        alike = 1.0 if was[0].key == now[0].key else _likeness(was[3], now[3])
        reached += weight * alike
        possible -= weight * (1 - alike)
        if possible < (least - _ROUNDING) * total:
            return 0.0
    return reached / total


def _rated(rarity: float) -> float:
    return _COMMONPLACE + (1 - _COMMONPLACE) * rarity


def _likeness(before: str | frozenset[str], after: str | frozenset[str]) -> float:
    if isinstance(before, str) and isinstance(after, str):
        return likeness(before, after)
    old, new = frozenset(before), frozenset(after)
    return len(old & new) / len(old | new) if old | new else 1.0
