"""A table as columns and bands, as all writers set it: 別添3, 一覧 or 新旧対照表, each also as 見え消し, and others.

別添3 is the official table of six columns. 一覧 is the freer list that bodies put to public comment: numbered rows
under a heading for each part of the form. 新旧対照表 sets the old and the new text side by side, changed words
underlined. 見え消し (``redline``) sets both texts in one column, what went struck through and what came underlined.
Other papers (the opinions of a review, the plan of a revision) come as layouts of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from piadiff.writers.sheet import HEADERS, NO_CHANGES, Line, Piece, Sheet, printable

LIST_HEADERS = ("項目番号", "ページ数・位置", "変更前（公表済み評価書）", "変更後", "提出時期", "概要")
PAIR_HEADERS = ("項目", "変更前", "変更後", "備考")
REDLINE_HEADER, TRACKED_HEADER = "記載（見え消し）", "記載（変更履歴）"
REDLINE_NOTE = "取消線は削除した記載、下線は追加した記載です。"
TRACKED_NOTE = "変更履歴をすべて承諾すると変更後の記載に、すべて元に戻すと変更前の記載になります。"

Kind = Literal["date", "number", "item", "text", "timing", "reason", "revised", "check"]
Look = Literal["official", "list", "pair", "opinions", "unanswered", "plan"]
Cell = tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its header, what it holds, and its width in digits of a workbook's standard font (shares of a page)."""

    header: str
    kind: Kind
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One row: its cells, or the one cell of a heading that spans all columns. ``review``: a person has to decide."""

    cells: tuple[Cell, ...]
    heading: bool = False
    review: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The cells as text, without marks."""
        return tuple(text_of(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A table ready to be set; all texts are printable.

    ``note`` stands under the title; ``coloured``: changed words are coloured as well; ``redline``: removed words are
    struck through. ``decided`` are the columns that stand out where a person has to decide; ``empty`` is said where
    there is no row; ``name`` is that of a workbook's sheet; ``portrait``: printed upright.
    """

    title: str
    columns: tuple[Column, ...]
    bands: tuple[Band, ...]
    note: str = ""
    coloured: bool = True
    redline: bool = False
    decided: tuple[Kind, ...] = ("timing", "reason")
    look: Look = "official"
    empty: str = NO_CHANGES
    name: str = ""
    portrait: bool = False

    @property
    def headers(self) -> tuple[str, ...]:
        """The header row."""
        return tuple(column.header for column in self.columns)


def lay_out(sheet: Sheet) -> Layout:
    """The table in its style."""
    told = sheet.redline or sheet.tracking is not None
    own = _COLUMNS[sheet.style]
    if told:
        own = tuple(_merged(own, TRACKED_HEADER if sheet.tracking else REDLINE_HEADER))
    return Layout(
        title=printable(sheet.title),
        columns=own,
        bands=tuple(_bands(sheet, told)),
        note=TRACKED_NOTE if sheet.tracking else REDLINE_NOTE if told else "",
        coloured=sheet.style != "新旧対照表",
        redline=told,
        look=_LOOKS[sheet.style],
        name=sheet.title if sheet.style == "別添3" else sheet.style,
    )


def text_of(cell: Iterable[Piece]) -> str:
    """A cell as text, without marks."""
    return "".join(piece.text for piece in cell)


def marked_text(cell: Iterable[Piece]) -> str:
    """A cell of 見え消し where there is no striking through: ``[-…-]`` for what went, ``{+…+}`` for what came."""
    signs = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
    return "".join(piece.text.join(signs[piece.mark]) for piece in cell)


def plain_texts(layout: Layout, band: Band) -> tuple[str, ...]:
    """The cells of a band for a format that has only text, one for each column; a heading stands in the first."""
    if band.heading:
        return (*band.texts, *[""] * (len(layout.columns) - 1))
    return tuple(map(marked_text, band.cells)) if layout.redline else band.texts


_KINDS: tuple[Kind, ...] = ("date", "item", "text", "text", "timing", "reason")
_LIST_KINDS: tuple[Kind, ...] = ("number", *_KINDS[1:])
_PAIR_KINDS: tuple[Kind, ...] = ("item", "text", "text", "reason")


def columns(headers: Iterable[str], kinds: Iterable[Kind], widths: Iterable[float]) -> tuple[Column, ...]:
    """Columns from their headers, kinds and widths.

    Raises ValueError where these are not as many.
    """
    return tuple(Column(header=h, kind=k, width=w) for h, k, w in zip(headers, kinds, widths, strict=True))


_LOOKS: dict[str, Look] = {"別添3": "official", "一覧": "list", "新旧対照表": "pair"}
_COLUMNS = {
    "別添3": columns(HEADERS, _KINDS, (18.5, 26.5, 38, 38, 8.5, 23)),
    "一覧": columns(LIST_HEADERS, _LIST_KINDS, (8.5, 28, 42.5, 42.5, 8.5, 22.5)),
    "新旧対照表": columns(PAIR_HEADERS, _PAIR_KINDS, (26, 52, 52, 22.5)),
}


def _merged(own: Iterable[Column], header: str) -> Iterator[Column]:
    """The columns with one for both texts."""
    texts = [column for column in own if column.kind == "text"]
    for column in own:
        if column is texts[0]:
            yield Column(header=header, kind="text", width=sum(one.width for one in texts))
        elif column.kind != "text":
            yield column


def _bands(sheet: Sheet, told: bool) -> Iterator[Band]:
    part = ""
    for number, line in enumerate(sheet.lines, 1):
        if sheet.style == "一覧" and line.part and line.part != part:
            part = line.part
            yield Band(cells=((Piece(text=printable(part)),),), heading=True)
        yield Band(cells=_cells(line, sheet.style, number, told), review=line.review)


def _cells(line: Line, style: str, number: int, told: bool) -> tuple[Cell, ...]:
    date, item, _, _, timing, reason = (_cell(text) for text in line.cells)
    texts = (_pieces(line.merged),) if told else (_pieces(line.before), _pieces(line.after))
    if style == "一覧":
        place = "　".join(filter(None, (line.page, "－".join(line.row.item.split("\n")))))
        return (_cell(str(number)), _cell(printable(place)), *texts, timing, reason)
    if style == "新旧対照表":
        remark = "\n".join(filter(None, (line.row.timing, line.row.reason)))
        return (item, *texts, _cell(printable(remark)))
    return (date, item, *texts, timing, reason)


def cell_of(text: str) -> Cell:
    """A cell of printable text without marks."""
    return _cell(printable(text))


def _cell(text: str) -> Cell:
    return (Piece(text=text),) if text else ()


def _pieces(pieces: Iterable[Piece]) -> Cell:
    return tuple(Piece(text=printable(p.text), mark=p.mark) for p in pieces if p.text)
