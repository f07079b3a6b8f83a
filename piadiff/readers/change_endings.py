"""Reasons known by their repetition: where a 説明 follows the texts of its row with no 提出時期 between them, nothing
but its coming again under other rows tells where it begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from piadiff.readers.change_region import SAME_LINE, Atom

MOST_LINES = 8  # lines of an ending
FEWEST, SHORTEST = 3, 5  # times that it comes, letters that it has
AS_OFTEN = 0.8  # a longer ending that comes nearly as often is the whole of it


def repeated_endings(rows: Iterable[Sequence[Atom]]) -> frozenset[str]:
    """The endings that several rows share, each as long as it stays shared; rows that say the same count once.

    ``rows`` are, for every row, the atoms of its texts and what follows them up to the next date, timing or 項目.
    """
    seen: Counter[str] = Counter()
    longer: dict[str, Counter[str]] = {}
    different = {"\n".join(atom.key for atom in atoms): atoms for atoms in rows}
    for atoms in different.values():
        ending = before = ""
        for size in range(1, min(MOST_LINES, len(atoms) - 1) + 1):
            ending = atoms[-size].key + ending
            if atoms[-size].gap == SAME_LINE and size > 1:
                continue
            seen[ending] += 1
            if before:
                longer.setdefault(before, Counter())[ending] += 1
            before = ending
    return frozenset(
        ending
        for ending, times in seen.items()
        if times >= FEWEST
        and len(ending) >= SHORTEST
        and max(longer.get(ending, Counter({"": 0})).values()) < AS_OFTEN * times
    )
