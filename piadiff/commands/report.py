"""``piadiff report``: two versions side by side on one self-contained page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from piadiff.commands.common import (
    DEFAULT_STORE,
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


def report(
    old: OldVersion,
    new: NewVersion,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="書き出すファイル（.html）。")],
    effective: Effective = None,
    effective_file: EffectiveFile = None,
    submitted: Submitted = None,
    overwrite: Overwrite = False,
    decisions: DecisionsFile = None,
    force: ForceAll = False,
    store: StoreDir = DEFAULT_STORE,
) -> int:
    """二つの版を左右に並べ、変わった語に印を付けた比較ページ（HTML）を作ります。

    変更ごとに、重要な変更かどうか、提出時期、その理由と根拠を示し、絞り込みと検索ができます。一つのファイルで
    完結し、通信をしないため、メールに付けたり、共有フォルダーから開いたり、そのまま印刷したりできます。

      piadiff report 旧.txt 新.txt -o 比較.html
      piadiff report 所沢市-1@prev 所沢市-1@latest -o 比較.html
    """
    from piadiff.commands.common import doubts, note, title_of
    from piadiff.commands.revision import open_revision
    from piadiff.errors import PiadiffError
    from piadiff.findings import sentences
    from piadiff.report import build, render
    from piadiff.stating import Given
    from piadiff.writers.files import check_target, save

    if output.suffix.lower() not in (".html", ".htm"):
        raise PiadiffError("比較ページはHTMLです", where=str(output), hint="末尾を .html にしてください")
    overwrite = overwrite or force
    check_target(output, overwrite=overwrite, inputs=(old, new))
    revision = open_revision(
        old,
        new,
        store,
        force=force,
        decisions=decisions,
        given=Given(effective, effective_file, submitted),
    )
    before, after, comparison = revision.before, revision.after, revision.comparison
    findings = sentences(revision.findings)
    page = build(
        revision.judged,
        revision.tree,
        title=title_of(after.assessment, before.assessment),
        old=before.label,
        new=after.label,
        quiet=comparison.quiet,
        findings=findings,
        remarks=[*doubts(before, after), *comparison.remarks, *revision.open_days],
        facts=revision.facts,
        after=after.assessment,
        phrases=revision.settings.words,
    )
    save(output, render(page), overwrite=overwrite)
    for remark in (*comparison.remarks, *revision.open_days, *(f"指摘: {finding}" for finding in findings)):
        note(remark)
    count = page.counts[0]
    note(f"{output} に{count}件の変更を書きました。" if count else f"{output} を書きました。変更箇所はありません。")
    return 0
