"""The normal way of working: the whole sample is exported, edited as offices edit it, and read again.

Each edit is made in the grid, as Excel would; only what was meant may be seen as a change, and nothing is lost.
"""

import datetime
import io
import re
import zipfile
from functools import cache

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from piadiff.differ import diff
from piadiff.model import Reading
from piadiff.readers.workbook import read_workbook
from tests.readers.workbooks import saved
from tests.sample import exported, version

BASE = version(3)
TABLE = "（別添３）変更箇所"


@cache
def without_lines() -> bytes:
    """The export without the lines around its cells, which openpyxl takes most of its time to keep."""
    with zipfile.ZipFile(io.BytesIO(exported(3))) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    parts["xl/styles.xml"], lines = re.subn(rb' style="thin"', b"", parts["xl/styles.xml"])
    assert lines
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bare:
        for name, data in parts.items():
            bare.writestr(name, data)
    return out.getvalue()


@pytest.fixture
def book():
    return openpyxl.load_workbook(io.BytesIO(without_lines()))


def again(book: object) -> Reading:
    return read_workbook(saved(book), "評価書.xlsx")


def changed(reading: Reading) -> list[tuple[str, str]]:
    return [(change.kind, change.path) for change in diff(BASE, reading.assessment).changes]


def untouched(reading: Reading) -> bool:
    return reading.assessment == BASE


def find(sheet: object, text: str) -> int:
    return next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == text)


def inserted(sheet: object, at: int, count: int = 1, *, columns: bool = False) -> None:
    """Inserts empty rows or columns as Excel does it: merged cells move and grow."""

    def moved(place: int) -> int:
        return place + count if place >= at else place

    areas = [area.bounds for area in sheet.merged_cells.ranges]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    (sheet.insert_cols if columns else sheet.insert_rows)(at, count)
    for left, top, right, bottom in areas:
        one, other = (left, right) if columns else (top, bottom)
        ends = moved(one), moved(other)
        span = (ends[0], top, ends[1], bottom) if columns else (left, ends[0], right, ends[1])
        sheet.merge_cells(start_column=span[0], start_row=span[1], end_column=span[2], end_row=span[3])


# -- the sheets ------------------------------------------------------------------------------------------------------


def test_rows_put_in_widths_names_and_order_are_no_change(book):
    for number, sheet in enumerate(book.worksheets):
        for at in (9, 4, 2):
            inserted(sheet, at)
        sheet.column_dimensions["B"].width = 60
        sheet.column_dimensions["D"].width = 3
        sheet.title = f"シート{number}"
    book._sheets.reverse()
    reading = again(book)
    assert untouched(reading)
    assert (reading.unplaced, reading.remarks) == ((), ())


@pytest.mark.parametrize("at", [1, 4, 5])
def test_columns_put_in_are_no_change(book, at):
    for sheet in book.worksheets:
        inserted(sheet, at, columns=True)
    assert untouched(again(book))


def test_all_parts_on_one_sheet(book):
    one, row = book.create_sheet("全部"), 1
    for sheet in book.worksheets[:-2]:
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.value is not None:
                    one.cell(row + cell.row - 1, cell.column, cell.value).data_type = "s"
        for left, top, right, bottom in (area.bounds for area in sheet.merged_cells.ranges):
            one.merge_cells(start_column=left, start_row=row + top - 1, end_column=right, end_row=row + bottom - 1)
        row += sheet.max_row + 3
        book.remove(sheet)
    assert untouched(again(book))


def test_notes_beside_the_form_and_a_sheet_copied_from_another_system(book):
    for sheet in book.worksheets:
        sheet["M3"] = "担当メモ"
    book.copy_worksheet(book["Ⅱファイルの概要(1)"]).title = "Ⅱ (2)"
    reading = again(book)
    seen = changed(reading)
    assert seen and {(kind, path.split("/")[1]) for kind, path in seen} == {("added", "(3)")}
    assert [u.text for u in reading.unplaced] == ["担当メモ"] * 13
    assert any("Ⅱ (2)" in remark and "（3）" in remark for remark in reading.remarks)


def test_a_label_that_nobody_knows_takes_its_value_with_it(book):
    sheet = book["Ⅰ基本情報"]
    row = find(sheet, "②所属長の役職名")
    value = sheet.cell(row, 4).value
    sheet.cell(row, 1).value = "②課長の氏名"
    reading = again(book)
    assert changed(reading) == [("removed", "Ⅰ/7/②")]
    assert [u.text for u in reading.unplaced] == ["②課長の氏名", value]


# -- cells -----------------------------------------------------------------------------------------------------------


def test_what_is_struck_through_hidden_or_noted_is_told(book):
    sheet = book["Ⅰ基本情報"]
    office, text = find(sheet, "②所属長の役職名"), find(sheet, "②事務の内容　※")
    sheet.cell(office, 4).font = Font(strike=True)
    struck = TextBlock(InlineFont(strike=True), "消した文。")
    sheet.cell(text, 4).value = CellRichText(struck, sheet.cell(text, 4).value)
    sheet.cell(text, 4).comment = Comment("確認", "担当")
    sheet.row_dimensions[text].hidden = True
    reading = again(book)
    assert changed(reading) == [("removed", "Ⅰ/7/②")]
    assert sorted(u.text for u in reading.unplaced) == sorted(["消した文。", BASE.items["Ⅰ/7/②"]])
    assert sum("取り消し線" in remark for remark in reading.remarks) == 2
    assert any("コメント（1個）" in remark for remark in reading.remarks)
    assert any(f"非表示の行（{text}行目）" in remark for remark in reading.remarks)


def test_marks_of_every_kind_in_every_width(book):
    written = ("[{}] ", "［ {} ］　", "{} ", "[  {}  ] ", "[{}]")
    count = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("[ ○ ] "):
                    mark = "○〇◯●レﾚ✓✔☑■"[count % 10]
                    cell.value = written[count % 5].format(mark) + cell.value.removeprefix("[ ○ ] ")
                    count += 1
    reading = again(book)
    assert count > 40
    assert untouched(reading)
    assert reading.unplaced == ()


def test_texts_choices_and_brackets_typed_anew(book):
    sheet = book["Ⅰ基本情報"]
    sheet.cell(find(sheet, "③対象人数"), 4).value = "[　30万人以上　]"
    sheet.cell(find(sheet, "②所属長の役職名"), 4).value = "課長\n（室長を兼ねる。）"
    files = book["Ⅱファイルの概要(1)"]
    row = next(r for r in range(1, files.max_row) if str(files.cell(r, 4).value) == "[ ○ ] その他")
    label = next(files.cell(r, 1).value for r in range(row, 0, -1) if files.cell(r, 1).value)
    files.cell(row, 7).value = "窓口で直接"
    reading = again(book)
    seen = changed(reading)
    assert seen[:2] == [("changed", "Ⅰ/1/③"), ("changed", "Ⅰ/7/②")]
    assert reading.assessment.items["Ⅰ/1/③"] == "30万人以上"
    assert reading.assessment.items["Ⅰ/7/②"] == "課長\n（室長を兼ねる。）"
    assert len(seen) == 3, label
    assert reading.assessment.items[seen[2][1]]["その他"] == "窓口で直接"
    assert reading.unplaced == ()


def test_record_items_put_in_without_numbering_the_others_anew(book):
    sheet = book["（別添２）記録項目"]
    cell = next(c for row in sheet.iter_rows(min_col=4) for c in row if str(c.value).startswith("１．"))
    lines = cell.value.split("\n")
    cell.value = "\n".join([*lines[:2], "連絡先電話番号", "３．続柄コード", *lines[2:]])
    got = again(book).assessment.items["別添2/(1)"]
    was = BASE.items["別添2/(1)"]
    assert got == (*was[:2], "連絡先電話番号", "続柄コード", *was[2:])


# -- the change table ------------------------------------------------------------------------------------------------


def test_rows_added_to_the_change_table(book):
    sheet = book[TABLE]
    inserted(sheet, 4)
    end = sheet.max_row
    office = "Ⅰ　基本情報\n７．評価実施機関における担当部署\n"
    added = [
        (4, "令和 ７年 ４月 １日", "Ⅰ　基本情報\n１．\n①事務の名称", "ア", "イ", "事前", "重要な変更"),
        (end + 1, datetime.datetime(2025, 4, 1), f"{office}①部署", "甲課", "乙課", "事後", "組織改正"),
        (end + 2, None, f"{office}②所属長の役職名", "甲課長", "乙課長", "事後", "組織改正"),
        (end + 3, "R7.4.1", "Ⅰ　基本情報\n１．\n②事務の内容", None, "加えた文", "事後", None),
        (end + 4, None, None, None, "さらに加えた文", None, None),
    ]
    for row, *values in added:
        for column, value in enumerate(values, 1):
            sheet.cell(row, column).value = value
    sheet.merge_cells(start_row=end + 1, end_row=end + 2, start_column=1, end_column=1)
    reading = again(book)
    rows = reading.assessment.changes
    assert changed(reading) == []
    assert rows[1:-3] == BASE.changes
    assert [(row.date, row.before, row.after, row.paths) for row in (rows[0], *rows[-3:])] == [
        ("2025-04-01", "ア", "イ", ("Ⅰ/1/①",)),
        ("2025-04-01", "甲課", "乙課", ("Ⅰ/7/①",)),
        ("2025-04-01", "甲課長", "乙課長", ("Ⅰ/7/②",)),
        ("2025-04-01", "", "加えた文\nさらに加えた文", ("Ⅰ/1/②",)),
    ]
    assert rows[-3].date_text == "令和7年4月1日"
    assert [remark for remark in reading.remarks if "続きとして" in remark]


def test_a_row_whose_item_is_merged_over_two_is_one_row(book):
    sheet = book[TABLE]
    end = sheet.max_row
    for column, value in enumerate(("R7.4.1", "Ⅰ　基本情報\n１．\n②事務の内容", "前一", "後一", "事後", "整理"), 1):
        sheet.cell(end + 1, column).value = value
    sheet.cell(end + 2, 3).value, sheet.cell(end + 2, 4).value = "前二", "後二"
    for column in (1, 2, 5, 6):
        sheet.merge_cells(start_row=end + 1, end_row=end + 2, start_column=column, end_column=column)
    (row,) = again(book).assessment.changes[len(BASE.changes) :]
    assert (row.before, row.after) == ("前一\n前二", "後一\n後二")
