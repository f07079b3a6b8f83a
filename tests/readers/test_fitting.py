"""Values and labels that stand apart: the assignment that costs least, and what is said where two are as good."""

import pytest

from piadiff.model import Reading
from piadiff.readers.fitting import INF, Costs, fit
from piadiff.readers.text import read_assessment_text

FRONT = "特定個人情報保護評価書（全項目評価書）\n\n Ⅰ　基本情報\n\n ①事務の名称\n\n見本に関する事務\n\n"
MORE = (
    " ６．情報提供ネットワークシステムによる情報連携 ※\n\n ７．評価実施機関における担当部署\n\n"
    " ②所属長の役職名\n\n見本課長\n\n ８．他の評価実施機関\n\n"
)
HEARING = (
    "\f Ⅵ　評価実施手続\n\n １．基礎項目評価\n\n ①実施日\n\n令和6年4月1日\n\n ２．国民・住民等からの意見の聴取\n\n"
)
THIRD = " ３．第三者点検\n\n"
LONG = (
    "窓口で受け付けた書類は、その日のうちに枚数を確かめて、\n鍵のかかる書庫に収め、確かめた者の名を帳簿に\n記録する。"
)


def costs(pair, join=1.0, gain=1.5):
    values, items = len(pair[0]), len(pair)
    return Costs(
        pair=[[float(cost) for cost in row] for row in pair],
        gain=[gain] * items,
        join=[INF, *[join] * (values - 1)],
        joins=[0.0] * items,
        drop=[3.5] * values,
        cross=[[2.0] * values for _ in range(items)],
    )


def read(text: str) -> Reading:
    return read_assessment_text(FRONT + MORE + HEARING + text)


@pytest.mark.parametrize(
    ("pair", "wanted"),
    [
        ([[0, 0], [0.5, 0.5]], [0, 1]),  # no item stays empty, though both values are nearer to the first
        ([[0, 0], [9, 9]], [0, 0]),  # but none takes what it cannot hold
        ([[9, 0], [0, 9]], [1, 0]),  # neighbours may be crossed
        ([[9, 9], [9, 9]], [None, None]),  # what fits nowhere is left
    ],
)
def test_the_cheapest_assignment(pair, wanted):
    assert fit(costs(pair)).items == wanted


def test_the_margin_tells_how_much_worse_the_next_assignment_is():
    found = fit(costs([[0.0], [0.25]]))
    assert (found.items, found.margins, found.others) == ([0], [0.25], [1])


def test_no_value_and_no_item():
    assert fit(costs([[]])).items == []
    assert fit(Costs(pair=[], gain=[], join=[INF], joins=[], drop=[3.5], cross=[])).items == [None]


def test_a_value_before_its_label_is_not_taken_for_the_end_of_the_cell_before():
    items = read(
        f" ③期間を短縮する特段の理由\n\n急ぎのため短縮した。\n\n{LONG}\n\n ④主な意見の内容\n\n"
    ).assessment.items
    assert items["Ⅵ/2/③"] == ("急ぎのため短縮した。",)
    assert "".join(items["Ⅵ/2/④"]) == LONG.replace("\n", "")


def test_a_column_of_labels_before_the_column_of_their_values():
    labels = f" ④主な意見の内容\n\n ⑤評価書への反映\n\n{THIRD} ①実施日\n\n ②方法\n\n ③結果\n\n"
    values = "職員を増やすこと。\n\n研修を加えた。\n\n審議会の意見を聴いた。\n\n妥当とされた。\n\n"
    items = read(labels + values).assessment.items
    assert items["Ⅵ/2/④"] == ("職員を増やすこと。",)
    assert items["Ⅵ/2/⑤"] == ("研修を加えた。",)
    assert items["Ⅵ/3/①"] == ""  # no date among the values
    assert items["Ⅵ/3/②"] == ("審議会の意見を聴いた。",)
    assert items["Ⅵ/3/③"] == ("妥当とされた。",)


def test_a_low_row_is_taken_before_the_high_row_above_it():
    items = read(f" ④主な意見の内容\n\n ⑤評価書への反映\n\n－\n\n{LONG}\n\n").assessment.items
    assert items["Ⅵ/2/⑤"] == ("－",)
    assert "".join(items["Ⅵ/2/④"]) == LONG.replace("\n", "")


def test_blocks_of_one_cell_stay_together_though_an_item_is_empty():
    blocks = "＜見本市における措置＞\n①施錠する。\n\n＜中間サーバーにおける措置＞\n①記録する。\n\n"
    items = read(f" ③期間を短縮する特段の理由\n\n{THIRD} ②方法\n\n{blocks}").assessment.items
    assert items["Ⅵ/2/③"] == ()
    assert len(items["Ⅵ/3/②"]) == 4


def test_the_value_of_the_last_label_of_a_page_on_the_next_page():
    items = read(f"{THIRD} ②方法\n\n審議会の意見を聴いた。\n\n ③結果\n\n\f{LONG}\n\n").assessment
    assert "".join(items.items["Ⅵ/3/③"]) == LONG.replace("\n", "")


def test_what_fits_two_items_alike_is_remarked_upon():
    reading = read(
        " ③期間を短縮する特段の理由\n\n ④主な意見の内容\n\n ⑤評価書への反映\n\n職員を増やすこと。\n\n研修を加えた。\n\n"
    )
    assert any("職員を増やすこと" in r and "かもしれません" in r for r in reading.remarks)
    clear = read(" ④主な意見の内容\n\n職員を増やすこと。\n\n ⑤評価書への反映\n\n研修を加えた。\n\n")
    assert not [r for r in clear.remarks if "かもしれません" in r]


def test_the_number_between_the_brackets_of_a_count():
    text = (
        "\f Ⅱ　特定個人情報ファイルの概要\n\n １．特定個人情報ファイル名\n\n見本ファイル\n\n"
        " ４．特定個人情報ファイルの取扱いの委託\n\n 委託の有無 ※\n\n[ 委託する ]\n\n（\n\n4\n\n） 件\n\n"
        " 委託事項1\n\n見本の業務\n\n ①委託内容\n\n見本の作業を行う。\n\n"
    )
    items = read_assessment_text(FRONT + MORE + text + HEARING + THIRD + " ②方法\n\n ③結果\n\n").assessment.items
    assert items["Ⅱ/(1)/4/委託の有無/件"] == 4
    assert items["Ⅱ/(1)/4/委託事項1"] == "見本の業務"


def test_the_bracket_of_a_box_over_several_lines():
    text = " ２．特定個人情報ファイルを取り扱う事務において使用するシステム\n\n システム1\n\n ③他のシステムとの接続\n\n"
    boxes = "[ ○ ] その他\n\n（ 見本システム、連携\n基盤 ）\n\n"
    items = read_assessment_text(FRONT + text + boxes + MORE + HEARING + THIRD + " ②方法\n\n").assessment.items
    assert items["Ⅰ/2/システム1/③"] == {"その他": "見本システム、連携基盤"}
