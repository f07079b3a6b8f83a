"""``piadiff stats``: how much changed, by revision, part of the form, kind of edit and 提出時期."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from piadiff.commands.common import (
    DEFAULT_STORE,
    AsJson,
    Overwrite,
    PageFile,
    StoreDir,
    check_page,
    print_json,
)
from piadiff.errors import PiadiffError
from piadiff.store import Store
from piadiff.store.version import current

if TYPE_CHECKING:
    from piadiff.tallying import Tally

_BAR = 480  # of the picture: how long the longest bar is
_ROW = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One assessment with its two kinds of tallies: of the published rows, and of what differs between versions."""

    id: str
    published: tuple[Tally, ...]
    versions: tuple[Tally, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Bars, one a revision: (name, place from the top, stretches (mark, start, length), total)."""

    bars: tuple[tuple[str, int, tuple[tuple[int, int, int], ...], int], ...]
    height: int


def stats(
    identifier: Annotated[str | None, typer.Argument(metavar="ID", help="評価書のID。なければすべて。")] = None,
    output: PageFile = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
    store: StoreDir = DEFAULT_STORE,
) -> None:
    """変更の数を、改正ごとに、様式の部、変更の種類、当たる規則、事前・事後に分けて数えます。

    公表されている変更箇所の表の行（変更日ごと。提出時期は公表のとおり）と、保管している続く版の違い（後の版の公表日ごと。
    提出時期は判断のとおり）を、別々に数えます。-o を付けると、図の付いたページに書き出します。

      piadiff stats 所沢市-1
      piadiff stats 所沢市-1 -o 統計.html
    """
    check_page(output, as_json, overwrite)
    opened = Store(store)
    known = [identifier] if identifier else sorted({v.id for v in opened.versions()})
    if not known:
        raise PiadiffError("まだ何も保管していません", hint="piadiff add で評価書を保管してください")
    found = [_counted(opened, one, store) for one in known]
    if output is not None:
        from piadiff.writers.files import save

        save(output, _page(found), overwrite=overwrite)
        print(f"{output} に{len(found)}件の評価書の統計を書きました。")
    elif as_json:
        print_json({"assessments": [_to_json(one) for one in found]})
    else:
        print("\n\n".join(_text(one) for one in found))


def _counted(store: Store, identifier: str, folder: Path) -> Counted:
    from piadiff.audit import audit_rows
    from piadiff.commands.revision import open_revision
    from piadiff.tallying import of_changes, of_rows

    versions = current(store.versions(identifier))
    newest = store.load(versions[-1])
    between = [
        of_changes(new.date, open_revision(old.label, new.label, folder, force=True).judged, rebuilt=bool(new.rebuilt))
        for old, new in pairwise(versions)
    ]
    return Counted(id=versions[0].id, published=of_rows(audit_rows(newest)), versions=tuple(between))


def _sources(one: Counted) -> list[tuple[str, str, tuple[Tally, ...]]]:
    """What was counted: a title, what names a revision, the tallies."""
    return [
        ("公表されている変更箇所の表", "変更日", one.published),
        ("保管している版の違い", "公表日", one.versions),
    ]


def _text(one: Counted) -> str:
    from piadiff.tallying import together
    from piadiff.writers.terminal import grid

    parts = [f"{'─' * 3} {one.id} {'─' * 3}"]
    for title, name, tallies in _sources(one):
        if not tallies:
            parts.append(f"{title}: ありません。")
            continue
        whole = together(tallies)
        rows = [_row(tally) for tally in (*tallies, whole)]
        parts.append(f"{title}\n" + grid(rows, (name, "件数", "事前・事後", "種類", "部"), style="simple"))
        parts.append(grid([(rule, str(n)) for rule, n in whole.rules.items()], ("規則", "件数"), style="simple"))
    return "\n\n".join(parts)


def _row(tally: Tally) -> tuple[str, ...]:
    return tally.shown, str(tally.total), _said(tally.timings), _said(tally.kinds), _said(tally.parts)


def _said(counts: Mapping[str, int]) -> str:
    return " ".join(f"{name}:{count}" for name, count in counts.items())


def _to_json(one: Counted) -> dict[str, Any]:
    from piadiff.tallying import to_json, together

    return {
        "id": one.id,
        "published": {"revisions": [to_json(t) for t in one.published], "total": to_json(together(one.published))},
        "versions": {"revisions": [to_json(t) for t in one.versions], "total": to_json(together(one.versions))},
    }


def _page(found: Sequence[Counted]) -> bytes:
    from piadiff.tallying import TIMINGS, together
    from piadiff.writers.pages import fill

    blocks = [
        (
            one.id,
            [(title, name, tallies, together(tallies), _picture(tallies)) for title, name, tallies in _sources(one)],
        )
        for one in found
    ]
    return fill("stats.html", ("house.css", "stats.css"), blocks=blocks, timings=TIMINGS)


def _picture(tallies: Sequence[Tally]) -> Picture:
    """The bars of the picture: each revision as long as it has changes, split by 提出時期."""
    from piadiff.tallying import TIMINGS

    most = max((tally.total for tally in tallies), default=1) or 1
    bars = []
    for row, tally in enumerate(tallies):
        start, stretches = 0, []
        for mark, timing in enumerate(TIMINGS):
            length = tally.timings.get(timing, 0) * _BAR // most
            if length:
                stretches.append((mark, start, length))
                start += length
        bars.append((tally.name, row * _ROW, tuple(stretches), tally.total))
    return Picture(bars=tuple(bars), height=max(1, len(bars)) * _ROW)
