"""Where the change table of an office's own sheet ends, and the XML of further rows that look like its last one."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from xml.sax.saxutils import escape

from piadiff.errors import PiadiffError
from piadiff.model import Row
from piadiff.readers.change_words import COLUMNS
from piadiff.readers.labels import printed
from piadiff.readers.workbook_cells import Cell, Sheet
from piadiff.readers.workbook_changes import column_of, last_table
from piadiff.writers.layout import Kind
from piadiff.writers.own_book import OwnBook
from piadiff.writers.own_sheet import Area, Looks, OwnSheet, area, letters
from piadiff.writers.sheet import HEADERS, Piece, plain_line
from piadiff.writers.stretches import stretches
from piadiff.writers.terminal import wrap
from piadiff.writers.xlsx_parts import ALWAYS_TEXT, LINE_POINTS, ROW_POINTS, SIZE, escaped
from piadiff.writers.xml_places import Edit, attribute, changed, with_attribute

KINDS: tuple[Kind, ...] = ("date", "item", "text", "text", "timing", "reason")
_TEXTS = {"item", "before", "after"}
_OWN_OF_A_ROW = {"r", "ht", "customHeight", "hidden", "collapsed", "outlineLevel"}
_LAST_ROW = 1_048_576


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTable:
    """A change table on a sheet: its columns, its last row of cells (empty: none yet), the first free row below it."""

    sheet: Sheet
    columns: dict[str, Cell]
    final: tuple[Cell, ...]
    after: int
    replaces: bool = False  # the new rows come in the place of the last one, which is only their pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The new XML of the sheet, of the looks (empty: as they were), and where the rows stand.

    ``template`` is a row of the table from before, ``others`` are the letters of columns beside the six that hold
    something there.
    """

    sheet: bytes
    styles: bytes
    template: int
    last: int
    others: tuple[str, ...]


def find_table(sheets: Sequence[Sheet], form_name: str, where: str) -> OwnTable:
    """The last change table on sheets that can be seen. Raises PiadiffError if there is none or it lacks columns."""
    prints = printed(form_name)
    found = [(sheet, table) for sheet in sheets if not sheet.hidden and (table := last_table(sheet, prints))]
    if not found:
        raise PiadiffError(
            "変更箇所のシートがありません",
            where=where,
            hint="「変更日」「項目」「変更前の記載」などの見出しのあるシートが要ります",
        )
    sheet, (columns, lines) = found[-1]
    if missing := [title for name, title in zip(COLUMNS, HEADERS, strict=True) if name not in columns]:
        raise PiadiffError(f"シート「{sheet.name}」の表に「{missing[0]}」の列がありません", where=where)
    filled = [line for line in lines if any(column_of(cell, columns) in _TEXTS for cell in line)]
    final = tuple(cell for cell in filled[-1]) if filled else ()
    bottom = max(cell.bottom for cell in final or tuple(columns.values()))
    return OwnTable(sheet=sheet, columns=columns, final=final, after=bottom + 1)


def write_rows(
    part: bytes,
    styles: bytes,
    table: OwnTable,
    rows: Sequence[Row],
    book: OwnBook,
    where: str,
    others: Sequence[Edit] = (),
) -> Written:
    """The sheet's part with the rows written below the table, and with ``others``, edits elsewhere in it.

    Raises PiadiffError if it is locked or something stands in their place, ValueError if its XML cannot be followed.
    """
    page, looks = OwnSheet(part), Looks(styles)
    if page.locked:
        raise PiadiffError(
            f"シート「{table.sheet.name}」がパスワードで保護されています",
            where=where,
            hint="Excelの「校閲」で保護を解除してから書いてください",
        )
    pen = _Pen(page, looks, table, from_1904=book.from_1904)
    blocks = [block for row in rows for block in pen.blocks(row)]
    last = table.after + len(blocks) * pen.height - 1
    if last > _LAST_ROW:
        raise PiadiffError("行が多すぎてシートに入りません", where=where)
    _check_room(page, table, pen, last, where)
    lines = b"".join(line for n, block in enumerate(blocks) for line in pen.lines(table.after + n * pen.height, block))
    return Written(
        sheet=changed(part, [*_rows(page, table, last, lines), *_areas(page, pen, table, last), *others]),
        styles=pen.new_styles(),
        template=pen.top,
        last=last,
        others=pen.others,
    )


def _check_room(page: OwnSheet, table: OwnTable, pen: _Pen, last: int, where: str) -> None:
    """Nothing may stand where the new rows come."""
    free = table.after + (pen.height if table.replaces else 0)
    texts = chain(table.sheet.cells, table.sheet.struck)
    taken = [cell.address for cell in texts if free <= cell.bottom and cell.top <= last]
    taken += [
        f"{letters(column)}{number}"
        for number, row in page.rows.items()
        if free <= number <= last
        for column, cell in row.cells.items()
        if cell.formula
    ]
    if taken:
        raise PiadiffError(
            f"シート「{table.sheet.name}」の{taken[0]}に何か書いてあり、表の続きを書く場所がありません",
            where=where,
            hint=f"{free}行目に空いた行を{last - free + 1}行入れてください",
        )


def _rows(page: OwnSheet, table: OwnTable, last: int, lines: bytes) -> Iterator[Edit]:
    """The new rows in their place, blank ones that stand there taken out, the sheet's dimension drawn down."""
    above = [row.element.end for number, row in page.rows.items() if number < table.after]
    place = max(above, default=page.data.inside)
    yield Edit(start=place, end=place, new=lines)
    for number, row in page.rows.items():
        if table.after <= number <= last:
            yield Edit(start=row.element.start, end=row.element.end, new=b"")
    for element in page.root.named("dimension"):
        own = area(element.attributes["ref"])
        if own.bottom < last:
            grown = Area(top=own.top, left=own.left, bottom=last, right=own.right)
            yield with_attribute(page.part, element, "ref", str(grown))


def _areas(page: OwnSheet, pen: _Pen, table: OwnTable, last: int) -> Iterator[Edit]:
    """Merged areas of the new rows (those of blank rows in their place taken out), rules and lists drawn down."""
    gone = [element for own, element in page.merged if table.after <= own.top <= last]
    new = [str(one) for top in range(table.after, last + 1, pen.height) for one in pen.merged(top)]
    blocks = page.root.named("mergeCells")
    prefix = f"{page.data.prefix}:" if page.data.prefix else ""
    written = "".join(f'<{prefix}mergeCell ref="{one}"/>' for one in new).encode()
    count = len(page.merged) - len(gone) + len(new)
    if blocks and not count:  # the format wants at least one in the list
        yield Edit(start=blocks[0].start, end=blocks[0].end, new=b"")
    elif blocks and (gone or new):
        for element in gone:
            yield Edit(start=element.start, end=element.end, new=b"")
        yield with_attribute(page.part, blocks[0], "count", str(count))
        yield Edit(start=blocks[0].close, end=blocks[0].close, new=written)
    ruled = page.root.named("conditionalFormatting")
    listed = [one for block in page.root.named("dataValidations") for one in block.named("dataValidation")]
    for element in (*ruled, *listed):
        said = element.attributes.get("sqref", "")
        drawn = " ".join(_drawn(one, pen.top, last) for one in said.split())
        if drawn != " ".join(said.split()):
            yield with_attribute(page.part, element, "sqref", drawn)


def _drawn(reference: str, row: int, last: int) -> str:
    own = area(reference)
    if not own.top <= row <= own.bottom or own.bottom >= last:
        return reference
    return str(Area(top=own.top, left=own.left, bottom=last, right=own.right))


class _Pen:
    """Writes rows of XML that look like the last row of a table."""

    def __init__(self, page: OwnSheet, looks: Looks, table: OwnTable, *, from_1904: bool) -> None:
        self._page, self._looks, self._table = page, looks, table
        self._epoch = datetime.date(1904, 1, 1) if from_1904 else datetime.date(1899, 12, 30)
        self._quoted: dict[str, int] = {}
        self.top, self.height = self._template()
        self._places = [self._place(name) for name in COLUMNS]
        self._sizes = [looks.size(self._look(n)) for n in range(len(COLUMNS))]
        self._fits = [self._fit(place, size) for place, size in zip(self._places, self._sizes, strict=True)]
        self._line = max(self._sizes) * LINE_POINTS / SIZE

    def _template(self) -> tuple[int, int]:
        """The first row of the block that the last 変更後 (or 変更前) of the table takes, and its number of rows."""
        names = {column_of(cell, self._table.columns): cell for cell in self._table.final}
        cell = names.get("after") or names.get("before") or names.get("item")
        if cell is not None:
            return cell.top, cell.bottom - cell.top + 1
        if self._table.after in self._page.rows:  # an empty row below the header
            own = self._page.merge_at(self._table.after, self._table.columns["after"].left)
            return own.top, own.bottom - own.top + 1
        header = self._table.columns["after"]
        return header.top, header.bottom - header.top + 1

    def _place(self, name: str) -> Area:
        """The cell of a column in the template, over as many columns as it has there."""
        final = [c for c in self._table.final if column_of(c, self._table.columns) == name]
        left = final[0].left if final else self._table.columns[name].left
        return self._clipped(self._page.merge_at(self.top, left))

    def _clipped(self, own: Area) -> Area:
        """The part of an area that is in the template's rows: one day may be merged over many rows."""
        end = self.top + self.height - 1
        return Area(top=max(own.top, self.top), left=own.left, bottom=min(own.bottom, end), right=own.right)

    def _look(self, column: int, row: int = 0) -> str | None:
        """The look of a column's cell in the template; of one merged over more rows that of the cell that shows."""
        place = self._places[column]
        whole = self._page.merge_at(self.top, place.left)
        return self._page.style(whole.top if row == 0 else self.top + row, place.left)

    def _fit(self, place: Area, size: float) -> int:
        pixels = self._page.width(place.left, place.right) * self._looks.digit - 5
        return max(2, int(pixels / (size * 96 / 72 / 2)) - 1)

    @property
    def others(self) -> tuple[str, ...]:
        """The letters of columns beside the six that hold something in the template."""
        own = {column for place in self._places for column in range(place.left, place.right + 1)}
        rows = [self._page.rows[n] for n in range(self.top, self.top + self.height) if n in self._page.rows]
        found = {column for row in rows for column, cell in row.cells.items() if cell.filled or cell.formula}
        return tuple(letters(column) for column in sorted(found - own)) if self._table.final else ()

    def merged(self, top: int) -> Iterable[Area]:
        """The merged areas of a block that begins at ``top``."""
        found = dict.fromkeys(
            self._clipped(own)
            for own, _ in self._page.merged
            if own.top < self.top + self.height and own.bottom >= self.top
        )
        for own in found:
            if (own.top, own.left) != (own.bottom, own.right):
                down = top - self.top
                yield Area(top=own.top + down, left=own.left, bottom=own.bottom + down, right=own.right)

    def blocks(self, row: Row) -> Iterator[tuple[str, ...]]:
        """The texts of the blocks that a row takes, the day as a number where the office keeps it so."""
        cells = tuple((Piece(text=text),) if text else () for text in plain_line(row).cells)
        most = max(1, int(ROW_POINTS * self.height // self._line))
        for n, block in enumerate(stretches(cells, KINDS, self._fits, most)):
            texts = ["".join(piece.text for piece in cell) for cell in block]
            if n == 0 and row.date and self._numbers:
                texts[0] = f"\0{(datetime.date.fromisoformat(row.date) - self._epoch).days}"
            yield tuple(texts)

    @property
    def _numbers(self) -> bool:
        """Whether the last day of the table is a number that only looks like one."""
        column = self._places[0].left
        above = (self._page.rows[n].cells.get(column) for n in sorted(self._page.rows, reverse=True)
                 if self._table.columns["date"].bottom < n < self._table.after)  # fmt: skip
        last = next((cell for cell in above if cell is not None and cell.filled), None)
        return last is not None and bool(last.number) and re.fullmatch(r"\d+(\.\d+)?", str(last.number)) is not None

    def lines(self, top: int, texts: Sequence[str]) -> Iterator[bytes]:
        """The rows of XML of one block."""
        needed = max(len(wrap(text, fit)) for text, fit in zip(texts, self._fits, strict=True))
        points = min(ROW_POINTS, round((needed * self._line + 3) / self.height, 1))
        written = {place.left: text for place, text in zip(self._places, texts, strict=True)}
        tall = bool(list(self.merged(top)))  # rows with merged cells do not find their height by themselves
        for n in range(self.height):
            yield self._row(top + n, n, written if n == 0 else {}, points, tall=tall)

    def _row(self, number: int, n: int, texts: dict[int, str], points: float, *, tall: bool) -> bytes:
        own = self._page.rows.get(self.top + n)
        prefix = f"{self._page.data.prefix}:" if self._page.data.prefix else ""
        kept = {k: v for k, v in (own.element.attributes.items() if own else ()) if k not in _OWN_OF_A_ROW}
        said = {"r": str(number), **kept, "ht": f"{points:g}", **({"customHeight": "1"} if tall else {})}
        columns = sorted({*(own.cells if own else ()), *(column for p in self._places for column in _across(p))})
        cells = [self._cell(prefix, number, n, column, texts.get(column, "")) for column in columns]
        head = b"".join(attribute(name, value) for name, value in said.items())
        return b"".join([f"<{prefix}row".encode(), head, b">", *cells, f"</{prefix}row>".encode()])

    def _cell(self, prefix: str, number: int, n: int, column: int, text: str) -> bytes:
        at = next((i for i, place in enumerate(self._places) if place.left == column), None)
        look = self._page.style(self.top + n, column) if at is None else self._look(at, n)
        if text.startswith(ALWAYS_TEXT):
            look = str(self._quoted.setdefault(look or "0", len(self._looks.looks) + len(self._quoted)))
        place = f'r="{letters(column)}{number}"' + (f' s="{look}"' if look is not None else "")
        if not text:
            return f"<{prefix}c {place}/>".encode()
        if text.startswith("\0"):
            return f"<{prefix}c {place}><{prefix}v>{text[1:]}</{prefix}v></{prefix}c>".encode()
        shown = f'<{prefix}is><{prefix}t xml:space="preserve">{escape(escaped(text))}</{prefix}t></{prefix}is>'
        return f'<{prefix}c {place} t="inlineStr">{shown}</{prefix}c>'.encode()

    def new_styles(self) -> bytes:
        """The looks with those for texts that begin as formulas do; empty if none was needed."""
        if not self._quoted:
            return b""
        part, block = self._looks.part, self._looks.block
        copies = []
        for style in self._quoted:
            own = self._looks.looks[int(style)]
            edit = with_attribute(part, own, "quotePrefix", "1")
            whole = changed(part, [edit])
            copies.append(whole[own.start : own.end + len(whole) - len(part)])
        count = with_attribute(part, block, "count", str(len(self._looks.looks) + len(copies)))
        return changed(part, [count, Edit(start=block.close, end=block.close, new=b"".join(copies))])


def _across(place: Area) -> range:
    return range(place.left, place.right + 1)
