"""Which item of the form each label of a part means.

Labels repeat (``リスクへの対策は十分か``, ``①法令上の根拠``) and stand in any order inside a page, but pages follow the
form. So each page is given the run of the form's nodes that its labels fit best, all pages together; inside a page a
label goes to the candidate whose own heading stands nearest before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from piadiff.forms import Form, Node
from piadiff.forms.tree import GROUP_WORDS
from piadiff.readers.labels import label_key

_BEAM = 16
_MATCHED, _MISSING, _AGAIN = 3.0, 1.0, 0.5
_LONGEST_PAGE = 160
_OVERLAP = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One node of a part with its concrete path and the key under which its label is found."""

    path: str
    key: str
    node: Node


def expected(tree: Form, part: str, file_number: int | None, groups: Mapping[str, int]) -> list[Place]:
    """The nodes of a part in the form's order, repeated groups as often as ``groups`` says."""
    nodes = [n for n in tree.nodes if n.path == part or n.path.startswith(f"{part}/")]
    out: list[Place] = []
    done: set[str] = set()
    for node in nodes:
        word = next((w for w in GROUP_WORDS if f"/{w}n" in f"{node.path}/"[: len(node.path)]), None)
        if word is None:
            out.extend(_place(node, node.path, file_number))
        elif word not in done and node.path.endswith(f"/{word}n"):
            done.add(word)
            members = [n for n in nodes if n.path == node.path or n.path.startswith(f"{node.path}/")]
            for number in range(1, groups.get(word, 0) + 1):
                for member in members:
                    out.extend(_place(member, member.path.replace(f"{word}n", f"{word}{number}"), file_number))
    return out


def _place(node: Node, path: str, file_number: int | None) -> list[Place]:
    concrete = path.replace("(n)", f"({file_number})") if file_number else path
    last = concrete.rsplit("/", 1)[-1]
    key = last if re.fullmatch(rf"(?:{'|'.join(GROUP_WORDS)})\d+", last) else label_key(node.heading)
    return [Place(path=concrete, key=key, node=node)] if key else []


def runs(places: Sequence[Place], pages: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """For each page (its label keys) the run ``[start, end)`` of places that it shows, all pages together.

    Runs follow each other; one may begin up to a few places before the end of the last, because a cell that crosses
    a page is printed twice.
    """
    states: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {0: (0.0, ())}
    for keys in pages:
        following: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {}
        best = sorted(states.items(), key=lambda item: -item[1][0])[:_BEAM]
        for frontier, (score, path) in best:
            for start in range(max(0, frontier - _OVERLAP), min(len(places), frontier + 3) + 1):
                # A place printed again costs a little; a place passed over costs as much as a missing label.
                cost = _AGAIN * (frontier - start) if start < frontier else _MISSING * (start - frontier)
                for end, gain in _ends(places, start, keys):
                    if end < frontier:
                        continue
                    total = score - cost + gain
                    if end not in following or following[end][0] < total:
                        following[end] = (total, (*path, (start, end)))
        states = following or states
    final = max(
        states.items(), key=lambda item: item[1][0] - _MISSING * 0.2 * (len(places) - item[0]), default=(0, (0.0, ()))
    )
    return list(final[1][1])


def _ends(places: Sequence[Place], start: int, keys: Sequence[str]) -> list[tuple[int, float]]:
    """The best ends of a run that begins at ``start`` for a page with these label keys, with their gain."""
    left = Counter(keys)
    gain = 0.0
    scored = [(start, 0.0)]
    for end in range(start, min(len(places), start + _LONGEST_PAGE)):
        key = places[end].key
        if left[key] > 0:
            left[key] -= 1
            gain += _MATCHED
        else:
            gain -= _MISSING
        scored.append((end + 1, gain))
        if gain < -12:
            break
    scored.sort(key=lambda item: -item[1])
    return scored[:3]


def assign(keys: Sequence[str], places: Sequence[Place]) -> list[Place | None]:
    """The place of each label of a page (``keys`` in the page's order) among the page's ``places``.

    Parents are placed before their children; among equal labels the one nearest after its own heading wins.
    """
    out: list[Place | None] = [None] * len(keys)
    positions: dict[str, int] = {}
    by_key: dict[str, list[Place]] = {}
    for place in places:
        by_key.setdefault(place.key, []).append(place)
    instances: dict[str, list[int]] = {}
    for index, key in enumerate(keys):
        instances.setdefault(key, []).append(index)
    for key in sorted(by_key, key=lambda k: max(p.path.count("/") for p in by_key[k])):
        found, wanted = instances.get(key, []), by_key[key]
        pairs = sorted(
            (_distance(index, _heading_position(place.path, positions)), index, order, place)
            for index in found
            for order, place in enumerate(wanted)
        )
        taken: set[str] = set()
        for _, index, _, place in pairs:
            if out[index] is None and place.path not in taken:
                out[index] = place
                taken.add(place.path)
                positions[place.path] = index
    return out


def _heading_position(path: str, positions: Mapping[str, int]) -> int:
    """Where on the page the nearest heading above ``path`` stands; -1 if it stands on an earlier page."""
    parts = path.split("/")
    prefixes = ("/".join(parts[:end]) for end in range(len(parts) - 1, 0, -1))
    return next((positions[prefix] for prefix in prefixes if prefix in positions), -1)


def _distance(index: int, heading: int) -> int:
    return index - heading if index > heading else 1000 + heading - index
