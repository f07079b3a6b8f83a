"""Everything of one start, by random keys: documents that were dropped, pairs on the desk, jobs, versions of the store.

What a browser names is a key of one of these, never a place on the disk.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from piadiff.errors import PiadiffError
from piadiff.keeping import keeper
from piadiff.model import Unplaced
from piadiff.opening import Version, check_same, from_reading, from_store, open_settings
from piadiff.revision import revise
from piadiff.stating import Days
from piadiff.store import Store, StoredVersion
from piadiff.store.names import TITLE
from piadiff.web.jobs import Job
from piadiff.web.messages import Upload
from piadiff.web.pair import MemoryKeeper, Pair
from piadiff.web.reading import Progress, Read, Source, read_upload
from piadiff.writers.sheet import printable

if TYPE_CHECKING:
    from piadiff.deadlines import Deadline
    from piadiff.historyview import Book

T = TypeVar("T")
_MOST = {"documents": 30, "pairs": 60, "jobs": 60, "notices": 200}
GONE = "この画面の内容は、もうありません"
AGAIN = "最初の画面からやり直してください"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file that was dropped and read."""

    name: str
    data: bytes
    version: Version
    unplaced: tuple[Unplaced, ...]
    remarks: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What the desk takes from the commands: the histories of items and the deadlines of the store."""

    histories: Callable[[Store, str, str], Sequence[Book]]
    deadlines: Callable[[Store, str], tuple[tuple[Deadline, ...], list[str]]]


class Room:
    """One start of the desk. ``store`` is the folder of the store, which need not be there; ``who`` decides."""

    def __init__(self, store: Path, who: str, ways: Ways, secret: str) -> None:
        self.folder = store
        self.who = who
        self.secret = secret
        self.ways = ways
        self.lock = threading.RLock()
        self.documents: dict[str, Document] = {}
        self.pairs: dict[str, Pair] = {}
        self.jobs: dict[str, Job] = {}
        self.notices: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._named: dict[str, str] = {}
        self._titles: dict[str, str] = {}

    @property
    def store(self) -> Store:
        """The store as it is now: others write into it too."""
        return Store(self.folder)

    def now(self) -> str:
        """The time, as decisions bear it."""
        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def put(self, kind: str, thing: object) -> str:
        """Lays something of one kind (documents, pairs, jobs) down; its key. The oldest go when there are too many."""
        with self.lock:
            shelf = getattr(self, kind)
            key = secrets.token_urlsafe(12)
            shelf[key] = thing
            while len(shelf) > _MOST[kind]:
                del shelf[next(iter(shelf))]
            return key

    def pair(self, key: str) -> Pair:
        """A pair by its key. Raises PiadiffError if there is none."""
        return self._got(self.pairs.get(key))

    def job(self, key: str) -> Job:
        """A job by its key. Raises PiadiffError if there is none."""
        return self._got(self.jobs.get(key))

    def document(self, key: str) -> Document:
        """A document by its key. Raises PiadiffError if there is none."""
        return self._got(self.documents.get(key))

    @staticmethod
    def _got(thing: T | None) -> T:
        if thing is None:
            raise PiadiffError(GONE, hint=AGAIN)
        return thing

    def key_of(self, name: str) -> str:
        """The key under which pages name something of the store: an ID, or the label of a version."""
        with self.lock:
            if name not in self._keys:
                self._keys[name] = secrets.token_urlsafe(12)
                self._named[self._keys[name]] = name
            return self._keys[name]

    def named(self, key: str) -> str:
        """What a key of the store names. Raises PiadiffError for one that no page of ours bears."""
        return self._got(self._named.get(key))

    def versions(self) -> tuple[StoredVersion, ...]:
        """All versions of the store; none where there is no store yet. Raises PiadiffError if it cannot be read."""
        return self.store.versions() if (self.folder / ".git").exists() else ()

    def title(self, version: StoredVersion) -> str:
        """The 評価書名 that a version of the store bears; "" if it bears none."""
        if version.digest not in self._titles:
            found = self.store.load(version).items.get(TITLE)
            self._titles[version.digest] = printable(found) if isinstance(found, str) else ""
        return self._titles[version.digest]

    def stored(self, key: str) -> Version:
        """A version of the store by its key, opened."""
        store = self.store
        version = store.find(self.named(key))
        return from_store(version, store.load(version))

    def read(self, upload: Upload, progress: Progress, stop: threading.Event) -> str:
        """Reads a file that was dropped; the key of the document. Raises PiadiffError and Stopped as reading does.

        A file that has been read already, under the same name, is not read again.
        """
        if there := self._known(upload):
            return there
        read = read_upload(upload.data, upload.name, progress, stop)
        with self.lock:
            return self._known(upload) or self.put("documents", document_of(upload, read))

    def _known(self, upload: Upload) -> str:
        """The key of the document that was read from this very file, as the newest of all; "" if there is none."""
        with self.lock:
            for key, one in self.documents.items():
                if (one.name, one.data) == (upload.name, upload.data):
                    self.documents[key] = self.documents.pop(key)
                    return key
            return ""

    def compare(self, before: Version, after: Version, *, force: bool, sources: tuple[str, str] = ("", "")) -> str:
        """Compares two versions, read from the documents with the keys ``sources``; the key of the pair.

        Raises PiadiffError for two different assessments, unless ``force``.
        """
        check_same(before, after, force)
        folder = self.folder
        labels = (before.label, after.label)
        kept_in = keeper(before.stored, after.stored, labels, folder, None) or MemoryKeeper()
        revision = revise(before, after, settings=open_settings(folder), days=Days(), store=folder, keeper=kept_in)
        return self.put("pairs", Pair(revision, kept_in, self.now, sources))


def document_of(upload: Upload, read: Read) -> Document:
    """A document of what was read."""
    return Document(
        name=upload.name,
        data=upload.data,
        version=from_reading(read.reading, upload.name),
        unplaced=read.reading.unplaced,
        remarks=read.reading.remarks,
        source=read.source,
    )
