"""``piadiff audit``: the published change table held against the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from piadiff.commands.common import DEFAULT_STORE, AsJson, ExitCode, StoreDir

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from piadiff.audit import AuditedRow
    from piadiff.commands.common import Version
    from piadiff.findings import Finding
    from piadiff.model import Assessment

_MISSED, _OPEN, _OTHER = "！", "？", "≠"


def audit(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="ファイル、または保管庫の版（ID@latest など）。")],
    as_json: AsJson = False,
    exit_code: ExitCode = False,
    store: StoreDir = DEFAULT_STORE,
) -> int:
    """公表されている変更箇所の表の各行を、規則で判断し直して突き合わせ、しきい値判断も確かめます。

    行の印は、！ 重要な変更なのに事後とされている、？ 要確認（記載だけでは決まらない）、≠ そのほかの違い（事後でよい
    ものを事前に出したなど）です。！の行と、しきい値判断の食い違いを「指摘」として最後に並べます。--exit-code を
    付けると、指摘があるとき終了コードが1になります。

      piadiff audit 新.txt
      piadiff audit 所沢市-1@latest --json
    """
    from piadiff import thresholds
    from piadiff.audit import audit_rows, findings
    from piadiff.commands.common import open_version, print_json
    from piadiff.findings import to_json

    opened = open_version(version, store)
    rows = audit_rows(opened.assessment)
    found = findings(opened.assessment, rows, _before(opened, store))
    threshold = thresholds.threshold(opened.assessment)
    if as_json:
        data: dict[str, Any] = {"rows": [row_to_json(row) for row in rows]}
        data["findings"] = [to_json(finding) for finding in found]
        data["threshold"] = thresholds.to_json(threshold)
        print_json(data)
    else:
        _show(rows, found, thresholds.sentence(threshold))
    return 1 if exit_code and found else 0


def _before(opened: Version, store: Path) -> Assessment | None:
    """The version before a stored one, None for the first one and for a file."""
    from piadiff.store import Store
    from piadiff.store.version import current

    if opened.stored is None:
        return None
    kept, date = Store(store), opened.stored.date
    earlier = [version for version in current(kept.versions(opened.stored.id)) if version.date < date]
    return kept.load(earlier[-1]) if earlier else None


def _show(rows: Sequence[AuditedRow], found: Sequence[Finding], threshold: str) -> None:
    from piadiff.findings import sentences
    from piadiff.writers.terminal import grid, terminal_width, wrap

    width = terminal_width()
    if rows:
        print(grid([_cells(row) for row in rows], ("行", "項目", "公表", "判断", "規則")))
    print("\n".join(wrap(_summary(rows), width)))
    print("\n".join(wrap(threshold, width)))
    if found:
        print(f"指摘（{len(found)}件）")
    for sentence in sentences(found):
        first, *more = wrap(sentence, width - 2)
        print("\n".join([f"・{first}", *(f"  {line}" for line in more)]))


def _cells(audited: AuditedRow) -> tuple[str, ...]:
    """One row for people: its number and mark, the item, 提出時期 and 説明 as published, as judged, and the rule."""
    from piadiff.report import IMPORTANT_WORDS
    from piadiff.writers.terminal import one_line

    judgement, row = audited.gravest.judgement, audited.row
    places = "\n".join(row.paths) or one_line(row.item)
    published = "\n".join(filter(None, (row.timing or "（空欄）", one_line(row.reason))))
    judged = f"{judgement.timing}\n{IMPORTANT_WORDS[judgement.important]}"
    return f"{audited.number}{_mark(audited)}", places, published, judged, judgement.rule


def _mark(audited: AuditedRow) -> str:
    if audited.missed:
        return _MISSED
    if audited.gravest.judgement.important == "review":
        return _OPEN
    return "" if audited.agrees else _OTHER


def _summary(rows: Sequence[AuditedRow]) -> str:
    from collections import Counter

    if not rows:
        return "変更箇所の表に行がありません。"
    marks = Counter(map(_mark, rows))
    return (
        f"{len(rows)}行のうち、公表と同じ{marks['']}行、要確認（{_OPEN}）{marks[_OPEN]}行、"
        f"重要な変更なのに事後（{_MISSED}）{marks[_MISSED]}行、そのほかの違い（{_OTHER}）{marks[_OTHER]}行。"
    )


def row_to_json(audited: AuditedRow) -> dict[str, Any]:
    """One audited row as JSON data, keys in the fixed order (design: Commands)."""
    judgement = audited.gravest.judgement
    return {
        "row": audited.number,
        "paths": list(audited.row.paths),
        "published": {"timing": audited.row.timing, "reason": audited.row.reason},
        "judged": {
            "important": judgement.important,
            "timing": judgement.timing,
            "reason": judgement.reason,
            "rule": judgement.rule,
        },
    }
