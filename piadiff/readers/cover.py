"""Reads the cover: few labels, their values detached from them, told apart by what they look like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from piadiff.canonical import EMPTY_VALUES
from piadiff.dates import to_iso
from piadiff.forms import Form
from piadiff.model import Unplaced, Value
from piadiff.notation import fold, nfkc
from piadiff.readers.labels import Printed
from piadiff.readers.layout import Page, paragraphs, usual_edge

_TITLE = re.compile(r"特定個人情報保護評価書\(.*評価書\)|\[?(?:平成|令和).{1,12}様式\d\]?|[\[\]$\s]*|項目一覧")
_LONG = 40

# What the value of each item of the cover looks like, best first: (last segment of the path, pattern, weight).
_LOOKS = (
    ("評価書番号", re.compile(r"[0-9]{1,4}(?:[-‐ー][0-9]{1,4})?"), 10),
    ("評価書名", re.compile(r".{2,80}評価書"), 9),
    ("公表日", re.compile(r".*\d+年\d+月\d+日.*"), 9),
    (
        "評価実施機関名",
        re.compile(r".{2,40}(?:長|知事|委員会|組合|広域連合|機構|大臣|庁|本部|管理者|理事|協会|財団|法人)"),
        8,
    ),
    ("評価書名", re.compile(r".{2,60}(?:事務|業務).{0,20}"), 5),
    ("個人情報保護委員会承認日【行政機関等のみ】", re.compile(r".*\d+年\d+月\d+日.*"), 4),
    ("評価実施機関名", re.compile(r".{2,30}(?:市|区|町|村|県|府|都|道)"), 3),
)


@dataclass(slots=True, kw_only=True)
class _Block:
    """Lines of the cover that are no label: their position, the label before them in the same box if any."""

    position: int
    line: int
    lines: list[str]
    label: str | None


def read_cover(tree: Form, printed: Printed, cover: Sequence[Page], unplaced: list[Unplaced]) -> dict[str, Value]:
    """The items of the cover. Text that fits none of them is added to ``unplaced``."""
    labels, blocks = _take_apart(tree, printed, cover)
    items: dict[str, Value] = {f: EMPTY_VALUES[tree.node(f).kind] for f in labels}
    taken: dict[str, list[_Block]] = {}
    waiting = []
    for block in blocks:
        if block.label:
            taken.setdefault(block.label, []).append(block)
        else:
            waiting.append(block)
    waiting = _by_looks(waiting, labels, taken)
    for block in waiting:
        target = _by_length(block, labels, taken)
        if target:
            taken.setdefault(target, []).append(block)
        else:
            unplaced.append(Unplaced(where=f"表紙 {block.line}行目", text="\n".join(block.lines)))
    wrap = usual_edge(line for block in blocks for line in block.lines if len(block.lines) > 2)
    for path, found in taken.items():
        value = paragraphs([b.lines for b in found], wrap)
        items[path] = value if tree.node(path).kind == "text" else "\n".join(value)
    return items


def _take_apart(tree: Form, printed: Printed, cover: Sequence[Page]) -> tuple[dict[str, int], list[_Block]]:
    """Labels of the cover with their positions, and everything else as blocks; what is printed only is left out."""
    keys = {fold(n.heading): n.path for n in tree.nodes if n.path.startswith("表紙/")}
    labels: dict[str, int] = {}
    blocks: list[_Block] = []
    for page in cover:
        for box in page.boxes:
            label: str | None = None
            open_block: _Block | None = None
            index = 0
            while index < len(box.lines):
                line = box.lines[index]
                position = line.number
                found = printed.label_at(box.lines, index)
                text = line.text.strip()
                if found and found.key in keys:
                    label = keys[found.key]
                    labels.setdefault(label, position)
                    index += found.lines
                    text, open_block = found.rest, None
                elif (found and found.key in printed.parts) or _TITLE.fullmatch(fold(text)) or _is_contents(text):
                    index += 1
                    label, open_block = None, None
                    continue
                else:
                    index += 1
                if not text:
                    continue
                if open_block is None:
                    open_block = _Block(position=position, line=position, lines=[], label=label)
                    blocks.append(open_block)
                open_block.lines.append(text)
    return labels, blocks


def _is_contents(text: str) -> bool:
    """A line of the list of contents: ``（別添３）　変更箇所`` and the like."""
    return bool(re.fullmatch(r"\(別添\d\).{1,20}", fold(text))) or fold(text) == "変更箇所"


def _by_looks(waiting: list[_Block], labels: dict[str, int], taken: dict[str, list[_Block]]) -> list[_Block]:
    """Gives short blocks to the items whose value they look like; the rest is returned."""
    pairs = []
    for block in waiting:
        text = nfkc("".join(block.lines)).strip()
        if len(text) > 2 * _LONG:
            continue
        for path in labels:
            weight = max(
                (w for name, look, w in _LOOKS if path.endswith(f"/{name}") and look.fullmatch(text)), default=0
            )
            if "日" in path.rsplit("/", 1)[-1] and weight and to_iso(text) is None:
                weight = 0
            if weight:
                pairs.append((-weight, abs(block.position - labels[path]), block.position, path, block))
    done: set[int] = set()
    for _, _, position, path, block in sorted(pairs, key=lambda p: p[:4]):
        if position not in done and path not in taken:
            taken[path] = [block]
            done.add(position)
    return [b for b in waiting if b.position not in done]


def _by_length(block: _Block, labels: dict[str, int], taken: dict[str, list[_Block]]) -> str | None:
    """Long text is the declaration (宣言) or, if it does not speak like one, a remark (特記事項)."""
    text = "".join(block.lines)
    texts = [p for p in labels if p.endswith(("宣言", "特記事項"))]
    if not texts:
        return None
    declared = next((p for p in texts if p.endswith("宣言")), None)
    if declared and ("宣言" in text or (len(text) > _LONG and declared not in taken)):
        return declared
    if len(text) <= 8 and to_iso(text) is None:
        return None
    return next((p for p in texts if p.endswith("特記事項")), declared)
