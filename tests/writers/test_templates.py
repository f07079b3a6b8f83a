"""Templates of an office: fields are replaced by texts, all else stays, and nothing in a template is run."""

import io
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from piadiff.cli import run
from piadiff.errors import PiadiffError
from piadiff.model import Row
from piadiff.writers import render
from piadiff.writers.fields import filled
from piadiff.writers.sheet import HEADERS, plain_sheet
from piadiff.writers.template_docx import fill_document
from piadiff.writers.template_xlsx import fill_workbook
from piadiff.writers.xlsx import write
from piadiff.writers.xlsx_parts import settled
from tests import hostile
from tests.commands.test_table import NEW, OLD
from tests.writers.test_own_workbook import differing, parts

FOLDER = Path(__file__).parents[2] / "templates"
VALUES = {"表題": "（別添３）変更箇所", "評価書名": "住民記録", "評価実施機関名": "見本市長", "件数": "2"}
ROWS = [
    Row(date_text="令和6年10月1日", item="Ⅰ　基本情報\n①部署", before="旧課",
        after="新課\n{{件数}}", timing="事後", reason="他"),
    Row(item="Ⅱ", before="=1+1", after="{{7*7}}{% x %}", timing="事前", reason="重要な変更"),
]  # fmt: skip
FILL = {"xlsx": fill_workbook, "docx": fill_document}


@cache
def skeleton() -> dict[str, bytes]:
    """The two templates in ``templates/``; ``python -m tests.writers.test_templates`` writes them."""
    names = [f"{{{{{name}}}}}" for name in HEADERS]
    row = Row(**dict(zip(("date_text", "item", "before", "after", "timing", "reason"), names, strict=True)))
    sheet = plain_sheet("{{表題}}　{{評価書名}}", [row])
    book, out = openpyxl.Workbook(), io.BytesIO()
    write(book.worksheets[0], sheet)
    book.worksheets[0].title = "変更箇所"
    book.save(out)
    whole = settled(out.getvalue(), growing={"xl/worksheets/sheet1.xml"})
    return {"xlsx": whole, "docx": render(sheet, "docx")}


def shown(kind: str, data: bytes) -> list[list[str]]:
    if kind == "xlsx":
        page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        return [[str(cell.value or "") for cell in row] for row in page.iter_rows(min_row=4)]
    return [[cell.text for cell in row.cells] for row in Document(io.BytesIO(data)).tables[0].rows][1:]


def cells(row: Row) -> list[str]:
    return [row.date_text, row.item, row.before, row.after, row.timing, row.reason]


@pytest.mark.parametrize("kind", FILL)
def test_the_templates_that_come_with_it_are_made_as_told(kind):
    assert parts((FOLDER / f"table.{kind}").read_bytes()) == parts(skeleton()[kind])


@pytest.mark.parametrize("kind", FILL)
def test_each_row_takes_the_place_of_the_pattern(kind):
    data = (FOLDER / f"table.{kind}").read_bytes()
    done = FILL[kind](data, ROWS, VALUES, "t")
    assert shown(kind, done) == [cells(row) for row in ROWS]
    assert done == FILL[kind](data, ROWS, VALUES, "t")
    kept = {"xlsx": {"xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"}, "docx": {"word/document.xml"}}
    assert differing(data, done) == kept[kind]


@pytest.mark.parametrize("kind", FILL)
def test_the_title_is_filled(kind):
    done = FILL[kind](skeleton()[kind], ROWS, VALUES, "t")
    wanted = "（別添３）変更箇所　住民記録"
    if kind == "xlsx":
        assert openpyxl.load_workbook(io.BytesIO(done)).worksheets[0]["A1"].value == wanted
    else:
        first = Document(io.BytesIO(done)).paragraphs[0]
        assert first.text == wanted and first.runs[0].bold


@pytest.mark.parametrize("kind", FILL)
def test_without_rows_it_says_so(kind):
    assert "変更箇所はありません" in shown(kind, FILL[kind](skeleton()[kind], [], VALUES, "t"))[0]


@pytest.mark.parametrize("kind", FILL)
@pytest.mark.parametrize("text", [t for t in hostile.TEXTS if t.strip() and len(t) < 1000], ids=hostile.name)
def test_every_text_is_only_text(kind, text):
    row = Row(item="Ⅰ", before=text, after="{{表題}}", timing="事後", reason=text)
    done = FILL[kind](skeleton()[kind], [row], VALUES | {"評価書名": text}, "t")
    assert shown(kind, done)[0][3] == "{{表題}}"
    if kind == "xlsx":
        page = openpyxl.load_workbook(io.BytesIO(done)).worksheets[0]
        assert {page["C4"].data_type, page["A1"].data_type} == {"s"}


@pytest.mark.parametrize("kind", FILL)
def test_the_look_of_the_pattern_is_that_of_the_rows(kind):
    data = skeleton()[kind]
    done = FILL[kind](data, ROWS, VALUES, "t")
    if kind == "xlsx":
        page, old = (openpyxl.load_workbook(io.BytesIO(one)).worksheets[0] for one in (done, data))
        assert page["D5"].style_id == old["D4"].style_id
        assert page.print_area.endswith("$F$5")
    else:
        rows = Document(io.BytesIO(done)).tables[0].rows
        assert all(row._tr.trPr is not None for row in rows)


def _with(kind: str, old: str, new: str) -> bytes:
    """A skeleton with a field of another name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(skeleton()[kind])) as book, zipfile.ZipFile(out, "w") as other:
        for info in book.infolist():
            content = book.read(info)
            for encoded in (old.encode(), old.encode("ascii", "xmlcharrefreplace")):
                content = content.replace(encoded, new.encode())
            other.writestr(info, content)
    return out.getvalue()


@pytest.mark.parametrize("kind", FILL)
@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("{{評価書名}}", "{{評価書の名}}", "{{評価書の名}} という欄はありません（使えるのは 変更日、項目"),
        ("{{評価書名}}", "{{7*7}}", "{{7*7}} という欄はありません"),
        ("{{評価書名}}", "{{表題.__class__}}", "{{表題.__class__}} という欄はありません"),
        ("{{変更日}}", "", "ひな形に {{変更日}} がありません"),
        ("{{変更日}}", "{{変更の日}}", "{{変更の日}} という欄はありません|{{変更日}} がありません"),
        ("{{評価書名}}", "{{項目}}", "{{項目}} は、行のひな形のセルに一つだけで"),
    ],
)
def test_fields_that_cannot_be(kind, old, new, sentence):
    with pytest.raises(PiadiffError) as fault:
        FILL[kind](_with(kind, old, new), ROWS, VALUES, "ひな形")
    assert any(one in str(fault.value) for one in sentence.split("|")) and "ひな形" in str(fault.value)


@pytest.mark.parametrize("kind", FILL)
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.4", b"\xd0\xcf\x11\xe0" + bytes(600)])
def test_what_is_no_template(kind, data):
    with pytest.raises(PiadiffError):
        FILL[kind](data, ROWS, VALUES, "ひな形")


def test_what_is_put_in_is_not_looked_at_again():
    assert filled("{{ 表題 }}", {"表題": "{{件数}}"}, "") == "{{件数}}"


class TestCommand:
    @pytest.fixture(autouse=True)
    def pair(self, tmp_path, monkeypatch):
        from piadiff import canonical

        monkeypatch.chdir(tmp_path)
        for name, version in (("旧", OLD), ("新", NEW)):
            (tmp_path / f"{name}.json").write_text(canonical.dumps(version), encoding="utf-8")
        for kind, data in skeleton().items():
            (tmp_path / f"ひな形.{kind}").write_bytes(data)

    @pytest.mark.parametrize("kind", FILL)
    @pytest.mark.parametrize("options", [[], ["--append", "--group", "--context", "0"]])
    def test_it_is_filled(self, kind, options, tmp_path):
        command = ["table", "旧.json", "新.json", "--template", f"ひな形.{kind}", "-o", f"表.{kind}", *options]
        assert run(command) == 0
        rows = shown(kind, (tmp_path / f"表.{kind}").read_bytes())
        assert len(rows) == (3 if options else 2) and rows[-1][3] == "市民部　戸籍課"

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["--template", "ひな形.xlsx"], "-o で、ひな形と同じ種類"),
            (["--template", "ひな形.xlsx", "-o", "表.docx"], "末尾は .xlsx です"),
            (["--template", "ひな形.txt", "-o", "表.txt", "--format", "csv"], ".xlsx と .docx だけ"),
            (["--template", "ない.xlsx", "-o", "表.xlsx"], "ない.xlsx: ファイルがありません"),
            (["--template", "ひな形.docx", "-o", "表.docx", "--track"], "六つの欄の変更箇所だけ"),
            (["--template", "ひな形.docx", "-o", "表.docx", "--style", "一覧"], "六つの欄の変更箇所だけ"),
            (["--template", "ひな形.docx", "-o", "ひな形.docx", "--overwrite"], "読み込むファイルそのもの"),
        ],
    )
    def test_what_cannot_be(self, arguments, sentence, tmp_path, capsys):
        before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        assert run(["table", "旧.json", "新.json", *arguments]) == 2
        out, err = capsys.readouterr()
        assert out == "" and sentence in err and err.count("\n") == 1
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


if __name__ == "__main__":
    for suffix, content in skeleton().items():
        (FOLDER / f"table.{suffix}").write_bytes(content)
