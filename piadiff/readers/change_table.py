"""The document's own 変更箇所 table (別添3 of 様式4, 別添2 of 様式3, 変更箇所 of 様式2), read from a PDF's text.

Six columns: 変更日, 項目, 変更前の記載, 変更後の記載, 提出時期, 提出時期に係る説明. The text comes in boxes whose
order is jumbled; so nothing is read by position alone:

1. ``change_region`` finds the table by its column titles, its pages, and the atoms of each page (pieces of a line),
   of which ``change_running`` leaves out titles and numbers of pages;
2. ``change_label`` gives every atom its column, by the best path through the six-cell pattern;
3. ``change_split`` draws the borders between 項目, 変更前 and 変更後, by the likeness of the two texts;
4. ``change_align`` and ``change_rows`` bring dates, timings and reasons to their rows;
5. ``change_order`` puts rows that were given from the bottom up back into the printed order;
6. ``change_text`` undoes the line wraps of the cells.

A table that still has its cells (divided by tabs or bars, as OCR gives it) is read by ``change_cells``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from piadiff.dates import to_iso
from piadiff.model import Row
from piadiff.notation import fold
from piadiff.readers.change_cells import read_cell_table
from piadiff.readers.change_draft import Draft
from piadiff.readers.change_label import Style, label_pages
from piadiff.readers.change_region import Atom, find_region
from piadiff.readers.change_rows import build_rows
from piadiff.readers.change_running import without_running
from piadiff.readers.change_text import cell_text, item_text, lines_of
from piadiff.readers.change_words import timing_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReading:
    """The rows of a change table in the printed order, the indexes of the lines they and their titles and page
    furniture take up, and remarks (in Japanese) on rows that are doubtful."""

    rows: tuple[Row, ...] = ()
    used: frozenset[int] = frozenset()
    remarks: tuple[str, ...] = ()


def read_change_table(lines: Sequence[str]) -> TableReading:
    """The change table in the lines of a whole document; without one no rows and no used lines."""
    cells = read_cell_table(lines)
    if cells is not None:
        return TableReading(rows=cells.rows, used=cells.used, remarks=_remarks(cells.rows, cells.doubts))
    region = find_region(lines)
    if region is None:
        return TableReading()
    pages = without_running(region.pages)
    spans, style = label_pages(pages)
    drafts, lost = build_rows(pages, spans, style, header_last=region.header_last)
    rows = tuple(_row(draft, style) for draft in drafts)
    return TableReading(rows=rows, used=region.used - lost, remarks=_remarks(rows, [draft.doubts for draft in drafts]))


def _remarks(rows: Sequence[Row], doubts: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(
        f"変更箇所の{number}行目（{_short(row.item)}）：{doubt}"
        for number, (row, found) in enumerate(zip(rows, doubts, strict=True), 1)
        for doubt in (*found, *(() if row.timing else ("提出時期が見つかりません",)))
    )


def _row(draft: Draft, style: Style) -> Row:
    date = _plain(draft.date)
    return Row(
        date=to_iso(date),
        date_text=date,
        item=item_text(draft.item, style.item),
        before=cell_text(draft.before, style.body),
        after=cell_text(draft.after, style.body),
        timing=timing_of(fold(_plain(draft.timing))) or "",
        reason=cell_text(draft.reason, style.reason),
    )


def _plain(atoms: Sequence[Atom]) -> str:
    return "".join(text for text, _ in lines_of(atoms))


def _short(item: str) -> str:
    words = item.replace("\n", "／")
    return words if len(words) <= 40 else f"…{words[-39:]}"
