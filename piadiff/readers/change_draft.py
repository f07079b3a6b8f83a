"""The rows of a change table while they are being put together: the one place where they are still mutable."""

from __future__ import annotations

from dataclasses import dataclass, field

from piadiff.readers.change_region import Atom


@dataclass(slots=True, kw_only=True, eq=False)
class Draft:
    """A row being put together: the atoms of its six cells, and what is doubtful about it."""

    item: list[Atom] = field(default_factory=list)
    before: list[Atom] = field(default_factory=list)
    after: list[Atom] = field(default_factory=list)
    date: list[Atom] = field(default_factory=list)
    timing: list[Atom] = field(default_factory=list)
    reason: list[Atom] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def doubt(self, sentence: str) -> None:
        """Adds a doubt, once."""
        if sentence not in self.doubts:
            self.doubts.append(sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """A date (D), a timing word (T), a reason (R) or text (X) beside no 項目; ``gap`` rows of its page begin before
    it."""

    column: str
    gap: int
    atoms: list[Atom]


@dataclass(slots=True, kw_only=True)
class PageRows:
    """One page: its rows, in the order of the text, and what stands loose between them."""

    drafts: list[Draft] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
