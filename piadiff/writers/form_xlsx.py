"""The whole filled form as an Excel workbook like the official one: the layout, as a label-anchored reader finds it.

Sheets: 表紙, one for each part of the form that the assessment has items of (``Ⅰ基本情報``, ``（別添１）事務の内容``),
a part that repeats for each 特定個人情報ファイル once for each, with its number (``Ⅱファイルの概要(1)``), and last the
change table (``（別添３）変更箇所``, ``変更箇所``), as :mod:`piadiff.writers.xlsx` writes it.

On a sheet of the form, columns A to I (which cell is which: :mod:`piadiff.writers.form_sheets`):

* A bar merged over A:I is a heading without a value of its own: the title of the part (with ``（１）`` where the part
  repeats: the file's number), a section, ``リスク１：…``, ``委託事項１`` or an item that has no value here but others
  below it. An item or group that has a value, be it empty, is never a bar.
* An item is a label, merged over A:C (an item inside another item's box over B:C) and over all rows of the item, and
  its value in D:I of these rows. The label is the heading as printed, with ``　※`` where the form marks it (in parts
  that are marked as a whole only their title has the mark).
* An item that the assessment does not have is not printed. The cells of an empty text are empty.
* text, name, date: one cell D:I; paragraphs are lines in it. A text too long for a row goes on in the next row of
  the same label: the cells are joined with a line break; one that begins with ``（続き）`` without that word and
  without one (a line break behind the word is one of the text). A text that begins with this word itself, or with
  blank lines, has ``（ここから）`` before it.
* choice: ``[ value ]`` (empty: ``[　]``) in D:F; in G:I ``＜選択肢＞`` and the options, ``1） …``, on as few lines.
* checks: a cell for each box, two or three a row: ``[ ○ ] 紙``, not marked ``[　] 紙``; a box that takes text, or has
  some, has a row: the box in D:F, the text in G:I: ``（ text ）``, empty ``（　）``, with ``件`` behind it where it is
  a number. Boxes that the form does not print come last.
* count: ``（ 4 ）件``, empty ``（　）件``.
* list (record items): label ``（１）ファイル名``, value one entry a line, numbered ``１．…``.
* figure: label ``図の中の文字``: one cell for each text, up to three a row, in their order; label ``図の画像``: the
  SHA-256 of each picture, one a row. Then 備考 like any text.
* 表紙 begins with two bars: ``[平成30年5月　様式４]`` (edition unknown: ``[様式４]``) and
  ``特定個人情報保護評価書（全項目評価書）``.
* Pages: A4 upright; breaks are set so that no heading ends a page and no small item is divided.
* 変更箇所: the title in A1, the six headers in row 3, rows below. A row whose 項目 begins with ``（続き）`` goes on
  with the row above it: its cells are appended as they are (項目 without that word). 項目 begins with
  ``（ここから）`` where the row would else be taken for one that goes on (it has nothing but texts before and
  after). No change: no row.

Every cell is text. What no cell may hold is made visible, and what says nothing is left out
(:func:`piadiff.writers.form_text.as_written`); all the rest is read back as it was: ``read(export(x)) ==
as_written(x)``.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from piadiff.forms import form
from piadiff.model import Assessment
from piadiff.writers import xlsx
from piadiff.writers.form_sheets import FIRST, SMALL, WIDTHS, Block, Cell, Page, Style, pages
from piadiff.writers.form_text import as_written
from piadiff.writers.sheet import plain_sheet
from piadiff.writers.xlsx_parts import FONT, LINE_POINTS, ROW_POINTS, SIZE, put, safe_name, set_page, settled

if TYPE_CHECKING:
    from openpyxl.styles import Alignment, Border, Font, PatternFill
    from openpyxl.worksheet.pagebreak import Break
    from openpyxl.worksheet.worksheet import Worksheet

_TITLES = {"様式4": "（別添３）変更箇所", "様式3": "（別添２）変更箇所", "様式2": "変更箇所"}
_FILLS: dict[Style, str] = {"part": "FFBFBFBF", "section": "FFD9D9D9", "strong": "FFD9D9D9", "label": "FFEDEDED"}
_BOLD = ("title", "part", "section", "strong")
_SIZES: dict[Style, int] = {"title": 18, "part": 13, "option": SMALL}
_WITHOUT_LINES = ("title", "cover")
_CENTRED = ("title", "part", "section", "box", "option")
_BAR_POINTS: dict[Style, float] = {"title": 60, "part": 28}
_ROOMY_POINTS = 36.0
_PAGE_POINTS = 755.0  # of rows on a page: A4 without its margins; no program makes the columns fit by magnifying
_WHOLE_POINTS = 180.0  # an item up to this height is not divided
_PADDING = 4.0  # points above and below the text of a row


class _Look(NamedTuple):
    """How a cell of one style looks."""

    font: Font
    fill: PatternFill
    alignment: Alignment


class _Styled(NamedTuple):
    """What decides how a cell of a sheet looks: the style of its text, if it shows one, and where it has lines."""

    style: Style | None
    centred: bool
    edges: tuple[bool, bool, bool, bool]


class _Pen(NamedTuple):
    """Writes on one sheet; ``styles`` are those that the workbook has already, as the library numbers them."""

    sheet: Worksheet
    styles: dict[_Styled, tuple[int, ...]]
    centred: bool


def render(assessment: Assessment) -> bytes:
    """The workbook of an assessment of any of the three forms; the same assessment gives the same bytes."""
    from openpyxl import Workbook

    assessment = as_written(assessment)
    book = Workbook()
    book.remove(book.worksheets[0])
    styles: dict[_Styled, tuple[int, ...]] = {}
    for page in pages(assessment):
        _write(_Pen(book.create_sheet(safe_name(page.name)), styles, page.roomy), page)
    table = book.create_sheet()
    xlsx.write(table, plain_sheet(_TITLES[form(assessment.form).name], assessment.changes), empty="")
    out = io.BytesIO()
    book.save(out)
    return settled(out.getvalue(), growing={f"xl/worksheets/sheet{len(book.worksheets)}.xml"})


def _write(pen: _Pen, page: Page) -> None:
    sheet = pen.sheet
    for number, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions["ABCDEFGHI"[number - 1]].width = width
    set_page(sheet, landscape=False)
    least = _ROOMY_POINTS if page.roomy else 0
    heights = [_heights(block, least) for block in page.blocks]
    number = 1
    for block, rows in zip(page.blocks, heights, strict=True):
        number = _write_block(pen, number, block, rows)
    sheet.print_area = f"A1:I{number - 1}"
    for row in breaks([(rows, bool(block.rows)) for block, rows in zip(page.blocks, heights, strict=True)]):
        sheet.row_breaks.append(_break(row))


def _break(row: int) -> Break:
    from openpyxl.worksheet.pagebreak import Break

    return Break(id=row)


def breaks(blocks: Sequence[tuple[Sequence[float], bool]]) -> Iterator[int]:
    """The rows (from 1) after which a page ends.

    ``blocks``: the heights of the rows of each, and whether it is an item (else a heading). A heading never ends a
    page, a small item is not divided.
    """
    used, row = 0.0, 0
    for number, (heights, _) in enumerate(blocks):
        for n, height in enumerate(heights):
            needed = height if n else _needed(blocks, number)
            if used and used + min(needed, _PAGE_POINTS) > _PAGE_POINTS:
                yield row
                used = 0.0
            used += height
            row += 1


def _needed(blocks: Sequence[tuple[Sequence[float], bool]], number: int) -> float:
    """What must stand on one page with the beginning of a block."""
    heights, is_item = blocks[number]
    if is_item:
        return sum(heights) if sum(heights) <= _WHOLE_POINTS else heights[0]
    return sum(heights) + (_needed(blocks, number + 1) if number + 1 < len(blocks) else 0)


def _heights(block: Block, least: float) -> list[float]:
    """The heights of a block's rows in points, one for a heading; the last has what the label needs besides."""
    label = block.label
    if not block.rows:
        return [max(_points(label), _BAR_POINTS.get(label.style, 0))]
    heights = [max(_points(cell) for cell in row) for row in block.rows]
    heights[-1] += max(0, max(_points(label), least) - sum(heights))
    return [min(ROW_POINTS, round(height, 1)) for height in heights]


def _write_block(pen: _Pen, top: int, block: Block, heights: Sequence[float]) -> int:
    """Writes a block from row ``top`` on; the number of the row after it."""
    bottom = top + len(heights) - 1
    label = block.label
    if label.first > FIRST:
        margin = Cell(text="", first=FIRST, last=label.first - 1, style="label")
        _merged(pen._replace(centred=False), margin, top, bottom)
    _merged(pen, label, top, bottom)
    for number, height in enumerate(heights, top):
        pen.sheet.row_dimensions[number].height = height
    for number, row in enumerate(block.rows, top):
        for cell in row:
            _merged(pen, cell, number, number)
    return bottom + 1


def _points(cell: Cell) -> float:
    """The height that a cell's text needs."""
    return math.ceil(cell.lines * LINE_POINTS * (SMALL / SIZE if cell.style == "option" else 1) + _PADDING)


def _merged(pen: _Pen, cell: Cell, top: int, bottom: int) -> None:
    """The text in the cells of its columns and of the rows ``top`` to ``bottom``, merged, with lines around.

    The library's own merging asks each other merged cell and draws the lines itself, which took most of the time of
    writing a form.
    """
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.cell_range import CellRange

    sheet = pen.sheet
    if cell.first < cell.last or top < bottom:
        area = CellRange(min_row=top, max_row=bottom, min_col=cell.first, max_col=cell.last)
        sheet.merged_cells.ranges.add(area)
    lined = cell.style not in _WITHOUT_LINES
    at = sheet.cell(row=top, column=cell.first)
    _styled(pen, at, _Styled(cell.style, pen.centred or cell.style in _CENTRED, (lined,) * 4))
    put(at, cell.text)
    for row in range(top, bottom + 1):
        for column in range(cell.first, cell.last + 1):
            if (row, column) != (top, cell.first):
                covered = MergedCell(sheet, row, column)
                sheet._cells[row, column] = covered
                edges = (column == cell.first, column == cell.last, row == top, row == bottom)
                if lined and any(edges):
                    _styled(pen, covered, _Styled(None, False, edges))


def _styled(pen: _Pen, at: Any, wanted: _Styled) -> None:
    """Gives a cell of the sheet its look and lines; what was given to one is copied to all that are the same."""
    from openpyxl.styles.cell_style import StyleArray

    if wanted in pen.styles:
        at._style = StyleArray(pen.styles[wanted])
        return
    if wanted.style:
        at.font, at.fill, at.alignment = _look(wanted.style, wanted.centred)
    if any(wanted.edges):
        at.border = _border(wanted.edges)
    pen.styles[wanted] = tuple(at._style)


@cache
def _look(style: Style, centred: bool) -> _Look:
    from openpyxl.styles import Alignment, Font, PatternFill

    fill = PatternFill("solid", fgColor=_FILLS[style]) if style in _FILLS else PatternFill()
    horizontal = {"title": "center", "cover": "right"}.get(style)
    return _Look(
        font=Font(name=FONT, size=_SIZES.get(style, SIZE), bold=style in _BOLD, charset=128),
        fill=fill,
        alignment=Alignment(horizontal=horizontal, vertical="center" if centred else "top", wrap_text=True),
    )


@cache
def _border(edges: tuple[bool, ...]) -> Border:
    """Thin lines at the left, right, top and bottom edge, where there are some."""
    from openpyxl.styles import Border, Side

    left, right, top, bottom = (Side(style="thin") if edge else Side() for edge in edges)
    return Border(left=left, right=right, top=top, bottom=bottom)
