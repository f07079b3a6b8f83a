"""A row of a change table that shows a whole group that came or went, as the rows of its items.

Such a row names the group (委託事項４) and lists its items, each below its heading in brackets: 【①委託内容】.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from piadiff.forms import Form
from piadiff.forms.locate import locate
from piadiff.forms.tree import group_of
from piadiff.model import Row
from piadiff.notation import is_empty_mark
from piadiff.readers.row_values import is_removed_mark

_LABEL = re.compile(r"【(.+)】")
_LABELLED = re.compile(r"^【.+】$", re.MULTILINE)
_BETWEEN = "／"


def label(path: str, group: str, tree: Form) -> str:
    """How an item is named in the row of its group: its headings below that of the group; empty for the group's own."""
    below = tree.heading(path)[len(tree.heading(group)) :]
    return f"【{_BETWEEN.join(below)}】" if path != group and below else ""


def single_rows(row: Row, tree: Form) -> tuple[Row, ...]:
    """The rows of the items that the row of a group shows; the row itself where it is no such row."""
    groups = {row.paths[0]} if len(row.paths) == 1 else {group_of(path) for path in row.paths}
    group = groups.pop() if len(groups) == 1 else None
    if group is None or _LABELLED.search(f"{row.before}\n{row.after}") is None:
        return (row,)
    shown, row = row, replace(row, paths=(group,))
    rows = _rows(row, tree)
    return rows if len(rows) > 1 else (shown,)


def _rows(row: Row, tree: Form) -> tuple[Row, ...]:
    if is_empty_mark(row.before.strip()):
        return tuple(replace(one, before=row.before, after=text) for one, text in _items(row, row.after, tree))
    if is_removed_mark(row.after):
        return tuple(replace(one, before=text, after=row.after) for one, text in _items(row, row.before, tree))
    return (row,)


def _items(row: Row, text: str, tree: Form) -> Iterator[tuple[Row, str]]:
    """The items whose headings the text has, in the order of the form, each as a row with its text."""
    group, found, lines = row.paths[0], row, []
    for line in text.split("\n"):
        own = _item(line, row, found.paths[0], tree)
        if own is None:
            lines.append(line)
            continue
        if lines:
            yield found, "\n".join(lines)
        found, lines = own, []
    if lines or found.paths[0] != group:
        yield found, "\n".join(lines)


def _item(line: str, row: Row, last: str, tree: Form) -> Row | None:
    """The row of the item whose heading a line is: one of the group's, further down than the last one."""
    match = _LABEL.fullmatch(line.strip())
    if match is None:
        return None
    item = f"{row.item}\n{match[1].replace(_BETWEEN, chr(10))}"
    paths = locate(tree, item)
    if len(paths) != 1 or label(paths[0], row.paths[0], tree) != line.strip():
        return None
    if not paths[0].startswith(f"{row.paths[0]}/") or not tree.sort_key(last) < tree.sort_key(paths[0]):
        return None
    return replace(row, item=item, paths=paths)
