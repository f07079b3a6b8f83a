"""Where the 変更箇所 table stands in a document's text, its pages, and the atoms (pieces of lines) of each page.

The table is known by its column titles. They stand at the top of every page, or on the first only, at its end or
middle, on one line or several, in any order, alone or glued to a row; a row above the first titles belongs to the table
when it stands on the same page. Pages are divided by form feeds, which some extractions turn into one leading space
without a blank line before it; where neither is left the titles divide them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from piadiff.notation import fold
from piadiff.readers.change_words import (
    DATE_AFTER,
    DATE_PIECE,
    GLUED_DATE,
    GLUED_TIMING,
    PART,
    TABLE_TITLE,
    TIMING_AFTER,
    TITLE_ONE,
    TITLE_RUN,
    headings,
    is_date,
    timing_of,
    titles_in,
)

SAME_LINE, NEXT_LINE, AFTER_BLANK = 0, 1, 2
LOOK_BACK = 400  # lines above the first titles in which rows of their page may stand
WINDOW = 14  # lines over which the titles of one header may be strewn
PAGE_LINES = 80  # lines between titles that are strewn over a page
_COMMON = frozenset({"item", "timing"})
_PAGE_NUMBER = re.compile(r"-\d{1,3}-|\d{1,3}/\d{1,3}|\d{1,3}(?:ページ|頁)|[Pp][.]?\d{1,3}")
_OPEN, _CLOSE = "[（(「［", "]）)」］"


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """A piece of a line that belongs to one cell: its text, comparison key, line index and what divides it from the
    piece before (``gap``: same line, next line, after a blank line; ``glued``: same line and not even a space)."""

    text: str
    key: str
    line: int
    gap: int
    glued: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The table's pages, in the order of the text, and the indexes of the lines it takes up.

    ``header_last`` tells that titles stand at the end of the first page, after rows.
    """

    pages: tuple[tuple[Atom, ...], ...]
    used: frozenset[int]
    header_last: bool


def find_region(lines: Sequence[str]) -> Region | None:
    """The region of the document's change table; None if the document prints no titles of such a table."""
    headers = _headers(lines)
    if not headers:
        return None
    first = min(headers)
    marks = _marks(lines, first)
    start, rows_above = _start(lines, marks, first)
    groups = [g for g in _header_groups(headers) if _is_header(frozenset().union(*(headers[i] for i in g)))]
    marks = _confirmed(lines, marks, groups)
    if 2 * sum(1 for m in marks if m > first) < len(groups) - 1:
        marks = sorted({*marks, *(g[-1] + 1 if rows_above else g[0] for g in groups)})
    end = _end(lines, headers, marks, first)
    bounds = [start, *(m for m in marks if start < m < end), end]
    pages = (_atoms(lines, low, high, headers) for low, high in pairwise(bounds))
    return Region(pages=tuple(p for p in pages if p), used=frozenset(range(start, end)), header_last=rows_above)


def _headers(lines: Sequence[str]) -> dict[int, frozenset[str]]:
    """Line index → columns named there, for the lines that belong to headers of the table.

    A table is there where at least four columns are named close together, or strewn over a page. 項目 and 提出時期 are
    common words and count only in company or after the first header.
    """
    hits: dict[int, frozenset[str]] = {}
    for index, line in enumerate(lines):
        if not TITLE_ONE.search(line):
            continue
        run = TITLE_RUN.search(line)
        if run and len(columns := titles_in(run[0])) >= 2:
            hits[index] = columns
        elif TITLE_ONE.fullmatch(line.strip()):
            hits[index] = titles_in(line)
    close = _clusters(sorted(hits), WINDOW)
    strewn = _clusters([i for i in sorted(hits) if not hits[i] <= _COMMON], PAGE_LINES)
    first = min(
        (g[0] for g in (*close, *strewn) if _is_header(frozenset().union(*(hits[i] for i in g)))), default=len(lines)
    )
    return {i: hits[i] for i in hits if i >= first}


def _clusters(indexes: Sequence[int], window: int) -> list[list[int]]:
    """Line indexes in groups that are never more than ``window`` lines apart."""
    groups: list[list[int]] = []
    for index in indexes:
        if groups and index - groups[-1][-1] <= window:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _is_header(columns: frozenset[str]) -> bool:
    return len(columns) >= 4 and "date" in columns and bool(columns & {"before", "after"})


def _marks(lines: Sequence[str], first: int) -> list[int]:
    """The indexes of lines that begin a page by a form feed, or by one space right after another line.

    Spaces count only while they are rare: else the text is indented.
    """
    low = max(1, first - LOOK_BACK)
    feeds = [i for i in range(low, len(lines)) if "\f" in lines[i]]
    spaced = [i for i in range(low, len(lines)) if lines[i][:1] == " " and lines[i].strip() and lines[i - 1].strip()]
    indented = sum(1 for i in range(first, len(lines)) if lines[i][:1] == " " and lines[i].strip())
    filled = sum(1 for i in range(first, len(lines)) if lines[i].strip())
    return sorted({*feeds, *(spaced if indented <= max(3.0, 0.2 * filled) else ())})


def _confirmed(lines: Sequence[str], marks: list[int], groups: list[list[int]]) -> list[int]:
    """The marks without those by a space alone that do not stand at titles, where most titles stand at a mark."""
    if not groups:
        return marks
    at_titles = {m for g in groups for m in marks if g[0] - 2 <= m <= g[0] or 0 <= m - g[-1] <= 4}
    if len(at_titles) < 0.6 * len(groups):
        return marks
    first = groups[0][0]
    return [m for m in marks if m in at_titles or m < first or "\f" in lines[m]]


def _header_groups(headers: dict[int, frozenset[str]]) -> list[list[int]]:
    groups: list[list[int]] = []
    seen: frozenset[str] = frozenset()
    for index in sorted(headers):
        if groups and index - groups[-1][-1] <= WINDOW and not headers[index] & seen:
            groups[-1].append(index)
            seen |= headers[index]
        else:
            groups.append([index])
            seen = headers[index]
    return groups


def _start(lines: Sequence[str], breaks: list[int], first: int) -> tuple[int, bool]:
    """Where the table begins, and whether rows stand above the first titles."""
    title = _title_above(lines, first)
    before = [b for b in breaks if b <= title]
    page = before[-1] if before and title - before[-1] <= LOOK_BACK else None
    row = _first_row_above(lines, title, page if page is not None else max(0, title - LOOK_BACK))
    if row is None:
        return title, False
    if page is not None and row - page <= 40 and not any(_is_form_line(lines[i]) for i in range(page, row)):
        return page, True
    return row, True


def _is_form_line(line: str) -> bool:
    """Whether a line is a heading of the form and no piece of a row."""
    return headings().complete(fold(line))


def _title_above(lines: Sequence[str], first: int) -> int:
    """The line of （別添３）変更箇所 just above the titles, else that of the titles."""
    seen = 0
    for index in range(first - 1, max(-1, first - 8), -1):
        if not lines[index].strip():
            continue
        if TABLE_TITLE.fullmatch(fold(lines[index])):
            return index
        seen += 1
        if seen == 2:
            break
    return first


def _first_row_above(lines: Sequence[str], stop: int, low: int) -> int | None:
    """The first line of the rows that stand between ``low`` and ``stop``; None if there are none.

    Read upward: a timing word, then the 項目 of its row (a line with the number of a part), then perhaps its date.
    """
    begin: int | None = None
    has_timing = False
    since = 0  # filled lines since the last that told something
    joined = False  # whether no blank line has come since ``begin``
    for index in range(stop - 1, low - 1, -1):
        key = fold(lines[index])
        if not key:
            joined = False
            continue
        since += 1
        if _has_timing(lines[index]):
            has_timing, since = True, 0
        elif PART.match(key) and (has_timing or joined):
            begin, has_timing, since, joined = index, False, 0, True
        elif is_date(key) and begin is not None and since == 1 and not is_date(fold(lines[begin])):
            begin, since, joined = index, 0, False
        if since > 80:
            break
    return begin


def _has_timing(line: str) -> bool:
    """Whether a line is, begins or ends with a timing word that stands as a cell."""
    words = line.split()
    return any(timing_of(fold(w)) for w in (*words[:1], *words[-1:])) or GLUED_TIMING.match(fold(line)) is not None


def _end(lines: Sequence[str], headers: dict[int, frozenset[str]], breaks: list[int], first: int) -> int:
    """Where the table ends: at the end of the text, or before pages that bear neither titles nor a timing word."""
    end = len(lines)
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    pages = [*(b for b in breaks if b > first), end]
    if len(_header_groups(headers)) < 3:
        return end
    while len(pages) > 1:
        low, high = pages[-2], pages[-1]
        if any(low <= h < high for h in headers) or _has_row(lines, low, high):
            break
        pages.pop()
    return pages[-1]


def _has_row(lines: Sequence[str], low: int, high: int) -> bool:
    return any(timing_of(fold(word)) for index in range(low, high) for word in lines[index].split())


def _atoms(lines: Sequence[str], low: int, high: int, headers: dict[int, frozenset[str]]) -> tuple[Atom, ...]:
    """The pieces of the lines of one page, without titles and page numbers."""
    atoms: list[Atom] = []
    gap = AFTER_BLANK
    last = _last_filled(lines, low, high)
    for index in range(low, high):
        text = lines[index].replace("\f", "").strip(" \t\r")
        if not text.strip():
            gap = AFTER_BLANK
            continue
        if index in headers:
            text = _without_titles(text)
            if not text:
                gap = AFTER_BLANK
                continue
        key = fold(text)
        if TABLE_TITLE.fullmatch(key) or (index in (low, last) and _PAGE_NUMBER.fullmatch(key)):
            gap = AFTER_BLANK
            continue
        if _near_header(index, headers) and _is_title_piece(key):
            continue
        if atoms and gap == NEXT_LINE and _broken_date(atoms[-1].key, key):
            joined = atoms.pop()
            atoms.append(Atom(text=joined.text + text, key=joined.key + key, line=joined.line, gap=joined.gap))
            continue
        for word in _words(text):
            for number, piece in enumerate(_unglued(word)):
                atoms.append(Atom(text=piece, key=fold(piece), line=index, gap=gap, glued=number > 0))
                gap = SAME_LINE
        gap = NEXT_LINE
    return tuple(a for a in atoms if a.key)


def _last_filled(lines: Sequence[str], low: int, high: int) -> int:
    return next((i for i in range(high - 1, low - 1, -1) if lines[i].strip()), low)


def _without_titles(text: str) -> str:
    """A line without its run of column titles (what is left of a row glued to the header)."""
    if TITLE_ONE.fullmatch(text):
        return ""
    return TITLE_RUN.sub(" ", text).strip(" \t|")


def _near_header(index: int, headers: dict[int, frozenset[str]]) -> bool:
    return any(index + d in headers for d in (-2, -1, 1, 2))


def _is_title_piece(key: str) -> bool:
    return key in (
        "に係る説明",
        "提出時期に",
        "係る説明",
        "の記載",
        "変更前の",
        "変更後の",
        "項目",
        "提出時期",
        "変更日",
        "記載",
    )


def _broken_date(left: str, right: str) -> bool:
    return not is_date(left) and DATE_PIECE.fullmatch(left) is not None and is_date(left + right)


def _words(text: str) -> list[str]:
    """A line cut where cells may meet: at spaces outside brackets."""
    words: list[str] = []
    depth = 0
    for word in re.split(r"[ \t]+", text):
        if depth > 0 and words:
            words[-1] += " " + word
        else:
            words.append(word)
        depth = max(0, depth + sum(c in _OPEN for c in word) - sum(c in _CLOSE for c in word))
    return [w for w in (words if depth == 0 else re.split(r"[ \t]+", text)) if w]


def _unglued(word: str) -> list[str]:
    """A word cut around a date or timing word that may be a cell glued to its neighbour."""
    if match := GLUED_DATE.match(word):
        return [match[0], *_unglued(word[match.end() :])]
    if match := DATE_AFTER.search(word):
        return [word[: match.start()], match[1]]
    if match := GLUED_TIMING.match(word):
        return [match[0], word[match.end() :]]
    if match := TIMING_AFTER.search(word):
        return [word[: match.start()], match[1]]
    return [word]
