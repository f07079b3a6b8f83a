"""The places of a heading that may name a node of the form: by number, by words, or by both.

Words gain by their length and likeness, so they outweigh a wrong number; a number alone still tells where words are
missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from piadiff.forms.labels import Labels, Spot
from piadiff.forms.spelling import NUMBERED_WORDS, Mark, Spelled
from piadiff.forms.tree import GROUP_WORDS

NUMBER = 2.5  # gain of the right number before the right words
NUMBER_ALONE = 2.0  # gain of a number without words
FURTHER_DIGIT = 1.2  # gain of each digit of a number after the first
NUMBER_WRONG = 1.0  # loss where another number stands before the words
INSIDE = 0.75  # weight of a label in the middle of a run of letters; a shortened one says nothing there
BARE_GROUP = 0.8  # gain a letter of 提供先 without a number
MOST = 700  # mentions of one heading; what comes after is quoted text

# What a number may stand for beside its own kind, and how good it is as evidence: (1) or 1 typed for ①.
_KINDS: Mapping[str, Mapping[str, float]] = {
    "plain": {"plain": 1.0, "circled": 0.5},
    "bracket": {"plain": 0.4, "circled": 0.5},
    "circled": {"circled": 1.0, "plain": 0.4},
}


class Mention(NamedTuple):
    """A place in the heading that may name the node ``spot``, by its number, its words, or both.

    ``numbers`` are those of a repeated group. ``worded``: by words, or by a number with its word (リスク2);
    ``numbered``: with its right number; ``sure``: with its right number or spelt right.
    """

    spot: int
    start: int
    end: int
    gain: float
    numbers: tuple[int, ...] = ()
    worded: bool = True
    numbered: bool = False
    sure: bool = True


def find_mentions(labels: Labels, text: Spelled, covered: tuple[tuple[int, int], ...] = ()) -> list[Mention]:
    """All mentions in ``text`` in their order, none that touches the ``covered`` places (names of files)."""
    found = [*_by_number(labels, text), *_by_words(labels, text), *_bare_groups(labels, text)]
    free = [m for m in found if all(m.end <= start or end <= m.start for start, end in covered)]
    return sorted(free, key=lambda m: (m.start, m.end))[:MOST]


def _by_number(labels: Labels, text: Spelled) -> Iterator[Mention]:
    for mark in text.marks:
        for kind, share in _KINDS.get(mark.kind, {mark.kind: 1.0}).items():
            group = kind in GROUP_WORDS
            for spot in labels.by_number.get((kind, 0 if group else mark.values[0]), ()):
                yield Mention(
                    spot,
                    mark.start,
                    mark.end,
                    gain=_number_gain(mark, NUMBER_ALONE, share),
                    numbers=mark.values if group else (),
                    worded=mark.kind in NUMBERED_WORDS,
                    numbered=True,
                )


def _by_words(labels: Labels, text: Spelled) -> Iterator[Mention]:
    marks_by_end: dict[int, list[Mark]] = defaultdict(list)
    for mark in text.marks:
        marks_by_end[mark.end].append(mark)
    for hit in labels.hits(text):
        near = [mark for place in hit.starts for mark in marks_by_end.get(place, ())]
        for index, weight in hit.spots:
            if weight < 1 and not hit.opens:
                continue
            gain, start = hit.gain * weight * (1.0 if hit.opens else INSIDE), hit.start
            fitting = [m for m in near if labels.spots[index].number in _KINDS.get(m.kind, (m.kind,))]
            right = next((m for m in fitting if m.values[0] == labels.spots[index].value), None)
            if right is not None:
                gain += _number_gain(right, NUMBER, _share(right, labels.spots[index]))
                start = right.start
            elif fitting:
                gain -= NUMBER_WRONG
            numbered = right is not None
            yield Mention(index, start, hit.end, gain, numbered=numbered, sure=numbered or hit.exact)


def _number_gain(mark: Mark, base: float, share: float) -> float:
    """What a number is worth: more with more digits and with a word of its own (リスク, 委託事項)."""
    word = len(mark.kind) if mark.kind in NUMBERED_WORDS else 0
    return share * (base + FURTHER_DIGIT * (mark.end - mark.start - word - 1)) + word


def _share(mark: Mark, spot: Spot) -> float:
    return 1.0 if mark.kind == spot.number else _KINDS[mark.kind][spot.number]


def _bare_groups(labels: Labels, text: Spelled) -> Iterator[Mention]:
    """``提供先`` without a number, where something ends before it."""
    ends = {mark.end for mark in text.marks}
    for word in GROUP_WORDS:
        place = text.chars.find(word)
        while place >= 0:
            if place == 0 or place in text.gaps or place in ends:
                for spot in labels.by_number.get((word, 0), ()):
                    yield Mention(spot, place, place + len(word), gain=BARE_GROUP * len(word))
            place = text.chars.find(word, place + 1)
