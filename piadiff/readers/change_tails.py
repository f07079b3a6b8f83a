"""The ends of rows, 提出時期 and 説明, brought to their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from piadiff.readers.change_align import best_side
from piadiff.readers.change_draft import Draft, Loose, PageRows
from piadiff.readers.change_label import Style
from piadiff.readers.change_reasons import broken_ends, is_known, split_reasons
from piadiff.readers.change_region import Atom
from piadiff.readers.change_steps import REASON_AFTER_TEXTS

ROW_WITHOUT_TIMING, ROW_WITHOUT_REASON = 1.6, 0.9  # cost
MOST_LINES = 6  # lines of a reason that may have been taken for text
UNSURE_END = "変更後と説明の境目が確かではありません"
UNSURE = "続けて並ぶ説明のうち、どれがこの行のものか確かではありません"


@dataclass(slots=True, kw_only=True)
class _Tail:
    """A timing word with the reason beside it; either may be missing."""

    gap: int
    timing: list[Atom] = field(default_factory=list)
    reason: list[Atom] = field(default_factory=list)
    sure: bool = True


def give_tails(built: Sequence[PageRows], style: Style, *, bottom_up: bool) -> None:
    """Every timing word and reason to its row; what finds none is left loose."""
    apart = style.order in REASON_AFTER_TEXTS
    tails = [_apart(page) if apart else _tails(page, style) for page in built]
    timed = [[t for t in found if t.timing] for found in tails]
    shapes = [([t.gap for t in found], len(page.drafts)) for found, page in zip(timed, built, strict=True)]
    side, alignments = best_side(shapes, usual=1, missing=ROW_WITHOUT_TIMING)
    lost: list[tuple[int, _Tail]] = []
    for number, (page, found, alignment) in enumerate(zip(built, timed, alignments, strict=True)):
        page.loose = [x for x in page.loose if x.column not in "TR"]
        for tail, row in zip(found, alignment.rows, strict=True):
            if row is None:
                lost.append((number, tail))
            else:
                _put(page.drafts[row], tail)
    for number, tail in lost:
        _give_lost(built, number, tail, bottom_up=bottom_up)
    if apart:
        _give_reasons(built, tails)
    for page, found in zip(built, tails, strict=True):
        for tail in found:
            if not tail.timing and not apart:
                _give_reason(page, tail, side)
        for draft in page.drafts:
            _reclaim(draft, style)
        for draft, reason in zip(page.drafts, broken_ends([d.reason for d in page.drafts], style), strict=True):
            draft.reason = reason
            if apart and not is_known(reason, style):
                draft.doubt(UNSURE_END)


def _put(row: Draft, tail: _Tail) -> None:
    row.timing = tail.timing
    if tail.reason:
        row.reason = tail.reason
    if not tail.sure:
        row.doubt(UNSURE)


def _give_lost(built: Sequence[PageRows], number: int, tail: _Tail, *, bottom_up: bool) -> None:
    """A timing word without a row on its page ends the row that the page break cut."""
    row = cut_row(built, number, tail.gap, bottom_up=bottom_up)
    if row is not None and not row.timing:
        _put(row, tail)
    else:
        built[number].loose.append(Loose(column="X", gap=tail.gap, atoms=tail.timing + tail.reason))


def cut_row(built: Sequence[PageRows], number: int, gap: int, *, bottom_up: bool) -> Draft | None:
    """The row that the break before page ``number`` cut, if what stands at ``gap`` of that page stands where its rest
    would: above the first row as printed. None if it does not."""
    at_top = gap == len(built[number].drafts) if bottom_up else gap == 0
    if not at_top or not number or not built[number - 1].drafts:
        return None
    return built[number - 1].drafts[0 if bottom_up else -1]


def _give_reason(page: PageRows, tail: _Tail, side: int) -> None:
    """A reason that stands alone goes to the nearest row without one."""
    free = [r for r, draft in enumerate(page.drafts) if not draft.reason]
    if free:
        row = min(free, key=lambda r: (abs(r + side - tail.gap), r))
        page.drafts[row].reason = tail.reason
    else:
        page.loose.append(Loose(column="X", gap=tail.gap, atoms=tail.reason))


def _give_reasons(built: Sequence[PageRows], tails: Sequence[Sequence[_Tail]]) -> None:
    """Reasons that stand apart from the timing words to their rows; what finds none is left loose."""
    alone = [[t for t in found if not t.timing] for found in tails]
    shapes = [([t.gap for t in found], len(page.drafts)) for found, page in zip(alone, built, strict=True)]
    _, alignments = best_side(shapes, usual=1, missing=ROW_WITHOUT_REASON)
    for page, found, alignment in zip(built, alone, alignments, strict=True):
        for tail, row in zip(found, alignment.rows, strict=True):
            if row is None:
                page.loose.append(Loose(column="X", gap=tail.gap, atoms=tail.reason))
            else:
                page.drafts[row].reason = tail.reason


def _apart(page: PageRows) -> list[_Tail]:
    """Timing words and reasons each for itself."""
    return [
        _Tail(gap=x.gap, timing=x.atoms) if x.column == "T" else _Tail(gap=x.gap, reason=x.atoms)
        for x in page.loose
        if x.column in "TR"
    ]


def _reclaim(row: Draft, style: Style) -> None:
    """The beginning of a known reason, or the whole of it, that was read as the end of 変更後."""
    for size in range(1, min(MOST_LINES, len(row.after) - 1) + 1):
        if is_known(row.after[-size:] + row.reason, style) and not is_known(row.reason, style):
            row.after, row.reason = row.after[:-size], row.after[-size:] + row.reason
            return


def _tails(page: PageRows, style: Style) -> list[_Tail]:
    """Timing words with their reasons; a run of words followed by a run of reasons is taken apart.

    A reason may stand before its timing word, or on both sides of it (the word stands at half its height).
    """
    out: list[_Tail] = []
    for x in page.loose:
        if x.column == "T":
            early = out.pop().reason if out and not out[-1].timing and out[-1].gap == x.gap else []
            out.append(_Tail(gap=x.gap, timing=x.atoms, reason=early))
        elif x.column == "R":
            _add_reason(out, x, style)
    return out


def _add_reason(tails: list[_Tail], x: Loose, style: Style) -> None:
    waiting = [t for t in tails if t.timing and not t.reason]
    parts = split_reasons(x.atoms, style, len(waiting)) if len(waiting) > 1 else []
    last = tails[-1] if tails and tails[-1].gap == x.gap and tails[-1].timing else None
    if len(parts) > 1:
        for tail, part in zip(waiting[-len(parts) :], parts, strict=True):
            tail.reason, tail.sure = part, len(parts) == len(waiting)
    elif last is not None and not is_known(last.reason, style):
        last.reason = last.reason + x.atoms
    else:
        tails.append(_Tail(gap=x.gap, reason=x.atoms))
