"""Git plumbing through GitPython: the only module that imports ``git``.

A store may come from elsewhere, so nothing in it may run a program. Only plumbing that reads and writes objects, refs
and an index is used, never anything that checks out, filters, diffs with textconv, signs, fetches or pages; hooks are
looked for in a place where there are none; what the store's configuration could still start is overridden; and files of
the working tree are written by :mod:`piadiff.store.worktree`, not by git.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from piadiff.errors import PiadiffError

if TYPE_CHECKING:
    from git.cmd import Git

BRANCH = "refs/heads/main"
FILE_MODE = "100644"

# Whatever a configuration could start, switched off for every call.
_CONFIG = (
    f"core.hooksPath={os.devnull}",
    "core.fsmonitor=false",
    "core.sshCommand=false",
    "core.splitIndex=false",
    "core.untrackedCache=false",
    "core.attributesFile=" + os.devnull,
    "core.quotePath=false",
    "core.fsync=all",
    "commit.gpgSign=false",
    "log.showSignature=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "submodule.recurse=false",
    "advice.graftFileDeprecated=false",
    "protocol.allow=never",
    "safe.directory=*",
)
_WAIT = "少し待ってからやり直してください"
_RESTORE = "piadiff verify で調べ、控えから戻してください"
# What git says (any of the words), what the user is told, and what can be done. The first that fits.
_SENTENCES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("not a git repository",), "gitの保管庫として読めません（壊れているか、途中まで作られています）", _RESTORE),
    (("bad config",), "保管庫の設定ファイル（.git/config）が壊れています", "書き直してください"),
    ((".lock': File exists", "cannot lock ref"), "保管庫は別の処理が使用中です", _WAIT),
    (("No space left on device", "Disk quota exceeded", "File too large"), "空き容量がありません", ""),
    (("Permission denied", "insufficient permission", "Read-only file system"), "保管庫に書き込む権限がありません", ""),
    (
        ("index file", "bad signature", "bad index"),
        "保管庫の索引（.git/index）が壊れています",
        "消してからやり直すと、作り直されます",
    ),
    (
        ("bad object", "missing", "corrupt", "unable to read", "Could not read", "not a tree object", "invalid object"),
        "保管庫が壊れています（履歴の一部が読めません）",
        _RESTORE,
    ),
    (("broken ref", "bad ref", "bad sha1", "loose object"), "保管庫が壊れています（履歴の一部が読めません）", _RESTORE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One commit: its hash, its parents, the day on which it was made (ISO), its message, its author's name."""

    commit: str
    parents: tuple[str, ...]
    day: str
    message: str
    by: str = ""


class Repository:
    """One git repository with a working tree, at ``folder``. Methods raise PiadiffError, and OSError of the system."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.git_dir = self.folder / ".git"

    @cached_property
    def _git(self) -> Git:
        return _git(self.folder, self.git_dir)

    def run(self, *arguments: str, data: bytes = b"", env: Mapping[str, str] | None = None) -> bytes:
        """Output of one plumbing command fed with ``data``. Raises PiadiffError if git says no."""
        status, out, error = self.attempt(*arguments, data=data, env=env)
        if status:
            raise _fault(self.folder, error)
        return out

    def attempt(
        self, *arguments: str, data: bytes = b"", env: Mapping[str, str] | None = None
    ) -> tuple[int, bytes, str]:
        """Status, output and error text of one plumbing command fed with ``data``."""
        command = [str(self._git.GIT_PYTHON_GIT_EXECUTABLE), "--no-pager"]
        for setting in _CONFIG:
            command += ["-c", setting]
        runner = self._git
        from git.exc import GitCommandNotFound

        try:
            process = runner.execute(
                [*command, *arguments],
                istream=subprocess.PIPE,
                as_process=True,
                env=dict(env or {}),
                start_new_session=os.name == "posix",  # ^C is for us: git finishes what it was told
            )
        except GitCommandNotFound as fault:  # the program or the folder it runs in has gone
            raise PiadiffError(
                "git を動かせません", where=str(self.folder), hint="git とこのフォルダーがあるか確かめてください"
            ) from fault
        out, error = process.communicate(data)
        return process.returncode, out, error.decode("utf-8", "replace")

    def head(self) -> str | None:
        """The commit that the branch of the store points to; None before the first. Raises if it leads nowhere."""
        status, out, error = self._resolve(f"{BRANCH}^{{commit}}")
        if status and error:
            raise _fault(self.folder, error)
        if status and self._resolve(BRANCH)[0] == 0:
            raise broken(self.folder)
        return out.decode().strip() or None

    def _resolve(self, name: str) -> tuple[int, bytes, str]:
        return self.attempt("rev-parse", "--verify", "--quiet", "--end-of-options", name)

    def checked_out(self) -> str:
        """The branch that HEAD names; empty if HEAD is detached."""
        return self.attempt("symbolic-ref", "--quiet", "HEAD")[1].decode("utf-8", "replace").strip()

    def log(self, *, everywhere: bool = False) -> list[LogEntry]:
        """Every commit of the branch (``everywhere``: of all branches), newest first. No commit yet: an empty list."""
        options = ["log", "-z", "--format=%H %P%n%cs %an%n%B", "--encoding=UTF-8", "--no-notes"]
        where = ["--all"] if everywhere else ["--end-of-options", BRANCH]
        status, out, error = self.attempt(*options, *where, "--")
        if status:
            if self.head() is None:
                return []
            raise _fault(self.folder, error)
        return [_log_entry(record) for record in out.decode("utf-8", "replace").split("\0") if record.strip()]

    def blobs(self, names: Sequence[str]) -> list[bytes | None]:
        """The contents of blobs by name (hash, or ``commit:path``), None for each that is missing."""
        if any("\n" in name for name in names):
            raise ValueError("a name of an object is one line")
        out = self.run("cat-file", "--batch", data="".join(f"{name}\n" for name in names).encode())
        found: list[bytes | None] = []
        at = 0
        for _ in names:
            end = out.index(b"\n", at)
            words = out[at:end].rsplit(b" ", 2)
            at = end + 1
            if len(words) == 3 and words[1] in (b"blob", b"tree", b"commit", b"tag") and words[2].isdigit():
                size = int(words[2])
                found.append(out[at : at + size] if words[1] == b"blob" else None)
                at += size + 1
            else:
                found.append(None)
        return found

    def size(self, name: str) -> int | None:
        """How many bytes an object (hash, or ``commit:path``) has; None if it is missing."""
        status, out, _ = self.attempt("cat-file", "-s", name)
        return None if status else int(out)

    def tree(self, commit: str, path: str = "") -> dict[str, tuple[str, str]]:
        """Every file of a commit (below ``path``): its path → (mode, hash)."""
        options = ["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit]
        return dict(_tree_entry(line) for line in _records(self.run(*options, *([path] if path else []))))

    def index(self) -> dict[str, tuple[str, str]]:
        """Every file in the index: its path → (mode, hash)."""
        entries = {}
        for line in _records(self.run("ls-files", "--stage", "-z")):
            info, path = line.split("\t", 1)
            mode, name, _stage = info.split(" ")
            entries[path] = (mode, name)
        return entries

    def reachable(self, head: str) -> set[str]:
        """The hashes of all objects in the history of ``head``."""
        out = self.run("rev-list", "--objects", "--end-of-options", head)
        return {line.split(" ", 1)[0] for line in out.decode("utf-8", "replace").splitlines()}

    def hash_of(self, data: bytes, like: str) -> str:
        """The hash git would give a blob with this content, in the kind of hash that ``like`` is of."""
        import hashlib

        return hashlib.new("sha1" if len(like) == 40 else "sha256", b"blob %d\0" % len(data) + data).hexdigest()

    def write_tree(self, base: str | None, changes: Mapping[str, bytes | None]) -> str:
        """A tree like that of commit ``base`` with files replaced; None removes one, or everything below a folder."""
        with self.scratch("index") as index:
            env = {"GIT_INDEX_FILE": str(index)}
            if base is not None:
                self.run("read-tree", base, env=env)
            lines = []
            for path, data in changes.items():
                if data is None:
                    old = self.tree(base, path) if base is not None else {}
                    lines += [f"0 {'0' * len(name)}\t{old_path}" for old_path, (_, name) in old.items()]
            for path, data in changes.items():
                if data is not None:
                    name = self.run("hash-object", "-w", "--stdin", "--no-filters", data=data).decode().strip()
                    lines.append(f"{FILE_MODE} {name}\t{path}")
            self.run(
                "update-index", "-z", "--index-info", data="".join(f"{line}\0" for line in lines).encode(), env=env
            )
            return self.run("write-tree", env=env).decode().strip()

    def tree_of(self, commit: str) -> str:
        """The hash of the tree of a commit."""
        return self.run("rev-parse", "--verify", "--end-of-options", f"{commit}^{{tree}}").decode().strip()

    def write_commit(self, tree: str, parents: Iterable[str], message: str, authored: str | None = None) -> str:
        """A commit object; ``authored`` is a day (ISO) that becomes the date of the author, midnight in Japan."""
        env = {**self.person}
        if authored is not None and "1971" <= authored < "2100":  # the days that git takes
            env["GIT_AUTHOR_DATE"] = f"{authored}T00:00:00+0900"
        options = [option for parent in parents for option in ("-p", parent)]
        return self.run("commit-tree", *options, tree, data=message.encode(), env=env).decode().strip()

    @cached_property
    def person(self) -> dict[str, str]:
        """Who commits: the person whom git is configured for, else the program itself."""
        name = _configured(self._git, "user.name") or "piadiff"
        mail = _configured(self._git, "user.email") or "piadiff@localhost"
        return {
            "GIT_AUTHOR_NAME": os.environ.get("GIT_AUTHOR_NAME") or name,
            "GIT_AUTHOR_EMAIL": os.environ.get("GIT_AUTHOR_EMAIL") or mail,
            "GIT_COMMITTER_NAME": os.environ.get("GIT_COMMITTER_NAME") or name,
            "GIT_COMMITTER_EMAIL": os.environ.get("GIT_COMMITTER_EMAIL") or mail,
        }

    def move_branch(self, new: str, old: str | None) -> bool:
        """Move the branch to ``new`` if it still stands at ``old``, in one step; False if another writer was first."""
        _, _, error = self.attempt("update-ref", "-m", "piadiff", BRANCH, new, old or "")
        if self.head() == new:
            return True
        if "but expected" in error or "reference already exists" in error:
            return False
        raise _fault(self.folder, error)

    @contextmanager
    def scratch(self, name: str) -> Iterator[Path]:
        """A path inside the git folder that nothing else uses and that is gone afterwards."""
        folder = Path(tempfile.mkdtemp(prefix="piadiff-", dir=self.git_dir))
        try:
            yield folder / name
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def bundle(self) -> bytes:
        """The whole history of the branch as a git bundle, from which plain git can clone."""
        return self.run("-c", "pack.threads=1", "bundle", "create", "--quiet", "-", BRANCH)

    def pack(self, commits: Iterable[str], whole: Iterable[str], folder: str) -> bytes:
        """A pack with these commits, bare, and of those that are ``whole`` also what stands in ``folder``, with the
        trees above it: enough to read that folder in them with plain git, and nothing of what stands beside it."""
        names = dict.fromkeys(commits)
        for commit in whole:
            listed = self.run("ls-tree", "-r", "-t", "-z", "--full-tree", "--end-of-options", commit, f"{folder}/")
            names |= dict.fromkeys(
                [self.tree_of(commit), *(line.split("\t")[0].split()[2] for line in _records(listed))]
            )
        return self.run(
            "-c", "pack.threads=1", "pack-objects", "--stdout", "-q", data="\n".join(names).encode() + b"\n"
        )

    def check(self) -> list[str]:
        """What ``git fsck`` finds wrong with the objects, one line each."""
        status, out, error = self.attempt("fsck", "--full", "--no-dangling", "--no-progress", "--strict")
        lines = [line for line in (out.decode("utf-8", "replace") + error).splitlines() if line.strip()]
        return [line for line in lines if not line.startswith("notice:")] or (
            ["git fsck が失敗しました"] if status else []
        )


def create(folder: Path) -> None:
    """Make an empty repository at ``folder``, all at once: it is built aside and moved into place.

    If another process makes it at the same time, one of the two stands.
    """
    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".piadiff-", dir=folder))
    try:
        made = Repository(aside)
        made.run("init", "--quiet", "--template=", f"--initial-branch={BRANCH.removeprefix('refs/heads/')}")
        made.run("config", "core.quotePath", "false")  # git log shows 所沢市, not \\346\\211…
        made.git_dir.rename(folder / ".git")
    except (OSError, PiadiffError):
        if not (folder / ".git").is_dir():  # else another process was first, and may have swept ours away
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def user_name(folder: Path) -> str:
    """Who works here, as git knows it: the environment, the configuration of the store at ``folder``, the user's own.

    The configuration is only read, without the files that it would include. Empty where nothing says it.
    """
    from_environment = os.environ.get("GIT_AUTHOR_NAME", "").strip()
    if from_environment:
        return from_environment
    try:
        git = _git(folder, folder / ".git")
    except PiadiffError:  # no git here
        return ""
    return _configured(git, "user.name", folder / ".git" / "config") or _configured(git, "user.name")


def broken(folder: Path) -> PiadiffError:
    """The error for a store whose history cannot be read."""
    return PiadiffError("保管庫が壊れています（履歴の一部が読めません）", where=str(folder), hint=_RESTORE)


def _git(folder: Path, git_dir: Path) -> Git:
    """GitPython's runner for this repository and no other, whatever the environment says."""
    try:
        from git.cmd import Git
    except ImportError as fault:
        raise PiadiffError("git が見つかりません", hint="git をインストールし、PATH に入れてください") from fault

    git = Git(str(folder))
    git.update_environment(
        GIT_DIR=str(git_dir),
        GIT_WORK_TREE=str(folder),
        GIT_COMMON_DIR=str(git_dir),
        GIT_OBJECT_DIRECTORY=str(git_dir / "objects"),
        GIT_INDEX_FILE=str(git_dir / "index"),
        GIT_ALTERNATE_OBJECT_DIRECTORIES="",
        GIT_NAMESPACE="",
        GIT_CONFIG_NOSYSTEM="1",
        GIT_CONFIG_GLOBAL=os.devnull,
        GIT_CONFIG_SYSTEM=os.devnull,
        GIT_CONFIG_COUNT="0",
        GIT_CONFIG_PARAMETERS="",
        GIT_ATTR_NOSYSTEM="1",
        GIT_GRAFT_FILE=os.devnull,
        GIT_NO_REPLACE_OBJECTS="1",
        GIT_NO_LAZY_FETCH="1",
        GIT_ALLOW_PROTOCOL="none",
        GIT_OPTIONAL_LOCKS="0",
        GIT_TERMINAL_PROMPT="0",
        GIT_PAGER="cat",
        GIT_EDITOR=":",
        GIT_EXTERNAL_DIFF="",
    )
    return git


def _configured(git: Git, name: str, file: Path | None = None) -> str:
    """A word from the user's own git configuration, or from one ``file`` and no other; empty if it is not set."""
    executable = str(git.GIT_PYTHON_GIT_EXECUTABLE)
    place = ["--global"] if file is None else ["--file", str(file), "--no-includes"]
    process = type(git)().execute([executable, "config", *place, "--get", name], as_process=True)
    return str(process.communicate()[0].decode("utf-8", "replace").strip())


def _fault(folder: Path, error: str) -> PiadiffError:
    """What git said as a sentence; what is not known is quoted, for whoever helps the user."""
    for words, sentence, hint in _SENTENCES:
        if any(word in error for word in words):
            lock = re.search(r"'([^']+\.lock)'", error)
            advice = f"ほかの git が動いていなければ {lock[1]} を消してください" if lock else hint
            return PiadiffError(sentence, where=str(folder), hint=advice)
    first = next((line.strip() for line in error.splitlines() if line.strip()), "理由不明")
    return PiadiffError(f"保管庫の処理に失敗しました（git: {first}）", where=str(folder))


def _log_entry(record: str) -> LogEntry:
    hashes, made, message = record.split("\n", 2)
    commit, *parents = hashes.split()
    day, _, by = made.partition(" ")
    return LogEntry(commit=commit, parents=tuple(parents), day=day, message=message, by=by)


def _records(out: bytes) -> list[str]:
    return [record for record in out.decode("utf-8", "surrogateescape").split("\0") if record]


def _tree_entry(line: str) -> tuple[str, tuple[str, str]]:
    info, path = line.split("\t", 1)
    mode, _kind, name = info.split(" ")
    return path, (mode, name)
