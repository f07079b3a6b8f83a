"""Drops what a print adds at the edges of its pages: page numbers and running titles. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from piadiff.notation import nfkc
from piadiff.readers.pdf_cells import Cell

_MARGIN = 0.09  # of the page's height, above and below
_NUMBER = re.compile(
    r"(?:p(?:age)?\.?\s*)?[-‐－–—]?\s*\d{1,4}\s*(?:[/／]\s*\d{1,4})?\s*[-‐－–—]?(?:\s*(?:ページ|頁))?", re.I
)
_LEAST = 3  # pages


def without_furniture(pages: Sequence[list[Cell]], sizes: Sequence[tuple[float, float]]) -> list[list[Cell]]:
    """The cells of each page without those lines in its margins, outside all rules, that are page numbers or stand
    the same (numbers aside) on at least half of the pages."""
    edges = [[cell for cell in page if _in_margin(cell, size[1])] for page, size in zip(pages, sizes, strict=True)]
    count = Counter(key for page in edges for key in {_key(cell) for cell in page})
    common = {key for key, times in count.items() if times >= max(_LEAST, len(pages) / 2)}
    dropped = {
        id(cell) for page in edges for cell in page if _NUMBER.fullmatch(nfkc(cell.text)) or _key(cell) in common
    }
    return [[cell for cell in page if id(cell) not in dropped] for page in pages]


def _in_margin(cell: Cell, height: float) -> bool:
    return not cell.ruled and bool(cell.lines) and (cell.y1 < _MARGIN * height or cell.y0 > (1 - _MARGIN) * height)


def _key(cell: Cell) -> str:
    return re.sub(r"\d+", "0", nfkc(cell.text))
