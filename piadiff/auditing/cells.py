"""The cells of single rows: 提出時期 and its explanation missing or against each other, rows that change nothing."""

from __future__ import annotations

from collections.abc import Iterator

from piadiff.auditing.case import Case, of_row, row_finding, same_text
from piadiff.findings import CAUTION, CHECK, ERROR, Evidence, Finding, Severity
from piadiff.model import Row
from piadiff.notation import differences, fold, is_empty_mark
from piadiff.readers.row_values import only_left_out
from piadiff.rules import ACT_28

NO_TIMING, NO_REASON, AGAINST = "no-timing", "no-reason", "reason-against-timing"
NO_CHANGE, TWICE = "no-change", "twice"

_IMPORTANT = "重要な変更"
_NOT = (
    "当たらない",
    "あたらない",
    "当たらず",
    "該当しない",
    "該当せず",
    "該当なし",
    "ではない",
    "でない",
    "以外",
    "伴",
)
_AFTER = ("事後", "修正")


def check(case: Case) -> tuple[Finding, ...]:
    """What is wrong with single rows, in the order of the table."""
    found: list[Finding] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(case.document.changes):
        found += _filed(case, number, row)
        found += _nothing(case, number, row)
        known = tuple(fold(cell) for cell in (row.date_text, row.item, row.before, row.after))
        if (other := seen.setdefault(known, number)) != number:
            text = f"{number + 1}行目は、{other + 1}行目と同じ変更です（変更日、項目、変更前、変更後が同じ）。"
            found.append(_finding(case, TWICE, number, row, text, of_row(row, number), severity=CHECK))
    return tuple(found)


def _filed(case: Case, number: int, row: Row) -> Iterator[Finding]:
    """提出時期 and 提出時期に係る説明. 様式2 knows corrections only, so its rows need not say when."""
    if not row.timing.strip():
        yield _finding(case, NO_TIMING, number, row, f"{number + 1}行目の提出時期が空欄です。", severity=CAUTION)
    if not row.reason.strip() or is_empty_mark(row.reason):
        text = f"{number + 1}行目の提出時期に係る説明が空欄です。"
        severity = CHECK if case.document.form == "様式2" else CAUTION
        yield _finding(case, NO_REASON, number, row, text, severity=severity)
    elif row.timing in _AFTER and _says_important(row.reason):
        text = f"{number + 1}行目は、説明に「{_IMPORTANT}」とありますが、提出時期は「{row.timing}」です。"
        evidence = (
            Evidence(what=f"{number + 1}行目の提出時期", text=row.timing),
            Evidence(what=f"{number + 1}行目の説明", text=row.reason),
        )
        yield _finding(case, AGAINST, number, row, text, *evidence, severity=ERROR, clause=f"{ACT_28}、規則第11条")


def _says_important(reason: str) -> bool:
    """Whether an explanation calls the change an important one: in few words, and nothing in them says that it is
    none."""
    plain = fold(reason)
    return plain.startswith(fold(_IMPORTANT)) and not any(word in plain for word in _NOT)


def _nothing(case: Case, number: int, row: Row) -> Iterator[Finding]:
    """A row whose two texts say the same. The notation may have been the change: that is told."""
    before, after = row.before, row.after
    if is_empty_mark(before) and is_empty_mark(after):
        text = f"{number + 1}行目は、変更前も変更後も空欄です。"
        yield _finding(case, NO_CHANGE, number, row, text, severity=CAUTION)
    elif before.strip() and same_text(before, after) and not only_left_out(after):
        notation = "・".join(differences(before, after))
        how = f"表記（{notation}）だけが違います" if notation else "同じ記載です"
        text = f"{number + 1}行目の変更前と変更後は、{how}。"
        evidence = (of_row(row, number, "変更前"), of_row(row, number))
        yield _finding(case, NO_CHANGE, number, row, text, *evidence, severity=CHECK if notation else CAUTION)


def _finding(
    case: Case,
    kind: str,
    number: int,
    row: Row,
    text: str,
    *evidence: Evidence,
    severity: Severity,
    clause: str = "",
) -> Finding:
    path = row.paths[0] if row.paths else ""
    return row_finding(case, kind, number, path, text, *evidence, severity=severity, clause=clause)
