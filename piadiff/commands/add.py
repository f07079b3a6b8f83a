"""``piadiff add``: files become versions in the store, all of them or none."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from piadiff.commands.common import (
    DEFAULT_STORE,
    AsJson,
    StoreDir,
    Strict,
    hold_interrupts,
    print_json,
    published,
    read_file,
    tell_doubts,
)
from piadiff.errors import PiadiffError
from piadiff.store import Added, NewVersion, Store
from piadiff.store.version import to_date


def add(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="評価書のファイル（xlsx、xls、ods、PDF、テキスト、JSON）。いくつでも。"),
    ],
    date: Annotated[
        str | None,
        typer.Option(
            "--date", metavar="公表日", help="公表日（2024-04-01、令和6年4月1日）。文書に書かれていないとき、違うとき。"
        ),
    ] = None,
    identifier: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", help="評価書のID。既定は評価実施機関名と評価書番号から（所沢市-1）。"),
    ] = None,
    correct: Annotated[
        bool, typer.Option("--correct", help="同じ公表日の版がすでにあるとき、その訂正として保管する。")
    ] = False,
    strict: Strict = False,
    as_json: AsJson = False,
    store: StoreDir = DEFAULT_STORE,
) -> None:
    """評価書を読み、公表日ごとの版として保管庫（git）に入れます。保管庫がなければ作ります。

    いくつかのファイルを一度に渡せます。一つでも読めなければ、何も保管しません。同じ内容をもう一度入れても何も
    変わりません。古い版をあとから入れても、版は公表日の順に並びます。履歴は書き換えません。

      piadiff add 旧.txt 新.txt
      piadiff add 評価書.txt --date 令和6年4月1日
    """
    if len(files) > 1 and (date or identifier):
        raise PiadiffError("--date と --id は、ファイルが一つのときだけ使えます", hint="一つずつ add してください")
    given = to_date(date, where="--date") if date else None
    new = [_read(path, given, identifier, strict=strict) for path in files]
    with hold_interrupts() as hold:
        added = Store(store).add(new, correct=correct, before_commit=hold)
        if as_json:
            print_json({"versions": [_to_json(one) for one in added]})
        else:
            for one, item in zip(added, new, strict=True):
                print(_sentence(one, item))


def _read(path: Path, date: str | None, identifier: str | None, *, strict: bool) -> NewVersion:
    reading = read_file(path)
    day = date or published(reading.assessment)
    if day is None:
        raise PiadiffError(
            "公表日が書かれていません", where=str(path), hint="--date 令和6年4月1日 のように指定してください"
        )
    tell_doubts(path.name, len(reading.unplaced), len(reading.remarks), strict=strict)
    return NewVersion(
        assessment=reading.assessment,
        date=day,
        original=path.read_bytes(),
        source=path.name,
        id=identifier,
        unplaced=len(reading.unplaced),
    )


def _sentence(added: Added, item: NewVersion) -> str:
    if not added.new:
        return f"{added.version.label} はすでに同じ内容で保管しています。何も変えていません。"
    kind = "訂正として保管しました" if added.version.correction else "保管しました"
    details = f"{item.assessment.form}、{len(item.assessment.items)}項目、変更箇所{len(item.assessment.changes)}行"
    return f"{added.version.label} を{kind}（{details}）"


def _to_json(added: Added) -> dict[str, Any]:
    version = added.version
    return {"id": version.id, "date": version.date, "label": version.label, "added": added.new}
