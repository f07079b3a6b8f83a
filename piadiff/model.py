"""The records that travel between the parts of piadiff: assessments, rows of a change table, changes, judgements.

All are immutable. Values of items are plain and immutable too (design.md 3): text and list → tuple of strings;
name, date and choice → string; checks → mapping of marked box to the text in its bracket; count → int or None;
figure → :class:`Figure`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "name", "date", "choice", "checks", "count", "list", "figure"]
ChangeKind = Literal["changed", "added", "removed", "moved"]
Important = Literal["yes", "no", "review"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A flow chart (別添1): the texts in it, in reading order as far as known, and the SHA-256 of its pictures."""

    labels: tuple[str, ...] = ()
    images: tuple[str, ...] = ()


Value = str | int | None | tuple[str, ...] | Mapping[str, str] | Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a 変更箇所 table (別添3). ``date`` is ISO or None; ``paths`` are the items that ``item`` means."""

    date: str | None = None
    date_text: str = ""
    item: str = ""
    paths: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    timing: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One version of an assessment: its form, edition, items by path (in the form's order) and published rows."""

    form: str
    edition: str | None = None
    items: Mapping[str, Value] = field(default_factory=dict)
    changes: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A piece of text that a reader could not put into any item; ``where`` says page, line or cell."""

    where: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader gives: the assessment, what it could not place, and remarks on doubtful places.

    ``pages`` are the pages of the items by path (``4``, ``10-13``), counted from the front of a PDF.
    """

    assessment: Assessment
    unplaced: tuple[Unplaced, ...] = ()
    remarks: tuple[str, ...] = ()
    source_characters: int = 0
    pages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between two versions at one item (design.md 4).

    ``path`` is the item in the new version (in the old one if removed); ``old_path`` its path in the old version
    where that differs. ``group`` is the path of the repeated group that was added, removed or moved as a whole and
    to which this entry belongs. ``heading`` is the chain of headings as the form prints them. ``thread`` names the
    edit that this change shares with others (``threads``); ``moved_from`` is the item of the old version in which the
    new text stood, where it moved here whole.
    """

    kind: ChangeKind
    path: str
    old_path: str | None = None
    heading: tuple[str, ...] = ()
    before: Value = None
    after: Value = None
    traits: tuple[str, ...] = ()
    group: str | None = None
    thread: str | None = None
    moved_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The judgement of one change: 重要な変更 or not, when it must be filed, under which clause and rule, and why."""

    important: Important
    timing: str
    reason: str
    basis: str
    rule: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A change with its judgement."""

    change: Change
    judgement: Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRow:
    """One row of a 変更箇所一覧: its number in the list, the pages it names as printed, and the change."""

    no: int
    page: str = ""
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesList:
    """A 変更箇所一覧, the free list of changes published beside an assessment (for public comment)."""

    rows: tuple[ListedRow, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One opinion of a review committee: the place it speaks of, by whom, the revised text and the office's answer."""

    no: int
    session: str | None = None
    place: str = ""
    opinion: str = ""
    by: str = ""
    revised: str = ""
    response: str = ""
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinions:
    """A table of the opinions of a 第三者点検."""

    rows: tuple[Opinion, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    remarks: tuple[str, ...] = ()
