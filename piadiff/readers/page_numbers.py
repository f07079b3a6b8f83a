"""A small csv file of pages for the 変更箇所一覧: an item and its page; headers may stand above."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from piadiff.errors import PiadiffError
from piadiff.readers.source import read_text

_HEADERS = ("ページ", "ページ数", "頁", "page")
_HINT = "「項目,ページ」の2列の csv にしてください（例: Ⅰ/1/②,4）"


def read_pages(path: Path) -> tuple[tuple[str, str, str], ...]:
    """The lines of the file as (item, page as written, place in the file), in its order.

    Raises PiadiffError for a file of another ending, that cannot be read, or of another shape.
    """
    if path.suffix.lower() != ".csv":
        raise PiadiffError("ページのファイルは csv です", where=str(path), hint=_HINT)
    found = tuple(_lines(read_text(path), path.name))
    if not found:
        raise PiadiffError("ページが一つもありません", where=str(path), hint=_HINT)
    return found


def _lines(text: str, name: str) -> Iterator[tuple[str, str, str]]:
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text)), 1):
            filled = [cell.strip() for cell in cells]
            where = f"{name} {number}行目"
            if not any(filled) or (number == 1 and len(filled) > 1 and filled[1].lower() in _HEADERS):
                continue
            if len(filled) < 2 or not (filled[0] and filled[1]) or any(filled[2:]):
                raise PiadiffError("「項目,ページ」の2列になっていません", where=where, hint=_HINT)
            yield filled[0], filled[1], where
    except csv.Error:
        raise PiadiffError("csv として読めません", where=name, hint=_HINT) from None
