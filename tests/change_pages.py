"""Lays the rows of an invented change table out as text, the way extractions from published PDFs do it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from piadiff.model import Row

COLUMN_TITLES = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")
CELLS = ("date_text", "item", "before", "after", "timing", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How pages come out: ``header`` first, last, middle, glued, boxes, strewn or once; ``page`` feed, space or none;
    ``boxes`` blank, none or random; where dates and tails (timing and reason) stand; ``join`` cells on one line."""

    per_page: int = 4
    bottom_up: bool = False
    header: str = "first"
    shuffled: bool = False
    page: str = "feed"
    boxes: str = "blank"
    blank_inside: float = 0.0
    join: bool = True
    dates: str = "before"  # before, after, run_first, run_last, inside, glued
    tails: str = "after"  # after, before, run_last, reason_first, glued
    widths: tuple[int, int, int] = (13, 21, 13)
    seed: int = 0


def wrap(text: str, width: int) -> list[str]:
    """The lines of a text in a cell ``width`` wide characters across."""
    lines = []
    for paragraph in text.split("\n") if text else ():
        line, used = "", 0
        for char in paragraph:
            size = 1 if char.isascii() else 2
            if used + size > 2 * width and char not in "、。）」":
                lines.append(line.strip(" "))
                line, used = "", 0
            line, used = line + char, used + size
        lines.append(line.strip(" "))
    return lines


def lay_out(rows: Sequence[Row], layout: Layout, lead: Sequence[str] = ("Ⅵ　評価実施手続", "", "③結果")) -> list[str]:
    """The lines of a document that ends with the table; ``lead`` are the lines before it."""
    chance = random.Random(layout.seed)
    out = list(lead)
    for number, start in enumerate(range(0, len(rows), layout.per_page)):
        boxes = _page(rows[start : start + layout.per_page], layout, chance)
        if number == 0 or layout.header != "once":
            boxes = _with_header(boxes, layout, chance)
        if number == 0:
            boxes.insert(len(boxes) - 1 if layout.header == "last" else 0, ["（別添３）変更箇所"])
        out += _lines(boxes, layout, chance)
    return out


def _page(rows: Sequence[Row], layout: Layout, chance: random.Random) -> list[list[str]]:
    ordered = list(reversed(rows)) if layout.bottom_up else list(rows)
    dates = [[row.date_text] for row in ordered if row.date_text]
    tails = [t for row in ordered for t in _tail(row, layout)]
    boxes = list(dates) if layout.dates == "run_first" else []
    for row in ordered:
        boxes += _row(row, layout, chance)
    if layout.tails == "run_last":
        boxes += tails
    return boxes + (dates if layout.dates == "run_last" else [])


def _tail(row: Row, layout: Layout) -> list[list[str]]:
    timing = [[row.timing]] if row.timing else []
    reason = [wrap(row.reason, layout.widths[2])] if row.reason else []
    if layout.tails == "glued" and timing and reason:
        return [[row.timing + reason[0][0], *reason[0][1:]]]
    return reason + timing if layout.tails == "reason_first" else timing + reason


def _row(row: Row, layout: Layout, chance: random.Random) -> list[list[str]]:
    item = wrap(row.item, layout.widths[0])
    date = [[row.date_text]] if row.date_text else []
    head = [*date, item] if layout.dates == "before" else [item]
    if date and layout.dates == "inside":
        head = [item[:1], *date, item[1:]] if len(item) > 1 else [*date, item]
    elif date and layout.dates == "glued":
        head = [[row.date_text + item[0], *item[1:]]]
    texts = [wrap(t, layout.widths[1]) for t in (row.before, row.after) if t]
    tail = [] if layout.tails == "run_last" else _tail(row, layout)
    if layout.join and layout.tails == "after" and len(texts) == 2 and all(len(t) == 1 for t in texts):
        texts = [[" ".join([texts[0][0], texts[1][0], *(tail.pop(0) if tail else [])])]]
    texts = [_with_blanks(t, layout, chance) for t in texts]
    body = [*tail, *head, *texts] if layout.tails == "before" else [*head, *texts, *tail]
    return body + (date if layout.dates == "after" else [])


def _with_blanks(lines: list[str], layout: Layout, chance: random.Random) -> list[str]:
    out: list[str] = []
    for line in lines:
        out += ["", line] if out and chance.random() < layout.blank_inside else [line]
    return out


def _with_header(boxes: list[list[str]], layout: Layout, chance: random.Random) -> list[list[str]]:
    titles = list(COLUMN_TITLES)
    if layout.shuffled:
        chance.shuffle(titles)
    line = " ".join(titles)
    if layout.header == "last":
        return [*boxes, [line]]
    if layout.header == "middle":
        return [*boxes[: len(boxes) // 2], [line], *boxes[len(boxes) // 2 :]]
    if layout.header == "glued":
        return [[f"{line} {boxes[0][0]}", *boxes[0][1:]], *boxes[1:]]
    if layout.header == "boxes":
        return [*([t] for t in titles), *boxes]
    if layout.header == "strewn":
        out = list(boxes)
        for title in titles:
            out.insert(chance.randint(0, len(out)), [title])
        return out
    return [[line], *boxes]


def _lines(boxes: list[list[str]], layout: Layout, chance: random.Random) -> list[str]:
    out: list[str] = []
    for box in boxes:
        if out and (layout.boxes == "blank" or (layout.boxes == "random" and chance.random() < 0.5)):
            out.append("")
        out += box
    mark = {"feed": "\f", "space": " ", "none": ""}[layout.page]
    return [mark + out[0], *out[1:]]


def same(row: Row) -> tuple[str, ...]:
    """What a row says, cell by cell, spaces and line breaks left out."""
    return tuple("".join(getattr(row, cell).split()) for cell in CELLS)


def plain(row: Row) -> Row:
    """A row as the reader gives it: without paths."""
    return replace(row, paths=())
