"""The ruled cells of a page with their lines: glyphs that no rule divides stand in one cell. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from piadiff.readers.pdf_pages import Glyph, PdfPage, Rule

SNAP = 2.0  # points: rules nearer than this are one
_GAP = 3.0  # points: a rule with gaps not wider is whole (dashed rules, corners)
_PAD = 4.0  # points: free between a text and the rule at its right
_SPACE = 0.2  # of the widest glyph of the line: a wider gap is a space
_APART = 2.0  # of the widest glyph: outside the rules, texts with a wider gap between them are two
_SIDE_BY_SIDE = 12  # texts outside the rules that may stand beside one another
_INSIDE = 2 * SNAP  # of the edge of a cut, that is surely in its cell
_MAX_GRID = 1_000_000
_CLOSERS = "、。，．・：；？！）」』】〕〉》｝］,.:;?!)]}\"'%％ゝゞ々ーぁぃぅぇぉっゃゅょァィゥェォッャュョｰﾞﾟ"
_OPENERS = "（「『【〔〈《｛［([{"
_ENDS = ("。", "．", "」", "』", "）", ")", "＞", ">", "】", "〕", "：", ":")
_BULLET = re.compile(
    r"[・･●○◎■□◆◇▼※＜<【〔：:\-－—①-⑳㋐-㋾\u3000 ]"
    r"|[（(][0-9０-９ア-ンa-zａ-ｚ※一-十]{1,2}[)）]"
    r"|第?[0-9０-９]+[．.)）、\s　]"
    r"|[（(][前中後以下]?略[)）]"
    r"|[ア-ンa-zA-Zａ-ｚＡ-Ｚ一二三四五六七八九十][．.)）](?![。、）)])"
)
_NUMBER = re.compile(r"(?P<circled>[①-⑳])|(?P<before>[（(]?)(?P<plain>[0-9０-９]{1,3})(?P<after>[．.)）])")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One printed line: its text (gaps as one space) and its box; ``first`` is the width that its first character,
    or word, with the punctuation that must follow it, takes; ``em`` that of its widest character; ``indented``: it
    stands one character further right than others of its column (the space itself is not in the PDF's text)."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    first: float
    em: float
    indented: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A ruled cell, or a piece of text outside all rules (``ruled`` false): its page, its box, its lines from above.

    ``cut_above``, ``cut_below``: no rule closes it there, because the end of the page cut it.
    ``overflows``: its text does not fit into it, or a rule runs through it.
    """

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    lines: tuple[TextLine, ...]
    ruled: bool = True
    cut_above: bool = False
    cut_below: bool = False
    overflows: bool = False

    @property
    def text(self) -> str:
        """All lines run together."""
        return "".join(line.text for line in self.lines)


def cells(page: PdfPage) -> list[Cell]:
    """The cells of a page that is ruled, empty ones included, and the text outside them, from above, from the left."""
    grid = _Grid(page)
    held: dict[int, list[Glyph]] = {}
    outside: list[Glyph] = []
    overflowing: set[int | None] = set()
    for glyph in page.glyphs:
        region, seen = grid.home(glyph)
        if seen and glyph.text.strip() and (glyph.clip is not None or grid.crosses(glyph)):
            overflowing.add(region)
        if seen:
            (outside if region is None else held.setdefault(region, [])).append(glyph)
    out = []
    texts = {region: _lines(held.get(region, ())) for region in grid.boxes}
    flush = _flush((grid.boxes[region][0], line.x0) for region, lines in texts.items() for line in lines)
    for region, (x0, y0, x1, y1) in grid.boxes.items():
        above, below = grid.cut(x0, y0, x1, y1)
        lines = tuple(_indented(line, flush.get(x0)) for line in texts[region])
        out.append(
            Cell(
                page=page.number,
                x0=x0,
                y0=y0,
                x1=x1,
                y1=y1,
                lines=lines,
                cut_above=above,
                cut_below=below,
                overflows=region in overflowing,
            )
        )
    for lines in _runs(_lines(outside, apart=True)):
        x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
        out.append(Cell(page=page.number, x0=x0, y0=lines[0].y0, x1=x1, y1=lines[-1].y1, lines=lines, ruled=False))
    return sorted(out, key=lambda cell: (round(cell.y0 / SNAP), cell.x0))


def _flush(begins: Iterable[tuple[float, float]]) -> dict[float, float]:
    """Where the lines begin that stand flush left in a column, by its left edge, if enough of them tell."""
    columns: dict[float, list[float]] = {}
    for edge, x in begins:
        columns.setdefault(edge, []).append(x)
    return {edge: min(xs) for edge, xs in columns.items() if sum(x - min(xs) < 1 for x in xs) > 1}


def _indented(line: TextLine, flush: float | None) -> TextLine:
    if flush is None or not 0.9 * line.em < line.x0 - flush < 1.1 * line.em:
        return line
    return replace(line, indented=True)


def _runs(lines: Sequence[TextLine]) -> list[tuple[TextLine, ...]]:
    """Lines outside the rules that stand right under one another, flush left, as one piece."""
    out: list[list[TextLine]] = []
    for line in lines:
        for run in out[-_SIDE_BY_SIDE:]:
            last = run[-1]
            if abs(line.x0 - last.x0) < SNAP and -SNAP < line.y0 - last.y1 < 0.6 * (line.y1 - line.y0):
                run.append(line)
                break
        else:
            out.append([line])
    return [tuple(run) for run in out]


def paragraphs(lines: Sequence[TextLine], edge: float, *, headings: bool = False) -> tuple[str, ...]:
    """The lines of a cell whose right edge is ``edge``, with the wraps undone: a line goes on in the next if that
    one's beginning would not have fitted at its end. ``headings``: what begins with a number is a heading of its own.
    """
    out: list[str] = []
    last: TextLine | None = None
    number: tuple[str, int] | None = None  # of the last paragraph that has one
    reach = max([edge - _PAD, *(line.x1 for line in lines)])
    for line in lines:
        if (
            last is not None
            and last.x1 + line.first > reach
            and not ((headings or last.text.endswith(_ENDS)) and _BULLET.match(line.text))
            and not _follows(number, line.text)
        ):
            latin = out[-1][-1:].isascii() and out[-1][-1:].isalpha() and line.text[:1].isascii()
            out[-1] += (" " if latin and line.text[:1].isalpha() else "") + line.text
        else:
            out.append(("\u3000" if line.indented else "") + line.text)
            number = _number(line.text) or number
        last = line
    return tuple(p for p in (p.rstrip() for p in out) if p.strip())


def _number(text: str) -> tuple[str, int] | None:
    """The number with which a paragraph begins: how it is written, and its value."""
    match = _NUMBER.match(text)
    if match is None:
        return None
    if match["circled"]:
        return "○", ord(match["circled"])
    return match["before"] + match["after"], int(match["plain"])


def _follows(number: tuple[str, int] | None, text: str) -> bool:
    """Whether a line begins with the number after that of an earlier paragraph (``３．`` … ``４．``)."""
    following = _number(text) if number else None
    return following is not None and number == (following[0], following[1] - 1)


class _Grid:
    """The page divided at every rule; fields between which no rule stands are one region."""

    def __init__(self, page: PdfPage) -> None:
        flat = _merged(rule for rule in page.rules if rule.flat)
        upright = _merged(rule for rule in page.rules if not rule.flat)
        self.flat = flat
        self.ruled = sorted(flat, key=lambda r: r.at)
        self.levels = [r.at for r in self.ruled]
        self.ends = (min((r.start for r in upright), default=0.0), max((r.end for r in upright), default=0.0))
        flat = flat + _closing(upright, self.ends)
        self.xs = places([*(r.at for r in upright), *(x for r in flat for x in (r.start, r.end))])
        self.ys = places([*(r.at for r in flat), *(y for r in upright for y in (r.start, r.end))])
        wide, high = len(self.xs) + 1, len(self.ys) + 1
        if wide * high > _MAX_GRID:  # a drawing, not a form
            self.xs, self.ys, flat, upright, wide, high = [], [], [], [], 1, 1
        self.wide = wide
        walls = [bytearray(wide * high), bytearray(wide * high)]  # above, left
        for r in flat:
            row = _at(self.ys, r.at) * wide
            for column in range(_at(self.xs, r.start), _at(self.xs, r.end)):
                walls[0][row + column] = 1
        for r in upright:
            column = _at(self.xs, r.at)
            for row in range(_at(self.ys, r.start), _at(self.ys, r.end)):
                walls[1][row * wide + column] = 1
        self.root = list(range(wide * high))
        for field in range(wide * high):
            if field % wide and not walls[1][field]:
                self._join(field - 1, field)
            if field >= wide and not walls[0][field]:
                self._join(field - wide, field)
        self.boxes = self._boxes(wide, high)

    def _find(self, field: int) -> int:
        while self.root[field] != field:
            self.root[field] = self.root[self.root[field]]
            field = self.root[field]
        return field

    def _join(self, one: int, other: int) -> None:
        one, other = self._find(one), self._find(other)
        if one != other:
            self.root[max(one, other)] = min(one, other)

    def _boxes(self, wide: int, high: int) -> dict[int, tuple[float, float, float, float]]:
        """The box of every region that does not reach the edge of the page."""
        spans: dict[int, list[int]] = {}
        for field in range(wide * high):
            row, column = divmod(field, wide)
            span = spans.setdefault(self._find(field), [column, row, column, row])
            span[0], span[2] = min(span[0], column), max(span[2], column)
            span[1], span[3] = min(span[1], row), max(span[3], row)
        return {
            region: (self.xs[left - 1], self.ys[top - 1], self.xs[right], self.ys[bottom])
            for region, (left, top, right, bottom) in spans.items()
            if left > 0 and top > 0 and right < wide - 1 and bottom < high - 1
        }

    def cut(self, x0: float, y0: float, x1: float, y1: float) -> tuple[bool, bool]:
        """Whether a cell has no rule of its own above, and below, where all rules of the page end."""
        return (
            abs(y0 - self.ends[0]) <= SNAP and not self._ruled(y0, x0, x1),
            abs(y1 - self.ends[1]) <= SNAP and not self._ruled(y1, x0, x1),
        )

    def _ruled(self, y: float, x0: float, x1: float) -> bool:
        middle = (x0 + x1) / 2
        return any(abs(r.at - y) <= SNAP and r.start < middle < r.end for r in self.flat)

    def crosses(self, glyph: Glyph) -> bool:
        """Whether a level rule runs through the middle of a character."""
        quarter, x = (glyph.y1 - glyph.y0) / 4, (glyph.x0 + glyph.x1) / 2
        first = bisect_right(self.levels, glyph.y0 + quarter)
        last = bisect_left(self.levels, glyph.y1 - quarter)
        return any(r.start < x < r.end for r in self.ruled[first:last])

    def home(self, glyph: Glyph) -> tuple[int | None, bool]:
        """The region of a glyph, and whether it is printed here: of a text that a page's end cuts, what is outside the
        cut is printed on the other page; of one that is too long for its cell, the rest belongs to the cell."""
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.middle
        if glyph.clip is None:
            return self.region(x, y), True
        left, top, right, bottom = glyph.clip
        inside = min(_INSIDE, (bottom - top) / 2)  # the cut may reach over the rule
        region = self.region(min(max(x, left), right), min(max(y, top + inside), bottom - inside))
        if region is None:
            return None, False
        above, below = self.cut(*self.boxes[region])
        return region, not (y < top and above) and not (y > bottom and below)

    def region(self, x: float, y: float) -> int | None:
        """The region at a point; None outside all cells."""
        found = self._find(bisect_right(self.ys, y) * self.wide + bisect_right(self.xs, x))
        return found if found in self.boxes else None


def _closing(upright: Sequence[Rule], ends: tuple[float, float]) -> list[Rule]:
    """Level lines where upright rules run into the end of the page: the cells that it cuts are not closed there."""
    above = [r.at for r in upright if abs(r.start - ends[0]) <= SNAP]
    below = [r.at for r in upright if abs(r.end - ends[1]) <= SNAP]
    return [Rule(True, place, min(xs), max(xs)) for place, xs in zip(ends, (above, below), strict=True) if len(xs) > 1]


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules on one line that touch or nearly touch, as one; ones too short to divide anything are dropped."""
    out: list[Rule] = []
    lanes: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if lanes and rule.at - lanes[-1][0].at <= SNAP:
            lanes[-1].append(rule)
        else:
            lanes.append([rule])
    for lane in lanes:
        at = sum(r.at for r in lane) / len(lane)
        start = end = None
        for rule in sorted(lane, key=lambda r: r.start):
            if start is None or end is None or rule.start > end + _GAP:
                if start is not None and end is not None and end - start > _GAP:
                    out.append(Rule(rule.flat, at, start, end))
                start, end = rule.start, rule.end
            else:
                end = max(end, rule.end)
        if start is not None and end is not None and end - start > _GAP:
            out.append(Rule(lane[0].flat, at, start, end))
    return out


def places(values: Iterable[float]) -> list[float]:
    """Sorted places, those nearer than SNAP taken as one."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > SNAP:
            out.append(value)
    return out


def _at(places: Sequence[float], value: float) -> int:
    """The number of the field that begins at the place nearest to ``value``."""
    index = bisect_right(places, value)
    if index < len(places) and (index == 0 or places[index] - value < value - places[index - 1]):
        index += 1
    return index


def _lines(glyphs: Iterable[Glyph], *, apart: bool = False) -> list[TextLine]:
    """Glyphs as lines from above; ``apart``: what a wide gap divides is no one line."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.middle):
        head = rows[-1][0] if rows else None
        if head is not None and glyph.middle - head.middle < 0.5 * max(glyph.y1 - glyph.y0, head.y1 - head.y0):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    level = [sorted(row, key=lambda g: g.x0) for row in rows]
    lines = [line for row in level for part in (_parts(row) if apart else [row]) if (line := line_of(part))]
    if apart:
        return lines
    if len(lines) > 1 and all(len(line.text) == 1 for line in lines):  # set upright
        first, last = lines[0], lines[-1]
        word = "".join(line.text for line in lines)
        return [TextLine(word, first.x0, first.y0, first.x1, last.y1, first.first, first.em)]
    return lines


def _parts(row: Sequence[Glyph]) -> list[list[Glyph]]:
    """The glyphs of a line, divided at wide gaps."""
    em = max(glyph.x1 - glyph.x0 for glyph in row)
    out: list[list[Glyph]] = [[]]
    for glyph in row:
        if out[-1] and glyph.x0 - out[-1][-1].x1 > _APART * em:
            out.append([])
        out[-1].append(glyph)
    return out


def line_of(row: Sequence[Glyph]) -> TextLine | None:
    """Glyphs from the left as a line; None if nothing is to be seen."""
    em = max(glyph.x1 - glyph.x0 for glyph in row)
    text = ""
    end: float | None = None
    for glyph in row:
        if end is not None and glyph.x0 - end > _SPACE * em and text[-1] not in " \u3000":
            text += "\u3000" if 0.9 * em < glyph.x0 - end < 1.1 * em else " "
        text += glyph.text
        end = glyph.x1
    inked = [g for g in row if g.text.strip()]
    if not inked:
        return None
    return TextLine(
        text.strip(" "), row[0].x0, min(g.y0 for g in row), inked[-1].x1, max(g.y1 for g in row), _first(inked), em
    )


def _first(row: Sequence[Glyph]) -> float:
    """The width of what cannot be divided at the beginning of a line: a word or number, with the punctuation that must
    stay with it."""
    end = 0
    while end < len(row) - 1 and _is_tied(row[end].text, row[end + 1].text):
        end += 1
    return row[end].x1 - row[0].x0


def _is_tied(one: str, other: str) -> bool:
    """Whether no line may end between two characters."""
    if one in _OPENERS or other in _CLOSERS:
        return True
    return one.isascii() and other.isascii() and (one.isalnum() or one in ".,") and other.isalnum()
