"""The elements of the Word document that :mod:`piadiff.writers.docx_` writes: title, table, cells, runs, revisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING

from piadiff.writers.layout import Band, Cell, Layout
from piadiff.writers.sheet import Piece, Tracking, printable
from piadiff.writers.terminal import wrap

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

FONT = "ＭＳ Ｐゴシック"
SIZE, UPRIGHT_SIZE, TITLE_SIZE = 9, 8, 14  # points
COLOURS = {"removed": "A40000", "added": "00429D"}
NO_SPACE = {"w:before": "0", "w:after": "0", "w:line": "240", "w:lineRule": "auto"}
WIDTH, UPRIGHT = 15_700, 10_760  # of the table in twentieths of a point: A4 within its margins, landscape and portrait
_PADDING = 70  # left and right in a cell
# Fonts that stand in for ＭＳ Ｐゴシック take up to 1.47 times their size for a line. A row that is surely lower than
# what a page holds below the title and the header is kept together.
_LINE_POINTS = SIZE * 1.47
_PAGE_POINTS = 430
_BREAKS = re.compile(r"([\n\t])")


class Parts:
    """Makes the elements of one document; revisions are numbered through it."""

    def __init__(self, layout: Layout, tracking: Tracking | None = None) -> None:
        self._layout = layout
        self._tracking = tracking
        self._numbers = count(1)
        self._width = UPRIGHT if layout.portrait else WIDTH
        total = sum(column.width for column in layout.columns)
        widths = [int(self._width * column.width / total) for column in layout.columns]
        self._widths = [*widths[:-1], self._width - sum(widths[:-1])]

    def elements(self) -> Iterator[Element]:
        """The title, a note where there is one, and the table."""
        yield _paragraph([run(self._layout.title, bold=True, size=TITLE_SIZE)], ("w:spacing", {"w:after": "80"}))
        if self._layout.note:
            yield _paragraph([run(self._layout.note)], ("w:spacing", {"w:after": "60"}))
        table = _element("w:tbl", _table_properties(self._width))
        table.append(_element("w:tblGrid", *(_element("w:gridCol", {"w:w": str(w)}) for w in self._widths)))
        table.append(self._header())
        nothing = Band(cells=((Piece(text=f"{self._layout.empty}。"),),), heading=True)
        for band in self._layout.bands or (nothing,):
            table.append(self._heading(band) if band.heading else self._row(band))
        yield table
        yield _paragraph([], ("w:rPr", {}))  # what has to follow a table, too low for a page of its own

    def _header(self) -> Element:
        cells = [
            self._cell([_centred(header)], width, fill="D9D9D9", middle=True)
            for header, width in zip(self._layout.headers, self._widths, strict=True)
        ]
        return _element("w:tr", _element("w:trPr", _element("w:cantSplit"), _element("w:tblHeader")), *cells)

    def _heading(self, band: Band) -> Element:
        whole = bool(self._layout.bands)
        runs = [run(piece.text, bold=whole) for piece in band.cells[0]]
        cell = self._cell(
            [_paragraph(runs, *((("w:keepNext", {}),) if whole else ()))],
            self._width,
            span=len(self._widths),
            fill="F0F0F0" if whole else "",
        )
        return _element("w:tr", _element("w:trPr", _element("w:cantSplit")), cell)

    def _row(self, band: Band) -> Element:
        row = _element("w:tr")
        if self._fits_a_page(band):
            row.append(_element("w:trPr", _element("w:cantSplit")))
        for cell, column, width in zip(band.cells, self._layout.columns, self._widths, strict=True):
            open_ = band.review and column.kind in self._layout.decided
            if self._tracking and column.kind == "text":
                paragraphs = [_paragraph([self._revised(piece) for piece in cell])]
            else:
                paragraphs = [_paragraph([self._marked(piece, bold=open_) for piece in line]) for line in _lines(cell)]
            row.append(self._cell(paragraphs, width, fill="FFF2CC" if open_ else ""))
        return row

    def _fits_a_page(self, band: Band) -> bool:
        """Whether the highest cell surely stands on one page."""
        half = SIZE * 10  # a half-width character in twentieths of a point
        fits = [max(2, (width - 2 * _PADDING) // half - 1) for width in self._widths]
        lines = max(len(wrap(text, fit)) for text, fit in zip(band.texts, fits, strict=True))
        return lines * _LINE_POINTS < _PAGE_POINTS

    def _cell(
        self, paragraphs: Iterable[Element], width: int, *, span: int = 1, fill: str = "", middle: bool = False
    ) -> Element:
        properties = _element("w:tcPr", _element("w:tcW", {"w:w": str(width), "w:type": "dxa"}))
        if span > 1:
            properties.append(_element("w:gridSpan", {"w:val": str(span)}))
        if fill:
            properties.append(_element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": fill}))
        if middle:
            properties.append(_element("w:vAlign", {"w:val": "center"}))
        return _element("w:tc", properties, *paragraphs)

    def _marked(self, piece: Piece, *, bold: bool = False) -> Element:
        if piece.mark == "same":
            return run(piece.text, bold=bold)
        struck = self._layout.redline and piece.mark == "removed"
        coloured = self._layout.coloured or self._layout.redline
        return run(
            piece.text, bold=bold, strike=struck, underline=not struck, colour=COLOURS[piece.mark] if coloured else ""
        )

    def _revised(self, piece: Piece) -> Element:
        """A run as it is, or inside the revision that takes it away or brings it."""
        if piece.mark == "same" or self._tracking is None:
            return run(piece.text)
        who = {
            "w:id": str(next(self._numbers)),
            "w:author": printable(self._tracking.author),
            "w:date": self._tracking.date,
        }
        removed = piece.mark == "removed"
        return _element("w:del" if removed else "w:ins", who, run(piece.text, removed=removed))


def page_numbers() -> Element:
    """The paragraph of the footer: the number of the page / how many there are."""
    return _paragraph([*_field("PAGE"), run(" / "), *_field("NUMPAGES")], ("w:jc", {"w:val": "center"}))


def _table_properties(width: int) -> Element:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    line = {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": "000000"}
    padding, little = ({"w:w": str(room), "w:type": "dxa"} for room in (_PADDING, 20))
    return _element(
        "w:tblPr",
        _element("w:tblW", {"w:w": str(width), "w:type": "dxa"}),
        _element("w:jc", {"w:val": "center"}),
        _element("w:tblBorders", *(_element(f"w:{side}", line) for side in sides)),
        _element("w:tblLayout", {"w:type": "fixed"}),
        _element(
            "w:tblCellMar",
            *(_element(f"w:{side}", padding if side in ("left", "right") else little) for side in sides[:4]),
        ),
    )


def _lines(cell: Cell) -> list[list[Piece]]:
    """The pieces of each line of a cell; at least one line."""
    lines: list[list[Piece]] = [[]]
    for piece in cell:
        first, *others = piece.text.split("\n")
        lines[-1].append(Piece(text=first, mark=piece.mark))
        lines += [[Piece(text=text, mark=piece.mark)] for text in others]
    return [[piece for piece in line if piece.text] for line in lines]


def _centred(text: str) -> Element:
    return _paragraph([run(text)], ("w:jc", {"w:val": "center"}))


def _paragraph(runs: Iterable[Element], *properties: tuple[str, dict[str, str]]) -> Element:
    """A paragraph without space around it; ``properties`` come in the order that the format wants."""
    if not properties:
        return _element("w:p", *runs)
    own = dict(properties)
    order = ("w:keepNext", "w:spacing", "w:jc")
    low = own.pop("w:rPr", None) is not None
    own["w:spacing"] = NO_SPACE | own.get("w:spacing", {}) | ({"w:line": "20", "w:lineRule": "exact"} if low else {})
    settled = _element("w:pPr", *(_element(name, own[name]) for name in order if name in own))
    if low:
        settled.append(_element("w:rPr", _element("w:sz", {"w:val": "2"})))
    return _element("w:p", settled, *runs)


def run(
    text: str,
    *,
    bold: bool = False,
    strike: bool = False,
    underline: bool = False,
    colour: str = "",
    size: int = SIZE,
    removed: bool = False,
) -> Element:
    """A stretch of text: line breaks and tabs become those of the format, all else is characters."""
    made = _element("w:r")
    if bold or strike or underline or colour or size != SIZE:
        made.append(_run_properties(bold, strike, underline, colour, size))
    for stretch in filter(None, _BREAKS.split(text)):
        if stretch in "\n\t":
            made.append(_element("w:br" if stretch == "\n" else "w:tab"))
            continue
        characters = _element("w:delText" if removed else "w:t", {"xml:space": "preserve"})
        characters.text = stretch
        made.append(characters)
    return made


def _run_properties(bold: bool, strike: bool, underline: bool, colour: str, size: int) -> Element:
    properties = _element("w:rPr")
    for wanted, name in ((bold, "w:b"), (strike, "w:strike")):
        if wanted:
            properties.append(_element(name))
    if colour:
        properties.append(_element("w:color", {"w:val": colour}))
    if size != SIZE:
        properties.append(_element("w:sz", {"w:val": str(2 * size)}))
        properties.append(_element("w:szCs", {"w:val": str(2 * size)}))
    if underline:
        properties.append(_element("w:u", {"w:val": "single"}))
    return properties


def _field(name: str) -> Iterator[Element]:
    """A field of our own; nothing that is read ever becomes one."""
    for kind in ("begin", "", "separate", "text", "end"):
        made = run("1" if kind == "text" else "")
        if not kind:
            instruction = _element("w:instrText", {"xml:space": "preserve"})
            instruction.text = f" {name} "
            made.append(instruction)
        elif kind != "text":
            made.append(_element("w:fldChar", {"w:fldCharType": kind}))
        yield made


def _element(name: str, *content: Element | dict[str, str]) -> Element:
    """An element of WordprocessingML with attributes and children."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element: Element = OxmlElement(name)
    for one in content:
        if isinstance(one, dict):
            for attribute, value in one.items():
                element.set(qn(attribute), value)
        else:
            element.append(one)
    return element
