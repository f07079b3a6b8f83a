"""The boxes of one item of 様式4 as the form lays them out: label beside value, options and bracket, check boxes.

A tear at a bracket or in a list of options happens by ``chance``, which the sheet gives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from piadiff.forms import Form, Node
from piadiff.model import Value
from tests.pdf_boxes import MAIN, NARROW, WIDE, Box, Sheet, beside, box, value_boxes, width, wrap

GROUP = re.compile(r"(システム|委託事項|提供先|移転先)n")
_BELOW = ("Ⅰ/3", "Ⅰ/8", "Ⅱ/(n)/1", "Ⅱ/(n)/7", "Ⅲ/(n)/1", "Ⅳ/3")
_MARK_ABOVE = ("Ⅰ/5/法令上の根拠", "Ⅰ/6/①", "Ⅰ/6/②", "Ⅱ/(n)/4/委託の有無/件")
_BESIDE_HEADING = ("Ⅲ/(n)/4", "Ⅲ/(n)/5", "Ⅲ/(n)/6")
# How many boxes stand on each line of a checks item.
_CHECK_ROWS = {
    "Ⅰ/2/システムn/③": (2, 2, 2, 1),
    "Ⅱ/(n)/2/④/主な記録項目": (3, 2, 1, 3, 3, 2, 2, 1, 1, 1),
    "Ⅱ/(n)/3/①": (1, 1, 1, 1, 1, 1),
    "Ⅱ/(n)/3/②": (3, 3, 1, 1),
    "Ⅱ/(n)/4/委託事項n/④": (3, 2, 1),
    "Ⅱ/(n)/5/提供・移転の有無": (2, 1),
    "Ⅱ/(n)/5/提供先n/⑥": (2, 2, 2, 1),
    "Ⅱ/(n)/5/移転先n/⑥": (2, 2, 2, 1),
}
# Lines printed before the check row of this number.
_CHECK_HEADS = {"Ⅱ/(n)/2/④/主な記録項目": {0: "・識別情報", 1: "・連絡先等情報", 3: "・業務関係情報"}}


def item_boxes(tree: Form, node: Node, path: str, value: Value, sheet: Sheet) -> list[Box]:
    """The boxes of the item at ``path``."""
    if node.path.endswith("/件"):
        return [box(f"（ {'' if value is None else value} ）　件", loose=True)]
    if node.path.endswith("手数料額、納付方法"):
        text = "".join(value) if isinstance(value, tuple) else ""
        return [box(*wrap(f"（手数料額、納付方法： {text} ）", MAIN))]
    if isinstance(value, Mapping):
        return _checks(tree, node, value, sheet)
    if node.kind == "choice":
        again = [box("再", "委", "託")] if node.path.endswith("委託事項n/⑦") else []
        return [*again, *_choice(tree, node, str(value or ""), sheet)]
    if GROUP.search(node.path.rsplit("/", 1)[-1]):
        name = "" if node.path == "Ⅰ/2/システムn" else str(value or "")
        return _join([f" {path.rsplit('/', 1)[-1]}"], [line for p in name.split("\n") if p for line in wrap(p, MAIN)])
    return _plain(tree, node, value)


def section_heading(node: Node) -> str:
    """The heading of a section as the form prints it, with its ※ and its spaces."""
    if node.heading.startswith("リスク"):
        return node.heading.replace("：", "：　", 1)
    if re.fullmatch(r"Ⅲ/\(n\)/[25]", node.path):
        return node.heading.replace("（", " （", 1)
    return f"{node.heading}　※" if node.path in ("Ⅰ/5", "Ⅰ/6") else str(node.heading)


def label_lines(tree: Form, node: Node) -> list[str]:
    """The label in its narrow column; labels of items inside items stand in narrower columns still."""
    if node.path.endswith("使用部署"):
        return [" 使用部署", "※"]
    parent = tree.find(node.path.rsplit("/", 1)[0])
    inner = parent is not None and parent.kind not in ("section", "checks") and node.heading[0] not in "①②③④⑤⑥⑦⑧⑨"
    limit = {"Ⅱ": 16.0, "Ⅲ": 18.0}.get(node.path[0], NARROW) if inner else NARROW
    lines = wrap(node.heading, limit)
    if node.marked and node.path[0] in "ⅠⅡ" and node.path not in _MARK_ABOVE:
        lines = [*lines[:-1], f"{lines[-1]}　※"] if width(lines[-1]) + 4 <= limit + 1 else [*lines, "※"]
    return [f" {lines[0]}", *lines[1:]]


def _join(label: list[str], value: list[str]) -> list[Box]:
    """Label and value side by side: on one line, right above one another, or as boxes of their own."""
    first, *rest = beside(label, value)
    return [box(*first, start=True), *(box(*b, value=True) for b in rest)]


def _plain(tree: Form, node: Node, value: Value) -> list[Box]:
    paragraphs = list(value) if isinstance(value, tuple) else str("" if value is None else value).split("\n")
    wide = node.path == "Ⅳ/3" or node.path.endswith("その他のリスク")
    blocks = value_boxes([p for p in paragraphs if p], WIDE if wide else MAIN)
    if wide or node.path in _BELOW:
        label = wrap(section_heading(node), WIDE)
        return [box(f" {label[0]}", *label[1:], start=True), *_run(blocks)]
    label = label_lines(tree, node)
    return [box(*label, start=True), *_run(blocks)] if len(blocks) > 1 else _join(label, blocks[0] if blocks else [])


def _run(blocks: list[list[str]]) -> list[Box]:
    return [box(*block, value=n == 0, tied=n > 0) for n, block in enumerate(blocks)]


# -- options ---------------------------------------------------------------------------------------------------------


def _choice(tree: Form, node: Node, value: str, sheet: Sheet) -> list[Box]:
    part = node.path[0]
    close = ")" if part in "ⅠⅣⅤⅥ" else "）"
    numbered = [f"{n}{close} {o}" for n, o in enumerate(node.options, 1)]
    label, chosen = label_lines(tree, node), f"[ {value} ]" if value else "[ ]"
    if node.path == "Ⅵ/1/②":
        return [box(*label, start=True), box(chosen, loose=True), box("＜選択肢＞", *numbered, loose=True)]
    if node.path in ("Ⅰ/1/③", "Ⅰ/6/①"):
        return _open_choice(label[0], chosen, numbered, sheet)
    if node.path == "Ⅱ/(n)/4/委託の有無":
        return _tear([box(*label, f"{chosen} ＜選択肢＞", start=True)], box(" ".join(numbered), loose=True), 0, sheet)
    rows = [" ".join(r) for r in _rows(numbered, _option_rows(node))]
    if part == "Ⅱ":
        return _listed_choice(label, chosen, rows, 1 if len(rows) == 5 else 0, sheet)
    if len(label) >= 3 or (len(node.options) == 4 and len(label) > 1):
        return _listed_choice(label, chosen, rows, 0, sheet)
    if len(label) == 2:
        return _tear([box(*label, start=True)], box(f"{chosen} ＜選択肢＞", *rows), 1, sheet)
    if len(node.options) == 2:
        return _tear([], box(f"{label[0]} {chosen} ＜選択肢＞", *rows, start=True), 1, sheet)
    return _tear([box(*label, f"{chosen} ＜選択肢＞", start=True)], box(*rows, loose=True), 0, sheet)


def _option_rows(node: Node) -> tuple[int, ...]:
    if node.path.endswith("期間"):
        return (3, 3, 2, 1, 1)
    if node.path.endswith(("の数", "/2/②", "提供先n/④", "移転先n/④", "/2/①", "委託事項n/②")):
        return (1, 1, 1, 1, 1)
    return (2, 2, 2)


def _open_choice(label: str, chosen: str, numbered: list[str], sheet: Sheet) -> list[Box]:
    """Ⅰ1③ and Ⅰ6①: the bracket's end and the options fall apart as soon as the page is not in order."""
    if sheet.jumble == 0:
        return [box(f"{label} {chosen} ＜選択肢＞", *(" ".join(r) for r in _rows(numbered, (2, 2, 1))), start=True)]
    columns = [numbered]
    if len(numbered) == 5 and sheet.chance(0.5):
        columns = [numbered[0:3:2], numbered[1:4:2], numbered[4:]]
    options = [box(*(["＜選択肢＞"] if n == 0 else []), *c, loose=True) for n, c in enumerate(columns)]
    return [box(f"{label} {chosen.removesuffix(' ]')}", start=True), box("]", loose=True), *options]


def _listed_choice(label: list[str], chosen: str, rows: list[str], above: int, sheet: Sheet) -> list[Box]:
    """The options stand under ＜選択肢＞, the bracket before the option row on its own height."""
    head = [box(*label, start=True), box("＜選択肢＞", *rows[:above])]
    level, rest = rows[above], rows[above + 1 :]
    if sheet.chance(0.12):
        return [*head, box(chosen.removesuffix(" ]"), loose=True), box(f"] {level}", *rest, loose=True)]
    if sheet.chance(0.1):
        return [*head, box(chosen, loose=True), box(level, *rest, loose=True)]
    return _tear(head, box(f"{chosen} {level}", *rest), 1, sheet)


def _tear(before: list[Box], options: Box, least: int, sheet: Sheet) -> list[Box]:
    """Sometimes the last row of options, or its last option, leaves its box."""
    lines = options.lines
    words = lines[-1].split(" ")
    kept: tuple[str, ...] = lines
    if len(lines) > least + 1 and sheet.chance(0.3):
        kept, torn = lines[:-1], lines[-1]
    elif len(lines) > least and len(words) == 4 and sheet.chance(0.15):
        kept, torn = (*lines[:-1], " ".join(words[:2])), " ".join(words[2:])
    else:
        return [*before, options]
    return [*before, box(*kept, start=options.start, loose=options.loose), box(torn, loose=True)]


# -- check boxes -----------------------------------------------------------------------------------------------------


def _checks(tree: Form, node: Node, value: Mapping[str, str], sheet: Sheet) -> list[Box]:
    if node.path in _BESIDE_HEADING:
        heading = f" {section_heading(node)} {' '.join(_mark(b, value) for b in node.boxes)}"
        printed = [box(*(f" {line}" for line in node.printed))] if node.printed else []
        return [box(heading, start=True), *printed]
    rows = _rows(node.options, _CHECK_ROWS[node.path])
    boxes = [box(*label_lines(tree, node), start=True)]
    for number, row in enumerate(rows):
        head = _CHECK_HEADS.get(node.path, {}).get(number)
        boxes += [box(head)] if head else []
        if node.path.endswith("委託事項n/④") and number == 1:
            boxes += [box("[ ○" if row[0] in value else "[", "] フラッシュメモ", "リ")]
            row = row[1:]
        boxes += _check_row(row, value, sheet)
    return boxes


def _check_row(options: Sequence[str], value: Mapping[str, str], sheet: Sheet) -> list[Box]:
    """One line of boxes; torn at a bracket now and then, also between a bracketed text and its ）."""
    shown = [_printed_box(o, value) for o in options]
    line = " ".join(shown)
    if len(shown) > 1 and sheet.chance(0.3):
        before, last = " ".join(shown[:-1]), shown[-1]
        opening = "[ ○" if last.startswith("[ ○ ]") and sheet.chance(0.5) else "["
        return [box(f"{before} {opening}", loose=True), box(last.removeprefix(opening).lstrip(), loose=True)]
    if line.endswith("）") and options[-1].endswith("()") and sheet.chance(0.2):
        return [box(line.removesuffix("）").rstrip(), loose=True), box("）", loose=True)]
    return [box(line, loose=len(shown) == 1)]


def _printed_box(option: str, value: Mapping[str, str]) -> str:
    name = option.removesuffix("()")
    if not option.endswith("()"):
        return _mark(name, value)
    text = f" {value[name]} " if value.get(name) else " "
    return f"{_mark(name, value)} （{text}）{' 件' if name.endswith('を行っている') else ''}"


def _mark(name: str, value: Mapping[str, str]) -> str:
    return f"[ {'○ ' if name in value else ''}] {name}"


def _rows(cells: Sequence[str], sizes: Sequence[int]) -> list[list[str]]:
    rows, at = [], 0
    for size in sizes:
        rows.append(list(cells[at : at + size]))
        at += size
    return [row for row in [*rows, *([c] for c in cells[at:])] if row]
