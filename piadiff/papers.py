"""The JSON of the papers beside an assessment (design.md 3): a 変更箇所一覧 and the opinions of a 第三者点検."""

from __future__ import annotations

import json
from typing import Any

from piadiff.canonical import FORMAT, row_to_json
from piadiff.model import ChangesList, Opinion, Opinions

KINDS = {"changes-list": "変更箇所一覧", "opinions": "第三者点検の意見の表"}


def kind_of(paper: ChangesList | Opinions) -> str:
    """The kind as the JSON names it, a key of ``KINDS``."""
    return "changes-list" if isinstance(paper, ChangesList) else "opinions"


def to_json(paper: ChangesList | Opinions) -> dict[str, Any]:
    """The paper as JSON data, keys in a fixed order."""
    rows = (
        [{"no": row.no, "page": row.page, **row_to_json(row.row)} for row in paper.rows]
        if isinstance(paper, ChangesList)
        else [_opinion(row) for row in paper.rows]
    )
    return {"format": FORMAT, "kind": kind_of(paper), "rows": rows}


def dumps(paper: ChangesList | Opinions) -> str:
    """The text of the JSON, written like that of an assessment: the same content gives the same bytes."""
    return json.dumps(to_json(paper), ensure_ascii=False, indent=2) + "\n"


def _opinion(row: Opinion) -> dict[str, Any]:
    return {
        "no": row.no,
        "session": row.session,
        "place": row.place,
        "opinion": row.opinion,
        "by": row.by,
        "revised": row.revised,
        "response": row.response,
        "paths": list(row.paths),
    }
