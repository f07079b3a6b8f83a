"""The small file of 変更日: csv and JSON, as people write them, and what is wrong with them."""

import datetime
import json

import pytest

from piadiff.errors import PiadiffError
from piadiff.readers.effective import read_effective


def read(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return [line[:2] for line in read_effective(path)]


EXPECTED = [("Ⅰ/7/①", "令和6年10月1日"), ("「甲」→「乙」", "2024-11-01")]
LINES = "Ⅰ/7/①,令和6年10月1日\r\n\r\n「甲」→「乙」, 2024-11-01\r\n"


@pytest.mark.parametrize(
    "content", [LINES, f"項目,変更日\r\n{LINES}", f"\ufeffitem,date\n{LINES}", LINES.encode("cp932")]
)
def test_csv(tmp_path, content):
    assert read(tmp_path, "変更日.csv", content) == EXPECTED


def test_json_as_object_or_list(tmp_path):
    assert read(tmp_path, "a.json", json.dumps(dict(EXPECTED))) == EXPECTED
    listed = [{"item": "Ⅰ/7/①", "date": "令和6年10月1日"}, {"thread": "「甲」→「乙」", "変更日": "2024-11-01"}]
    assert read(tmp_path, "b.json", json.dumps(listed)) == EXPECTED
    assert read(tmp_path, "c.json", '[{"date": "2024-11-01"}]') == [("", "2024-11-01")]


def test_a_key_that_stands_twice_is_not_lost(tmp_path):
    assert len(read(tmp_path, "a.json", '{"Ⅰ/7/①": "2024-10-01", "Ⅰ/7/①": "2024-10-02"}')) == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", "Ⅰ/7/①,2024-10-01", "xlsx、csv か json"),
        ("a.docx", "Ⅰ/7/①,2024-10-01", "xlsx、csv か json"),
        ("a.xlsx", "Ⅰ/7/①,2024-10-01", "xlsx|Excel"),
        ("a.csv", "Ⅰ/7/①", "2列"),
        ("a.csv", "Ⅰ/7/①,2024-10-01,余り", "2列"),
        ("a.csv", "項目,変更日\n", "一つもありません"),
        ("a.csv", "", "空です"),
        ("a.json", "{", "json として読めません"),
        ("a.json", "[" * 100000, "json として読めません"),
        ("a.json", "3", "形が違います"),
        ("a.json", '["2024-10-01"]', "形が違います"),
        ("a.json", '{"Ⅰ/7/①": 20241001}', "項目か変更日"),
        ("a.json", '[{"item": "Ⅰ/7/①"}]', "項目か変更日"),
        ("a.json", "{}", "一つもありません"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, name, content, said):
    with pytest.raises(PiadiffError, match=said):
        read(tmp_path, name, content)


def test_no_such_file(tmp_path):
    with pytest.raises(PiadiffError, match="ファイルがありません"):
        read_effective(tmp_path / "ない.csv")


def workbook(tmp_path, *sheets):
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(row)
    path = tmp_path / "変更日.xlsx"
    book.save(path)
    return path


def in_workbook(tmp_path, *sheets):
    return [line[:2] for line in read_effective(workbook(tmp_path, *sheets))]


DAYS = [("Ⅰ/7/①", datetime.date(2024, 10, 1)), ("「甲」→「乙」", "2024-11-01")]


def test_a_workbook_with_headers(tmp_path):
    assert in_workbook(tmp_path, [("項目", "変更日"), *DAYS]) == EXPECTED
    assert in_workbook(tmp_path, [("まとまり", "施行日"), *DAYS]) == EXPECTED


def test_a_workbook_of_two_columns_without_headers(tmp_path):
    assert in_workbook(tmp_path, DAYS) == EXPECTED


def test_the_change_table_itself_with_days_filled_in(tmp_path):
    rows = [
        ("変更箇所",),
        ("変更日", "項目", "変更前の記載"),
        *((day, what, "甲") for what, day in DAYS),
        (None, "乙", "丙"),
    ]
    assert in_workbook(tmp_path, [("説明", "この表に記入する", "")], rows) == EXPECTED


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("名前", "説明", "日"), ("甲", "乙", "2024-10-01")], "列がありません"),
        ([("項目", "変更日"), (None, "2024-10-01")], "項目がありません"),
        ([("甲", "2024-10-01"), ("乙", None)], "揃っていません"),
        ([("項目", "変更日"), ("甲", None)], "一つもありません"),
        ([("項目", "変更日"), ("甲", "=TODAY()")], "計算式"),
    ],
)
def test_what_is_wrong_with_a_workbook_is_said(tmp_path, rows, said):
    with pytest.raises(PiadiffError, match=said):
        in_workbook(tmp_path, rows)
