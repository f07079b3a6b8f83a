"""A published document held against the rules: what each row of its change table would have been judged.

The judgement reads what changed, never the published 提出時期 or its explanation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from piadiff.classifier import judge
from piadiff.forms import form
from piadiff.model import Assessment, Judged, Row
from piadiff.published import revisions

_GRAVITY = {"yes": 2, "review": 1, "no": 0}


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


def audit_rows(assessment: Assessment) -> tuple[AuditedRow, ...]:
    """Every row of the document's own change table, judged within its revision, in the order of the table."""
    tree = form(assessment.form)
    found: dict[int, list[Judged]] = {}
    for revision in revisions(assessment.changes, tree, assessment.items):
        judged: Sequence[Judged] = judge(revision.changes, tree, pending=revision.date is None)
        for number, entry in zip(revision.rows, judged, strict=True):
            found.setdefault(number, []).append(entry)
    return tuple(
        AuditedRow(number=number + 1, row=row, judged=tuple(found[number]))
        for number, row in enumerate(assessment.changes)
    )
