"""``piadiff evaluate``: how far the rules agree with what the office itself published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from piadiff.commands.common import DEFAULT_STORE, AsJson, ExitCode, StoreDir

if TYPE_CHECKING:
    from piadiff.evaluation import Disagreement, Evaluation, Published
    from piadiff.model import Important

_KINDS = {"missed": "見落とし", "false alarm": "過剰", "timing": "提出時期の違い"}
_SAID: dict[Published, str] = {"yes": "重要な変更", "no": "その他"}
_ANSWERS: tuple[Important, ...] = ("yes", "review", "no")


def evaluate(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="ファイル、または保管庫の版（ID@latest など）。")],
    as_json: AsJson = False,
    exit_code: ExitCode = False,
    store: StoreDir = DEFAULT_STORE,
) -> int:
    """規則の判断を、公表されている変更箇所の表と突き合わせ、どれだけ一致し、どの行で食い違うかを出します。

    規則をどこまで頼れるかを、自分の評価書で確かめるためのものです。規則は公表された提出時期や説明を見ずに判断します。
    公表の表が誤っていることもあるので、食い違う行は人が確かめてください。

      piadiff evaluate 新.txt
      piadiff evaluate 所沢市-1@latest --json
    """
    from piadiff import evaluation
    from piadiff.audit import audit_rows
    from piadiff.commands.common import open_version, print_json

    found = evaluation.evaluate(audit_rows(open_version(version, store).assessment))
    if as_json:
        print_json(to_json(found))
    else:
        print("\n".join(_lines(found)))
    return 1 if exit_code and found.disagreements else 0


def to_json(found: Evaluation) -> dict[str, Any]:
    """The evaluation as JSON data."""
    matrix = {said: {judged: found.counts[said, judged] for judged in _ANSWERS} for said in _SAID}
    return {
        "rows": found.rows,
        "matrix": matrix,
        "unsaid": found.unsaid,
        "missed": found.missed,
        "false_alarms": found.false_alarms,
        "left_to_people": found.judged("review"),
        "timing": {"right": found.right, "decided": found.decided},
        "disagreements": [_disagreement(one) for one in found.disagreements],
    }


def _disagreement(one: Disagreement) -> dict[str, Any]:
    judgement = one.judgement
    return {
        "kind": one.kind,
        "row": one.number,
        "item": one.row.item,
        "paths": list(one.row.paths),
        "published": {"timing": one.row.timing, "reason": one.row.reason},
        "judged": {
            "important": judgement.important,
            "timing": judgement.timing,
            "rule": judgement.rule,
            "why": judgement.why,
        },
    }


def _lines(found: Evaluation) -> Iterator[str]:
    from piadiff.writers.terminal import grid, terminal_width, wrap

    if not found.rows:
        yield "公表されている変更箇所の行がありません。"
        return
    table = [
        (_SAID[said], *(str(found.counts[said, judged]) for judged in _ANSWERS), str(found.published(said)))
        for said in _SAID
    ]
    yield f"公表されている{found.rows}行を、規則の判断と突き合わせました。"
    yield grid(table, ("公表＼規則の判断", "重要な変更", "要確認", "その他", "計"))
    if found.unsaid:
        yield f"説明が空欄の{found.unsaid}行は、公表はその他として数えています。"
    yield f"見落とし（公表は重要な変更、判断はその他）: {_share(found.missed, found.published('yes'))}"
    yield f"過剰（公表はその他、判断は重要な変更）:     {_share(found.false_alarms, found.published('no'))}"
    yield f"人に委ねた行（要確認）:                     {_share(found.judged('review'), found.rows)}"
    yield f"判断した行のうち提出時期が公表と同じ:       {_share(found.right, found.decided)}"
    width = terminal_width()
    if found.disagreements:
        yield f"\n食い違う行（{len(found.disagreements)}行）"
    for one in found.disagreements:
        yield ""
        for number, line in enumerate(_told(one)):
            yield from ("  " * bool(number) + part for part in wrap(line, width - 2))
    yield ""
    yield from wrap("公表の表が正しいとは限りません。食い違う行は、どちらが正しいかを人が確かめてください。", width)


def _told(one: Disagreement) -> Iterator[str]:
    from piadiff.report import IMPORTANT_WORDS
    from piadiff.writers.terminal import one_line

    judgement = one.judgement
    yield f"{one.number}行目 【{_KINDS[one.kind]}】{'／'.join(one_line(h) for h in one.row.item.splitlines())}"
    yield f"公表: {one_line(one.row.timing) or '（空欄）'}　{one_line(one.row.reason) or '（説明は空欄）'}"
    yield f"判断: {judgement.timing}　{IMPORTANT_WORDS[judgement.important]}（{judgement.rule}、{judgement.basis}）"
    yield f"理由: {one_line(judgement.why)}"


def _share(count: int, total: int) -> str:
    return f"{count}/{total}" + (f"（{count / total:.1%}）" if total else "")
