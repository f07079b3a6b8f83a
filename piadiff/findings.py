"""What a person has to look at: a duty missed, a threshold that moved. Findings are values, shown by callers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding: its ``kind`` (an English word for programs), the item, the clause, and one Japanese sentence.

    ``row`` is the row of the published table, from 1, where the finding is about one; ``path`` is "" where it is about
    no single item.
    """

    kind: str
    text: str
    clause: str
    path: str = ""
    row: int | None = None


def to_json(finding: Finding) -> dict[str, Any]:
    """A finding as JSON data; ``row`` only where the finding is about a row."""
    data: dict[str, Any] = {"kind": finding.kind}
    if finding.row is not None:
        data["row"] = finding.row
    return data | {"path": finding.path, "clause": finding.clause, "text": finding.text}


def sentences(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The findings for people, with their clauses; those that say the same of several items become one sentence.

    Of many items the first are named and the others counted.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        item = finding.path if finding.path and finding.text.startswith(finding.path) else ""
        groups.setdefault((finding.text.removeprefix(item), finding.clause), []).append(item)
    return tuple(f"{_listed(items)}{text.removesuffix('。')}（{clause}）。" for (text, clause), items in groups.items())


def _listed(items: Sequence[str]) -> str:
    named, more = "、".join(items[:_NAMED]), len(items) - _NAMED
    if more > 0:
        return f"{named} ほか{more}件（計{len(items)}件）"
    return f"{named}（{len(items)}件）" if len(items) > 1 else named
