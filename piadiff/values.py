"""Item values looked at as what they say: whether they say anything, whether two say the same, and as one text.

Two values say the same if they differ in notation only (``notation.meaning``: half-width and full-width, ･ and ・, －
and -, spaces, 第十九条 and 第19条) or in where their lines break.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from piadiff.model import Figure, Value
from piadiff.notation import fold, meaning

_NOTHING = ("", "-")


def is_blank(value: Value) -> bool:
    """True for a value that says nothing: an empty box, or only － or - in it. A marked box says something."""
    if value is None:
        return True
    if isinstance(value, str):
        return _blank_text(value)
    if isinstance(value, tuple):
        return _blank_texts(value)
    if isinstance(value, Mapping):
        return not value
    if isinstance(value, Figure):
        return not value.images and _blank_texts(value.labels)
    return False


def _blank_text(text: str) -> bool:
    bare = text.strip()
    return not bare or (len(bare) == 1 and fold(bare) in _NOTHING)


def _blank_texts(texts: tuple[str, ...]) -> bool:
    if texts and len(texts[0].strip()) > 1:
        return False
    filled = [text for text in texts if text and not text.isspace()]
    return not filled or (len(filled) == 1 and _blank_text(filled[0]))


def key(value: Value, kind: str) -> Hashable:
    """What ``value`` says, as something to compare: equal keys mean that two values of this kind say the same.

    Paragraphs are joined, so that other line breaks are no change; entries of a ``list`` stay apart. The labels of a
    figure count in any order (a reader cannot know it).
    """
    if is_blank(value):
        return ""
    if isinstance(value, str):
        return meaning(value)
    if isinstance(value, tuple):
        return tuple(filter(None, map(meaning, value))) if kind == "list" else meaning("".join(value))
    if isinstance(value, Mapping):
        return frozenset((fold(box), meaning(text)) for box, text in value.items())
    if isinstance(value, Figure):
        return tuple(sorted(filter(None, map(meaning, value.labels)))), frozenset(value.images)
    return value


def same(before: Value, after: Value, kind: str) -> bool:
    """True if the two values say the same.

    A figure read from plain text has no pictures; pictures then count only where both sides have some.
    """
    if before == after:
        return True
    if isinstance(before, Figure) and isinstance(after, Figure) and bool(before.images) != bool(after.images):
        labels = [key(Figure(labels=figure.labels), kind) for figure in (before, after)]
        return labels[0] == labels[1] != ""
    return key(before, kind) == key(after, kind)


def as_text(value: Value) -> str:
    """The value as one text, a paragraph, entry, box or label a line; a marked box with its text in brackets."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return "\n".join(value)
    if isinstance(value, Mapping):
        return "\n".join(f"{box}（{text}）" if text else box for box, text in value.items())
    if isinstance(value, Figure):
        return "\n".join(value.labels)
    return str(value)


def lines(value: Value) -> tuple[str, ...]:
    """The paragraphs, entries, boxes or labels of a value, those without text left out."""
    parts = value if isinstance(value, tuple) else (as_text(value),)
    if len(parts) == 1 and "\n" not in parts[0]:
        return parts if parts[0].strip() else ()
    if "\n" not in "".join(parts):
        return parts if all(map(str.strip, parts)) else tuple([part for part in parts if part.strip()])
    return tuple([line for part in parts for line in part.split("\n") if line.strip()])


def differing_lines(before: Value, after: Value) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines of two values without those that both begin or end with, notation aside."""
    old, new = lines(before), lines(after)
    short = min(len(old), len(new))
    if not short or (len(old) == len(new) == 1 and not _same_line(old[0], new[0])):
        return old, new
    head = tail = 0
    while head < short and _same_line(old[head], new[head]):
        head += 1
    while tail < short - head and _same_line(old[-1 - tail], new[-1 - tail]):
        tail += 1
    return old[head : len(old) - tail], new[head : len(new) - tail]


def _same_line(one: str, other: str) -> bool:
    return one == other or meaning(one) == meaning(other)
