"""From labelled pages to rows in the printed order: 項目 and texts first, then all that stands loose beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from piadiff.readers.change_align import best_side
from piadiff.readers.change_draft import Draft, Loose, PageRows
from piadiff.readers.change_label import Span, Style, emissions
from piadiff.readers.change_order import is_bottom_up
from piadiff.readers.change_region import Atom
from piadiff.readers.change_share import share_texts
from piadiff.readers.change_split import Borders, split_body, split_row
from piadiff.readers.change_strays import give_strays
from piadiff.readers.change_tails import give_tails

UNSURE_MARGIN = 0.4  # below it the border between two cells is told as doubtful
ROW_WITHOUT_DATE = 0.9  # cost
UNSURE_DATE = "変更日が続けて並び、どれがこの行のものか確かではありません"


def build_rows(
    pages: Sequence[Sequence[Atom]], spans: Sequence[Sequence[Span]], style: Style, *, header_last: bool
) -> tuple[list[Draft], frozenset[int]]:
    """The rows of the table from top to bottom, and the indexes of lines that belong to none.

    A row that a page break cut is whole again.
    """
    built = [_page_rows(page, found, style) for page, found in zip(pages, spans, strict=True)]
    _give_dates(built)
    bottom_up = is_bottom_up([page.drafts for page in built], header_last)
    give_tails(built, style, bottom_up=bottom_up)
    give_strays(built, style, bottom_up=bottom_up)
    lost = frozenset(atom.line for page in built for loose in page.loose for atom in loose.atoms)
    return [draft for page in built for draft in (reversed(page.drafts) if bottom_up else page.drafts)], lost


def _page_rows(page: Sequence[Atom], spans: Sequence[Span], style: Style) -> PageRows:
    """The rows of a page with their 項目 and texts; dates, timings, reasons and other text are left loose."""
    out = PageRows()
    lean = [s[2] - s[3] for s in emissions(page, style)]
    spans = _merged(spans)
    for index, span in enumerate(spans):
        atoms = list(page[span.start : span.end])
        row = out.drafts[-1] if out.drafts else None
        bare = row is not None and not row.before and not row.after
        if span.column == "I":
            if row is not None and bare and not span.fresh:
                _draw_in(out)
            else:
                row = Draft()
                out.drafts.append(row)
            _set_item(row, page, spans, index, lean, style)
        elif span.column != "X":
            out.loose.append(Loose(column=span.column, gap=len(out.drafts), atoms=atoms))
        elif index and spans[index - 1].column == "I":
            continue  # read together with its 項目
        elif row is not None and bare:
            _set_texts(row, page, split_body(page, style, span.start, span.end), span.end)
        else:
            out.loose.append(Loose(column="X", gap=len(out.drafts), atoms=atoms))
    share_texts(out.drafts, style)
    return out


def _set_item(
    row: Draft, page: Sequence[Atom], spans: Sequence[Span], index: int, lean: Sequence[float], style: Style
) -> None:
    """Adds a span of 項目 to a row, together with the texts that follow it."""
    span = spans[index]
    body = spans[index + 1] if index + 1 < len(spans) and spans[index + 1].column == "X" else None
    if body is None:
        row.item += page[span.start : span.end]
        return
    borders = split_row(page, lean, style, span.start, body.end)
    row.item += page[span.start : borders.item_end]
    _set_texts(row, page, borders, body.end)


def _merged(spans: Sequence[Span]) -> list[Span]:
    """A timing word inside a text (text, word, text, word) is part of the text."""
    out: list[Span] = []
    for index, span in enumerate(spans):
        follows = [s.column for s in spans[index + 1 : index + 3]]
        if span.column == "T" and out and out[-1].column == "X" and follows == ["X", "T"]:
            out[-1] = replace(out[-1], end=spans[index + 1].end)
        elif not (span.column == "X" and out and out[-1].column == "X"):
            out.append(span)
    return out


def _draw_in(page: PageRows) -> None:
    """What stands inside a 項目 (a date at half its height) is taken as standing before its row."""
    if page.loose and page.loose[-1].gap == len(page.drafts):
        page.loose[-1] = replace(page.loose[-1], gap=len(page.drafts) - 1)


def _set_texts(row: Draft, page: Sequence[Atom], borders: Borders, end: int) -> None:
    row.before = list(page[borders.item_end : borders.before_end])
    row.after = list(page[borders.before_end : end])
    if borders.margin < UNSURE_MARGIN:
        row.doubt("項目・変更前・変更後の境目が確かではありません")
    if not row.before or not row.after:
        row.doubt("変更前か変更後の一方しか見つかりません")


def _give_dates(built: Sequence[PageRows]) -> None:
    """Every date to its row; what finds none is left loose."""
    found = [[x for x in page.loose if x.column == "D"] for page in built]
    shapes = [([x.gap for x in dates], len(page.drafts)) for dates, page in zip(found, built, strict=True)]
    _, alignments = best_side(shapes, usual=0, missing=ROW_WITHOUT_DATE)
    for page, dates, alignment in zip(built, found, alignments, strict=True):
        for date, row in zip(dates, alignment.rows, strict=True):
            if row is not None:
                page.drafts[row].date = date.atoms
                page.loose.remove(date)
        if len(dates) != len(page.drafts) and _are_mixed(dates):
            for draft in page.drafts:
                draft.doubt(UNSURE_DATE)


def _are_mixed(dates: Sequence[Loose]) -> bool:
    """Whether different dates stand in a run, so that their number alone tells their rows."""
    return any(
        one.gap == two.gap and [a.key for a in one.atoms] != [a.key for a in two.atoms] for one, two in pairwise(dates)
    )
