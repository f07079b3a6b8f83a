"""``piadiff show``: one version as an outline of its items, or one item of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from piadiff import canonical
from piadiff.commands.common import DEFAULT_STORE, AsJson, StoreDir, Version, items_meant, open_version, print_json
from piadiff.errors import PiadiffError
from piadiff.forms import form
from piadiff.model import Assessment, Value
from piadiff.store import Store, StoredVersion
from piadiff.writers.terminal import one_line, show_value, terminal_width, wrap

_EXPLAINED = 4  # of more items that are not sure the reasons are left out


def show(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="ファイル、または保管庫の版（ID@latest など）。")],
    item: Annotated[
        str | None,
        typer.Argument(
            metavar="ITEM", help="項目（Ⅱ/(1)/4/委託事項1/⑥、II-1-4-委託事項1-6、委託先名）か、その上の見出し。"
        ),
    ] = None,
    effective: Annotated[
        str | None,
        typer.Option("--effective", metavar="DATE", help="その日に効力のあった記載を出す（VERSION は ID だけ）。"),
    ] = None,
    as_json: AsJson = False,
    store: StoreDir = DEFAULT_STORE,
) -> None:
    """一つの版の内容を、項目の見出しに沿って出します。ITEM を付けると、その項目だけを出します。

    ID@日付 は、その日に公表されていた版です。ID に --effective 日付 を付けると、その日に効力のあった記載を、変更箇所の
    表の変更日から組み立てて出します（事前に公表されて変更日の来ていない変更は含まず、あとで公表された変更は含みます）。

      piadiff show 所沢市-1@latest
      piadiff show 所沢市-1@令和4年6月27日 "Ⅱ/(1)/4"
      piadiff show 所沢市-1 --effective 令和4年6月27日
    """
    if effective is not None:
        _show_in_force(version, item, effective, as_json, store)
        return
    opened = open_version(version, store)
    assessment = opened.assessment
    if item is None and as_json:
        sys.stdout.write(canonical.dumps(assessment))
        return
    paths = items_meant(assessment, item) if item is not None else tuple(assessment.items)
    unsure = _unsure(Store(store), opened.stored)
    if as_json:
        values = {path: canonical.value_to_json(assessment.items[path]) for path in paths}
        told = {"rebuilt": opened.stored.rebuilt} if opened.stored and opened.stored.rebuilt else {}
        estimated = {"estimated": [path for path in paths if path in unsure]} if told else {}
        print_json({"version": opened.label, "items": values} | told | estimated)
        return
    print(f"{opened.label}  {assessment.form}（{form(assessment.form).title}）")
    print("\n".join([*_rebuilt(opened, unsure, paths), *outline(assessment, paths)]))


def _unsure(store: Store, stored: StoredVersion | None) -> Mapping[str, str]:
    """The items of a rebuilt version whose reading is an estimate, with what speaks against it."""
    if stored is None or not stored.rebuilt:
        return {}
    from piadiff.store.rebuilding import doubts

    return doubts(store, [stored])[0]


def _rebuilt(opened: Version, unsure: Mapping[str, str], paths: Sequence[str]) -> list[str]:
    """That a version was never read from a document, and which of the items shown are not sure."""
    if opened.stored is None or not opened.stored.rebuilt:
        return []
    told = f"{opened.stored.rebuilt} の変更箇所の表から復元した版です（公表された文書ではありません）。"
    return wrap(told, terminal_width()) + _estimated(unsure, paths)


def _estimated(unsure: Mapping[str, str], paths: Sequence[str]) -> list[str]:
    """The items that are not sure; of a few also why."""
    own = [path for path in paths if path in unsure]
    told = [f"{path}（{unsure[path]}）" if unsure[path] and len(own) <= _EXPLAINED else path for path in own]
    return wrap(f"推定の{len(own)}項目: {'、'.join(told)}", terminal_width()) if own else []


def _show_in_force(identifier: str, item: str | None, day: str, as_json: bool, folder: Path) -> None:
    """The items as they were in force on a day."""
    from piadiff.inforce import in_force
    from piadiff.store.reading import Reader
    from piadiff.store.version import current, to_date

    if "@" in identifier:
        raise PiadiffError(
            "--effective には評価書のIDだけを指定します", where=identifier, hint="@ と日付を除いてください"
        )
    iso = to_date(day, where="--effective")
    store = Store(folder)
    reader = Reader(store, list(reversed(current(store.versions(identifier)))))
    found = in_force(reader, iso)
    if found is None:
        oldest = reader.versions[-1]
        raise PiadiffError(f"{iso} に有効だった {oldest.id} の版はありません", hint=f"最初の版は {oldest.date} です")
    newest = reader.versions[0]
    assessment = Assessment(form=newest.form, edition=newest.edition, items=found.items)
    paths = items_meant(assessment, item) if item is not None else tuple(found.items)
    then = reader.versions[found.published]
    published, unsure = then.label, _unsure(store, then)
    if as_json:
        values, gone = (
            {path: canonical.value_to_json(items[path]) for path in chosen}
            for items, chosen in ((found.items, paths), (found.gone, found.gone if item is None else ()))
        )
        differing = [path for path in found.differing if item is None or path in paths]
        data = {"id": newest.id, "effective": iso, "published": published, "items": values}
        estimated = [path for path in paths if path in unsure]
        print_json(data | {"gone": gone, "differing": differing, "estimated": estimated})
        return
    print(f"{newest.id}  {iso} に効力のあった記載（項目の番号は最新の版のもの）")
    print("\n".join(outline(assessment, paths)))
    _tell_differing(then, found.gone if item is None else {}, found.differing)
    print("".join(f"{line}\n" for line in _estimated(unsure, paths)), end="")


def _tell_differing(published: StoredVersion, gone: Mapping[str, Value], differing: Sequence[str]) -> None:
    """What else there was, and in what it is not what was published then."""
    if gone:
        print("\nその後の版で削除された項目:")
        print("\n".join(outline(Assessment(form=published.form, items=gone), gone)))
    what = "復元した版" if published.rebuilt else "公表されていた版"
    told = f"{what}（{published.label}）と違うのは{len(differing)}項目です"
    lines = wrap(f"{told}: {'、'.join(differing)}" if differing else f"{told}。", terminal_width())
    print("\n" + "\n".join(lines))


def outline(assessment: Assessment, paths: Iterable[str]) -> Iterator[str]:
    """The lines of an outline: each heading once, indented by its depth, with the value of the item below it."""
    tree = form(assessment.form)
    shown: tuple[str, ...] = ()
    for path in paths:
        chain = tree.heading(path, assessment.items)
        common = next(
            (n for n, (a, b) in enumerate(zip(shown, chain, strict=False)) if a != b), min(len(shown), len(chain))
        )
        for depth in range(min(common, len(chain) - 1), len(chain)):
            if depth == 0:
                yield ""
            room = terminal_width() - 2 * depth
            yield from (f"{'  ' * depth}{line}" for line in wrap(one_line(chain[depth]), room))
        indent = "  " * len(chain) + "  "
        yield from (
            indent + line for line in show_value(assessment.items[path], terminal_width() - len(indent)).split("\n")
        )
        shown = chain
