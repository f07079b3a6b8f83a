"""How the office judged such a change before: the most similar rows of its own published tables.

A precedent supports a judgement and gives the wording; it never lowers 重要 by itself: nothing here makes or changes a
judgement. Similar is what stands at the same item (or in the same part of the form), is the same kind of edit, and
reads alike. An index is made once; a search looks only at rows of the same item and at rows of the same part whose
changed passages share a word.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from piadiff.forms import form
from piadiff.forms.tree import Form, pattern
from piadiff.likeness import nearest
from piadiff.model import Change, Row
from piadiff.notation import fold, is_empty_mark
from piadiff.published import row_traits
from piadiff.values import as_text

# What each likeness weighs; a row that comes to less than the least is no precedent.
_ITEM, _TEXT, _EDIT = 0.45, 0.35, 0.2
_LEAST = 0.5
_SAME_LABEL, _SAME_PART = 0.8, 0.4

_BEFORE_PASSAGE, _LONGEST_PASSAGE = 8, 120
_WORD = re.compile(r"[一-鿿々]{2,8}|[ァ-ヺー]{3,12}|[A-Za-zＡ-Ｚａ-ｚ0-9０-９]{3,12}")
_MOST_OF_A_WORD = 400  # a word that more rows of a part share says nothing
_TAKEN = 3  # how many rows are looked at closely for each one that is asked for
_GENERIC = 3  # a label shorter than this (①部署 → 部署) says nothing across forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The published table of one version: ``label`` names the version, ``form`` is its form."""

    label: str
    form: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """An earlier published row like a change.

    ``version`` and ``number`` (from 1) say where it is published; ``same_item``: it is the same item of the form, of
    any file or group. ``traits`` are those that it shares with the change; ``likeness`` is 0 to 1; ``times`` counts the
    rows found that are the same edit with the same 提出時期 and explanation, this one among them.
    """

    version: str
    number: int
    row: Row
    same_item: bool
    traits: tuple[str, ...]
    likeness: float
    times: int = 1


@dataclass(frozen=True, slots=True)
class _Entry:
    table: Table
    number: int
    row: Row
    path: str
    passages: tuple[str, str]


def _places() -> defaultdict[str, list[int]]:
    return defaultdict(list)


@dataclass(slots=True)
class Index:
    """Earlier rows, each once, found by their item and by the words that changed. Made by :func:`build`."""

    form: Form
    entries: list[_Entry] = field(default_factory=list)
    by_item: dict[str, list[int]] = field(default_factory=dict)
    by_label: dict[str, list[int]] = field(default_factory=dict)
    by_word: dict[str, defaultdict[str, list[int]]] = field(default_factory=lambda: defaultdict(_places))
    texts: dict[int, str] = field(default_factory=dict)
    traits: dict[int, tuple[str, ...]] = field(default_factory=dict)


def row_key(row: Row) -> str:
    """What makes a row the same in the tables of several versions."""
    cells = (row.date or row.date_text, row.item, row.before, row.after, row.timing, row.reason)
    return "".join("\0".join(cells).split())


def build(tables: Iterable[Table], form_name: str, without: Collection[str] = ()) -> Index:
    """The index of the rows of tables, each row once, as of the table that comes first, for changes on a form.

    ``without`` are the keys (:func:`row_key`) of rows that are left out: those of the revision that is to be judged.
    Rows without 提出時期 and explanation tell nothing and are left out too.
    """
    index = Index(form=form(form_name))
    seen = set(without)
    for table in tables:
        for number, row in enumerate(table.rows, 1):
            key = row_key(row)
            if key not in seen and (row.timing or row.reason):
                seen.add(key)
                _put(index, table, number, row)
    return index


def _put(index: Index, table: Table, number: int, row: Row) -> None:
    sides = ["" if len(side) < 8 and is_empty_mark(side) else side for side in (row.before, row.after)]
    differing = passages(*sides)
    words = _words(differing)
    for path in row.paths or ("",):
        at = len(index.entries)
        index.entries.append(_Entry(table, number, row, path, differing))
        if table.form == index.form.name:
            index.by_item.setdefault(pattern(path), []).append(at)
        elif label := _label(form(table.form), path):
            index.by_label.setdefault(label, []).append(at)
        by_word = index.by_word[path.partition("/")[0]]
        for word in words:
            by_word[word].append(at)


def find(change: Change, index: Index, n: int = 3) -> tuple[Precedent, ...]:
    """The ``n`` earlier rows most like a change, the most alike first, of equal ones the latest; fewer if fewer are."""
    differing = passages(as_text(change.before), as_text(change.after))
    text = _text(differing)
    same = index.by_item.get(pattern(change.path), [])
    like = index.by_label.get(_label(index.form, change.path), [])
    near = _sharing_words(index, change.path.partition("/")[0], differing, {*same, *like})
    ranked: list[tuple[float, int, tuple[str, ...]]] = []
    for weight, places in ((1.0, same), (_SAME_LABEL, like), (_SAME_PART, near)):
        texts = {at: _text_of(index, at) for at in places}
        for at, alike in nearest(text, texts, max(n, 1) * _TAKEN + 3):
            score = _ITEM * weight + _TEXT * alike
            if score + _EDIT < _LEAST:
                break  # the others are less alike still
            shared, edit = _shared(change, _traits_of(index, at))
            ranked.append((score + _EDIT * edit, at, shared))
    ranked.sort(key=lambda one: (-round(one[0], 6), _age(index.entries[one[1]].row), one[1]))
    return _distinct(index, [one for one in ranked if one[0] >= _LEAST], change, n)


def _distinct(
    index: Index, ranked: Sequence[tuple[float, int, tuple[str, ...]]], change: Change, n: int
) -> tuple[Precedent, ...]:
    """The first ``n`` that are not the same edit with the same answer, each with how many are."""
    answers = Counter[tuple[str, ...]]()
    rows: set[tuple[str, int]] = set()
    chosen: dict[tuple[str, ...], tuple[float, int, tuple[str, ...]]] = {}
    for one in ranked:
        entry = index.entries[one[1]]
        if (entry.table.label, entry.number) in rows:
            continue
        rows.add((entry.table.label, entry.number))
        key = (_text_of(index, one[1]), entry.row.timing, fold(entry.row.reason))
        answers[key] += 1
        chosen.setdefault(key, one)
    own = pattern(change.path)
    return tuple(
        Precedent(
            version=entry.table.label,
            number=entry.number,
            row=entry.row,
            same_item=entry.table.form == index.form.name and pattern(entry.path) == own,
            traits=shared,
            likeness=round(score, 3),
            times=answers[key],
        )
        for key, (score, at, shared) in list(chosen.items())[:n]
        for entry in [index.entries[at]]
    )


def _sharing_words(index: Index, part: str, differing: tuple[str, str], known: set[int]) -> list[int]:
    """The entries of the same part whose changed passages share most words with these."""
    shared = Counter[int]()
    by_word: Mapping[str, list[int]] = index.by_word.get(part, {})
    for word in _words(differing):
        places = by_word.get(word, [])
        if len(places) <= _MOST_OF_A_WORD:
            shared.update(places)
    return [at for at, _ in shared.most_common(_MOST_OF_A_WORD) if at not in known][:60]


def _shared(change: Change, traits: tuple[str, ...]) -> tuple[tuple[str, ...], float]:
    """The traits that both have, and how much of all of them that is."""
    own, other = set(change.traits), set(traits)
    both = own & other
    return tuple(trait for trait in change.traits if trait in both), len(both) / max(1, len(own | other))


def _traits_of(index: Index, at: int) -> tuple[str, ...]:
    if at not in index.traits:
        entry = index.entries[at]
        index.traits[at] = row_traits(entry.row, entry.path, form(entry.table.form))
    return index.traits[at]


def _text_of(index: Index, at: int) -> str:
    if at not in index.texts:
        index.texts[at] = _text(index.entries[at].passages)
    return index.texts[at]


def _text(sides: tuple[str, str]) -> str:
    return "→".join(map(fold, sides))


def _words(sides: tuple[str, str]) -> set[str]:
    return set(_WORD.findall("→".join(sides)))


def _label(tree: Form, path: str) -> str:
    node = tree.find(path) if path else None
    label = fold(node.label) if node else ""
    return label if len(label) >= _GENERIC else ""


def _age(row: Row) -> str:
    """Orders rows from the latest to the earliest; a change still to come is the latest."""
    return "" if row.date is None else "".join(chr(ord("9") - int(c)) if c.isdigit() else c for c in row.date)


def passages(before: str, after: str) -> tuple[str, str]:
    """The passages in which two texts differ, with some context before them, cut to a length."""
    old, new = "".join(before.split()), "".join(after.split())
    start = max(0, _common(old, new) - _BEFORE_PASSAGE)
    old, new = old[start:], new[start:]
    end = _common(old[::-1], new[::-1]) if len(old) + len(new) > _LONGEST_PASSAGE else 0
    end = max(0, end - _BEFORE_PASSAGE)
    return old[: len(old) - end][:_LONGEST_PASSAGE], new[: len(new) - end][:_LONGEST_PASSAGE]


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
