"""Reads a PDF with a text layer, as it is printed from the official Excel form.

1. ``pdf_pages`` opens it, in a process of its own (``pdf_guard``), and gives glyphs and rules of each page;
2. ``pdf_cells`` finds the ruled cells and undoes their line wraps; ``pdf_furniture`` drops page numbers and running
   titles;
3. ``pdf_grid`` makes sheets of cells of the pages, which the reader of workbooks reads;
4. a PDF with hardly any rules goes to the reader of texts too, and the reading that leaves less open is taken.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from piadiff.errors import PiadiffError
from piadiff.model import Reading
from piadiff.readers.pdf_cells import Cell, cells
from piadiff.readers.pdf_furniture import without_furniture
from piadiff.readers.pdf_grid import sheets_of
from piadiff.readers.pdf_guard import guarded_pages
from piadiff.readers.pdf_pages import UNKNOWN, PdfPage
from piadiff.readers.text import read_assessment_text
from piadiff.readers.workbook import read_form
from piadiff.readers.workbook_figure import Shape

_LONG = 20  # pages from which progress is shown
_MIN_GLYPHS = 20  # a page has at least so many characters on average if it has a text layer
_RULED = 0.5  # of the characters stand in ruled cells: surely a form with rules
_MUCH_MORE = 2  # what the form leaves open is left open; the reader of texts guesses more of it
_MOST_PAGES = 5  # that a remark names
_DOUBT = 20  # a remark weighs as much as so many characters without a place


def read_pdf(data: bytes, where: str, progress: Callable[[int, int], None] | None = None) -> Reading:
    """Reads the bytes of a PDF; ``progress`` is told (pages done, of all), else the terminal is.

    Raises PiadiffError for one that is scanned, encrypted, broken, empty or monstrous, and for one that is no
    assessment.
    """
    pages = list(guarded_pages(data, where, progress or _progress()))
    if sum(len(page.glyphs) for page in pages) < _MIN_GLYPHS * len(pages):
        raise PiadiffError(
            "PDFに文字がありません（紙を読み取った画像のようです）",
            where=where,
            hint="Excel から書き出したPDFか、文字認識をしたテキスト（.txt）を渡してください",
        )
    reading = _read(pages, where)
    return replace(reading, remarks=(*_remarks(pages), *reading.remarks))


def _remarks(pages: Sequence[PdfPage]) -> Iterator[str]:
    """What could not be read at all."""
    unknown = sum(glyph.text == UNKNOWN for page in pages for glyph in page.glyphs)
    if unknown:
        yield f"文字コードのない文字が{unknown}字あり、「{UNKNOWN}」としました"
    unread = [str(page.number) for page in pages if page.pictures and not page.glyphs]
    if unread:
        yield f"画像だけで文字のないページがあり、読めません（{'、'.join(unread)}ページ）"


def _read(pages: Sequence[PdfPage], where: str) -> Reading:
    """The pages as a form; where hardly anything stands in ruled cells, as a text too, if that tells much more."""
    found = without_furniture([cells(page) for page in pages], [(page.width, page.height) for page in pages])
    inside = sum(len(cell.text) for page in found for cell in page if cell.ruled)
    if inside > _RULED * sum(len(cell.text) for page in found for cell in page):
        return _as_form(pages, found, where)
    readings: list[Reading] = []
    faults: list[PiadiffError] = []
    for way in (_as_form, _as_text):
        try:
            readings.append(way(pages, found, where))
        except PiadiffError as fault:
            faults.append(fault)
    if faults:
        if not readings:
            raise faults[0]
        return readings[0]
    by_form, by_text = readings
    return by_text if _doubt(by_form) > _MUCH_MORE * _doubt(by_text) else by_form


def _doubt(reading: Reading) -> int:
    """How much a reading leaves open."""
    return sum(len(piece.text) for piece in reading.unplaced) + _DOUBT * len(reading.remarks)


def _as_text(pages: Sequence[PdfPage], found: Sequence[list[Cell]], where: str) -> Reading:
    """Reads the pieces of all pages, from above and from the left, as boxes of lines."""
    boxes = [["\n".join(line.text for line in cell.lines) for cell in page if cell.lines] for page in found]
    return read_assessment_text("\n\n\f".join("\n\n".join(page) for page in boxes), where)


def _as_form(pages: Sequence[PdfPage], found: Sequence[list[Cell]], where: str) -> Reading:
    """Reads the cells of all pages as those of a workbook, with the pictures as its shapes."""
    sheets = sheets_of(found)
    full = sorted({cell.page for page in found for cell in page if cell.overflows})
    shapes: dict[str, list[Shape]] = {sheet.name: [] for sheet in sheets}
    for page in pages:
        for picture in page.pictures:
            sheet = next(sheet for sheet in sheets if sheet.row(page.number, picture.y0) is not None)
            row = sheet.row(page.number, picture.y0) or 0
            shapes[sheet.name].append(Shape(row=row, texts=(), images=(picture.digest,)))
    return read_form(sheets, shapes, where, remarks=[_overflow(full)] if full else [])


def _overflow(pages: Sequence[int]) -> str:
    """Some pages have cells that do not hold all of their text."""
    named = "、".join(map(str, pages[:_MOST_PAGES])) + ("ほか" if len(pages) > _MOST_PAGES else "")
    return (
        f"文字がセルからはみ出しているか、文字に線が重なっています（{named}ページ）。欠けた文字がないか確かめてください"
    )


def _progress() -> Callable[[int, int], None]:
    """Tells the pages done on one line of the terminal; silent elsewhere and for short documents."""
    if not sys.stderr.isatty():
        return lambda done, of: None

    def show(done: int, of: int) -> None:
        if of >= _LONG and (done % 5 == 0 or done == of):
            end = "\r" + " " * 40 + "\r" if done == of else ""
            print(f"\rPDFを読んでいます {done}/{of}ページ{end}", end="", file=sys.stderr, flush=True)

    return show
