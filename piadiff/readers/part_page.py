"""A page of a part on its way, and what is read for each of its items."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from piadiff.forms.tree import NAME_CHILD
from piadiff.model import Unplaced, Value
from piadiff.notation import fold, is_empty_mark
from piadiff.readers.elements import Element
from piadiff.readers.places import Place

TEXT_KINDS = ("text", "name", "date", "list")


@dataclass(slots=True, kw_only=True)
class Cell:
    """What was read for one item: its boxes of lines (text), its choice, its count."""

    place: Place
    chunks: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    choice: str | None = None
    count: int | None = None
    bracketed: bool = False


@dataclass(slots=True, kw_only=True)
class PartReading:
    """The items of a part, what could not be placed, and remarks on doubtful places."""

    items: dict[str, Value] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class PartPage:
    """One page on its way: its stream, the place of each label, the places it shows, text that found no label yet,
    the items that texts were given to, and texts behind labels that have no place."""

    stream: list[Element]
    labels: list[int]
    places: list[Place | None]
    shown: list[Place] = field(default_factory=list)
    orphans: list[int] = field(default_factory=list)
    owner: dict[int, str] = field(default_factory=dict)
    astray: dict[int, list[int]] = field(default_factory=dict)


def holds_text(place: Place | None) -> bool:
    """Whether an item takes text; a group whose name is an item of its own (システム) does not."""
    if place is None or place.node.kind not in TEXT_KINDS:
        return False
    last = place.path.rsplit("/", 1)[-1]
    return not (last.rstrip("0123456789") in NAME_CHILD and last[-1].isdigit())


def no_period(place: Place, element: Element) -> bool:
    """Whether a text cannot be the date or period that the item asks for: it holds no number at all."""
    text = "".join(line.text for line in element.lines)
    asks = place.node.kind == "date" or "実施日" in place.key
    return asks and not is_empty_mark(text) and not re.search(r"[0-9０-９一二三四五六七八九十元未]", text)


def option_of(place: Place, text: str) -> str | None:
    """The option of the form that ``text`` is ("" for an empty box); None if the item has no such option."""
    key = fold(text)
    return next((o for o in place.node.boxes if fold(o) == key), None) if key else ""
