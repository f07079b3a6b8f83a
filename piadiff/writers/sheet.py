"""What the table writers are given: the rows of a 変更箇所 table, and which words in their cells changed.

Every writer is a function ``render(sheet) -> bytes``; the text of a cell comes from a document and is therefore only
ever text: each writer neutralises what its format would obey.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from piadiff.model import Row
from piadiff.writers.terminal import clean

HEADERS = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")
NO_CHANGES = "変更箇所はありません"

Mark = Literal["same", "removed", "added"]
Style = Literal["別添3", "一覧", "新旧対照表"]

# What XML cannot hold at all, beyond the control characters that clean() makes visible.
_NEVER = str.maketrans(
    {
        "\ufffe": "\ufffd",
        "\uffff": "\ufffd",
        "\u061c": "\ufffd",
        "\x0b": "\n",
        "\x0c": "\n",
        "\u2028": "\n",
        "\u2029": "\n",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a cell's text, and whether it is the same in both cells, only before, or only after."""

    text: str
    mark: Mark = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row with the pieces that its 変更前 and 変更後 cells are made of; ``review``: a person has to decide.

    What only some styles show (:mod:`piadiff.styles`): ``merged``, both texts in one (見え消し); ``part``, the heading
    of the part of the form that the row is in; ``page``, where the item is printed.
    """

    row: Row
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    review: bool = False
    merged: tuple[Piece, ...] = ()
    part: str = ""
    page: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The six cells, printable (see :func:`printable`), in the order of :data:`HEADERS`."""
        row = self.row
        return tuple(printable(c) for c in (row.date_text, row.item, row.before, row.after, row.timing, row.reason))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """Whose revisions a tracked document holds, and since when (``2024-10-01T09:00:00Z``)."""

    author: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A whole table: its title as the form prints it (``（別添３）変更箇所``) and its lines.

    ``redline`` sets both texts in one column (見え消し); ``tracking`` makes them revisions of a Word document.
    """

    title: str
    lines: tuple[Line, ...] = ()
    style: Style = "別添3"
    redline: bool = False
    tracking: Tracking | None = None


def plain_line(row: Row, *, review: bool = False) -> Line:
    """A line without marks."""
    return Line(row=row, before=(Piece(text=row.before),), after=(Piece(text=row.after),), review=review)


def plain_sheet(title: str, rows: Sequence[Row]) -> Sheet:
    """A table of rows without marks."""
    return Sheet(title=title, lines=tuple(plain_line(row) for row in rows))


def printable(text: str) -> str:
    """``text`` with everything that no page, cell or screen should obey made visible as �.

    Control characters, lone surrogates, marks that reorder a line; CR and CRLF become LF, tabs stay.
    """
    return clean(text.replace("\r\n", "\n").replace("\r", "\n").translate(_NEVER))
