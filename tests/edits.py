"""Known random edits of an assessment and what a person would say has changed: the right answer for measured recall.

``case(rng, old)`` takes a version, makes 1 to 30 edits as staff make them and gives the new version with the exact
set of findings. They follow from the edits (which item came from where, which was touched), never from a comparison.
"""

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from piadiff.forms import form
from piadiff.model import Assessment, Value
from tests import edit_values, invented
from tests.edit_values import ListEdit, blank, squeezed

_GROUP = re.compile(r"(.*/(?:システム|委託事項|提供先|移転先))(\d+)(/.*)?")
_FILE = re.compile(r"(Ⅱ|Ⅲ|別添1|別添2)/\((\d+)\)(/.*)?")
_FILE_NAMES = ("Ⅱ/({})/1", "Ⅲ/({})/1")
_TELLING = re.compile("委託内容|委託先名|用途|機能|その妥当性|提供する情報$|移転する情報$|根拠")
FILES = "Ⅱ/"  # the family of the files; other families are the path of a group without its number


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that a person would say: kind, path in the old and the new version, group that came, went or moved."""

    kind: str
    old: str
    new: str
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Two versions, what differs between them, what was done to lists by their new path, and a log of the edits."""

    old: Assessment
    new: Assessment
    findings: frozenset[Finding]
    lists: Mapping[str, ListEdit] = field(default_factory=dict)
    log: tuple[str, ...] = ()


def case(rng: Random, old: Assessment, most: int = 30) -> Case:
    """A case grown out of ``old``, which may first be given groups that are nearly alike, and numbered lists."""
    old = _prepared(rng, old)
    draft = Draft(rng, old)
    groups = rng.choice((0, 0, 1, 1, 2, 3))
    for _ in range(groups):
        rng.choice(GROUP_EDITS)(draft)
    for _ in range(rng.randint(0 if groups else 1, most - groups)):
        draft.edit_item()
    if rng.random() < 0.2:
        draft.edit_everywhere()
    if rng.random() < 0.6:
        draft.make_noise(rng.randint(1, 40))
    return draft.case()


def group_of(path: str) -> str | None:
    """The group that a path is or stands in."""
    match = _GROUP.fullmatch(path)
    return match[1] + match[2] if match else None


def file_of(path: str) -> str | None:
    """The file that a path stands in, as Ⅱ/(n)."""
    match = _FILE.fullmatch(path)
    return f"Ⅱ/({match[2]})" if match else None


def member(path: str, family: str) -> int | None:
    """The number of the member of a family that a path stands in."""
    if family == FILES:
        match = _FILE.fullmatch(path)
        return int(match[2]) if match else None
    match = _GROUP.fullmatch(path)
    return int(match[2]) if match and match[1] == family else None


def renumbered(path: str, family: str, number: int) -> str:
    """The path with another number for its member of the family."""
    if family == FILES:
        match = _FILE.fullmatch(path)
        return f"{match[1]}/({number}){match[3] or ''}"
    match = _GROUP.fullmatch(path)
    return f"{match[1]}{number}{match[3] or ''}"


class Draft:
    """A new version in the making: its items, where each came from, and which were touched."""

    def __init__(self, rng: Random, old: Assessment) -> None:
        self.rng = rng
        self.old = old
        self.tree = form(old.form)
        self.items: dict[str, Value] = dict(old.items)
        self.came: dict[str, str] = {path: path for path in old.items}
        self.touched: set[str] = set()  # new paths with another content; each is edited once only
        self.locked: set[str] = set()  # new paths not to be edited any more: the rest of a renamed group
        self.lists: dict[str, ListEdit] = {}
        self.log: list[str] = []
        self.taken = {_bare(value) for value in old.items.values() if isinstance(value, str)}

    # Groups

    def families(self) -> list[str]:
        """The families that the new version has members of."""
        found = {family for path in self.items if (match := _GROUP.fullmatch(path)) for family in (match[1],)}
        return sorted(found) + ([FILES] if any(map(file_of, self.items)) else [])

    def numbers(self, family: str) -> list[int]:
        """The numbers of the members of a family."""
        return sorted({n for path in self.items if (n := member(path, family)) is not None})

    def members(self, family: str, number: int) -> list[str]:
        """The paths of one member."""
        return [path for path in self.items if member(path, family) == number]

    def speaks(self, family: str, number: int) -> bool:
        """Whether a member has any content."""
        return any(not blank(self.items[path]) for path in self.members(family, number))

    def untouched(self, family: str, number: int) -> bool:
        """Whether a member stands as it did in the old version but for its number."""
        return all(
            path in self.came and path not in self.touched and path not in self.locked
            for path in self.members(family, number)
        )

    def arrange(self, family: str, order: list[int | dict[str, Value]]) -> None:
        """Gives the members of a family another order; a mapping of path (with any number) to value is a new member."""
        numbers = self.numbers(family)
        numbers += range(max(numbers, default=0) + 1, max(numbers, default=0) + 1 + len(order) - len(numbers))
        paths = {path for n in self.numbers(family) for path in self.members(family, n)}
        items = {path: value for path, value in self.items.items() if path not in paths}
        came = {path: old for path, old in self.came.items() if path not in paths}
        place: dict[str, str] = {}
        for number, one in zip(numbers, order, strict=False):
            for path, value in one.items() if isinstance(one, dict) else self._content(family, one):
                new = renumbered(path, family, number)
                items[new] = _with_number(new, value, number) if family == FILES else value
                if not isinstance(one, dict):
                    place[path] = new
                    if path in self.came:
                        came[new] = self.came[path]
        self.touched = {place.get(path, path) for path in self.touched if path in place or path not in paths}
        self.locked = {place.get(path, path) for path in self.locked if path in place or path not in paths}
        self.lists = {place.get(p, p): done for p, done in self.lists.items() if p in place or p not in paths}
        self.items, self.came = items, came

    def _content(self, family: str, number: int) -> list[tuple[str, Value]]:
        return [(path, self.items[path]) for path in self.members(family, number)]

    def fresh(self, family: str, *, own: bool = False) -> dict[str, Value]:
        """The items of a new member with a name and texts of its own; some others it copies from a sibling.

        With ``own`` it stands where another stood: then it may copy anything but what tells what a group is.
        """
        if family == FILES:
            return self._fresh_file(own=own)
        siblings = [n for n in self.numbers(family) if self.speaks(family, n)]
        like = f"{family}{self.rng.choice(siblings)}" if siblings else ""
        return self._fresh_group(f"{family}999", like, own=own)

    def _fresh_group(self, group: str, like: str, *, own: bool) -> dict[str, Value]:
        items: dict[str, Value] = {}
        base = group[: len(group) - len(str(_GROUP.fullmatch(group)[2]))]
        for node in self.tree.items:
            path = _concrete(node.path, base, group)
            if path is None or ("/システムn" in node.path and node.path.endswith("n")):
                continue
            word = invented.name_word(path)
            copied = self.items.get(path.replace(group, like, 1)) if like else None
            main = bool(re.search("委託内容|用途|機能|システムの名称", node.label))
            if word:
                items[path] = invented.fresh_name(self.rng, word, self.taken)
            elif copied is not None and self.rng.random() < 0.5 and not (main or (own and _TELLING.search(node.label))):
                items[path] = copied
            elif self.rng.random() < 0.95 or main:
                items[path] = invented.value(self.rng, node)
        return items

    def _fresh_file(self, *, own: bool) -> dict[str, Value]:
        like = self.rng.choice(self.numbers(FILES))
        name = invented.fresh_name(self.rng, "ファイル", self.taken)
        items: dict[str, Value] = {}
        groups: dict[str, str] = {}
        for path in self.members(FILES, like):
            node, new = self.tree.node(path), renumbered(path, FILES, 999)
            group = group_of(new)
            if new in (_FILE_NAMES[0].format(999), _FILE_NAMES[1].format(999)):
                items[new] = f"（999）{name}"
            elif group:
                if group not in groups:
                    groups[group] = group
                    items |= self._fresh_group(group, group_of(path) or "", own=own)
            elif node.kind == "choice" or (path[0] == "Ⅲ" and not own and self.rng.random() < 0.5):
                items[new] = self.items[path]
            else:
                items[new] = invented.value(self.rng, node)
        return items

    def rename(self, family: str, number: int, *, wholly: bool) -> bool:
        """Gives a member another name and lets the rest of it be; False if it has no name or says too little else."""
        if family == FILES:
            paths = [p.format(number) for p in _FILE_NAMES if not blank(self.items.get(p.format(number)))]
            said = [p for p in self.members(FILES, number) if p not in paths and group_of(p) is None]
        else:
            paths = [p for p in (f"{family}{number}", f"{family}{number}/①") if invented.name_word(p)]
            paths = [p for p in paths if not blank(self.items.get(p))]
            said = [p for p in self.members(family, number) if p not in paths]
        own = [p for p in said if not blank(self.items[p]) and self.tree.node(p).kind in ("text", "name", "checks")]
        if not paths or len(own) < 2 or not self.untouched(family, number):
            return False
        old = self.items[paths[0]]
        new = invented.fresh_name(self.rng, "ファイル" if family == FILES else invented.name_word(paths[0]), self.taken)
        if not wholly:
            number_of = re.match(r"[(（][\d０-９]+[)）]", old)
            head = number_of[0] if family == FILES and number_of else ""
            new = head + edit_values.edit_words(self.rng, old[len(head) :])
            if _bare(new) in self.taken or len(set(squeezed(new)) & set(squeezed(old))) < 2:
                return False
            self.taken.add(_bare(new))
        elif family == FILES:
            new = f"（{number}）{new}"
        for path in paths:
            self.items[path] = new
            self.touched.add(path)
        if self.rng.random() < 0.4 and len(own) > 3:
            self._edit_at(self.rng.choice([p for p in own if not _TELLING.search(self.tree.node(p).label)] or own))
        self.locked |= set(self.members(family, number))
        return True

    # Items

    def edit_item(self) -> None:
        """One item of the new version edited; nothing is done where none may be."""
        for _ in range(20):
            path = self.rng.choice(list(self.items)) if self.items else ""
            if path in self.touched or path in self.locked or path not in self.came or path == "表紙/公表日":
                continue
            node, value = self.tree.find(path), self.items[path]
            if node is None or invented.name_word(path) or re.fullmatch(r"[ⅡⅢ]/\(\d+\)/1", path):
                continue
            if not blank(value) or self.rng.random() < 0.2:
                break
        else:
            return
        self._edit_at(path)

    def _edit_at(self, path: str) -> None:
        node, value = self.tree.node(path), self.items[path]
        if node.kind == "list" and isinstance(value, tuple) and len(value) > 3 and not blank(value):
            self._edit_list(path, value)
        else:
            self.items[path] = edit_values.edit(self.rng, node, value)
        self.touched.add(path)
        self.log.append(f"{path} edited")

    def _edit_list(self, path: str, value: tuple[str, ...]) -> None:
        style = next((s for s in edit_values.NUMBERINGS if _is_numbered(value, s)), None)
        plain = tuple(entry.removeprefix(style.format(n=n)) for n, entry in enumerate(value, 1)) if style else value
        if style is None and self.rng.random() < 0.1 and not any(map(_starts_with_number, value)):
            self.items[path] = edit_values.numbered(plain, self.rng.choice(edit_values.NUMBERINGS))
            self.lists[path] = ListEdit()
            return
        new, self.lists[path] = edit_values.edit_list(self.rng, plain)
        self.items[path] = edit_values.numbered(new, style)

    def edit_everywhere(self) -> None:
        """One word replaced wherever it stands, as when an office or an Act is renamed."""
        counts: dict[str, int] = {}
        for value in self.items.values():
            for word in set(re.findall(r"[一-龥]{3,6}", str(value))):
                counts[word] = counts.get(word, 0) + 1
        words = sorted(word for word, many in counts.items() if 2 < many < 40)
        if not words:
            return
        word, other = self.rng.choice(words), self.rng.choice(invented.OFFICES) + "分室"
        for path, value in list(self.items.items()):
            node = self.tree.find(path)
            if path not in self.came or path in self.touched or path in self.locked:
                continue
            if node is None or node.kind not in ("text", "name", "checks") or word not in str(value):
                continue
            new = _replaced(value, word, other)
            if new != value:
                self.items[path] = new
                self.touched.add(path)
        self.log.append(f"{word} → {other} everywhere")

    def make_noise(self, many: int) -> None:
        """Items written in another notation: no change, whether or not they were edited before."""
        paths = [path for path in self.items if self.tree.find(path)]
        for path in self.rng.sample(paths, min(many, len(paths))):
            if path in self.lists:
                continue  # what was done to its entries is told by their very text
            self.items[path] = edit_values.noisy(self.rng, self.tree.node(path), self.items[path])

    # The answer

    def case(self) -> Case:
        """The case with its findings."""
        items = {path: self.items[path] for path in sorted(self.items, key=self.tree.sort_key)}
        edition = self.rng.choice((self.old.edition, self.old.edition, None))
        new = dataclasses.replace(self.old, items=items, edition=edition)
        return Case(old=self.old, new=new, findings=self._findings(), lists=self.lists, log=tuple(self.log))

    def _findings(self) -> frozenset[Finding]:
        went_to = {old: new for new, old in self.came.items()}
        groups = _paired(self.came)
        old, new = self.old.items, self.items
        spoke, speaks = _speaking(old), _speaking(new)
        kept_old = {g for g, h in groups.items() if g not in spoke or h in speaks}
        kept_new = {h for g, h in groups.items() if h not in speaks or g in spoke}
        found = set()
        for path in old:
            there = went_to.get(path)
            if not blank(old[path]) and (there is None or blank(new[there])):
                found.add(Finding("removed", path, "", _outer(path, kept_old)))
        for path, value in new.items():
            origin = self.came.get(path)
            if blank(value):
                continue
            if origin is None or blank(old[origin]):
                found.add(Finding("added", "", path, _outer(path, kept_new)))
            elif path in self.touched:
                found.add(Finding("changed", origin, path))
        for g, h in groups.items():
            if g in spoke and h in speaks and re.findall(r"\d+", g)[-1] != re.findall(r"\d+", h)[-1]:
                found.add(Finding("moved", g, h, h))
        return frozenset(found)


def _paired(came: Mapping[str, str]) -> dict[str, str]:
    """Old group or file → new one, from where the items came."""
    pairs: dict[str, str] = {}
    for new, old in came.items():
        for of in (group_of, file_of):
            g, h = of(old), of(new)
            if g and h:
                pairs[g] = h
    return pairs


def _speaking(items: Mapping[str, Value]) -> set[str]:
    """The groups and files with content."""
    return {g for path, value in items.items() if not blank(value) for g in (group_of(path), file_of(path)) if g}


def _outer(path: str, kept: set[str]) -> str:
    """The file or else the group in which a path stands, if that came or went whole."""
    return next((g for g in (file_of(path), group_of(path)) if g and g not in kept), "")


def _concrete(pattern: str, base: str, group: str) -> str | None:
    """The path of a node inside a group, None if it does not stand there."""
    mask = re.sub(r"\(\d+\)", "(n)", base) + "n"
    if pattern != mask and not pattern.startswith(mask + "/"):
        return None
    return group + pattern[len(mask) :]


def _bare(name: str) -> str:
    """A name without the number that a file has before it."""
    return re.sub(r"^[(（][\d０-９]+[)）]", "", name)


def _with_number(path: str, value: Value, number: int) -> Value:
    """The name of a file with the number printed before it that it has now."""
    if re.fullmatch(r"[ⅡⅢ]/\(\d+\)/1", path) and isinstance(value, str):
        return re.sub(r"^([(（])[\d０-９]+([)）])", rf"\g<1>{number}\g<2>", value)
    return value


def _replaced(value: Value, word: str, other: str) -> Value:
    if isinstance(value, str):
        return value.replace(word, other)
    if isinstance(value, tuple):
        return tuple(part.replace(word, other) for part in value)
    if isinstance(value, dict):
        return {box: text.replace(word, other) for box, text in value.items()}
    return value


def _is_numbered(entries: tuple[str, ...], style: str) -> bool:
    return all(entry.startswith(style.format(n=n)) for n, entry in enumerate(entries, 1))


def _starts_with_number(entry: str) -> bool:
    return bool(re.match(r"[\s(（]*(?:No)?[\d０-９①-⑳]", entry))


# Edits of groups: what a person would tell of a family in one sentence.


def _pick(draft: Draft, least: int, condition: Callable[[Draft, str, int], bool]) -> tuple[str, list[int]]:
    """A family with at least so many members for which the condition holds, and these."""
    families = draft.families()
    draft.rng.shuffle(families)
    for family in families:
        numbers = [n for n in draft.numbers(family) if condition(draft, family, n)]
        if len(numbers) >= least:
            return family, numbers
    return "", []


def _plain(draft: Draft, family: str, number: int) -> bool:
    return draft.untouched(family, number) and draft.speaks(family, number)


def insert(draft: Draft) -> None:
    family, _ = _pick(draft, 0, lambda *_: True)
    if family:
        order: list = list(draft.numbers(family))
        at = draft.rng.randint(0, len(order))
        order.insert(at, draft.fresh(family))
        draft.arrange(family, order)
        draft.log.append(f"{family} inserted at {at + 1}")


def remove(draft: Draft) -> None:
    family, numbers = _pick(draft, 1, _plain)
    if family and not (family == FILES and len(numbers) < 2):
        gone = draft.rng.choice(numbers)
        draft.arrange(family, [n for n in draft.numbers(family) if n != gone])
        draft.log.append(f"{family}{gone} removed")


def swap(draft: Draft) -> None:
    family, numbers = _pick(draft, 2, _plain)
    if family:
        a, b = draft.rng.sample(numbers, 2)
        draft.arrange(family, [{a: b, b: a}.get(n, n) for n in draft.numbers(family)])
        draft.log.append(f"{family} {a} and {b} swapped")


def rename(draft: Draft) -> None:
    family, numbers = _pick(draft, 1, _plain)
    if family and draft.rename(family, n := draft.rng.choice(numbers), wholly=draft.rng.random() < 0.5):
        draft.log.append(f"{family}{n} renamed")


def rename_and_move(draft: Draft) -> None:
    family, numbers = _pick(draft, 2, _plain)
    if family and draft.rename(family, n := draft.rng.choice(numbers), wholly=draft.rng.random() < 0.5):
        order = [m for m in draft.numbers(family) if m != n]
        order.insert(draft.rng.randint(0, len(order)), n)
        draft.arrange(family, order)
        draft.log.append(f"{family}{n} renamed and moved")


def replace(draft: Draft) -> None:
    family, numbers = _pick(draft, 1, _plain)
    if family:
        n = draft.rng.choice(numbers)
        new = draft.fresh(family, own=True)
        draft.arrange(family, [new if m == n else m for m in draft.numbers(family)])
        draft.log.append(f"{family}{n} replaced")


GROUP_EDITS = (insert, insert, remove, swap, rename, rename_and_move, replace)


def _prepared(rng: Random, old: Assessment) -> Assessment:
    """The version to begin with: at times with two groups nearly alike, or with numbers before the record items."""
    draft = Draft(rng, old)
    if rng.random() < 0.3:
        family, numbers = _pick(draft, 1, _plain)
        if family and family != FILES:
            twin = {p: draft.items[p] for p in draft.members(family, rng.choice(numbers))}
            for path in twin:
                if word := invented.name_word(path):
                    twin[path] = invented.fresh_name(rng, word, draft.taken)
                elif path.endswith(("/①", "/⑥")) or rng.random() < 0.2:
                    twin[path] = invented.value(rng, draft.tree.node(path))
            draft.arrange(family, [*draft.numbers(family), twin])
    if rng.random() < 0.3:
        style = rng.choice(edit_values.NUMBERINGS)
        for path, value in draft.items.items():
            if draft.tree.node(path).kind == "list" and not any(map(_starts_with_number, value)):
                draft.items[path] = edit_values.numbered(value, style)
    tree = draft.tree
    return dataclasses.replace(old, items={p: draft.items[p] for p in sorted(draft.items, key=tree.sort_key)})
