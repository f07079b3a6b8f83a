"""The plain reading of a page: each text and choice goes to the label before it, what stands apart to the nearest item
without value. It is where the weighing of a page (``page_fit``) begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from piadiff.readers.part_page import Cell, PartPage, PartReading, option_of
from piadiff.readers.part_texts import give_text, settle_orphans
from piadiff.readers.places import Place


def plain_reading(page: PartPage, cells: dict[str, Cell], previous: Sequence[Place]) -> dict[int, str]:
    """The items (paths) of the texts and choices of a page by their positions; nothing is changed."""
    own = replace(page, owner={}, orphans=[], astray={})
    give_text(own, cells, previous)
    settle_orphans(own, cells, previous, PartReading())
    return own.owner | plain_choices(page, cells)


def plain_choices(page: PartPage, cells: dict[str, Cell]) -> dict[int, str]:
    """The choice items of the options on a page: the one right before it, else the nearest free one."""
    at = dict(zip(page.labels, page.places, strict=True))
    where = {place.path: index for index, place in at.items() if place is not None and place.node.kind == "choice"}
    taken = {path for path in where if cells[path].choice}
    found: dict[int, str] = {}
    waiting: list[int] = []
    current: Place | None = None
    for index, element in enumerate(page.stream):
        if element.kind == "label":
            current = at[index]
        elif element.kind == "choice" and element.text:
            if current and current.path in where and current.path not in taken and option_of(current, element.text):
                found[index] = current.path
                taken.add(current.path)
            else:
                waiting.append(index)
    for index in waiting:
        free = [
            (abs(position - index), path)
            for path, position in where.items()
            if path not in taken and option_of(cells[path].place, page.stream[index].text)
        ]
        if free:
            found[index] = min(free)[1]
            taken.add(found[index])
    return found
