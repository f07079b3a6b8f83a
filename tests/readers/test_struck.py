"""Struck-through text and look-alike escapes in old workbooks (xls) and spreadsheets (ods); papers in both formats."""

import struct
from pathlib import Path

import pytest

from piadiff.errors import PiadiffError
from piadiff.model import ChangesList
from piadiff.readers import read, read_paper
from piadiff.readers.ods_cells import read_book
from piadiff.readers.ods_guard import open_document
from piadiff.readers.xls_cells import read_cells
from tests.readers.compounds import compound, label, record, workbook
from tests.readers.flat import cell, ods, row, table

HEADERS = ("項目番号", "ページ", "項目", "変更前", "変更後", "提出時期", "概要")
ROWS = (
    ("1", "P4", "Ⅰ　基本情報 ７．①部署", "市民課", "市民生活課", "事後", "組織改正"),
    ("2", "P9", "Ⅰ　基本情報 ７．②所属長", "甲", "乙", "事後", "組織改正"),
)
STRIKE = '<style:text-properties style:text-line-through-style="solid" style:text-line-through-type="single"/>'
STYLES = (
    f'<style:style style:name="gone" style:family="text">{STRIKE}</style:style>'
    f'<style:style style:name="all" style:family="table-cell">{STRIKE}</style:style>'
    '<style:style style:name="child" style:family="table-cell" style:parent-style-name="all"/>'
    '<style:style style:name="back" style:family="text">'
    '<style:text-properties style:text-line-through-style="none"/></style:style>'
)


def of_ods(*cells: str) -> tuple[list[str], list[str]]:
    (sheet,) = read_book(open_document(ods(table(row(*cells)), STYLES), ""), "").sheets
    return [c.text for c in sheet.cells], [c.text for c in sheet.struck]


def test_struck_through_text_of_ods_is_no_text_of_a_cell():
    assert of_ods(cell("甲"), cell("乙", 'table:style-name="all"')) == (["甲"], ["乙"])
    assert of_ods(cell("乙", 'table:style-name="child"')) == ([], ["乙"])
    part = '<text:p>前<text:span text:style-name="gone">旧</text:span>新</text:p>'
    assert of_ods(cell(part)) == (["前新"], ["旧"])
    back = '<text:p>旧<text:span text:style-name="back">新</text:span></text:p>'
    assert of_ods(cell(back, 'table:style-name="all"')) == (["新"], ["旧"])


def rich(text: str, *runs: tuple[int, int]) -> bytes:
    """A cell (RSTRING) whose text changes its font at some places."""
    content = struct.pack("<HHHHB", 0, 0, 0, len(text), 1) + text.encode("utf-16-le")
    return record(0xD6, content + struct.pack("<H", len(runs)) + b"".join(struct.pack("<HH", *run) for run in runs))


def struck_font() -> bytes:
    return record(0x31, struct.pack("<HHHHHBBBBBB", 200, 8, 8, 400, 0, 0, 0, 0, 0, 1, 0) + b"A")


def of_xls(cells: bytes, *, whole: bool = False) -> tuple[list[str], list[str]]:
    ((sheet,), _) = read_cells(workbook(cells, extra=struck_font() if whole else plain_then_struck()), "")
    return [c.text for c in sheet.cells], [c.text for c in sheet.struck]


def plain_then_struck() -> bytes:
    plain = record(0x31, struct.pack("<HHHHHBBBBBB", 200, 0, 8, 400, 0, 0, 0, 0, 0, 1, 0) + b"A")
    return plain + struck_font()


def test_struck_through_text_of_xls_is_no_text_of_a_cell():
    assert of_xls(label(0, 0, "乙"), whole=True) == ([], ["乙"])
    assert of_xls(label(0, 0, "乙")) == (["乙"], [])
    assert of_xls(rich("前旧新", (1, 1), (2, 0))) == (["前新"], ["旧"])


def test_what_looks_like_an_escape_is_text_where_the_format_has_none():
    assert of_xls(label(0, 0, "_x0041_")) == (["_x0041_"], [])
    assert of_ods(cell("_x0041_")) == (["_x0041_"], [])


def paper(kind: str) -> bytes:
    lines = [("変更箇所一覧",), HEADERS, *ROWS]
    if kind == "ods":
        return ods(table("".join(row(*map(cell, line)) for line in lines)))
    cells = b"".join(label(n, m, text) for n, line in enumerate(lines) for m, text in enumerate(line))
    return compound({"Workbook": workbook(cells).ljust(5000, b"\0")})


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_list_of_changes_is_read(kind, tmp_path):
    file = Path(tmp_path / f"一覧.{kind}")
    file.write_bytes(paper(kind))
    found = read_paper(file)
    assert isinstance(found, ChangesList)
    assert [(r.no, r.row.before, r.row.after) for r in found.rows] == [(1, "市民課", "市民生活課"), (2, "甲", "乙")]
    with pytest.raises(PiadiffError, match="評価書ではなく"):
        read(file)
