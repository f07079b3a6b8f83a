"""A change table that still has its cells: one row a line, cells divided by tabs or bars (OCR, Markdown).

The columns come in the order of its titles."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from piadiff.dates import to_iso
from piadiff.model import Row
from piadiff.notation import fold
from piadiff.readers.change_words import COLUMNS, TABLE_TITLE, TITLES, timing_of

CUT = "項目のない行を、この行の続きとして読みました"
MOST_LOOSE = 3  # lines without cells after which the table has ended
_TAG = re.compile(r"</?(?:p|ul|ol|li|table|thead|tbody|tr|td|th|div|span|br|b|u|strong|em)\b[^>]*>", re.IGNORECASE)
_RULE = re.compile(r"[|\s:-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class CellTable:
    """The rows read, the indexes of all lines of the table, and for each row what is doubtful about it."""

    rows: tuple[Row, ...]
    used: frozenset[int]
    doubts: tuple[tuple[str, ...], ...]


@dataclass(slots=True, kw_only=True)
class _Gathered:
    """What has been read so far: for every row its cells by column, and doubts."""

    rows: list[dict[str, str]] = field(default_factory=list)
    doubts: list[list[str]] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    last: str = ""  # the column that a line without cells goes on with


def read_cell_table(lines: Sequence[str]) -> CellTable | None:
    """The change table in lines that divide its cells; None where no line names the columns in cells."""
    start = next((i for i, line in enumerate(lines) if _header(line)), None)
    if start is None:
        return None
    got = _Gathered()
    title = next((i for i in range(start - 1, max(-1, start - 4), -1) if lines[i].strip()), None)
    if title is not None and TABLE_TITLE.fullmatch(fold(lines[title])):
        got.used.add(title)
    columns: tuple[str, ...] = ()
    loose: list[int] = []
    ended = False  # until titles come again, as on the next page
    for index in range(start, len(lines)):
        line = lines[index]
        if not line.strip() or _RULE.fullmatch(line):
            continue
        cells = _cells(line)
        if named := _header(line):
            columns, loose, ended = named, [], False
            got.used.add(index)
        elif ended:
            continue
        elif len(cells) >= len(columns) - 1:
            _go_on(got, lines, loose)
            _add_row(got, columns, cells)
            got.used.add(index)
            loose = []
        else:
            loose.append(index)
            ended = len(loose) > MOST_LOOSE
    return CellTable(
        rows=tuple(_row(cells) for cells in got.rows),
        used=frozenset(got.used),
        doubts=tuple(tuple(d) for d in got.doubts),
    )


def _cells(line: str) -> list[str]:
    text = line.strip("\n\r ")
    if "\t" in text:
        return text.split("\t")
    return text.strip("|").split("|") if text.startswith("|") else [text]


def _header(line: str) -> tuple[str, ...]:
    """The columns that the cells of a line name, if it is the header of a change table; else none."""
    if "変更" not in line or not ("\t" in line or "|" in line):
        return ()
    names = tuple(TITLES.get(fold(cell), "") for cell in _cells(line))
    named = {n for n in names if n}
    return names if len(named) >= 4 and "date" in named and named & {"before", "after"} else ()


def _add_row(got: _Gathered, columns: Sequence[str], cells: Sequence[str]) -> None:
    texts = [_plain(c) for c in cells]
    if len(texts) < len(columns):
        texts = _aligned(columns, texts)
    row = {name: text for name, text in zip(columns, texts, strict=False) if name}
    rest = [text for text in texts[len(columns) :] if text]
    if got.rows and not rest and _goes_on(row):
        _put_together(got, row)
        return
    got.doubts.append(["セルの数が列の数と合いません"] if len(cells) < len(columns) else [])
    if rest:
        row[columns[-1]] = "\n".join([row.get(columns[-1], ""), *rest]).strip()
        got.doubts[-1].append("セルの数が列の数と合いません")
    got.rows.append(row)
    got.last = columns[-1] or "reason"


def _goes_on(row: dict[str, str]) -> bool:
    """Whether a row has nothing but text: the rest of the row that a page break cut."""
    return not any(row.get(name) for name in ("date", "item", "timing")) and any(row.values())


def _put_together(got: _Gathered, row: dict[str, str]) -> None:
    for name, text in row.items():
        if text:
            got.rows[-1][name] = f"{got.rows[-1].get(name, '')}\n{text}".strip()
    if CUT not in got.doubts[-1]:
        got.doubts[-1].append(CUT)


def _aligned(columns: Sequence[str], texts: list[str]) -> list[str]:
    """Cells of a row that lacks one, an empty cell put where the timing word then stands in its column."""
    want = columns.index("timing") if "timing" in columns else -1
    at = next((i for i, text in enumerate(texts) if timing_of(fold(text))), -1)
    return ["", *texts] if 0 <= at < want else [*texts, ""]


def _go_on(got: _Gathered, lines: Sequence[str], loose: Sequence[int]) -> None:
    """Lines without cells between two rows go on with the last cell of the row above."""
    if got.rows:
        for index in loose:
            got.rows[-1][got.last] = f"{got.rows[-1].get(got.last, '')}\n{_plain(lines[index])}".strip()
            got.used.add(index)


def _plain(cell: str) -> str:
    text = html.unescape(_TAG.sub("\n", cell))
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def _row(cells: dict[str, str]) -> Row:
    get = {name: cells.get(name, "") for name in COLUMNS}
    return Row(
        date=to_iso(get["date"]),
        date_text=get["date"],
        item=get["item"],
        before=get["before"],
        after=get["after"],
        timing=timing_of(fold(get["timing"])) or "",
        reason=get["reason"],
    )
