"""What people decided about changes: 重要な変更 or not, 事前 or 事後, with who, when and why on record.

A decision belongs to one change: the item, in either version, and what the change does to it. It is applied to that
change only. Where the change is gone, or is no longer the same, the decision is stale: it is listed and decides
nothing. Decisions are only ever added; a later one about the same change replaces an earlier one, and one that says
``review`` takes it back.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from piadiff.dates import in_japan
from piadiff.forms.tree import group_of, pattern
from piadiff.model import Change, ChangeKind, Figure, Important, Judged, Judgement, Value
from piadiff.notation import fold, meaning
from piadiff.rules import AFTER, BEFORE, FORMAL, IMPORTANT
from piadiff.values import is_blank

RULE = "判断"
TIMINGS = (BEFORE, AFTER)
LONGEST = 2000  # characters of a note or a reason

State = Literal["applied", "withdrawn", "replaced", "stale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision of one person on one change.

    ``path``, ``old_path`` and ``kind`` are those of the change, ``fingerprint`` is of its texts (:func:`fingerprint`),
    ``thread`` the edit that it was decided with. ``important`` is ``review`` where the person took an earlier decision
    back. ``reason`` is the 提出時期に係る説明, ``note`` why the person decided so; ``when`` is UTC (ISO, with Z).
    """

    path: str
    old_path: str | None = None
    kind: ChangeKind
    fingerprint: str
    important: Important
    timing: str
    reason: str
    note: str = ""
    who: str
    when: str
    thread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """Which decision stands for which change (by its place in the sequence), and what became of each decision."""

    standing: Mapping[int, Decision]
    states: tuple[State, ...]


def fingerprint(change: Change) -> str:
    """What the change does, as 16 hexadecimal digits; notation and line breaks do not count."""
    told = json.dumps([_told(change.before), _told(change.after)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _told(value: Value) -> object:
    """What a value says, fit for JSON (compare ``values.key``)."""
    if is_blank(value):
        return ""
    if isinstance(value, str):
        return meaning(value)
    if isinstance(value, tuple):
        return meaning("".join(value))
    if isinstance(value, Figure):
        return [sorted(filter(None, map(meaning, value.labels))), sorted(value.images)]
    if isinstance(value, Mapping):
        return {fold(box): meaning(text) for box, text in value.items()}
    return value


def decided(
    change: Change, *, important: Important, timing: str, reason: str, note: str = "", who: str, when: str
) -> Decision:
    """A decision on ``change``; what a person typed is tidied (:func:`tidy`)."""
    return Decision(
        path=change.path,
        old_path=change.old_path,
        kind=change.kind,
        fingerprint=fingerprint(change),
        important=important,
        timing=timing,
        reason=tidy(reason),
        note=tidy(note),
        who=tidy(who),
        when=when,
        thread=change.thread,
    )


def tidy(text: str) -> str:
    """``text`` on one line, without characters that a terminal or a workbook would obey; 外字 stay."""
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in text)
    return plain.strip()


def objection(important: Important, timing: str, note: str, rules: Important = "review") -> str:
    """What speaks against recording this without a note that says why, as a Japanese sentence; empty if nothing does.

    An important change that is filed afterwards breaks 番号法第28条第1項, and what the ``rules`` hold for important is
    made unimportant by nobody without a word.
    """
    if note.strip():
        return ""
    if important == "yes" and timing == AFTER:
        return "重要な変更は事前の提出が必要です（番号法第28条第1項）。事後とするときは、理由をメモに残してください"
    if important == "no" and rules == "yes":
        return "規則では重要な変更に当たります。当たらないとするときは、理由をメモに残してください"
    return ""


def assign(changes: Sequence[Change], decisions: Sequence[Decision]) -> Assigned:
    """Which decision stands for which change. A later decision on the same change replaces an earlier one.

    A decision on an item of a group that came goes with the group where a corrected draft gave it another number.
    """
    renumbered = _renumbered(changes, decisions)
    places: dict[tuple[object, ...], int] = {}
    for number, change in enumerate(changes):
        for key in _keys(change, fingerprint(change)):
            places[key] = -1 if key in places else number  # two changes of one item: neither is meant for sure
    last: dict[int, int] = {}
    said: dict[tuple[object, ...], int] = {}
    for number, decision in enumerate(decisions):
        place = _place(decision, places, renumbered)
        if place >= 0:
            last[place] = number
        said[decision.kind, *sides(decision)] = number
    states: list[State] = []
    for number, decision in enumerate(decisions):
        place = _place(decision, places, renumbered)
        if place < 0:
            states.append("replaced" if said[decision.kind, *sides(decision)] > number else "stale")
        elif last[place] != number:
            states.append("replaced")
        else:
            states.append("withdrawn" if decision.important == "review" else "applied")
    standing = {p: decisions[n] for p, n in sorted(last.items()) if decisions[n].important != "review"}
    return Assigned(standing=standing, states=tuple(states))


def sides(one: Change | Decision) -> tuple[str | None, str | None]:
    """The item in the old version and in the new one; None where a change has no such side."""
    old = None if one.kind == "added" else one.old_path or one.path
    return old, None if one.kind == "removed" else one.path


def _keys(one: Change | Decision, told: str) -> Iterable[tuple[object, ...]]:
    """By what a change is known, best first: both its items; the item of the old version, whose numbers stay when a
    draft of the new one is corrected; the item of the new version.
    """
    old, new = sides(one)
    yield one.kind, old, new, told
    if old is not None and new is not None:
        yield one.kind, "old", old, told, None
        yield one.kind, "new", new, told, None


def _renumbered(changes: Sequence[Change], decisions: Sequence[Decision]) -> dict[str, str]:
    """The groups that came and that have another number now than when their items were decided.

    A group is known again by its name, or by most of its decided items, two at least: one is found in that group only,
    and no other group has as many of them.
    """
    decided_in = {group_of(decision.path) for decision in decisions if decision.kind == "added"} - {None}
    if not decided_in:
        return {}
    there: dict[tuple[str, str], set[str]] = {}
    for change in changes:
        if change.kind == "added" and (group := group_of(change.path)):
            there.setdefault((pattern(change.path), fingerprint(change)), set()).add(group)
    votes: dict[str, Counter[str]] = {}
    certain: set[tuple[str, str]] = set()
    items: dict[str, set[str]] = {}
    for decision in decisions:
        group = group_of(decision.path)
        if decision.kind == "added" and group:
            found = there.get((pattern(decision.path), decision.fingerprint), set())
            items.setdefault(group, set()).add(decision.path)
            votes.setdefault(group, Counter()).update(found)
            if decision.path == group:
                votes[group].update(list(found) * len(decisions))  # the name tells more than all else
            certain |= {(group, one) for one in found if len(found) == 1}
    meant = {}
    for group, counted in votes.items():
        most = max(counted.values(), default=0)
        ranked = [one for one, count in counted.items() if count == most]
        if (
            len(ranked) == 1
            and most > max(1, len(items[group]) / 2)
            and ranked[0] != group
            and (group, ranked[0]) in certain
        ):
            meant[group] = ranked[0]
    taken = Counter(meant.values())
    return {group: now for group, now in meant.items() if taken[now] == 1}


def _place(decision: Decision, places: Mapping[tuple[object, ...], int], renumbered: Mapping[str, str]) -> int:
    group = group_of(decision.path) if decision.kind == "added" else None
    if group is not None and group in renumbered:
        decision = replace(decision, path=renumbered[group] + decision.path.removeprefix(group))
    return next((places[key] for key in _keys(decision, decision.fingerprint) if places.get(key, -1) >= 0), -1)


def apply(judged: Sequence[Judged], decisions: Sequence[Decision]) -> tuple[Judged, ...]:
    """The judged changes with what people decided in place of what the rules say; all others as they are."""
    if not decisions:
        return tuple(judged)
    standing = assign([one.change for one in judged], decisions).standing
    return tuple(
        replace(one, judgement=_judgement(standing[number], one.judgement)) if number in standing else one
        for number, one in enumerate(judged)
    )


def _judgement(decision: Decision, rules: Judgement) -> Judgement:
    not_important = FORMAL if rules.important == "yes" else rules.basis
    return Judgement(
        important=decision.important,
        timing=decision.timing,
        reason=decision.reason,
        basis=IMPORTANT if decision.important == "yes" else not_important,
        rule=RULE,
        why=why(decision),
    )


def why(decision: Decision) -> str:
    """Who decided, on which day in Japan, and the note, as one sentence."""
    day = in_japan(decision.when).partition(" ")[0]
    return f"{decision.who}が{day}に判断した。" + (f"メモ: {decision.note}" if decision.note else "")


def merge(kept: Sequence[Decision], new: Iterable[Decision]) -> tuple[Decision, ...]:
    """``kept`` followed by the new decisions that say something that is not on record as the last word already."""
    merged = list(kept)
    last = {_identity(decision): decision for decision in merged}
    for decision in new:
        there = last.get(_identity(decision))
        if there is None or replace(there, when=decision.when) != decision:
            merged.append(decision)
            last[_identity(decision)] = decision
    return tuple(merged)


def _identity(decision: Decision) -> tuple[object, ...]:
    return decision.kind, *sides(decision), decision.fingerprint
