"""The 変更日 of the rows: days that are in no calendar, out of order, missing, after the 公表日."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from piadiff.auditing.case import Case
from piadiff.dates import ERAS, to_wareki
from piadiff.findings import CAUTION, CHECK, ERROR, Evidence, Finding, Severity
from piadiff.notation import fold, nfkc
from piadiff.rules import BEFORE

IMPOSSIBLE, ORDER, LATE, MISSING = "date-impossible", "date-order", "date-after-publication", "date-missing"

BEGAN = "2014-04-20"  # 特定個人情報保護評価に関する規則 came into force
_WITHOUT = ("", "-", "未定", "空欄", "(空欄)", "なし")
_TO_COME = re.compile(r"予定|以降|未定|頃|から")
_ERA = re.compile(r"(令和|平成|昭和)(元|\d{1,2})年(\d{1,2})月(\d{1,2})日?")
_AFTER = ("事後", "修正")


def check(case: Case) -> tuple[Finding, ...]:
    """What is wrong with the days of the table, in the order of its rows."""
    found = [*_readable(case), *_late(case), *_missing(case), *_order(case)]
    return tuple(sorted(found, key=lambda one: one.row or 0))


def _readable(case: Case) -> Iterator[Finding]:
    for number, row in enumerate(case.document.changes):
        said = row.date_text or row.date or ""
        if row.date is None:
            plain = fold(said)
            if plain not in _WITHOUT and not _TO_COME.search(plain):
                digits = re.search(r"\d", nfkc(said))
                what = "暦にない日か、日付として読めません" if digits else "日付ではありません"
                text = f"{number + 1}行目の変更日「{said}」は、{what}。"
                yield _finding(IMPOSSIBLE, number, text, said, severity=ERROR if digits else CHECK, sure=bool(digits))
        elif (era := _wrong_era(said, row.date)) is not None:
            text = f"{number + 1}行目の変更日「{said}」は、{era}にはない日です（{to_wareki(row.date)}）。"
            yield _finding(IMPOSSIBLE, number, text, said, severity=CHECK)
        elif row.date < BEGAN:
            text = (
                f"{number + 1}行目の変更日「{said}」は、特定個人情報保護評価の制度が始まった日"
                f"（{to_wareki(BEGAN)}）より前です。"
            )
            yield _finding(IMPOSSIBLE, number, text, said, sure=False)


def _wrong_era(text: str, iso: str) -> str | None:
    """The era that a date names though it had not begun, or was over, on that day: 令和元年4月1日, 平成31年6月1日."""
    found = _ERA.search(nfkc(text).replace(" ", ""))
    if found is None:
        return None
    named = found[1]
    right = next((name for name, _, start in ERAS if iso >= start), None)
    return named if right is not None and named != right else None


def _late(case: Case) -> Iterator[Finding]:
    """Rows that say they were filed after a change which is later than the 公表日."""
    if case.day is None:
        return
    for number, row in enumerate(case.document.changes):
        if row.date is not None and row.date > case.day and row.timing in _AFTER:
            text = (
                f"{number + 1}行目の変更日（{to_wareki(row.date)}）は公表日（{to_wareki(case.day)}）より後ですが、"
                f"提出時期は「{row.timing}」です。"
            )
            yield _finding(LATE, number, text, row.date_text or row.date, severity=ERROR)


def _missing(case: Case) -> Iterator[Finding]:
    """Rows filed after the change that do not say when it was; a change still to come has no day yet."""
    for number, row in enumerate(case.document.changes):
        if row.date is None and row.timing in _AFTER and fold(row.date_text) in _WITHOUT:
            text = f"{number + 1}行目は提出時期が「{row.timing}」ですが、変更日がありません。"
            yield _finding(MISSING, number, text, row.date_text)


def _order(case: Case) -> Iterator[Finding]:
    """The fewest rows that would have to move for the table to go forward (or back) in time.

    A row filed 事前 has a day that was still to come, and stands before what had happened by then.
    """
    rows = enumerate(case.document.changes)
    dated = [(row.date, number) for number, row in rows if row.date and row.timing != BEFORE]
    days = [day for day, _ in dated]
    forward, back = _kept(days), _kept([_turned(day) for day in days])
    kept = set(forward if len(forward) >= len(back) else back)
    moved = [number for place, (_, number) in enumerate(dated) if place not in kept]
    if len(moved) * 4 > len(dated):  # the table is not in the order of its days at all
        return
    for number in moved:
        row = case.document.changes[number]
        beside = case.document.changes[number - 1] if number else case.document.changes[number + 1]
        text = f"{number + 1}行目の変更日（{row.date_text or row.date}）が、表の日付の順になっていません。"
        evidence = Evidence(what="隣の行の変更日", text=beside.date_text or beside.date or "（空欄）")
        yield _finding(ORDER, number, text, row.date_text or str(row.date), evidence, severity=CHECK)


def _kept(days: Sequence[str]) -> list[int]:
    """The places of a longest run of days, in their order, of which none is earlier than the one before."""
    tails: list[str] = []
    ends: list[int] = []
    before: list[int] = []
    for place, day in enumerate(days):
        at = bisect_right(tails, day)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [day]
        ends[at : at + 1] = [place]
    found: list[int] = []
    place = ends[-1] if ends else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]


def _turned(day: str) -> str:
    """A day as a text that sorts the other way round."""
    return "".join(str(9 - int(sign)) if sign.isdigit() else sign for sign in day)


def _finding(
    kind: str, number: int, text: str, said: str, *more: Evidence, severity: Severity = CAUTION, sure: bool = True
) -> Finding:
    evidence = (Evidence(what=f"{number + 1}行目の変更日", text=said or "（空欄）"), *more)
    return Finding(
        kind=kind,
        text=text,
        row=number + 1,
        severity=severity,
        sure=sure,
        evidence=evidence,
    )
