"""The rows of the change table held against the body and against each other.

Every row is undone in the body, the newest first (``backfill``): what fits exactly is borne out. What does not is
looked into here: a text that differs by a sign, a text that nothing has, a chain of rows that does not join.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from piadiff import words
from piadiff.auditing.case import Case, Items, of_row, same_text, short, shown
from piadiff.backfill import NOT_UNDONE, SURE
from piadiff.findings import CAUTION, CHECK, ERROR, Evidence, Finding, Severity
from piadiff.forms import Node
from piadiff.likeness import likeness
from piadiff.model import Figure, Row, Value
from piadiff.notation import fold, meaning
from piadiff.readers.row_values import row_values
from piadiff.reversal import NOT_THERE, SAYS_NOTHING, slight_differences
from piadiff.undoing import NO_BOX, NO_FIGURE, Undone, sides, undo
from piadiff.values import as_text, is_blank

NOT_IN_BODY, UNANNOUNCED, STILL_THERE = "not-in-body", "unannounced", "still-there"
WORDING, CHAIN = "wording", "broken-chain"

_WHOLE = ("name", "choice", "count", "date", "checks")  # kinds of which a row shows all
_SHORT = 60  # letters up to which a text is shown whole by a row, as a rule
_SAME_PASSAGE = 0.5  # from this likeness on two texts are the same passage at two times
_TELLING = 8  # letters from which a text does not stand elsewhere by chance
_SIGNS = re.compile(r"[\W_ーぁ-ゖ]{0,2}")  # a comma, a dot, a particle
_AROUND = 6
_PICTURED = re.compile(r"(?:図面?|図中|記載)(?:等)?に(.+?)を(?:追記|追加)")
_AND = re.compile(r"[、,]|及び|並びに|との?連携|の運用|の流れ|による")


def check(case: Case) -> tuple[Finding, ...]:
    """The rows that the body, or the rows after them, do not bear out, in the order of the table."""
    then = _states(case)
    found: list[Finding] = []
    for undone in case.past.rows:
        if undone.outcome == SURE:
            continue
        number = undone.number - 1
        for path in undone.row.paths:
            items = then.get(number)
            node = case.tree.find(path)
            if items is not None and node is not None and node.kind != "section":
                found += _row(case, number, undone.row, path, node, items)
    return tuple(found)


def unchecked(case: Case, found: Iterable[Finding]) -> tuple[int, ...]:
    """The rows (from 1) that could be held against no text and of which nothing is found: nobody knows whether they
    are borne out. ``found`` is what :func:`check` gave."""
    told = {finding.row for finding in found}
    return tuple(
        one.number
        for one in case.past.rows
        if one.outcome == NOT_UNDONE
        and one.number not in told
        and one.why != SAYS_NOTHING
        and not any(_joined(case, one.number - 1, one.row, path) for path in one.row.paths)
    )


def _states(case: Case) -> Mapping[int, Items]:
    """For each row (from 0) the items as they read after its revision, as far as the later rows tell."""
    found: dict[int, Items] = {}
    items: Items = case.document.items
    for version in case.past.versions:
        found |= {row.number - 1: items for row in version.rows}
        items = version.assessment.items
    return found


def _row(case: Case, number: int, row: Row, path: str, node: Node, items: Items) -> Iterator[Finding]:
    others = [other for p in row.paths if p != path and (other := case.tree.find(p))]
    result = undo(items.get(path), row, node, others)
    if isinstance(result, Undone):
        if not result.sure:
            yield from _nearly(case, number, row, path, node, items)
        return
    if result == NO_FIGURE:
        yield from _figure(case, number, row, path, items.get(path))
    elif result in (NOT_THERE, NO_BOX) and not _joined(case, number, row, path):
        later = _later(case, number, row, path, node)
        if later is not None:
            yield _chain(case, number, row, path, later)
        else:
            yield _missing(case, number, row, path, node)


# -- texts that differ a little ----------------------------------------------------------------------------------------


def _nearly(case: Case, number: int, row: Row, path: str, node: Node, items: Items) -> Iterator[Finding]:
    """A passage that the body, or a later row, has in other words; a text that a row took out and that is there."""
    said = row_values(row, node)
    before, after = sides(row, said)
    value = as_text(items.get(path))
    later = [n for n in case.rows_on(path) if case.order[n] > case.order[number]]
    if not fold(after):
        if len(fold(before)) >= _TELLING and fold(before) in fold(value) and not later:
            text = f"{number + 1}行目で削除したとある{path}の記載「{short(before)}」が、本文に残っています。"
            yield _finding(case, STILL_THERE, number, path, text, of_row(row, number, "変更前"), _body(case, path))
        return
    if node.kind == "checks":
        yield from () if later else _boxes_nearly(case, number, row, path, node)
        return
    for ours, theirs in slight_differences(value, before, after):
        if same_text(ours, theirs) or all(_stands_in(line, value) for line in ours.split("\n")):
            continue
        there = _where(case, path, number, theirs)
        differences = _differences(ours, theirs)
        if not differences:
            continue
        trifle = all(_SIGNS.fullmatch(fold(part)) for one in differences for part in (one.ours, one.theirs))
        changes = "、".join(f"{one.was}→{one.now}" for one in differences[:3])
        more = " ほか" if len(differences) > 3 else ""
        text = f"{number + 1}行目の変更後は、{path}の{there}と少し違います（{changes}{more}）。"
        yield _finding(
            case,
            WORDING,
            number,
            path,
            text,
            Evidence(what=f"{number + 1}行目の変更後", text=ours),
            Evidence(what=there, text=theirs),
            severity=CHECK if trifle else CAUTION,
        )


def _stands_in(line: str, value: str) -> bool:
    """Whether a line stands in the text, its end where a word or sentence ends there too."""
    body, want = fold(value), fold(line)
    at = body.find(want)
    return at >= 0 and body[at + len(want) : at + len(want) + 1] not in ("。", "、")


def _where(case: Case, path: str, number: int, theirs: str) -> str:
    """Where the text stands that the row is held against: in the body, or in 変更前 of a later row."""
    if meaning(theirs) in meaning(as_text(case.document.items.get(path))):
        return "本文"
    for later in case.rows_on(path):
        if case.order[later] > case.order[number] and meaning(theirs) in meaning(case.document.changes[later].before):
            return f"{later + 1}行目の変更前"
    return "その後の記載"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Difference:
    """Words in which two texts differ, and the same with some letters around them, so that a comma can be seen."""

    ours: str
    theirs: str
    was: str
    now: str


def _differences(ours: str, theirs: str) -> list[_Difference]:
    """The places in which two texts differ in words."""
    spans = [
        span if span.kind == "same" or words.is_change(span) else words.Span(kind="same", text=span.text)
        for span in words.compare(_line(ours), _line(theirs))
        if span.kind != "added" or words.is_change(span)
    ]
    found = []
    for changed, run in groupby(enumerate(spans), key=lambda entry: entry[1].kind != "same"):
        if not changed:
            continue
        run_ = list(run)
        first, last = run_[0][0], run_[-1][0]
        left = spans[first - 1].text[-_AROUND:] if first else ""
        right = spans[last + 1].text[:_AROUND] if last + 1 < len(spans) else ""
        gone, came = ("".join(span.text for _, span in run_ if span.kind == kind) for kind in ("removed", "added"))
        shown_ = [f"「{left}{short(part)}{right}」" for part in (gone, came)]
        found.append(_Difference(ours=gone, theirs=came, was=shown_[0], now=shown_[1]))
    return found


def _line(text: str) -> str:
    return text.replace("\n", "")


def _boxes_nearly(case: Case, number: int, row: Row, path: str, node: Node) -> Iterator[Finding]:
    """Marked boxes whose brackets say something else than the row shows."""
    said, there = row_values(row, node).after, case.document.items.get(path)
    if not isinstance(said, Mapping) or not isinstance(there, Mapping):
        return
    brackets = {fold(box): text for box, text in there.items()}
    for box, ours in said.items():
        theirs = brackets.get(fold(box), "")
        if not ours or not theirs or same_text(ours, theirs):
            continue
        said_, is_ = (f"「{box}（{short(words_)}）」" for words_ in (ours, theirs))
        text = f"{number + 1}行目の変更後の{said_}は、{path}の本文では{is_}です。"
        evidence = (of_row(row, number), _body(case, path))
        yield _finding(case, WORDING, number, path, text, *evidence, severity=CHECK, sure=case.exact)


# -- chains ------------------------------------------------------------------------------------------------------------


def _joined(case: Case, number: int, row: Row, path: str) -> bool:
    """Whether a later row shows as its 変更前 what this row wrote: the text was superseded."""
    wrote = meaning(row.after)
    for later in case.rows_on(path):
        if case.order[later] > case.order[number]:
            was = meaning(case.document.changes[later].before)
            if was and wrote and (was in wrote or wrote in was):
                return True
    return False


def _later(case: Case, number: int, row: Row, path: str, node: Node) -> int | None:
    """The next row that speaks of the same passage, None if there is none."""
    for later in case.rows_on(path):
        if case.order[later] <= case.order[number]:
            continue
        other = case.document.changes[later]
        if other.date == row.date:
            continue
        if node.kind in _WHOLE and node.kind != "checks":
            return later
        if likeness(row.after, other.before) >= _SAME_PASSAGE:
            return later
    return None


def _chain(case: Case, number: int, row: Row, path: str, later: int) -> Finding:
    other = case.document.changes[later]
    text = (
        f"{path}の{number + 1}行目の変更後「{short(shown(row.after))}」と、その次の{later + 1}行目の変更前"
        f"「{short(shown(other.before))}」がつながりません。"
    )
    severity = CHECK if likeness(row.after, other.before) > 0.9 else CAUTION
    evidence = (of_row(row, number), of_row(other, later, "変更前"))
    return _finding(case, CHAIN, later, path, text, *evidence, severity=severity)


# -- texts that are not there ------------------------------------------------------------------------------------------


def _missing(case: Case, number: int, row: Row, path: str, node: Node) -> Finding:
    """The last row on a passage, whose text the body does not have. Where the body has something else in its place, it
    is the change to that which no row tells."""
    value = case.document.items.get(path)
    body, elsewhere = as_text(value), _is_elsewhere(case, row)
    last = not any(case.order[n] > case.order[number] for n in case.rows_on(path))
    whole = is_blank(value) or node.kind in _WHOLE or max(len(fold(body)), len(fold(row.after))) <= _SHORT
    evidence = (of_row(row, number), _body(case, path))
    if node.kind == "checks" or (node.kind in ("choice", "count") and not case.exact):
        text = f"{number + 1}行目の変更後「{short(row.after)}」が、{path}の本文（{short(shown(body))}）と合いません。"
        if not case.exact:
            text = text.removesuffix("。") + "。枠の読み取りの誤りかもしれないので、紙面で確かめてください。"
        severity = ERROR if case.exact else CHECK
        return _finding(case, NOT_IN_BODY, number, path, text, *evidence, severity=severity, sure=case.exact)
    if last and whole:
        now = "空欄です" if is_blank(value) else f"「{short(body)}」です"
        text = (
            f"{path}の本文は{now}が、最後の行（{number + 1}行目）の変更後は「{short(row.after)}」で、"
            "その後の変更を告げる行がありません。"
        )
        severity = CHECK if elsewhere else CAUTION if is_blank(value) else ERROR
        return _finding(case, UNANNOUNCED, number, path, text, *evidence, severity=severity, sure=not elsewhere)
    text = f"{number + 1}行目の変更後「{short(row.after)}」が、{path}の本文になく、その後に変えた行もありません。"
    severity = CHECK if elsewhere else CAUTION
    return _finding(case, NOT_IN_BODY, number, path, text, *evidence, severity=severity, sure=False)


def _is_elsewhere(case: Case, row: Row) -> bool:
    """Whether the text stands somewhere in the document: the row, or the reading, may have put it to another item."""
    wrote = meaning(row.after)
    return len(wrote) >= _TELLING and wrote in case.everything


def _figure(case: Case, number: int, row: Row, path: str, value: Value) -> Iterator[Finding]:
    """A flow chart to which the row adds what no label of it names. Of pictures nothing is known."""
    if not isinstance(value, Figure) or not value.labels:
        return
    labels = fold("".join(as_text(case.document.items.get(path))))
    told = [name for part in _PICTURED.findall(_line(row.after)) for name in _AND.split(part) if len(fold(name)) > 3]
    missing = [name for name in told if fold(name) not in labels]
    if missing:
        text = f"{number + 1}行目で{path}に加えたとある「{'」「'.join(missing)}」が、図の文字に見当たりません。"
        yield _finding(case, NOT_IN_BODY, number, path, text, of_row(row, number), severity=CHECK, sure=False)


def _body(case: Case, path: str) -> Evidence:
    return Evidence(what="本文", text=shown(as_text(case.document.items.get(path))))


def _finding(
    case: Case,
    kind: str,
    number: int,
    path: str,
    text: str,
    *evidence: Evidence,
    severity: Severity = CAUTION,
    sure: bool = True,
) -> Finding:
    return Finding(
        kind=kind,
        text=text,
        path=path,
        row=number + 1,
        severity=severity,
        sure=sure,
        heading=case.heading(path),
        evidence=evidence,
    )
