"""How well a box of lines goes on with the one before it in one cell: an extraction divides a cell where its lines are
not set alike, and leaves cells undivided otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence

from piadiff.notation import fold
from piadiff.readers.elements import Element
from piadiff.readers.layout import folded
from piadiff.readers.part_texts import STANDALONE

_HEAD = re.compile(r"<.{3,40}>")  # ＜本市における措置＞
_BLOCK_HEAD = re.compile(r"[＜<【〔（(※①-⑳]|[0-9０-９]")  # what a further block of the same cell begins with
_LAST_HEAD = "中間サーバー"  # the block that the guidance adds to an office's own measures
_GOES_ON = re.compile(r"なお|また、|ただし|但し|さらに|上記|以上|これら|※")
_NUMBER = re.compile(r"[(]?([0-9]{1,2})[.)、]|([①-⑳])")
_ENDS = "。」）)＞>】：:"


def joining(streams: Sequence[Sequence[Element]]) -> float:
    """How easily two boxes of lines are one cell in these pages, as a factor of what it costs: from 1 where cells are
    one box each to less where many have several, as far as labels with text of their own on both sides tell."""
    cells = more = 0
    for stream in streams:
        kinds = "".join({"label": "L", "text": "T"}.get(e.kind, "-") for e in stream)
        for match in re.finditer(r"L(T+)(?=L[T-])", kinds):
            cells += 1
            more += len(match[1]) - 1
    return 1.0 - 0.6 * min(1.0, more / (cells + 4) / 0.3)


def join_cost(before: Element, element: Element, gap: int, ease: float) -> float:
    """What it costs that a text goes on with the one before it in one cell (infinite: it cannot); less than nothing
    where it looks like its next block. ``gap``: how far apart they stand in the stream."""
    if before.kind != "text" or element.kind != "text":
        return float("inf")
    cost = _join(before, element, gap)
    return cost * ease if cost > 0 else cost


def _join(before: Element, element: Element, gap: int) -> float:
    first, last = element.lines[0].text, before.lines[-1].text
    lines = [line.text for line in before.lines]
    cost = 2.0 if element.apart else 0.3 * (gap > 1)
    if STANDALONE.match(folded(lines)) or STANDALONE.match(folded([line.text for line in element.lines])):
        return cost + 3.0
    head = fold(first)
    if _HEAD.fullmatch(head):
        heads = [fold(line) for line in lines if _HEAD.fullmatch(fold(line))]
        if heads and _LAST_HEAD in heads[-1] and _LAST_HEAD not in head:
            return cost + (2.0 if gap > 1 else 0.2)
        return cost + (4.0 if head in heads else 1.2 if not heads else 0.3 if gap > 1 else -1.0)
    if _GOES_ON.match(first):
        return cost + 0.3
    number, numbers = _number(first), [n for line in lines if (n := _number(line))]
    if number and numbers:
        return cost + (-0.4 if number == numbers[-1] + 1 else 3.0 if number == 1 else 1.0)
    if len(lines) > 1 and last[-1:] not in _ENDS and not number and first[:1] not in "・":
        return cost + 0.4
    if first[:1] == "・" and lines[-1][:1] == "・":
        return cost + 0.9
    return cost + (0.8 if _BLOCK_HEAD.match(first) else 1.4)


def _number(line: str) -> int:
    """The number that a line begins with (``２．``, ``③``); 0 if there is none."""
    match = _NUMBER.match(fold(line))
    return (int(match[1]) if match[1] else ord(match[2]) - ord("①") + 1) if match else 0
