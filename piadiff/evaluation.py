"""How far the rules can be trusted: their judgement of an office's published rows held against the office's own.

The published 提出時期に係る説明 says whether the office held a change for a 重要な変更; both answers are counted, and
every row in which they part is listed. The office may be wrong too: the figures tell how often the two agree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from piadiff.audit import AuditedRow
from piadiff.model import Important, Judgement, Row
from piadiff.notation import fold

Published = Literal["yes", "no"]

# 重要な変更, 重要な変更に当たるため, 重要な変更（別表第二）… but not 重要な変更に当たらない, 重要な変更以外の変更.
_IMPORTANT = re.compile(r"重要な?変更")
_DENIED = re.compile(r"[らしで]ない|[りし]ません|では?な[いく]|[らし]ず|以外|対象外|除く|伴[うい]|非該当|なし")
_CLAUSE_ENDS = re.compile(r"[、。,;\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One row in which the published answer and the judgement part: ``missed`` an important one, a ``false alarm``,
    or only 提出時期 (``timing``)."""

    kind: Literal["missed", "false alarm", "timing"]
    number: int
    row: Row
    judgement: Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The two answers counted over all rows.

    ``counts`` has for each (published, judged) importance the number of rows; ``unsaid`` rows have no explanation and
    count as not important. ``decided`` are the rows that the rules decide and whose 提出時期 is published; in ``right``
    of them it is the same.
    """

    rows: int
    unsaid: int
    counts: dict[tuple[Published, Important], int]
    right: int
    decided: int
    disagreements: tuple[Disagreement, ...]

    def published(self, importance: Published) -> int:
        """How many rows are published as that."""
        return sum(n for (said, _), n in self.counts.items() if said == importance)

    def judged(self, importance: Important) -> int:
        """How many rows are judged as that."""
        return sum(n for (_, judged), n in self.counts.items() if judged == importance)

    @property
    def missed(self) -> int:
        """Rows published as 重要な変更 and judged as none: the costly error."""
        return self.counts["yes", "no"]

    @property
    def false_alarms(self) -> int:
        """Rows judged as 重要な変更 and not published as one."""
        return self.counts["no", "yes"]


def published_importance(row: Row) -> Published:
    """What the published explanation says: ``yes`` where it begins with 重要な変更 and does not deny it."""
    reason = fold(row.reason)
    match = _IMPORTANT.match(reason)
    if match is None:
        return "no"
    return "no" if _DENIED.search(_CLAUSE_ENDS.split(reason[match.end() :], maxsplit=1)[0]) else "yes"


def evaluate(rows: Sequence[AuditedRow]) -> Evaluation:
    """The judgements of a published table held against what it says; see :func:`piadiff.audit.audit_rows`."""
    said: tuple[Published, ...] = ("yes", "no")
    answers: tuple[Important, ...] = ("yes", "no", "review")
    counts = {(published, judged): 0 for published in said for judged in answers}
    right = decided = 0
    found = []
    for audited in rows:
        row, judgement = audited.row, audited.gravest.judgement
        published = published_importance(row)
        counts[published, judgement.important] += 1
        timed = judgement.important != "review" and bool(row.timing)
        same = fold(row.timing) == judgement.timing
        decided += timed
        right += timed and same
        kind: Literal["missed", "false alarm", "timing"] | None = (
            "missed"
            if (published, judgement.important) == ("yes", "no")
            else "false alarm"
            if (published, judgement.important) == ("no", "yes")
            else "timing"
            if timed and not same
            else None
        )
        if kind:
            found.append(Disagreement(kind=kind, number=audited.number, row=row, judgement=judgement))
    return Evaluation(
        rows=len(rows),
        unsaid=sum(not audited.row.reason.strip() for audited in rows),
        counts=counts,
        right=right,
        decided=decided,
        disagreements=tuple(found),
    )
