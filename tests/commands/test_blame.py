import json

import pytest

from piadiff.writers.terminal import columns
from tests.commands.files import ID, written

OFFICE, CONTRACT = "Ⅰ/7/①", "Ⅱ/(1)/4/委託事項"


@pytest.fixture
def stored(piadiff, made_once):
    @made_once
    def _():
        contracts = {f"{CONTRACT}1": "保守の委託", f"{CONTRACT}1/⑥": "甲社"}
        for day, office, items in (
            ("2018-04-01", "市民課", contracts),
            ("2020-04-01", "戸籍課", contracts),
            ("2022-04-01", "市民課", contracts),
            (
                "2024-04-01",
                "市民課",
                {
                    f"{CONTRACT}1": "窓口の委託", f"{CONTRACT}1/⑥": "乙社",
                    f"{CONTRACT}2": "保守の委託", f"{CONTRACT}2/⑥": "甲社",
                },
            ),
        ):  # fmt: skip
            piadiff("add", written("a.json", day, "変わらない本文", **{OFFICE: office}, **items))

    return piadiff


def blamed(done):
    assert (done.status, done.err) == (0, "")
    return {item["path"]: item for item in json.loads(done.out)["items"]}


def test_each_item_since_when_it_reads_so(stored):
    found = blamed(stored("blame", ID, "--json"))
    assert {path: found[path]["since"] for path in (OFFICE, "Ⅰ/1/②")} == {OFFICE: "2022-04-01", "Ⅰ/1/②": "2018-04-01"}
    assert found["Ⅰ/1/②"]["oldest"] and not found[OFFICE]["oldest"]
    assert found[OFFICE]["version"] == f"{ID}@2022-04-01"


def test_a_group_is_followed_through_its_numbers(stored):
    found = blamed(stored("blame", ID, "Ⅱ/(1)/4", "--json"))
    assert {path: (item["since"], item["path_there"]) for path, item in found.items()} == {
        f"{CONTRACT}1": ("2024-04-01", f"{CONTRACT}1"),
        f"{CONTRACT}1/⑥": ("2024-04-01", f"{CONTRACT}1/⑥"),
        f"{CONTRACT}2": ("2018-04-01", f"{CONTRACT}1"),
        f"{CONTRACT}2/⑥": ("2018-04-01", f"{CONTRACT}1/⑥"),
    }


def test_of_an_older_version_only_those_before_it_count(stored):
    assert blamed(stored("blame", f"{ID}@2020-04-01", OFFICE, "--json"))[OFFICE]["since"] == "2020-04-01"


def test_another_notation_is_no_change(stored):
    stored("add", written("a.json", "2025-04-01", "変わらない 本文", **{OFFICE: "市民課 "}))
    assert blamed(stored("blame", ID, OFFICE, "--json"))[OFFICE]["since"] == "2022-04-01"


@pytest.mark.parametrize("width", [80, 120])
def test_for_people(stored, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    stored("add", written("a.json", "2025-04-01", "とても長い本文。" * 30, **{OFFICE: "", "Ⅰ/7/②": "市民課長"}))
    done = stored("blame", ID)
    assert (done.status, done.err) == (0, "")
    assert all(columns(line) <= width for line in done.out.splitlines())
    lines = [line.split() for line in done.out.splitlines()]
    assert lines[0] == ["いつから", "備考", "項目", "記載"]
    assert ["2025-04-01", "Ⅰ/7/②", "市民課長"] in lines
    assert any(line[:2] == ["2018-04-01以前", "表紙/評価書番号"] for line in lines)
    assert "空欄の1項目は省いています。" in done.out


def test_rebuilt_versions_count_and_are_marked(piadiff):
    row = {
        "date": "2020-04-01", "date_text": "令和2年4月1日", "item": "①", "paths": [OFFICE],
        "before": "住民課", "after": "市民課", "timing": "事後", "reason": "",
    }  # fmt: skip
    sure = {**row, "date": "2022-04-01", "before": "市民課", "after": "戸籍課"}
    file = written("a.json", "2024-04-01", "窓口では市民課が受け付け、市民課が交付する。", **{OFFICE: "戸籍課"})
    guess = {**row, "paths": ["Ⅰ/1/②"], "before": "窓口係", "after": "市民課"}
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "changes": [row, sure, guess]}), "utf-8")
    piadiff("add", file)
    assert piadiff("backfill", ID).status == 0
    found = blamed(piadiff("blame", ID, "--json"))
    assert (found[OFFICE]["since"], found[OFFICE]["estimated"]) == ("2024-04-01", False)
    assert (found["Ⅰ/1/②"]["since"], found["Ⅰ/1/②"]["estimated"]) == ("2020-04-01", True)
    assert found["Ⅰ/1/②"]["rebuilt"] == f"{ID}@2024-04-01"
    shown = piadiff("blame", ID).out
    assert "2020-04-01      推定  Ⅰ/1/②" in shown and "2020-03-31以前  復元" in shown


def test_a_file_has_no_past(stored):
    done = stored("blame", "a.json")
    assert (done.status, done.out) == (2, "")
    assert "保管庫の版を指定してください" in done.err and done.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [("見本市-9",), (ID, "Ⅹ/9"), (f"{ID}@2001-01-01",)])
def test_what_is_not_there_is_one_sentence(stored, arguments):
    done = stored("blame", *arguments)
    assert (done.status, done.out) == (2, "") and done.err.count("\n") == 1


def test_a_spoilt_record_is_one_sentence(piadiff, tmp_path):
    from piadiff import canonical
    from piadiff.store import NewVersion, Store
    from tests.store.tools import document

    new = [
        NewVersion(assessment=document(day), date=day, original=b"[1]", source="a.json", rebuilt="x")
        for day in ("2020-04-01", "2022-04-01")
    ]
    Store(tmp_path / "store").add(new)
    done = piadiff("blame", ID)
    assert (done.status, done.out) == (2, "") and "復元の記録が読めません" in done.err
    assert canonical.dumps(document())
