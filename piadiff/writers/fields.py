"""The fields of a template, ``{{変更日}}``: words in double braces that are replaced by texts, and nothing else.

A template has no conditions, no loops, no code: a field is a name from a fixed list. What is put in its place is not
looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from piadiff.errors import PiadiffError
from piadiff.writers.sheet import HEADERS

ROW_FIELDS = HEADERS
SHEET_FIELDS = ("表題", "評価書名", "評価実施機関名", "件数")
_FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def has_field(text: str) -> bool:
    """Whether a text has a field."""
    return _FIELD.search(text) is not None


def row_field(text: str) -> str | None:
    """The field of a row that a cell consists of (``変更日``), else None."""
    match = _FIELD.fullmatch(text.strip())
    return match[1] if match and match[1] in ROW_FIELDS else None


def filled(text: str, values: Mapping[str, str], where: str) -> str:
    """A text of a template with its fields replaced. Raises PiadiffError for a field that there is not."""

    def value(match: re.Match[str]) -> str:
        if match[1] in ROW_FIELDS:
            raise PiadiffError(f"{{{{{match[1]}}}}} は、行のひな形のセルに一つだけで書いてください", where=where)
        if match[1] not in values:
            raise PiadiffError(
                f"{{{{{match[1][:30]}}}}} という欄はありません",
                where=where,
                hint=f"使えるのは {'、'.join((*ROW_FIELDS, *SHEET_FIELDS))} です",
            )
        return values[match[1]]

    return _FIELD.sub(value, text)


def check_row(found: Mapping[str, object], where: str) -> None:
    """Raises PiadiffError unless all six fields of a row are there."""
    missing = [name for name in ROW_FIELDS if name not in found]
    if missing:
        raise PiadiffError(
            f"ひな形に {{{{{missing[0]}}}}} がありません",
            where=where,
            hint="表の一つの行に、六つの欄の名を二重の波括弧で書いてください",
        )
