"""The change table as one HTML page that prints on A4 landscape, header row on each page."""

from __future__ import annotations

from piadiff.writers.layout import lay_out
from piadiff.writers.pages import fill
from piadiff.writers.sheet import NO_CHANGES, Sheet


def render(sheet: Sheet) -> bytes:
    """The page: no network, no script; see :mod:`piadiff.writers.pages`."""
    return fill("table.html", "table.css", layout=lay_out(sheet), kind=_CLASSES[sheet.style], no_changes=NO_CHANGES)


_CLASSES = {"別添3": "official", "一覧": "list", "新旧対照表": "pair"}
