"""Two versions of an assessment → their changes, and back: ``apply(old, diff(old, new)) == new``.

The old version is first seen in the form of the new one (``carriage``); items are compared by path after the repeated
groups have been paired (``pairing``), values by what they say (``values``). What a reviewer should see stands in
``Comparison.changes``; differences that are no change (notation, line breaks, an empty box that is there or not, an
item that only stands elsewhere in the form) stand apart in ``Comparison.quiet``, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from piadiff.carriage import Carried, carry, form_group, form_traits, remarks, say_together
from piadiff.dates import to_iso
from piadiff.forms import Form, form
from piadiff.forms.tree import pattern
from piadiff.model import Assessment, Change, ChangeKind, Row, Value
from piadiff.notation import fold
from piadiff.pairing import Items, Pairing, group_name, moved, outermost, pair_groups, place, under
from piadiff.relocation import with_sources
from piadiff.threads import with_threads
from piadiff.traits import EMPTY_BOX, FORM_CHANGED, GROUP_MOVED, NOTATION, QUIET_TRAITS, VERSION_DATE, Subject, traits
from piadiff.values import is_blank, same

PUBLISHED = "表紙/公表日"  # differs in every version: no row of a change table speaks of it
_QUIET = tuple((name,) for name in QUIET_TRAITS)
_NOTHING = Subject(kind="moved", item_kind="name")
FILE_NAMES = ("Ⅱ/(n)/1", "Ⅲ/(n)/1")


def published_on(assessment: Assessment) -> str | None:
    """The 公表日 that a document says, as an ISO date; None if it says none that can be read."""
    value = assessment.items.get(PUBLISHED)
    return to_iso(value) if isinstance(value, str) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsDelta:
    """How the published rows of the change table differ: at index ``at``, ``removed`` gave way to ``added``."""

    at: int = 0
    removed: tuple[Row, ...] = ()
    added: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The difference of two versions.

    ``changes``: what a reviewer should see, in the order of the form; ``added`` and ``removed`` mean that an item had
    or has no content, whether its box is there or not. ``quiet``: differences that are no change, with the trait that
    says of which sort. ``remarks``: how items of two forms were compared. The rest completes it, so that :func:`apply`
    gives the new version exactly.
    """

    old_form: str
    new_form: str
    old_edition: str | None = None
    new_edition: str | None = None
    changes: tuple[Change, ...] = ()
    quiet: tuple[Change, ...] = ()
    rows: RowsDelta = field(default_factory=RowsDelta)
    remarks: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """True if the two versions are equal in every respect."""
        heads = (self.old_form, self.old_edition) == (self.new_form, self.new_edition)
        return heads and not self.changes and not self.quiet and self.rows == RowsDelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """``old`` are the old items in the paths of the new form (``carried``), ``was`` as the old version has them."""

    old: Items
    was: Items
    carried: Carried
    new: Items
    old_tree: Form
    new_tree: Form
    pairing: Pairing
    subjects: dict[tuple[ChangeKind, str], Subject] = field(default_factory=dict)  # what traits were found from


def diff(old: Assessment, new: Assessment) -> Comparison:
    """The comparison of two versions, which may be of different forms or editions (``carriage``)."""
    old_tree, new_tree = form(old.form), form(new.form)
    carried = carry(old, new)
    pairing = pair_groups(carried.items, new.items, new_tree)
    context = _Context(
        old=carried.items,
        was=old.items,
        carried=carried,
        new=new.items,
        old_tree=old_tree,
        new_tree=new_tree,
        pairing=pairing,
    )
    changes = list(_moves(context))
    quiet: list[Change] = list(_relocated(context))
    for change in _differences(context):
        if change.path == PUBLISHED:
            change = replace(change, traits=(VERSION_DATE,))
        (quiet if change.traits[:1] in _QUIET else changes).append(change)
    changes, together = say_together(changes, carried, pairing)
    quiet += together
    return Comparison(
        old_form=old.form,
        new_form=new.form,
        old_edition=old.edition,
        new_edition=new.edition,
        changes=_in_revision(context, _in_order(context, changes)),
        quiet=tuple(_in_order(context, quiet)),
        rows=_rows(old.changes, new.changes),
        remarks=remarks(old, new, carried),
    )


def _in_revision(context: _Context, changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes with what only the whole revision shows: where a text came from, and what is one edit."""
    subjects = (context.subjects.get((change.kind, change.path)) or _NOTHING for change in changes)
    return with_threads(
        list(zip(with_sources(changes, (context.was, context.new)), subjects, strict=True)),
        context.new_tree,
        context.was,
        context.new,
    )


def _in_order(context: _Context, changes: Sequence[Change]) -> list[Change]:
    """The changes in the order of the form; a group that went stands before what has its number now.

    What only the old form has comes last, in the order of that one.
    """
    if context.old_tree is context.new_tree and not any(change.group for change in changes):
        return sorted(changes, key=lambda change: context.new_tree.sort_key(change.path))
    return sorted(changes, key=lambda change: _order(context, change))


def _order(context: _Context, change: Change) -> tuple[object, ...]:
    if context.old_tree is context.new_tree or change.kind != "removed":
        return 0, *_place(context.new_tree, change)
    there = context.carried.carrying.carry(change.path)
    if there is None:
        return 1, *_place(context.old_tree, change)
    return 0, *_place(context.new_tree, replace(change, path=there))


def _place(tree: Form, change: Change) -> tuple[object, ...]:
    whole = change.group is not None and change.kind in ("added", "removed")
    in_file = whole and change.group == place(change.path)[0]
    unit = "/".join(change.path.split("/")[:2]) if in_file else place(change.path)[1] or change.path
    return tree.sort_key(unit), int(not (whole and change.kind == "removed")), tree.sort_key(change.path)


def apply(old: Assessment, comparison: Comparison) -> Assessment:
    """The new version, from the old one and their comparison: ``apply(old, diff(old, new)) == new``."""
    entries = comparison.changes + comparison.quiet
    moves = {
        change.old_path or change.path: change.path for change in entries if change.group and change.kind == "moved"
    }
    elsewhere = {change.old_path: change.path for change in entries if _in_another_place(change)}
    gone = {change.path for change in entries if change.kind == "removed"}
    after = {change.path: change.after for change in entries if change.kind in ("changed", "added")}
    items = {
        elsewhere.get(path) or _follow(path, moves): value for path, value in old.items.items() if path not in gone
    } | after
    at, removed = comparison.rows.at, len(comparison.rows.removed)
    tree = form(comparison.new_form)
    return Assessment(
        form=comparison.new_form,
        edition=comparison.new_edition,
        items={path: items[path] for path in sorted(items, key=tree.sort_key)},
        changes=old.changes[:at] + comparison.rows.added + old.changes[at + removed :],
    )


def _in_another_place(change: Change) -> bool:
    """Whether the item itself stands at another place in the form, whatever numbers its file and group have."""
    return change.old_path is not None and pattern(change.old_path) != pattern(change.path)


def _follow(path: str, moves: Mapping[str, str]) -> str:
    """Where an item goes when the groups in ``moves`` are renumbered: with its group, else with its file."""
    file, group = place(path)
    if group and group in moves:
        return moves[group] + path[len(group) :]
    return under(path, moves[file]) if file and file in moves else path


def _moves(context: _Context) -> Iterator[Change]:
    """One entry for every group whose own number changed."""
    for old_path, path in context.pairing.renumbered():
        yield Change(
            kind="moved",
            path=path,
            old_path=old_path,
            heading=_heading(context.new_tree, path, context.new),
            before=group_name(context.old, old_path),
            after=group_name(context.new, path),
            traits=(GROUP_MOVED,),
            group=path,
        )


def _differences(context: _Context) -> Iterator[Change]:
    """Every difference at an item; one that is no change has the trait that says so as its only one."""
    for old_path, path in _path_pairs(context):
        if old_path is None and path is not None:
            yield from _came(context, path)
        elif path is None and old_path is not None:
            yield from _gone(context, context.carried.where(old_path))
        elif old_path is not None and path is not None:
            yield from _stayed(context, old_path, path)
    for old_path in context.carried.dropped:
        yield from _gone(context, old_path)


def _path_pairs(context: _Context) -> Iterator[tuple[str | None, str | None]]:
    """Where an item stood and where it stands, for all items that may differ; None where it does not stand."""
    old, new, pairing = context.old, context.new, context.pairing
    if pairing.still:
        yield from ((path if path in old else None, path if path in new else None) for path in pairing.differing)
        return
    reached = set()
    for old_path in old:
        path = moved(old_path, pairing.new_of)
        if path is not None and path in new:
            reached.add(path)
            if old[old_path] != new[path]:
                yield old_path, path
        else:
            yield old_path, None
    yield from ((None, path) for path in new if path not in reached)


def _relocated(context: _Context) -> Iterator[Change]:
    """Items that stand elsewhere in the new form and read exactly as before."""
    pairing = context.pairing
    for carried_path, old_path in context.carried.origin.items():
        path = carried_path if pairing.still else moved(carried_path, pairing.new_of)
        if path is not None and path in context.new and context.new[path] == context.old[carried_path]:
            yield Change(
                kind="moved",
                path=path,
                old_path=old_path,
                heading=_heading(context.new_tree, path, context.new),
                before=context.old[carried_path],
                after=context.new[path],
                traits=(FORM_CHANGED,),
            )


def _came(context: _Context, path: str) -> Iterator[Change]:
    after = context.new[path]
    if is_blank(after):
        yield Change(kind="added", path=path, after=after, traits=(EMPTY_BOX,))
    else:
        yield _change(context, "added", path, path, None, after)


def _gone(context: _Context, path: str) -> Iterator[Change]:
    """An item of the old version, by its path there, that has no counterpart."""
    before = context.was[path]
    if is_blank(before):
        yield Change(kind="removed", path=path, before=before, traits=(EMPTY_BOX,))
    else:
        yield _change(context, "removed", path, path, before, None)


def _stayed(context: _Context, carried_path: str, path: str) -> Iterator[Change]:
    """An item present in both versions with values that are not equal."""
    before, after = context.old[carried_path], context.new[path]
    old_path = context.carried.where(carried_path)
    if is_blank(before) != is_blank(after):
        yield from _gone(context, old_path)
        yield from _came(context, path)
        return
    kind = _kind(path, context.new_tree, context.old_tree)
    if same(before, after, kind) or same_file_name(old_path, path, before, after):
        change = Change(
            kind="changed",
            path=path,
            old_path=old_path if old_path != path else None,
            heading=_heading(context.new_tree, path, context.new),
            before=before,
            after=after,
            traits=(NOTATION,),
        )
        yield replace(change, traits=(NOTATION, FORM_CHANGED)) if _in_another_place(change) else change
    else:
        yield _change(context, "changed", old_path, path, before, after)


def _change(context: _Context, kind: ChangeKind, old_path: str, path: str, before: Value, after: Value) -> Change:
    """The entry for a change that a reviewer should see."""
    tree, other, items = context.new_tree, context.old_tree, context.new
    group, whole_group = None, False
    if kind != "changed":
        if kind == "removed":
            tree, other, items = other, tree, context.was
        of_form = form_group(path, tree, other)
        group = of_form or outermost(path, context.pairing.added if kind == "added" else context.pairing.removed)
        whole_group = group is not None and of_form is None
    subject = Subject(
        kind=kind,
        item_kind=_kind(path, tree, other),
        before=before,
        after=after,
        labels=labels(tree, pattern(path)),
        whole_group=whole_group,
    )
    context.subjects[kind, path] = subject
    change = Change(
        kind=kind,
        path=path,
        old_path=old_path if old_path != path else None,
        heading=_heading(tree, path, items),
        before=before,
        after=after,
        traits=traits(subject),
        group=group,
    )
    by_form = form_traits(context.carried.carrying, change, whole_group=whole_group)
    return replace(change, traits=change.traits + by_form) if by_form else change


@lru_cache(maxsize=8192)
def _kind(path: str, tree: Form, other: Form) -> str:
    node = tree.find(path) or other.find(path)
    return node.kind if node else "text"


def _heading(tree: Form, path: str, items: Items) -> tuple[str, ...]:
    """``tree.heading``, of which only the name of the file depends on the version."""
    file = place(path)[0]
    name = items.get(f"{file}/1") if file else None
    return _printed(tree, path, file or "", name if isinstance(name, str) else "")


@lru_cache(maxsize=8192)
def _printed(tree: Form, path: str, file: str, name: str) -> tuple[str, ...]:
    return tree.heading(path, {f"{file}/1": name})


@lru_cache(maxsize=4096)
def labels(tree: Form, path: str) -> tuple[str, ...]:
    """The labels of the headings above an item and of the item itself."""
    parts = path.split("/")
    nodes = (tree.find("/".join(parts[:end])) for end in range(1, len(parts) + 1))
    return tuple(node.label for node in nodes if node)


def same_file_name(old_path: str, path: str, before: Value, after: Value) -> bool:
    """Whether the name of a file differs only in the number printed before it, each file's own: （１）… and （２）…."""
    if pattern(path) not in FILE_NAMES or not (isinstance(before, str) and isinstance(after, str)):
        return False
    return _own_name(old_path, before) == _own_name(path, after)


def _own_name(path: str, name: str) -> str:
    number = path.split("/")[1]
    return fold(name).removeprefix(number)


def _rows(old: tuple[Row, ...], new: tuple[Row, ...]) -> RowsDelta:
    """The published rows that differ, between those that both tables begin and end with."""
    if old == new:
        return RowsDelta()
    at = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    short = min(len(old), len(new)) - at
    tail = next((n for n in range(short) if old[-1 - n] != new[-1 - n]), short)
    removed, added = old[at : len(old) - tail], new[at : len(new) - tail]
    return RowsDelta(at=at, removed=removed, added=added)
