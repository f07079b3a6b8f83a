"""The two texts of a published row as values of the item that it speaks of.

A row shows what a person needs to see, not the whole item: only the boxes that changed, only the new paragraphs
(「左記に対し、以下の記載を追加」), 空欄 or － for nothing, 削除 for what went, （略） for what stayed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from piadiff.forms import Node
from piadiff.model import Figure, Row, Value
from piadiff.notation import fold, is_empty_mark, nfkc

_ADDED_BELOW = re.compile(
    r"[(（【]?左記(?:の(?:記載|内容))?(?:に|へ)(?:対し|加え|続け)?.{0,12}(?:追加|追記|加える)[^。]{0,6}[)）】]?[。:]?"
)
_ADDED_RIGHT = re.compile(
    r"[(（【]?(?:右記|以下|下記)(?:の(?:内容|記載|とおり))?(?:を|に)?.{0,8}(?:追加|追記|新設)[^。]{0,4}[)）】]?[。:]?"
)
_REMOVED = re.compile(r"[(（【]?(?:左記(?:の(?:内容|記載))?を)?(?:全て|全部)?削除(?:する)?[)）】]?[。:]?")
_LEFT_OUT = re.compile(r"[(（]?(?:中|前|後|以下|以上|一部)?(?:略|省略)[)）]?|[・…]{1,3}")
_STARTS = re.compile(
    r"\s*(?:[・･●○◎■□◆◇▼※＜<【〔①-⑳㋐-㋾:：]|[（(][0-9０-９ア-ンa-zａ-ｚ]{1,2}[)）]"
    r"|第?[0-9０-９]{1,2}[．.)）、\s　])"
)
_ENDS = ("。", "＞", ">", "】", "〕")
_NUMBER = re.compile(r"[(（]?\s*(\d+)\s*[)）]?\s*(?:件|人|名|項目)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowValues:
    """The values before and after as far as the row shows them; ``part`` where it shows only what was added."""

    before: Value
    after: Value
    part: bool = False


def row_values(row: Row, node: Node | None) -> RowValues:
    """The values of a row whose item is ``node`` (None: not in the form). An empty side is None."""
    before, after = row.before.strip(), row.after.strip()
    part = False
    if rest := added_below(after):
        part, after = True, f"{before}\n{rest}"
    elif _ADDED_RIGHT.fullmatch(fold(before)):
        part, before = True, ""
    if is_removed_mark(after):
        after = ""
    kind = node.kind if node else "text"
    values = [None if is_empty_mark(text) else _value(text, kind, node) for text in (before, after)]
    if kind == "checks" and (values[0] or values[1]) is not None:
        values = [{} if value is None else value for value in values]
    return RowValues(before=values[0], after=values[1], part=part)


def is_removed_mark(text: str) -> bool:
    """Whether a 変更後 says only that the item went: 削除."""
    return _REMOVED.fullmatch(fold(text.strip())) is not None


def added_below(after: str) -> str:
    """What a 変更後 adds that says 「左記に対し、以下の記載を追加」 before it; empty if it does not say so."""
    head, _, rest = after.strip().partition("\n")
    return rest if rest.strip() and _ADDED_BELOW.fullmatch(fold(head)) else ""


def _value(text: str, kind: str, node: Node | None) -> Value:
    if kind == "checks" and node is not None:
        return _boxes(text, node)
    if kind == "count":
        match = _NUMBER.fullmatch(nfkc(text).strip())
        return int(match[1]) if match else text
    if kind == "choice" and node is not None:
        plain = fold(text)
        return next((option for option in node.boxes if fold(option) == plain), text)
    if kind == "figure":
        return Figure(labels=tuple(line for line in text.split("\n") if line.strip()))
    if kind in ("text", "list", "section"):
        return paragraphs(text)
    return text


def _boxes(text: str, node: Node) -> Value:
    """The marked boxes that the row shows. What is not printed as a box counts as marked under its own words."""
    from piadiff.readers.workbook_cells import Cell
    from piadiff.readers.workbook_values import read_checks

    cells = [
        Cell(top=number, left=1, bottom=number, right=1, text=line)
        for number, line in enumerate(_joined_boxes(text.split("\n")), 1)
        if line.strip()
    ]
    found = read_checks(node, "", cells)
    assert isinstance(found.value, dict)
    return found.value | {
        left.strip(): "" for _, left in found.left if left.strip() and not fold(left).startswith("[]")
    }


def _joined_boxes(lines: Sequence[str]) -> list[str]:
    """The lines with a bracket that goes over several of them in one."""
    out: list[str] = []
    for line in lines:
        plain = nfkc(out[-1]) if out else ""
        if out and plain.count("(") > plain.count(")"):
            out[-1] += line
        else:
            out.append(line)
    return out


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a cell: a line goes on in the next one if it is as long as the cell is wide. Lines that only
    say that something was left out are left out."""
    lines = [line for line in text.split("\n") if line.strip()]
    width = max((_width(line) for line in lines), default=0)
    out: list[str] = []
    full = False
    for line in lines:
        if out and full and not _STARTS.match(line) and not out[-1].endswith(_ENDS) and not _is_left_out(out[-1]):
            out[-1] += line.strip()
        else:
            out.append(line)
        full = _width(line) >= width - 6
    return tuple(line for line in out if not _is_left_out(line))


def only_left_out(text: str) -> bool:
    """Whether a cell shows nothing but that something was left out: （略）."""
    lines = [line for line in text.split("\n") if line.strip()]
    return bool(lines) and all(map(_is_left_out, lines))


def _is_left_out(line: str) -> bool:
    return bool(_LEFT_OUT.fullmatch(fold(line)))


def _width(line: str) -> int:
    return sum(1 if char.isascii() else 2 for char in line.rstrip())
