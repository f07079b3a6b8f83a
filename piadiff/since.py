"""Since which version each item of an assessment reads as it does, through groups that got other numbers and through
other forms. What is no change (notation, line breaks, an empty box that is there or not) does not count as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from piadiff.differ import PUBLISHED, same_file_name
from piadiff.following import Past, expect, needed, steps
from piadiff.forms import form
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


def since(past: Past, paths: Sequence[str]) -> dict[str, Since]:
    """For each of ``paths``, items of the newest version, since when it reads as it does.

    No more versions are read than are needed.
    """
    settled: dict[str, Since] = {}
    current = {path: path for path in paths}
    for number in range(len(past) - 1):
        if not current:
            break
        places = frozenset(current.values()) - {PUBLISHED}
        if not needed(past, number, places):
            continue
        expect(past, number, places)
        before = steps(past, number, places)
        for path, there in list(current.items()):
            if there not in before:
                continue
            place = before[there]
            if _alike(past, number, there, place):
                current[path] = place or there
            else:
                settled[path] = Since(path=path, version=number, there=there, before=place)
                del current[path]
    last = len(past) - 1
    settled |= {path: Since(path=path, version=last, there=there, always=True) for path, there in current.items()}
    return {path: settled[path] for path in paths}


def _alike(past: Past, number: int, there: str, place: str | None) -> bool:
    """Whether an item reads the same in a version and, where it stood there, in the version before it."""
    _, value = past.value(number, there)
    if place is None:
        return is_blank(value)
    _, before = past.value(number + 1, place)
    old, new = past.form(number + 1), past.form(number)
    node = form(new).find(there) or form(old).find(place)
    return is_blank(before) == is_blank(value) and (
        same(before, value, node.kind if node else "text") or same_file_name(place, there, before, value)
    )
