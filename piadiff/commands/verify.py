"""``piadiff verify``: is the store complete, canonical and untampered?"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from piadiff.commands.common import DEFAULT_STORE, AsJson, ExitCode, StoreDir, print_json
from piadiff.store import Store
from piadiff.writers.terminal import grid

if TYPE_CHECKING:
    from piadiff.store.check import Finding
    from piadiff.store.seal import Seal


def verify(
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="FILE", help="前に作った封印と突き合わせ、履歴の書き換えを見つける。"),
    ] = None,
    seal: Annotated[
        Path | None,
        typer.Option("--seal", metavar="FILE", help="いまの履歴の封印を書く。保管庫とは別の所に保存する。"),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="--seal の同じ名前のファイルを置き換える。")] = False,
    as_json: AsJson = False,
    exit_code: ExitCode = False,
    store: StoreDir = DEFAULT_STORE,
) -> int:
    """保管庫を調べます。すべての版が正規の書き方で、ダイジェストと合い、元のファイルがあることなどを確かめます。

    設定（piadiff.toml）が読めるかも見ます。問題があれば一覧を出します。--exit-code を付けると、そのとき終了コードが
    1になります。保管庫は何も変更しません。

    --seal は、すべての版のコミットとダイジェストを書いたテキスト（封印）を作ります。問題があれば作りません。
    --against は、その封印のあとで履歴が書き換えられていないか、版が消えていないかを確かめます。

      piadiff verify --exit-code
      piadiff verify --against 封印.txt --seal 新しい封印.txt
    """
    from piadiff import keeping
    from piadiff.errors import PiadiffError
    from piadiff.store.check import check
    from piadiff.store.seal import compare

    if seal is not None:
        from piadiff.writers.files import check_target

        check_target(seal, overwrite=overwrite, inputs=[str(against)] if against else [])
    sealed = _read(against) if against is not None else None
    count, findings = check(Store(store))
    with suppress(PiadiffError):  # a history that cannot be read is among the findings already
        findings += [*keeping.findings(Store(store)), *_settings(store)] if count else []
        findings += compare(Store(store), sealed) if sealed else []
    written = seal is not None and not findings
    if seal is not None and written:
        from piadiff.store.seal import dumps, make
        from piadiff.writers.files import save

        save(seal, dumps(make(Store(store))), overwrite=overwrite)
    if as_json:
        listed = [{"where": finding.where, "problem": finding.problem} for finding in findings]
        print_json({"versions": count, "findings": listed} | ({"seal": str(seal)} if written else {}))
    elif findings:
        print(grid([(finding.where, finding.problem) for finding in findings], ("場所", "問題"), style="simple"))
        print(f"\n{count}版を調べ、{len(findings)}件の問題を見つけました。")
    else:
        print(f"{count}版を調べました。問題はありません。")
        if sealed:
            print(f"{sealed.day}の封印（{len(sealed.versions)}版）のあと、履歴は書き換えられていません。")
        if written:
            print(f"{seal} に封印を書きました。保管庫とは別の所に保存してください。")
    if seal is not None and not written:
        raise PiadiffError("問題があるため、封印は書きませんでした", where=str(seal), hint="上の問題を直してください")
    return 1 if findings and exit_code else 0


def _read(path: Path) -> Seal:
    """The seal in a file that a person names."""
    from piadiff.errors import PiadiffError
    from piadiff.store.seal import LARGEST, loads

    if not path.is_file():
        raise PiadiffError("封印のファイルがありません", where=str(path), hint="ファイル名を確かめてください")
    if path.stat().st_size > LARGEST:
        raise PiadiffError("封印のファイルにしては大きすぎます", where=str(path), hint="ファイル名を確かめてください")
    return loads(path.read_bytes(), str(path))


def _settings(store: Path) -> list[Finding]:
    """What is wrong with the settings as they are committed."""
    from piadiff.errors import PiadiffError
    from piadiff.settings import FILE, LARGEST, parse
    from piadiff.store.check import Finding

    try:
        parse(Store(store).read(FILE, LARGEST) or b"")
    except PiadiffError as fault:
        hint = f"（{fault.hint}）" if fault.hint else ""
        return [Finding(where=fault.where or FILE, problem=f"設定が使えません: {fault.message}{hint}")]
    return []
