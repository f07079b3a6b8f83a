"""The store as the rest of the program sees it: versions in, versions out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from piadiff import canonical
from piadiff.errors import PiadiffError
from piadiff.model import Assessment
from piadiff.store import lock, worktree
from piadiff.store.lineage import ATTRIBUTES, Lineage
from piadiff.store.names import TITLE, identity, make_id, safe_ending, safe_id, safe_line
from piadiff.store.records import is_record
from piadiff.store.repository import BRANCH, LogEntry, Repository, broken, create
from piadiff.store.version import StoredVersion, current, find, folder_of, from_message, unknown_id

REBUILDING = "original.json"  # stands where a version that was read from a document has that document

_ATTEMPTS = 5
_IGNORED = {"README.md", ".gitignore", ".gitkeep", ".DS_Store", "desktop.ini", "Thumbs.db"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """What is to be stored: an assessment, its 公表日 (ISO), the file it was read from, and an ID if one was given.

    ``unplaced`` counts the texts of the file that the reader could put into no item. For a version that was rebuilt
    from a document's change table ``rebuilt`` names that document, and the file is the record of how it was done.
    """

    assessment: Assessment
    date: str
    original: bytes
    source: str
    id: str | None = None
    unplaced: int = 0
    rebuilt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of a :class:`NewVersion`: the stored version, and whether it is new or was there before."""

    version: StoredVersion
    new: bool


class Store:
    """The versions in one folder. Nothing is read before it is asked for; PiadiffError where something is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._versions: tuple[StoredVersion, ...] | None = None
        self._repository: Repository | None = None

    @property
    def repository(self) -> Repository:
        """The repository under the store. Raises PiadiffError if the folder holds none that can be used."""
        _check_folder(self.folder)
        if self._repository is None:
            self._repository = Repository(self.folder)
        return self._repository

    def versions(self, identifier: str | None = None) -> tuple[StoredVersion, ...]:
        """All versions (of one assessment), by ID and 公表日. Raises PiadiffError for an unknown ID."""
        if self._versions is None:
            self.history()
            assert self._versions is not None
        if identifier is None:
            return self._versions
        own = tuple(v for v in self._versions if v.id == safe_id(identifier))
        if not own:
            raise unknown_id(identifier, self._versions)
        return own

    def history(self) -> list[LogEntry]:
        """Every commit, newest first. Raises PiadiffError for a git repository with other commits: it is no store."""
        repository = self.repository
        entries = repository.log()
        self._versions = _versions(entries, self.folder)
        if not entries:
            _versions(repository.log(everywhere=True), self.folder)
        return entries

    def find(self, spec: str) -> StoredVersion:
        """The version that ``ID@WHEN`` names (see :func:`piadiff.store.version.find`)."""
        return find(self.versions(), spec)

    def load(self, version: StoredVersion) -> Assessment:
        """The assessment of a version, checked against its digest."""
        return self.load_all([version])[0]

    def load_all(self, versions: Sequence[StoredVersion]) -> list[Assessment]:
        """The assessments of several versions, read together."""
        contents = self.repository.blobs([f"{v.commit}:{v.document}" for v in versions])
        return [self._checked(version, content) for version, content in zip(versions, contents, strict=True)]

    def rebuilding(self, versions: Sequence[StoredVersion]) -> list[bytes | None]:
        """For each rebuilt version the record of how it was rebuilt, as stored beside it; None for the others."""
        contents = self.repository.blobs([f"{v.commit}:{v.folder}/{REBUILDING}" for v in versions])
        return [content if v.rebuilt else None for v, content in zip(versions, contents, strict=True)]

    def _checked(self, version: StoredVersion, content: bytes | None) -> Assessment:
        if content is None:
            raise broken(self.folder)
        self.check_digest(version, content)
        return canonical.loads(content.decode("utf-8"), where=version.label)

    def check_digest(self, version: StoredVersion, content: bytes) -> None:
        """Raise PiadiffError unless this is what was stored as the version."""
        if hashlib.sha256(content).hexdigest() != version.digest:
            raise PiadiffError(
                f"{version.label} の内容が、保管したときと違います",
                hint="piadiff verify で調べ、控えから戻してください",
            )

    def add(
        self,
        new: Sequence[NewVersion],
        *,
        correct: bool = False,
        before_commit: Callable[[], None] = lambda: None,
    ) -> list[Added]:
        """Store all of ``new`` or none; the folder is made if it is not there. Results are in the order given.

        Content that is there under its date already is left alone. Other content under a date that is taken raises
        PiadiffError, unless ``correct``: then it is a 訂正 of that version, which stays in the history. A rebuilt
        version gives way to any other unasked, and is refused where a real one stands.
        ``before_commit`` is called once everything is ready and only the last step remains.
        """
        repository = _prepared(self.folder)
        self._versions = None
        with lock.writer_lock(repository.git_dir), lock.index_lock(repository.git_dir):
            worktree.sweep(repository)
            for _ in range(_ATTEMPTS):
                head = repository.head()
                _check_branch(repository)
                known = _versions(repository.log(), self.folder)
                lineage = Lineage(repository, head, known)
                added = self._write(new, lineage, correct)
                if lineage.tip == head:
                    return added
                assert lineage.tip is not None
                folders = tuple(f"{a.version.folder}/" for a in added if a.new)
                if _commit(repository, head, lineage.tip, (ATTRIBUTES, *folders), before_commit):
                    return added
        raise _busy(self.folder)

    def read(self, path: str, limit: int) -> bytes | None:
        """What the newest commit holds at ``path``; None if nothing, or if the folder is no store (yet).

        Raises PiadiffError for more than ``limit`` bytes.
        """
        if not (self.folder / ".git").is_dir():
            return None
        name = f"{BRANCH}:{path}"
        size = self.repository.size(name)
        if size is None:
            return None
        if size > limit:
            raise PiadiffError(f"大きすぎるファイルです（{size}バイト、{limit}バイトまで）", where=path)
        return self.repository.blobs([name])[0]

    def write(
        self,
        make: Callable[[Callable[[str], bytes | None]], Mapping[str, bytes | None]],
        message: str | Callable[[Mapping[str, bytes | None]], str],
        *,
        before_commit: Callable[[], None] = lambda: None,
    ) -> bool:
        """Store what stands beside the versions (settings …) in one commit, whole or not at all; False if all is there.

        ``make`` is given how to read a path as it stands, and gives the new content by path (None: removed); it is
        called again where another writer was first. The versions must be there already. ``message`` may depend on what
        is written; ``before_commit`` is called once only the last step remains.
        """
        repository = self.repository
        with lock.writer_lock(repository.git_dir), lock.index_lock(repository.git_dir):
            worktree.sweep(repository)
            for _ in range(_ATTEMPTS):
                head = repository.head()
                _check_branch(repository)
                if head is None or not _versions(repository.log(), self.folder):
                    raise PiadiffError(
                        "保管庫はまだ空です", where=str(self.folder), hint="piadiff add で評価書を保管してください"
                    )

                def standing(path: str, commit: str = head) -> bytes | None:
                    return repository.blobs([f"{commit}:{path}"])[0]

                changes = make(standing)
                tree = repository.write_tree(head, changes)
                if tree == repository.tree_of(head):
                    return False
                said = message if isinstance(message, str) else message(changes)
                tip = repository.write_commit(tree, [head], said)
                if _commit(repository, head, tip, tuple(changes), before_commit):
                    return True
        raise _busy(self.folder)

    def records(self, identifier: str) -> list[str]:
        """The paths of all that was recorded beside the versions of one assessment, in order."""
        repository = self.repository
        head = repository.head()
        return sorted(filter(is_record, repository.tree(head, folder_of(identifier)))) if head else []

    def _write(self, new: Sequence[NewVersion], lineage: Lineage, correct: bool) -> list[Added]:
        """Decide for each, in the order of 公表日, what it becomes, and write the commits of those that are new."""
        results: dict[int, Added] = {}
        for n, item in sorted(enumerate(new), key=lambda pair: pair[1].date):
            document = _document(item)
            version = _described(item, hashlib.sha256(document).hexdigest())
            same_day = [v for v in lineage.versions if (v.id, v.date) == (version.id, version.date)]
            same = [v for v in same_day if v.digest == version.digest and (version.rebuilt or not v.rebuilt)]
            if same:
                results[n] = Added(version=same[0], new=False)
                continue
            if item.id is None:
                self._check_identity(item, version.id, lineage.versions)
            number = _correction_number(version, same_day, correct)
            version = _described(item, version.digest, number)
            done = lineage.add(version, document, item.original, safe_ending(PurePath(item.source)))
            results[n] = Added(version=done, new=True)
        return [results[n] for n in range(len(new))]

    def _check_identity(self, item: NewVersion, identifier: str, known: Iterable[StoredVersion]) -> None:
        """Two assessments whose names differ only in what an ID cannot hold must not become versions of one."""
        own = [v for v in known if v.id == identifier and v.commit]
        if not own:
            return
        there, here = identity(self.load(max(own, key=lambda v: v.order))), identity(item.assessment)
        if any(a and b and a != b for a, b in zip(there, here, strict=True)):
            raise PiadiffError(
                f"{identifier} は別の評価書（{there[0]} 第{there[1]}号）のIDです",
                where=item.source,
                hint="--id で別のIDを指定してください",
            )


def _document(item: NewVersion) -> bytes:
    """The canonical bytes of a new version. Raises PiadiffError for what could not be read back: it must not get in."""
    text = canonical.dumps(item.assessment)
    try:
        document = text.encode("utf-8")
        same = canonical.dumps(canonical.loads(text, where=item.source)) == text
    except UnicodeEncodeError:
        same = False
    if not same:
        raise PiadiffError("正規JSONにできない文字が含まれています", where=item.source)
    return document


def _described(item: NewVersion, digest: str, correction: int = 0) -> StoredVersion:
    title = item.assessment.items.get(TITLE, "")
    return StoredVersion(
        id=safe_id(item.id) if item.id is not None else make_id(item.assessment),
        date=item.date,
        form=item.assessment.form,
        edition=safe_line(item.assessment.edition) if item.assessment.edition else None,
        digest=digest,
        source=safe_line(PurePath(item.source).name),
        title=title if isinstance(title, str) else "",
        correction=correction,
        unplaced=item.unplaced,
        rebuilt=safe_line(item.rebuilt),
    )


def _correction_number(version: StoredVersion, same_day: Sequence[StoredVersion], correct: bool) -> int:
    """Which 訂正 of its date a version is; what was only rebuilt gives way unasked, and never takes a real one's place.

    Raises PiadiffError where the date is taken.
    """
    if not same_day:
        return 0
    if version.rebuilt and any(not v.rebuilt for v in same_day):
        raise PiadiffError(
            f"{version.id}@{version.date} には公表された版があるため、復元した版は保管しません",
            where=version.source,
            hint="piadiff backfill をやり直してください",
        )
    if not correct and any(not v.rebuilt for v in same_day):
        raise PiadiffError(
            f"{version.id}@{version.date} には、内容の違う版がすでにあります",
            where=version.source,
            hint="別の公表日なら --date、同じ公表日の訂正なら --correct を付けてください",
        )
    return max(v.correction for v in same_day) + 1


def _commit(
    repository: Repository,
    head: str | None,
    tip: str,
    allowed: tuple[str, ...],
    before_commit: Callable[[], None],
) -> bool:
    """Make the new tip the branch and bring the working tree up to it; False if another writer was first.

    ``allowed`` are the only files, and folders with their ``/``, that may have changed.
    """
    lagging = worktree.stale(repository, head)
    before = repository.tree(head) if head else {}
    after = repository.tree(tip)
    changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    assert all(path.startswith(allowed) for path in changed)
    worktree.guard_new(repository, before, {path: after[path] for path in changed if path in after})
    with worktree.staged(repository, tip, lagging | changed) as put:
        before_commit()
        if not repository.move_branch(tip, head):
            return False
        try:
            put()
        except OSError as fault:
            raise PiadiffError(
                f"保管しましたが、フォルダーの中のファイルを更新できませんでした（{fault.strerror}）",
                where=str(repository.folder),
                hint="次の piadiff add のときに直ります",
            ) from fault
    return True


def _busy(folder: Path) -> PiadiffError:
    return PiadiffError("保管庫は別の処理が使用中です", where=str(folder), hint="少し待ってからやり直してください")


def _versions(entries: Sequence[LogEntry], folder: Path) -> tuple[StoredVersion, ...]:
    found = [v for entry in entries if (v := from_message(entry.commit, entry.message, entry.day, entry.by))]
    if entries and not found:
        raise PiadiffError(
            "piadiffの保管庫ではない git リポジトリです", where=str(folder), hint="--store で別の場所を指定してください"
        )
    return tuple(sorted(found, key=lambda v: (v.id, v.order)))


def _prepared(folder: Path) -> Repository:
    """The repository to write to, made if the folder is new or as good as empty."""
    if not folder.exists() or (folder.is_dir() and not any(p for p in folder.iterdir() if not _ignorable(p))):
        create(folder)
    _check_folder(folder)
    return Repository(folder)


def _ignorable(path: Path) -> bool:
    return path.name in _IGNORED or path.name.startswith(".piadiff-")


def _check_folder(folder: Path) -> None:
    """Raise PiadiffError unless ``folder`` has a git folder of its own, which is neither a link nor a file."""
    where, git_dir = str(folder), folder / ".git"
    if not folder.exists():
        hint = "piadiff add で作られます。別の場所なら --store で指定してください"
        raise PiadiffError("保管庫がありません", where=where, hint=hint)
    if not folder.is_dir():
        raise PiadiffError("保管庫はフォルダーでなければなりません", where=where)
    if git_dir.is_symlink() or git_dir.is_file():
        raise PiadiffError("保管庫の .git がフォルダーではありません", where=where, hint="リンクは使えません")
    if git_dir.is_dir():
        return
    if (folder / "HEAD").is_file() and (folder / "objects").is_dir():
        raise PiadiffError(
            "作業フォルダーのない（bare）リポジトリは保管庫にできません",
            where=where,
            hint="git clone したものを使ってください",
        )
    if any(p for p in folder.iterdir() if not _ignorable(p)):
        raise PiadiffError(
            "piadiffの保管庫ではないフォルダーです", where=where, hint="空のフォルダーを指定してください"
        )
    raise PiadiffError("保管庫はまだ空です", where=where, hint="piadiff add で評価書を保管してください")


def _check_branch(repository: Repository) -> None:
    branch = repository.checked_out()
    if branch != BRANCH:
        shown = branch.removeprefix("refs/heads/") or "ブランチのない状態"
        raise PiadiffError(
            f"保管庫が {shown} を指しています（main でなければ書き込めません）",
            where=str(repository.folder),
            hint="git switch main で戻してください",
        )


__all__ = ["Added", "NewVersion", "Store", "current"]
