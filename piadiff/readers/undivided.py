"""Pages whose boxes an extraction did not divide: every line follows the last without a blank line between cells.

There each label, row of check boxes and list of options is made a box of its own, as other extractions give them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from piadiff.notation import nfkc
from piadiff.readers.labels import Printed
from piadiff.readers.layout import Box, Line, Page

_INSIDE = 0.5  # the share of labels inside boxes from which on the boxes are none
_FEWEST = 12
_ROW = re.compile(r"[\[\]]|[○〇◯●◎]\s*\]")


def divided(pages: Sequence[Page], printed: Printed) -> list[Page]:
    """The pages with their boxes divided where most labels stand inside of boxes; else the same pages."""
    first = inside = 0
    for page in pages:
        for box in page.boxes:
            at = [n for n in range(len(box.lines)) if printed.label_at(box.lines, n)]
            first += at[:1] == [0]
            inside += sum(n > 0 for n in at)
    if inside < _FEWEST or inside < _INSIDE * (first + inside):
        return list(pages)
    return [replace(page, boxes=tuple(b for box in page.boxes for b in _boxes(box, printed))) for page in pages]


def _boxes(box: Box, printed: Printed) -> list[Box]:
    out: list[list[Line]] = []
    kind = ""
    index = 0
    while index < len(box.lines):
        line = box.lines[index]
        if cut := _label_behind(line, printed):
            before = replace(line, text=line.text[:cut].rstrip())
            if out and kind == "text":
                out[-1].append(before)
            else:
                out.append([before])
            out.append([replace(line, text=line.text[cut:], indented=True)])
            kind, index = "", index + 1
            continue
        found = printed.label_at(box.lines, index)
        if found:
            out.append([replace(one, indented=True) for one in box.lines[index : index + found.lines]])
            kind, index = "label" if found.rest else "", index + found.lines
            continue
        now = _kind(line.text, printed)
        if out and now == "text" and kind in ("text", "label"):
            out[-1].append(line)
        else:
            out.append([line])
            kind = now
        if kind == "label":
            kind = "text"
        index += 1
    return [Box(lines=tuple(lines)) for lines in out]


def _label_behind(line: Line, printed: Printed) -> int:
    """Where in a line of text a numbered label begins that ends it (``…する機能 ②システムの機能``); 0 if none does."""
    for match in re.finditer(r"[ \t](?=[①-⑳])", line.text):
        found = printed.label_at((replace(line, text=line.text[match.end() :], indented=True),), 0)
        if found and not found.rest and match.start():
            return match.end()
    return 0


def _kind(text: str, printed: Printed) -> str:
    """What a line is: a row of boxes or a bracket, something that the form prints, or text."""
    if _ROW.match(nfkc(text).strip()):
        return "row"
    return "form" if printed.is_furniture((text,)) or printed.without_options(text) != text else "text"
