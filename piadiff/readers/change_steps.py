"""What follows what in the text of a change table: the score of every step from the cell of one column to the next.

Text mostly gives the cells of a row in the form's order, 変更日 – 項目 – texts – 提出時期 – 説明, and then the next
row; but a table may be drawn in another order (変更日 beside 提出時期, 説明 before 提出時期). ``ORDERS`` are those that
differ when the rows follow each other without an end; ``change_label`` takes the one in which the document reads best.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from piadiff.readers.change_region import AFTER_BLANK, NEXT_LINE, SAME_LINE

# Columns: D 変更日, J the first atom of a 項目, I its others, X 変更前 and 変更後, T 提出時期, R 説明.
STATES = "DJIXTR"
# A step that is not listed costs RARE.
RARE = -8.0
STEPS = {
    "DJ": 2.0, "DI": 0.0, "DX": -5.0, "DD": -3.5, "DT": -4.0, "DR": -5.0,
    "JI": 0.0, "JX": 0.0, "JT": -4.0, "JD": -3.0, "JJ": -7.0,
    "II": 0.0, "IX": 0.0, "IT": -4.0, "ID": -3.0, "IJ": -6.0, "IR": -6.0,
    "XX": 0.0, "XT": 0.0, "XD": -4.0, "XJ": -6.0, "XR": -4.0, "XI": -12.0,
    "TR": 0.0, "TD": -0.3, "TJ": -0.6, "TT": -2.0, "TX": -5.0, "TI": -10.0,
    "RR": 0.0, "RD": 0.0, "RJ": -0.6, "RT": -2.5, "RX": -6.0, "RI": -12.0,
}  # fmt: skip
USUAL_ORDER = "DXTR"  # X stands for 項目 and the two texts
REASON_AFTER_TEXTS = frozenset({"DXRT", "XRDT"})  # where a reason has its own place, apart from its timing
TEXTS_ALONE = "X"  # dates, timings and reasons stand in runs above or below the rows of a page
ORDERS = (USUAL_ORDER, "DXRT", "XDTR", "XDRT", "XTDR", "XRDT", TEXTS_ALONE)
_TEXTS_ALONE = {"XJ": -0.5, "DD": -1.5, "TT": -1.0}
# In another order: what a cell costs that a step leaves out (提出時期 is hardly ever empty), and what it gains that a
# 項目 comes right after its date.
_LEFT_OUT = {"D": -0.6, "R": -0.4, "T": -4.0, "X": -5.0}
_DATE_BEFORE_ITEM = 2.0
_FIRST = {"D": 0.0, "J": 0.0, "I": -5.0, "X": -4.0, "T": -2.5, "R": -4.0}
_FIRST_IN_OTHER_ORDER = {"D": 0.0, "J": 0.0, "I": -5.0, "X": -4.0, "T": -1.0, "R": -2.0}
LAST = {"D": -1.0, "J": -3.0, "I": -2.5, "X": -1.0, "T": 0.0, "R": 0.0}
COMMON = 0.15  # a step this common among those from a column is this document's way, and costs less
# A blank line inside a 項目 or a reason, and a new cell in the middle of a line or without a blank line.
BLANK_BETWEEN_ITEMS = 1.5
BLANK_INSIDE = {"I": -1.2, "R": -0.6}
NEW_CELL = {SAME_LINE: -0.6, NEXT_LINE: -0.2, AFTER_BLANK: 0.0}
Table = tuple[tuple[float, ...], ...]


def first_scores(order: str) -> Mapping[str, float]:
    """What the first atom of a page scores by its column."""
    return _FIRST if order == USUAL_ORDER else _FIRST_IN_OTHER_ORDER


def steps_of(order: str) -> dict[str, float]:
    """The scores of all steps where the cells come in the order given (see ``ORDERS``)."""
    steps = dict(STEPS)
    if order == USUAL_ORDER:
        return steps
    if order == TEXTS_ALONE:
        return steps | _TEXTS_ALONE
    for at, left in enumerate(order):
        for far in range(1, len(order)):
            passed, right = [order[(at + i) % len(order)] for i in range(1, far)], order[(at + far) % len(order)]
            score = sum(_LEFT_OUT[cell] for cell in passed)
            if left + right == "DX":
                score += _DATE_BEFORE_ITEM
            for one in "JI" if left == "X" else left:
                steps[one + ("J" if right == "X" else right)] = score - (4.0 if left == "X" else 0.0)
            if left == "X":
                steps["X" + right] = score
    if order[order.index("X") - 1] != "D":
        steps["DI"] = _LEFT_OUT["T"]  # a date inside a 項目 stands before its texts
    return steps


def usual_steps(order: str, spans: Iterable[Sequence[str]]) -> Mapping[str, float]:
    """The scores of steps with those eased that are common in this document (a run of dates, reasons at the end).

    ``spans`` are the columns of the spans of every page.
    """
    base = steps_of(order)
    pairs: Counter[str] = Counter()
    for page in spans:
        pairs.update(a + b for a, b in pairwise(page))
    leaving = Counter({left: sum(n for pair, n in pairs.items() if pair[0] == left) for left in "DIXTR"})
    steps = dict(base)
    for pair, times in pairs.items():
        share = times / leaving[pair[0]]
        if times < 3 or share < COMMON:
            continue
        lefts = "JI" if pair[0] == "I" else pair[0]
        right = "J" if pair[1] == "I" else pair[1]
        for left in lefts:
            steps[left + right] = base.get(left + right, RARE) * max(0.0, 1.0 - 1.5 * share)
    if order in (USUAL_ORDER, TEXTS_ALONE):
        _ease_row_starts(steps)
    return steps


def _ease_row_starts(steps: dict[str, float]) -> None:
    """A row begins with its date or, without one, with its 項目: what may come before the one may before the other."""
    for row_end in "XTR":
        eased = max(steps[row_end + "D"], steps[row_end + "J"] + 1.0)
        steps[row_end + "D"] = eased
        steps[row_end + "J"] = max(steps[row_end + "J"], eased - 2.0)


def step_tables(steps: Mapping[str, float]) -> tuple[Table, ...]:
    """For every gap, for every column the scores of the steps to it."""
    return tuple(
        tuple(tuple(_step(steps, left, right, gap) for left in STATES) for right in STATES)
        for gap in (SAME_LINE, NEXT_LINE, AFTER_BLANK)
    )


def _step(steps: Mapping[str, float], left: str, right: str, gap: int) -> float:
    score = steps.get(left + right, RARE)
    same = left == right or (left == "J" and right == "I")
    if same and gap == AFTER_BLANK:
        return score + BLANK_INSIDE.get(right, 0.0)
    if left in "JI" and right == "J" and gap == AFTER_BLANK:
        score += BLANK_BETWEEN_ITEMS
    return score if same else score + NEW_CELL[gap]
