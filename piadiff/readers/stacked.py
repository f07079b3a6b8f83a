"""Labels that stand on each other with their values behind them: ``委託事項1`` ``①委託内容``, then name, then text.

An extraction goes down the column of labels before the column of values where the rows are low.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from piadiff.notation import fold
from piadiff.readers.elements import Element
from piadiff.readers.layout import Line
from piadiff.readers.part_page import PartPage, holds_text, no_period
from piadiff.readers.places import Place

_NAME_LENGTH = 80
_NAME_LINES = 3
_HEAD = re.compile(r"<.{3,40}>")  # ＜本市における措置＞
_GOES_ON = re.compile(r"なお、|また、|ただし、|さらに、|※")


def stacked_values(page: PartPage) -> dict[int, str]:
    """The items of texts (by their position in the stream) that stand behind several labels of items with text: one
    each where they are as many; where only names come before the last label, one each for these and it has the rest.
    """
    out: dict[int, str] = {}
    for places, texts in _runs(page):
        groups = _groups([(index, page.stream[index]) for index in texts])
        if len(places) < 2 or len(groups) < len(places):
            continue
        only_names = all(place.node.kind in ("name", "date") for place in places[:-1])
        if len(groups) > len(places) and not only_names:
            continue
        groups = [*groups[: len(places) - 1], [index for group in groups[len(places) - 1 :] for index in group]]
        if all(_fits(place, [page.stream[i] for i in group]) for place, group in zip(places, groups, strict=True)):
            out |= {index: place.path for place, group in zip(places, groups, strict=True) for index in group}
    return out


def _runs(page: PartPage) -> Iterator[tuple[list[Place], list[int]]]:
    """The items with text whose labels follow one another as in the form, and the positions of the texts behind."""
    at = dict(zip(page.labels, page.places, strict=True))
    order = {place.path: number for number, place in enumerate(p for p in page.shown if holds_text(p))}
    places: list[Place] = []
    texts: list[int] = []
    for index, element in enumerate(page.stream):
        if element.kind == "label":
            if texts:
                yield places, texts
                places, texts = [], []
            place = at[index]
            if place is None:
                places = []
            elif holds_text(place):
                follows = places and order[place.path] == order[places[-1].path] + 1
                places = [*places, place] if follows else [place]
        elif element.kind == "text" and element.attached:
            places = places[:-1]
        elif element.kind == "text" and not element.above:
            texts.append(index)
    if texts:
        yield places, texts


def _groups(texts: Sequence[tuple[int, Element]]) -> list[list[int]]:
    """Texts that are one cell: blocks under heads that differ, and what goes on with the text before it."""
    out: list[list[int]] = []
    heads: set[str] = set()
    for index, element in texts:
        first = fold(element.lines[0].text)
        head = first if _HEAD.fullmatch(first) else ""
        if out and ((head and heads and head not in heads) or _GOES_ON.match(first)):
            out[-1].append(index)
        else:
            out.append([index])
            heads = set()
        heads |= {head} - {""}
    return out


def _fits(place: Place, elements: Sequence[Element]) -> bool:
    """Whether some texts may be the value of an item by themselves."""
    if any(no_period(place, element) for element in elements):
        return False
    return place.node.kind not in ("name", "date") or _is_short([line for e in elements for line in e.lines])


def _is_short(lines: Sequence[Line]) -> bool:
    text = "".join(line.text for line in lines)
    return len(text) <= _NAME_LENGTH and len(lines) <= _NAME_LINES
