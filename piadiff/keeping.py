"""Where the decisions on a pair of versions are kept: beside the versions in the store, or in a file of the user's.

Both are read and written whole or not at all, and a writing adds to what stands there at that moment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from piadiff.decisions import Decision, merge
from piadiff.decisions_json import Record, dumps, loads
from piadiff.errors import PiadiffError
from piadiff.store import Store, StoredVersion
from piadiff.store.check import Finding
from piadiff.store.lock import folder_lock
from piadiff.store.records import decided_pair, decisions_path, record_message
from piadiff.writers.files import check_target, save

_LARGEST = 20_000_000  # bytes; a thousand decisions with long notes are two million

Before = Callable[[], None]


class Keeper(Protocol):
    """A place for the decisions on one pair of versions; ``place`` names it to people."""

    @property
    def place(self) -> str:
        """The store or the file."""

    def load(self) -> tuple[Decision, ...]:
        """The decisions that are kept, oldest first; none if nothing was decided yet."""

    def keep(self, new: Sequence[Decision], before: Before) -> bool:
        """Add decisions; ``before`` is called once only the last step remains. False if all were there already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreKeeper:
    """Decisions beside the versions of one assessment in the store, by the 公表日 of both versions."""

    store: Store
    id: str
    old: str
    new: str

    @property
    def place(self) -> str:
        """The store."""
        return f"保管庫（{self.store.folder}）"

    @property
    def path(self) -> str:
        """The file in the store."""
        return decisions_path(self.id, self.old, self.new)

    def load(self) -> tuple[Decision, ...]:
        """As :class:`Keeper` has it."""
        return self._decisions(self.store.read(self.path, _LARGEST))

    def keep(self, new: Sequence[Decision], before: Before = lambda: None) -> bool:
        """As :class:`Keeper` has it; one commit."""

        def made(read: Callable[[str], bytes | None]) -> dict[str, bytes | None]:
            there = read(self.path)
            kept = self._decisions(there)
            merged = merge(kept, new)
            if merged == kept:
                return {self.path: there} if there is not None else {}
            record = Record(old=f"{self.id}@{self.old}", new=f"{self.id}@{self.new}", decisions=merged)
            return {self.path: dumps(record).encode("utf-8")}

        people = "、".join(dict.fromkeys(decision.who for decision in new))
        subject = f"{self.id} {self.old} → {self.new} の判断 {len(new)}件（{people}）"
        return self.store.write(
            made, lambda changes: record_message(subject, self.path, changes[self.path] or b""), before_commit=before
        )

    def _decisions(self, data: bytes | None) -> tuple[Decision, ...]:
        return () if data is None else loads(data, self.path).decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKeeper:
    """Decisions in a file that the user named; ``old`` and ``new`` name the versions."""

    path: Path
    old: str
    new: str

    @property
    def place(self) -> str:
        """The file."""
        return str(self.path)

    def load(self) -> tuple[Decision, ...]:
        """As :class:`Keeper` has it."""
        return loads(_bytes(self.path), str(self.path)).decisions if self.path.exists() else ()

    def keep(self, new: Sequence[Decision], before: Before = lambda: None) -> bool:
        """As :class:`Keeper` has it."""
        check_target(self.path, overwrite=True)
        with folder_lock(self.path.resolve().parent):
            kept = self.load()
            merged = merge(kept, new)
            if merged == kept:
                return False
            before()
            record = Record(old=self.old, new=self.new, decisions=merged)
            save(self.path, dumps(record).encode("utf-8"), overwrite=True)
            return True


def keeper(
    old: StoredVersion | None, new: StoredVersion | None, labels: tuple[str, str], store: Path, file: Path | None
) -> Keeper | None:
    """Where the decisions on this pair are kept; None where nothing is: files, and no ``file`` named for it."""
    if file is not None:
        return FileKeeper(path=file, old=labels[0], new=labels[1])
    if old is None or new is None or old.id != new.id:
        return None
    return StoreKeeper(store=Store(store), id=new.id, old=old.date, new=new.date)


def read_requests(path: Path) -> bytes:
    """The content of a file that a person hands in. Raises PiadiffError if it is missing, no file, or too large."""
    if not path.exists():
        raise PiadiffError("ファイルがありません", where=str(path), hint="ファイル名を確かめてください")
    return _bytes(path)


def findings(store: Store) -> list[Finding]:
    """What is wrong with the content of the decisions in the store: each file read, in the one way of writing them."""
    found = []
    for identifier in sorted({version.id for version in store.versions()}):
        days = {version.date for version in store.versions(identifier)}
        for path in store.records(identifier):
            found += [Finding(where=path, problem=problem) for problem in _problems(store, path, days)]
    return found


def _problems(store: Store, path: str, days: set[str]) -> list[str]:
    data = store.read(path, _LARGEST) or b""
    try:
        record = loads(data, path)
    except PiadiffError as fault:
        return [fault.message]
    identifier, old, new = decided_pair(path) or ("", "", "")
    problems = []
    if dumps(record).encode("utf-8") != data:
        problems.append("判断の記録が正規の書き方になっていません")
    if (record.old, record.new) != (f"{identifier}@{old}", f"{identifier}@{new}"):
        problems.append("判断の記録が、名前の示す版のものではありません")
    problems += [f"判断の対象の版がありません: {identifier}@{day}" for day in (old, new) if day not in days]
    return problems


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise PiadiffError("ふつうのファイルではありません", where=str(path), hint="ファイル名を確かめてください")
    if path.stat().st_size > _LARGEST:
        raise PiadiffError("判断のファイルにしては大きすぎます", where=str(path), hint="ファイル名を確かめてください")
    return path.read_bytes()
