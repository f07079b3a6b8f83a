"""Running lines: titles and page numbers that a printer or a word processor set on every page.

They are no part of the assessment. A page number of any style is known by its counting up; a title by standing at the
edge of most pages.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from piadiff.notation import nfkc

PAGE_BREAK = "\f"
_LONGEST = 80
_FEWEST_NUMBERS = 5
_FEWEST_TITLES = 4
_LINES_BETWEEN = 10  # lines that stand between two page numbers as a rule
_SPAN = 0.6  # the share of the document that its page numbers stretch over at least
_STEP = 3  # a page number may be missing now and then
_TITLE_LENGTH = 6
_EDGE_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class _Line:
    index: int
    number: int


def without_running_lines(lines: Sequence[str], is_form: Callable[[str], bool]) -> list[str]:
    """The lines with page numbers turned into page breaks and running titles made empty; none is added or removed.

    ``is_form`` tells whether a line belongs to the form (a label, an option, a box), which no running line is.
    """
    plain = [nfkc(line.replace(PAGE_BREAK, "")).strip() for line in lines]
    short = [i for i, text in enumerate(plain) if 0 < len(text) <= _LONGEST]
    out = list(lines)
    for index in _page_numbers(plain, short, is_form):
        out[index] = PAGE_BREAK
    for index in _titles(plain, short, lines, out, is_form):
        out[index] = PAGE_BREAK * out[index].count(PAGE_BREAK) or (PAGE_BREAK if _opens_page(out, index) else "")
    return out


def _page_numbers(plain: Sequence[str], short: Sequence[int], is_form: Callable[[str], bool]) -> list[int]:
    """Lines that are alike but for a number which counts up through the document."""
    groups: dict[str, list[_Line]] = {}
    for index in short:
        numbers = list(re.finditer(r"\d+", plain[index]))
        for at in {0, len(numbers) - 1} if numbers else ():
            match = numbers[at]
            key = f"{at and 1}{plain[index][: match.start()]}\0{plain[index][match.end() :]}"
            if len(match[0]) <= 4:
                groups.setdefault(key, []).append(_Line(index, int(match[0])))
    found: set[int] = set()
    for group in groups.values():
        if len(group) < _FEWEST_NUMBERS:
            continue
        chain = _chain(group)
        if len(chain) < _FEWEST_NUMBERS or is_form(plain[chain[0].index]):
            continue
        gaps = [b.index - a.index for a, b in pairwise(chain)]
        span = sum(chain[0].index <= index <= chain[-1].index for index in short)
        if median(gaps) >= _LINES_BETWEEN and span >= _SPAN * len(short):
            found |= {line.index for line in chain}
    return sorted(found)


def _chain(group: Sequence[_Line]) -> list[_Line]:
    """The longest run of lines whose numbers count up by one, or by a little more where a number is missing."""
    ends: dict[int, tuple[int, _Line, _Line | None]] = {}
    before: dict[_Line, _Line | None] = {}
    for line in group:
        previous = [ends[n] for n in range(line.number - _STEP, line.number) if n in ends]
        length, last, _ = max(previous, key=lambda end: end[0], default=(0, None, None))
        if line.number not in ends or ends[line.number][0] <= length + 1:
            ends[line.number] = (length + 1, line, last)
            before[line] = last
    at: _Line | None = max(ends.values(), key=lambda end: end[0])[1]
    out = []
    while at is not None:
        out.append(at)
        at = before[at]
    return out[::-1]


def _titles(
    plain: Sequence[str],
    short: Sequence[int],
    printed: Sequence[str],
    lines: Sequence[str],
    is_form: Callable[[str], bool],
) -> list[int]:
    """Lines repeated word for word whose place is the edge of a page, or that stand once on each page.

    ``printed`` are the lines as they were, ``lines`` those with page breaks for page numbers.
    """
    groups: dict[str, list[int]] = {}
    for index in short:
        if len(plain[index]) >= _TITLE_LENGTH:
            groups.setdefault(plain[index], []).append(index)
    often = [group for group in groups.values() if len(group) >= _FEWEST_TITLES]
    if not often:
        return []
    filled = [i for i, text in enumerate(plain) if text and PAGE_BREAK not in (text, lines[i])]
    breaks = [i for i, line in enumerate(lines) if PAGE_BREAK in line]
    starts = [i for i, line in enumerate(printed) if PAGE_BREAK in line or _opens_page(printed, i)] or breaks
    found: list[int] = []
    for group in often:
        if (
            _on_each_page(group, starts)
            and all(_alone(printed, index) for index in group)
            and not is_form(plain[group[0]])
        ):
            found += group
            continue
        at_edge = sum(_at_edge(index, lines, filled, breaks) for index in group)
        if at_edge >= _EDGE_SHARE * len(group) and not is_form(plain[group[0]]):
            found += group
    return found


def _on_each_page(group: Sequence[int], starts: Sequence[int]) -> bool:
    """Whether a line stands once on most pages, wherever (an extraction may set it between the cells)."""
    pages = [bisect_right(starts, index) for index in group]
    return len(pages) == len(set(pages)) and len(pages) >= _EDGE_SHARE * len(starts)


def _alone(lines: Sequence[str], index: int) -> bool:
    """Whether a line is a box by itself."""
    before, after = lines[index - 1] if index else "", lines[index + 1] if index + 1 < len(lines) else ""
    begins = PAGE_BREAK in lines[index] or not before.strip() or _opens_page(lines, index)
    return begins and (not after.strip() or PAGE_BREAK in after or _opens_page(lines, index + 1))


def _at_edge(index: int, lines: Sequence[str], filled: Sequence[int], breaks: Sequence[int]) -> bool:
    """Whether a line is the first or the last of its page."""
    if PAGE_BREAK in lines[index] or _opens_page(lines, index):
        return True
    at = bisect_right(filled, index) - 1
    before = filled[at - 1] if at > 0 and filled[at] == index else -1
    after = filled[at + 1] if at + 1 < len(filled) else len(lines)
    first = bisect_right(breaks, index)
    return (first > 0 and breaks[first - 1] > before) or (first < len(breaks) and breaks[first] <= after)


def _opens_page(lines: Sequence[str], index: int) -> bool:
    """Whether a line begins with the space that a form feed became."""
    return lines[index].startswith(" ") and index > 0 and bool(lines[index - 1].strip(" \t"))
