"""The change table as one HTML page that prints on A4 landscape, header row on each page."""

from __future__ import annotations

from dataclasses import replace

from piadiff.writers.pages import fill
from piadiff.writers.sheet import HEADERS, NO_CHANGES, Line, Piece, Sheet, printable


def render(sheet: Sheet) -> bytes:
    """The page: no network, no script; see :mod:`piadiff.writers.pages`."""
    lines = [_shown(line) for line in sheet.lines]
    return fill(
        "table.html", "table.css", title=printable(sheet.title), headers=HEADERS, lines=lines, no_changes=NO_CHANGES
    )


def _shown(line: Line) -> Line:
    date, item, before, after, timing, reason = line.cells
    row = replace(line.row, date_text=date, item=item, before=before, after=after, timing=timing, reason=reason)
    return replace(line, row=row, before=_pieces(line.before), after=_pieces(line.after))


def _pieces(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    return tuple(replace(piece, text=printable(piece.text)) for piece in pieces)
