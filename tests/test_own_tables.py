"""The office's own published tables as precedents: which versions count, and ``piadiff diff --precedents``."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from piadiff import canonical, schema
from piadiff.model import Row
from piadiff.own_tables import _rows, index_for
from piadiff.writers.terminal import columns
from tests.store.tools import ID, document

STORE = Path("store")


def row(before, after, reason, date="2020-04-01"):
    return Row(date=date, date_text=date, item="①部署", paths=("Ⅰ/7/①",), before=before, after=after, timing="事後",
               reason=reason)  # fmt: skip


FIRST = row("市民課", "市民福祉課", "組織改編のため")
OWN = row("市民福祉課", "市民サービス課", "この改正の答え", "2024-04-01")
ELSEWHERE = row("税務課", "税務収納課", "組織変更")
LATER = row("市民サービス課", "窓口課", "後の改正", "2026-04-01")


def version(name, day, office, *rows, number="1"):
    made = document("本文", number=number, **{"表紙/公表日": day, "Ⅰ/7/①": office})
    path = Path(name)
    path.write_text(canonical.dumps(replace(made, changes=rows)), encoding="utf-8")
    return path


@pytest.fixture
def stored(piadiff):
    piadiff("add", version("一.json", "2022-04-01", "市民福祉課", FIRST))
    piadiff("add", version("二.json", "2024-04-01", "市民サービス課", FIRST, OWN))
    piadiff("add", version("三.json", "2026-04-01", "窓口課", FIRST, OWN, LATER))
    piadiff("add", version("別.json", "2023-04-01", "税務収納課", ELSEWHERE, number="2"))
    piadiff("add", version("別の後.json", "2025-04-01", "税務収納課", ELSEWHERE, LATER, number="2"))
    return piadiff


def precedents(done):
    data = json.loads(done.out)
    jsonschema.validate(data, schema.load("diff"))
    (found,) = [c["precedents"] for c in data["changes"] if c["path"] == "Ⅰ/7/①"]
    return [(one["version"], one["row"], one["reason"]) for one in found]


def test_rows_published_before_count_once_and_no_others(stored):
    done = stored("diff", f"{ID}@2022-04-01", f"{ID}@2024-04-01", "--precedents", "9", "--json")
    assert sorted(precedents(done)) == [
        ("見本市-1@2022-04-01", 1, "組織改編のため"),
        ("見本市-2@2023-04-01", 1, "組織変更"),
    ]


def test_files_are_held_against_the_store_too(stored):
    done = stored("diff", "一.json", "二.json", "--precedents", "9", "--json")
    assert {reason for _, _, reason in precedents(done)} == {"組織改編のため", "組織変更"}


def test_without_a_store_the_table_of_the_old_version_speaks(piadiff):
    old, new = version("旧.json", "2022-04-01", "市民福祉課", FIRST), version("新.json", "", "市民課", FIRST, OWN)
    done = piadiff("diff", old, new, "--precedents", "1", "--json")
    assert precedents(done) == [("旧.json", 1, "組織改編のため")]


def test_without_the_option_nothing_is_said(stored):
    data = json.loads(stored("diff", "一.json", "二.json", "--json").out)
    assert all("precedents" not in change for change in data["changes"])


def test_the_judgement_is_the_same_with_and_without(stored):
    keys = ("path", "important", "timing", "reason", "rule")
    said = [
        [tuple(change[key] for key in keys) for change in json.loads(stored(*line, "--json").out)["changes"]]
        for line in (("diff", "一.json", "二.json"), ("diff", "一.json", "二.json", "--precedents", "3"))
    ]
    assert said[0] == said[1] != []


@pytest.mark.parametrize("width", [80, 120])
def test_for_people(stored, width):
    done = stored("diff", "一.json", "二.json", "--precedents", "2", "--width", width)
    assert done.status == 0
    assert "先例1: " in done.out and "【事後】組織改編のため" in done.out and "「市民課」→「市民福祉課」" in done.out
    assert max(map(columns, done.out.splitlines())) <= width


def test_an_impossible_number(stored):
    assert stored("diff", "一.json", "二.json", "--precedents", "0").status == 2


def test_a_version_without_a_day_is_not_held_against_its_own_later_tables(stored):
    old, new = (canonical.loads(Path(name).read_text(encoding="utf-8")) for name in ("一.json", "二.json"))
    entries = index_for(old, new, STORE, None, "旧").entries
    assert {entry.row.reason for entry in entries} == {"組織改編のため", "組織変更", "後の改正"}
    assert {entry.table.label.partition("@")[0] for entry in entries} == {"旧", "見本市-2"}


def test_the_rows_of_a_document_are_those_it_has():
    made = replace(document(), changes=(FIRST, OWN))
    assert _rows(canonical.dumps(made).encode(), "") == (FIRST, OWN)
    assert _rows(b'{\n  "changes": [broken]\n}', "") is None
    assert _rows(b"{}", "") is None
