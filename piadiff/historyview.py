"""What items have read over time as a page: for each item a timeline, its changed words marked, with how each change
was filed and who stored it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from piadiff.changeview import printables
from piadiff.markedtext import in_one
from piadiff.writers.sheet import Piece, printable

STILL_TO_COME = "これから"
NOW = "現在"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an item read for a time: ``text`` is None where the versions do not have it, ``told`` what is known of the
    change to it, a line each. ``start`` is None for what is still to come, ``end`` for what still holds."""

    start: str | None
    end: str | None
    text: str | None
    told: tuple[str, ...]
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a timeline as the page shows it; ``quiet`` where only the notation changed."""

    start: str
    end: str
    told: tuple[str, ...]
    pieces: tuple[Piece, ...]
    present: bool
    quiet: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """An item with its timeline, the oldest step first."""

    headings: tuple[str, ...]
    path: str
    steps: tuple[Step, ...]

    @property
    def changes(self) -> int:
        """How often what it says changed."""
        return sum(not step.quiet for step in self.steps[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One assessment: its ID, the items shown, and how many more were asked for that never changed."""

    id: str
    lives: tuple[Life, ...]
    still: int

    @property
    def common(self) -> int:
        """How many of the first headings all its items share."""
        shared = 0
        for level in zip(*(life.headings[:-1] for life in self.lives), strict=False):
            if len(set(level)) > 1:
                break
            shared += 1
        return shared


def life(headings: Iterable[str], path: str, readings: Sequence[Reading]) -> Life:
    """An item as the page shows it; each reading is marked against the one before it. All texts come out printable."""
    before: list[str | None] = [None, *(one.text for one in readings)]
    steps = tuple(_step(one, was, first=n == 0) for n, (one, was) in enumerate(zip(readings, before, strict=False)))
    return Life(headings=printables(headings), path=printable(path), steps=steps)


def render(item: str, books: Sequence[Book]) -> bytes:
    """The page on ``item`` (as it was asked for) in one assessment or several; see :mod:`piadiff.writers.pages`."""
    from piadiff.writers.pages import fill

    return fill("history.html", ("house.css", "history.css"), ("house.js",), item=printable(item), books=tuple(books))


def _step(reading: Reading, before: str | None, *, first: bool) -> Step:
    text = reading.text
    if text is None:
        pieces: tuple[Piece, ...] = ()
    elif first or before is None:
        pieces = (Piece(text=printable(text)),)
    else:
        pieces = in_one(before, text)
    return Step(
        start=printable(reading.start or STILL_TO_COME),
        end=printable(reading.end or NOW),
        told=printables(reading.told),
        pieces=pieces,
        present=text is not None,
        quiet=reading.quiet,
    )
