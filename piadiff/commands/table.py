"""``piadiff table``: the change table of two versions, to the terminal or into a file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from piadiff.commands.common import (
    DEFAULT_STORE,
    AsJson,
    DecisionsFile,
    Effective,
    EffectiveFile,
    ForceAll,
    NewVersion,
    OldVersion,
    Overwrite,
    StoreDir,
    Submitted,
)
from piadiff.errors import PiadiffError

if TYPE_CHECKING:
    from piadiff.commands.revision import Revision
    from piadiff.model import Row
    from piadiff.styles import Said
    from piadiff.writers.sheet import Sheet, Style, Tracking


def table(
    old: OldVersion,
    new: NewVersion,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="書き出すファイル（.xlsx .docx .csv .md .html .json）。"),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option("--format", metavar="形式", help="xlsx、docx、csv、md、html、json。既定では -o の末尾で決まる。"),
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
    style: Annotated[
        str | None,
        typer.Option(
            "--style", metavar="形", help="表の形。別添3（様式3の別添2も）、一覧、新旧対照表。既定は設定の style。"
        ),
    ] = None,
    redline: Annotated[
        bool, typer.Option("--redline", help="見え消し。変更前と変更後を一つの欄にし、削除に取消線、追加に下線を引く。")
    ] = False,
    track: Annotated[
        bool, typer.Option("--track", help="Wordの変更履歴にする（.docx だけ）。承諾すると変更後、元に戻すと変更前。")
    ] = False,
    track_by: Annotated[
        str | None,
        typer.Option("--track-by", metavar="名前", help="変更履歴の校閲者。省けば git の user.name。"),
    ] = None,
    track_date: Annotated[
        str | None, typer.Option("--track-date", metavar="DATE", help="変更履歴の日付。省けば今の日時。")
    ] = None,
    pages: Annotated[
        Path | None,
        typer.Option("--pages", metavar="FILE.csv", help="一覧に入れるページ。「項目,ページ」の2列の csv。"),
    ] = None,
    group: Annotated[
        bool | None,
        typer.Option(
            "--group/--no-group", help="丸ごと加わった（なくなった）システムや委託事項などを、まとめて1行にする。"
        ),
    ] = None,
    added: Annotated[
        bool | None,
        typer.Option(
            "--added/--no-added", help="末尾への追加だけなら、「左記に対し、以下の記載を追加」と追加分だけを書く。"
        ),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option("--template", metavar="FILE", help="手元のひな形（.xlsx .docx）に行を書き込む。"),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="評価書.xlsx", help="手元のブックの変更箇所のシートに行を書き足す。"),
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="変わった語に印（色と下線）を付けない。")] = False,
    overwrite: Overwrite = False,
    effective: Effective = None,
    effective_file: EffectiveFile = None,
    submitted: Submitted = None,
    as_json: AsJson = False,
    decisions: DecisionsFile = None,
    force: ForceAll = False,
    store: StoreDir = DEFAULT_STORE,
) -> int:
    """二つの版を比べ、変更箇所の表（様式4は別添3、様式3は別添2）を作ります。

    -o を付けなければ画面に出します。提出時期は判断の案です。人の判断が要る行は「事前」とし、説明を
    「【要確認】」で始めます。

    --effective で変更日を指定した行は、その日が変更日の欄に入ります。提出日（--submitted）より後に来る変更日は、変更が
    実際に行われるまで空欄です（--date があればその日）。

    変更日の書き方、空欄の文字、説明の文言、--group と --added などは、保管庫の設定（piadiff settings）に従います。

    --into は、手元の評価書のブック（.xlsx .xlsm）の変更箇所のシートの最後の行に続けて、同じ体裁で書き足します。
    ほかのシートや図形、マクロには触れません。-o で別のファイルに書くか、--overwrite でブックそのものを置き換えます。

    --template は、{{変更日}} のような欄を書いた手元のひな形に、行を書き込みます（書き方は README）。

    csv では、Excelが数式や日付とみなす文字列の先頭に「'」が付きます。xlsx ではどの文字も変わりません。

    --style 一覧 は、番号を付け、様式の部ごとに見出しを置いた一覧です。--style 新旧対照表 は、変わった語に下線だけを
    引きます。見え消しは、csv と画面では [-削除-]{+追加+} と書き、json は行だけです。

      piadiff table 旧.txt 新.txt -o 別添3.xlsx
      piadiff table 旧.txt 新.txt --style 新旧対照表 -o 新旧対照表.docx
      piadiff table 旧.txt 新.txt --track -o 変更履歴.docx
      piadiff table 所沢市-1@prev 所沢市-1@latest --append -o 別添3.xlsx
      piadiff table 旧.xlsx 新.xlsx --into 新.xlsx -o 提出用.xlsx
    """
    from piadiff.commands.common import note, open_settings
    from piadiff.commands.revision import open_revision
    from piadiff.findings import sentences
    from piadiff.stating import Given
    from piadiff.tabled import Wanted, check_added, check_options, compose, fresh_rows, shape_of, typed_date
    from piadiff.traits import NOTATION
    from piadiff.writers import render
    from piadiff.writers.files import check_target, save

    chosen = "xlsx" if into else _format(output, format_, as_json)
    wanted = Wanted(
        style=style,
        date=typed_date(date, "--date"),
        context=context,
        append=append,
        redline=redline,
        group=group,
        added=added,
        plain=plain,
    )
    shape = shape_of(wanted, open_settings(store).style)
    check_options(chosen, track=track, track_by=track_by, track_date=track_date, redline=redline, plain=plain)
    check_added(added=added, redline=redline, track=track)
    said = _pages(pages, shape)
    wanted = replace(wanted, tracking=_tracking(track_by, track_date, store) if track else None, pages=said)
    if into:
        _check_into(into, shape, format_=format_, append=append, redline=redline, as_json=as_json)
        output = _into(into, output, overwrite=overwrite or (force and output is not None), inputs=(old, new))
    elif output:
        check_target(output, overwrite=overwrite or force, inputs=(old, new, str(template or "")))
    overwrite = overwrite or force
    if template:
        _check_template(template, output, chosen, shape, into=into, redline=redline or track, as_json=as_json)
    revision = open_revision(
        old,
        new,
        store,
        force=force,
        decisions=decisions,
        given=Given(effective, effective_file, submitted),
    )
    comparison = revision.comparison
    fresh = fresh_rows(revision, wanted)
    whole = compose(revision, wanted, fresh)
    if output and into:
        _write_into(into, output, fresh, revision.tree.name, overwrite=overwrite)
    elif output and template:
        save(output, _filled(template, whole, revision), overwrite=overwrite)
        note(f"{output} に{len(whole.lines)}行を書きました。")
    elif output and chosen:
        save(output, render(whole, chosen), overwrite=overwrite)
        note(f"{output} に{len(whole.lines)}行を書きました。")
    if as_json:
        sys.stdout.write(render(whole, "json").decode("utf-8"))
    elif not output:
        _show(whole, chosen)
    if shape == "一覧" and not said and (revision.before.pages or revision.after.pages):
        note("ページは、PDFの先頭から数えた番号です（印刷された番号と違うときは --pages で指定してください）。")
    quiet = sum(NOTATION in one.traits for one in comparison.quiet)
    for remark in (
        *comparison.remarks,
        *revision.open_days,
        *_remarks(len(revision.judged), _undecided(revision), quiet),
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
    if output is None and name in ("xlsx", "docx") and not as_json:
        raise PiadiffError(f"{name} は画面に出せません", hint="-o でファイル名を指定してください")
    return name


def _into(into: Path, output: Path | None, *, overwrite: bool, inputs: Sequence[str]) -> Path:
    """The file to write where rows go into a workbook: ``-o``, else the workbook itself. Raises PiadiffError."""
    from piadiff.writers.files import check_target

    if output is None and not overwrite:
        raise PiadiffError(
            "書き出すファイルがありません",
            where="--into",
            hint="-o で別のファイルを指定するか、--overwrite を付けてブックそのものを置き換えてください",
        )
    target = into if output is None else output
    if target.suffix.lower() != into.suffix.lower():
        raise PiadiffError(
            f"ファイルの種類（末尾）を {into} と同じにしてください",
            where=str(target),
            hint=f"末尾は {into.suffix} です",
        )
    check_target(target, overwrite=overwrite, inputs=inputs if output is not None else ())
    return target


def _check_into(into: Path, shape: Style, *, format_: str | None, append: bool, redline: bool, as_json: bool) -> None:
    """Raises PiadiffError for options that do not go with rows in an office's own workbook."""
    if shape != "別添3" or redline:
        raise PiadiffError(
            "手元のブックに書けるのは、六つの欄の変更箇所だけです", where="--into", hint="--style 別添3 としてください"
        )
    if append:
        raise PiadiffError("ブックにある行はそのまま残ります", where="--append", hint="--append を外してください")
    if as_json or format_ is not None or into.suffix.lower() not in (".xlsx", ".xlsm"):
        raise PiadiffError(
            "書き足せるのは Excel のファイル（.xlsx .xlsm）だけです",
            where=str(into),
            hint="ほかの形式なら、Excelで開いて .xlsx で保存し直し、--format や --json は外してください",
        )


def _write_into(into: Path, output: Path, rows: Sequence[Row], form_name: str, *, overwrite: bool) -> None:
    """The workbook with the rows below those of its table, in the place of ``output``."""
    from piadiff.commands.common import note
    from piadiff.readers.source import read_bytes
    from piadiff.writers.files import save
    from piadiff.writers.own_workbook import append_rows

    done = append_rows(read_bytes(into), rows, form_name, str(into))
    save(output, done.data, overwrite=overwrite)
    place = f"シート「{done.sheet}」の{done.first}～{done.last}行目に" if rows else ""
    note(f"{output} の{place}{len(rows)}行を書き足しました。" if rows else f"{output} には書き足す行がありません。")
    for remark in done.remarks:
        note(remark)


def _check_template(
    template: Path,
    output: Path | None,
    chosen: str | None,
    shape: Style,
    *,
    into: Path | None,
    redline: bool,
    as_json: bool,
) -> None:
    """Raises PiadiffError for options that do not go with a template."""
    kind = template.suffix.lower().removeprefix(".")
    if kind not in ("xlsx", "docx"):
        raise PiadiffError("ひな形にできるのは .xlsx と .docx だけです", where=str(template))
    if into or redline or as_json or shape != "別添3":
        raise PiadiffError(
            "ひな形に書けるのは、六つの欄の変更箇所だけです",
            where="--template",
            hint="--into、--redline、--track、--json を外し、--style 別添3 としてください",
        )
    if output is None or chosen != kind:
        raise PiadiffError(
            "-o で、ひな形と同じ種類のファイルを指定してください", where="--template", hint=f"末尾は .{kind} です"
        )


def _filled(template: Path, whole: Sheet, revision: Revision) -> bytes:
    """The template with the rows of the table and what is known of the assessment."""
    from piadiff.readers.source import read_bytes
    from piadiff.store import identity
    from piadiff.writers.template_docx import fill_document
    from piadiff.writers.template_xlsx import fill_workbook

    values = {
        "表題": whole.title,
        "評価書名": revision.name,
        "評価実施機関名": identity(revision.after.assessment)[0] or "",
        "件数": str(len(whole.lines)),
    }
    fill = fill_workbook if template.suffix.lower() == ".xlsx" else fill_document
    return fill(read_bytes(template), [line.row for line in whole.lines], values, str(template))


def _tracking(by: str | None, day: str | None, store: Path) -> Tracking:
    """Whose revisions they are, and when made. Raises PiadiffError if nobody says who, or for what is no date."""
    from piadiff.commands.common import person
    from piadiff.tabled import typed_date
    from piadiff.writers.sheet import Tracking

    who = person(by, store, option="--track-by", role="変更履歴の校閲者")
    if day is not None:
        return Tracking(author=who, date=f"{typed_date(day, '--track-date')}T00:00:00Z")
    # Word writes the time of the place, though marked as UTC, and shows it as it is written.
    return Tracking(author=who, date=datetime.now().strftime("%Y-%m-%dT%H:%M:00Z"))


def _pages(file: Path | None, shape: Style) -> tuple[Said, ...]:
    from piadiff.readers.page_numbers import read_pages

    if file is None:
        return ()
    if shape != "一覧":
        raise PiadiffError("ページが入るのは一覧だけです", where="--pages", hint="--style 一覧 を付けてください")
    return read_pages(file)


def _show(whole: Sheet, chosen: str | None) -> None:
    """The table on stdout: as a file of the chosen format, else fitted to the terminal."""
    from piadiff.writers import render
    from piadiff.writers.layout import lay_out, plain_texts
    from piadiff.writers.terminal import grid

    if chosen:
        sys.stdout.write(render(whole, chosen).decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n"))
    elif whole.lines:
        layout = lay_out(whole)
        print(layout.title)
        print(grid([plain_texts(layout, band) for band in layout.bands], layout.headers))


def _undecided(revision: Revision) -> int:
    """How many changes a person has to judge, and no fact has settled."""
    open_ = [one.change for one in revision.judged if one.judgement.important == "review"]
    return sum(revision.facts.timing(change) is None for change in open_)


def _remarks(changes: int, open_: int, quiet: int) -> list[str]:
    """What the person should know beside the table."""
    remarks = [f"変更は{changes}件です。" if changes else "変更箇所はありません。"]
    if open_:
        remarks.append(f"うち{open_}件は要確認です。説明の「【要確認】」を見て、提出時期を決めてください。")
    if quiet:
        remarks.append(f"全角・半角や空白など表記だけの違い{quiet}件は載せていません。")
    return remarks
