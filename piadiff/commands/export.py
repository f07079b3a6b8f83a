"""``piadiff export``: the whole filled form as an Excel workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from piadiff.commands.common import DEFAULT_STORE, StoreDir


def export(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="ファイル、または保管庫の版（ID@latest など）。")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="書き出すファイル（.xlsx）。")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="同じ名前のファイルがあれば置き換える。")] = False,
    store: StoreDir = DEFAULT_STORE,
) -> int:
    """一つの版の全体を、様式に沿ったExcelファイルに書き出します。

    表紙から変更箇所まで、様式の部ごとに一枚のシートです（特定個人情報ファイルごとに繰り返す部は、
    ファイルごとに一枚）。記載のある項目だけを書きます。

    図（別添1）は、中の文字を書きます。画像そのものは書かず、その代わりに画像ごとの照合用の値（SHA-256）を
    「図の画像」に書きます。消さずに残せば、また読み込んだときに画像は変わっていないと分かります。

      piadiff export 所沢市-1@latest -o 評価書.xlsx
      piadiff export 評価書.txt -o 評価書.xlsx
    """
    from piadiff.commands.common import note, open_version
    from piadiff.errors import PiadiffError
    from piadiff.writers.files import check_target, save
    from piadiff.writers.form_xlsx import render

    if output.suffix.lower() != ".xlsx":
        raise PiadiffError("評価書はExcelファイルに書きます", where=str(output), hint="末尾を .xlsx にしてください")
    check_target(output, overwrite=overwrite, inputs=(version,))
    assessment = open_version(version, store).assessment
    save(output, render(assessment), overwrite=overwrite)
    note(f"{output} に{len(assessment.items)}項目、変更箇所{len(assessment.changes)}行を書きました。")
    return 0
