"""The rules held against what an office published: which explanations say 重要な変更, and how all is counted."""

import re

import pytest

from piadiff import readers
from piadiff.audit import AuditedRow, audit_rows
from piadiff.evaluation import evaluate, published_importance
from piadiff.model import Change, Judged, Judgement, Row
from piadiff.notation import fold
from tests.shared import SHARED, gold, needs_shared

FILE = SHARED / "published" / "所沢市_住民基本台帳_全項目.txt"


@pytest.mark.parametrize(
    "reason",
    ["重要な変更", "重要な変更にあたるため", "重要な変更に当たる。", "重要な変更に該当するため",
     "重要な変更（別表第二）",     " 重要な\n変更 ", "重要な変更に当たるため、事後の提出はできない"],
)  # fmt: skip
def test_explanations_that_say_important(reason):
    assert published_importance(Row(reason=reason)) == "yes"


@pytest.mark.parametrize(
    "reason",
    ["", "重要な変更に当たらない", "重要な変更にあたらないため", "重要な変更には該当しない", "重要な変更ではないため",
     "重要な変更以外の変更", "重要な変更に該当しません", "重要な変更に伴う変更", "その他の項目の変更", "記載の整理",
     "リスクを明らかに軽減させる変更のため、重要な変更に当たらない"],
)  # fmt: skip
def test_explanations_that_do_not(reason):
    assert published_importance(Row(reason=reason)) == "no"


def audited(number, timing, reason, important, judged_timing):
    judgement = Judgement(important=important, timing=judged_timing, reason="", basis="", rule="規則", why="")
    change = Change(kind="changed", path="Ⅰ/1/②")
    return AuditedRow(
        number=number, row=Row(timing=timing, reason=reason), judged=(Judged(change=change, judgement=judgement),)
    )


def test_the_two_answers_are_counted_and_every_disagreement_is_listed():
    found = evaluate(
        [
            audited(1, "事前", "重要な変更", "yes", "事前"),
            audited(2, "事前", "重要な変更", "no", "事後"),
            audited(3, "事後", "記載の整理", "yes", "事前"),
            audited(4, "事前", "記載の整理", "no", "事後"),
            audited(5, "事後", "", "no", "事後"),
            audited(6, "事後", "記載の整理", "review", "事前"),
            audited(7, "", "記載の整理", "no", "事後"),
        ]
    )
    assert (found.rows, found.unsaid, found.missed, found.false_alarms) == (7, 1, 1, 1)
    assert (found.right, found.decided, found.judged("review"), found.published("yes")) == (2, 5, 1, 2)
    assert [(one.number, one.kind) for one in found.disagreements] == [(2, "missed"), (3, "false alarm"), (4, "timing")]


def test_no_rows_no_disagreement():
    assert evaluate([]).disagreements == ()


@needs_shared
def test_the_figures_are_those_of_the_right_answers():
    rows = audit_rows(readers.read(FILE).assessment)
    found = evaluate(rows)
    right = gold("所沢市-rows.jsonl")
    yes = [row for row in right if re.match(r"重要な変更($|にあたる|に当たる|に該当する)", fold(row["reason"]))]
    assert (found.rows, found.published("yes"), found.published("no")) == (len(right), len(yes), len(right) - len(yes))
    assert found.missed == 0
