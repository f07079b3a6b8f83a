"""``piadiff audit``: the published document held against the rules, itself, its table and its earlier version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from piadiff.commands.common import DEFAULT_STORE, AsJson, ExitCode, Overwrite, PageFile, StoreDir, check_page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from piadiff.audit import AuditedRow, Earlier, Examined
    from piadiff.commands.common import Version
    from piadiff.findings import Finding

_MISSED, _OPEN, _OTHER = "！", "？", "≠"
_GUESSED = (".txt", ".pdf")  # kinds of file in which boxes and cells are found by where their texts stand


def audit(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="ファイル、または保管庫の版（ID@latest など）。")],
    before: Annotated[
        str | None,
        typer.Option("--before", metavar="OLD", help="突き合わせる前の版。保管庫の版なら、既定は公表された前の版。"),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="期限をどの日から見るか。保管庫の最新の版なら、既定は今日。"),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="公表と判断が同じ行も、画面の表に出す。")] = False,
    output: PageFile = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
    exit_code: ExitCode = False,
    store: StoreDir = DEFAULT_STORE,
) -> int:
    """公表されている変更箇所の表を、規則、本文、前の行、前の版と突き合わせ、合わないところを「指摘」に並べます。

    表の各行は、規則で判断し直し、公表と同じでない行を出します（--all で全部の行）。行の印は、！ 重要な変更なのに
    事後とされている、？ 要確認（記載だけでは決まらない）、≠ そのほかの違い（事後でよいものを事前に出したなど）です。

    指摘は、誤り、注意、確認の順です。文書の読み取りや規則のほうが違うかもしれないものには「推定」と付けます。本文にない
    変更後、つながらない行、告げられていない変更、項目の番号や名称、変更日、件数、引用の直し忘れ、空欄の理由、公表日、
    しきい値判断などを見ます。--exit-code を付けると、指摘があるとき終了コードが1になります。-o を付けると、指摘の
    記載を左右に並べ、絞り込みのできるページに書き出します。

      piadiff audit 新.txt
      piadiff audit 新.txt --before 前.txt
      piadiff audit 所沢市-1@latest -o 点検.html
    """
    from piadiff import thresholds
    from piadiff.audit import audit_rows, examine
    from piadiff.auditing.case import Case
    from piadiff.commands.common import open_version, print_json
    from piadiff.findings import to_full_json

    check_page(output, as_json, overwrite, version, *([before] if before else []))
    opened = open_version(version, store)
    rows = audit_rows(opened.assessment)
    case = Case(document=opened.assessment, published=opened.date, unplaced=opened.unplaced, exact=_exact(opened))
    earlier = _earlier(opened, before, store)
    found = examine(case, rows, earlier, _passed(opened, on, store))
    threshold = thresholds.threshold(opened.assessment)
    if as_json:
        data: dict[str, Any] = {"rows": [row_to_json(row) for row in rows]}
        data["findings"] = [to_full_json(finding) for finding in found.findings]
        data["unchecked"] = list(found.unchecked)
        data["threshold"] = thresholds.to_json(threshold)
        print_json(data)
    elif output is not None:
        _write(output, opened, rows, found, earlier, thresholds.sentence(threshold), overwrite)
    else:
        _show(rows, found, thresholds.sentence(threshold), everything)
    return 1 if exit_code and found.findings else 0


def _exact(opened: Version) -> bool:
    """Whether the boxes and cells of a document were read where they stand."""
    source = opened.stored.source if opened.stored else opened.label
    return not source.lower().endswith(_GUESSED)


def _earlier(opened: Version, before: str | None, store: Path) -> Earlier | None:
    """The version to hold the document against: as named, else the published one before it in the store.

    A version that was rebuilt from the table itself says nothing that the table does not.
    """
    from piadiff.audit import Earlier
    from piadiff.commands.common import check_same, open_version
    from piadiff.store import Store
    from piadiff.store.version import current

    if before is not None:
        named = open_version(before, store)
        check_same(named, opened, force=False)
        return Earlier(assessment=named.assessment, label=named.label)
    if opened.stored is None:
        return None
    kept, own = Store(store), opened.stored
    standing = current(version for version in kept.versions() if version.id == own.id and not version.rebuilt)
    earlier = [version for version in standing if version.date < own.date]
    return Earlier(assessment=kept.load(earlier[-1]), label=earlier[-1].label) if earlier else None


def _passed(opened: Version, on: str | None, store: Path) -> tuple[Finding, ...]:
    """The deadlines that have passed: of the newest version of the store, of a file only on a day that is named.

    Of a file nobody knows whether it is the newest, and nothing but the 再評価 is looked at.
    """
    from datetime import date

    from piadiff.auditing.due import overdue
    from piadiff.deadlines import REVIEW, Dated
    from piadiff.facts import to_date
    from piadiff.store import Store
    from piadiff.store.version import current

    today = to_date(on, "--on") if on is not None else date.today().isoformat()
    if opened.stored is None:
        if on is None or opened.date is None:
            return ()
        alone = [Dated(date=opened.date, assessment=opened.assessment)]
        return tuple(one for one in overdue(opened.label, alone, today) if REVIEW not in one.text)
    kept, own = Store(store), opened.stored
    standing = current(version for version in kept.versions() if version.id == own.id)
    if standing[-1].date != own.date:
        return ()
    pairs = zip(standing, kept.load_all(standing), strict=True)
    return overdue(own.id, [Dated(date=one.date, assessment=assessment) for one, assessment in pairs], today)


def _write(
    output: Path,
    opened: Version,
    rows: Sequence[AuditedRow],
    found: Examined,
    earlier: Earlier | None,
    threshold: str,
    overwrite: bool,
) -> None:
    from piadiff.auditview import build, render
    from piadiff.commands.common import note, title_of
    from piadiff.writers.files import save

    title = title_of(opened.assessment)
    before = earlier.label if earlier else ""
    page = build(found, rows, title=title, label=opened.label, before=before, threshold=threshold)
    save(output, render(page), overwrite=overwrite)
    note(
        f"{output} に{len(page.findings)}件の指摘を書きました。"
        if page.findings
        else f"{output} を書きました。指摘はありません。"
    )


def _show(rows: Sequence[AuditedRow], found: Examined, threshold: str, everything: bool) -> None:
    from piadiff.findings import page
    from piadiff.writers.terminal import grid, terminal_width, wrap

    width = terminal_width()
    if shown := [row for row in rows if everything or _mark(row)]:
        print(grid([_cells(row) for row in shown], ("行", "項目", "公表", "判断", "規則")))
    print("\n".join(wrap(_summary(rows), width)))
    if found.unchecked:
        numbers = "、".join(map(str, found.unchecked))
        told = f"{numbers}行目の変更後は、本文のどの記載か分からず、突き合わせていません。"
        print("\n".join(wrap(told, width)))
    print("\n".join(wrap(threshold, width)))
    for indent, text in page(found.findings):
        first, *more = wrap(text, width - indent - 2)
        lines = [f"{' ' * indent}{first}", *(f"{' ' * (indent + 2)}{line}" for line in more)]
        print("\n".join(lines))


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
