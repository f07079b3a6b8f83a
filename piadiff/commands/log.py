"""``piadiff log``: which versions the store has."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from piadiff.commands.common import DEFAULT_STORE, AsJson, StoreDir, print_json
from piadiff.store import Store, StoredVersion
from piadiff.store.version import current
from piadiff.writers.terminal import grid


def log(
    identifier: Annotated[
        str | None, typer.Argument(metavar="ID", help="評価書のID（所沢市-1）。なければすべて。")
    ] = None,
    as_json: AsJson = False,
    store: StoreDir = DEFAULT_STORE,
) -> None:
    """保管している版の一覧を、評価書ごとに、公表日の新しい順に出します。

    「版」の欄は、そのまま diff や show に渡せます。訂正された版は「訂正前」、変更箇所の表から復元した版
    （backfill）は「復元」と示します。

      piadiff log
      piadiff log 所沢市-1 --json
    """
    versions = Store(store).versions(identifier)
    standing = {v.commit for v in current(versions)}
    ordered = sorted(sorted(versions, key=lambda v: v.order, reverse=True), key=lambda v: v.id)
    if as_json:
        print_json({"versions": [_to_json(v, v.commit in standing) for v in ordered]})
    elif not ordered:
        print("まだ何も保管していません。")
    else:
        rows = [_row(v, v.commit in standing) for v in ordered]
        print(grid(rows, ("版", "様式", "様式の版", "備考", "保管した日", "元のファイル"), style="simple"))


def _row(version: StoredVersion, stands: bool) -> tuple[str, ...]:
    corrected = "訂正前" if not stands else "訂正" if version.correction else ""
    mark = "・".join(filter(None, ("復元" if version.rebuilt else "", corrected)))
    return _name(version, stands), version.form, version.edition or "不明", mark, version.added, version.source


def _name(version: StoredVersion, stands: bool) -> str:
    """How this very version is named on the command line: under its date alone stands the last correction."""
    return version.label if stands or version.correction else f"{version.label}#0"


def _to_json(version: StoredVersion, stands: bool) -> dict[str, Any]:
    return {
        "id": version.id,
        "date": version.date,
        "label": _name(version, stands),
        "form": version.form,
        "edition": version.edition,
        "correction": version.correction,
        "current": stands,
        "rebuilt": version.rebuilt or None,
        "digest": version.digest,
        "source": version.source,
        "added": version.added,
        "commit": version.commit,
    }
