"""In which items and versions a phrase stands: when it came into an item and when it went, notation aside."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from piadiff.following import Past, steps
from piadiff.forms import form
from piadiff.model import Figure, Value
from piadiff.notation import after_folded, fold, meaning
from piadiff.values import as_text, lines

_AT_ONCE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A time during which a phrase stood in an item: ``first`` is the oldest version with it, ``last`` the newest,
    counted back from the newest of all (0).

    ``paths`` says where the item stands from which version on, oldest first. ``excerpt`` is how the newest of these
    versions has it, with what follows.
    """

    first: int
    last: int
    paths: tuple[tuple[int, str], ...]
    excerpt: str

    @property
    def path(self) -> str:
        """Where the item stands in the newest of the versions."""
        return self.paths[-1][1]


class Phrase:
    """A phrase to look for: literal text, never a pattern; what differs in notation only is the same."""

    def __init__(self, text: str) -> None:
        """Raises ValueError for a text that says nothing."""
        self._folded, self._meaning = fold(text), meaning(text)
        if not self._folded:
            raise ValueError("no phrase")

    def stands_in(self, value: Value, kind: str) -> bool:
        """Whether the value of an item of this kind has the phrase; entries of a list and boxes are looked at alone."""
        return any(self._found(text) for text in _texts(value, kind))

    def excerpt(self, value: Value, kind: str, length: int = 60) -> str:
        """The phrase as the value has it, with what follows, at most so many characters."""
        for text in _texts(value, kind):
            at = fold(text).find(self._folded)
            if at >= 0:
                return after_folded(text, at)[:length]
            if self._found(text):
                return text[:length]
        return ""

    def _found(self, text: str) -> bool:
        return self._folded in fold(text) or self._meaning in meaning(text)


def _texts(value: Value, kind: str) -> tuple[str, ...]:
    if kind == "text" and isinstance(value, tuple):
        return ("\n".join(value),)
    if isinstance(value, Figure):
        return value.labels
    return lines(value) or (as_text(value),)


def sightings(past: Past, phrase: Phrase) -> tuple[Sighting, ...]:
    """Every sighting of a phrase, those that still stand first, then by the day on which they ended.

    Each version is read once; of a version whose changes are known only the items that changed are looked at.
    """
    found: list[Sighting] = []
    hits = frozenset(_hits(past, 0, phrase, None))
    running = {path: _begun(past, 0, path, phrase) for path in sorted(hits)}
    for number in range(len(past) - 1):
        if number % _AT_ONCE == 0:
            past.expect(range(number, min(number + _AT_ONCE + 1, len(past))))
        changed = past.changed(number)
        before = _hits(past, number + 1, phrase, changed) | (hits - changed if changed is not None else frozenset())
        moves = steps(past, number, hits) if hits else {}
        following: dict[str, _Running] = {}
        for path, one in running.items():
            there = moves.get(path, path)
            if there is None or there not in before:
                found.append(one.close(number))
                continue
            if there != path:
                one.paths.append((number, there))
            following[there] = one
        for path in sorted(before - following.keys()):
            following[path] = _begun(past, number + 1, path, phrase)
        running, hits = following, before
    found += [one.close(len(past) - 1) for one in running.values()]
    return tuple(sorted(found, key=lambda one: (one.last, form(past.form(one.last)).sort_key(one.path), one.first)))


@dataclass(slots=True)
class _Running:
    """A sighting while it is followed back; ``paths`` newest first, with the version before which each begins."""

    last: int
    paths: list[tuple[int, str]]
    excerpt: str

    def close(self, first: int) -> Sighting:
        starts = [first, *(number for number, _ in self.paths[:0:-1])]
        paths = tuple(zip(starts, (path for _, path in reversed(self.paths)), strict=True))
        return Sighting(first=first, last=self.last, paths=paths, excerpt=self.excerpt)


def _begun(past: Past, number: int, path: str, phrase: Phrase) -> _Running:
    excerpt = phrase.excerpt(past.value(number, path)[1], _kind(past, number, path))
    return _Running(number, [(number, path)], excerpt)


def _hits(past: Past, number: int, phrase: Phrase, among: Set[str] | None) -> frozenset[str]:
    """The items of a version (of ``among``, if that is given) that have the phrase."""
    return frozenset(
        path
        for path in (past.paths(number) if among is None else among)
        if phrase.stands_in(past.value(number, path)[1], _kind(past, number, path))
    )


def _kind(past: Past, number: int, path: str) -> str:
    node = form(past.form(number)).find(path)
    return node.kind if node else "text"
