"""How alike two repeated groups are in what they say beside their name, what tells one from another counting most.

What most groups of a family say alike (「２．③対象となる本人の範囲」と同上 …) tells them apart badly and weighs little;
what a contract is about or what a recipient does with the data weighs most.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a group says in one item: the kind of the item, its label, the value and the value's comparison key."""

    kind: str
    label: str
    value: Value
    key: Hashable

    @property
    def weight(self) -> float:
        """How much the item tells of a group, whatever stands in it."""
        return _WEIGHTS.get(self.kind, 1.0) * (_TELLING_WEIGHT if _TELLING.search(self.label) else 1.0)


Said = Mapping[str, Statement]  # by path within the group


Weighed = Mapping[str, tuple[Statement, float, float]]  # with its weight and its rarity, in the order of the paths


def weighed(said: Mapping[str, Said]) -> dict[str, Weighed]:
    """What the groups of one family say, each statement with how rare it is among them: 1.0 alone, 0.0 said by all."""
    speaking = [items for items in said.values() if items]
    others = max(1, len(speaking) - 1)
    counts = Counter((inner, one.key) for items in speaking for inner, one in items.items())
    return {
        group: {
            inner: (one, one.weight, 1 - max(0, counts[inner, one.key] - 1) / others)
            for inner, one in sorted(items.items())
        }
        for group, items in said.items()
    }


def content_likeness(old: Weighed, new: Weighed) -> float | None:
    """From 0.0 to 1.0, of what two groups say (their names left out); None if neither says anything."""
    total = reached = 0.0
    for inner in old if old.keys() == new.keys() else sorted(old.keys() | new.keys()):
        was, now = old.get(inner), new.get(inner)
        if was and now:
            weight = was[1] * _rated((was[2] + now[2]) / 2)
            total += weight
            reached += weight * _likeness(was[0], now[0])
        elif one := was or now:
            total += one[1] * _rated(one[2]) * _MISSING
    return reached / total if total else None


def _rated(rarity: float) -> float:
    return _COMMONPLACE + (1 - _COMMONPLACE) * rarity


def _likeness(before: Statement, after: Statement) -> float:
    if before.key == after.key:
        return 1.0
    if before.kind in ("text", "name"):
        return likeness(as_text(before.value)[:_BEGINNING], as_text(after.value)[:_BEGINNING])
    old, new = set(map(fold, lines(before.value))), set(map(fold, lines(after.value)))
    return len(old & new) / len(old | new) if old | new else 1.0
