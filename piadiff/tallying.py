"""How much changed: the changes of each revision counted by part of the form, kind, rule and 提出時期.

Two sources are counted apart, never together: the rows of the published table (by 変更日, with the published 提出時期)
and what differs between stored versions (as judged, or as a person decided).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from piadiff.audit import AuditedRow
from piadiff.model import Change, Judged

OPEN = "これから"
BLANK = "空欄"
KINDS = {"changed": "変更", "added": "追加", "removed": "削除", "moved": "番号の変更"}
TIMINGS = ("事前", "事後", "修正", BLANK)
_BELOW = "項目不明"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One revision: ``name`` is its 変更日 (ISO, or これから), or the 公表日 of its version; counts by each aspect.
    ``rebuilt``: that version was rebuilt from a change table, not published."""

    name: str
    total: int
    parts: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    rules: Mapping[str, int] = field(default_factory=dict)
    timings: Mapping[str, int] = field(default_factory=dict)
    rebuilt: bool = False

    @property
    def shown(self) -> str:
        """The name for people."""
        return f"{self.name} 復元" if self.rebuilt else self.name


def of_rows(rows: Sequence[AuditedRow]) -> tuple[Tally, ...]:
    """The published rows by 変更日, oldest first, those still to come last; a row is one change, of its first item."""
    dated: dict[str, list[AuditedRow]] = {}
    for row in rows:
        dated.setdefault(row.row.date or OPEN, []).append(row)
    return tuple(
        Tally(
            name=day,
            total=len(own),
            parts=_counted(_part(row.gravest.change) for row in own),
            kinds=_counted(KINDS[row.gravest.change.kind] for row in own),
            rules=_counted(row.gravest.judgement.rule for row in own),
            timings=_timings(row.row.timing for row in own),
        )
        for day, own in sorted(dated.items(), key=lambda entry: (entry[0] == OPEN, entry[0]))
    )


def of_changes(name: str, judged: Sequence[Judged], *, rebuilt: bool = False) -> Tally:
    """The changes between two versions, under the 公表日 of the newer."""
    return Tally(
        name=name,
        rebuilt=rebuilt,
        total=len(judged),
        parts=_counted(_part(one.change) for one in judged),
        kinds=_counted(KINDS[one.change.kind] for one in judged),
        rules=_counted(one.judgement.rule for one in judged),
        timings=_timings(one.judgement.timing for one in judged),
    )


def together(tallies: Iterable[Tally]) -> Tally:
    """The sum of several revisions."""
    own = list(tallies)

    def added(aspect: str) -> dict[str, int]:
        total: Counter[str] = Counter()
        for tally in own:
            total.update(getattr(tally, aspect))
        return dict(total.most_common())

    parts = added("parts")
    return Tally(
        name="計",
        total=sum(tally.total for tally in own),
        parts={part: parts[part] for part in sorted(parts, key=_order)},
        kinds=added("kinds"),
        rules=added("rules"),
        timings=_timings(t for t, n in added("timings").items() for _ in range(n)),
    )


def to_json(tally: Tally) -> dict[str, Any]:
    """A tally as JSON data."""
    return {
        "name": tally.name,
        "total": tally.total,
        "timings": dict(tally.timings),
        "parts": dict(tally.parts),
        "kinds": dict(tally.kinds),
        "rules": dict(tally.rules),
    } | ({"rebuilt": True} if tally.rebuilt else {})


def _part(change: Change) -> str:
    return change.path.partition("/")[0] or _BELOW


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items(), key=lambda entry: (-entry[1], entry[0])))


def _timings(timings: Iterable[str]) -> dict[str, int]:
    counts = Counter(timing or BLANK for timing in timings)
    return {timing: counts[timing] for timing in (*TIMINGS, *sorted(set(counts) - set(TIMINGS))) if counts[timing]}


def _order(part: str) -> tuple[int, str]:
    """Parts in the order of the form: 表紙, Ⅰ … Ⅵ, 別添1 …"""
    if part == "表紙":
        return 0, part
    return (3 if part == _BELOW else 2 if part.startswith("別添") else 1), part
