"""Items followed back through the versions of an assessment: which of them a version may have touched at all.

Where the items that a version changed are known beforehand, an item that is not among them reads the same at the same
place, unless a group around it may have got another number. Only where that is open are versions compared as a whole.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import Protocol

from piadiff.forms import form
from piadiff.model import Assessment, Value
from piadiff.notation import fold
from piadiff.pairing import group_name, moved, pair_groups, place

_NUMBER = re.compile(r"\d+(?=\)?$)")
_PRINTED = re.compile(r"^\(\d+\)")
_AT_ONCE = 20


class Past(Protocol):
    """The versions of one assessment, newest first; a number counts back from the newest, 0."""

    def __len__(self) -> int: ...

    def changed(self, number: int) -> frozenset[str] | None:
        """The items in which a version differs from the one before it, if that is known without reading them."""

    def expect(self, numbers: Iterable[int]) -> None:
        """These versions are going to be asked for."""

    def form(self, number: int) -> str:
        """The form that a version is on."""

    def paths(self, number: int) -> Iterable[str]:
        """The paths of all items of a version."""

    def value(self, number: int, path: str) -> tuple[bool, Value]:
        """Whether a version has an item, and its value."""

    def assessment(self, number: int) -> Assessment:
        """The whole of a version."""


class Listed:
    """A :class:`Past` of assessments that are at hand, newest first; each is taken when it is needed."""

    def __init__(self, versions: Iterable[Assessment], many: int) -> None:
        self._coming = iter(versions)
        self._many = many
        self._taken: list[Assessment] = []

    def __len__(self) -> int:
        return self._many

    def changed(self, number: int) -> frozenset[str] | None:
        """As :class:`Past` has it."""
        return None

    def expect(self, numbers: Iterable[int]) -> None:
        """As :class:`Past` has it."""

    def form(self, number: int) -> str:
        """As :class:`Past` has it."""
        return self.assessment(number).form

    def paths(self, number: int) -> Iterable[str]:
        """As :class:`Past` has it."""
        return self.assessment(number).items

    def value(self, number: int, path: str) -> tuple[bool, Value]:
        """As :class:`Past` has it."""
        items = self.assessment(number).items
        return path in items, items.get(path)

    def assessment(self, number: int) -> Assessment:
        """As :class:`Past` has it."""
        while len(self._taken) <= number:
            self._taken.append(next(self._coming))
        return self._taken[number]


@lru_cache(maxsize=4096)
def unsettled(changed: frozenset[str]) -> frozenset[str]:
    """The groups and files that may have got another number in a version that changed these items, and no others.

    A group in which nothing changed is paired with itself; so is the only one of its family that changed and kept its
    name (compare :mod:`piadiff.pairing`).
    """
    families: dict[str, set[str]] = defaultdict(set)
    for path in changed:
        for group in filter(None, place(path)):
            families[_NUMBER.sub("", group)].add(group)
    return frozenset(
        group for groups in families.values() for group in groups if len(groups) > 1 or changed & set(_names(group))
    )


def _doubtful(past: Past, number: int, changed: frozenset[str]) -> frozenset[str]:
    """The same with a look at the names: groups that kept them are paired by them, if each is there only once."""
    families: dict[str, list[str]] = defaultdict(list)
    for group in unsettled(changed):
        families[_NUMBER.sub("", group)].append(group)
    return frozenset(
        group for groups in families.values() if not _known_by_name(past, number, changed, groups) for group in groups
    )


def _known_by_name(past: Past, number: int, changed: Set[str], groups: Sequence[str]) -> bool:
    if any(changed & set(_names(group)) for group in groups):
        return False
    names = set()
    for group in groups:
        own = {path: past.value(number, path)[1] for path in _names(group)}
        names.add(_PRINTED.sub("", fold(group_name(own, group).strip().split("\n")[0])))
    return "" not in names and len(names) == len(groups)


def touched(places: Collection[str], changed: Set[str], open_groups: Set[str]) -> Iterator[tuple[str, bool]]:
    """Of the items at ``places`` those that may not read as before, and whether they stand where they stood."""
    for path in places if open_groups else changed & set(places):
        settled = not any(group in open_groups for group in place(path))
        if not settled or path in changed:
            yield path, settled


def steps(past: Past, number: int, places: Collection[str]) -> dict[str, str | None]:
    """Where items of a version that may not read as before stood in the version before it; None if it had them not.

    Items of ``places`` that are not named read the same at the same place.
    """
    changed = past.changed(number)
    if changed is None:
        return _compared(past.assessment(number + 1), past.assessment(number), places)
    found: dict[str, str | None] = {}
    open_: list[str] = []
    for path, settled in touched(places, changed, _doubtful(past, number, changed)):
        if settled:
            found[path] = path if past.value(number + 1, path)[0] else None
        else:
            open_.append(path)
    return found | _compared(past.assessment(number + 1), past.assessment(number), open_) if open_ else found


def expect(past: Past, number: int, places: Set[str]) -> None:
    """Have the next versions read together that are needed to follow the items at ``places`` back from ``number``."""
    wanted: list[int] = []
    for n in range(number, len(past) - 1):
        changed = past.changed(n)
        if changed is None or any(touched(places, changed, unsettled(changed))):
            wanted += [n, n + 1]
        if len(wanted) >= 2 * _AT_ONCE:
            break
    past.expect(wanted)


def needed(past: Past, number: int, places: Set[str]) -> bool:
    """Whether a version and the one before it have to be read at all."""
    changed = past.changed(number)
    return changed is None or any(touched(places, changed, unsettled(changed)))


def _compared(old: Assessment, new: Assessment, places: Collection[str]) -> dict[str, str | None]:
    from piadiff.carriage import carry

    carried = carry(old, new)
    pairing = pair_groups(carried.items, new.items, form(new.form))
    if pairing.still and carried.items is old.items:  # every item stands where it stood
        return {path: path if path in old.items else None for path in places if path in pairing.differing}
    back: Mapping[str | None, str] = {(p if pairing.still else moved(p, pairing.new_of)): p for p in carried.items}
    found: dict[str, str | None] = {}
    for path in places:
        there = back.get(path)
        where = None if there is None else carried.where(there)
        if where != path or path in pairing.differing or where is None:
            found[path] = where
    return found


def _names(group: str) -> Sequence[str]:
    """Where the name of a group or file may stand."""
    return (group, f"{group}/①", f"{group}/1", f"Ⅲ{group[1:]}/1")
