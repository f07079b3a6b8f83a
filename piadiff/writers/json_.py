"""The change table as JSON (``"kind": "changes-table"``) for programs: texts exactly as they are.

一覧 is the ``"changes-list"`` that ``read`` prints as well; 新旧対照表 and 見え消し have the same rows as 別添3.
"""

from __future__ import annotations

import json
from typing import Any

from piadiff.canonical import FORMAT, row_to_json
from piadiff.model import ChangesList, ListedRow
from piadiff.papers import to_json as list_to_json
from piadiff.writers.sheet import Sheet


def to_json(sheet: Sheet) -> dict[str, Any]:
    """The table as JSON data: ``{"format", "kind", "rows"}``, the rows as in canonical JSON (design.md 3)."""
    if sheet.style == "一覧":
        rows = (ListedRow(no=number, page=line.page, row=line.row) for number, line in enumerate(sheet.lines, 1))
        return list_to_json(ChangesList(rows=tuple(rows)))
    return {"format": FORMAT, "kind": "changes-table", "rows": [row_to_json(line.row) for line in sheet.lines]}


def render(sheet: Sheet) -> bytes:
    """UTF-8, LF, no BOM; a lone surrogate, which UTF-8 cannot hold, is written as its JSON escape."""
    text = json.dumps(to_json(sheet), ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "backslashreplace")
