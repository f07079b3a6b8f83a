"""Text recognised from pictures (OCR) that kept remains of HTML and tab-separated tables, as plain lines.

Labels come out indented and each row of a table as a box, as in text extracted from a PDF, so that the same reading
serves both. A box whose mark was not recognised becomes ``[？]``: unknown, never taken as unmarked.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

UNREAD = "？"
_MARKUP = re.compile(r"</?(?:p|ul|ol|li|table|td|tr|div|br|input)\b[^>]*>", re.IGNORECASE)
_TAGS = re.compile(r"</?(?:p|ul|ol|li|table|thead|tbody|tr|td|th|div|span|br|b|u|strong|em)\b[^>]*>", re.IGNORECASE)
_CHECKED = re.compile(r"<input\b(?=[^>]*(?:type=\"?radio|\bchecked))[^>]*>", re.IGNORECASE)
_UNREAD_CHOICE = re.compile(r"(?<!\[)<input\b[^>]*>\s*([^\[\]<>]{1,60}?)\s*\]", re.IGNORECASE)
_UNREAD_BOX = re.compile(r"\[?\s*<input\b[^>]*>\s*\]?", re.IGNORECASE)
_BOX = re.compile(rf"[ \t]*(?=\[[○〇{UNREAD}\s]*\]\s*\S)")


def has_markup(text: str) -> bool:
    """Whether a text carries remains of HTML or tables, so that it must be made plain first."""
    return len(_MARKUP.findall(text)) >= 10


def plain_lines(text: str, is_label: Callable[[str], bool]) -> list[str]:
    """The lines of a text with markup as plain lines; ``is_label`` says whether a cell is a label of the form."""
    out: list[str] = []
    for raw in text.split("\n"):
        cells = [_plain(cell) for cell in raw.split("\t")]
        cells = [cell for cell in cells if cell.strip()]
        if not cells:
            out.append("")
            continue
        out.append("")
        for number, cell in enumerate(cells):
            lines = [line.strip() for line in cell.split("\n") if line.strip()]
            if lines and (number == 0 or len(cells) > 2) and is_label(lines[0]):
                out += ["", f" {lines[0]}", *lines[1:]] if number else [f" {lines[0]}", *lines[1:]]
            else:
                out += lines
    return out


def _plain(cell: str) -> str:
    """One cell without tags, marks as ○ or ？, each box on a line of its own."""
    text = _CHECKED.sub("○", cell)
    text = _UNREAD_CHOICE.sub(r"[ \1 ]", text)
    text = _UNREAD_BOX.sub(f"[{UNREAD}]", text)
    text = html.unescape(_TAGS.sub("\n", text))
    return _BOX.sub("\n", text)


def unread_marks(lines: Sequence[str]) -> list[tuple[int, str]]:
    """The boxes whose mark was not recognised: line number (from 1) and the text beside the box."""
    return [
        (number, match[1].strip()[:30])
        for number, line in enumerate(lines, 1)
        for match in re.finditer(rf"\[{UNREAD}\]\s*([^\[\]]*)", line)
    ]
