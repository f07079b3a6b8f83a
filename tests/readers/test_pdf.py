"""PDFs printed from the official form: cells, rows over page breaks, page furniture, and PDFs that cannot be read."""

import io
import random
from dataclasses import replace

import pypdfium2
import pytest

from piadiff.errors import PiadiffError
from piadiff.forms import FORM_NAMES
from piadiff.model import Figure
from piadiff.readers import pdf, pdf_guard, pdf_pages, read
from piadiff.readers.labels import printed as printed_labels
from piadiff.readers.pdf import read_pdf
from piadiff.readers.pdf_cells import Cell, TextLine, cells, paragraphs
from piadiff.readers.pdf_furniture import without_furniture
from piadiff.readers.pdf_grid import sheets_of
from piadiff.readers.pdf_pages import Glyph, PdfPage, Rule
from piadiff.readers.workbook import read_workbook
from piadiff.readers.workbook_changes import take_changes
from piadiff.writers.form_xlsx import render
from tests.make_pdf import DATA, printed, small
from tests.office import needs_office
from tests.pdf_hostile import deep_forms, endless_page
from tests.pdf_prints import WAYS, changed, random_assessment
from tests.sample import NUMBERS, exported, folded_row, misread, version

FORM = (DATA / "form.pdf").read_bytes()


# -- whole documents -------------------------------------------------------------------------------------------------


def test_a_printed_form_is_read_to_the_last_item_and_row():
    wanted, reading = small(), read(DATA / "form.pdf")
    got = reading.assessment
    assert (got.form, got.edition) == (wanted.form, wanted.edition)
    assert misread(wanted, got) == []
    assert [folded_row(row) for row in got.changes] == [folded_row(row) for row in wanted.changes]
    assert reading.unplaced == ()


def test_paragraphs_of_a_printed_form_are_those_of_its_cells():
    wanted, got = small(), read(DATA / "form.pdf").assessment
    texts = {path: value for path, value in wanted.items.items() if isinstance(value, tuple) and value}
    assert {path: got.items[path] for path in texts} == texts
    assert [(r.date, r.item, r.before, r.after, r.timing) for r in got.changes] == [
        (r.date, r.item, r.before, r.after, r.timing) for r in wanted.changes
    ]
    assert all(row.paths for row in got.changes)


SEEDS = [(name, seed, share) for name in FORM_NAMES for seed, share in ((1, 1.0), (2, 0.3), (3, 0.15), (4, 0.08))]


@pytest.fixture(scope="module")
def prints(tmp_path_factory) -> dict[str, tuple[bytes, bytes]]:
    """Workbooks and their prints by name, all printed in one run of LibreOffice."""
    books = {f"v{number}": exported(number) for number in NUMBERS}
    books |= {f"{name}-{seed}": render(random_assessment(name, seed, share)) for name, seed, share in SEEDS}
    book = render(random_assessment("様式4", 5, 0.1))
    books |= {way: changed(book, way) for way in WAYS}
    pdfs = printed(books, tmp_path_factory.mktemp("prints"))
    return {name: (books[name], pdfs[name]) for name in books}


@needs_office
@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_exported_and_printed_is_read_again(prints, number):
    wanted, reading = version(number), read_pdf(prints[f"v{number}"][1], "x")
    assert misread(wanted, reading.assessment) == []
    assert [folded_row(r) for r in reading.assessment.changes] == [folded_row(r) for r in wanted.changes]
    assert (reading.unplaced, reading.remarks) == ((), ())


def same_as_workbook(book: bytes, pdf: bytes) -> bool:
    """Whether the print is read as its workbook is: every item, every row, nothing more left over."""
    wanted, got = read_workbook(book, "x"), read_pdf(pdf, "x")
    assert misread(wanted.assessment, got.assessment) == []
    assert [folded_row(r) for r in got.assessment.changes] == [folded_row(r) for r in wanted.assessment.changes]
    figures = [path for path, value in wanted.assessment.items.items() if isinstance(value, Figure)]
    assert all(got.assessment.items[path].images == wanted.assessment.items[path].images for path in figures)
    assert len(got.unplaced) <= len(wanted.unplaced)
    return misread(wanted.assessment, got.assessment) == []


@needs_office
@pytest.mark.parametrize("name", [f"{name}-{seed}" for name, seed, _ in SEEDS])
def test_random_forms_are_read_from_their_print_as_from_the_workbook(prints, name):
    assert same_as_workbook(*prints[name])


@needs_office
@pytest.mark.parametrize("way", WAYS)
def test_a_form_is_read_however_it_is_printed(prints, way):
    assert same_as_workbook(*prints[way])


def test_a_print_without_rules_is_read_by_the_places_of_its_texts(monkeypatch):
    monkeypatch.setattr(pdf, "cells", lambda found: cells(replace(found, rules=())))
    wanted, got = small(), read_pdf(FORM, "x")
    assert len(misread(wanted, got.assessment)) <= len(wanted.items) // 4


def test_of_two_readings_the_one_that_leaves_much_less_open_is_taken(monkeypatch):
    one, other = read_pdf(FORM, "x"), replace(read_pdf(FORM, "x"), source_characters=-1)
    doubtful = replace(one, remarks=("疑い",) * 3)
    monkeypatch.setattr(pdf, "cells", lambda found: cells(replace(found, rules=())))
    monkeypatch.setattr(pdf, "_as_text", lambda pages, found, where: other)
    for by_form, taken in ((one, one.source_characters), (doubtful, -1)):
        monkeypatch.setattr(pdf, "_as_form", lambda pages, found, where, reading=by_form: reading)
        assert read_pdf(FORM, "x").source_characters == taken


def test_a_picture_on_the_page_of_the_chart_is_known_by_its_data(tmp_path):
    """A changed picture is a changed chart."""
    head = glyphs("（別添１）　事務の内容", 50, 50)
    digests = []
    for digest in ("a" * 64, "b" * 64):
        chart = PdfPage(
            number=3,
            width=600,
            height=800,
            glyphs=(*head, *glyphs("市民窓口", 100, 300)),
            rules=(),
            pictures=(pdf_pages.Picture(200, digest),),
        )
        front = list(pdf_guard.guarded_pages(FORM, "x", lambda done, of: None))[:2]
        figure = pdf._read([*front, chart], "x").assessment.items["別添1"]
        assert figure.labels == ("市民窓口",)
        digests += figure.images
    assert digests == ["a" * 64, "b" * 64]


def test_the_data_of_a_picture_are_hashed():
    pages = list(pdf_guard.guarded_pages(with_picture(FORM), "x", lambda done, of: None))
    (picture,) = pages[-1].pictures
    assert len(picture.digest) == 64
    assert not any(found.pictures for found in pages[:-1])


# -- cells and lines -------------------------------------------------------------------------------------------------


def glyphs(text: str, x: float, y: float, size: float = 10) -> list[Glyph]:
    return [Glyph(c, x + n * size, y, x + (n + 1) * size, y + size) for n, c in enumerate(text)]


def box(x0: float, y0: float, x1: float, y1: float) -> list[Rule]:
    return [Rule(True, y0, x0, x1), Rule(True, y1, x0, x1), Rule(False, x0, y0, y1), Rule(False, x1, y0, y1)]


def page(found: list[Glyph], rules: list[Rule]) -> PdfPage:
    return PdfPage(number=1, width=600, height=800, glyphs=tuple(found), rules=tuple(rules))


def test_rules_divide_a_page_into_cells():
    rules = [*box(50, 100, 200, 200), *box(200, 100, 400, 150), *box(200.8, 150, 400, 200)]
    found = [*glyphs("項目", 60, 140), *glyphs("上", 210, 110), *glyphs("下", 210, 160), *glyphs("外", 50, 50)]
    random.Random(1).shuffle(found)
    got = [(c.text, c.ruled, c.page) for c in cells(page(found, rules))]
    assert got == [("外", False, 1), ("項目", True, 1), ("上", True, 1), ("下", True, 1)]


def test_dashed_rules_divide_and_open_corners_do_not():
    dashes = [Rule(False, 200, y, y + 4) for y in range(100, 200, 6)]
    frame = box(50, 100, 400, 200)
    found = [*glyphs("左", 60, 140), *glyphs("右", 300, 140)]
    assert [c.text for c in cells(page(found, [*frame, *dashes]))] == ["左", "右"]
    assert [c.text for c in cells(page(found, [*frame, Rule(False, 200, 100, 150)]))] == ["左 右"]


def test_a_drawing_of_very_many_rules_is_no_grid():
    rules = [Rule(flat, n * 2.5, 0, 9000) for n in range(2000) for flat in (True, False)]
    assert [c.text for c in cells(page(glyphs("図", 50, 50), rules))] == ["図"]


def test_upright_words_and_wide_gaps():
    found = [g for n, c in enumerate("再委託") for g in glyphs(c, 60, 110 + 12 * n)]
    assert cells(page(found, box(50, 100, 80, 200)))[0].text == "再委託"
    spread = [*glyphs("公", 60, 110), *glyphs("表", 90, 110)]
    assert cells(page(spread, box(50, 100, 400, 200)))[0].text == "公 表"


def lines(*texts: str, x: float = 50, y: float = 100) -> tuple[TextLine, ...]:
    return tuple(TextLine(t, x, y + 12 * n, x + 10 * len(t), y + 12 * n + 10, 10, 10) for n, t in enumerate(texts))


def test_a_line_goes_on_only_where_the_next_would_not_have_fitted():
    wrapped = lines("あいうえおかきくけこ", "さしす。", "次の段落")
    assert paragraphs(wrapped, 152) == ("あいうえおかきくけこさしす。", "次の段落")
    assert paragraphs(wrapped, 252) == ("あいうえおかきくけこ", "さしす。", "次の段落")


def test_a_full_line_that_ends_a_sentence_does_not_take_the_bullet_below():
    assert paragraphs(lines("・いうえおかきくけ。", "・次"), 152) == ("・いうえおかきくけ。", "・次")
    assert paragraphs(lines("・いうえおかきくけこ", "・次"), 152) == ("・いうえおかきくけこ・次",)
    assert len(paragraphs(lines("・いうえおかきくけこ", "・次"), 152, headings=True)) == 2


def test_a_line_with_the_next_number_begins_a_paragraph():
    assert paragraphs(lines("１．いうえおかきくけこ", "２．し"), 152) == ("１．いうえおかきくけこ", "２．し")
    assert paragraphs(lines("１．いうえおかきくけこ", "３．し"), 152) == ("１．いうえおかきくけこ３．し",)
    assert len(paragraphs(lines("①うえおかきくけこさ", "しすせそ", "②次"), 152)) == 2


def test_an_indent_is_seen_from_the_place_of_its_line():
    def texts(indent):
        found = [*glyphs("あいうえお", 52, 102), *glyphs("かき", 52 + indent, 114), *glyphs("く", 52, 126)]
        (got,) = cells(page(found, box(50, 100, 400, 200)))
        return paragraphs(got.lines, got.x1)

    assert texts(10) == ("あいうえお", "\u3000かき", "く")
    assert texts(37) == texts(0) == ("あいうえお", "かき", "く")


def test_an_indent_is_seen_from_the_other_cells_of_its_column():
    found = [*glyphs("あ", 52, 102), *glyphs("い", 52, 152), *glyphs("う", 62, 202)]
    rules = [*box(50, 100, 400, 150), *box(50, 150, 400, 200), *box(50, 200, 400, 250)]
    assert [paragraphs(c.lines, c.x1) for c in cells(page(found, rules))] == [("あ",), ("い",), ("\u3000う",)]


def test_a_number_is_not_divided_at_the_end_of_a_line():
    def first(text):
        found = [*glyphs(text, 52, 102)]
        return cells(page(found, box(50, 100, 400, 200)))[0].lines[0].first / 10

    assert [first(text) for text in ("1,000人", "第19条", "ISO規格", "「国保」", "年。")] == [5, 1, 3, 2, 2]


def test_texts_outside_the_rules_are_apart_where_they_stand_apart():
    found = [*glyphs("市民", 50, 50), *glyphs("窓口", 200, 50), *glyphs("課", 200, 62), *glyphs("本文", 60, 120)]
    got = [(c.text, c.ruled) for c in cells(page(found, box(50, 100, 400, 200)))]
    assert got == [("市民", False), ("窓口課", False), ("本文", True)]


def test_a_cell_that_the_end_of_the_page_cuts_is_a_cell():
    rules = [Rule(True, 100, 50, 400), *(Rule(False, x, 100, 300) for x in (50, 200, 400)), Rule(True, 200, 200, 400)]
    got = cells(page([*glyphs("項目", 60, 110), *glyphs("上", 210, 110), *glyphs("下", 210, 210)], rules))
    assert [(c.text, c.ruled, c.cut_above, c.cut_below) for c in got] == [
        ("項目", True, False, True),
        ("上", True, False, False),
        ("下", True, False, True),
    ]


def test_what_is_cut_from_a_text_belongs_to_its_cell_or_to_the_other_page():
    rules = [Rule(True, 150, 50, 400), Rule(True, 200, 50, 400), *(Rule(False, x, 100, 200) for x in (50, 400))]

    def moved(text, y, clip):
        return [replace(g, clip=clip) for g in glyphs(text, 60, y)]

    upper, lower = (50, 100, 400, 150.2), (50, 150, 400, 200)
    found = [*moved("前", 85, upper), *glyphs("続", 60, 105), *glyphs("値", 60, 185), *moved("値", 202, lower)]
    assert [(c.text, c.cut_above) for c in cells(page(found, rules))] == [("続", True), ("値値", False)]
    assert [c.text for c in cells(page(moved("下", 151, upper), rules))] == ["下", ""]


def test_a_text_that_a_rule_runs_through_or_that_its_cell_cuts_overflows():
    def full(*found):
        return [c.overflows for c in cells(page(list(found), [*box(50, 100, 400, 150), *box(50, 150, 400, 200)]))]

    assert full(*glyphs("収まる", 60, 110), *glyphs("下", 60, 160)) == [False, False]
    assert full(*glyphs("はみ出す", 60, 144)) in ([True, False], [False, True])
    cut = [replace(g, clip=(50, 100, 400, 150)) for g in glyphs("切れた", 60, 152)]
    assert full(*glyphs("上", 60, 110), *cut) == [True, False]


def test_cells_that_do_not_hold_their_text_are_told(monkeypatch):
    monkeypatch.setattr(pdf, "cells", lambda found: [replace(c, overflows=True) for c in cells(found)])
    (remark,) = [text for text in read_pdf(FORM, "x").remarks if "はみ出して" in text]
    assert "（1、2" in remark


# -- the sheet -------------------------------------------------------------------------------------------------------


def cell(text: str, x0: float, y0: float, x1: float, y1: float, number: int = 1, cut: str = "") -> Cell:
    """A cell; ``cut``: where it has no rule (``a``bove, ``b``elow)."""
    inside = lines(*text.split("\n"), x=x0, y=y0) if text else ()
    return Cell(page=number, x0=x0, y0=y0, x1=x1, y1=y1, lines=inside, cut_above="a" in cut, cut_below="b" in cut)


def grid(*pages):
    """The sheet's cells: rows, columns, text."""
    return [((c.top, c.bottom), (c.left, c.right), c.text) for sheet in sheets_of(pages) for c in sheet.cells]


def test_edges_become_rows_and_columns():
    found = [
        cell("①", 0, 0, 50, 40),
        cell("上", 50, 0, 100, 20),
        cell("右", 100.9, 0, 200, 20),
        cell("下", 50, 20.7, 200, 40),
    ]
    assert grid(found) == [
        ((1, 2), (1, 2), "①"),
        ((1, 1), (3, 4), "上"),
        ((1, 1), (5, 6), "右"),
        ((2, 2), (3, 6), "下"),
    ]


def test_rows_run_on_and_every_page_is_as_wide_as_the_sheet():
    first = [cell("一", 0, 0, 200, 20), cell("①", 0, 20, 50, 40), cell("値", 50, 20, 200, 40)]
    landscape = [cell("二", 10, 0, 400, 20, 2), cell("②", 10, 20, 90, 40, 2), cell("値", 90, 20, 400, 40, 2)]
    got = grid(first, landscape)
    assert [rows for rows, _, _ in got] == [(1, 1), (2, 2), (2, 2), (4, 4), (5, 5), (5, 5)]
    assert got[0][1] == got[3][1]
    (sheet,) = sheets_of([first, landscape])
    assert [sheet.place(c) for c in sheet.cells] == ["1ページ"] * 3 + ["2ページ"] * 3


def test_a_cell_that_crosses_pages_is_one():
    first = [cell("①", 0, 0, 50, 20), cell("前", 50, 0, 200, 20), cell("②", 0, 20, 50, 40, 1, "b")]
    first += [cell("い", 50, 20, 200, 40, 1, "b")]
    rest = [cell("", 0, 0, 50, 20, 2, "ab"), cell("ろ", 50, 0, 200, 20, 2, "ab")]
    last = [cell("", 0, 0, 50, 20, 3, "a"), cell("は", 50, 0, 200, 20, 3, "a"), cell("③", 0, 20, 50, 40, 3)]
    last += [cell("後", 50, 20, 200, 40, 3)]
    got = grid(first, rest, last)
    assert [text for _, _, text in got] == ["①", "前", "②", "い\nろ\nは", "③", "後"]
    assert got[2][0] == got[3][0] == (2, 6)


def test_a_label_that_is_closed_on_both_pages_holds_the_rows_of_both():
    first = [cell("①", 0, 0, 50, 20), cell("一", 50, 0, 200, 20)]
    got = grid(first, [cell("", 0, 0, 50, 20, 2), cell("二", 50, 0, 200, 20, 2)])
    assert got == [((1, 3), (1, 2), "①"), ((1, 1), (3, 4), "一"), ((3, 3), (3, 4), "二")]


def test_cells_of_other_columns_or_with_their_own_label_are_not_joined():
    first = [cell("①", 0, 0, 50, 20), cell("上", 50, 0, 200, 20)]
    for other in (
        [cell("②", 0, 0, 50, 20, 2), cell("下", 50, 0, 200, 20, 2)],
        [cell("", 0, 0, 90, 20, 2), cell("下", 90, 0, 200, 20, 2)],
        [cell("下", 0, 0, 200, 20, 2)],
    ):
        assert [text for _, _, text in grid(first, other)][:2] == ["①", "上"]


def test_a_heading_that_is_printed_again_on_the_next_page_is_there_once():
    def one(number, label):
        return [
            cell("Ⅱ", 0, 0, 200, 20, number),
            cell(label, 0, 20, 50, 40, number),
            cell("値", 50, 20, 200, 40, number),
        ]

    assert [text for _, _, text in grid(one(1, "①"), one(2, "②"), one(3, "③"))].count("Ⅱ") == 1
    assert [text for _, _, text in grid(one(1, "①"), one(2, "②"), one(3, "②"))].count("Ⅱ") == 1
    assert [text for _, _, text in grid(one(1, "①"), one(2, "①"))].count("Ⅱ") == 2  # the next file, not a repetition


def test_a_page_that_begins_with_the_heading_of_a_part_begins_a_sheet():
    def page_of(number, head, wide=True):
        return [cell(head, 0, 0, 200 if wide else 50, 20, number), cell("①", 0, 20, 50, 40, number)]

    beside = [*page_of(3, "Ⅱ", wide=False), cell("値", 50, 0, 200, 20, 3)]
    sheets = sheets_of([page_of(1, "表紙"), page_of(2, "Ⅰ　基本情報"), beside, page_of(4, "（別添１）事務の内容")])
    assert [(sheet.first, len(sheet.starts)) for sheet in sheets] == [(1, 1), (2, 2), (4, 1)]
    assert [sheet.place(sheet.cells[-1]) for sheet in sheets] == ["1ページ", "3ページ", "4ページ"]
    assert [sheets[1].row(number, 25) for number in (1, 2, 3, 4)] == [None, 2, 5, None]


# -- the change table ------------------------------------------------------------------------------------------------

TITLES = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")


def table_row(values, y, number=1, order=range(6), cut=""):
    return [cell(values[n], 100 * at, y, 100 * at + 100, y + 20, number, cut) for at, n in enumerate(order)]


def rows_of(*pages):
    return take_changes(sheets_of(pages), printed_labels("様式4")).rows


ROW = ("令和6年1月1日", "Ⅰ\n１", "甲", "乙", "事後", "修正")
NEXT = ("令和6年2月1日", "Ⅰ\n２", "丙", "丁", "事前", "重要な変更")


def test_rows_over_pages_with_the_header_repeated():
    rows = rows_of([*table_row(TITLES, 0), *table_row(ROW, 20)], [*table_row(TITLES, 0, 2), *table_row(NEXT, 20, 2)])
    assert [(r.date, r.item, r.before, r.after, r.timing, r.reason) for r in rows] == [
        ("2024-01-01", "Ⅰ\n１", "甲", "乙", "事後", "修正"),
        ("2024-02-01", "Ⅰ\n２", "丙", "丁", "事前", "重要な変更"),
    ]


def test_columns_in_another_order_and_pages_without_header():
    order = (1, 0, 3, 2, 5, 4)
    rows = rows_of([*table_row(TITLES, 0, 1, order), *table_row(ROW, 20, 1, order)], table_row(NEXT, 0, 2, order))
    assert [(r.date_text, r.before, r.after, r.reason) for r in rows] == [
        ("令和6年1月1日", "甲", "乙", "修正"),
        ("令和6年2月1日", "丙", "丁", "重要な変更"),
    ]


@pytest.mark.parametrize("again", [True, False])
def test_a_row_that_crosses_a_page_is_one_row(again):
    rest = ("", "３", "続き", "続き", "", "")
    first = [*table_row(TITLES, 0), *table_row(ROW, 20, cut="b")]
    second = [*table_row(TITLES, 0, 2), *table_row(rest, 20, 2)] if again else table_row(rest, 0, 2, cut="a")
    (row,) = rows_of(first, second)
    assert (row.date_text, row.item) == ("令和6年1月1日", "Ⅰ\n１\n３")
    assert (row.before, row.after, row.timing) == ("甲\n続き", "乙\n続き", "事後")


def test_an_empty_date_on_the_next_page_is_empty():
    undated = ("", *NEXT[1:])
    rows = rows_of([*table_row(TITLES, 0), *table_row(ROW, 20)], [*table_row(TITLES, 0, 2), *table_row(undated, 20, 2)])
    assert [r.date_text for r in rows] == ["令和6年1月1日", ""]


def test_a_date_that_spans_rows_belongs_to_each():
    spanned = [c for c in [*table_row(ROW, 20), *table_row(NEXT, 40)] if c.x0 > 0]
    rows = rows_of([*table_row(TITLES, 0), cell(ROW[0], 0, 20, 100, 60), *spanned])
    assert [(r.date, r.before) for r in rows] == [("2024-01-01", "甲"), ("2024-01-01", "丙")]


def test_each_heading_of_an_item_has_its_line_though_the_one_before_fills_the_column():
    full = ("令和6年1月1日", "あいうえおかきくけ\n①項目", "甲", "乙", "事後", "修正")
    (row,) = rows_of([*table_row(TITLES, 0), *table_row(full, 20)])
    assert row.item == "あいうえおかきくけ\n①項目"


# -- page furniture --------------------------------------------------------------------------------------------------


def test_page_numbers_and_running_titles_are_dropped():
    def printed_page(number):
        outside = [(f"見本市 {number}", 10), ("本文", 300), (f"{number} / 3", 790)]
        return [replace(cell(t, 50, y, 600, y + 10, number), ruled=False) for t, y in outside]

    got = without_furniture([printed_page(n) for n in (1, 2, 3)], [(600, 800)] * 3)
    assert [[c.text for c in page] for page in got] == [["本文"]] * 3
    got = without_furniture([printed_page(1)], [(600, 800)])
    assert [c.text for c in got[0]] == ["見本市 1", "本文"]


@pytest.mark.parametrize(("rotation", "seen"), [(0, (10, 180)), (90, (20, 10)), (180, (90, 20)), (270, (180, 90))])
def test_points_of_a_rotated_page(rotation, seen):
    frame = pdf_pages._Frame((0, 0, 100, 200), rotation)
    assert frame.seen(10, 20) == seen
    assert (frame.width, frame.height) == ((100, 200) if rotation in (0, 180) else (200, 100))


# -- PDFs that cannot be read ----------------------------------------------------------------------------------------


def blank(pages: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    return saved(document)


def with_picture(data: bytes) -> bytes:
    """The PDF with one more page that holds a picture only."""
    document = pypdfium2.PdfDocument(data)
    picture = pypdfium2.PdfImage.new(document)
    picture.set_bitmap(pypdfium2.PdfBitmap.new_native(8, 8, pypdfium2.raw.FPDFBitmap_BGR))
    picture.set_matrix(pypdfium2.PdfMatrix().scale(500, 500))
    last = document.new_page(595, 842)
    last.insert_obj(picture)
    last.gen_content()
    return saved(document)


def saved(document: pypdfium2.PdfDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (blank(2), "PDFに文字がありません"),
        (b"%PDF-1.7\nnothing", "PDFが壊れて"),
        (FORM[: len(FORM) // 3], "PDFが壊れて|PDFにページが|PDFに文字が"),
        ((DATA / "locked.pdf").read_bytes(), "暗号化"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_named(tmp_path, data, says):
    path = tmp_path / "評価書.pdf"
    path.write_bytes(data)
    with pytest.raises(PiadiffError, match=says) as fault:
        read(path)
    assert fault.value.where.startswith(str(path))
    assert fault.value.hint


def test_a_page_that_is_only_a_picture_is_told():
    pages = len(pypdfium2.PdfDocument(FORM))
    reading = read_pdf(with_picture(FORM), "x")
    assert reading.remarks == (f"画像だけで文字のないページがあり、読めません（{pages + 1}ページ）",)
    assert read_pdf(FORM, "x").remarks == ()


@pytest.mark.parametrize(
    ("limit", "value", "says"),
    [
        ("MAX_PAGES", 1, "ページが多すぎます"),
        ("MAX_GLYPHS", 10, "多すぎます"),
        ("MAX_OBJECTS", 10, "多すぎます"),
    ],
)
def test_limits_against_monstrous_pdfs(monkeypatch, limit, value, says):
    monkeypatch.setattr(pdf_pages, limit, value)
    with pytest.raises(PiadiffError, match=says):
        read_pdf(FORM, "x")


@pytest.mark.parametrize(
    ("limit", "value", "says"), [("MAX_SECONDS", -1, "時間がかかりすぎる"), ("MAX_GLYPHS", 10, "文字が多すぎます")]
)
def test_limits_on_the_whole_document(monkeypatch, limit, value, says):
    monkeypatch.setattr(pdf_guard, limit, value)
    with pytest.raises(PiadiffError, match=says):
        read_pdf(FORM, "x")


@pytest.mark.parametrize("make", [lambda: deep_forms(40), endless_page])
def test_a_page_that_would_never_end_is_given_up(monkeypatch, make):
    data = make()
    monkeypatch.setattr(pdf_guard, "MAX_PAGE_SECONDS", 1.0)
    with pytest.raises(PiadiffError, match="1ページに時間がかかりすぎる"):
        read_pdf(data, "x")
    assert len(data) < 1_000_000


def test_a_reader_that_breaks_down_breaks_nothing_else(monkeypatch):
    monkeypatch.setattr(pdf_guard, "_COMMAND", "import os; os.abort()")
    with pytest.raises(PiadiffError, match="PDFが壊れています（1ページ"):
        read_pdf(FORM, "x")


def test_broken_bytes_never_end_in_anything_but_a_reading_or_a_clear_error():
    luck = random.Random(5)
    for _ in range(12):
        data = bytearray(FORM)
        for _ in range(200):
            data[luck.randrange(len(data))] = luck.randrange(256)
        try:
            read_pdf(bytes(data), "x")
        except PiadiffError as fault:
            assert str(fault)


def test_a_pdf_that_is_no_assessment(monkeypatch):
    monkeypatch.setattr(pdf, "cells", lambda found: [cell("お知らせ", 50, 50, 200, 70, found.number)])
    with pytest.raises(PiadiffError, match="評価書ではありません"):
        read_pdf(FORM, "x")


def test_progress_is_shown_on_a_terminal_only(monkeypatch, capsys):
    monkeypatch.setattr(pdf, "_LONG", 2)
    read_pdf(FORM, "x")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    read_pdf(FORM, "x")
    shown = capsys.readouterr()
    assert "ページ" in shown.err
    assert shown.out == ""
