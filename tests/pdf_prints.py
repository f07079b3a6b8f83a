"""Random assessments with fixed seeds, and the ways in which offices print their workbooks differently."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.worksheet.pagebreak import Break

from piadiff.forms import Node, form
from piadiff.model import Assessment, Figure, Row, Value
from tests.strategies import WORDS


def random_assessment(name: str, seed: int, share: float = 1.0) -> Assessment:
    """An assessment with (about) this share of the form's items, groups and files, and some rows of changes."""
    luck = random.Random(seed)
    tree = form(name)
    items: dict[str, Value] = {}
    for node in tree.items:
        for path in _numbered(node.path, seed):
            if luck.random() < share:
                items[path] = _value(node, luck)
    rows = tuple(_row(luck) for _ in range(luck.randrange(5)))
    ordered = {path: items[path] for path in sorted(items, key=tree.sort_key)}
    return Assessment(form=name, edition=luck.choice((None, "平成30年5月", "令和6年10月")), items=ordered, changes=rows)


def _numbered(path: str, seed: int) -> list[str]:
    """The path with the numbers of files and groups: one or two of each."""
    paths = [path]
    for word in ("(n)", "システムn", "委託事項n", "提供先n", "移転先n"):
        if word in path:
            many = 1 + (seed + len(word)) % 2
            paths = [p.replace(word, word.replace("n", str(n))) for p in paths for n in range(1, many + 1)]
    return paths


def _text(luck: random.Random, most: int = 6) -> str:
    return "".join(luck.choice(WORDS) for _ in range(luck.randrange(most + 1)))


def _value(node: Node, luck: random.Random) -> Value:
    if node.kind in ("text", "list"):
        long = 60 if luck.random() < 0.3 else 6
        return tuple(_text(luck, long) for _ in range(luck.randrange(8)))
    if node.kind == "choice":
        return luck.choice(["", *node.boxes])
    if node.kind == "checks":
        marked = luck.sample(list(node.boxes), luck.randrange(min(4, len(node.boxes)) + 1))
        return {box: luck.choice(["", _text(luck)]) for box in marked}
    if node.kind == "count":
        return luck.choice([None, luck.randrange(200)])
    if node.kind == "figure":
        return Figure(labels=tuple(_text(luck) for _ in range(4)), images=(f"{luck.randrange(10):064x}",))
    if node.kind == "date":
        return f"令和{luck.randrange(1, 9)}年{luck.randrange(1, 13)}月1日"
    return _text(luck)


def _row(luck: random.Random) -> Row:
    return Row(
        date=None,
        date_text=f"令和{luck.randrange(1, 9)}年{luck.randrange(1, 13)}月1日",
        item="\n".join(_text(luck) for _ in range(3)),
        before=_text(luck, 30),
        after=_text(luck, 30),
        timing=luck.choice(("事前", "事後", "修正")),
        reason=_text(luck),
    )


# -- ways to print ---------------------------------------------------------------------------------------------------


def changed(workbook: bytes, way: str) -> bytes:
    """A workbook that is printed in another way, one of ``WAYS``."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    for sheet in book.worksheets:
        WAYS[way](sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _turned(sheet: Any) -> None:
    turned = {"portrait": "landscape", "landscape": "portrait"}
    sheet.page_setup.orientation = turned[sheet.page_setup.orientation]


def _shrunk(sheet: Any) -> None:
    for column in sheet.column_dimensions.values():
        column.width *= 1.7


def _ruled(style: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        side = Side(style=style)
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            old = cell.border
            edges = {n: side if getattr(old, n).style else None for n in ("left", "right", "top", "bottom")}
            cell.border = Border(**edges)

    return change


def _framed(sheet: Any) -> None:
    """Running title, date and page number, and wide margins."""
    sheet.oddHeader.left.text, sheet.oddHeader.right.text = "住民記録に関する事務　評価書", "令和6年度版"
    sheet.oddFooter.center.text = "- &P -"
    sheet.page_margins.top, sheet.page_margins.bottom = 1.0, 1.1


def _broken(sheet: Any) -> None:
    for row in range(3, sheet.max_row, 4):
        sheet.row_breaks.append(Break(id=row))


def _shaded(sheet: Any) -> None:
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        cell.fill = PatternFill("solid", fgColor="FFF2F2F2")


def _headed(sheet: Any) -> None:
    sheet.print_title_rows = "1:1"


WAYS: dict[str, Callable[[Any], None]] = {
    "turned": _turned,
    "shrunk": _shrunk,
    "dotted": _ruled("dotted"),
    "double": _ruled("double"),
    "thick": _ruled("thick"),
    "framed": _framed,
    "broken": _broken,
    "shaded": _shaded,
    "headed": _headed,
}
