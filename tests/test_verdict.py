"""Changes between two forms are judged by the form that has, or had, the item."""

from hypothesis import given, settings

from piadiff.classifier import judge
from piadiff.differ import diff
from piadiff.forms import form
from piadiff.model import Assessment
from piadiff.verdict import judge_comparison
from tests.examples import examples
from tests.strategies import assessments, pairs

FILE = {"Ⅱ/(1)/1": "台帳"}


def rules(old_form, old, new_form, new):
    comparison = diff(Assessment(form=old_form, items=FILE | old), Assessment(form=new_form, items=FILE | new))
    return [(one.change.kind, one.change.path, one.judgement.rule) for one in judge_comparison(comparison)]


def test_an_item_that_went_has_the_mark_of_its_own_form():
    path = "Ⅱ/(1)/3/③"  # 使用目的 ※ in 様式3, 入手の時期・頻度 without ※ in 様式4
    assert rules("様式3", {path: ("証明書の交付",)}, "様式4", {}) == [("removed", path, "要確認-削除")]
    assert rules("様式4", {path: ("随時",)}, "様式3", {}) == [("removed", path, "その他の項目")]


def test_an_item_that_came_has_the_mark_of_the_new_form():
    path = "Ⅱ/(1)/3/③"
    assert rules("様式4", {}, "様式3", {path: ("証明書の交付",)}) == [("added", path, "要確認-追加")]


def test_an_item_that_only_the_old_form_knows_is_not_unknown():
    path = "Ⅱ/2/いつ時点の計数か"
    comparison = diff(Assessment(form="様式2", items={path: "令和5年4月1日"}), Assessment(form="様式4"))
    assert [one.judgement.rule for one in judge_comparison(comparison)] == ["様式2"]


@settings(max_examples=examples(30), deadline=None)
@given(pairs())
def test_on_one_form_nothing_is_judged_otherwise(pair):
    comparison = diff(*pair)
    assert judge_comparison(comparison) == judge(comparison.changes, form(comparison.new_form))


@settings(max_examples=examples(30), deadline=None)
@given(assessments(), assessments())
def test_every_change_is_judged_once_and_in_order(old, new):
    comparison = diff(old, new)
    assert tuple(one.change for one in judge_comparison(comparison)) == comparison.changes
