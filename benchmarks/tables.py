"""Two hundred rows of a change table into every format, against the bare packages writing the same cells."""

from __future__ import annotations

import io

from benchmarks.measure import side_by_side

ROWS = 200
_AIM = 2.0  # seconds for any format


def tables() -> None:
    """Prints for each format the time from rows to the bytes of the file, and the ratio to the bare package."""
    from piadiff import table
    from piadiff.forms import form
    from piadiff.model import Row
    from piadiff.writers import FORMATS, render

    tree = form("様式4")
    rows = [
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
    cells = [line.cells for line in table.sheet(tree, rows).lines]
    bare = {"xlsx": lambda: _openpyxl(cells), "docx": lambda: _docx(cells)}
    for name in FORMATS:
        pair = side_by_side(
            lambda name=name: render(table.sheet(tree, rows), name),  # type: ignore[misc]
            bare.get(name, lambda: table.sheet(tree, rows)),
            runs=3,
        )
        other = {"xlsx": "openpyxl だけ", "docx": "python-docx だけ"}.get(name, "語の印を付けるだけ")
        print(
            f"変更箇所{ROWS}行 → {name}（同じプロセス）: {pair.ours:.2f} 秒、{other} {pair.theirs:.2f} 秒、"
            f"比 {pair.ratio:.1f}（目標 {_AIM:.0f} 秒以下）"
        )


def _openpyxl(cells: list[tuple[str, ...]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in cells:
        book.active.append(row)
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
    tables()
