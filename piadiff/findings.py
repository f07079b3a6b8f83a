"""What a person has to look at: a duty missed, a threshold that moved, a row that the text does not bear out. Findings
are values, shown by callers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

_NAMED = 6
_SHOWN = 100  # letters of a text that is shown beside a finding

Severity = Literal["誤り", "注意", "確認"]
ERROR: Severity = "誤り"  # one of two things that are published is wrong, or a duty was missed
CAUTION: Severity = "注意"  # something that belongs there is missing, or two texts disagree in words
CHECK: Severity = "確認"  # a trifle, or what only a look at the paper can decide
SEVERITIES: tuple[Severity, ...] = (ERROR, CAUTION, CHECK)
# What the findings of each kind are about, for people.
TITLES = {
    "missed-duty": "事前の評価の再実施",
    "threshold-result": "しきい値判断",
    "threshold-form": "しきい値判断",
    "threshold-moved": "しきい値判断",
    "threshold-may-move": "しきい値判断",
    "unannounced": "告げられていない変更",
    "announced-unchanged": "変わっていない項目の行",
    "row-lost": "なくなった行",
    "not-in-body": "本文にない変更後",
    "still-there": "本文に残っている記載",
    "wording": "本文と少し違う変更後",
    "broken-chain": "つながらない行",
    "heading-number": "項目の番号",
    "heading-name": "項目の名称",
    "heading-unknown": "分からない項目",
    "date-impossible": "変更日",
    "date-order": "変更日",
    "date-after-publication": "変更日",
    "date-missing": "変更日",
    "no-timing": "提出時期と説明",
    "no-reason": "提出時期と説明",
    "reason-against-timing": "提出時期と説明",
    "no-change": "変更のない行",
    "twice": "同じ行",
    "count": "件数",
    "choice": "選択肢と記載",
    "numbering": "番号",
    "shifted-article": "引用の直し忘れ",
    "old-name": "引用の直し忘れ",
    "old-grounds": "引用の直し忘れ",
    "retention": "保管期間",
    "no-published": "公表日",
    "bad-published": "公表日",
    "procedure": "評価の日付",
    "too-late": "再評価の期限",
    "overdue": "期限",
}
SURE, ESTIMATED = "確実", "推定"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A text that a finding rests on: what it is (変更後（71行目）, 本文), and the text as published."""

    what: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding: its ``kind`` (an English word for programs), the item, the clause, and one Japanese sentence.

    ``row`` is the row of the published table, from 1, where the finding is about one; ``path`` is "" where it is about
    no single item, ``clause`` where it rests on none. ``sure`` is false where it may be the reading of the document, or
    a rule that does not fit, that is wrong; ``heading`` is the item as the form prints it; ``evidence`` are the texts
    to be seen side by side. ``rows`` are all rows of which the same is found, where :func:`gathered` put them together.
    """

    kind: str
    text: str
    clause: str = ""
    path: str = ""
    row: int | None = None
    severity: Severity = CAUTION
    sure: bool = True
    heading: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    rows: tuple[int, ...] = ()


def to_json(finding: Finding) -> dict[str, Any]:
    """A finding as JSON data; ``row`` only where the finding is about a row."""
    data: dict[str, Any] = {"kind": finding.kind}
    if finding.row is not None:
        data["row"] = finding.row
    return data | {"path": finding.path, "clause": finding.clause, "text": finding.text}


def to_full_json(finding: Finding) -> dict[str, Any]:
    """As :func:`to_json`, with severity, certainty, heading and evidence."""
    return to_json(finding) | {
        "severity": finding.severity,
        "certainty": SURE if finding.sure else ESTIMATED,
        "heading": list(finding.heading),
        "evidence": [{"what": one.what, "text": one.text} for one in finding.evidence],
    }


def sentences(findings: Iterable[Finding], named: int = _NAMED) -> tuple[str, ...]:
    """The findings for people, with their clauses; those that say the same of several items become one sentence.

    Of many items the first ``named`` are named and the others counted.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        item = finding.path if finding.path and finding.text.startswith(finding.path) else ""
        groups.setdefault((finding.text.removeprefix(item), finding.clause), []).append(item)
    return tuple(
        _listed(items, named) + (f"{text.removesuffix('。')}（{clause}）。" if clause else text)
        for (text, clause), items in groups.items()
    )


def _listed(items: Sequence[str], most: int) -> str:
    named, more = "、".join(items[:most]), len(items) - most
    if more > 0:
        return f"{named} ほか{more}件（計{len(items)}件）"
    return f"{named}（{len(items)}件）" if len(items) > 1 else named


def gathered(findings: Iterable[Finding]) -> list[Finding]:
    """The findings for people: of rows of which the same is found one finding, with the texts of the first of them."""
    groups: dict[tuple[Severity, str, str, str, bool], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.severity, one.kind, _without_row(one), one.clause, one.sure), []).append(one)
    return [_joined(members) if len(members) > 1 else members[0] for members in groups.values()]


def _joined(members: Sequence[Finding]) -> Finding:
    first = members[0]
    rows = tuple(sorted({one.row for one in members if one.row is not None}))
    text = f"{_ranges(rows)}行目{_without_row(first)}" if first.text.startswith(f"{first.row}行目") else first.text
    return replace(first, text=text, rows=rows)


def _without_row(finding: Finding) -> str:
    return finding.text.removeprefix(f"{finding.row}行目")


def page(findings: Iterable[Finding]) -> tuple[tuple[int, str], ...]:
    """The findings as lines for people, each with its indent: by severity, by what they are about, with the texts to be
    seen side by side. Rows of which the same is found become one line."""
    lines: list[tuple[int, str]] = []
    shown = gathered(findings)
    if shown:
        counts = "、".join(f"{one}{n}" for one in SEVERITIES if (n := sum(f.severity == one for f in shown)))
        lines.append((0, f"指摘（{len(shown)}件: {counts}）"))
    for severity in SEVERITIES:
        groups: dict[str, list[Finding]] = {}
        for finding in (one for one in shown if one.severity == severity):
            groups.setdefault(TITLES.get(finding.kind, finding.kind), []).append(finding)
        for title, members in groups.items():
            lines.append((0, f"【{severity}】{title}"))
            for one in members:
                lines += _lines(one)
    return tuple(lines)


def _lines(finding: Finding) -> list[tuple[int, str]]:
    """One finding with the texts that it rests on."""
    said = finding.text.removesuffix("。")
    notes = "、".join(filter(None, (finding.clause, "" if finding.sure else ESTIMATED)))
    found = [(0, f"・{said}（{notes}）。" if notes else f"・{said}。")]
    if finding.severity != CHECK and finding.kind != "wording":  # its sentence shows the words that differ
        found += [(4, f"{one.what}: {_cut(one.text)}") for one in finding.evidence]
    return found


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"


def _ranges(numbers: Sequence[int]) -> str:
    """3、4、5、9 → 3～5、9."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}～{run[-1]}" for run in runs)
