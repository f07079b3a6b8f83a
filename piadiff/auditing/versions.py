"""The change table held against what did change since the earlier published version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from piadiff.auditing.case import Case, of_row, row_finding, short, shown
from piadiff.differ import Comparison, diff
from piadiff.findings import CAUTION, CHECK, ERROR, Evidence, Finding
from piadiff.model import Assessment, Change, Row
from piadiff.notation import fold
from piadiff.values import as_text, is_blank

UNANNOUNCED, UNCHANGED, LOST = "unannounced", "announced-unchanged", "row-lost"

_ITEM_BY_ITEM = 3  # rows on items of a group from which on the table tells a group item by item


def check(case: Case, earlier: Assessment, label: str) -> tuple[Finding, ...]:
    """Changes since ``earlier`` that no new row announces, rows that announce what did not change, and rows that the
    earlier table had. ``label`` names the earlier version to people."""
    comparison = diff(earlier, case.document)
    new = _new_rows(case, earlier)
    found = [*_unannounced(case, comparison, new, label), *_unchanged(case, comparison, new, earlier, label)]
    return (*found, *_lost(case, earlier, label))


def _new_rows(case: Case, earlier: Assessment) -> list[tuple[int, Row]]:
    """The rows (from 0) that the earlier table did not have."""
    known = {_cells(row) for row in earlier.changes}
    return [(number, row) for number, row in enumerate(case.document.changes) if _cells(row) not in known]


def _cells(row: Row) -> tuple[str, ...]:
    """What a row announces; its day may be filled in later."""
    return tuple(fold(cell) for cell in (row.item, row.before, row.after))


def _unannounced(case: Case, comparison: Comparison, new: Iterable[tuple[int, Row]], label: str) -> Iterator[Finding]:
    announced = {path for _, row in new for path in row.paths}
    groups: set[str] = set()  # of which a row announces nothing: one finding for the whole
    for change in comparison.changes:
        if change.kind == "moved" or change.path.startswith("表紙/") or _covered(case, change, announced):
            continue
        if is_blank(change.before) and is_blank(change.after):
            continue
        if change.group and not any(path.startswith(f"{change.group}/") for path in announced):
            if change.group in groups:
                continue
            groups.add(change.group)
            yield _change(case, change, label, whole=True)
        else:
            yield _change(case, change, label, whole=False)


def _covered(case: Case, change: Change, announced: set[str]) -> bool:
    """Whether a row names the item, a heading above it, or the group with which it came or went.

    A row on an item says nothing of the items that hang below it.
    """
    for path in filter(None, (change.path, change.old_path)):
        if path in announced or path.removesuffix("/件") in announced:
            return True
        parts = path.split("/")
        above = ("/".join(parts[:end]) for end in range(1, len(parts)))
        if any(one in announced and _is_heading(case, one) for one in above):
            return True
    names = {change.group, f"{change.group}/①", f"{change.group}/1"}
    each = [path for path in announced if path.startswith(f"{change.group}/") and path not in names]
    return not names.isdisjoint(announced) and len(each) < _ITEM_BY_ITEM


def _is_heading(case: Case, path: str) -> bool:
    node = case.tree.find(path)
    return node is None or node.kind == "section"


def _change(case: Case, change: Change, label: str, *, whole: bool) -> Finding:
    before, after = as_text(change.before), as_text(change.after)
    place = (change.group if whole else None) or change.path
    if whole:
        what = "が加わっています" if change.kind == "added" else "がなくなっています"
    else:
        what = f"が「{short(shown(before))}」から「{short(shown(after))}」に変わっています"
    text = f"{place}の記載{what}が、それを告げる行がありません（{label}と比べて）。"
    node = case.tree.find(change.path)
    seen = node is not None and node.kind in ("figure", "checks", "choice")
    guessed = (seen and not case.exact) or (change.group is not None and not whole)
    return Finding(
        kind=UNANNOUNCED,
        text=text,
        path=place,
        severity=CAUTION if guessed else ERROR,
        sure=not guessed,
        heading=change.heading or case.heading(place),
        evidence=(Evidence(what=label, text=shown(before)), Evidence(what="本文", text=shown(after))),
    )


def _unchanged(
    case: Case, comparison: Comparison, new: Iterable[tuple[int, Row]], earlier: Assessment, label: str
) -> Iterator[Finding]:
    """Rows on items that read the same in both versions. A change that was announced late is one of them."""
    changed = {path for change in comparison.changes for path in (change.path, change.old_path, change.group) if path}
    for number, row in new:
        known = [path for path in row.paths if path in case.document.items and path in earlier.items]
        if not known or len(known) < len(row.paths) or any(_touched(path, changed) for path in known):
            continue
        path = known[0]
        node = case.tree.find(path)
        sure = node is not None and node.kind != "figure"
        text = f"{number + 1}行目は{path}の変更を告げていますが、{label}と本文の記載は同じです。"
        body = Evidence(what="本文", text=shown(as_text(case.document.items[path])))
        evidence = (of_row(row, number, "変更前"), of_row(row, number), body)
        severity = CAUTION if sure else CHECK
        yield row_finding(case, UNCHANGED, number, path, text, *evidence, severity=severity, sure=sure)


def _touched(path: str, changed: set[str]) -> bool:
    parts = path.split("/")
    above = {"/".join(parts[:end]) for end in range(1, len(parts) + 1)}
    return not above.isdisjoint(changed) or any(other.startswith(f"{path}/") for other in changed)


def _lost(case: Case, earlier: Assessment, label: str) -> Iterator[Finding]:
    """Rows of the earlier table that the table does not have any more; it only ever grows."""
    known = {_cells(row) for row in case.document.changes}
    gone = [(number, row) for number, row in enumerate(earlier.changes) if _cells(row) not in known]
    if not case.document.changes and gone:
        text = f"{label}の変更箇所の表には{len(earlier.changes)}行ありましたが、この版の表には行がありません。"
        yield Finding(kind=LOST, text=text, severity=CAUTION)
        return
    for number, row in gone:
        text = f"{label}の変更箇所の{number + 1}行目（{short(row.item)}）が、この版の表にありません。"
        evidence = (
            Evidence(what=f"{label}の変更前", text=row.before),
            Evidence(what=f"{label}の変更後", text=row.after),
        )
        yield Finding(kind=LOST, text=text, path=row.paths[0] if row.paths else "", evidence=evidence)
