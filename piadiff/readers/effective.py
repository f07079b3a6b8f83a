"""A small file of 変更日: for items or threads the day on which their change takes effect, as csv, JSON or workbook.

csv has two columns, the item (or the name of a thread) and the day; a line of headers may stand above them. JSON is an
object of item → day, or a list of objects with ``item`` (or ``thread``) and ``date``. An empty item means every change.
A workbook has the columns 項目 and 変更日 (:mod:`piadiff.readers.effective_workbook`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from piadiff.errors import PiadiffError
from piadiff.readers.source import read_text

_WHAT = ("item", "thread", "項目", "まとまり")
_DAY = ("date", "effective", "変更日")
_HINT = 'xlsx と csv なら「項目」「変更日」の2列、json なら {"項目": "変更日"} の形にしてください'
_WORKBOOKS = (".xlsx", ".xlsm")


def read_effective(path: Path) -> tuple[tuple[str, str, str], ...]:
    """The lines of the file as (item or thread, day as written, place in the file), in its order.

    Raises PiadiffError for a file of another ending, that cannot be read, or of another shape.
    """
    ending = path.suffix.lower()
    if ending not in (".csv", ".json", *_WORKBOOKS):
        raise PiadiffError("変更日のファイルは xlsx、csv か json です", where=str(path), hint=_HINT)
    if ending in _WORKBOOKS:
        from piadiff.readers.effective_workbook import read_effective_workbook

        found = read_effective_workbook(path)
    else:
        text = read_text(path)
        found = tuple(_json(text, path.name) if ending == ".json" else _csv(text, path.name))
    if not found:
        raise PiadiffError("変更日が一つもありません", where=str(path), hint=_HINT)
    return found


def _csv(text: str, name: str) -> Iterator[tuple[str, str, str]]:
    lines = csv.reader(io.StringIO(text))
    try:
        for number, cells in enumerate(lines, 1):
            filled = [cell.strip() for cell in cells]
            if not any(filled) or (number == 1 and len(filled) > 1 and filled[1] in _DAY):
                continue
            if len(filled) < 2 or any(filled[2:]):
                raise PiadiffError("2列になっていません", where=f"{name} {number}行目", hint=_HINT)
            yield filled[0], filled[1], f"{name} {number}行目"
    except csv.Error:
        raise PiadiffError("csv として読めません", where=name, hint=_HINT) from None


def _json(text: str, name: str) -> Iterator[tuple[str, str, str]]:
    try:
        data = json.loads(text, object_pairs_hook=_pairs)
    except (ValueError, RecursionError):
        raise PiadiffError("json として読めません", where=name, hint=_HINT) from None
    if isinstance(data, _Object):
        entries: list[tuple[object, object]] = [(what, day) for what, day in data]
    elif isinstance(data, list) and all(isinstance(one, _Object) for one in data):
        entries = [(_one_of(one, _WHAT, ""), _one_of(one, _DAY, None)) for one in data]
    else:
        raise PiadiffError("json の形が違います", where=name, hint=_HINT)
    for number, (what, day) in enumerate(entries, 1):
        if not isinstance(what, str) or not isinstance(day, str):
            raise PiadiffError("項目か変更日がありません", where=f"{name} {number}件目", hint=_HINT)
        yield what, day, f"{name} {number}件目"


class _Object(list[tuple[str, object]]):
    """A JSON object with all its pairs: a key that stands twice must not be lost."""


def _pairs(pairs: list[tuple[str, object]]) -> _Object:
    return _Object(pairs)


def _one_of(pairs: _Object, keys: tuple[str, ...], default: object) -> object:
    return next((value for key, value in pairs if key in keys), default)
