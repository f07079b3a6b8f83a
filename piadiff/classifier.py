"""Changes → judged changes: 重要な変更 or not, 事前 or 事後, by the table in ``rules``.

This module gathers what the rules look at (the mark ※ of the item, the groups that came and went in the same revision
and what else speaks of them) and asks the rules in order. It reads no published table and no earlier judgement.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile

from piadiff.forms import Form
from piadiff.forms.tree import PARTS_BY_FILE, pattern
from piadiff.model import Change, Judged, Judgement
from piadiff.notation import fold
from piadiff.pairing import group_name, place
from piadiff.rules import BEFORE, COMPANION, FORMAL_TRAITS, LAST_RULES, OPEN_COMPANION, OPEN_THREAD, RULES, Case, Rule
from piadiff.threads import is_of_term, printed_names, system_of
from piadiff.traits import GROUP_ADDED, GROUP_REMOVED, NEW_SYSTEM
from piadiff.values import as_text
from piadiff.vocabulary import systems

# A name shorter than this, or one that the form itself prints, says nothing about a particular group.
_SHORTEST_NAME = 5
_LONGEST_NAME = 200
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """A group that came or went as a whole: what it is called, the names by which others may speak of it, its text."""

    path: str
    came: bool
    marked: bool
    name: str
    names: tuple[str, ...]
    text: str


def judge(changes: Sequence[Change], tree: Form, *, pending: bool = False) -> tuple[Judged, ...]:
    """The judgement of every change of one revision, in the same order. ``tree`` is the form of the new version.

    All changes of the revision are needed at once: an item without ※ may go with an important change elsewhere.
    ``pending`` says that the changes had not taken effect when they were filed (a blank 変更日): they are 事前,
    whatever the duty.
    """
    judgements = (_decide(grounds.case, grounds.decided) for grounds in reasons(changes, tree))
    return tuple(
        Judged(change=change, judgement=replace(said, timing=BEFORE) if pending else said)
        for change, said in zip(changes, judgements, strict=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Why a change is judged as it is: the rule that decided, and what the rules saw of the change."""

    case: Case
    decided: Rule

    @property
    def tried(self) -> tuple[Rule, ...]:
        """The rules before the one that decided, none of which holds."""
        return tuple(takewhile(lambda rule: not rule.holds(self.case), RULES))

    @property
    def beside(self) -> tuple[Rule, ...]:
        """The rules further down that would have held too, with what speaks for another judgement; the last rules for
        items with and without ※, which hold for all of them, aside."""
        last = LAST_RULES[bool(self.case.marked)]
        holding = (rule for rule in takewhile(lambda rule: rule is not last, RULES) if rule.holds(self.case))
        return tuple(rule for rule in holding if rule is not self.decided and rule not in LAST_RULES)


def reasons(changes: Sequence[Change], tree: Form) -> tuple[Grounds, ...]:
    """The grounds on which :func:`judge` judges the changes of one revision, in the same order."""
    revision = _revision(changes, tree)
    cases = [_case(change, tree, revision) for change in changes]
    rules = [next(rule for rule in RULES if rule.holds(case)) for case in cases]
    rules = _second_look(cases, rules)
    return tuple(Grounds(case=case, decided=rule) for case, rule in zip(cases, rules, strict=True))


# What gives the grounds of another item: by the last segment of its path. 再委託 is asked at ⑦ of a 委託事項.
_EXPLAINS = ("その必要性", "その妥当性", "変更の妥当性", "全ての記録項目")
_SUBCONTRACT, _SUBCONTRACT_DETAILS = "⑦", ("⑧", "⑨")


def _second_look(cases: Sequence[Case], rules: Sequence[Rule]) -> list[Rule]:
    """The rules for changes of items without ※ that go with one of an item with ※, now that those are judged."""
    marked = {case.change.path: rule for case, rule in zip(cases, rules, strict=True) if case.marked}
    grave = {path for path, rule in marked.items() if rule.important != "no"}
    if not grave:
        return list(rules)
    threads = {case.change.thread for case in cases if case.change.path in grave and _is_open(marked, case)}
    out = []
    for case, rule in zip(cases, rules, strict=True):
        if _goes_along(case, rule):
            explained = [marked[path] for path in _explained(case.change.path) if path in grave]
            if explained:
                rule = COMPANION if any(one.important == "yes" for one in explained) else OPEN_COMPANION
            elif case.change.thread in threads - {None}:
                rule = OPEN_THREAD
        out.append(rule)
    return out


def _is_open(marked: Mapping[str, Rule], case: Case) -> bool:
    return bool(case.marked) and marked[case.change.path].important == "review"


def _explained(path: str) -> tuple[str, ...]:
    """The items whose grounds or details an item may give: 対象となる本人の範囲 for その必要性 below it."""
    parent, _, last = path.rpartition("/")
    if last in _EXPLAINS:
        return (parent, f"{parent}/主な記録項目", f"{parent}/対象となる本人の範囲")
    if path.startswith("別添2/"):
        return (f"Ⅱ/{path.partition('/')[2]}/2/④/主な記録項目",)
    if last in _SUBCONTRACT_DETAILS and "/委託事項" in parent:
        return (f"{parent}/{_SUBCONTRACT}",)
    return ()


def _goes_along(case: Case, rule: Rule) -> bool:
    """Whether the change of an item without ※ is as open as the same edit in one with ※: it is not formal."""
    return not (case.marked or case.procedural) and rule.important == "no" and case.traits.isdisjoint(FORMAL_TRAITS)


def _decide(case: Case, rule: Rule) -> Judgement:
    """What a rule says of a case."""
    said = _said(rule)
    if "{name}" not in said.why:
        return said
    return replace(said, why=said.why.replace("{name}", case.new_system or case.tied_to))


@cache
def _said(rule: Rule) -> Judgement:
    """The judgement of a rule, before the name of a group stands in its sentence."""
    return Judgement(
        important=rule.important,
        timing=rule.timing,
        reason=rule.reason,
        basis=rule.basis,
        rule=rule.id,
        why=rule.why,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Revision:
    """What came and went as a whole in one revision.

    ``clusters`` gives for the path of each group the cluster that it stands in; ``important`` are the paths of the
    first groups of clusters that an important change belongs to, ``delegated`` the files to which a 委託事項
    came.
    """

    groups: Mapping[str, _Group]
    clusters: Mapping[str, tuple[_Group, ...]]
    important: frozenset[str]
    delegated: frozenset[str | None]
    important_group: bool
    important_threads: frozenset[str]


def _revision(changes: Sequence[Change], tree: Form) -> _Revision:
    groups = _groups(changes, tree)
    clusters = {group.path: cluster for cluster in _clusters(groups) for group in cluster}
    important = {cluster[0].path for cluster in clusters.values() if cluster[0].marked and cluster[0].came}
    for change in changes if groups else ():
        node = tree.find(change.path)
        if node is not None and node.marked:
            important |= {clusters[group.path][0].path for group in _ties(change, groups)}
    return _Revision(
        groups={group.path: group for group in groups},
        clusters=clusters,
        important=frozenset(important),
        delegated=frozenset(place(group.path)[0] for group in groups if group.came and "/委託事項" in group.path),
        important_group=any(group.marked for group in groups),
        important_threads=frozenset(_important_threads(changes, groups, tree)),
    )


def _important_threads(changes: Sequence[Change], groups: Collection[_Group], tree: Form) -> Iterable[str]:
    """The threads of new systems that an item marked ※, or a group with such items, belongs to."""
    marked = {group.path for group in groups if group.marked}
    for change in changes:
        if change.thread and NEW_SYSTEM in change.traits:
            node = tree.find(change.path)
            if (node is not None and node.marked) or (change.group and change.group in marked):
                yield change.thread


def _case(change: Change, tree: Form, revision: _Revision) -> Case:
    """What the rules look at for one change."""
    node = tree.find(change.path)
    own = revision.groups.get(change.group) if change.group and change.kind != "moved" else None
    tied = (own,) if own else _ties(change, revision.groups.values())
    cluster = revision.clusters[tied[0].path] if tied else ()
    by_its_own_mark = node is not None and node.marked
    return Case(
        form=tree.name,
        change=change,
        label=node.label if node else "",
        traits=frozenset(change.traits),
        marked=node.marked if node else None,
        in_file=own is not None and place(own.path)[1] is None,
        in_marked_group=own is not None and own.marked,
        delegation_added=not revision.delegated.isdisjoint((place(change.path)[0], place(change.old_path or "")[0])),
        tied_to=(tied if by_its_own_mark else cluster)[0].name if tied else "",
        tied_to_important=bool(cluster) and cluster[0].path in revision.important,
        important_group=revision.important_group,
        new_system=system_of(change),
        system_important=change.thread in revision.important_threads,
        in_thread=change.thread is not None,
        procedural=_is_procedural(change.path, tree),
        new_thing=is_of_term(change.thread),
    )


def _is_procedural(path: str, tree: Form) -> bool:
    """Whether an item tells of the assessment itself (表紙, 評価実施手続), not of what is assessed."""
    part = tree.find(path.partition("/")[0])
    return part is not None and part.label in ("表紙", "評価実施手続")


def _groups(changes: Sequence[Change], tree: Form) -> tuple[_Group, ...]:
    """The groups that came or went as a whole in this revision."""
    members: dict[tuple[str, bool], list[Change]] = {}
    for change in changes:
        if change.group and (GROUP_ADDED in change.traits or GROUP_REMOVED in change.traits):
            members.setdefault((change.group, change.kind == "added"), []).append(change)
    groups: list[_Group] = []
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
    core = _BRACKETS.sub("", fold(name))[:_LONGEST_NAME]
    known = printed_names(tree)
    for candidate in dict.fromkeys((core, *systems(core))):
        if len(candidate) >= _SHORTEST_NAME and candidate not in known:
            yield candidate


def _ties(change: Change, groups: Collection[_Group]) -> tuple[_Group, ...]:
    """The groups that this change belongs to or newly speaks of (or, of a group that went, no longer speaks of)."""
    if change.kind == "moved" or not groups:
        return ()
    if change.group:
        return tuple(group for group in groups if group.path == change.group)
    before, after = fold(as_text(change.before)), fold(as_text(change.after))
    return tuple(group for group in groups if _speaks_of(group, *((before, after) if group.came else (after, before))))


def _speaks_of(group: _Group, without: str, within: str) -> bool:
    return any(name in within and name not in without for name in group.names)


def _clusters(groups: Sequence[_Group]) -> list[tuple[_Group, ...]]:
    """The groups of a revision gathered by who speaks of whom (a new system and the 委託事項 for its upkeep).

    A group with marked items, if there is one, comes first in its cluster.
    """
    clusters = []
    left = list(groups)
    while left:
        found = [left.pop(0)]
        for group in found:
            linked = [other for other in left if _linked(group, other)]
            found += linked
            left = [other for other in left if other not in linked]
        clusters.append(tuple(sorted(found, key=lambda group: not group.marked)))
    return clusters


def _linked(one: _Group, other: _Group) -> bool:
    if one.came != other.came:
        return False
    return any(name in other.text for name in one.names) or any(name in one.text for name in other.names)


@cache
def _has_marked(tree: Form, group: str) -> bool:
    """Whether a group (given by its pattern) has an item marked ※; a file has, in whichever of its parts."""
    parts = [group] if "/(n)/" in group or "(n)" not in group else [f"{part}/(n)" for part in PARTS_BY_FILE]
    return any(node.marked and node.path.startswith(f"{part}/") for node in tree.items for part in parts)
