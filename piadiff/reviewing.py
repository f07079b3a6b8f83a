"""A session at the terminal in which a person decides changes one at a time: ``piadiff review``.

Lines go out, lines come in; everything else (the terminal, the clock, the place where decisions are kept) is given.
Each decision is kept before the next question is asked, so that a session may end at any moment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from piadiff.answers import HELP, meant, plain, told, verdict
from piadiff.decisions import Decision, apply, assign, decided, sides
from piadiff.desk import Back, Desk, Quit
from piadiff.diffview import WORDS, entry_lines
from piadiff.errors import PiadiffError
from piadiff.model import Important, Judged
from piadiff.writers.terminal import one_line

DONE, USAGE, INTERRUPTED = 0, 2, 130
_TALL = 40  # lines of a change that are shown before asking whether the rest is wanted
_SCREEN = 15  # lines of a change after which its item is named again
_LISTED = 8  # headings of a thread that are listed


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
        self.desk.tell(f"{len(self.places)}件を順に見ます（変更は全{len(self.ruled)}件）。判断する人: {self.desk.who}")
        self.desk.tell(f"決めたことは、そのつど{self.desk.place}に残ります。? で説明、q で終わります。")
        status = DONE
        try:
            self._through()
        except (Quit, EOFError):
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
            except Back:
                continue  # the same change from its first question
            at += step
            while step > 0 and at < len(self.places) and self.places[at] in self.together:
                at += 1

    def _end(self, status: int) -> int:
        """Says what was decided and where it is; tries once more to store what could not be stored."""
        if self.unsaved and not self._store([]):
            self.desk.tell(
                f"保管できなかった判断{len(self.unsaved)}件を {self.desk.rescue(self.unsaved)} に書きました。"
            )
            self.desk.tell("piadiff review … --decide で、このファイルから入れ直せます。")
            status = USAGE
        standing = assign(self.changes, self.decisions).standing
        left = sum(
            one.judgement.important == "review" and place not in standing for place, one in enumerate(self.ruled)
        )
        told = f"{self.made}件を決めました。" if self.made else "何も決めていません。"
        if self.made and not self.unsaved:
            told = f"{self.made}件を決め、{self.desk.place}に残しました。"
        self.desk.tell(f"{told}要確認は残り{left}件です。" + ("同じ命令で続きから始められます。" if left else ""))
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
                    self.desk.tell(line)
            elif answer == "skip":
                return 1
            elif answer == "back":
                if at == 0:
                    self.desk.tell("最初の変更です。")
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
        beside = list(self.desk.beside(one))
        for line in (*shown, *beside):
            self.desk.say(line)
        if len(shown) < len(lines):
            self.desk.tell(f"（あと{len(lines) - len(shown)}行あります。v で全部）")
        if len(shown) + len(beside) > _SCREEN:  # its heading has left the screen
            self.desk.tell(f"↑ {' ＞ '.join(map(one_line, one.change.heading[-2:]))}")
        if others := [p for p in self._members(place) if p != place]:
            self.desk.tell(f"同じまとまりの、まだ決めていない変更がほかに{len(others)}件あります（t でまとめて）。")
        if settled := self._settled(place):
            self.desk.tell(f"同じまとまりのほかの変更は、{settled}です。")
        if decision := self._standing(place):
            self.desk.tell(f"いまの判断: {told(decision)}")
        elif earlier := self._earlier(place):
            self.desk.tell(f"前の判断（そのあと変更の内容が変わったため、使っていません）: {told(earlier)}")

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
                    raise Quit
                return answer
            if typed:
                self.desk.tell(f"「{one_line(typed)[:20]}」では決められません。? で説明が出ます。")

    def _decide(self, places: Sequence[int], important: Important) -> None:
        """Asks for timing, reason and note, and stores the decision on all of ``places``."""
        entries = [self.ruled[place] for place in places]
        timing = self.desk.timing(important)
        reason = self.desk.reason(entries, important, timing)
        note = self.desk.note(entries, important, timing)
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
        self.desk.tell(f"→ {what}。" + ("" if stored else "まだ保管できていません。終わるときにもう一度試します。"))

    def _store(self, made: Sequence[Decision]) -> bool:
        self.unsaved += made
        try:
            self.desk.keep(self.unsaved)
        except (PiadiffError, OSError) as fault:
            self.desk.tell(f"保管できませんでした: {fault}")
            return False
        self.unsaved = []
        return True

    def _thread(self, place: int) -> bool:
        """Decides all open changes of the thread at once; False if there are no others."""
        members = self._members(place)
        if len(members) < 2:
            self.desk.tell("この変更に、まとめて決められる変更はほかにありません。")
            return False
        self.desk.tell(f"次の{len(members)}件をまとめて決めます。")
        for member in members[:_LISTED]:
            self.desk.tell(
                f"・{' ＞ '.join(map(one_line, self.changes[member].heading[1:]))}", indent="  ", more="    "
            )
        if len(members) > _LISTED:
            self.desk.tell(f"ほか{len(members) - _LISTED}件", indent="  ")
        while True:
            answer = meant(self.desk.line("まとめて [y 重要 / n その他 / b 戻る]: "))
            if answer in ("yes", "no"):
                self._decide(members, "yes" if answer == "yes" else "no")
                self.together |= {member for member in members if member != place}
                return True

    def _members(self, place: int) -> list[int]:
        """This change, and those to be seen here that are one edit with it, are judged alike by the rules, and are not
        decided yet.
        """
        name = _edit(self.ruled[place])
        if name is None:
            return [place]
        important = self.ruled[place].judgement.important
        standing = assign(self.changes, self.decisions).standing
        return [
            p
            for p in self.places
            if p == place
            or (_edit(one := self.ruled[p]) == name and one.judgement.important == important and p not in standing)
        ]

    def _settled(self, place: int) -> str:
        """How the other changes of the same thread are judged, by the rules or by people; empty if there are none."""
        name = self.changes[place].thread
        judged = Counter(
            one.judgement.important
            for p, one in enumerate(apply(self.ruled, self.decisions))
            if name and p != place and one.change.thread == name and one.judgement.important != "review"
        )
        return "、".join(f"{WORDS[important]} {count}件" for important, count in judged.most_common())

    def _same(self, place: int) -> bool:
        earlier = self._earlier(place)
        if earlier is None or earlier.important == "review":
            self.desk.tell("この変更に、前の判断はありません。")
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
            self.desk.tell("この変更は、まだ判断されていません。")
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


def _edit(one: Judged) -> str | None:
    """The edit that a change is part of: its thread, else the group that came or went as a whole."""
    return one.change.thread or one.change.group
