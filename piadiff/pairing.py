"""Repeated groups of two versions paired by what they are, not by their number.

A group is a 特定個人情報ファイル with all its parts (Ⅱ/(n), Ⅲ/(n), the list of its record items), or a システム,
委託事項, 提供先 or 移転先. Inserting, removing or reordering one changes the numbers of others but not what they are.
In this order:

1. groups in which nothing differs under the same number are paired;
2. so are groups whose name is found once on either side, then groups with the same content;
3. of the rest the best assignment as a whole is taken over the likeness of name and content, and pairs below
   ``THRESHOLD`` are left apart: one group removed, another added.

A group that could as well have stayed where it was has stayed: of two pairings nearly as good the one that keeps the
numbers, or the order among groups of one name, is taken.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import compress
from operator import ne

from piadiff.assignment import best_assignment
from piadiff.forms import Form
from piadiff.forms.tree import PARTS_BY_FILE, group_of, pattern
from piadiff.likeness import name_likeness
from piadiff.model import Value
from piadiff.notation import fold
from piadiff.resemblance import Said, Statement, content_likeness, weighed
from piadiff.values import is_blank, key

Items = Mapping[str, Value]
_Place = tuple[str | None, str | None]
_Touched = Mapping[str | None, Sequence[str]]  # the paths at which two versions differ, by the group they stand in

THRESHOLD = 0.5
# From here on the content alone decides: what reads like this is the same group under another name.
_SAME_CONTENT = 0.6
# How much the name counts beside the content.
_NAME = 0.4
# A group that could as well have stayed where it was has stayed.
_STAYED = 0.05
# Above this many pairs of doubtful groups (no real document comes near) only those of one number are compared.
_MOST_PAIRS = 10_000
_NUMBER = re.compile(r"\d+(?=\)?$)")
_FILES = "Ⅱ/()"  # the family of the files
_PRINTED_NUMBER = re.compile(r"^\(\d+\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Which group of the new version is which of the old one.

    ``new_of`` leads from the path of an old group (Ⅱ/(n) for a file) to that of the new one, for all paired groups.
    ``removed`` and ``added`` are the groups with content that have no counterpart with content; groups inside a file
    that is itself removed or added are not named again. ``differing`` are the paths at which the versions are not
    equal; where the pairing is ``still``, every item is paired with the one of the same path and only these differ
    (``new_of`` may then be empty).
    """

    differing: frozenset[str] = frozenset()
    still: bool = True
    new_of: Mapping[str, str] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()

    def renumbered(self) -> tuple[tuple[str, str], ...]:
        """The groups whose own number changed, as (old path, new path)."""
        return tuple((old, new) for old, new in self.new_of.items() if _number(old) != _number(new))


@lru_cache(maxsize=65536)
def place(path: str) -> tuple[str | None, str | None]:
    """The file (as Ⅱ/(n)) and the group that ``path`` is or stands in; None where it stands in none."""
    part, number = (*path.split("/", 2), "")[:2]
    in_file = part in PARTS_BY_FILE and number[:1] == "(" and number[-1:] == ")" and number[1:-1].isdecimal()
    return (f"Ⅱ/{number}" if in_file else None), group_of(path)


def moved(path: str, new_of: Mapping[str, str]) -> str | None:
    """Where ``path`` stands when groups move as ``new_of`` says; None if its file or group is not paired."""
    file, group = place(path)
    if group:
        return new_of[group] + path[len(group) :] if group in new_of else None
    if file:
        return under(path, new_of[file]) if file in new_of else None
    return path


def outermost(path: str, groups: frozenset[str]) -> str | None:
    """The file or else the group in ``groups`` that ``path`` stands in; None if it stands in none of them."""
    return next((group for group in place(path) if group in groups), None)


def pair_groups(old: Items, new: Items, tree: Form) -> Pairing:
    """Pairs the groups of two versions; ``tree`` (the form of the new one) gives the kinds of their items."""
    came_and_went, values = frozenset[str](), iter(old.values())
    if list(old) != list(new):
        came_and_went, values = frozenset(old.keys() ^ new.keys()), map(old.get, new)
    differing = frozenset(compress(new, map(ne, new.values(), values))) | came_and_went
    touched: dict[str | None, list[str]] = defaultdict(list)
    for path in differing:
        for group in place(path):
            touched[group].append(path)
    doubtful = _doubtful(old, new, differing, touched, tree)
    if not doubtful or (not came_and_went and _stay(old, new, doubtful, touched, tree)):
        return Pairing(differing=differing)
    new_places = frozenset(map(place, new))
    old_places = frozenset(map(place, old)) if came_and_went else new_places
    before = _Side(old, tree, old_places)
    after = _Side(new, tree, new_places, before if new_places is old_places else None)
    new_of = _match(before, after, before.files, after.files, touched)
    families = _families(after)
    for family, groups in _families(before).items():
        file = place(groups[0])[0]
        if file is None or file in new_of:
            there = family if file is None else under(family, new_of[file])
            new_of |= _match(before, after, groups, families.get(there, []), touched)
    known = set(new_of.values())
    loose_old = {g for g in (*before.files, *before.groups) if g not in new_of}
    loose_new = {h for h in (*after.files, *after.groups) if h not in known}
    changed = [(g, h) for g, h in new_of.items() if g != h or g in touched]
    emptied = {g for g, h in changed if before.says(g) and not after.says(h)}
    filled = {h for g, h in changed if after.says(h) and not before.says(g)}
    return Pairing(
        differing=differing,
        still=not loose_old & loose_new and all(g == h for g, h in new_of.items()),
        new_of=new_of,
        removed=_outer(emptied | {g for g in loose_old if before.says(g)}),
        added=_outer(filled | {h for h in loose_new if after.says(h)}),
    )


def group_name(items: Items, group: str) -> str:
    """What a group is called: its own value, else ①システムの名称; for a file its name (Ⅱ1). Empty if nothing."""
    for path in _name_paths(group):
        value = items.get(path)
        if isinstance(value, str) and not is_blank(value):
            return value
    return ""


def _doubtful(old: Items, new: Items, differing: frozenset[str], touched: _Touched, tree: Form) -> set[str]:
    """The families of which some group may have become another one. In the usual case there is none, and nothing has to
    be weighed: the groups in which two versions differ have kept their names, which no other of them has; one of a
    family may have got another name, if that is all that changed in it."""
    was, now = set[tuple[str, str]](), set[tuple[str, str]]()
    doubtful, renamed = set[str](), set[str]()
    for group, paths in touched.items():
        if group is None:
            continue
        family, name = _family(group), _name(old, group)
        kept = name != "" and differing.isdisjoint(_name_paths(group))
        before, after = (family, name), (family, name if kept else _name(new, group))
        sure = kept or (
            family not in renamed and set(paths) <= set(_name_paths(group)) and _says_more(old, group, tree)
        )
        if not sure or before in was or after in now:
            doubtful.add(family)
        was.add(before)
        now.add(after)
        if not kept:
            renamed.add(family)
    return doubtful


def _stay(old: Items, new: Items, doubtful: Set[str], touched: _Touched, tree: Form) -> bool:
    """Whether, of two versions with the same paths, the groups of these families all turn out to have stayed; files
    are not looked into."""
    if _FILES in doubtful:
        return False
    begun = tuple(doubtful)
    near = (path for path in new if path.startswith(begun))
    inside = [path for path in near if (group := place(path)[1]) and _family(group) in doubtful]
    places = frozenset(map(place, inside))
    before = _Side({path: old[path] for path in inside}, tree, places)
    after = _Side({path: new[path] for path in inside}, tree, places, before)
    return all(
        _match(before, after, groups, groups, touched) == dict(zip(groups, groups, strict=True))
        and all(before.says(group) == after.says(group) for group in groups if group in touched)
        for groups in _families(before).values()
    )


def _says_more(items: Items, group: str, tree: Form) -> bool:
    """Whether anything in the group has content beside its name; the groups in a file aside."""
    if any(not is_blank(items.get(group + inside)) for inside in _insides(tree, pattern(group))):
        return True
    names = _name_paths(group)
    return any(
        not is_blank(value)
        for path, value in items.items()
        if group in (at := place(path)) and path not in names and at[1] in (None, group)
    )


@lru_cache(maxsize=256)
def _insides(tree: Form, group: str) -> tuple[str, ...]:
    """The paths within a group (given by its pattern) of the items that the form has there, the name aside."""
    paths = (
        node.path for node in tree.items if node.path.startswith(f"{group}/") and node.path not in _name_paths(group)
    )
    return tuple(path[len(group) :] for path in paths if group_of(path) in (None, group))


@lru_cache(maxsize=8192)
def _family(group: str) -> str:
    """The path of a group without its number."""
    return _NUMBER.sub("", group)


def _name(items: Items, group: str) -> str:
    """What a group is called, folded; the name of a file without its number."""
    return _bare(group_name(items, group))


@lru_cache(maxsize=8192)
def _bare(name: str) -> str:
    return _PRINTED_NUMBER.sub("", fold(name.strip().split("\n")[0]))


class _Side:
    """One version seen as groups: what they contain and what they are called, worked out where it is asked for."""

    def __init__(self, items: Items, tree: Form, places: Set[_Place], twin: _Side | None = None) -> None:
        """``twin`` is a version that has the same paths."""
        self.items = items
        self.tree = tree
        self._twin = twin
        self.files: Sequence[str] = sorted({file for file, _ in places if file}, key=_by_number)
        self.groups: Sequence[str] = sorted({group for _, group in places if group}, key=_by_number)

    @cached_property
    def _members(self) -> Mapping[str, list[str]]:
        if self._twin:
            return self._twin._members
        members: dict[str | None, list[str]] = defaultdict(list)
        for path, (file, group) in zip(self.items, map(place, self.items), strict=True):
            members[file].append(path)
            members[group].append(path)
        return {group: paths for group, paths in members.items() if group}

    def members(self, group: str) -> list[str]:
        """The paths of the items of a file or group."""
        return self._members[group]

    def says(self, group: str) -> bool:
        """Whether anything in the group has content."""
        if group_name(self.items, group):
            return True
        return any(not is_blank(self.items[path]) for path in self.members(group))

    def present(self, group: str) -> dict[str, Value]:
        """The group's items by their path within it."""
        return {_inner(group, path): self.items[path] for path in self.members(group)}

    def said(self, group: str) -> Said:
        """What the group says beside its name, by path within it.

        Of a file without the groups that it contains: those may be renumbered and are paired by themselves.
        """
        said = {}
        names = _name_paths(group)
        for path in self.members(group):
            value = self.items[path]
            if path in names or place(path)[1] not in (None, group) or is_blank(value):
                continue
            node = self.tree.find(path)
            kind, label = (node.kind, node.label) if node else ("text", "")
            said[_inner(group, path)] = Statement(kind=kind, label=label, value=value, key=key(value, kind))
        return said

    def name(self, group: str) -> str:
        """What the group is called, folded; the name of a file without its number."""
        return _name(self.items, group)


def _match(before: _Side, after: _Side, old: Sequence[str], new: Sequence[str], touched: _Touched) -> dict[str, str]:
    """The pairs (old path → new path) among the groups of one family."""
    by_number = {_number(h): h for h in new}
    pairs = {
        g: h
        for g in old
        if (h := by_number.get(_number(g))) and (g not in touched if g == h else before.present(g) == after.present(h))
    }
    if len(pairs) == len(old) or len(pairs) == len(new):
        return pairs
    pairs |= _unique(*_left(old, new, pairs), before.name, after.name)
    left_old, left_new = _left(old, new, pairs)
    if not (left_old and left_new):
        return pairs
    if _is_alone(before, after, left_old, left_new, touched):
        return pairs | {left_old[0]: left_new[0]}
    pairs |= _alike(before, after, (old, new), (left_old, left_new))
    left_old, left_new = _left(old, new, pairs)
    free = set(left_new)
    for g in left_old:
        h = by_number.get(_number(g))
        if h in free and not _unlike(before, after, g, h):
            pairs[g] = h
    return pairs


def _left(old: Sequence[str], new: Sequence[str], pairs: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The groups of either side that are not paired yet."""
    taken = set(pairs.values())
    return [g for g in old if g not in pairs], [h for h in new if h not in taken]


def _is_alone(before: _Side, after: _Side, old: Sequence[str], new: Sequence[str], touched: _Touched) -> bool:
    """Whether one group is left on either side, of the same number, and there is nothing to weigh: it has kept its
    name, says the same beside it, or is not known to be another thing."""
    if len(old) != 1 or len(new) != 1 or _number(old[0]) != _number(new[0]):
        return False
    g, h = old[0], new[0]
    if before.name(g) == after.name(h) or not _unlike(before, after, g, h):
        return True
    return g == h and set(touched[g]) <= set(_name_paths(g)) and _says_more(before.items, g, before.tree)


def _unlike(before: _Side, after: _Side, g: str, h: str) -> bool:
    """Whether two groups of one number that nothing has paired are known to be two things.

    They are not where one says nothing, where neither has a name, or where a file lacks one (it was not read perhaps).
    """
    if not (before.says(g) and after.says(h)):
        return False
    names = before.name(g), after.name(h)
    return any(names) if _is_group(g) else all(names)


def _unique(
    old: Sequence[str], new: Sequence[str], old_name: Callable[[str], str], new_name: Callable[[str], str]
) -> dict[str, str]:
    """Pairs by names that occur once on either side."""
    old_names, new_names = [old_name(g) for g in old], [new_name(h) for h in new]
    once = {n for n, many in Counter(old_names).items() if many == 1 and n}
    once &= {n for n, many in Counter(new_names).items() if many == 1}
    there = dict(zip(new_names, new, strict=True))
    return {g: there[name] for g, name in zip(old, old_names, strict=True) if name in once}


def _alike(
    before: _Side, after: _Side, family: tuple[Sequence[str], Sequence[str]], left: tuple[list[str], list[str]]
) -> dict[str, str]:
    """Pairs among the groups that are left and say something: of the same content, then by likeness as a whole."""
    old, new = [g for g in left[0] if before.says(g)], [h for h in left[1] if after.says(h)]
    if not (old and new):
        return {}
    old_said = {g: before.said(g) for g in family[0]}
    new_said = {h: after.said(h) for h in family[1]}
    pairs = _equal(before, after, old, new, (old_said, new_said))
    old, new = _left(old, new, pairs)
    if not (old and new):
        return pairs
    old_weighed, new_weighed = weighed(old_said), weighed(new_said)
    in_order = _in_order(before, after, old, new)
    old_names, new_names = {g: before.name(g) for g in old}, {h: after.name(h) for h in new}

    def worth(g: str, h: str) -> float:
        names, same_number = (old_names[g], new_names[h]), _number(g) == _number(h)
        named = name_likeness(*names) if all(names) else None
        # What is less alike than this is worth nothing.
        least = THRESHOLD if named is None else min((THRESHOLD - _NAME * named) / (1 - _NAME), _SAME_CONTENT)
        content = content_likeness(old_weighed[g], new_weighed[h], least if named is None or named < 1 else 0.0)
        if content is None:
            alike = THRESHOLD * same_number if named is None else named
        else:
            alike = content if named is None else _NAME * named + (1 - _NAME) * content
            if named is not None and names[0] == names[1]:
                alike = THRESHOLD + (1 - THRESHOLD) * content
            elif content >= _SAME_CONTENT:
                alike = max(alike, THRESHOLD)
        return alike + _STAYED * (same_number or (g, h) in in_order) if alike >= THRESHOLD else 0.0

    if len(old) * len(new) > _MOST_PAIRS:
        by_number = {_number(h): h for h in new}
        likely = ((g, by_number[_number(g)]) for g in old if _number(g) in by_number)
        return pairs | {g: h for g, h in likely if worth(g, h) > 0}
    matrix = [[worth(g, h) for h in new] for g in old]
    return pairs | {old[i]: new[j] for i, j in best_assignment(matrix) if matrix[i][j] > 0}


def _in_order(before: _Side, after: _Side, old: Sequence[str], new: Sequence[str]) -> set[tuple[str, str]]:
    """The pairs that groups of one name make if they have kept their order; none where one has come or gone."""
    named_old, named_new = _by_name(before, old), _by_name(after, new)
    pairs: set[tuple[str, str]] = set()
    for name in named_old.keys() & named_new.keys():
        if len(named_old[name]) == len(named_new[name]):
            pairs.update(zip(named_old[name], named_new[name], strict=True))
    return pairs


def _by_name(side: _Side, groups: Sequence[str]) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    for group in groups:
        named.setdefault(side.name(group), []).append(group)
    return named


def _equal(
    before: _Side,
    after: _Side,
    old: Sequence[str],
    new: Sequence[str],
    said: tuple[Mapping[str, Said], Mapping[str, Said]],
) -> dict[str, str]:
    """Pairs of groups that say the same, name and all; where several do, those of one number, then the first ones."""
    waiting: dict[Hashable, dict[str, str]] = {}
    for h in new:
        waiting.setdefault(_whole(after, h, said[1][h]), {})[_number(h)] = h
    alike = {g: waiting.get(_whole(before, g, said[0][g]), {}) for g in old}
    pairs = {g: candidates.pop(_number(g)) for g, candidates in alike.items() if _number(g) in candidates}
    for g, candidates in alike.items():
        if g not in pairs and candidates:
            pairs[g] = candidates.pop(next(iter(candidates)))
    return pairs


def _whole(side: _Side, group: str, said: Said) -> Hashable:
    """Name and content of a group as something to compare."""
    return side.name(group), frozenset((inner, one.key) for inner, one in said.items())


@lru_cache(maxsize=8192)
def _number(group: str) -> str:
    """The number of a group as written (03 is not 3: no two groups of a version may be taken for one)."""
    match = _NUMBER.search(group)
    return match[0] if match else ""


def _by_number(group: str) -> tuple[int, str]:
    return int(_number(group) or 0), group


def _families(side: _Side) -> dict[str, list[str]]:
    """The groups within a version by family (their path without the number), in the order of their numbers."""
    families: dict[str, list[str]] = {}
    for group in side.groups:
        families.setdefault(_family(group), []).append(group)
    return families


def _outer(groups: set[str]) -> frozenset[str]:
    """``groups`` without those that stand in a file which is itself among them."""
    return frozenset(group for group in groups if place(group)[0] in (None, group) or place(group)[0] not in groups)


def under(path: str, file: str) -> str:
    """``path`` (of or in a file's part) with the number of ``file``: Ⅲ/(1)/2, Ⅱ/(3) → Ⅲ/(3)/2."""
    part, _, rest = path.partition("/")
    _, slash, rest = rest.partition("/")
    return f"{part}/{file.partition('/')[2]}{slash}{rest}"


def _inner(group: str, path: str) -> str:
    """The path of an item within its group; for a file the part stays: Ⅲ/(1)/2 → Ⅲ//2."""
    return path[len(group) :] if _is_group(group) else under(path, "")


def _is_group(path: str) -> bool:
    return place(path)[1] == path


@lru_cache(maxsize=8192)
def _name_paths(group: str) -> tuple[str, ...]:
    """Where the name of a group stands."""
    if not _is_group(group):
        return f"{group}/1", under(f"Ⅲ/{group.partition('/')[2]}/1", group)
    return (group, f"{group}/①") if group.rpartition("/")[2].startswith("システム") else (group,)
