"""Hostile, broken and foreign xls and ods files: one Japanese sentence each, in little time and memory."""

import random
import struct
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from piadiff.errors import PiadiffError
from piadiff.readers import ods_cells, ods_guard, read, workbook_guard, xls_records
from piadiff.readers.compound import BrokenFileError, open_compound
from piadiff.readers.ods_cells import MAX_REPEATED
from tests.growth import seconds
from tests.readers.compounds import BOF_GLOBALS, EOF, compound, label, record, text, workbook
from tests.readers.drawings import unzipped, zipped
from tests.readers.flat import MANIFEST, cell, members, ods, row, table

DATA = Path(__file__).parents[1] / "data"
TIMES = 200  # of the work for two honest small files: what any one file may cost on a busy machine


@pytest.fixture(scope="module")
def most() -> float:
    """The seconds of work that any one file may cost on this machine."""

    def honest() -> None:
        for kind in ("xls", "ods"):
            read(DATA / f"form.{kind}")

    honest()
    return TIMES * seconds(honest)


@pytest.fixture
def refused(tmp_path, most) -> Callable[[bytes], str]:
    """What is said of some bytes."""

    def refuse(data: bytes) -> str:
        file = tmp_path / "評価書"
        file.write_bytes(data)
        start = time.process_time()
        with pytest.raises(PiadiffError) as raised:
            read(file)
        assert time.process_time() - start < most
        message = str(raised.value)
        assert message.startswith(f"{file}: ")
        assert "\n" not in message
        assert raised.value.hint
        return message

    return refuse


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_refusal_ends_a_command_with_status_2(kind, piadiff, tmp_path):
    data = (DATA / f"form.{kind}").read_bytes()
    (tmp_path / f"評価書.{kind}").write_bytes(data[: len(data) // 2])
    for command in (("read",), ("add",)):
        done = piadiff(*command, f"評価書.{kind}")
        assert (done.status, done.out) == (2, "")
        assert "壊れています" in done.err


# -- OpenDocument ----------------------------------------------------------------------------------------------------

GOOD = members(table(row(cell("特定個人情報保護評価書（基礎項目評価書）"))))


@pytest.mark.parametrize("keep", [0.3, 0.9, 0.99])
def test_a_cut_ods_is_broken(keep, refused):
    data = (DATA / "form.ods").read_bytes()
    assert "ODSのファイルとして読めません" in refused(data[: int(len(data) * keep)])


@pytest.mark.parametrize("name", ["content.xml", "styles.xml"])
def test_garbage_in_a_member_is_broken(name, refused):
    assert "壊れています" in refused(zipped(GOOD | {name: b"<not xml"}))


def test_an_ods_without_content_is_broken(refused):
    assert "壊れています" in refused(zipped({"mimetype": GOOD["mimetype"], "META-INF/manifest.xml": b"<a/>"}))
    assert "壊れています" in refused(zipped(GOOD | {"content.xml": b"<a/>"}))


@pytest.mark.parametrize(("kind", "said"), [("text", "ODT"), ("presentation", "ODP"), ("text-template", "ODT")])
def test_other_documents_are_told_as_such(kind, said, refused):
    mime = f"application/vnd.oasis.opendocument.{kind}".encode()
    assert "表計算ではなく" in (message := refused(zipped(GOOD | {"mimetype": mime})))
    assert said in message


def test_an_encrypted_ods_says_so(refused):
    locked = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    changed = {
        "META-INF/manifest.xml": MANIFEST.format(locked).encode(),
        "content.xml": random.Random(1).randbytes(999),
    }
    assert "暗号化されたファイルです" in refused(zipped(GOOD | changed))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["content.xml", "styles.xml", "META-INF/manifest.xml"])
def test_entities_are_never_expanded(name, encoding, refused):
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'.encode(encoding)
    assert "DOCTYPE" in refused(zipped(GOOD | {name: bomb}))


def test_bottomless_nesting_is_refused(refused):
    deep = "<text:span>" * 5000 + "</text:span>" * 5000
    assert "入れ子" in refused(ods(table(row(cell(f"<text:p>{deep}</text:p>")))))


def test_an_ods_that_unpacks_to_too_much_is_refused(monkeypatch, refused):
    monkeypatch.setattr(workbook_guard, "MAX_UNPACKED", 2**20)
    assert "展開すると" in refused(zipped(GOOD | {"Pictures/x.bin": b"\0" * 2**21}))


@pytest.mark.parametrize(
    ("module", "limit", "said"),
    [
        (workbook_guard, "MAX_MEMBERS", "中のファイル"),
        (ods_cells, "MAX_SHEETS", "シートが"),
        (ods_guard, "MAX_ELEMENTS", "要素"),
    ],
)
def test_bounds_of_ods(monkeypatch, module, limit, said, refused):
    monkeypatch.setattr(module, limit, 1)
    body = table(row(cell("一"))) + table(row(cell("二")), "二枚目")
    assert said in refused(ods(body))


ROWS, COLUMNS = "table:number-rows-repeated", "table:number-columns-repeated"


@pytest.mark.parametrize(
    "body",
    [
        row(cell("字", f'{COLUMNS}="16384"'), more=f'{ROWS}="1048576"'),
        row(cell("字"), more=f'{ROWS}="1048576"'),
        row(cell("字", f'{COLUMNS}="16777000"')),
        row(*[cell("字", f'{COLUMNS}="16384"')] * 60),
    ],
)
def test_cells_repeated_beyond_all_bounds_are_refused(body, refused):
    assert "セルが" in refused(ods(table(body)))


@pytest.mark.parametrize("number", [str(MAX_REPEATED + 1), "9" * 9, "9" * 5000])
@pytest.mark.parametrize("attribute", [ROWS, COLUMNS])
def test_monstrous_numbers_are_refused(attribute, number, refused):
    of_row, of_cell = (f'{attribute}="{number}"', "") if attribute == ROWS else ("", f'{attribute}="{number}"')
    assert "繰返しの数" in refused(ods(table(row(cell("字", of_cell), more=of_row))))


def test_spaces_and_merged_ranges_beyond_all_bounds_are_refused(refused):
    assert "繰返しの数" in refused(ods(table(row(cell('<text:p><text:s text:c="999999999"/></text:p>')))))
    wide = 'table:number-columns-spanned="16384" table:number-rows-spanned="1048576"'
    assert "結合したセル" in refused(ods(table(row(cell("字", wide)))))
    assert "結合したセル" in refused(
        ods(table(row(cell("字", 'table:number-columns-spanned="3"'), more=f'{ROWS}="300000"')))
    )


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "", "٣"])
def test_numbers_that_are_none_count_as_one(number):
    body = table(row(cell("字", f'{COLUMNS}="{number}"'), more=f'{ROWS}="{number}"'))
    (sheet,) = ods_cells.read_book(ods_guard.open_document(ods(body), ""), "").sheets
    assert [c.address for c in sheet.cells] == ["A1"]


def test_pictures_outside_the_file_are_never_opened(tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"secret")
    images = "".join(
        f'<draw:frame><draw:image xlink:href="{href}"/></draw:frame>'
        for href in (f"file://{secret}", f"../../../..{secret}", str(secret), "http://example.invalid/x.png")
    )
    book = ods_cells.read_book(ods_guard.open_document(ods(table(row(cell(images)))), ""), "")
    assert book.shapes == {}


def test_an_ods_of_something_else_says_so(refused):
    assert "特定個人情報保護評価書ではありません" in refused(ods(table(row(cell("予算")))))


# -- compound files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("keep", [0.001, 0.01, 0.3, 0.9])
def test_a_cut_xls_is_broken(keep, refused):
    data = (DATA / "form.xls").read_bytes()
    assert "壊れています" in refused(data[: max(8, int(len(data) * keep))])


@pytest.mark.parametrize(
    ("stream", "said"),
    [
        ("WordDocument", "Word（.doc）"),
        ("PowerPoint Document", "PowerPoint（.ppt）"),
        ("DocumentText", "一太郎（.jtd）"),
        ("なにか", "ほかのソフト"),
    ],
)
def test_other_compound_files_are_told_as_such(stream, said, refused):
    assert f"Excelではなく{said}のファイルです" in refused(compound({stream: b"x" * 5000}))


def test_a_workbook_inside_a_document_is_no_workbook(refused):
    assert "壊れています" in refused(compound({"Workbook": b"x" * 5000, "WordDocument": b""}))
    data = bytearray(compound({"Workbook": b""}))
    at = data.index("Workbook".encode("utf-16-le")) + 66
    data[at] = 1  # a storage of that name, not a stream
    assert refused(bytes(data))


def test_locked_xlsx_and_xls_say_so(refused):
    assert "暗号化されたファイルです" in refused(compound({"EncryptedPackage": b"x" * 5000}))
    locked = workbook(label(0, 0, "字"), extra=record(0x2F, b"\1\0\1\0\1\0" + b"\0" * 48))
    assert "暗号化されたファイルです" in refused(compound({"Workbook": locked}))


def _patched(at: int, number: int) -> bytes:
    data = bytearray(compound({"Workbook": workbook(label(0, 0, "字")), "b": b"", "c": b""}))
    struct.pack_into("<I", data, at, number)
    return bytes(data)


@pytest.mark.parametrize("at", [44, 48, 60, 68, 76])
@pytest.mark.parametrize("number", [0, 1, 99, 0x7FFFFFFF, 0xFFFFFFF9])
def test_wrong_numbers_in_the_header_end_soon(at, number, refused):
    assert refused(_patched(at, number))


def test_chains_and_directories_that_go_round_end():
    good = open_compound(compound({"Workbook": b"x" * 2000}))
    assert good.stream("Workbook") == b"x" * 2000
    data = compound({"Workbook": b"x" * 2000})
    table = data.rindex(struct.pack("<III", 1, 2, 3))
    with pytest.raises(BrokenFileError):  # the fourth sector leads back to the first
        open_compound(data[: table + 12] + struct.pack("<I", 0) + data[table + 16 :]).stream("Workbook")
    many = bytearray(compound({f"s{n}": b"" for n in range(60)} | {"Workbook": b""}))
    for number in range(1, 61):  # every entry has the next one on both sides: 2 ** 60 ways through the tree
        at = many.index(f"s{number - 1}\0".encode("utf-16-le"))
        struct.pack_into("<II", many, at + 68, number + 1, number + 1)
    assert "Workbook" in open_compound(bytes(many)).entries  # else it would never end


# -- records ---------------------------------------------------------------------------------------------------------


def xls(cells: bytes, extra: bytes = b"") -> bytes:
    return compound({"Workbook": workbook(cells, extra=extra)})


def test_records_that_break_off_are_broken(refused):
    assert "壊れています" in refused(compound({"Workbook": workbook(label(0, 0, "字"))[:-9] + b"\xff\xff\xff\xff\xff"}))
    assert "壊れています" in refused(compound({"Workbook": b"x" * 50}))
    assert "壊れています" in refused(compound({"Workbook": BOF_GLOBALS}))
    assert "壊れています" in refused(xls(record(0x204, b"\0\0\0\0")))


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("MAX_RECORDS", "中の記録"),
        ("MAX_SHEETS", "シートが"),
        ("MAX_CELLS", "セルが"),
        ("MAX_GRID", "セルが"),
        ("MAX_MERGED", "結合した"),
    ],
)
def test_bounds_of_xls(monkeypatch, limit, said, refused):
    monkeypatch.setattr(xls_records, limit, 0)
    cells = label(0, 0, "字") + record(0xE5, struct.pack("<H4H", 1, 0, 65535, 0, 255))
    assert said in refused(xls(cells))


def test_a_merged_range_over_the_whole_grid_is_refused(refused):
    assert "結合したセル" in refused(xls(record(0xE5, struct.pack("<H4H", 1, 0, 65535, 0, 255))))


def test_a_grid_of_few_cells_far_out_is_refused(refused):
    assert "セルが" in refused(xls(b"".join(label(n, 255, "字") for n in range(40_000))))


def test_records_that_stand_for_more_than_cells_are_never_handed_on(refused):
    """Links over the whole grid, and names each of which is the one before twice: gigabytes in the library."""
    link = record(0x1B8, struct.pack("<4H", 0, 65535, 0, 255) + b"\0" * 24)
    double = b"".join(
        record(0x18, struct.pack("<HBBHHHBBBB", 0, 0, 1, len(code), 0, 0, 0, 0, 0, 0) + b"\0" + b"a" + code)
        for n in range(40)
        for code in [b"\x17\x01\0a" if not n else struct.pack("<BIBIB", 0x23, n, 0x23, n, 8)]
    )
    stream = xls_records.read_records(workbook(link, extra=double), "")
    assert link not in stream.cells_only
    assert double not in stream.cells_only
    assert "特定個人情報保護評価書ではありません" in refused(xls(link + label(0, 0, "予算"), extra=double))


def test_a_table_of_texts_that_lies_about_its_length_is_broken(refused):
    table = record(0xFC, struct.pack("<II", 0xFFFFFFF, 0xFFFFFFF) + text("字"))
    assert "壊れています" in refused(xls(label(0, 0, "字"), extra=table))


def _with_sheets(*sheets: bytes, offset: int = 0) -> bytes:
    """A workbook whose list of sheets names the same place again and again, or a place ``offset`` further."""
    good = workbook(label(0, 0, "字"))
    at = good.index(struct.pack("<H", 0x85))
    (place,) = struct.unpack_from("<I", good, at + 4)
    again = record(0x85, struct.pack("<IBB", place, 0, 0) + struct.pack("<BB", 1, 1) + "裏".encode("utf-16-le"))
    copies = len(sheets) * len(again)
    moved = good[: at + 4] + struct.pack("<I", place + copies + offset) + good[at + 8 :]
    again = again[:4] + struct.pack("<I", place + copies) + again[8:]
    return moved[:at] + again * len(sheets) + moved[at:]


def test_sheets_must_begin_where_a_sheet_begins_and_share_nothing(refused):
    """Else the library would read one sheet a hundred times, or records that nobody looked at."""
    assert "特定個人情報保護評価書ではありません" in refused(compound({"Workbook": _with_sheets()}))
    assert "壊れています" in refused(compound({"Workbook": _with_sheets(b"")}))
    for offset in (1, 4, -4, 20, 10**6):
        assert "壊れています" in refused(compound({"Workbook": _with_sheets(offset=offset)}))


@pytest.mark.parametrize("version", [0, 0x200, 0x400, 0x601, 0xFFFF])
def test_streams_of_other_versions_are_not_handed_on(version, refused):
    stream = workbook(label(0, 0, "字"))
    assert "壊れています" in refused(compound({"Workbook": stream[:4] + struct.pack("<H", version) + stream[6:]}))


def test_many_columns_and_many_cells_are_looked_up_in_little_time(refused):
    columns = '<table:table-column table:default-cell-style-name="a"/>' * 20_000
    cells = cell("字") * 20_000
    assert "特定個人情報保護評価書ではありません" in refused(ods(table(columns + row(cells))))


def test_sheets_that_never_end_and_a_stream_of_ends(refused):
    assert refused(compound({"Workbook": workbook(b"")[:-4]}))
    assert refused(compound({"Workbook": BOF_GLOBALS + EOF * 100_000}))


@pytest.mark.parametrize("seed", range(60))
def test_damage_anywhere_gives_a_sentence_or_a_reading(seed, tmp_path, most):
    """Bytes overwritten in the stream of a real workbook and in the XML of a real spreadsheet."""
    chance = random.Random(seed)
    stream = bytearray(open_compound((DATA / "form.xls").read_bytes()).stream("Workbook"))
    content = bytearray(unzipped((DATA / "form.ods").read_bytes())["content.xml"])
    for data in (stream, content):
        for _ in range(chance.choice((1, 3, 20))):
            at = chance.randrange(len(data))
            data[at : at + 2] = chance.choice((b"\xff\xff", b"\0\0", b"\1\0", chance.randbytes(2)))
    file = tmp_path / "評価書"
    whole = bytearray((DATA / "form.xls").read_bytes())
    for _ in range(4):
        whole[chance.randrange(2048)] = chance.randrange(256)
    for damaged in (
        compound({"Workbook": bytes(stream)}),
        zipped(unzipped((DATA / "form.ods").read_bytes()) | {"content.xml": bytes(content)}),
        bytes(whole),
    ):
        file.write_bytes(damaged)
        start = time.process_time()
        try:
            read(file)
        except PiadiffError as error:
            assert "\n" not in str(error)
        assert time.process_time() - start < most
