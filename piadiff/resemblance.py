"""How alike two repeated groups are in what they say beside their name, what tells one from another counting most.

What most groups of a family say alike (「２．③対象となる本人の範囲」と同上 …) tells them apart badly and weighs little;
what a contract is about or what a recipient does with the data weighs most.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from statistics import mean

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


class Rarity:
    """How rare it is among the groups of one side to say this in this item: 1.0 alone, 0.0 said by all."""

    def __init__(self, said: Mapping[str, Said]) -> None:
        speaking = [items for items in said.values() if items]
        self.others = max(1, len(speaking) - 1)
        self.counts = Counter((inner, one.key) for items in speaking for inner, one in items.items())

    def of(self, inner: str, statement: Statement) -> float:
        """The rarity of one statement."""
        return 1 - max(0, self.counts[inner, statement.key] - 1) / self.others


def content_likeness(old: Said, new: Said, rarity: tuple[Rarity, Rarity]) -> float | None:
    """From 0.0 to 1.0, of what two groups say (their names left out); None if neither says anything."""
    total = reached = 0.0
    for inner in sorted(old.keys() | new.keys()):
        sides = [one for one in (old.get(inner), new.get(inner)) if one]
        rare = mean(r.of(inner, said[inner]) for r, said in zip(rarity, (old, new), strict=True) if inner in said)
        weight = sides[0].weight * (_COMMONPLACE + (1 - _COMMONPLACE) * rare)
        if len(sides) < 2:
            total += weight * _MISSING
            continue
        total += weight
        reached += weight * _likeness(*sides)
    return reached / total if total else None


def _likeness(before: Statement, after: Statement) -> float:
    if before.key == after.key:
        return 1.0
    if before.kind in ("text", "name"):
        return likeness(as_text(before.value)[:_BEGINNING], as_text(after.value)[:_BEGINNING])
    old, new = set(map(fold, lines(before.value))), set(map(fold, lines(after.value)))
    return len(old & new) / len(old | new) if old | new else 1.0
