"""Record items of 別添2 compared as a list."""

from random import Random

import pytest

from piadiff.diffview import marked_lines
from piadiff.entries import compare_lists, counted
from tests import edit_values, invented
from tests.edit_values import ListEdit

ITEMS = (
    "宛名番号",
    "個人番号",
    "氏名",
    "生年月日",
    "性別",
    "住所",
    "世帯番号",
    "4情報",
    "1歳児健診結果",
    "2次健診結果",
)


def told(before, after):
    return [(e.kind, e.before, e.after) for e in compare_lists(before, after) if e.kind not in ("same", "renumbered")]


@pytest.mark.parametrize("style", [None, *edit_values.NUMBERINGS])
def test_an_entry_in_the_middle_is_one_added_entry_and_the_rest_renumbered(style):
    old = edit_values.numbered(ITEMS, style)
    new = edit_values.numbered((*ITEMS[:4], "通称名", *ITEMS[4:]), style)
    assert told(old, new) == [("added", None, new[4])]
    assert counted(compare_lists(old, new)) == ("追加 1件、番号だけの変更 6件" if style else "追加 1件")


def test_renumbering_alone_and_numbers_that_belong_to_the_entry():
    assert counted(compare_lists(ITEMS, edit_values.numbered(ITEMS, "{n}."))) == f"番号だけの変更 {len(ITEMS)}件"
    assert told(("氏名", "1歳児健診結果"), ("氏名", "3歳児健診結果")) == [
        ("reworded", "1歳児健診結果", "3歳児健診結果")
    ]
    assert counted(compare_lists(ITEMS, ITEMS)) == ""


def test_notation_is_no_difference():
    assert counted(compare_lists(("ｶﾅ氏名", "電話 番号"), ("カナ氏名", "電話番号"))) == ""


def test_an_entry_set_elsewhere_has_moved():
    found = compare_lists(ITEMS, (*ITEMS[1:], ITEMS[0]))
    assert counted(found) == "移動 1件"
    assert [(e.before, e.after) for e in found if e.kind == "moved"] == [(ITEMS[0], None), (None, ITEMS[0])]


def test_entries_of_one_text_are_counted():
    assert told(("氏名", "住所", "氏名"), ("氏名", "住所")) == [("removed", "氏名", None)]


def test_very_long_lists_are_compared_without_their_order():
    old = [f"記録{n}項目" for n in range(1100)]
    assert told(old, [*old[1:], "新たな項目"]) == [("removed", old[0], None), ("added", None, "新たな項目")]


def test_known_edits_of_lists_are_told():
    for number in range(300):
        rng = Random(number)
        plain = tuple(dict.fromkeys(invented.record(rng) for _ in range(rng.randint(5, 80))))
        new, done = edit_values.edit_list(rng, plain)
        style = rng.choice((None, *edit_values.NUMBERINGS))
        found = compare_lists(edit_values.numbered(plain, style), edit_values.numbered(new, style))
        assert _as_edit(found) == done, number


def _as_edit(found):
    def bare(text):
        return next((p for p in [text, *_without_numbers(text)] if not p[:1].isdigit() and p[:1] not in "(（N"), text)

    def of(kind, side):
        return tuple(bare(getattr(e, side)) for e in found if e.kind == kind and getattr(e, side) is not None)

    return ListEdit(
        added=of("added", "after"),
        removed=of("removed", "before"),
        reworded=tuple(zip(of("reworded", "before"), of("reworded", "after"), strict=True)),
        moved=of("moved", "after"),
    )


def _without_numbers(text):
    return (text.removeprefix(style.format(n=n)) for style in edit_values.NUMBERINGS for n in range(1, 100))


def test_the_view_shows_an_entry_added_in_the_middle_of_a_numbered_list_as_one():
    old = edit_values.numbered(ITEMS, "{n}.")
    new = edit_values.numbered((*ITEMS[:4], "通称名", *ITEMS[4:]), "{n}.")
    lines = marked_lines(old, new, "list")
    assert [line for line in lines if any(kind != "same" for kind, _ in line)] == [[("added", "5.通称名")]]
    assert len(lines) == len(new)


def test_the_view_shows_numbers_where_nothing_else_changed():
    shown = marked_lines(ITEMS[:3], edit_values.numbered(ITEMS[:3], "{n}."), "list")
    assert any(kind == "added" for line in shown for kind, _ in line)
