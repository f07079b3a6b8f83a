"""Labels and elements: what the form prints is found however it is torn."""

import pytest

from piadiff.forms import form
from piadiff.readers.elements import Lexicon, elements
from piadiff.readers.labels import numbers_of_groups, printed, vertical
from piadiff.readers.layout import pages

PRINTED = printed("様式4")
LEXICON = Lexicon(form("様式4"))


def stream(text, strict=True):
    out = []
    for page in pages(text.split("\n"), PRINTED.is_printed):
        for e in elements(page, PRINTED, LEXICON, strict=strict):
            value = {
                "label": e.key,
                "text": "/".join(line.text for line in e.lines),
                "choice": e.text,
                "box": (e.key, e.mark, e.text),
                "tail": (e.key, e.mark),
                "paren": e.text,
                "count": e.number,
                "lone": True,
            }[e.kind]
            out.append((e.kind, value))
    return out


def test_label_with_value_on_its_line():
    assert stream(" ⑦時期・頻度 日次") == [("label", "⑦時期・頻度"), ("text", "日次")]


def test_label_over_several_lines_then_value():
    found = stream(" 委託先から他者への\n提供に関するルールの\n内容及びルール遵守\nの確認方法\n\n・禁止")
    assert found[0][1] == "委託先から他者への提供に関するルールの内容及びルール遵守の確認方法"
    assert found[1] == ("text", "・禁止")


@pytest.mark.parametrize("mark", ["　※", "\n※", " ※"])
def test_the_mark_after_a_label_is_no_text(mark):
    assert stream(f" 使用部署{mark}\n\n市民課") == [("label", "使用部署"), ("text", "市民課")]


def test_a_value_that_begins_like_a_label_is_text_where_labels_are_indented():
    assert stream("①事務の名称について述べる") == [("text", "①事務の名称について述べる")]
    assert stream("①請求先", strict=True) == [("text", "①請求先")]


def test_alias_of_another_edition():
    assert stream(" ②特定個人情報保護委員会\nによる審査")[0][1] == "②個人情報保護委員会による審査"


def test_placeholders_options_and_vertical_headings_leave_nothing():
    assert (
        stream(" システム2～5\n\n委託事項6～10\n\n再\n委\n託\n\n＜選択肢＞\n1） 委託する 2） 委託しない\n\n・識別情報")
        == []
    )


def test_choice_whole_and_torn_and_outside_its_bracket():
    assert stream("[ 委託する ] 1） 委託する 2） 委託しない") == [("choice", "委託する")]
    assert stream("[ 再委託する") == [("choice", "再委託する")]
    assert stream("十分に行っている[ ＜選択肢＞") == [("choice", "十分に行っている")]
    assert stream("[ ] ＜選択肢＞") == [("choice", "")]


def test_boxes_on_one_line():
    assert stream("[ ○ ] 庁内連携システム [ ] 専用線") == [
        ("box", ("庁内連携システム", True, "")),
        ("box", ("専用線", False, "")),
    ]


def test_boxes_torn_over_lines():
    assert stream("[ ] 宛名システム等 [ ○\n\n] 税務システム") == [
        ("box", ("宛名システム等", False, "")),
        ("tail", ("宛名システム等", True)),
        ("box", ("税務システム", None, "")),
    ]
    assert stream("[\n] フラッシュメモ\nリ") == [("tail", ("", False)), ("box", ("フラッシュメモリ", None, ""))]


def test_text_in_the_bracket_of_a_box_whole_and_torn():
    assert stream("[ ○ ] その他 （ LGWAN ）") == [("box", ("その他", True, "LGWAN"))]
    assert stream("[ ○ ] その他 （\n\n他市町村 ）") == [("box", ("その他", True, "")), ("paren", "他市町村")]
    assert stream("[ ○ ] 提供を行っている （ 55 ） 件") == [("box", ("提供を行っている", True, "55"))]


def test_count():
    assert stream("（ 4 ）　件") == [("count", 4)]
    assert stream("（ ）　件") == [("count", None)]


def test_label_and_value_in_one_bracket():
    assert stream("（手数料額、納付方法： 写しの交付に10円 ）") == [
        ("label", "手数料額、納付方法"),
        ("text", "写しの交付に10円 ）"),
    ]


def test_row_printed_from_right_to_left():
    assert stream("[ ４．特定個人情報ファイルの取扱いの委託") == [("label", "4.特定個人情報ファイルの取扱いの委託")]


def test_prose_with_a_bracket_is_text():
    assert stream("[注] 次のとおり") == [("text", "[注] 次のとおり")]


def test_highest_numbers_of_groups():
    assert numbers_of_groups(["システム2", "システム10", "委託事項1", "①委託内容"]) == {"システム": 10, "委託事項": 1}


def test_vertical_words():
    assert vertical(["再", "委", "託"]) == "再委託"
    assert vertical(["一行"]) is None
