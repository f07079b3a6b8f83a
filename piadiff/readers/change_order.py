"""The printed order of the rows: some extractions give the rows of a page from the bottom up.

What speaks for it: inside the pages the dates go down while from page to page they go up; inside the pages the items go
against the order of the form; titles that stand at the end of a page, after its rows. All pages of a document are
taken alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from piadiff.dates import to_iso
from piadiff.notation import fold
from piadiff.readers.change_draft import Draft

HEADER_LAST = 2.0  # what titles after the rows of the first page weigh
DATES, ITEMS = 1.0, 0.4  # what a pair of neighbouring rows weighs by its dates, by its items
_PART_ORDER = "ⅠⅡⅢⅣⅤⅥ"
_STEP = re.compile(r"\((\d{1,2})\)|(?:システム|委託事項|提供先|移転先|リスク)(\d{1,2})|(?<!\d)(\d{1,2})[.]|([①-⑳])")


def is_bottom_up(pages: Sequence[Sequence[Draft]], header_last: bool) -> bool:
    """Whether the rows of the pages stand in the text from the bottom up."""
    inside = sum(_direction(rows) for rows in pages)
    across = _across(pages)
    dates = sum(_date_direction(rows) for rows in pages)
    if across < 0 and dates < 0:
        inside += 2 * DATES * -dates  # a table with the newest rows first runs down inside and across its pages
    return inside - (HEADER_LAST if header_last else 0.0) < 0


def _direction(rows: Sequence[Draft]) -> float:
    """Above 0 if the rows go forward (dates up, items in the order of the form), below 0 if backward."""
    total = DATES * _date_direction(rows)
    for one, two in pairwise(rows):
        if _iso(one) == _iso(two):
            left, right = _item_key(one), _item_key(two)
            total += ITEMS * ((left < right) - (left > right))
    return total


def _date_direction(rows: Sequence[Draft]) -> int:
    days = [day for row in rows if (day := _iso(row))]
    return sum((a < b) - (a > b) for a, b in pairwise(days))


def _across(pages: Sequence[Sequence[Draft]]) -> int:
    """Whether the dates go up (above 0) or down from page to page."""
    middles = []
    for rows in pages:
        days = sorted(day for row in rows if (day := _iso(row)))
        if days:
            middles.append(days[len(days) // 2])
    return sum((a < b) - (a > b) for a, b in pairwise(middles))


def _iso(row: Draft) -> str:
    return to_iso("".join(a.text for a in row.date)) or ""


def _item_key(row: Draft) -> tuple[int, ...]:
    text = "\n".join(fold(a.text) for a in row.item)
    part = next((_PART_ORDER.index(c) for c in text if c in _PART_ORDER), len(_PART_ORDER))
    steps = []
    for match in _STEP.finditer(text):
        number = next(g for g in match.groups() if g)
        steps.append(int(number) if number.isdigit() and number.isascii() else ord(number) - ord("①") + 1)
    return (part, *steps)
