"""Bytes of a file to text: what may be opened at all, and in which encoding it is written.

Every fault becomes one sentence that says what the file is instead and what to do.
"""

from __future__ import annotations

from pathlib import Path

from piadiff.errors import PiadiffError

MAX_BYTES = 64 * 1024 * 1024
ENCODINGS = "UTF-8、UTF-16、Shift_JIS（CP932）"

# How foreign files begin, and what they are called in the message.
_MAGIC = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "Excel・Word などの圧縮された形式"),
    (b"\xd0\xcf\x11\xe0", "古い Excel・Word（または暗号化された）形式"),
    (b"\x89PNG", "画像（PNG）"),
    (b"\xff\xd8\xff", "画像（JPEG）"),
    (b"GIF8", "画像（GIF）"),
    (b"\x1f\x8b", "gzip 圧縮"),
    (b"7z\xbc\xaf", "7-Zip 圧縮"),
)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEXT_HINT = (
    "評価書のExcel（.xlsx .xls）かODS、PDF、PDFから取り出したテキスト（.txt）か piadiff の JSON を渡してください"
)


def read_text(path: Path) -> str:
    """The text of a file, line ends as LF. Raises PiadiffError for anything that is no readable text file."""
    return decode(read_bytes(path), where=str(path))


def read_bytes(path: Path) -> bytes:
    """The bytes of an ordinary file of sane size. Raises PiadiffError saying what is wrong with it."""
    where = str(path)
    try:
        if path.is_dir():
            raise PiadiffError("ファイルではなくフォルダーです", where=where, hint="中のファイルを指定してください")
        if not path.exists():
            raise PiadiffError("ファイルがありません", where=where, hint="名前と場所を確かめてください")
        if not path.is_file():
            raise PiadiffError("普通のファイルではありません", where=where, hint=_TEXT_HINT)
        check_size(path.stat().st_size, where)
        return path.read_bytes()
    except PermissionError:
        raise PiadiffError(
            "ファイルを開く権限がありません", where=where, hint="ほかのソフトで開いていないか確かめてください"
        ) from None
    except (OSError, ValueError) as fault:
        raise PiadiffError(
            f"ファイルを読めません（{getattr(fault, 'strerror', None) or '名前が不正'}）",
            where=where,
            hint="場所を確かめてください",
        ) from None


def check_size(size: int, where: str) -> None:
    """Raises PiadiffError for so many bytes as no assessment has."""
    if size == 0:
        raise PiadiffError("ファイルが空です", where=where, hint="保存し直したものを渡してください")
    if size > MAX_BYTES:
        raise PiadiffError(
            f"ファイルが大きすぎます（{size // 2**20:,} MB、上限 {MAX_BYTES // 2**20} MB）",
            where=where,
            hint="評価書1件のテキストだけを渡してください",
        )


def is_pdf(data: bytes) -> bool:
    """Whether a file's bytes begin as a PDF does."""
    return data[:1024].lstrip().startswith(b"%PDF")


def is_archive(data: bytes) -> bool:
    """Whether some bytes are a zip, as workbooks (xlsx, xlsm) are among others."""
    return data.startswith(b"PK\x03\x04")


def is_compound(data: bytes) -> bool:
    """Whether some bytes are a compound file, as old Office documents (xls, doc) and locked new ones are."""
    return data.startswith(b"\xd0\xcf\x11\xe0")


def is_encrypted(data: bytes) -> bool:
    """Whether some bytes are a new Office document under a password."""
    return is_compound(data) and _ENCRYPTED in data


def decode(data: bytes, *, where: str) -> str:
    """The text in ``data``: UTF-8 with or without BOM, UTF-16 with BOM, or CP932. Raises PiadiffError otherwise."""
    if is_encrypted(data):
        raise PiadiffError(
            "暗号化されたファイルです", where=where, hint="Excelで開き、パスワードを外して保存し直してください"
        )
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise PiadiffError(f"テキストではなく{name}のファイルです", where=where, hint=_TEXT_HINT)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = _try(data, "utf-16")
    elif b"\0" in data:
        raise PiadiffError("テキストではなくバイナリのファイルです", where=where, hint=_TEXT_HINT)
    else:
        text = _try(data, "utf-8-sig") or _try(data, "cp932")
    if text is None:
        raise PiadiffError("文字コードが分かりません", where=where, hint=f"{ENCODINGS}のどれかで保存し直してください")
    if not text.strip():
        raise PiadiffError("ファイルに文字がありません", where=where, hint="文字の入ったものを渡してください")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
