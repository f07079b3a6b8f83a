"""The working tree of a store, written by us and never by git, so that no filter, attribute or hook has a say.

What it shows is what the newest commit holds. It may lag behind (a process was killed after the commit): a file whose
content is missing, or is somewhere in the history, can be written anew without loss. A file with any other content was
changed by a person, and then nothing is written.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from piadiff.errors import PiadiffError
from piadiff.store.repository import FILE_MODE, Repository

Files = Mapping[str, tuple[str, str]]


def stale(repository: Repository, head: str | None) -> set[str]:
    """Paths whose file or index entry is not as ``head`` has it but may be written anew without loss.

    Raises PiadiffError, naming the first, if a file or the index holds what no version in the history holds.
    """
    committed: Files = {} if head is None else repository.tree(head)
    index = repository.index()
    wrong = {path for path in {*committed, *index} if committed.get(path) != index.get(path)}
    differing = dict(_differing(repository, committed, {*committed, *index}))
    if not wrong and not differing:
        return set()
    known = repository.reachable(head) if head is not None else set()
    for path in sorted({*wrong, *differing}):
        staged = index.get(path)
        content = differing.get(path)
        lost = content is not None and (content == "" or content not in known)
        if lost or (staged is not None and staged[1] not in known):
            raise PiadiffError(
                f"保管されていない変更が保管庫にあります: {path}",
                where=str(repository.folder),
                hint="変更を別の場所へ移し、git restore --staged --worktree . で戻してください",
            )
    return {*wrong, *differing}


def guard_new(repository: Repository, before: Files, new: Files) -> None:
    """Raise PiadiffError if a file that no version holds stands where a new one would be written."""
    for path, (_, name) in new.items():
        target = inside(repository.folder, path)
        if path in before or not os.path.lexists(target):
            continue
        if target.is_symlink() or not target.is_file() or repository.hash_of(target.read_bytes(), name) != name:
            raise PiadiffError(f"piadiffのものでないファイルがあります: {path}", where=str(repository.folder))


def inside(folder: Path, path: str) -> Path:
    """The place of ``path`` in the working tree. Raises PiadiffError if a link on the way would lead out of it."""
    target = folder
    parts = path.split("/")
    if not all(parts) or {".", "..", ".git"} & {part.lower() for part in parts}:
        raise PiadiffError(f"保管庫に置けない名前です: {path}", where=str(folder))
    for part in parts[:-1]:
        target = target / part
        if target.is_symlink():
            raise PiadiffError(f"保管庫の中のフォルダーがリンクになっています: {target}", where=str(folder))
    return target / parts[-1]


@contextmanager
def staged(repository: Repository, commit: str, paths: set[str]) -> Iterator[Callable[[], None]]:
    """Prepare files and index of ``commit`` for ``paths`` beside their places; gives the step that puts them in place.

    Everything that needs space on the disk happens before the step. What is not put in place is taken away.
    """
    files = repository.tree(commit)
    wanted = sorted(path for path in paths if files.get(path, ("", ""))[0] == FILE_MODE)
    contents = repository.blobs([files[path][1] for path in wanted])
    moves: list[tuple[Path, Path]] = []
    folders: list[Path] = []
    try:
        for path, data in zip(wanted, contents, strict=True):
            if data is not None:
                target = inside(repository.folder, path)
                folders += [f for f in (target.parent, *target.parent.parents) if not f.exists()]
                target.parent.mkdir(parents=True, exist_ok=True)
                moves.append((_write_beside(target, data), target))
        with repository.scratch("index") as index:
            repository.run("read-tree", commit, env={"GIT_INDEX_FILE": str(index)})

            def put() -> None:
                for temporary, target in moves:
                    temporary.replace(target)
                for path in paths:
                    if path not in files:
                        inside(repository.folder, path).unlink(missing_ok=True)
                index.replace(repository.git_dir / "index")

            yield put
    finally:
        for temporary, _ in moves:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        for folder in folders:
            with suppress(OSError):  # not empty: it is wanted
                folder.rmdir()


def sweep(repository: Repository) -> None:
    """Take away what a killed writer left beside its work; call with the writer's lock held."""
    for remnant in repository.git_dir.glob("piadiff-*"):
        if remnant.is_dir() and not remnant.is_symlink():
            shutil.rmtree(remnant, ignore_errors=True)
        else:
            remnant.unlink(missing_ok=True)
    for pattern in (".piadiff-*.tmp", "assessments/*/.piadiff-*.tmp", "assessments/*/decisions/.piadiff-*.tmp"):
        for remnant in repository.folder.glob(pattern):
            remnant.unlink(missing_ok=True)
    for remnant in repository.folder.glob(".piadiff-*"):
        shutil.rmtree(remnant, ignore_errors=True)  # of repository.create, which bears it


def _differing(repository: Repository, committed: Files, paths: set[str]) -> Iterator[tuple[str, str | None]]:
    """The files that are not as committed, with the hash of what each holds: None if missing, "" if no plain file."""
    like = next(iter(committed.values()), ("", "0" * 40))[1]
    for path in sorted(paths):
        target = inside(repository.folder, path)
        try:
            plain = stat.S_ISREG(target.lstat().st_mode)
            content: str | None = repository.hash_of(target.read_bytes(), like) if plain else ""
        except (FileNotFoundError, NotADirectoryError):
            content = None
        if content != committed.get(path, (FILE_MODE, None))[1]:
            yield path, content


def _write_beside(target: Path, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=".piadiff-", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with suppress(PermissionError):  # a file system without such rights
            temporary.chmod(0o644)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary
