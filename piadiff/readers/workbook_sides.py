"""Sheets that keep labels and values apart: every label ends at one column, every value begins behind it.

The program's own export looks so, and many a workbook that an office laid out anew. On such a sheet the place in the
grid says what a cell is: words that look like a label (``１．特定個人情報ファイル名``) right of that column are text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from piadiff.notation import fold, nfkc
from piadiff.readers.workbook_cells import Cell

CHART_LABEL, IMAGE_LABEL = "図の中の文字", "図の画像"
_FILE = re.compile(r"[（(]\s*[0-9]{1,3}\s*[)）]")
_TRIED = 3  # of the columns in which merged cells end, the most common ones
_MOST_ASTRAY = 20  # one cell in so many may stand otherwise


class Sides(NamedTuple):
    """The last column of a sheet's labels and that of its values; 0 where labels and values share columns."""

    labels_to: int = 0
    values_to: int = 0

    def is_value(self, cell: Cell) -> bool:
        """Whether a cell stands where this sheet has nothing but values."""
        return 0 < self.labels_to < cell.left

    def is_outside(self, cell: Cell) -> bool:
        """Whether a cell stands right of the form: a note that somebody wrote beside it."""
        return 0 < self.values_to < cell.left


def sides_of(cells: Sequence[Cell], is_label: Callable[[Cell], bool], is_title: Callable[[Cell], bool]) -> Sides:
    """The sides of a sheet, by the places of all its cells."""
    if not cells:
        return Sides()
    first = min(cell.left for cell in cells)
    ends = Counter(cell.right for cell in cells if first <= cell.left <= first + 1 and cell.left < cell.right)
    found = (_divided(end, cells, is_label, is_title) for end, _ in ends.most_common(_TRIED))
    return next((sides for sides in found if sides.labels_to), Sides())


def _divided(
    end: int, cells: Sequence[Cell], is_label: Callable[[Cell], bool], is_title: Callable[[Cell], bool]
) -> Sides:
    """The sides, if all cells stand left of the end of a column, right of it, or are headings over the whole width."""
    left = [cell for cell in cells if cell.right <= end]
    across = [cell for cell in cells if cell.left <= end < cell.right]
    right = [cell for cell in cells if cell.left > end]
    edges = Counter(cell.right for cell in (*across, *right)).most_common(1)
    edge = edges[0][0] if edges else 0
    known = [cell for cell in left if cell.right == end and (_is_other_label(cell) or is_label(cell))]
    if not edge or not known:
        return Sides()
    astray = len(left) - len(known)
    astray += sum(cell.right != edge or not (is_label(cell) or is_title(cell)) for cell in across)
    charts = [(cell.top, cell.bottom) for cell in left if cell.text == CHART_LABEL]
    astray += sum(
        cell.right < edge and is_label(cell) and not any(top <= cell.top <= bottom for top, bottom in charts)
        for cell in right
    )
    return Sides(end, edge) if astray * _MOST_ASTRAY <= len(cells) else Sides()


def _is_other_label(cell: Cell) -> bool:
    """What stands in the place of a label without being one of the form's: a file's heading, 件, those of a chart."""
    key = fold(cell.text).rstrip("※")
    return key in ("件", CHART_LABEL, IMAGE_LABEL, "備考") or _FILE.match(nfkc(cell.text).strip()) is not None
