"""An old version seen in the form of the new one, so that what only stands elsewhere there does not look changed.

``forms.editions`` knows where each item of a form and edition stands in another; here the items of a version are
carried over before groups are paired and values compared, and what several items say together (one box for all
システム in 様式2, one box for each in 様式3) is compared as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from piadiff.forms import form
from piadiff.forms.editions import Carrying, Together, carrying
from piadiff.forms.tree import Form, pattern
from piadiff.model import Assessment, Change, Value
from piadiff.notation import fold
from piadiff.pairing import Items, Pairing, place
from piadiff.traits import FORM_CHANGED
from piadiff.values import lines

# Between names that share one box, and what numbers them.
_BETWEEN = re.compile(r"[\n、，,]")
_NUMBER = re.compile(r"^(?:[・･○●◯■□*-]|[①-⑳]|[(（]?\d{1,2}[)）.．:：])")
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The old version in the paths of the new form.

    ``items`` are its items that the new form has; ``origin`` leads from the path of such an item back to where it
    stood, where that differs. ``dropped`` are the items that the new form does not have, by the paths of the old one.
    """

    carrying: Carrying
    items: Items
    origin: Mapping[str, str] = field(default_factory=dict)
    dropped: Items = field(default_factory=dict)

    def where(self, path: str) -> str:
        """Where the item stood in the old version that stands at ``path`` in the new form."""
        return self.origin.get(path, path)


def carry(old: Assessment, new: Assessment) -> Carried:
    """The items of ``old`` as they stand in the form and edition of ``new``; as they are where nothing moved."""
    across = carrying(old, new)
    if across.same or not across.known:
        return Carried(carrying=across, items=old.items)
    items: dict[str, Value] = {}
    origin: dict[str, str] = {}
    dropped: dict[str, Value] = {}
    for path, value in old.items.items():
        there = across.carry(path)
        if there is None:
            dropped[path] = value
            continue
        items[there] = value
        if there != path:
            origin[there] = path
    return Carried(carrying=across, items=items, origin=origin, dropped=dropped)


def form_traits(across: Carrying, change: Change, *, whole_group: bool) -> tuple[str, ...]:
    """様式変更, where the item moved in the form, or only one of the two forms has it.

    Not where it came or went with a group that both forms could have had.
    """
    if change.kind == "changed":
        moved = change.old_path is not None and pattern(change.old_path) != pattern(change.path)
    elif whole_group or across.same:
        moved = False
    else:
        moved = across.is_new(change.path) if change.kind == "added" else across.is_dropped(change.path)
    return (FORM_CHANGED,) if moved else ()


def form_group(path: str, here: Form, there: Form) -> str | None:
    """The outermost file or group around ``path`` that only ``here`` can have: 様式2 has neither."""
    if here is there:
        return None
    return next((g for g in place(path) if g and here.find(g) is not None and there.find(g) is None), None)


def say_together(changes: Iterable[Change], carried: Carried, pairing: Pairing) -> tuple[list[Change], list[Change]]:
    """``changes`` without those in which several items say together what several others said, and these."""
    entries = list(changes)
    if not carried.carrying.together:
        return entries, []
    buckets: dict[tuple[int, str], tuple[list[Change], list[Change]]] = {}
    for change in entries:
        for number, file in _meanings(change, carried.carrying.together, pairing):
            gone, came = buckets.setdefault((number, file), ([], []))
            (gone if change.kind == "removed" else came).append(change)
    quiet = [change for gone, came in buckets.values() if _said(gone) == _said(came) for change in gone + came]
    kept = {id(change) for change in quiet}
    return (
        [change for change in entries if id(change) not in kept],
        [replace(change, traits=(FORM_CHANGED,)) for change in quiet],
    )


def _meanings(change: Change, together: Sequence[Together], pairing: Pairing) -> Iterator[tuple[int, str]]:
    """What a change that came or went has its part in: the number in ``together`` and the file, if it is by file."""
    for number, one in enumerate(together):
        if change.kind in ("added", "removed") and pattern(change.path) in (
            one.old if change.kind == "removed" else one.new
        ):
            by_file = all("(n)" in path for path in one.old | one.new)
            file = (place(change.path)[0] or "") if by_file else ""
            yield number, pairing.new_of.get(file, file) if change.kind == "removed" else file


def _said(changes: Iterable[Change]) -> frozenset[str]:
    """The paragraphs, names or answers that items say together."""
    values = (change.after if change.kind == "added" else change.before for change in changes)
    parts = (fold(part) for value in values for line in lines(value) for part in _BETWEEN.split(line))
    return frozenset(filter(None, (_NUMBER.sub("", part) for part in parts)))


def remarks(old: Assessment, new: Assessment, carried: Carried) -> tuple[str, ...]:
    """What a person should know about how items of two forms were compared."""
    across = carried.carrying
    if across.same:
        return ()
    found = []
    if old.form != new.form:
        found.append(_how(old.form, new.form, known=across.known))
    trees = form(old.form), form(new.form)
    sides = ((path, tree) for one, tree in zip((old, new), trees, strict=True) for path in one.items)
    unknown = list(dict.fromkeys(path for path, tree in sides if tree.find(path) is None))
    if unknown:
        named = "、".join(unknown[:_MOST_NAMED]) + ("など" if len(unknown) > _MOST_NAMED else "")
        found.append(f"様式にない項目が{len(unknown)}件あり、同じ番号の項目どうしを比べています（{named}）。")
    return tuple(found)


def _how(old: str, new: str, *, known: bool) -> str:
    if known:
        return (
            f"{old}と{new}は、対応する項目どうしを比べています。片方の様式にしかない項目は、追加又は削除としています。"
        )
    return f"{old}と{new}の項目の対応が分からないため、同じ番号の項目どうしを比べています。"
