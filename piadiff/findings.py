"""What a person has to look at: a duty missed, a threshold that moved. Findings are values, shown by callers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


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
