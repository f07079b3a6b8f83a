"""The trees of items, read from the tables ``form2.tsv``, ``form3.tsv`` and ``form4.tsv`` beside this file.

A table has one line a node, in the order of the form. Columns:

path      repeated numbers as n: ``Ⅱ/(n)/4/委託事項n/⑥``
kind      a kind of value, or ``section`` for a heading without a box of its own
mark      ※ where a change is a 重要な変更 (指針 別表)
heading   as the form prints it
label     the heading without its number
options   of a choice; boxes of a checks item, a box that takes text ending in ``()``
editions  empty: all
printed   other text that the form prints there
aliases   the label in other editions and in common use
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources

from piadiff.errors import PiadiffError
from piadiff.model import Value

FORM_NAMES = ("様式2", "様式3", "様式4")
FORM_TITLES = {"様式2": "基礎項目評価書", "様式3": "重点項目評価書", "様式4": "全項目評価書"}
GROUP_WORDS = ("システム", "委託事項", "提供先", "移転先")
# The group without a box of its own: its name is the value of this child (様式 Ⅰ２ システムn has only ①システムの名称).
NAME_CHILD = {"システム": "①"}
PARTS_BY_FILE = ("Ⅱ", "Ⅲ", "別添1", "別添2")

_GROUP = re.compile(rf"(?:{'|'.join(GROUP_WORDS)})(\d{{1,4}})")
_FILE = re.compile(r"\((\d{1,4})\)")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One node of a form's tree: an item with a box, or a section (``kind == "section"``) that only groups others."""

    path: str
    kind: str
    marked: bool
    heading: str
    label: str
    options: tuple[str, ...]
    editions: tuple[str, ...]
    printed: tuple[str, ...]
    aliases: tuple[str, ...]
    order: int

    @property
    def boxes(self) -> tuple[str, ...]:
        """The options without the ``()`` that says a box takes text."""
        return tuple(o.removesuffix("()") for o in self.options)


class Form:
    """The tree of one form. Concrete paths (``Ⅱ/(1)/4/委託事項3/⑥``) are looked up by their pattern."""

    def __init__(self, name: str, nodes: Iterable[Node]) -> None:
        self.name = name
        self.title = FORM_TITLES[name]
        self.nodes = tuple(nodes)
        self._by_path: dict[str, Node] = {}
        for node in self.nodes:
            if node.path not in self._by_path or node.kind != "section":
                self._by_path[node.path] = node
        self._order: dict[str, int] = {}
        for node in self.nodes:
            self._order.setdefault(node.path, node.order)

    @cached_property
    def items(self) -> tuple[Node, ...]:
        """The nodes that hold a value, in the order of the form."""
        return tuple(n for n in self.nodes if n.kind != "section")

    @cached_property
    def table_name(self) -> str:
        """What the form calls its change table: 別添3, 別添2 or 変更箇所."""
        return {"様式4": "別添3", "様式3": "別添2", "様式2": "変更箇所"}[self.name]

    def find(self, path: str) -> Node | None:
        """The node of a concrete path or a pattern; None if the form has no such node."""
        return self._by_path.get(pattern(path))

    def node(self, path: str) -> Node:
        """The node of a concrete path or a pattern. Raises PiadiffError if the form has no such node."""
        node = self.find(path)
        if node is None:
            raise PiadiffError(
                f"{self.name}にない項目です: {path}", hint=f"piadiff forms {self.name} で項目の一覧が見られます"
            )
        return node

    def sort_key(self, path: str) -> tuple[tuple[int, int, str], ...]:
        """Sorts concrete paths into the order of the form, repeated groups and files by their numbers."""
        return _sort_key(self, path)

    def heading(self, path: str, items: Mapping[str, Value] | None = None) -> tuple[str, ...]:
        """The chain of headings of a concrete path as the form prints them (項目 column of 別添3).

        ``items`` gives the names of the files: ``（１）住民基本台帳ファイル``; without them only the number is printed.
        """
        chain: list[str] = []
        parts = path.split("/")
        for end in range(1, len(parts) + 1):
            prefix = "/".join(parts[:end])
            segment = parts[end - 1]
            if file_number := _FILE.fullmatch(segment):
                chain.append(self._file_heading(int(file_number[1]), items))
                continue
            node = self.find(prefix)
            if group := _GROUP.fullmatch(segment):
                chain.append(segment.removesuffix(group[1]) + group[1].translate(_WIDE))
            else:
                chain.append(node.heading if node else segment)
        return tuple(chain)

    @staticmethod
    def _file_heading(number: int, items: Mapping[str, Value] | None) -> str:
        name = (items or {}).get(f"Ⅱ/({number})/1", "")
        plain = re.sub(r"^\s*[（(]\s*[0-9０-９]+\s*[)）]\s*", "", name) if isinstance(name, str) else ""
        return f"（{str(number).translate(_WIDE)}）{plain}"


@lru_cache(maxsize=8192)
def pattern(path: str) -> str:
    """``Ⅱ/(1)/4/委託事項3/⑥`` → ``Ⅱ/(n)/4/委託事項n/⑥``."""
    parts = path.split("/")
    for i, part in enumerate(parts):
        if _FILE.fullmatch(part):
            parts[i] = "(n)"
        elif group := _GROUP.fullmatch(part):
            parts[i] = part.removesuffix(group[1]) + "n"
    return "/".join(parts)


def group_of(path: str) -> str | None:
    """The path of the innermost repeated group (システム3, 委託事項2 …) that ``path`` is or stands in; else None."""
    parts = path.split("/")
    for end in range(len(parts), 0, -1):
        if _GROUP.fullmatch(parts[end - 1]):
            return "/".join(parts[:end])
    return None


def file_of(path: str) -> int | None:
    """The number of the 特定個人情報ファイル whose part ``path`` stands in (Ⅱ/(2)/… → 2); None outside such parts."""
    parts = path.split("/", 2)
    match = _FILE.fullmatch(parts[1]) if len(parts) > 1 else None
    return int(match[1]) if match else None


@lru_cache(maxsize=65536)
def _sort_key(form_: Form, path: str) -> tuple[tuple[int, int, str], ...]:
    parts = path.split("/")
    key: list[tuple[int, int, str]] = []
    for end in range(1, len(parts) + 1):
        segment = parts[end - 1]
        number = _GROUP.fullmatch(segment) or _FILE.fullmatch(segment)
        order = form_._order.get(pattern("/".join(parts[:end])), len(form_.nodes))
        known = order < len(form_.nodes)
        key.append((order, int(number[1]) if number else 0, "" if known else segment))
    return tuple(key)


def _split(cell: str, separator: str = "|") -> tuple[str, ...]:
    return tuple(part for part in cell.split(separator) if part)


@cache
def form(name: str) -> Form:
    """The tree of 様式2, 様式3 or 様式4. Raises PiadiffError for any other name."""
    if name not in FORM_NAMES:
        raise PiadiffError(f"知らない様式です: {name}", hint="様式2、様式3、様式4 のどれかです")
    text = (resources.files("piadiff.forms") / f"form{name[-1]}.tsv").read_text(encoding="utf-8")
    header, *lines = text.splitlines()
    columns = header.split("\t")
    nodes = []
    for order, line in enumerate(lines):
        cell = dict(zip(columns, line.split("\t"), strict=True))
        nodes.append(
            Node(
                path=cell["path"],
                kind=cell["kind"],
                marked=cell["mark"] == "※",
                heading=cell["heading"],
                label=cell["label"],
                options=_split(cell["options"]),
                editions=_split(cell["editions"], ","),
                printed=_split(cell["printed"]),
                aliases=_split(cell["aliases"]),
                order=order,
            )
        )
    return Form(name, nodes)


def all_forms() -> tuple[Form, ...]:
    """The three forms, 様式2 first."""
    return tuple(form(name) for name in FORM_NAMES)
