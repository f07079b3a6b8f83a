import json

import pytest

from piadiff.writers.terminal import columns
from tests.commands.files import ID, written

OFFICE = "Ⅰ/7/①"


@pytest.fixture
def stored(piadiff):
    for day, office in (
        ("2015-06-01", None),
        ("2018-04-01", "市民課"),
        ("2019-04-01", "市民課"),
        ("2022-04-01", "戸籍課"),
        ("2024-04-01", "市民課"),
    ):
        items = {OFFICE: office} if office else {}
        piadiff("add", written("a.json", day, "変わらない本文", **items))
    return piadiff


def test_equal_neighbours_are_one(stored):
    done = stored("history", OFFICE, "--json")
    assert (done.status, done.err) == (0, "")
    data = json.loads(done.out)
    assert data["id"] == ID
    [item] = data["items"]
    assert item["path"] == OFFICE and item["heading"][-1] == "①部署"
    assert [(v["from"], v["to"], v["present"], v["value"]) for v in item["values"]] == [
        ("2015-06-01", "2018-04-01", False, None),
        ("2018-04-01", "2022-04-01", True, "市民課"),
        ("2022-04-01", "2024-04-01", True, "戸籍課"),
        ("2024-04-01", None, True, "市民課"),
    ]
    assert item["values"][1]["versions"] == [f"{ID}@2018-04-01", f"{ID}@2019-04-01"]


def test_for_people(stored):
    done = stored("history", OFFICE)
    rows = [[cell.strip() for cell in line.split("|")[1:4]] for line in done.out.splitlines() if line.startswith("|")]
    assert rows == [
        ["から", "まで", "記載"],
        ["2015-06-01", "2018-04-01", "（項目なし）"],
        ["2018-04-01", "2022-04-01", "市民課"],
        ["2022-04-01", "2024-04-01", "戸籍課"],
        ["2024-04-01", "現在", "市民課"],
    ]
    assert all(columns(line) <= 80 for line in done.out.splitlines())


def test_a_correction_takes_the_place_of_what_it_corrects(stored):
    stored("add", written("a.json", "2022-04-01", "変わらない本文", **{OFFICE: "住民課"}), "--correct")
    values = json.loads(stored("history", OFFICE, "--json").out)["items"][0]["values"]
    assert [v["value"] for v in values] == [None, "市民課", "住民課", "市民課"]


def test_below_a_heading_only_what_changed_is_shown(stored):
    out = stored("history", "Ⅰ").out
    assert f"[{OFFICE}]" in out
    assert "[Ⅰ/1/②]" not in out
    assert "ほかの1項目の記載は、どの版でも同じです。" in out


def test_an_item_that_never_changed_is_shown_when_asked_for(stored):
    assert "変わらない本文" in stored("history", "Ⅰ/1/②").out


def test_of_several_assessments_one_must_be_named(stored):
    stored("add", written("b.json", "2020-04-01", number="2", **{OFFICE: "税務課"}))
    done = stored("history", OFFICE)
    assert (done.status, done.out) == (2, "")
    assert "--id" in done.err and ID in done.err
    assert "税務課" in stored("history", OFFICE, "--id", "見本市-2").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("Ⅰ/99",), "Ⅰ/99"),
        ((OFFICE, "--id", "ない-1"), "ない-1 という評価書はありません"),
        ((), "ITEM を指定してください"),
    ],
)
def test_what_is_not_there_is_one_sentence(stored, arguments, words):
    done = stored("history", *arguments)
    assert (done.status, done.out) == (2, "")
    assert words in done.err and done.err.count("\n") == 1
