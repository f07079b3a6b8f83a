"""``piadiff show``: one version as an outline of its items, or one item of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from piadiff import canonical
from piadiff.commands.common import DEFAULT_STORE, AsJson, StoreDir, items_meant, open_version, print_json
from piadiff.forms import form
from piadiff.model import Assessment
from piadiff.writers.terminal import one_line, show_value, terminal_width, wrap


def show(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="ファイル、または保管庫の版（ID@latest など）。")],
    item: Annotated[
        str | None,
        typer.Argument(
            metavar="ITEM", help="項目（Ⅱ/(1)/4/委託事項1/⑥、II-1-4-委託事項1-6、委託先名）か、その上の見出し。"
        ),
    ] = None,
    as_json: AsJson = False,
    store: StoreDir = DEFAULT_STORE,
) -> None:
    """一つの版の内容を、項目の見出しに沿って出します。ITEM を付けると、その項目だけを出します。

    piadiff show 所沢市-1@latest
    piadiff show 所沢市-1@令和4年6月27日 Ⅱ/(1)/4
    """
    opened = open_version(version, store)
    assessment = opened.assessment
    if item is None and as_json:
        sys.stdout.write(canonical.dumps(assessment))
        return
    paths = items_meant(assessment, item) if item is not None else tuple(assessment.items)
    if as_json:
        values = {path: canonical.value_to_json(assessment.items[path]) for path in paths}
        print_json({"version": opened.label, "items": values})
        return
    print(f"{opened.label}  {assessment.form}（{form(assessment.form).title}）")
    print("\n".join(outline(assessment, paths)))


def outline(assessment: Assessment, paths: Iterable[str]) -> Iterator[str]:
    """The lines of an outline: each heading once, indented by its depth, with the value of the item below it."""
    tree = form(assessment.form)
    shown: tuple[str, ...] = ()
    for path in paths:
        chain = tree.heading(path, assessment.items)
        common = next(
            (n for n, (a, b) in enumerate(zip(shown, chain, strict=False)) if a != b), min(len(shown), len(chain))
        )
        for depth in range(min(common, len(chain) - 1), len(chain)):
            if depth == 0:
                yield ""
            room = terminal_width() - 2 * depth
            yield from (f"{'  ' * depth}{line}" for line in wrap(one_line(chain[depth]), room))
        indent = "  " * len(chain) + "  "
        yield from (
            indent + line for line in show_value(assessment.items[path], terminal_width() - len(indent)).split("\n")
        )
        shown = chain
