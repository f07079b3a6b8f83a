"""Writes a file whole or not at all: into a temporary file of the same folder, then put in place in one step."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from piadiff.errors import PiadiffError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DENIED = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY}
_OPEN_ELSEWHERE = "ほかのプログラムで開いていれば閉じてください。書込みの権限も確かめてください"


def check_target(path: Path, *, overwrite: bool, inputs: Iterable[str] = ()) -> None:
    """Raises PiadiffError where ``path`` cannot be written: no such folder, or it exists and may not be replaced.

    A file that is one of the ``inputs`` (file names, or anything else) is never replaced.
    """
    where = str(path)
    try:
        if path.is_dir():
            raise PiadiffError("フォルダーです", where=where, hint="ファイル名まで指定してください")
        if not path.parent.is_dir():
            raise PiadiffError(
                f"書込み先のフォルダーがありません: {path.parent}", where=where, hint="フォルダーを先に作ってください"
            )
        if path.exists() and not path.is_file():
            raise PiadiffError("ふつうのファイルではないため書けません", where=where)
        if path.exists() and any(Path(name).is_file() and path.samefile(name) for name in inputs):
            raise PiadiffError("読み込むファイルそのものには書けません", where=where, hint="別の名前にしてください")
        if path.exists() and not overwrite:
            raise PiadiffError(
                "同じ名前のファイルがあります", where=where, hint="置き換えるには --overwrite を付けてください"
            )
    except (OSError, ValueError) as fault:
        raise explained(fault, where) from None


def save(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Writes ``data`` to ``path``; what stood there is replaced only with ``overwrite``.

    Raises PiadiffError (folder missing, file exists, locked, disk full …); nothing half written is left behind.
    """
    check_target(path, overwrite=overwrite)
    try:
        target = path.resolve()
        temporary = target.parent / f".piadiff-{secrets.token_hex(6)}.tmp"
        try:
            with temporary.open("xb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            if target.exists():
                temporary.chmod(target.stat().st_mode & 0o777)
            temporary.replace(target)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
    except (OSError, ValueError) as fault:
        raise explained(fault, str(path)) from None


def explained(fault: OSError | ValueError, where: str) -> PiadiffError:
    """The error in one sentence for what the system said when ``where`` was written."""
    code = fault.errno if isinstance(fault, OSError) else None
    if code in _FULL:
        return PiadiffError(
            "空き容量が足りないため書けません", where=where, hint="容量を空けるか、別の場所を指定してください"
        )
    if code in _DENIED:
        return PiadiffError("書き込めません", where=where, hint=_OPEN_ELSEWHERE)
    if code == errno.EROFS:
        return PiadiffError("読取り専用の場所のため書けません", where=where, hint="別の場所を指定してください")
    if code == errno.ENAMETOOLONG:
        return PiadiffError("ファイル名が長すぎます", where=where[:60] + "…", hint="短い名前を指定してください")
    if isinstance(fault, OSError):
        return PiadiffError(f"書き込めません（{fault.strerror}）", where=where)
    return PiadiffError("ファイル名として使えない文字が含まれています", where=repr(where), hint="名前を変えてください")
