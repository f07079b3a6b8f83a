"""``piadiff grep``: when a phrase came into an item and when it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from piadiff.commands.common import DEFAULT_STORE, AsJson, StoreDir, print_json
from piadiff.errors import PiadiffError
from piadiff.forms import form
from piadiff.store import Store
from piadiff.store.version import current

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from piadiff.phrases import Sighting
    from piadiff.store.reading import Reader

_EXCERPT = 24


def grep(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="探す語句。書いたとおりに探す（正規表現ではない）。")],
    identifier: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="評価書のID。なければすべての評価書を探す。")
    ] = None,
    as_json: AsJson = False,
    store: StoreDir = DEFAULT_STORE,
) -> None:
    """保管庫のすべての版から語句を探し、どの項目に、いつからいつまであったかを出します。

    全角・半角、空白や改行、漢数字などの表記の違いは区別しません。番号の動いた委託事項などの項目は、同じものとしてたどります。
    「まで」は、その語句のなくなった版の公表日です。いちばん古い版からあるものは「以前」、変更箇所の表から復元した版によるものは
    「復元」、その復元が確かでなければ「推定」と示します。

      piadiff grep ケー・デー・シー
      piadiff grep 再委託 --id 所沢市-1 --json
    """
    from piadiff.phrases import Phrase, sightings
    from piadiff.store.reading import Reader
    from piadiff.store.rebuilding import doubts

    try:
        phrase = Phrase(text)
    except ValueError:
        raise PiadiffError("探す語句が空です", hint="piadiff grep 再委託 のように指定してください") from None
    opened = Store(store)
    known = [identifier] if identifier else sorted({v.id for v in opened.versions()})
    readers = [Reader(opened, list(reversed(current(opened.versions(one))))) for one in known]
    unsure = {reader: doubts(opened, reader.versions) for reader in readers}
    found = [(reader, one, _estimated(one, unsure[reader])) for reader in readers for one in sightings(reader, phrase)]
    if as_json:
        print_json({"text": text, "sightings": [_to_json(*one) for one in found]})
    else:
        print(_page(text, found, readers))


def _estimated(one: Sighting, unsure: Sequence[Mapping[str, str]]) -> bool:
    """Whether its beginning rests on a rebuilding that is not sure: of the first version, or of the one before it."""
    place = one.paths[0][1]
    return any(place in doubted for doubted in unsure[one.first : one.first + 2])


def _page(text: str, found: list[tuple[Reader, Sighting, bool]], readers: list[Reader]) -> str:
    from piadiff.writers.terminal import grid, one_line

    versions = sum(map(len, readers))
    if not found:
        return f"{versions}版のどこにも「{one_line(text)}」はありません。"
    rows = [
        (
            _begin(reader, one, estimated),
            _end(reader, one) or "現在",
            f"{reader.versions[0].id}\n{_place(reader, one)}",
            one_line(_short(one.excerpt)),
        )
        for reader, one, estimated in found
    ]
    still = sum(one.last == 0 for _, one, _ in found)
    items = f"{len(found)}箇所で見つかり、うち{still}箇所は最新の版にもあります"
    return grid(rows, ("から", "まで", "項目", "記載")) + f"\n{versions}版を探しました。{items}。"


def _begin(reader: Reader, one: Sighting, estimated: bool) -> str:
    """The day of the first version with the phrase, and what it rests on where no document says it."""
    day = reader.day(one.first) + ("以前" if one.first == len(reader) - 1 else "")
    return f"{day}\n推定" if estimated else f"{day}\n復元" if reader.versions[one.first].rebuilt else day


def _end(reader: Reader, one: Sighting) -> str | None:
    return reader.day(one.last - 1) if one.last else None


def _place(reader: Reader, one: Sighting) -> str:
    """The path in the newest version with the phrase; where it had other numbers before, from when to which."""
    moved = [f"（{reader.day(n)}から {path}）" for n, path in one.paths[:-1]]
    return "\n".join([one.path, *moved])


def _short(text: str) -> str:
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]}…"


def _to_json(reader: Reader, one: Sighting, estimated: bool) -> dict[str, Any]:
    newest = reader.versions[one.last]
    return {
        "id": newest.id,
        "path": one.path,
        "heading": list(form(newest.form).heading(one.path)),
        "paths": [{"from": reader.day(n), "path": path} for n, path in one.paths],
        "from": reader.day(one.first),
        "from_version": reader.versions[one.first].label,
        "oldest": one.first == len(reader) - 1,
        "rebuilt": reader.versions[one.first].rebuilt or None,
        "estimated": estimated,
        "to": _end(reader, one),
        "last_version": newest.label,
        "excerpt": one.excerpt,
    }
