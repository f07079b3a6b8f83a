"""Which words of a text changed: the marked words of ``diff``, ``report`` and 新旧対照表.

Paragraphs are matched first (``passages``), then the words of paragraphs that differ (``tokens``). Words that say the
same in another notation are told apart from changes, lists of numbers are compared by their members, and a paragraph
that moved is known as moved. What remains the same between two changes but is too short to help is joined to them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal, NamedTuple

from piadiff.notation import meaning
from piadiff.paragraphs import paragraphs
from piadiff.passages import Matching, anchored, match
from piadiff.pieces import (
    REWRITTEN,
    Note,
    Piece,
    inside_kanji,
    is_rewritten,
    merged,
    notation,
    weight,
    with_brackets,
    without_islands,
)
from piadiff.tokens import cut, cut_with_lists, members

SpanKind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of text that stayed, was removed or was added; ``note`` tells what is removed and added but no change."""

    kind: SpanKind
    text: str
    note: Note = ""


class _Word(NamedTuple):
    text: str
    key: str
    is_list: bool = False


# Above this many possible matches two texts are not aligned word by word any more (hostile or useless input).
_MOST_MATCHES = 50_000
# Stretches of so few characters are looked through one by one.
_A_LOOK = 8
# Stretches of fewer words are always aligned.
_SHORT = 8
# A list of numbers stands for itself when words are aligned, whatever its members are.
_ANY_LIST = "\0list"
# Signs that are a word of their own wherever they stand (``tokens``).
_SIGNS = "、。「」()\n"
_ALONE = frozenset(f"{_SIGNS}を")
_KANA_ALL = frozenset(map(chr, range(ord("ぁ"), ord("ゟ"))))
_KANA = _KANA_ALL - {"の"}
# Behind these a word begins, whatever stands before them: signs, and kana (but の: 第3条の2) where no kana follow.
_CLOSED = re.compile(rf"[{_SIGNS}]|[ぁ-ねは-ゞ](?![ぁ-ゞ])")
_SENTENCE = re.compile(r"[^。]*。|[^。]+")


def compare(before: str, after: str) -> tuple[Span, ...]:
    """The changed and unchanged pieces of two texts, in reading order, a removed piece before the added one (but after
    whole paragraphs that came before its own).

    Law: the same and removed pieces joined give ``before``, the same and added ones ``after``. No piece is empty and
    no two neighbours are of one kind and note. Two empty texts give ().
    """
    if before == after:
        return (Span(kind="same", text=before),) if before else ()
    old, new = paragraphs(before, after)
    matching = match([meaning(text) for text in old], [meaning(text) for text in new])
    return tuple(_spans(merged(_walk(old, new, matching))))


def is_change(span: Span) -> bool:
    """Whether a span is removed or added and more than another notation or another place in a list of numbers."""
    return span.kind != "same" and span.note not in ("notation", "order")


def changed_words(
    before: str, after: str, ends: tuple[int, int] | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of either text, in order, without what both begin and end with. Much cheaper than :func:`compare`.

    ``ends`` are the :func:`same_ends` of the texts, if they are known.
    """
    if before == after:
        return (), ()
    head, tail = ends or same_ends(before, after)
    start, left = _begin(before, head), _left_out(before, tail)
    old, new = cut(before, start, len(before) - left), cut(after, start, len(after) - left)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    return tuple(old[head : len(old) - tail]), tuple(new[head : len(new) - tail])


def _begin(text: str, shared: int) -> int:
    """The last place in the ``shared`` beginning of a text at which a word begins whatever follows: behind a sign that
    is a word of its own, or behind kana (but の, which stands in 第3条の2) where no kana follow."""
    if not shared or text[shared - 1] in _ALONE:
        return shared
    for at in range(shared - 1, 0, -1):
        last = text[at - 1]
        if last in _ALONE or (last in _KANA and text[at] not in _KANA_ALL):
            return at
    return 0


def _left_out(text: str, shared: int) -> int:
    """How much of the ``shared`` end of a text stands behind the first place in it at which a word begins whatever
    stands before: from there on the words are the same."""
    closed = _CLOSED.search(text, len(text) - shared)
    return len(text) - closed.end() if closed else 0


def clauses(before: str, after: str, ends: tuple[int, int]) -> tuple[str, str]:
    """Two texts without what both begin or end with, from one sign that is no part of a word to another; ``ends`` are
    their :func:`same_ends`."""
    head, tail = ends
    while head and before[head - 1] not in _ALONE:
        head -= 1
    while tail and before[-tail] not in _ALONE:
        tail -= 1
    return before[head : len(before) - tail], after[head : len(after) - tail]


def exchanged(
    before: str, after: str, words: tuple[Sequence[str], Sequence[str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The passages that went and those that came, as :func:`compare` shows them; ``words`` are the
    :func:`changed_words` of the two texts. Words that have little in common are one passage and need no comparison."""
    if not (words[0] and words[1]):
        old, new = map("".join, words)
        return (old,) if old else (), (new,) if new else ()
    if _are_one_passage(*words):
        old, new = map("".join, words)
        pieces: Iterable[Piece] = inside_kanji((old, new, ""))
        pairs = [(was, now) for was, now, _ in pieces if was != now]
        return tuple(was for was, _ in pairs if was), tuple(now for _, now in pairs if now)
    spans = compare(before, after)
    return (
        tuple(span.text for span in spans if span.kind == "removed"),
        tuple(span.text for span in spans if span.kind == "added"),
    )


def replaced(words: tuple[Sequence[str], Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The passages that gave way to others, as (removed, added), as :func:`compare` shows them; ``words`` are the
    :func:`changed_words` of two texts. Words that have little in common are one passage."""
    old, new = map("".join, words)
    if _are_one_passage(*words):
        yield old, new
        return
    removed = ""
    for span in compare(old, new):
        if span.kind == "added" and removed:
            yield removed, span.text
        removed = span.text if span.kind == "removed" else ""


def _are_one_passage(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether changed words have so little in common that they need no comparison."""
    return set(old).isdisjoint(new) or _share_little(old, new)


def _walk(old: Sequence[str], new: Sequence[str], matching: Matching) -> Iterator[Piece]:
    """The pieces of two texts by their paragraphs: matched ones word by word, the others as they come."""
    came_from = {m: i for i, m in matching.moved.items()}
    for (i, m), (j, n) in pairwise([(-1, -1), *matching.pairs, (len(old), len(new))]):
        gone, come = range(i + 1, j), range(m + 1, n)
        if len(gone) == len(come) and not any(map(matching.moved.get, gone)) and not any(map(came_from.get, come)):
            for a, b in zip(gone, come, strict=True):
                yield from _passage(old[a], new[b])
        else:
            for a in gone:
                yield from _gone(old[a], new[matching.moved[a]] if a in matching.moved else None)
            for b in come:
                yield from _come(old[came_from[b]] if b in came_from else None, new[b])
        if j < len(old):
            yield from _passage(old[j], new[n])


def _gone(before: str, after: str | None) -> Iterator[Piece]:
    """A paragraph that is not here any more; if it moved (``after``), what stands there too is noted as moved."""
    for old, new, note in _passage(before, after or ""):
        here: Note = "moved" if old == new or note else ""
        yield old, "", here


def _come(before: str | None, after: str) -> Iterator[Piece]:
    """A paragraph that was not here before, in the same way."""
    for old, new, note in _passage(before or "", after):
        here: Note = "moved" if old == new or note else ""
        yield "", new, here


# Words of one passage -------------------------------------------------------------------------------------------------


def _passage(before: str, after: str) -> list[Piece]:
    """The pieces of two passages that are one and the same, before and after."""
    if before == after or not set(before.rstrip("\n")) & set(after):
        return [(before, after, "")]
    old, new = _words(before), _words(after)
    if _matches([word.key for word in old], [word.key for word in new]) > _MOST_MATCHES:
        return _by_sentence(before, after)
    pieces = with_brackets(without_islands(merged(_aligned(old, new))))
    if is_rewritten(before, after, pieces):
        return [(before, after, "")]
    return [part for piece in pieces for part in inside_kanji(piece)]


def _words(text: str) -> list[_Word]:
    """The words of a passage with what they say.

    Line breaks inside are no breaks of what is said (``paragraphs``): a word may go across one.
    """
    words: list[_Word] = []
    body = text.rstrip("\n")
    if "\n" not in body:
        words = [
            _Word(word, _ANY_LIST if is_list else meaning(word), is_list) for word, is_list in cut_with_lists(body)
        ]
        return words + [_Word(character, "") for character in text[len(body) :]]
    at = 0
    for token, is_list in cut_with_lists(body.replace("\n", "")):
        start = _beyond(body, at)
        words += [_Word(character, "") for character in body[at:start]]
        at = start + len(token)
        while body[start:at].replace("\n", "") != token:
            at += 1
        key = _ANY_LIST if is_list else meaning(token)
        words.append(_Word(body[start:at], key, is_list))
    return words + [_Word(character, "") for character in text[at:]]


def _beyond(text: str, at: int) -> int:
    """Where the line breaks that stand at a place are over."""
    while text.startswith("\n", at):
        at += 1
    return at


def _aligned(old: Sequence[_Word], new: Sequence[_Word]) -> Iterator[Piece]:
    """The pieces of two passages, word by word."""
    was, now = ([word.key for word in words] for words in (old, new))
    head = _common(was, now)
    tail = _common(was[head:][::-1], now[head:][::-1])
    yield from _same_meaning(old[:head], new[:head])
    i, j, m, n = head, len(old) - tail, head, len(new) - tail
    if _share_little(was[i:j], now[m:n]):
        yield "".join(word.text for word in old[i:j]), "".join(word.text for word in new[m:n]), ""
        yield from _same_meaning(old[j:], new[n:])
        return
    matcher = SequenceMatcher(None, was[i:j], now[m:n], autojunk=False)
    for operation, a, b, c, d in matcher.get_opcodes():
        gone, come = old[i + a : i + b], new[m + c : m + d]
        yield from _same_meaning(gone, come) if operation == "equal" else _replaced(gone, come)
    yield from _same_meaning(old[j:], new[n:])


def _share_little(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether two stretches of words, however they are aligned, say too little in common for marks within them."""
    if min(len(old), len(new)) < _SHORT or _ANY_LIST in old or _ANY_LIST in new:
        return False
    was, now = Counter(old), Counter(new)
    common = sum(weight(word) * min(was[word], now[word]) for word in was.keys() & now.keys())
    return common < REWRITTEN * min(weight("".join(side)) for side in (old, new))


def _same_meaning(old: Sequence[_Word], new: Sequence[_Word]) -> Iterator[Piece]:
    """Words of the same keys in turn: the same, the same in another notation, or two lists of numbers."""
    if old == new:
        text = "".join(word.text for word in old)
        yield text, text, ""
        return
    for was, now in zip(old, new, strict=True):
        if was.text == now.text:
            yield was.text, now.text, ""
        elif was.is_list:
            yield from _lists(was.text, now.text)
        else:
            yield was.text, now.text, "notation"


def _replaced(old: Sequence[_Word], new: Sequence[_Word]) -> Iterator[Piece]:
    """A change without the words that both sides begin or end with (common words do not align by themselves)."""
    was, now = ([word.key for word in words] for words in (old, new))
    head = _common(was, now)
    tail = _common(was[head:][::-1], now[head:][::-1])
    i, j, m, n = head, len(old) - tail, head, len(new) - tail
    yield from _same_meaning(old[:i], new[:m])
    yield "".join(word.text for word in old[i:j]), "".join(word.text for word in new[m:n]), ""
    yield from _same_meaning(old[j:], new[n:])


def _lists(before: str, after: str) -> Iterator[Piece]:
    """Two lists of numbers by their members: which joined and which left; one in another place is no change."""
    old, new = members(before), members(after)
    was, now = ([meaning(number) for _, number in side] for side in (old, new))
    stayed = set((Counter(was) & Counter(now)).elements())
    for (i, m), (j, n) in pairwise([(-1, -1), *anchored(was, now), (len(old), len(new))]):
        for k in range(i + 1, j):
            yield "".join(old[k]), "", "order" if was[k] in stayed else ""
        for k in range(m + 1, n):
            yield "", "".join(new[k]), "order" if now[k] in stayed else ""
        if j < len(old):
            (gap, number), (gap_now, number_now) = old[j], new[n]
            yield gap, gap_now, "order" if bool(gap) != bool(gap_now) else notation(gap, gap_now)
            yield number, number_now, notation(number, number_now)


def _by_sentence(before: str, after: str) -> list[Piece]:
    """A passage of which the words cannot be aligned, by its sentences; whole where it is one sentence."""
    old, new = _SENTENCE.findall(before), _SENTENCE.findall(after)
    if min(len(old), len(new)) < 2:
        return [(before, after, "")]
    return list(_walk(old, new, match([meaning(text) for text in old], [meaning(text) for text in new])))


def _spans(pieces: Iterable[Piece]) -> Iterator[Span]:
    """The pieces as spans."""
    for old, new, note in pieces:
        if old == new:
            yield Span(kind="same", text=old)
            continue
        if old:
            yield Span(kind="removed", text=old, note=note)
        if new:
            yield Span(kind="added", text=new, note=note)


# Sequences ------------------------------------------------------------------------------------------------------------


def same_ends(before: str, after: str) -> tuple[int, int]:
    """How many characters two texts share at the beginning and, of what is left, at the end."""
    shortest = min(len(before), len(after))
    head = _shared(before, after, shortest)
    rest = shortest - head
    return head, _shared(before[: -rest - 1 : -1], after[: -rest - 1 : -1], rest) if rest else 0


def _shared(one: str, other: str, length: int) -> int:
    """How many of the first ``length`` characters two texts have in common at the beginning."""
    low, high = 0, length
    while high - low > _A_LOOK:
        middle = (low + high) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle)
    while low < high and one[low] == other[low]:
        low += 1
    return low


def _matches(old: Sequence[str], new: Sequence[str]) -> int:
    """How many pairs of equal words there are to choose from between equal ends: the work of aligning."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    counts = Counter(new[head : len(new) - tail])
    middle = Counter(old[head : len(old) - tail])
    return sum(many * counts[word] for word, many in middle.items())


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many elements two sequences have in common at their beginning."""
    many = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        many += 1
    return many
