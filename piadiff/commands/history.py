"""``piadiff history``: how one item has read over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from piadiff import canonical
from piadiff.commands.common import DEFAULT_STORE, AsJson, StoreDir, items_meant, print_json
from piadiff.errors import PiadiffError
from piadiff.forms import form
from piadiff.forms.editions import Carrying, carrying
from piadiff.model import Assessment, Value
from piadiff.store import Store, StoredVersion
from piadiff.store.version import current
from piadiff.writers.terminal import grid, one_line, show_value, terminal_width, wrap

NO_ITEM = "（項目なし）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A time in which an item read the same: from the 公表日 of the first such version to that of the next other one.

    ``end`` is None while it still reads so. ``present`` is False where the versions do not have the item.
    """

    start: str
    end: str | None
    present: bool
    value: Value
    versions: tuple[str, ...]


def history(
    item: Annotated[
        str, typer.Argument(metavar="ITEM", help="項目（Ⅱ/(1)/4/委託事項1/⑥、委託先名）か、その上の見出し。")
    ],
    identifier: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="評価書のID。保管庫に評価書が一つなら省ける。")
    ] = None,
    as_json: AsJson = False,
    store: StoreDir = DEFAULT_STORE,
) -> None:
    """一つの項目の記載が、いつからいつまで、どうだったかを、古い順に出します。

    続く版で同じ記載はまとめます。項目は最新の版で探し、同じ場所の記載を前の版にたどります。見出しを指定すると、その
    下の、記載の変わった項目をすべて出します。様式が変わって番号が動いた項目は、前の様式での番号で探します。

      piadiff history 委託先名 --id 所沢市-1
      piadiff history Ⅱ/(1)/3/⑨
    """
    opened = Store(store)
    versions = current(opened.versions(identifier or _only_id(opened)))
    assessments = opened.load_all(versions)
    newest = assessments[-1]
    ways = [carrying(assessment, newest) for assessment in assessments]
    found = {path: spells(path, versions, assessments, ways) for path in items_meant(newest, item)}
    if as_json:
        print_json({"id": versions[0].id, "items": [_to_json(newest, path, found[path]) for path in found]})
        return
    print(_pages(newest, found))


def spells(
    path: str, versions: Sequence[StoredVersion], assessments: Sequence[Assessment], ways: Sequence[Carrying]
) -> tuple[Spell, ...]:
    """How the item at ``path`` of the newest version read in ``versions`` (oldest first), equal neighbours together.

    In versions on another form or edition it is looked up where it stood there: ``ways`` leads from each version to
    the newest.
    """
    runs: list[tuple[bool, Value, list[StoredVersion]]] = []
    for version, assessment, way in zip(versions, assessments, ways, strict=True):
        there = way.back(path)
        present = there is not None and there in assessment.items
        value = assessment.items[there] if there is not None and present else None
        if runs and runs[-1][:2] == (present, value):
            runs[-1][2].append(version)
        else:
            runs.append((present, value, [version]))
    ends = [run[2][0].date for run in runs[1:]]
    return tuple(
        Spell(start=own[0].date, end=end, present=present, value=value, versions=tuple(v.label for v in own))
        for (present, value, own), end in zip(runs, [*ends, None], strict=True)
    )


def _only_id(store: Store) -> str:
    known = sorted({v.id for v in store.versions()})
    if len(known) == 1:
        return known[0]
    if not known:
        raise PiadiffError("まだ何も保管していません", hint="piadiff add で評価書を保管してください")
    shown = "、".join(known[:5]) + ("など" if len(known) > 5 else "")
    raise PiadiffError(f"保管庫に評価書が{len(known)}件あります（{shown}）", hint="--id で一つを指定してください")


def _pages(newest: Assessment, found: Mapping[str, Sequence[Spell]]) -> str:
    """A table for each item; below a heading above many items those that never changed are only counted."""
    moving = [path for path in found if len(found[path]) > 1 or len(found) == 1]
    pages = [_page(newest, path, found[path]) for path in moving]
    if still := len(found) - len(moving):
        pages.append(f"ほかの{still}項目の記載は、どの版でも同じです。")
    return "\n\n".join(pages)


def _page(newest: Assessment, path: str, found: Sequence[Spell]) -> str:
    chain = "／".join(one_line(part) for part in form(newest.form).heading(path, newest.items))
    heading = "\n".join(wrap(chain, terminal_width()))
    rows = [
        (spell.start, spell.end or "現在", show_value(spell.value) if spell.present else NO_ITEM) for spell in found
    ]
    return f"{heading}\n[{path}]\n" + grid(rows, ("から", "まで", "記載"))


def _to_json(newest: Assessment, path: str, found: Sequence[Spell]) -> dict[str, Any]:
    values = [
        {
            "from": spell.start,
            "to": spell.end,
            "present": spell.present,
            "value": canonical.value_to_json(spell.value),
            "versions": list(spell.versions),
        }
        for spell in found
    ]
    return {"path": path, "heading": list(form(newest.form).heading(path, newest.items)), "values": values}
