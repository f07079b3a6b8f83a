"""One writer at a time. Two locks, both harmless when a process is killed with them.

Our own lock is one of the operating system on a file in the git folder: it ends with the process, however it ends.
git's lock on the index (``index.lock``) keeps other git programs out while we write the working tree; ours has our mark
in it, so that the next writer, holding our own lock, knows it for a remnant and takes it away.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path

from piadiff.errors import PiadiffError

WAIT_FOR_WRITER = 60.0  # seconds, for other piadiffs: eight that write all the time leave each its turn in far less
WAIT_FOR_GIT = 2.0  # seconds, for another git program
_STEP = 0.05


@cache
def mark() -> bytes:
    """What stands in a lock file of ours: the program and the machine, whose own lock we can trust."""
    import socket

    return f"piadiff on {socket.gethostname()}\n".encode("utf-8", "replace")


@contextmanager
def writer_lock(git_dir: Path) -> Iterator[None]:
    """Hold the store for writing; waits for other writers, up to a minute, then raises PiadiffError.

    Who waits holds the lock of the queue: so a writer that writes again and again cannot pass by one that waits.
    """
    deadline = time.monotonic() + WAIT_FOR_WRITER
    with ExitStack() as held:
        with _locked(git_dir / "piadiff.queue", deadline):
            held.enter_context(_locked(git_dir / "piadiff.lock", deadline))
        yield


@contextmanager
def _locked(path: Path, deadline: float) -> Iterator[None]:
    """Hold the operating system's lock on a file. Raises PiadiffError if another has it until ``deadline``."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    try:
        while not _try_lock(handle):
            if time.monotonic() >= deadline:
                raise _busy(path, "ほかの piadiff が書き込み中です。終わってからやり直してください")
            time.sleep(_STEP)
        yield
    finally:
        os.close(handle)


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold a folder outside the store while a file in it is read and written anew; waits as :func:`writer_lock` does.

    The lock is on the folder itself and leaves nothing behind; where a folder cannot be locked, on a file in it.
    """
    handle = _handle_of(folder)
    try:
        deadline = time.monotonic() + WAIT_FOR_WRITER
        while not _try_lock(handle):
            if time.monotonic() >= deadline:
                raise PiadiffError(
                    "ほかの piadiff が書き込み中です", where=str(folder), hint="終わってからやり直してください"
                )
            time.sleep(_STEP)
        yield
    finally:
        os.close(handle)


def _handle_of(folder: Path) -> int:
    """Something of a folder to hold a lock on. Raises PiadiffError where the folder cannot be used."""
    try:
        try:
            handle = os.open(folder, os.O_RDONLY)
            if _can_lock(handle):
                return handle
            os.close(handle)
        except (PermissionError, IsADirectoryError):  # Windows opens no folders
            pass
        return os.open(folder / ".piadiff.lock", os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError as fault:
        raise PiadiffError(f"書き込めません（{fault.strerror}）", where=str(folder)) from None


@contextmanager
def index_lock(git_dir: Path) -> Iterator[None]:
    """Hold git's ``index.lock``; call with the writer's lock held. A remnant of a killed piadiff is taken away."""
    path = git_dir / "index.lock"
    deadline = time.monotonic() + WAIT_FOR_GIT
    while not _create(path):
        if _is_ours(path):
            path.unlink(missing_ok=True)
        elif time.monotonic() >= deadline:
            raise _busy(path, f"ほかの git が動いていなければ {path} を消してください")
        else:
            time.sleep(_STEP)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def foreign_locks(git_dir: Path) -> list[Path]:
    """Lock files of git that stand in the way of writing and are not remnants of ours."""
    found = [git_dir / "index.lock", git_dir / "HEAD.lock", *(git_dir / "refs" / "heads").glob("*.lock")]
    return [path for path in found if path.exists() and not _is_ours(path)]


def _busy(path: Path, hint: str) -> PiadiffError:
    return PiadiffError("保管庫は別の処理が使用中です", where=str(path.parent.parent), hint=hint)


def _create(path: Path) -> bool:
    """Make the lock file with our mark in it in one step where links are known, else in two; False if it is there."""
    handle, temporary = tempfile.mkstemp(prefix="piadiff-", dir=path.parent)
    try:
        os.write(handle, mark())
    finally:
        os.close(handle)
    try:
        os.link(temporary, path)
        return True
    except FileExistsError:
        return False
    except OSError:
        return _create_in_two_steps(path)
    finally:
        with suppress(OSError):
            Path(temporary).unlink()


def _create_in_two_steps(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except FileExistsError:
        return False
    try:
        os.write(handle, mark())
    finally:
        os.close(handle)
    return True


def _is_ours(path: Path) -> bool:
    try:
        return path.read_bytes() == mark()
    except OSError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _can_lock(handle: int) -> bool:
        return False

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _can_lock(handle: int) -> bool:
        try:
            _try_lock(handle)
        except OSError:  # some network drives
            return False
        return True
