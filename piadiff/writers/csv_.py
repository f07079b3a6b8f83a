"""Tables as CSV for Excel: UTF-8 with BOM, CRLF between rows, every cell quoted.

A spreadsheet runs a cell that begins with = + - @ (full-width ＝＋－＠ too) as a formula, and turns 012, 1-2 or 1E5
into a number or a date, quoted or not. Such a cell gets an apostrophe in front (the convention of OWASP): the sheet
then shows the whole text after it and runs or changes nothing. A cell that is only a dash (the mark for an empty cell)
stays as it is. Where the texts must be untouched use JSON or xlsx.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from piadiff.notation import nfkc
from piadiff.writers.layout import Layout, lay_out, plain_texts
from piadiff.writers.sheet import Sheet

_FORMULA = re.compile(r"^[\s\"']*[=+\-@]")
_BARE_DASH = re.compile(r"^\s*[-ー―－]\s*$")
# Leading zeros, dates and fractions, powers of ten, more digits than a number holds.
_NUMBER = re.compile(r"^\s*(0\d+|\d+([-/:.]\d+)+|\d+(\.\d+)?E[+-]?\d+|\d{16,})\s*$", re.IGNORECASE)


def render(sheet: Sheet) -> bytes:
    """The CSV file; a table without rows is its header alone. 見え消し is told by ``[-…-]`` and ``{+…+}``."""
    return _encoded(_rows(lay_out(sheet)))


def render_layouts(layouts: Sequence[Layout]) -> bytes:
    """The CSV file of several tables: before each but the first stand an empty line and its title."""
    rows: list[list[str]] = []
    for layout in layouts:
        rows += [*([[], [guarded(layout.title)]] if rows else []), *_rows(layout)]
    return _encoded(rows)


def _rows(layout: Layout) -> list[list[str]]:
    cells = ([guarded(cell) for cell in plain_texts(layout, band)] for band in layout.bands)
    return [list(layout.headers), *cells]


def _encoded(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """``cell`` with an apostrophe in front where a spreadsheet would run or change it."""
    seen = nfkc(cell).lstrip("\ufeff\u200b\u2060")
    if (_FORMULA.match(seen) and not _BARE_DASH.match(seen)) or _NUMBER.match(seen):
        return "'" + cell
    return cell
