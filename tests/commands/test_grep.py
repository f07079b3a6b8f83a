import json

import pytest

from piadiff.writers.terminal import columns
from tests.commands.files import ID, written

OFFICE, CONTRACT = "Ⅰ/7/①", "Ⅱ/(1)/4/委託事項"


@pytest.fixture
def stored(piadiff, made_once):
    @made_once
    def _():
        base = {f"{CONTRACT}1": "保守の委託", f"{CONTRACT}1/⑥": "株式会社ケー・デー・シー"}
        moved = {
            f"{CONTRACT}1": "窓口の委託", f"{CONTRACT}1/⑥": "乙社",
            f"{CONTRACT}2": "保守の委託", f"{CONTRACT}2/⑥": "株式会社ケー・デー・シー",
        }  # fmt: skip
        for day, items in (
            ("2016-04-01", {}),
            ("2018-04-01", base),
            ("2020-04-01", {**base, OFFICE: "第十九条の係"}),
            ("2022-04-01", {**moved, OFFICE: "市民課"}),
            ("2024-04-01", {**moved, f"{CONTRACT}2/⑥": "丙社", OFFICE: "市民課"}),
        ):
            piadiff("add", written("a.json", day, "変わらない本文", **items))

    return piadiff


def seen(done):
    assert (done.status, done.err) == (0, "")
    return json.loads(done.out)["sightings"]


@pytest.mark.parametrize("text", ["ケー・デー・シー", "ｹｰ･ﾃﾞｰ･ｼｰ", "ケー ・ デー・シー"])
def test_from_when_to_when_through_numbers_and_notation(stored, text):
    [one] = seen(stored("grep", text, "--json"))
    assert (one["id"], one["path"], one["from"], one["to"]) == (ID, f"{CONTRACT}2/⑥", "2018-04-01", "2024-04-01")
    assert one["paths"] == [
        {"from": "2018-04-01", "path": f"{CONTRACT}1/⑥"},
        {"from": "2022-04-01", "path": f"{CONTRACT}2/⑥"},
    ]
    assert (one["oldest"], one["last_version"]) == (False, f"{ID}@2022-04-01")
    assert one["excerpt"] == "ケー・デー・シー"


def test_numbers_of_laws_in_either_spelling(stored):
    [one] = seen(stored("grep", "第19条", "--json"))
    assert (one["path"], one["from"], one["to"]) == (OFFICE, "2020-04-01", "2022-04-01")


def test_what_stands_in_all_versions(stored):
    [one] = seen(stored("grep", "変わらない", "--json"))
    assert (one["from"], one["to"], one["oldest"]) == ("2016-04-01", None, True)


def test_over_a_line_break_of_a_text(stored):
    assert [one["path"] for one in seen(stored("grep", "本文二段", "--json"))] == ["Ⅰ/1/②"]


@pytest.mark.parametrize("text", [".*", "変わ.ない", "[本]", "$(touch x)", "--", "(", "\\"])
def test_the_text_is_never_a_pattern(stored, text):
    assert seen(stored("grep", "--json", "--", text)) == []


def test_for_people(stored):
    done = stored("grep", "保守")
    assert (done.status, done.err) == (0, "")
    assert all(columns(line) <= 80 for line in done.out.splitlines())
    assert "5版を探しました。1箇所で見つかり、うち1箇所は最新の版にもあります。" in done.out
    assert "2018-04-01" in done.out and "現在" in done.out
    assert stored("grep", "どこにもない").out == "5版のどこにも「どこにもない」はありません。\n"


def test_several_assessments_or_one(stored):
    stored("add", written("b.json", "2020-04-01", "保守の本文", number="2"))
    assert [one["id"] for one in seen(stored("grep", "保守", "--json"))] == [ID, "見本市-2"]
    assert [one["id"] for one in seen(stored("grep", "保守", "--id", "見本市-2", "--json"))] == ["見本市-2"]


@pytest.mark.parametrize(("words", "told"), [(["　"], "空です"), (["保守", "--id", "ない-1"], "ない-1")])
def test_what_cannot_be_is_one_sentence(stored, words, told):
    done = stored("grep", *words)
    assert (done.status, done.out) == (2, "") and told in done.err and done.err.count("\n") == 1
