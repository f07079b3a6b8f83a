"""Rows of a change table put together: one for each group (システム, 委託事項, file …) that came or went as a whole.

Values to values. The row of a group names it and lists its items, each below its heading in brackets; it says the
提出時期 that is safe for all of them. :mod:`piadiff.readers.group_values` reads such rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from piadiff.cells import Phrases
from piadiff.forms import Form
from piadiff.model import Change, Important, Judged, Row
from piadiff.readers.group_values import label

_WEIGHT: dict[Important, int] = {"yes": 0, "review": 1, "no": 2}

Key = tuple[str, str, str]


def grouped(judged: Sequence[Judged], rows: Sequence[Row], tree: Form, phrases: Phrases) -> tuple[Row, ...]:
    """``rows``, one for each of ``judged``, with one in the place of those of a group; it stands where the first stood.

    Items of a group that changed on other days keep rows of their own, as does a group of one item.
    """
    found: dict[Key | int, list[int]] = {}
    for number, (one, row) in enumerate(zip(judged, rows, strict=True)):
        found.setdefault(_key(one, row, tree) or number, []).append(number)
    return tuple(
        rows[numbers[0]]
        if isinstance(key, int) or len(numbers) == 1
        else _row(key[1], [judged[n] for n in numbers], [rows[n] for n in numbers], tree, phrases)
        for key, numbers in found.items()
    )


def _key(one: Judged, row: Row, tree: Form) -> Key | None:
    """What the rows of one group have in common: how it changed, its path (in this part of the form), the day."""
    change = one.change
    if change.group is None or change.kind not in ("added", "removed"):
        return None
    inside = change.path == change.group or change.path.startswith(f"{change.group}/")
    unit = change.group if inside else "/".join(change.path.split("/")[:2])  # the parts of a file: Ⅲ/(2), 別添2/(2)
    return (change.kind, unit, row.date_text) if tree.find(unit) is not None else None


def _row(group: str, members: Sequence[Judged], rows: Sequence[Row], tree: Form, phrases: Phrases) -> Row:
    went = members[0].change.kind == "removed"
    own = [row.before if went else row.after for row in rows]
    lines = [line for row, text in zip(rows, own, strict=True) for line in (label(row.paths[0], group, tree), text)]
    text = "\n".join(line for line in lines if line)
    heaviest = min(range(len(rows)), key=lambda n: _WEIGHT[members[n].judgement.important])
    early = next((row.timing for row in rows if row.timing == "事前"), rows[heaviest].timing)
    return replace(
        rows[heaviest],
        item="\n".join(_heading(members[0].change, group, tree)),
        paths=(group,),
        before=text if went else phrases.empty,
        after=phrases.removed if went else text,
        timing=early,
    )


def _heading(change: Change, group: str, tree: Form) -> tuple[str, ...]:
    """The headings of a group as those of its item print them, which name the file."""
    return (change.heading or tree.heading(change.path))[: len(tree.heading(group))]
