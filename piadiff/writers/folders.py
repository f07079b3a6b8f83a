"""Writes a folder of files whole or not at all: built beside its place, then put there in one step."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from piadiff.errors import PiadiffError
from piadiff.writers.files import explained


def check_folder(folder: Path) -> None:
    """Raises PiadiffError unless ``folder`` can be made: it is not there or empty, and the folder above it is there."""
    where = str(folder)
    try:
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise PiadiffError("フォルダーではないものがあります", where=where, hint="別の名前にしてください")
        if folder.is_dir() and any(folder.iterdir()):
            raise PiadiffError(
                "空でないフォルダーには書きません", where=where, hint="新しいフォルダーの名前を指定してください"
            )
        if not folder.absolute().parent.is_dir():
            raise PiadiffError(
                f"書込み先のフォルダーがありません: {folder.parent}", where=where, hint="先に作ってください"
            )
    except (OSError, ValueError) as fault:
        raise explained(fault, where) from None


def build(folder: Path, files: Mapping[str, bytes], before: Callable[[], None] = lambda: None) -> None:
    """Make ``folder`` with ``files`` (by path, ``/`` between names); ``before`` is called before the last step.

    Raises PiadiffError; nothing half written is left behind.
    """
    check_folder(folder)
    target = folder.absolute()
    aside: Path | None = None
    try:
        aside = Path(tempfile.mkdtemp(prefix=".piadiff-", dir=target.parent))
        for name, data in files.items():
            _write(aside, name, data)
        aside.chmod(0o755)
        before()
        if target.is_dir():
            target.rmdir()  # empty; fails if something came in meanwhile
        aside.rename(target)
    except (OSError, ValueError) as fault:
        raise explained(fault, str(folder)) from None
    finally:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)


def _write(folder: Path, name: str, data: bytes) -> None:
    parts = name.split("/")
    if any(part in ("", ".", "..") for part in parts) or "\\" in name:
        raise ValueError(name)
    path = folder.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
