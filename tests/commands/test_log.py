import json
from pathlib import Path

import pytest

from piadiff.writers.terminal import columns
from tests.commands.files import ID, written


@pytest.fixture
def stored(piadiff, made_once):
    @made_once
    def _():
        for day in ("2022-04-01", "2024-04-01", "2020-04-01"):
            piadiff("add", written("評価書.json", day))
        piadiff("add", written("評価書.json", "2022-04-01", "訂正した本文"), "--correct")
        piadiff("add", written("別の評価書.json", "2023-04-01", number="2"))

    return piadiff


def test_the_versions_newest_first(stored):
    done = stored("log")
    assert (done.status, done.err) == (0, "")
    head, _, *lines = done.out.splitlines()
    assert head.split() == ["版", "様式", "様式の版", "備考", "保管した日", "元のファイル"]
    assert [line.split()[0] for line in lines] == [
        f"{ID}@2024-04-01", f"{ID}@2022-04-01#1", f"{ID}@2022-04-01#0", f"{ID}@2020-04-01", "見本市-2@2023-04-01",
    ]  # fmt: skip
    assert [("訂正前" in line, "訂正" in line) for line in lines[1:3]] == [(False, True), (True, True)]
    assert all(columns(line) <= 80 for line in done.out.splitlines())


def test_every_name_shown_leads_to_that_very_version(stored):
    for version in json.loads(stored("log", ID, "--json").out)["versions"]:
        shown = json.loads(stored("show", version["label"], "--json").out)
        text = json.dumps(shown, ensure_ascii=False)
        assert ("訂正した本文" in text) == (version["correction"] == 1)


def test_of_one_assessment(stored):
    lines = stored("log", "見本市-2").out.splitlines()[2:]
    assert [line.split()[0] for line in lines] == ["見本市-2@2023-04-01"]


def test_as_json(stored):
    done = stored("log", ID, "--json")
    versions = json.loads(done.out)["versions"]
    assert [(v["label"], v["current"]) for v in versions] == [
        (f"{ID}@2024-04-01", True),
        (f"{ID}@2022-04-01#1", True),
        (f"{ID}@2022-04-01#0", False),
        (f"{ID}@2020-04-01", True),
    ]
    first = versions[0]
    assert (first["form"], first["edition"], first["source"]) == ("様式4", "平成30年5月", "評価書.json")
    assert len(first["digest"]) == 64 and len(first["commit"]) in (40, 64)


def test_an_unknown_id_names_those_that_are_near(stored):
    done = stored("log", "見本市-3")
    assert (done.status, done.out) == (2, "")
    assert "見本市-3 という評価書はありません" in done.err and ID in done.err


def test_a_store_that_is_not_there(piadiff):
    done = piadiff("log")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("piadiff: store: 保管庫がありません")
    assert not Path("store").exists()
