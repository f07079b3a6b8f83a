"""Makes workbooks in the style of the official ones, independently of the program's own writer.

Brackets, marks and options stand in cells of their own; labels are merged; every cell's place is whatever it happens
to be. Options of :class:`Style` do what offices do to their workbooks.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl

from piadiff.forms import Form, form
from piadiff.forms.tree import NAME_CHILD, pattern
from piadiff.model import Assessment, Figure, Value

__all__ = ["NAMES", "Style", "make", "saved"]

NAMES = {
    "表紙": "表紙",
    "Ⅰ": "Ⅰ基本情報",
    "別添1": "（別添１）事務の内容",
    "Ⅱ": "Ⅱファイルの概要",
    "別添2": "（別添２）記録項目",
    "Ⅲ": "Ⅲリスク対策（プロセス）",
    "Ⅳ": "Ⅳその他のリスク対策",
    "Ⅴ": "Ⅴ開示請求、問合せ",
    "Ⅵ": "Ⅵ評価実施手続",
}
_TITLES = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")
_FULL = str.maketrans("0123456789", "０１２３４５６７８９")
_BELOW = re.compile(r"Ⅰ/3|Ⅰ/8|Ⅱ/\(\d+\)/[17]|Ⅲ/\(\d+\)/1|Ⅳ/3|.*その他のリスク")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How an office keeps its workbook."""

    mark: str = "○"
    one_sheet: bool = False
    names: Mapping[str, str] = field(default_factory=lambda: NAMES)
    reverse: bool = False  # the order of the sheets
    inserted: int = 0  # an empty row after every so many rows; 0 none
    shift: int = 0  # columns to the right
    together: bool = False  # ``[ ○ ]紙`` in one cell
    split_labels: bool = False  # a break inside labels


class _Pen:
    """Writes cells at a running row."""

    def __init__(self, sheet: Any, style: Style) -> None:
        self.sheet, self.style, self.row, self.written = sheet, style, 1, 0

    def line(self, *cells: tuple[int, object], height: int = 1) -> None:
        for column, value in cells:
            if value is not None:
                self.sheet.cell(self.row, column + self.style.shift, value).data_type = (
                    "s" if isinstance(value, str) else "n"
                )
        self.row += height
        self.written += 1
        if self.style.inserted and self.written % self.style.inserted == 0:
            self.row += 1

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (bottom, right) != (top, left):
            shift = self.style.shift
            self.sheet.merge_cells(start_row=top, start_column=left + shift, end_row=bottom, end_column=right + shift)


def make(assessment: Assessment, style: Style | None = None) -> Any:
    """An openpyxl workbook of an assessment."""
    style = style or Style()
    book = openpyxl.Workbook()
    book.remove(book.active)
    tree = form(assessment.form)
    pens: dict[str, _Pen] = {}

    def pen(name: str) -> _Pen:
        key = "評価書" if style.one_sheet else name[:31]
        if key not in pens:
            pens[key] = _Pen(book.create_sheet(key), style)
        return pens[key]

    _cover(tree, assessment, pen(style.names.get("表紙", "表紙")))
    for part in [n.path for n in tree.nodes if "/" not in n.path and n.path != "表紙"]:
        paths = [path for path in assessment.items if path == part or path.startswith(f"{part}/")]
        if part.startswith("別添") and not paths:
            continue
        files = sorted({int(m[1]) for path in paths if (m := re.match(rf"{part}/\((\d+)\)", path))})
        for file in files or [0]:
            own = [path for path in paths if not file or path == part or path.startswith(f"{part}/({file})")]
            name = style.names.get(part, part) + (f"（{file}）" if file > 1 else "")
            _part(tree, assessment, part, own, file, pen(name))
    if assessment.changes:
        _changes(assessment, pen(style.names.get("変更", "（別添３）変更箇所")))
    if style.reverse:
        book._sheets.reverse()
    return book


def saved(book: Any) -> bytes:
    """The bytes of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cover(tree: Form, assessment: Assessment, pen: _Pen) -> None:
    pen.line((2, f"特定個人情報保護評価書（{tree.title}）"))
    pen.row += 1
    items = assessment.items
    pen.line((2, "評価書番号"), (4, "評価書名"))
    pen.line((2, items.get("表紙/評価書番号") or None), (4, items.get("表紙/評価書名") or None))
    for path in [p for p in items if p.startswith("表紙/") and not p.endswith(("評価書番号", "評価書名"))]:
        pen.line((2, tree.node(path).heading))
        pen.line((2, "\n".join(value) if isinstance(value := items[path], tuple) else value or None))
        pen.row += 1
    if assessment.edition:
        pen.line((9, f"[{assessment.edition}　様式{assessment.form[-1]}]"))
    pen.line((2, "項目一覧"))
    for node in tree.nodes:
        if "/" not in node.path and node.path != "表紙":
            pen.line((2, node.heading))
    pen.line((2, "（別添３）　変更箇所"))


def _part(tree: Form, assessment: Assessment, part: str, paths: Sequence[str], file: int, pen: _Pen) -> None:
    pen.row += 1
    node = tree.node(part)
    if part.startswith("別添"):
        _appendix(tree, assessment, part, paths, file, pen)
        return
    pen.line((1, node.heading + (f"　{node.printed[0]}" if node.printed else "")))
    done: set[str] = {part}
    for path in paths:
        parts = path.split("/")
        for end in range(2, len(parts)):
            above = "/".join(parts[:end])
            heading = tree.find(above)
            if above not in done and heading is not None and heading.kind == "section" and heading.heading:
                pen.line((1, heading.heading))
            elif above not in done and parts[end - 1].rstrip("0123456789") in NAME_CHILD:
                pen.line((1, parts[end - 1]))
            done.add(above)
        done.add(path)
        if not path.endswith("/件"):
            _item(tree, assessment, path, pen)


def _item(tree: Form, assessment: Assessment, path: str, pen: _Pen) -> None:
    node, value = tree.node(path), assessment.items[path]
    last = path.rsplit("/", 1)[-1]
    label = last.translate(_FULL) if pattern(path).endswith("n") else node.heading
    if node.marked:
        label += "　※"
    if pen.style.split_labels and len(label) > 8 and last == node.path.rsplit("/", 1)[-1]:
        label = f"{label[:5]}\n{label[5:]}"
    depth = 1 + min(path.count("/"), 4)
    top = pen.row
    if node.kind == "choice":
        count = assessment.items.get(f"{path}/件", ...)
        _choice(node.boxes, str(value), depth, label, count, pen)
    elif isinstance(value, Mapping):
        _boxes(node.options, value, depth, label, pen)
    elif _BELOW.fullmatch(path):
        pen.line((1, label))
        pen.line((2, _text(value)))
        return
    elif "手数料額" in label:
        pen.line((depth, label[:-1] if label.endswith("※") else label), (7, _text(value)))
    else:
        pen.line((depth, label), (7, _text(value)), height=2)
        pen.merge(top, 7, pen.row - 1 if pen.row - top == 2 else top, 20)
    pen.merge(top, depth, max(top, min(pen.row - 1, top + 1)), depth)


def _text(value: Value) -> str | None:
    text = "\n".join(value) if isinstance(value, tuple) else str(value or "")
    return text or None


def _choice(options: Sequence[str], value: str, depth: int, label: str, count: object, pen: _Pen) -> None:
    listed = [f"{number}） {option}" for number, option in enumerate(options, 1)]
    tail: list[tuple[int, object]] = []
    if count is not ...:
        tail = [(16, "（"), (17, count), (18, "）　件")]
    if pen.style.together:
        pen.line((depth, label), (7, f"[ {value} ]"), (11, "＜選択肢＞\n" + "　".join(listed)), *tail)
        return
    pen.line((depth, label), (11, "＜選択肢＞"))
    pen.row -= 0 if pen.style.inserted else 1
    pen.line((7, "["), (8, value or None), (9, "]"), *tail)
    for first in range(0, len(listed), 2):
        pen.line((11, listed[first]), (14, listed[first + 1] if first + 1 < len(listed) else None))


def _boxes(options: Sequence[str], value: Mapping[str, str], depth: int, label: str, pen: _Pen) -> None:
    first: list[tuple[int, object]] = [(depth, label)]
    for start in range(0, len(options), 2):
        cells, column = first, 7
        for option in options[start : start + 2]:
            name = option.removesuffix("()")
            mark = pen.style.mark if name in value else None
            text = value.get(name) or None
            if pen.style.together:
                bracket = f" （ {text or ''} ）" if option.endswith("()") else ""
                cells.append((column, f"[ {mark or ''} ]{name}{bracket}"))
            else:
                cells += [(column, "["), (column + 1, mark), (column + 2, "]"), (column + 3, name)]
                if option.endswith("()"):
                    cells += [(column + 4, "（"), (column + 5, text), (column + 6, "）")]
            column += 8
        pen.line(*cells)
        first = []


def _appendix(tree: Form, assessment: Assessment, part: str, paths: Sequence[str], file: int, pen: _Pen) -> None:
    node = tree.node(part)
    if node.kind != "figure":
        pen.line((1, node.heading))
        pen.line((1, f"（{file}）特定個人情報ファイル"))
        for path in paths:
            value = assessment.items[path]
            for number, entry in enumerate(value if isinstance(value, tuple) else (), 1):
                pen.line((2, number), (3, entry))
        return
    pen.line((1, node.heading))
    figure = assessment.items.get(part)
    for number, text in enumerate(figure.labels if isinstance(figure, Figure) else ()):
        pen.line((2 + 3 * (number % 4), text))
    if f"{part}/備考" in assessment.items:
        pen.line((1, "（備考）"))
        pen.line((1, _text(assessment.items[f"{part}/備考"])))


def _changes(assessment: Assessment, pen: _Pen) -> None:
    pen.row += 1
    pen.line((1, "（別添３）　変更箇所"))
    columns = (1, 2, 4, 9, 14, 15)
    pen.line(*zip(columns, _TITLES, strict=True))
    for row in assessment.changes:
        texts = (row.date_text, row.item, row.before, row.after, row.timing, row.reason)
        pen.line(*((column, text or None) for column, text in zip(columns, texts, strict=True)))
