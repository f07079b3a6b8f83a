"""Texts of several rows that follow several 項目 in a run, shared out among them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from piadiff.readers.change_draft import Draft
from piadiff.readers.change_label import Style
from piadiff.readers.change_region import AFTER_BLANK, SAME_LINE, Atom
from piadiff.readers.change_split import split_body

MOST_PLACES = 40  # places at which a run of texts is cut at most: a longer run stays with its last row
SHARED = "項目が続けて並び、どの記載がこの行のものか確かではありません"


def share_texts(rows: Sequence[Draft], style: Style) -> None:
    """Gives each of some rows without texts, and the row with texts after them, its part of those texts."""
    first = 0
    for index, row in enumerate(rows):
        if not row.before and not row.after:
            continue
        if index > first:
            _share(rows[first : index + 1], style)
        first = index + 1


def _share(rows: Sequence[Draft], style: Style) -> None:
    atoms = [*rows[-1].before, *rows[-1].after]
    places = [i for i in range(1, len(atoms)) if atoms[i].gap == AFTER_BLANK]
    if len(places) < len(rows) - 1:
        places = [i for i in range(1, len(atoms)) if atoms[i].gap != SAME_LINE]
    if not len(rows) - 1 <= len(places) <= MOST_PLACES:
        return
    bounds = _best_bounds(atoms, [0, *places, len(atoms)], len(rows), style)
    for row, (start, end) in zip(rows, pairwise(bounds), strict=True):
        border = split_body(atoms, style, start, end).before_end
        row.before, row.after = atoms[start:border], atoms[border:end]
        row.doubt(SHARED)


def _best_bounds(atoms: Sequence[Atom], places: Sequence[int], count: int, style: Style) -> list[int]:
    """Where ``count`` bodies begin and the last ends, so that all read best: dynamic programming over the places."""
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [0])}
    for _ in range(count):
        new: dict[int, tuple[float, list[int]]] = {}
        for start, (had, bounds) in best.items():
            for stop in range(start + 1, len(places)):
                score = had + split_body(atoms, style, places[start], places[stop]).score
                if stop not in new or score > new[stop][0]:
                    new[stop] = (score, [*bounds, places[stop]])
        best = new
    return best[len(places) - 1][1]
