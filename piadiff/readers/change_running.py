"""Running lines of the pages of a change table: the title of the document and page numbers, above or below the rows.

They stand at the edge of most pages and nowhere else, alike but for a number that counts up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from piadiff.notation import fold
from piadiff.readers.change_region import Atom
from piadiff.readers.change_words import EMPTY_MARKS, REASONS, headings, is_date, is_loose_date, timing_of

EDGE = 2  # lines at the top and at the end of a page where running lines are looked for
FEWEST, SHARE = 3, 0.6  # pages, and the share of all pages, on which a running line stands
ROWS_ON_A_PAGE = 1.5  # below it the same words may end every page because they end every row
_NUMBER = re.compile(r"\d{1,4}")
_ONLY_NUMBER = re.compile(r"[-–—(\[<]*(?:[Pp](?:age)?[.]?)?#(?:[/-]#)*(?:ページ|頁)?[-–—)\]>]*")
_REASONS = "\n".join(fold(r) for r in REASONS)
_Line = tuple[Atom, ...]


def without_running(pages: Sequence[tuple[Atom, ...]]) -> tuple[tuple[Atom, ...], ...]:
    """The pages without their running lines; pages too few to tell are given back as they are."""
    if len(pages) < FEWEST:
        return tuple(pages)
    lines = [[tuple(group) for _, group in groupby(page, key=lambda atom: atom.line)] for page in pages]
    found = _numbers(lines) | _titles(lines)
    return tuple(tuple(atom for atom in page if atom.line not in found) for page in pages)


def _edges(page: Sequence[_Line]) -> list[_Line]:
    return [*page[:EDGE], *page[max(EDGE, len(page) - EDGE) :]]


def _key(line: _Line) -> str:
    return "".join(atom.key for atom in line)


def _shape(line: _Line) -> str:
    return _NUMBER.sub("#", _key(line))


def _numbers(pages: Sequence[Sequence[_Line]]) -> set[int]:
    """The lines that are only a page number: one from page to page more than on the page before."""
    seen: dict[str, list[tuple[int, int, int]]] = {}
    for number, page in enumerate(pages):
        for line in _edges(page):
            shape = _shape(line)
            if _ONLY_NUMBER.fullmatch(shape):
                value = int(_NUMBER.findall(_key(line))[0])
                seen.setdefault(shape, []).append((number, value, line[0].line))
    found: set[int] = set()
    for group in seen.values():
        offsets = Counter(value - number for number, value, _ in group)
        offset, times = offsets.most_common(1)[0]
        if times >= max(FEWEST, SHARE * len(pages)):
            found |= {line for number, value, line in group if value - number == offset}
    return found


def _titles(pages: Sequence[Sequence[_Line]]) -> set[int]:
    """The lines that stand at the edge of most pages, and nowhere else."""
    everywhere = Counter(_shape(line) for page in pages for line in page)
    at_edge = Counter(shape for page in pages for shape in {_shape(line) for line in _edges(page)})
    timings = sum(1 for page in pages for line in page for atom in line if timing_of(atom.key))
    if timings < ROWS_ON_A_PAGE * len(pages):
        return set()
    running = {
        shape
        for shape, times in at_edge.items()
        if times >= max(FEWEST, SHARE * len(pages)) and times >= 0.9 * everywhere[shape] and not _may_be_cell(shape)
    }
    return {line[0].line for page in pages for line in _edges(page) if _shape(line) in running}


def _may_be_cell(shape: str) -> bool:
    date = is_date(shape.replace("#", "1")) or is_loose_date(shape.replace("#", "1"))
    mark = timing_of(shape) is not None or shape in EMPTY_MARKS or len(shape) < 4
    return date or mark or shape in _REASONS or headings().likeness(shape) >= 1.5
