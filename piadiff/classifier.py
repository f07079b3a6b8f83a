"""Changes → judged changes: 重要な変更 or not, 事前 or 事後, by the table in ``rules``.

This module gathers what the rules look at (the mark ※ of the item, the groups that came and went in the same revision
and what else speaks of them) and asks the rules in order. It reads no published table and no earlier judgement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from piadiff.forms import Form
from piadiff.forms.tree import PARTS_BY_FILE, pattern
from piadiff.model import Change, Judged, Judgement
from piadiff.notation import fold
from piadiff.pairing import group_name, place
from piadiff.rules import RULES, Case
from piadiff.traits import GROUP_ADDED, GROUP_REMOVED
from piadiff.values import as_text

# A name shorter than this, or one that the form itself prints, says nothing about a particular group.
_SHORTEST_NAME = 5
_BRACKETS = re.compile(r"\([^()]*\)")
_SYSTEM = re.compile(
    r"[^\s、。・,()「」『』のをにはがとでへもや]+?"
    r"(?:システム|サービス|サーバー?|クラウド|センター|基盤|アプリ|プラットフォーム|ネットワーク)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """A group that came or went as a whole: what it is called, the names by which others may speak of it, its text."""

    path: str
    came: bool
    marked: bool
    name: str
    names: tuple[str, ...]
    text: str


def judge(changes: Sequence[Change], tree: Form) -> tuple[Judged, ...]:
    """The judgement of every change of one revision, in the same order. ``tree`` is the form of the new version.

    All changes of the revision are needed at once: an item without ※ may go with an important change elsewhere.
    """
    groups = _groups(changes, tree)
    ties = [_ties(change, groups) for change in changes]
    clusters = _clusters(groups)
    for change, tied in zip(changes, ties, strict=True):
        if tied and _marked(tree, change.path):
            for cluster in clusters:
                cluster.important |= not cluster.paths.isdisjoint(group.path for group in tied)
    delegated = {place(group.path)[0] for group in groups if "/委託事項" in group.path}
    return tuple(
        Judged(change=change, judgement=_decide(_case(change, tree, groups, tied, clusters, delegated)))
        for change, tied in zip(changes, ties, strict=True)
    )


def _decide(case: Case) -> Judgement:
    """What the first rule that holds says."""
    rule = next(rule for rule in RULES if rule.holds(case))
    return Judgement(
        important=rule.important,
        timing=rule.timing,
        reason=rule.reason,
        basis=rule.basis,
        rule=rule.id,
        why=rule.why.replace("{name}", case.tied_to),
    )


def _case(
    change: Change,
    tree: Form,
    groups: Sequence[_Group],
    tied: Sequence[_Group],
    clusters: Sequence[_Cluster],
    delegated: set[str | None],
) -> Case:
    node = tree.find(change.path)
    own = next((group for group in groups if group.path == change.group and change.kind in ("added", "removed")), None)
    file = place(change.path)[0]
    cluster = next((c for c in clusters if tied and tied[0].path in c.paths), None)
    return Case(
        form=tree.name,
        change=change,
        label=node.label if node else "",
        traits=frozenset(change.traits),
        marked=node.marked if node else None,
        in_file=own is not None and place(own.path)[1] is None,
        in_marked_group=own is not None and own.marked,
        delegation_changed=file is not None and not delegated.isdisjoint((file, place(change.old_path or "")[0])),
        tied_to=(cluster.name if cluster and not (node and node.marked) else tied[0].name) if tied else "",
        tied_to_important=cluster is not None and cluster.important,
        important_group=any(group.marked for group in groups),
    )


def _groups(changes: Sequence[Change], tree: Form) -> tuple[_Group, ...]:
    """The groups that came or went as a whole in this revision."""
    members: dict[tuple[str, bool], list[Change]] = {}
    for change in changes:
        if change.group and (GROUP_ADDED in change.traits or GROUP_REMOVED in change.traits):
            members.setdefault((change.group, change.kind == "added"), []).append(change)
    groups = []
    for (path, came), entries in members.items():
        values = {change.path: change.after if came else change.before for change in entries}
        name = group_name(values, path).strip().split("\n")[0]
        groups.append(
            _Group(
                path=path,
                came=came,
                marked=_has_marked(tree, pattern(path)),
                name=name or path.rpartition("/")[2],
                names=tuple(_names(name, tree)),
                text="\n".join(fold(as_text(value)) for value in values.values()),
            )
        )
    return tuple(groups)


def _names(name: str, tree: Form) -> Iterable[str]:
    """By what others may speak of a group: its name without brackets, and the systems named in it; all folded."""
    core = _BRACKETS.sub("", fold(name))
    known = _printed_names(tree)
    for candidate in dict.fromkeys((core, *_SYSTEM.findall(core))):
        if len(candidate) >= _SHORTEST_NAME and not any(candidate in printed for printed in known):
            yield candidate


def _ties(change: Change, groups: Sequence[_Group]) -> tuple[_Group, ...]:
    """The groups that this change belongs to or newly speaks of (or, of a group that went, no longer speaks of)."""
    if change.kind == "moved" or not groups:
        return ()
    if change.group:
        return tuple(group for group in groups if group.path == change.group)
    before, after = fold(as_text(change.before)), fold(as_text(change.after))
    return tuple(
        group
        for group in groups
        if any(
            (name in after) > (name in before) if group.came else (name in before) > (name in after)
            for name in group.names
        )
    )


@dataclass(slots=True, kw_only=True)
class _Cluster:
    """Groups that speak of each other: a new system and the 委託事項 for its upkeep."""

    paths: set[str]
    name: str
    important: bool


def _clusters(groups: Sequence[_Group]) -> list[_Cluster]:
    """The groups of a revision gathered by who speaks of whom; a cluster with a marked group is important."""
    clusters: list[_Cluster] = []
    left = list(groups)
    while left:
        found = [left.pop(0)]
        for group in found:
            linked = [other for other in left if _linked(group, other)]
            found += linked
            left = [other for other in left if other not in linked]
        leader = next((group for group in found if group.marked), found[0])
        clusters.append(_Cluster(paths={g.path for g in found}, name=leader.name, important=leader.marked))
    return clusters


def _linked(one: _Group, other: _Group) -> bool:
    if one.came != other.came:
        return False
    return any(name in other.text for name in one.names) or any(name in one.text for name in other.names)


def _marked(tree: Form, path: str) -> bool:
    node = tree.find(path)
    return node is not None and node.marked


@cache
def _has_marked(tree: Form, group: str) -> bool:
    """Whether a group (given by its pattern) has an item marked ※; a file has, in whichever of its parts."""
    parts = [group] if "/(n)/" in group or "(n)" not in group else [f"{part}/(n)" for part in PARTS_BY_FILE]
    return any(node.marked and node.path.startswith(f"{part}/") for node in tree.items for part in parts)


@cache
def _printed_names(tree: Form) -> frozenset[str]:
    """The names that the form itself prints as options: 庁内連携システム, 情報提供ネットワークシステム …"""
    return frozenset(fold(box) for node in tree.items for box in node.boxes)
