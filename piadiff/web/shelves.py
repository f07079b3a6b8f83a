"""The store: an assessment with its versions, the histories of its items, the deadlines of all."""

from __future__ import annotations

from datetime import date

from piadiff.dates import to_wareki
from piadiff.errors import PiadiffError
from piadiff.web.home import shelves
from piadiff.web.messages import Answer, Asked
from piadiff.web.pages import page
from piadiff.web.room import Room
from piadiff.writers.sheet import printable


def assessment(room: Room, asked: Asked) -> Answer:
    """One assessment: its versions, two of them to compare, an item to follow."""
    return _assessment(room, asked.keys["key"], notice=room.notices.get(asked.typed("told"), ""))


def _assessment(room: Room, key: str, item: str = "", fault: PiadiffError | None = None, notice: str = "") -> Answer:
    identifier = room.named(key)
    shelf = next((one for one in shelves(room) if one.id == identifier), None)
    if shelf is None:
        raise PiadiffError("この評価書は、保管庫にありません", hint="最初の画面からやり直してください")
    return page(
        room, "serve_assessment.html", status=422 if fault else 200, shelf=shelf, item=item, fault=fault, notice=notice
    )


def history(room: Room, asked: Asked) -> Answer:
    """How an item of the assessment has read over time."""
    key, item = asked.keys["key"], asked.typed("item")
    try:
        if not item:
            raise PiadiffError("項目を書いてください", hint="委託先名、Ⅱ/(1)/3/⑨ のように書きます")
        books = room.ways.histories(room.store, item, room.named(key))
    except PiadiffError as fault:
        return _assessment(room, key, item, fault)
    return page(room, "history.html", style="history.css", item=printable(item), books=tuple(books))


def deadlines(room: Room, asked: Asked) -> Answer:
    """What falls due, the soonest first."""
    today = date.today().isoformat()
    found, ahead = room.ways.deadlines(room.store, today) if room.versions() else ((), [])
    rows = [(one, to_wareki(one.due), to_wareki(one.since), room.key_of(one.id)) for one in found]
    return page(room, "serve_deadlines.html", rows=rows, ahead=ahead, today=to_wareki(today))
