"""A heading as people write it, made ready for matching: letters in one spelling, and the numbers that stand in it.

Published 項目 cells wrap anywhere, mix widths, dashes, dots and brackets, and write 取り扱い for 取扱い. Here the
letters are squeezed into one string without any of that, and what was dropped is kept beside it, since a space or a
comma still tells where a heading may end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from piadiff.forms.tree import GROUP_WORDS
from piadiff.notation import nfkc

ROMAN = "ⅠⅡⅢⅣⅤⅥ"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
NUMBERED_WORDS = (*GROUP_WORDS, "リスク", "別添")
MAX_DIGITS = 3  # no form counts further than 999

_ASCII_ROMAN = re.compile(r"(?<![A-Za-z])(?:VI|IV|V|III|II|I)(?![A-Za-z])")
_ASCII_TO_ROMAN = {"I": "Ⅰ", "II": "Ⅱ", "III": "Ⅲ", "IV": "Ⅳ", "V": "Ⅴ", "VI": "Ⅵ"}
_CIRCLED_RANGE = re.compile(rf"([{CIRCLED}])\s*[~〜]\s*([{CIRCLED}])")
# Letters that some write and others leave out: 取り扱い・取扱い・取扱, 問い合わせ・問合せ.
_OPTIONAL = re.compile(r"(?<=取)り(?=扱)|(?<=扱)い|(?<=問)い(?=合)|(?<=合)わ(?=せ)")
_COUNTERS = frozenset("年月日人件条項号欄回週時分割")
_LIST = re.compile(r"[、,・~〜及とか]")
_LIST_NEXT = re.compile(r"(?:及び|と|から)?(?:システム|委託事項|提供先|移転先)?(\d+)")
_KATAKANA = re.compile(r"[ァ-ヶー]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A number in a heading. ``kind``: roman, circled, bracket, plain, or the word before it (リスク, 委託事項 …)."""

    kind: str
    values: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelled:
    """A heading squeezed to its letters; ``gaps`` holds what was dropped before the letter at a place."""

    chars: str
    gaps: Mapping[int, str]
    marks: tuple[Mark, ...]


@lru_cache(maxsize=8192)
def squeeze(text: str) -> str:
    """The letters of ``text`` alone, in the spelling that headings and labels are compared in."""
    return _letters(text)[0]


def spell(text: str) -> Spelled:
    """``text`` squeezed, with its numbers found."""
    chars, gaps = _letters(text)
    return Spelled(chars=chars, gaps=gaps, marks=tuple(_marks(chars, gaps)))


def _letters(text: str) -> tuple[str, dict[int, str]]:
    plain = _ASCII_ROMAN.sub(lambda m: _ASCII_TO_ROMAN[m[0]], nfkc(text))
    plain = _CIRCLED_RANGE.sub(_written_out, plain)
    letters: list[str] = []
    gaps: dict[int, str] = {}
    for char in plain:
        if char.isalnum() and char not in "ー〇":
            letters.append(char)
        elif char != "ー" or not (letters and _KATAKANA.match(letters[-1])):
            gaps[len(letters)] = gaps.get(len(letters), "") + char
    return _without_optional("".join(letters), gaps)


def _without_optional(chars: str, gaps: dict[int, str]) -> tuple[str, dict[int, str]]:
    """Drops the letters of ``_OPTIONAL`` and moves the gaps with them."""
    dropped = [m.start() for m in _OPTIONAL.finditer(chars)]
    if not dropped:
        return chars, gaps
    kept = "".join(c for i, c in enumerate(chars) if i not in set(dropped))
    moved: dict[int, str] = {}
    for place, gap in gaps.items():
        new = place - sum(d < place for d in dropped)
        moved[new] = moved.get(new, "") + gap
    return kept, moved


def _written_out(match: re.Match[str]) -> str:
    """``①～③`` → ``①、②、③``."""
    first, last = CIRCLED.index(match[1]), CIRCLED.index(match[2])
    return "、".join(CIRCLED[first : last + 1]) if first < last else match[0]


def _marks(chars: str, gaps: Mapping[int, str]) -> Iterator[Mark]:
    place = 0
    while place < len(chars):
        char = chars[place]
        end = place + 1
        if char in ROMAN:
            yield Mark(kind="roman", values=(ROMAN.index(char) + 1,), start=place, end=end)
        elif char in CIRCLED:
            value = CIRCLED.index(char) + 1
            if word := _word_before(chars, place):
                yield Mark(kind=word, values=(value,), start=place - len(word), end=end)
            yield Mark(kind="circled", values=(value,), start=place, end=end)
        elif char.isdecimal():
            while end < len(chars) and chars[end].isdecimal() and end not in gaps:
                end += 1
            yield from _digit_marks(chars, gaps, place, end)
        place = end


def _digit_marks(chars: str, gaps: Mapping[int, str], start: int, end: int) -> Iterator[Mark]:
    """The readings of one run of digits: with a word before it, in brackets, alone; also joined over a line wrap."""
    if (mark := _digit_mark(chars, gaps, start, end)) is not None:
        yield mark
    stop = end
    while stop < len(chars) and chars[stop].isdecimal() and not gaps.get(stop, "").strip("\n"):
        stop += 1
    if end < stop and (mark := _digit_mark(chars, gaps, start, stop)) is not None:
        yield mark


def _digit_mark(chars: str, gaps: Mapping[int, str], start: int, end: int) -> Mark | None:
    value = int(chars[start:end]) if end - start <= MAX_DIGITS else 0
    if not value:
        return None
    if word := _word_before(chars, start):
        values, stop = _more_numbers(chars, gaps, value, end) if word in GROUP_WORDS else ((value,), end)
        return Mark(kind=word, values=values, start=start - len(word), end=stop)
    before, after = gaps.get(start, "").strip("\n"), gaps.get(end, "").strip("\n")
    if before.endswith("(") and after.startswith(")"):
        return Mark(kind="bracket", values=(value,), start=start, end=end)
    stands_alone = start == 0 or start in gaps or chars[start - 1] in ROMAN + CIRCLED
    leads = chars[end : end + 1] in CIRCLED if end < len(chars) else False
    counted = end not in gaps and chars[end : end + 1] in _COUNTERS
    if (stands_alone and not counted) or leads or after.startswith("."):
        return Mark(kind="plain", values=(value,), start=start, end=end)
    return None


def _more_numbers(chars: str, gaps: Mapping[int, str], first: int, end: int) -> tuple[tuple[int, ...], int]:
    """``委託事項２、３`` and ``委託事項２～４`` name several groups: all numbers, and where the list ends."""
    values = [first]
    while (found := _LIST_NEXT.match(chars, end)) and _LIST.search(gaps.get(end, "") + chars[end : end + 1]):
        stop = found.start(1)
        while stop < found.end(1) and (stop == found.start(1) or stop not in gaps):
            stop += 1
        value = int(chars[found.start(1) : stop]) if stop - found.start(1) <= MAX_DIGITS else 0
        if not value:
            break
        through = bool(set("~〜") & set(gaps.get(end, ""))) or chars.startswith("から", end)
        values.extend(range(values[-1] + 1, value + 1) if through and value - values[-1] < 50 else (value,))
        end = stop
    return tuple(values), end


def _word_before(chars: str, place: int) -> str:
    return next((word for word in NUMBERED_WORDS if chars.endswith(word, 0, place)), "")
