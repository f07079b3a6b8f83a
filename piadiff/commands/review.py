"""``piadiff review``: a person decides the open judgements, one change at a time or from a file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from piadiff.commands.common import (
    DEFAULT_STORE,
    AsJson,
    DecisionsFile,
    Force,
    NewVersion,
    OldVersion,
    StoreDir,
    hold_interrupts,
    note,
    person,
    print_json,
)
from piadiff.errors import PiadiffError

if TYPE_CHECKING:
    from piadiff.commands.revision import Revision
    from piadiff.decisions import Decision
    from piadiff.keeping import Keeper
    from piadiff.model import Judged


def review(
    old: OldVersion,
    new: NewVersion,
    everything: Annotated[bool, typer.Option("--all", help="要確認のものだけでなく、すべての変更を見る。")] = False,
    decide: Annotated[
        Path | None,
        typer.Option("--decide", metavar="FILE.json", help="問い合わせず、ファイルに書いた判断をそのまま入れる。"),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="名前", help="判断する人。省けば git の user.name、なければログイン名。"),
    ] = None,
    decisions: DecisionsFile = None,
    as_json: AsJson = False,
    force: Force = False,
    store: StoreDir = DEFAULT_STORE,
) -> int:
    """要確認の変更を一つずつ示し、人が決めた判断（重要な変更か、提出時期、説明、メモ）を、誰がいつ決めたかとともに残します。

    一つ決めるたびに保管します。いつやめても（q、Ctrl+C、端末を閉じる）、決めたところまで残り、同じ命令で続きから
    始められます。残した判断は diff、table、report に使われます。保管庫の版どうしなら保管庫に、ファイルどうしなら
    --decisions のファイルに残します。--json は、まだ決めていない変更の一覧を出します。important に yes か no を
    書き込んで --decide に渡せます。review のままのものには触れません。withdraw と書くと、前の判断を取り消します。

      piadiff review 所沢市-1@prev 所沢市-1@latest
      piadiff review 旧.txt 新.txt --decisions 判断.json
      piadiff review 所沢市-1@prev 所沢市-1@latest --decide 判断.json
    """
    from piadiff.commands.revision import open_revision

    revision = open_revision(old, new, store, force=force, decisions=decisions, may_begin=True)
    if as_json and decide is None:
        print_json(_open_changes(revision, everything=everything))
        return 0
    keeper = _keeper(revision)
    who = person(by, store, option="--by", role="判断する人")
    if decide is not None:
        return _from_file(decide, revision, keeper, who)
    return _session(revision, keeper, who, everything=everything)


def _keeper(revision: Revision) -> Keeper:
    if revision.keeper is None:
        raise PiadiffError(
            "判断を残す場所がありません", hint="ファイルどうしを比べるときは --decisions 判断.json を付けてください"
        )
    return revision.keeper


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _from_file(path: Path, revision: Revision, keeper: Keeper, who: str) -> int:
    """Stores the decisions of a file, all or none, and says what became of them."""
    from piadiff.deciding import is_open, resolve
    from piadiff.decisions import assign, merge
    from piadiff.decisions_json import requests
    from piadiff.keeping import read_requests

    versions = (revision.before.label, revision.after.label)
    asked = requests(read_requests(path), str(path), versions)
    made = resolve(asked, revision.ruled, revision.tree, kept=revision.decisions, who=who, when=_now(), where=str(path))
    new = merge(revision.decisions, made)[len(revision.decisions) :]
    with hold_interrupts() as hold:
        if new:
            keeper.keep(new, hold)
        changes = [one.change for one in revision.ruled]
        stale = assign(changes, new).states.count("stale")
        open_ = sum(map(is_open, asked))
        left = f"決めていないもの（important が review のまま）は{open_}件です。" if open_ else ""
        print((f"{len(new)}件の判断を{keeper.place}に残しました。" if new else "新しく残す判断はありません。") + left)
        if stale:
            note(f"うち{stale}件は、変更がないか内容が違うため使われません（piadiff decisions で見られます）。")
    return 0


def _session(revision: Revision, keeper: Keeper, who: str, *, everything: bool) -> int:
    from piadiff.desk import Desk
    from piadiff.diffview import Look
    from piadiff.reviewing import Session
    from piadiff.writers.terminal import has_colour, terminal_width

    def keep(made: Sequence[Decision]) -> None:
        with hold_interrupts() as hold:
            keeper.keep(made, hold)

    desk = Desk(
        ask=_ask,
        say=print,
        keep=keep,
        rescue=_rescuer(revision),
        now=_now,
        who=who,
        place=keeper.place,
        tree=revision.tree,
        look=Look(width=terminal_width(), colour=has_colour()),
        published=revision.before.assessment.changes,
        beside=_grounds(revision),
    )
    return Session(desk, revision.ruled, revision.decisions, everything=everything).run()


def _ask(question: str) -> str:
    """One line from the person; where it comes from a file, it is shown, so that the record can be read."""
    if sys.stdin.isatty():
        import contextlib

        with contextlib.suppress(ImportError):  # better editing of the line, where there is it
            import readline  # noqa: F401
        return input(question)
    typed = input(question)
    print(typed.rstrip("\r\n"))
    return typed


def _rescuer(revision: Revision) -> Callable[[Sequence[Decision]], str]:
    """Writes decisions that could not be stored into a new file of the current folder, and names it."""

    def rescue(made: Sequence[Decision]) -> str:
        from piadiff.decisions_json import Record, dumps
        from piadiff.writers.files import save

        record = Record(old=revision.before.label, new=revision.after.label, decisions=tuple(made))
        path = Path(f"保管できなかった判断-{datetime.now(UTC):%Y%m%dT%H%M%S}.json")
        save(path, dumps(record).encode("utf-8"))
        return str(path)

    return rescue


def _grounds(revision: Revision) -> Callable[[Judged], Iterable[str]]:
    """What is shown beside a change: which other rules would have held, earlier rows that were like it."""
    from piadiff.classifier import reasons
    from piadiff.diffview import WORDS
    from piadiff.precedentview import precedent_lines
    from piadiff.writers.terminal import one_line, terminal_width, wrap

    similar = {id(one.change): rows for one, rows in zip(revision.judged, revision.precedents(2), strict=True)}
    found = {(g.case.change.kind, g.case.change.path): g for g in reasons(revision.comparison.changes, revision.tree)}

    def beside(one: Judged) -> Iterable[str]:
        grounds = found.get((one.change.kind, one.change.path))
        for rule in grounds.beside if grounds else ():
            said = f"{WORDS[rule.important]}とみる面: {rule.id}（{rule.condition}）"
            yield from (f"  {line}" for line in wrap(one_line(said), terminal_width() - 4))
        yield from (f"  {line}" for line in precedent_lines(similar.get(id(one.change), ()), terminal_width() - 2))

    return beside


def _open_changes(revision: Revision, *, everything: bool) -> dict[str, Any]:
    """The changes that nobody has decided yet, in the form that ``--decide`` takes."""
    from piadiff.canonical import FORMAT, value_to_json
    from piadiff.decisions import assign, fingerprint
    from piadiff.decisions_json import KIND

    standing = assign([one.change for one in revision.ruled], revision.decisions).standing
    listed = []
    for place, one in enumerate(revision.ruled):
        change, judgement = one.change, one.judgement
        if place in standing or not (everything or judgement.important == "review"):
            continue
        data: dict[str, Any] = {"path": change.path, "kind": change.kind, "fingerprint": fingerprint(change)}
        data |= {"old_path": change.old_path} if change.old_path else {}
        data |= {"thread": change.thread} if change.thread else {}
        data |= {"important": "review", "heading": list(change.heading)}
        data |= {"before": value_to_json(change.before), "after": value_to_json(change.after)}
        data |= {"rule": judgement.rule, "why": judgement.why}
        listed.append(data)
    labels = {"old": revision.before.label, "new": revision.after.label}
    return {"format": FORMAT, "kind": KIND, **labels, "decisions": listed}
