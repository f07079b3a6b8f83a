import io
import re
import subprocess
import zipfile
from copy import deepcopy

import docx
import pypdfium2
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from piadiff import table
from piadiff.cells import Phrases
from piadiff.differ import diff
from piadiff.forms import form
from piadiff.model import Assessment, Row
from piadiff.readers import read
from piadiff.styles import redlined, styled
from piadiff.verdict import judge_comparison
from piadiff.writers import render
from piadiff.writers.layout import REDLINE_NOTE
from piadiff.writers.sheet import HEADERS, Line, Sheet, Tracking, plain_line, plain_sheet, printable
from tests import sample
from tests.examples import examples
from tests.hostile import TEXTS, name, sheet_of
from tests.office import convert, needs_office
from tests.shared import SHARED, needs_shared

TRACKING = Tracking(author='見本　花子<&">\x00', date="2024-10-01T00:00:00Z")


def opened(sheet: Sheet):
    return docx.Document(io.BytesIO(render(sheet, "docx")))


def cells(document) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[0].rows]


def told(*pairs: tuple[str, str], tracking: Tracking | None = TRACKING) -> Sheet:
    rows = [Row(item="項目", before=before, after=after) for before, after in pairs]
    lines = [Line(row=r, before=(), after=(), merged=redlined(r, Phrases())) for r in rows]
    return Sheet(title="（別添３）変更箇所", lines=tuple(lines), redline=True, tracking=tracking)


def settled(document, *, accept: bool) -> list[str]:
    """The texts of the tracked column once all revisions are accepted (or rejected), as Word does it."""
    body = deepcopy(document.element.body)
    gone, kept = (qn("w:del"), qn("w:ins")) if accept else (qn("w:ins"), qn("w:del"))
    for element in list(body.iter(gone)):
        element.getparent().remove(element)
    for element in list(body.iter(kept)):
        for child in element:
            element.addprevious(child)
        element.getparent().remove(element)
    rows = list(body.iter(qn("w:tr")))[1:]
    return [_text(row.findall(qn("w:tc"))[2]) for row in rows]


def _text(cell) -> str:
    letters = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    known = {qn("w:t"), qn("w:delText")}
    assert len(cell.findall(qn("w:p"))) == 1
    return "".join(letters.get(e.tag, (e.text or "") if e.tag in known else "") for e in cell.iter())


def test_it_is_set_like_the_official_sheet():
    rows = [Row(date_text="令和6年10月1日", item="Ⅰ　基本情報\n①", before="旧\n文", after="新", timing="事後")]
    document = opened(plain_sheet("（別添３）変更箇所", rows))
    section = document.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    assert document.paragraphs[0].text == "（別添３）変更箇所"
    assert cells(document) == [list(HEADERS), ["令和6年10月1日", "Ⅰ　基本情報\n①", "旧\n文", "新", "事後", ""]]
    header, row = (one._tr for one in document.tables[0].rows)
    assert header.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
    assert "PAGE" in section.footer.paragraphs[0]._p.xml


def test_a_row_higher_than_a_page_may_be_split():
    document = opened(plain_sheet("変更箇所", [Row(item="甲", before="長い記載。\n" * 60, after="乙")]))
    assert document.tables[0].rows[1]._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None


def test_every_font_is_japanese():
    with zipfile.ZipFile(io.BytesIO(render(sheet_of("あA"), "docx"))) as package:
        text = package.read("word/styles.xml").decode()
        fonts = re.findall(r"<w:rFonts ([^>]*)/>", text)
        assert fonts and all('w:eastAsia="ＭＳ Ｐゴシック"' in font and "Theme" not in font for font in fonts)
        assert text.index("<w:rFonts") < text.index("</w:docDefaults>")
        normal = text[text.index('w:default="1" w:styleId="Normal"') :].partition("</w:style>")[0]
        assert '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>' in normal  # no gaps in 令和6年10月1日
        assert "rFonts" not in package.read("word/document.xml").decode()
        assert not [entry for entry in package.namelist() if "thumbnail" in entry]


def test_the_same_table_gives_the_same_bytes():
    data = render(sheet_of("あ", "い"), "docx")
    assert data == render(sheet_of("あ", "い"), "docx")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}


@pytest.mark.parametrize("text", TEXTS, ids=name)
def test_every_text_is_only_text(text):
    document = opened(sheet_of(text))
    assert cells(document)[1] == [printable(text)] * 6
    body = document.element.body
    tags = {e.tag.rpartition("}")[2] for e in body.iter()}
    assert not tags & {"fldChar", "fldSimple", "instrText", "hyperlink", "object", "drawing", "altChunk", "sym"}


def test_changed_words_are_marked_and_the_rest_is_not():
    runs = [
        run for paragraph in opened(sheet_of("旧新")).tables[0].rows[1].cells[2].paragraphs for run in paragraph.runs
    ]
    assert [(run.text, bool(run.font.underline), str(run.font.color.rgb)) for run in runs] == [
        ("旧", False, "None"), ("新", True, "A40000"),
    ]  # fmt: skip


def test_what_a_person_has_to_decide_stands_out():
    line = plain_line(Row(item="甲", timing="事前", reason="【要確認】"), review=True)
    row = opened(Sheet(title="変更箇所", lines=(line,))).tables[0].rows[1]
    assert [bool(row.cells[n].paragraphs[0].runs) and row.cells[n].paragraphs[0].runs[0].bold for n in (1, 4, 5)] == [
        None, True, True,
    ]  # fmt: skip


def test_without_rows_it_says_so():
    document = opened(sheet_of())
    assert document.tables[0].rows[1].cells[0].text == "変更箇所はありません。"


def test_redline_strikes_and_underlines():
    document = opened(told(("旧の記載", "新の記載"), tracking=None))
    runs = document.tables[0].rows[1].cells[2].paragraphs[0].runs
    assert [(r.text, bool(r.font.strike), bool(r.font.underline)) for r in runs] == [
        ("旧", True, False), ("新", False, True), ("の記載", False, False),
    ]  # fmt: skip
    assert document.paragraphs[1].text == REDLINE_NOTE


def test_accepting_gives_the_new_text_and_rejecting_the_old_one():
    pairs = [
        ("番号法第19条第7号に基づく。\n次の段落", "番号法第19条第8号に基づく。\n加わった段落\n次の段落\t終"),
        ("消える段落\n残る", "残る"),
        *((printable(text), printable("前" + text + "後")) for text in TEXTS if len(text) < 1000),
    ]
    document = opened(told(*pairs))
    assert settled(document, accept=False) == [before for before, _ in pairs]
    assert settled(document, accept=True) == [after for _, after in pairs]


def test_words_of_the_table_are_no_text_of_the_document():
    document = opened(told(("空欄", "加わった"), ("消えた", "削除"), ("（右記を新たに追加）", "入った")))
    assert settled(document, accept=False) == ["", "消えた", ""]
    assert settled(document, accept=True) == ["加わった", "", "入った"]


@settings(max_examples=examples(40))
@given(st.lists(st.tuples(*[st.text("あ住民を記録、。第7８条\n　\t<&", max_size=30)] * 2), min_size=1, max_size=4))
def test_law_of_accepting_and_rejecting(pairs):
    own = ("空欄", "削除")
    pairs = [(before, after) for before, after in pairs if before not in own and after not in own]
    document = opened(told(*pairs)) if pairs else None
    if document:
        assert settled(document, accept=False) == [before for before, _ in pairs]
        assert settled(document, accept=True) == [after for _, after in pairs]


def test_each_revision_says_who_when_and_has_its_own_number():
    document = opened(told(("甲乙", "甲丙"), ("一", "二三")))
    found = [e for e in document.element.body.iter() if e.tag in (qn("w:ins"), qn("w:del"))]
    assert len(found) == 4
    assert {(e.get(qn("w:author")), e.get(qn("w:date"))) for e in found} == {
        (printable(TRACKING.author), TRACKING.date)
    }
    assert len({e.get(qn("w:id")) for e in found}) == 4
    assert all(e.iter(qn("w:delText")) for e in found if e.tag == qn("w:del"))


@pytest.mark.parametrize("text", ["あ" * 40_000, "あ\n" * 2_000], ids=["long", "high"])
def test_a_long_text_stands_whole_in_its_cell(text):
    """Word has no limit for a cell and breaks a row over pages, which a row so high may do."""
    table = docx.Document(io.BytesIO(render(plain_sheet("変更箇所", [Row(before=text, after="新")]), "docx"))).tables[0]
    assert table.rows[1].cells[2].text == text
    assert table.rows[1]._tr.find(qn("w:trPr")) is None


@needs_office
def test_libreoffice_prints_a_long_text_to_its_end(tmp_path):
    lines = "\n".join(f"第{n}号に定める事務を行う。" for n in range(200))
    (tmp_path / "t.docx").write_bytes(render(plain_sheet("変更箇所", [Row(before=lines, after="新")]), "docx"))
    convert("pdf", tmp_path, tmp_path / "t.docx")
    done = subprocess.run(["pdftotext", "-layout", tmp_path / "t.pdf", "-"], check=True, capture_output=True)
    shown = done.stdout.decode().replace(" ", "")
    assert all(f"第{n}号" in shown for n in range(200))
    assert shown.count("変更前の記載") == shown.count("\f") > 3


@needs_office
@pytest.mark.parametrize("tracked", [False, True], ids=["表", "変更履歴"])
def test_libreoffice_opens_and_prints_it(tmp_path, tracked):
    file = tmp_path / "表.docx"
    sheet = told(*[("旧い記載", "新しい記載")] * 40) if tracked else sheet_of(*(text[:300] for text in TEXTS))
    file.write_bytes(render(sheet, "docx"))
    convert("pdf", tmp_path, file)
    with pypdfium2.PdfDocument(tmp_path / "表.pdf") as pdf:
        texts = [page.get_textpage().get_text_range() for page in pdf]
        assert [round(side) for side in pdf[0].get_size()] == [842, 595]
    assert len(texts) >= 2
    assert texts[0].startswith("（別添３）変更箇所")
    assert all(
        "提出時期に係る説明" in text and f"{n}/{len(texts)}" in "".join(text.split()) for n, text in enumerate(texts, 1)
    )
    assert ("しい記載" if tracked else "=cmd|' /C calc'!A0") in "".join(texts)


def revised(old: Assessment, new: Assessment) -> Sheet:
    """The revisions of one version against another, as ``table --track`` writes them."""
    tree = form(new.form)
    rows = table.rows(judge_comparison(diff(old, new)), tree)
    return styled(table.sheet(tree, rows), tree, "別添3", tracking=TRACKING)


def check_revisions(sheet: Sheet) -> None:
    own = Phrases()
    before = ["" if line.row.before in (own.empty, own.added_right) else line.row.before for line in sheet.lines]
    after = [
        "" if line.row.after in (own.empty, own.removed, own.removed_left) else line.row.after for line in sheet.lines
    ]
    document = opened(sheet)
    assert settled(document, accept=False) == [printable(text) for text in before]
    assert settled(document, accept=True) == [printable(text) for text in after]


def test_the_revisions_of_the_sample():
    sheet = revised(sample.version(2), sample.version(3))
    assert len(sheet.lines) == 70
    check_revisions(sheet)


@needs_shared
def test_the_revisions_of_the_real_pair():
    old, new = (
        read(SHARED / "published" / f"所沢市_住民基本台帳_全項目{which}.txt").assessment for which in ("_前版", "")
    )
    sheet = revised(old, new)
    assert len(sheet.lines) == 26
    check_revisions(sheet)
