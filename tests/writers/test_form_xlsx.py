import io
import re
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from piadiff.model import Assessment, Figure, Row, Value
from piadiff.writers import form_xlsx
from piadiff.writers.cuts import BEGINS, CONTINUED
from piadiff.writers.form_sheets import pages, pieces
from piadiff.writers.sheet import HEADERS, printable
from tests.examples import examples
from tests.hostile import CONTROLS, FORMULA, TEXTS, name
from tests.hostile import LONG as LONG_TEXT
from tests.office import convert, needs_office
from tests.sample import exported, version
from tests.strategies import assessments


def opened(items: dict[str, Value], form: str = "様式4", *, changes: tuple[Row, ...] = ()) -> Workbook:
    return load_workbook(io.BytesIO(form_xlsx.render(Assessment(form=form, items=items, changes=changes))))


def rows(sheet) -> list[list[str]]:
    """The texts of each row, without empty cells."""
    return [[str(cell.value) for cell in row if cell.value is not None] for row in sheet.iter_rows()]


def areas(sheet) -> dict[str, str]:
    """The merged cells: their text and where they are."""
    return {str(sheet[a.coord.split(":")[0]].value): a.coord for a in sheet.merged_cells.ranges}


# -- sheets ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole() -> Workbook:
    """The third version of the sample."""
    return load_workbook(io.BytesIO(exported(3)))


def test_no_merged_cells_overlap(whole):
    for sheet in whole:
        cells = [cell for area in sheet.merged_cells.ranges for cell in area.cells]
        assert len(cells) == len(set(cells)), sheet.title


def test_the_sheets_of_all_items_stand_in_the_order_of_the_form(whole):
    assert whole.sheetnames == [
        "表紙", "Ⅰ基本情報", "（別添１）事務の内容", "Ⅱファイルの概要(1)", "Ⅱファイルの概要(2)", "（別添２）記録項目",
        "Ⅲリスク対策（プロセス）(1)", "Ⅲリスク対策（プロセス）(2)", "Ⅳその他のリスク対策", "Ⅴ開示請求、問合せ",
        "Ⅵ評価実施手続", "（別添３）変更箇所",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "items", "names"),
    [
        (
            "様式3",
            {"Ⅰ/3": "い", "Ⅱ/(2)/1": "ろ", "別添1/(2)": ("は",), "Ⅲ/(2)/1": "ろ"},
            ["表紙", "Ⅰ基本情報", "Ⅱファイルの概要(2)", "（別添１）記録項目", "Ⅲリスク対策(2)", "（別添２）変更箇所"],
        ),
        ("様式2", {"Ⅰ/2": "い", "Ⅱ/2/いつ時点の計数か": ""}, ["表紙", "Ⅰ関連情報", "Ⅱしきい値判断項目", "変更箇所"]),
    ],
)
def test_the_other_forms_have_their_own_sheets(form, items, names):
    assert opened(items, form).sheetnames == names


def test_every_sheet_prints_on_portrait_pages_with_numbers():
    book = opened({"Ⅰ/1/①": "事務"})
    for sheet in book.worksheets[:-1]:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("portrait", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddFooter.center.text == "&P / &N"
        assert sheet.print_area == f"'{sheet.title}'!$A$1:$I${sheet.max_row}"
    assert book.worksheets[-1].page_setup.orientation == "landscape"


def test_the_same_assessment_gives_the_same_bytes():
    data = form_xlsx.render(version(2))
    assert data == exported(2)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert {entry.date_time[0] for entry in book.infolist()} == {1980}
        assert b"Calibri" not in book.read("xl/styles.xml")


# -- items -----------------------------------------------------------------------------------------------------------


def test_the_cover_says_which_form_it_is():
    cover = opened({"表紙/評価書名": "見本"})["表紙"]
    assert rows(cover) == [["[様式４]"], ["特定個人情報保護評価書（全項目評価書）"], ["評価書名", "見本"]]
    book = form_xlsx.render(Assessment(form="様式3", edition="令和6年10月"))
    assert load_workbook(io.BytesIO(book))["表紙"]["A1"].value == "[令和6年10月　様式３]"


def test_a_label_stands_left_of_its_value_and_headings_span_the_sheet():
    sheet = opened({"Ⅰ/1/②": ("一段落", "二段落"), "Ⅰ/2/システム2/①": "住記"})["Ⅰ基本情報"]
    assert rows(sheet) == [
        ["Ⅰ　基本情報"],
        ["１．特定個人情報ファイルを取り扱う事務"],
        ["②事務の内容　※", "一段落\n二段落"],
        ["２．特定個人情報ファイルを取り扱う事務において使用するシステム"],
        ["システム２"],
        ["①システムの名称", "住記"],
    ]
    where = areas(sheet)
    assert (where["②事務の内容　※"], where["一段落\n二段落"], where["システム２"]) == ("A3:C3", "D3:I3", "A5:I5")
    label, value = sheet["A3"], sheet["D3"]
    assert label.fill.fgColor.rgb == "FFEDEDED" and value.alignment.wrap_text
    assert label.border.left.style == value.border.bottom.style == "thin"


def test_an_item_inside_another_has_a_narrower_label():
    where = areas(opened({"Ⅱ/(1)/2/③": ("範囲",), "Ⅱ/(1)/2/③/その必要性": ("必要",)})["Ⅱファイルの概要(1)"])
    assert (where["③対象となる本人の範囲　※"], where["その必要性"]) == ("A3:C3", "B4:C4")


def test_the_title_of_a_part_marked_as_a_whole_has_the_only_mark():
    texts = [t for row in rows(opened({"Ⅲ/(1)/1": "い", "Ⅲ/(1)/3/その他のリスク": ("ろ",)}).worksheets[1]) for t in row]
    assert texts[0] == "Ⅲ　特定個人情報ファイルの取扱いプロセスにおけるリスク対策　※（７．リスク１⑨を除く。）　（１）"
    assert sum("※" in text for text in texts) == 1


def test_a_group_that_has_no_name_is_a_heading_and_one_with_an_empty_name_is_not():
    def bar(items: dict[str, Value]) -> str:
        return areas(opened(items)["Ⅱファイルの概要(1)"])["委託事項１"]

    assert bar({"Ⅱ/(1)/4/委託事項1/①": ("い",)}) == "A3:I3"
    assert bar({"Ⅱ/(1)/4/委託事項1/①": ("い",), "Ⅱ/(1)/4/委託事項1": ""}) == "A3:C3"


def test_a_choice_shows_its_options():
    sheet = opened({"Ⅰ/6/①": "実施する", "Ⅰ/1/③": ""})["Ⅰ基本情報"]
    assert rows(sheet)[2][:2] == ["③対象人数", "[　]"]
    assert rows(sheet)[4] == ["①実施の有無　※", "[ 実施する ]", "＜選択肢＞\n1） 実施する　2） 実施しない　3） 未定"]


def test_boxes_are_marked_and_brackets_stand_beside_them():
    sheet = opened({"Ⅱ/(1)/4/委託事項1/④": {"紙": "", "その他": "直接操作", "伝書鳩": ""}})["Ⅱファイルの概要(1)"]
    assert rows(sheet)[3:] == [
        ["④委託先への特定個人情報ファイルの提供方法", "[　] 専用線", "[　] 電子メール"],
        ["[　] 電子記録媒体（フラッシュメモリを除く。）", "[　] フラッシュメモリ"],
        ["[ ○ ] 紙"],
        ["[ ○ ] その他", "（ 直接操作 ）"],
        ["[ ○ ] 伝書鳩"],
    ]
    assert areas(sheet)["④委託先への特定個人情報ファイルの提供方法"] == "A4:C8"


def test_counts_have_their_unit():
    base = "Ⅱ/(1)/4/委託の有無/件"
    offered = {"Ⅱ/(1)/5/提供・移転の有無": {"提供を行っている": "2"}}
    assert rows(opened({base: 4})["Ⅱファイルの概要(1)"])[-1] == ["件　※", "（ 4 ）件"]
    assert rows(opened({base: None})["Ⅱファイルの概要(1)"])[-1] == ["件　※", "（　）件"]
    assert rows(opened(offered)["Ⅱファイルの概要(1)"])[2:] == [
        ["提供・移転の有無", "[ ○ ] 提供を行っている", "（ 2 ）件"],
        ["[　] 移転を行っている", "（　）件"],
        ["[　] 行っていない"],
    ]


def test_record_items_are_numbered_one_a_line():
    sheet = opened({"別添2/(1)": ("氏名、2．住所", "３．番号"), "Ⅱ/(1)/1": "住民ファイル"})["（別添２）記録項目"]
    assert rows(sheet)[1] == ["（１）住民ファイル", "１．氏名、2．住所\n２．３．番号"]


def test_the_texts_of_a_chart_are_cells_in_their_order():
    chart = Figure(labels=("窓口", "市民", "システム", "長" * 400, "庁舎"), images=("a" * 64,))
    sheet = opened({"別添1": chart, "別添1/備考": ("注記",)})["（別添１）事務の内容"]
    assert rows(sheet)[1:] == [
        ["図の中の文字", "窓口", "市民", "システム"], ["長" * 400], ["庁舎"], ["図の画像", "a" * 64], ["備考", "注記"],
    ]  # fmt: skip


def test_a_heading_belongs_to_the_edition_of_what_stands_below_it():
    old = rows(opened({"Ⅳ/8/実施の有無": {}}, "様式2").worksheets[1])
    new = rows(opened({"Ⅳ/8/判断の根拠": ("い",)}, "様式2").worksheets[1])
    assert (old[1], new[1]) == (["８．監査"], ["８．人手を介在させる作業"])


@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(assessments(max_rows=0))
def test_every_item_is_printed_once_under_its_label(assessment):
    blocks = [block for page in pages(assessment) for block in page.blocks if block.rows]
    charts = sum(isinstance(v, Figure) and bool(v.images) for v in assessment.items.values())
    assert len(blocks) == len(assessment.items) + charts
    for page in pages(assessment):
        for block in page.blocks:
            assert all(row[0].first == block.label.last + 1 and row[-1].last == 9 for row in block.rows)


# -- texts -----------------------------------------------------------------------------------------------------------


def joined(cells: list[str]) -> str:
    """The text that its cells mean, as the module says."""
    text = cells[0].removeprefix(BEGINS)
    for cell in cells[1:]:
        text += cell.removeprefix(CONTINUED) if cell.startswith(CONTINUED) else "\n" + cell
    return text


LONG = [
    "あ" * 50_000, "あ\n" * 2_000, "𠮷" * 40_000, "x" * 40_000, "\u0301" * 70_000, f"{CONTINUED}\n" * 90,
    "い" + "\n" * 100 + "深", "い" * 2_000 + "\n\n",
]  # fmt: skip


@pytest.mark.parametrize("text", LONG, ids=name)
def test_a_long_text_goes_on_below_and_nothing_is_lost(text):
    paragraphs = tuple(text.split("\n"))
    sheet = opened({"Ⅰ/1/②": paragraphs})["Ⅰ基本情報"]
    cells = [str(sheet.cell(row=n, column=4).value or "") for n in range(3, sheet.max_row + 1)]
    assert joined(cells) == text.rstrip("\n")
    assert len(cells) > 1
    assert all(len(cell.encode("utf-16-le")) // 2 <= 32_767 for cell in cells)
    assert all(sheet.row_dimensions[n].height <= 409 for n in range(3, sheet.max_row + 1))
    assert areas(sheet)["②事務の内容　※"] == f"A3:C{sheet.max_row}"


@settings(max_examples=examples(60))
@given(st.lists(st.sampled_from(("あ" * 300, "い", "\n", CONTINUED, "x" * 90, " ")), max_size=60).map("".join))
def test_cells_put_together_are_the_text(text):
    assert joined(pieces(text)) == text


@pytest.mark.parametrize(
    "path", ["Ⅰ/1/①", "Ⅰ/1/②", "Ⅰ/1/③", "Ⅰ/2/システム1/③", "別添1", "別添2/(1)", "Ⅱ/(1)/1", "表紙/公表日"]
)
def test_hostile_texts_stay_text_everywhere(path):
    texts = [text for text in TEXTS if len(text) < 1000 or "③" not in path]
    value: Value = "\n".join(texts)
    if path.endswith("システム1/③"):
        value = {text: text for text in texts}
    elif path.startswith("別添"):
        value = tuple(texts) if path != "別添1" else Figure(labels=tuple(texts))
    data = form_xlsx.render(Assessment(form="様式4", edition=TEXTS[4], items={path: value}))
    cells = [c for sheet in load_workbook(io.BytesIO(data)) for row in sheet.iter_rows() for c in row if c.value]
    assert {cell.data_type for cell in cells} == {"s"}
    shown = re.sub(rf"\n{CONTINUED}", "", "\n".join(str(cell.value) for cell in cells))
    written = [printable(text).replace("\n", "") if path == "別添2/(1)" else printable(text) for text in texts]
    assert [text for text in written if text.rstrip("\n") not in shown] == []
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = b"".join(book.read(part) for part in book.namelist() if part.startswith("xl/worksheets/"))
    assert not re.search(rb"<f[ >]|t=\"(?:e|str)\"", sheets)


@pytest.mark.parametrize("text", [CONTROLS, LONG_TEXT, FORMULA], ids=name)
def test_headings_that_say_what_the_document_says_stay_readable(text):
    items: dict[str, Value] = {"Ⅱ/(1)/1": text, "別添2/(1)": ("氏名",)}
    book = load_workbook(io.BytesIO(form_xlsx.render(Assessment(form="様式4", edition=text, items=items))))
    edition, label = str(book["表紙"]["A1"].value), str(book["（別添２）記録項目"]["A2"].value)
    assert edition.startswith("[" + printable(text)[:200]) and label.startswith("（１）" + printable(text)[:200])
    assert max(len(edition), len(label)) <= 300


# -- the change table ------------------------------------------------------------------------------------------------


def test_the_change_table_has_its_six_columns():
    row = Row(date_text="令和6年4月1日", item="Ⅰ\n①", before="=1", after="乙", timing="事後", reason="修正")
    sheet = opened({}, changes=(row,))["（別添３）変更箇所"]
    assert rows(sheet) == [
        ["（別添３）変更箇所"], [], list(HEADERS), ["令和6年4月1日", "Ⅰ\n①", "=1", "乙", "事後", "修正"],
    ]  # fmt: skip
    assert sheet["C4"].data_type == "s"


def test_an_empty_change_table_says_nothing_that_could_be_a_row():
    assert rows(opened({})["（別添３）変更箇所"])[3:] == [[]]


def test_a_row_that_goes_on_is_the_whole_row_when_put_together():
    row = Row(item="項" * 900, before="前" * 3000 + "\n終", after=f"後{CONTINUED}")
    sheet = opened({}, changes=(row,))["（別添３）変更箇所"]
    cells = [[str(cell.value or "") for cell in line] for line in sheet.iter_rows(min_row=4)]
    assert len(cells) > 1 and all(line[1].startswith(CONTINUED) for line in cells[1:])
    items = cells[0][1] + "".join(line[1].removeprefix(CONTINUED) for line in cells[1:])
    assert (items, "".join(c[2] for c in cells), "".join(c[3] for c in cells)) == (row.item, row.before, row.after)


# -- another program -------------------------------------------------------------------------------------------------


@needs_office
def test_libreoffice_prints_the_sample_whole(tmp_path):
    book = tmp_path / "評価書.xlsx"
    book.write_bytes(exported(1))
    convert("pdf", tmp_path, book)
    data = (tmp_path / "評価書.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) >= len(list(pages(version(1)))) + 1


# -- pages -----------------------------------------------------------------------------------------------------------


def test_a_heading_never_ends_a_page_and_a_small_item_is_not_divided(whole):
    for sheet in whole.worksheets[1:-1]:
        ends = {brk.id for brk in sheet.row_breaks.brk}
        bars = {a.min_row for a in sheet.merged_cells.ranges if (a.min_col, a.max_col) == (1, 9)}
        assert not ends & bars, sheet.title
        for area in sheet.merged_cells.ranges:
            height = sum(sheet.row_dimensions[n].height for n in range(area.min_row, area.max_row + 1))
            inside = ends & set(range(area.min_row, area.max_row))
            assert not inside or height > 180, (sheet.title, area)


def test_pages_are_no_higher_than_paper(whole):
    for sheet in whole.worksheets[1:-1]:
        top = 1
        for end in [*sorted(brk.id for brk in sheet.row_breaks.brk), sheet.max_row]:
            assert sum(sheet.row_dimensions[n].height for n in range(top, end + 1)) <= 763
            top = end + 1
