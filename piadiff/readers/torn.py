"""Boxes that an extraction tore at a wide gap: ``Ⅰ`` | ``基本情報``, ``[ ○ ]`` | ``税務システム``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from piadiff.notation import nfkc
from piadiff.readers.elements import Lexicon
from piadiff.readers.labels import Printed
from piadiff.readers.layout import Box, Page

_NUMERAL = re.compile(r"[ⅠⅡⅢⅣⅤⅥ]|[(]別添\d[)]")
_BRACKET = re.compile(r"\[?\s*[○〇◯●◎レ✓✔☑■]?\s*\]")


def joined(pages: Sequence[Page], printed: Printed, lexicon: Lexicon) -> list[Page]:
    """The pages with the numeral of a part joined to its title, and a bracket to the name of its box, where the one is
    a box by itself and the other stands right behind it."""
    return [replace(page, boxes=tuple(_joined(page.boxes, printed, lexicon))) for page in pages]


def _joined(boxes: Sequence[Box], printed: Printed, lexicon: Lexicon) -> list[Box]:
    out: list[Box] = []
    for box in boxes:
        whole = _one(out[-1], box, printed, lexicon) if out else None
        if whole is not None:
            out[-1] = whole
        else:
            out.append(box)
    return out


def _one(left: Box, right: Box, printed: Printed, lexicon: Lexicon) -> Box | None:
    """The two boxes as one if they belong together."""
    last, first = left.lines[-1], right.lines[0]
    text = nfkc(last.text).strip()
    line = replace(last, text=f"{last.text} {first.text}")
    if len(left.lines) == 1 and _NUMERAL.fullmatch(text):
        found = printed.label_at((line,), 0)
        belongs = found is not None and found.key in printed.parts
    else:
        name = lexicon.box_at(first.text) if _BRACKET.fullmatch(text) else None
        belongs = name is not None and not name[1].strip()
    return Box(lines=(*left.lines[:-1], line, *right.lines[1:])) if belongs else None
