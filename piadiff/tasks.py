"""What is to be done for a revision, task by task, each with its clause and with the day as far as it is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from piadiff.dates import to_wareki, years_later
from piadiff.deadlines import CLAUSES, REASSESS, REVIEW, YEARS, Deadline
from piadiff.facts import Facts
from piadiff.findings import Finding, sentences
from piadiff.forms import Form, form
from piadiff.milestones import Milestone, Milestones
from piadiff.model import Important, Judged
from piadiff.rules import ACT_28, AFTER, BEFORE, CORRECTION, FORMAL, IMPORTANT
from piadiff.table import item_heading
from piadiff.thresholds import FULL, KIND_OF_FORM

Verdict = Literal["reassess", "undecided", "correct", "nothing"]

# The clauses of the duties, for the page of plan and for that of the report; domain.md names none for 第三者点検.
REASSESSED = f"{ACT_28}、{IMPORTANT}"
SUBMITTED = f"{ACT_28}、規則第11条"
HEARD = ACT_28

PERIOD = "30日以上"
_NAMED = 5  # changes, findings and days that are named; the others are counted
_LETTERS = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do: what, by when or when done as far as known, under which clause; ``kind`` is for programs.

    ``open`` says that a person has to decide or to mend something.
    """

    kind: str
    text: str
    when: str = ""
    clause: str = ""
    details: tuple[str, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Makes the tasks of a revision."""

    judged: tuple[Judged, ...]
    form_name: str
    verdict: Verdict
    known: Milestones
    facts: Facts

    @property
    def _again(self) -> bool:
        return self.verdict in ("reassess", "undecided")

    @property
    def _if(self) -> str:
        """What limits a task that only a new assessment needs."""
        return "（再評価の場合）" if self.verdict == "undecided" else ""

    def _of(self, important: Important) -> list[Judged]:
        return [one for one in self.judged if one.judgement.important == important]

    def decide(self) -> Iterator[Task]:
        """The judgements that are open."""
        if review := self._of("review"):
            then = "一つでも重要な変更なら再評価、すべて違えば修正です。" if self.verdict == "undecided" else ""
            yield Task(
                kind="decide",
                text=f"要確認の{len(review)}件が重要な変更に当たるかを決める（piadiff review）。{then}",
                when="ほかの手続より先",
                clause=FORMAL,
                details=tuple(_listed(review, form(self.form_name))),
                open=True,
            )

    def write(self) -> Iterator[Task]:
        """What is written: the assessment again or corrected, its change table."""
        if self.verdict == "nothing":
            return
        yes, table = self._of("yes"), form(self.form_name).table_name
        if self.verdict == "reassess":
            yield Task(
                kind="reassess",
                text=f"評価を再実施する（重要な変更{len(yes)}件）",
                when="変更の前",
                clause=REASSESSED,
                details=tuple(_listed(yes, form(self.form_name))),
            )
        elif self.verdict == "undecided":
            yield Task(
                kind="reassess",
                text="評価を再実施する（再評価の場合）",
                when="変更の前",
                clause=REASSESSED,
            )
            yield Task(kind="correct", text="評価書を修正する（修正の場合）", clause=CORRECTION)
        else:
            yield Task(kind="correct", text=f"評価書を修正する（変更{len(self.judged)}件）", clause=CORRECTION)
        name = f"変更箇所の表（{table}）" if table != "変更箇所" else "変更箇所の表"
        yield Task(kind="table", text=f"{name}に{len(self.judged)}件の変更を書き加える（piadiff table --append）")

    def consult(self) -> Iterator[Task]:
        """Public comment and third-party review."""
        if self.verdict == "correct":
            if self.form_name != "様式2":
                yield Task(kind="none", text="意見の聴取と第三者点検は要らない（修正のため）")
            return
        if not self._again:
            return
        hearing, review = self.known.hearing, self.known.review
        if KIND_OF_FORM[self.form_name] == FULL:
            yield Task(
                kind="hearing",
                text=f"住民等の意見を聴取する（{PERIOD}。短縮するなら特段の理由を評価書に書く）{self._if}",
                when=_when(hearing, "提出の前"),
                clause=HEARD,
            )
            yield Task(kind="opinions", text=f"意見への対応をまとめ、評価書に反映する（piadiff opinions）{self._if}")
            yield Task(
                kind="third-party", text=f"第三者点検を受ける{self._if}", when=_when(review, "意見の聴取の後、提出の前")
            )
        elif self.form_name == "様式3":
            yield Task(kind="hearing", text="意見の聴取（任意）を行うか決める", when=_when(hearing, "行うなら提出の前"))
            yield Task(
                kind="third-party", text="第三者点検（任意）を受けるか決める", when=_when(review, "受けるなら提出の前")
            )

    def submit(self) -> Iterator[Task]:
        """Submission, publication, the change itself."""
        if self.verdict == "nothing":
            return
        clause = SUBMITTED if self.verdict == "reassess" else "" if self._again else CORRECTION
        early, late = (sum(self._timing(one) == word for one in self.judged) for word in (BEFORE, AFTER))
        rest = f"事前{early}件、事後でよいもの{late}件" if early else f"{late}件すべて事後でよい（事前でもよい）"
        yield Task(
            kind="submit",
            text=f"個人情報保護委員会に提出する（{rest}）",
            when=_when(self.known.submitted, "変更日より前" if early else "変更の後でもよい"),
            clause=clause,
        )
        yield Task(
            kind="publish",
            text="評価書を公表する",
            when=_when(self.known.published, "変更日より前" if early else "提出の後"),
            clause=clause,
        )
        yield from self._changes()

    def _timing(self, one: Judged) -> str:
        return self.facts.timing(one.change) or one.judgement.timing

    def _changes(self) -> Iterator[Task]:
        days = sorted({day for one in self.judged if (day := self.facts.effective_on(one.change))})
        for day in days[:_NAMED]:
            there = [one for one in self.judged if self.facts.effective_on(one.change) == day]
            _, yes, review, _ = counts(there)
            kinds = "、".join(f"{word}{n}件" for word, n in (("うち重要", yes), ("要確認", review)) if n)
            named = f"変更を行う（{len(there)}件{'。' if kinds else ''}{kinds}）"
            yield Task(kind="change", text=named, when=to_wareki(day))
        if len(days) > _NAMED:
            yield Task(kind="change", text=f"ほか{len(days) - _NAMED}の変更日がある", when=f"{to_wareki(days[-1])}まで")
        unknown = [one for one in self.judged if self.facts.effective_on(one.change) is None]
        if unknown:
            early = any(one.judgement.timing == BEFORE for one in unknown)
            when = "事前のものは提出・公表の後" if early else "未定"
            yield Task(kind="change", text=f"変更日の分からない{len(unknown)}件の変更日を確かめ、変更を行う", when=when)
        yield Task(kind="fill-dates", text="変更が行われたら、空欄にした変更日を変更箇所の表に書き入れる")


def _when(known: Milestone | None, otherwise: str) -> str:
    """The day as far as it is known, else what is known of the order."""
    if known is None:
        return otherwise
    return f"{known.told}（前の版のまま。書き改める）" if known.stale else known.told


def _listed(judged: Sequence[Judged], tree: Form) -> Iterator[str]:
    """The items of changes in few words; of one edit in several items only the first is named, with their number."""
    threads: dict[str, list[Judged]] = {}
    for one in judged:
        threads.setdefault(one.change.thread or one.change.group or one.change.path, []).append(one)
    for key, members in list(threads.items())[:_NAMED]:
        change = members[0].change
        name = key if change.thread and len(members) > 1 else _short(item_heading(change, tree)) or change.path
        short = name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}…"
        yield f"・{short}（{len(members)}件）" if len(members) > 1 else f"・{short}"
    if more := sum(map(len, list(threads.values())[_NAMED:])):
        yield f"・ほか{more}件"


def _short(heading: Sequence[str]) -> str:
    """An item in few words: the number of its part, then its file if it has one, and its last two headings."""
    lines = [" ".join(line.split()) for line in heading]
    if len(lines) < 3:
        return "　".join(lines)
    file = [line.partition("）")[0] + "）" for line in lines[1:2] if line.startswith("（")]
    return "　".join((lines[0].partition(" ")[0], *file, *lines[1 + len(file) :][-2:]))


def overdue(due: Iterable[Deadline], known: Milestones) -> Iterator[Finding]:
    """The five years, where they have passed by the day of this revision."""
    for one in due:
        for day in (known.submitted, known.published):
            if one.kind == REASSESS and day and not day.stale and day.start > one.due:
                text = (
                    f"再評価の期限（{to_wareki(one.due)}）が、{day.name}（{to_wareki(day.start)}）までに過ぎています。"
                )
                yield Finding(kind="overdue", clause=one.clause, text=text)
                return


def later(verdict: Verdict, known: Milestones, due: Sequence[Deadline]) -> Iterator[Task]:
    """The next review and the next assessment."""
    day = known.published.start if known.published and not known.published.stale else None
    review = next((one.due for one in due if one.kind == REVIEW), None)
    if day is not None:
        review = years_later(day, YEARS[REVIEW])
    at = f"{to_wareki(review)}まで" if review and (day or verdict == "nothing") else "公表から1年以内"
    yield Task(kind="review", text="評価書を見直す（少なくとも1年に1回）", when=at, clause=CLAUSES[REVIEW])
    standing = next((one for one in due if one.kind == REASSESS), None)
    clause = CLAUSES[REASSESS]
    if verdict == "reassess":
        at = f"{to_wareki(years_later(day, YEARS[REASSESS]))}まで" if day else "公表から5年を経過する前"
        yield Task(kind="reassess-again", text="次の再評価を行う（5年を経過する前）", when=at, clause=clause)
    elif standing is not None:
        since = f"起算: {to_wareki(standing.since)}、{standing.source}"
        yield Task(
            kind="reassess-again",
            text="再評価を行う（5年を経過する前。修正では延びない）",
            when=f"{to_wareki(standing.due)}まで",
            clause=clause,
            details=(since,),
        )


def counts(judged: Sequence[Judged]) -> tuple[int, int, int, int]:
    """All changes, then those important, to be decided, and other."""
    yes, review, no = (sum(one.judgement.important == word for one in judged) for word in ("yes", "review", "no"))
    return len(judged), yes, review, no


def found_tasks(findings: Sequence[Finding]) -> Iterator[Task]:
    """A task for each finding, with its clause."""
    told = sentences(findings, 1)
    for sentence in told[:_NAMED]:
        yield Task(kind="finding", text=sentence, open=True)
    if len(told) > _NAMED:
        yield Task(kind="finding", text=f"ほか{len(told) - _NAMED}件の指摘（piadiff diff で見られます）。", open=True)
