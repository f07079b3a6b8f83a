"""``piadiff opinions``: the 意見対応表 from a list of opinions and the two versions before and after."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from piadiff.commands.common import (
    DEFAULT_STORE,
    AsJson,
    DecisionsFile,
    ForceAll,
    NewVersion,
    Overwrite,
    StoreDir,
)
from piadiff.errors import PiadiffError

if TYPE_CHECKING:
    from piadiff.model import Opinions
    from piadiff.opinions import Answers


def opinions(
    file: Annotated[
        Path, typer.Argument(metavar="LIST", help="意見の一覧（.xlsx .xls .ods .csv、PDFから取り出したテキスト）。")
    ],
    old: Annotated[str, typer.Argument(metavar="OLD", help="意見の対象となった版。ファイルか、保管庫の版。")],
    new: NewVersion,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="書き出すファイル（.xlsx .docx .html .md .csv .json）。"),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option("--format", metavar="形式", help="xlsx、docx、html、md、csv、json。既定では -o の末尾で決まる。"),
    ] = None,
    context: Annotated[
        int,
        typer.Option("--context", min=0, metavar="N", help="変わらない段落は前後N段落だけ残し、ほかは（略）とする。"),
    ] = 1,
    refill: Annotated[
        bool, typer.Option("--refill", help="一覧の評価書修正箇所に記載があっても使わず、変更だけで埋める。")
    ] = False,
    plain: Annotated[bool, typer.Option("--plain", help="変わった語に印（色と下線）を付けない。")] = False,
    as_json: AsJson = False,
    decisions: DecisionsFile = None,
    overwrite: Overwrite = False,
    force: ForceAll = False,
    store: StoreDir = DEFAULT_STORE,
) -> int:
    """第三者点検や意見の聴取（パブリックコメント）の意見の一覧から、意見対応表を作ります。

    意見ごとに、評価書のどの項目のことかを見付け、意見の対象となった版（OLD）とその後の版（NEW）の間の変更を、
    評価書修正箇所の欄に入れます。一覧の並びと記載はそのまま残します。主管課意見の欄には何も書きません。

    変更の見つからない意見と、意見のない変更は、それぞれ別の表にします。該当箇所の分からない意見も捨てず、
    「【要確認】」と示します。できた表を直して、もう一度 LIST として渡すこともできます。

      piadiff opinions 意見.xlsx 旧.xlsx 新.xlsx -o 意見対応表.docx
      piadiff opinions 意見.csv 所沢市-1@prev 所沢市-1@latest -o 意見対応表.xlsx
    """
    from piadiff.commands.common import note
    from piadiff.commands.revision import open_revision
    from piadiff.opinion_tables import layouts, summary
    from piadiff.opinions import answer
    from piadiff.writers import format_of, render_layouts
    from piadiff.writers.files import check_target, save

    chosen = None if output is None and format_ is None else format_of(output, format_)
    if output is None and chosen in ("xlsx", "docx"):
        raise PiadiffError(f"{chosen} は画面に出せません", hint="-o でファイル名を指定してください")
    overwrite = overwrite or force
    if output:
        check_target(output, overwrite=overwrite, inputs=(str(file), old, new))
    listed = _read(file)
    revision = open_revision(old, new, store, force=force, decisions=decisions)
    before, after = revision.before.assessment, revision.after.assessment
    answers = answer(listed.rows, revision.comparison, revision.judged, before, after)
    if chosen in (None, "json"):
        written = _json(answers)
    else:
        tables = layouts(
            answers,
            revision.tree,
            name=revision.name,
            phrases=revision.settings.words,
            context=context,
            marks=revision.settings.marks and not plain,
            fill=refill,
        )
        written = render_layouts(tables, chosen)
    if output:
        save(output, written, overwrite=overwrite)
        note(f"{output} に{len(answers.answers)}件の意見を書きました。")
    if as_json or (chosen and not output):
        _print(written if chosen and not as_json else _json(answers))
    elif not output:
        _show(answers)
    for remark in (*_doubts(file, listed), *revision.comparison.remarks):
        note(remark)
    note(summary(answers))
    return 0


def _read(file: Path) -> Opinions:
    """The list of opinions. Raises PiadiffError for any other paper, and for a list without rows."""
    from piadiff.model import Opinions, Reading
    from piadiff.papers import KINDS, kind_of
    from piadiff.readers import read_paper

    try:
        paper = read_paper(file)
    except PiadiffError as fault:
        if fault.where and "評価書" not in fault.message:
            raise
        raise PiadiffError("意見の一覧として読めません", where=str(file), hint=_HINT) from None
    if not isinstance(paper, Opinions):
        what = "評価書" if isinstance(paper, Reading) else KINDS[kind_of(paper)]
        raise PiadiffError(f"意見の一覧ではなく{what}です", where=str(file), hint=_HINT)
    return paper


_HINT = "「No、評価書該当箇所、意見内容、評価書修正箇所、主管課意見」のような見出しの行がある一覧を渡してください"


def _doubts(file: Path, listed: Opinions) -> list[str]:
    """What the reading of the list leaves open, but for places that are not found, which the table itself tells."""
    remarks = [remark for remark in listed.remarks if "どの項目を指すか分かりません" not in remark]
    left = f"意見の行に入らなかった文字が{len(listed.unplaced)}箇所あります（piadiff read --verbose で見られます）"
    return [f"{file.name}: {doubt}。" for doubt in ([left] if listed.unplaced else []) + remarks]


def _json(answers: Answers) -> bytes:
    import json

    from piadiff.commands.diff import change_to_json
    from piadiff.opinions import to_json

    data = to_json(answers, [change_to_json(one) for one in answers.judged])
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


def _print(written: bytes) -> None:
    import sys

    sys.stdout.write(written.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n"))


def _show(answers: Answers) -> None:
    """The opinions for the terminal: number, place, what they say, and the items that changed for them."""
    from piadiff.opinion_tables import TITLE
    from piadiff.writers.terminal import grid, one_line

    rows = []
    for one in answers.answers:
        changed = [answers.judged[number].change for number in one.changes]
        items = [f"・{change.path}　{one_line(change.heading[-1])}" for change in changed[:_SHOWN]]
        more = [f"ほか{len(changed) - _SHOWN}件"] if len(changed) > _SHOWN else []
        place = one_line(one.opinion.place.replace("\n", "　"))
        said = one_line(one.opinion.opinion.replace("\n", " "))
        rows.append((str(one.opinion.no), _short(place), _short(said), "\n".join([*items, *more]) or one.note))
    print(TITLE)
    print(grid(rows, ("No", "評価書該当箇所", "意見", "変更")) if rows else "意見はありません。")
    if answers.alone:
        print("意見のない変更")
        changes = [answers.judged[number].change for number in answers.alone]
        print("\n".join(f"・{change.path}　{_short(one_line(change.heading[-1]))}" for change in changes[:_ALONE]))
        if len(changes) > _ALONE:
            print(f"　ほか{len(changes) - _ALONE}件（-o で書き出すとすべて見られます）")


_SHOWN, _ALONE, _LETTERS = 5, 20, 40


def _short(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1]}…"
