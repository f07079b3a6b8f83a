"""A part whose title stands on several sheets or pages: it goes on there, and nothing of it is lost."""

import dataclasses
import io

import openpyxl
import pytest

from piadiff.model import Figure, Reading
from piadiff.readers.workbook import read_workbook
from piadiff.writers.form_xlsx import render
from tests.readers.workbooks import NAMES, make, saved
from tests.sample import version

WANTED = version(3)
RECORDS = WANTED.items["別添2/(1)"]


def divided(book, name: str, row: int, title: str, *, heading: str = ""):
    """The workbook with the rows of a sheet from ``row`` on moved to a new sheet that has the part's title again."""
    sheet = book[name]
    more = book.create_sheet("続き", book.sheetnames.index(name) + 1)
    more.cell(1, 1, title)
    if heading:
        more.cell(2, 1, heading)
    for area in list(sheet.merged_cells.ranges):
        if area.min_row >= row:
            sheet.unmerge_cells(area.coord)
            area.shift(row_shift=4 - row)
            more.merge_cells(area.coord)
    for cells in sheet.iter_rows(min_row=row):
        for cell in cells:
            if cell.value is not None:
                more.cell(cell.row - row + 4, cell.column, cell.value)
    sheet.delete_rows(row, sheet.max_row)
    return book


def read_back(book) -> Reading:
    return read_workbook(saved(book), "")


@pytest.mark.parametrize("heading", ["", "（１）特定個人情報ファイル"])
def test_a_list_of_record_items_goes_on_below_its_title(heading):
    book = divided(make(WANTED), NAMES["別添2"], 20, "（別添２）特定個人情報ファイル記録項目", heading=heading)
    reading = read_back(book)
    assert reading.assessment.items == WANTED.items
    assert (reading.unplaced, reading.remarks) == ((), ())


def test_a_list_that_begins_anew_for_the_same_file_is_added_and_told():
    book = make(WANTED)
    more = book.create_sheet("もう一つ")
    for row, text in enumerate(("（別添２）特定個人情報ファイル記録項目", "（１）別のファイル", "氏名", "住所"), 1):
        more.cell(row, 1, text)
    reading = read_back(book)
    assert reading.assessment.items["別添2/(1)"] == (*RECORDS, "氏名", "住所")
    (remark,) = reading.remarks
    assert "別添2/(1)の一覧がもう一度" in remark
    assert "もう一つ A3" in remark


def test_a_list_without_a_number_that_begins_at_one_is_the_next_file():
    book = make(WANTED)
    more = book.create_sheet("もう一つ")
    for row, text in enumerate(("（別添２）特定個人情報ファイル記録項目", "1．氏名", "2．住所"), 1):
        more.cell(row, 1, text)
    items = read_back(book).assessment.items
    assert items == {**WANTED.items, "別添2/(3)": ("氏名", "住所")}


def test_an_exported_list_that_is_cut_goes_on_below_its_title():
    book = openpyxl.load_workbook(io.BytesIO(render(WANTED)))
    name = next(name for name in book.sheetnames if "記録項目" in name)
    sheet = book[name]
    label = sheet.cell(2, 1).value
    area = next(area for area in sheet.merged_cells.ranges if (area.min_row, area.min_col) == (2, 1))
    assert area.max_row > 3, "the list has several rows"
    sheet.unmerge_cells(area.coord)
    book = divided(book, name, 3, "（別添２）特定個人情報ファイル記録項目")
    more = book["続き"]
    more.merge_cells("A1:I1")
    more.cell(4, 1, label)
    more.merge_cells(start_row=4, start_column=1, end_row=area.max_row + 1, end_column=3)
    reading = read_back(book)
    assert reading.assessment.items == WANTED.items
    assert reading.unplaced == ()


@pytest.mark.parametrize(("part", "title"), [("Ⅰ", "Ⅰ　基本情報"), ("Ⅱ", "Ⅱ　特定個人情報ファイルの概要")])
def test_a_part_goes_on_below_its_title(part, title):
    """Also one that would else be the next file."""
    book = make(WANTED)
    sheet = book[NAMES[part]]
    label = {"Ⅰ": "４．", "Ⅱ": "４．"}[part]
    row = next(cell.row for cells in sheet.iter_rows() for cell in cells if str(cell.value or "").startswith(label))
    reading = read_back(divided(book, NAMES[part], row, title))
    assert reading.assessment.items == WANTED.items
    assert reading.unplaced == ()


def test_charts_on_two_sheets_are_one():
    book = make(WANTED)
    more = book.create_sheet("図の続き")
    more.cell(1, 1, "（別添１）事務の内容")
    more.cell(3, 2, "市民")
    figure, before = read_back(book).assessment.items["別添1"], WANTED.items["別添1"]
    assert isinstance(figure, Figure)
    assert isinstance(before, Figure)
    assert figure.labels == (*before.labels, "市民")


def test_of_two_texts_of_one_item_the_second_is_told():
    book = make(WANTED)
    more = book.create_sheet("追記")
    for row, cells in enumerate((("Ⅵ　評価実施手続",), ("①実施日", "令和9年9月9日"), ("新しい欄",)), 1):
        for column, text in enumerate(cells):
            more.cell(row, 1 + 6 * column, text)
    reading = read_back(book)
    assert reading.assessment.items == WANTED.items
    told = "\n".join(piece.text for piece in reading.unplaced)
    assert "令和9年9月9日" in told
    assert "新しい欄" in told


def test_a_text_that_is_only_a_heading_of_options_is_told():
    x = dataclasses.replace(WANTED, items={**WANTED.items, "Ⅰ/1/②": ("＜選択肢＞",)})
    assert [piece.text for piece in read_back(make(x)).unplaced] == ["＜選択肢＞"]
