"""Old Excel workbooks (xls) and OpenDocument spreadsheets (ods): the same form, the same reading as from xlsx."""

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from piadiff import canonical
from piadiff.model import Assessment, Figure, Reading
from piadiff.readers import read
from piadiff.readers.ods_cells import Book, read_book
from piadiff.readers.ods_guard import open_document
from piadiff.readers.workbook import read_workbook
from piadiff.readers.workbook_figure import Shape
from piadiff.readers.xls_cells import read_cells
from piadiff.readers.xls_figure import read_figures
from piadiff.readers.xls_records import read_records
from piadiff.writers.form_xlsx import render
from tests.make_spreadsheets import MEMO, small
from tests.office import converted, needs_office
from tests.readers.compounds import compound, label, number, record, workbook
from tests.readers.flat import cell, ods, row, table
from tests.readers.workbooks import Style, make, saved
from tests.sample import NUMBERS, exported, version
from tests.strategies import assessments

DATA = Path(__file__).parents[1] / "data"
KINDS = ("xls", "ods")
DRAWN = 6  # random documents of each form


# -- files made once -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_small_form_with_other_sheet_names_merged_cells_dates_and_a_chart(kind):
    reading = read(DATA / f"form.{kind}")
    assert reading.assessment == small()
    assert reading.unplaced == ()
    comment, memo = reading.remarks
    assert comment == "シート「シート0」のコメント（1個）は読んでいません"
    assert memo == f"非表示のシート「{MEMO}」は評価書の一部として読んでいません"


@pytest.mark.parametrize("kind", KINDS)
def test_the_small_form_has_what_makes_it_worth_reading(kind):
    """Else the test above would show little."""
    x = small()
    assert x.items["表紙/公表日"] == "令和6年9月27日"
    assert len(x.changes) >= 3
    assert isinstance(x.items["別添1"], Figure)
    assert (len(x.items["別添1"].labels), len(x.items["別添1"].images)) == (2, 1)
    assert b"PNG" in (DATA / f"form.{kind}").read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_the_name_of_a_file_does_not_matter(kind, tmp_path):
    file = tmp_path / "評価書.xlsx"
    file.write_bytes((DATA / f"form.{kind}").read_bytes())
    assert read(file).assessment == small()


def test_commands_take_both_formats(piadiff):
    old, new = DATA / "form.xls", DATA / "form.ods"
    done = piadiff("read", str(old), "--json")
    assert done.status == 0
    assert canonical.loads(done.out, "") == small()
    assert piadiff("add", str(old)).status == 0
    again = piadiff("add", str(new))
    assert (again.status, "すでに同じ内容" in again.out) == (0, True)
    (stored,) = Path("store/assessments").glob("*/original.*")
    assert (stored.suffix, stored.read_bytes()) == (".xls", old.read_bytes())
    done = piadiff("diff", str(old), str(new))
    assert (done.status, done.out.strip()) == (0, "変更箇所はありません。")


# -- whole documents through LibreOffice -----------------------------------------------------------------------------


def _drawn(form: str) -> list[Assessment]:
    """Some random documents, the same in every run."""
    out: list[Assessment] = []

    @settings(
        max_examples=DRAWN, derandomize=True, database=None, deadline=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(x=assessments(form))
    def collect(x: Assessment) -> None:
        if x.items:
            out.append(x)

    collect()
    return out


STYLES = {
    "office": Style(),
    "turned": Style(reverse=True, inserted=3, mark="■", split_labels=True),
    "one-sheet": Style(one_sheet=True, shift=3, together=True, mark="レ"),
}


@pytest.fixture(scope="module")
def workbooks() -> dict[str, bytes]:
    """xlsx files by name."""
    out = {f"v{number}": exported(number) for number in NUMBERS}
    out |= {name: saved(make(version(3), style)) for name, style in STYLES.items()}
    for form in ("様式2", "様式3"):
        out |= {f"{form}-{number}": render(x) for number, x in enumerate(_drawn(form))}
    return out


@pytest.fixture(scope="module")
def saved_as(workbooks, tmp_path_factory) -> dict[str, dict[str, bytes]]:
    """The same as LibreOffice saves them, by format and name."""
    folder = tmp_path_factory.mktemp("libreoffice")
    files = {f"{name}.xlsx": data for name, data in workbooks.items()}
    return {kind: converted(files, kind, folder) for kind in KINDS}


@needs_office
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", NUMBERS)
def test_the_whole_sample_is_read_exactly(saved_as, kind, number, tmp_path):
    reading = _read(saved_as[kind][f"v{number}"], tmp_path)
    assert reading.assessment == version(number)
    assert (reading.unplaced, reading.remarks) == ((), ())


@needs_office
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("style", STYLES)
def test_workbooks_of_offices_are_read_exactly(saved_as, kind, style, tmp_path):
    reading = _read(saved_as[kind][style], tmp_path)
    assert reading.assessment == version(3)
    assert (reading.unplaced, reading.remarks) == ((), ())


@needs_office
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["様式2", "様式3"])
def test_the_format_makes_no_difference(saved_as, workbooks, kind, form, tmp_path):
    names = [name for name in workbooks if name.startswith(form)]
    assert len(names) >= DRAWN // 2
    for name in names:
        wanted, got = read_workbook(workbooks[name], ""), _read(saved_as[kind][name], tmp_path)
        assert (got.assessment, got.unplaced) == (wanted.assessment, wanted.unplaced)


@needs_office
def test_the_change_table_of_two_formats_is_that_of_the_sample(saved_as, piadiff):
    for one in (2, 3):
        Path(f"{one}.json").write_text(canonical.dumps(version(one)), encoding="utf-8")
    Path("旧.xls").write_bytes(saved_as["xls"]["v2"])
    Path("新.ods").write_bytes(saved_as["ods"]["v3"])
    got, wanted = piadiff("table", "旧.xls", "新.ods", "--json"), piadiff("table", "2.json", "3.json", "--json")
    assert (got.status, wanted.status) == (0, 0)
    assert got.out == wanted.out
    assert '"rows"' in got.out


def _read(data: bytes, folder: Path) -> Reading:
    file = folder / "評価書"
    file.write_bytes(data)
    return read(file)


# -- OpenDocument, element by element --------------------------------------------------------------------------------


def book_of(rows: str, styles: str = "", more: str = "") -> Book:
    return read_book(open_document(ods(table(rows, more=more), styles), ""), "")


def texts(book: Book) -> dict[str, str]:
    return {c.address: c.text for c in book.sheets[0].cells}


def test_repeated_rows_and_columns_stand_as_often_as_they_say():
    rows = row(cell(more='table:number-columns-repeated="2"'), cell("同", 'table:number-columns-repeated="2"'))
    rows = row(cell(), more='table:number-rows-repeated="1048000"') + rows.replace(
        "<table:table-row ", '<table:table-row table:number-rows-repeated="2" '
    )
    assert list(texts(book_of(rows))) == ["C1048001", "D1048001", "C1048002", "D1048002"]


def test_rows_and_columns_in_groups_and_headers_are_rows_and_columns():
    head = f"<table:table-header-rows>{row(cell('見出し'))}</table:table-header-rows>"
    group = f"<table:table-row-group><table:table-rows>{row(cell('中'))}</table:table-rows></table:table-row-group>"
    assert texts(book_of(head + group + row(cell("後")))) == {"A1": "見出し", "A2": "中", "A3": "後"}


def test_merged_cells_cover_their_range_and_what_they_hide_is_told():
    rows = row(
        cell("結合", 'table:number-columns-spanned="2" table:number-rows-spanned="3"'),
        "<table:covered-table-cell><text:p>隠れた</text:p></table:covered-table-cell>",
        cell("隣"),
    )
    book = book_of(rows)
    (merged, other) = book.sheets[0].cells
    assert (merged.top, merged.left, merged.bottom, merged.right) == (1, 1, 3, 2)
    assert other.address == "C1"
    assert book.covered == ["表 B1"]


RUBY = "<text:ruby><text:ruby-base>漢字</text:ruby-base><text:ruby-text>かんじ</text:ruby-text></text:ruby>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<text:p>一</text:p><text:p/><text:p>二<text:line-break/>三</text:p>", "一\n\n二\n三"),
        ('<text:p><text:s text:c="2"/>字下げ<text:tab/>後<text:s/></text:p>', "  字下げ\t後 "),
        ("<text:p>\n   整形した\n   <text:span>XML</text:span>\n</text:p>", "整形した XML"),
        ("<text:p>二つの  空白</text:p>", "二つの  空白"),
        ("<text:p><text:span>太<text:span>字</text:span></text:span>と<text:a>先</text:a></text:p>", "太字と先"),
        (f"<text:p>{RUBY}だ</text:p>", "漢字だ"),
        ("<office:annotation><text:p>注</text:p></office:annotation><text:p>本文</text:p>", "本文"),
        ("<text:p>本<office:annotation><text:p>注</text:p></office:annotation>文</text:p>", "本文"),
    ],
)  # fmt: skip
def test_paragraphs(inside, text):
    assert texts(book_of(row(cell(inside)))) == {"A1": text}


_STYLES = (
    '<number:date-style style:name="N1"><number:year/><number:month/></number:date-style>'
    '<number:date-style style:name="N2"><number:year/><number:month/><number:day/></number:date-style>'
    '<number:number-style style:name="N3"><number:number number:grouping="true"/></number:number-style>'
    '<style:style style:name="month" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="below" style:family="table-cell" style:parent-style-name="month"/>'
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="N2"/>'
    '<style:style style:name="many" style:family="table-cell" style:data-style-name="N3"/>'
    '<style:style style:name="round" style:family="table-cell" style:parent-style-name="round"/>'
)


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ('office:value-type="date" office:date-value="2019-05-01"', "令和元年5月1日"),
        ('office:value-type="date" office:date-value="2024-04-01T00:00:00" table:style-name="day"', "令和6年4月1日"),
        ('office:value-type="date" office:date-value="2024-04-01" table:style-name="month"', "令和6年4月"),
        ('office:value-type="date" office:date-value="2024-04-01" table:style-name="below"', "令和6年4月"),
        ('office:value-type="date" office:date-value="-12"', "画面の字"),
        ('office:value-type="float" office:value="3"', "3"),
        ('office:value-type="float" office:value="12000" table:style-name="many"', "12,000"),
        ('office:value-type="float" office:value="12000" table:style-name="round"', "12000"),
        ('office:value-type="percentage" office:value="0.5"', "0.5"),
        ('office:value-type="float" office:value="x"', "画面の字"),
        ('office:value-type="boolean" office:boolean-value="true"', "TRUE"),
        ('office:value-type="time" office:time-value="PT09H30M00S"', "09:30:00"),
        ('office:value-type="time" office:time-value="PT30H00M00S"', "1 day, 6:00:00"),
        ('office:value-type="string" office:string-value=""', "画面の字"),
        ('office:value-type="string" table:formula="of:=[.A1]"', "画面の字"),
    ],
)
def test_values_are_shown_as_xlsx_shows_them(more, text):
    assert texts(book_of(row(cell("画面の字", more)), _STYLES)) == {"A1": text}


def test_the_format_of_a_column_counts_for_cells_without_their_own():
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:default-cell-style-name="month" table:number-columns-repeated="3"/>'
    )
    date = cell("x", 'office:value-type="date" office:date-value="2024-04-01" table:number-columns-repeated="4"')
    shown = list(texts(book_of(columns + row(date), _STYLES)).values())
    assert shown == ["令和6年4月1日", "令和6年4月1日", "令和6年4月", "令和6年4月"]


def test_hidden_sheets_and_what_is_no_sheet():
    hide = '<style:table-properties table:display="false"/>'
    hide = f'<style:style style:name="ta" style:family="table">{hide}</style:style>'
    source = '<table:table-source xlink:href="file:///etc/passwd"/>'
    body = table(row(cell("隠")), "隠", 'table:style-name="ta"') + table(source + row(cell("外")), "外")
    body = f"<table:tracked-changes>{table(row(cell('消えた')))}</table:tracked-changes>" + body
    book = read_book(open_document(ods(body, hide), ""), "")
    assert [(s.name, s.hidden, [c.text for c in s.cells]) for s in book.sheets] == [("隠", True, ["隠"])]


def test_hidden_rows_with_text_and_comments_are_known():
    note = "<office:annotation><text:p>注</text:p></office:annotation>"
    rows = row(cell("一"), more='table:visibility="collapse" table:number-rows-repeated="2"')
    rows += row(cell(), more='table:visibility="collapse"') + row(cell("二"), more='table:visibility="filter"')
    (sheet,) = book_of(rows + row(cell(note))).sheets
    assert (sheet.hidden_rows, sheet.notes) == ((1, 2, 4), 1)
    hidden = record(0x208, struct.pack("<HHHHHHI", 3, 0, 1, 300, 0, 0, 0x20))
    shown_row = record(0x208, struct.pack("<HHHHHHI", 4, 0, 1, 300, 0, 0, 0x100))
    stream = read_records(workbook(hidden + shown_row + label(3, 0, "字") + record(0x1C, b"\0" * 12)), "")
    assert (stream.hidden_rows("表"), stream.notes("表")) == ({4}, 1)


def test_shapes_stand_at_the_row_of_their_cell_and_controls_and_formulas_are_counted():
    shapes = (
        "<draw:rect><text:p>市民</text:p></draw:rect><draw:frame><draw:text-box><text:p>窓口</text:p></draw:text-box></draw:frame>"
        '<draw:frame><draw:image xlink:href="Pictures/none.png"/></draw:frame><draw:control/>'
    )
    rows = row(cell()) + row(cell(shapes + "<text:p>本文</text:p>"), cell(more='table:formula="of:=1+1"'))
    book = book_of(rows)
    assert texts(book) == {"A2": "本文"}
    assert [(s.row, s.texts) for s in book.shapes["表"]] == [(2, ("市民",)), (2, ("窓口",))]
    assert (book.controls, book.unsaved_formulas) == ({"表": 1}, 1)


# -- old Excel, record by record -------------------------------------------------------------------------------------


def xls_texts(cells: bytes, formats: dict[int, str] | None = None) -> dict[str, str]:
    stream = read_records(workbook(cells, formats=formats), "")
    (sheet,), _ = read_cells(stream.cells_only, "")
    return {c.address: c.text for c in sheet.cells}


_DAY = 45383.0  # 1 April 2024


@pytest.mark.parametrize(
    ("key", "shape", "value", "text"),
    [
        (164, "General", 3.0, "3"),
        (164, "#,##0", 12000.0, "12,000"),
        (164, 'yyyy"年"m"月"d"日"', _DAY, "令和6年4月1日"),
        (164, 'ggge"年"m"月"d"日"', _DAY, "令和6年4月1日"),
        (164, 'yyyy"年"m"月"', _DAY, "令和6年4月"),
        (14, "", _DAY, "令和6年4月1日"),
        (55, "", _DAY, "令和6年4月"),
        (57, "", _DAY, "令和6年4月1日"),
        (164, "h:mm", 0.3958333333, "09:30:00"),
        (164, "[h]:mm", 1.25, "1 day, 6:00:00"),
        (164, "yyyy/m/d", 1e300, "1e+300"),
    ],
)
def test_numbers_and_dates_of_old_workbooks(key, shape, value, text):
    assert xls_texts(number(0, 0, value), {key: shape}) == {"A1": text}


def test_texts_truth_and_errors_of_old_workbooks():
    cells = label(0, 0, "一\r\n二\u0007") + record(0x205, struct.pack("<HHHBB", 1, 0, 0, 1, 0))
    cells += record(0x205, struct.pack("<HHHBB", 2, 0, 0, 7, 1))
    assert xls_texts(cells) == {"A1": "一\n二\ufffd", "A2": "TRUE", "A3": "#DIV/0!"}


def test_merged_cells_of_old_workbooks_and_what_they_hide():
    cells = label(1, 1, "結合") + label(1, 2, "隠れた") + record(0xE5, struct.pack("<H4H", 1, 1, 3, 1, 2))
    stream = read_records(workbook(cells, hidden=True), "")
    (sheet,), covered = read_cells(stream.cells_only, "")
    (merged,) = sheet.cells
    assert (merged.top, merged.left, merged.bottom, merged.right) == (2, 2, 4, 3)
    assert (sheet.name, sheet.hidden, covered) == ("表", True, ["表 C2"])


def _shape_records(text: str, kind: int, row: int = 4, number: int = 0) -> bytes:
    """A shape of an old drawing: its anchor and perhaps a picture, the object, its text."""
    anchor = struct.pack("<HHI", 0, 0xF010, 18) + struct.pack("<9H", 0, 1, 0, row, 0, 2, 0, row + 1, 0)
    fill = struct.pack("<HHI", 0x13, 0xF00B, 6) + struct.pack("<HI", 0x4104, number)
    head = struct.pack("<HHI", 0x0F, 0xF004, len(anchor) + len(fill))
    out = record(0xEC, head + fill + anchor) + record(0x5D, struct.pack("<HHHH", 0x15, 18, kind, 1))
    if text:
        out += record(0x1B6, b"\0" * 10 + struct.pack("<HHI", len(text), 16, 0))
        half = len(text) // 2
        out += record(0x3C, b"\1" + text[:half].encode("utf-16-le")) + record(
            0x3C, b"\1" + text[half:].encode("utf-16-le")
        )
        out += record(0x3C, b"\0" * 16)
    return out


def test_shapes_of_old_workbooks_notes_controls_and_lost_pictures():
    cells = _shape_records("市民\n窓口", 6) + _shape_records("付箋", 0x19) + _shape_records("確認済み", 0x0B, row=7)
    cells += _shape_records("", 8, number=3)
    figures = read_figures(read_records(workbook(cells), ""))
    assert figures.shapes == {
        "表": [Shape(row=5, texts=("市民", "窓口"), images=()), Shape(row=8, texts=("確認済み",), images=())]
    }
    lost, controls = figures.remarks
    assert "1個を読めませんでした" in lost
    assert "フォームの部品（チェックボックスなど）が1個" in controls


def test_a_text_that_breaks_off_is_told():
    cells = record(0x1B6, b"\0" * 10 + struct.pack("<HHI", 9, 16, 0)) + record(0x3C, b"\0AB")
    assert "読めませんでした" in read_figures(read_records(workbook(cells), "")).remarks[0]


def test_the_reading_tells_what_lies_hidden(tmp_path):
    cells = label(0, 0, "様式2 特定個人情報保護評価書（基礎項目評価書）")
    cells += b"".join(
        label(n, 0, text) for n, text in enumerate(("評価書番号", "1", "評価書名", "事務", "変更箇所"), 1)
    )
    header = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")
    cells += b"".join(label(8, n, text) + label(9, n, text + "の例") for n, text in enumerate(header))
    cells += label(12, 1, "隠れた") + record(0xE5, struct.pack("<H4H", 1, 12, 12, 0, 2))
    reading = _read(compound({"Workbook": workbook(cells)}), tmp_path)
    assert reading.remarks[0] == "結合したセルの下に隠れた文字は読んでいません（表 B13）"
