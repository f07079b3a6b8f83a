"""Which values of a page belong to which labels: of all assignments in the form's order the one that costs least.

An extraction goes down columns as well as along rows, so that a value may stand behind the labels of other rows or
before its own. Labels and values each keep the order of the form as a rule, and that is what the assignment rests on;
what it costs is weighed here: an item left without value, two boxes of lines in one cell, a value away from its label.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_BEAM = 7.0  # how much worse than the best an assignment may be on its way
_MOST = 40  # boxes of lines that one cell holds on a page at most, as far as they are weighed
_CROSSED = 3  # boxes of lines of a cell that is read before or after the cell of its neighbour
INF = float("inf")


@dataclass(slots=True, kw_only=True)
class Costs:
    """What assignments cost: ``pair[i][j]`` that item ``i`` holds value ``j``; ``gain[i]`` what it counts that the item
    holds a value at all; ``join[j]`` that value ``j`` goes on with the one before it in one cell (infinite: never);
    ``joins[i]`` what that costs more in this item; ``drop[j]`` that value ``j`` has no item; ``cross[i][j]`` that item
    ``i`` holds the values behind ``j`` and item ``i + 1`` those up to ``j``."""

    pair: list[list[float]]
    gain: list[float]
    join: list[float]
    joins: list[float]
    drop: list[float]
    cross: list[list[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The assignment: for each value its item (None: no item), how much worse the best assignment is in which it has
    another, and which item it has there."""

    items: list[int | None]
    margins: list[float]
    others: list[int | None]


@dataclass(frozen=True, slots=True)
class _Step:
    to: tuple[int, int]  # values done, items done
    cost: float
    given: tuple[tuple[int, int | None], ...]  # (value, item)


@dataclass(slots=True, kw_only=True)
class _Lattice:
    steps: dict[tuple[int, int], list[_Step]] = field(default_factory=dict)
    forward: dict[tuple[int, int], float] = field(default_factory=dict)


def fit(costs: Costs) -> Fit:
    """The cheapest assignment of values to items, both in their order but for neighbours that are crossed."""
    values, items = len(costs.drop), len(costs.gain)
    lattice = _forward(costs, values, items)
    backward: dict[tuple[int, int], float] = {(values, items): 0.0}
    for state in sorted(lattice.steps, reverse=True):
        backward[state] = min(
            (step.cost + backward.get(step.to, INF) for step in lattice.steps[state]),
            default=backward.get(state, INF),
        )
    chosen: list[int | None] = [None] * values
    at = (0, 0)
    while at != (values, items):
        step = min(lattice.steps[at], key=lambda s: s.cost + backward.get(s.to, INF))
        for value, item in step.given:
            chosen[value] = item
        at = step.to
    margins, others = [INF] * values, list[int | None]([None] * values)
    best = backward[0, 0]
    for state, steps in lattice.steps.items():
        for step in steps:
            worse = lattice.forward[state] + step.cost + backward.get(step.to, INF) - best
            for value, item in step.given:
                if item != chosen[value] and worse < margins[value]:
                    margins[value], others[value] = worse, item
    return Fit(items=chosen, margins=margins, others=others)


def _forward(costs: Costs, values: int, items: int) -> _Lattice:
    lattice = _Lattice(forward={(0, 0): 0.0})
    waiting: dict[int, set[int]] = {0: {0}}
    for done in range(values + 1):
        least = min((lattice.forward[done, item] for item in waiting.get(done, ())), default=INF)
        for item in range(items + 1):
            cost = lattice.forward.get((done, item), INF)
            least = min(least, cost)
            if cost == INF or (cost > least + _BEAM and done < values):
                continue
            steps = _steps(costs, done, item, values, items)
            lattice.steps[done, item] = steps
            for step in steps:
                if cost + step.cost < lattice.forward.get(step.to, INF):
                    lattice.forward[step.to] = cost + step.cost
                    waiting.setdefault(step.to[0], set()).add(step.to[1])
    return lattice


def _steps(costs: Costs, done: int, item: int, values: int, items: int) -> list[_Step]:
    """The ways to go on when so many values and items are done."""
    out: list[_Step] = []
    if item < items:
        out.append(_Step((done, item + 1), 0.0, ()))
    if done == values:
        return out
    out.append(_Step((done + 1, item), costs.drop[done], ((done, None),)))
    if item == items:
        return out
    total = -costs.gain[item]
    given: tuple[tuple[int, int | None], ...] = ()
    for value in range(done, min(values, done + _MOST)):
        total += costs.pair[item][value]
        if value > done:
            total += costs.join[value] + costs.joins[item]
        if total >= INF:
            break
        given = (*given, (value, item))
        out.append(_Step((value + 1, item + 1), total, given))
    if item + 1 < items and done + 1 < values:
        out += _crossed(costs, done, item, values)
    return out


def _crossed(costs: Costs, done: int, item: int, values: int) -> list[_Step]:
    """The ways in which the next item holds the next value, or values, before those of this item come."""
    out: list[_Step] = []
    least = -costs.gain[item] - costs.gain[item + 1]
    for first in range(1, min(_CROSSED, values - done - 1) + 1):
        early = _cell(costs, item + 1, done, done + first)
        if early == INF:
            break
        for second in range(1, min(_CROSSED, values - done - first) + 1):
            late = _cell(costs, item, done + first, done + first + second)
            if late == INF:
                break
            if first > 1 and second > 1:
                continue
            given = (
                *((value, item + 1) for value in range(done, done + first)),
                *((value, item) for value in range(done + first, done + first + second)),
            )
            cost = least + early + late + costs.cross[item][done + first - 1]
            out.append(_Step((done + first + second, item + 2), cost, given))
    return out


def _cell(costs: Costs, item: int, start: int, end: int) -> float:
    """What it costs that an item holds the values from ``start`` to ``end``."""
    own = sum(costs.pair[item][value] for value in range(start, end))
    return own + sum(costs.join[value] + costs.joins[item] for value in range(start + 1, end))
