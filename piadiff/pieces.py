"""A comparison of two texts as pieces, and what makes it readable: neighbours joined, short islands given up.

A piece is (before, after, note); where both are equal the text stayed. Law: all befores joined are the old text, all
afters the new one, whatever is done here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal

from piadiff.notation import meaning

# Why a removed or added piece is no change of what the text says: it says the same in another notation, is a number
# that has another place in its list (order), or stands elsewhere in the text (moved).
Note = Literal["", "notation", "order", "moved"]
Piece = tuple[str, str, Note]

# An island of unchanged text of up to _SPECK characters is always joined to the changes around it, one of up to
# _ISLAND characters where it is shorter than the changes on both sides.
_SPECK = 1
_ISLAND = 8
# A passage of which less than this part stayed is shown as rewritten.
REWRITTEN = 0.25
_FAINT = re.compile(r"\W+|[ぁ-ゖゝゞ]+")
_BRACKETS = {"）": "（", ")": "(", "」": "「", "』": "『", "】": "【", "＞": "＜", "]": "[", "］": "［"}
_KANJI_ONLY = re.compile(r"[一-鿿々]*")


def merged(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces with neighbours of one sort joined; a change that is one of notation only is noted as such."""
    merged: list[list[str]] = []
    sorts: list[tuple[bool, Note]] = []
    for old, new, note in pieces:
        if not (old or new):
            continue
        sort = (old == new, note)
        if sorts and sorts[-1] == sort and not _begins_paragraph(merged[-1], old, new):
            merged[-1][0] += old
            merged[-1][1] += new
        else:
            merged.append([old, new])
            sorts.append(sort)
    return _with_breaks(
        [(old, new, note or notation(old, new)) for (old, new), (_, note) in zip(merged, sorts, strict=True)]
    )


def _begins_paragraph(before: Sequence[str], old: str, new: str) -> bool:
    """Whether a change of the first words of a paragraph follows paragraphs that came: these stand by themselves."""
    return before[1].endswith("\n") and old != new and bool(old and new) and not (old + new).endswith("\n")


def _with_breaks(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with a line break or space that came or went alone joined to what came or went after it."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else ("", "", "")
        alone = last[2] == "notation" and not (last[0] + last[1]).strip()
        if alone and piece[2] in ("", "moved") and not (last[0] + piece[0] and last[1] + piece[1]):
            joined[-1] = last[0] + piece[0], last[1] + piece[1], piece[2]
        else:
            joined.append(piece)
    return joined


def notation(old: str, new: str) -> Note:
    """The note on two texts of one meaning."""
    return "notation" if old != new and meaning(old) == meaning(new) else ""


def without_islands(pieces: list[Piece]) -> list[Piece]:
    """Short unchanged pieces between two changes joined to them, so that no scattered characters remain."""
    kept: list[Piece] = []
    changes: list[int] = []  # where in ``kept`` the changes stand
    for piece in pieces:
        if is_change(piece):
            while changes and _is_island(kept[changes[-1]], kept[changes[-1] + 1 :], piece):
                joined = [*kept[changes.pop() :], piece]
                del kept[len(kept) - len(joined) + 1 :]
                piece = "".join(old for old, _, _ in joined), "".join(new for _, new, _ in joined), ""
            changes.append(len(kept))
        kept.append(piece)
    return kept


def is_change(piece: Piece) -> bool:
    """Whether a piece is neither the same nor only noted."""
    return piece[0] != piece[1] and not piece[2]


def _is_island(left: Piece, between: Sequence[Piece], right: Piece) -> bool:
    """Whether the unchanged text between two changes is too short to help a reader."""
    if any(note == "order" for _, _, note in between):
        return False
    size = sum(len(new) for _, new, _ in between)
    around = min(max(len(side[0]), len(side[1])) for side in (left, right))
    return size <= _SPECK or (size <= _ISLAND and size < around)


def with_brackets(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with a closing bracket taken into the change that holds its opening one: （保存） not （保存."""
    closed: list[Piece] = []
    for piece in pieces:
        old, new, note = piece
        if closed and old == new and is_change(closed[-1]) and _is_open(closed[-1], old):
            was, now, _ = closed[-1]
            closed[-1] = was + old[0], now + old[0], ""
            piece = old[1:], new[1:], note
        closed.append(piece)
    return [piece for piece in closed if piece[0] or piece[1]]


def _is_open(change: Piece, following: str) -> bool:
    """Whether both sides of a change have an opening bracket for the closing one that follows."""
    opening = _BRACKETS.get(following[0])
    return opening is not None and all(side.count(opening) > side.count(following[0]) for side in change[:2])


def is_rewritten(before: str, after: str, pieces: Sequence[Piece]) -> bool:
    """Whether so little of what the texts say stayed between many changes that marked words would only confuse."""
    if sum(map(is_change, pieces)) < 2:
        return False
    stayed = [new for old, new, note in pieces if old == new or note]
    if 2 * sum(map(len, stayed)) > max(len(before), len(after)):
        return False
    return sum(map(weight, stayed)) < REWRITTEN * min(weight(before), weight(after))


@lru_cache(maxsize=8192)
def weight(text: str) -> int:
    """How much a text says: its characters without kana, punctuation and spaces."""
    return len(_FAINT.sub("", text))


def inside_kanji(piece: Piece) -> Iterator[Piece]:
    """A run of kanji in which words joined or left, marked by these: 毎日更新 → 毎日自動更新 is {自動}."""
    old, new, note = piece
    short, long = sorted((old, new), key=len)
    if old == new or note or len(long) - len(short) < 2 or not _KANJI_ONLY.fullmatch(short):
        yield piece
        return
    head = next((n for n, pair in enumerate(zip(short, long, strict=False)) if len(set(pair)) > 1), len(short))
    if long.endswith(short[head:]) and head != 1 and len(short) - head != 1:
        end = len(long) - len(short) + head
        yield short[:head], short[:head], ""
        yield ("", long[head:end], "") if short == old else (long[head:end], "", "")
        yield short[head:], short[head:], ""
    else:
        yield piece
