"""``piadiff audit``: the published change table held against the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from piadiff.commands.common import DEFAULT_STORE, AsJson, ExitCode, StoreDir

if TYPE_CHECKING:
    from piadiff.audit import AuditedRow


def audit(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="ファイル、または保管庫の版（ID@latest など）。")],
    as_json: AsJson = False,
    exit_code: ExitCode = False,
    store: StoreDir = DEFAULT_STORE,
) -> int:
    """公表されている変更箇所の表の各行を、規則で判断し直して突き合わせます。"""
    from piadiff.audit import audit_rows
    from piadiff.commands.common import open_version, print_json

    opened = open_version(version, store)
    rows = audit_rows(opened.assessment)
    if as_json:
        print_json({"rows": [row_to_json(row) for row in rows], "findings": []})
    return 0


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
