"""Repeated groups as they stood before one revision: those that came with it taken away, those that went put back, the
others under the numbers that they had.

A row names an item that went by its old number and every other item by its new one (design.md 4). Where the table says
which groups only got another number, that is followed; else the groups close the gap of one that came, and make room
for one that went, in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from piadiff.differ import FILE_NAMES
from piadiff.forms import Form
from piadiff.forms.tree import pattern
from piadiff.model import Figure, Row, Value
from piadiff.notation import nfkc
from piadiff.pairing import place, under
from piadiff.readers.row_values import only_left_out, row_values
from piadiff.undoing import Undone
from piadiff.undoing_entries import shown_entries
from piadiff.values import as_text, is_blank

NOT_MOVED = "前の番号が分からない"
TAKEN = "前の番号にほかの記載がある"
ONLY_NAME = "ほかの項目の記載は表にない"
RENUMBERED = "ほかの記載から番号の移動を推定した"

_MOVED = re.compile(r"[(（]番号の繰[上下]げ[)）]\s*$")
_NUMBER = re.compile(r"\d+(?=\)?$)")
_PRINTED = re.compile(r"(\s*[(（])([0-9０-９]+)(?=[)）])")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One item of one row, to be undone where it stands; ``number`` is the position of the row in the table."""

    number: int
    row: Row
    path: str


@dataclass(slots=True, kw_only=True)
class Regrouped:
    """The rows of a revision sorted: ``steps`` are undone item by item, the rest when the groups are settled.

    ``came`` are groups by their new paths, ``went`` by their old paths the items of groups that went and, where the
    table says which groups got another number, all other items that were emptied. ``old_numbers`` leads from groups
    that only got another number to the one they had. ``found`` is what became of rows on groups.
    """

    steps: tuple[Step, ...]
    came: frozenset[str]
    went: Mapping[str, tuple[int, Value]]
    old_numbers: Mapping[str, int]
    found: dict[tuple[int, str], Undone | str] = field(default_factory=dict)

    def settle(
        self, items: Mapping[str, Value], doubts: Mapping[str, str]
    ) -> tuple[Mapping[str, Value], Mapping[str, str]]:
        """The items under the numbers that they had, without what came and with what went."""
        gone = {group for group in self.came if all(is_blank(items[p]) for p in _inside(group, items))}
        left = {path: value for path, value in items.items() if not (gone & set(place(path)))}
        removed = {group for path in self.went for group in _lost(path, self.went)}
        old_of = _renumbered(left, gone, removed, self.old_numbers)
        shifted = {new for new, old in old_of.items() if new != old and new not in self.old_numbers}
        back = {path: _back(path, old_of) for path in left}
        doubted = {back[path]: why for path, why in doubts.items() if path in back}
        doubted |= {back[path]: RENUMBERED for path in left if shifted & set(place(path)) and not is_blank(left[path])}
        earlier = {back[path]: _with_number(path, back[path], value) for path, value in left.items()}
        for group in removed:
            if len(_inside(group, self.went)) == 1:  # one row for the whole group
                doubted |= dict.fromkeys(_names(group) & self.went.keys(), ONLY_NAME)
        for path, (number, value) in self.went.items():
            if is_blank(earlier.get(path)):
                earlier[path] = value
                self.found[number, path] = Undone(value=value, sure=True, whole=True)
            else:
                self.found[number, path] = TAKEN
        return earlier, doubted


def regroup(items: Mapping[str, Value], rows: Sequence[tuple[int, Row]], tree: Form) -> Regrouped:
    """The rows of one revision by what they mean for groups; ``items`` are those after it."""
    steps: list[Step] = []
    old_numbers: dict[str, int] = {}
    found: dict[tuple[int, str], Undone | str] = {}
    emptied: dict[str, tuple[int, Value]] = {}
    filled: set[str] = set()
    for number, row in rows:
        for path in row.paths:
            if _MOVED.search(row.after):
                told = _old_number(row, path)
                found[number, path] = Undone(value=None, sure=True) if told else NOT_MOVED
                if told:
                    old_numbers[path] = told
                continue
            steps.append(Step(number=number, row=row, path=path))
            values = row_values(row, tree.find(path))
            if not values.part and any(place(path)) and not (only_left_out(row.before) or only_left_out(row.after)):
                if is_blank(values.before) and not is_blank(values.after):
                    filled.add(path)
                elif is_blank(values.after) and not is_blank(values.before):
                    emptied[path] = number, _value(values.before, row, tree, path)
    lost = {path for path in emptied if any(True for _ in _lost(path, emptied)) and not _only_emptied(path, items)}
    if old_numbers:
        lost |= {
            path
            for path, (_, value) in emptied.items()
            if not isinstance(value, Mapping) or is_blank(items.get(_now(path, old_numbers)))
        }
    went = {path: told for path, told in emptied.items() if path in lost}
    return Regrouped(
        steps=tuple(step for step in steps if went.get(step.path, (None,))[0] != step.number),
        came=frozenset(group for path in filled for group in place(path) if group and _names(group) & filled),
        went=went,
        old_numbers=old_numbers,
        found=found,
    )


def _now(path: str, old_numbers: Mapping[str, int]) -> str:
    """Where an item stands that is named by its old path: with its group, or else its file, under the new number."""
    for unit in filter(None, reversed(place(path))):
        family = _NUMBER.sub("", unit)
        there = (new for new, old in old_numbers.items() if old == _number(unit) and _NUMBER.sub("", new) == family)
        if new := next(there, None):
            path = under(path, new) if _is_file(unit) else new + path[len(unit) :]
    return path


def _value(value: Value, row: Row, tree: Form, path: str) -> Value:
    """The 変更前 of a row as the whole value of an item."""
    node = tree.find(path)
    kind = node.kind if node else "text"
    if kind == "list":
        return shown_entries(row.before)
    if kind in ("text", "list") and not isinstance(value, tuple):
        return (as_text(value),)
    if kind in ("name", "date", "choice"):
        return as_text(value)
    if kind == "count" and not isinstance(value, int):
        return None
    return value if kind != "figure" or isinstance(value, Figure) else Figure()


def _names(group: str) -> set[str]:
    """The items that bear the name of a group (of a file: Ⅱ/(n)/1)."""
    if group.startswith("Ⅱ/(") and group.count("/") == 1:
        return {f"{group}/1"}
    return {group, f"{group}/①"} if group.rpartition("/")[2].startswith("システム") else {group}


def _lost(path: str, emptied: Iterable[str]) -> Iterable[str]:
    """The file and the group that ``path`` stands in, as far as their names were emptied too."""
    known = set(emptied)
    return (group for group in place(path) if group and _names(group) & known)


def _only_emptied(path: str, items: Mapping[str, Value]) -> bool:
    """Whether the group still stands under its number, its boxes empty."""
    return all(
        all(is_blank(items[own]) for own in _inside(group, items)) and bool(_inside(group, items))
        for group in place(path)
        if group
    )


def _inside(group: str, items: Iterable[str]) -> list[str]:
    return [path for path in items if group in place(path)]


def _old_number(row: Row, path: str) -> int | None:
    """The number before, from the heading that the row shows in 変更前: 委託事項３, （２）…"""
    word = _NUMBER.sub("", path.rpartition("/")[2]).strip("()")
    heading = re.compile(rf"{re.escape(word)}(\d+)" if word else r"\((\d+)\)")
    lines = (nfkc(line).replace(" ", "") for line in row.before.strip().split("\n"))
    return next((int(match[1]) for line in lines if (match := heading.match(line))), None)


def _renumbered(
    items: Mapping[str, Value], gone: set[str], removed: set[str], told: Mapping[str, int]
) -> dict[str, str]:
    """Where each group stood before, by where it stands: files first, then the groups inside them."""
    old_of: dict[str, str] = {}
    files = {file for path in items if (file := place(path)[0])}
    old_of |= _family(files, {g for g in gone if _is_file(g)}, {g for g in removed if _is_file(g)}, told)
    families: dict[str, set[str]] = {}
    for path in items:
        if group := place(path)[1]:
            families.setdefault(_NUMBER.sub("", group), set()).add(group)
    for family, groups in families.items():
        was = _back_file(family, old_of)
        came = {group for group in gone if _NUMBER.sub("", group) == family and not _is_file(group)}
        went = {group for group in removed if _NUMBER.sub("", group) == was and not _is_file(group)}
        own = _family(groups, came, went, told)
        old_of |= {new: _back_file(old, old_of) for new, old in own.items()}
    return old_of


def _with_number(path: str, there: str, value: Value) -> Value:
    """The name of a file with the number printed before it that the file had: （２）… → （１）…"""
    if not isinstance(value, str) or path == there or pattern(path) not in FILE_NAMES:
        return value
    match = _PRINTED.match(value)
    if match is None or nfkc(match[2]) != path.split("/")[1].strip("()"):
        return value
    number = there.split("/")[1].strip("()")
    wide = number if match[2].isascii() else number.translate(_WIDE)
    return f"{match[1]}{wide}{value[match.end() :]}"


def _is_file(group: str) -> bool:
    return group == place(group)[0]


def _family(groups: set[str], came: set[str], went: set[str], told: Mapping[str, int]) -> dict[str, str]:
    """The groups of one family with the paths that they had."""
    taken = {_number(group) for group in went} | {told[group] for group in groups if group in told}
    moved = {group: told[group] for group in groups if group in told}
    for group in sorted(groups - moved.keys(), key=_number):
        number = _number(group)
        if (came or went) and not told.keys() & groups:
            number = 1 + sum(1 for other in groups if _number(other) < number)
            number = _free(number, taken)
        elif number in taken:
            number = _free(1, taken)
        moved[group] = number
        taken.add(number)
    return {group: _NUMBER.sub(str(number), group) for group, number in moved.items()}


def _free(number: int, taken: set[int]) -> int:
    while number in taken:
        number += 1
    return number


def _number(group: str) -> int:
    match = _NUMBER.search(group)
    return int(match[0]) if match else 0


def _back_file(path: str, old_of: Mapping[str, str]) -> str:
    file = place(path)[0] or (path if path.startswith("Ⅱ/(") else None)
    return under(path, old_of[file]) if file and file in old_of else path


def _back(path: str, old_of: Mapping[str, str]) -> str:
    """Where an item stood: with its group, else with its file."""
    group = place(path)[1]
    return old_of[group] + path[len(group) :] if group and group in old_of else _back_file(path, old_of)
