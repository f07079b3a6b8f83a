"""Versions of one assessment read as they are asked for, newest first: each once, and only what is wanted of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from piadiff import canonical
from piadiff.errors import PiadiffError
from piadiff.forms import form
from piadiff.model import Assessment, Row, Value
from piadiff.store.repository import broken
from piadiff.store.store import Store
from piadiff.store.version import StoredVersion

_KEPT = 48  # documents that are held at a time


class Reader:
    """``versions`` of one assessment, newest first; a number counts back from the newest, which is 0.

    Whatever is read is checked against its digest. Raises PiadiffError where a version cannot be read.
    """

    def __init__(self, store: Store, versions: Sequence[StoredVersion]) -> None:
        self.versions = tuple(versions)
        self._store = store
        self._data: dict[int, Mapping[str, Any]] = {}
        self._whole: dict[int, Assessment] = {}

    def __len__(self) -> int:
        return len(self.versions)

    def changed(self, number: int) -> frozenset[str] | None:
        """The items in which a version differs from the one before it, where that is known without reading them and
        both are on the same form and edition; else None."""
        new, old = self.versions[number], self.versions[number + 1]
        same_form = new.form == old.form and new.edition == old.edition and new.edition is not None
        return new.changed if same_form and new.after == old.digest else None

    def expect(self, numbers: Iterable[int]) -> None:
        """Read these versions together: they are going to be asked for, the first two at once.

        Nothing is read while those two are at hand.
        """
        asked = list(dict.fromkeys(numbers))
        if all(n in self._data for n in asked[:2]):
            return
        wanted = [n for n in asked if n not in self._data]
        while self._data and len(self._data) + len(wanted) > _KEPT:
            oldest = next(iter(self._data))
            del self._data[oldest]
            self._whole.pop(oldest, None)
        names = [f"{v.commit}:{v.document}" for v in (self.versions[n] for n in wanted)]
        for number, content in zip(wanted, self._store.repository.blobs(names), strict=True):
            self._data[number] = self._checked(self.versions[number], content)

    def form(self, number: int) -> str:
        """The form that a version is on."""
        return self.versions[number].form

    def day(self, number: int) -> str:
        """The 公表日 of a version (ISO)."""
        return self.versions[number].date

    def value(self, number: int, path: str) -> tuple[bool, Value]:
        """Whether a version has the item, and its value."""
        items = self._items(number)
        if path not in items:
            return False, None
        version = self.versions[number]
        return True, canonical.item_from_json(form(version.form), path, items[path], version.label)

    def paths(self, number: int) -> Iterable[str]:
        """The paths of all items of a version."""
        return self._items(number)

    def rows(self, number: int) -> tuple[Row, ...]:
        """The published change table of a version."""
        rows = self._read(number).get("changes", [])
        label = self.versions[number].label
        return tuple(canonical.row_from_json(row, f"{label} の変更箇所 {n}行目") for n, row in enumerate(rows, 1))

    def assessment(self, number: int) -> Assessment:
        """The whole of a version."""
        data = self._read(number)
        if number not in self._whole:
            self._whole[number] = canonical.from_json(data, where=self.versions[number].label)
        return self._whole[number]

    def _items(self, number: int) -> Mapping[str, Any]:
        items = self._read(number).get("items")
        if not isinstance(items, dict):
            raise broken(self._store.folder)
        return items

    def _read(self, number: int) -> Mapping[str, Any]:
        self.expect([number])
        return self._data[number]

    def _checked(self, version: StoredVersion, content: bytes | None) -> Mapping[str, Any]:
        if content is None:
            raise broken(self._store.folder)
        self._store.check_digest(version, content)
        try:
            data = json.loads(content.decode("utf-8"))
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict):
            raise PiadiffError(
                f"{version.label} が正規JSONとして読めません", hint="piadiff verify で調べ、控えから戻してください"
            )
        return data
