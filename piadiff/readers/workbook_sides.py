"""Sheets that keep labels and values apart: every label ends at one column, every value begins behind it.

The program's own export looks so, and many a workbook that an office laid out anew. On such a sheet the place in the
grid says what a cell is: words that look like a label (``１．特定個人情報ファイル名``) right of that column are text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from piadiff.notation import fold, nfkc
from piadiff.readers.labels import Printed
from piadiff.readers.workbook_cells import Cell

CHART_LABEL, IMAGE_LABEL = "図の中の文字", "図の画像"
_FILE = re.compile(r"[（(]\s*[0-9]{1,3}\s*[)）]")
_TRIED = 3  # of the columns in which merged cells end, the most common ones
_MOST_ASTRAY = 20  # one cell in so many may stand otherwise


def last_label_column(
    cells: Sequence[Cell], prints: Printed, is_label: Callable[[Cell], bool], is_title: Callable[[Cell], bool]
) -> int:
    """The column at which the labels of a sheet end; 0 where labels and values share columns."""
    if not cells:
        return 0
    first = min(cell.left for cell in cells)
    ends = Counter(cell.right for cell in cells if first <= cell.left <= first + 1 and cell.left < cell.right)
    return next((end for end, _ in ends.most_common(_TRIED) if _divides(end, cells, prints, is_label, is_title)), 0)


def _divides(
    end: int,
    cells: Sequence[Cell],
    prints: Printed,
    is_label: Callable[[Cell], bool],
    is_title: Callable[[Cell], bool],
) -> bool:
    """Whether all cells stand left of the end of a column, right of it, or are headings over the whole width."""
    left = [cell for cell in cells if cell.right <= end]
    across = [cell for cell in cells if cell.left <= end < cell.right]
    right = [cell for cell in cells if cell.left > end]
    edge = Counter(cell.right for cell in (*across, *right)).most_common(1)
    known = [cell for cell in left if cell.right == end and (_is_other_label(cell) or is_label(cell))]
    if not edge or not known or (not right and not across):
        return False
    astray = len(left) - len(known)
    astray += sum(cell.right != edge[0][0] or not (is_label(cell) or is_title(cell)) for cell in across)
    charts = [(cell.top, cell.bottom) for cell in left if cell.text == CHART_LABEL]
    astray += sum(
        cell.right < edge[0][0] and is_label(cell) and not any(top <= cell.top <= bottom for top, bottom in charts)
        for cell in right
    )
    return astray * _MOST_ASTRAY <= len(cells)


def _is_other_label(cell: Cell) -> bool:
    """What stands in the place of a label without being one of the form's: a file's heading, 件, those of a chart."""
    key = fold(cell.text).rstrip("※")
    return key in ("件", CHART_LABEL, IMAGE_LABEL, "備考") or _FILE.match(nfkc(cell.text).strip()) is not None
