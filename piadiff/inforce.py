"""What was in force on a day, which is not what was published then: a change may be published before its 変更日 (事前)
or after it (事後).

Every item is taken as it reads since its newest change whose 変更日 has come. A change that no row announces counts
from the 公表日 of its version; one whose 変更日 is open has not come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from piadiff.filing import Register, Tables
from piadiff.following import steps
from piadiff.lives import Run, lives
from piadiff.model import Assessment, Row, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """``items`` as they were in force, by their paths in the newest version; ``gone`` those of them that were taken out
    since, by the paths of their last version. ``published`` is the version that was published then (counted back from
    the newest), ``differing`` the items that read otherwise in it."""

    items: Mapping[str, Value]
    gone: Mapping[str, Value]
    published: int
    differing: tuple[str, ...]


class Earlier:
    """A past without its newest versions."""

    def __init__(self, past: Tables, offset: int) -> None:
        self._past, self._offset = past, offset

    def __len__(self) -> int:
        return len(self._past) - self._offset

    def changed(self, number: int) -> frozenset[str] | None:
        """As :class:`~piadiff.following.Past` has it."""
        return self._past.changed(number + self._offset)

    def expect(self, numbers: Iterable[int]) -> None:
        """As :class:`~piadiff.following.Past` has it."""
        self._past.expect([number + self._offset for number in numbers])

    def form(self, number: int) -> str:
        """As :class:`~piadiff.following.Past` has it."""
        return self._past.form(number + self._offset)

    def paths(self, number: int) -> Iterable[str]:
        """As :class:`~piadiff.following.Past` has it."""
        return self._past.paths(number + self._offset)

    def value(self, number: int, path: str) -> tuple[bool, Value]:
        """As :class:`~piadiff.following.Past` has it."""
        return self._past.value(number + self._offset, path)

    def assessment(self, number: int) -> Assessment:
        """As :class:`~piadiff.following.Past` has it."""
        return self._past.assessment(number + self._offset)

    def rows(self, number: int) -> tuple[Row, ...]:
        """As :class:`~piadiff.filing.Tables` has it."""
        return self._past.rows(number + self._offset)

    def day(self, number: int) -> str:
        """As :class:`~piadiff.filing.Tables` has it."""
        return self._past.day(number + self._offset)


def in_force(past: Tables, day: str) -> InForce | None:
    """What was in force on a day (ISO); None for a day before the oldest version."""
    published = next((n for n in range(len(past)) if past.day(n) <= day), None)
    if published is None:
        return None
    register = Register(past)
    items: dict[str, Value] = {}
    differing: list[str] = []
    for path, runs in lives(past, list(past.paths(0))).items():
        run = _standing(runs, register, day)
        if run.present:
            items[path] = run.value
        then = next(one for one in runs if one.last <= published <= one.first)
        if (then.present, then.value) != (run.present, run.value):
            differing.append(path)
    gone = _gone(past, published, day)
    return InForce(items=items, gone=gone, published=published, differing=tuple(differing))


def _standing(runs: Sequence[Run], register: Register, day: str) -> Run:
    """The newest run whose change has come; the oldest if none has."""
    for before, after in reversed(list(pairwise(runs))):
        effective = register.filed(before, after).effective
        if effective is not None and effective <= day:
            return after
    return runs[0]


def _gone(past: Tables, published: int, day: str) -> dict[str, Value]:
    """The items that newer versions no longer have, and whose going had not come on the day."""
    found: dict[str, Value] = {}
    for number in range(published):
        moves = steps(past, number, list(past.paths(number)))
        kept = {there for there in moves.values() if there is not None}
        still = set(past.paths(number)) - moves.keys()
        lost = [path for path in past.paths(number + 1) if path not in kept and path not in still]
        if not lost:
            continue
        earlier = Earlier(past, number + 1)
        register, tables = Register(earlier), Register(past)
        for path, runs in lives(earlier, lost).items():
            last = runs[-1]
            going = Run(first=number, last=number, present=False, value=None, paths=((number, path),))
            was = Run(first=number + 1, last=number + 1, present=True, value=last.value, paths=((number + 1, path),))
            effective = tables.filed(was, going).effective
            run = _standing(runs, register, day)
            if (effective is None or effective > day) and run.present:
                found.setdefault(path, run.value)
    return found
