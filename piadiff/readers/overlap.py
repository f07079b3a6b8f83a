"""A cell that crosses a page is printed on both pages: what of its text on the second page is new.

The printer clips the cell to the page, so that the second page may hold all of the text again, its end, or its end and
the last lines of the first page; the boxes are divided anew.
"""

from __future__ import annotations

from collections.abc import Sequence

from piadiff.readers.layout import folded
from piadiff.readers.part_page import Cell

SAME = 8  # a text of more characters is not the same by chance
Chunk = tuple[int, list[str]]


def fresh_chunks(cell: Cell, chunks: Sequence[Chunk]) -> list[Chunk]:
    """The boxes of lines (with the number of their first line) that a page adds to a cell.

    Where they hold all that the cell has so far, the cell is emptied: the page has all of it in order.
    """
    have = folded([line for chunk in cell.chunks for line in chunk])
    here = folded([line for _, chunk in chunks for line in chunk])
    if len(have) > SAME and have != here and have in here:
        cell.chunks, cell.numbers = [], []
        return list(chunks)
    again = [len(key := folded(chunk)) > SAME and key in have for _, chunk in chunks]
    if any(again):
        again = [known or folded(chunk) in have for known, (_, chunk) in zip(again, chunks, strict=True)]
        return [chunk for known, chunk in zip(again, chunks, strict=True) if not known]
    lines = _repeated([line for chunk in cell.chunks for line in chunk], chunks[0][1])
    first = (chunks[0][0] + lines, chunks[0][1][lines:])
    return [first, *chunks[1:]] if first[1] else list(chunks[1:])


def _repeated(before: Sequence[str], lines: Sequence[str]) -> int:
    """How many of the first lines are the last lines of ``before`` again."""
    for count in range(min(len(before), len(lines)), 0, -1):
        end = folded(before[-count:])
        if len(end) > SAME and end == folded(lines[:count]):
            return count
    return 0
