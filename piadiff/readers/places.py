"""Which item of the form each label of a part means.

Labels repeat (``リスクへの対策は十分か``, ``①法令上の根拠``) and stand in any order inside a page, but pages follow the
form. So each page is given the run of the form's nodes that its labels fit best, all pages together; inside a page a
label goes to the candidate whose own heading stands nearest before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from piadiff.forms import Form, Node
from piadiff.forms.tree import GROUP_WORDS
from piadiff.readers.labels import label_key

_GROUP = re.compile(rf"(?:{'|'.join(GROUP_WORDS)})\d+")
_BEAM = 16
_MATCHED, _MISSING, _AGAIN, _SAME_TEXT = 3.0, 1.0, 0.5, 2.0
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
    key = last if _GROUP.fullmatch(last) else label_key(node.heading)
    return [Place(path=concrete, key=key, node=node)] if key else []


def without_gaps(places: Sequence[Place], keys: Sequence[str]) -> list[Place]:
    """``places`` without the groups that a document passes over in its numbers (委託事項2, then 委託事項4).

    A group whose own label stands nowhere is taken for lost only if its items' labels are there; if most of them are
    fewer than the places that want them, the document has no such group.
    """
    found, kept = Counter(keys), list(places)
    for group in [place.path for place in places if place.key not in found and _GROUP.fullmatch(place.key)]:
        wanted = Counter(place.key for place in kept)
        members = {place.key for place in kept if place.path.startswith(f"{group}/")}
        if sum(found[key] < wanted[key] for key in members) * 2 > len(members):
            kept = [place for place in kept if place.path != group and not place.path.startswith(f"{group}/")]
    return kept


def runs(
    places: Sequence[Place], pages: Sequence[Sequence[str]], again: Sequence[Set[str]] = ()
) -> list[tuple[int, int]]:
    """For each page (its label keys) the run ``[start, end)`` of places that it shows, all pages together.

    Runs follow each other; one may begin up to a few places before the end of the last, because a cell that crosses
    a page is printed twice. ``again``: for each page the labels whose whole text stood on the page before as well.
    """
    states: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {0: (0.0, ())}
    for number, keys in enumerate(pages):
        repeated = again[number] if again else frozenset()
        following: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {}
        ends: dict[int, list[tuple[int, float]]] = {}
        best = sorted(states.items(), key=lambda item: -item[1][0])[:_BEAM]
        for frontier, (score, path) in best:
            for start in range(max(0, frontier - _OVERLAP), min(len(places), frontier + 3) + 1):
                # A place printed again costs a little; a place passed over costs as much as a missing label.
                cost = _AGAIN * (frontier - start) if start < frontier else _MISSING * (start - frontier)
                if repeated:
                    cost -= _SAME_TEXT * sum(place.key in repeated for place in places[start:frontier])
                if start not in ends:
                    ends[start] = _ends(places, start, keys)
                for end, gain in ends[start]:
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

    Parents are placed before their children. Of equal labels the one nearest after its own heading wins, unless the
    order of the form explains the page as well.
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
        heads = [_heading_position(place.path, positions) for place in wanted]
        for index, order in _matched(found, heads):
            out[index] = wanted[order]
            positions[wanted[order].path] = index
    return out


def _matched(found: Sequence[int], heads: Sequence[int]) -> list[tuple[int, int]]:
    """Which of some equal labels (their positions) belongs to which place (its number); ``heads`` are the positions
    of the places' headings, in the order of the form."""
    near: list[tuple[int, int]] = []
    labels, orders = set(found), set(range(len(heads)))
    pairs = sorted((_distance(index, head), index, order) for index in found for order, head in enumerate(heads))
    for _, index, order in pairs:
        if index in labels and order in orders:
            near.append((index, order))
            labels.remove(index)
            orders.remove(order)
    if len(near) < 2 or len(found) != len(heads):
        return near
    straight = list(zip(found, range(len(heads)), strict=True))
    gain = _strays(near, heads) - _strays(straight, heads)
    return straight if gain > 0 or (gain == 0 and min(heads) >= 0) else near


def _strays(pairs: Sequence[tuple[int, int]], heads: Sequence[int]) -> int:
    """How many labels do not stand under the heading of their place. Headings that stand next to each other, with
    nothing between, count as one: what stood under the first was moved."""
    on_page = sorted({head for head in heads if head >= 0})
    cluster = {-1: -1}
    for number, head in enumerate(on_page):
        touches = number and on_page[number - 1] == head - 1
        cluster[head] = cluster[head - 1] if touches else head
    return sum(
        cluster[max((head for head in on_page if head < index), default=-1)] != cluster[heads[order]]
        for index, order in pairs
    )


def _heading_position(path: str, positions: Mapping[str, int]) -> int:
    """Where on the page the nearest heading above ``path`` stands; -1 if it stands on an earlier page."""
    parts = path.split("/")
    prefixes = ("/".join(parts[:end]) for end in range(len(parts) - 1, 0, -1))
    return next((positions[prefix] for prefix in prefixes if prefix in positions), -1)


def _distance(index: int, heading: int) -> int:
    return index - heading if index > heading else 1000 + heading - index
