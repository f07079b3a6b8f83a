"""Extracted text as pages, boxes and lines.

A PDF's text comes as boxes divided by blank lines; inside a page their order is jumbled, but the pages follow each
other. A page begins at a form feed; many extractions turn it into one leading space without a blank line before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import east_asian_width

from piadiff.notation import fold, nfkc

_PAGE_NUMBER = re.compile(r"(?:-\s*\d{1,3}\s*-|\d{1,3}\s*(?:ページ|頁)|P\.?\s*\d{1,3}|\d{1,3}\s*/\s*\d{1,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: its number in the file (from 1), its text without the indent, and whether it was indented."""

    number: int
    text: str
    indented: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Lines that the extraction gave without a blank line between them."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The boxes of one page, in the order of the file."""

    number: int
    boxes: tuple[Box, ...]


def pages(lines: Sequence[str], is_printed: Callable[[str], bool]) -> list[Page]:
    """The pages of a text. ``is_printed`` tells whether a line begins with something that the form itself prints
    (such lines are indented by one space)."""
    out: list[Page] = []
    boxes: list[Box] = []
    box: list[Line] = []

    def end_box() -> None:
        if box:
            boxes.append(Box(lines=tuple(box)))
            box.clear()

    def end_page() -> None:
        end_box()
        if boxes:
            out.append(Page(number=len(out) + 1, boxes=tuple(boxes)))
            boxes.clear()

    previous_blank = True
    for index, raw in enumerate(lines):
        text = raw
        broke = "\f" in text
        if broke:
            end_page()
            text = text.replace("\f", "")
        elif not previous_blank and _starts_page(text, is_printed) and not _closes(box, text):
            broke = True
            end_page()
            text = text[1:]
        if not text.strip():
            end_box()
            previous_blank = not broke
            continue
        previous_blank = False
        stripped = text.strip(" \t")
        if _PAGE_NUMBER.fullmatch(nfkc(stripped)):
            end_page()
            previous_blank = True
            continue
        box.append(Line(number=index + 1, text=stripped, indented=broke or text[:1] in " \t"))
    end_page()
    return out


def _closes(box: Sequence[Line], text: str) -> bool:
    """Whether a line begins with the end of a bracket that the lines before it opened."""
    before = nfkc("".join(line.text for line in box))
    return nfkc(text.strip())[:1] == ")" and before.count("(") > before.count(")")


def _starts_page(text: str, is_printed: Callable[[str], bool]) -> bool:
    """Whether a line that follows another without a blank line begins a page (the form feed became a space)."""
    if not text.startswith(" ") or not text.strip():
        return False
    rest = text[1:]
    return rest.startswith(" ") or nfkc(rest[:1]) in "ⅠⅡⅢⅣⅤⅥ" or not is_printed(rest)


@lru_cache(maxsize=65536)
def width(text: str) -> int:
    """Columns of a text as Japanese documents print it: wide and ambiguous characters (①, ※) take two."""
    return sum(2 if east_asian_width(c) in "WFA" else 1 for c in text)


_EDGE = 10  # columns by which a cell's own edge may differ from the usual one
_KINSOKU = 4  # columns that stay free at the end of a line whose next character must not begin one
_OPEN_SHARE = 0.8  # a line that ends in the middle of a sentence goes on from here (fonts are proportional)
_IN_LIST = re.compile(r"[0-9０-９、]$")  # a list of numbers broken inside: ４ / ２、４８、
_ENDS = ("。", "．", "」", "』", "）", ")", "＞", ">", "】", "〕", "：", ":")
_BULLET = re.compile(
    r"[・･●○◎■□◆◇▼※＜<【〔：:\-－—①-⑳㋐-㋾\u3000]"
    r"|[（(][0-9０-９ア-ンa-zａ-ｚ※一-十]{1,2}[)）]"
    r"|第?[0-9０-９]+[．.)）、\s　]"
    r"|[ア-ンa-zA-Zａ-ｚＡ-Ｚ一二三四五六七八九十][．.)）](?![。、）)])"
)


def paragraphs(boxes: Sequence[Sequence[str]], wrap: int) -> tuple[str, ...]:
    """Undoes the line wraps of a cell: ``boxes`` are its boxes of lines, ``wrap`` the usual edge of the part's cells.

    A line that reaches the right edge goes on in the next, unless that begins with a bullet or an indent.
    """
    out: list[str] = []
    widest = max((width(line) for lines in boxes for line in lines), default=0)
    edge = widest if widest >= wrap - _EDGE else wrap
    for lines in boxes:
        open_line = False
        for line in lines:
            if open_line and (_IN_LIST.search(out[-1]) or not _BULLET.match(line)):
                out[-1] += line.lstrip() if not _needs_space(out[-1], line) else f" {line.lstrip()}"
            else:
                out.append(line)
            ended = line.endswith(_ENDS)
            open_line = width(line) >= (edge - _KINSOKU if ended else _OPEN_SHARE * edge)
    return tuple(p for p in (p.rstrip() for p in out) if p.strip())


def usual_edge(lines: Iterable[str]) -> int:
    """The column at which most cells wrap: the upper end of the widths of lines, without the few widest."""
    widths = sorted(width(line) for line in lines)
    return widths[int(len(widths) * 0.85)] if widths else 0


def _needs_space(left: str, right: str) -> bool:
    return left[-1:].isascii() and left[-1:].isalpha() and right[:1].isascii() and right[:1].isalpha()


def folded(lines: Sequence[str]) -> str:
    """The comparison key of some lines taken together."""
    return fold("".join(lines))
