import json
import re
from pathlib import Path

import pytest

from piadiff.writers.terminal import columns
from tests.commands.files import ID, written

OFFICE = "Ⅰ/7/①"


def row(day, path, timing):
    return {
        "date": day, "date_text": day or "", "item": "見出し", "paths": [path] if path else [],
        "before": "前の記載", "after": "後の記載", "timing": timing, "reason": "",
    }  # fmt: skip


@pytest.fixture
def stored(piadiff, made_once):
    @made_once
    def _():
        piadiff("add", written("a.json", "2020-04-01", "本文", **{OFFICE: "市民課"}))
        piadiff("add", written("a.json", "2022-04-01", "本文", **{OFFICE: "戸籍課"}))
        file = written("a.json", "2024-04-01", "別の本文", **{OFFICE: "窓口課", "Ⅴ/2/①": ("窓口課",)})
        rows = [
            row("2022-04-01", OFFICE, "事後"),
            row("2024-04-01", OFFICE, "事後"),
            row("2024-04-01", "Ⅰ/1/②", "事前"),
            row(None, "", ""),
        ]
        file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "changes": rows}), "utf-8")
        assert piadiff("add", file).err == ""

    return piadiff


def counted(done):
    assert (done.status, done.err) == (0, "")
    return json.loads(done.out)["assessments"]


def test_rows_and_versions_are_counted_apart(stored):
    [one] = counted(stored("stats", ID, "--json"))
    published = one["published"]["revisions"]
    assert [(t["name"], t["total"], t["timings"]) for t in published] == [
        ("2022-04-01", 1, {"事後": 1}),
        ("2024-04-01", 2, {"事前": 1, "事後": 1}),
        ("これから", 1, {"空欄": 1}),
    ]
    assert one["published"]["total"]["parts"] == {"Ⅰ": 3, "項目不明": 1}
    versions = one["versions"]["revisions"]
    assert [(t["name"], t["total"]) for t in versions] == [("2022-04-01", 1), ("2024-04-01", 3)]
    assert versions[1]["parts"] == {"Ⅰ": 2, "Ⅴ": 1}
    for tally in (*published, *versions, one["versions"]["total"], one["published"]["total"]):
        for aspect in ("timings", "parts", "kinds", "rules"):
            assert sum(tally[aspect].values()) == tally["total"]


def test_for_people(stored):
    done = stored("stats")
    assert (done.status, done.err) == (0, "")
    assert all(columns(line) <= 80 for line in done.out.splitlines())
    assert "公表されている変更箇所の表" in done.out and "保管している版の違い" in done.out
    assert re.search(r"^2024-04-01 +2 +事前:1 事後:1 ", done.out, re.MULTILINE)


def test_all_assessments(stored):
    stored("add", written("b.json", "2020-04-01", number="2"))
    assert [one["id"] for one in counted(stored("stats", "--json"))] == [ID, "見本市-2"]
    assert "ありません。" in stored("stats", "見本市-2").out


def test_a_page_with_a_picture(stored):
    done = stored("stats", "-o", "統計.html")
    assert (done.status, done.err) == (0, "")
    page = Path("統計.html").read_text("utf-8")
    assert page.count("<svg") == 2 and "<script" not in page and " style=" not in page
    longest = [int(n) for n in re.findall(r'<rect class="t\d" x="\d+" y="\d+" width="(\d+)"', page)]
    assert longest and max(longest) <= 480
    assert stored("stats", "-o", "統計.html").status == 2
    assert stored("stats", "-o", "統計.html", "--overwrite").status == 0


@pytest.mark.parametrize("words", [["ない-1"], ["-o", "統計.txt"], ["-o", "統計.html", "--json"]])
def test_what_cannot_be_is_one_sentence(stored, words):
    done = stored("stats", *words)
    assert (done.status, done.out) == (2, "") and done.err.count("\n") == 1


def test_an_empty_store(piadiff):
    assert piadiff("stats").status == 2
