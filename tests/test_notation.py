import pytest
from hypothesis import given
from hypothesis import strategies as st

from piadiff.notation import after_folded, fold, is_empty_mark, nfkc


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
