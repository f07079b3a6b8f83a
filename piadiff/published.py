"""The rows of a published change table as changes of items, revision by revision, as if two versions had been compared.

Rows of one 変更日 are one revision: what else changed that day is the context in which each is judged. The published
提出時期 and 提出時期に係る説明 are the office's own answer and are not looked at here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from piadiff.differ import labels
from piadiff.forms import Form
from piadiff.forms.tree import pattern
from piadiff.model import Change, ChangeKind, Row, Value
from piadiff.notation import fold
from piadiff.pairing import place
from piadiff.readers.group_values import single_rows
from piadiff.readers.row_values import RowValues, row_values
from piadiff.threads import with_threads
from piadiff.traits import Subject, traits
from piadiff.values import is_blank

Items = Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The changes that the rows of one 変更日 announce.

    ``date`` is ISO, None where the cell is blank: the change is still to come. ``rows`` gives for each change the
    position of its row in the table; a row that names several items gives as many changes.
    """

    date: str | None
    date_text: str
    changes: tuple[Change, ...]
    rows: tuple[int, ...]


def revisions(rows: Sequence[Row], tree: Form, items: Items) -> tuple[Revision, ...]:
    """The revisions of a table in the order in which they begin in it. ``items`` are those of the document."""
    dated: dict[tuple[str | None, str], list[int]] = {}
    for number, row in enumerate(rows):
        dated.setdefault((row.date, "" if row.date else fold(row.date_text)), []).append(number)
    return tuple(
        Revision(date=date, date_text=rows[numbers[0]].date_text, changes=changes, rows=positions)
        for (date, _), numbers in dated.items()
        for changes, positions in [_changes(rows, numbers, tree, items)]
    )


def row_traits(row: Row, path: str, tree: Form) -> tuple[str, ...]:
    """The traits of one item of a row by itself: an empty box of a repeated group that is filled came with its group,
    one that is emptied went with it, as far as a row can tell without the others of its revision."""
    values = row_values(row, tree.find(path) if path else None)
    group = place(path)[1] if path else None
    own = {group} if group else set()
    before, after = is_blank(values.before), is_blank(values.after)
    return _entry(
        path, values, own if before and not after else set(), own if after and not before else set(), tree, {}, row
    )[0].traits


def _changes(
    rows: Sequence[Row], numbers: Sequence[int], tree: Form, items: Items
) -> tuple[tuple[Change, ...], tuple[int, ...]]:
    """The changes of the rows of one revision with the position of the row that each comes from."""
    found = [
        (number, path, row_values(row, tree.find(path)))
        for number in numbers
        for row in single_rows(rows[number], tree)
        for path in row.paths or ("",)
    ]
    came, went = _whole_groups([(path, values) for _, path, values in found])
    entries = [_entry(path, values, came, went, tree, items, rows[number]) for number, path, values in found]
    return with_threads(entries, tree, {}, {}), tuple(number for number, _, _ in found)


def _entry(
    path: str, values: RowValues, came: set[str], went: set[str], tree: Form, items: Items, row: Row
) -> tuple[Change, Subject]:
    node = tree.find(path) if path else None
    came_with, gone_with = (next((g for g in place(path) if g in groups), None) for groups in (came, went))
    kind: ChangeKind = "added" if came_with else "removed" if gone_with else _kind(values)
    group = came_with or gone_with
    subject = Subject(
        kind=kind,
        item_kind=node.kind if node else "text",
        before=values.before,
        after=values.after,
        labels=labels(tree, pattern(path)) if path else (),
        whole_group=group is not None,
    )
    heading = tree.heading(path, items) if node else tuple(line for line in row.item.split("\n") if line.strip())
    change = Change(
        kind=kind,
        path=path,
        heading=heading or ("",),
        before=values.before,
        after=values.after,
        traits=traits(subject),
        group=group,
    )
    return change, subject


def _kind(values: RowValues) -> ChangeKind:
    """A box that the row shows unmarked before stood on the form: the item changed, it was not added."""
    before, after = is_blank(values.before), is_blank(values.after)
    if values.part or isinstance(values.before, Mapping) or before == after:
        return "changed"
    return "added" if before else "removed"


def _whole_groups(found: Sequence[tuple[str, RowValues]]) -> tuple[set[str], set[str]]:
    """The groups that came, and that went, with this revision: all their rows fill empty boxes (or empty filled ones),
    the one with the name among them, or several."""
    members: dict[str, list[tuple[str, RowValues]]] = {}
    for path, values in found:
        for group in filter(None, place(path) if path else ()):
            members.setdefault(group, []).append((path, values))
    came = {group for group, own in members.items() if _whole(group, own, [v.before for _, v in own])}
    went = {group for group, own in members.items() if _whole(group, own, [v.after for _, v in own])}
    return came, went - came


def _whole(group: str, own: Sequence[tuple[str, RowValues]], side: Sequence[Value]) -> bool:
    named = any(path in _names(group) for path, _ in own)
    return named and all(map(is_blank, side))


def _names(group: str) -> Iterator[str]:
    yield group
    yield f"{group}/①" if group.rpartition("/")[2].startswith("システム") else f"{group}/1"
