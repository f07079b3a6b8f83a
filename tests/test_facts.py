"""Facts decide 事前 or 事後, whatever the duty, and nothing else; a missed duty is a finding."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piadiff.errors import PiadiffError
from piadiff.facts import (
    NOTHING,
    Facts,
    Stated,
    apply_facts,
    check,
    missed_duties,
    remarks,
    settle,
    stated,
    to_date,
)  # fmt: skip
from piadiff.forms import form
from piadiff.model import Change, Judged, Judgement

TREE = form("様式4")
OFFICE, LAW, PLACE = "Ⅰ/7/①", "Ⅰ/4/②", "Ⅱ/(1)/6/①"
TASK = "Ⅱ/(1)/4/委託事項2"
THREAD = "「市民課」→「戸籍課」"
CHANGES = (
    Change(kind="changed", path=OFFICE, thread=THREAD),
    Change(kind="changed", path=LAW),
    Change(kind="changed", path=PLACE, thread=THREAD),
    Change(kind="added", path=TASK, group=TASK),
    Change(kind="added", path=f"{TASK}/①", group=TASK),
)
ITEMS = {change.path: "" for change in CHANGES}
SIDE = (TREE, ITEMS)


def settled(*said, submitted=None, changes=CHANGES, old=SIDE):
    return settle([stated(text, "--effective") for text in said], submitted, changes, SIDE, old)


def judged(change=CHANGES[0], important="yes", timing="事前"):
    said = Judgement(important=important, timing=timing, reason="説明", basis="規則", rule="規則名", why="理由。")
    return Judged(change=change, judgement=said)


def facts(effective, submitted, change=CHANGES[0]):
    return Facts(submitted=submitted, effective={(change.kind, change.path): effective} if effective else {})


@pytest.mark.parametrize(
    ("submitted", "timing"), [("2024-09-30", "事前"), ("2024-10-01", "事後"), ("2024-10-02", "事後")]
)
@pytest.mark.parametrize("important", ["yes", "no", "review"])
@pytest.mark.parametrize("before", ["事前", "事後"])
def test_the_days_decide_whatever_the_duty(submitted, timing, important, before):
    (one,) = apply_facts([judged(important=important, timing=before)], facts("2024-10-01", submitted))
    assert (one.judgement.timing, one.judgement.important) == (timing, important)
    assert (one.judgement.rule, one.judgement.basis) == ("規則名", "規則")
    assert one.judgement.reason == f"説明（{'変更日前に提出' if timing == '事前' else '変更日以後に提出'}）"
    assert one.judgement.why.startswith("理由。提出日（令和6年")
    assert "変更日（令和6年10月1日）" in one.judgement.why


@pytest.mark.parametrize("known", [facts("2024-10-01", None), facts(None, "2024-10-01"), NOTHING])
def test_one_day_alone_decides_nothing(known):
    assert apply_facts([judged()], known) == (judged(),)
    assert missed_duties([judged()], known) == ()


def test_what_was_not_decided_is_said():
    assert "--submitted" in remarks([judged()], facts("2024-10-01", None))[0]
    assert "1件" in remarks([judged(), judged(CHANGES[1])], facts("2024-10-01", "2024-09-01"))[0]
    assert remarks([judged()], facts("2024-10-01", "2024-09-01")) == ()
    assert remarks([judged()], NOTHING) == ()


def test_a_missed_duty_is_a_finding_with_its_clause():
    late = facts("2024-10-01", "2024-10-05")
    (finding,) = missed_duties([judged()], late)
    assert (finding.kind, finding.path) == ("missed-duty", OFFICE)
    assert finding.clause == "番号法第28条第1項、規則第11条"
    assert "令和6年10月5日" in finding.text
    assert "重要な変更です" in finding.text
    (open_,) = missed_duties([judged(important="review")], late)
    assert "要確認" in open_.text
    assert missed_duties([judged(important="no")], late) == ()
    assert missed_duties([judged()], facts("2024-10-01", "2024-09-30")) == ()


@given(
    important=st.sampled_from(["yes", "no", "review"]),
    timing=st.sampled_from(["事前", "事後"]),
    effective=st.none() | st.dates().map(str),
    submitted=st.none() | st.dates().map(str),
)
def test_facts_never_change_whether_it_is_important(important, timing, effective, submitted):
    """Law; nor the order, the change, the rule or the clause."""
    entries = [judged(important=important, timing=timing), judged(CHANGES[1], important=important, timing=timing)]
    after = apply_facts(entries, facts(effective, submitted))
    assert [replace(one, judgement=entries[0].judgement) for one in after] == entries
    for one in after:
        assert (one.judgement.important, one.judgement.rule, one.judgement.basis) == (important, "規則名", "規則")
    if effective is None or submitted is None:
        assert list(after) == entries


def test_the_narrowest_day_counts():
    found = settled("2024-10-01", "Ⅰ/7=2024-10-02", f"{OFFICE}=2024-10-03", f"{THREAD}=2024-10-04")
    assert [found.effective_on(change) for change in CHANGES] == [
        "2024-10-03", "2024-10-01", "2024-10-04", "2024-10-01", "2024-10-01",
    ]  # fmt: skip
    assert found.unused == ()


@pytest.mark.parametrize("spelling", ["Ⅱ/(1)/4/委託事項2", "Ⅱ（１）４．委託事項２", "II-1-4-委託事項２"])
def test_any_sensible_spelling_of_an_item(spelling):
    found = settled(f"{spelling}=令和6年10月1日")
    assert [found.effective_on(change) for change in CHANGES] == [None, None, None, "2024-10-01", "2024-10-01"]


@pytest.mark.parametrize("name", [THREAD, '"「市民課」→「戸籍課」"', "「市民課」→", "戸籍課"])
def test_a_thread_by_its_name_or_a_part_of_it(name):
    found = settled(f"{name}＝R6.10.1")
    assert [found.effective_on(change) for change in CHANGES] == ["2024-10-01", None, "2024-10-01", None, None]


def test_an_item_that_went_is_found_in_the_old_version():
    gone = Change(kind="removed", path="Ⅱ/(1)/4/委託事項9/①", group="Ⅱ/(1)/4/委託事項9")
    found = settled("Ⅱ/(1)/4/委託事項9=2024-10-01", changes=(*CHANGES, gone))
    assert found.effective_on(gone) == "2024-10-01"


def test_a_path_means_the_item_of_the_new_version():
    gone = Change(kind="removed", path=TASK, group=TASK)
    found = settled(f"{TASK}=2024-10-01", changes=(*CHANGES, gone))
    assert (found.effective_on(gone), found.effective_on(CHANGES[3])) == (None, "2024-10-01")


def test_a_day_for_what_did_not_change_is_said():
    found = settled("Ⅰ/1/②=2024-10-01")
    assert found.unused == ("Ⅰ/1/②",)
    assert remarks([judged()], found) == ("「Ⅰ/1/②」に変更日が指定されていますが、そこに変更はありません。",)


@pytest.mark.parametrize(
    "text", ["令和元年13月", "令和元年13月1日", "Ⅰ/7/①=令和6年2月30日", "平成40年1月1日", "", "Ⅰ/7/①="]
)
def test_impossible_days(text):
    with pytest.raises(PiadiffError, match="日付として読めないか、暦にない日です"):
        stated(text, "--effective")


@pytest.mark.parametrize("what", ["存在しない項目", "Ⅷ/9/⑨"])
def test_an_unknown_item_is_an_error_with_its_place(what):
    with pytest.raises(PiadiffError, match="見つかりません") as fault:
        settled(f"{what}=2024-10-01")
    assert fault.value.where == "--effective"


def test_two_days_for_one_target():
    assert settled(f"{OFFICE}=2024-10-01", "Ⅰ７①=R6.10.1").effective_on(CHANGES[0]) == "2024-10-01"
    with pytest.raises(PiadiffError, match="変更日が二つあります（令和6年10月1日と令和6年10月2日）"):
        settled(f"{OFFICE}=2024-10-01", "Ⅰ７①=2024-10-02")
    with pytest.raises(PiadiffError, match="「全体」の変更日が二つ"):
        settled("2024-10-01", "2024-10-02")


def test_a_day_before_the_earlier_version():
    early = [Stated(what="", date="2019-04-01", where="--effective")]
    with pytest.raises(PiadiffError, match="変更日（平成31年4月1日）が、前の版の公表日（令和4年6月27日）より前です"):
        check(NOTHING, early, "2022-06-27")
    with pytest.raises(PiadiffError, match="提出日"):
        check(Facts(submitted="2019-04-01"), [], "2022-06-27")
    check(NOTHING, early, None)
    check(Facts(submitted="2022-06-27"), [Stated(what="", date="2022-06-27", where="")], "2022-06-27")


def test_the_change_table_leaves_what_is_still_to_come_blank():
    assert facts("2024-10-01", "2024-09-01").date_in_table(CHANGES[0]) is None
    assert facts("2024-10-01", "2024-10-01").date_in_table(CHANGES[0]) == "2024-10-01"
    assert facts("2024-10-01", None).date_in_table(CHANGES[0]) == "2024-10-01"
    assert NOTHING.date_in_table(CHANGES[0]) is None


def test_dates_of_both_eras():
    assert to_date("令和6年10月1日", "") == to_date("2024/10/1", "") == to_date("R6.10.1", "") == "2024-10-01"
