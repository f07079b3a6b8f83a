"""The rows of a sheet that one row of a change table takes: more than one where a cell is too high or too long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from piadiff.writers.cuts import BEGINS, CONTINUED, cuts
from piadiff.writers.layout import Kind, text_of
from piadiff.writers.sheet import Piece
from piadiff.writers.terminal import wrap

Cells = tuple[tuple[Piece, ...], ...]

# A text too long for one row is cut into stretches of so many lines, three of which fit on a page.
STRETCH = 13


def stretches(cells: Cells, kinds: Sequence[Kind], fits: Sequence[int], most: int) -> Iterable[Cells]:
    """The rows for some cells of columns of these ``kinds``, whose lines hold ``fits`` half-width characters each.

    ``most`` lines fit into a row. The 項目 of a row that goes on begins with 「（続き）」.
    """
    texts = [text_of(cell) for cell in cells]
    low = all(len(wrap(text, fit)) <= most for text, fit in zip(texts, fits, strict=True))
    stretch = most if low else min(most, STRETCH)
    parts = [tuple(_chunks(pieces, fit, stretch)) for pieces, fit in zip(cells, fits, strict=True)]
    item = kinds.index("item")
    beside = [text for text, kind in zip(texts, kinds, strict=True) if kind != "text" and text.strip()]
    unclear = texts[item].startswith((BEGINS, CONTINUED)) or (not beside and any(text.strip() for text in texts))
    for n in range(max(len(part) for part in parts)):
        row = [part[n] if n < len(part) else () for part in parts]
        if n or unclear:
            row[item] = (Piece(text=CONTINUED if n else BEGINS), *row[item])
        yield tuple(row)


def _chunks(pieces: Sequence[Piece], fit: int, most: int) -> Iterable[tuple[Piece, ...]]:
    """``pieces`` cut, at ends of lines, into stretches that one cell can show and hold."""
    lengths = cuts(text_of(pieces), fit, most)
    if len(lengths) <= 1:
        yield tuple(pieces)
        return
    start = 0
    for length in lengths:
        yield _slice(pieces, start, start + length)
        start += length


def _slice(pieces: Sequence[Piece], start: int, end: int) -> tuple[Piece, ...]:
    found, at = [], 0
    for piece in pieces:
        text = piece.text[max(0, start - at) : max(0, end - at)]
        at += len(piece.text)
        if text:
            found.append(Piece(text=text, mark=piece.mark))
    return tuple(found)
