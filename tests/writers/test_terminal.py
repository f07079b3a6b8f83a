"""Widths of Japanese on a terminal, line breaks, tables that fit, values for people."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piadiff.model import Figure
from piadiff.writers.terminal import clean, columns, grid, one_line, pad, show_value, terminal_width, wrap
from tests.examples import examples

LETTERS = "特定個人情報のファイル、。（）「」ー①Ⅱ○・　 abcLGWAN-ASP123,%ｱｲ゛\n\t"
texts = st.text(alphabet=LETTERS, max_size=120)
WIDE_TEXT = "委託先は、LGWAN-ASPの上で動作する「コンビニ交付システム」のサービスの運用（監視を含む。）を行う。" * 3


def test_full_width_letters_take_two_columns():
    assert columns("abc") == 3
    assert columns("評価書") == 6
    assert columns("ｱｲ") == 2
    assert columns("が") == 2
    assert pad("評価", 6) == "評価  "


@given(texts, st.integers(8, 120))
@settings(max_examples=examples(200))
def test_no_line_is_wider_than_asked(text, width):
    assert all(columns(line) <= width for line in wrap(text, width))


@given(texts, st.integers(8, 120))
@settings(max_examples=examples(200))
def test_wrapping_loses_nothing_but_spaces_at_the_break(text, width):
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())


def test_a_line_does_not_begin_or_end_with_the_wrong_mark():
    for width in range(12, 60):
        for line in wrap(WIDE_TEXT, width)[1:]:
            assert line[0] not in "、。）」ーっ", (width, line)
        for line in wrap(WIDE_TEXT, width)[:-1]:
            assert line[-1] not in "（「", (width, line)


def test_words_stay_whole_where_they_fit():
    assert wrap("これはLGWAN-ASPです", 10) == ["これは", "LGWAN-ASP", "です"]
    assert wrap("A" * 25, 10) == ["A" * 10, "A" * 10, "A" * 5]


def test_line_breaks_are_kept():
    assert wrap("一\n\n二", 10) == ["一", "", "二"]
    assert wrap("", 10) == [""]


ROW = (
    "平成28年1月21日",
    "Ⅱ　特定個人情報ファイルの概要\n（１）住民基本台帳ファイル",
    "（空欄）",
    WIDE_TEXT,
    "事前",
    "重要な変更",
)
HEAD = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")


@pytest.mark.parametrize("style", ["grid", "simple", "simple_grid", "plain"])
@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_a_table_fits_and_its_lines_meet(style, width):
    table = grid([ROW, ROW], HEAD, width, style=style)
    lines = table.split("\n")
    assert max(columns(line) for line in lines) <= width
    if "grid" in style:
        assert len({columns(line) for line in lines}) == 1


def test_a_wide_table_gives_narrow_columns_what_they_need():
    table = grid([ROW], HEAD, 120)
    for words in ("平成28年1月21日", "（空欄）", "提出時期に係る説明"):
        assert words in table


def test_numbers_and_empty_cells_stay_as_they_are():
    table = grid([("1.10", "", "-1")], ("版", "空", "数"), 80, style="plain")
    assert table.split("\n")[1].split() == ["1.10", "-1"]


def test_a_table_without_rows_is_its_head():
    assert grid([], ("版", "日"), 80, style="plain").split() == ["版", "日"]


def test_the_width_of_the_terminal_has_bounds(monkeypatch):
    for given_width, wanted in (("100", 100), ("7", 40), ("5000", 200)):
        monkeypatch.setenv("COLUMNS", given_width)
        assert terminal_width() == wanted


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "（空欄）"),
        ("", "（空欄）"),
        ((), "（空欄）"),
        ({}, "（空欄）"),
        (Figure(), "（空欄）"),
        (0, "0"),
        ("市民課", "市民課"),
        (("一", "二"), "一\n二"),
        ({"宛名システム等": "", "その他": "証明書"}, "○ 宛名システム等\n○ その他（証明書）"),
        (Figure(labels=("窓口", "申請"), images=("ab" * 32,)), "・窓口\n・申請\n画像 sha256:abababababab"),
    ],
)
def test_values_for_people(value, shown):
    assert show_value(value) == shown


def test_long_values_are_wrapped_on_demand():
    assert all(columns(line) <= 40 for line in show_value((WIDE_TEXT,), 40).split("\n"))
    assert show_value((WIDE_TEXT,)) == WIDE_TEXT


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\x07", "\x9b31m", "\u202e", "\u2066", "\r", "\x00", "\ud800"])
def test_nothing_that_steers_a_terminal_gets_out(hostile):
    for shown in (
        clean(hostile),
        one_line(hostile),
        show_value((hostile,)),
        show_value({"枠": hostile}),
        *wrap(hostile, 9),
    ):
        assert hostile not in shown
    assert hostile not in grid([(hostile,)], ("列",), 40)


def test_one_line_keeps_the_spaces_of_a_heading():
    assert one_line("Ⅱ　概要\n （１）") == "Ⅱ　概要 （１）"
