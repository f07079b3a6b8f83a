"""A published document held against the rules: what each row of its change table would have been judged, and all that
does not agree in it (``auditing``).

The judgement reads what changed, never the published 提出時期 or its explanation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from piadiff import thresholds
from piadiff.auditing import body, cells, counts, days, due, echoes, headings, versions
from piadiff.auditing.case import Case
from piadiff.classifier import judge
from piadiff.dates import to_iso
from piadiff.differ import published_on
from piadiff.facts import MISSED, MISSED_CLAUSE
from piadiff.findings import CAUTION, CHECK, ERROR, SEVERITIES, Finding, Severity
from piadiff.forms import form
from piadiff.model import Assessment, Judged, Row
from piadiff.published import revisions
from piadiff.rules import AFTER

_GRAVITY = {"yes": 2, "review": 1, "no": 0}
_SEVERITIES: dict[str, Severity] = {
    MISSED: ERROR,
    "threshold-result": ERROR,
    "threshold-form": ERROR,
    "threshold-moved": CAUTION,
    "threshold-may-move": CHECK,
}
_TRIFLES = (headings.NAME,)  # kinds of finding that come last among those as grave
_AFTERWARDS = (AFTER, "修正")  # a 修正 is filed after the change too (規則第14条)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedRow:
    """One published row with its judgement; ``number`` counts from 1, ``judged`` has a change for each item of it."""

    number: int
    row: Row
    judged: tuple[Judged, ...]

    @property
    def gravest(self) -> Judged:
        """The judgement of the row: that of its gravest item."""
        return max(self.judged, key=lambda entry: _GRAVITY[entry.judgement.important])

    @property
    def missed(self) -> bool:
        """Whether the row is published as filed after the change though it is an important one."""
        return self.gravest.judgement.important == "yes" and self.row.timing in _AFTERWARDS

    @property
    def agrees(self) -> bool:
        """Whether the published 提出時期 is the judged one."""
        published = AFTER if self.row.timing in _AFTERWARDS else self.row.timing
        return published == self.gravest.judgement.timing


def audit_rows(assessment: Assessment) -> tuple[AuditedRow, ...]:
    """Every row of the document's own change table, judged within its revision, in the order of the table."""
    tree = form(assessment.form)
    published = published_on(assessment)
    found: dict[int, list[Judged]] = {}
    for revision in revisions(assessment.changes, tree, assessment.items):
        judged: Sequence[Judged] = judge(revision.changes, tree, pending=_is_to_come(revision.date, published))
        for number, entry in zip(revision.rows, judged, strict=True):
            found.setdefault(number, []).append(entry)
    return tuple(
        AuditedRow(number=number + 1, row=row, judged=tuple(found[number]))
        for number, row in enumerate(assessment.changes)
    )


def _is_to_come(date: str | None, published: str | None) -> bool:
    """Whether the changes of a date had not taken effect when the document was published."""
    return date is None or (published is not None and date > published)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The published version before the one that is audited; ``label`` names it to people."""

    assessment: Assessment
    label: str


def findings(
    assessment: Assessment, audited: Sequence[AuditedRow], before: Assessment | None = None
) -> tuple[Finding, ...]:
    """What the rules have against the document: rows that missed a duty, its しきい値判断, what moves that.

    It is moved by a published row, or from the version ``before`` where that is known.
    """
    found = [_missed(one) for one in audited if one.missed]
    now = thresholds.threshold(assessment)
    found += thresholds.findings(now)
    if before is not None:
        found += thresholds.moved(thresholds.threshold(before), now)
    for one in audited:
        for change in (entry.change for entry in one.judged):
            if thresholds.is_input(assessment.form, change.path):
                moves = thresholds.moved_by(assessment.form, change.path, change.before, change.after)
                found += [replace(move, row=one.number) for move in moves]
    tree = form(assessment.form)
    return tuple(
        replace(
            one,
            severity=_SEVERITIES[one.kind],
            sure=one.kind != "threshold-may-move",
            heading=tree.heading(one.path, assessment.items) if one.path else (),
        )
        for one in found
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """All findings, the gravest first, and the rows (from 1) that could be held against no text."""

    findings: tuple[Finding, ...]
    unchecked: tuple[int, ...] = ()


def examine(
    case: Case, audited: Sequence[AuditedRow], earlier: Earlier | None = None, passed: Sequence[Finding] = ()
) -> Examined:
    """The document held against the rules, itself, its table and its ``earlier`` version; ``passed`` are deadlines."""
    case = replace(case, document=_with_days(case.document))
    against_body = body.check(case)
    found = [
        *findings(case.document, audited, earlier.assessment if earlier else None),
        *against_body,
        *(one for part in (echoes, counts, days, cells, headings, due) for one in part.check(case)),
        *(versions.check(case, earlier.assessment, earlier.label) if earlier else ()),
        *passed,
    ]
    return Examined(
        findings=tuple(sorted(_once(found), key=_order)),
        unchecked=body.unchecked(case, against_body),
    )


def _order(finding: Finding) -> tuple[int, bool, bool]:
    return SEVERITIES.index(finding.severity), finding.kind in _TRIFLES, not finding.sure


def _with_days(document: Assessment) -> Assessment:
    """The document without days of rows that are none: a file may say anything there."""
    rows = document.changes
    if all(row.date is None or to_iso(row.date) == row.date for row in rows):
        return document
    real = (row if row.date is None or to_iso(row.date) == row.date else replace(row, date=None) for row in rows)
    return replace(document, changes=tuple(real))


def _once(found: Sequence[Finding]) -> list[Finding]:
    """The findings without those that say of one item again that its text was announced by no row."""
    told = {one.path for one in found if one.kind == versions.UNANNOUNCED and one.row is None}
    return [one for one in found if one.kind != body.UNANNOUNCED or one.row is None or one.path not in told]


def _missed(audited: AuditedRow) -> Finding:
    change, judgement = audited.gravest.change, audited.gravest.judgement
    place = change.path or " ".join(audited.row.item.split())
    text = (
        f"{audited.number}行目の{place}は、規則「{judgement.rule}」によれば重要な変更で、事前の評価の再実施が必要ですが、"
        f"提出時期は「{audited.row.timing}」と公表されています。"
    )
    return Finding(kind=MISSED, row=audited.number, path=change.path, clause=MISSED_CLAUSE, text=text)
