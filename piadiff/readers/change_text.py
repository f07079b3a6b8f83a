"""The atoms of a cell back to text: line wraps made by the narrow cell undone where that is certain."""

from __future__ import annotations

import re
from collections.abc import Sequence

from piadiff.notation import fold
from piadiff.readers.change_label import Widths, width
from piadiff.readers.change_region import AFTER_BLANK, SAME_LINE, Atom
from piadiff.readers.change_words import PART, headings

SLACK = 4  # columns that a wrapped line may stay short of the edge (rules for line ends, proportional letters)
_BULLET = re.compile(
    r"[・･●○◎■□◆◇▼▽★☆※＜<【〔〈《：\[［\u3000]|[①-⑳㋐-㋾❶-❿ⅰ-ⅹ]|第[0-9０-９一二三四五六七八九十]+[条項号章節](?![第のに及又])|"
    r"[(（][0-9０-９ア-ンa-zA-Zａ-ｚ一-十]{1,2}[)）]|[0-9０-９]{1,2}[．.][^0-9０-９]|[ア-ン][．.)）\u3000]|[-－―]\s"
)
_ITEM_START = re.compile(
    r"[ⅠⅡⅢⅣⅤⅥ]|\(\d{1,2}\)|\d{1,2}\.|[①-⑳]|(?:システム|委託事項|提供先|移転先|リスク)\d{1,2}|\(?別添\d|その|対象となる本人の|具体的な|表紙"
)
_SENTENCE_END = ("。", "．")


def lines_of(atoms: Sequence[Atom]) -> list[tuple[str, int]]:
    """The printed lines of a cell with the gap before each; atoms of one line are divided by one space as printed."""
    out: list[tuple[str, int]] = []
    for atom in atoms:
        if out and atom.gap == SAME_LINE:
            out[-1] = (out[-1][0] + ("" if atom.glued else " ") + atom.text, out[-1][1])
        else:
            out.append((atom.text, atom.gap))
    return out


def cell_text(atoms: Sequence[Atom], column: Widths) -> str:
    """The text of 変更前, 変更後 or 説明: paragraphs divided by newlines, lines that were only wrapped put together."""
    lines = lines_of(atoms)
    full = column.full or _own_width(lines)
    out: list[str] = []
    last = ""
    for text, gap in lines:
        if out and _goes_on(last, text, gap, full):
            out[-1] += _joint(out[-1], text) + text
        else:
            out.append(text)
        last = text
    return "\n".join(line.rstrip() for line in out)


def _own_width(lines: Sequence[tuple[str, int]]) -> int:
    """The width at which a cell wraps, from its own lines where the document has too few to tell."""
    wide = sorted(width(text) for text, _ in lines)
    return wide[-2] if len(wide) >= 3 and wide[-1] - wide[-2] <= SLACK else 0


def _goes_on(last: str, text: str, gap: int, full: int) -> bool:
    if not full or _BULLET.match(text):
        return False
    carried = 2 if text[:1] in "（(「『【［[" else 0
    if width(last) + carried < full - SLACK:
        return False
    return gap != AFTER_BLANK or not last.endswith(_SENTENCE_END)


def _joint(left: str, right: str) -> str:
    return " " if left[-1:].isascii() and left[-1:].isalnum() and right[:1].isascii() and right[:1].isalpha() else ""


def item_text(atoms: Sequence[Atom], column: Widths) -> str:
    """The text of a 項目 cell, one heading a line; a wrapped heading is put together where that is certain."""
    out: list[str] = []
    last = ""
    for text, _ in lines_of(atoms):
        if out and _heading_goes_on(last, text, column.full):
            out[-1] += text
        else:
            out.append(text)
        last = text
    return "\n".join(line.strip() for line in out)


def _heading_goes_on(last: str, text: str, full: int) -> bool:
    left, right = fold(last), fold(text)
    if _ITEM_START.match(right) or PART.match(right) or not left or not right:
        return False
    if headings().joins(left, right) and not headings().complete(left):
        return True
    return bool(full) and width(last) >= full - 1 and not headings().complete(left)
