import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piadiff.notation import after_folded, differences, fold, is_empty_mark, meaning, nfkc


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＩＤ／パスワード", "ID/パスワード"),
        ("中間サーバー･プラットフォーム", "中間サーバー・プラットフォーム"),
        ("－", "-"),
        ("‐", "−"),
        ("〇", "○"),
        ("市民部　市民課", "市民部市民課"),
        ("令和４年", "令和4年"),
        ("10～20", "10〜20"),
    ],
)
def test_what_is_not_a_change(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("第7号", "第8号"), ("①", "1"), ("Ⅰ", "I"), ("サーバ", "サーバー"), ("係", "課")]
)
def test_what_is_a_change(one, other):
    assert fold(one) != fold(other)


@given(st.text(alphabet="あガｶﾞＡ1 \u3000\t①Ⅰ㈱－‐―〜～，､･〇◯ー−・か\u3099", max_size=12))
def test_a_text_is_folded_sign_by_sign_alike(text):
    shapes = dict.fromkeys("‐‑‒–—―−－─━", "-") | dict.fromkeys("〇◯", "○") | dict.fromkeys("〜～", "~")
    shapes |= dict.fromkeys("，､", "、") | {"･": "・", "∙": "・", "｡": "。"}
    kept = nfkc("".join(shapes.get(sign, sign) for sign in text))
    plain = re.sub(r"\s+", "", "".join(shapes.get(sign, sign) for sign in kept))
    assert fold(text) == ("-" if plain in ("-", "ー") else plain)


def test_circled_and_roman_numbers_stay():
    assert nfkc("Ⅱ①（３）") == "Ⅱ①(3)"


@pytest.mark.parametrize("text", ["", "空欄", "－", " - ", "（空欄）"])
def test_marks_of_an_empty_cell(text):
    assert is_empty_mark(text)
    assert not is_empty_mark("なし")


@given(st.text(alphabet="あＡ1 ①㈱－", max_size=12), st.text(alphabet="あＡ1 ①㈱", max_size=12))
def test_the_rest_of_a_text_is_as_published(head, tail):
    rest = after_folded(head + tail, sum(len(fold(c)) for c in head))
    assert (head + tail).endswith(rest)
    assert fold(rest) == fold(tail)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第十九条第七号", "第１９条第7号"),
        ("第二条の二第三項", "第2条の2第3項"),
        ("別表第二の二十四の項", "別表第2の24の項"),
        ("様式第一号", "様式第1号"),
        ("平成二十五年五月三十一日法律第二十七号", "平成25年5月31日法律第27号"),
        ("令和元年度", "令和1年度"),
        ("令和二〇年", "令和20年"),
        ("（一の項、二十七の項）", "（1の項、27の項）"),
        ("Ⅱ　概要", "II 概要"),
    ],
)
def test_numbers_of_law_texts_in_either_spelling(one, other):
    assert meaning(one) == meaning(other)
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    "text",
    ["二十三区", "第三者", "第一次", "三階", "第一項目", "一部の項目", "髙橋", "(株)甲", "第十十条"],
)
def test_numbers_that_are_words_stay(text):
    assert meaning(text) == text


@pytest.mark.parametrize(("one", "other"), [("第十九条", "第18条"), ("別表第二", "別表第3"), ("令和元年", "令和2年")])
def test_other_numbers_are_a_change(one, other):
    assert meaning(one) != meaning(other)


@given(st.text(alphabet="第十九二条項号の別表令和元年1９0〇 Ⅱ", max_size=15))
def test_meaning_is_stable(text):
    assert meaning(meaning(text)) == meaning(text) == meaning(f" {text}\n")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("ＩＤ", "ID", ("全角・半角",)),
        ("中間･接続", "中間・接続", ("全角・半角",)),
        ("A‐B", "A-B", ("記号の字形",)),
        ("市民 課", "市民課", ("空白",)),
        ("市民\n課", "市民課", ("改行",)),
        ("市民部　課", "市民部 課", ("空白",)),
        ("第十条", "第10条", ("数字の書き方",)),
        ("同じ", "同じ", ()),
    ],
)
def test_in_what_notation_differs(one, other, expected):
    assert differences(one, other) == expected
