"""Prints an assessment on the official form (様式4) and extracts its text, as published PDFs read after extraction.

``pdf_text`` is the inverse of reading: with ``jumble=0`` every page is in order, with ``jumble=1`` as badly torn as
published documents are. The layout (labels, option lists, check boxes, placeholders such as 委託事項6～10) is that of
the official form; what kind of damage happens was learnt from real files. Nothing here knows any reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from piadiff.forms import Node, form
from piadiff.model import Assessment, Figure
from tests.pdf_boxes import COVER, MAIN, WIDE, Box, Sheet, box, wrap, wrap_all
from tests.pdf_changes import print_changes
from tests.pdf_fields import GROUP, item_boxes, section_heading

_WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
_CONTENTS = (
    "Ⅰ　基本情報",
    "　（別添１） 事務の内容",
    "Ⅱ　特定個人情報ファイルの概要",
    "　（別添２） 特定個人情報ファイル記録項目",
    "Ⅲ　特定個人情報ファイルの取扱いプロセスにおけるリスク対策",
    "Ⅳ　その他のリスク対策",
    "Ⅴ　開示請求、問合せ",
    "Ⅵ　評価実施手続",
    "　（別添３）　変更箇所",
)


def pdf_text(assessment: Assessment, *, seed: int = 0, jumble: float = 0.0) -> str:
    """The text that an extraction of the printed 様式4 gives. Only items that the assessment has are printed.

    ``jumble`` from 0 (every page in order) to 1 (as published documents are); the same arguments give the same text.
    """
    if assessment.form != "様式4":
        raise ValueError(f"only 様式4 is printed here, not {assessment.form}")
    printer = _Printer(assessment, Sheet(seed, jumble))
    printer.cover()
    printer.part("Ⅰ")
    printer.flow()
    for number in printer.files():
        printer.part("Ⅱ", number)
    printer.records()
    for number in printer.files():
        printer.part("Ⅲ", number)
    for part in ("Ⅳ", "Ⅴ", "Ⅵ"):
        printer.part(part)
    print_changes(assessment.changes, printer.sheet)
    return printer.sheet.text()


class _Printer:
    """Prints part after part onto the sheet."""

    def __init__(self, assessment: Assessment, sheet: Sheet) -> None:
        self.assessment = assessment
        self.items = assessment.items
        self.sheet = sheet
        self.tree = form(assessment.form)

    def files(self) -> list[int]:
        found = {re.match(r"(?:Ⅱ|Ⅲ|別添2)/\((\d+)\)", path) for path in self.items}
        return sorted({int(m[1]) for m in found if m})

    def _text(self, path: str) -> str:
        value = self.items.get(path, "")
        return "\n".join(value) if isinstance(value, tuple) else str(value or "")

    # -- cover, flow chart, record items -------------------------------------------------------------------------

    def cover(self) -> None:
        edition = re.sub(r"(?<!\d)\d(?!\d)", lambda m: m[0].translate(_WIDE_DIGITS), self.assessment.edition or "")
        declaration = self.items.get("表紙/個人のプライバシー等の権利利益の保護の宣言", ())
        assert isinstance(declaration, tuple)
        note = self.items.get("表紙/特記事項", ())
        assert isinstance(note, tuple)
        title = [box("評価書番号"), *_lines(self._text("表紙/評価書番号"))]
        name = [*_lines(self._text("表紙/評価書名"))]
        wish = [box(*wrap_all(declaration, COVER))] if declaration else []
        body, special = [box(*wrap_all(note, MAIN))] if note else [], box("特記事項")
        authority = _lines(self._text("表紙/評価実施機関名"))
        date = _lines(self._text("表紙/公表日"))
        approved = _lines(self._text("表紙/個人情報保護委員会承認日【行政機関等のみ】"))
        kind = box("特定個人情報保護評価書（全項目評価書）")
        heads = {
            word: box(f" {word}")
            for word in ("個人のプライバシー等の権利利益の保護の宣言", "評価書名", "評価実施機関名", "公表日")
        }
        approval = box(" 個人情報保護委員会　承認日　【行政機関等のみ】")
        wish_head, name_head, authority_head, date_head = heads.values()
        orderly = [kind, *title, name_head, *name, wish_head, *wish, special, *body, authority_head, *authority,
                   approval, *approved, date_head, *date]  # fmt: skip
        jumbled = [wish_head, name_head, *name, *title, *wish, authority_head, kind, date_head, *authority,
                   approval, *approved, *date, special, *body]  # fmt: skip
        self.sheet.begin("表紙")
        edition_box = [box(f"[{edition}　様式４]")] if edition else []
        self.sheet.keep([*edition_box, *(jumbled if self.sheet.jumble >= 0.3 else orderly)])
        self.sheet.begin("項目一覧")
        self.sheet.keep([box("項目一覧"), *(box(line, start=True) for line in _CONTENTS)])

    def flow(self) -> None:
        """別添1: the title, the remarks, then the texts of the chart, some of them set upright or in narrow boxes."""
        if "別添1" not in self.items and "別添1/備考" not in self.items:
            return
        self.sheet.begin("別添1")
        boxes = [box(" （別添１） 事務の内容")]
        remarks = self.items.get("別添1/備考")
        if isinstance(remarks, tuple):
            boxes.append(box("（備考）"))
            boxes += [box(*wrap_all(remarks, WIDE))] if remarks else []
        chart = self.items.get("別添1")
        for label in chart.labels if isinstance(chart, Figure) else ():
            upright = len(label) <= 6 and self.sheet.chance(0.4)
            boxes.append(box(*(label if upright else wrap(label, 12 if self.sheet.chance(0.4) else MAIN))))
        self.sheet.keep(boxes)

    def records(self) -> None:
        """別添2: per file a line of numbered record items, run together with commas."""
        numbers = [n for n in self.files() if f"別添2/({n})" in self.items]
        if not numbers:
            return
        self.sheet.begin("別添2")
        boxes = [box(" （別添２） 特定個人情報ファイル記録項目")]
        for n in numbers:
            records = self.items[f"別添2/({n})"]
            assert isinstance(records, tuple)
            run = "、".join(f"{str(i).translate(_WIDE_DIGITS)}．{r}" for i, r in enumerate(records, 1))
            boxes.append(box(self.tree.heading(f"別添2/({n})", self.items)[1], *wrap(run, WIDE + 4)))
        for one in boxes:
            self.sheet.keep([one])

    # -- the parts with numbered items ---------------------------------------------------------------------------

    def part(self, name: str, file: int | None = None) -> None:
        """A part of the form (Ⅰ, Ⅳ …), or its pages for one file (Ⅱ, Ⅲ)."""
        if not any(p.startswith(f"{name}/({file})/" if file else f"{name}/") for p in self.items):
            return
        first, *nodes = [n for n in self.tree.nodes if n.path.split("/")[0] == name]
        self.sheet.begin(f"{name}({file})" if file else name)
        heads = [box(_part_heading(first))]
        for node, path, placeholder in self._walk(nodes, file):
            if placeholder:
                self.sheet.keep([box(f" {placeholder}", start=True)], heads=heads)
                heads = []
            elif node.kind == "section" and node.heading:
                heads = _with_heading(heads, f" {section_heading(node)}")
            elif path in self.items or node.path == "Ⅰ/2/システムn":
                boxes = item_boxes(self.tree, node, path, self.items.get(path), self.sheet)
                if name == "Ⅱ" and node.path == "Ⅱ/(n)/1":
                    heads, boxes = [], [box(*heads[0].lines, *boxes[0].lines, start=True), *boxes[1:]]
                self.sheet.keep(boxes, heads=heads, repeat=node.kind == "text")
                heads = []
        self.sheet.keep(heads)

    def _walk(self, nodes: Sequence[Node], file: int | None) -> Iterator[tuple[Node, str, str]]:
        """The nodes with their concrete paths, repeated groups one after another with the form's placeholders."""
        index = 0
        while index < len(nodes):
            node = nodes[index]
            path = node.path.replace("(n)", f"({file})")
            group = GROUP.search(node.path)
            if not group:
                yield node, path, ""
                index += 1
                continue
            end = index
            while end < len(nodes) and nodes[end].path.startswith(node.path):
                end += 1
            yield from self._groups(nodes[index:end], path, group[1])
            index = end

    def _groups(self, nodes: Sequence[Node], root: str, word: str) -> Iterator[tuple[Node, str, str]]:
        stem = root.removesuffix("n")
        numbers = {int(m[1]) for p in self.items if (m := re.match(rf"{re.escape(stem)}(\d+)(?:/|$)", p))}
        for number in sorted(numbers):
            if number % 5 == 1 and number > 1:
                yield nodes[0], "", f"{word}{number}～{number + 4}"
            elif number == 2:
                yield nodes[0], "", f"{word}2～5"
            for node in nodes:
                yield node, node.path.replace(nodes[0].path, f"{stem}{number}"), ""
        last = max(numbers, default=0)
        if last:
            for first in (2, 6, 11, 16):
                if first > last:
                    yield nodes[0], "", f"{word}{first}～{5 if first == 2 else first + 4}"


def _part_heading(node: Node) -> str:
    if node.path == "Ⅲ":
        return f"{node.heading} ※（７．リスク１⑨を除く。）"
    return f"{node.heading} ※" if node.path == "Ⅳ" else str(node.heading)


def _with_heading(heads: list[Box], heading: str) -> list[Box]:
    """A part's heading and its first section stand together in most parts; all others apart."""
    if len(heads) == 1 and len(heads[0].lines) == 1 and heads[0].lines[0][0] in "ⅠⅤⅥ":
        return [box(*heads[0].lines, heading, start=True)]
    return [*heads, box(heading, start=True)]


def _lines(text: str) -> list[Box]:
    return [box(*wrap_all(text.split("\n"), MAIN))] if text else []
