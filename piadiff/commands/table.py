"""``piadiff table``: the change table of two versions, to the terminal or into a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from piadiff.commands.common import (
    DEFAULT_STORE,
    AsJson,
    DecisionsFile,
    Effective,
    EffectiveFile,
    Force,
    NewVersion,
    OldVersion,
    StoreDir,
    Submitted,
)
from piadiff.errors import PiadiffError

if TYPE_CHECKING:
    from piadiff.writers.sheet import Sheet


def table(
    old: OldVersion,
    new: NewVersion,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="書き出すファイル（.xlsx .csv .md .html .json）。"),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option("--format", metavar="形式", help="xlsx、csv、md、html、json。既定では -o の末尾で決まる。"),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option("--date", metavar="変更日", help="各行の変更日（例: 令和6年10月1日）。付けなければ空欄。"),
    ] = None,
    append: Annotated[
        bool, typer.Option("--append", help="変更前の版が持つ変更箇所の行を、そのまま先に並べる。")
    ] = False,
    context: Annotated[
        int | None,
        typer.Option("--context", min=0, metavar="N", help="変わらない段落は前後N段落だけ残し、ほかは（略）とする。"),
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="変わった語に印（色と下線）を付けない。")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="同じ名前のファイルがあれば置き換える。")] = False,
    effective: Effective = None,
    effective_file: EffectiveFile = None,
    submitted: Submitted = None,
    as_json: AsJson = False,
    decisions: DecisionsFile = None,
    force: Force = False,
    store: StoreDir = DEFAULT_STORE,
) -> int:
    """二つの版を比べ、変更箇所の表（様式4は別添3、様式3は別添2）を作ります。

    -o を付けなければ画面に出します。提出時期は判断の案です。人の判断が要る行は「事前」とし、説明を
    「【要確認】」で始めます。

    --effective で変更日を指定した行は、その日が変更日の欄に入ります。提出日（--submitted）より後に来る変更日は、変更が
    実際に行われるまで空欄です（--date があればその日）。

    変更日の書き方、空欄の文字、説明の文言などは、保管庫の設定（piadiff settings）に従います。

    csv では、Excelが数式や日付とみなす文字列の先頭に「'」が付きます。xlsx ではどの文字も変わりません。

      piadiff table 旧.txt 新.txt -o 別添3.xlsx
      piadiff table 所沢市-1@prev 所沢市-1@latest --append -o 別添3.xlsx
    """
    from piadiff.commands.common import note
    from piadiff.commands.revision import open_revision
    from piadiff.findings import sentences
    from piadiff.stating import Given
    from piadiff.table import rows, sheet
    from piadiff.traits import NOTATION
    from piadiff.writers import render
    from piadiff.writers.files import check_target, save

    chosen = _format(output, format_, as_json)
    iso = _date(date)
    if output:
        check_target(output, overwrite=overwrite, inputs=(old, new))
    revision = open_revision(
        old,
        new,
        store,
        force=force,
        decisions=decisions,
        given=Given(effective, effective_file, submitted),
    )
    comparison = revision.comparison
    settings = revision.settings
    fresh = rows(
        revision.judged,
        revision.tree,
        date=iso,
        context=settings.context if context is None else context,
        phrases=settings.words,
        era=settings.era,
        facts=revision.facts,
    )
    earlier = revision.before.assessment.changes if append else ()
    whole = sheet(revision.tree, fresh, earlier=earlier, marks=settings.marks and not plain, phrases=settings.words)
    if output and chosen:
        save(output, render(whole, chosen), overwrite=overwrite)
        note(f"{output} に{len(whole.lines)}行を書きました。")
    if as_json:
        sys.stdout.write(render(whole, "json").decode("utf-8"))
    elif not output:
        _show(whole, chosen)
    quiet = sum(NOTATION in one.traits for one in comparison.quiet)
    for remark in (
        *comparison.remarks,
        *revision.open_days,
        *_remarks(len(fresh), sum(line.review for line in whole.lines), quiet),
    ):
        note(remark)
    for sentence in sentences(revision.findings):
        note(f"指摘: {sentence}")
    return 0


def _format(output: Path | None, chosen: str | None, as_json: bool) -> str | None:
    """The format to write; None for the terminal's own table."""
    from piadiff.writers import format_of

    if output is None and chosen is None:
        return None
    name = format_of(output, chosen)
    if output is None and name == "xlsx" and not as_json:
        raise PiadiffError("xlsx は画面に出せません", hint="-o でファイル名を指定してください")
    return name


def _date(text: str | None) -> str | None:
    from piadiff.dates import typed

    if text is None:
        return None
    iso = typed(text)
    if iso is None:
        raise PiadiffError(
            f"日付として読めません: {text}", where="--date", hint="令和6年10月1日 か 2024-10-01 のように書いてください"
        )
    return iso


def _show(whole: Sheet, chosen: str | None) -> None:
    """The table on stdout: as a file of the chosen format, else fitted to the terminal."""
    from piadiff.writers import render
    from piadiff.writers.sheet import HEADERS
    from piadiff.writers.terminal import grid

    if chosen:
        sys.stdout.write(render(whole, chosen).decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n"))
    elif whole.lines:
        print(whole.title)
        print(grid([line.cells for line in whole.lines], HEADERS))


def _remarks(changes: int, open_: int, quiet: int) -> list[str]:
    """What the person should know beside the table."""
    remarks = [f"変更は{changes}件です。" if changes else "変更箇所はありません。"]
    if open_:
        remarks.append(f"うち{open_}件は要確認です。説明の「【要確認】」を見て、提出時期を決めてください。")
    if quiet:
        remarks.append(f"全角・半角や空白など表記だけの違い{quiet}件は載せていません。")
    return remarks
