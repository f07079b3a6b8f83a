"""What the commands share: their common options, and how OLD, NEW and VERSION on the command line become a version."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

StoreDir = Annotated[Path, typer.Option("--store", envvar="PIADIFF_STORE", metavar="DIR", help="保管庫のフォルダー。")]
AsJson = Annotated[bool, typer.Option("--json", help="プログラム向けに JSON で出す（標準出力は JSON だけになる）。")]
ExitCode = Annotated[bool, typer.Option("--exit-code", help="違いや指摘があるとき、終了コードを 1 にする。")]
Force = Annotated[bool, typer.Option("--force", help="評価書番号や評価実施機関が違う評価書どうしでも比べる。")]
DEFAULT_STORE = Path("store")
