"""Reads a PDF with a text layer, as it is printed from the official Excel form.

1. ``pdf_pages`` opens it and gives glyphs and rules of each page;
2. ``pdf_cells`` finds the ruled cells and undoes their line wraps;
3. ``pdf_changes`` takes the change table out, cell by cell;
4. ``pdf_bands`` joins cells that a page break cut; ``pdf_furniture`` drops page numbers and running titles;
5. what is left goes, cell by cell as boxes of lines, to the reader of texts; a value that fills a cell gets the cell's
   own paragraphs.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from piadiff.errors import PiadiffError
from piadiff.forms import form
from piadiff.forms.locate import locate
from piadiff.model import Reading, Row, Value
from piadiff.notation import fold, nfkc
from piadiff.readers.pdf_bands import Band, Block, bands, joined, stacked
from piadiff.readers.pdf_cells import cells
from piadiff.readers.pdf_changes import take_table
from piadiff.readers.pdf_furniture import without_furniture
from piadiff.readers.pdf_pages import UNKNOWN, pdf_pages
from piadiff.readers.text import read_assessment_text

_LONG = 20  # pages from which progress is shown
_OPENS = re.compile(r"[（(]")
# What ``export`` prints beside the official form's own words: labels of the count and of the texts of the chart, and
# the file's number behind the heading of a part.
_OWN_LABELS = frozenset({"件", "件※", "図の中の文字"})
_FILE_TAIL = re.compile(r"^([ⅡⅢ]\u3000[^\n]+)\u3000（[0-9０-９]{1,2}）$")
_MIN_GLYPHS = 20  # a page has at least so many characters on average if it has a text layer


def read_pdf(data: bytes, where: str) -> Reading:
    """Reads the bytes of a PDF. Raises PiadiffError for one that is scanned, encrypted, broken, empty or monstrous,
    and for one that is no assessment."""
    sizes: list[tuple[float, float]] = []
    found = []
    glyphs = unknown = 0
    unread: list[int] = []
    for page in pdf_pages(data, where, _progress()):
        sizes.append((page.width, page.height))
        found.append(cells(page))
        glyphs += len(page.glyphs)
        if page.pictures and not page.glyphs:
            unread.append(page.number)
        unknown += sum(glyph.text == UNKNOWN for glyph in page.glyphs)
    if glyphs < _MIN_GLYPHS * len(sizes):
        raise PiadiffError(
            "PDFに文字がありません（紙を読み取った画像のようです）",
            where=where,
            hint="Excel から書き出したPDFか、文字認識をしたテキスト（.txt）を渡してください",
        )
    table = take_table(without_furniture(found, sizes))
    pages = joined([stacked(bands(page)) for page in table.rest])
    reading = read_assessment_text(_as_text(pages), where)
    items = _exact(reading.assessment.items, [block for page in pages for band in page for block in band])
    assessment = replace(reading.assessment, items=items)
    if table.found:
        assessment = replace(assessment, changes=_located(assessment.form, table.rows, items))
    remarks = reading.remarks
    if unread:
        numbers = "、".join(map(str, unread))
        remarks = (f"画像だけで文字のないページがあり、読めません（{numbers}ページ）", *remarks)
    if unknown:
        remarks = (f"文字コードのない文字が{unknown}字あり、「{UNKNOWN}」としました", *remarks)
    return replace(reading, assessment=assessment, remarks=remarks)


def _progress() -> Callable[[int, int], None]:
    """Tells the pages done on one line of the terminal; silent elsewhere and for short documents."""
    if not sys.stderr.isatty():
        return lambda done, of: None

    def show(done: int, of: int) -> None:
        if of >= _LONG and (done % 5 == 0 or done == of):
            end = "\r" + " " * 40 + "\r" if done == of else ""
            print(f"\rPDFを読んでいます {done}/{of}ページ{end}", end="", file=sys.stderr, flush=True)

    return show


def _as_text(pages: Sequence[Sequence[Band]]) -> str:
    """Cells as boxes of lines, pages divided by form feeds; what may hold a label is indented by one space."""
    texts = ["\n\n".join(_boxes(page)) for page in pages]
    return "\n\n\f".join(text for text in texts if text)


def _boxes(page: Sequence[Band]) -> list[str]:
    """The cells of a page; the bracket that belongs to a check box (``[ ○ ] その他`` ``（ text ）``) stands behind it,
    also where it takes several cells."""
    out: list[str] = []
    for band in page:
        before = ""
        for block in band:
            text = "\n".join(re.sub(r"^ +", "", line.replace("\f", "")) for line in block.paragraphs)
            text = _FILE_TAIL.sub(r"\1", text)
            if not text or fold(text) in _OWN_LABELS:
                continue
            box = bool(out) and out[-1].startswith("[")
            if box and ((_OPENS.match(text) and before.startswith("[")) or (not before and _is_open(out[-1]))):
                out[-1] += ("" if _is_open(out[-1]) else " ") + "".join(block.paragraphs)
            else:
                out.append(f" {text}" if (block.lead or len(band) == 1) and not text.startswith("[") else text)
            before = text
    return out


def _is_open(text: str) -> bool:
    """Whether a bracket for text was opened and not closed."""
    plain = nfkc(text)
    return plain.count("(") > plain.count(")")


def _exact(items: Mapping[str, Value], blocks: Sequence[Block]) -> dict[str, Value]:
    """Texts that fill a cell with the cell's own paragraphs instead of those guessed from widths."""
    known = {_key(block.paragraphs): block.paragraphs for block in blocks if not block.empty}
    out: dict[str, Value] = {}
    for path, value in items.items():
        paragraphs = known.get(_key(value)) if isinstance(value, (tuple, str)) and value else None
        if paragraphs is None:
            out[path] = value
        else:
            out[path] = paragraphs if isinstance(value, tuple) else "\n".join(paragraphs)
    return out


def _key(text: tuple[str, ...] | str) -> str:
    return re.sub(r"\s", "", "".join(text))


def _located(form_name: str, rows: Sequence[Row], items: Mapping[str, Value]) -> tuple[Row, ...]:
    tree = form(form_name)
    return tuple(
        replace(row, paths=locate(tree, row.item, items=items, before=row.before, after=row.after)) for row in rows
    )
