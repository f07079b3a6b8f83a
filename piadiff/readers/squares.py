"""Check boxes drawn as squares (``■ 紙`` ``□ 専用線``) written as the form's brackets (``[ ○ ] 紙`` ``[ ] 専用線``).

Squares are bullets in other documents, so they count only where the document draws its boxes with them: where a square
stands before the name of a box more often than a bracket does, and some of them are empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from piadiff.readers.elements import Lexicon
from piadiff.readers.layout import Box, Line, Page

_SQUARE = re.compile(r"([■☑☒✔✓□☐])\s*(?=\S)")
_EMPTY = "□☐"


def with_brackets(pages: Sequence[Page], lexicon: Lexicon) -> list[Page]:
    """The pages with squares before the names of boxes as brackets; the same pages if the document has brackets."""
    lines = [line for page in pages for box in page.boxes for line in box.lines]
    drawn = [match[1] for line in lines for match in _squares(line.text, lexicon)]
    bracketed = sum(
        lexicon.box_at(piece) is not None for line in lines for piece in line.text.split("]")[1:] if piece.strip()
    )
    if len(drawn) <= bracketed or not any(sign in _EMPTY for sign in drawn):
        return list(pages)
    return [replace(page, boxes=tuple(_box(box, lexicon) for box in page.boxes)) for page in pages]


def _squares(text: str, lexicon: Lexicon) -> list[re.Match[str]]:
    """The squares of a line that stand before the name of a box."""
    return [match for match in _SQUARE.finditer(text) if lexicon.box_at(text[match.end() :]) is not None]


def _box(box: Box, lexicon: Lexicon) -> Box:
    return replace(box, lines=tuple(_line(line, lexicon) for line in box.lines))


def _line(line: Line, lexicon: Lexicon) -> Line:
    text = line.text
    for match in reversed(_squares(text, lexicon)):
        bracket = "[ ] " if match[1] in _EMPTY else "[ ○ ] "
        text = text[: match.start()] + bracket + text[match.end() :]
    return replace(line, text=text)
