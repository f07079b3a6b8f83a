"""Lists of changes and tables of opinions as workbooks and csv, made here as offices lay them out."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from piadiff import papers
from piadiff.errors import PiadiffError
from piadiff.forms import form
from piadiff.model import Row
from piadiff.readers import read, read_paper
from piadiff.styles import styled
from piadiff.table import sheet
from piadiff.writers import render
from tests.readers.workbooks import make, saved
from tests.sample import version
from tests.shared import gold, needs_shared

ITEM = "Ⅰ　基本情報\n７．評価実施機関における担当部署\n①部署"
HEADERS = ("項目番号", "ページ", "項目", "変更前", "変更後", "提出時期", "概要")
ROWS = [
    (1, "P4", ITEM, "市民課", "市民生活課\n（本庁）", "事後", "組織改正"),
    (2, "P9", "Ⅰ　基本情報\n２．システム\nシステム２\n②システムの機能", "照会", "照会、更新", "事前", "システム更改"),
    (
        3,
        "P9",
        "Ⅱ　特定個人情報ファイルの概要\n（１）住民ファイル\n４．\n委託事項１\n⑥委託先名",
        "甲",
        "乙",
        "事後",
        "変更",
    ),
]


def read_book(book: object, name: str = "一覧.xlsx") -> dict:
    Path(name).write_bytes(saved(book))
    return papers.to_json(read_paper(Path(name)))


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def book_of(title: str, headers: tuple, rows: list[tuple], left: int = 2) -> object:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.cell(1, left, title)
    for number, row in enumerate([headers, *rows], 3):
        for column, value in enumerate(row):
            if value not in ("", None):
                sheet.cell(number, left + column, value)
    return book


def cells(found: dict) -> list[tuple]:
    keys = ("no", "page", "item", "before", "after", "timing", "reason")
    return [tuple(row[key] for key in keys) for row in found["rows"]]


def test_a_list_of_changes():
    found = read_book(book_of("変更箇所一覧", HEADERS, ROWS))
    assert found["kind"] == "changes-list"
    assert cells(found) == ROWS
    assert [row["paths"] for row in found["rows"]] == [
        ["Ⅰ/7/①"], ["Ⅰ/2/システム2/②"], ["Ⅱ/(1)/4/委託事項1/⑥"],
    ]  # fmt: skip


@pytest.mark.parametrize("style", ["一覧", "新旧対照表"])
def test_a_row_that_our_own_workbook_cut_is_one_again(style):
    long = "\n".join(f"・{n}番目の措置として、記録を残し、その記録を職員が定期的に確かめている。" for n in range(60))
    row = Row(item=ITEM, before=long, after=f"{'続けて書かれた長い文' * 300}。", timing="事後", reason="組織改正")
    rows = (row, replace(row, before="甲", after="乙"))
    made = styled(sheet(form("様式4"), rows), form("様式4"), style)
    Path("一覧.xlsx").write_bytes(render(made, "xlsx"))
    found = read_paper(Path("一覧.xlsx"))
    assert [(r.row.before, r.row.after, r.row.timing, r.row.reason) for r in found.rows] == [
        (r.before, r.after, r.timing, r.reason) for r in rows
    ]
    assert {r.row.paths for r in found.rows} == {("Ⅰ/7/①",)}
    assert not found.unplaced and not found.remarks


def test_columns_in_another_order_and_under_other_names():
    order = (5, 0, 2, 4, 3, 6)
    titles = ("事前・事後", "No.", "評価書該当箇所", "見直し後", "現行", "変更理由")
    found = read_book(book_of("変更箇所一覧", titles, [tuple(row[n] for n in order) for row in ROWS]))
    assert cells(found) == [(row[0], "", *row[2:]) for row in ROWS]


def test_a_cell_merged_over_rows_counts_for_each_and_a_merged_number_makes_one_row():
    rows = [*ROWS[:2], (3, "", "", "甲", "乙", "事後", "変更"), (None, "", "", "甲の二", "乙の二", "", "")]
    book = book_of("変更箇所一覧", HEADERS, rows)
    sheet = book.active
    sheet.merge_cells("D5:D7")
    sheet.merge_cells("B6:B7")
    found = read_book(book)
    assert cells(found)[2] == (3, "", ROWS[1][2], "甲\n甲の二", "乙\n乙の二", "事後", "変更")
    assert [row["paths"] for row in found["rows"]][1:] == [["Ⅰ/2/システム2/②"]] * 2


def test_wide_merged_columns_and_a_memo_above():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"] = "変更箇所一覧", "令和6年度"
    for number, row in enumerate([HEADERS, *ROWS], 5):
        for column, value in enumerate(row):
            sheet.cell(number, 1 + 4 * column, value)
            sheet.merge_cells(start_row=number, end_row=number, start_column=1 + 4 * column, end_column=4 + 4 * column)
    Path("一覧.xlsx").write_bytes(saved(book))
    found = read_paper(Path("一覧.xlsx"))
    assert cells(papers.to_json(found)) == ROWS
    assert [piece.text for piece in found.unplaced] == ["令和6年度"]


def test_a_list_as_csv():
    with Path("一覧.csv").open("w", newline="", encoding="cp932") as out:
        csv.writer(out).writerows([("変更箇所一覧",), HEADERS, *ROWS])
    assert cells(papers.to_json(read_paper(Path("一覧.csv")))) == ROWS
    Path("壊.csv").write_text('変更箇所一覧\n項目番号,変更前,変更後\n1,"甲,乙\n', encoding="utf-8")
    with pytest.raises(PiadiffError, match="引用符"):
        read_paper(Path("壊.csv"))


OPINION_HEADERS = ("No", "評価書該当箇所", "意見内容", "意見提出者", "評価書修正箇所", "主管課意見")
PLACE = (
    "Ⅲ リスク対策（プロセス）\n1 住民基本台帳ファイル\n4　特定個人情報ファイルの取扱いの委託\n情報保護管理体制の確認"
)


def opinions() -> object:
    rows = [
        ("第三者点検委員会【第1回目】対応分",),
        (1, PLACE, "記録の保管を定めること。", "委員会", "保管期間を加えた。", "追記しました。"),
        (2, None, "監督の方法を書くこと。", "事務局", "", "検討します。\n次回回答します。"),
        ("第三者点検委員会【第2回目】対応分",),
        (1, "Ⅰ 基本情報\n7 担当部署\n①部署", "課名を改めること。", "委員会", "改めた。", "修正しました。"),
    ]
    book = book_of("第三者点検の意見と対応結果", OPINION_HEADERS, rows)
    book.active.merge_cells("C5:C6")
    return book


def test_a_table_of_opinions():
    found = read_book(opinions())
    assert found["kind"] == "opinions"
    first, second, third = found["rows"]
    assert (first["no"], first["session"], first["by"]) == (1, "第三者点検委員会【第1回目】対応分", "委員会")
    assert first["place"] == second["place"] == PLACE
    assert second["response"] == "検討します。\n次回回答します。"
    assert (second["revised"], second["paths"]) == ("", ["Ⅲ/(1)/4/情報保護管理体制の確認"])
    assert (third["no"], third["session"], third["paths"]) == (1, "第三者点検委員会【第2回目】対応分", ["Ⅰ/7/①"])


def test_commands_know_them(piadiff):
    Path("意見.xlsx").write_bytes(saved(opinions()))
    done = piadiff("read", "意見.xlsx", "--json")
    assert done.status == 0 and json.loads(done.out)["kind"] == "opinions"
    done = piadiff("add", "意見.xlsx")
    assert done.status == 2 and "第三者点検の意見の表" in done.err


def test_an_assessment_is_no_paper():
    Path("評価書.xlsx").write_bytes(saved(make(version(1))))
    assert read_paper(Path("評価書.xlsx")) == read(Path("評価書.xlsx"))


@needs_shared
def test_the_published_list_as_a_workbook():
    wanted = gold("川口市-rows.jsonl")
    keys = ("no", "page", "item", "before", "after", "timing", "summary")
    found = read_book(book_of("変更箇所一覧", HEADERS, [tuple(row[key] for key in keys) for row in wanted]))
    assert [tuple(map(_spaced, row)) for row in cells(found)] == [
        tuple(_spaced(row[key]) for key in keys) for row in wanted
    ]


@needs_shared
def test_the_published_opinions_as_a_workbook():
    wanted = gold("大田区-opinions.jsonl")
    keys = ("no", "place", "opinion", "by", "revised", "response")
    rows: list[tuple] = []
    for before, row in zip([None, *wanted], wanted, strict=False):
        if row["session"] and (before is None or before["session"] != row["session"]):
            rows.append((row["session"],))
        rows.append(tuple(row[key] for key in keys))
    found = read_book(book_of("第三者点検意見一覧", OPINION_HEADERS, rows))["rows"]
    assert [[_spaced(row[key]) for key in (*keys, "session")] for row in found] == [
        [_spaced(row[key]) for key in (*keys, "session")] for row in wanted
    ]


def _spaced(value: object) -> object:
    """A text without spaces at the ends of its lines and without blank lines, which readers leave out."""
    if not isinstance(value, str):
        return value
    return "\n".join(line.strip(" \u3000") for line in value.split("\n") if line.strip())
