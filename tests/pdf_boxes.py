"""Boxes of text on pages, as a PDF extraction gives them: wrapped lines, boxes in reading order, damage to that order.

A page is a list of boxes; a box is a few lines that stand together. Boxes come out separated by blank lines, pages
by a form feed that the publisher's tools turned into one leading space. What an extraction does to a page (ranges of
boxes that change places, single boxes that stray, brackets torn from what they enclose) is done here, with a generator
of its own for every page, so that the same seed gives the same text and a change on one page leaves the others alone.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

PAGE_LINES = 74
MAIN, WIDE, NARROW, COVER = 90, 122, 24.9, 66

_NOT_FIRST = set("、。，．,.)）」』】〕〉》!！?？ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ・；;％")
_NOT_LAST = set("（「『【〔〈《([＜")
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,/_]*-?|.", re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Lines that stand together.

    ``start``: an item begins here; ``loose``: a piece of options or check boxes that may stray; ``value``: a text
    that may be cut off from its label; ``tied``: goes on with the box before.
    """

    lines: tuple[str, ...]
    start: bool = False
    loose: bool = False
    value: bool = False
    tied: bool = False

    @property
    def key(self) -> str:
        """What the box is about: its label, or the first name beside a check mark."""
        first = self.lines[0].strip() if self.start else re.sub(r"^[\[\]○ ]+", "", self.lines[0])
        return first.split(" ")[0]


def box(*lines: str, start: bool = False, loose: bool = False, value: bool = False, tied: bool = False) -> Box:
    return Box(lines=tuple(lines), start=start, loose=loose, value=value, tied=tied)


@cache
def _glyph(c: str) -> float:
    """Width of a character in half-width characters of a proportional Japanese font: kana narrower than kanji."""
    if unicodedata.east_asian_width(c) not in "WFA":
        return 1
    if c in "、。（）「」・ぁぃぅぇぉっゃゅょァィゥェォッャュョ":
        return 1.5
    return (1.84 if c < "ァ" else 1.9) if "ぁ" <= c <= "ヿ" else 2


def width(text: str) -> float:
    """Width of a text in half-width characters."""
    return sum(map(_glyph, text))


def wrap(paragraph: str, limit: float) -> list[str]:
    """The lines that a cell of this width shows: no line begins with a closing mark or ends with an opening one."""
    lines: list[str] = []
    line, filled = "", 0.0
    for token in _TOKEN.findall(paragraph):
        for piece in [token] if len(token) == 1 or width(token) <= limit else token:
            if line and filled + width(piece) > limit:
                line, carried = _break(line, piece)
                lines.append(line)
                line, piece = carried, piece if carried else piece.lstrip(" ")
                filled = width(line)
            line += piece
            filled += width(piece)
    return [*lines, line] if line or not lines else lines


def _break(line: str, following: str) -> tuple[str, str]:
    """Where the full line ends so that ``following`` may come next: the line and what is carried over."""
    cut = len(line)
    while cut > 1 and (line[cut - 1] in _NOT_LAST or (line[cut:] + following)[0] in _NOT_FIRST):
        cut -= 1
    if cut <= len(line) // 2:
        return line, ""
    return line[:cut], line[cut:]


def wrap_all(paragraphs: Iterable[str], limit: float) -> list[str]:
    return [line for paragraph in paragraphs for line in wrap(paragraph, limit)]


_BLOCK = re.compile(r"＜|【|[０-９]+．|（[０-９]+）")


def value_boxes(paragraphs: Sequence[str], limit: float) -> list[list[str]]:
    """A value as the blocks of lines in its cell: a blank line before ＜…における措置＞ and before numbered heads."""
    blocks: list[list[str]] = []
    for n, paragraph in enumerate(paragraphs):
        head = _BLOCK.match(paragraph) and not (n and _BLOCK.match(paragraphs[n - 1]))
        if not blocks or head:
            blocks.append([])
        blocks[-1] += wrap(paragraph, limit)
    return blocks


def beside(*cells: Sequence[str]) -> list[list[str]]:
    """Cells that stand side by side, as an extraction joins them into blocks.

    Single lines come out on one line; a single line before two or three lines stands right above them; anything
    longer is a block of its own.
    """
    blocks: list[list[str]] = []
    for cell in map(list, cells):
        if not cell:
            continue
        last = blocks[-1] if blocks else []
        if len(last) == 1 and len(cell) == 1:
            last[0] += f" {cell[0]}"
        elif len(last) == 1 and len(cell) <= 3:
            last += cell
        else:
            blocks.append(cell)
    return blocks


class Sheet:
    """The pages of a document while it is printed. ``keep`` puts the boxes of one item on one page."""

    def __init__(self, seed: int, jumble: float) -> None:
        self.jumble = jumble
        self._seed = seed
        self._part = ""
        self._pages: list[tuple[str, list[Box]]] = []
        self._luck = random.Random(f"{seed}:")

    def begin(self, part: str) -> None:
        """Starts a new page for a part of the form; chance starts anew, so that parts do not disturb each other."""
        self._part = part
        self._luck = random.Random(f"{self._seed}:{part}")
        self._pages.append((part, []))

    def chance(self, likelihood: float) -> bool:
        """True with ``likelihood`` times the jumble; always draws, so that the jumble alone decides."""
        return self._luck.random() < likelihood * self.jumble

    def keep(self, boxes: Sequence[Box], *, heads: Sequence[Box] = (), repeat: bool = False) -> None:
        """Adds the boxes of one item and the ``heads`` above it, on a new page if they do not fit.

        ``repeat``: a long cell that the page's end cuts may be shown whole on both pages.
        """
        page = self._pages[-1][1]
        added = [*heads, *boxes]
        if page and _height(page) + _height(added) > PAGE_LINES:
            if repeat and _height(boxes) > 8 and self.chance(0.3):
                page.extend(added)
                added = list(boxes)
            self._pages.append((self._part, []))
            page = self._pages[-1][1]
        page.extend(added)

    def text(self) -> str:
        """The whole text: pages disordered, form feeds turned into one space, some pages with a number."""
        out = ""
        for number, (part, page) in enumerate(self._pages, 1):
            luck = random.Random(f"{self._seed}:{part}:{number}")
            ordered = page if part == "別添3" else disorder(page, luck, self.jumble)
            body = "\n\n".join("\n".join(b.lines) for b in ordered)
            numbered = luck.random() < 0.08 * self.jumble
            out += body + (f"\n\n{number} ページ\n\n\n\n" if numbered else "\n ")
        return "\n" + out.rstrip() + "\n"


def _height(boxes: Sequence[Box]) -> int:
    return sum(len(b.lines) + 1 for b in boxes)


def disorder(page: Sequence[Box], luck: random.Random, jumble: float) -> list[Box]:
    """The boxes of a page as an extraction orders them: ranges exchanged (thrice at most), pieces astray.

    At most one value a page is cut off from its label, and boxes of the same name keep their order: extractions go
    down each column, and what they leave can be put right by reading.
    """
    boxes = list(page)
    for turn in range(3):
        if luck.random() < 0.4 * jumble:
            boxes = _exchange(boxes, luck, inside=turn == 0 and luck.random() < 0.4)
    for stray in [b for b in boxes if b.loose]:
        if luck.random() < 0.25 * jumble:
            boxes = _displace(boxes, stray, luck)
    return boxes


def _exchange(boxes: list[Box], luck: random.Random, *, inside: bool) -> list[Box]:
    """Two neighbouring ranges change places; cuts fall where an item begins, one perhaps between label and value."""
    cuts = [i for i, b in enumerate(boxes) if i and b.start] + [len(boxes)]
    values = [i for i, b in enumerate(boxes) if b.value]
    chosen = [_draw(cuts, luck) for _ in range(2)]
    chosen.append(_draw(values, luck) if inside and values else _draw(cuts, luck))
    a, b, c = sorted(chosen)
    return _if_orderly(boxes, boxes[:a] + boxes[b:c] + boxes[a:b] + boxes[c:])


def _displace(boxes: list[Box], stray: Box, luck: random.Random) -> list[Box]:
    place = next(i for i, b in enumerate(boxes) if b is stray)
    rest = boxes[:place] + boxes[place + 1 :]
    target = max(0, min(len(rest), place + int(luck.random() * 11) - 5))
    while target < len(rest) and rest[target].tied:
        target += 1
    return _if_orderly(boxes, [*rest[:target], stray, *rest[target:]])


def _if_orderly(before: list[Box], after: list[Box]) -> list[Box]:
    """``after`` if boxes of one name keep their order and no value stands under a foreign label, else ``before``."""
    order = {id(b): i for i, b in enumerate(before)}
    last: dict[str, int] = {}
    above: Box | None = None
    for one in after:
        place = order[id(one)]
        foreign = one.value and above is not None and above.start and order[id(above)] != place - 1
        if foreign or place < last.get(one.key, 0):
            return before
        last[one.key] = place
        above = one
    return after


def _draw(numbers: Sequence[int], luck: random.Random) -> int:
    return numbers[int(luck.random() * len(numbers))]
