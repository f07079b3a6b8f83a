"""Rows written into an office's own workbook: what is there stays, byte for byte, and the new rows look like it."""

import datetime
import io
import re
import subprocess
import zipfile

import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.datavalidation import DataValidation

from piadiff.errors import PiadiffError
from piadiff.model import Row
from piadiff.readers import read
from piadiff.writers.own_workbook import append_rows
from tests import hostile
from tests.office import convert, needs_office

TITLES = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")
NAME = "（別添３）変更箇所"
OLD = ("令和2年4月1日", "Ⅰ　基本情報\n７．担当部署\n①部署", "旧課", "新課", "事後", "その他の項目")
NEW = Row(item="Ⅰ　基本情報\n７．担当部署\n②所属長", before="課長", after="室長", timing="事前", reason="重要な変更")
THIN = Side(style="thin")


def office(*, wide=1, high=1, rows=2, blank=4, day=OLD[0], number=False):
    """A workbook as offices keep it: each cell over ``wide`` columns and ``high`` rows, blank rows below."""
    book = openpyxl.Workbook()
    cover = book.active
    cover.title = "表紙"
    cover["A1"], cover["B5"] = "特定個人情報保護評価書（全項目評価書）", "=1+1"
    page = book.create_sheet(NAME)
    page["B1"] = NAME
    for n, title in enumerate(TITLES):
        page.cell(3, 2 + n * wide, title)
    for line in range(rows + blank):
        top = 4 + line * high
        for n, text in enumerate((day, *OLD[1:])):
            left = 2 + n * wide
            for r in range(top, top + high):
                for c in range(left, left + wide):
                    cell = page.cell(r, c)
                    cell.border = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
                    cell.alignment, cell.font = Alignment(wrap_text=True, vertical="top"), Font("ＭＳ 明朝", 9)
            if line < rows:
                page.cell(top, left, text)
                if isinstance(text, datetime.date):
                    page.cell(top, left).number_format = '[$-ja-JP-x-gannen]ggge"年"m"月"d"日"'
            if (wide, high) != (1, 1):
                page.merge_cells(start_row=top, start_column=left, end_row=top + high - 1, end_column=left + wide - 1)
        if number:
            page.cell(top, 1, line + 1)
    page.print_area = f"A1:{openpyxl.utils.get_column_letter(1 + 6 * wide)}{3 + rows * high}"
    return book


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def differing(old: bytes, new: bytes) -> set[str]:
    one, other = parts(old), parts(new)
    assert list(one) == list(other)
    return {name for name in one if one[name] != other[name]}


def written(book, *rows: Row, form="様式4"):
    data = saved(book)
    done = append_rows(data, rows or (NEW,), form, "評価書.xlsx")
    return openpyxl.load_workbook(io.BytesIO(done.data))[NAME], done, data


def test_only_the_sheet_and_its_print_area_change():
    _, done, data = written(office())
    assert differing(data, done.data) == {"xl/worksheets/sheet2.xml", "xl/workbook.xml"}
    assert (done.sheet, done.first, done.last, done.remarks) == (NAME, 6, 6, ())


def test_what_was_in_the_sheet_stays_as_it_was_written():
    _, done, data = written(office(blank=0))
    before, after = (parts(one)["xl/worksheets/sheet2.xml"] for one in (data, done.data))
    head, rows = before.partition(b"<sheetData>")[2].partition(b"</sheetData>")[::2]
    assert head in after
    assert rows.partition(b"<pageMargins")[2] in after


def test_a_file_with_macros_and_strange_parts_keeps_them():
    data = saved(office())
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info, old.read(info))
        new.writestr(zipfile.ZipInfo("xl/vbaProject.bin", (2020, 2, 3, 4, 5, 6)), b"\xd0\xcf\x11\xe0 macro")
        new.comment = b"made by an office"
    done = append_rows(out.getvalue(), [NEW], "様式4", "x.xlsm").data
    assert differing(out.getvalue(), done) == {"xl/worksheets/sheet2.xml", "xl/workbook.xml"}
    with zipfile.ZipFile(io.BytesIO(done)) as archive:
        assert archive.getinfo("xl/vbaProject.bin").date_time == (2020, 2, 3, 4, 5, 6)
        assert archive.comment == b"made by an office"


@pytest.mark.parametrize(("wide", "high"), [(1, 1), (2, 1), (1, 2), (3, 2)])
@pytest.mark.parametrize("blank", [0, 1, 5])
def test_new_rows_look_like_the_last_one(wide, high, blank):
    page, done, _ = written(office(wide=wide, high=high, blank=blank), NEW, NEW)
    first = 4 + 2 * high
    assert (done.first, done.last) == (first, first + 2 * high - 1)
    for top in (first, first + high):
        for n, text in enumerate(("", NEW.item, NEW.before, NEW.after, NEW.timing, NEW.reason)):
            cell, old = page.cell(top, 2 + n * wide), page.cell(4, 2 + n * wide)
            assert (cell.value or "") == text
            assert cell.style_id == old.style_id and cell.border.left.style == "thin"
    areas = {str(one) for one in page.merged_cells.ranges}
    assert len(areas) == ((2 + max(2, blank)) * 6 if (wide, high) != (1, 1) else 0)
    assert page.print_area.endswith(f"${done.last}")
    assert page.dimensions.endswith(str(max(done.last, 3 + (2 + blank) * high)))


def test_the_reader_sees_the_earlier_rows_and_the_new_ones(tmp_path):
    _, done, data = written(office(wide=2), NEW)
    found = []
    for name, content in (("old.xlsx", data), ("new.xlsx", done.data)):
        (tmp_path / name).write_bytes(content)
        found.append(read(tmp_path / name).assessment.changes)
    assert found[1][:-1] == found[0]
    last = found[1][-1]
    assert (last.item, last.before, last.after, last.timing, last.reason, last.date) == (
        NEW.item, NEW.before, NEW.after, NEW.timing, NEW.reason, None,
    )  # fmt: skip
    assert last.paths == ("Ⅰ/7/②",)


@pytest.mark.parametrize("day", [OLD[0], datetime.date(2020, 4, 1)])
@pytest.mark.parametrize("old_mac", [False, True])
def test_a_day_is_kept_as_the_office_keeps_days(day, old_mac):
    book = office(day=day)
    if old_mac:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    page, done, _ = written(book, Row(**{**_fields(NEW), "date": "2024-10-01", "date_text": "令和6年10月1日"}))
    value = page.cell(done.first, 2).value
    assert value == ("令和6年10月1日" if isinstance(day, str) else datetime.datetime(2024, 10, 1))


def _fields(row):
    return {name: getattr(row, name) for name in Row.__dataclass_fields__}


def test_one_day_merged_over_all_rows_is_not_drawn_on():
    book = office(blank=0)
    book[NAME].merge_cells("B4:B5")
    page, done, _ = written(book)
    assert [str(one) for one in page.merged_cells.ranges] == ["B4:B5"]
    assert page.cell(done.first, 2).border.left.style == "thin"


def test_lists_and_rules_reach_the_new_rows():
    book = office(blank=0)
    choice = DataValidation(type="list", formula1='"事前,事後"', sqref="F4:F5")
    book[NAME].add_data_validation(choice)
    book[NAME].conditional_formatting.add("F4:F5", CellIsRule("equal", ['"事前"'], font=Font(bold=True)))
    page, _, _ = written(book, NEW, NEW)
    assert str(page.data_validations.dataValidation[0].sqref) == "F4:F7"
    assert [str(one.sqref) for one in page.conditional_formatting] == ["F4:F7"]


@pytest.mark.parametrize("text", [t for t in hostile.TEXTS if t.strip() and len(t) < 1000], ids=hostile.name)
def test_every_text_is_only_text(text):
    page, done, data = written(office(), Row(item="Ⅰ", before=text, after="新", timing="事後", reason="説明"))
    cell = page.cell(done.first, 4)
    assert cell.data_type == "s"
    assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "'"))
    sheet = parts(done.data)["xl/worksheets/sheet2.xml"]
    assert b"<f" not in sheet.partition(b"<sheetData>")[2].partition(b"</sheetData>")[0]
    assert (differing(data, done.data) == {"xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/styles.xml"}) is (
        cell.quotePrefix or False
    )
    assert cell.border.left.style == "thin"


@pytest.mark.parametrize("text", ["あ" * 40_000, "あ\n" * 500, "𠮷" * 20_000], ids=["long", "high", "pairs"])
@pytest.mark.parametrize("high", [1, 2])
def test_a_long_text_goes_on_and_nothing_is_cut(text, high, tmp_path):
    row = Row(item="Ⅰ　基本情報", before=text, after="新", timing="事後", reason="説明")
    page, done, _ = written(office(high=high, blank=0), row)
    parts_ = [str(page.cell(n, 4).value or "") for n in range(done.first, done.last + 1, high)]
    assert "".join(parts_) == text
    assert all(len(part.encode("utf-16-le")) // 2 <= 32_767 for part in parts_)
    assert all(page.row_dimensions[n].height <= 409 for n in range(done.first, done.last + 1))
    (tmp_path / "x.xlsx").write_bytes(done.data)
    assert read(tmp_path / "x.xlsx").assessment.changes[-1].before == text.rstrip("\n")


def test_a_prefix_of_the_format_is_kept():
    data = saved(office(blank=0))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "xl/worksheets/sheet2.xml":
                content = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", content).replace(b"xmlns=", b"xmlns:x=", 1)
            new.writestr(info, content)
    done = append_rows(out.getvalue(), [NEW], "様式4", "x.xlsx")
    page = openpyxl.load_workbook(io.BytesIO(done.data))[NAME]
    assert page.cell(6, 5).value == "室長"


def test_an_empty_table_takes_its_first_rows():
    page, done, _ = written(office(rows=0, blank=3), NEW)
    assert done.first == 4
    assert page["E4"].value == "室長" and page["E4"].border.left.style == "thin"


def test_other_columns_are_told():
    _, done, _ = written(office(number=True, blank=0), NEW)
    assert "A列" in done.remarks[0]


def test_no_rows_change_nothing():
    data = saved(office())
    done = append_rows(data, [], "様式4", "x.xlsx")
    assert differing(data, done.data) == set()


def _without(name):
    def spoil(book):
        book[NAME].delete_rows(3) if name == "table" else book[NAME].delete_cols(7)

    return spoil


def _locked(book):
    book[NAME].protection.set_password("ひみつ")
    book[NAME].protection.enable()


def _below(book):
    book[NAME]["C6"] = "※ この表は市民課が管理する"


def _formula_below(book):
    book[NAME]["K6"] = "=1+1"


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_without("table"), "変更箇所のシートがありません"),
        (_without("column"), "「提出時期に係る説明」の列がありません"),
        (_locked, "パスワードで保護されています"),
        (_formula_below, "K6に何か書いてあり"),
    ],
)
def test_what_cannot_be_written(spoil, sentence):
    book = office()
    spoil(book)
    with pytest.raises(PiadiffError) as fault:
        append_rows(saved(book), [NEW], "様式4", "評価書.xlsx")
    assert sentence in str(fault.value) and "評価書.xlsx" in str(fault.value)


def test_something_below_the_table_is_never_written_over():
    book = office(blank=3)
    book[NAME]["B7"] = "※ 市民課が管理する"
    with pytest.raises(PiadiffError, match=r"B7に何か書いてあり.*6行目に空いた行を3行入れて"):
        append_rows(saved(book), [NEW] * 3, "様式4", "x.xlsx")


def test_a_sheet_that_is_protected_without_a_password_may_be_written():
    book = office()
    book[NAME].protection.enable()
    page, done, _ = written(book)
    assert page.cell(done.first, 5).value == "室長" and page.protection.sheet


def test_the_same_rows_are_not_written_twice():
    _, done, _ = written(office())
    with pytest.raises(PiadiffError, match="1行がすでにあります"):
        append_rows(done.data, [NEW], "様式4", "x.xlsx")


def _signed():
    data = io.BytesIO(saved(office()))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<s/>")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "古い形式"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "暗号化された"),
        (b"%PDF-1.4", "Excelのファイル（.xlsx）ではない"),
        (b"PK\x03\x04 xl/workbook.xml", "壊れています"),
        (_signed(), "電子署名"),
    ],
    ids=["xls", "encrypted", "pdf", "broken", "signed"],
)
def test_what_is_no_workbook_to_write_in(data, sentence):
    with pytest.raises(PiadiffError, match=re.escape(sentence)):
        append_rows(data, [NEW], "様式4", "x.xlsx")


@needs_office
def test_libreoffice_opens_and_prints_it_also_what_it_saved_itself(tmp_path):
    def saved_as(kind, name):
        out = tmp_path / f"to-{kind}"
        convert(kind, out, tmp_path / name)
        return next(out.glob(f"{name.partition('.')[0]}.*"))

    (tmp_path / "a.xlsx").write_bytes(saved(office(wide=2, high=2)))
    again = saved_as("xlsx", "a.xlsx").read_bytes()
    done = append_rows(again, [NEW, Row(item="Ⅰ", before="=1+1", after="<新>", timing="事後")], "様式4", "x.xlsx")
    assert not differing(again, done.data) - {
        "xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/styles.xml",
    }  # fmt: skip
    (tmp_path / "b.xlsx").write_bytes(done.data)
    pdf = saved_as("pdf", "b.xlsx")
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True).stdout.decode()
    assert "室長" in text and "=1+1" in text and "<新>" in text and text.count("旧課") == 2
