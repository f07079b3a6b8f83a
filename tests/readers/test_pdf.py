"""PDFs printed from the official form: cells, rows over page breaks, page furniture, and PDFs that cannot be read."""

import io
import random
from dataclasses import replace

import pypdfium2
import pytest

from piadiff.errors import PiadiffError
from piadiff.readers import pdf, pdf_pages, read
from piadiff.readers.pdf import read_pdf
from piadiff.readers.pdf_bands import bands, joined, stacked
from piadiff.readers.pdf_cells import Cell, TextLine, cells, paragraphs
from piadiff.readers.pdf_changes import take_table
from piadiff.readers.pdf_furniture import without_furniture
from piadiff.readers.pdf_pages import Glyph, PdfPage, Rule
from piadiff.writers.form_xlsx import render
from tests.make_pdf import DATA, SOFFICE, printed, small
from tests.sample import NUMBERS, folded_row, misread, version

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


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice（soffice）がないため飛ばします")
def test_what_is_exported_and_printed_is_read_again(tmp_path):
    pdfs = printed({f"v{number}": render(version(number)) for number in NUMBERS}, tmp_path)
    for number in NUMBERS:
        wanted, reading = version(number), read_pdf(pdfs[f"v{number}"], "x")
        assert misread(wanted, reading.assessment) == []
        assert [folded_row(r) for r in reading.assessment.changes] == [folded_row(r) for r in wanted.changes]
        assert reading.unplaced == ()


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


def test_an_indent_is_seen_from_the_place_of_its_line():
    first, second, third = lines("あいうえおかきくけこ", "さしすせそ", "たちつてと")
    moved = replace(second, x0=second.x0 + 10, x1=second.x1 + 10)
    assert paragraphs((first, moved, third), 252) == (first.text, "\u3000さしすせそ", third.text)
    far = replace(second, x0=second.x0 + 37, x1=second.x1 + 37)
    assert paragraphs((first, far, third), 252) == (first.text, second.text, third.text)


# -- bands over page breaks ------------------------------------------------------------------------------------------


def cell(text: str, x0: float, y0: float, x1: float, y1: float, number: int = 1) -> Cell:
    inside = lines(*text.split("\n"), x=x0, y=y0) if text else ()
    return Cell(page=number, x0=x0, y0=y0, x1=x1, y1=y1, lines=inside)


def texts(pages):
    return [[["/".join(block.paragraphs) for block in band] for band in page] for page in pages]


def test_a_cell_that_crosses_a_page_is_joined():
    first = bands(
        [cell("①", 0, 0, 50, 20), cell("前", 50, 0, 200, 20), cell("②", 0, 20, 50, 40), cell("上", 50, 20, 200, 40)]
    )
    rest = bands(
        [
            cell("", 0, 0, 50, 20, 2),
            cell("下", 50, 0, 200, 20, 2),
            cell("③", 0, 20, 50, 40, 2),
            cell("後", 50, 20, 200, 40, 2),
        ]
    )
    assert texts(joined([first, rest])) == [[["①", "前"], ["②", "上/下"]], [["③", "後"]]]
    again = bands([cell("", 0, 0, 50, 20, 3), cell("尾", 50, 0, 200, 20, 3)])
    assert texts(joined([first, rest[:1], again])) == [[["①", "前"], ["②", "上/下/尾"]], [], []]


def test_cells_of_other_columns_or_with_their_own_label_are_not_joined():
    first = bands([cell("①", 0, 0, 50, 20), cell("上", 50, 0, 200, 20)])
    for other in (
        [cell("②", 0, 0, 50, 20, 2), cell("下", 50, 0, 200, 20, 2)],
        [cell("", 0, 0, 90, 20, 2), cell("下", 90, 0, 200, 20, 2)],
        [cell("下", 0, 0, 200, 20, 2)],
    ):
        assert len(joined([first, bands(other)])[1]) == 1


def test_a_text_in_several_cells_beside_one_tall_label_is_one():
    tall = [
        cell("①", 0, 0, 50, 60),
        cell("一", 50, 0, 200, 20),
        cell("二", 50, 20, 200, 40),
        cell("三", 50, 40, 200, 60),
    ]
    assert texts([stacked(bands([*tall, cell("下", 50, 60, 200, 80)]))]) == [[["①", "一/二/三"], ["下"]]]


# -- the change table ------------------------------------------------------------------------------------------------

TITLES = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")


def table_row(values, y, number=1, order=range(6)):
    return [cell(values[n], 100 * at, y, 100 * at + 100, y + 20, number) for at, n in enumerate(order)]


ROW = ("令和6年1月1日", "Ⅰ\n１", "甲", "乙", "事後", "修正")
NEXT = ("令和6年2月1日", "Ⅰ\n２", "丙", "丁", "事前", "重要な変更")


def test_rows_over_pages_with_the_header_repeated():
    pages = [[*table_row(TITLES, 0), *table_row(ROW, 20)], [*table_row(TITLES, 0, 2), *table_row(NEXT, 20, 2)]]
    rows = take_table(pages).rows
    assert [(r.date, r.item, r.before, r.after, r.timing, r.reason) for r in rows] == [
        ("2024-01-01", "Ⅰ\n１", "甲", "乙", "事後", "修正"),
        ("2024-02-01", "Ⅰ\n２", "丙", "丁", "事前", "重要な変更"),
    ]


def test_columns_in_another_order_and_pages_without_header():
    order = (1, 0, 3, 2, 5, 4)
    pages = [[*table_row(TITLES, 0, 1, order), *table_row(ROW, 20, 1, order)], table_row(NEXT, 0, 2, order)]
    rows = take_table(pages).rows
    assert [(r.date_text, r.before, r.after, r.reason) for r in rows] == [
        ("令和6年1月1日", "甲", "乙", "修正"),
        ("令和6年2月1日", "丙", "丁", "重要な変更"),
    ]


@pytest.mark.parametrize("rest", [("", "", "続き", "続き", "", ""), ("", "３", "続き", "続き", "", "")])
def test_a_row_that_crosses_a_page_is_one_row(rest):
    pages = [[*table_row(TITLES, 0), *table_row(ROW, 20)], [*table_row(TITLES, 0, 2), *table_row(rest, 20, 2)]]
    (row,) = take_table(pages).rows
    assert (row.date_text, row.before, row.after, row.timing) == ("令和6年1月1日", "甲\n続き", "乙\n続き", "事後")


def test_a_date_that_spans_rows_belongs_to_each():
    spanned = [c for c in [*table_row(ROW, 20), *table_row(NEXT, 40)] if c.x0 > 0]
    rows = take_table([[*table_row(TITLES, 0), cell(ROW[0], 0, 20, 100, 60), *spanned]]).rows
    assert [(r.date, r.before) for r in rows] == [("2024-01-01", "甲"), ("2024-01-01", "丙")]


def test_what_follows_the_table_is_no_row():
    body = [cell("①", 0, 0, 150, 20, 2), cell("値", 150, 0, 600, 20, 2)]
    table = take_table([[*table_row(TITLES, 0), *table_row(ROW, 20)], body, table_row(NEXT, 0, 3)])
    assert len(table.rows) == 1
    assert table.rest == [[], body, table_row(NEXT, 0, 3)]


def test_without_a_header_there_is_no_table():
    table = take_table([table_row(ROW, 20)])
    assert not table.found
    assert table.rest == [table_row(ROW, 20)]


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
        ("MAX_SECONDS", -1, "秒を超えた"),
    ],
)
def test_limits_against_monstrous_pdfs(monkeypatch, limit, value, says):
    monkeypatch.setattr(pdf_pages, limit, value)
    with pytest.raises(PiadiffError, match=says):
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
    monkeypatch.setattr(pdf, "take_table", lambda pages: replace_rest(pages))
    with pytest.raises(PiadiffError, match="評価書ではありません"):
        read_pdf(FORM, "x")


def replace_rest(pages):
    from piadiff.readers.pdf_changes import RuledTable

    return RuledTable(rest=[[cell("お知らせ", 50, 50, 200, 70)]])


def test_progress_is_shown_on_a_terminal_only(monkeypatch, capsys):
    monkeypatch.setattr(pdf, "_LONG", 2)
    read_pdf(FORM, "x")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    read_pdf(FORM, "x")
    shown = capsys.readouterr()
    assert "ページ" in shown.err
    assert shown.out == ""
