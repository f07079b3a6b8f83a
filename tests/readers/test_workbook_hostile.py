"""Hostile and broken workbooks: one Japanese sentence each, in little time and memory."""

import io
import zipfile

import pytest

from piadiff.errors import PiadiffError
from piadiff.model import Assessment
from piadiff.readers import read, workbook_guard
from piadiff.readers.workbook import read_workbook
from piadiff.readers.workbook_guard import open_archive
from tests.readers.drawings import unzipped, with_drawing, zipped
from tests.readers.workbooks import make, saved

SMALL = Assessment(
    form="様式4",
    edition="平成30年5月",
    items={"表紙/評価書番号": "1", "表紙/評価書名": "事務　全項目評価書", "Ⅰ/1/①": "事務", "Ⅰ/1/③": "30万人以上"}
    | {f"Ⅰ/2/システム1/{n}": "名称" if n == "①" else ("機能",) for n in "①②"}
    | {"Ⅰ/7/①": "課", "Ⅰ/7/②": "課長", "Ⅰ/8": ""},
)


def good() -> bytes:
    return saved(make(SMALL))


def changed(name: str, change: tuple[bytes, bytes]) -> bytes:
    """The good workbook with one replacement in one member."""
    members = unzipped(good())
    assert change[0] in members[name]
    members[name] = members[name].replace(*change)
    return zipped(members)


def refused(data: bytes) -> str:
    with pytest.raises(PiadiffError) as raised:
        read_workbook(data, "評価書.xlsx")
    message = str(raised.value)
    assert message.startswith("評価書.xlsx: ")
    assert "\n" not in message
    return message


SHEET = "xl/worksheets/sheet1.xml"


def test_the_good_one_is_read():
    assert read_workbook(good(), "").assessment == SMALL


@pytest.mark.parametrize("keep", [0.02, 0.3, 0.9, 0.99])
def test_a_cut_file_is_broken(keep, tmp_path):
    data = good()
    file = tmp_path / "評価書.xlsx"
    file.write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(PiadiffError, match=r"壊れています|圧縮された形式"):
        read(file)


@pytest.mark.parametrize("name", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_garbage_in_a_member_is_broken(name):
    assert "壊れています" in refused(zipped(unzipped(good()) | {name: b"<not xml"}))


def test_a_damaged_stream_is_broken():
    data = bytearray(good())
    at = data.index(b"xl/worksheets/sheet1.xml") + 60
    data[at : at + 40] = b"\xff" * 40
    assert "壊れています" in refused(bytes(data))


def test_an_encrypted_workbook_says_so(tmp_path):
    file = tmp_path / "評価書.xlsx"
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(PiadiffError, match="暗号化されたファイルです"):
        read(file)


def test_an_archive_under_a_password_says_so():
    data = bytearray(good())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    assert "暗号化" in refused(bytes(data))


def test_a_zip_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(workbook_guard, "MAX_UNPACKED", 4 * 2**20)
    assert "展開すると" in refused(zipped(unzipped(good()) | {"xl/media/x.bin": b"\0" * (5 * 2**20)}))


def test_a_lie_about_the_size_is_not_believed(monkeypatch):
    monkeypatch.setattr(workbook_guard, "MAX_UNPACKED", 2**20)
    data = bytearray(zipped({"xl/workbook.xml": b"<a/>" + b" " * (3 * 2**20)}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (100).to_bytes(4, "little")
    assert refused(bytes(data))


@pytest.mark.parametrize(
    ("limit", "most", "said"),
    [("MAX_MEMBERS", 5, "中のファイル"), ("MAX_SHEETS", 1, "シートが"), ("MAX_CELLS", 10, "セルが")],
)
def test_bounds(monkeypatch, limit, most, said):
    open_archive(good(), "")
    monkeypatch.setattr(workbook_guard, limit, most)
    assert said in refused(good())


def test_a_merged_range_over_the_whole_grid_is_refused():
    end = b"</sheetData>"
    merged = end + b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    members = unzipped(good())
    xml = members[SHEET]
    start = xml.find(b"<mergeCells")
    if start >= 0:
        xml = xml[:start] + xml[xml.index(b"</mergeCells>") + len(b"</mergeCells>") :]
    members[SHEET] = xml.replace(end, merged)
    assert "結合したセル" in refused(zipped(members))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", [SHEET, "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"])
def test_entities_are_never_expanded(name, encoding):
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'.encode(encoding)
    assert "DOCTYPE" in refused(zipped(unzipped(good()) | {name: bomb}))


def test_bottomless_nesting_is_refused():
    deep = b"<a>" * 5000 + b"</a>" * 5000
    assert "入れ子" in refused(zipped(unzipped(good()) | {"xl/drawings/drawing1.xml": deep}))


def test_links_outside_and_macros_are_left_alone(tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"secret")
    data, _ = with_drawing(good(), "Ⅰ基本情報", ["図"], b"x", row=2)
    members = unzipped(data)
    rels = "xl/drawings/_rels/drawing9.xml.rels"
    members[rels] = members[rels].replace(b"../media/image9.png", f"../../../../../..{secret}".encode())
    members["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0 not even a project"
    members["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    reading = read_workbook(zipped(members), "")
    assert reading.assessment == SMALL
    assert [u.text for u in reading.unplaced] == ["図"]


def test_a_broken_drawing_says_so():
    data, _ = with_drawing(good(), "Ⅰ基本情報", ["図"], b"x", row=2)
    assert "壊れています" in refused(zipped(unzipped(data) | {"xl/drawings/drawing9.xml": b"<xdr:"}))


def test_a_group_of_monstrous_number_is_refused():
    book = make(SMALL)
    book["Ⅰ基本情報"].cell(90, 1, "システム999")
    with pytest.raises(PiadiffError, match="番号が大きすぎます"):
        read_workbook(saved(book), "")


def test_an_empty_archive_is_no_workbook(tmp_path):
    stream = io.BytesIO()
    zipfile.ZipFile(stream, "w").close()
    file = tmp_path / "評価書.xlsx"
    file.write_bytes(b"PK\x03\x04" + stream.getvalue())
    with pytest.raises(PiadiffError):
        read(file)
