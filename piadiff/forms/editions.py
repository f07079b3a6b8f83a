"""How the items of one form and edition are carried over to another: 様式2 → 様式3 → 様式4, 平成31年1月 → 令和6年10月.

The table ``editions.tsv`` beside this file holds what corresponds, between neighbours only; everything else is composed
from it, in both directions. Sources: the official forms 様式2 (平成26年4月, 平成31年1月, 令和6年10月), 様式3 and 様式4
of the 特定個人情報保護評価に関する規則, as the trees (``form2.tsv`` …) have them. Columns of a line:

from_form, from_edition, from_path    an item of the earlier edition or the smaller form, as a pattern (``Ⅱ/(n)/3/③``)
to_form, to_edition, to_path          the item that means the same; an edition left empty means every edition
how                                   empty: one to one, the values are compared as always;
                                      一対多: what one item says stands in several (split boxes, one box for all
                                      システム, one answer for all files): they are compared by their texts together;
                                      なし: the other form has no such item
note                                  what differs; 要確認 where the correspondence is not certain

Within one form an item keeps its path unless a line says otherwise. Between two forms every item of the smaller one has
a line, and items of the larger without one are new there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from piadiff.forms.tree import Form, file_of, form, pattern
from piadiff.model import Assessment
from piadiff.notation import nfkc

MANY = "一対多"
NONE = "なし"
UNSURE = "要確認"

Layout = tuple[str, str]  # a form and the edition from which its items stand as they do; "" before all named ones
Pairs = frozenset[tuple[str, str]]  # patterns of items that correspond, in the old and in the new layout

_NO_DAY = (0, 0)
_ERAS = {"平成": 1988, "令和": 2018}
_EDITION = re.compile(r"(平成|令和)(\d{1,2}|元)年(\d{1,2})月")
_VARIABLE = re.compile(r"(?<=\()n(?=\))|(?<=システム)n|(?<=委託事項)n|(?<=提供先)n|(?<=移転先)n")
_NUMBER = re.compile(r"(?<=\()\d+(?=\))|(?<=システム)\d+|(?<=委託事項)\d+|(?<=提供先)\d+|(?<=移転先)\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of ``editions.tsv``; ``old_path`` and ``new_path`` are patterns, ``new_path`` empty if there is none."""

    old: Layout
    old_path: str
    new: Layout
    new_path: str
    how: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Items of which several mean together what several of the other side mean together, as patterns."""

    old: frozenset[str]
    new: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrying:
    """How concrete paths are carried over from one form and edition (old) to another (new).

    ``same``: nothing moves, comes or goes between the two. ``known``: there is a mapping; without one, items are
    compared by equal path. ``together`` are the items that correspond in other ways than one to one.
    """

    old: Layout
    new: Layout
    same: bool = False
    known: bool = True
    together: tuple[Together, ...] = ()
    forward: Mapping[str, str] = field(default_factory=dict)
    backward: Mapping[str, str] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()

    def carry(self, path: str) -> str | None:
        """Where the item at ``path`` of the old version stands in the new form; None if the new form has no such item.

        A path that neither form knows stays what it is.
        """
        return path if self.same else self._follow(path, self.forward)

    def back(self, path: str) -> str | None:
        """Where the item at ``path`` of the new version stood in the old form: the inverse of :meth:`carry`."""
        return path if self.same else self._follow(path, self.backward)

    def is_new(self, path: str) -> bool:
        """Whether the item at ``path`` is one that only the new form has."""
        return _only_in(self.new, path, self.old, None if self.same else self.back(path))

    def is_dropped(self, path: str) -> bool:
        """Whether the item at ``path`` is one that only the old form has."""
        return _only_in(self.old, path, self.new, None if self.same else self.carry(path))

    def _follow(self, path: str, there: Mapping[str, str]) -> str | None:
        if path in there:
            return there[path]
        general = pattern(path)
        if general in there:
            numbers = iter(_NUMBER.findall(path))
            return _VARIABLE.sub(lambda _: next(numbers), there[general])
        return None if general in self.apart else path


def carrying(old: Assessment, new: Assessment) -> Carrying:
    """How items are carried over from ``old`` to ``new``.

    An edition that is unknown is inferred from the items: the one that has the most of them; where they do not tell,
    that of the other version, else the latest.
    """
    if old.form == new.form and (old.edition == new.edition is not None or len(_layouts(old.form)) == 1):
        return Carrying(old=(old.form, ""), new=(new.form, ""), same=True)
    before, after = _candidates(old), _candidates(new)
    both = [layout for layout in before if layout in after]
    first, second = (both[-1], both[-1]) if both else (before[-1], after[-1])
    if first == second:
        return Carrying(old=first, new=second, same=True)
    files = {number for path in (*old.items, *new.items) if (number := file_of(path)) is not None}
    return between(first, second, f"({files.pop()})" if len(files) == 1 else None)


@cache
def between(old: Layout, new: Layout, only_file: str | None = None) -> Carrying:
    """How items are carried over from one layout to another.

    ``only_file`` (``(1)``) is the only 特定個人情報ファイル that both versions have: what one form asks for each file
    and the other once corresponds then one to one.
    """
    pairs = corresponding(old, new)
    if pairs is None:
        return Carrying(old=old, new=new, known=False)
    olds, news = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    forward: dict[str, str] = {}
    rest: list[tuple[str, str]] = []
    for a, b in sorted(pairs):
        alone = olds[a] == news[b] == 1
        if alone and variables(a) == variables(b):
            forward[a] = b
        elif alone and only_file and variables(_in_file(a, only_file)) == variables(_in_file(b, only_file)):
            forward[_in_file(a, only_file)] = _in_file(b, only_file)
        else:
            rest.append((a, b))
    if old[0] == new[0]:
        forward = {a: b for a, b in forward.items() if a != b}
        apart = frozenset(forward) ^ frozenset(forward.values())
    else:
        apart = frozenset(node.path for name in (old[0], new[0]) for node in form(name).items)
    return Carrying(
        old=old,
        new=new,
        together=_components(rest),
        forward=forward,
        backward={b: a for a, b in forward.items()},
        apart=apart,
    )


@cache
def corresponding(old: Layout, new: Layout) -> Pairs | None:
    """The items of two layouts that correspond, composed over those between them; None if no mapping is known."""
    order = _order()
    if old not in order or new not in order:
        return None
    start, end = order.index(old), order.index(new)
    if start > end:
        back = corresponding(new, old)
        return back and frozenset((b, a) for a, b in back)
    found: Pairs = frozenset((path, path) for path in items_of(old))
    for here, there in zip(order[start:end], order[start + 1 : end + 1], strict=True):
        step = _step(here, there)
        if not step:
            return None
        found = frozenset((a, c) for a, b in found for b_, c in step if b == b_)
    return found


def layout(name: str, edition: str | None) -> Layout | None:
    """The layout of a form in an edition: that of the latest edition that changed items, up to this one.

    None if the edition is unknown or no date, and the form has more than one layout.
    """
    layouts = _layouts(name)
    if len(layouts) == 1:
        return layouts[0]
    day = _day(edition or "")
    return next((one for one in reversed(layouts) if _day(one[1]) <= day), None) if day > _NO_DAY else None


def items_of(where: Layout) -> frozenset[str]:
    """The patterns of all items of a form in a layout."""
    name, edition = where
    return frozenset(node.path for node in form(name).items if not node.editions or edition in node.editions)


@cache
def lines() -> tuple[Line, ...]:
    """The lines of ``editions.tsv``."""
    text = (resources.files("piadiff.forms") / "editions.tsv").read_text(encoding="utf-8")
    cells = (line.split("\t") for line in text.splitlines()[1:])
    return tuple(
        Line(old=(a, at), old_path=path, new=(b, to), new_path=there, how=how, note=note)
        for a, at, path, b, to, there, how, note in cells
    )


def variables(path: str) -> tuple[str, ...]:
    """What a pattern repeats, in order: Ⅱ/(n)/4/委託事項n/⑥ → (n), 委託事項n."""
    return tuple(part for part in path.split("/") if _VARIABLE.search(part))


def _in_file(path: str, file: str) -> str:
    return path.replace("(n)", file)


def _only_in(here: Layout, path: str, there: Layout, counterpart: str | None) -> bool:
    if here == there or not _has(here, path):
        return False
    return counterpart is None or not _has(there, counterpart)


def _has(where: Layout, path: str) -> bool:
    return pattern(path) in _items(where)


@cache
def _items(where: Layout) -> frozenset[str]:
    return items_of(where)


@cache
def _order() -> tuple[Layout, ...]:
    """All layouts of all forms in the order in which the table leads from one to the next."""
    names = dict.fromkeys(name for line in lines() for name in (line.old[0], line.new[0]))
    return tuple(one for name in names for one in _layouts(name))


@cache
def _layouts(name: str) -> tuple[Layout, ...]:
    """The layouts of a form, oldest first: before any edition that the tree names, and from each of those on."""
    tree: Form = form(name)
    editions = {edition for node in tree.items for edition in node.editions}
    return tuple((name, edition) for edition in sorted({"", *editions}, key=_day))


def _step(old: Layout, new: Layout) -> Pairs:
    """What corresponds in two neighbouring layouts."""
    told = {
        (line.old_path, line.new_path)
        for line in lines()
        if line.new_path and _stands(old, line.old) and _stands(new, line.new)
    }
    if old[0] != new[0]:
        return frozenset(told)
    moved = {path for pair in told for path in pair}
    return frozenset(told | {(path, path) for path in items_of(old) & items_of(new) if path not in moved})


def _stands(where: Layout, line: Layout) -> bool:
    return where[0] == line[0] and line[1] in ("", where[1])


def _candidates(one: Assessment) -> list[Layout]:
    """The layouts that a version may have, oldest first: the one that its edition says, else those its items fit."""
    known = layout(one.form, one.edition)
    if known:
        return [known]
    present = {pattern(path) for path in one.items}
    fit = {where: len(present & _items(where)) for where in _layouts(one.form)}
    return [where for where in fit if fit[where] == max(fit.values())]


def _day(edition: str) -> tuple[int, int]:
    """Year and month of an edition (令和6年10月 → 2024, 10); 0, 0 if it says none."""
    match = _EDITION.search(re.sub(r"\s", "", nfkc(edition)))
    if not match:
        return _NO_DAY
    year = 1 if match[2] == "元" else int(match[2])
    return _ERAS[match[1]] + year, int(match[3])


def _components(pairs: Iterable[tuple[str, str]]) -> tuple[Together, ...]:
    """Pairs gathered by what they share."""
    found: list[Together] = []
    for a, b in pairs:
        linked = [one for one in found if a in one.old or b in one.new]
        found = [one for one in found if one not in linked]
        olds = frozenset({a}).union(*(one.old for one in linked))
        news = frozenset({b}).union(*(one.new for one in linked))
        found.append(Together(old=olds, new=news))
    return tuple(found)
