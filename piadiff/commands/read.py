"""``piadiff read``: what the program makes of a file, as a summary for people or as canonical JSON."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from piadiff import canonical, papers
from piadiff.commands.common import AsJson, Strict, note, published, tell_doubts
from piadiff.forms import form
from piadiff.model import ChangesList, Opinions, Reading
from piadiff.store.names import AGENCY, NUMBER, TITLE
from piadiff.writers.terminal import one_line, pad, show_value, terminal_width, wrap

_LABEL = 16


def read(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="評価書のファイル（xlsx、xls、ods、PDF、テキスト、JSON）。")
    ],
    as_json: AsJson = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="どの項目にも入らなかった文字と、気になる点をすべて出す。")
    ] = False,
    strict: Strict = False,
) -> None:
    """評価書のファイルを読み、要約を出します。--json を付けると、読み取った内容を正規JSONで出します。

    どの項目にも入れられなかった文字は、捨てずに箇所の数を知らせます。--verbose でその場所と文字が見られます。
    変更箇所一覧と、第三者点検の意見の表も読み、行ごとに、どの項目のことかを見付けます。

      piadiff read 評価書.txt
      piadiff read 評価書.txt --json > 評価書.json
    """
    reading = read_file(file)
    if strict:
        tell_doubts(str(file), len(reading.unplaced), len(reading.remarks), strict=True)
    if as_json:
        sys.stdout.write(canonical.dumps(reading.assessment) if isinstance(reading, Reading) else papers.dumps(reading))
        if reading.unplaced:
            note(f"項目に入らなかった文字が{len(reading.unplaced)}箇所あります（--verbose で見られます）")
    else:
        print(_summary(reading))
    if verbose:
        print(_details(reading), file=sys.stderr if as_json else sys.stdout)


def read_file(path: Path) -> Reading | ChangesList | Opinions:
    """What a reader makes of a file of any kind that the program knows. Raises PiadiffError naming the file."""
    from piadiff.readers import read_paper

    return read_paper(path)


def _summary(reading: Reading | ChangesList | Opinions) -> str:
    lines = _of_assessment(reading) if isinstance(reading, Reading) else _of_paper(reading)
    lines.append(("入らなかった文字", f"{len(reading.unplaced)}箇所"))
    if reading.remarks:
        lines.append(("気になる点", f"{len(reading.remarks)}件"))
    return "\n".join(row for label, text in lines for row in _row(label, text))


def _of_paper(paper: ChangesList | Opinions) -> list[tuple[str, str]]:
    rows = [row.row for row in paper.rows] if isinstance(paper, ChangesList) else paper.rows
    return [
        ("種類", papers.KINDS[papers.kind_of(paper)]),
        ("行", f"{len(rows)}（うち項目の分かるもの {sum(bool(row.paths) for row in rows)}）"),
    ]


def _of_assessment(reading: Reading) -> list[tuple[str, str]]:
    assessment = reading.assessment
    filled = sum(not canonical.is_empty(value) for value in assessment.items.values())
    return [
        ("様式", f"{assessment.form}（{form(assessment.form).title}）"),
        ("様式の版", assessment.edition or "不明"),
        ("評価実施機関名", _name(reading, AGENCY)),
        ("評価書番号", _name(reading, NUMBER)),
        ("評価書名", _name(reading, TITLE)),
        ("公表日", published(assessment) or "記載なし"),
        ("項目", f"{len(assessment.items)}（うち記載のあるもの {filled}）"),
        ("変更箇所", f"{len(assessment.changes)}行"),
    ]


def _row(label: str, text: str) -> list[str]:
    first, *rest = wrap(one_line(text), terminal_width() - _LABEL - 2)
    return [f"{pad(label, _LABEL)}  {first}", *(" " * (_LABEL + 2) + line for line in rest)]


def _name(reading: Reading, path: str) -> str:
    return show_value(reading.assessment.items.get(path, ""))


def _details(reading: Reading | ChangesList | Opinions) -> str:
    """Each piece without a place, with where it stood, and each remark."""
    lines: list[str] = []
    width = terminal_width() - 4
    if reading.unplaced:
        lines += ["", "項目に入らなかった文字:"]
        for piece in reading.unplaced:
            lines.append(f"  {one_line(piece.where)}")
            lines += [f"    {line}" for line in wrap(piece.text.strip("\n"), width)]
    if reading.remarks:
        lines += ["", "気になる点:"]
        for remark in reading.remarks:
            first, *rest = wrap(one_line(remark), width)
            lines += [f"  ・{first}", *(f"    {line}" for line in rest)]
    return "\n".join(lines)
