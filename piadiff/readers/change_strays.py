"""Text that stands beside no 項目: the rest of a row that a page break cut, or the end of a row given elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from piadiff.readers.change_draft import Draft, PageRows
from piadiff.readers.change_label import Style, width
from piadiff.readers.change_reasons import is_known
from piadiff.readers.change_region import Atom
from piadiff.readers.change_split import is_mark, likeness, split_across
from piadiff.readers.change_tails import cut_row

CUT_ROW, OPEN_END, NEAREST = 0.15, 0.15, 0.05  # what speaks for a row beside the likeness that its texts gain
TORN_OFF = 0.03  # the likeness that lines at the end of a reason must bring to be the end of another row's text
MOST_STRAYS = 100  # of one page that are weighed against every row; more go to the nearest row
FROM_ELSEWHERE = "離れた所にある文字を続きとして読みました"


def give_strays(built: Sequence[PageRows], style: Style, *, bottom_up: bool) -> None:
    """Every loose text to the row that it goes on with best; what finds none (no row near) is left loose."""
    for number, page in enumerate(built):
        cut = cut_row(built, number, len(page.drafts), bottom_up=bottom_up)
        _free_torn_end(page, cut, style)
    for number, page in enumerate(built):
        many = len(page.loose) > MOST_STRAYS
        lost = []
        for stray in page.loose:
            cut = cut_row(built, number, stray.gap, bottom_up=bottom_up)
            row = _nearest(page, stray.gap) if many else _row_for(page, cut, stray.gap, stray.atoms, style)
            if row is None:
                lost.append(stray)
                continue
            row.before, row.after = split_across(row.before, row.after, stray.atoms, style)
            row.doubt(FROM_ELSEWHERE)
        page.loose = lost


def _nearest(page: PageRows, gap: int) -> Draft | None:
    return page.drafts[max(0, min(gap, len(page.drafts)) - 1)] if page.drafts else None


def _row_for(page: PageRows, cut: Draft | None, gap: int, atoms: list[Atom], style: Style) -> Draft | None:
    nearest = _nearest(page, gap)
    rows = [*([cut] if cut is not None else []), *page.drafts]
    if not rows:
        return None

    def fits(row: Draft) -> float:
        return gain(row, atoms, style) + (CUT_ROW if row is cut else 0.0) + (NEAREST if row is nearest else 0.0)

    return max(rows, key=fits)


def gain(row: Draft, atoms: Sequence[Atom], style: Style) -> float:
    """How much better a row reads with some text added: the likeness that its two texts gain, and whether its 変更後
    broke off in the middle of a line. A mark (空欄) does not go on."""
    if is_mark(row.after):
        return 0.0
    broke_off = OPEN_END if _is_open(row.after, style) else 0.0
    if is_mark(row.before):
        return broke_off
    before, after = split_across(row.before, row.after, atoms, style)
    return broke_off + likeness(_key(before), _key(after)) - likeness(_key(row.before), _key(row.after))


def _is_open(atoms: Sequence[Atom], style: Style) -> bool:
    full = style.body.full
    return bool(atoms) and bool(full) and width(atoms[-1].text) >= full - 4 and not atoms[-1].text.endswith("。")


def _free_torn_end(page: PageRows, cut: Draft | None, style: Style) -> None:
    """Lines after the last reason of a page, one that this document repeats, are the end of a text if they fit one."""
    if not page.drafts:
        return
    last = page.drafts[-1]
    for size in range(1, len(last.reason)):
        rest = last.reason[size:]
        if not is_known(last.reason[:size], style) or is_known(last.reason, style):
            continue
        rows = [*page.drafts, *([cut] if cut is not None else [])]
        fits = [gain(r, rest, style) + (CUT_ROW if r is cut else 0.0) for r in rows]
        if max(fits) >= OPEN_END + TORN_OFF:
            row = rows[fits.index(max(fits))]
            last.reason = last.reason[:size]
            row.before, row.after = split_across(row.before, row.after, rest, style)
            row.doubt(FROM_ELSEWHERE)
        return


def _key(atoms: Sequence[Atom]) -> str:
    return "".join(a.key for a in atoms)
