"""Earlier versions of an assessment rebuilt from one document: the rows of its own change table undone in it.

The newest 変更日 is undone first, rows still to come (no date, or one after the 公表日) before all others. A version
reads as the document did from its 変更日 until the next one. What could not be undone is listed with the reason; what
rests on an estimate is marked, item by item, and stays so until a row shows the whole item again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from piadiff.dates import day_before, to_wareki
from piadiff.differ import PUBLISHED, published_on
from piadiff.forms import Form, form
from piadiff.model import Assessment, Row, Value
from piadiff.notation import fold
from piadiff.readers.group_values import single_rows
from piadiff.regrouping import Regrouped, Step, regroup
from piadiff.reversal import NOT_THERE
from piadiff.undoing import NO_BOX, Undone, undo
from piadiff.values import is_blank

Outcome = Literal["確実", "推定", "不可"]
SURE: Outcome = "確実"
ESTIMATED: Outcome = "推定"
NOT_UNDONE: Outcome = "不可"

NO_ITEM = "項目が分からない"
NO_TEXTS = "見出しだけの項目で、どの項目の記載か分からない"
NO_DATE = "変更日が読めない"


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneRow:
    """What became of one row: ``number`` counts from 1 in the document's table, ``why`` says what is not certain."""

    number: int
    row: Row
    outcome: Outcome
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """The version before the rows of one revision (``revision``: their 変更日, None for those still to come).

    ``date`` is from when it read so: the 変更日 before that one; for the earliest version, of which nobody knows since
    when, the day before the first 変更日 (``earliest``). ``doubts`` says for each item that rests on an estimate why.
    """

    date: str
    revision: str | None
    assessment: Assessment
    rows: tuple[UndoneRow, ...]
    doubts: Mapping[str, str]
    earliest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """The rebuilt versions, newest first, and the rows that belong to no revision."""

    versions: tuple[Rebuilt, ...]
    left: tuple[UndoneRow, ...] = ()

    @property
    def rows(self) -> tuple[UndoneRow, ...]:
        """What became of every row, in the order of the table."""
        found = [row for version in self.versions for row in version.rows]
        return tuple(sorted([*found, *self.left], key=lambda one: one.number))


def backfill(document: Assessment, published: str | None = None) -> Backfill:
    """Every earlier version that the document's own change table allows; ``published`` is its 公表日 (ISO) where the
    document does not say it."""
    tree = form(document.form)
    published = published or published_on(document)
    batches, left = _batches(document.changes, published)
    versions: list[Rebuilt] = []
    items, doubts = dict(document.items), dict[str, str]()
    kept = set(range(len(document.changes)))
    for number, (revision, rows) in enumerate(batches):
        kept -= set(rows)
        items, doubts, undone = _undo_all(items, doubts, [(n, document.changes[n]) for n in rows], tree)
        dates = [date for date, _ in batches[number + 1 :] if date]
        earliest = not dates
        end = revision or published
        date = dates[0] if dates else day_before(end) if end else ""
        if PUBLISHED in items:
            items = items | {PUBLISHED: "" if earliest else to_wareki(date)}
        versions.append(
            Rebuilt(
                date=date,
                revision=revision,
                assessment=replace(
                    document,
                    items={path: items[path] for path in sorted(items, key=tree.sort_key)},
                    changes=tuple(row for n, row in enumerate(document.changes) if n in kept),
                ),
                rows=tuple(undone),
                doubts=dict(sorted(doubts.items(), key=lambda entry: tree.sort_key(entry[0]))),
                earliest=earliest,
            )
        )
    return Backfill(versions=tuple(_contradicted(versions)), left=tuple(left))


def _contradicted(versions: Sequence[Rebuilt]) -> list[Rebuilt]:
    """The versions (newest first) with a doubt on what stood there since a row by which it should have read otherwise.

    Nobody knows when it changed after that row; a newer row of the item says what it read before that one.
    """
    more: list[dict[str, str]] = [{} for _ in versions]
    for number, version in enumerate(versions):
        for one in version.rows:
            if one.why not in (NOT_THERE, NO_BOX):
                continue
            for path in one.row.paths:
                for later in range(number - 1, -1, -1):
                    if any(path in other.row.paths for other in versions[later].rows):
                        break
                    more[later].setdefault(path, f"{one.number}行目の変更後と違う")
    return [
        replace(one, doubts={path: one.doubts.get(path) or why for path, why in {**doubts, **one.doubts}.items()})
        for one, doubts in zip(versions, more, strict=True)
    ]


def _batches(rows: Sequence[Row], published: str | None) -> tuple[list[tuple[str | None, list[int]]], list[UndoneRow]]:
    """The rows by revision, newest first; those that were still to come at the 公表日 are one."""
    dated: dict[str | None, list[int]] = {}
    left = []
    for number, row in enumerate(rows):
        if row.date is None and not _is_to_come(row.date_text):
            left.append(UndoneRow(number=number + 1, row=row, outcome=NOT_UNDONE, why=NO_DATE))
            continue
        date = None if row.date is not None and published and row.date > published else row.date
        dated.setdefault(date, []).append(number)
    order = sorted(dated, key=lambda date: date or "9999", reverse=True)
    return [(date, dated[date]) for date in order], left


def _is_to_come(text: str) -> bool:
    """Whether a 変更日 that is no day says that the day is still to come."""
    plain = fold(text)
    return plain in ("", "-", "未定", "空欄") or "予定" in plain


def _undo_all(
    items: Mapping[str, Value], doubts: Mapping[str, str], rows: Sequence[tuple[int, Row]], tree: Form
) -> tuple[dict[str, Value], dict[str, str], list[UndoneRow]]:
    """The items before the rows of one revision, which of them are in doubt, and what became of each row."""
    shown = {number: single_rows(row, tree) for number, row in rows}  # one row may show a whole group
    groups: Regrouped = regroup(items, [(number, one) for number, _ in rows for one in shown[number]], tree)
    work = _Work(dict(items), dict(doubts), tree)
    for step in groups.steps:
        work.add(step)
    work.run()
    found, carried = groups.settle(work.items, work.doubts)
    return (
        dict(found),
        dict(carried),
        [
            work.outcome(number, row, [path for one in shown[number] for path in one.paths], groups)
            for number, row in rows
        ],
    )


class _Work:
    """The items while the rows of one revision are undone: what fits exactly first, in whatever order it fits, then
    what fits nearly, the last row of the table first."""

    def __init__(self, items: dict[str, Value], doubts: dict[str, str], tree: Form) -> None:
        self.items, self.doubts, self.tree = items, doubts, tree
        self.waiting: list[Step] = []
        self.found: dict[tuple[int, str], Undone | str] = {}

    def add(self, step: Step) -> None:
        """Take a step into the work."""
        self.waiting.insert(0, step)

    def run(self) -> None:
        """Undo what can be undone; what is left keeps the reason."""
        while self._pass(exact=True) or self._pass(exact=False):
            pass
        for step in self.waiting:
            reason = self.found[step.number, step.path]
            self.doubts[step.path] = reason if isinstance(reason, str) else ""

    def _pass(self, *, exact: bool) -> bool:
        """Undo what fits; without ``exact`` one step only, as what fitted nothing may fit exactly then."""
        moved = False
        for step in list(self.waiting):
            result = self._undone(step)
            self.found[step.number, step.path] = result
            if isinstance(result, str) or (exact and not result.sure):
                continue
            self.waiting.remove(step)
            self._write(step, result)
            moved = True
            if not exact:
                break
        return moved

    def _undone(self, step: Step) -> Undone | str:
        node = self.tree.find(step.path)
        if node is None or node.kind == "section":
            return NO_TEXTS
        others = [other for path in step.row.paths if path != step.path and (other := self.tree.find(path))]
        return undo(self.items.get(step.path), step.row, node, others)

    def _write(self, step: Step, result: Undone) -> None:
        if step.path in self.items or not is_blank(result.value):
            self.items[step.path] = result.value
        if result.sure and result.whole:
            self.doubts.pop(step.path, None)
        elif not result.sure:
            self.doubts[step.path] = result.note

    def outcome(self, number: int, row: Row, paths: Sequence[str], groups: Regrouped) -> UndoneRow:
        """What became of one row: of the several items that it shows the worst counts."""
        if not paths:
            return UndoneRow(number=number + 1, row=row, outcome=NOT_UNDONE, why=NO_ITEM)
        results = [groups.found.get((number, path)) or self.found.get((number, path), "") for path in paths]
        reasons = [result for result in results if isinstance(result, str)]
        if reasons:
            return UndoneRow(number=number + 1, row=row, outcome=NOT_UNDONE, why=reasons[0])
        doubtful = [result.note for result in results if isinstance(result, Undone) and not result.sure]
        if doubtful:
            return UndoneRow(number=number + 1, row=row, outcome=ESTIMATED, why=doubtful[0])
        return UndoneRow(number=number + 1, row=row, outcome=SURE)
