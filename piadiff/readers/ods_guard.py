"""What an OpenDocument file may be before it is read: a spreadsheet, not encrypted, of sane size when written out.

The archive itself goes through ``workbook_guard``; here are the dangers of its own: one element may stand for a
million rows, columns or spaces (``table:number-rows-repeated``), and encryption hides in the manifest.
"""

from __future__ import annotations

import io
import re
import zipfile

from piadiff.errors import PiadiffError
from piadiff.readers.workbook_guard import MAX_MEMBERS, open_archive, too_much

MAX_ELEMENTS = 2_000_000
KIND = "ODS"

_MIME = "application/vnd.oasis.opendocument."
_OTHERS = {
    "text": "文書（ODT）",
    "presentation": "スライド（ODP）",
    "graphics": "図面（ODG）",
    "formula": "数式（ODF）",
    "database": "データベース（ODB）",
    "chart": "グラフ（ODC）",
}
_CONTENT = "content.xml"
_ENCRYPTED = re.compile(rb"<(?:[\w.-]+:)?encryption-data[\s>/]")


def is_open_document(data: bytes) -> bool:
    """Whether some bytes are a zip archive that calls itself an OpenDocument file (ods, but also odt, odp …)."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    if _MIME.encode() in data[:200]:
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()[:MAX_MEMBERS]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    return "META-INF/manifest.xml" in names


def open_document(data: bytes, where: str) -> dict[str, bytes]:
    """The members of a spreadsheet. Raises PiadiffError for another kind of document and for hostile archives."""
    members = open_archive(data, where, KIND).members
    kind = members.get("mimetype", b"").decode("ascii", "replace").strip().removeprefix(_MIME).split("-")[0]
    if kind in _OTHERS:
        raise PiadiffError(
            f"表計算ではなく{_OTHERS[kind]}のファイルです", where=where, hint="評価書の .ods か .xlsx を渡してください"
        )
    if _ENCRYPTED.search(members.get("META-INF/manifest.xml", b"")):
        raise PiadiffError(
            "暗号化されたファイルです", where=where, hint="LibreOfficeで開き、パスワードを外して保存し直してください"
        )
    if _CONTENT in members and members[_CONTENT].count(b"<") > 2 * MAX_ELEMENTS:
        raise too_much(f"中の要素が{MAX_ELEMENTS:,}個を超えます", where, KIND)
    return members
