"""What a revision obliges the office to do, as a checklist from its judged changes.

A 重要な変更 obliges to a new assessment before the change (番号法第28条第1項, 規則第11条), anything else to a
correction (規則第14条); what is 要確認 has to be decided first. A 全項目評価 that is made again is put to the public
(意見の聴取) and to a third party (第三者点検) before it is submitted, a 重点項目評価 only if the office wishes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from piadiff.canonical import FORMAT
from piadiff.deadlines import Deadline
from piadiff.facts import NOTHING, Facts
from piadiff.findings import Finding
from piadiff.findings import to_json as finding_to_json
from piadiff.milestones import Milestone, milestones, order_findings
from piadiff.model import Assessment, Judged
from piadiff.tasks import Task, Verdict, Work, counts, found_tasks, later, overdue
from piadiff.thresholds import KIND_OF_FORM

VERDICTS: dict[Verdict, str] = {
    "reassess": "再評価が要ります（重要な変更があります）。",
    "undecided": "再評価か修正かは、要確認の変更の判断で決まります。",
    "correct": "修正で足ります（重要な変更はありません）。",
    "nothing": "変更箇所はありません。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Some tasks that belong together, in the order in which they are done."""

    title: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The checklist of a revision. ``counts`` are all changes, then those important, to be decided, and other."""

    name: str
    form: str
    old: str
    new: str
    verdict: Verdict
    counts: tuple[int, int, int, int]
    sections: tuple[Section, ...]
    dates: tuple[Milestone, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def assessment(self) -> str:
        """The kind of assessment (全項目評価)."""
        return KIND_OF_FORM[self.form]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One version: its assessment, how it is called, its 公表日 (ISO, None if unknown)."""

    assessment: Assessment
    label: str
    date: str | None = None


def plan(
    judged: Sequence[Judged],
    before: Side,
    after: Side,
    *,
    facts: Facts = NOTHING,
    findings: Sequence[Finding] = (),
    due: Sequence[Deadline] = (),
    name: str = "",
) -> Plan:
    """The checklist. ``findings`` are those known of the revision, ``due`` the deadlines that stood before it."""
    verdict = _verdict(judged)
    known = milestones(judged, before.assessment, after.assessment, (before.date, after.date), facts)
    again = verdict in ("reassess", "undecided")
    all_findings = (*findings, *order_findings(known, before.date, again=again), *overdue(due, known))
    work = Work(judged=tuple(judged), form_name=after.assessment.form, verdict=verdict, known=known, facts=facts)
    sections = (
        Section(title="指摘（先に直すか、確かめること）", tasks=tuple(found_tasks(all_findings))),
        Section(title="先に決めること", tasks=tuple(work.decide())),
        Section(title="評価書", tasks=tuple(work.write())),
        Section(title="提出までの手続", tasks=tuple(work.consult())),
        Section(title="提出・公表と変更", tasks=tuple(work.submit())),
        Section(title="その後の期限", tasks=tuple(later(verdict, known, due))),
    )
    return Plan(
        name=name,
        form=after.assessment.form,
        old=before.label,
        new=after.label,
        verdict=verdict,
        counts=counts(judged),
        sections=tuple(section for section in sections if section.tasks),
        dates=known.all,
        findings=all_findings,
    )


def _verdict(judged: Sequence[Judged]) -> Verdict:
    said = {one.judgement.important for one in judged}
    if "yes" in said:
        return "reassess"
    return "undecided" if "review" in said else "correct" if said else "nothing"


def to_json(made: Plan) -> dict[str, Any]:
    """The plan as JSON data; days are ISO in ``dates``, as printed in the tasks."""
    total, yes, review, no = made.counts
    return {
        "format": FORMAT,
        "kind": "plan",
        "name": made.name,
        "form": made.form,
        "assessment": made.assessment,
        "old": made.old,
        "new": made.new,
        "verdict": made.verdict,
        "counts": {"changes": total, "important": yes, "review": review, "other": no},
        "sections": [
            {
                "title": section.title,
                "tasks": [
                    {
                        "kind": task.kind,
                        "text": task.text,
                        "when": task.when,
                        "clause": task.clause,
                        "details": list(task.details),
                        "open": task.open,
                    }
                    for task in section.tasks
                ],
            }
            for section in made.sections
        ],
        "dates": [
            {"kind": day.kind, "name": day.name, "start": day.start, "end": day.end, "stale": day.stale}
            for day in made.dates
        ],
        "findings": [finding_to_json(finding) for finding in made.findings],
    }
