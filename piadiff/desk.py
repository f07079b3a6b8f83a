"""Where a person decides: the questions that a decision needs, and the answers taken as they are meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from piadiff.answers import meant, plain
from piadiff.deciding import phrases, usual_reason, usual_timing
from piadiff.decisions import TIMINGS, Decision, objection, tidy
from piadiff.diffview import Look
from piadiff.forms import Form
from piadiff.model import Important, Judged, Row
from piadiff.writers.terminal import one_line, wrap

_WHY_NOT = "※の項目では、なぜ重要な変更に当たらないかを書き残します。"


class Back(Exception):
    """The person wants to answer the question before again."""


class Quit(Exception):
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

    def tell(self, sentence: str, *, indent: str = "", more: str = "") -> None:
        """Say one sentence, wrapped: its first line after ``indent``, the others after ``more``."""
        for n, line in enumerate(wrap(one_line(sentence), self.look.width - 2 - len(more))):
            self.say((more if n else indent) + line)

    def line(self, question: str) -> str:
        """What the person types. Raises Back or Quit where that is what is typed."""
        typed = tidy(self.ask(question))
        answer = meant(typed)
        if answer == "back":
            raise Back
        if answer == "quit":
            raise Quit
        return typed

    def timing(self, important: Important) -> str:
        """事前 or 事後."""
        usual = usual_timing(important)
        while True:
            typed = plain(self.line(f"提出時期 [Enter {usual} / 1 事前 / 2 事後 / b 戻る]: "))
            if typed in ("", usual):
                return usual
            if typed in ("1", "2"):
                return TIMINGS[int(typed) - 1]
            if typed in TIMINGS:
                return typed

    def reason(self, entries: Sequence[Judged], important: Important, timing: str) -> str:
        """The 提出時期に係る説明 of changes decided together: one of those offered, or the person's own words."""
        usual = {usual_reason(one, important, self.tree) for one in entries}
        first = usual.pop() if len(usual) == 1 else ""
        marked = any((node := self.tree.find(one.change.path)) and node.marked for one in entries)
        known = phrases(important, timing, self.published, marked=marked)
        offered = list(dict.fromkeys(filter(None, (first, *known))))
        self.tell("提出時期に係る説明（変更箇所の表に載ります）:")
        for number, phrase in enumerate(offered, 1):
            self.tell(f"{number}  {one_line(phrase)}", indent="  ", more="     ")
        question = f"説明 [{' / '.join([*(['Enter 1'] if first else []), '番号', '文を入力', 'b 戻る'])}]: "
        while True:
            typed = self.line(question)
            digits = plain(typed)
            if not typed and first:
                return first
            if digits.isascii() and digits.isdecimal():
                if 1 <= int(digits[:4]) <= len(offered):
                    return offered[int(digits[:4]) - 1]
            elif len(typed) > 1:
                return typed
            self.tell(f"1〜{len(offered)} の番号か、文を入力してください。" + ("" if typed else _WHY_NOT))

    def note(self, entries: Sequence[Judged], important: Important, timing: str) -> str:
        """Why the person decided so; may be empty unless something speaks against the decision."""
        rules: Important = "yes" if any(one.judgement.important == "yes" for one in entries) else "review"
        while True:
            note = self.line("メモ（そう判断した理由。表には載りません。なければ Enter）: ")
            said = objection(important, timing, note, rules)
            if not said:
                return note
            self.tell(said + "。")
