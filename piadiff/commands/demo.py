"""``piadiff demo``: the main job on the bundled sample, step by step, in a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from piadiff.errors import PiadiffError

ID = "青凪市-7"
TEXTS = {"v1.txt": "令和3年3月.txt", "v2.txt": "令和5年3月.txt", "v3.txt": "令和6年9月.txt"}
TABLE, PAGE, STORE = "別添3.xlsx", "比較.html", "store"
OLD, NEW = f"{ID}@prev", f"{ID}@latest"
_MARK = ".piadiff-demo"


def demo(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="出力先のフォルダー。なければ作ります。")
    ] = Path("demo-out"),
) -> int:
    """同梱の見本（実在しない市の全項目評価書、三つの版）で、版を保管し、変更箇所の表を作るまでを動かします。

    見本の文書、保管庫、別添3.xlsx、比較.html を一つのフォルダーに作ります。自分の保管庫には触れません。何度動かしても
    かまいません。ほかのファイルがあるフォルダーには書きません。

      piadiff demo
      piadiff demo -o 見本
    """
    from piadiff.commands.add import add
    from piadiff.commands.log import log
    from piadiff.commands.report import report
    from piadiff.commands.table import table

    texts = [output / name for name in TEXTS.values()]
    _prepare(output)
    store = output / STORE
    _say("実在しない「青凪市」の国民健康保険に関する事務の全項目評価書を見本に、三つの版を順に扱います。")
    _say(f"見本の文書は {output} にあります。以下の命令は、そのフォルダーに移って打つものです。", f"cd {output}")
    _say("1. 三つの版を保管します。公表日と評価書の名前は文書から読み取ります。", f"add {' '.join(TEXTS.values())}")
    add(texts, store=store)
    _say("2. 保管した版の一覧を見ます。", "log")
    log(store=store)
    _say(
        "3. 前の版と最新の版を比べ、変更箇所の表を見ます。",
        f"table {OLD} {NEW} --context 0",
    )
    table(OLD, NEW, context=0, store=store)
    _say("4. これまでの行に続けて、別添3をExcelのファイルにします。", f"table {OLD} {NEW} --append -o {TABLE}")
    table(OLD, NEW, output=output / TABLE, append=True, overwrite=True, store=store)
    _say("5. 変わった語に印を付けた比較ページを作ります。", f"report {OLD} {NEW} -o {PAGE}")
    report(OLD, NEW, output / PAGE, overwrite=True, store=store)
    _say(f"できました。\n  変更箇所の表   {output / TABLE}\n  比較ページ     {output / PAGE}\n  保管庫（git）  {store}")
    _say(f"ブラウザーの画面で要確認を決め、表を受け取るには: piadiff serve --store {store}")
    return 0


def _say(sentence: str, command: str = "") -> None:
    """One explained step, and the command that a person would type for it. Flushed, so that notes come after it."""
    print(f"\n{sentence}", flush=True)
    if command:
        print(f"  $ {command if command.startswith('cd ') else f'piadiff {command}'}", flush=True)


def _prepare(folder: Path) -> None:
    """Makes the folder with the texts of the sample in it. Refuses a folder that holds anything not of the demo."""
    from importlib import resources

    from piadiff.writers.files import save

    if folder.exists() and not folder.is_dir():
        raise PiadiffError("フォルダーではありません", where=str(folder), hint="-o で別の名前を指定してください")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _MARK).is_file():
        raise PiadiffError(
            "見本のものではないファイルがあります",
            where=str(folder),
            hint="-o で別のフォルダーを指定してください",
        )
    folder.mkdir(parents=True, exist_ok=True)
    save(folder / _MARK, "piadiff demo が作ったフォルダーです。\n".encode(), overwrite=True)
    sample = resources.files("piadiff") / "sample"
    for name, shown in TEXTS.items():
        save(folder / shown, (sample / name).read_bytes(), overwrite=True)
