"""Text recognised from pictures: rows of cells, slips in labels, marks that were not recognised."""

import pytest

from piadiff.forms import form
from piadiff.model import Reading
from piadiff.readers import read
from piadiff.readers.labels import printed
from piadiff.readers.markup import marked_rows
from piadiff.readers.ordered import read_ordered
from piadiff.readers.text import read_assessment_text
from tests.readers.sampled import abbreviated, sample
from tests.shared import SHARED, needs_shared

RADIO, UNREAD = '<input type="radio"/>', '<input type="checkbox"/>'


def part(lines, name="Ⅱ", number=1):
    prints = printed("様式3")
    return read_ordered(form("様式3"), prints, name, number, marked_rows(lines, prints.is_printed))


def test_a_value_stands_behind_its_label_or_in_the_lines_after_it():
    found = part(
        ["2. 基本情報\t", "⑤保有開始日\t令和6年5月31日", "7. 備考\t", "一つ目", "", "<p>二つ目</p> <p>三つ目</p>"]
    )
    assert found.items == {"Ⅱ/(1)/2/⑤": "令和6年5月31日", "Ⅱ/(1)/7": ("一つ目", "二つ目", "三つ目")}


def test_children_on_the_line_of_their_parent():
    found = part(
        [
            "3. 特定個人情報の入手・使用\t\t",
            "④使用の主体\t使用部署\t総務課",
            "⑤使用方法\t照合する",
            "\t情報の突合\t突合する",
        ]
    )
    assert found.items == {
        "Ⅱ/(1)/3/④/使用部署": "総務課",
        "Ⅱ/(1)/3/⑤": ("照合する",),
        "Ⅱ/(1)/3/⑤/情報の突合": ("突合する",),
    }


def test_slips_in_labels_and_boxes_are_read_by_likeness():
    lines = [
        "移転先1\t",
        "④移転する情報の対家となる本人の数\t[1万人未満]",
        f"⑥移転方法\t[{RADIO}] 片内連携システム [] 専用線",
    ]
    found = part(lines)
    assert found.items == {
        "Ⅱ/(1)/5/移転先1": "",
        "Ⅱ/(1)/5/移転先1/④": "1万人未満",
        "Ⅱ/(1)/5/移転先1/⑥": {"庁内連携システム": ""},
    }


def test_a_heading_with_slips_leaves_the_labels_below_it_in_their_place():
    lines = [
        "3. 特定個人情報の使用\t",
        "リスク2： 権限のない者(元職員、アクセス権限のない職貝等)によって不正に使用されるリスク\t",
        "リスクへの対策は十分か\t[十分である] <選択肢> 1) 特に力を入れている 2) 十分である",
    ]
    assert part(lines, "Ⅲ").items == {"Ⅲ/(1)/3/リスク2/リスクへの対策は十分か": "十分である"}


def test_an_unread_mark_makes_the_value_unknown_and_keeps_the_texts():
    found = part([f"①入手元 ※\t[{RADIO}] 本人又は本人の代理人 {UNREAD} 民間事業者 (銀行) [] その他 ()"])
    assert found.items == {}
    assert [remark for remark in found.remarks if "Ⅱ/(1)/3/①" in remark and "民間事業者" in remark]
    assert any("銀行" in u.text for u in found.unplaced)


def test_a_recognised_bracket_around_a_choice():
    table = '<table> <tr> <td colspan="2"><選択肢></td> </tr> <tr> <td>1) 委託する</td> </tr> </table>'
    found = part([f"委託の有無 ※\t{UNREAD} 委託する] {table} {UNREAD} (3) 件"])
    assert found.items == {"Ⅱ/(1)/4/委託の有無": "委託する", "Ⅱ/(1)/4/委託の有無/件": 3}
    assert found.remarks == []


def test_a_choice_that_is_no_option_is_reported():
    found = part(["②対象となる本人の数\t[まったく別の言葉] <選択肢>"])
    assert found.items == {"Ⅱ/(1)/2/②": ""}
    assert found.remarks
    assert "まったく別の言葉" in found.unplaced[0].text


def test_text_in_angle_brackets_is_no_tag():
    lines = ["保管場所 ※\t<p><本市における措置></p> <p>施錠する。</p>"]
    assert part(lines).items["Ⅱ/(1)/6/保管場所"] == ("<本市における措置>", "施錠する。")


DOCUMENT = SHARED / "published" / "さいたま市_給付金_重点項目.txt"


@pytest.fixture(scope="module")
def recognised() -> Reading:
    return read(DOCUMENT)


@needs_shared
@pytest.mark.parametrize(("path", "length", "digest"), sample("sampled_ocr.tsv"))
def test_sixty_items_chosen_at_random_with_seed_60(recognised, path, length, digest):
    assert abbreviated(recognised.assessment.items[path]) == (length, digest)


@needs_shared
def test_every_item_of_the_form_is_read_or_reported(recognised):
    tree, items = form("様式3"), recognised.assessment.items
    wanted = {n.path.replace("(n)", "(1)") for n in tree.items if not n.path.endswith("n") and "n/" not in n.path}
    wanted |= {n.path.replace("(n)", "(1)").replace("項n", "項1").replace("先n", "先1") for n in tree.items}
    missing = {p for p in wanted if p not in items and "システムn" not in p}
    assert missing == {"Ⅱ/(1)/2/④/主な記録項目", "Ⅱ/(1)/3/①", "Ⅱ/(1)/3/②", "Ⅲ/(1)/5"}
    assert all(any(path in remark for remark in recognised.remarks) for path in missing)
    assert [p for p in items if p.startswith("Ⅰ/2") and p.endswith("③")] == [f"Ⅰ/2/システム{n}/③" for n in (2, 3, 4, 5)]


@needs_shared
def test_a_row_of_labels_over_a_row_of_values(recognised):
    assert recognised.assessment.items["表紙/評価書番号"].isdigit()
    assert recognised.assessment.items["表紙/評価書名"].endswith("事務")


@needs_shared
def test_slips_all_over_the_document_move_no_value():
    text = DOCUMENT.read_text(encoding="utf-8")
    slipped = (
        text.replace("取扱者数", "取扱老数")
        .replace("その他の措置の内容", "その他の措直の内容")
        .replace("規定の内容", "規定の内谷")
    )
    assert read_assessment_text(slipped).assessment.items == read_assessment_text(text).assessment.items
