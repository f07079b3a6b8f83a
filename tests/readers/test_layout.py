from hypothesis import given
from hypothesis import strategies as st

from piadiff.notation import fold
from piadiff.readers.labels import printed
from piadiff.readers.layout import pages, paragraphs, usual_edge, width

IS_PRINTED = printed("様式4").is_printed


def _pages(text):
    return [[[line.text for line in box.lines] for box in page.boxes] for page in pages(text.split("\n"), IS_PRINTED)]


def test_blank_lines_divide_boxes():
    assert _pages("一\n二\n\n三") == [[["一", "二"], ["三"]]]


def test_a_form_feed_begins_a_page():
    assert _pages("一\n\n\f二") == [[["一"]], [["二"]]]


def test_a_leading_space_without_blank_line_begins_a_page():
    assert _pages("一\n 二") == [[["一"]], [["二"]]]


def test_an_indented_label_right_under_another_box_begins_no_page():
    assert len(_pages("] 電子メール\n ⑥提供方法")) == 1
    assert len(_pages("再委託する\n 委託契約終了後の不正な使用等のリスク")) == 1


def test_two_spaces_before_a_label_begin_a_page():
    assert len(_pages("上記と同様\n  委託事項3 保守")) == 2


def test_a_part_heading_begins_a_page_even_with_one_space():
    assert len(_pages("ｘ\n Ⅱ　特定個人情報ファイルの概要")) == 2


def test_page_numbers_are_no_text_and_end_the_page():
    assert _pages("一\n\n-9-\n\n二\n\n10 ページ\n三") == [[["一"]], [["二"]], [["三"]]]


def test_wrapped_lines_are_joined_and_bullets_are_not():
    full = "あ" * 40
    assert paragraphs([[full, "いう。", "・次の項", "②その次"]], 80) == (full + "いう。", "・次の項", "②その次")


def test_a_short_line_ends_its_paragraph():
    assert paragraphs([["見出し", "本文"]], 80) == ("見出し", "本文")


def test_a_list_of_numbers_broken_inside_a_number_is_joined():
    first = "項（" + "１、" * 18 + "４"
    assert paragraphs([[first, "２、４８の項）"]], 80) == (first + "２、４８の項）",)


def test_a_bracket_after_the_edge_goes_on_but_a_numbered_bracket_does_not():
    full = "あ" * 40
    assert paragraphs([[full, "（以下同じ。）"]], 80) == (full + "（以下同じ。）",)
    assert len(paragraphs([[full, "（１）次の項"]], 80)) == 2


@given(
    st.lists(st.text(alphabet="あア亜・①（）。 a1", min_size=1, max_size=60), min_size=1, max_size=6),
    st.integers(0, 100),
)
def test_joining_loses_no_character(lines, wrap):
    assert fold("".join(paragraphs([lines], wrap))) == fold("".join(lines)) or fold("".join(lines)) == "-"


def test_width_counts_wide_characters_twice():
    assert width("あa①") == 5


def test_usual_edge_ignores_the_few_widest_lines():
    assert usual_edge(["あ" * 40] * 9 + ["あ" * 70]) == 80
    assert usual_edge([]) == 0
