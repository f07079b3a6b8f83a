"""``piadiff blame``: since when each item of a version reads as it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from piadiff.commands.common import DEFAULT_STORE, AsJson, StoreDir, items_meant, open_version, print_json
from piadiff.errors import PiadiffError
from piadiff.forms import form
from piadiff.model import Assessment
from piadiff.store import Store, StoredVersion
from piadiff.store.names import PUBLISHED
from piadiff.store.version import current

_DATES = len("2024-04-01") + len("以前") * 2 + 6  # with the gaps between the columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Blamed:
    """One item with the version since which it reads so; ``there`` is its path in that version.

    ``always``: it reads so in the oldest version that is stored. ``estimated``: that rests on a rebuilt version whose
    reading of the item is an estimate.
    """

    path: str
    version: StoredVersion
    there: str
    always: bool
    estimated: bool


def blame(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="保管庫の版（ID@latest、ID@2024-04-01 など）。")],
    section: Annotated[
        str | None,
        typer.Argument(metavar="SECTION", help="項目か、その上の見出し（Ⅱ/(1)/4、委託先名）。なければ全体。"),
    ] = None,
    as_json: AsJson = False,
    store: StoreDir = DEFAULT_STORE,
) -> None:
    """一つの版の項目ごとに、いまの記載になったのはどの版からかを出します。

    番号の動いたシステムや委託事項、様式が変わって移った項目は、同じものとしてたどります。表記の違い（全角・半角、改行
    など）は変更と数えません。保管庫のその版までの版を使い、変更箇所の表から復元した版（backfill）も使います。いちばん古い版から
    同じ記載なら「以前」、復元した版によるなら「復元」、その項目の復元が確かでなければ「推定」と示します。

      piadiff blame 所沢市-1
      piadiff blame 所沢市-1@2022-06-27 "Ⅱ/(1)/4"
    """
    opened = open_version(version, store)
    if opened.stored is None:
        raise PiadiffError(
            "ファイルからは分かりません。保管庫の版を指定してください",
            where=opened.label,
            hint="piadiff add で保管し、前の版がなければ piadiff backfill で復元できます",
        )
    found = _blamed(Store(store), opened.stored, opened.assessment, section)
    if as_json:
        print_json({"version": opened.label, "items": [_to_json(one, opened.assessment) for one in found]})
    else:
        print(_page(found, opened.assessment))


def _blamed(store: Store, newest: StoredVersion, assessment: Assessment, section: str | None) -> list[Blamed]:
    from piadiff.since import since
    from piadiff.store.reading import Reader
    from piadiff.store.rebuilding import doubts

    paths = items_meant(assessment, section) if section else tuple(assessment.items)
    older = [v for v in reversed(current(store.versions(newest.id))) if v.date < newest.date]
    versions = [newest, *older]
    wanted = [path for path in paths if path != PUBLISHED or section]
    found = since(Reader(store, versions), wanted)
    needed = min(len(versions), max((one.version for one in found.values()), default=0) + 2)
    unsure = doubts(store, versions[:needed])
    return [
        Blamed(
            path=path,
            version=versions[one.version],
            there=one.there,
            always=one.always,
            estimated=one.there in unsure[one.version] or (not one.always and one.before in unsure[one.version + 1]),
        )
        for path, one in found.items()
    ]


def _page(found: Sequence[Blamed], assessment: Assessment) -> str:
    from piadiff.values import is_blank
    from piadiff.writers.terminal import columns, grid, terminal_width, wrap

    filled = [one for one in found if not is_blank(assessment.items[one.path])]
    marks = [_mark(one) for one in filled]
    room = (terminal_width() - max(map(columns, ["備考", *marks])) - _DATES) // 2
    rows = [
        (_day(one), mark, one.path, _start(assessment.items[one.path], room))
        for one, mark in zip(filled, marks, strict=True)
    ]
    table = grid(rows, ("いつから", "備考", "項目", "記載"), style="simple") if rows else ""
    empty = len(found) - len(filled)
    counts = Counter(_day(one) for one in filled)
    summary = "、".join(
        f"{day}{'' if day.endswith('以前') else 'から'}が{count}項目"
        for day, count in sorted(counts.items(), reverse=True)
    )
    lines = [f"{summary}。" if summary else "", f"空欄の{empty}項目は省いています。" if empty else ""]
    told = "\n".join(part for line in lines if line for part in wrap(line, terminal_width()))
    return "\n\n".join(filter(None, (table, told)))


def _day(one: Blamed) -> str:
    return f"{one.version.date}以前" if one.always else one.version.date


def _mark(one: Blamed) -> str:
    return "推定" if one.estimated else "復元" if one.version.rebuilt else ""


def _start(value: Any, room: int) -> str:
    """The beginning of a value on one line."""
    from piadiff.values import as_text
    from piadiff.writers.terminal import columns, one_line

    text = one_line(as_text(value))
    if columns(text) <= room:
        return text
    while columns(text) > room - 2:
        text = text[: max(1, len(text) - max(1, (columns(text) - room) // 2))]
    return f"{text}…"


def _to_json(one: Blamed, assessment: Assessment) -> Mapping[str, Any]:
    return {
        "path": one.path,
        "heading": list(form(assessment.form).heading(one.path, assessment.items)),
        "since": one.version.date,
        "version": one.version.label,
        "path_there": one.there,
        "oldest": one.always,
        "rebuilt": one.version.rebuilt or None,
        "estimated": one.estimated,
    }
