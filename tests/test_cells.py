import pytest

from piadiff.cells import Phrases, cells, folded
from piadiff.forms import form
from piadiff.model import Figure

TREE = form("様式4")
WORDS = Phrases()


def both(path, before, after, context=None):
    return cells(before, after, TREE.find(path), WORDS, context)


def test_text_is_whole_one_paragraph_a_line():
    assert both("Ⅰ/1/②", ("一", "", "二"), ("一", "三")) == ("一\n\n二", "一\n三")


@pytest.mark.parametrize("empty", [(), ("",), None])
def test_an_empty_text(empty):
    assert both("Ⅰ/1/②", empty, ("新",)) == ("空欄", "新")


def test_what_the_document_writes_for_empty_stays():
    assert both("Ⅰ/1/②", ("－",), ("新",)) == ("－", "新")


@pytest.mark.parametrize(("before", "after"), [("発生なし", "発生あり"), ("市民課", "戸籍課")])
def test_a_choice_or_a_name(before, after):
    assert both("Ⅲ/(1)/7/リスク1/⑨", before, after) == (before, after)


def test_a_count_has_its_unit():
    assert both("Ⅱ/(1)/4/委託の有無/件", 3, 4) == ("3件", "4件")
    assert both("Ⅱ/(1)/4/委託の有無/件", None, 0) == ("空欄", "0件")


class TestChecks:
    path = "Ⅱ/(1)/4/委託事項1/④"

    def test_only_boxes_that_differ_in_the_order_of_the_form(self):
        before = {"専用線": "", "紙": ""}
        after = {"その他": "LGWAN", "専用線": "", "電子メール": ""}
        assert both(self.path, before, after) == (
            "[　　]　電子メール\n[ ○ ]　紙\n[　　]　その他（　）",
            "[ ○ ]　電子メール\n[　　]　紙\n[ ○ ]　その他（LGWAN）",
        )

    def test_the_text_in_a_bracket(self):
        assert both(self.path, {"その他": "郵送"}, {"その他": "持参"}) == (
            "[ ○ ]　その他（郵送）",
            "[ ○ ]　その他（持参）",
        )

    def test_the_unit_after_a_bracket(self):
        path = "Ⅱ/(1)/5/提供・移転の有無"
        assert both(path, {"移転を行っている": "15"}, {"移転を行っている": "16件", "提供を行っている": "55"}) == (
            "[　　]　提供を行っている（　）件\n[ ○ ]　移転を行っている（15）件",
            "[ ○ ]　提供を行っている（55）件\n[ ○ ]　移転を行っている（16）件",
        )

    def test_all_boxes_new(self):
        assert both(self.path, None, {"その他": "LGWAN"}) == ("[　　]　その他（　）", "[ ○ ]　その他（LGWAN）")

    def test_a_box_that_the_form_does_not_have(self):
        assert both(self.path, {}, {"のろし": "煙"}) == ("[　　]　のろし（　）", "[ ○ ]　のろし（煙）")

    def test_notation_alone_is_still_shown_where_nothing_else_differs(self):
        assert both(self.path, {"その他": "ＬＧＷＡＮ"}, {"その他": "LGWAN"}) == (
            "[ ○ ]　その他（ＬＧＷＡＮ）",
            "[ ○ ]　その他（LGWAN）",
        )


class TestList:
    path = "別添2/(1)"

    def test_an_entry_at_the_end(self):
        assert both(self.path, ("氏名", "住所"), ("氏名", "住所", "旧氏")) == (
            "（右記を新たに追加）",
            "（略）\n3．旧氏",
        )

    def test_an_entry_in_the_middle_moves_the_numbers(self):
        assert both(self.path, ("氏名", "住所", "続柄"), ("氏名", "旧氏", "住所", "続柄")) == (
            "（右記を新たに追加）",
            "（略）\n2．旧氏\n（略）\n（変更前の2～3は番号を1繰下げ）",
        )

    def test_an_entry_gone(self):
        assert both(self.path, ("氏名", "住所", "続柄"), ("氏名", "続柄")) == (
            "（略）\n2．住所\n（略）",
            "（左記を削除）\n（変更前の3は番号を1繰上げ）",
        )

    def test_an_entry_changed(self):
        assert both(self.path, ("氏名", "電話番号"), ("氏名", "連絡先")) == ("（略）\n2．電話番号", "（略）\n2．連絡先")

    def test_a_new_list_is_whole(self):
        assert both(self.path, (), ("氏名", "住所")) == ("空欄", "1．氏名\n2．住所")

    def test_numbers_that_the_document_writes_are_used_and_shown_where_they_change(self):
        before, after = ("1．氏名", "2．住所"), ("1．氏名", "2．旧氏", "3．住所")
        assert both(self.path, before, after) == ("（略）\n2．住所", "（略）\n2．旧氏\n3．住所")

    def test_an_entry_that_begins_with_a_number_of_another_sort(self):
        assert both(self.path, (), ("4情報",)) == ("空欄", "1．4情報")


class TestFigure:
    path = "別添1"

    def test_labels_that_came(self):
        assert both(self.path, Figure(labels=("住民",)), Figure(labels=("住民", "コンビニ", "証明書"))) == (
            "（右記を新たに追加）",
            "図中の記載に「コンビニ」「証明書」を追加",
        )

    def test_labels_that_came_and_went(self):
        assert both(self.path, Figure(labels=("住民", "通知\nカード")), Figure(labels=("住民", "通知書"))) == (
            "図中の記載「通知 カード」",
            "図中の記載から「通知 カード」を削除\n図中の記載に「通知書」を追加",
        )

    def test_a_label_counts_as_often_as_it_stands_there(self):
        after = both(self.path, Figure(labels=("通知",)), Figure(labels=("通知", "通知")))[1]
        assert after == "図中の記載に「通知」を追加"

    def test_another_picture(self):
        before, after = Figure(labels=("住民",), images=("a",)), Figure(labels=("住民",), images=("b",))
        assert both(self.path, before, after) == ("変更前の図", "図を差替え")

    def test_the_first_figure(self):
        assert both(self.path, Figure(), Figure(labels=("住民",))) == (
            "空欄",
            "図を新たに追加\n図中の記載に「住民」を追加",
        )

    def test_no_figure_any_more(self):
        assert both(self.path, Figure(labels=("住民",)), Figure()) == ("図中の記載「住民」", "削除")


class TestContext:
    old = ("一のあいうえお", "二のあいうえお", "三のあいうえお", "四のあいうえお", "五のあいうえお")
    new = (*old[:2], "三の変わったもの", *old[3:])

    @pytest.mark.parametrize(
        ("context", "before"),
        [
            (0, "（略）\n三のあいうえお\n（略）"),
            (1, "（略）\n二のあいうえお\n三のあいうえお\n四のあいうえお\n（略）"),
            (2, "\n".join(old)),
            (None, "\n".join(old)),
        ],
    )
    def test_unchanged_paragraphs_are_folded(self, context, before):
        assert both("Ⅰ/1/②", self.old, self.new, context)[0] == before

    def test_an_added_paragraph(self):
        assert both("Ⅰ/1/②", self.old, (*self.old, "新"), 0) == ("（略）", "（略）\n新")

    def test_a_text_that_is_all_new_is_whole(self):
        assert both("Ⅰ/1/②", (), self.old, 0) == ("空欄", "\n".join(self.old))

    def test_notation_is_not_folded_away(self):
        assert folded(("ＡＢＣＤＥＦ",), ("ABCDEF",), 0, "（略）") == (("ＡＢＣＤＥＦ",), ("ABCDEF",))

    def test_a_paragraph_shorter_than_the_mark_is_not_worth_it(self):
        assert folded(("あ", "一"), ("あ", "二"), 0, "（略）") == (("あ", "一"), ("あ", "二"))


def test_the_words_are_settings():
    words = Phrases(empty="－")
    assert cells((), ("新",), TREE.find("Ⅰ/1/②"), words) == ("－", "新")


def test_an_item_that_the_form_does_not_have():
    assert cells(("旧",), ("新",), None, WORDS) == ("旧", "新")
    assert cells({"紙": ""}, {}, None, WORDS) == ("[ ○ ]　紙", "[　　]　紙")
    assert cells(None, Figure(labels=("甲",)), None, WORDS)[0] == "空欄"
    assert cells("旧", None, None, WORDS) == ("旧", "空欄")
