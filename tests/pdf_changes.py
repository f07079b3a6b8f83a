"""Prints the change table (別添3 変更箇所) and extracts it: narrow cells, rows from the foot of each page upward."""

from __future__ import annotations

from collections.abc import Sequence

from piadiff.model import Row
from tests.pdf_boxes import Box, Sheet, beside, box, value_boxes, wrap_all

_HEADER = "変更日 項目 変更前の記載 変更後の記載 提出時期 提出時期に係る説明"
_TITLE = "（別添３）変更箇所"
_DATE, _ITEM, _CELL, _REASON = 16, 26, 41, 26
_PAGE_LINES = 46


def print_changes(rows: Sequence[Row], sheet: Sheet) -> None:
    """Adds the pages of the table to the sheet; in a jumbled document rows stand bottom up, the title under them."""
    if not rows:
        return
    upward = sheet.jumble >= 0.3
    for number, page in enumerate(_pages(rows)):
        sheet.begin("別添3")
        blocks = [_row(row) for row in page]
        ordered = blocks[::-1] if upward else blocks
        body = [b for row in ordered for b in row]
        if number:
            sheet.keep([box(_HEADER), *body])
        elif upward:
            sheet.keep([*body, box(_TITLE, _HEADER)])
        else:
            sheet.keep([box(_TITLE, _HEADER), *body])


def _pages(rows: Sequence[Row]) -> list[list[Row]]:
    pages: list[list[Row]] = [[]]
    height = 0
    for row in rows:
        tall = max(sum(len(block) + 1 for block in cell) for cell in _cells(row)) - 1
        if pages[-1] and height + tall > _PAGE_LINES:
            pages.append([])
            height = 0
        pages[-1].append(row)
        height += tall
    return pages


def _cells(row: Row) -> list[list[list[str]]]:
    """The six cells, each as blocks of wrapped lines."""
    return [
        value_boxes([row.date_text], _DATE) if row.date_text else [],
        [wrap_all(row.item.split("\n"), _ITEM)],
        value_boxes(row.before.split("\n"), _CELL),
        value_boxes(row.after.split("\n"), _CELL),
        [[row.timing]] if row.timing else [],
        [wrap_all(row.reason.split("\n"), _REASON)] if row.reason else [],
    ]


def _row(row: Row) -> list[Box]:
    """The boxes of one row: cells of one block join their neighbours as ``beside`` says, others stay apart."""
    blocks: list[list[str]] = []
    run: list[list[str]] = []
    for cell in _cells(row):
        if len(cell) > 1:
            blocks += [*beside(*run), *cell]
            run = []
        else:
            run += cell
    return [box(*block) for block in [*blocks, *beside(*run)]]
