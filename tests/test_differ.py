"""The laws of the differ and what it calls a change."""

import dataclasses

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from piadiff import canonical
from piadiff.classifier import judge
from piadiff.differ import Comparison, RowsDelta, apply, diff
from piadiff.forms import form
from piadiff.forms.editions import carrying
from piadiff.forms.tree import group_of
from piadiff.model import Assessment, Figure, Row
from piadiff.traits import FORM_CHANGED, VERSION_DATE
from tests.examples import examples
from tests.strategies import assessments, noisy, pairs, permuted

EDITIONS = (None, "平成26年4月", "平成30年5月", "平成31年1月", "令和6年10月")


def doc(items, *, form="様式4", edition=None, changes=()):
    return Assessment(form=form, edition=edition, items=items, changes=tuple(changes))


def seen(old, new, **kwargs):
    """The changes between two sets of items as (kind, path)."""
    return [(change.kind, change.path) for change in diff(doc(old, **kwargs), doc(new, **kwargs)).changes]


@settings(max_examples=examples(150), deadline=None)
@given(pairs())
def test_apply_gives_the_new_version_exactly(pair):
    old, new = pair
    again = apply(old, diff(old, new))
    assert again == new
    assert canonical.dumps(again) == canonical.dumps(new)


@settings(max_examples=examples(60), deadline=None)
@given(pairs())
def test_the_law_holds_backwards_too(pair):
    old, new = pair
    assert apply(new, diff(new, old)) == old


@settings(max_examples=examples(40), deadline=None)
@given(assessments(), assessments())
def test_the_law_holds_for_unrelated_documents_and_forms(old, new):
    assert apply(old, diff(old, new)) == new


@settings(max_examples=examples(40), deadline=None)
@given(assessments())
def test_a_version_does_not_differ_from_itself(one):
    comparison = diff(one, dataclasses.replace(one, items=dict(reversed(one.items.items()))))
    assert comparison == Comparison(
        old_form=one.form, new_form=one.form, old_edition=one.edition, new_edition=one.edition
    )
    assert comparison.empty


@settings(max_examples=examples(80), deadline=None)
@given(pairs())
def test_two_versions_that_differ_do_not_compare_as_empty(pair):
    old, new = pair
    assert diff(old, new).empty == (old == new)


@settings(max_examples=examples(80), deadline=None)
@given(permuted())
def test_groups_in_another_order_are_only_moved(pair):
    old, new = pair
    assert {change.kind for change in diff(old, new).changes} <= {"moved"}


WIDE = str.maketrans("0123456789-()", "０１２３４５６７８９－（）")


@settings(max_examples=examples(60), deadline=None)
@given(assessments())
def test_notation_is_no_change(old):
    new = noisy(lambda text: text.translate(WIDE).replace("・", "･").replace("。", "。　"), old)
    comparison = diff(old, new)
    assert comparison.changes == ()
    assert apply(old, comparison) == new


@settings(max_examples=examples(40), deadline=None)
@given(pairs())
def test_changes_come_in_the_order_of_the_form_and_say_what_they_are(pair):
    old, new = pair
    changes = diff(old, new).changes
    alone = [change.path for change in changes if change.group is None]
    assert alone == sorted(alone, key=form(new.form).sort_key)
    for change in changes:
        assert change.heading
        assert change.old_path != change.path
        if change.kind == "added":
            assert change.before is None and not canonical.is_empty(change.after)
        if change.kind == "removed":
            assert change.after is None and not canonical.is_empty(change.before)


def test_other_line_breaks_in_a_text_are_no_change():
    comparison = diff(doc({"Ⅳ/3": ("ログを", "記録する。")}), doc({"Ⅳ/3": ("ログを記録する。",)}))
    assert comparison.changes == ()
    assert [(c.kind, c.traits) for c in comparison.quiet] == [("changed", ("表記",))]


def test_entries_of_a_list_are_not_run_together():
    assert seen({"別添2/(1)": ("氏名", "住所")}, {"別添2/(1)": ("氏名住所",)}) == [("changed", "別添2/(1)")]


@pytest.mark.parametrize("empty", [(), ("",), ("－",), ("　",)])
def test_an_empty_box_and_no_box_say_the_same(empty):
    comparison = diff(doc({"Ⅳ/3": empty}), doc({}))
    assert comparison.changes == ()
    assert [(c.kind, c.traits) for c in comparison.quiet] == [("removed", ("空欄",))]
    assert diff(doc({"Ⅳ/3": empty}), doc({"Ⅳ/3": ()})).changes == ()


def test_content_in_a_box_that_was_empty_is_added():
    comparison = diff(doc({"Ⅳ/3": ("－",)}), doc({"Ⅳ/3": ("研修する。",)}))
    assert [(c.kind, c.before, c.after) for c in comparison.changes] == [("added", None, ("研修する。",))]
    assert apply(doc({"Ⅳ/3": ("－",)}), comparison) == doc({"Ⅳ/3": ("研修する。",)})


def test_a_box_emptied_is_removed():
    old, new = doc({"Ⅱ/(1)/4/委託の有無/件": 3}), doc({"Ⅱ/(1)/4/委託の有無/件": None})
    comparison = diff(old, new)
    assert [(c.kind, c.before, c.after) for c in comparison.changes] == [("removed", 3, None)]
    assert apply(old, comparison) == new


def test_zero_is_a_number():
    assert seen({"Ⅱ/(1)/4/委託の有無/件": 0}, {"Ⅱ/(1)/4/委託の有無/件": None}) == [("removed", "Ⅱ/(1)/4/委託の有無/件")]


def test_a_box_marked_without_text_counts():
    assert seen({"Ⅱ/(1)/3/②": {}}, {"Ⅱ/(1)/3/②": {"紙": ""}}) == [("added", "Ⅱ/(1)/3/②")]


def test_labels_of_a_figure_in_another_order_are_no_change():
    assert seen({"別添1": Figure(labels=("住民", "窓口"))}, {"別添1": Figure(labels=("窓口", "住 民"))}) == []


def test_a_replaced_picture_is_a_change_but_one_missing_from_plain_text_is_not():
    labels = ("住民", "窓口")
    old, new = (Figure(labels=labels, images=(digit * 64,)) for digit in "ab")
    assert seen({"別添1": old}, {"別添1": new}) == [("changed", "別添1")]
    assert seen({"別添1": old}, {"別添1": Figure(labels=labels)}) == []


def test_heading_carries_the_file_name_of_its_own_version():
    old = doc({"Ⅱ/(1)/1": "（１）旧台帳", "Ⅱ/(1)/7": ("備考",)})
    new = doc({"Ⅱ/(1)/1": "（１）旧台帳", "Ⅱ/(1)/3/③": ("随時",)})
    headings = {change.kind: change.heading for change in diff(old, new).changes}
    assert headings["removed"] == ("Ⅱ　特定個人情報ファイルの概要", "（１）旧台帳", "７．備考")
    assert headings["added"][1:] == ("（１）旧台帳", "３．特定個人情報の入手・使用", "③入手の時期・頻度")


ROWS = tuple(Row(date_text=f"令和{n}年4月1日", item=f"項目{n}") for n in range(1, 7))


@pytest.mark.parametrize(
    ("old", "new", "delta"),
    [
        (ROWS, ROWS, RowsDelta()),
        (ROWS[:4], ROWS, RowsDelta(at=4, added=ROWS[4:])),
        (ROWS[2:], ROWS, RowsDelta(at=0, added=ROWS[:2])),
        (ROWS, ROWS[:1] + ROWS[3:], RowsDelta(at=1, removed=ROWS[1:3])),
        (ROWS[:1], ROWS[:1] * 3, RowsDelta(at=1, added=ROWS[:1] * 2)),
    ],
)
def test_published_rows_are_part_of_the_comparison(old, new, delta):
    comparison = diff(doc({}, changes=old), doc({}, changes=new))
    assert comparison.rows == delta
    assert apply(doc({}, changes=old), comparison) == doc({}, changes=new)


def test_edition_and_form_are_part_of_the_comparison():
    old, new = (
        doc({"Ⅳ/3": ("甲",)}, edition="平成30年5月"),
        doc({"Ⅳ/1/①": ("乙",)}, form="様式3", edition="令和6年10月"),
    )
    comparison = diff(old, new)
    assert not comparison.empty
    assert [(c.kind, c.path) for c in comparison.changes] == [("added", "Ⅳ/1/①"), ("removed", "Ⅳ/3")]
    assert apply(old, comparison) == new


def test_the_date_of_the_version_is_no_change_of_the_form():
    old = Assessment(form="様式4", items={"表紙/公表日": "令和5年4月1日"})
    new = Assessment(form="様式4", items={"表紙/公表日": "令和6年4月1日"})
    comparison = diff(old, new)
    assert comparison.changes == ()
    assert [(c.path, c.traits) for c in comparison.quiet] == [("表紙/公表日", (VERSION_DATE,))]
    assert apply(old, comparison) == new


# Versions on different forms and editions.


def on(form, items, edition=None):
    return doc(items, form=form, edition=edition)


def mirrored(changes):
    """Changes as those of the way back: (kind, where it stood, where it stands)."""
    turn = {"added": "removed", "removed": "added"}
    return sorted((turn.get(c.kind, c.kind), c.path, c.old_path or c.path) for c in changes)


def says_twice(version):
    """Whether two items in groups say the same."""
    said = [repr(value) for path, value in version.items.items() if value and group_of(path)]
    return len(set(said)) < len(said)


@settings(max_examples=examples(150), deadline=None)
@given(assessments(max_items=40), assessments(max_items=40))
def test_two_forms_compare_alike_from_either_side(old, new):
    there, back = diff(old, new), diff(new, old)
    assert apply(old, there) == new
    assert apply(new, back) == old
    if says_twice(old) or says_twice(new):
        return  # groups that say the same may be paired either way
    for one, other in ((there.changes, back.changes), (there.quiet, back.quiet)):
        alone = [c for c in one if not (c.kind == "moved" and c.group)]
        alone_back = [c for c in other if not (c.kind == "moved" and c.group)]
        assert sorted((c.kind, c.old_path or c.path, c.path) for c in alone) == mirrored(alone_back)


@settings(max_examples=examples(100), deadline=None)
@given(assessments(max_items=40), st.sampled_from(("様式2", "様式3", "様式4")), st.sampled_from(EDITIONS))
def test_items_that_only_moved_in_the_form_are_no_change(old, form_name, edition):
    old = dataclasses.replace(old, items={path: value for path, value in old.items.items() if "別添" not in path})
    bare = Assessment(form=form_name, edition=edition, items={})
    across = carrying(old, bare)
    items = {there: value for path, value in old.items.items() if (there := across.carry(path)) is not None}
    new = dataclasses.replace(bare, items={path: items[path] for path in sorted(items, key=form(form_name).sort_key)})
    again = carrying(old, new)
    assume(again == across)
    comparison = diff(old, new)
    assert apply(old, comparison) == new
    assert not [change for change in comparison.changes if change.kind in ("changed", "added", "moved")]
    gone = [path for path in old.items if across.carry(path) is None]
    assert all(change.path in gone for change in comparison.changes)
    assert sorted(c.path for c in comparison.changes if FORM_CHANGED in c.traits) == sorted(
        c.path for c in comparison.changes if across.is_dropped(c.path)
    )


def test_an_item_that_stands_elsewhere_in_the_new_edition_is_quiet():
    old = on("様式2", {"Ⅳ/8/実施の有無": {"自己点検": ""}}, "平成31年1月")
    new = on("様式2", {"Ⅳ/9/実施の有無": {"自己点検": ""}}, "令和6年10月")
    comparison = diff(old, new)
    assert comparison.changes == ()
    assert [(c.kind, c.old_path, c.path, c.traits) for c in comparison.quiet] == [
        ("moved", "Ⅳ/8/実施の有無", "Ⅳ/9/実施の有無", (FORM_CHANGED,))
    ]
    assert apply(old, comparison) == new


def test_an_item_that_moved_and_changed_is_a_change_with_both_places():
    old = on("様式3", {"Ⅱ/(1)/4/委託事項1": "保守", "Ⅱ/(1)/4/委託事項1/③": "甲株式会社"})
    new = on("様式4", {"Ⅱ/(1)/4/委託事項1": "保守", "Ⅱ/(1)/4/委託事項1/⑥": "乙株式会社"})
    (change,) = diff(old, new).changes
    assert (change.kind, change.old_path, change.path) == ("changed", "Ⅱ/(1)/4/委託事項1/③", "Ⅱ/(1)/4/委託事項1/⑥")
    assert FORM_CHANGED in change.traits and "委託先名" in change.traits
    assert judge([change], form("様式4"))[0].judgement.rule != "表記のみ"


def test_a_rewritten_item_that_moved_is_not_judged_as_notation():
    old, new = on("様式3", {"Ⅱ/(1)/6/保管場所": ("庁内",)}), on("様式4", {"Ⅱ/(1)/6/①": ("クラウド",)})
    (change,) = diff(old, new).changes
    assert FORM_CHANGED in change.traits
    bare = dataclasses.replace(change, traits=(FORM_CHANGED,))
    assert [one.judgement.important for one in judge([change, bare], form("様式4"))] == ["review", "review"]


def test_other_notation_at_another_place_is_quiet():
    old, new = on("様式3", {"Ⅰ/7": "甲市･乙市"}), on("様式4", {"Ⅰ/8": "甲市・乙市"})
    comparison = diff(old, new)
    assert comparison.changes == ()
    assert [(c.kind, c.old_path, c.traits) for c in comparison.quiet] == [("changed", "Ⅰ/7", ("表記", FORM_CHANGED))]
    assert apply(old, comparison) == new


def test_groups_are_paired_and_their_items_carried_at_once():
    old = on("様式3", {"Ⅱ/(1)/4/委託事項1": "保守", "Ⅱ/(1)/4/委託事項1/③": "甲社"})
    new = on(
        "様式4",
        {
            "Ⅱ/(1)/4/委託事項1": "印刷",
            "Ⅱ/(1)/4/委託事項1/⑥": "乙社",
            "Ⅱ/(1)/4/委託事項2": "保守",
            "Ⅱ/(1)/4/委託事項2/⑥": "甲社",
        },
    )
    comparison = diff(old, new)
    assert [(c.kind, c.path) for c in comparison.changes if c.kind == "moved"] == [("moved", "Ⅱ/(1)/4/委託事項2")]
    added = [c for c in comparison.changes if c.kind == "added"]
    assert {c.group for c in added} == {"Ⅱ/(1)/4/委託事項1"}
    assert not any(FORM_CHANGED in c.traits for c in added)
    assert [(c.old_path, c.path) for c in comparison.quiet] == [("Ⅱ/(1)/4/委託事項1/③", "Ⅱ/(1)/4/委託事項2/⑥")]
    assert apply(old, comparison) == new


def test_items_that_only_one_form_has_come_and_go_with_the_form():
    old = on("様式4", {"Ⅱ/(1)/3/④": ("妥当である。",), "Ⅱ/(1)/1": "台帳"})
    new = on("様式3", {"Ⅱ/(1)/1": "台帳"})
    there, back = diff(old, new), diff(new, old)
    assert [(c.kind, c.path, FORM_CHANGED in c.traits) for c in there.changes] == [("removed", "Ⅱ/(1)/3/④", True)]
    assert there.changes[0].heading[-1] == "④入手に係る妥当性"
    assert [(c.kind, c.path, FORM_CHANGED in c.traits) for c in back.changes] == [("added", "Ⅱ/(1)/3/④", True)]


def test_an_item_that_both_forms_have_is_not_put_down_to_the_form():
    (change,) = diff(on("様式3", {}), on("様式4", {"Ⅰ/8": "甲市"})).changes
    assert (change.kind, FORM_CHANGED in change.traits) == ("added", False)


def test_an_item_that_came_with_the_edition_is_put_down_to_it():
    old, new = on("様式2", {}, "平成26年4月"), on("様式2", {"Ⅳ/11/判断の根拠": ("根拠",)}, "令和6年10月")
    assert FORM_CHANGED in diff(old, new).changes[0].traits
    assert FORM_CHANGED not in diff(on("様式2", {}, "令和6年10月"), new).changes[0].traits


def test_the_files_that_form_2_has_no_place_for_are_no_new_files():
    old, new = on("様式2", {"Ⅰ/2": "台帳"}), on("様式4", {"Ⅰ/3": "台帳", "Ⅱ/(1)/1": "台帳", "Ⅱ/(1)/2/③": ("住民",)})
    changes = diff(old, new).changes
    assert [(c.kind, c.path, c.group) for c in changes] == [
        ("added", "Ⅱ/(1)/1", "Ⅱ/(1)"),
        ("added", "Ⅱ/(1)/2/③", "Ⅱ/(1)"),
    ]
    assert all(FORM_CHANGED in c.traits and "群の追加" not in c.traits for c in changes)
    assert "ファイルの追加" not in {one.judgement.rule for one in judge(changes, form("様式4"))}


@pytest.mark.parametrize(
    "names", [("住基システム", "宛名システム"), ("・住基システム", "・宛名システム"), ("住基システム、宛名システム",)]
)
def test_one_box_for_all_systems_says_what_the_boxes_of_each_say(names):
    old = on("様式2", {"Ⅰ/1/③": names})
    new = on("様式4", {"Ⅰ/2/システム1/①": "宛名システム", "Ⅰ/2/システム2/①": "住基システム"})
    for one, other in ((old, new), (new, old)):
        comparison = diff(one, other)
        assert comparison.changes == ()
        assert len(comparison.quiet) == 3
        assert apply(one, comparison) == other


def test_one_box_for_all_systems_does_not_hide_a_new_one():
    old = on("様式2", {"Ⅰ/1/③": ("住基システム",)})
    new = on("様式4", {"Ⅰ/2/システム1/①": "住基システム", "Ⅰ/2/システム2/①": "宛名システム"})
    assert [(c.kind, c.path) for c in diff(old, new).changes] == [
        ("added", "Ⅰ/2/システム1/①"),
        ("added", "Ⅰ/2/システム2/①"),
        ("removed", "Ⅰ/1/③"),
    ]


def test_one_answer_for_all_files_is_the_answer_for_each():
    good, poor = "十分である", "課題が残されている"
    old = on("様式2", {"Ⅳ/7/特定個人情報の漏えい・滅失・毀損リスクへの対策は十分か": good}, "令和6年10月")
    boxes = [f"Ⅲ/({n})/7/リスク1/リスクへの対策は十分か" for n in (1, 2)]
    assert diff(old, on("様式4", dict.fromkeys(boxes, good))).changes == ()
    assert len(diff(old, on("様式4", {boxes[0]: good, boxes[1]: poor})).changes) == 3
    (change,) = diff(old, on("様式4", {boxes[0]: poor})).changes
    assert (change.kind, change.before, change.after) == ("changed", good, poor)


def test_a_text_that_was_divided_among_boxes_is_no_change_if_nothing_is_lost():
    old = on("様式3", {"Ⅲ/(1)/2/リスクに対する措置の内容": ("窓口で確認する。", "様式を定める。")})
    boxes = (
        "対象者以外の情報の入手を防止するための措置の内容",
        "必要な情報以外を入手することを防止するための措置の内容",
    )
    whole = {
        f"Ⅲ/(1)/2/リスク1/{box}": (text,)
        for box, text in zip(boxes, ("窓口で確認する。", "様式を定める。"), strict=True)
    }
    assert diff(old, on("様式4", whole)).changes == ()
    less = dict(list(whole.items())[:1])
    assert [c.kind for c in diff(old, on("様式4", less)).changes] == ["added", "removed"]


def test_what_only_the_old_form_has_comes_last_in_its_own_order():
    old = on("様式2", {"Ⅱ/2/いつ時点の計数か": "令和5年4月1日", "Ⅰ/9/適用した理由": ("緊急",)}, "令和6年10月")
    new = on("様式4", {"Ⅱ/(1)/7": ("備考",), "Ⅵ/3/②": ("点検",)})
    assert [c.path for c in diff(old, new).changes] == ["Ⅱ/(1)/7", "Ⅵ/3/②", "Ⅰ/9/適用した理由", "Ⅱ/2/いつ時点の計数か"]


def test_what_was_compared_how_is_said():
    assert diff(on("様式4", {}, "平成30年5月"), on("様式4", {}, "令和6年10月")).remarks == ()
    (remark,) = diff(on("様式2", {}), on("様式4", {})).remarks
    assert "対応する項目どうし" in remark
    remarks = diff(on("様式3", {"Ⅶ/その他": ("甲",)}), on("様式4", {"Ⅶ/その他": ("乙",)}))
    assert [c.path for c in remarks.changes] == ["Ⅶ/その他"]
    assert "様式にない項目が1件" in remarks.remarks[-1] and "Ⅶ/その他" in remarks.remarks[-1]
