"""Runs of reasons taken apart: several 説明 cells that the extraction gave one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from piadiff.notation import fold
from piadiff.readers.change_label import Style, width
from piadiff.readers.change_region import AFTER_BLANK, SAME_LINE, Atom
from piadiff.readers.change_words import REASONS

MOST_LINES = 14  # lines of one reason in a run
_STANDARD = frozenset(fold(r) for r in REASONS)


def split_reasons(atoms: Sequence[Atom], style: Style, most: int) -> list[list[Atom]]:
    """The reasons in a run of atoms, at most ``most``; the whole as one where nothing tells them apart.

    A border counts where a known reason (standard, or repeated in this document) ends and another begins, or where
    blank lines give exactly as many pieces as are wanted.
    """
    known = _STANDARD | style.reasons
    ends: list[list[int] | None] = [None] * (len(atoms) + 1)
    ends[0] = []
    for stop in range(1, len(atoms) + 1):
        for start in range(max(0, stop - MOST_LINES), stop):
            so_far, best = ends[start], ends[stop]
            if so_far is not None and "".join(a.key for a in atoms[start:stop]) in known:
                ends[stop] = [*so_far, stop] if best is None or len(so_far) >= len(best) else best
    whole = ends[-1]
    if whole is not None and 1 < len(whole) <= most:
        return _cut(atoms, whole)
    blanks = [i for i in range(1, len(atoms)) if atoms[i].gap == AFTER_BLANK]
    if len(blanks) + 1 == most:
        return _cut(atoms, [*blanks, len(atoms)])
    short = [i for i in range(1, len(atoms)) if atoms[i].gap != SAME_LINE and _is_short(atoms[i - 1], style)]
    if len(short) + 1 == most:
        return _cut(atoms, [*short, len(atoms)])
    return [list(atoms)]


def is_known(atoms: Sequence[Atom], style: Style) -> bool:
    """Whether this is the whole of a reason that is standard or repeated in the document."""
    key = _key(atoms)
    return any(k in _STANDARD or k in style.reasons for k in (key, key.rstrip("。"), key + "。"))


def broken_ends(reasons: Sequence[list[Atom]], style: Style) -> list[list[Atom]]:
    """The reasons of a page with ends that were torn off put back.

    Where a reason is a known one and then some lines, and another is a known one but for just those lines, the lines
    are moved to it.
    """
    known = _STANDARD | style.reasons
    out = [list(r) for r in reasons]
    for source, atoms in enumerate(reasons):
        if _key(atoms) in known:
            continue
        cut = max((i for i in range(1, len(atoms)) if _key(atoms[:i]) in known), default=len(atoms))
        start = cut
        for stop in range(cut + 1, len(atoms) + 1):
            target = _torn(out, source, _key(atoms[start:stop]), known)
            if target is not None:
                out[target] += atoms[start:stop]
                start = stop
        out[source] = [*atoms[:cut], *atoms[start:]]
    return out


def _torn(reasons: Sequence[list[Atom]], source: int, end: str, known: frozenset[str]) -> int | None:
    """Which other reason lacks just this end."""
    for index, atoms in enumerate(reasons):
        if index != source and atoms and _key(atoms) not in known and _key(atoms) + end in known:
            return index
    return None


def _key(atoms: Sequence[Atom]) -> str:
    return "".join(a.key for a in atoms)


def _is_short(atom: Atom, style: Style) -> bool:
    return bool(style.reason.full) and width(atom.text) < style.reason.full - 4


def _cut(atoms: Sequence[Atom], stops: Sequence[int]) -> list[list[Atom]]:
    starts = [0, *stops[:-1]]
    return [list(atoms[a:b]) for a, b in zip(starts, stops, strict=True)]
