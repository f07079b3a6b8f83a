"""Text for a terminal: Japanese widths, line breaks as Japanese is set, tables that fit, values of items.

The only module that imports wcwidth and tabulate. What it prints may come from a document, so control characters,
which could move the cursor or recolour the screen, are made visible first (:func:`clean`).
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from piadiff.model import Figure, Value

EMPTY = "（空欄）"

# Columns that a table spends on its own lines and gaps, for n columns: (each column, the whole).
_OVERHEAD = {"grid": (3, 1), "simple_grid": (3, 1), "outline": (3, 1), "simple": (2, -2), "plain": (2, -2)}
_NARROWEST = 4
# 禁則処理 (JIS X 4051): what may not begin a line, and what may not end one.
_NO_START = set("、。，．・：；？！)）]］}｝」』】〕〉》’”ーぁぃぅぇぉっゃゅょァィゥェォッャュョヶ々゛゜％%,.:;?!…‥")
_NO_END = set("(（[［{｛「『【〔〈《‘“")
_BREAK = re.compile(r"\s*[\n\t]\s*")
_TOKEN = re.compile(r"[A-Za-z0-9_@#+\-/\\]+|\s+|.", re.DOTALL)
# C0, DEL, C1, and the marks that reorder a line (bidirectional overrides and isolates).
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """``text`` without anything that a terminal would obey: control characters become � (tab and newline stay)."""
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """``text`` cleaned and on one line: line breaks and tabs become a space, spaces (also full-width) stay."""
    return _BREAK.sub(" ", clean(text).strip())


def columns(text: str) -> int:
    """How many columns ``text`` (one line) takes on a terminal; full-width characters take two."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    width = wcswidth(text)
    return width if width >= 0 else sum(_cell(c) for c in text)


def pad(text: str, width: int) -> str:
    """``text`` followed by as many spaces as fill ``width`` columns."""
    return text + " " * (width - columns(text))


def terminal_width() -> int:
    """The width of the terminal, 80 where there is none, between 40 and 200 columns."""
    return max(40, min(200, shutil.get_terminal_size((80, 24)).columns))


def has_colour() -> bool:
    """Whether stdout shows colour: only to a person at a terminal who did not refuse it (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def wrap(text: str, width: int) -> list[str]:
    """The lines of ``text``, none wider than ``width`` columns, broken as Japanese is (禁則処理; words stay whole).

    Newlines in ``text`` are kept. At least one line comes back.
    """
    return [line for paragraph in clean(text).expandtabs(4).split("\n") for line in _wrap_line(paragraph, width)]


def grid(
    rows: Iterable[Sequence[str]], headers: Sequence[str], width: int | None = None, *, style: str = "grid"
) -> str:
    """A table that fits ``width`` columns (default: the terminal): long cells are wrapped, the widest give way first.

    ``style`` is one of tabulate's: ``grid`` (lines around cells), ``simple`` (one line under the head), ``plain`` …
    """
    import tabulate

    tabulate.MIN_PADDING = 0  # else a header is given two columns more than it takes, and the table its width
    body = [[clean(cell) for cell in row] for row in rows]
    each, whole = _OVERHEAD[style]
    room = (terminal_width() if width is None else width) - each * len(headers) - whole
    natural = [
        max(columns(line) for row in (headers, *body) for line in row[n].expandtabs(4).split("\n"))
        for n in range(len(headers))
    ]
    widths = _share(natural, room)
    cells = [["\n".join(wrap(cell, w)) for cell, w in zip(row, widths, strict=True)] for row in (headers, *body)]
    return tabulate.tabulate(cells[1:], headers=cells[0], tablefmt=style, disable_numparse=True)


def show_value(value: Value, width: int | None = None) -> str:
    """The value of an item for people: paragraphs on lines, marked boxes with ○, a figure as its labels.

    With ``width`` long paragraphs are wrapped.
    """
    lines = [clean(line) for line in _value_lines(value)] or [EMPTY]
    return "\n".join(lines if width is None else (part for line in lines for part in wrap(line, width)))


def _value_lines(value: Value) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, Figure):
        images = [f"画像 sha256:{digest[:12]}" for digest in value.images]
        return [f"・{label}" for label in value.labels] + images
    if isinstance(value, Mapping):
        return [f"○ {box}（{text}）" if text else f"○ {box}" for box, text in value.items()]
    if isinstance(value, tuple):
        return list(value)
    return [str(value)]


@lru_cache(maxsize=8192)
def _cell(character: str) -> int:
    from wcwidth import wcwidth

    return max(0, wcwidth(character))


def _width(text: str) -> int:
    return len(text) if text.isascii() else sum(_cell(c) for c in text)


@lru_cache(maxsize=8192)
def _unit_width(text: str) -> int:
    return _width(text)


@lru_cache(maxsize=1024)  # a sheet asks several times how many lines a text takes
def _wrap_line(line: str, width: int) -> Sequence[str]:
    if _width(line) <= width:
        return (line,)
    lines, current, used = [], "", 0
    for unit in _units(line):
        size = _unit_width(unit)
        if used and used + size > width:
            lines.append(current.rstrip())
            current, used = "", 0
            if unit.isspace():
                continue
        if size <= width:
            current, used = current + unit, used + size
            continue
        for piece in _hard_split(unit, width):
            if used and used + _width(piece) > width:
                lines.append(current)
                current, used = "", 0
            current, used = current + piece, used + _width(piece)
    return [*lines, current.rstrip()] if current.strip() or not lines else lines


def _units(line: str) -> list[str]:
    """The pieces of a line between which it may break: a closing mark goes with what precedes it, an opening one on."""
    units: list[str] = []
    for token in _TOKEN.findall(line):
        glue = units and not units[-1].isspace() and (token in _NO_START or units[-1][-1] in _NO_END)
        if glue and not token.isspace():
            units[-1] += token
        else:
            units.append(token)
    return units


def _hard_split(text: str, width: int) -> list[str]:
    pieces, current, used = [], "", 0
    for character in text:
        size = _cell(character)
        if used and used + size > width:
            pieces.append(current)
            current, used = "", 0
        current, used = current + character, used + size
    return [*pieces, current]


def _share(natural: Sequence[int], room: int) -> list[int]:
    """Widths for columns that would like ``natural``: the narrow ones get it, the wide ones share the rest."""
    widths = [0] * len(natural)
    left, waiting = max(room, _NARROWEST * len(natural)), sorted(range(len(natural)), key=lambda n: natural[n])
    while waiting:
        fair = left // len(waiting)
        n = waiting.pop(0)
        widths[n] = max(1, min(natural[n], max(fair, _NARROWEST)))
        left -= widths[n]
    return widths
