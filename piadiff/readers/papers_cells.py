"""Tables that kept their cells: columns divided by tabs, by the bars of Markdown, or as HTML; remains of HTML inside.

Only known tags are taken off: ``<…における措置>`` is text. A break inside a cell becomes a newline.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_BREAK = re.compile(r"</?(?:p|ul|ol|li|div|br)\b[^<>]*>", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:b|i|u|s|span|strong|em|font|a|sup|sub|table|thead|tbody|tr|td|th)\b[^<>]*>", re.IGNORECASE)
_HTML_ROW = re.compile(r"<tr\b[^<>]*>(.*?)(?=</tr\s*>|<tr\b|\Z)", re.IGNORECASE | re.DOTALL)
_HTML_CELL = re.compile(r"<t[dh]\b([^<>]*)>(.*?)(?=</t[dh]\s*>|<t[dh]\b|\Z)", re.IGNORECASE | re.DOTALL)
_HTML_REST = re.compile(r"</?(?:table|thead|tbody|tr|td|th)\b[^<>]*>", re.IGNORECASE)
_SPAN = re.compile(r"colspan\s*=\s*[\"']?(\d{1,2})", re.IGNORECASE)
_BAR_ROW = re.compile(r"\s*\|.*\|\s*$")
_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s:|-]+$")
_MARKED_CELL = "\x1e"  # a newline inside a cell, while rows are still lines
_BULLET_BREAK = re.compile(r"(?<=[。」』】>＞)）])[ \u3000]+(?=[・①-⑳])")


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One line of a text: its number (from 1), its cells made plain, whether a blank line stands before it.

    ``cells`` is a single one for a line that is not divided.
    """

    number: int
    cells: tuple[str, ...]
    after_blank: bool = False


def has_cells(text: str) -> bool:
    """Whether a text kept the cells of its table."""
    lines = text.split("\n")
    tabbed = sum(line.count("\t") >= 2 for line in lines)
    barred = sum(bool(_BAR_ROW.match(line)) for line in lines)
    return tabbed >= 1 or barred >= 2 or bool(re.search(r"<t[dh]\b", text, re.IGNORECASE))


def grid(text: str) -> list[GridRow]:
    """The lines of a text as rows of plain cells; blank lines are left out."""
    out: list[GridRow] = []
    blank = True
    for number, line in _lines(text):
        cells = _divided(line)
        if not any(cell.strip() for cell in cells):
            blank = True
            continue
        if not (_BAR_ROW.match(line) and _RULE.match(line)):
            out.append(GridRow(number=number, cells=tuple(map(plain, cells)), after_blank=blank))
        blank = False
    return out


def plain(cell: str) -> str:
    """A cell without tags: a newline at each break, blank lines and spaces at the ends of lines left out."""
    text = _BREAK.sub("\n", cell.replace(_MARKED_CELL, "\n"))
    text = html.unescape(_INLINE.sub("", text)).replace("\xa0", " ")
    text = _BULLET_BREAK.sub("\n", text)
    return "\n".join(line.strip(" \t\r\f\u3000") for line in text.split("\n") if line.strip())


def joined(row: GridRow, more: Sequence[str]) -> GridRow:
    """A row whose last cell goes on in the first of ``more``, with the others after it."""
    *front, last = row.cells
    first, *rest = more
    text = "\n".join(part for part in (last, first) if part)
    return replace(row, cells=(*front, text, *rest))


def _lines(text: str) -> list[tuple[int, str]]:
    """Lines with their numbers; a row of an HTML table becomes one line at the number where it begins."""
    if not re.search(r"<t[dh]\b", text, re.IGNORECASE):
        return list(enumerate(text.split("\n"), 1))
    out: list[tuple[int, str]] = []
    place, number = 0, 1
    for row in _HTML_ROW.finditer(text):
        out += _plain_lines(text[place : row.start()], number)
        number += text.count("\n", place, row.start())
        out.append((number, "\t".join(_html_cells(row[1]))))
        number += text.count("\n", row.start(), row.end())
        place = row.end()
    return out + _plain_lines(text[place:], number)


def _plain_lines(text: str, number: int) -> list[tuple[int, str]]:
    return list(enumerate(_HTML_REST.sub("", text).split("\n"), number))


def _html_cells(row: str) -> list[str]:
    """The cells of one row, a cell over several columns followed by empty ones."""
    out: list[str] = []
    for cell in _HTML_CELL.finditer(row):
        content = re.sub(r"\s*\n\s*", _MARKED_CELL, cell[2].strip()).replace("\t", " ")
        span = _SPAN.search(cell[1])
        out += [content, *([""] * (min(int(span[1]), 20) - 1 if span else 0))]
    return out


def _divided(line: str) -> list[str]:
    if "\t" in line:
        return line.split("\t")
    if _BAR_ROW.match(line):
        return [cell.replace("\\|", "|") for cell in _BAR.split(line.strip())[1:-1]]
    return [line]
