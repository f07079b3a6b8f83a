"""A review session: every answer as a person may type it, and an end at any moment that loses nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pytest

from piadiff.decisions import Decision, assign
from piadiff.desk import Desk
from piadiff.diffview import Look
from piadiff.errors import PiadiffError
from piadiff.forms import form
from piadiff.model import Judgement, Row
from piadiff.reviewing import DONE, INTERRUPTED, USAGE, Session
from piadiff.writers.terminal import columns
from tests import decided as sample

OPEN = Judgement(
    important="review", timing="事前", reason="要確認", basis="規則第11条", rule="要確認", why="決められない。"
)
THREAD = "金庫→保管庫"
WHEN = "2024-04-01T00:00:00Z"


def opened(after=None) -> list:
    """The changes of the sample, those of items marked ※ open, two of them one thread."""
    found = []
    for one in sample.judged(after=after):
        thread = THREAD if one.change.path in (sample.ROOM, sample.TECHNIQUE) else None
        marked = one.change.path != sample.OFFICE
        found.append(
            replace(one, change=replace(one.change, thread=thread), judgement=OPEN if marked else one.judgement)
        )
    return found


@dataclass
class Person:
    """Types the lines of a script; what is said, asked and kept is remembered. An exception in the script is raised."""

    lines: Iterable
    said: list[str] = field(default_factory=list)
    kept: list[Decision] = field(default_factory=list)
    rescued: list[Decision] = field(default_factory=list)
    broken: int = 0

    def ask(self, question: str) -> str:
        self.said.append(question)
        line = next(self.lines, EOFError)
        if isinstance(line, str):
            return line
        raise line

    def keep(self, made) -> None:
        if self.broken:
            self.broken -= 1
            raise PiadiffError("保管庫は別の処理が使用中です")
        self.kept += made

    def rescue(self, made) -> str:
        self.rescued += made
        return "救い.json"

    @property
    def text(self) -> str:
        return "\n".join(self.said)


def session(*lines, kept=(), everything=False, broken=0, after=None, published=(), width=80):
    person = Person(lines=iter(lines), broken=broken)
    desk = Desk(
        ask=person.ask, say=person.said.append, keep=person.keep, rescue=person.rescue, now=lambda: WHEN, who="見本",
        place="保管庫", tree=form("様式4"), look=Look(width=width), published=published,
    )  # fmt: skip
    status = Session(desk, opened(after), kept, everything=everything).run()
    return status, person


def paths(decisions) -> list[str]:
    return [decision.path for decision in decisions]


def test_one_change_after_the_other_with_the_usual_answers():
    status, person = session("y", "", "", "", "n", "", "2", "静脈の方が確かである", "q")
    assert status == DONE
    assert [(d.path, d.important, d.timing, d.reason, d.note) for d in person.kept] == [
        (sample.ENTRY, "yes", "事前", "重要な変更", ""),
        (sample.USERS, "no", "事後", "法令改正に伴う変更", "静脈の方が確かである"),
    ]
    assert {(d.who, d.when) for d in person.kept} == {("見本", WHEN)}
    assert "2件を決め、保管庫に残しました。要確認は残り2件です。" in person.text.replace("\n", "")


def test_it_shows_what_changed_why_it_is_open_and_fits_the_terminal():
    _, person = session("q")
    assert "{+又は電子申請+}" in person.text and "決められない。" in person.text and "規則第11条" in person.text
    assert all(columns(line) <= 80 for said in person.said for line in said.split("\n"))
    assert "対象者以外の情報の入手を防止" in person.text.replace("\n  ", "")


@pytest.mark.parametrize("typed", ["y", "Ｙ", " y ", "重要", "はい"])
def test_yes_as_it_may_be_typed(typed):
    assert session(typed, "", "", "", "q")[1].kept[0].important == "yes"


@pytest.mark.parametrize("typed", ["n", "ｎ", "ん", "その他", "いいえ"])
def test_no_as_it_may_be_typed(typed):
    assert session(typed, "", "１", "", "q")[1].kept[0].important == "no"


def test_an_empty_or_unknown_answer_decides_nothing():
    status, person = session("", "７", "ーー", "q")
    assert (status, person.kept) == (DONE, [])
    assert "「7」では決められません" in person.text


def test_for_a_marked_item_the_reason_has_to_be_chosen_or_written():
    _, person = session("n", "", "", "9", "あ", "入力の窓口を増やしただけの変更", "", "q")
    assert person.kept[0].reason == "入力の窓口を増やしただけの変更"
    assert "その他の項目の変更" not in person.text


def test_an_important_change_filed_afterwards_needs_a_note():
    _, person = session("y", "2", "", "", "提出が遅れた", "q")
    assert (person.kept[0].timing, person.kept[0].note) == ("事後", "提出が遅れた")
    assert "番号法第28条" in person.text


def test_back_inside_a_decision_and_to_the_change_before():
    _, person = session("y", "b", "n", "", "b", "s", "b", "y", "", "", "", "q")
    assert [(d.path, d.important) for d in person.kept] == [(sample.ENTRY, "yes")]
    assert "最初の変更です。" in session("b", "q")[1].text


def test_a_thread_is_decided_at_once_and_not_shown_again():
    status, person = session("s", "s", "t", "n", "", "1", "保管の場所の名を改めた", "x")
    assert status == DONE
    assert paths(person.kept) == [sample.ROOM, sample.TECHNIQUE]
    assert {d.thread for d in person.kept} == {THREAD}
    assert " 4／4 " not in person.text and "要確認は残り2件" in person.text


def test_thinking_better_of_deciding_a_thread():
    _, person = session("s", "s", "t", "b", "q")
    assert person.kept == []
    assert "ほかにありません" in session("t", "q")[1].text


@pytest.mark.parametrize("end, status", [("q", DONE), (EOFError, DONE), (KeyboardInterrupt, INTERRUPTED)])
@pytest.mark.parametrize("inside", [(), ("n",), ("n", ""), ("n", "", "1")], ids=["first", "timing", "reason", "note"])
def test_it_may_end_at_any_question(end, status, inside):
    got, person = session("y", "", "", "", *inside, end)
    assert (got, paths(person.kept)) == (status, [sample.ENTRY])
    assert "1件を決め、保管庫に残しました。" in person.text


def test_going_on_later():
    _, first = session("y", "", "", "", "q")
    _, second = session("n", "", "1", "", "q", kept=first.kept)
    assert paths(second.kept) == [sample.USERS] and " 1／3 " in second.text
    everything = session("n", "", "1", "", "n", "", "1", "", "n", "", "1", "", "n", "", "1", "")[1]
    assert "決める変更はありません" in session(kept=everything.kept)[1].text


def test_what_stands_is_shown_and_may_be_taken_back():
    _, first = session("y", "", "", "電子申請が始まる", "q")
    _, again = session("s", "x", "q", kept=first.kept, everything=True)
    assert "いまの判断: 重要な変更・事前「重要な変更」（見本、2024-04-01 09:00）　メモ: 電子申請が始まる" in (
        again.text.replace("\n", "")
    )
    assert again.kept[0].important == "review"
    changes = [one.change for one in opened()]
    assert assign(changes, [*first.kept, *again.kept]).standing == {}


def test_a_stale_decision_is_shown_and_may_be_made_again():
    _, first = session("y", "", "", "電子申請が始まる", "q")
    after = sample.new(**{sample.ENTRY: ("窓口又は電子申請で受け取り、二人で確かめる。",)})
    _, again = session("p", "q", kept=first.kept, after=after)
    assert "前の判断（そのあと変更の内容が変わったため、使っていません）" in again.text.replace("\n", "")
    [made] = again.kept
    assert (made.important, made.note) == ("yes", "電子申請が始まる")
    changes = [one.change for one in opened(after)]
    assert assign(changes, [*first.kept, made]).states == ("replaced", "applied")


def test_what_could_not_be_stored_is_stored_with_the_next_or_at_the_end():
    _, person = session("y", "", "", "", "n", "", "1", "", "q", broken=1)
    assert paths(person.kept) == [sample.ENTRY, sample.USERS] and "まだ保管できていません" in person.text
    status, person = session("y", "", "", "", "q", broken=1)
    assert (status, paths(person.kept), person.rescued) == (DONE, [sample.ENTRY], [])


def test_what_cannot_be_stored_at_all_goes_into_a_file():
    status, person = session("y", "", "", "", "q", broken=99)
    assert (status, person.kept, paths(person.rescued)) == (USAGE, [], [sample.ENTRY])
    assert "救い.json" in person.text and "に残しました" not in person.text


def test_hostile_text_reaches_neither_the_terminal_nor_the_record():
    after = sample.new(**{sample.ENTRY: ("\x1b]0;題\x07窓口\x1b[2J",)})
    _, person = session("n", "", "1", "\x1b[31m赤\u202e", "q", after=after, published=(Row(reason="\x1b[1m"),) * 2)
    assert "\x1b" not in person.text and "\u202e" not in person.text
    assert person.kept[0].note == "[31m赤"


def test_a_long_change_is_cut_until_the_person_wants_it_whole():
    after = sample.new(**{sample.ENTRY: tuple(f"{n}番目の手順を改めて定める。" for n in range(90))})
    _, person = session("v", "q", after=after)
    cut = person.text.index("v で全部")
    assert "{+89番目の手順" not in person.text[:cut].replace("\n", "") and "89番目の手順" in person.text[cut:]


def test_a_thread_takes_only_what_the_rules_judge_alike_and_overruling_them_needs_a_note():
    ruled = [
        replace(one, judgement=replace(OPEN, important="yes")) if one.change.path == sample.ROOM else one
        for one in opened()
    ]
    person = Person(lines=iter(["s", "s", "s", "t", "q"]))
    desk = Desk(
        ask=person.ask, say=person.said.append, keep=person.keep, rescue=person.rescue, now=lambda: WHEN, who="見本",
        place="保管庫", tree=form("様式4"),
    )  # fmt: skip
    Session(desk, ruled, (), everything=True).run()
    assert "ほかにありません" in person.text and person.kept == []
    person = Person(lines=iter(["s", "s", "s", "n", "", "1", "", "場所の名だけ"]))
    Session(replace(desk, ask=person.ask, say=person.said.append, keep=person.keep), ruled, (), everything=True).run()
    assert [(d.path, d.note) for d in person.kept] == [(sample.ROOM, "場所の名だけ")]
    assert "規則では重要な変更に当たります" in person.text


def test_the_item_is_named_again_below_a_long_change():
    after = sample.new(**{sample.ENTRY: tuple(f"{n}番目の手順を改めて定める。" for n in range(20))})
    _, long = session("q", after=after)
    assert "↑ リスク１" in long.text and "↑" not in session("q")[1].text
