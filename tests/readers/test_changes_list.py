import json
from pathlib import Path

import jsonschema
import pytest

from piadiff import papers
from piadiff.errors import PiadiffError
from piadiff.model import ChangesList, Reading
from piadiff.notation import fold
from piadiff.readers import read, read_paper
from piadiff.readers.changes_list import read_changes_list
from piadiff.readers.papers_kind import paper_kind
from piadiff.schema import load
from tests.shared import SHARED, gold, needs_shared

NAME = "Ⅰ 基本情報-1. 特定個人情報ファイルを取り扱う事務-①事務の名称"
SYSTEM = "Ⅰ 基本情報-2. 特定個人情報ファイルを取り扱う事務において使用するシステム-システム2-②システムの機能"
OFFICE = "Ⅰ 基本情報-7. 評価実施機関における担当部署-①部署"
TITLE = "青凪市の事務における変更箇所一覧"
SIX = ["項目番号", "ページ数・位置", "変更前 (公表済み評価書)", "変更後", "概要"]


def table(*rows: list[str]) -> str:
    return "\n".join("\t".join(row) for row in rows) + "\n"


def rows_of(text: str) -> list[dict]:
    assert paper_kind(text) == "changes-list"
    found = read_changes_list(text)
    assert found.unplaced == ()
    data = papers.to_json(found)
    jsonschema.validate(data, load("changes-list"))
    return data["rows"]


def the(row: dict, *keys: str) -> tuple[str, ...]:
    return tuple(row[key] for key in keys)


def test_page_and_item_share_a_cell_and_timing_and_summary_too():
    (row,) = rows_of(table([TITLE], SIX, ["1", f"P4 {SYSTEM}", "古い機能", "新しい機能", "事前 機能の追加に伴う変更"]))
    assert the(row, "no", "page", "item") == (1, "P4", SYSTEM)
    assert the(row, "before", "after", "timing", "reason") == ("古い機能", "新しい機能", "事前", "機能の追加に伴う変更")
    assert row["paths"] == ["Ⅰ/2/システム2/②"]
    assert (row["date"], row["date_text"]) == (None, "")


def test_columns_that_vary_from_page_to_page():
    wide = ["項目番号", "ページ数・位置", "", "変更前", "変更後", "概要", ""]
    text = table(
        [TITLE], SIX, ["1", f"P4 {SYSTEM}", "甲", "乙", "事前 追加"], [], [TITLE], [],
        wide, ["2", "P9", NAME, "丙", "丁", "事後", "時点修正"],
    )  # fmt: skip
    first, second = rows_of(text)
    assert the(first, "page", "item", "timing", "reason") == ("P4", SYSTEM, "事前", "追加")
    assert the(second, "no", "page", "item", "before", "after") == (2, "P9", NAME, "丙", "丁")
    assert the(second, "timing", "reason", "paths") == ("事後", "時点修正", ["Ⅰ/1/①"])


@pytest.mark.parametrize(
    ("cells", "timing"),
    [
        (["3", "P9", NAME, "丙", "丁", "事後 時点修正"], "事後"),
        (["3", f"P9 {NAME}", "丙", "丁", "事後", "時点修正"], "事後"),
        (["3", "P9", NAME, "丙", "丁", "事前", "時点修正"], "事前"),
        (["3", "P9", NAME, "丙", "丁", "時点修正", ""], ""),
    ],
)
def test_a_row_with_other_columns_than_its_header(cells, timing):
    (row,) = rows_of(table([TITLE], SIX, cells))
    assert the(row, "no", "page", "item", "before", "after") == (3, "P9", NAME, "丙", "丁")
    assert the(row, "timing", "reason") == (timing, "時点修正")


def test_own_columns_for_all():
    header = ["No.", "ページ", "項目", "変更年月日", "修正前", "修正後", "提出時期", "変更理由"]
    row = ["12", "21", OFFICE, "令和6年4月1日", "福祉課", "保険課", "事後", "組織改正"]
    (found,) = rows_of(table(header, row))
    assert the(found, "no", "page", "item", "date", "timing") == (12, "21", OFFICE, "2024-04-01", "事後")
    assert the(found, "before", "after", "reason") == ("福祉課", "保険課", "組織改正")


def test_rows_without_page_and_without_number():
    header = ["該当箇所", "変更前", "変更後", "変更理由"]
    first, second = rows_of(table([TITLE], header, [OFFICE, "甲課", "乙課", "改組"], [NAME, "－", "丙", "追加"]))
    assert the(first, "no", "page", "item", "before") == (1, "", OFFICE, "甲課")
    assert the(second, "no", "item", "before", "after") == (2, NAME, "－", "丙")


@pytest.mark.parametrize(
    ("cell", "page"),
    [
        ("P10 ～ P13", "P10 ～ P13"), ("P17,18", "P17,18"), ("12ページ", "12ページ"), ("p.3-5", "p.3-5"),
        ("Ｐ２１", "Ｐ２１"), ("3頁・4頁", "3頁・4頁"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("between", [" ", "\n", "\t"])
def test_pages_as_offices_write_them(cell, page, between):
    text = table([TITLE], SIX, ["1", f"{cell}{between}{OFFICE}", "甲課", "乙課", "事後 改組"])
    (row,) = rows_of(text if between != "\n" else text.replace("\n" + OFFICE, "<br>" + OFFICE))
    assert the(row, "page", "item", "before") == (page, OFFICE, "甲課")


def test_remains_of_html_are_no_text_and_other_brackets_are():
    before = "<p><青凪市における措置> 施錠する。</p> <p>1 &amp; 2</p>"
    (row,) = rows_of(table([TITLE], SIX, ["1", f"P2 {OFFICE}", before, "<ul><li>甲</li><li>乙</li></ul>", "事前"]))
    assert row["before"] == "<青凪市における措置> 施錠する。\n1 & 2"
    assert the(row, "after", "timing", "reason") == ("甲\n乙", "事前", "")


def test_an_html_table():
    cells = "".join(f"<th>{title}</th>\n" for title in ("番号", "頁", "項目", "変更前", "変更後"))
    row = f"<td>1</td><td>5</td>\n<td>{OFFICE}</td><td>甲課<br/>乙係</td>\n<td>丙課</td>"
    (found,) = rows_of(
        f"<h1>{TITLE}</h1>\n<table>\n<tr>{cells}</tr>\n<tr>\n{row}\n</tr></table>".replace("<h1>", "").replace(
            "</h1>", ""
        )
    )
    assert the(found, "page", "item", "before", "after") == ("5", OFFICE, "甲課\n乙係", "丙課")


def test_a_markdown_table():
    (row,) = rows_of(
        f"| No | 頁 | 項目 | 変更前 | 変更後 |\n|---|---|---|---|---|\n| 1 | 5 | {OFFICE} | 甲\\|乙 | 丙 |\n"
    )
    assert the(row, "page", "item", "before", "after") == ("5", OFFICE, "甲|乙", "丙")


def test_a_section_is_carried_to_rows_that_do_not_name_their_part():
    text = table(
        [TITLE],
        SIX,
        ["Ⅳ その他のリスク対策", "", "", "", ""],
        ["1", "P40 1.監査 ②監査 具体的な内容", "甲", "乙", "事前"],
    )
    (row,) = rows_of(text)
    assert row["item"] == "1.監査 ②監査 具体的な内容"
    assert row["paths"] == ["Ⅳ/1/②/具体的な内容"]


def test_sections_below_a_part_and_numbers_that_are_none():
    sections = (["Ⅱ 特定個人情報ファイルの概要", "", "", "", ""], ["（２）青凪情報ファイル", "", "", "", ""])
    item = "3.特定個人情報の入手・使用-①入手元"
    rows = (["1-1", f"P20 {item}", "甲", "乙", "事前"], ["1-2", f"P21 {item}", "丙", "丁", "事後"])
    first, second = rows_of(table([TITLE], SIX, *sections, *rows))
    assert the(first, "no", "item", "before", "paths") == (1, item, "甲", ["Ⅱ/(2)/3/①"])
    assert the(second, "no", "page", "before", "paths") == (2, "P21", "丙", ["Ⅱ/(2)/3/①"])


def test_a_row_that_lost_its_number_is_a_row():
    rows = (["1", f"P2 {NAME}", "甲", "乙", "事前"], ["", f"P9 {OFFICE}", "丙", "丁", "事後"])
    first, second = rows_of(table([TITLE], SIX, *rows))
    assert the(first, "no", "after") == (1, "乙") and the(second, "no", "page", "item") == (2, "P9", OFFICE)


def test_a_first_column_under_an_unknown_title_is_the_item():
    (row,) = rows_of(table([TITLE], ["該当するところ", "変更前", "変更後", "理由"], [NAME, "甲", "乙", "丙"]))
    assert the(row, "item", "before", "after", "reason") == (NAME, "甲", "乙", "丙")


def test_a_cell_torn_over_lines_and_a_row_torn_over_pages():
    torn = f"1\tP4 {SYSTEM}\t古い\n機能\t新しい機能\t事前 追加"
    rest = ["", "", "続きの甲", "続きの乙", ""]
    first, second = rows_of(table([TITLE], SIX, [torn], [TITLE], SIX, rest, ["2", f"P9 {NAME}", "丙", "丁", "事後"]))
    assert the(first, "before", "after", "reason") == ("古い\n機能\n続きの甲", "新しい機能\n続きの乙", "追加")
    assert the(second, "no", "before", "timing") == (2, "丙", "事後")


def test_the_forms_are_told_by_the_front():
    text = table(
        ["重点項目評価書 変更箇所一覧"],
        SIX,
        ["1", "P2 Ⅰ 基本情報-1. 特定個人情報ファイルを取り扱う事務-①事務の名称", "甲", "乙", "事後"],
    )
    assert rows_of(text)[0]["paths"] == ["Ⅰ/1/①"]


def test_nothing_is_dropped():
    text = table(
        [TITLE], ["本書は公表前の案です。"], SIX, ["1", f"P9 {NAME}", "甲", "乙", "事後"], [], ["末尾の注記です。"]
    )
    found = read_changes_list(text)
    assert [(piece.where, piece.text) for piece in found.unplaced] == [
        ("2行目", "本書は公表前の案です。"),
        ("6行目", "末尾の注記です。"),
    ]


def test_doubts_are_told():
    found = read_changes_list(
        table([TITLE], SIX, ["1", f"P9 {NAME}", "甲", "乙", "事後"], ["4", "P9 ＊＊", "甲", "乙", "事後"])
    )
    assert any("1から4へ飛んでいます" in remark for remark in found.remarks)
    assert any("4番がどの項目を指すか分かりません" in remark for remark in found.remarks)


def test_a_number_that_is_none_is_told():
    found = read_changes_list(table([TITLE], SIX, ["2-3", f"P9 {NAME}", "甲", "乙", "事後"]))
    assert found.rows[0].no == 1
    assert found.remarks == ("3行目: 番号が読めない行（2-3）を1番としました",)


def test_the_change_table_of_the_forms_is_no_list():
    title = "（別添３）変更箇所"
    header = "変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明"
    assert paper_kind(f"{title}\n{header}\n") is None
    assert paper_kind(f"{title}\n変更日\n\n項目 変更前の記載 変更後の記載 提出時期\n提出時期に係る説明\n") is None
    assert paper_kind("変更箇所一覧\n項目\t変更前の記載\t変更後の記載\t提出時期\n") == "changes-list"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (table([TITLE], SIX), "行がありません"),
        (f"{TITLE}\nNo ページ 変更前 変更後\n1 P4 甲 乙\n", "列が分かれていません"),
    ],
)
def test_a_list_that_cannot_be_read_is_one_sentence(text, words):
    with pytest.raises(PiadiffError, match=words) as caught:
        read_changes_list(text, "一覧.txt")
    assert caught.value.where == "一覧.txt"


def test_hostile_lists_are_read_in_time():
    row = table([TITLE], SIX) + "1\tP1" + ",1" * 20_000 + "\t" + "<p" * 50_000 + "\t" * 20_000 + "\n"
    found = read_changes_list(row + "\t\tx\n" * 2000 + "<tr><td>" * 3)
    assert len(found.rows) == 1


def test_commands_say_what_it_is(piadiff):
    Path("一覧.txt").write_text(table([TITLE], SIX, ["1", f"P9 {NAME}", "甲", "乙", "事後"]), encoding="utf-8")
    shown = piadiff("read", "一覧.txt")
    assert shown.status == 0
    assert "変更箇所一覧" in shown.out and "1（うち項目の分かるもの 1）" in shown.out
    assert json.loads(piadiff("read", "一覧.txt", "--json").out)["kind"] == "changes-list"
    for arguments in (("add", "一覧.txt"), ("diff", "一覧.txt", "一覧.txt")):
        done = piadiff(*arguments)
        assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
        assert "評価書ではなく変更箇所一覧です" in done.err
    Path("一覧.json").write_text(piadiff("read", "一覧.txt", "--json").out, encoding="utf-8")
    done = piadiff("add", "一覧.json")
    assert (done.status, done.err.count("\n")) == (2, 1) and "変更箇所一覧や意見の表のJSONです" in done.err
    assert not Path("store").exists()


@needs_shared
def test_assessments_are_no_lists():
    for file in sorted((SHARED / "published").glob("*項目*.txt")):
        assert paper_kind(file.read_text(encoding="utf-8")) is None
    assert isinstance(read_paper(SHARED / "published" / "さいたま市_給付金_重点項目.txt"), Reading)


@needs_shared
def test_a_published_list_is_read_whole():
    file = SHARED / "published" / "川口市_変更箇所一覧_前半.txt"
    with pytest.raises(PiadiffError, match="変更箇所一覧"):
        read(file)
    found = read_paper(file)
    assert isinstance(found, ChangesList) and found.unplaced == ()
    wanted = gold("川口市-rows.jsonl")
    rows = papers.to_json(found)["rows"]
    assert [row["no"] for row in rows] == [row["no"] for row in wanted]
    for row, right in zip(rows, wanted, strict=True):
        right["reason"] = right["summary"]
        for cell in ("page", "item", "before", "after", "timing", "reason"):
            assert fold(row[cell]) == fold(right[cell])
        if "unsure" not in right:
            assert row["paths"] == right["paths"]
