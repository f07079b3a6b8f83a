"""What changed inside a structured value: boxes marked and unmarked, entries and paragraphs added, removed, rewritten.

The only module that knows deepdiff. It is given the small values that really differ, without what both begin or end
with, never whole documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from piadiff.model import Figure, Value
from piadiff.notation import fold
from piadiff.values import differing_lines, lines

# Above this many pairs of entries their order is given up and only what is there is compared.
_MOST_PAIRS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """One entry that changed: its text before and after, and for a box its name."""

    where: str = ""
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """The difference of two values by their parts (boxes, entries, paragraphs, labels); notation is no difference.

    ``reordered`` says that the parts are the same and only their order differs.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    rewritten: tuple[Rewritten, ...] = ()
    reordered: bool = False


def delta(before: Value, after: Value) -> Delta:
    """The parts in which two values differ, as published; parts that differ in notation only are left out."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return _boxes(before, after)
    if isinstance(before, Figure) or isinstance(after, Figure):
        return _unordered(*_without_equals(lines(before), lines(after)))
    return delta_of_lines(*differing_lines(before, after))


def _boxes(before: Mapping[str, str], after: Mapping[str, str]) -> Delta:
    old = {fold(box): (box, text) for box, text in before.items()}
    new = {fold(box): (box, text) for box, text in after.items()}
    return Delta(
        added=tuple(new[box][0] for box in new if box not in old),
        removed=tuple(old[box][0] for box in old if box not in new),
        rewritten=tuple(
            Rewritten(where=new[box][0], before=old[box][1], after=new[box][1])
            for box in new
            if box in old and fold(old[box][1]) != fold(new[box][1])
        ),
    )


def delta_of_lines(old: Sequence[str], new: Sequence[str]) -> Delta:
    """The same for entries or paragraphs without those that both sides begin or end with."""
    if not old or not new:
        return Delta(added=tuple(new), removed=tuple(old))
    if len(old) == 1 or len(new) == 1:
        return Delta(added=tuple(new[1:]), removed=tuple(old[1:]), rewritten=(Rewritten(before=old[0], after=new[0]),))
    was, now = [fold(entry) for entry in old], [fold(entry) for entry in new]
    if Counter(was) == Counter(now):
        return Delta(reordered=True)
    if len(was) * len(now) > _MOST_PAIRS:
        return _unordered(old, new)
    return _differing_entries(dict(zip(was, old, strict=True)), dict(zip(now, new, strict=True)), was, now)


def _differing_entries(old: Mapping[str, str], new: Mapping[str, str], was: Sequence[str], now: Sequence[str]) -> Delta:
    from deepdiff import DeepDiff

    found = DeepDiff(list(was), list(now), view="tree", threshold_to_diff_deeper=0)
    return Delta(
        added=tuple(new[level.t2] for level in found.get("iterable_item_added", ())),
        removed=tuple(old[level.t1] for level in found.get("iterable_item_removed", ())),
        rewritten=tuple(
            Rewritten(before=old[level.t1], after=new[level.t2]) for level in found.get("values_changed", ())
        ),
    )


def _unordered(old: Sequence[str], new: Sequence[str]) -> Delta:
    """Entries whose order means nothing (labels of a figure) or is too costly to follow."""
    was, now = [fold(entry) for entry in old], [fold(entry) for entry in new]
    gone, come = Counter(was) - Counter(now), Counter(now) - Counter(was)
    return Delta(added=_spelled(come, now, new), removed=_spelled(gone, was, old))


def _without_equals(old: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str]]:
    """Both sides without the entries that they share to the letter, as often as they share them."""
    was, now = Counter(old), Counter(new)
    return list((was - now).elements()), list((now - was).elements())


def _spelled(wanted: Counter[str], folded: Sequence[str], published: Sequence[str]) -> tuple[str, ...]:
    """The entries whose folded form is in ``wanted``, as often as it is, as published."""
    left = wanted.copy()
    found = []
    for key, entry in zip(folded, published, strict=True):
        if left[key] > 0:
            left[key] -= 1
            found.append(entry)
    return tuple(found)
