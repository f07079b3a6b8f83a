"""``piadiff deadlines``: what falls due, over the whole store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from piadiff.commands.common import DEFAULT_STORE, AsJson, ExitCode, StoreDir, open_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from piadiff.deadlines import Deadline
    from piadiff.store import Store


def deadlines(
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="どの日から見るか（例: 令和7年4月1日）。既定は今日。")
    ] = None,
    as_json: AsJson = False,
    exit_code: ExitCode = False,
    store: StoreDir = DEFAULT_STORE,
) -> int:
    """保管しているすべての評価書について、再評価と見直しの期限を、近いものから順に出します。

    再評価は、直近の評価から5年を経過する前（規則第15条）、見直しは、最新の版の公表から1年以内（指針）です。直近の
    評価の日は、基礎項目評価の実施日、再評価や重要な変更のあった版の公表日などのうち最も新しいもので、何から数えたかを
    「起算」に示します。様式2のように実施日の欄がない評価書では、評価した日を設定に書いておけます（下の三つ目の例）。
    --exit-code を付けると、過ぎた期限があるとき終了コードが1になります。

      piadiff deadlines
      piadiff deadlines --on 令和9年4月1日 --json
      piadiff settings set assessed.所沢市-1 令和6年4月1日
    """
    from datetime import date

    from piadiff.commands.common import note, print_json
    from piadiff.deadlines import to_json
    from piadiff.facts import to_date
    from piadiff.store import Store

    today = date.today().isoformat() if on is None else to_date(on, "--on")
    found, ahead = gathered(Store(store), today)
    if as_json:
        print_json({"on": today, "deadlines": [to_json(one) for one in found]})
    else:
        _show(found, today)
    for identifier in ahead:
        note(f"{identifier} には、この日までに公表された版がないため、期限はありません。")
    return 1 if exit_code and any(one.overdue for one in found) else 0


def gathered(store: Store, today: str) -> tuple[tuple[Deadline, ...], list[str]]:
    """All deadlines of the store, the soonest first, and the assessments that have none on that day."""
    from itertools import groupby

    from piadiff.deadlines import Dated, by_urgency, deadlines
    from piadiff.store.version import current

    standing = current(store.versions())
    assessed = open_settings(store.folder).assessed
    found: list[Deadline] = []
    ahead = []
    for identifier, members in groupby(standing, key=lambda version: version.id):
        versions = [version for version in members if version.date <= today]
        if not versions:
            ahead.append(identifier)
            continue
        pairs = zip(versions, store.load_all(versions), strict=True)
        dated = [Dated(date=version.date, assessment=assessment) for version, assessment in pairs]
        found += deadlines(identifier, dated, today, assessed.get(identifier))
    return by_urgency(found), ahead


def _show(found: Sequence[Deadline], today: str) -> None:
    from piadiff.dates import to_wareki
    from piadiff.writers.terminal import grid

    overdue = sum(one.overdue for one in found)
    if not found:
        print("期限はありません。")
        return
    rows = [
        (
            to_wareki(one.due),
            f"{-one.left}日超過" if one.overdue else f"あと{one.left}日",
            one.id,
            one.kind,
            f"{to_wareki(one.since)}\n{one.source}",
        )
        for one in found
    ]
    print(grid(rows, ("期限", "残り", "評価書", "すること", "起算")))
    late = f"{overdue}件の期限が過ぎています。" if overdue else "過ぎた期限はありません。"
    print(f"{to_wareki(today)}現在、期限は{len(found)}件です。{late}")
