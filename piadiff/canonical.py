"""Canonical JSON (format ``piadiff/1``, design.md 3): the same content gives the same bytes.

``dumps`` is the only way an assessment becomes text and ``loads`` the only way back; ``loads`` checks everything and
names the place of a fault.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from piadiff.errors import PiadiffError
from piadiff.forms import FORM_NAMES, Form, form
from piadiff.model import Assessment, Figure, Row, Value

FORMAT = "piadiff/1"
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
TIMINGS = ("事前", "事後", "修正", "")
EMPTY_VALUES: dict[str, Value] = {
    "text": (), "list": (), "name": "", "date": "", "choice": "", "checks": {}, "count": None, "figure": Figure(),
}  # fmt: skip


def empty_value(kind: str) -> Value:
    """The value of an empty box of this kind."""
    return EMPTY_VALUES[kind]


def is_empty(value: Value) -> bool:
    """True for a value that says nothing: no text, no mark, no number, no figure."""
    return value is None or value == "" or value == () or value == {} or value == Figure()


def value_to_json(value: Value) -> Any:
    """A value as JSON data: tuples become arrays, mappings objects, figures ``{"labels", "images"}``."""
    if isinstance(value, Figure):
        return {"labels": list(value.labels), "images": list(value.images)}
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    return value


def value_from_json(kind: str, data: Any, where: str) -> Value:
    """The value that ``data`` means for an item of this kind. Raises PiadiffError naming ``where``."""
    if kind in ("text", "list"):
        if isinstance(data, list) and all(isinstance(p, str) for p in data):
            return tuple(data)
        raise _bad(where, "文字列の配列")
    if kind == "checks":
        if isinstance(data, dict) and all(isinstance(v, str) for v in data.values()):
            return dict(data)
        raise _bad(where, "印のある枠と括弧内の文字列の組")
    if kind == "count":
        if data is None or (isinstance(data, int) and not isinstance(data, bool)):
            return data
        raise _bad(where, "整数または null")
    if kind == "figure":
        keys = ("labels", "images")
        if isinstance(data, dict) and all(
            isinstance(data.get(k), list) and all(isinstance(x, str) for x in data[k]) for k in keys
        ):
            return Figure(labels=tuple(data["labels"]), images=tuple(data["images"]))
        raise _bad(where, "labels と images の配列")
    if isinstance(data, str):
        return data
    raise _bad(where, "文字列")


def row_to_json(row: Row) -> dict[str, Any]:
    """A row of a change table as JSON data, keys in the fixed order."""
    return {
        "date": row.date,
        "date_text": row.date_text,
        "item": row.item,
        "paths": list(row.paths),
        "before": row.before,
        "after": row.after,
        "timing": row.timing,
        "reason": row.reason,
    }


def row_from_json(data: Any, where: str) -> Row:
    """A row from JSON data. Raises PiadiffError naming ``where``."""
    if not isinstance(data, dict):
        raise _bad(where, "変更箇所の行")
    for key in ("date_text", "item", "before", "after", "timing", "reason"):
        if not isinstance(data.get(key), str):
            raise _bad(f"{where} の {key}", "文字列")
    if not (data.get("date") is None or isinstance(data["date"], str)):
        raise _bad(f"{where} の date", "日付の文字列または null")
    if not (isinstance(data.get("paths"), list) and all(isinstance(p, str) for p in data["paths"])):
        raise _bad(f"{where} の paths", "文字列の配列")
    return Row(**{**{k: data[k] for k in row_to_json(Row())}, "paths": tuple(data["paths"])})


def to_json(assessment: Assessment) -> dict[str, Any]:
    """The assessment as JSON data in canonical order."""
    tree = form(assessment.form)
    items = {
        path: value_to_json(_ordered(tree, path, assessment.items[path]))
        for path in sorted(assessment.items, key=tree.sort_key)
    }
    return {
        "format": FORMAT,
        "form": assessment.form,
        "edition": assessment.edition,
        "items": items,
        "changes": [row_to_json(row) for row in assessment.changes],
    }


def _ordered(tree: Form, path: str, value: Value) -> Value:
    """Boxes of a checks item in the order of the form, unknown ones last by name."""
    if not isinstance(value, Mapping):
        return value
    node = tree.find(path)
    order = {box: i for i, box in enumerate(node.boxes)} if node else {}
    return {box: value[box] for box in sorted(value, key=lambda b: (order.get(b, len(order)), b))}


def dumps(assessment: Assessment) -> str:
    """Canonical text of an assessment: two-space indent, non-ASCII as is, LF, one newline at the end."""
    return json.dumps(to_json(assessment), ensure_ascii=False, indent=2) + "\n"


def from_json(data: Any, where: str = "") -> Assessment:
    """The assessment that JSON data means. Raises PiadiffError naming the first fault and its place."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise PiadiffError(
            "piadiffの正規JSONではありません",
            where=where,
            hint=f'"format": "{FORMAT}" で始まるファイルを渡してください',
        )
    if "form" not in data and "kind" in data:
        raise PiadiffError(
            "評価書のJSONではありません（変更箇所一覧や意見の表のJSONです）",
            where=where,
            hint="評価書のJSONを渡してください",
        )
    name = data.get("form")
    if name not in FORM_NAMES:
        raise PiadiffError(f"知らない様式です: {name}", where=where, hint="様式2、様式3、様式4 のどれかです")
    edition = data.get("edition")
    if not (edition is None or isinstance(edition, str)):
        raise _bad(f"{where} の edition", "文字列または null")
    raw, rows = data.get("items"), data.get("changes")
    if not isinstance(raw, dict):
        raise _bad(f"{where} の items", "項目と値の組")
    if not isinstance(rows, list):
        raise _bad(f"{where} の changes", "行の配列")
    tree = form(name)
    items: dict[str, Value] = {}
    for path in sorted(raw, key=tree.sort_key):
        items[path] = item_from_json(tree, path, raw[path], where)
    return Assessment(
        form=name,
        edition=edition,
        items=items,
        changes=tuple(row_from_json(row, f"{where} の変更箇所 {n}行目") for n, row in enumerate(rows, 1)),
    )


def item_from_json(tree: Form, path: str, data: Any, where: str = "") -> Value:
    """The value of the item at ``path`` from JSON data. Raises PiadiffError for no such item or no such value."""
    node = tree.find(path)
    if node is None or node.kind == "section":
        raise PiadiffError(
            f"{tree.name}にない項目です: {path}", where=where, hint=f"piadiff forms {tree.name} で確かめてください"
        )
    return _ordered(tree, path, value_from_json(node.kind, data, f"{where} の {path}"))


def loads(text: str, where: str = "") -> Assessment:
    """The assessment in canonical (or any equivalent) JSON text. Raises PiadiffError with line and place."""
    try:
        data = json.loads(text)
    except RecursionError:
        raise PiadiffError(
            "JSONの入れ子が深すぎます", where=where, hint="piadiff read が出力したJSONを渡してください"
        ) from None
    except ValueError as fault:
        line = getattr(fault, "lineno", 1)
        raise PiadiffError(
            f"JSONとして読めません（{line}行目）", where=where, hint="piadiff read が出力したJSONを渡してください"
        ) from None
    if _SURROGATE.search(text) and not _is_writable(data):
        raise PiadiffError(
            "文字として正しくないもの（孤立したサロゲート）があります", where=where, hint="JSONを直してください"
        )
    return from_json(data, where)


def _is_writable(data: Any) -> bool:
    """False if a string has half of a surrogate pair, which JSON can spell and UTF-8 cannot."""
    try:
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _bad(where: str, wanted: str) -> PiadiffError:
    return PiadiffError(f"値の形が違います（{wanted}が入る場所です）", where=where.strip(), hint="JSONを直してください")
