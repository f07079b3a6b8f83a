"""The filled form as sheets of labelled cells, before any of them becomes a workbook: what stands where, as values.

A sheet is a run of blocks from top to bottom. A block is one item: its label in the label columns (A to C; an item
inside another item has B and C), merged over all rows of the item, and its value in columns D to I of each row. A
block without rows is a heading that spans all columns: a part, a section, a group or an item that has no value here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from piadiff.forms import Form, Node, form
from piadiff.forms.tree import GROUP_WORDS, PARTS_BY_FILE, file_of, group_of, pattern
from piadiff.model import Assessment, Figure, Value
from piadiff.readers.workbook_sides import CHART_LABEL, IMAGE_LABEL
from piadiff.writers.cuts import BEGINS, CONTINUED, cuts
from piadiff.writers.sheet import printable
from piadiff.writers.terminal import columns, wrap

FIRST, LABEL, LAST = 1, 3, 9  # the columns: labels up to C, values up to I
WIDTHS = (2.5, 10.5, 12.5, 11, 11, 11, 11, 11, 11)
SIZE, SMALL = 10, 8
EMPTY_BOX, MARKED_BOX = "[　]", "[ ○ ]"
MOST_LINES = 26  # of one row; a longer text goes on in the next row
MOST_HEADING = 300  # characters
MOST_UNITS = 10_000  # characters that are surely below Excel's limit

Style = Literal["cover", "title", "part", "section", "label", "strong", "value", "option", "box"]

_SHORT = {
    "特定個人情報ファイルの概要": "ファイルの概要",
    "特定個人情報ファイルの取扱いプロセスにおけるリスク対策": "リスク対策（プロセス）",
    "特定個人情報ファイル記録項目": "記録項目",
}
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_NUMBERED = re.compile(r"[０-９]+．")
_GROUP = re.compile(rf"(?:{'|'.join(GROUP_WORDS)})\d+")
_NOTED = re.compile(r"[（(][０-９0-9]+[．.].*除く。[）)]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A text in the columns ``first`` to ``last``, merged."""

    text: str
    first: int
    last: int
    style: Style = "value"

    @property
    def lines(self) -> int:
        """How many lines the text takes at this width."""
        return len(wrap(self.text, fit(self.first, self.last, SMALL if self.style == "option" else SIZE)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One item or heading: ``label`` is merged over all ``rows``; without rows it is a heading of one row."""

    label: Cell
    rows: tuple[tuple[Cell, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One sheet of the workbook."""

    name: str
    blocks: tuple[Block, ...]
    roomy: bool = False  # the cover: few items, high rows


def fit(first: int, last: int, size: int = SIZE) -> int:
    """How many half-width characters a line holds in the columns ``first`` to ``last``, one left free."""
    return int((sum(WIDTHS[first - 1 : last]) * 8 - 3) / (size * 96 / 72 / 2)) - 1


def pages(assessment: Assessment) -> Iterator[Page]:
    """The sheets of a filled form in the order of the form, without the change table. Only what it has is printed."""
    tree = form(assessment.form)
    paths = sorted(assessment.items, key=tree.sort_key)
    for part in dict.fromkeys(node.path.split("/")[0] for node in tree.nodes):
        mine = [path for path in paths if path.split("/")[0] == part]
        if part == "表紙":
            yield Page(name=part, blocks=(*_cover(assessment), *_blocks(tree, mine, assessment)), roomy=True)
        elif part in PARTS_BY_FILE and any(node.kind == "list" for node in tree.nodes if node.path == f"{part}/(n)"):
            if mine:
                blocks = (_heading(tree, part), *(_records(tree, path, assessment) for path in mine))
                yield Page(name=sheet_name(tree, part), blocks=blocks)
        else:
            for number in sorted({file_of(path) or 0 for path in mine}):
                ours = [path for path in mine if (file_of(path) or 0) == number]
                blocks = (_heading(tree, part, number), *_blocks(tree, ours, assessment))
                yield Page(name=sheet_name(tree, part) + (f"({number})" if number else ""), blocks=blocks)


def sheet_name(tree: Form, part: str) -> str:
    """``Ⅱファイルの概要``, ``（別添１）事務の内容``: the heading of a part in short."""
    heading = re.sub(r"\s", "", tree.node(part).heading)
    for long, short in _SHORT.items():
        heading = heading.replace(long, short)
    return heading


# -- headings --------------------------------------------------------------------------------------------------------


def _cover(assessment: Assessment) -> Iterator[Block]:
    tree = form(assessment.form)
    edition = f"[{assessment.edition}　{tree.name.translate(_WIDE)}]" if assessment.edition else ""
    yield _bar(edition or f"[{tree.name.translate(_WIDE)}]", "cover")
    yield _bar(f"特定個人情報保護評価書（{tree.title}）", "title")


def _heading(tree: Form, part: str, number: int = 0) -> Block:
    """The title of a part, with ※ and what it excepts where nearly all of its items are marked; the file's number."""
    node = tree.node(part)
    title = node.heading
    if _all_marked(tree, part):
        title += "　※" + next((text for text in node.printed if _NOTED.fullmatch(text)), "")
    if number:
        title += f"　（{str(number).translate(_WIDE)}）"
    return _bar(title, "part")


def _all_marked(tree: Form, part: str) -> bool:
    """True where the form prints one ※ at the title of the part, and none at its items."""
    items = [node for node in tree.items if node.path.split("/")[0] == part]
    return sum(node.marked for node in items) > 0.8 * len(items)


def _bar(text: str, style: Style) -> Block:
    return Block(label=Cell(text=_short(text), first=FIRST, last=LAST, style=style))


def _ancestors(tree: Form, path: str) -> Iterator[tuple[str, Node]]:
    """The headings above an item: path and node; of nodes with one path the last that stands before the item's."""
    order = tree.node(path).order
    parts = path.split("/")
    for end in range(2, len(parts)):
        above = "/".join(parts[:end])
        same = [node for node in tree.nodes if node.path == pattern(above) and node.order < order]
        if same and same[-1].heading:
            yield above, same[-1]


def _blocks(tree: Form, paths: Sequence[str], assessment: Assessment) -> Iterator[Block]:
    shown: dict[str, int] = {}  # what stands above: path → which node of that path
    for path in paths:
        for above, node in _ancestors(tree, path):
            if shown.get(above) != node.order:
                shown[above] = node.order
                yield _bar(_label(tree, node, above), "section")
                yield from _risks(node)
        node = tree.node(path)
        shown[path] = node.order
        yield from _item(tree, node, path, assessment.items[path])
        if node.kind == "checks" and _NUMBERED.match(node.heading):
            yield from _risks(node)


def _risks(node: Node) -> Iterator[Block]:
    """The risks that the form names below the heading of a section of Ⅲ."""
    for text in node.printed:
        if "リスク" in text and not any(text != other and text in other for other in node.printed):
            yield _bar(text, "section")


def _label(tree: Form, node: Node, path: str) -> str:
    """The heading as printed, with ※ where the form marks it (not again below a title that has one)."""
    last = path.rsplit("/", 1)[-1]
    text = last.translate(_WIDE) if _GROUP.fullmatch(last) else node.heading
    return text + ("　※" if node.marked and not _all_marked(tree, path.split("/")[0]) else "")


# -- items -----------------------------------------------------------------------------------------------------------


def _item(tree: Form, node: Node, path: str, value: Value) -> Iterator[Block]:
    text = _label(tree, node, path)
    strong = bool(_NUMBERED.match(node.heading) or group_of(path) == path)
    label = Cell(
        text=text,
        first=FIRST + 1 if _is_inner(tree, path) else FIRST,
        last=LABEL,
        style="strong" if strong else "label",
    )
    if isinstance(value, Figure):
        yield Block(label=_first_label(CHART_LABEL), rows=tuple(_chart(value.labels)))
        if value.images:
            yield Block(label=_first_label(IMAGE_LABEL), rows=tuple((_value(image),) for image in value.images))
    elif isinstance(value, Mapping):
        yield Block(label=label, rows=tuple(_checks(node, value)))
    elif node.kind == "choice":
        yield Block(label=label, rows=tuple(_choice(node, str(value or ""))))
    elif node.kind == "count":
        yield Block(label=label, rows=((_value("（　）件" if value is None else f"（ {value} ）件"),),))
    else:
        yield Block(label=label, rows=tuple((_value(piece),) for piece in pieces(_text(value))))


def _is_inner(tree: Form, path: str) -> bool:
    """True for an item that the form prints inside another item's box."""
    above = path.rsplit("/", 1)[0]
    node = tree.find(above)
    return bool(node and node.kind != "section" and not _NUMBERED.match(node.heading) and group_of(above) != above)


def _first_label(text: str) -> Cell:
    return Cell(text=_short(text), first=FIRST, last=LABEL, style="label")


def _short(text: str) -> str:
    """A heading, printable, no longer than a heading is: what a document says in it stands in full at its own item."""
    text = printable(text)
    return text if len(text) <= MOST_HEADING else text[: MOST_HEADING - 1] + "…"


def _value(text: str) -> Cell:
    return Cell(text=text, first=LABEL + 1, last=LAST)


def _text(value: Value) -> str:
    return "\n".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def pieces(text: str, first: int = LABEL + 1, last: int = LAST, *, alone: bool = True) -> list[str]:
    """``text``, printable, cut into cells.

    A cell that goes on inside a paragraph begins with （続き）; so does, on a line of its own, one that begins a
    paragraph where other texts stand in the same columns (``alone``: none do). The first cell says （ここから） where
    it would else be taken for one that goes on, or for none.
    """
    text = printable(text)
    room = fit(first, last)
    lines = len(wrap(text, room))
    each = math.ceil(lines / math.ceil(lines / MOST_LINES)) + 3  # rows of about the same height
    lengths = cuts(text, room, min(each, MOST_LINES)) if lines > MOST_LINES or len(text) > MOST_UNITS else [len(text)]
    found: list[str] = []
    start, glued = 0, False
    for n, length in enumerate(lengths):
        piece = text[start : start + length]
        start += length
        ends = piece.endswith("\n") and n < len(lengths) - 1
        unclear = piece.startswith((BEGINS, CONTINUED)) or (len(lengths) > 1 and not piece.strip())
        if n:
            mark = CONTINUED if glued else f"{CONTINUED}\n" if unclear or not alone else ""
        else:
            mark = BEGINS if unclear else ""
        found.append(mark + (piece[:-1] if ends else piece))
        glued = not ends
    return found or [""]


def _choice(node: Node, value: str) -> Iterator[tuple[Cell, ...]]:
    """``[ value ]`` and beside it the options, numbered."""
    middle = (LABEL + 1 + LAST) // 2
    options = "\n".join(["＜選択肢＞", *_option_lines(node.options, fit(middle + 1, LAST, SMALL))])
    for n, piece in enumerate(pieces(f"[ {value} ]" if value else EMPTY_BOX, LABEL + 1, middle)):
        chosen = Cell(text=piece, first=LABEL + 1, last=middle, style="box")
        yield chosen, Cell(text=options if n == 0 else "", first=middle + 1, last=LAST, style="option")


def _option_lines(options: Sequence[str], room: int) -> Iterator[str]:
    """The options with their numbers, as many a line as there is room for."""
    line = ""
    for number, option in enumerate(options, 1):
        text = f"{number}） {option}"
        if line and columns(line) + columns(text) + 2 > room:
            yield line
            line = text
        else:
            line = f"{line}　{text}" if line else text
    if line:
        yield line


def _checks(node: Node, value: Mapping[str, str]) -> Iterator[tuple[Cell, ...]]:
    """The boxes in the form's order, several a row; one that takes text has a row of its own with its bracket."""
    names = (*node.boxes, *(box for box in value if box not in node.boxes))
    takes_text = {o.removesuffix("()") for o in node.options if o.endswith("()")} | {b for b in value if value[b]}
    boxes = {name: f"{MARKED_BOX if name in value else EMPTY_BOX} {name}" for name in names}
    each = 2 if all(len(wrap(text, fit(LABEL + 1, LABEL + 2))) == 1 for text in boxes.values()) else 3
    waiting: list[Cell] = []
    for name, text in boxes.items():
        if name in takes_text:
            yield from _row(waiting)
            waiting = []
            yield from _bracketed(text, value.get(name, ""), "件" if "無" in node.label else "")
            continue
        parts = pieces(text, LABEL + 1, LABEL + each, alone=False)
        at = waiting[-1].last if waiting else LABEL
        if at + each > LAST or len(parts) > 1:
            yield from _row(waiting)
            waiting, at = [], LABEL
        waiting.append(Cell(text=parts[0], first=at + 1, last=at + each))
        for part in parts[1:]:
            yield from _row(waiting)
            waiting = [Cell(text=part, first=LABEL + 1, last=LABEL + each)]
    yield from _row(waiting)
    if not boxes:
        yield (_value(""),)


def _row(cells: Sequence[Cell]) -> Iterator[tuple[Cell, ...]]:
    """The row of these cells, the last one filling it up; none without cells."""
    if cells:
        yield (*cells[:-1], replace(cells[-1], last=LAST))


def _bracketed(box: str, text: str, unit: str) -> Iterator[tuple[Cell, ...]]:
    """A box and its bracket beside it: ``[ ○ ] その他`` ``（ text ）``."""
    middle = (LABEL + 1 + LAST) // 2
    left = pieces(box, LABEL + 1, middle, alone=False)
    right = pieces((f"（ {text} ）" if text else "（　）") + unit, middle + 1, LAST, alone=False)
    for n in range(max(len(left), len(right))):
        yield (
            Cell(text=left[n] if n < len(left) else "", first=LABEL + 1, last=middle),
            Cell(text=right[n] if n < len(right) else "", first=middle + 1, last=LAST),
        )


def _records(tree: Form, path: str, assessment: Assessment) -> Block:
    """The record items of one file, one a line with its number."""
    value = assessment.items[path]
    records = value if isinstance(value, tuple) else ()
    lines = (f"{str(n).translate(_WIDE)}．{record}" for n, record in enumerate(records, 1))
    label = tree.heading(path, assessment.items)[-1]
    return Block(label=_first_label(label), rows=tuple((_value(piece),) for piece in pieces("\n".join(lines))))


def _chart(labels: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    """The texts of the flow chart, three a row; a long one has rows of its own."""
    waiting: list[Cell] = []
    for label in labels:
        parts = pieces(label, LABEL + 1, LAST, alone=False)
        if len(parts) > 1 or len(wrap(label, fit(LABEL + 1, LABEL + 2))) > 6:
            yield from _row(waiting)
            waiting = []
            yield from ((_value(part),) for part in parts)
            continue
        at = waiting[-1].last if waiting else LABEL
        waiting.append(Cell(text=parts[0], first=at + 1, last=at + 2))
        if at + 2 == LAST:
            yield from _row(waiting)
            waiting = []
    yield from _row(waiting)
    if not labels:
        yield (_value(""),)
