"""A text as it read before a row of a change table was written into it: the row's 変更後 is looked for in the text and
its 変更前 put there.

A row may show the whole text, a part of it, or parts with （略） between them. Texts are matched as :mod:`notation`
folds them, whatever the line breaks. Where the text does not read quite as the row says, what the row changed
is taken out of the nearest passage; that is an estimate and said to be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import zip_longest

from piadiff.likeness import passage
from piadiff.notation import fold

NOT_THERE = "変更後の記載が本文にない"
SEVERAL = "本文の複数の場所に当てはまる"
SAYS_NOTHING = "変更前と変更後が同じ"
UNKNOWN_PLACE = "（略）の間のどこにあった記載か分からない"

_LEFT_OUT = re.compile(
    r"^[ 　\d０-９①-⑳（）()ア-ンａ-ｚa-z～~\-－―、，・.．:：第項号から]*"
    r"[（(]?(?:中|前|後|以下|以上|一部)?(?:略|省略)[）)]?[。．]?[ 　]*$"
    r"|^[ 　]*[・･…‥:：]{1,3}[ 　]*$",
    re.MULTILINE,
)
_LEFT_OUT_INSIDE = re.compile(r"[（(](?:中|前|後|以下|以上|一部)?(?:略|省略)[）)]")
_MARK = "\ue000"
_SENTENCE_ENDS = "。\n：:"
_CLOSING = re.compile(r"[。．\n]$")
_STARTS = re.compile(r"[ 　]*[・･●○■＜<【①-⑳]?[ 　]*")
_COMBINING = "ﾞﾟ\u3099\u309a"
# A passage less like the row's 変更後 than this is another text.
_ALIKE = 0.9
# A phrase up to this length may be a name that stands in several places.
_LONGEST_NAME = 30
# A line shorter than this may well stand in a text twice.
_SHORTEST_LINE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverted:
    """The text before the row; ``sure`` if the row fits it exactly and in one way only, ``whole`` if the row showed all
    of it; ``note`` says what an estimate rests on."""

    text: str
    sure: bool
    whole: bool = False
    note: str = ""


def revert(text: str, before: str, after: str) -> Reverted | str:
    """``text`` with ``after`` undone to ``before``; a reason (Japanese) if the row does not fit it.

    ``before`` or ``after`` may be empty: something was added to the text, or taken out of it.
    """
    if folded(before)[0] == folded(after)[0]:
        return SAYS_NOTHING
    if not folded(after)[0]:
        return _put_back(text, before)
    if folded(text)[0] == folded(after)[0]:
        return Reverted(text=_spliced(text, before, after, 0, len(folded(text)[0])), sure=True, whole=True)
    pairs = _pairs(before, after)
    if all(folded(old)[0] == folded(new)[0] for old, new in pairs) or any(not new.strip() for _, new in pairs):
        return UNKNOWN_PLACE
    exact = _exactly(text, pairs)
    return exact if exact is not None else _nearly(text, pairs)


def _put_back(text: str, before: str) -> Reverted:
    """What the row took out, where nothing says where it stood."""
    if not folded(text)[0]:
        return Reverted(text=before, sure=True, whole=True)
    if folded(before)[0] in folded(text)[0]:
        return Reverted(text=text, sure=False, note="削除した記載が本文に残っている")
    return Reverted(text=f"{text}\n{before}", sure=False, note="削除した記載の場所が分からないため、末尾に戻した")


def _marked(text: str) -> str:
    return _LEFT_OUT_INSIDE.sub(_MARK, _LEFT_OUT.sub(_MARK, text))


def _pairs(before: str, after: str) -> list[tuple[str, str]]:
    """What the row shows between its marks of omission, each passage after the change with the one before it: by
    position where both sides have as many marks, else by what is alike. Either may be empty."""
    olds, news = ([part.strip("\n") for part in _marked(side).split(_MARK)] for side in (before, after))
    if len(olds) == len(news):
        return [(old, new) for old, new in zip(olds, news, strict=True) if old.strip() or new.strip()]
    olds, news = ([part for part in side if part.strip()] for side in (olds, news))
    was, now = ([folded(part)[0] for part in side] for side in (olds, news))
    pairs: list[tuple[str, str]] = []
    for tag, i, j, m, n in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "replace" and j - i != n - m:
            return [("", "")]
        pairs += zip_longest(olds[i:j], news[m:n], fillvalue="")
    return pairs


def _exactly(text: str, pairs: Sequence[tuple[str, str]]) -> Reverted | str | None:
    """Every segment replaced where it stands to the letter; None where one does not stand in the text."""
    sure, note, at = True, "", 0
    for old, new in pairs:
        body, want = folded(text)[0], folded(new)[0]
        if not want:
            return UNKNOWN_PLACE
        found = [place for place in _occurrences(body, want) if place >= at]
        if not found:
            return None
        if len(found) > 1 and len(pairs) == 1:
            found = _standing_alone(text, want, found) or found
        if len(found) > 1 and len(pairs) == 1:
            return _everywhere(text, old, new, found)
        if len(found) > 1 and folded(old)[0] != want:
            sure, note = False, "当てはまる場所が複数あり、最初の場所とした"
        if not _is_passage(text, want, found[0]):
            sure, note = False, note or "文の途中の語句に当てはめた"
        if any(fold(line) in body for line in _lines_gone(old, new)):
            sure, note = False, note or "変更前の記載が本文に残っている"
        text, at = _spliced(text, old, new, found[0], found[0] + len(want)), found[0] + len(folded(old)[0])
    return Reverted(text=text, sure=sure, note=note)


def _lines_gone(old: str, new: str) -> list[str]:
    """The lines that the row took out, those too short to tell from others left aside."""
    kept = fold(new)
    return [line for line in old.split("\n") if len(fold(line)) >= _SHORTEST_LINE and fold(line) not in kept]


def _everywhere(text: str, old: str, new: str, found: Sequence[int]) -> Reverted | str:
    """A name that stands in several places was renamed in all of them; of a passage nobody knows which is meant."""
    want = folded(new)[0]
    if not old.strip() or len(want) > _LONGEST_NAME or _CLOSING.search(new.strip()):
        return SEVERAL
    for place in reversed(found):
        text = _spliced(text, old, new, place, place + len(want))
    return Reverted(text=text, sure=False, note=f"{len(found)}箇所すべてを戻した")


def _nearly(text: str, pairs: Sequence[tuple[str, str]]) -> Reverted | str:
    """Every segment undone in the passage most like it; a reason if one has none."""
    for old, new in pairs:
        want = folded(new)[0]
        if folded(old)[0] == want:
            continue
        if not want:
            return UNKNOWN_PLACE
        found = passage(want, folded(text)[0], _ALIKE)
        if found is None:
            return NOT_THERE
        text = _merged(text, old, new, *found)
    return Reverted(text=text, sure=False, note="本文と少し違う変更後の記載を当てはめた")


def slight_differences(text: str, before: str, after: str) -> tuple[tuple[str, str], ...]:
    """The passages of a row's ``after`` that ``text`` has nearly but not quite: as the row has them, as the text does.

    Empty where it has all of them to the letter, or one of them not at all.
    """
    found = []
    for _, new in _pairs(before, after):
        want, body = folded(new)[0], folded(text)[0]
        if not want or want in body:
            continue
        place = passage(want, body, _ALIKE)
        if place is None:
            return ()
        found.append((new, "\n".join(_lines_at(text, *place))))
    return tuple(found)


def _merged(text: str, old: str, new: str, start: int, end: int) -> str:
    """What the row changed undone in the passage at ``start`` to ``end`` of the folded text, what else differs there
    left as it is; the whole passage replaced where the two meet."""
    body, there = folded(new)[0], folded(text)[0][start:end]
    where = {
        block.a + step: start + block.b + step
        for block in SequenceMatcher(None, body, there, autojunk=False).get_matching_blocks()
        for step in range(block.size)
    }
    edits = []
    for _, i, j, m, n in _edits(body, folded(old)[0]):
        kept = [where.get(position) for position in range(i, j)]
        left = where.get(i - 1, start - 1 if i == 0 else None)
        right = where.get(j, end if j == len(body) else None)
        if left is None or right is None or right - left - 1 != j - i or None in kept:
            return _replaced(text, start, end, old)
        edits.append((left + 1, right, _source(old, m, n)))
    for first, last, words in reversed(edits):
        text = _replaced(text, first, last, words)
    return text


def _spliced(text: str, old: str, new: str, start: int, end: int) -> str:
    """``old`` for ``new``, which stands at ``start`` to ``end`` of the folded text; what both share is left as it is,
    with the line breaks of the text, unless the lines of the row are those of the text."""
    whole = "\n".join(_lines_at(text, start, end))
    if not folded(old)[0] or [fold(line) for line in whole.split("\n")] == [fold(line) for line in new.split("\n")]:
        return _replaced(text, start, end, old)
    for _, i, j, m, n in reversed(_edits(folded(new)[0], folded(old)[0])):
        text = _replaced(text, start + i, start + j, _source(old, m, n))
    return text


def _edits(one: str, other: str) -> list[tuple[str, int, int, int, int]]:
    return [code for code in SequenceMatcher(None, one, other, autojunk=False).get_opcodes() if code[0] != "equal"]


def _lines_at(text: str, start: int, end: int) -> list[str]:
    places = folded(text)[1]
    return text[places[start] : places[end - 1] + 1].split("\n") if end > start else []


def _source(text: str, start: int, end: int) -> str:
    """The characters of ``text``, as published, that make up its folded ones from ``start`` to ``end``."""
    places = folded(text)[1]
    if end <= start:
        return ""
    first = places[start]
    while start and first and text[first - 1] == "\n":  # a break before the words came with them
        first -= 1
    return text[first : places[end] if end < len(places) else len(text)].rstrip(" 　")


def _replaced(text: str, start: int, end: int, words: str) -> str:
    """``words`` in place of the folded characters from ``start`` to ``end``; lines that are emptied are taken away."""
    places = folded(text)[1]
    first = places[start] if start < len(places) else len(text)
    last = places[end] if end < len(places) else len(text)
    if end > start:
        last = places[end - 1] + 1
        if last < len(text) and text[last] in _COMBINING and last not in places:
            last += 1
    head, tail = text[:first], text[last:]
    if not words.strip():
        bare = head.rstrip(" 　")
        if (not bare or bare.endswith("\n")) and (not tail.strip(" 　") or tail.lstrip(" 　").startswith("\n")):
            return (bare.removesuffix("\n") + tail.lstrip(" 　")) if bare else tail.lstrip(" 　").removeprefix("\n")
    if head.endswith("\n") or not head:
        words = words.lstrip("\n")
    if tail.startswith("\n") or not tail:
        words = words.rstrip("\n")
    return head + words + tail


def _occurrences(body: str, want: str) -> Iterator[int]:
    at = body.find(want)
    while at >= 0:
        yield at
        at = body.find(want, at + len(want))


def _standing_alone(text: str, want: str, found: Sequence[int]) -> list[int]:
    """Of several places those where the words are a passage of their own, if it is one."""
    alone = [place for place in found if _is_passage(text, want, place)]
    return alone if len(alone) == 1 else []


def _is_passage(text: str, want: str, start: int) -> bool:
    """Whether the words begin where a line or sentence begins, and end where one ends."""
    places = folded(text)[1]
    first, last = places[start], places[start + len(want) - 1] + 1
    head, tail = text[:first], text[last:].lstrip(" 　")
    line = head.rpartition("\n")[2]
    begins = bool(_STARTS.fullmatch(line)) or head.rstrip(" 　")[-1:] in _SENTENCE_ENDS
    return begins and (not tail or tail[0] == "\n" or tail[0] == "。" or want[-1] in "。:)>")


@lru_cache(maxsize=1024)
def folded(text: str) -> tuple[str, tuple[int, ...]]:
    """The text folded, and for each folded character the position in ``text`` of what it came from."""
    out: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        piece = fold(text[at:end])
        if end < len(text) and text[end] in _COMBINING and len(both := fold(text[at : end + 1])) == 1:
            piece, end = both, end + 1  # ﾊ and ﾞ are one letter
        out.append(piece)
        places += [at] * len(piece)
        at = end
    return "".join(out), tuple(places)
