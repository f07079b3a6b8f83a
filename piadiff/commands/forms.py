"""``piadiff forms``: the forms that the program knows, and the items of one of them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from piadiff.commands.common import AsJson, print_json
from piadiff.errors import PiadiffError
from piadiff.forms import FORM_NAMES, Form, Node, all_forms, form
from piadiff.notation import fold
from piadiff.writers.terminal import grid

KINDS = {
    "section": "",
    "text": "文章",
    "name": "名称",
    "date": "日付",
    "choice": "選択",
    "checks": "印",
    "count": "件数",
    "list": "一覧",
    "figure": "図",
}
HEADERS = ("項目", "種類", "※", "見出しと選択肢")


def forms(
    name: Annotated[
        str | None, typer.Argument(metavar="様式", help="様式2、様式3、様式4（数字だけでもよい）。なければ三つの様式。")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """様式の一覧、または一つの様式の項目の一覧を出します。

    項目の欄は、そのまま show や history に渡せます。(n) はファイルの番号、委託事項n などの n は何番目かを入れます。
    ※は、変更が重要な変更に当たりうる項目です。

      piadiff forms
      piadiff forms 様式4
    """
    if name is None:
        _list(as_json)
    else:
        _tree(form(_form_name(name)), as_json)


def _list(as_json: bool) -> None:
    if as_json:
        print_json({"forms": [_summary(tree) for tree in all_forms()]})
        return
    rows = [(t.name, t.title, f"{len(t.items)}項目", f"{_marked(t)}項目", t.table_name) for t in all_forms()]
    print(grid(rows, ("様式", "名称", "項目", "※の項目", "変更箇所の表"), style="simple"))


def _tree(tree: Form, as_json: bool) -> None:
    if as_json:
        print_json({**_summary(tree), "nodes": [_to_json(node) for node in tree.nodes]})
        return
    print(f"{tree.name}　{tree.title}　{len(tree.items)}項目（※ {_marked(tree)}項目）\n")
    print(grid([_row(node) for node in tree.nodes if node.label], HEADERS, style="simple"))


def _row(node: Node) -> tuple[str, str, str, str]:
    heading = node.heading or node.label
    editions = f"（{'、'.join(node.editions)}の様式）" if node.editions else ""
    options = "\n" + "／".join(option.replace("()", "（…）") for option in node.options) if node.options else ""
    return node.path, KINDS[node.kind], "※" if node.marked else "", heading + editions + options


def _form_name(spelling: str) -> str:
    """``様式4`` for 様式4, 様式４, 4, 全項目評価書 or 全項目. Raises PiadiffError for anything else."""
    wanted = fold(spelling)
    for tree in all_forms():
        if wanted in (tree.name, tree.name[-1], tree.title, tree.title.removesuffix("評価書")):
            return tree.name
    raise PiadiffError(f"知らない様式です: {spelling}", hint=f"{'、'.join(FORM_NAMES)} のどれかです")


def _summary(tree: Form) -> dict[str, Any]:
    return {"form": tree.name, "title": tree.title, "items": len(tree.items), "marked": _marked(tree)}


def _marked(tree: Form) -> int:
    return sum(node.marked for node in tree.items)


def _to_json(node: Node) -> dict[str, Any]:
    return {
        "path": node.path,
        "label": node.label,
        "heading": node.heading,
        "kind": node.kind,
        "mark": node.marked,
        "options": list(node.options),
        "editions": list(node.editions),
    }
