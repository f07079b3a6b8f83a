"""Which words of a text changed: the marked words of ``diff``, ``report`` and 新旧対照表.

The text is cut where a reader sees words: runs of kanji, katakana, hiragana or letters, whole numbers, dates, and
article numbers such as 第19条第7号. Lines are aligned first, then the words of lines that differ. What remains the same
between two changes but is too short to help the reader is joined to them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

SpanKind = Literal["same", "removed", "added"]
_Section = tuple[str, str, str]  # what was removed, what was added, and what follows unchanged
_Runs = tuple[Sequence[str], Sequence[str], Sequence[str]]  # the same before its words are joined

_N = r"[0-9０-９一二三四五六七八九十百千]+"
_D = r"[0-9０-９]"
_ARTICLE = rf"第{_N}(?:条|項|号|章|節|表)(?:の{_N})*"
_TABLE = rf"別表(?:第{_N})?"
_ERA = rf"(?:令和|平成|昭和)(?={_D}|元)"
_JOINER = r"及び|又は|並びに|若しくは"
_KANJI = r"[一-鿿㐀-䶿豈-﫿々〆\U00020000-\U0003FFFF]"
_STRONG = "|".join(
    (
        rf"(?:{_ARTICLE})+",
        _TABLE,
        rf"(?:令和|平成|昭和)?(?:{_D}{{1,4}}|元)年(?:{_D}{{1,2}}月(?:{_D}{{1,2}}日)?)?",
        rf"{_D}{{1,2}}月{_D}{{1,2}}日",
        rf"(?:[RHSＲＨＳ]|{_D}{{2}})?{_D}{{1,2}}(?:[./．／-]{_D}{{1,2}}){{2}}(?!{_D})",
        rf"{_D}+(?:[,，.．]{_D}+)*[千万億]?",
        r"[A-Za-zＡ-Ｚａ-ｚ][A-Za-zＡ-Ｚａ-ｚ0-9０-９]*(?:[-_.－＿][A-Za-zＡ-Ｚａ-ｚ0-9０-９]+)*",
        r"[ァ-ヺーヽヾｦ-ﾟ]+",
        rf"(?:(?![第別令平昭及又並若]){_KANJI}|(?!{_ARTICLE}|{_TABLE}|{_ERA}|{_JOINER})[第別令平昭及又並若])+",
    )
)
_TOKEN = re.compile(
    rf"(?P<weak>{_JOINER}|[ぁ-ゖゝゞ]+|[^\S\n]+|[、。・（）「」\n①-⑳])|{_STRONG}|(?P<other>.)", re.DOTALL
)
_FAINT = re.compile(r"\W+|[ぁ-ゖゝゞ]+")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")

# Above this many possible matches two texts are not aligned word by word any more (hostile or useless input).
_MOST_MATCHES = 50_000
# An island of unchanged text of up to _SPECK characters is always joined to the changes around it, one of up to
# _ISLAND characters where it is shorter than the changes on both sides.
_SPECK = 1
_ISLAND = 8
# A passage of which less than this part stayed is shown as rewritten.
_REWRITTEN = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of text that stayed, was removed or was added."""

    kind: SpanKind
    text: str


def compare(before: str, after: str) -> tuple[Span, ...]:
    """The changed and unchanged pieces of two texts, in reading order, a removed piece before the added one.

    Law: the same and removed pieces joined give ``before``, the same and added ones ``after``. No piece is empty and
    no two neighbours are of one kind. Two empty texts give ().
    """
    old, new = _LINE.findall(before), _LINE.findall(after)
    sections: list[_Section] = []
    for was, now, stayed in _aligned(old, new, {line for line in new if not line.strip()}):
        sections += _passage("".join(was), "".join(now))
        sections.append(("", "", "".join(stayed)))
    kinds: tuple[SpanKind, ...] = ("removed", "added", "same")
    return tuple(
        Span(kind=kind, text=text)
        for section in _joined(sections)
        for kind, text in zip(kinds, section, strict=True)
        if text
    )


def changed_words(before: str, after: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of either text, in order, without what both begin and end with. Much cheaper than :func:`compare`."""
    if before == after:
        return (), ()
    head, tail = _same_ends(before, after)
    old, new = (_tokens(text[head : len(text) - tail])[0] for text in (before, after))
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    return tuple(old[head : len(old) - tail]), tuple(new[head : len(new) - tail])


def _passage(before: str, after: str) -> list[_Section]:
    """The words that changed between two passages of which every line changed."""
    if not before or not after:
        return [(before, after, "")]
    head, tail = _same_ends(before, after)
    old, weak = _tokens(before[head : len(before) - tail])
    new, weak_too = _tokens(after[head : len(after) - tail])
    runs = _aligned(old, new, weak | weak_too)
    middle = [("".join(was), "".join(now), "".join(same)) for was, now, same in runs]
    ends = before[:head], before[len(before) - tail :]
    sections = _without_islands(_joined([("", "", ends[0]), *middle, ("", "", ends[1])]))
    return [(before, after, "")] if _is_rewritten(before, after, sections) else sections


def _same_ends(before: str, after: str) -> tuple[int, int]:
    """How many characters two texts share at the beginning and the end, cut where surely no word is: at 、 or 。."""
    shortest = min(len(before), len(after))
    head = _shared(before[:shortest], after[:shortest])
    head = max(before.rfind("、", 0, head), before.rfind("。", 0, head)) + 1
    rest = shortest - head
    tail = _shared(before[len(before) - rest :][::-1], after[len(after) - rest :][::-1])
    ends = (before.find(mark, len(before) - tail) for mark in "、。")
    return head, max((len(before) - end for end in ends if end >= 0), default=0)


def _shared(one: str, other: str) -> int:
    """How many characters two texts of one length have in common at the beginning."""
    if one == other:
        return len(one)
    low, high = 0, len(one)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle)
    return low


def _is_rewritten(before: str, after: str, sections: Sequence[_Section]) -> bool:
    """Whether so little of what the texts say stayed between many changes that marked words would only confuse."""
    stayed = [same for _, _, same in sections]
    if sum(bool(removed or added) for removed, added, _ in sections) < 2:
        return False
    if 2 * sum(map(len, stayed)) > max(len(before), len(after)):
        return False
    return sum(map(_weight, stayed)) < _REWRITTEN * min(_weight(before), _weight(after))


def _tokens(text: str) -> tuple[list[str], set[str]]:
    """The words of a text, and those that are too common to align by (kana, punctuation, spaces)."""
    tokens: list[str] = []
    weak: set[str] = set()
    for match in _TOKEN.finditer(text):
        tokens.append(match.group())
        if match.lastgroup:
            weak.add(match.group())
    return tokens, weak


def _weight(text: str) -> int:
    """How much a text says: its characters without kana, punctuation and spaces."""
    return len(_FAINT.sub("", text))


def _aligned(old: Sequence[str], new: Sequence[str], weak: set[str]) -> Iterator[_Runs]:
    """What was removed and added between two sequences, each change with the unchanged run that follows it."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    yield (), (), old[:head]
    was, now = old[head : len(old) - tail], new[head : len(new) - tail]
    if was and now and _matches(was, now, weak) <= _MOST_MATCHES:
        matcher = SequenceMatcher(weak.__contains__, was, now, autojunk=False)
        for operation, i, j, m, n in matcher.get_opcodes():
            if operation == "equal":
                yield (), (), was[i:j]
            else:
                yield from _trimmed(was[i:j], now[m:n])
    else:
        yield was, now, ()
    yield (), (), old[len(old) - tail :]


def _trimmed(was: Sequence[str], now: Sequence[str]) -> Iterator[_Runs]:
    """A change without the words that both sides begin or end with; line by line where both have as many lines."""
    old, new = _by_line(was), _by_line(now)
    if len(old) != len(new):
        old, new = [was], [now]
    for number, (one, other) in enumerate(zip(old, new, strict=True)):
        if number:
            yield (), (), ("\n",)
        head = _common(one, other)
        tail = _common(one[head:][::-1], other[head:][::-1])
        yield (), (), one[:head]
        yield one[head : len(one) - tail], other[head : len(other) - tail], one[len(one) - tail :]


def _by_line(words: Sequence[str]) -> list[Sequence[str]]:
    """The words of every line, without the line breaks."""
    breaks = [-1, *(n for n, word in enumerate(words) if word == "\n"), len(words)]
    return [words[start + 1 : end] for start, end in pairwise(breaks)]


def _matches(old: Sequence[str], new: Sequence[str], weak: set[str]) -> int:
    """How many pairs of equal words there are to choose from: the work of aligning."""
    counts = Counter(new)
    return sum(many * counts[token] for token, many in Counter(old).items() if token not in weak)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many elements two sequences have in common at their beginning."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _joined(sections: Iterable[_Section]) -> list[_Section]:
    """The same changes with as few sections as possible: only the first may lack a change, only the last a same."""
    joined: list[_Section] = []
    for removed, added, same in sections:
        if joined and not (removed or added):
            joined[-1] = (joined[-1][0], joined[-1][1], joined[-1][2] + same)
        elif joined and not joined[-1][2]:
            joined[-1] = (joined[-1][0] + removed, joined[-1][1] + added, same)
        else:
            joined.append((removed, added, same))
    return joined


def _without_islands(sections: list[_Section]) -> list[_Section]:
    """Short unchanged pieces between two changes joined to them, so that no scattered characters remain."""
    kept: list[_Section] = []
    for section in sections:
        while kept and _is_island(kept[-1], section):
            was, now, same = kept.pop()
            section = (was + same + section[0], now + same + section[1], section[2])
        kept.append(section)
    return kept


def _is_island(left: _Section, right: _Section) -> bool:
    """Whether the unchanged text between two changes is too short to help a reader."""
    if not (left[0] or left[1]) or "\n" in left[2]:
        return False
    size = len(left[2])
    around = min(max(len(side[0]), len(side[1])) for side in (left, right))
    return size <= _SPECK or (size <= _ISLAND and size < around)
