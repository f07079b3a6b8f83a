"""When each assessment falls due: the re-assessment before five years have passed, the review of every year.

再評価 (規則第15条, 指針第6の2(4)): before five years since the last assessment was published. A version does not say
whether it was an assessment or a correction, so the last assessment is taken to be the latest of these days:

- the 実施日 of the 基礎項目評価 that the newest version states (様式3 Ⅴ/1/①, 様式4 Ⅵ/1/①), unless it lies after its
  公表日: an assessment is carried out before it is published, so this day is never too late;
- the 公表日 of a version whose change table, held against that of the version before, tells new rows of a 再評価, or of
  a 重要な変更 filed 事前, which needs a new assessment (規則第11条);
- the 公表日 of the first version on the form of the newest one, where a version on another form stands before it;
- the day that the office itself states (``[assessed]`` of its settings), as 様式2 has no item for it.

Where there is none of these it is the 公表日 of the first version that the store has, and that is said.
見直し (指針): within a year of the newest version. A review after which nothing was changed leaves no version.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from piadiff.dates import days_between, to_iso, years_later
from piadiff.model import Assessment, Row
from piadiff.notation import fold

REASSESS, REVIEW = "再評価", "見直し"
YEARS = {REASSESS: 5, REVIEW: 1}
CLAUSES = {REASSESS: "規則第15条、指針第6の2(4)", REVIEW: "規則第14条、指針（少なくとも1年に1回の見直し）"}
CARRIED_OUT = {"様式3": "Ⅴ/1/①", "様式4": "Ⅵ/1/①"}
STATED = "設定（assessed）の実施日"
_AGAIN = ("再評価", "再実施")
_IMPORTANT = "重要な変更"
_NOT = ("当たらない", "あたらない", "該当しない", "該当せず", "ではない", "でない", "以外")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """One version that stands: its 公表日 (ISO) and its assessment."""

    date: str
    assessment: Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One deadline of an assessment: what is due, the last day for it, and the day it is counted from with its source.

    ``left`` is the number of days until then, negative if it is overdue.
    """

    id: str
    title: str
    kind: str
    due: str
    since: str
    source: str
    left: int

    @property
    def overdue(self) -> bool:
        """Whether the last day has passed."""
        return self.left < 0

    @property
    def clause(self) -> str:
        """The clause that the deadline comes from."""
        return CLAUSES[self.kind]


def deadlines(
    identifier: str, versions: Sequence[Dated], today: str, assessed: str | None = None
) -> tuple[Deadline, ...]:
    """The deadlines of one assessment on a day. ``versions`` stand in the order of their 公表日, corrections aside;
    ``assessed`` is the day (ISO) of the last assessment as the office states it.

    Versions published after ``today`` (ISO) are left out; nothing is due where none is left.
    """
    known = [version for version in versions if version.date <= today]
    if not known:
        return ()
    newest = known[-1]
    title = newest.assessment.items.get("表紙/評価書名")
    stated = assessed if assessed is not None and assessed <= today else None
    starts = ((REASSESS, *_last_assessment(known, stated)), (REVIEW, newest.date, "最新の版の公表日"))
    return tuple(
        Deadline(
            id=identifier,
            title=title if isinstance(title, str) else "",
            kind=kind,
            due=due,
            since=since,
            source=source,
            left=days_between(today, due),
        )
        for kind, since, source in starts
        for due in (years_later(since, YEARS[kind]),)
    )


def by_urgency(found: Sequence[Deadline]) -> tuple[Deadline, ...]:
    """Deadlines, the soonest first."""
    return tuple(sorted(found, key=lambda one: (one.due, one.id, one.kind)))


def to_json(one: Deadline) -> dict[str, Any]:
    """A deadline as JSON data; days are ISO."""
    return {
        "id": one.id,
        "title": one.title,
        "kind": one.kind,
        "due": one.due,
        "left": one.left,
        "overdue": one.overdue,
        "since": one.since,
        "source": one.source,
        "clause": one.clause,
    }


def _last_assessment(versions: Sequence[Dated], stated: str | None) -> tuple[str, str]:
    """The day of the last (re)assessment that the versions show or the office states, and from what it is known."""
    found = sorted([*_signs(versions), *([(stated, STATED)] if stated else [])])
    return (
        found[-1] if found else (versions[0].date, "保管庫の最初の版の公表日（それより後の再評価は記載から分からない）")
    )


def _signs(versions: Sequence[Dated]) -> Iterator[tuple[str, str]]:
    newest = versions[-1]
    path = CARRIED_OUT.get(newest.assessment.form)
    value = newest.assessment.items.get(path) if path else None
    day = to_iso(value) if isinstance(value, str) else None
    if day is not None and day <= newest.date:
        yield day, f"{path} 実施日"
    for before, after in pairwise(versions):
        if before.assessment.form != after.assessment.form:
            yield after.date, f"{after.assessment.form}に移った版の公表日"
        known = set(before.assessment.changes)
        new = [row for row in after.assessment.changes if row not in known]
        if any(map(_tells_again, new)):
            yield after.date, "変更箇所に再評価とある版の公表日"
        elif any(map(_tells_important, new)):
            yield after.date, "変更箇所に重要な変更（事前）とある版の公表日"


def _tells_again(row: Row) -> bool:
    reason = fold(row.reason)
    return any(word in reason for word in _AGAIN) and not any(word in reason for word in _NOT)


def _tells_important(row: Row) -> bool:
    reason = fold(row.reason)
    return row.timing == "事前" and _IMPORTANT in reason and not any(word in reason for word in _NOT)
