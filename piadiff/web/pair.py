"""Two versions on the desk: which changes are open, what is decided of them, taken back and kept.

A decision is made of what its page showed. Where somebody else, or another window, has decided in between, it is
refused with what stands now, and nothing is lost.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from piadiff import table
from piadiff.answers import told
from piadiff.changeview import IMPORTANT_WORDS
from piadiff.decisions import Decision, assign, decided, merge
from piadiff.errors import PiadiffError
from piadiff.keeping import Before, Keeper
from piadiff.model import Judged
from piadiff.revision import Revision
from piadiff.web.choices import Choice, Typed, check, choices

_MOST = 200  # steps that can be taken back
OPEN = "review"


class StaleError(PiadiffError):
    """Decided elsewhere since the page was shown."""


class MemoryKeeper:
    """Decisions on two files: kept as long as the program runs, to be carried on in a file."""

    place = "この画面（piadiff を止めるまで）"

    def __init__(self) -> None:
        self._made: tuple[Decision, ...] = ()

    def load(self) -> tuple[Decision, ...]:
        """As ``keeping.Keeper`` has it."""
        return self._made

    def keep(self, new: Sequence[Decision], before: Before = lambda: None) -> bool:
        """As ``keeping.Keeper`` has it."""
        merged = merge(self._made, new)
        changed = merged != self._made
        before()
        self._made = merged
        return changed


@dataclass(frozen=True, slots=True)
class Step:
    """One step that can be taken back: for each change what stood before it and what it made."""

    before: tuple[tuple[int, Decision | None], ...]
    made: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the page shows of one change beside the report: by the number that the report gives it."""

    number: int
    seen: str
    choices: tuple[Choice, ...]
    standing: str
    members: tuple[str, ...]
    seen_thread: str
    usual: Typed


class Pair:
    """One comparison on the desk. ``keeper`` is where its decisions go; ``now`` gives the time in UTC;
    ``sources`` are the keys of the documents that the versions were read from, "" for those of the store."""

    def __init__(
        self, revision: Revision, keeper: Keeper, now: Callable[[], str], sources: tuple[str, str] = ("", "")
    ) -> None:
        self.keeper = keeper
        self.sources = sources
        self._revision = revision
        self._now = now
        self._steps: list[Step] = []
        self._lock = threading.RLock()
        numbers = {id(one): place for place, one in enumerate(revision.ruled)}
        self.order = [numbers[id(one)] for one in table.ordered(revision.ruled, revision.tree)]

    def look(self) -> Revision:
        """The revision as it stands now, with what was decided elsewhere too."""
        with self._lock:
            made = self.keeper.load()
            if made != self._revision.decisions:
                self._revision = self._revision.decided(made)
            return self._revision

    @property
    def can_undo(self) -> bool:
        """Whether there is a step of this window to take back."""
        return bool(self._steps)

    @property
    def in_memory(self) -> bool:
        """Whether the decisions are lost when the program ends."""
        return isinstance(self.keeper, MemoryKeeper)

    def states(self) -> dict[int, State]:
        """For each change by its number what can be decided of it."""
        revision = self.look()
        standing = self._standing(revision)
        return {number: self._state(revision, standing, number) for number in range(1, len(self.order) + 1)}

    def left(self) -> int:
        """How many changes are still open."""
        return sum(one.judgement.important == OPEN for one in self.look().judged)

    def decide(self, number: int, typed: Typed, *, who: str, seen: str, thread: bool) -> str:
        """Decides one change, or with it all open ones of its thread; what was decided, in words.

        Raises PiadiffError for what cannot be decided so, StaleError where something else stands than was seen.
        """
        with self._lock:
            revision = self.look()
            place = self._place(number)
            standing = self._standing(revision)
            places = self._members(revision, standing, place) if thread else [place]
            self._check_seen(seen, standing, places)
            check(typed, [revision.ruled[one] for one in places], revision.tree)
            made = [self._decision(revision, one, typed, who) for one in places]
            self._keep(made, [(one, standing.get(one)) for one in places], places)
            many = f"{len(made)}件を" if len(made) > 1 else ""
            return f"{many}{IMPORTANT_WORDS[typed.important]}・{made[0].timing}「{made[0].reason}」と決めました"

    def withdraw(self, number: int, *, who: str, seen: str) -> str:
        """Takes back what stands of one change, so that the rules decide again."""
        with self._lock:
            revision = self.look()
            place = self._place(number)
            standing = self._standing(revision)
            self._check_seen(seen, standing, [place])
            if place not in standing:
                raise PiadiffError("この変更は、まだ判断されていません")
            self._keep([self._withdrawal(revision, place, who)], [(place, standing[place])], [place])
            return "判断を取り消しました"

    def undo(self, *, who: str) -> tuple[str, int]:
        """Takes back the last step; what came of it, and the number of the first change of that step.

        Raises PiadiffError if there is none, StaleError if somebody has decided otherwise since.
        """
        with self._lock:
            if not self._steps:
                raise PiadiffError("元に戻せる判断はありません")
            step = self._steps[-1]
            revision = self.look()
            standing = self._standing(revision)
            places = [place for place, _ in step.before]
            if [_stamp(standing.get(place)) for place in places] != list(step.made):
                self._steps.pop()
                raise StaleError("そのあと別の画面（または別の人）が決め直しているため、元に戻せません")
            made = [
                self._decision(revision, place, _typed(before), who)
                if before
                else self._withdrawal(revision, place, who)
                for place, before in step.before
            ]
            self.keeper.keep(made, lambda: None)
            self._steps.pop()
            self._restamp(places)
            many = f"{len(made)}件の" if len(made) > 1 else ""
            return f"{many}判断を元に戻しました", self.order.index(places[0]) + 1

    def _restamp(self, places: Sequence[int]) -> None:
        """What was put back bears a new time: the steps before must know it again."""
        standing = self._standing(self.look())
        for place in places:
            for number, step in reversed(list(enumerate(self._steps))):
                touched = [one for one, _ in step.before]
                if place in touched:
                    made = list(step.made)
                    made[touched.index(place)] = _stamp(standing.get(place))
                    self._steps[number] = Step(step.before, tuple(made))
                    break

    def next_open(self, after: int) -> int | None:
        """The number of the next open change after this one, else of the first; None if all are decided."""
        judged = self.look().judged
        numbers = [n for n, place in enumerate(self.order, 1) if judged[place].judgement.important == OPEN]
        return next((n for n in numbers if n > after), numbers[0] if numbers else None)

    def _place(self, number: int) -> int:
        if not 1 <= number <= len(self.order):
            raise PiadiffError("その変更はありません", hint="画面を開き直してください")
        return self.order[number - 1]

    def _standing(self, revision: Revision) -> dict[int, Decision]:
        return dict(assign([one.change for one in revision.ruled], revision.decisions).standing)

    def _state(self, revision: Revision, standing: dict[int, Decision], number: int) -> State:
        place = self.order[number - 1]
        one, decision = revision.ruled[place], standing.get(place)
        members = self._members(revision, standing, place)
        judgement = revision.judged[place].judgement
        return State(
            number=number,
            seen=_seen(standing, [place]),
            choices=choices(one, revision.tree, revision.before.assessment.changes),
            standing=told(decision) if decision else "",
            members=tuple(" ＞ ".join(revision.ruled[other].change.heading[1:]) for other in members if other != place),
            seen_thread=_seen(standing, members),
            usual=Typed(
                important=judgement.important,
                timing=judgement.timing,
                reason=decision.reason if decision else "",
                note=decision.note if decision else "",
            ),
        )

    def _members(self, revision: Revision, standing: dict[int, Decision], place: int) -> list[int]:
        """This change and the others of its thread that the rules judge alike and nobody has decided."""
        one = revision.ruled[place]
        name = _edit(one)
        if name is None or one.judgement.important != OPEN:
            return [place]
        return [
            other
            for other in self.order
            if other == place
            or (
                _edit(found := revision.ruled[other]) == name
                and found.judgement.important == OPEN
                and other not in standing
            )
        ]

    def _check_seen(self, seen: str, standing: dict[int, Decision], places: Sequence[int]) -> None:
        if seen == _seen(standing, places):
            return
        there = standing.get(places[0])
        stands = f"いまの判断: {told(there)}" if there else "いまは、まだ決まっていません"
        raise StaleError(
            f"この画面を開いたあとに、別の画面（または別の人）が判断を変えています。{stands}",
            hint="あなたの入力は残してあります。よければもう一度決めてください",
        )

    def _decision(self, revision: Revision, place: int, typed: Typed, who: str) -> Decision:
        return decided(
            revision.ruled[place].change,
            important=typed.important,
            timing=typed.timing,
            reason=typed.reason,
            note=typed.note,
            who=who,
            when=self._now(),
        )

    def _withdrawal(self, revision: Revision, place: int, who: str) -> Decision:
        rules = revision.ruled[place].judgement
        back = Typed(important="review", timing=rules.timing, reason=rules.reason)
        return self._decision(revision, place, back, who)

    def _keep(
        self, made: Sequence[Decision], before: Sequence[tuple[int, Decision | None]], places: Sequence[int]
    ) -> None:
        self.keeper.keep(made, lambda: None)
        standing = self._standing(self.look())
        self._steps.append(Step(tuple(before), tuple(_stamp(standing.get(place)) for place in places)))
        del self._steps[:-_MOST]


def _typed(decision: Decision) -> Typed:
    return Typed(important=decision.important, timing=decision.timing, reason=decision.reason, note=decision.note)


def _edit(one: Judged) -> str | None:
    """The edit that a change is part of: its thread, else the group that came or went as a whole."""
    return one.change.thread or one.change.group


def _stamp(decision: Decision | None) -> str:
    return "-" if decision is None else hashlib.sha256(repr(decision).encode("utf-8", "replace")).hexdigest()[:16]


def _seen(standing: dict[int, Decision], places: Sequence[int]) -> str:
    """What stands of some changes, as a word that a page can bring back."""
    told = ",".join(f"{place}:{_stamp(standing.get(place))}" for place in places)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
