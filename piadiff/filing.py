"""How the changes of an item were filed: the row that a published table gives each, or what a person decided.

Two days belong to a change: that on which it was published, and its 変更日, from which it is in force.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from piadiff.following import Past
from piadiff.lives import Run, change, dated_rows, filed_rows
from piadiff.model import Change, Row
from piadiff.notation import meaning

if TYPE_CHECKING:
    from piadiff.decisions import Decision

Decided = Callable[[int], "Sequence[Decision]"]  # the decisions on a version and the one before it


class Tables(Past, Protocol):
    """A :class:`~piadiff.following.Past` whose versions have published tables and days."""

    def rows(self, number: int) -> tuple[Row, ...]:
        """The published change table of a version."""

    def day(self, number: int) -> str:
        """The 公表日 of a version (ISO)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """One change of an item as it was filed: by the ``row`` of a published table, or by a ``decision``; else neither.

    ``effective`` is the 変更日 (ISO); None where the row leaves it open: the change is still to come.
    """

    change: Change
    row: Row | None = None
    decision: Decision | None = None
    effective: str | None = None

    @property
    def timing(self) -> str:
        """提出時期 as filed; empty if it was not."""
        return self.row.timing if self.row else self.decision.timing if self.decision else ""

    @property
    def reason(self) -> str:
        """提出時期に係る説明 as filed."""
        return self.row.reason if self.row else self.decision.reason if self.decision else ""


class Register:
    """The published tables and decisions of the versions of one assessment."""

    def __init__(self, past: Tables, decided: Decided = lambda number: ()) -> None:
        self._past = past
        self._decided = decided
        self._new: dict[int, tuple[Row, ...]] = {}
        self._dates: Mapping[tuple[object, ...], str] | None = None

    def filed(self, before: Run, after: Run) -> Filed:
        """How the change between two neighbouring runs of an item was filed, as far as tables and decisions say."""
        number = after.first
        paths = {after.paths[0][1], before.path}
        rows = filed_rows(self._past.rows(number), self._past.rows(number + 1), paths)
        until, since = self._past.day(number), self._past.day(number + 1)
        rows = rows or dated_rows(self._past.rows(0), since, until, {*paths, after.path})
        told = change(before, after)
        if rows:
            dates = [self._date(row) for row in rows]
            open_ = any(date is None for date in dates)
            effective = None if open_ else max(date for date in dates if date)
            return Filed(change=told, row=rows[-1], effective=effective)
        return Filed(change=told, decision=_standing(told, self._decided(number)), effective=until)

    def _date(self, row: Row) -> str | None:
        """The 変更日 of a row; where it was open when the row was published, as the newest table has it now."""
        if row.date:
            return row.date
        if self._dates is None:
            self._dates = {_key(r): r.date for r in self._past.rows(0) if r.date}
        return self._dates.get(_key(row))


def _standing(told: Change, decisions: Sequence[Decision]) -> Decision | None:
    """The decision that stands for a change."""
    if not decisions:
        return None
    from piadiff.decisions import assign

    return assign([told], decisions).standing.get(0)


def _key(row: Row) -> tuple[object, ...]:
    return row.paths, meaning(row.before), meaning(row.after)
