"""What a revision asks of the office: the first thing that a page on it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from piadiff.changeview import Entry
from piadiff.facets import key_of
from piadiff.model import Important
from piadiff.rules import BEFORE, CORRECTION
from piadiff.tasks import HEARD, REASSESSED

_JUDGEMENTS: tuple[Important, ...] = ("yes", "review", "no")  # as IMPORTANT_WORDS has them

_REDO = (
    f"変更を始める前に、評価をやり直し、評価書を提出・公表します（{REASSESSED}）。「{BEFORE}」とした項目が対象です。"
)
_HEARING = f"全項目評価書では、その前に、住民等の意見の聴取（{HEARD}）と第三者点検も行います。"
_DECIDE = "記載だけでは重要な変更かどうか決まりません。何を確かめるかを各変更の「説明」で読み、担当者が決めてください。"
_CORRECT = (
    f"評価書を修正し、変更の後に提出・公表すれば足ります（{CORRECTION}）。重要な変更と一緒に事前に出しても構いません。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do: for which judgement, how many changes, what it is called, how to; ``key`` filters the page."""

    important: Important
    count: int
    name: str
    how: str
    key: str
    anchor: str


def tasks(entries: Sequence[Entry], form: str) -> tuple[Task, ...]:
    """What has to be done about ``entries``, what a person has to decide first; ``form`` is 様式2, 様式3 or 様式4."""
    redo = _REDO + (_HEARING if form == "様式4" else "")
    texts: tuple[tuple[Important, str, str], ...] = (
        ("review", "要確認を決める", _DECIDE),
        ("yes", "重要な変更の手続をする", redo),
        ("no", "その他の変更を提出・公表する", _CORRECT),
    )
    found = []
    for important, name, how in texts:
        own = [entry for entry in entries if entry.important == important]
        if own:
            key = key_of("judgement", _JUDGEMENTS.index(important) + 1)
            found.append(Task(important=important, count=len(own), name=name, how=how, key=key, anchor=own[0].anchor))
    return tuple(found)
