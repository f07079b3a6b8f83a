"""The records of an old Excel workbook (BIFF, the stream in an xls file), and what they may ask of a reader.

A record says what it is and how long; some stand for far more than their bytes (a link over the whole grid, names that
double each other). So the library gets only the records that cells need; every other one is made unknown to it.
[MS-XLS] is the document of the format.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from piadiff.errors import PiadiffError
from piadiff.readers.compound import BrokenFileError
from piadiff.readers.workbook_guard import MAX_CELLS, MAX_MERGED, MAX_SHEETS, too_much

MAX_RECORDS = 1_000_000
MAX_GRID = 4_000_000  # cells up to the last filled one of each row, all together

BOF, EOF, CONTINUE = 0x809, 0x0A, 0x3C
DRAWING_GROUP, DRAWING, OBJECT, TEXT = 0xEB, 0xEC, 0x5D, 0x1B6

_SHEET, _LOCKED, _MERGED, _MULRK = 0x85, 0x2F, 0xE5, 0xBD
_CELLS = {0x203, 0xFD, 0x204, 0xD6, 0x27E, _MULRK, 0x06, 0x206, 0x406, 0x205}
# SST, CODEPAGE, DATEMODE, FONT, FORMAT, XF, COUNTRY; STRING, SHRFMLA, ARRAY, TABLEOP, which belong to formulas.
_KNOWN = {BOF, EOF, CONTINUE, _SHEET, _MERGED, *_CELLS}
_KNOWN |= {0xFC, 0x42, 0x22, 0x31, 0x41E, 0xE0, 0x8C, 0x207, 0x4BC, 0x221, 0x236}
_UNKNOWN = 0xFFF
_NOTE, _ROW, _HIDDEN = 0x1C, 0x208, 0x20
_BIFF5, _BIFF8 = 0x500, 0x600  # Excel 5.0 and 95; Excel 97 to 2003
_WORKSHEET = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a record is, and where its content stands in the stream."""

    code: int
    start: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A sound stream, its records and those of each sheet by name (names and drawings only from Excel 97 on)."""

    data: bytes
    records: Sequence[Record]
    sheets: dict[str, Sequence[Record]]

    def content(self, record: Record) -> bytes:
        """The bytes of one record."""
        return self.data[record.start : record.start + record.length]

    def notes(self, sheet: str) -> int:
        """How many comments hang on a sheet's cells."""
        return sum(record.code == _NOTE for record in self.sheets.get(sheet, ()))

    def hidden_rows(self, sheet: str) -> set[int]:
        """The rows (from 1) of a sheet that nobody sees."""
        rows = (self.content(record) for record in self.sheets.get(sheet, ()) if record.code == _ROW)
        return {struct.unpack_from("<H", row)[0] + 1 for row in rows if len(row) >= 16 and row[12] & _HIDDEN}

    @property
    def cells_only(self) -> bytes:
        """The stream with nothing in it but what cells need; every record keeps its place."""
        out = bytearray(self.data)
        for record in self.records:
            if record.code not in _KNOWN:
                struct.pack_into("<H", out, record.start - 4, _UNKNOWN)
        return bytes(out)


def read_records(data: bytes, where: str) -> Stream:
    """The records of a workbook's stream. Raises BrokenFileError, and PiadiffError for a locked or monstrous one."""
    records = _records(data, where)
    if not records or records[0].code != BOF or records[0].length < 2:
        raise BrokenFileError
    (version,) = struct.unpack_from("<H", data, records[0].start)
    if version not in (_BIFF5, _BIFF8):
        raise BrokenFileError
    for record in records:
        if record.code == _LOCKED:
            raise PiadiffError(
                "暗号化されたファイルです", where=where, hint="Excelで開き、パスワードを外して保存し直してください"
            )
        if record.code == EOF:
            break
    _check_size(data, records, where)
    named = _sheets(data, records)
    return Stream(data=data, records=records, sheets=named if version == _BIFF8 else {})


def _records(data: bytes, where: str) -> list[Record]:
    out: list[Record] = []
    at = 0
    while at + 4 <= len(data):
        code, length = struct.unpack_from("<HH", data, at)
        at += 4
        if at + length > len(data):
            raise BrokenFileError
        out.append(Record(code=code, start=at, length=length))
        if len(out) > MAX_RECORDS:
            raise too_much(f"中の記録が{MAX_RECORDS:,}個を超えます", where, "Excel")
        at += length
    return out


def _check_size(data: bytes, records: Sequence[Record], where: str) -> None:
    """Bounds on sheets, cells, the grid that they span, and merged ranges."""
    sheets = cells = merged = grid = 0
    widths: dict[int, int] = {}
    for record in records:
        if record.code == BOF:
            grid += sum(widths.values())
            widths = {}
        elif record.code == _SHEET:
            sheets += 1
        elif record.code in _CELLS and record.length >= 4:
            row, column = struct.unpack_from("<HH", data, record.start)
            more = max(0, (record.length - 12) // 6) if record.code == _MULRK else 0
            cells += 1 + more
            widths[row] = max(widths.get(row, 0), column + 1 + more)
        elif record.code == _MERGED:
            merged += _merged(data[record.start : record.start + record.length])
    grid += sum(widths.values())
    if sheets > MAX_SHEETS:
        raise too_much(f"シートが{sheets:,}枚あります（上限 {MAX_SHEETS}枚）", where, "Excel")
    if cells > MAX_CELLS or grid > MAX_GRID:
        raise too_much(f"セルが{max(cells, grid):,}個あります（上限 {MAX_CELLS:,}個）", where, "Excel")
    if merged > MAX_MERGED:
        raise too_much("結合したセルの範囲が広すぎます", where, "Excel")


def _merged(content: bytes) -> int:
    areas = struct.iter_unpack("<4H", content[2 : 2 + (len(content) - 2) // 8 * 8])
    return sum((abs(bottom - top) + 1) * (abs(right - left) + 1) for top, bottom, left, right in areas)


def _sheets(data: bytes, records: Sequence[Record]) -> dict[str, Sequence[Record]]:
    """The records of each sheet, from the one that opens it to the one that ends it.

    Raises BrokenFileError if a sheet does not begin with a record that opens one, or if two sheets share records.
    """
    places = {record.start - 4: index for index, record in enumerate(records) if record.code == BOF}
    found: list[tuple[int, str]] = []
    for record in records:
        if record.code != _SHEET:
            continue
        if record.length < 8:
            raise BrokenFileError
        (offset,) = struct.unpack_from("<I", data, record.start)
        if data[record.start + 5] != _WORKSHEET:
            continue
        if offset not in places:
            raise BrokenFileError
        length, wide = data[record.start + 6], data[record.start + 7] & 1
        raw = data[record.start + 8 : record.start + min(record.length, 8 + length * (1 + wide))]
        found.append((places[offset], raw.decode("utf-16-le" if wide else "latin-1", "replace")))
    out: dict[str, Sequence[Record]] = {}
    end = 0
    for first, name in sorted(found):
        if first < end:
            raise BrokenFileError
        out[name] = _until_end(records, first)
        end = first + max(1, len(out[name]))
    return out


def _until_end(records: Sequence[Record], first: int) -> Sequence[Record]:
    depth = 0
    for index in range(first, len(records)):
        depth += {BOF: 1, EOF: -1}.get(records[index].code, 0)
        if depth <= 0:
            return records[first:index]
    return records[first:]
