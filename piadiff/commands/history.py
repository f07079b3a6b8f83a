"""``piadiff history``: how one item has read over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

import typer

from piadiff import canonical
from piadiff.commands.common import (
    DEFAULT_STORE,
    AsJson,
    Overwrite,
    PageFile,
    StoreDir,
    check_page,
    items_meant,
    print_json,
)
from piadiff.errors import PiadiffError
from piadiff.forms import form
from piadiff.model import Assessment
from piadiff.store import Store, StoredVersion
from piadiff.store.version import current
from piadiff.writers.terminal import grid, one_line, show_value, terminal_width, wrap

if TYPE_CHECKING:
    from pathlib import Path

    from piadiff.filing import Filed
    from piadiff.historyview import Book
    from piadiff.historyview import Life as Timeline
    from piadiff.lives import Run
    from piadiff.store.reading import Reader

NO_ITEM = "（項目なし）"
NOT_FILED = "変更箇所の表に行がない"
_KINDS = {"changed": "変更", "added": "追加", "removed": "削除", "moved": "番号の変更"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A time in which an item read the same: from the day of the first such version to that of the next other one.

    ``end`` is None while it still reads so; ``start`` is None for a change that is still to come. ``filed`` says how
    the change to this reading was filed, None for the oldest. ``notation``: only the notation changed. ``doubts`` are
    the versions (as the run counts them) in which a rebuilding gives this reading without being sure, with the reason.
    """

    start: str | None
    end: str | None
    run: Run
    filed: Filed | None = None
    notation: bool = False
    doubts: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One item of the newest version of an assessment and all that it has read."""

    path: str
    heading: tuple[str, ...]
    spells: tuple[Spell, ...]


def history(
    item: Annotated[
        str, typer.Argument(metavar="ITEM", help="項目（Ⅱ/(1)/4/委託事項1/⑥、委託先名）か、その上の見出し。")
    ],
    identifier: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="評価書のID。なければ、その項目のあるすべての評価書。")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="前の記載から変わった語に印を付けて、全文を出す。")] = False,
    as_table: Annotated[
        bool, typer.Option("--as-table", help="その項目の変更だけを、変更箇所の表の六つの欄で出す。")
    ] = False,
    effective: Annotated[
        bool, typer.Option("--effective", help="公表日でなく、変更日（変更が実際に始まった日）で区切る。")
    ] = False,
    output: PageFile = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
    store: StoreDir = DEFAULT_STORE,
) -> None:
    """一つの項目の記載が、いつからいつまで、どうだったかを、古い順に出します。

    続く版で同じ記載はまとめ、変わったところには、変更箇所の表にどう載ったか（変更日、提出時期、説明）か、人の判断と、
    誰が保管したかを添えます。見出しを指定すると、その下の、記載の変わった項目をすべて出します。番号の動いたシステムや
    委託事項、様式が変わって移った項目は、同じものとしてたどります。-o を付けると、年表のページに書き出します。

      piadiff history 委託先名 --id 所沢市-1
      piadiff history "Ⅱ/(1)/3/⑨" --text
      piadiff history "Ⅱ/(1)/4" -o 履歴.html
    """
    if text + as_table + as_json > 1:
        raise PiadiffError("--text、--as-table、--json は一緒に使えません", hint="どれか一つにしてください")
    if output is not None and (text or as_table):
        raise PiadiffError("-o は、--text、--as-table と一緒に使えません", hint="どれか一つにしてください")
    check_page(output, as_json, overwrite)
    opened = Store(store)
    found = _all_lives(opened, item, identifier, effective)
    if output is not None:
        _write(output, item, found, overwrite)
        return
    if as_json:
        print_json(_to_json(found))
        return
    pages = []
    for reader, lives in found:
        title = [f"{'─' * 3} {reader.versions[0].id} {'─' * 3}"] if len(found) > 1 else []
        body = _table(reader, lives) if as_table else _text(reader, lives) if text else _grids(reader, lives)
        pages += [*title, *body]
    print("\n\n".join(pages))


def _all_lives(store: Store, item: str, identifier: str | None, effective: bool) -> list[tuple[Reader, list[Life]]]:
    """For each assessment that has the item (of one: ``identifier``) what it has read."""
    from piadiff.store.reading import Reader

    known = [identifier] if identifier else sorted({v.id for v in store.versions()})
    if not known:
        raise PiadiffError("まだ何も保管していません", hint="piadiff add で評価書を保管してください")
    found: list[tuple[Reader, list[Life]]] = []
    faults: list[PiadiffError] = []
    for one in known:
        reader = Reader(store, list(reversed(current(store.versions(one)))))
        newest = reader.assessment(0)
        try:
            paths = items_meant(newest, item)
        except PiadiffError as fault:
            faults.append(fault)
            continue
        found.append((reader, _lives(store, reader, newest, paths, effective)))
    if not found:
        raise faults[0]
    return found


def _lives(store: Store, reader: Reader, newest: Assessment, paths: Sequence[str], effective: bool) -> list[Life]:
    from piadiff.filing import Register
    from piadiff.lives import lives, notation_only
    from piadiff.store.rebuilding import doubts

    unsure = doubts(store, reader.versions)
    register = Register(reader, decided_in(store, reader))
    tree = form(newest.form)
    found = []
    for path, runs in lives(reader, paths).items():
        node = tree.find(path)
        filed = [None, *(register.filed(a, b) for a, b in pairwise(runs))]
        quiet = [False, *(notation_only(a, b, node.kind if node else "text") for a, b in pairwise(runs))]
        starts = [
            one.effective if one and effective else reader.day(run.first) for one, run in zip(filed, runs, strict=True)
        ]
        spells = tuple(
            Spell(start=start, end=end, run=run, filed=one, notation=still, doubts=_doubted(run, unsure))
            for start, end, run, one, still in zip(starts, [*starts[1:], None], runs, filed, quiet, strict=True)
        )
        found.append(Life(path=path, heading=tree.heading(path, newest.items), spells=spells))
    return found


def _doubted(run: Run, unsure: Sequence[Mapping[str, str]]) -> dict[int, str]:
    """The versions of a run in which the rebuilding of the item is an estimate, newest first, with the reasons."""
    found: dict[int, str] = {}
    for number in range(run.last, run.first + 1):
        there = next((path for since, path in reversed(run.paths) if number <= since), run.path)
        if there in unsure[number]:
            found[number] = unsure[number][there]
    return found


def decided_in(store: Store, reader: Reader) -> Any:
    """What gives the decisions on a version and the one before it, by number; read from the store once each."""
    from functools import cache

    from piadiff.store.records import decisions_path

    kept: frozenset[str] | None = None

    @cache
    def decided(number: int) -> tuple[Any, ...]:
        nonlocal kept
        new, old = reader.versions[number], reader.versions[number + 1]
        if kept is None:
            kept = frozenset(store.records(new.id))
        if decisions_path(new.id, old.date, new.date) not in kept:
            return ()
        from piadiff.keeping import StoreKeeper

        return StoreKeeper(store=store, id=new.id, old=old.date, new=new.date).load()

    return decided


def _moving(lives: Sequence[Life]) -> tuple[list[Life], int]:
    """The items to show and how many are only counted: below a heading those that never changed."""
    moving = [life for life in lives if len(life.spells) > 1 or len(lives) == 1]
    return moving, len(lives) - len(moving)


def _grids(reader: Reader, lives: Sequence[Life]) -> list[str]:
    moving, still = _moving(lives)
    pages = [_head(life) + "\n" + _grid(reader, life) for life in moving]
    return [*pages, *_still(still)]


def _still(many: int) -> list[str]:
    return [f"ほかの{many}項目の記載は、どの版でも同じです。"] if many else []


def _head(life: Life) -> str:
    chain = "／".join(one_line(part) for part in life.heading)
    return "\n".join([*wrap(chain, terminal_width()), f"[{life.path}]"])


def _grid(reader: Reader, life: Life) -> str:
    rows = [
        (
            spell.start or "これから",
            spell.end or "現在",
            show_value(spell.run.value) if spell.run.present else NO_ITEM,
            "\n".join(_told(reader, life, spell)),
        )
        for spell in life.spells
    ]
    return grid(rows, ("から", "まで", "記載", "変更と提出"))


def _told(reader: Reader, life: Life, spell: Spell) -> list[str]:
    """What changed, how that was filed and by whom it was stored, a line each."""
    version = reader.versions[spell.run.first]
    lines = []
    if spell.filed:
        kind = "表記だけの変更" if spell.notation else _KINDS[spell.filed.change.kind]
        filed = f"（{spell.filed.timing}）" if spell.filed.timing else ""
        lines.append(kind + filed)
        lines += _filing(spell)
    lines += [f"{reader.day(n)}から {path}" for n, path in spell.run.paths if path != life.path and spell.run.present]
    if version.rebuilt:
        lines.append("（復元した版）")
    lines += _doubts(reader, spell)
    lines.append(f"保管: {_stored(version)}")
    return [one_line(line) for line in lines]


def _doubts(reader: Reader, spell: Spell) -> list[str]:
    """Up to when the reading rests on a rebuilding that is not sure, and why."""
    if not spell.doubts:
        return []
    newest = min(spell.doubts)
    until = f"{reader.day(newest - 1)}より前は" if newest > spell.run.last else ""
    reasons = "、".join(dict.fromkeys(filter(None, spell.doubts.values())))
    return [f"{until}推定" + (f"（{reasons}）" if reasons else "")]


def _filing(spell: Spell) -> list[str]:
    filed = spell.filed
    if filed is None:
        return []
    if filed.row:
        day = filed.row.date or filed.effective
        return [*([filed.row.reason] if filed.row.reason else []), f"変更日 {day}" if day else "変更日は空欄"]
    if filed.decision:
        return [filed.reason, f"判断: {filed.decision.who}"]
    return [] if spell.notation else [NOT_FILED]


def _stored(version: StoredVersion) -> str:
    return f"{version.by} {version.added}".strip()


def _text(reader: Reader, lives: Sequence[Life]) -> list[str]:
    """Each reading whole, with the words marked that changed since the one before it."""
    from piadiff.diffview import Look, marked_text
    from piadiff.writers.terminal import has_colour

    look = Look(width=terminal_width(), context=1000, colour=has_colour())
    tree = form(reader.form(0))
    moving, still = _moving(lives)
    pages = []
    for life in moving:
        parts = [_head(life)]
        for n, spell in enumerate(life.spells):
            told = "　".join(filter(None, _told(reader, life, spell)))
            when = f"{spell.start or 'これから'} 〜 {spell.end or '現在'}"
            lines = wrap(f"{when}　{told}", terminal_width())
            before = life.spells[n - 1].run.value if n else spell.run.value
            if not spell.run.present:
                lines.append(f"    {NO_ITEM}")
            elif n == 0 or not life.spells[n - 1].run.present:
                shown = show_value(spell.run.value, terminal_width() - 4).split("\n")
                lines += [f"    {line}" for line in shown]
            else:
                node = tree.find(life.path)
                lines += marked_text(before, spell.run.value, node, look)
            parts.append("\n".join(lines))
        pages.append("\n\n".join(parts))
    return [*pages, *_still(still)]


def _write(output: Path, item: str, found: Sequence[tuple[Reader, Sequence[Life]]], overwrite: bool) -> None:
    """The timelines of the items as a page."""
    from piadiff.commands.common import note
    from piadiff.historyview import render
    from piadiff.writers.files import save

    shown = [_book(reader, lives) for reader, lives in found]
    save(output, render(item, shown), overwrite=overwrite)
    note(f"{output} に{sum(len(book.lives) for book in shown)}項目の履歴を書きました。")


def books(store: Store, item: str, identifier: str) -> list[Book]:
    """The timelines of an item of one assessment, or of what is below a heading. Raises PiadiffError as the command."""
    return [_book(reader, lives) for reader, lives in _all_lives(store, item, identifier, effective=False)]


def _book(reader: Reader, lives: Sequence[Life]) -> Book:
    from piadiff.historyview import Book

    moving, still = _moving(lives)
    return Book(id=reader.versions[0].id, lives=tuple(_timeline(reader, life) for life in moving), still=still)


def _timeline(reader: Reader, life: Life) -> Timeline:
    """An item for the page, with its unit (件) in its texts, not as a heading of its own."""
    from piadiff import historyview
    from piadiff.cells import plain

    node = form(reader.form(0)).find(life.path)
    unit = node.label if node and node.kind == "count" else ""
    headings = life.heading[:-1] if unit and node and life.heading[-1:] == (node.heading,) else life.heading
    readings = [
        historyview.Reading(
            start=spell.start,
            end=spell.end,
            text=plain(spell.run.value, unit) if spell.run.present else None,
            told=tuple(_told(reader, life, spell)),
            quiet=spell.notation,
        )
        for spell in life.spells
    ]
    return historyview.life(headings, life.path, readings)


def _table(reader: Reader, lives: Sequence[Life]) -> list[str]:
    """The changes of the items as rows of the form's change table."""
    from piadiff.table import sheet
    from piadiff.writers.layout import lay_out, plain_texts

    tree = form(reader.form(0))
    rows = [row for life in lives for row in _rows(life, reader)]
    layout = lay_out(sheet(tree, rows, marks=False))
    if not layout.bands:
        return [f"{layout.title}\n{layout.empty}。"]
    return [layout.title + "\n" + grid([plain_texts(layout, band) for band in layout.bands], layout.headers)]


def _rows(life: Life, reader: Reader) -> list[Any]:
    from piadiff.cells import Phrases, cells
    from piadiff.dates import to_wareki
    from piadiff.model import Row

    tree = form(reader.form(0))
    rows = []
    for spell in life.spells:
        if spell.filed is None or spell.notation:
            continue
        told = spell.filed
        before, after = cells(told.change.before, told.change.after, tree.find(life.path), Phrases(), None)
        day = told.effective
        rows.append(
            Row(
                date=day,
                date_text=to_wareki(day) if day else "",
                item="\n".join(life.heading),
                paths=(life.path,),
                before=before,
                after=after,
                timing=told.timing,
                reason=told.reason or ("" if told.row or told.decision else NOT_FILED),
            )
        )
    return rows


def _to_json(found: Sequence[tuple[Reader, Sequence[Life]]]) -> dict[str, Any]:
    listed = [
        {"id": reader.versions[0].id, "items": [_life_json(reader, life) for life in lives]} for reader, lives in found
    ]
    return listed[0] if len(listed) == 1 else {"assessments": listed}


def _life_json(reader: Reader, life: Life) -> dict[str, Any]:
    values = [_spell_json(reader, spell) for spell in life.spells]
    return {"path": life.path, "heading": list(life.heading), "values": values}


def _spell_json(reader: Reader, spell: Spell) -> Mapping[str, Any]:
    run, versions = spell.run, reader.versions
    return {
        "from": spell.start,
        "to": spell.end,
        "present": run.present,
        "value": canonical.value_to_json(run.value),
        "versions": [versions[n].label for n in range(run.first, run.last - 1, -1)],
        "paths": [{"from": reader.day(n), "path": path} for n, path in run.paths] if run.present else [],
        "stored": {"by": versions[run.first].by, "on": versions[run.first].added},
        "rebuilt": versions[run.first].rebuilt or None,
        "doubts": [{"version": versions[n].label, "why": why} for n, why in spell.doubts.items()],
        "change": _filed_json(spell),
    }


def _filed_json(spell: Spell) -> dict[str, Any] | None:
    filed = spell.filed
    if filed is None:
        return None
    return {
        "kind": filed.change.kind,
        "notation": spell.notation,
        "effective": filed.effective,
        "row": canonical.row_to_json(filed.row) if filed.row else None,
        "decision": {"who": filed.decision.who, "when": filed.decision.when, "note": filed.decision.note}
        if filed.decision
        else None,
        "timing": filed.timing,
        "reason": filed.reason,
    }
