"""Which column each atom of a page belongs to: the best path through the six-cell pattern, with all evidence weighed.

A row reads 変更日 – 項目 – 変更前/変更後 – 提出時期 – 説明, but any cell may be missing, displaced or one of a run.
So every atom gets a score for every column (what it looks like) and every step from one column to the next a score
(what usually follows what); the path with the highest sum wins (Viterbi). 変更前 and 変更後 are one column here, the
body; where the one ends and the other begins is decided by their likeness (``change_split``).

What one document teaches is used in a second pass: the widths at which its cells wrap and the reasons it repeats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from piadiff.notation import fold
from piadiff.readers.change_endings import repeated_endings
from piadiff.readers.change_region import AFTER_BLANK, NEXT_LINE, SAME_LINE, Atom
from piadiff.readers.change_steps import (
    LAST,
    ORDERS,
    REASON_AFTER_TEXTS,
    STATES,
    TEXTS_ALONE,
    USUAL_ORDER,
    Table,
    first_scores,
    step_tables,
    steps_of,
    usual_steps,
)
from piadiff.readers.change_words import (
    AFTER_OPENERS,
    BEFORE_OPENERS,
    EMPTY_MARKS,
    PART,
    REASONS,
    REMOVED_MARKS,
    grams,
    headings,
    is_date,
    is_loose_date,
    timing_of,
)

IMPOSSIBLE = -60.0
NEW_PART = 4.0  # the number of a part inside a 項目, not at its start
LESSONS = 2  # how often a document is read again with what it has taught
INSIDE_BOX = 4.0  # a date or timing word right below a line, where this document sets such cells apart
GLUED, SURE_START = 1.0, 1.5  # a date or timing word glued to what follows, unless that surely begins a 項目
ORDER_PAGES, ORDER_MARGIN = 12, 4.0  # pages by which the order of the cells is told; what must speak for another


@dataclass(frozen=True, slots=True, kw_only=True)
class Widths:
    """How wide the wrapped lines of a column are: ``full`` usually, ``limit`` at most (0: not known)."""

    full: int = 0
    limit: int = 0


@dataclass(frozen=True, kw_only=True)
class Style:
    """What a document shows of its own ways: the widths of its columns, the reasons it repeats, the steps from column
    to column that are common in it, and whether it marks empty cells (空欄, －)."""

    item: Widths = Widths()
    body: Widths = Widths()
    reason: Widths = Widths()
    reasons: frozenset[str] = field(default_factory=frozenset)
    order: str = USUAL_ORDER
    steps: Mapping[str, float] = field(default_factory=lambda: steps_of(USUAL_ORDER))
    marks_empty: bool = True
    boxed: bool = False
    apart: frozenset[str] = frozenset()

    @cached_property
    def step_tables(self) -> tuple[Table, ...]:
        """For every gap, for every column the scores of the steps to it."""
        return step_tables(self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Atoms ``start``…``end`` (exclusive) of a page that stand together in one column (D, I, X, T or R).

    ``fresh`` tells, of a 項目, that it begins one and does not go on with one.
    """

    column: str
    start: int
    end: int
    fresh: bool = False


class _Reasons:
    """What counts as the wording of a reason: the standard phrases and those that this document repeats."""

    def __init__(self, learned: Iterable[str]) -> None:
        phrases = {fold(r) for r in REASONS} | set(learned)
        self.phrases = frozenset(phrases)
        self.joined = "\n".join(sorted(phrases))
        self.threes = frozenset().union(*(grams(p, 3) for p in phrases))

    def certain(self, key: str) -> bool:
        """Whether a line is so much of a known reason that it is hardly anything else."""
        return (len(key) >= 6 and key in self.joined) or (len(key) >= 4 and key in self.phrases)

    def likeness(self, key: str) -> float:
        """How much a line looks like one of a reason (-0.9 to 1.5)."""
        if key in self.joined:
            begins = any(p.startswith(key) for p in self.phrases)
            return (1.5 if begins else 1.0) if len(key) >= 4 else 0.3
        if len(key) < 3:
            return 0.0
        pieces = grams(key, 3)
        return 2.4 * sum(1 for p in pieces if p in self.threes) / len(pieces) - 0.9


def width(text: str) -> int:
    """Columns that a text takes in a Japanese fixed-width font: half-width characters one, all others two."""
    return len(text.encode("cp932", "replace"))


def label_pages(pages: Sequence[Sequence[Atom]]) -> tuple[list[list[Span]], Style]:
    """The spans of every page, and the style of the document they were found with."""
    order = _order(pages)
    first = Style(order=order, steps=steps_of(order))
    spans = [label(page, first) for page in pages]
    for _ in range(LESSONS):
        style = learn(pages, spans, order)
        again = [label(page, style) for page in pages]
        if again == spans:
            break
        spans = again
    return spans, style


def _order(pages: Sequence[Sequence[Atom]]) -> str:
    """The order of the cells in which the document, or some pages of it, reads best."""
    some = sorted(pages, key=len, reverse=True)[:ORDER_PAGES]
    scored = [(page, emissions(page, Style())) for page in some]
    orders = [order for order in ORDERS if order != TEXTS_ALONE or _dates_in_runs(pages)]
    totals = {}
    for order in orders:
        style = Style(order=order, steps=steps_of(order))
        totals[order] = sum(_best_path(page, scores, style)[0] for page, scores in scored if page)
    best = max(orders, key=lambda order: totals[order])
    return best if totals[best] > totals[USUAL_ORDER] + ORDER_MARGIN else USUAL_ORDER


def _dates_in_runs(pages: Sequence[Sequence[Atom]]) -> bool:
    """Whether most dates stand beside another date."""
    alone = beside = 0
    for page in pages:
        dates = [False, *(is_date(atom.key) for atom in page), False]
        for i in range(1, len(dates) - 1):
            near = dates[i - 1] or dates[i + 1]
            beside += dates[i] and near
            alone += dates[i] and not near
    return beside > 2 * alone


def learn(pages: Sequence[Sequence[Atom]], spans: Sequence[Sequence[Span]], order: str = USUAL_ORDER) -> Style:
    """The widths at which this document's columns wrap, and the reasons that it gives more than once."""
    widths: dict[str, list[int]] = {"I": [], "X": [], "R": []}
    reasons: Counter[str] = Counter()
    for page, found in zip(pages, spans, strict=True):
        for span in found:
            atoms = page[span.start : span.end]
            if span.column in widths:
                widths[span.column] += _full_widths(page, span)
            if span.column == "R":
                reasons.update(_boxes(atoms))
    return Style(
        item=_widths(widths["I"]),
        body=_widths(widths["X"]),
        reason=_widths(widths["R"]),
        reasons=_known_reasons(reasons) | (_endings(pages, spans) if order in REASON_AFTER_TEXTS else frozenset()),
        order=order,
        steps=usual_steps(order, [[span.column for span in page] for page in spans]),
        marks_empty=_marks_empty(pages),
        boxed=_boxed(pages, spans),
        apart=_apart(pages, spans),
    )


def _endings(pages: Sequence[Sequence[Atom]], spans: Sequence[Sequence[Span]]) -> frozenset[str]:
    """The endings that rows share, a 説明 that was taken for text among them."""
    rows: list[list[Atom]] = []
    for page, found in zip(pages, spans, strict=True):
        last = ""
        for span in found:
            if span.column == "X" or (span.column == "R" and last != "X"):
                rows.append([])
            if span.column in "XR":
                rows[-1] += page[span.start : span.end]
            last = span.column
    return repeated_endings(rows)


def _marks_empty(pages: Sequence[Sequence[Atom]]) -> bool:
    """Whether empty cells bear a mark: one mark to ten timing words is enough."""
    atoms = [atom for page in pages for atom in page]
    marks = sum(1 for atom in atoms if atom.key in EMPTY_MARKS)
    return 10 * marks >= sum(1 for atom in atoms if timing_of(atom.key))


def _boxed(pages: Sequence[Sequence[Atom]], spans: Sequence[Sequence[Span]]) -> bool:
    """Whether nine of ten texts stand apart from their 項目 by a blank line."""
    gaps = [
        page[b.start].gap
        for page, found in zip(pages, spans, strict=True)
        for a, b in pairwise(found)
        if a.column + b.column == "IX"
    ]
    return len(gaps) >= 5 and 10 * gaps.count(AFTER_BLANK) >= 9 * len(gaps)


def _apart(pages: Sequence[Sequence[Atom]], spans: Sequence[Sequence[Span]]) -> frozenset[str]:
    """The columns D and T where nine of ten cells stand after a blank line or beside another cell."""
    gaps: dict[str, list[int]] = {"D": [], "T": []}
    for page, found in zip(pages, spans, strict=True):
        for span in found[1:]:
            gaps.get(span.column, []).append(page[span.start].gap)
    return frozenset(c for c, seen in gaps.items() if len(seen) >= 5 and 10 * seen.count(NEXT_LINE) <= len(seen))


def _boxes(atoms: Sequence[Atom]) -> set[str]:
    """The text of a reason, and of its parts between blank lines."""
    boxes: list[str] = []
    for atom in atoms:
        if boxes and atom.gap != AFTER_BLANK:
            boxes[-1] += atom.key
        else:
            boxes.append(atom.key)
    return {*boxes, "".join(boxes)}


def _known_reasons(seen: Counter[str]) -> frozenset[str]:
    """The reasons given more than once, without those that are only a far commoner one cut short or run on."""
    often = {fold(r): 1000 for r in REASONS} | {r: times for r, times in seen.items() if times > 1 and len(r) >= 4}

    def is_whole(reason: str) -> bool:
        plain = reason.rstrip("。")
        for other, times in often.items():
            bare = other.rstrip("。")
            if bare == plain or times < 2 * often[reason]:
                continue
            if bare.endswith(plain) or bare.startswith(plain):
                return False
            if plain.startswith(bare) and len(plain) - len(bare) <= 3:
                return False
        return True

    return frozenset(r for r in seen if r in often and is_whole(r))


def _full_widths(page: Sequence[Atom], span: Span) -> list[int]:
    """Widths of the lines of a span that stand alone on their line and are followed by another of the same span."""
    out = []
    for i in range(span.start, span.end - 1):
        alone = page[i].gap != SAME_LINE and page[i + 1].gap != SAME_LINE
        if alone and page[i + 1].gap != AFTER_BLANK:
            out.append(width(page[i].text))
    return out


def _widths(seen: list[int]) -> Widths:
    """The widths of a column from its wrapped lines; unknown where too few were seen."""
    if len(seen) < 8:
        return Widths()
    ordered = sorted(seen)
    limit = ordered[int(0.96 * (len(ordered) - 1))]
    wrapped = [w for w in ordered if w >= 0.75 * limit]
    return Widths(full=wrapped[len(wrapped) // 2], limit=limit)


def emissions(page: Sequence[Atom], style: Style) -> list[tuple[float, ...]]:
    """For every atom its score in every column, in the order of ``STATES``."""
    known = _Reasons(style.reasons)
    out = []
    for i, atom in enumerate(page):
        following = page[i + 1] if i + 1 < len(page) else None
        whole = atom.gap != SAME_LINE and (following is None or following.gap != SAME_LINE)
        wide = width(atom.text)
        out.append(_score(atom, page[i - 1] if i else None, following, whole, wide, style, known))
    return out


def _score(
    atom: Atom, before: Atom | None, after: Atom | None, whole: bool, wide: int, style: Style, known: _Reasons
) -> tuple[float, ...]:
    key, forms = atom.key, headings()
    start, item, body, reason = -4.0, 0.0, 0.0, -0.3
    date = timing = IMPOSSIBLE
    if is_date(key):
        date = 3.0 if whole else 2.0 if atom.gap != SAME_LINE else 0.5
        start, item, reason = -6.0, -3.0, -3.0
        if after is not None and after.glued and forms.start(after.key) < SURE_START:
            date = GLUED
        if "D" in style.apart and atom.gap == NEXT_LINE:
            date -= INSIDE_BOX
    elif is_loose_date(key):
        date = 1.0
        start, item, reason = -6.0, -3.0, -2.0
    elif timing_of(key):
        timing = 3.0
        start, item, body, reason = -6.0, -4.0, -2.5, -3.0
        if after is not None and after.glued:
            timing, body = GLUED, -0.3
        if "T" in style.apart and atom.gap == NEXT_LINE:
            timing, body = timing - INSIDE_BOX, -0.5
    else:
        part = PART.match(key) is not None
        start = forms.start(key)
        item = forms.likeness(key)
        if before is not None and forms.joins(before.key, key):
            item += 1.0
        if part and atom.gap != SAME_LINE:
            body -= 2.0
            item -= NEW_PART if key[0] in "ⅠⅡⅢⅣⅤⅥ" else 0.0
        elif part:
            body -= 0.7
        reason = known.likeness(key) - (3.0 if part else 0.0)
        if known.certain(key):
            start, body, item = -9.0, body - 2.5, item - 2.0
        if key in EMPTY_MARKS or key in REMOVED_MARKS:
            body, item, start, reason = body + 2.0, item - 2.5, -6.0, reason - 1.0
        elif key in forms.options or key.startswith((*AFTER_OPENERS, *BEFORE_OPENERS)):
            body, item = body + 1.5, item - 1.0
        if style.item.limit and wide > style.item.limit + 1:
            over = min(0.5 if forms.complete(key) else 3.0, 0.6 * (wide - style.item.limit))
            start, item = start - over, item - over
        if style.reason.limit and wide > style.reason.limit + 2:
            reason -= min(3.0, 0.5 * (wide - style.reason.limit))
    return date, start, item, body, timing, reason


def label(page: Sequence[Atom], style: Style) -> list[Span]:
    """The best path through the columns for one page, as spans."""
    return _spans(_best_path(page, emissions(page, style), style)[1], page) if page else []


def _best_path(page: Sequence[Atom], scores: Sequence[tuple[float, ...]], style: Style) -> tuple[float, str]:
    """The best path and what it scores."""
    first = first_scores(style.order)
    best = [scores[0][s] + first[STATES[s]] for s in range(6)]
    back: list[list[int]] = []
    for i in range(1, len(page)):
        came: list[int] = []
        new: list[float] = []
        table = style.step_tables[page[i].gap]
        for state in range(6):
            emission = scores[i][state]
            if emission <= IMPOSSIBLE:
                came.append(0)
                new.append(10 * IMPOSSIBLE)
                continue
            column = table[state]
            sums = [one + step for one, step in zip(best, column, strict=True)]
            top = max(sums)
            frm = 5 - sums[::-1].index(top)  # of equal ones the last
            came.append(frm)
            new.append(top + emission)
        best = new
        back.append(came)
    last = [best[s] + LAST[STATES[s]] for s in range(6)]
    state = max(range(6), key=lambda s: last[s])
    total, path = last[state], [state]
    for came in reversed(back):
        state = came[state]
        path.append(state)
    path.reverse()
    return total, "".join(STATES[s] for s in path)


def _spans(path: str, page: Sequence[Atom]) -> list[Span]:
    spans: list[Span] = []
    for i, state in enumerate(path):
        column = "I" if state == "J" else state
        apart = state in "JDT" or (spans and spans[-1].column != column)
        if spans and not apart:
            spans[-1] = replace(spans[-1], end=i + 1)
        else:
            spans.append(Span(column=column, start=i, end=i + 1, fresh=state == "J"))
    return spans
