import json
from pathlib import Path

import pytest

from piadiff.writers.terminal import columns
from tests.store.tools import ID, copied_store, document, new


@pytest.fixture
def store(piadiff):
    return copied_store(Path("store"), "2021-04-01", "2024-04-01")


def test_the_soonest_first(piadiff, store):
    store.add([new("2019-03-01", number="2")])
    done = piadiff("deadlines", "--on", "令和6年10月1日")
    assert done.status == 0
    assert "令和6年10月1日現在、期限は4件です。2件の期限が過ぎています。" in done.out
    places = [done.out.index(day) for day in ("令和2年3月1日", "令和6年3月1日", "令和7年4月1日", "令和8年4月1日")]
    assert places == sorted(places)
    assert "214日超過" in done.out
    assert "あと182日" in done.out
    assert max(columns(line) for line in done.out.splitlines()) <= 80


def test_as_json(piadiff, store):
    data = json.loads(piadiff("deadlines", "--on", "2024-10-01", "--json").out)
    assert data["on"] == "2024-10-01"
    assert [(d["id"], d["kind"], d["due"], d["left"], d["overdue"]) for d in data["deadlines"]] == [
        (ID, "見直し", "2025-04-01", 182, False),
        (ID, "再評価", "2026-04-01", 547, False),
    ]
    assert {"title", "since", "source", "clause"} <= set(data["deadlines"][0])


def test_exit_code_only_if_something_is_overdue_and_asked_for(piadiff, store):
    assert piadiff("deadlines", "--on", "2024-10-01", "--exit-code").status == 0
    assert piadiff("deadlines", "--on", "2025-04-02", "--exit-code").status == 1
    assert piadiff("deadlines", "--on", "2025-04-02").status == 0


def test_today_is_the_default(piadiff, store):
    from datetime import date

    assert json.loads(piadiff("deadlines", "--json").out)["on"] == date.today().isoformat()


def test_a_corrected_version_counts_as_it_stands(piadiff, store):
    corrected = new("2024-04-01", "訂正した本文", **{"Ⅵ/1/①": "令和5年6月1日"})
    store.add([corrected], correct=True)
    (_, again) = json.loads(piadiff("deadlines", "--on", "2024-10-01", "--json").out)["deadlines"]
    assert (again["since"], again["source"]) == ("2023-06-01", "Ⅵ/1/① 実施日")


def test_before_the_first_version_nothing_is_due(piadiff, store):
    done = piadiff("deadlines", "--on", "2020-01-01")
    assert done.status == 0
    assert "期限はありません。" in done.out
    assert ID in done.err


@pytest.mark.parametrize("day", ["令和元年13月1日", "令和6年2月30日", "明日", "", "2024-10"])
def test_a_day_that_is_none(piadiff, store, day):
    done = piadiff("deadlines", "--on", day)
    assert (done.status, done.out) == (2, "")
    assert "暦にない日" in done.err
    assert done.err.count("\n") == 1


def test_without_a_store(piadiff):
    done = piadiff("deadlines")
    assert done.status == 2
    assert "保管庫がありません" in done.err


def test_the_document_of_the_tests_says_no_day_of_its_own():
    assert "Ⅵ/1/①" not in document().items


def test_the_day_of_an_assessment_that_the_form_does_not_say_is_settled_once(piadiff, store):
    due = {d["kind"]: d for d in json.loads(piadiff("deadlines", "--on", "2024-10-01", "--json").out)["deadlines"]}
    assert due["再評価"]["due"] == "2026-04-01"
    assert piadiff("settings", "set", f"assessed.{ID}", "令和6年6月1日").status == 0
    due = {d["kind"]: d for d in json.loads(piadiff("deadlines", "--on", "2024-10-01", "--json").out)["deadlines"]}
    assert (due["再評価"]["due"], due["再評価"]["source"]) == ("2029-06-01", "設定（assessed）の実施日")
    assert due["見直し"]["due"] == "2025-04-01"
    # A day still to come says nothing yet; an older one never hides a newer assessment.
    earlier = json.loads(piadiff("deadlines", "--on", "2024-05-01", "--json").out)["deadlines"]
    assert {d["kind"]: d["due"] for d in earlier}["再評価"] == "2026-04-01"
    assert piadiff("settings", "set", f"assessed.{ID}", "平成30年6月1日").status == 0
    older = json.loads(piadiff("deadlines", "--on", "2024-10-01", "--json").out)["deadlines"]
    assert {d["kind"]: d["since"] for d in older}["再評価"] == "2018-06-01"
    assert "評価を実施した日" in piadiff("settings").out
    assert piadiff("settings", "unset", f"assessed.{ID}").status == 0
    assert "評価を実施した日" not in piadiff("settings").out


@pytest.mark.parametrize(
    ("key", "day", "said"),
    [(f"assessed.{ID}", "令和6年13月1日", "暦にない"), ("assessed.ない市-9", "R6.4.1", "ない市-9")],
)
def test_an_impossible_day_or_an_unknown_assessment_is_refused(piadiff, store, key, day, said):
    done = piadiff("settings", "set", key, day)
    assert done.status == 2
    assert said in done.err and done.err.count("\n") == 1
