"""A document for the tests of headings: every item of a form, three files, three of each repeated group, all empty."""

import re

from piadiff.canonical import empty_value
from piadiff.forms import Form
from piadiff.model import Value

FILES = {1: "（１）住民基本台帳ファイル", 2: "（２）本人確認情報ファイル", 3: "（３）送付先情報ファイル"}
GROUP = re.compile(r"(システム|委託事項|提供先|移転先)n")


def numbered(pattern: str, file: int, group: int) -> str:
    """``Ⅱ/(n)/4/委託事項n/⑥`` with its numbers put in."""
    return GROUP.sub(rf"\g<1>{group}", pattern.replace("(n)", f"({file})"))


def document(tree: Form, repeats: int = 3) -> dict[str, Value]:
    """The items of a document in the form ``tree``."""
    items: dict[str, Value] = {}
    for node in tree.items:
        for file in range(1, repeats + 1):
            for group in range(1, repeats + 1):
                items.setdefault(numbered(node.path, file, group), empty_value(node.kind))
    for file in range(1, repeats + 1):
        for part in ("Ⅱ", "Ⅲ"):
            if f"{part}/({file})/1" in items:
                items[f"{part}/({file})/1"] = FILES[file]
    return items
