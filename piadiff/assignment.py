"""The best one-to-one assignment of two lists by the worth of each pair (Hungarian method)."""

from __future__ import annotations

from collections.abc import Sequence


def best_assignment(worth: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The pairs (row, column) whose worth adds up to the most, as many as the shorter side has; rows ascending.

    Shortest augmenting paths with potentials, O(n³). Deterministic: equal inputs give equal pairs.
    """
    if not worth or not worth[0]:
        return []
    if len(worth) > len(worth[0]):
        turned = best_assignment(list(zip(*worth, strict=True)))
        return sorted((row, column) for column, row in turned)
    columns = len(worth[0])
    row_potential = [0.0] * (len(worth) + 1)
    column_potential = [0.0] * (columns + 1)
    row_of = [0] * (columns + 1)  # 0: the column is free; column 0 holds the row being placed
    for row in range(1, len(worth) + 1):
        row_of[0] = row
        _place(worth, row_potential, column_potential, row_of)
    return sorted((row_of[column] - 1, column - 1) for column in range(1, columns + 1) if row_of[column])


def _place(
    worth: Sequence[Sequence[float]], row_potential: list[float], column_potential: list[float], row_of: list[int]
) -> None:
    """Places the row in ``row_of[0]``, moving earlier rows to other columns where that is worth more as a whole."""
    columns = len(column_potential)
    slack = [float("inf")] * columns
    before = [0] * columns
    seen = [False] * columns
    column = 0
    while row_of[column]:
        seen[column] = True
        row, step, nearest = row_of[column], float("inf"), 0
        for other in range(1, columns):
            if seen[other]:
                continue
            cost = -worth[row - 1][other - 1] - row_potential[row] - column_potential[other]
            if cost < slack[other]:
                slack[other], before[other] = cost, column
            if slack[other] < step:
                step, nearest = slack[other], other
        for other in range(columns):
            if seen[other]:
                row_potential[row_of[other]] += step
                column_potential[other] -= step
            else:
                slack[other] -= step
        column = nearest
    while column:
        row_of[column] = row_of[before[column]]
        column = before[column]
