"""Deadlines: what the last assessment was, by what a store has, and how far the days are away."""

import pytest

from piadiff.dates import days_between, years_later
from piadiff.deadlines import Dated, by_urgency, deadlines
from piadiff.model import Assessment, Row


def version(date, *rows, form="様式4", **items):
    assessment = Assessment(form=form, items={"表紙/評価書名": "住民記録", **items}, changes=rows)
    return Dated(date=date, assessment=assessment)


def row(reason, timing="事前", item="Ⅰ"):
    return Row(item=item, timing=timing, reason=reason)


def again(*versions, today="2026-01-01"):
    """The last assessment by what the versions show: its day, and from what it is known."""
    (one,) = [d for d in deadlines("見本市-1", versions, today) if d.kind == "再評価"]
    return one.since, one.source


def test_five_years_and_one_year():
    first, second = deadlines("見本市-1", [version("2022-06-27")], "2026-01-01")
    assert (first.kind, first.due, first.overdue) == ("再評価", "2027-06-27", False)
    assert first.left == days_between("2026-01-01", "2027-06-27") == 542
    assert (second.kind, second.due, second.overdue, second.left) == ("見直し", "2023-06-27", True, -919)
    assert [d.kind for d in by_urgency([first, second])] == ["見直し", "再評価"]
    assert "規則第15条" in first.clause


def test_the_last_day_itself_is_in_time():
    (one, _) = deadlines("見本市-1", [version("2021-01-01")], "2026-01-01")
    assert (one.left, one.overdue) == (0, False)
    (one, _) = deadlines("見本市-1", [version("2021-01-01")], "2026-01-02")
    assert one.overdue


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [("2020-02-29", 5, "2025-02-28"), ("2020-02-29", 4, "2024-02-29"), ("2021-02-28", 5, "2026-02-28")],
)
def test_leap_days(start, years, end):
    assert years_later(start, years) == end


def test_the_day_carried_out_counts_unless_it_lies_after_publication():
    assert again(version("2022-06-27", **{"Ⅵ/1/①": "令和4年4月1日"})) == ("2022-04-01", "Ⅵ/1/① 実施日")
    since, source = again(version("2022-06-27", **{"Ⅵ/1/①": "令和5年4月1日"}))
    assert since == "2022-06-27"
    assert "最初の版" in source
    assert again(version("2022-06-27", form="様式3", **{"Ⅴ/1/①": "令和4年4月1日"}))[0] == "2022-04-01"
    assert again(version("2022-06-27", form="様式3", **{"Ⅵ/1/①": "令和4年4月1日"}))[0] == "2022-06-27"
    assert again(version("2022-06-27", **{"Ⅵ/1/①": "未定"}))[0] == "2022-06-27"


def test_a_correction_does_not_start_the_five_years_again():
    rows = (row("その他の項目の変更であり事前の提出・公表が義務付けられない", "事後"),)
    assert again(version("2020-01-01"), version("2023-01-01", *rows))[0] == "2020-01-01"


@pytest.mark.parametrize("reason", ["重要な変更", "５年経過前の再評価の実施に伴う修正", "評価の再実施"])
def test_a_new_row_tells_of_an_assessment(reason):
    assert again(version("2020-01-01"), version("2023-01-01", row(reason)))[0] == "2023-01-01"
    later = version("2024-01-01", row(reason))
    assert again(version("2020-01-01"), version("2023-01-01", row(reason)), later)[0] == "2023-01-01", "row is not new"
    assert again(version("2023-01-01", row(reason)))[0] == "2023-01-01"


@pytest.mark.parametrize("reason", ["重要な変更に当たらない", "重要な変更には該当しない", "再評価には当たらない"])
def test_a_row_that_denies_it_tells_nothing(reason):
    assert again(version("2020-01-01"), version("2023-01-01", row(reason)))[0] == "2020-01-01"


def test_an_important_change_filed_afterwards_is_no_assessment():
    assert again(version("2020-01-01"), version("2023-01-01", row("重要な変更", "事後")))[0] == "2020-01-01"


def test_another_form_is_another_assessment():
    since, source = again(version("2020-01-01", form="様式2"), version("2023-01-01"), version("2024-01-01"))
    assert (since, source) == ("2023-01-01", "様式4に移った版の公表日")


def test_versions_still_to_come_are_left_out():
    assert deadlines("見本市-1", [version("2030-01-01")], "2026-01-01") == ()
    found = deadlines("見本市-1", [version("2024-01-01"), version("2030-01-01")], "2026-01-01")
    assert {d.since for d in found} == {"2024-01-01"}
