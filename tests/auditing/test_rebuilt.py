"""What a version that was rebuilt from a change table says is told from what was published, and what is a guess too."""

import json
from pathlib import Path

import pytest

from piadiff.writers.terminal import columns
from tests.commands.files import ID, written

OFFICE, CONTRACTOR = "Ⅰ/7/①", "Ⅱ/(1)/4/委託事項1/⑥"


def row(day, path, before, after):
    return {
        "date": day, "date_text": day, "item": path, "paths": [path], "before": before, "after": after,
        "timing": "事後", "reason": "",
    }  # fmt: skip


@pytest.fixture
def rebuilt(piadiff):
    """丙社 stands in the document, though by its last row it should be 乙社; the office was undone with certainty."""
    file = written("a.json", "2024-04-01", "本文", **{OFFICE: "戸籍課", CONTRACTOR: "丙社"})
    rows = [row("2020-04-01", CONTRACTOR, "甲社", "乙社"), row("2022-04-01", OFFICE, "市民課", "戸籍課")]
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "changes": rows}), "utf-8")
    assert piadiff("add", file).status == 0
    assert piadiff("backfill", ID).status == 0
    return piadiff


def said(done, *, width=80):
    assert (done.status, done.err) == (0, "")
    assert max(map(columns, done.out.splitlines())) <= width
    return "".join(done.out.split())


def test_history_tells_up_to_when_a_reading_is_a_guess(rebuilt, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    told = said(rebuilt("history", CONTRACTOR), width=120)
    assert "2024-04-01より前は推定" in told and "変更後の記載が本文にない" in told and "1行目の変更後と違う" in told
    assert "推定" not in said(rebuilt("history", OFFICE), width=120)
    (item,) = json.loads(rebuilt("history", CONTRACTOR, "--json").out)["items"]
    assert [one["version"] for one in item["values"][-1]["doubts"]] == [f"{ID}@2020-04-01", f"{ID}@2020-03-31"]
    (item,) = json.loads(rebuilt("history", OFFICE, "--json").out)["items"]
    assert [one["doubts"] for one in item["values"]] == [[], []]
    rebuilt("history", CONTRACTOR, "-o", "履歴.html")
    assert "2024-04-01より前は推定" in Path("履歴.html").read_text("utf-8")


def test_show_tells_that_a_version_was_rebuilt_and_what_is_a_guess(rebuilt):
    told = said(rebuilt("show", f"{ID}@2021-01-01", CONTRACTOR))
    assert f"{ID}@2024-04-01の変更箇所の表から復元した版です" in told
    assert f"推定の1項目:{CONTRACTOR}（1行目の変更後と違う）" in told
    assert "推定" not in said(rebuilt("show", f"{ID}@2021-01-01", OFFICE))
    data = json.loads(rebuilt("show", f"{ID}@2021-01-01", "Ⅱ", "--json").out)
    assert (data["rebuilt"], data["estimated"]) == (f"{ID}@2024-04-01", [CONTRACTOR])
    published = rebuilt("show", ID, CONTRACTOR)
    assert "復元" not in published.out and "推定" not in published.out
    assert set(json.loads(rebuilt("show", ID, CONTRACTOR, "--json").out)) == {"version", "items"}


def test_what_was_in_force_is_told_to_be_a_guess(rebuilt):
    told = said(rebuilt("show", ID, CONTRACTOR, "--effective", "2021-01-01"))
    assert f"復元した版（{ID}@2020-04-01）と違うのは" in told and f"推定の1項目:{CONTRACTOR}" in told
    data = json.loads(rebuilt("show", ID, CONTRACTOR, "--effective", "2021-01-01", "--json").out)
    assert data["estimated"] == [CONTRACTOR]


def test_grep_tells_what_a_beginning_rests_on(rebuilt):
    data = json.loads(rebuilt("grep", "丙社", "--json").out)["sightings"]
    assert [(one["estimated"], one["rebuilt"]) for one in data] == [(True, f"{ID}@2024-04-01")]
    assert "推定" in rebuilt("grep", "丙社").out
    data = json.loads(rebuilt("grep", "市民課", "--json").out)["sightings"]
    assert [(one["estimated"], one["rebuilt"]) for one in data] == [(False, f"{ID}@2024-04-01")]
    shown = rebuilt("grep", "市民課").out
    assert "復元" in shown and "推定" not in shown
    rebuilt("add", written("b.json", "2025-04-01", "新しい本文", **{OFFICE: "税務課"}))
    assert "復元" not in rebuilt("grep", "税務課").out


def test_stats_tell_which_versions_were_rebuilt(rebuilt):
    (one,) = json.loads(rebuilt("stats", ID, "--json").out)["assessments"]
    assert [(t["name"], t.get("rebuilt")) for t in one["versions"]["revisions"]] == [
        ("2020-04-01", True),
        ("2024-04-01", None),
    ]
    assert not any("rebuilt" in t for t in one["published"]["revisions"])
    told = said(rebuilt("stats", ID))
    assert "2020-04-01復元" in told and "2024-04-01復元" not in told
    rebuilt("stats", ID, "-o", "統計.html")
    assert Path("統計.html").read_text("utf-8").count(" 復元<") == 1
