"""Which date, timing and reason belongs to which row of a page: an alignment of what stands between the rows.

Rows are told by their 項目. A date, a timing word or a reason stands before or after its row, or several stand in
a run; so for each kind the whole document is tried with "before" and with "after", every page is aligned at the
least cost, and the cheaper reading holds for the document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

DISPLACED, PER_ROW = 0.7, 0.5  # an element away from its place, and for every row that it is away
UNUSUAL = 2.0  # what must speak for the unusual side
MOST_PAIRS = 400_000  # elements times rows that are aligned in order
LOST, CROSSED = 5.0, 1.0  # an element that goes to no row; one that goes past its neighbours


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """For every element the row that it goes to (None: to none), and what that costs."""

    rows: tuple[int | None, ...]
    cost: float


def best_side(pages: Sequence[tuple[Sequence[int], int]], *, usual: int, missing: float) -> tuple[int, list[Alignment]]:
    """Whether elements stand before (0) or after (1) their rows in this document, and the alignment of every page.

    A page is (for every element the number of rows that begin before it, the number of rows). ``usual`` is the side
    taken where the evidence does not tell; ``missing`` is the cost of a row that gets no element.
    """
    sides = (usual, 1 - usual)
    tried = [[align(gaps, count, side, missing) for gaps, count in pages] for side in sides]
    costs = [sum(a.cost for a in found) for found in tried]
    pick = 0 if costs[0] <= costs[1] + UNUSUAL else 1
    return sides[pick], tried[pick]


def align(gaps: Sequence[int], count: int, side: int, missing: float) -> Alignment:
    """The cheapest assignment of elements to the rows of one page (see ``best_side``)."""
    exact = _exact_first(gaps, count, side, missing)
    if len(gaps) * count > MOST_PAIRS:
        return exact
    ordered = _in_order(gaps, count, side, missing)
    return ordered if ordered.cost <= exact.cost else exact


def _distance(gap: int, row: int, side: int) -> float:
    away = abs(gap - row - side)
    return DISPLACED + PER_ROW * away if away else 0.0


def _in_order(gaps: Sequence[int], count: int, side: int, missing: float) -> Alignment:
    """Elements keep their order: dynamic programming over (elements used, rows used)."""
    size = len(gaps)
    cost = [[0.0] * (count + 1) for _ in range(size + 1)]
    step = [[""] * (count + 1) for _ in range(size + 1)]
    for e in range(size + 1):
        for r in range(count + 1):
            options = []
            if e and r:
                options.append((cost[e - 1][r - 1] + _distance(gaps[e - 1], r - 1, side), "both"))
            if r:
                options.append((cost[e][r - 1] + missing, "row"))
            if e:
                options.append((cost[e - 1][r] + LOST, "element"))
            if options:
                cost[e][r], step[e][r] = min(options)
    rows: list[int | None] = [None] * size
    e, r = size, count
    while e or r:
        if step[e][r] == "both":
            e, r = e - 1, r - 1
            rows[e] = r
        elif step[e][r] == "row":
            r -= 1
        else:
            e -= 1
    return Alignment(rows=tuple(rows), cost=cost[size][count])


def _exact_first(gaps: Sequence[int], count: int, side: int, missing: float) -> Alignment:
    """Elements in the right place stay there; what is left over goes to the rows without one, in order."""
    rows: list[int | None] = [None] * len(gaps)
    free = set(range(count))
    for e, gap in enumerate(gaps):
        if gap - side in free:
            rows[e] = gap - side
            free.discard(gap - side)
    cost = 0.0
    left = [e for e, row in enumerate(rows) if row is None]
    for e, row in zip(left, sorted(free), strict=False):
        rows[e] = row
        free.discard(row)
        cost += _distance(gaps[e], row, side) + CROSSED
    cost += LOST * sum(row is None for row in rows) + missing * len(free)
    return Alignment(rows=tuple(rows), cost=cost)
