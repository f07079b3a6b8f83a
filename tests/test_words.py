"""Which words are marked: the law of the spans, and that a reader can follow them."""

import random
from itertools import pairwise, permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from piadiff import passages
from piadiff.likeness import likeness
from piadiff.notation import meaning
from piadiff.tokens import cut, cut_with_lists
from piadiff.words import Span, changed_words, compare, is_change, replaced, same_ends
from tests.examples import examples
from tests.growth import assert_grows_with_size
from tests.strategies import WORDS

TEXTS = st.lists(st.sampled_from((*WORDS, "\n")), max_size=30).map("".join)


def marked(before, after):
    """The spans as one line, [-removed-] and {+added+}."""
    frames = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(frames[span.kind].format(span.text) for span in compare(before, after))


def check_law(before, after):
    spans = compare(before, after)
    assert "".join(span.text for span in spans if span.kind != "added") == before
    assert "".join(span.text for span in spans if span.kind != "removed") == after
    assert all(span.text for span in spans)
    for left, right in pairwise(spans):
        assert (left.kind, left.note) != (right.kind, right.note)
        assert (left.kind, right.kind) != ("added", "removed") or left.note != right.note or left.text.endswith("\n")


@settings(max_examples=examples(200))
@given(TEXTS, TEXTS)
def test_spans_give_both_texts_back(before, after):
    check_law(before, after)


@settings(max_examples=examples(100))
@given(st.text(max_size=60), st.text(max_size=60))
def test_spans_give_any_texts_back(before, after):
    check_law(before, after)


@settings(max_examples=examples(100))
@given(TEXTS, TEXTS, TEXTS)
def test_what_both_texts_share_at_the_ends_is_not_marked(head, middle, tail):
    # Texts that hold one another can be told apart in more than one way.
    assume(not any(one in other for one, other in permutations((head, middle, tail), 2)))
    before, after = f"{head}。\n{tail}", f"{head}。\n{middle}\n{tail}"
    assert not any(span.kind == "removed" and not span.note for span in compare(before, after))
    check_law(before, after)


@settings(max_examples=examples(100))
@given(TEXTS, TEXTS)
def test_changed_words_are_what_is_left_between_equal_ends(before, after):
    old, new = changed_words(before, after)
    head = next(n for n in range(len(before) + 1) if before[n:].startswith("".join(old)) and before[:n] == after[:n])
    assert before[:head] + "".join(old) in before
    assert (old == new == ()) == (before == after)


def between_equal_ends(one, other):
    """The words of two sequences without those that both begin or end with."""
    short = min(len(one), len(other))
    head = next((n for n in range(short) if one[n] != other[n]), short)
    tail = next((n for n in range(short - head) if one[-1 - n] != other[-1 - n]), short - head)
    return tuple(one[head : len(one) - tail]), tuple(other[head : len(other) - tail])


# What makes the borders of words hard to tell: kana before kana, numbers, articles, kanji that begin several words.
HARD = st.text("、。「」()を\nっんのも第別等令元年1２三〇条項・-カﾊﾞA当該及び又は々㐀住民業務う", max_size=12)


@settings(max_examples=examples(400))
@given(st.tuples(TEXTS, HARD), HARD, HARD, st.tuples(HARD, TEXTS))
def test_changed_words_are_those_of_the_whole_texts(head, gone, come, tail):
    before, after = ("".join((*head, middle, *tail)) for middle in (gone, come))
    assert changed_words(before, after) == between_equal_ends(cut(before), cut(after))


@settings(max_examples=examples(200))
@given(HARD, HARD)
def test_words_are_the_same_whether_lists_are_looked_for_or_not(one, other):
    text = one + other
    words = cut_with_lists(text)
    assert "".join(word for word, _ in words) == text
    if not any(is_list for _, is_list in words):
        assert [word for word, _ in words] == cut(text)


@settings(max_examples=examples(200))
@given(TEXTS, HARD, HARD, TEXTS)
def test_shared_ends_are_those_that_are_seen_sign_by_sign(head, gone, come, tail):
    before, after = head + gone + tail, head + come + tail
    same_head, same_tail = same_ends(before, after)
    old, new = between_equal_ends(before, after)
    assert before[same_head : len(before) - same_tail] == "".join(old)
    assert after[same_head : len(after) - same_tail] == "".join(new)


def test_passages_that_gave_way_to_others():
    old = "税務課の窓口において本人であることを確認し、申請書を受理する。"
    new = "市民課の窓口において本人であることを確認し、届出書を受理する。"
    assert list(replaced(changed_words(old, new))) == [("税務課", "市民課"), ("申請書", "届出書")]
    old, new = "審査会は、処理の都度、台帳と照合する。", "所属長は、四半期ごとに、記録を点検する。"
    pairs = list(replaced(changed_words(old, new)))
    assert "".join(gone for gone, _ in pairs) in old and all(gone in old and come in new for gone, come in pairs)


def test_equal_texts_have_one_span():
    assert compare("同じ", "同じ") == (Span(kind="same", text="同じ"),)
    assert compare("", "") == ()
    assert compare("", "新") == (Span(kind="added", text="新"),)
    assert compare("旧", "") == (Span(kind="removed", text="旧"),)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("番号法第19条第7号に基づく", "番号法第19条第8号に基づく", "番号法[-第19条第7号-]{+第19条第8号+}に基づく"),
        ("第十四条の二", "第十五条の二", "[-第十四条の二-]{+第十五条の二+}"),
        ("番号法第１９条", "番号法第２０条", "番号法[-第１９条-]{+第２０条+}"),
        ("1,000人未満", "10,000人未満", "[-1,000-]{+10,000+}人未満"),
        ("平成30年4月1日から", "令和6年10月1日から", "[-平成30年4月1日-]{+令和6年10月1日+}から"),
        ("R6.4.1から", "R7.4.1から", "[-R6.4.1-]{+R7.4.1+}から"),
        ("システムを使う", "システム等を使う", "システム{+等+}を使う"),
        ("サーバに保管", "サーバーに保管", "[-サーバ-]{+サーバー+}に保管"),
        ("LGWANで送る", "LGWAN-ASPで送る", "[-LGWAN-]{+LGWAN-ASP+}で送る"),
        ("紙で受領し、税務課で保管", "紙で受領し、市民課で保管", "紙で受領し、[-税務課-]{+市民課+}で保管"),
        ("税務課へ送付", "税務課及び市民課へ送付", "税務課{+及び市民課+}へ送付"),
        ("・甲\n・乙", "・甲\n・丙\n・乙", "・甲\n{+・丙\n+}・乙"),
        (
            "附則第2条、第19条第7号",
            "附則第2条、第19条第8号",
            "附則第2条、[-第19条第7号-]{+第19条第8号+}",
        ),
        ("別表第二の24の項による", "別表第二の25の項による", "[-別表第二の24の項-]{+別表第二の25の項+}による"),
        (
            "保守はエー・ビー・シー",
            "保守はエー・ビー・ディー",
            "保守は[-エー・ビー・シー-]{+エー・ビー・ディー+}",
        ),
        ("ISO27001による", "ISO/IEC27001による", "[-ISO27001-]{+ISO/IEC27001+}による"),
        ("申請を行う。", "申請を行った。", "申請を[-行う-]{+行った+}。"),
        ("意見はなかった。", "意見があった。", "意見[-はなかった-]{+があった+}。"),
        ("操作ができるように", "操作ができないように", "操作が[-できる-]{+できない+}ように"),
        (
            "１．甲を施錠する。\n２．乙を記録する。",
            "１．甲を施錠する。\n２．カメラを設ける。\n３．乙を記録する。",
            "１．甲を施錠する。\n{+２．カメラを設ける。\n+}[-２-]{+３+}．乙を記録する。",
        ),
        ("委任することを予定しており", "委任することとしており", "委任[-することを予定-]{+することと+}しており"),
        ("令和元年六月三十日から", "令和元年七月四日から", "[-令和元年六月三十日-]{+令和元年七月四日+}から"),
        (
            "届（税務課で廃棄）を出す",
            "台帳（市民課で破棄）を出す",
            "[-届（税務課で廃棄）-]{+台帳（市民課で破棄）+}を出す",
        ),
        ("市民部戸籍課の職員等", "市民生活部戸籍課の職員等", "市民{+生活+}部戸籍課の職員等"),
        ("職員が使う", "職員等が使う", "職員{+等+}が使う"),
        ("・甲\n・乙", "①甲\n②乙", "[-・-]{+①+}甲\n[-・-]{+②+}乙"),
    ],
)
def test_words_are_cut_where_a_reader_sees_them(before, after, expected):
    assert marked(before, after) == expected


def test_a_short_island_between_two_changes_is_joined_to_them():
    assert marked("（27、28、30の項）", "（27、29、31の項）") == "（27、[-28、30-]{+29、31+}の項）"


def test_a_passage_rewritten_as_a_whole_is_shown_as_one_change():
    before = "紙の申請書は、窓口で受領した後に、鍵の付いた書庫で保管し、期限が過ぎたら、溶解する。"
    after = "保守は、外部の事業者に委託した後に、持出しの禁止を契約に定め、年に一度、実地で点検する。"
    assert [span.kind for span in compare(before, after)].count("removed") == 1


def test_an_added_paragraph_leaves_its_neighbours_unmarked():
    before = "施錠した部屋に保管する。\n入退室を記録する。"
    after = "施錠した部屋に保管する。\n監視カメラを置く。\n入退室を記録する。"
    assert marked(before, after) == "施錠した部屋に保管する。\n{+監視カメラを置く。\n+}入退室を記録する。"


@pytest.mark.parametrize(
    ("pair", "many"),
    [
        (lambda n: ("漢あ" * n, "漢い" * n), 20000),
        (lambda n: ("漢 " * n + "甲", "乙 漢 " * n), 2000),
        (lambda n: ("\n" * n, "\n" * (n + 1)), 20000),
        (lambda n: ("あ\n" * n, "い\n" * n), 10000),
        (lambda n: ("第1条" * n, "第2条" * (n + 1)), 5000),
        (lambda n: ("1の" * n, "2の" * n), 5000),
        (lambda n: ("、".join(map(str, range(n))), "、".join(map(str, range(0, 2 * n, 2)))), 3000),
    ],
)
def test_long_and_repetitive_texts_are_compared_in_time(pair, many):
    assert_grows_with_size(lambda n: check_law(*pair(n)), many)


def test_lines_that_all_changed_are_marked_line_by_line():
    before = "・端末に導入し毎日更新する。\n・記録を取得する。"
    after = "①端末に導入し毎日自動で更新する。\n②記録を取得する。"
    expected = "[-・-]{+①+}端末に導入し毎日{+自動で+}更新する。\n[-・-]{+②+}記録を取得する。"
    assert marked(before, after) == expected


NUMBERS = "（１、２、３、４の２、６、８、９、１１の項）"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("（１、２、４の２、６、８、９、１１の項）", "（１、２[-、３-]、４の２、６、８、９、１１の項）"),
        ("（１、２、３、４の２、６、７、８、９、１１の項）", "（１、２、３、４の２、６{+、７+}、８、９、１１の項）"),
        ("（１、２、３、４の２、６、８、９、１２の項）", "（１、２、３、４の２、６、８、９[-、１１-]{+、１２+}の項）"),
        (
            "（１、２、３、４の２、６、８、９、１１、１２の項）",
            "（１、２、３、４の２、６、８、９、１１{+、１２+}の項）",
        ),
    ],
)
def test_a_list_of_numbers_is_compared_by_its_members(after, expected):
    assert marked(NUMBERS, after) == expected


def test_a_number_in_another_place_of_its_list_is_no_change():
    spans = compare("（1、2、3、4、5、6の項）", "（2、3、4、1、5、7の項）")
    assert [span.text.strip("、") for span in spans if is_change(span)] == ["6", "7"]
    check_law("（1、2、3、4、5、6の項）", "（2、3、4、1、5、7の項）")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("（１､２､３､４､５の項）による", "（1、2、3、4、5の項）による"),
        ("番号法第十九条第七号、別表第二", "番号法第19条第7号、別表第2"),
        ("利用の範囲を\n示した規則に従\nい、ＩＤを配る。", "利用の範囲を示した規則に従い、IDを配る。"),
        ("中間サーバー･プラットフォーム　による", "中間サーバー・プラットフォームによる"),
    ],
)
def test_another_notation_is_no_change(before, after):
    spans = compare(before, after)
    assert any(span.note == "notation" for span in spans)
    assert not any(map(is_change, spans))
    check_law(before, after)


def test_a_wrapped_line_does_not_hide_what_changed():
    before = "利用の必要がある職\n員を特定し、権限を付与する。"
    after = "利用の必要がある職員を\n特定し、権限と期限を付与する。"
    changes = [(span.kind, span.text) for span in compare(before, after) if is_change(span)]
    assert changes == [("added", "と期限")]


def test_a_paragraph_is_compared_with_its_own_old_self():
    before = "紙は書庫で保管し、施錠する。\n端末は毎日更新する。"
    after = "監視カメラを玄関に置く。\n紙は耐火の書庫で保管し、施錠する。\n警備員を置く。\n端末は毎週更新する。"
    expected = (
        "{+監視カメラを玄関に置く。\n+}紙は{+耐火の+}書庫で保管し、施錠する。\n"
        "{+警備員を置く。\n+}端末は[-毎日更新-]{+毎週更新+}する。"
    )
    assert marked(before, after) == expected


def test_a_paragraph_that_moved_is_known():
    a, b, c = "紙は鍵の付く書庫で保管する。\n", "入退室は毎月確認して記録する。\n", "端末は毎日更新する。\n"
    spans = compare(a + b + c, b + c + a)
    assert [(span.kind, span.text) for span in spans if span.note == "moved"] == [("removed", a), ("added", a)]
    nearly = compare(a + b + c, b + c + a.replace("保管", "厳重に保管"))
    assert [(span.kind, span.text) for span in nearly if span.kind != "same" and not span.note] == [("added", "厳重に")]


@settings(max_examples=examples(100))
@given(TEXTS, TEXTS)
def test_a_change_told_is_one_of_meaning(before, after):
    if meaning(before) == meaning(after):
        assert not any(is_change(span) for span in compare(before, after))


@pytest.mark.parametrize("shuffled", [False, True])
def test_thousands_of_paragraphs_cost_no_more_than_their_number(monkeypatch, shuffled):
    asked = []

    def counted(one, other):
        asked.append(1)
        return likeness(one, other)

    monkeypatch.setattr(passages, "likeness", counted)
    draw = random.Random(3)
    stems = ["".join(draw.choice("情報市民税務保管台帳提供移転端末") for _ in range(3)) for _ in range(400)]
    old = ["を".join(draw.sample(stems, 4)) + "行う" for _ in range(2000)]
    new = [f"①{text}こと" for text in (draw.sample(old, 2000) if shuffled else old)]
    matching = passages.match(old, new)
    assert len(matching.pairs) + len(matching.moved) > 1600
    assert len(asked) <= 5 * 2 * 2000


def test_words_are_the_text_again():
    text = "第19条の2第1項、ケー・デー・シー、１､２､３､４､５の項　行うこと①\n"
    assert "".join(cut(text)) == text == "".join(word for word, _ in cut_with_lists(text))
