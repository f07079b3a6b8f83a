"""The laws of the differ and what it calls a change."""

import dataclasses

import pytest
from hypothesis import given, settings

from piadiff import canonical
from piadiff.differ import Comparison, RowsDelta, apply, diff
from piadiff.model import Assessment, Figure, Row
from piadiff.traits import VERSION_DATE
from tests.strategies import assessments, noisy, pairs, permuted


def doc(items, *, form="様式4", edition=None, changes=()):
    return Assessment(form=form, edition=edition, items=items, changes=tuple(changes))


def seen(old, new, **kwargs):
    """The changes between two sets of items as (kind, path)."""
    return [(change.kind, change.path) for change in diff(doc(old, **kwargs), doc(new, **kwargs)).changes]


@settings(max_examples=150)
@given(pairs())
def test_apply_gives_the_new_version_exactly(pair):
    old, new = pair
    again = apply(old, diff(old, new))
    assert again == new
    assert canonical.dumps(again) == canonical.dumps(new)


@settings(max_examples=60)
@given(pairs())
def test_the_law_holds_backwards_too(pair):
    old, new = pair
    assert apply(new, diff(new, old)) == old


@settings(max_examples=40)
@given(assessments(), assessments())
def test_the_law_holds_for_unrelated_documents_and_forms(old, new):
    assert apply(old, diff(old, new)) == new


@settings(max_examples=40)
@given(assessments())
def test_a_version_does_not_differ_from_itself(one):
    comparison = diff(one, dataclasses.replace(one, items=dict(reversed(one.items.items()))))
    assert comparison == Comparison(
        old_form=one.form, new_form=one.form, old_edition=one.edition, new_edition=one.edition
    )
    assert comparison.empty


@settings(max_examples=80)
@given(pairs())
def test_two_versions_that_differ_do_not_compare_as_empty(pair):
    old, new = pair
    assert diff(old, new).empty == (old == new)


@settings(max_examples=80)
@given(permuted())
def test_groups_in_another_order_are_only_moved(pair):
    old, new = pair
    assert {change.kind for change in diff(old, new).changes} <= {"moved"}


WIDE = str.maketrans("0123456789-()", "０１２３４５６７８９－（）")


@settings(max_examples=60)
@given(assessments())
def test_notation_is_no_change(old):
    new = noisy(lambda text: text.translate(WIDE).replace("・", "･").replace("。", "。　"), old)
    comparison = diff(old, new)
    assert comparison.changes == ()
    assert apply(old, comparison) == new


@settings(max_examples=40)
@given(pairs())
def test_changes_come_in_the_order_of_the_form_and_say_what_they_are(pair):
    old, new = pair
    from piadiff.forms import form

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
