"""What extractors do to printed forms: brackets, options and values in boxes of their own, labels on each other."""

import pypdfium2

from piadiff.model import Assessment
from piadiff.notation import fold
from piadiff.readers.source import decode
from piadiff.readers.text import read_assessment_text
from tests.make_pdf import printed
from tests.office import needs_office
from tests.sample import exported, misread, version

FRONT = "特定個人情報保護評価書（全項目評価書）\n\n Ⅰ　基本情報\n\n １．特定個人情報ファイルを取り扱う事務\n\n"
SYSTEM = " ２．特定個人情報ファイルを取り扱う事務において使用するシステム\n\n システム1\n\n"
REST = (
    "\n\n ５．個人番号の利用 ※\n\n ６．情報提供ネットワークシステムによる情報連携 ※\n\n"
    " ７．評価実施機関における担当部署\n\n ①部署\n\n見本課\n\n ②所属長の役職名\n\n見本課長\n\n"
    "\f Ⅵ　評価実施手続\n\n １．基礎項目評価\n\n ①実施日\n\n令和6年4月1日\n\n"
    " ２．国民・住民等からの意見の聴取\n\n ①方法\n\n窓口での閲覧\n\n ②実施日・期間\n\n令和6年4月\n\n"
    " ③期間を短縮する特段の理由\n\n"
)


def part_one(text: str) -> Assessment:
    return read_assessment_text(FRONT + text + REST).assessment


def connections(text: str) -> object:
    return part_one(f"{SYSTEM} ③他のシステムとの接続\n\n{text}").items["Ⅰ/2/システム1/③"]


def test_the_text_of_a_bracket_in_a_box_of_its_own():
    text = "[ ○ ] 税務システム\n\n[ ○ ] その他\n\n（ 見本システム、連携基盤\n\n）"
    assert connections(text) == {"税務システム": "", "その他": "見本システム、連携基盤"}


def test_a_bracket_without_a_box_that_takes_text_is_not_lost():
    text = f"{SYSTEM} ③他のシステムとの接続\n\n[ ] その他\n\n（ 見本システム\n\n）"
    reading = read_assessment_text(FRONT + text + REST)
    assert reading.assessment.items["Ⅰ/2/システム1/③"] == {}
    assert "見本システム" in "".join(u.text for u in reading.unplaced)


def test_boxes_drawn_as_squares():
    assert connections("■ 税務システム\n\n□ 宛名システム等 ■ 庁内連携システム") == {
        "庁内連携システム": "",
        "税務システム": "",
    }


def test_squares_are_bullets_where_boxes_have_brackets():
    text = (
        f"{SYSTEM} ②システムの機能\n\n■ 税務システム\n\n ③他のシステムとの接続\n\n[ ] 宛名システム等 [ ○ ] 税務システム"
    )
    items = part_one(text).items
    assert items["Ⅰ/2/システム1/②"] == ("■ 税務システム",)
    assert items["Ⅰ/2/システム1/③"] == {"税務システム": ""}


def test_a_choice_between_the_boxes_of_its_brackets():
    options = "＜選択肢＞\n\n1） 実施する\n\n2） 実施しない\n\n3） 未定"
    text = f" ６．情報提供ネットワークシステムによる情報連携\n\n ①実施の有無\n\n[\n\n未定\n\n]\n\n{options}"
    assert part_one(text).items["Ⅰ/6/①"] == "未定"


def test_a_choice_and_options_that_wrap():
    text = (
        "\f Ⅱ　特定個人情報ファイルの概要\n\n １．特定個人情報ファイル名\n\n見本ファイル\n\n ２．基本情報\n\n"
        " ①ファイルの種類\n\n[\n\nその他の電子ファイル（表計\n算ファイル等）\n\n]\n\n＜選択肢＞\n"
        "1） システム用ファイル\n"
        "2） その他の電子ファイル（表計算ファ\nイル等）\n\n ⑥事務担当部署\n\n見本課"
    )
    reading = read_assessment_text(FRONT + REST.replace("\f", f"{text}\n\n\f"))
    assert reading.assessment.items["Ⅱ/(1)/2/①"] == "その他の電子ファイル（表計算ファイル等）"
    assert reading.assessment.items["Ⅱ/(1)/2/⑥"] == "見本課"
    assert [u.text for u in reading.unplaced if "ファイル" in u.text] == []


def test_values_behind_labels_that_stand_on_each_other():
    items = part_one(f"{SYSTEM} ①システムの名称\n\n ②システムの機能\n\n見本システム\n\n・届出を登録する機能").items
    assert items["Ⅰ/2/システム1/①"] == "見本システム"
    assert items["Ⅰ/2/システム1/②"] == ("・届出を登録する機能",)


def test_the_last_of_stacked_labels_has_what_is_left():
    items = part_one(
        f"{SYSTEM} ①システムの名称\n\n ②システムの機能\n\n見本システム\n\n・登録する機能\n\n・照会する機能"
    ).items
    assert items["Ⅰ/2/システム1/①"] == "見本システム"
    assert items["Ⅰ/2/システム1/②"] == ("・登録する機能", "・照会する機能")


def test_blocks_under_different_heads_are_one_value():
    blocks = "＜見本市における措置＞\n①施錠する。\n\n＜委託先における措置＞\n①記録する。"
    items = read_assessment_text(f"{FRONT}{REST} ④主な意見の内容\n\n{blocks}").assessment.items
    assert items["Ⅵ/2/③"] == ()
    assert items["Ⅵ/2/④"] == ("＜見本市における措置＞", "①施錠する。", "＜委託先における措置＞", "①記録する。")


def test_a_list_of_contents_below_the_cover():
    parts = (
        "Ⅰ　基本情報",
        "（別添１） 事務の内容",
        "Ⅱ　特定個人情報ファイルの概要",
        "Ⅳ　その他のリスク対策",
        "Ⅵ　評価実施手続",
    )
    front = (
        "評価書番号\n\n3\n\n 評価書名\n\n見本に関する事務　全項目評価書\n\n 公表日\n\n令和6年4月1日\n\n項目一覧\n\n"
        + "\n\n".join(parts)
    )
    text = FRONT.replace("\n\n Ⅰ", f"\n\n{front}\n\f Ⅰ", 1) + " ①事務の名称\n\n見本に関する事務" + REST
    items = read_assessment_text(text).assessment.items
    assert items["Ⅰ/1/①"] == "見本に関する事務"
    assert items["表紙/評価書番号"] == "3"
    assert items["Ⅵ/2/①"] == ("窓口での閲覧",)
    assert not any(path.startswith("Ⅱ") for path in items)


def test_a_whole_bracket_in_a_box_of_its_own():
    assert connections("[ ○ ] その他\n\n（ 見本システム ）") == {"その他": "見本システム"}


def test_a_name_apart_from_its_bracket():
    assert connections("[○]\n\n税務システム\n\n[ ]\n\n宛名システム等") == {"税務システム": ""}


def test_options_between_two_texts_divide_them():
    value = " ①実施の有無\n\n[ 未定 ]\n\n ②法令上の根拠\n\n番号法による。"
    text = f"{value}\n\n＜選択肢＞\n1） 実施する\n2） 実施しない\n\n見本課"
    head = " ６．情報提供ネットワークシステムによる情報連携 ※\n\n"
    rest = REST.replace(head, f"{head}{text}\n\n").replace(" ①部署\n\n見本課\n\n", " ①部署\n\n")
    items = read_assessment_text(FRONT + rest.replace(" ②所属長の役職名\n\n見本課長\n\n", "")).assessment.items
    assert items["Ⅰ/6/②"] == ("番号法による。",)
    assert items["Ⅰ/7/①"] == "見本課"


FUNCTIONS = [
    f"{n}．{what}機能\n：{what}を{how}する機能" for n, what, how in (("１", "登録", "記録"), ("２", "照会", "表示"))
]


def functions(first: str, second: str) -> object:
    text = f"{SYSTEM} ①システムの名称\n\n見本システム\n\n ②システムの機能\n\n{first}\n\n\f ②システムの機能\n\n{second}"
    return part_one(text).items["Ⅰ/2/システム1/②"]


def test_a_cell_printed_on_two_pages_is_taken_once_however_its_boxes_are_divided():
    whole = tuple("\n".join(FUNCTIONS).split("\n"))
    assert functions("\n".join(FUNCTIONS), "\n\n".join(FUNCTIONS)) == whole
    assert functions(FUNCTIONS[0], "\n".join(FUNCTIONS)) == whole
    last = FUNCTIONS[0].split("\n")[-1]
    assert functions(FUNCTIONS[0], f"{last}\n{FUNCTIONS[1]}") == whole


UNDIVIDED = (
    "特定個人情報保護評価書（全項目評価書）\nⅠ　基本情報\n１．特定個人情報ファイルを取り扱う事務\n①事務の名称 "
    "見本に関する事務\n"
    "②事務の内容\n届出を受け付ける。\n２．特定個人情報ファイルを取り扱う事務において使用するシステム\nシステム1\n"
    "①システムの名称\n見本システム\n②システムの機能\n届出を登録する機能 ③他のシステムとの接続\n"
    "[ ] 宛名システム等 [ ○ ] 税務システム\n"
    "７．評価実施機関における担当部署\n①部署\n見本課\n②所属長の役職名\n見本課長\n８．他の評価実施機関\n見本市教育委員会\n\f"
    "Ⅵ　評価実施手続\n１．基礎項目評価\n①実施日\n令和6年4月1日\n２．国民・住民等からの意見の聴取\n①方法\n窓口での閲覧\n"
)


def test_a_text_without_blank_lines_is_divided_at_its_labels():
    reading = read_assessment_text(UNDIVIDED)
    items = reading.assessment.items
    assert items["Ⅰ/1/①"] == "見本に関する事務"
    assert items["Ⅰ/2/システム1/②"] == ("届出を登録する機能",)
    assert items["Ⅰ/2/システム1/③"] == {"税務システム": ""}
    assert items["Ⅰ/7/②"] == "見本課長"
    assert items["Ⅵ/2/①"] == ("窓口での閲覧",)
    assert reading.unplaced == ()


def test_a_page_break_inside_a_line_ends_it():
    text = UNDIVIDED.replace("\n\f", "\f")
    assert read_assessment_text(text).assessment.items == read_assessment_text(UNDIVIDED).assessment.items


def test_the_numeral_of_a_part_apart_from_its_title():
    text = (
        (FRONT + " ①事務の名称\n\n見本に関する事務" + REST)
        .replace("Ⅵ　評価", "Ⅵ\n\n評価")
        .replace("Ⅰ　基本", "Ⅰ\n\n基本")
    )
    items = read_assessment_text(text).assessment.items
    assert items["Ⅰ/1/①"] == "見本に関する事務"
    assert items["Ⅵ/2/①"] == ("窓口での閲覧",)


@needs_office
def test_a_whole_document_as_a_real_extractor_gives_it(tmp_path):
    """pdfium gives the cells without blank lines in the order of their drawing, the values of a column often before
    their labels: far from all can be placed, but most is, and what cannot be placed is told."""
    wanted = version(3)
    document = pypdfium2.PdfDocument(printed({"v3": exported(3)}, tmp_path)["v3"])
    pages = [page.get_textpage().get_text_range() for page in document]
    reading = read_assessment_text(decode("\f".join(pages).encode(), where="x"))
    assert len(misread(wanted, reading.assessment)) <= 0.45 * len(wanted.items)
    read = fold(str(dict(reading.assessment.items))) + fold("".join(u.text for u in reading.unplaced))
    assert fold("国民健康保険は、加入者が病気やけがに備えて保険料を出し合い") in read
