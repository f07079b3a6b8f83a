"""Workbooks of the official form as offices keep them, made here independently of the program's own writer."""

import dataclasses
import datetime
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment

from piadiff.errors import PiadiffError
from piadiff.forms import form
from piadiff.model import Assessment, Figure, Reading
from piadiff.readers import read
from piadiff.readers.workbook import is_workbook, read_workbook
from piadiff.readers.workbook_cells import shown
from tests.readers.drawings import with_drawing
from tests.readers.workbooks import NAMES, Style, make, saved
from tests.sample import NUMBERS, exported, version

STYLES = {
    "as it is": Style(),
    "in one cell": Style(together=True, mark="レ"),
    "one sheet": Style(one_sheet=True, shift=3, mark="◯"),
    "turned": Style(reverse=True, inserted=3, mark="■", split_labels=True),
    "renamed": Style(names={part: f"シート{n}" for n, part in enumerate(NAMES)}, mark="✓"),
}


def different(wanted: Assessment, got: Assessment) -> list[str]:
    """The items that were read otherwise than they are."""
    missing = object()
    return [
        path
        for path in {**wanted.items, **got.items}
        if wanted.items.get(path, missing) != got.items.get(path, missing)
    ]


def read_back(book: object) -> Reading:
    return read_workbook(saved(book), "評価書.xlsx")


# -- whole documents -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STYLES)
def test_the_official_form_in_every_style_is_read_exactly(name):
    reading = read_back(make(version(3), STYLES[name]))
    assert different(version(3), reading.assessment) == []
    assert reading.assessment == version(3)
    assert (reading.unplaced, reading.remarks) == ((), ())


@pytest.mark.parametrize("number", NUMBERS)
def test_an_exported_form_is_read_exactly(number):
    reading = read_workbook(exported(number), "")
    assert different(version(number), reading.assessment) == []
    assert reading.assessment == version(number)
    assert (reading.unplaced, reading.remarks) == ((), ())


def test_reading_a_file_and_other_kinds_of_archives(tmp_path):
    file = tmp_path / "評価書.xlsx"
    file.write_bytes(saved(make(version(1))))
    assert read(file).assessment == version(1)
    (tmp_path / "文書.docx").write_bytes(b"PK\x03\x04 word/document.xml")
    with pytest.raises(PiadiffError, match="圧縮された形式"):
        read(tmp_path / "文書.docx")


def test_a_workbook_is_stored_edited_and_stored_again(piadiff):
    """The normal way of working: export, edit, add."""
    Path("旧.xlsx").write_bytes(exported(1))
    book = openpyxl.load_workbook("旧.xlsx")
    book["表紙"].insert_rows(1, 2)
    sheet = book["Ⅰ基本情報"]
    row, _ = _find(sheet, "②所属長の役職名")
    sheet.cell(row, 4).value = "保険年金担当課長"
    sheet.title = "基本情報"
    book.save("新.xlsx")
    assert piadiff("add", "旧.xlsx").status == 0
    done = piadiff("add", "新.xlsx", "--date", "2022-04-01")
    assert (done.status, done.err) == (0, "")
    (stored,) = Path("store/assessments").glob("*/original.xlsx")
    assert stored.read_bytes() == Path("新.xlsx").read_bytes()
    got = read(Path("新.xlsx")).assessment
    assert different(version(1), got) == ["Ⅰ/7/②"]
    assert got.items["Ⅰ/7/②"] == "保険年金担当課長"


# -- what offices do -------------------------------------------------------------------------------------------------


LESS = dataclasses.replace(
    version(3),
    items={p: v for p, v in version(3).items.items() if not p.startswith(("Ⅲ", "Ⅱ/(2)", "別添2/(2)"))},
    changes=version(3).changes[:8],
)


def _edited() -> object:
    return make(LESS)


def test_hidden_rows_widened_columns_inserted_rows_and_notes_change_nothing():
    book = _edited()
    for sheet in book.worksheets:
        sheet.column_dimensions["B"].width = 60
        sheet.row_dimensions[3].hidden = True
        sheet["B2"].comment = Comment("確認済み", "担当")
    cover = book["表紙"]
    cover.insert_rows(2, 3)
    reading = read_back(book)
    assert reading.assessment == LESS
    assert reading.unplaced == ()


def test_links_comments_and_texts_under_merged_cells_and_a_sheet_with_a_diagram_change_nothing():
    book = _edited()
    sheet = book["Ⅰ基本情報"]
    area = next(area for area in sheet.merged_cells.ranges if area.max_col > area.min_col)
    covered = (area.min_row, area.max_col)
    sheet.unmerge_cells(area.coord)
    sheet.cell(*covered, "下に隠れた文字").hyperlink = "https://example.jp/"
    sheet.cell(*covered).comment = Comment("確認済み", "担当")
    sheet.merged_cells.add(area.coord)
    sheet.cell(area.min_row, area.min_col).comment = Comment("確認済み", "担当")
    book.create_chartsheet("図表")
    reading = read_back(book)
    assert reading.assessment == LESS
    assert reading.unplaced == ()
    assert reading.remarks == ("シート「Ⅰ基本情報」のコメント（1個）は読んでいません",)


def test_a_sheet_copied_in_is_told_and_changes_nothing():
    book = _edited()
    memo = book.create_sheet("担当メモ", 0)
    memo["B2"], memo["C12"] = "照会先", "内線 123"
    reading = read_back(book)
    assert reading.assessment == LESS
    assert [(u.where, u.text) for u in reading.unplaced] == [("担当メモ B2", "照会先"), ("担当メモ C12", "内線 123")]


def test_a_part_copied_in_from_another_assessment_does_not_mix_with_the_first():
    book = _edited()
    other = book.create_sheet("Ⅰ基本情報 (旧)")
    for row in make(version(1))["Ⅰ基本情報"].iter_rows():
        for cell in row:
            if cell.value is not None:
                other[cell.coordinate] = cell.value
    reading = read_back(book)
    assert reading.assessment == LESS
    assert reading.unplaced
    assert {u.where.split(" ")[0] for u in reading.unplaced} == {"Ⅰ基本情報"}


def test_a_hidden_old_copy_is_left_aside_and_told():
    book = _edited()
    old = book.copy_worksheet(book["Ⅰ基本情報"])
    old.title, old.sheet_state = "旧", "hidden"
    reading = read_back(book)
    assert reading.assessment == LESS
    assert reading.remarks == ("非表示のシート「旧」は評価書の一部として読んでいません",)


def test_a_part_on_a_hidden_sheet_alone_is_read():
    book = _edited()
    book["Ⅳその他のリスク対策"].sheet_state = "hidden"
    assert read_back(book).assessment == LESS


def _find(sheet: object, text: str) -> tuple[int, int]:
    return next((c.row, c.column) for row in sheet.iter_rows() for c in row if c.value == text)


def test_dates_of_excel_become_wareki():
    book = _edited()
    row, column = _find(book["表紙"], "公表日")
    cell = book["表紙"].cell(row + 1, column, datetime.datetime(2024, 9, 27))
    cell.number_format = 'ggge"年"m"月"d"日"'
    assert read_back(book).assessment.items["表紙/公表日"] == "令和6年9月27日"


def test_a_change_date_merged_over_several_rows_counts_for_each():
    book = _edited()
    sheet = book["（別添３）変更箇所"]
    top, column = _find(sheet, "変更日")
    dates = [row.date_text for row in LESS.changes]
    assert dates[0] == dates[1] == dates[2]
    sheet.cell(top + 2, column).value = sheet.cell(top + 3, column).value = None
    sheet.merge_cells(start_row=top + 1, end_row=top + 3, start_column=column, end_column=column)
    sheet.cell(top + 1, column).value = datetime.date.fromisoformat(LESS.changes[0].date)
    assert read_back(book).assessment.changes == LESS.changes


def test_columns_of_the_change_table_go_by_their_titles_and_a_repeated_header_is_no_row():
    book = _edited()
    sheet = book["（別添３）変更箇所"]
    top, column = _find(sheet, "提出時期")
    for row in sheet.iter_rows(min_row=top):  # 提出時期 and its reason change places
        one, other = row[column - 1], row[column]
        one.value, other.value = other.value, one.value
    sheet.insert_rows(top + 5)
    for cell in sheet[top]:
        sheet.cell(top + 5, cell.column, cell.value)
    assert read_back(book).assessment.changes == LESS.changes


def test_rich_text_is_plain_and_breaks_in_cells_are_paragraphs():
    book = _edited()
    sheet = book["Ⅰ基本情報"]
    row, _ = _find(sheet, "②事務の内容　※")
    bold = TextBlock(InlineFont(b=True), "第二の")
    sheet.cell(row, 7).value = CellRichText("第一の文\r\n", bold, "文\n\n　第三の文")
    got = read_back(book).assessment.items["Ⅰ/1/②"]
    assert got == ("第一の文", "第二の文", "　第三の文")


def test_an_option_that_the_form_does_not_print_is_kept_and_told():
    book = _edited()
    sheet = book["Ⅰ基本情報"]
    row, column = _find(sheet, "10万人以上30万人未満")
    sheet.cell(row, column).value = "約12万人"
    reading = read_back(book)
    assert reading.assessment.items["Ⅰ/1/③"] == "約12万人"
    assert "様式の選択肢にありません" in reading.remarks[0]


def test_a_formula_without_a_saved_value_is_told():
    book = _edited()
    book["表紙"]["K1"] = "=1+1"
    assert "数式のセルが1個" in read_back(book).remarks[0]


@pytest.mark.parametrize("mark", "○〇◯●レﾚ✓✔☑■")
@pytest.mark.parametrize("together", [False, True])
def test_every_mark_in_cells_of_its_own_and_in_one_cell(mark, together):
    items = {"Ⅱ/(1)/1": "住民", "Ⅱ/(1)/3/②": {"紙": "", "その他": "窓口"}, "Ⅱ/(1)/3/③": ("随時",)}
    x = Assessment(form="様式4", items={"表紙/評価書名": "事務　全項目評価書", **items}, changes=LESS.changes[:1])
    got = read_back(make(x, Style(mark=mark, together=together))).assessment
    assert {path: got.items.get(path) for path in x.items} == x.items


def test_boxes_of_other_kinds():
    from piadiff.readers.workbook_cells import Cell
    from piadiff.readers.workbook_values import read_checks

    node = form("様式4").node("Ⅱ/(1)/3/②")

    def value(*rows: list[str]) -> object:
        cells = [
            Cell(top=top, left=left, bottom=top, right=left, text=text)
            for top, row in enumerate(rows, 1)
            for left, text in enumerate(row, 1)
        ]
        return read_checks(node, "", cells).value

    assert value(["■紙", "□専用線", "☑電子メール"]) == {"紙": "", "電子メール": ""}
    assert value(["[ ○ ] 紙  [   ] 専用線  ［●］その他（窓口（本庁））"]) == {"紙": "", "その他": "窓口（本庁）"}
    assert value(["[", "紙"], ["○", "]", "その他（", "窓口", "）"]) == {"その他": "窓口"}
    assert value(["レ", "フラッシュメモリ"], ["電子記録媒体（フラッシュメモリを除く。）"]) == {"フラッシュメモリ": ""}


def test_choices_of_other_kinds():
    from piadiff.readers.workbook_cells import Cell
    from piadiff.readers.workbook_values import read_choice

    node = form("様式4").node("Ⅰ/6/①")

    def value(*texts: str) -> object:
        return read_choice(
            node, "", [Cell(top=1, left=n, bottom=1, right=n, text=text) for n, text in enumerate(texts, 1)]
        ).value

    assert value("[", "実施する", "]", "＜選択肢＞", "1） 実施する", "2） 実施しない", "3） 未定") == "実施する"
    assert value("［実施しない］", "＜選択肢＞\n1） 実施する　2） 実施しない\n3） 未定") == "実施しない"
    assert value("1） 実施する", "○", "2） 実施しない", "3） 未定") == "実施しない"
    assert value("実施する") == "実施する"
    assert value("[", "]", "＜選択肢＞", "1） 実施する") == ""


# -- 別添1 -----------------------------------------------------------------------------------------------------------


def test_texts_of_shapes_and_hashes_of_pictures_are_the_chart():
    book = _edited()
    name = "（別添１）事務の内容"
    sheet = book[name]
    for row in sheet.iter_rows(min_row=3, max_row=200):
        for cell in row:
            if cell.value and cell.value not in ("（備考）",) and cell.column > 1:
                cell.value = None
    one, digest = with_drawing(saved(book), name, ["市民", "窓口"], b"picture one", row=3)
    figure = read_workbook(one, "").assessment.items["別添1"]
    assert figure == Figure(labels=("市民", "窓口"), images=(digest,))
    other, changed = with_drawing(saved(book), name, ["市民", "窓口"], b"picture two", row=3)
    assert read_workbook(other, "").assessment.items["別添1"] == Figure(labels=("市民", "窓口"), images=(changed,))
    assert changed != digest


def test_a_shape_elsewhere_is_not_lost():
    data, _ = with_drawing(saved(_edited()), "Ⅰ基本情報", ["付箋"], b"x", row=5)
    reading = read_workbook(data, "")
    assert ("Ⅰ基本情報 5行目の図形", "付箋") in [(u.where, u.text) for u in reading.unplaced]
    assert reading.assessment == LESS


# -- small parts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (datetime.datetime(2019, 5, 1), "General", "令和元年5月1日"),
        (datetime.date(2016, 1, 4), "yyyy/m/d", "平成28年1月4日"),
        (datetime.datetime(2024, 4, 1), 'yyyy"年"m"月"', "令和6年4月"),
        (3.0, "General", "3"),
        (12000, "#,##0", "12,000"),
        (0.5, "General", "0.5"),
        ("一\r\n二_x000D_", "@", "一\n二"),
    ],
)
def test_values_are_shown_as_the_form_wants_them(value, number_format, text):
    assert shown(value, number_format) == text


def test_a_workbook_that_is_no_assessment_says_so():
    book = openpyxl.Workbook()
    book.active["A1"] = "予算"
    with pytest.raises(PiadiffError, match="特定個人情報保護評価書ではありません"):
        read_workbook(saved(book), "予算.xlsx")
    assert is_workbook(saved(book))


def test_reading_text_loads_no_library_of_workbooks():
    code = "import sys\nfrom piadiff.readers import read\nfrom pathlib import Path\nimport piadiff\n"
    code += "read(Path(piadiff.__file__).parent / 'sample' / 'v1.json')\nassert 'openpyxl' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Ⅰ/7/①", "②所属長の役職名"),
        ("Ⅰ/1/①", "②事務の内容"),
        ("Ⅰ/1/①", "８．他の評価実施機関"),
        ("Ⅰ/7/②", "Ⅱ　特定個人情報ファイルの概要"),
        ("Ⅱ/(1)/4/委託事項1", "委託事項１"),
        ("Ⅱ/(1)/4/委託事項1/⑥", "⑤委託先名の確認方法"),
    ],
)
def test_a_value_that_reads_like_a_label_is_the_value_of_the_label_on_its_left(path, text):
    x = dataclasses.replace(LESS, items={**LESS.items, path: text})
    reading = read_back(make(x))
    assert different(x, reading.assessment) == []
    assert reading.unplaced == ()
