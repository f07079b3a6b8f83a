"""Two hundred rows of a change table into every format, against the bare packages writing the same cells.

``python -m benchmarks.tables [FORMAT [bare]]``: all of it, or one format once (with ``bare`` by the package alone), as
a process of its own whose memory can be measured.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from benchmarks.measure import peak_megabytes, side_by_side

if TYPE_CHECKING:
    from piadiff.model import Row

ROWS = 200
_AIM = 2.0  # seconds for any format
_AIM_MEGABYTES = 200


def tables() -> None:
    """Prints for each format the time from rows to the bytes of the file and the memory, and the ratios to the bare
    package."""
    from piadiff.writers import FORMATS

    for name in FORMATS:
        ours, theirs = sides(name)
        pair = side_by_side(ours, theirs, runs=3)
        command = [sys.executable, "-m", "benchmarks.tables", name]
        peak, bare = peak_megabytes(command), peak_megabytes([*command, "bare"])
        room = f"{peak:.0f} MB、比 {peak / bare:.2f}" if peak and bare else "メモリーはこの環境では測れません"
        other = {"xlsx": "openpyxl だけ", "docx": "python-docx だけ"}.get(name, "語の印を付けるだけ")
        print(
            f"変更箇所{ROWS}行 → {name}（同じプロセス）: {pair.ours:.2f} 秒、{other} {pair.theirs:.2f} 秒、"
            f"比 {pair.ratio:.1f}（目標 {_AIM:.0f} 秒以下）、"
            f"プロセス全体の最大メモリー {room}（目標 {_AIM_MEGABYTES} MB 以下）"
        )


def sides(name: str) -> tuple[Callable[[], object], Callable[[], object]]:
    """Writing the rows in a format, and what it is held against: the bare package, else marking the changed words."""
    from piadiff import table
    from piadiff.forms import form
    from piadiff.writers import render

    tree, made = form("様式4"), rows()
    if name in ("xlsx", "docx"):
        cells = [line.cells for line in table.sheet(tree, made).lines]
        bare: Callable[[], object] = lambda: (_openpyxl if name == "xlsx" else _docx)(cells)  # noqa: E731
    else:
        bare = lambda: table.sheet(tree, made)  # noqa: E731
    return lambda: render(table.sheet(tree, made), name), bare


def rows() -> list[Row]:
    """Rows as long as those of real tables are on average."""
    from piadiff.model import Row

    return [
        Row(
            item="Ⅱ　特定個人情報ファイルの概要\n（１）台帳ファイル\n４．取扱いの委託\n委託事項１",
            paths=("Ⅱ/(1)/4/委託事項1/①",),
            before=f"台帳の事務に用いる。番号法第19条第{n}号に基づく。\n" * 8,
            after=f"台帳に関する事務に用いる。番号法第19条第{n + 1}号に基づき処理する。\n" * 8,
            timing="事前",
            reason="重要な変更",
        )
        for n in range(ROWS)
    ]


def _openpyxl(cells: list[tuple[str, ...]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    page = book.worksheets[0]
    for row in cells:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _docx(cells: list[tuple[str, ...]]) -> bytes:
    from docx import Document

    document = Document()
    grid = document.add_table(rows=len(cells), cols=6)
    for row, texts in zip(grid.rows, cells, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sides(sys.argv[1])[len(sys.argv) > 2]()
    else:
        tables()
