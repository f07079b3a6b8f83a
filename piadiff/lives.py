"""Every value that items have had, followed back through groups that got other numbers and through other forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from piadiff.following import Past, expect, needed, steps, unsettled
from piadiff.forms.editions import carrying
from piadiff.model import Change, ChangeKind, Row, Value
from piadiff.pairing import place
from piadiff.values import same


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Versions one after the other in which an item reads the same, ``first`` the oldest of them, ``last`` the newest,
    counted back from the newest of all (0).

    ``present`` is False where they do not have the item. ``paths`` says where it stands from which version on, oldest
    first; its path in the newest of all where it is not present.
    """

    first: int
    last: int
    present: bool
    value: Value
    paths: tuple[tuple[int, str], ...]

    @property
    def path(self) -> str:
        """Where the item stands in the newest version of the run."""
        return self.paths[-1][1]


@dataclass(slots=True)
class _Open:
    """A run while it is being followed back, with the place of the item in the version that was reached."""

    last: int
    present: bool
    value: Value
    there: str | None
    paths: list[tuple[int, str]]  # newest first; before which version each begins to hold, going back

    def close(self, first: int) -> Run:
        paths = [path for _, path in reversed(self.paths)]
        starts = [first, *(number for number, _ in self.paths[:0:-1])]
        return Run(
            first=first,
            last=self.last,
            present=self.present,
            value=self.value,
            paths=tuple(zip(starts, paths, strict=True)),
        )


def lives(past: Past, paths: Sequence[str]) -> dict[str, tuple[Run, ...]]:
    """For each of ``paths``, items of the newest version, its runs, oldest first.

    No more versions are read than changed one of the items, or may have moved it.
    """
    done: dict[str, list[Run]] = {path: [] for path in paths}
    current = {path: _Open(0, *past.value(0, path), path, [(0, path)]) for path in paths}
    for number in range(len(past) - 1):
        places = frozenset(one.there for one in current.values() if one.there is not None)
        if not needed(past, number, places):
            continue
        expect(past, number, places)
        before = steps(past, number, places)
        for path, one in current.items():
            if one.there not in before or one.there is None:
                continue
            where = before[one.there]
            there = where or _still_there(past, number, one.there)
            present, value = past.value(number + 1, where) if where else (False, None)
            if (present, value) == (one.present, one.value):
                if there is not None and there != one.there:
                    one.paths.append((number, there))
                one.there = there
                continue
            done[path].append(one.close(number))
            current[path] = _Open(number + 1, present, value, there, [(number + 1, there or one.there)])
    for path, one in current.items():
        done[path].append(one.close(len(past) - 1))
    return {path: tuple(reversed(runs)) for path, runs in done.items()}


def _still_there(past: Past, number: int, path: str) -> str | None:
    """Where to look for an item further back that the version before this one does not have: at its place in that
    form, unless it stands in a group that may have come with this version."""
    changed = past.changed(number)
    groups = [group for group in place(path) if group]
    if groups and (changed is None or any(group in unsettled(changed) for group in groups)):
        return None
    if changed is not None or past.form(number) == past.form(number + 1):
        return path
    return carrying(past.assessment(number + 1), past.assessment(number)).back(path)


def change(before: Run, after: Run) -> Change:
    """What happened between two neighbouring runs of one item; the path is that in the version that changed it."""
    path = after.paths[0][1]
    kind: ChangeKind = "changed" if before.present and after.present else "added" if after.present else "removed"
    old_path = before.path if before.present and before.path != path else None
    return Change(kind=kind, path=path, old_path=old_path, before=before.value, after=after.value)


def notation_only(before: Run, after: Run, kind: str) -> bool:
    """Whether two neighbouring runs say the same in another notation."""
    return before.present and after.present and same(before.value, after.value, kind)


def filed_rows(new: Sequence[Row], old: Iterable[Row], paths: Iterable[str]) -> tuple[Row, ...]:
    """The rows that a version's table has beyond that of the version before it, about one of ``paths`` or what is
    above it."""
    left = Counter(old)
    found = []
    for row in new:
        if left[row]:
            left[row] -= 1
        elif _names(row, paths):
            found.append(row)
    return tuple(found)


def dated_rows(rows: Iterable[Row], after: str, until: str, paths: Iterable[str]) -> tuple[Row, ...]:
    """The rows about one of ``paths`` whose 変更日 lies between two days (ISO), the first of them left out."""
    return tuple(row for row in rows if row.date and after < row.date <= until and _names(row, paths))


def _names(row: Row, paths: Iterable[str]) -> bool:
    return any(path == named or path.startswith(f"{named}/") for path in paths for named in row.paths)
