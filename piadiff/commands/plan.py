"""``piadiff plan``: what a revision obliges the office to do, as a checklist."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from piadiff.commands.common import (
    DEFAULT_STORE,
    AsJson,
    DecisionsFile,
    Effective,
    EffectiveFile,
    ExitCode,
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
    from piadiff.deadlines import Deadline
    from piadiff.plan import Plan

FORMATS = ("docx", "html", "json")


def plan(
    old: OldVersion,
    new: NewVersion,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="書き出すファイル（.docx .html .json）。")
    ] = None,
    effective: Effective = None,
    effective_file: EffectiveFile = None,
    submitted: Submitted = None,
    as_json: AsJson = False,
    exit_code: ExitCode = False,
    decisions: DecisionsFile = None,
    overwrite: Overwrite = False,
    force: ForceAll = False,
    store: StoreDir = DEFAULT_STORE,
) -> int:
    """二つの版の変更から、この改定ですることを、印を付けて使う一枚の表にします。

    再評価か修正か、先に決める要確認、意見の聴取と第三者点検、提出と公表の時期、その後の期限を、根拠の条項とともに
    並べます。分かっている日付（評価書の記載、--submitted、--effective）を入れ、順序の合わない日付を指摘します。

      piadiff plan 旧.xlsx 新.xlsx
      piadiff plan 前.xlsx 今.xlsx --effective 令和6年10月1日 -o すること.docx
    """
    from piadiff.commands.common import note, print_json
    from piadiff.commands.revision import open_revision
    from piadiff.plan import to_json
    from piadiff.stating import Given
    from piadiff.writers.files import check_target, save

    ending = _ending(output)
    overwrite = overwrite or force
    if output:
        check_target(output, overwrite=overwrite, inputs=(old, new))
    given = Given(effective, effective_file, submitted)
    revision = open_revision(old, new, store, force=force, decisions=decisions, given=given)
    made = _made(revision)
    if output:
        save(output, _written(made, ending), overwrite=overwrite)
        note(f"{output} を書きました。")
    if as_json:
        print_json(to_json(made))
    elif not output:
        _show(made)
    for remark in (*revision.comparison.remarks, *revision.open_days):
        note(remark)
    return 1 if exit_code and made.findings else 0


def _ending(output: Path | None) -> str:
    """The kind of file. Raises PiadiffError for one that a plan is not written to."""
    ending = output.suffix.lower().removeprefix(".") if output else ""
    ending = "html" if ending == "htm" else ending
    if output and ending not in FORMATS:
        raise PiadiffError(
            f"{ending or '空'} の形式では書けません",
            where=str(output),
            hint="末尾を .docx、.html、.json のどれかにしてください",
        )
    return ending


def _made(revision: Revision) -> Plan:
    from piadiff.plan import Side, plan

    before, after = (
        Side(assessment=version.assessment, label=version.label, date=version.date)
        for version in (revision.before, revision.after)
    )
    return plan(
        revision.judged,
        before,
        after,
        facts=revision.facts,
        findings=revision.findings,
        due=_due(revision),
        name=revision.name,
    )


def _due(revision: Revision) -> tuple[Deadline, ...]:
    """The deadlines that stood before the revision, from all versions up to the old one."""
    from dataclasses import replace

    from piadiff.deadlines import Dated, deadlines
    from piadiff.store import Store
    from piadiff.store.version import current

    before = revision.before
    if before.date is None:
        return ()
    if before.stored is None:
        found = deadlines("", [Dated(date=before.date, assessment=before.assessment)], before.date)
        return tuple(replace(one, source="前の版の公表日") if one.source.startswith("保管庫") else one for one in found)
    store = Store(revision.store)
    earlier = [v for v in current(store.versions()) if v.id == before.id and v.date <= before.date]
    dated = [Dated(date=v.date, assessment=a) for v, a in zip(earlier, store.load_all(earlier), strict=True)]
    return deadlines(before.id or "", dated, before.date)


def _written(made: Plan, ending: str) -> bytes:
    import json

    from piadiff.plan import to_json
    from piadiff.plan_sheet import layout
    from piadiff.writers import render_layouts

    if ending == "json":
        text = json.dumps(to_json(made), ensure_ascii=False, indent=2) + "\n"
        return text.encode("utf-8", "backslashreplace")
    return render_layouts((layout(made),), ending)


def _show(made: Plan) -> None:
    from piadiff.plan_sheet import lines
    from piadiff.writers.terminal import terminal_width

    print("\n".join(lines(made, terminal_width())))
