"""Which paragraph of one text is which of another: equal ones first, then alike ones, then those that moved.

The equal ones are the anchors; likeness is asked only between them, and in wide gaps only of paragraphs that share rare
words, so that thousands of paragraphs cost no more than their number.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from piadiff.likeness import likeness
from piadiff.tokens import cut

Pair = tuple[int, int]
_Gap = tuple[int, int, int, int]  # from and to in the old text, from and to in the new one

# Paragraphs less alike than this are two; a paragraph that moved must be this long, and this like its old self.
_ALIKE = 0.2
_MOVED = 0.8
_LONG = 10
# A gap of so many pairs is looked through whole; in a wider one so many candidates are tried for each paragraph, found
# by words that stand in no more paragraphs than that.
_SMALL = 400
_CANDIDATES = 4
_RARE = 12
_BULLET = re.compile(r"(?:[・●○◯■□◆◇※*]|[①-⑳]|\(?[0-9]{1,3}[).、:]|\([一-十ア-ンa-z]{1,2}\)|[ア-ン][.、)])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """``pairs`` of indexes of the same paragraph, rising in both texts; ``moved``: old index → new, for the others."""

    pairs: Sequence[Pair] = ()
    moved: Mapping[int, int] = field(default_factory=dict)


def match(old: Sequence[str], new: Sequence[str]) -> Matching:
    """The paragraphs of two texts, given as what they say (``notation.meaning``), matched; "" matches nothing else."""
    was, now = ([_core(text) for text in texts] for texts in (old, new))
    pairs = _refined(anchored(old, new), was, now, lambda a, b, _: anchored(a, b))
    moved = _moved_whole(was, now, pairs)
    gone, come = set(moved), set(moved.values())
    pairs = _refined(pairs, was, now, lambda a, b, at: _alike(a, b, at, gone, come))
    return Matching(pairs=pairs, moved=moved | _moved_nearly(was, now, pairs, gone, come))


def _core(text: str) -> str:
    """A paragraph without the bullet or number before it, unless nothing else is left."""
    return _BULLET.sub("", text, count=1) or text if _BULLET.match(text) else text


def _gaps(pairs: Sequence[Pair], old: int, new: int) -> Iterator[_Gap]:
    """What lies between the pairs of two sequences of these lengths, where both sides have something."""
    for (i, m), (j, n) in pairwise([(-1, -1), *pairs, (old, new)]):
        if i + 1 < j and m + 1 < n:
            yield i + 1, j, m + 1, n


def _refined(
    pairs: Sequence[Pair],
    old: Sequence[str],
    new: Sequence[str],
    find: Callable[[Sequence[str], Sequence[str], Pair], Sequence[Pair]],
) -> list[Pair]:
    """The pairs with those that ``find`` sees in the gaps between them."""
    found = [
        (i + a, m + b) for i, j, m, n in _gaps(pairs, len(old), len(new)) for a, b in find(old[i:j], new[m:n], (i, m))
    ]
    return sorted([*pairs, *found])


def anchored(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Equal ones of two sequences: those at both ends, then those that stand once in each, and so on between them."""
    pairs: list[Pair] = []
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        i, j, m, n = waiting.pop()
        while i < j and m < n and old[i] == new[m]:
            pairs.append((i, m))
            i, m = i + 1, m + 1
        while i < j and m < n and old[j - 1] == new[n - 1]:
            j, n = j - 1, n - 1
            pairs.append((j, n))
        anchors = [(i + a, m + b) for a, b in _once(old[i:j], new[m:n])] if i < j and m < n else []
        pairs += anchors
        if anchors:
            edges = [(i - 1, m - 1), *anchors, (j, n)]
            waiting += [(a + 1, c, b + 1, d) for (a, b), (c, d) in pairwise(edges)]
    return sorted(pairs)


def _once(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """The longest chain of paragraphs that stand exactly once in either text."""
    was, now = Counter(old), Counter(new)
    places = {text: n for n, text in enumerate(new) if text and now[text] == 1}
    common = [(n, places[text]) for n, text in enumerate(old) if was[text] == 1 and text in places]
    return _chain([(i, m, 1.0) for i, m in common])


def _chain(candidates: Sequence[tuple[int, int, float]]) -> list[Pair]:
    """The chain that rises in both indexes and weighs most, of candidates (old, new, weight)."""
    ends: list[int] = []  # new indexes at which a chain ends, rising, each better than the ones before
    best: list[float] = []
    last: list[int] = []
    before: list[int] = []
    ordered = sorted(candidates, key=lambda candidate: (candidate[0], -candidate[1]))
    for number, (_, m, weight) in enumerate(ordered):
        at = bisect_left(ends, m)
        before.append(last[at - 1] if at else -1)
        total = weight + (best[at - 1] if at else 0.0)
        if at < len(ends) and ends[at] == m and best[at] >= total:
            continue
        stop = at
        while stop < len(ends) and best[stop] <= total:
            stop += 1
        ends[at:stop], best[at:stop], last[at:stop] = [m], [total], [number]
    chain: list[Pair] = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(ordered[number][:2])
        number = before[number]
    return chain[::-1]


def _alike(old: Sequence[str], new: Sequence[str], at: Pair, gone: set[int], come: set[int]) -> list[Pair]:
    """The chain of most likeness between two stretches that begin at ``at``; what moved away is left out."""
    was = [n for n, text in enumerate(old) if text and at[0] + n not in gone]
    now = [n for n, text in enumerate(new) if text and at[1] + n not in come]
    weights = ((i, m, likeness(old[i], new[m])) for i, m in _candidates(old, new, was, now))
    return _chain([(i, m, weight) for i, m, weight in weights if weight >= _ALIKE])


def _candidates(old: Sequence[str], new: Sequence[str], was: Sequence[int], now: Sequence[int]) -> Iterator[Pair]:
    """Which pairs of paragraphs are worth a comparison."""
    if len(was) * len(now) <= _SMALL:
        yield from ((i, m) for i in was for m in now)
        return
    places: dict[str, list[int]] = defaultdict(list)
    for i in was:
        for word in set(cut(old[i])):
            places[word].append(i)
    same_number = dict(zip(now, was, strict=True)) if len(was) == len(now) else {}
    for m in now:
        shared: Counter[int] = Counter()
        for word in set(cut(new[m])):
            where = places.get(word, ())
            if len(where) <= _RARE:
                shared.update(where)
        tried = [i for i, _ in shared.most_common(_CANDIDATES)]
        if m in same_number and same_number[m] not in tried:
            tried.append(same_number[m])
        yield from ((i, m) for i in sorted(tried))


def _left(count: int, taken: set[int], texts: Sequence[str]) -> list[int]:
    return [n for n in range(count) if n not in taken and len(texts[n]) >= _LONG]


def _moved_whole(old: Sequence[str], new: Sequence[str], pairs: Sequence[Pair]) -> dict[int, int]:
    """Paragraphs that stand, to the letter, elsewhere in the new text; each in one place."""
    was = _left(len(old), {i for i, _ in pairs}, old)
    places: dict[str, list[int]] = defaultdict(list)
    for m in reversed(_left(len(new), {m for _, m in pairs}, new)):
        places[new[m]].append(m)
    return {i: places[old[i]].pop() for i in was if places.get(old[i])}


def _moved_nearly(
    old: Sequence[str], new: Sequence[str], pairs: Sequence[Pair], gone: set[int], come: set[int]
) -> dict[int, int]:
    """Paragraphs that stand elsewhere in the new text with few words changed."""
    was = _left(len(old), {i for i, _ in pairs} | gone, old)
    now = _left(len(new), {m for _, m in pairs} | come, new)
    weights = ((likeness(old[i], new[m]), i, m) for i, m in _candidates(old, new, was, now))
    moved: dict[int, int] = {}
    taken: set[int] = set()
    for weight, i, m in sorted(weights, key=lambda found: (-found[0], found[1:])):
        if weight >= _MOVED and i not in moved and m not in taken:
            moved[i] = m
            taken.add(m)
    return moved
