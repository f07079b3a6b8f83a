"""Where 項目 ends and 変更前 begins, and where 変更前 ends and 変更後 begins: decided together, by likeness.

The two texts of a row are near-copies more often than not, or one of them is a mark (空欄, －, 削除, 右記を追加). Every
possible pair of borders is weighed by: what the heading looks like, likeness of the two texts, a common beginning and
end, marks, open brackets, wrapped lines (a line that fills its column goes on), blank lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from piadiff.readers.change_label import Style, width
from piadiff.readers.change_region import AFTER_BLANK, NEXT_LINE, SAME_LINE, Atom
from piadiff.readers.change_words import (
    ADDED_MARKS,
    AFTER_OPENERS,
    BEFORE_OPENERS,
    EMPTY_MARKS,
    REMOVED_MARKS,
    headings,
)

MAX_LIKENESS_CHARACTERS = 1500
# What each piece of evidence weighs.
LIKENESS, LIKENESS_FROM = 6.0, 0.3
SAME_START, SAME_END = 2.5, 1.5
MARK_IS_CELL, MARK_INSIDE = 4.0, -3.0
WRONG_SIDE = -6.0  # 左記… in 変更前, 右記… in 変更後, or either inside a text
CELL_MISSING, CELL_EMPTY = -3.5, -1.0  # one text only, where the document marks empty cells and where it does not
ONLY_SPACE = 1.5  # the one space in a body of one line
FULL_LINE, FULL_LINE_BLANK, SHORT_LINE, FULL_SENTENCE = -2.5, -1.0, 0.6, -0.3
COUNTS_ON = -3.0  # 変更後 would begin with the number after the last in 変更前
OPEN_BRACKET, BAD_START = -2.0, -4.0
AT_GAP = {SAME_LINE: -0.5, 1: 0.0, AFTER_BLANK: 1.5}
BLANK_INSIDE = -0.3
ITEM_BLANK = -1.2
ITEM_GOES_ON = -1.2
ITEM_BORDER = {SAME_LINE: -0.6, 1: 0.0, AFTER_BLANK: 1.0}
TURNED = -5.0  # 項目 and 変更前 end alike: both borders are too late by the first lines of the texts
LIKE_HEADING, HEADING_LEFT = 1.5, -3.0
BOXED_ITEM_BORDER = {SAME_LINE: -0.6, 1: -0.8, AFTER_BLANK: 2.5}
MAX_ITEM_ENDS = 8
MAX_BORDERS = 40
_MARKS = EMPTY_MARKS | REMOVED_MARKS | ADDED_MARKS
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_NUMBER = re.compile(r"(\d{1,2})[.](?!\d)|\((\d{1,2})\)")
_BAD_FIRST = frozenset("、。,.）)」』】］]・ーっゃゅょァィゥェォッャュョ々")
_OPEN, _CLOSE = "（([［「『【", "）)]］」』】"
_SENTENCE_END = ("。", "）", ")", "」", "】", "＞", ">")


@dataclass(frozen=True, slots=True, kw_only=True)
class Borders:
    """The item ends at atom ``item_end``, 変更前 at ``before_end``; ``score`` of the best, ``margin`` over the next
    best that differs."""

    item_end: int
    before_end: int
    score: float
    margin: float


def common_length(left: str, right: str) -> int:
    """Length of the longest common subsequence."""
    from rapidfuzz.distance import LCSseq

    return int(LCSseq.similarity(left, right))


def likeness(left: str, right: str) -> float:
    """Share of two folded texts that they have in common, in order (0 to 1); at least that of the shorter in the
    longer, slightly discounted, for an addition to a text leaves the rest alike."""
    left, right = left[:MAX_LIKENESS_CHARACTERS], right[:MAX_LIKENESS_CHARACTERS]
    if not left or not right:
        return 0.0
    return 2 * common_length(left, right) / (len(left) + len(right))


def split_row(page: Sequence[Atom], lean: Sequence[float], style: Style, start: int, end: int) -> Borders:
    """The best borders for a row whose 項目, 変更前 and 変更後 are the atoms ``start``…``end`` of a page.

    ``lean`` tells for every atom of the page how much more it looks like a 項目 than like a body.
    """
    ends = _item_ends(page, lean, style, start, end)
    found: list[tuple[float, int, int]] = []
    for score, item_end in ends:
        body = _Body(page[item_end:end], style)
        for value, border in body.ranked():
            value += score + _misplaced(page, lean, start, item_end, item_end + border, end)
            found.append((value, item_end, item_end + border))
    return _best(found)


def _misplaced(
    page: Sequence[Atom], lean: Sequence[float], start: int, item_end: int, before_end: int, end: int
) -> float:
    """What speaks against borders that leave a heading in 変更前, or the first line of 変更前 in 項目."""
    total = 0.0
    if start + 1 < item_end < before_end and page[item_end - 1].key == page[before_end - 1].key:
        total += TURNED
    if item_end < before_end and lean[item_end] >= LIKE_HEADING:
        alike = before_end < end and page[before_end].key[:3] == page[item_end].key[:3]
        total += 0.0 if alike else HEADING_LEFT
    return total


def split_body(page: Sequence[Atom], style: Style, start: int, end: int) -> Borders:
    """The best border between 変更前 and 変更後 in the atoms ``start``…``end`` of a page."""
    return _best([(value, start, start + border) for value, border in _Body(page[start:end], style).ranked()])


def _best(found: list[tuple[float, int, int]]) -> Borders:
    found.sort(key=lambda f: -f[0])
    score, item_end, before_end = found[0]
    margin = score - found[1][0] if len(found) > 1 else 9.0
    return Borders(item_end=item_end, before_end=before_end, score=score, margin=margin)


def _item_ends(
    page: Sequence[Atom], lean: Sequence[float], style: Style, start: int, end: int
) -> list[tuple[float, int]]:
    """Where the 項目 may end, with how well that fits the headings: the best few."""
    out: list[tuple[float, int]] = []
    total, full = 0.0, style.item.full
    borders = BOXED_ITEM_BORDER if style.boxed else ITEM_BORDER
    for i in range(start + 1, end + 1):
        if i > start + 1:
            total += lean[i - 1]
            if page[i - 1].gap == AFTER_BLANK:
                total += ITEM_BLANK
        border = borders[page[i].gap] if i < end else -1.0
        if i < end and page[i].gap == NEXT_LINE and full and width(page[i - 1].text) >= full - 1:
            border += 0.0 if headings().ends(page[i - 1].key) else ITEM_GOES_ON
        out.append((total + border, i))
    out.sort(reverse=True)
    return [o for o in out[:MAX_ITEM_ENDS] if o[0] > out[0][0] - 9.0]


class _Body:
    """One body with what is computed once for all its possible borders."""

    def __init__(self, atoms: Sequence[Atom], style: Style) -> None:
        self.atoms = atoms
        self.style = style
        self.keys = [a.key for a in atoms]
        self.lines = _line_ends(atoms)
        self.left_words = [i for i, k in enumerate(self.keys) if k.startswith(AFTER_OPENERS)]
        self.right_words = [i for i, k in enumerate(self.keys) if k.startswith(BEFORE_OPENERS)]
        self.numbers = [_number(k) for k in self.keys]
        self.missing = CELL_MISSING if style.marks_empty else CELL_EMPTY
        self.blanks = [i for i in range(1, len(atoms)) if atoms[i].gap == AFTER_BLANK]

    def ranked(self) -> list[tuple[float, int]]:
        """Every border with its score, those that stand no chance left out."""
        if len(self.keys) <= MAX_BORDERS:
            return [(self.score(b), b) for b in range(len(self.keys) + 1)]
        cheap = sorted(range(1, len(self.keys)), key=lambda b: -self._cheap(b))[:MAX_BORDERS]
        return [(self.score(b), b) for b in cheap]

    def _cheap(self, border: int) -> float:
        left, right = "".join(self.keys[:4])[:12], "".join(self.keys[border : border + 4])[:12]
        return self._edge(border) + self._marks(border) + 2 * _same_start(left, right)

    def score(self, border: int) -> float:
        """How well the body reads with 変更前 up to atom ``border`` (exclusive) and 変更後 from there."""
        before, after = self.keys[:border], self.keys[border:]
        total = self._marks(border)
        if not before or not after:
            return total + self.missing - (0.0 if after else 0.5)
        left, right = "".join(before), "".join(after)
        total += self._edge(border)
        if self.numbers[border] > 1 and self.numbers[border] - 1 in self.numbers[:border]:
            total += COUNTS_ON
        total += BLANK_INSIDE * sum(1 for b in self.blanks if b != border)
        if before[0] in EMPTY_MARKS or after[0] in EMPTY_MARKS:
            return total
        alike = likeness(left, right)
        total += LIKENESS * (alike - LIKENESS_FROM)
        total += _same_start(left, right) + _same_end(left, right)
        return total + _brackets(left) + _brackets(right)

    def _edge(self, border: int) -> float:
        """What the lines around the border say: wrapped or not, blank line or not, how the next cell begins."""
        first, last = self.atoms[border], self.atoms[border - 1]
        total = ONLY_SPACE if first.gap == SAME_LINE and len(self.keys) == 2 else AT_GAP[first.gap]
        if first.key[0] in _BAD_FIRST and first.key not in EMPTY_MARKS:
            total += BAD_START if first.key[0] != "・" else 0.0
        full = self.style.body.full
        if first.gap == SAME_LINE or not full:
            return total
        carried = 2 if first.text[:1] in _OPEN else 0
        if self.lines[border - 1] + carried < full - 4:
            return total + SHORT_LINE
        goes_on = FULL_LINE if first.gap == NEXT_LINE else FULL_LINE_BLANK
        return total + (FULL_SENTENCE if last.text.endswith(_SENTENCE_END) else goes_on)

    def _marks(self, border: int) -> float:
        """What marks say: a cell that is one, one inside a longer text, 左記… or 右記… on the wrong side."""
        keys, size, total = self.keys, len(self.keys), 0.0
        for low, high in ((0, border), (border, size)):
            if high - low == 1 and keys[low] in _MARKS:
                total += MARK_IS_CELL
            elif high > low and (keys[low] in EMPTY_MARKS or keys[high - 1] in EMPTY_MARKS | REMOVED_MARKS):
                total += MARK_INSIDE
        if border < size and border in self.left_words:
            total += MARK_IS_CELL
        if border == 1 and 0 in self.right_words:
            total += MARK_IS_CELL
        if any(i != border for i in self.left_words):
            total += WRONG_SIDE
        if any(i or not border for i in self.right_words):
            total += WRONG_SIDE
        return total


def _number(key: str) -> int:
    """The number that begins a line of an enumeration (②, 2., (2)); 0 if there is none."""
    if key[0] in _CIRCLED:
        return _CIRCLED.index(key[0]) + 1
    match = _NUMBER.match(key)
    return int(match[1] or match[2]) if match else 0


def _line_ends(atoms: Sequence[Atom]) -> list[int]:
    """For every atom the width of its whole line."""
    out = [0] * len(atoms)
    start = 0
    for i in range(len(atoms)):
        if atoms[i].gap != SAME_LINE:
            start = i
        if i + 1 == len(atoms) or atoms[i + 1].gap != SAME_LINE:
            wide = sum(width(a.text) for a in atoms[start : i + 1]) + i - start
            out[start : i + 1] = [wide] * (i + 1 - start)
    return out


def _same_start(left: str, right: str) -> float:
    limit = min(len(left), len(right), 12)
    same = next((i for i in range(limit) if left[i] != right[i]), limit)
    return SAME_START * same / 12 if same < limit or limit < 12 else SAME_START


def _same_end(left: str, right: str) -> float:
    return SAME_END / SAME_START * _same_start(left[::-1], right[::-1])


def _brackets(text: str) -> float:
    opened = sum(text.count(c) for c in _OPEN)
    closed = sum(text.count(c) for c in _CLOSE)
    return OPEN_BRACKET if abs(opened - closed) == 1 else 2 * OPEN_BRACKET if opened != closed else 0.0


def is_mark(atoms: Sequence[Atom]) -> bool:
    """Whether a cell holds only a mark (空欄, 削除, 右記を追加 …)."""
    return len(atoms) == 1 and (atoms[0].key in _MARKS or atoms[0].key.startswith(BEFORE_OPENERS))


def split_across(
    before: Sequence[Atom], after: Sequence[Atom], more: Sequence[Atom], style: Style
) -> tuple[list[Atom], list[Atom]]:
    """The two texts of a row with text added that goes on with them: 変更前 gets its first part, 変更後 the rest."""
    best: tuple[float, int] = (float("-inf"), 0)
    for border in range(1 if is_mark(before) else len(more) + 1):
        left = "".join(a.key for a in (*before, *more[:border]))
        right = "".join(a.key for a in (*after, *more[border:]))
        score = LIKENESS * likeness(left, right) + _brackets(left) + _brackets(right)
        if 0 < border < len(more):
            score += AT_GAP[more[border].gap]
        best = max(best, (score, border))
    border = best[1]
    return [*before, *more[:border]], [*after, *more[border:]]
