"""``piadiff diff``: what changed between two versions, judged, with the changed words marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from piadiff.commands.common import (
    DEFAULT_STORE,
    AsJson,
    DecisionsFile,
    Effective,
    EffectiveFile,
    ExitCode,
    Force,
    NewVersion,
    OldVersion,
    StoreDir,
    Submitted,
)

if TYPE_CHECKING:
    from piadiff.classifier import Grounds
    from piadiff.commands.common import Version
    from piadiff.model import Judged


def diff(
    old: OldVersion,
    new: NewVersion,
    as_json: AsJson = False,
    notation: Annotated[bool, typer.Option("--notation", help="表記だけの違い（変更ではないもの）も出す。")] = False,
    context: Annotated[
        int, typer.Option("--context", metavar="N", min=0, help="変わった段落の前後に出す段落の数。")
    ] = 1,
    width: Annotated[
        int | None, typer.Option("--width", metavar="N", min=40, help="画面の幅（半角の字数）。省けば端末の幅。")
    ] = None,
    why: Annotated[bool, typer.Option("--why", help="どの規則を見て、何がどちらを支えたかも出す。")] = False,
    precedents: Annotated[
        int | None,
        typer.Option(
            "--precedents", metavar="N", min=1, max=50, help="保管庫の公表済みの表から、似た行をN行まで添える。"
        ),
    ] = None,
    effective: Effective = None,
    effective_file: EffectiveFile = None,
    submitted: Submitted = None,
    exit_code: ExitCode = False,
    decisions: DecisionsFile = None,
    force: Force = False,
    store: StoreDir = DEFAULT_STORE,
) -> int:
    """二つの版の違いを、項目ごとに、重要な変更かどうかの判断と根拠を添え、変わった語に印を付けて出します。

    消えた語は [-…-]、加わった語は {+…+} で示します。委託事項などの繰り返しは、番号ではなく内容で対応させます。
    文字幅や空白などの表記だけの違いは、変更に数えません。

    --submitted（提出日）と --effective（変更日）を指定した変更は、日付で事前か事後かが決まります。重要な変更が事後に
    なるとき、しきい値判断の結果が変わるときは「指摘」に出ます。

    --precedents は、公表済みの表にある似た行の提出時期と説明を添えます。先例だけで、重要な変更でないとは判断しません。

      piadiff diff 旧.txt 新.txt
      piadiff diff 所沢市-1@prev 所沢市-1@latest --json
      piadiff diff 旧.txt 新.txt --submitted R6.9.27 --effective 委託事項3=R6.10.1
    """
    from piadiff.commands.common import doubts, note, print_json, unplaced_differ
    from piadiff.commands.revision import open_revision
    from piadiff.findings import to_json
    from piadiff.stating import Given

    revision = open_revision(
        old,
        new,
        store,
        force=force,
        decisions=decisions,
        given=Given(effective, effective_file, submitted),
    )
    before, after, comparison, judged = revision.before, revision.after, revision.comparison, revision.judged
    grounds: tuple[Grounds, ...] = ()
    if why:
        from piadiff.classifier import reasons

        grounds = reasons(comparison.changes, revision.tree)
    found = None if precedents is None else revision.precedents(precedents)
    if as_json:
        data: dict[str, Any] = {"old": _version(before), "new": _version(after)}
        data["changes"] = [change_to_json(entry) for entry in judged]
        for entry, ground in zip(data["changes"], grounds, strict=False):
            entry["tried"] = [rule.id for rule in ground.tried]
            entry["beside"] = [rule.id for rule in ground.beside]
        for entry, similar in zip(data["changes"], found or (), strict=False):
            from piadiff.precedentview import to_json as precedent_json

            entry["precedents"] = [precedent_json(one) for one in similar]
        if remarks := [*doubts(before, after), *comparison.remarks, *revision.open_days]:
            data["remarks"] = remarks
        if revision.findings:
            data["findings"] = [to_json(finding) for finding in revision.findings]
        print_json(data)
    else:
        from piadiff.diffview import Look, render
        from piadiff.writers.terminal import has_colour, terminal_width

        look = Look(width=terminal_width() if width is None else width, context=context, colour=has_colour())
        findings = revision.findings
        print(
            render(
                judged,
                comparison,
                revision.tree,
                look,
                notation=notation,
                why=grounds,
                precedents=found or (),
                findings=findings,
            ),
            end="",
        )
        for remark in revision.open_days:
            note(remark)
    return 1 if exit_code and (judged or unplaced_differ(before, after)) else 0


def change_to_json(judged: Judged) -> dict[str, Any]:
    """One judged change as JSON data, keys in the fixed order (design: Changes)."""
    from piadiff.canonical import value_to_json

    change, judgement = judged.change, judged.judgement
    data: dict[str, Any] = {"kind": change.kind, "path": change.path}
    if change.old_path is not None:
        data["old_path"] = change.old_path
    data |= {
        "heading": list(change.heading),
        "before": value_to_json(change.before),
        "after": value_to_json(change.after),
        "traits": list(change.traits),
        "important": judgement.important,
        "timing": judgement.timing,
        "reason": judgement.reason,
        "basis": judgement.basis,
        "rule": judgement.rule,
        "why": judgement.why,
    }
    if change.group is not None:
        data["group"] = change.group
    if change.thread is not None:
        data["thread"] = change.thread
    if change.moved_from is not None:
        data["moved_from"] = change.moved_from
    return data


def _version(version: Version) -> dict[str, Any]:
    return {
        "id": version.id,
        "date": version.date,
        "form": version.assessment.form,
        "edition": version.assessment.edition,
        "label": version.label,
    }
