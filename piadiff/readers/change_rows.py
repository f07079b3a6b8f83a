"""From labelled pages to rows: every cell goes to its row, cut rows are put together, the printed order is restored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from piadiff.readers.change_align import best_side
from piadiff.readers.change_label import Span, Style, emissions
from piadiff.readers.change_reasons import split_reasons
from piadiff.readers.change_region import Atom
from piadiff.readers.change_split import Borders, split_across, split_body, split_row

UNSURE_MARGIN = 0.4  # below it the border between two cells is told as doubtful


@dataclass(slots=True, kw_only=True)
class Draft:
    """A row being put together: the atoms of its six cells, and what is doubtful about it."""

    page: int
    item: list[Atom] = field(default_factory=list)
    before: list[Atom] = field(default_factory=list)
    after: list[Atom] = field(default_factory=list)
    date: list[Atom] = field(default_factory=list)
    timing: list[Atom] = field(default_factory=list)
    reason: list[Atom] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _PageRows:
    """One page: its rows, what stands loose between them (column, rows begun before it, atoms), and its loose ends.

    ``head`` is text above the first row that belongs to the last row of the page before (top-down) or after.
    """

    drafts: list[Draft] = field(default_factory=list)
    loose: list[tuple[str, int, list[Atom]]] = field(default_factory=list)
    strays: list[tuple[int, list[Atom]]] = field(default_factory=list)


def build_rows(pages: Sequence[Sequence[Atom]], spans: Sequence[Sequence[Span]], style: Style) -> list[list[Draft]]:
    """The rows of every page, in the order of the text; a row that a page break cut is whole, on the page where its
    項目 stands."""
    built = [_page_rows(number, page, found, style) for number, (page, found) in enumerate(zip(pages, spans, strict=True))]
    _give_dates(built)
    _give_tails(built, style)
    _give_strays(built, style)
    return [page.drafts for page in built]


def _page_rows(number: int, page: Sequence[Atom], spans: Sequence[Span], style: Style) -> _PageRows:
    """The rows of a page with their 項目 and texts; dates, timings, reasons and strays are left loose."""
    out = _PageRows()
    scores = emissions(page, style)
    lean = [s[2] - s[3] for s in scores]
    spans = _merged(spans)
    open_row: Draft | None = None
    for index, span in enumerate(spans):
        atoms = list(page[span.start : span.end])
        if span.column == "I":
            if open_row is not None and not span.fresh and not open_row.before and not open_row.after:
                open_row.item += atoms
                continue
            open_row = Draft(page=number, item=atoms)
            out.drafts.append(open_row)
            body = spans[index + 1] if index + 1 < len(spans) and spans[index + 1].column == "X" else None
            if body is not None:
                _set_texts(open_row, page, split_row(page, lean, style, span.start, body.end), span.start, body.end)
        elif span.column == "X":
            if index and spans[index - 1].column == "I" and spans[index - 1].fresh:
                continue
            if open_row is not None and not open_row.before and not open_row.after:
                _set_texts(open_row, page, split_body(page, style, span.start, span.end), span.start, span.end)
            else:
                out.strays.append((len(out.drafts), atoms))
        else:
            out.loose.append((span.column, len(out.drafts), atoms))
    return out


def _merged(spans: Sequence[Span]) -> list[Span]:
    """A timing word inside a text (text, word, text, word) is part of the text."""
    out: list[Span] = []
    for index, span in enumerate(spans):
        follows = [s.column for s in spans[index + 1 : index + 3]]
        if span.column == "T" and out and out[-1].column == "X" and follows == ["X", "T"]:
            out[-1] = Span(column="X", start=out[-1].start, end=spans[index + 1].end)
        elif span.column == "X" and out and out[-1].column == "X":
            continue
        else:
            out.append(span)
    return out


def _set_texts(row: Draft, page: Sequence[Atom], borders: Borders, start: int, end: int) -> None:
    if borders.item_end > start and page[start] is row.item[0]:
        row.item = list(page[start : borders.item_end])
    row.before = list(page[borders.item_end : borders.before_end])
    row.after = list(page[borders.before_end : end])
    if borders.margin < UNSURE_MARGIN:
        row.doubts.append("項目・変更前・変更後の境目が確かではありません")
    if not row.before or not row.after:
        row.doubts.append("変更前か変更後の一方しか見つかりません")


def _give_dates(built: Sequence[_PageRows]) -> None:
    found = [[(gap, atoms) for column, gap, atoms in page.loose if column == "D"] for page in built]
    shapes = [([gap for gap, _ in dates], len(page.drafts)) for dates, page in zip(found, built, strict=True)]
    _, alignments = best_side(shapes, usual=0, missing=0.9)
    for page, dates, alignment in zip(built, found, alignments, strict=True):
        for (gap, atoms), row in zip(dates, alignment.rows, strict=True):
            if row is None:
                page.strays.append((gap, atoms))
            else:
                page.drafts[row].date = atoms


@dataclass(slots=True, kw_only=True)
class _Tail:
    """A timing word with the reason beside it; either may be missing."""

    gap: int
    timing: list[Atom] = field(default_factory=list)
    reason: list[Atom] = field(default_factory=list)


def _give_tails(built: Sequence[_PageRows], style: Style) -> None:
    tails = [_tails(page, style) for page in built]
    timed = [[t for t in found if t.timing] for found in tails]
    shapes = [([t.gap for t in found], len(page.drafts)) for found, page in zip(timed, built, strict=True)]
    side, alignments = best_side(shapes, usual=1, missing=1.6)
    for page, found, alignment in zip(built, timed, alignments, strict=True):
        for tail, row in zip(found, alignment.rows, strict=True):
            if row is None:
                page.strays.append((tail.gap, tail.timing + tail.reason))
            else:
                page.drafts[row].timing, page.drafts[row].reason = tail.timing, tail.reason
    for page, found in zip(built, tails, strict=True):
        for tail in found:
            if not tail.timing:
                _give_reason(page, tail, side)


def _give_reason(page: _PageRows, tail: _Tail, side: int) -> None:
    """A reason that stands alone goes to the nearest row without one."""
    free = [r for r, draft in enumerate(page.drafts) if not draft.reason]
    if free:
        row = min(free, key=lambda r: (abs(r + side - tail.gap), r))
        page.drafts[row].reason = tail.reason
    else:
        page.strays.append((tail.gap, tail.reason))


def _tails(page: _PageRows, style: Style) -> list[_Tail]:
    """Timing words with their reasons; a run of words followed by a run of reasons is taken apart."""
    out: list[_Tail] = []
    loose = [entry for entry in page.loose if entry[0] in "TR"]
    for index, (column, gap, atoms) in enumerate(loose):
        if column == "T":
            out.append(_Tail(gap=gap, timing=atoms))
            if index and loose[index - 1][0] == "R" and len(out) > 1 and not out[-2].timing and out[-2].gap == gap:
                following = loose[index + 1] if index + 1 < len(loose) else None
                if following is None or following[0] != "R" or following[1] != gap:
                    out[-1].reason = out.pop(-2).reason
            continue
        waiting = [t for t in out if not t.reason and t.timing]
        parts = split_reasons(atoms, style, len(waiting)) if len(waiting) > 1 else [atoms]
        if len(parts) > 1:
            for tail, part in zip(waiting[-len(parts) :], parts, strict=True):
                tail.reason = part
        elif out and out[-1].gap == gap and out[-1].timing and not out[-1].reason:
            out[-1].reason = atoms
        else:
            out.append(_Tail(gap=gap, reason=atoms))
    return out


def _give_strays(built: Sequence[_PageRows], style: Style) -> None:
    """Text that stands beside no 項目: above the first row it goes on with the row of the neighbouring page, else it
    is the end of a row of its own page."""
    for number, page in enumerate(built):
        for gap, atoms in page.strays:
            row = _row_for(built, number, gap)
            if row is not None:
                row.before, row.after = split_across(row.before, row.after, atoms, style)
                row.doubts.append("離れた所にある文字を続きとして読みました")


def _row_for(built: Sequence[_PageRows], number: int, gap: int) -> Draft | None:
    page = built[number]
    if gap == 0 and number and built[number - 1].drafts:
        return built[number - 1].drafts[-1]
    if page.drafts:
        return page.drafts[max(0, min(gap, len(page.drafts)) - 1)]
    return None
