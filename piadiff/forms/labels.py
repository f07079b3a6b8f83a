"""The words and numbers by which headings name the nodes of a form, and where such words stand in a heading.

All of it comes from the form's table (label, aliases, what the form prints there) by general shortenings: without a
bracketed rider (…を除く。), without the words 特定個人情報(ファイル)の that begin most labels, any piece of a label.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from piadiff.forms.spelling import CIRCLED, ROMAN, Spelled, squeeze
from piadiff.forms.tree import GROUP_WORDS, Form, Node

LONG = 10  # letters of a label that count in full; each further one counts FURTHER
FURTHER = 0.4
EXACT = 1.0  # what a label spelt right counts beyond its letters, so that short ones outweigh a wrong number
LEAST_LIKENESS = 0.62  # below this the words are others
SHORTEST_FUZZY = 4  # letters: shorter labels must be spelt right
ENOUGH_PAIRS = 0.5  # share of a label's pairs of letters that must stand in a heading at all
ENOUGH_LETTERS = 0.6  # share of a label's letters that a place like it must have
CUT_OFF = 4  # letters of a label that a heading cut off at its end must still show
PIECE = 2  # letters of a label that a piece of a heading must have to count as a shortened label

_BRACKETED = re.compile(r"[（(【][^（）()【】]*[）)】]")
_COMMON = re.compile(r"^特定個人情報(?:ファイル)?[のを]?")
_COMMON_SHORT = re.compile(r"^特定個人情報の?")
_RISK_OF = re.compile(r".*(?:における|に伴う)(その他のリスク.*)")
_NUMBERED = re.compile(r"(リスク|別添)(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A node as headings name it. ``ancestors`` are indexes of spots, nearest first; files are no level here."""

    index: int
    path: str
    ancestors: tuple[int, ...]
    number: str  # kind of its number as in Mark.kind, "" without
    value: int  # its number; 0 of a repeated group
    groups_only: bool  # a section, or a box that only says whether the section under it applies


class Hit(NamedTuple):
    """A place where words of a label stand, with the nodes so named; a number before it may end at ``starts``.

    ``opens``: something ends right before it (a number, a space, a sign), as before every heading. ``exact``: spelt
    right.
    """

    start: int
    end: int
    gain: float
    spots: tuple[tuple[int, float], ...]
    starts: tuple[int, ...]
    opens: bool = True
    exact: bool = False


class Labels:
    """All names of the nodes of one form. Build with :func:`compiled`."""

    def __init__(self, tree: Form) -> None:
        merged: dict[str, list[Node]] = defaultdict(list)
        for node in tree.nodes:
            if node.label:
                merged[node.path.replace("/(n)", "")].append(node)
        self.spots: tuple[Spot, ...] = tuple(_spots(merged))
        names: dict[str, dict[int, float]] = defaultdict(dict)
        for spot in self.spots:
            if spot.number in GROUP_WORDS:
                continue
            for node in merged[spot.path]:
                for name, weight in _names(node):
                    names[name][spot.index] = max(weight, names[name].get(spot.index, 0.0))
        self.names: Mapping[str, tuple[tuple[int, float], ...]] = {n: tuple(s.items()) for n, s in names.items()}
        own: dict[int, list[str]] = defaultdict(list)
        for name, spots in self.names.items():
            for index, _ in spots:
                own[index].append(name)
        self._names_of = {spot.index: tuple(own[spot.index]) for spot in self.spots}
        self._fuzzy = [(n, frozenset(pairwise(n))) for n in names if len(n) > SHORTEST_FUZZY]
        self._whole = [n for n, weights in names.items() if 1.0 in weights.values()]
        numbers: dict[tuple[str, int], list[int]] = defaultdict(list)
        for spot in self.spots:
            numbers[spot.number, spot.value].append(spot.index)
        self.by_number: Mapping[tuple[str, int], tuple[int, ...]] = {k: tuple(v) for k, v in numbers.items()}

    def names_of(self, spot: int) -> tuple[str, ...]:
        """All names of one node."""
        return self._names_of[spot]

    def printed_in(self, chars: str) -> list[tuple[int, int]]:
        """The places where labels stand exactly as the form prints them, short ones left out."""
        whole = [name for name in self._whole if len(name) > SHORTEST_FUZZY]
        return [(place, place + len(name)) for name in whole if (place := chars.find(name)) >= 0]

    def hits(self, text: Spelled) -> Iterator[Hit]:
        """Every place of ``text`` where a name of a node stands, exactly, nearly, cut off or shortened."""
        opening = {0, *text.gaps, *(mark.end for mark in text.marks)}
        found = {name: places for name in self.names if (places := _places(name, text))}
        for name, places in found.items():
            gain = _size(len(name)) + EXACT
            for place in places:
                end = place + len(name)
                yield Hit(place, end, gain, self.names[name], (place,), opens=place in opening, exact=True)
        yield from self._near(text.chars, found, opening)
        yield from self._cut_off(text.chars, found, opening)
        yield from self._pieces(text, [(p, p + len(name)) for name, places in found.items() for p in places])

    def _near(self, chars: str, found: Container[str], opening: set[int]) -> Iterator[Hit]:
        from rapidfuzz.fuzz import partial_ratio_alignment

        pairs = set(pairwise(chars))
        for name, own in self._fuzzy:
            if name in found or len(own & pairs) < ENOUGH_PAIRS * len(own) or len(name) * ENOUGH_LETTERS > len(chars):
                continue
            near = partial_ratio_alignment(name, chars, score_cutoff=100 * LEAST_LIKENESS)
            if near is not None and near.dest_end - near.dest_start >= ENOUGH_LETTERS * len(name):
                share = (near.score / 100 - LEAST_LIKENESS) / (1 - LEAST_LIKENESS)
                starts = (near.dest_start, near.dest_start + 1, near.dest_start - 1)
                gain, opens = _size(len(name)) * share, not opening.isdisjoint(starts)
                yield Hit(near.dest_start, near.dest_end, gain, self.names[name], starts, opens=opens)

    def _cut_off(self, chars: str, found: Container[str], opening: set[int]) -> Iterator[Hit]:
        for name, _ in self._fuzzy:
            place = -1 if name in found else chars.rfind(name[:CUT_OFF])
            rest = chars[place:]
            if place >= 0 and len(rest) < len(name) and name.startswith(rest):
                gain = (0.7 + 0.25 * len(rest) / len(name)) * _size(len(rest))
                yield Hit(place, len(chars), gain, self.names[name], (place,), opens=place in opening)

    def _pieces(self, text: Spelled, named: Sequence[tuple[int, int]]) -> Iterator[Hit]:
        """Pieces between numbers, spaces and signs that are part of a label, as in ``過去３年以内の…`` or ``委託``."""
        for start, end in _between(text):
            piece = text.chars[start:end]
            rider = text.gaps.get(start, "").endswith("(")  # （…を除く。）
            if rider or len(piece) < PIECE or any(s <= start and end <= e for s, e in named):
                continue
            for name in self._whole:
                if piece in name:
                    gain = _size(len(piece)) * (0.4 + 0.5 * len(piece) / len(name))
                    yield Hit(start, end, gain, self.names[name], (start,))


@lru_cache(maxsize=8)
def compiled(tree: Form) -> Labels:
    """The names of all nodes of ``tree``, made once."""
    return Labels(tree)


def _spots(merged: Mapping[str, list[Node]]) -> Iterator[Spot]:
    index = {path: i for i, path in enumerate(merged)}
    for i, (path, nodes) in enumerate(merged.items()):
        parts = path.split("/")
        above = ("/".join(parts[:end]) for end in range(len(parts) - 1, 0, -1))
        number, value = _number(parts[-1])
        parent = any(other.startswith(path + "/") for other in merged)
        yield Spot(
            index=i,
            path=path,
            ancestors=tuple(index[a] for a in above if a in index),
            number=number,
            value=value,
            groups_only=parent and (nodes[-1].kind == "section" or (nodes[-1].kind == "checks" and number == "plain")),
        )


def _number(segment: str) -> tuple[str, int]:
    """Kind and value of the number that a segment of a path is."""
    if segment in ROMAN:
        return "roman", ROMAN.index(segment) + 1
    if segment in CIRCLED:
        return "circled", CIRCLED.index(segment) + 1
    if segment.isdecimal():
        return "plain", int(segment)
    if match := _NUMBERED.fullmatch(segment):
        return match[1], int(match[2])
    word = segment.removesuffix("n")
    return (word, 0) if word in GROUP_WORDS else ("", 0)


def _names(node: Node) -> Iterator[tuple[str, float]]:
    """The names of a node and how much each weighs."""
    for label in (node.label, *node.aliases):
        yield squeeze(label), 1.0
        bare = _BRACKETED.sub("", label)
        for shorter in (bare, _COMMON.sub("", label, count=1), _COMMON.sub("", bare, count=1)):
            yield from _shortened(shorter, label, 0.95)
        yield from _shortened(_COMMON_SHORT.sub("", bare, count=1), label, 0.95)
        if match := _RISK_OF.fullmatch(label):
            yield from _shortened(match[1], label, 0.9)
            yield from _shortened("その他のリスク", label, 0.9)
    for text in node.printed:
        yield from _shortened(text, node.label, 0.6, least=6)


def _shortened(text: str, label: str, weight: float, least: int = 4) -> Iterator[tuple[str, float]]:
    name = squeeze(text)
    if len(name) >= least and name != squeeze(label):
        yield name, weight


def _places(name: str, text: Spelled) -> list[int]:
    """Where ``name`` stands in ``text``; one letter (件) only where it stands alone."""
    places, place = [], text.chars.find(name)
    while place >= 0:
        end = place + len(name)
        if len(name) > 1 or (place in text.gaps and (end in text.gaps or end == len(text.chars))):
            places.append(place)
        place = text.chars.find(name, place + 1)
    return places


def _size(letters: int) -> float:
    return letters if letters <= LONG else LONG + FURTHER * (letters - LONG)


def _between(text: Spelled) -> Iterator[tuple[int, int]]:
    cuts = {0, len(text.chars), *text.gaps}
    for mark in text.marks:
        cuts |= {mark.start, mark.end}
    places = sorted(c for c in cuts if c <= len(text.chars))
    yield from pairwise(places)
