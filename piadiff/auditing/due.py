"""公表日, the days of the procedure, and what falls due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from piadiff.auditing.case import Case, item_finding
from piadiff.dates import to_iso, to_wareki, years_later
from piadiff.deadlines import CARRIED_OUT, CLAUSES, REASSESS, YEARS, Dated, Deadline, deadlines
from piadiff.differ import PUBLISHED
from piadiff.findings import CHECK, Evidence, Finding

NO_DATE, BAD_DATE, PROCEDURE, TOO_LATE, OVERDUE = "no-published", "bad-published", "procedure", "too-late", "overdue"


def check(case: Case) -> tuple[Finding, ...]:
    """What is wrong with the 公表日 and with the day of the last assessment beside it."""
    return (*_published(case), *_carried_out(case))


def _published(case: Case) -> Iterator[Finding]:
    said = case.document.items.get(PUBLISHED)
    if PUBLISHED in case.document.items and not said:
        text = "表紙の公表日が空欄です（案の段階なら、公表のときに記入されます）。"
        yield item_finding(case, NO_DATE, PUBLISHED, text, severity=CHECK)
    elif isinstance(said, str) and said and to_iso(said) is None:
        text = f"表紙の公表日「{said}」は、暦にない日か、日付として読めません。"
        yield item_finding(case, BAD_DATE, PUBLISHED, text)


def _carried_out(case: Case) -> Iterator[Finding]:
    """The 実施日 of the 基礎項目評価 after the 公表日, or more than five years before it."""
    path = CARRIED_OUT.get(case.document.form, "")
    said = case.document.items.get(path)
    day = to_iso(said) if isinstance(said, str) else None
    if day is None or case.day is None:
        return
    evidence = (Evidence(what=path, text=str(said)), Evidence(what="公表日", text=to_wareki(case.day)))
    if day > case.day:
        text = f"{path}の実施日（{to_wareki(day)}）が、公表日（{to_wareki(case.day)}）より後です。"
        yield item_finding(case, PROCEDURE, path, text, *evidence)
    elif years_later(day, YEARS[REASSESS]) < case.day:
        text = (
            f"{path}の実施日（{to_wareki(day)}）から公表日（{to_wareki(case.day)}）までに{YEARS[REASSESS]}年を"
            "過ぎています。その間の評価の再実施は、この評価書からは分かりません。"
        )
        yield item_finding(case, TOO_LATE, path, text, *evidence, clause=CLAUSES[REASSESS], sure=False)


def overdue(identifier: str, versions: Sequence[Dated], today: str) -> tuple[Finding, ...]:
    """The deadlines of an assessment (``deadlines``) that have passed on a day (ISO)."""
    return tuple(_passed(one, today) for one in deadlines(identifier, versions, today) if one.overdue)


def _passed(one: Deadline, today: str) -> Finding:
    text = (
        f"{one.kind}の期限（{to_wareki(one.due)}）を{-one.left}日過ぎています（{to_wareki(today)}現在。"
        f"{one.source} {to_wareki(one.since)}から）。その後の版があれば、そちらで確かめてください。"
    )
    return Finding(kind=OVERDUE, text=text, clause=one.clause, severity=CHECK, sure=False)
