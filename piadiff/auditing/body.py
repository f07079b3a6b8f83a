"""The rows of the change table held against the body and against each other.

Every row is undone in the body, the newest first (``backfill``): what fits exactly is borne out. What does not is
looked into here: a text that differs by a sign, a text that nothing has, a chain of rows that does not join.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from piadiff.auditing.case import Case, Items, in_body, of_row, row_finding, short, shown
from piadiff.auditing.wording import nearly
from piadiff.backfill import NOT_UNDONE, SURE
from piadiff.differ import published_on
from piadiff.findings import CAUTION, CHECK, ERROR, Finding
from piadiff.forms import Node
from piadiff.likeness import likeness
from piadiff.model import Figure, Row, Value
from piadiff.notation import fold, meaning, nfkc
from piadiff.reversal import NOT_THERE, SAYS_NOTHING
from piadiff.undoing import NO_BOX, NO_FIGURE, Undone, undo
from piadiff.values import as_text, is_blank

_PROCEDURES = "評価実施手続"
NOT_IN_BODY, UNANNOUNCED, CHAIN = "not-in-body", "unannounced", "broken-chain"

_WHOLE = ("name", "choice", "count", "date", "checks")  # kinds of which a row shows all
_SHORT = 60  # letters up to which a text is shown whole by a row, as a rule
_SAME_PASSAGE = 0.5  # from this likeness on two texts are the same passage at two times
_TELLING = 8  # letters from which a text does not stand elsewhere by chance
# What tells of the change and is no text of the item; what it means stays unchecked.
_INSTRUCTION = re.compile(
    r"^[(]?(?:同[左右上]|左に同じ|変更なし|変更無し?|(?:別紙|別添|右記|左記).{0,12}(?:とおり|通り|参照))[)]?。?$"
    r"|(?:を|に|へ|から).{0,12}(?:修正|変更|追加|追記|削除|更新|差し?替え|差替)(?:した)?[)）]?$"
)
_ENTRY_NUMBER = re.compile(r"^(?:\s*[(]?(?:No\.?\s*)?(?:\d{1,3}|[①-⑳])\s*[).:、\s]\s*)+")
_LEFT_OUT = re.compile(r"[(]?(?:[中前後]|以下|以上|一部)?(?:略|省略)[)]?")
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
            yield from nearly(case, number, row, path, node, items)
        return
    if result == NO_FIGURE:
        yield from _figure(case, number, row, path, items.get(path))
    elif _INSTRUCTION.search(fold(row.after)) or (node.kind == "list" and _has_entries(row, items.get(path))):
        return
    elif result in (NOT_THERE, NO_BOX) and not _joined(case, number, row, path):
        later = _later(case, number, row, path, node)
        if later is not None:
            yield _chain(case, number, row, path, later)
        else:
            yield _missing(case, number, row, path, node)


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
    return row_finding(case, CHAIN, later, path, text, *evidence, severity=severity)


def _has_entries(row: Row, value: Value) -> bool:
    """Whether the list has every entry that the row shows, whatever the numbers before them."""
    entries = {_bare(entry) for entry in (value if isinstance(value, tuple) else ())}
    shown_ = [_bare(line) for line in row.after.split("\n")]
    return all(line in entries for line in shown_ if line and not _LEFT_OUT.fullmatch(line))


def _bare(entry: str) -> str:
    """An entry without its number."""
    return fold(_ENTRY_NUMBER.sub("", nfkc(entry)))


# -- texts that are not there ------------------------------------------------------------------------------------------


def _missing(case: Case, number: int, row: Row, path: str, node: Node) -> Finding:
    """The last row on a passage, whose text the body does not have. Where the body has something else in its place, it
    is the change to that which no row tells."""
    value = case.document.items.get(path)
    body, elsewhere = as_text(value), _is_elsewhere(case, row)
    last = not any(case.order[n] > case.order[number] for n in case.rows_on(path))
    whole = is_blank(value) or node.kind in _WHOLE or max(len(fold(body)), len(fold(row.after))) <= _SHORT
    evidence = (of_row(row, number), in_body(case, path))
    if node.kind == "checks" or (node.kind in ("choice", "count") and not case.exact):
        text = f"{number + 1}行目の変更後「{short(row.after)}」が、{path}の本文（{short(shown(body))}）と合いません。"
        if not case.exact:
            text = text.removesuffix("。") + "。枠の読み取りの誤りかもしれないので、紙面で確かめてください。"
        severity = ERROR if case.exact else CHECK
        return row_finding(case, NOT_IN_BODY, number, path, text, *evidence, severity=severity, sure=case.exact)
    if last and whole:
        now = "空欄です" if is_blank(value) else f"「{short(body)}」です"
        text = (
            f"{path}の本文は{now}が、最後の行（{number + 1}行目）の変更後は「{short(row.after)}」で、"
            "その後の変更を告げる行がありません。"
        )
        if is_blank(value) and _is_to_be_held(case, path):
            text = text.removesuffix("。") + "（案の段階なら、手続のあとに記入されます）。"
            return row_finding(case, UNANNOUNCED, number, path, text, *evidence, severity=CHECK, sure=False)
        severity = CHECK if elsewhere else CAUTION if is_blank(value) else ERROR
        return row_finding(case, UNANNOUNCED, number, path, text, *evidence, severity=severity, sure=not elsewhere)
    text = f"{number + 1}行目の変更後「{short(row.after)}」が、{path}の本文になく、その後に変えた行もありません。"
    severity = CHECK if elsewhere else CAUTION
    return row_finding(case, NOT_IN_BODY, number, path, text, *evidence, severity=severity, sure=False)


def _is_to_be_held(case: Case, path: str) -> bool:
    """Whether an item tells of a procedure of an assessment that is not published yet, and may be still to come."""
    return published_on(case.document) is None and case.heading(path)[0].endswith(_PROCEDURES)


def _is_elsewhere(case: Case, row: Row) -> bool:
    """Whether the text stands somewhere in the document: the row, or the reading, may have put it to another item."""
    wrote = meaning(row.after)
    return len(wrote) >= _TELLING and wrote in case.everything


def _figure(case: Case, number: int, row: Row, path: str, value: Value) -> Iterator[Finding]:
    """A flow chart to which the row adds what no label of it names. Of pictures nothing is known."""
    if not isinstance(value, Figure) or not value.labels:
        return
    labels = fold("".join(as_text(case.document.items.get(path))))
    told = [
        name
        for part in _PICTURED.findall(row.after.replace("\n", ""))
        for name in _AND.split(part)
        if len(fold(name)) > 3
    ]
    missing = [name for name in told if fold(name) not in labels]
    if missing:
        text = f"{number + 1}行目で{path}に加えたとある「{'」「'.join(missing)}」が、図の文字に見当たりません。"
        yield row_finding(case, NOT_IN_BODY, number, path, text, of_row(row, number), severity=CHECK, sure=False)
