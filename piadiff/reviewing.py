"""A session at the terminal in which a person decides changes one at a time: ``piadiff review``.

Lines go out, lines come in; everything else (the terminal, the clock, the place where decisions are kept) is given.
Each decision is kept before the next question is asked, so that a session may end at any moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from piadiff.answers import HELP, meant, plain, told, verdict
from piadiff.deciding import phrases, usual_reason, usual_timing
from piadiff.decisions import TIMINGS, Decision, assign, decided, objection, sides, tidy
from piadiff.diffview import Look, entry_lines
from piadiff.errors import PiadiffError
from piadiff.forms import Form
from piadiff.model import Important, Judged, Row
from piadiff.notation import nfkc
from piadiff.writers.terminal import one_line, wrap

DONE, USAGE, INTERRUPTED = 0, 2, 130
_TALL = 40  # lines of a change that are shown before asking whether the rest is wanted
_LISTED = 8  # headings of a thread that are listed


class _Back(Exception):
    """The person wants to answer the question before again."""


class _Quit(Exception):
    """The person ends the session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a session works with, and who sits there.

    ``ask`` prints a question and gives the line typed (EOFError at the end of input), ``say`` prints a line. ``keep``
    stores decisions (PiadiffError or OSError if it cannot), ``rescue`` saves what could not be stored and names the
    place. ``now`` is the time in UTC. ``published`` are the earlier rows of the office, for their phrases; ``beside``
    gives lines to show with a change (precedents).
    """

    ask: Callable[[str], str]
    say: Callable[[str], None]
    keep: Callable[[Sequence[Decision]], None]
    rescue: Callable[[Sequence[Decision]], str]
    now: Callable[[], str]
    who: str
    place: str
    tree: Form
    look: Look = field(default_factory=Look)
    published: tuple[Row, ...] = ()
    beside: Callable[[Judged], Iterable[str]] = lambda judged: ()


class Session:
    """One sitting over the changes of two versions. ``ruled`` is what the rules say, ``kept`` the decisions so far."""

    def __init__(self, desk: Desk, ruled: Sequence[Judged], kept: Sequence[Decision], *, everything: bool) -> None:
        self.desk = desk
        self.ruled = ruled
        self.changes = [one.change for one in ruled]
        self.decisions = list(kept)
        standing = assign(self.changes, kept).standing
        self.places = [
            place
            for place, one in enumerate(ruled)
            if everything or (one.judgement.important == "review" and place not in standing)
        ]
        self.together: set[int] = set()  # decided with another of the same thread: not shown again on the way on
        self.unsaved: list[Decision] = []
        self.made = 0

    def run(self) -> int:
        """Goes through the changes until all are decided or the person ends; the exit status."""
        if not self.places:
            self.desk.say("決める変更はありません。")
            return DONE
        self._say(f"{len(self.places)}件を順に見ます（変更は全{len(self.ruled)}件）。判断する人: {self.desk.who}")
        self._say(f"決めたことは、そのつど{self.desk.place}に残ります。? で説明、q で終わります。")
        status = DONE
        try:
            self._through()
        except (_Quit, EOFError):
            self.desk.say("")
        except KeyboardInterrupt:
            self.desk.say("")
            status = INTERRUPTED
        return self._end(status)

    def _through(self) -> None:
        at = 0
        while at < len(self.places):
            try:
                step = self._one(at)
            except _Back:
                continue  # the same change from its first question
            at += step
            while step > 0 and at < len(self.places) and self.places[at] in self.together:
                at += 1

    def _end(self, status: int) -> int:
        """Says what was decided and where it is; tries once more to store what could not be stored."""
        if self.unsaved and not self._store([]):
            self._say(f"保管できなかった判断{len(self.unsaved)}件を {self.desk.rescue(self.unsaved)} に書きました。")
            self._say("piadiff review … --decide で、このファイルから入れ直せます。")
            status = USAGE
        standing = assign(self.changes, self.decisions).standing
        left = sum(
            one.judgement.important == "review" and place not in standing for place, one in enumerate(self.ruled)
        )
        told = f"{self.made}件を決めました。" if self.made else "何も決めていません。"
        if self.made and not self.unsaved:
            told = f"{self.made}件を決め、{self.desk.place}に残しました。"
        self._say(f"{told}要確認は残り{left}件です。" + ("同じ命令で続きから始められます。" if left else ""))
        return status

    def _one(self, at: int) -> int:
        """Shows one change and asks until it is decided or left; how many changes to go on."""
        place = self.places[at]
        self._show(at, place, whole=False)
        while True:
            answer = self._choice(place)
            if answer in ("yes", "no"):
                self._decide([place], "yes" if answer == "yes" else "no")
                return 1
            if answer == "thread" and self._thread(place):
                return 1
            if answer == "same" and self._same(place):
                return 1
            if answer == "undo":
                self._undo(place)
            elif answer == "all":
                self._show(at, place, whole=True)
            elif answer == "help":
                for line in HELP:
                    self._say(line)
            elif answer == "skip":
                return 1
            elif answer == "back":
                if at == 0:
                    self._say("最初の変更です。")
                else:
                    return -1

    def _show(self, at: int, place: int, *, whole: bool) -> None:
        one, width = self.ruled[place], self.desk.look.width
        title = f" {at + 1}／{len(self.places)} "
        self.desk.say("")
        self.desk.say("─" * 3 + title + "─" * max(3, (width - 8 - 2 * len(title)) // 2))
        self.desk.say(self.desk.look.paint("head", f"■ {one_line(one.change.heading[0])}"))
        lines = entry_lines(one, self.desk.tree, self.desk.look)
        shown = lines if whole or len(lines) <= _TALL + 5 else lines[:_TALL]
        for line in (*shown, *self.desk.beside(one)):
            self.desk.say(line)
        if len(shown) < len(lines):
            self._say(f"（あと{len(lines) - len(shown)}行あります。v で全部）")
            self._say(f"↑ {' ＞ '.join(map(one_line, one.change.heading[-2:]))}")
        if others := [p for p in self._members(place) if p != place]:
            self._say(f"同じまとまりの、まだ決めていない変更がほかに{len(others)}件あります（t でまとめて）。")
        if decision := self._standing(place):
            self._say(f"いまの判断: {told(decision)}")
        elif earlier := self._earlier(place):
            self._say(f"前の判断（そのあと変更の内容が変わったため、使っていません）: {told(earlier)}")

    def _choice(self, place: int) -> str:
        keys = ["y 重要", "n その他"]
        if len(self._members(place)) > 1:
            keys.append("t まとめて")
        if self._standing(place):
            keys.append("x 取消し")
        elif self._earlier(place):
            keys.append("p 前と同じ")
        question = f"判断 [{' / '.join([*keys, 's あとで', 'b 戻る', 'q 終わる', '?'])}]: "
        while True:
            typed = plain(self.desk.ask(question))
            if answer := meant(typed):
                if answer == "quit":
                    raise _Quit
                return answer
            if typed:
                self._say(f"「{one_line(typed)[:20]}」では決められません。? で説明が出ます。")

    def _decide(self, places: Sequence[int], important: Important) -> None:
        """Asks for timing, reason and note, and stores the decision on all of ``places``."""
        timing = self._timing(important)
        reason = self._reason(places, important, timing)
        while True:
            note = self._line("メモ（そう判断した理由。なければ Enter）: ")
            said = objection(important, timing, note)
            if not said:
                break
            self._say(said + "。")
        when = self.desk.now()
        made = [
            decided(
                self.changes[place],
                important=important,
                timing=timing,
                reason=reason,
                note=note,
                who=self.desk.who,
                when=when,
            )
            for place in places
        ]
        self._record(made)

    def _record(self, made: Sequence[Decision]) -> None:
        self.decisions += made
        self.made += sum(decision.important != "review" for decision in made)
        stored = self._store(made)
        count = f"{len(made)}件を" if len(made) > 1 else ""
        first = made[0]
        what = "判断を取り消しました" if first.important == "review" else f"{count}{verdict(first)}と決めました"
        self._say(f"→ {what}。" + ("" if stored else "まだ保管できていません。終わるときにもう一度試します。"))

    def _store(self, made: Sequence[Decision]) -> bool:
        self.unsaved += made
        try:
            self.desk.keep(self.unsaved)
        except (PiadiffError, OSError) as fault:
            self._say(f"保管できませんでした: {fault}")
            return False
        self.unsaved = []
        return True

    def _timing(self, important: Important) -> str:
        usual = usual_timing(important)
        while True:
            typed = plain(self._line(f"提出時期 [Enter {usual} / 1 事前 / 2 事後 / b 戻る]: "))
            if typed in ("", usual):
                return usual
            if typed in ("1", "2"):
                return TIMINGS[int(typed) - 1]
            if typed in TIMINGS:
                return typed

    def _reason(self, places: Sequence[int], important: Important, timing: str) -> str:
        """The 提出時期に係る説明: one of those offered, or the person's own words."""
        usual = {usual_reason(self.ruled[place], important, self.desk.tree) for place in places}
        first = usual.pop() if len(usual) == 1 else ""
        offered = list(dict.fromkeys(filter(None, (first, *phrases(important, timing, self.desk.published)))))
        self._say("提出時期に係る説明:")
        for place_in_list, phrase in enumerate(offered, 1):
            self._say(f"{place_in_list:>3}  {one_line(phrase)}")
        keys = ["Enter 1"] if first else []
        question = f"説明 [{' / '.join([*keys, '番号', '文を入力', 'b 戻る'])}]: "
        while True:
            typed = self._line(question)
            number = nfkc(typed)
            if not typed and first:
                return first
            if number.isdecimal() and 1 <= int(number[:4]) <= len(offered):
                return offered[int(number) - 1]
            if typed and not number.isdecimal() and len(typed) > 1:
                return typed
            if typed:
                self._say(f"1〜{len(offered)} の番号か、文を入力してください。")
            else:
                self._say("※の項目です。なぜ重要な変更に当たらないかを選んでください。")

    def _line(self, question: str) -> str:
        typed = tidy(self.desk.ask(question))
        answer = meant(typed)
        if answer == "back":
            raise _Back
        if answer == "quit":
            raise _Quit
        return typed

    def _thread(self, place: int) -> bool:
        """Decides all open changes of the thread at once; False if there are no others."""
        members = self._members(place)
        if len(members) < 2:
            self._say("この変更に、まとめて決められる変更はほかにありません。")
            return False
        self._say(f"次の{len(members)}件をまとめて決めます。")
        for member in members[:_LISTED]:
            self._say(f"・{' ＞ '.join(map(one_line, self.changes[member].heading[1:]))}")
        if len(members) > _LISTED:
            self._say(f"  ほか{len(members) - _LISTED}件")
        while True:
            answer = meant(self._line("まとめて [y 重要 / n その他 / b 戻る]: "))
            if answer in ("yes", "no"):
                self._decide(members, "yes" if answer == "yes" else "no")
                self.together |= {member for member in members if member != place}
                return True

    def _members(self, place: int) -> list[int]:
        """The changes to be seen here that are one edit with this one and not decided yet, and this one itself."""
        change = self.changes[place]
        name = change.thread or change.group
        if name is None:
            return [place]
        standing = assign(self.changes, self.decisions).standing
        return [
            p
            for p in self.places
            if p == place
            or (
                p not in standing and name in ((self.changes[p].thread,) if change.thread else (self.changes[p].group,))
            )
        ]

    def _same(self, place: int) -> bool:
        earlier = self._earlier(place)
        if earlier is None or earlier.important == "review":
            self._say("この変更に、前の判断はありません。")
            return False
        self._record(
            [
                decided(
                    self.changes[place],
                    important=earlier.important,
                    timing=earlier.timing,
                    reason=earlier.reason,
                    note=earlier.note,
                    who=self.desk.who,
                    when=self.desk.now(),
                )
            ]
        )
        return True

    def _undo(self, place: int) -> None:
        standing = self._standing(place)
        if standing is None:
            self._say("この変更は、まだ判断されていません。")
            return
        rules = self.ruled[place].judgement
        undone = decided(
            self.changes[place],
            important="review",
            timing=rules.timing,
            reason=rules.reason,
            who=self.desk.who,
            when=self.desk.now(),
        )
        self._record([undone])

    def _standing(self, place: int) -> Decision | None:
        return assign(self.changes, self.decisions).standing.get(place)

    def _earlier(self, place: int) -> Decision | None:
        """The last decision on this item that is stale now: the change was another then."""
        states = assign(self.changes, self.decisions).states
        change = self.changes[place]
        stale = (d for d, state in zip(self.decisions, states, strict=True) if state == "stale")
        return next(
            (d for d in reversed(list(stale)) if sides(d)[0] == sides(change)[0] or d.path == change.path), None
        )

    def _say(self, sentence: str) -> None:
        for line in wrap(one_line(sentence) if sentence.strip() else "", self.desk.look.width - 1):
            self.desk.say(line)
