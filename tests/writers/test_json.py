import json

import pytest

from piadiff.canonical import row_from_json
from piadiff.writers import render
from tests.hostile import TEXTS, name, sheet_of


def test_it_is_what_the_design_says():
    data = json.loads(render(sheet_of("あ"), "json"))
    assert list(data) == ["format", "kind", "rows"]
    assert (data["format"], data["kind"]) == ("piadiff/1", "changes-table")
    assert data["rows"][0] == {
        "date": None, "date_text": "あ", "item": "あ", "paths": [], "before": "あ", "after": "あ", "timing": "あ",
        "reason": "あ",
    }  # fmt: skip


@pytest.mark.parametrize("text", TEXTS, ids=name)
def test_every_text_comes_back_untouched(text):
    sheet = sheet_of(text)
    rows = json.loads(render(sheet, "json"))["rows"]
    assert [row_from_json(row, "") for row in rows] == [line.row for line in sheet.lines]
