"""The days of a revision that are known, the order that they have to stand in, and where they contradict it.

意見の聴取 → 第三者点検 → 提出 → 公表 → 変更日. The days of the hearing and the review stand in the assessment itself
(様式4 Ⅵ, 様式3 Ⅴ); where they are as in the version before, they are those of the assessment before (``stale``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from piadiff.dates import days_between, to_iso, to_wareki
from piadiff.facts import MISSED_CLAUSE, Facts
from piadiff.findings import Finding
from piadiff.model import Assessment, Judged, Value
from piadiff.notation import fold, nfkc
from piadiff.rules import ACT_28, CORRECTION
from piadiff.values import as_text, is_blank

ORDER = "date-order"
DAYS = 30  # of a public comment, at least
HEARING = {"様式4": "Ⅵ/2/②", "様式3": "Ⅴ/2/②"}
SHORTENED = "Ⅵ/2/③"
REVIEWED = {"様式4": "Ⅵ/3/①", "様式3": "Ⅴ/3/①"}
_TO = re.compile(r"から|より|~|〜|-(?=\s*(?:令和|平成|\d{4}[年./-]|\d{1,2}月))|[－―—–]")
_MONTH_DAY = re.compile(r"(?:(\d{1,2})月)?\s*(\d{1,2})日(?!間)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A day, or a period, of a revision: its kind for programs, its name, ISO days; ``end`` is None for a single day.

    ``stale``: it is the day of the version before, and so tells nothing of this revision.
    """

    kind: str
    name: str
    start: str
    end: str | None = None
    stale: bool = False

    @property
    def last(self) -> str:
        """The last day of it."""
        return self.end or self.start

    @property
    def told(self) -> str:
        """The day or the period in words."""
        return to_wareki(self.start) + (f"～{to_wareki(self.end)}" if self.end else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestones:
    """What is known of the days of a revision; None where a day is not known.

    ``changes`` is the first day on which a change takes effect that is important or may be; ``shortened`` says that the
    assessment gives a reason for a shorter hearing.
    """

    hearing: Milestone | None = None
    review: Milestone | None = None
    submitted: Milestone | None = None
    published: Milestone | None = None
    changes: Milestone | None = None
    shortened: bool = False
    certain: bool = True  # whether the change of ``changes`` is surely important

    @property
    def all(self) -> tuple[Milestone, ...]:
        """The known days in the order that they have to stand in."""
        days = (self.hearing, self.review, self.submitted, self.published, self.changes)
        return tuple(day for day in days if day)


def milestones(
    judged: Sequence[Judged],
    before: Assessment,
    after: Assessment,
    published: tuple[str | None, str | None],
    facts: Facts,
) -> Milestones:
    """The days that the new version and the ``facts`` tell. ``published`` are the 公表日 of the two versions."""
    duty = sorted(
        (day, one.judgement.important != "yes")
        for one in judged
        if one.judgement.important != "no" and (day := facts.effective_on(one.change))
    )
    was, now = published
    return Milestones(
        hearing=_told("hearing", "意見の聴取", HEARING, before, after),
        review=_told("third-party", "第三者点検", REVIEWED, before, after),
        submitted=Milestone(kind="submitted", name="提出日", start=facts.submitted) if facts.submitted else None,
        published=Milestone(kind="published", name="公表日", start=now, stale=now == was) if now else None,
        changes=Milestone(kind="change", name="変更日", start=duty[0][0]) if duty else None,
        shortened=not is_blank(after.items.get(SHORTENED)),
        certain=not duty or not duty[0][1],
    )


def _told(kind: str, name: str, places: dict[str, str], before: Assessment, after: Assessment) -> Milestone | None:
    text = _text(after.items.get(places.get(after.form, "")))
    found = period(text)
    if found is None:
        return None
    stale = fold(text) == fold(_text(before.items.get(places.get(before.form, ""))))
    return replace(Milestone(kind=kind, name=name, start=found[0], end=found[1]), stale=stale)


def period(text: str) -> tuple[str, str | None] | None:
    """The first day and the last one that a text says (令和6年7月1日～7月31日); None if it says no day.

    The last day may leave out the year, and the month too.
    """
    first, *others = _TO.split(nfkc(text).replace("～", "~"), maxsplit=1)
    start = to_iso(first)
    if start is None:
        return None
    if not others:
        return start, None
    return start, to_iso(others[0]) or _in_year_of(start, others[0])


def _in_year_of(start: str, text: str) -> str | None:
    found = _MONTH_DAY.search(text)
    if found is None:
        return None
    year, month = int(start[:4]), int(found[1] or start[5:7])
    return to_iso(f"{year + (month < int(start[5:7]))}年{month}月{found[2]}日")


def _text(value: Value) -> str:
    return as_text(value) if value is not None else ""


def order_findings(known: Milestones, before: str | None, *, again: bool) -> tuple[Finding, ...]:
    """Where the known days contradict their order. ``again``: the assessment is, or may be, made again."""
    found = [*(_of_procedure(known, before) if again else ()), *_of_filing(known, again=again)]
    return tuple(found)


def _of_procedure(known: Milestones, before: str | None) -> Iterator[Finding]:
    """The hearing and the review, which only a new assessment has."""
    hearing = known.hearing
    if hearing and not hearing.stale and hearing.end:
        days = days_between(hearing.start, hearing.end) + 1
        if days < 1:
            yield _finding(
                f"意見の聴取の終わり（{to_wareki(hearing.end)}）が、始め（{to_wareki(hearing.start)}）より前です。"
            )
        elif days < DAYS and hearing.kind == "hearing" and not known.shortened:
            yield _finding(f"意見の聴取の期間が{days}日で、{DAYS}日に足りず、短縮する特段の理由も書かれていません。")
    for day in (hearing, known.review):
        if day and not day.stale and before and day.start < before:
            yield _finding(f"{day.name}（{to_wareki(day.start)}）が、前の版の公表日（{to_wareki(before)}）より前です。")
    fresh = [day for day in (hearing, known.review, known.submitted) if day and not day.stale]
    for n, later in enumerate(fresh):
        for earlier in fresh[:n]:
            if later.start < earlier.last:
                yield _finding(f"{later.name}（{to_wareki(later.start)}）が、{_end(earlier)}より前です。")


def _of_filing(known: Milestones, *, again: bool) -> Iterator[Finding]:
    submitted, published, changes = known.submitted, known.published, known.changes
    if published is None or published.stale:
        return
    day = to_wareki(published.start)
    if submitted and published.start < submitted.start:
        text = f"公表日（{day}）が、提出日（{to_wareki(submitted.start)}）より前です。"
        yield Finding(kind=ORDER, clause=ACT_28 if again else CORRECTION, text=text)
    if changes and published.start >= changes.start:
        which = "重要な変更" if known.certain else "要確認の変更（重要な変更に当たる場合）"
        text = f"{which}の変更日（{to_wareki(changes.start)}）までに公表されません（公表日は{day}）。"
        yield Finding(kind=ORDER, clause=MISSED_CLAUSE, text=text)


def _end(day: Milestone) -> str:
    return f"{day.name}の終わり（{to_wareki(day.end)}）" if day.end else f"{day.name}（{to_wareki(day.start)}）"


def _finding(text: str) -> Finding:
    return Finding(kind=ORDER, clause=ACT_28, text=text)
