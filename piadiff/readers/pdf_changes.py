"""The change table of a PDF whose cells are ruled: its columns from its header, its rows cell by cell. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from piadiff.dates import to_iso
from piadiff.model import Row
from piadiff.notation import fold
from piadiff.readers.change_words import timing_of
from piadiff.readers.labels import TABLE_HEADINGS
from piadiff.readers.pdf_cells import SNAP, Cell, paragraphs

_COLUMNS = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")
_SAME_EDGE = 3 * SNAP
_TITLES = {fold(title) for title in TABLE_HEADINGS}


@dataclass(slots=True, kw_only=True)
class RuledTable:
    """The rows found, and the pages' cells without those of the table. ``found`` tells whether there is a table."""

    rows: list[Row] = field(default_factory=list)
    rest: list[list[Cell]] = field(default_factory=list)
    found: bool = False


@dataclass(slots=True, kw_only=True)
class _Raw:
    """One row on its way: the pieces of each of its cells."""

    pieces: list[list[Cell]]

    def has(self, *names: str) -> bool:
        return any(piece.lines for name in names for piece in self.pieces[_COLUMNS.index(name)])


def take_table(pages: Sequence[list[Cell]]) -> RuledTable:
    """Takes the change table out of the cells of all pages. Its header may be repeated on each page, its columns may
    stand in any order; a row that a page break cut is joined."""
    out = RuledTable()
    raws: list[_Raw] = []
    columns: list[Cell] | None = None
    for page in pages:
        rest: list[Cell] = []
        header = _header(page)
        if header is not None:
            columns, top = header, max(cell.y1 for cell in header) - SNAP
        else:
            top = -1.0
        inside: list[Cell] = []
        for cell in page:
            if columns is None or not cell.ruled or cell.y0 < top or not _fits(cell, columns):
                if not (header is not None and (cell in header or _is_title(cell))):
                    rest.append(cell)
            else:
                inside.append(cell)
        if columns is not None and header is None and not _is_whole(inside, columns):
            rest, columns, inside = list(page), None, []
        out.rest.append(rest)
        if columns is not None:
            out.found = True
            fresh = _rows(inside, columns)
            if raws and fresh and _goes_on(raws[-1], fresh[0]):
                for pieces, more in zip(raws[-1].pieces, fresh.pop(0).pieces, strict=True):
                    pieces += more
            raws += fresh
    out.rows = [_row(raw) for raw in raws]
    return out


def _header(page: Sequence[Cell]) -> list[Cell] | None:
    """The six cells of the header in the order of ``_COLUMNS``; None where the page has none."""
    found = {fold(cell.text): cell for cell in page if cell.ruled and fold(cell.text) in {fold(c) for c in _COLUMNS}}
    header = [found.get(fold(column)) for column in _COLUMNS]
    cells = [cell for cell in header if cell is not None]
    if len(cells) < len(_COLUMNS) or max(c.y0 for c in cells) - min(c.y0 for c in cells) > 40:
        return None
    return cells


def _is_title(cell: Cell) -> bool:
    return fold(cell.text) in _TITLES


def _fits(cell: Cell, columns: Sequence[Cell]) -> bool:
    return any(abs(cell.x0 - column.x0) <= _SAME_EDGE and abs(cell.x1 - column.x1) <= _SAME_EDGE for column in columns)


def _is_whole(inside: Sequence[Cell], columns: Sequence[Cell]) -> bool:
    """Whether every column has a cell on this page (so that the table goes on here without a header)."""
    return all(any(_fits(cell, [column]) for cell in inside) for column in columns)


def _rows(inside: Sequence[Cell], columns: Sequence[Cell]) -> list[_Raw]:
    """The rows from above: divided where 変更前 or 変更後 is; a cell that spans rows belongs to each of them."""
    by_column = [[cell for cell in inside if _fits(cell, [column])] for column in columns]
    edges: list[float] = []
    for y in sorted(y for cell in (*by_column[2], *by_column[3]) for y in (cell.y0, cell.y1)):
        if not edges or y - edges[-1] > SNAP:
            edges.append(y)
    out = []
    for top, bottom in itertools.pairwise(edges):
        middle = (top + bottom) / 2
        raw = _Raw(pieces=[[c for c in cells if c.y0 < middle < c.y1] for cells in by_column])
        if any(raw.has(name) for name in _COLUMNS[2:4]) or (raw.has("項目") and raw.has("変更日", "提出時期")):
            out.append(raw)
    return out


def _goes_on(above: _Raw, below: _Raw) -> bool:
    """Whether the first row of a page is the rest of the last one before: no 項目 of its own, or neither a date nor a
    timing while the other has them."""
    if not below.has("項目") or not above.has("項目"):
        return True
    return not below.has("変更日", "提出時期") and above.has("変更日", "提出時期")


def _row(raw: _Raw) -> Row:
    date, item, before, after, timing, reason = (
        paragraphs([line for piece in pieces for line in piece.lines], pieces[0].x1, headings=column == "項目")
        if pieces
        else ()
        for column, pieces in zip(_COLUMNS, raw.pieces, strict=True)
    )
    date_text = "".join(date)
    return Row(
        date=to_iso(date_text),
        date_text=date_text,
        item="\n".join(item),
        before="\n".join(before),
        after="\n".join(after),
        timing=timing_of(fold("".join(timing))) or "".join(timing),
        reason="\n".join(reason),
    )
