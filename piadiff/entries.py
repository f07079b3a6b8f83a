"""The record items of 別添2 as a list: which entries were added, removed, reworded, renumbered, or stand elsewhere now.

Numbers before the entries are no part of them where they count the entries: one entry put into the middle of a
numbered list is one entry added, however many numbers after it have moved on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from piadiff.assignment import best_assignment
from piadiff.likeness import name_likeness
from piadiff.notation import fold, nfkc

EntryKind = Literal["same", "renumbered", "added", "removed", "reworded", "moved"]
# How each kind is counted for a person, in this order.
WORDS: dict[EntryKind, str] = {
    "added": "追加",
    "removed": "削除",
    "reworded": "書き換え",
    "moved": "移動",
    "renumbered": "番号だけの変更",
}

_NUMBERED = re.compile(r"(?:No\.?)?\s*\(?(\d{1,4}|[①-⑳])[).、:\s]*(.+)", re.DOTALL)
_MOST_NUMBERED = 0.8  # of the entries of a numbered list; a reader may have lost the number of some
_REWORDED = 0.5
_LARGEST_BLOCK = 2_500  # pairs of entries; in a larger block of new text none is held to be another reworded
_MOST_PAIRS = 1_000_000  # above this the order is given up and only what is there is compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the two lists together. What moved stands twice, where it was (``before``) and is (``after``)."""

    kind: EntryKind
    before: str | None = None
    after: str | None = None


def compare_lists(before: Sequence[str], after: Sequence[str]) -> tuple[Entry, ...]:
    """The entries of two lists in the order of the new one, what went where it stood. Notation is no difference."""
    old, new = [e for e in before if e.strip()], [e for e in after if e.strip()]
    was, now = _plain(old), _plain(new)
    if len(was) * len(now) > _MOST_PAIRS and was != now:
        return tuple(_unordered(old, new, was, now))
    elsewhere = _elsewhere(was, now)
    found: list[Entry] = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            found += map(_kept, old[i:i_end], new[j:j_end])
        else:
            found += _block(range(i, i_end), range(j, j_end), old, new, was, now, elsewhere)
    return tuple(found)


def counted(found: Sequence[Entry]) -> str:
    """How many entries changed in which way, in words: 追加 1件、番号だけの変更 12件. Empty if none did."""
    many = Counter(entry.kind for entry in found if entry.kind != "moved" or entry.after is not None)
    return "、".join(f"{word} {many[kind]}件" for kind, word in WORDS.items() if many[kind])


def _plain(listed: Sequence[str]) -> list[str]:
    """The entries folded, without their numbers if these count them."""
    folded = [fold(entry) for entry in listed]
    matches = [_NUMBERED.fullmatch(nfkc(entry).strip()) for entry in listed]
    numbers = [_number(match[1]) for match in matches if match]
    steps = sum(b == a + 1 for a, b in pairwise(numbers))
    if len(numbers) < 2 or steps < _MOST_NUMBERED * (len(folded) - 1):
        return folded
    return [fold(match[2]) if match else entry for match, entry in zip(matches, folded, strict=True)]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else ord(text) - ord("①") + 1


def _kept(before: str, after: str) -> Entry:
    return Entry(kind="same" if fold(before) == fold(after) else "renumbered", before=before, after=after)


def _elsewhere(was: Sequence[str], now: Sequence[str]) -> Counter[str]:
    """The entries that both lists have but not in the same order, as often as that is."""
    aligned: Counter[str] = Counter()
    for block in SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks():
        aligned.update(was[block.a : block.a + block.size])
    return (Counter(was) & Counter(now)) - aligned


def _block(
    gone: range,
    come: range,
    old: Sequence[str],
    new: Sequence[str],
    was: Sequence[str],
    now: Sequence[str],
    elsewhere: Counter[str],
) -> Iterator[Entry]:
    """The entries where one stretch gave way to another: moved ones, then the like of the rest as reworded."""
    left = [i for i in gone if was[i] not in elsewhere]
    right = [j for j in come if now[j] not in elsewhere]
    pairs: dict[int, int] = {}
    if 0 < len(left) * len(right) <= _LARGEST_BLOCK:
        worth = [
            [likely if (likely := name_likeness(was[i], now[j])) >= _REWORDED else 0.0 for j in right] for i in left
        ]
        pairs = {right[b]: left[a] for a, b in best_assignment(worth) if worth[a][b]}
    reworded = set(pairs.values())
    for i in gone:
        if i not in reworded:
            yield Entry(kind="moved" if was[i] in elsewhere else "removed", before=old[i])
    for j in come:
        if j in pairs:
            yield Entry(kind="reworded", before=old[pairs[j]], after=new[j])
        else:
            yield Entry(kind="moved" if now[j] in elsewhere else "added", after=new[j])


def _unordered(old: Sequence[str], new: Sequence[str], was: Sequence[str], now: Sequence[str]) -> Iterator[Entry]:
    gone, come = Counter(was) - Counter(now), Counter(now) - Counter(was)
    for published, key in zip(old, was, strict=True):
        if gone[key] > 0:
            gone[key] -= 1
            yield Entry(kind="removed", before=published)
    for published, key in zip(new, now, strict=True):
        added = come[key] > 0
        come[key] -= added
        yield Entry(kind="added" if added else "same", before=None if added else published, after=published)
