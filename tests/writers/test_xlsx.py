import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from piadiff.forms import form
from piadiff.model import Row
from piadiff.styles import styled
from piadiff.writers import render
from piadiff.writers.cuts import CONTINUED, cuts
from piadiff.writers.sheet import HEADERS, Line, Piece, plain_line, plain_sheet, printable
from piadiff.writers.sheet import Sheet as Table
from tests.examples import examples
from tests.hostile import ESCAPE, TEXTS, name, sheet_of
from tests.office import convert, needs_office


def opened(table: Table):
    return load_workbook(io.BytesIO(render(table, "xlsx")), rich_text=True).worksheets[0]


def texts(page, column: int) -> list[str]:
    return [str(page.cell(row=n, column=column).value or "") for n in range(4, page.max_row + 1)]


def test_it_is_set_like_the_official_sheet():
    page = opened(plain_sheet("（別添３）変更箇所", [Row(item="Ⅰ　基本情報", before="旧", after="新", timing="事後")]))
    assert page["A1"].value == "（別添３）変更箇所"
    assert [cell.value for cell in page[3]] == list(HEADERS)
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$3:$3"
    assert page.freeze_panes == "A4"
    assert page["C4"].alignment.wrap_text and page["C4"].alignment.vertical == "top"
    assert page["C4"].border.left.style == page["C4"].border.bottom.style == "thin"
    assert page["A3"].fill.fgColor.rgb == "FFD9D9D9"


def test_a_stretch_ends_with_no_heading_however_long():
    heading = "【②取扱いを委託する特定個人情報ファイルの範囲／その妥当性】\n"
    text = "一行の文。\n" * 9 + heading + "次の文。\n" * 9
    for most in (10, 11):
        stretch = text[: cuts(text, 40, most)[0]]
        assert stretch.endswith("文。\n") and heading not in stretch


def test_the_heading_of_a_part_begins_at_the_left():
    rows = [Row(item="Ⅰ　基本情報\n①", paths=("Ⅰ/7/①",), before="甲", after="乙")]
    page = opened(styled(plain_sheet("一覧", rows), form("様式4"), "一覧"))
    assert page["A4"].value == "Ⅰ　基本情報" and page["A4"].alignment.horizontal is None
    assert page["A5"].value == 1 and page["A5"].alignment.horizontal == "center"


def test_the_longest_date_stands_on_one_line():
    page = opened(plain_sheet("変更箇所", [Row(date_text="令和10年12月31日", item="甲", before="乙", after="丙")]))
    assert page.row_dimensions[4].height < 20


def test_the_same_table_gives_the_same_bytes():
    table = sheet_of("あ", "い")
    data = render(table, "xlsx")
    assert data == render(table, "xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert {entry.date_time[0] for entry in book.infolist()} == {1980}
        assert b"dcterms" not in book.read("docProps/core.xml").partition(b"?>")[2].partition(b">")[2]
        assert "ＭＳ Ｐゴシック" in book.read("xl/styles.xml").decode()
        assert b"Calibri" not in book.read("xl/styles.xml")


@pytest.mark.parametrize("text", [t for t in TEXTS if len(t) < 1000 and t != ESCAPE], ids=name)
def test_every_text_is_only_text(text):
    page = opened(sheet_of(text))
    assert page.max_row == 4
    for cell in page[4]:
        assert str(cell.value or "") == printable(text)
        assert cell.data_type == ("s" if text else "n")


def test_nothing_in_the_file_is_a_formula_or_an_error():
    with zipfile.ZipFile(io.BytesIO(render(sheet_of(*TEXTS), "xlsx"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "<f " not in sheet
    assert 't="e"' not in sheet and 't="str"' not in sheet


def test_an_escape_of_the_format_stays_text():
    with zipfile.ZipFile(io.BytesIO(render(sheet_of(ESCAPE), "xlsx"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "_x005F_x0041_" in sheet
    assert ">_x0041_<" not in sheet


def test_changed_words_are_marked_and_the_rest_is_not():
    before = (Piece(text="第１９条"), Piece(text="第７号", mark="removed"), Piece(text="に\n基づく "))
    line = Line(row=Row(before="第１９条第７号に\n基づく ", after="－"), before=before, after=(Piece(text="－"),))
    cell = opened(Table(title="変更箇所", lines=(line,)))["C4"]
    assert str(cell.value) == "第１９条第７号に\n基づく "
    assert [(block.text, block.font.u) for block in cell.value] == [
        ("第１９条", None), ("第７号", "single"), ("に\n基づく ", None),
    ]  # fmt: skip


def test_a_row_to_be_decided_stands_out():
    line = plain_line(Row(timing="事前", reason="【要確認】どちらか"), review=True)
    page = opened(Table(title="変更箇所", lines=(line,)))
    assert page["F4"].font.b and page["F4"].fill.fgColor.rgb == "FFFFF2CC"


@pytest.mark.parametrize(
    "text", ["あ" * 50_000, "あ\n" * 2_000, "𠮷" * 40_000, "x" * 40_000, "\u0301" * 70_000], ids=name
)
def test_a_long_text_goes_on_in_further_rows_and_nothing_is_cut(text):
    page = opened(plain_sheet("変更箇所", [Row(item="①保管場所", before=text, after="新", timing="事前")]))
    parts = texts(page, 3)
    assert "".join(parts) == text
    assert all(len(part.encode("utf-16-le")) // 2 <= 32_767 for part in parts)
    assert all(page.row_dimensions[n].height <= 409 for n in range(4, page.max_row + 1))
    assert texts(page, 2) == ["①保管場所"] + [CONTINUED] * (len(parts) - 1)
    assert texts(page, 5) == ["事前"] + [""] * (len(parts) - 1)


def test_marks_go_on_too():
    before = (Piece(text="あ" * 1500), Piece(text="い" * 10, mark="removed"))
    line = Line(row=Row(before="あ" * 1500 + "い" * 10), before=before, after=(Piece(text="う"),))
    page = opened(Table(title="変更箇所", lines=(line,)))
    marked = [b.text for n in range(4, page.max_row + 1) for b in _blocks(page.cell(row=n, column=3).value) if b.font.u]
    assert "".join(marked) == "い" * 10


def _blocks(value) -> list:
    return list(value) if isinstance(value, list) else []


@settings(max_examples=examples(50))
@given(st.text("あa 　\t\n、。（", max_size=200), st.integers(2, 30), st.integers(1, 5))
def test_cuts_lose_nothing(text, fit, most):
    lengths = cuts(text, fit, most)
    assert sum(lengths) == len(text)


def test_row_heights_hold_every_line_and_may_change():
    data = render(plain_sheet("変更箇所", [Row(before="一行目\n二行目\n三行目")]), "xlsx")
    page = load_workbook(io.BytesIO(data)).worksheets[0]
    assert page.row_dimensions[4].height >= 3 * 12
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert b"customHeight" not in book.read("xl/worksheets/sheet1.xml")


def test_without_rows_it_says_so():
    assert texts(opened(plain_sheet("変更箇所", [])), 1) == ["変更箇所はありません"]


@needs_office
def test_libreoffice_opens_and_prints_it(tmp_path):
    book = tmp_path / "別添3.xlsx"
    book.write_bytes(render(sheet_of(*TEXTS), "xlsx"))
    for kind in ("pdf", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"):
        convert(kind, tmp_path, book)
    assert (tmp_path / "別添3.pdf").read_bytes().startswith(b"%PDF")
    table = next(tmp_path.glob("*.csv")).read_text(encoding="utf-8")
    assert "=cmd|' /C calc'!A0" in table
    assert "_x0041_" in table
    assert "#N/A" in table
