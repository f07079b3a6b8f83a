"""``piadiff backfill``: a document's past, rebuilt from its own change table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from piadiff.commands.common import DEFAULT_STORE, AsJson, StoreDir, Version, hold_interrupts, open_version, print_json
from piadiff.errors import PiadiffError
from piadiff.store import NewVersion, Store, make_id, safe_id

if TYPE_CHECKING:
    from piadiff.backfill import Backfill, Rebuilt, UndoneRow

RECORD = "復元の記録.json"
UNDATED = "前の版"
TO_COME = "これから"
KEPT = "保管した"
_MARKS = ("確実", "推定", "不可")


def backfill(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="ファイル、または保管庫の版（ID@latest など）。")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FOLDER", help="保管せずに、正規JSONをこのフォルダー（なければ作る）に書く。"
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="何も書かず、結果だけを示す。")] = False,
    identifier: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="保管するときの評価書のID。既定は文書から。")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="-o のとき、同じ名前のファイルを置き換える。")] = False,
    as_json: AsJson = False,
    store: StoreDir = DEFAULT_STORE,
) -> None:
    """一つの文書の変更箇所の表をさかのぼり、前の版を復元して保管します。

    変更日の新しい行から順に、本文の「変更後の記載」を「変更前の記載」に戻します（変更日が空欄の行が最初）。復元した版の
    日付は、その記載になった変更日です。いちばん古い版は、いつからの記載か分からないため、最初の変更日の前日とします。

    行ごとに、確実（本文とぴったり合った）、推定（本文と少し違う、場所が一つに決まらないなど）、不可（戻せない）を示し、
    理由を付けます。復元した版は log で「復元」と示し、公表された版を置き換えることはありません。

      piadiff backfill 所沢市-1
      piadiff backfill 評価書.txt --dry-run
      piadiff backfill 評価書.txt -o 前の版
    """
    from piadiff.backfill import backfill as rebuild

    if output is not None and dry_run:
        raise PiadiffError("-o と --dry-run は一緒に使えません")
    opened = open_version(version, store)
    if not opened.assessment.changes:
        raise PiadiffError("変更箇所の表に行がないため、さかのぼれません", where=opened.label)
    found = rebuild(opened.assessment, opened.date)
    told: dict[str, str] = {}
    if output is not None:
        told = _write(found, opened, output, version, overwrite=overwrite)
    elif not dry_run:
        told = _keep(found, opened, Store(store), identifier)
    if as_json:
        print_json(_to_json(found, opened, told))
    else:
        print(_page(found, told))


def _keep(found: Backfill, opened: Version, store: Store, identifier: str | None) -> dict[str, str]:
    """Store every version that takes no published version's place, all or none; what became of each, by date."""
    own = safe_id(identifier) if identifier else opened.id or make_id(opened.assessment)
    known = store.versions() if (store.folder / ".git").is_dir() else ()
    real = {v.date for v in known if v.id == own and not v.rebuilt}
    told: dict[str, str] = {}
    new = []
    for one in found.versions:
        if not one.date:
            told[one.date] = "日付が不明のため保管しない"
        elif one.date in real:
            told[one.date] = "公表された版があり保管しない"
        elif opened.date and one.date >= opened.date:
            told[one.date] = "元の版より前の日付でなく保管しない"
        else:
            new.append(_new(one, opened, own))
    with hold_interrupts() as hold:
        for added in store.add(new, before_commit=hold) if new else ():
            told[added.version.date] = (KEPT if added.new else "保管済み") + f" {added.version.label}"
    return told


def _new(one: Rebuilt, opened: Version, identifier: str) -> NewVersion:
    record = {"format": "piadiff/1", "kind": "rebuilt", "from": opened.label, **_version_to_json(one)}
    return NewVersion(
        assessment=one.assessment,
        date=one.date,
        original=(json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode(),
        source=RECORD,
        id=identifier,
        rebuilt=opened.label,
    )


def _write(found: Backfill, opened: Version, folder: Path, spec: str, *, overwrite: bool) -> dict[str, str]:
    """Write every version as canonical JSON, and how it was done; the names of the files by date. What ``spec`` names,
    if it is a file, is never replaced."""
    from piadiff import canonical
    from piadiff.writers.files import check_target, save

    if folder.exists() and not folder.is_dir():
        raise PiadiffError("フォルダーではありません", where=str(folder), hint="-o で別の名前を指定してください")
    folder.mkdir(parents=True, exist_ok=True)
    names = {one.date: f"{one.date or UNDATED}.json" for one in found.versions}
    record = json.dumps(_to_json(found, opened, names), ensure_ascii=False, indent=2) + "\n"
    files = {names[one.date]: canonical.dumps(one.assessment) for one in found.versions} | {RECORD: record}
    for name in files:
        check_target(folder / name, overwrite=overwrite, inputs=(spec,))
    for name, text in files.items():
        save(folder / name, text.encode(), overwrite=overwrite)
    return names


def _page(found: Backfill, told: dict[str, str]) -> str:
    from piadiff.writers.terminal import grid

    rows = [
        (
            one.revision or TO_COME,
            _date(one),
            *(str(sum(row.outcome == mark for row in one.rows)) for mark in _MARKS),
            str(len(one.doubts)),
            told.get(one.date, "").partition(" ")[0],
        )
        for one in found.versions
    ]
    head = ("戻した変更日", "復元した版", *_MARKS, "確かでない項目", "書いたもの" if told else "")
    table = grid(rows, head, style="simple") if rows else ""
    return "\n\n".join(filter(None, (table, _summary(found.rows), _left(found.rows))))


def _date(one: Rebuilt) -> str:
    return (f"{one.date}以前" if one.earliest else one.date) if one.date else UNDATED


def _summary(rows: Sequence[UndoneRow]) -> str:
    from piadiff.writers.terminal import terminal_width, wrap

    counts = [sum(row.outcome == mark for row in rows) for mark in _MARKS]
    shown = "、".join(f"{mark}{count}行" for mark, count in zip(_MARKS, counts, strict=True))
    return "\n".join(wrap(f"変更箇所{len(rows)}行のうち、{shown}。", terminal_width()))


def _left(rows: Sequence[UndoneRow]) -> str:
    """The rows that are not certain, with what was found."""
    from piadiff.writers.terminal import grid, one_line

    left = [
        (f"{row.number}行目", row.outcome, "\n".join(row.row.paths) or one_line(row.row.item), row.why)
        for row in rows
        if row.outcome != "確実"
    ]
    return grid(left, ("行", "結果", "項目", "理由"), style="simple") if left else ""


def _to_json(found: Backfill, opened: Version, told: dict[str, str]) -> dict[str, Any]:
    return {
        "from": opened.label,
        "versions": [{**_version_to_json(one), "kept": told.get(one.date)} for one in found.versions],
        "left": [_row_to_json(row) for row in found.left],
    }


def _version_to_json(one: Rebuilt) -> dict[str, Any]:
    return {
        "date": one.date or None,
        "earliest": one.earliest,
        "revision": one.revision,
        "rows": [_row_to_json(row) for row in one.rows],
        "doubts": [{"path": path, "why": why} for path, why in one.doubts.items()],
    }


def _row_to_json(row: UndoneRow) -> dict[str, Any]:
    return {"row": row.number, "paths": list(row.row.paths), "outcome": row.outcome, "why": row.why}
