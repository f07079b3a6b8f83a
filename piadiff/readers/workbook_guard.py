"""What a workbook may be before any library opens it: a sound archive of sane size, no DTD, no monstrous grid.

A workbook is a zip of XML. Everything that a hostile one can do to its reader is looked for here, in the bytes:
archives that unpack to gigabytes, thousands of sheets, a merged range over the whole grid, entity declarations.
Macros and links to other workbooks are never followed, because nothing here or later opens them.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from piadiff.errors import PiadiffError

MAX_UNPACKED = 256 * 1024 * 1024
MAX_MEMBERS = 4000
MAX_SHEETS = 200
MAX_CELLS = 400_000
MAX_MERGED = 400_000  # cells under merged ranges, all together
MAX_NESTING = 64

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([^"]{1,40})"')
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_UNSAVED = re.compile(
    rb'<c\s[^>]*?r="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f\b[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_TAG = re.compile(rb"<(/?)([\w:.-]+)[^<>]*?(/?)>")
_RESAVE = {
    "Excel": "Excelで開き、.xlsx で保存し直してください",
    "Word": "Wordで開き、.docx で保存し直してください",
    "ODS": "LibreOfficeかExcelで開き、.ods で保存し直してください",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The members of a sound workbook, unpacked, and the number of formulas saved without their values."""

    members: dict[str, bytes]
    unsaved_formulas: int


def is_workbook(data: bytes) -> bool:
    """Whether some bytes are a zip archive that calls itself a workbook (xlsx, xlsm)."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name.lower().endswith("xl/workbook.xml") for name in archive.namelist()[:MAX_MEMBERS])
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return b"xl/workbook" in data or b"xl/worksheets" in data


def open_archive(data: bytes, where: str, kind: str = "Excel") -> Archive:
    """The members of a workbook of a kind (Excel, ODS).

    Raises PiadiffError for a broken, locked, oversized or otherwise hostile archive.
    """
    try:
        members = _unpack(data, where, kind)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, zipfile.LargeZipFile):
        raise broken(where, kind) from None
    except RuntimeError:  # what zipfile raises for a member under a password
        raise PiadiffError(
            "暗号化されたファイルです", where=where, hint="パスワードを外して保存し直してください"
        ) from None
    except Exception as fault:
        if type(fault).__module__ in ("zlib", "_lzma") or isinstance(fault, PiadiffError):
            raise fault if isinstance(fault, PiadiffError) else broken(where, kind) from None
        raise
    for name, content in members.items():
        if name.endswith((".xml", ".rels", ".vml")):
            _check_xml(name, content, where, kind)
    return Archive(members=members, unsaved_formulas=_check_sheets(members, where, kind))


def _unpack(data: bytes, where: str, kind: str) -> dict[str, bytes]:
    """The members that are read at all; nothing is believed about their sizes."""
    out: dict[str, bytes] = {}
    left = MAX_UNPACKED
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        if len(infos) > MAX_MEMBERS:
            raise too_much(f"中のファイルが{len(infos):,}個あります（上限 {MAX_MEMBERS:,}個）", where, kind)
        for info in infos:
            if info.is_dir():
                continue
            with archive.open(info) as stream:
                content = stream.read(left + 1)
            left -= len(content)
            if left < 0:
                raise too_much(f"展開すると{MAX_UNPACKED // 2**20} MBを超えます", where, kind)
            out[info.filename.lstrip("/")] = content
    return out


def _check_xml(name: str, content: bytes, where: str, kind: str) -> None:
    """No document type (so no entities) and no bottomless nesting in any encoding."""
    head = content.replace(b"\0", b"") if b"\0" in content[:64] else content
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise PiadiffError(
            f"中の {name.rsplit('/', 1)[-1]} に文書型宣言（DOCTYPE）があり、安全のため読みません",
            where=where,
            hint=_RESAVE[kind],
        )
    depth = 0
    for match in _TAG.finditer(head):
        if match[1]:
            depth -= 1
        elif not match[3]:
            depth += 1
            if depth > MAX_NESTING:
                raise too_much("中のXMLの入れ子が深すぎます", where, kind)


def _check_sheets(members: dict[str, bytes], where: str, kind: str) -> int:
    """Bounds on sheets, cells and merged ranges; gives the number of formulas without a saved value."""
    sheets = {name: content for name, content in members.items() if _SHEET.fullmatch(name)}
    if len(sheets) > MAX_SHEETS:
        raise too_much(f"シートが{len(sheets):,}枚あります（上限 {MAX_SHEETS}枚）", where, kind)
    cells = sum(1 for content in sheets.values() for _ in _CELL.finditer(content))
    if cells > MAX_CELLS:
        raise too_much(f"セルが{cells:,}個あります（上限 {MAX_CELLS:,}個）", where, kind)
    merged = 0
    for content in sheets.values():
        for match in _MERGED.finditer(content):
            merged += _area(match[1].decode("ascii", "replace"))
            if merged > MAX_MERGED:
                raise too_much("結合したセルの範囲が広すぎます", where, kind)
    return sum(len(_UNSAVED.findall(content)) for content in sheets.values())


def _area(ref: str) -> int:
    match = _AREA.fullmatch(ref)
    if not match:
        return 1
    first, top, last, bottom = match[1], int(match[2]), match[3] or match[1], int(match[4] or match[2])
    return (abs(_column(last) - _column(first)) + 1) * (abs(bottom - top) + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def broken(where: str, kind: str) -> PiadiffError:
    """What is said of a workbook that nothing can be made of."""
    return PiadiffError(f"{kind}のファイルとして読めません（壊れています）", where=where, hint=_RESAVE[kind])


def too_much(why: str, where: str, kind: str) -> PiadiffError:
    """What is said of a workbook beyond all bounds."""
    return PiadiffError(
        f"{kind}のファイルが大きすぎます（{why}）", where=where, hint="評価書1件だけのファイルを渡してください"
    )
