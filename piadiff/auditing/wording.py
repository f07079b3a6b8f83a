"""Texts of rows that the body, or a later row, has nearly: a comma, a word; texts taken out that are still there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from piadiff import words
from piadiff.auditing.case import Case, Items, in_body, of_row, row_finding, same_text, short
from piadiff.findings import CAUTION, CHECK, Evidence, Finding
from piadiff.forms import Node
from piadiff.model import Row
from piadiff.notation import fold, meaning
from piadiff.readers.row_values import row_values
from piadiff.reversal import slight_differences
from piadiff.undoing import sides
from piadiff.values import as_text

STILL_THERE, WORDING = "still-there", "wording"

_TELLING = 8  # letters from which a text does not stand elsewhere by chance
_SIGNS = re.compile(r"[\W_ーぁ-ゖ]{0,2}")  # a comma, a dot, a particle
_AROUND = 6


def nearly(case: Case, number: int, row: Row, path: str, node: Node, items: Items) -> Iterator[Finding]:
    """A passage that the body, or a later row, has in other words; a text that a row took out and that is there."""
    said = row_values(row, node)
    before, after = sides(row, said)
    value = as_text(items.get(path))
    later = [n for n in case.rows_on(path) if case.order[n] > case.order[number]]
    if not fold(after):
        if len(fold(before)) >= _TELLING and fold(before) in fold(value) and not later:
            text = f"{number + 1}行目で削除したとある{path}の記載「{short(before)}」が、本文に残っています。"
            yield row_finding(case, STILL_THERE, number, path, text, of_row(row, number, "変更前"), in_body(case, path))
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
        yield row_finding(
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
        evidence = (of_row(row, number), in_body(case, path))
        yield row_finding(case, WORDING, number, path, text, *evidence, severity=CHECK, sure=case.exact)
