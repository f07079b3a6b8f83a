"""Tables as one HTML page that prints on A4, header row on each page."""

from __future__ import annotations

from collections.abc import Sequence

from piadiff.writers.layout import Layout, lay_out
from piadiff.writers.pages import fill
from piadiff.writers.sheet import Sheet


def render(sheet: Sheet) -> bytes:
    """The page: no network, no script; see :mod:`piadiff.writers.pages`."""
    return render_layouts((lay_out(sheet),))


def render_layouts(layouts: Sequence[Layout]) -> bytes:
    """The page of one table or several, one below the other."""
    return fill("table.html", "table.css", layouts=layouts)
