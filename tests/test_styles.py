import csv
import io
import json
import re
from typing import ClassVar

import jsonschema
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from piadiff import schema
from piadiff.cells import Phrases
from piadiff.errors import PiadiffError
from piadiff.forms import form
from piadiff.model import Row
from piadiff.styles import STYLES, pages_of, redlined, style_of, styled
from piadiff.writers import FORMATS, render
from piadiff.writers.layout import LIST_HEADERS, PAIR_HEADERS, REDLINE_HEADER, lay_out, marked_text, plain_texts
from piadiff.writers.sheet import HEADERS, plain_sheet
from tests import hostile

TREE = form("様式4")
OWN_WORDS = ("空欄", "削除", "（右記を新たに追加）", "（左記を削除）")
ROWS = (
    Row(date="2024-10-01", date_text="令和6年10月1日", item="Ⅰ　基本情報\n７．担当部署\n①部署", paths=("Ⅰ/7/①",),
        before="市民部　市民課", after="市民部　戸籍課", timing="事後", reason="その他の項目"),
    Row(item="Ⅰ　基本情報\n②", paths=("Ⅰ/7/②",), before="空欄", after="課長", timing="事前", reason="重要な変更"),
    Row(item="Ⅱ　ファイル\n４．委託\n委託事項３", paths=("Ⅱ/(1)/4/委託事項3/⑥", "Ⅱ/(1)/4/委託事項3/⑦"), before="甲社",
        after="削除", timing="事前", reason="重要な変更"),
    Row(item="別紙のとおり", before="A", after="B", timing="", reason=""),
)  # fmt: skip


def sheet(style="別添3", **options):
    return styled(plain_sheet("（別添３）変更箇所", ROWS), TREE, style, **options)


@pytest.mark.parametrize(
    ("name", "style"),
    [
        *((style, style) for style in STYLES),
        ("別添３", "別添3"),
        ("別添2", "別添3"),
        ("変更箇所", "別添3"),
        (" 新旧", "新旧対照表"),
    ],
)
def test_a_style_by_its_names(name, style):
    assert style_of(name) == style


@pytest.mark.parametrize(
    ("name", "told"), [("新旧対象表", "新旧対照表 のことですか"), ("x", "別添3、一覧、新旧対照表"), ("", "空 という")]
)
def test_an_unknown_style(name, told):
    with pytest.raises(PiadiffError) as fault:
        style_of(name)
    assert told in str(fault.value)


def test_the_official_table_stays_as_it_is():
    layout = lay_out(sheet())
    assert layout.headers == HEADERS
    assert [band.texts for band in layout.bands] == [line.cells for line in plain_sheet("", ROWS).lines]
    assert layout.title == "（別添３）変更箇所"


def test_a_list_is_numbered_under_the_parts_of_the_form():
    layout = lay_out(sheet("一覧", pages={"Ⅰ/7": "P9"}, name="住民記録に関する事務　全項目評価書"))
    assert layout.title == "住民記録に関する事務における変更箇所一覧"
    assert layout.headers == LIST_HEADERS
    assert [plain_texts(layout, band) for band in layout.bands] == [
        ("Ⅰ　基本情報", "", "", "", "", ""),
        ("1", "P9　Ⅰ　基本情報－７．担当部署－①部署", "市民部　市民課", "市民部　戸籍課", "事後", "その他の項目"),
        ("2", "P9　Ⅰ　基本情報－②", "空欄", "課長", "事前", "重要な変更"),
        ("Ⅱ　特定個人情報ファイルの概要", "", "", "", "", ""),
        ("3", "Ⅱ　ファイル－４．委託－委託事項３", "甲社", "削除", "事前", "重要な変更"),
        ("別紙のとおり", "", "", "", "", ""),
        ("4", "別紙のとおり", "A", "B", "", ""),
    ]


@pytest.mark.parametrize(
    ("name", "path", "part"),
    [
        ("様式4", "別添1", "Ⅰ"),
        ("様式4", "別添2/(2)", "Ⅱ"),
        ("様式3", "別添1/(1)", "Ⅱ"),
        ("様式4", "表紙/公表日", "表紙"),
    ],
)
def test_an_appendix_is_listed_under_the_part_that_it_stands_behind(name, path, part):
    tree = form(name)
    made = styled(plain_sheet("変更箇所", [Row(item="別添", paths=(path,), before="甲", after="乙")]), tree, "一覧")
    assert lay_out(made).bands[0].texts == tree.heading(part)


def test_a_list_without_a_name_and_of_two_pages():
    found = sheet("一覧", pages={"Ⅱ/(1)/4/委託事項3/⑥": "P16", "Ⅱ": "P17"})
    assert found.title == "変更箇所一覧"
    assert [line.page for line in found.lines] == ["", "", "P16、P17", ""]


def test_old_and_new_side_by_side():
    layout = lay_out(sheet("新旧対照表"))
    assert layout.title == "特定個人情報保護評価書（全項目評価書）新旧対照表"
    assert layout.headers == PAIR_HEADERS
    assert layout.bands[0].texts[3] == "事後\nその他の項目"
    assert not layout.coloured


@pytest.mark.parametrize("style", STYLES)
def test_redline_has_one_column_for_both_texts(style):
    plain, layout = lay_out(sheet(style)), lay_out(sheet(style, redline=True))
    assert layout.title == plain.title + "（見え消し）"
    assert [h for h in layout.headers if h != REDLINE_HEADER] == [c.header for c in plain.columns if c.kind != "text"]
    assert sum(c.width for c in layout.columns) == sum(c.width for c in plain.columns)
    at = layout.headers.index(REDLINE_HEADER)
    assert [marked_text(band.cells[at]) for band in layout.bands if not band.heading] == [
        "市民部　[-市民課-]{+戸籍課+}", "{+課長+}", "[-甲社-]", "[-A-]{+B+}",
    ]  # fmt: skip


@given(*[st.text("あ住民を記録、。第7８条 　\n<=", max_size=40)] * 2)
def test_law_of_redline(before, after):
    pieces = redlined(Row(before=before, after=after), Phrases())
    sides = ["".join(p.text for p in pieces if p.mark in ("same", mark)) for mark in ("removed", "added")]
    assert sides == ["" if text in OWN_WORDS else text for text in (before, after)]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("redline", [False, True], ids=["", "見え消し"])
@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_has_every_style(style, redline, format_):
    found = sheet(style, redline=redline)
    data = render(found, format_)
    layout = lay_out(found)
    wanted = [plain_texts(layout, band) for band in layout.bands]
    if format_ == "json":
        kind = "changes-list" if style == "一覧" else "changes-table"
        assert json.loads(data)["kind"] == kind
        assert [row["after"] for row in json.loads(data)["rows"]] == [row.after for row in ROWS]
    elif format_ == "csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert [tuple(row) for row in rows] == [layout.headers, *wanted]
    elif format_ == "xlsx":
        page = load_workbook(io.BytesIO(data)).worksheets[0]
        shown = [[str(cell.value or "") for cell in row] for row in page.iter_rows(min_row=3)]
        assert shown == [list(layout.headers), *(_padded(band.texts, layout) for band in layout.bands)]
        assert len(page.merged_cells.ranges) == (3 if style == "一覧" else 0)
    elif format_ == "docx":
        table = Document(io.BytesIO(data)).tables[0]
        shown = [[cell.text for cell in row.cells] for row in table.rows]
        assert shown[0] == list(layout.headers)
        bodies = zip(shown[1:], layout.bands, strict=True)
        assert all(cells == ([*band.texts] * len(cells) if band.heading else [*band.texts]) for cells, band in bodies)
    else:
        text = data.decode()
        assert all(header in text for header in layout.headers)
        assert ("<del>市民課</del><ins>戸籍課</ins>" in text) is redline
        assert (layout.note in text) and (format_ != "html" or (' class="' in text))


def _padded(texts, layout):
    return [*texts, *[""] * (len(layout.columns) - len(texts))]


def test_the_json_of_a_list_follows_its_schema():
    jsonschema.validate(json.loads(render(sheet("一覧"), "json")), schema.load("changes-list"))


def test_a_workbook_strikes_and_underlines():
    page = load_workbook(io.BytesIO(render(sheet("別添3", redline=True), "xlsx")), rich_text=True).worksheets[0]
    found = [(block.text, block.font.strike, block.font.u) for block in page["C4"].value]
    assert found == [("市民部　", None, None), ("市民課", True, None), ("戸籍課", None, "single")]
    assert page["C3"].value == REDLINE_HEADER and page["F3"].value is None
    assert page.print_area.endswith("$E$7")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("redline", [False, True])
def test_hostile_texts_in_every_style(style, format_, redline):
    found = styled(hostile.sheet_of(*(text[:200] for text in hostile.TEXTS)), TREE, style, redline=redline)
    data = render(found, format_)
    assert data and data == render(found, format_)
    if format_ == "html":
        assert b"<script" not in data and b"<img" not in data
    if format_ == "md":
        assert not re.search(rb"(?<!\\)<(?!br>|/?del>|/?ins>)", data)


class TestPages:
    ITEMS: ClassVar = {"Ⅰ/7/①": "課", "Ⅱ/(1)/4/委託事項3/⑥": "甲社"}

    def found(self, *said):
        return pages_of([(item, page, f"頁.csv {n}行目") for n, (item, page) in enumerate(said, 1)], (TREE, self.ITEMS))

    @pytest.mark.parametrize(
        ("text", "page"),
        [
            ("4", "P4"),
            ("Ｐ４", "P4"),
            ("p.4", "P4"),
            ("10-13", "P10～13"),
            ("P10～P13", "P10～13"),
            ("17,18", "P17,18"),
        ],
    )
    def test_a_page_in_any_spelling(self, text, page):
        assert self.found(("I-7-1", text)) == {"Ⅰ/7/①": page}

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            ([("Ⅰ/7/①", "四")], "頁.csv 1行目: ページとして読めません: 四"),
            ([("Ⅰ/7/①", "=1+1")], "ページとして読めません"),
            ([("Ⅰ/7/①", "4"), ("I-7-1", "5")], "頁.csv 2行目: 「I-7-1」のページが二つあります"),
            ([("ないもの", "4")], "頁.csv 1行目: "),
        ],
    )
    def test_faults_say_where(self, said, told):
        with pytest.raises(PiadiffError) as fault:
            self.found(*said)
        assert told in str(fault.value)

    def test_an_item_that_only_the_second_side_has(self):
        sides = (form("様式2"), {}), (TREE, self.ITEMS)
        assert pages_of([("Ⅱ/(1)/4/委託事項3/⑥", "4", "")], *sides) == {"Ⅱ/(1)/4/委託事項3/⑥": "P4"}
