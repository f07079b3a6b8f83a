import json
from pathlib import Path

import pytest

from piadiff.writers.terminal import columns
from tests.commands.files import ID, written

OFFICE = "Ⅰ/7/①"


@pytest.fixture
def stored(piadiff, made_once):
    @made_once
    def _():
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
    cells = [[cell.strip() for cell in line.split("|")[1:4]] for line in done.out.splitlines() if line.startswith("|")]
    rows = [row for row in cells if row[0]]
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


def test_of_several_assessments_all_that_have_the_item_are_shown(stored):
    stored("add", written("b.json", "2020-04-01", number="2", **{OFFICE: "税務課"}))
    stored("add", written("c.json", "2020-04-01", number="3"))
    done = stored("history", OFFICE)
    assert (done.status, done.err) == (0, "")
    assert ID in done.out and "見本市-2" in done.out and "見本市-3" not in done.out
    data = json.loads(stored("history", OFFICE, "--json").out)
    assert [one["id"] for one in data["assessments"]] == [ID, "見本市-2"]
    one = stored("history", OFFICE, "--id", "見本市-2").out
    assert "税務課" in one and "市民課" not in one


def row(day, path, before, after, timing="事後", reason="組織改正"):
    return {
        "date": day, "date_text": day or "", "item": "①部署", "paths": [path],
        "before": before, "after": after, "timing": timing, "reason": reason,
    }  # fmt: skip


def with_rows(file, *rows):
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "changes": list(rows)}), "utf-8")
    return file


@pytest.fixture
def filed(piadiff):
    first = row("2021-10-01", OFFICE, "市民課", "戸籍課", "事後", "組織改正に伴う名称の変更")
    second = row(None, OFFICE, "戸籍課", "窓口課", "事前", "重要な変更")
    piadiff("add", written("a.json", "2020-04-01", "本文", **{OFFICE: "市民課"}))
    piadiff("add", with_rows(written("a.json", "2022-04-01", "本文", **{OFFICE: "戸籍課"}), first))
    piadiff("add", with_rows(written("a.json", "2024-04-01", "本文", **{OFFICE: "窓口課"}), first, second))
    return piadiff


def test_how_a_change_was_filed_and_who_stored_it(filed, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    values = json.loads(filed("history", OFFICE, "--json").out)["items"][0]["values"]
    assert [v["change"] and (v["change"]["timing"], v["change"]["reason"]) for v in values] == [
        None,
        ("事後", "組織改正に伴う名称の変更"),
        ("事前", "重要な変更"),
    ]
    assert [v["change"]["effective"] for v in values[1:]] == ["2021-10-01", None]
    assert all(v["stored"]["by"] and v["stored"]["on"] for v in values)
    out = filed("history", OFFICE).out
    for words in ("変更（事後）", "組織改正に伴う名称の変更", "変更日 2021-10-01", "変更日は空欄", "保管: "):
        assert words in out


def test_by_the_day_from_which_it_was_in_force(filed):
    values = json.loads(filed("history", OFFICE, "--effective", "--json").out)["items"][0]["values"]
    assert [(v["from"], v["to"], v["value"]) for v in values] == [
        ("2020-04-01", "2021-10-01", "市民課"),
        ("2021-10-01", None, "戸籍課"),
        (None, None, "窓口課"),
    ]


def test_as_a_change_table(filed, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    out = filed("history", OFFICE, "--as-table").out
    assert "（別添３）変更箇所" in out
    rows = [[cell.strip() for cell in line.split("|")[1:7]] for line in out.splitlines() if "課" in line]
    assert [cells[2:5] for cells in rows] == [["市民課", "戸籍課", "事後"], ["戸籍課", "窓口課", "事前"]]


def test_whole_texts_with_marked_words(filed):
    out = filed("history", OFFICE, "--text").out
    assert "[-市民課-]{+戸籍課+}" in out and "[-戸籍課-]{+窓口課+}" in out


def test_a_change_that_no_row_announces_is_told(stored):
    assert "変更箇所の表に行がない" in stored("history", OFFICE).out.replace("|", "").replace("\n", "").replace(" ", "")


def test_a_decision_of_a_person(piadiff):
    for day, law in (("2022-04-01", "第９条第１項"), ("2024-04-01", "第９条第２項 別の規定")):
        piadiff("add", written("a.json", day, "本文", **{"Ⅰ/1/③": law, OFFICE: "市民課" if "22" in day else "税務課"}))
    asked = json.loads(piadiff("review", f"{ID}@prev", ID, "--all", "--json").out)
    for entry in asked["decisions"]:
        entry |= {"important": "no", "timing": "事後", "reason": "判断の説明", "note": "メモ"}
    Path("判断.json").write_text(json.dumps(asked), encoding="utf-8")
    assert piadiff("review", f"{ID}@prev", ID, "--decide", "判断.json", "--by", "判断者").status == 0
    change = json.loads(piadiff("history", OFFICE, "--json").out)["items"][0]["values"][-1]["change"]
    assert change["decision"]["who"] == "判断者" and (change["timing"], change["reason"]) == ("事後", "判断の説明")
    assert "判断:判断者" in piadiff("history", OFFICE).out.replace(" ", "")


def test_a_group_is_followed_through_its_numbers(piadiff):
    contract = "Ⅱ/(1)/4/委託事項"
    base = {f"{contract}1": "保守の委託", f"{contract}1/⑥": "甲社"}
    piadiff("add", written("a.json", "2018-04-01", "本文", **base))
    piadiff("add", written("a.json", "2020-04-01", "本文", **{**base, f"{contract}1/⑥": "丙社"}))
    moved = {f"{contract}1": "窓口の委託", f"{contract}1/⑥": "乙社"}
    moved |= {f"{contract}2": "保守の委託", f"{contract}2/⑥": "丙社"}
    piadiff("add", written("a.json", "2022-04-01", "本文", **moved))
    items = json.loads(piadiff("history", f"{contract}2/⑥", "--json").out)["items"]
    assert [(v["from"], v["value"], [p["path"] for p in v["paths"]]) for v in items[0]["values"]] == [
        ("2018-04-01", "甲社", [f"{contract}1/⑥"]),
        ("2020-04-01", "丙社", [f"{contract}1/⑥", f"{contract}2/⑥"]),
    ]
    first = json.loads(piadiff("history", f"{contract}1/⑥", "--json").out)["items"][0]["values"]
    assert [(v["from"], v["present"]) for v in first] == [("2018-04-01", False), ("2022-04-01", True)]
    assert f"2020-04-01から {contract}1/⑥" in piadiff("history", f"{contract}2/⑥").out


def test_two_kinds_of_output_at_once_are_refused(stored):
    done = stored("history", OFFICE, "--text", "--json")
    assert done.status == 2 and "一緒に使えません" in done.err


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


def test_a_page(stored, tmp_path):
    done = stored("history", OFFICE, "-o", "履歴.html")
    assert (done.status, done.out, done.err) == (0, "", "履歴.html に1項目の履歴を書きました。\n")
    page = (tmp_path / "履歴.html").read_text(encoding="utf-8")
    assert page.count("<h4>") == 4 and "2018-04-01 から 2022-04-01 まで" in page
    assert "<ins>戸籍" in page and "保管: " in page
    assert "--overwrite" in stored("history", OFFICE, "-o", "履歴.html").err


def test_a_page_is_one_way_of_several(stored):
    for other in ("--text", "--as-table", "--json"):
        done = stored("history", OFFICE, "-o", "履歴.html", other)
        assert (done.status, done.out) == (2, "") and "-o" in done.err
    assert "HTML" in stored("history", OFFICE, "-o", "履歴.docx").err
