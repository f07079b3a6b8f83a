"""Facts decide the word: submitted before the change takes effect → 事前, that day or later → 事後, whatever the duty.

``Facts`` hold the day of submission and, for each change, the day on which it takes effect. Where only one of the two
is known nothing is decided, and :func:`remarks` say so. A duty to 事前 that was missed is a finding (番号法第28条第1項,
規則第11条). Facts never touch whether a change is important. Effective dates come from the command line or from a
small file or a workbook with the columns 項目 and 変更日 (:mod:`piadiff.readers.effective`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from piadiff.dates import to_wareki, typed, years_later
from piadiff.errors import PiadiffError
from piadiff.findings import Finding
from piadiff.forms import Form
from piadiff.forms.locate import resolve
from piadiff.forms.tree import group_of
from piadiff.model import Change, Judged, Judgement, Value
from piadiff.notation import fold
from piadiff.rules import ACT_28, AFTER, BEFORE

MISSED = "missed-duty"
MISSED_CLAUSE = f"{ACT_28}、規則第11条"
IN_TIME, LATE = "変更日前に提出", "変更日以後に提出"
EVERYTHING = ("", "*", "＊", "全体", "すべて")

Key = tuple[str, str]  # kind and path, which together name one change of a comparison
Items = Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A day on which something takes effect, as a person stated it.

    ``what`` is an item in any sensible spelling, the name of a thread, or "" for every change; ``where`` is the option
    or the line of the file, for errors.
    """

    what: str
    date: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a revision: the day of submission (ISO or None), and for changes the day they take effect.

    ``unused`` are the items and threads for which a day was stated though nothing changed there.
    """

    submitted: str | None = None
    effective: Mapping[Key, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()

    def effective_on(self, change: Change) -> str | None:
        """The day (ISO) on which a change takes effect, None if nobody said."""
        return self.effective.get((change.kind, change.path))

    def timing(self, change: Change) -> str | None:
        """事前 or 事後 where both days are known, else None."""
        day = self.effective_on(change)
        if day is None or self.submitted is None:
            return None
        return BEFORE if self.submitted < day else AFTER

    def date_in_table(self, change: Change) -> str | None:
        """The 変更日 of the change table: blank (None) while the change is still to come (domain.md)."""
        day = self.effective_on(change)
        return None if day is not None and self.submitted is not None and self.submitted < day else day


NOTHING = Facts()


def stated(text: str, where: str) -> Stated:
    """What one ``DATE``, ``ITEM=DATE`` or ``THREAD=DATE`` says. Raises PiadiffError for no date, and for no item."""
    what, sign, day = text.replace("＝", "=").rpartition("=")
    what = what.strip().strip('"').strip()
    if sign and not what:
        raise PiadiffError(
            f"「=」の前の項目が空です: {text.strip()}",
            where=where,
            hint="「項目=日付」か、すべての変更なら日付だけを書いてください",
        )
    return Stated(what=what, date=to_date(day, where), where=where)


def to_date(text: str, where: str) -> str:
    """The ISO date that a person means. Raises PiadiffError for a day that is in no calendar, or no date at all."""
    iso = typed(text)
    if iso is None:
        raise PiadiffError(
            f"日付として読めないか、暦にない日です: {text.strip()}",
            where=where,
            hint="令和6年10月1日 か 2024-10-01 のように書いてください",
        )
    return iso


def settle(
    said: Sequence[Stated],
    submitted: str | None,
    changes: Sequence[Change],
    new: tuple[Form, Items],
    old: tuple[Form, Items],
) -> Facts:
    """The facts of a revision: what was stated, found in its changes. ``new`` and ``old`` are form and items.

    The day of an item goes before that of a section above it, that before the one of a thread, that before the one of
    all. Raises PiadiffError for an item that neither form has, or that is ambiguous, and for one target with two days.
    """
    targets: dict[Key, Stated] = {}
    for one in said:
        for key in _targets(one, changes, new, old):
            if (other := targets.setdefault(key, one)).date != one.date:
                name = one.what or "全体"
                days = f"{to_wareki(other.date)}と{to_wareki(one.date)}"
                raise PiadiffError(
                    f"「{name}」の変更日が二つあります（{days}）", where=one.where, hint="一つにしてください"
                )
    used: set[Key] = set()
    effective: dict[Key, str] = {}
    standing = {change.path for change in changes if change.kind != "removed"}
    for change in changes:
        names = [name for name in _names(change, standing) if name in targets]
        used.update(names)
        if names:
            effective[change.kind, change.path] = targets[names[0]].date
    unused = dict.fromkeys(one.what for key, one in targets.items() if one.what and key not in used)
    return Facts(submitted=submitted, effective=effective, unused=tuple(unused))


def check(facts: Facts, said: Sequence[Stated], published: str | None) -> None:
    """Raise PiadiffError for a day before the earlier version was published: its text was true until then."""
    if published is None:
        return
    days = [(f"{one.what}の変更日" if one.what else "変更日", one.date, one.where) for one in said]
    if facts.submitted:
        days.append(("提出日", facts.submitted, "--submitted"))
    for name, day, where in days:
        if day < published:
            raise PiadiffError(
                f"{name}（{to_wareki(day)}）が、前の版の公表日（{to_wareki(published)}）より前です",
                where=where,
                hint="日付か、前の版の指定を確かめてください",
            )


def _names(change: Change, standing: set[str]) -> Iterator[Key]:
    """The targets that mean a change, the narrowest first: its item, what is above it, its thread, everything.

    A path names a removed item only where the new version has no other change at that path.
    """
    segments = change.path.split("/")
    for end in range(len(segments), 0, -1):
        path = "/".join(segments[:end])
        if change.kind != "removed" or path not in standing:
            yield "item", path
    if change.thread:
        yield "thread", change.thread
    yield "all", ""


def _targets(
    one: Stated, changes: Sequence[Change], new: tuple[Form, Items], old: tuple[Form, Items]
) -> tuple[Key, ...]:
    """What a statement means: everything, a thread by its whole name, an item, a thread by a part of its name."""
    if one.what in EVERYTHING:
        return (("all", ""),)
    threads = list(dict.fromkeys(change.thread for change in changes if change.thread))
    name = fold(one.what)
    if exact := [thread for thread in threads if fold(thread) == name]:
        return (("thread", exact[0]),)
    try:
        meant = resolve(*_side(new, one.what))
    except PiadiffError as fault:
        partly = [thread for thread in threads if name in fold(thread)]
        if len(partly) == 1:
            return (("thread", partly[0]),)
        gone = _removed(one.what, changes, old)
        if gone:
            return tuple(("item", path) for path in gone)
        raise PiadiffError(fault.message, where=one.where, hint=fault.hint) from None
    known = {*new[1], *old[1], *(change.path for change in changes)}
    if absent := [path for path in meant if not _is_there(_repeated(new[0], path), known)]:
        raise PiadiffError(
            f"どちらの版にも {absent[0]} という項目はありません",
            where=one.where,
            hint="piadiff diff で変更のある項目が見られます",
        )
    return tuple(("item", path) for path in meant)


def _repeated(tree: Form, path: str) -> str:
    """The repeated group or the file that an item stands in, by its number; empty for an item that every version has.

    What the form prints once may be blank in both versions; what repeats is there as often as a version has it.
    """
    node = tree.find(path)
    file = "/".join(path.split("/")[:2]) if node is not None and "(n)" in node.path else ""
    return group_of(path) or file


def _is_there(above: str, known: Collection[str]) -> bool:
    return not above or any(path == above or path.startswith(f"{above}/") for path in known)


def _side(side: tuple[Form, Items], spelling: str) -> tuple[Form, str, Items]:
    return side[0], spelling, side[1]


def _removed(spelling: str, changes: Sequence[Change], old: tuple[Form, Items]) -> tuple[str, ...]:
    """The paths of removed items that a spelling means in the old version."""
    try:
        meant = resolve(*_side(old, spelling))
    except PiadiffError:
        return ()
    gone = [change.path for change in changes if change.kind == "removed"]
    return tuple(path for path in meant if any(p == path or p.startswith(f"{path}/") for p in gone))


def apply_facts(judged: Sequence[Judged], facts: Facts) -> tuple[Judged, ...]:
    """The judgements with 提出時期 as the facts have it, in the same order; ``important`` and the rule stay."""
    return tuple(replace(one, judgement=_decided(one, facts)) for one in judged)


_AHEAD = {"提出日": 1, "変更日": 5}  # years; what an office plans lies nearer


def _far_ahead(facts: Facts, today: str) -> Iterator[str]:
    stated = [("提出日", facts.submitted)] if facts.submitted else []
    stated += [("変更日", day) for day in sorted(set(facts.effective.values()))]
    for name, day in stated:
        if day and day > years_later(today, _AHEAD[name]):
            yield f"{name}（{to_wareki(day)}）が{_AHEAD[name]}年より先の日です。年に誤りがないか確かめてください。"


def _decided(one: Judged, facts: Facts) -> Judgement:
    said = one.judgement
    timing, day = facts.timing(one.change), facts.effective_on(one.change)
    if timing is None or day is None or facts.submitted is None:
        return said
    order = "より前" if timing == BEFORE else "以後"
    fact = (
        f"提出日（{to_wareki(facts.submitted)}）が変更日（{to_wareki(day)}）{order}なので、提出時期は{timing}である。"
    )
    note = IN_TIME if timing == BEFORE else LATE
    return replace(said, timing=timing, reason=f"{said.reason}（{note}）" if said.reason else note, why=said.why + fact)


def missed_duties(judged: Sequence[Judged], facts: Facts) -> tuple[Finding, ...]:
    """A finding for every change that is important, or may be, and was not submitted before it took effect."""
    found = []
    for one in judged:
        day, important = facts.effective_on(one.change), one.judgement.important
        if important == "no" or facts.timing(one.change) != AFTER or day is None or facts.submitted is None:
            continue
        days = f"提出日（{to_wareki(facts.submitted)}）が変更日（{to_wareki(day)}）以後"
        text = (
            f"{one.change.path}は重要な変更ですが、{days}で、変更前に評価を再実施する義務が果たされていません。"
            if important == "yes"
            else f"{one.change.path}は要確認で、{days}です。重要な変更に当たるなら、変更前に評価を再実施する義務が"
            "果たされていません。"
        )
        found.append(Finding(kind=MISSED, path=one.change.path, clause=MISSED_CLAUSE, text=text))
    return tuple(found)


def remarks(judged: Sequence[Judged], facts: Facts, today: str | None = None) -> tuple[str, ...]:
    """What was left open because only one of the two days is known, and days stated for what did not change; with
    ``today`` (ISO) also days that lie so far ahead that the year is probably wrong."""
    said = [] if today is None else list(_far_ahead(facts, today))
    dated = sum(facts.effective_on(one.change) is not None for one in judged)
    if facts.submitted is None and dated:
        said.append("提出日が分からないため、提出時期は規則の案のままです（--submitted で提出日を指定できます）。")
    elif facts.submitted is not None and dated < len(judged):
        said.append(
            f"変更日の分からない変更が{len(judged) - dated}件あり、その提出時期は規則の案のままです"
            "（--effective で変更日を指定できます）。"
        )
    said += [f"「{what}」に変更日が指定されていますが、そこに変更はありません。" for what in facts.unused]
    return tuple(said)
