"""The judgements of a comparison whose versions may stand on two forms.

An item that went is judged by the form that had it: its path may mean another item in the new form (Ⅱ3③ is 使用目的 in
様式3 and 入手の時期・頻度 in 様式4), with another mark ※.
"""

from __future__ import annotations

from piadiff.classifier import judge
from piadiff.differ import Comparison
from piadiff.forms import form
from piadiff.model import Judged


def judge_comparison(comparison: Comparison) -> tuple[Judged, ...]:
    """The judgement of every change of a comparison, in the same order."""
    judged = judge(comparison.changes, form(comparison.new_form))
    if comparison.old_form == comparison.new_form:
        return judged
    before = judge(comparison.changes, form(comparison.old_form))
    pairs = zip(judged, before, strict=True)
    return tuple(was if was.change.kind == "removed" else now for now, was in pairs)
