from piadiff.forms import form
from piadiff.readers.cover import read_cover
from piadiff.readers.labels import printed
from piadiff.readers.layout import pages

PRINTED = printed("様式4")
DECLARATION = (
    "霞野市は、個人の権利利益を保護するために適切な措置を講じ、\nプライバシーの保護に取り組んでいることを宣言する。"
)


def read(text):
    unplaced = []
    return read_cover(form("様式4"), PRINTED, pages(text.split("\n"), PRINTED.is_printed), unplaced), unplaced


def test_values_detached_from_their_labels_are_told_by_their_looks():
    items, unplaced = read(
        "[平成30年５月　様式４]\n\n 評価書名\n\n給付に関する事務　全項目評価書\n\n評価書番号\n\n12\n\n"
        f"{DECLARATION}\n\n 個人のプライバシー等の権利利益の保護の宣言\n\n 評価実施機関名\n\n"
        "特定個人情報保護評価書（全項目評価書）\n\n 公表日\n\n霞野市長\n\n令和5年4月3日\n\n特記事項"
    )
    assert unplaced == []
    assert items["表紙/評価書番号"] == "12"
    assert items["表紙/評価書名"] == "給付に関する事務　全項目評価書"
    assert items["表紙/評価実施機関名"] == "霞野市長"
    assert items["表紙/公表日"] == "令和5年4月3日"
    assert items["表紙/特記事項"] == ()
    assert "宣言する" in items["表紙/個人のプライバシー等の権利利益の保護の宣言"][-1]


def test_values_on_the_line_of_their_label():
    items, _ = read(" 評価書番号 7\n\n 公表日 令和3年1月4日\n\n 評価実施機関名 県北広域連合")
    assert items["表紙/評価書番号"] == "7"
    assert items["表紙/公表日"] == "令和3年1月4日"
    assert items["表紙/評価実施機関名"] == "県北広域連合"


def test_the_list_of_contents_is_no_text():
    _, unplaced = read("評価書番号\n\n3\n\n項目一覧\n\nⅠ　基本情報\n\n　（別添３）　変更箇所")
    assert unplaced == []


def test_a_text_that_fits_nothing_is_not_lost():
    _, unplaced = read(" 評価書番号 7\n\n余白")
    assert [u.text for u in unplaced] == ["余白"]
