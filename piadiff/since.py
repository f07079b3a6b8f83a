"""Since which version each item of an assessment reads as it does, through groups that got other numbers and through
other forms. What is no change (notation, line breaks, an empty box that is there or not) does not count as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from piadiff.carriage import carry
from piadiff.differ import PUBLISHED, same_file_name
from piadiff.forms import form
from piadiff.model import Assessment
from piadiff.pairing import moved, pair_groups
from piadiff.values import is_blank, same


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """``version`` says which is the first version that reads so, counted back from the newest (0); ``there`` is the
    path of the item in it, ``before`` its path in the version before that, None where that did not have it.
    ``always``: no older version is known."""

    path: str
    version: int
    there: str
    before: str | None = None
    always: bool = False


def since(newest: Assessment, older: Iterable[Assessment], paths: Sequence[str]) -> dict[str, Since]:
    """For each of ``paths``, items of the newest version, since when it reads as it does.

    ``older`` are the versions before it, newest first; they are asked for one after the other, and no more of them than
    are needed.
    """
    settled: dict[str, Since] = {}
    current = {path: path for path in paths}
    new, number = newest, 0
    for old in older if paths else ():
        steps = _steps(old, new, current)
        for path, there in list(current.items()):
            stayed, before = steps[path]
            if stayed:
                current[path] = before or there
            else:
                settled[path] = Since(path=path, version=number, there=there, before=before)
                del current[path]
        new, number = old, number + 1
        if not current:
            break
    settled |= {path: Since(path=path, version=number, there=there, always=True) for path, there in current.items()}
    return {path: settled[path] for path in paths}


def _steps(old: Assessment, new: Assessment, current: dict[str, str]) -> dict[str, tuple[bool, str | None]]:
    """For each item whether it reads the same in the older version, and where it stood there."""
    carried, tree, old_tree = carry(old, new), form(new.form), form(old.form)
    pairing = pair_groups(carried.items, new.items, tree)
    still = pairing.still and carried.items is old.items  # then every item stands where it stood
    if still and not pairing.differing & set(current.values()):
        return {path: (True, there) for path, there in current.items()}
    back = {(p if pairing.still else moved(p, pairing.new_of)): p for p in carried.items}
    found: dict[str, tuple[bool, str | None]] = {}
    for path, there in current.items():
        if still and there not in pairing.differing:
            found[path] = True, there
            continue
        value = new.items.get(there)
        place = back.get(there)
        if place is None:
            found[path] = is_blank(value), None
            continue
        before = carried.items[place]
        where = carried.where(place)
        node = tree.find(there) or old_tree.find(where)
        alike = is_blank(before) == is_blank(value) and (
            same(before, value, node.kind if node else "text") or same_file_name(where, there, before, value)
        )
        found[path] = alike or there == PUBLISHED, where
    return found
