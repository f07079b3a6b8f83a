"""The text of a PDF without rules, in the order of the file, as lines in boxes for the reader of texts. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from piadiff.readers.pdf_cells import TextLine, line_of
from piadiff.readers.pdf_pages import Glyph, PdfPage

_LINE = 0.5  # of the height: glyphs whose middles differ less stand on one line
_BACK = 1.0  # of the height: a glyph that stands so far back begins another line
_APART = 2.0  # of the height: a wider gap divides two boxes
_BELOW = 0.9  # of the height: a line nearer than this below another belongs to its box


def page_text(page: PdfPage) -> str:
    """The boxes of a page, divided by empty lines."""
    boxes: list[list[TextLine]] = []
    for line in _lines(page.glyphs):
        if boxes and _goes_on(boxes[-1][-1], line):
            boxes[-1].append(line)
        else:
            boxes.append([line])
    return "\n\n".join("\n".join(line.text for line in box) for box in boxes)


def _goes_on(above: TextLine, line: TextLine) -> bool:
    """Whether a line stands right below another, in the same column."""
    height = line.y1 - line.y0
    return -_LINE * height < line.y0 - above.y1 < _BELOW * height and line.x0 < above.x1 and above.x0 < line.x1


def _lines(glyphs: Sequence[Glyph]) -> Iterator[TextLine]:
    row: list[Glyph] = []
    for glyph in glyphs:
        if glyph.clip is not None:
            continue
        if row and not _same_line(row[-1], glyph):
            if line := line_of(row):
                yield line
            row = []
        row.append(glyph)
    if row and (line := line_of(row)):
        yield line


def _same_line(last: Glyph, glyph: Glyph) -> bool:
    height = max(glyph.y1 - glyph.y0, last.y1 - last.y0)
    level = abs(glyph.middle - last.middle) < _LINE * height
    return level and -_BACK * height < glyph.x0 - last.x1 < _APART * height
