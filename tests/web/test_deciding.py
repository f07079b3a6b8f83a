"""Decisions on the page: by one key, whole threads at once, with a note; taken back; made in two windows at once."""

import json
from pathlib import Path

import pytest

from piadiff.decisions_json import loads
from tests.web.desk import Forms, left, open_numbers, problem, shown


@pytest.fixture
def page(clerk):
    return clerk.compared()


def of_store(clerk):
    """The page of the two newest versions of the store."""
    forms = Forms(clerk.open("/").text).forms
    where, fields = next((w, f) for w, f in forms if w == "/compare" and f.get("old", "").startswith("ver:"))
    return clerk.settled(clerk.http.post(where, data=fields))


def made(clerk, page):
    taken = clerk.http.get(f"/pair/{page.url.path.split('/')[2]}/decisions")
    return loads(taken.content, "判断.json").decisions


def test_one_key_decides_and_leads_to_the_next(clerk, page):
    before = open_numbers(page)
    assert left(page) == len(before) == 19
    answer = clerk.decide(page, before[0], "1")
    assert answer.status_code == 200 and left(answer) == 18
    assert "重要な変更・事前「重要な変更」と決めました" in shown(answer)
    assert f'id="{answer.url.fragment}"' in answer.text
    assert open_numbers(answer) == before[1:]
    (decision,) = made(clerk, page)
    assert (decision.important, decision.timing, decision.who) == ("yes", "事前", "山田")


def test_every_choice_that_is_offered_can_be_made(clerk, page):
    for number in open_numbers(page)[:2]:
        for choice in clerk.room.pairs[page.url.path.split("/")[-1]].states()[number].choices:
            answer = clerk.decide(clerk.http.get(page.url.path), number, choice.key)
            assert answer.status_code == 200
            last = made(clerk, page)[-1]
            assert (last.important, last.timing, last.reason) == (choice.important, choice.timing, choice.reason)


def test_a_thread_is_decided_at_once(clerk, page):
    key = page.url.path.split("/")[-1]
    states = clerk.room.pairs[key].states()
    number = next(n for n in open_numbers(page) if len(states[n].members) >= 3)
    choice = next(c.key for c in states[number].choices if c.reason == "記載の整理")
    refused = next((c.key for c in states[number].choices if c.reason.startswith("その他の項目")), None)
    if refused:  # there are items with ※ in the thread
        page = clerk.decide(page, number, refused, thread="on")
        assert page.status_code == 422 and "※の項目" in problem(page)
    answer = clerk.decide(page, number, choice, thread="on", note="窓口の追加のため")
    many = len(states[number].members) + 1
    assert left(answer) == 19 - many
    decisions = made(clerk, page)
    assert len(decisions) == many and {d.note for d in decisions} == {"窓口の追加のため"}
    assert f"{many}件をその他の変更・事後" in shown(answer)
    answer = clerk.http.post(f"/pair/{key}/undo", data={"secret": clerk.guard.form})
    assert left(answer) == 19


def test_in_words(clerk, page):
    number = open_numbers(page)[0]
    answer = clerk.decide(page, number, "own", important="no", timing="事後", reason="条番号の修正", note="確かめた")
    assert answer.status_code == 200
    (decision,) = made(clerk, page)
    assert (decision.reason, decision.note, decision.timing) == ("条番号の修正", "確かめた", "事後")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"important": "no", "reason": ""}, "提出時期に係る説明を書いてください"),
        ({"important": "review"}, "重要な変更かその他の変更かを選んでください"),
        ({"important": "yes", "timing": "事後"}, "理由をメモに残してください"),
        ({"important": "no", "timing": "いつか"}, "事前か事後を選んでください"),
        ({"important": "no", "reason": "長" * 3000}, "長すぎます"),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_stays(clerk, page, typed, told):
    number = open_numbers(page)[0]
    fields = {"timing": "事後", "reason": "独自の説明", "note": "", **typed}
    answer = clerk.decide(page, number, "own", **fields)
    assert answer.status_code == 422 and told in problem(answer)
    again = clerk.form_of(answer, number)[1]
    assert again["reason"] == fields["reason"]
    assert made(clerk, page) == ()


def test_what_the_rules_hold_for_important_needs_a_word(clerk, page):
    key = page.url.path.split("/")[-1]
    pair = clerk.room.pairs[key]
    important = {id(j.change) for j in pair.look().judged if j.judgement.important == "yes"}
    number = next(n for n, place in enumerate(pair.order, 1) if id(pair.look().ruled[place].change) in important)
    assert [choice.important for choice in pair.states()[number].choices] == ["yes"]
    typed = {"important": "no", "timing": "事後", "reason": "記載の整理"}
    assert "理由をメモに残してください" in problem(clerk.decide(page, number, "own", **typed))
    assert clerk.decide(page, number, "own", **typed, note="軽微なため").status_code == 200


def test_undo_restores_what_stood_before(clerk, page):
    number = open_numbers(page)[0]
    page = clerk.decide(page, number, "1")
    page = clerk.decide(page, number, "2")
    second = made(clerk, page)[-1]
    assert second.important == "no"
    undo = {"secret": clerk.guard.form}
    page = clerk.http.post(f"{page.url.path}/undo", data=undo)
    assert made(clerk, page)[-1].important == "yes" and left(page) == 18
    page = clerk.http.post(f"{page.url.path}/undo", data=undo)
    assert left(page) == 19
    assert "元に戻せる判断はありません" in problem(clerk.http.post(f"{page.url.path}/undo", data=undo))


def test_a_decision_is_taken_back(clerk, page):
    number = open_numbers(page)[0]
    page = clerk.decide(page, number, "1")
    page = clerk.withdraw(page, number)
    assert left(page) == 19 and "判断を取り消しました" in shown(page)


def test_two_windows_at_once(clerk, page):
    number = open_numbers(page)[0]
    other = clerk.http.get(page.url.path)
    assert clerk.decide(page, number, "1").status_code == 200
    answer = clerk.decide(other, number, "2", note="別の窓で")
    assert answer.status_code == 409
    assert "別の画面" in problem(answer) and "重要な変更・事前" in problem(answer)
    assert [d.important for d in made(clerk, page)] == ["yes"]
    again = clerk.form_of(answer, number)[1]
    assert (again["note"], again["important"]) == ("別の窓で", "no")
    assert clerk.decide(answer, number, "own").status_code == 200
    assert made(clerk, page)[-1].note == "別の窓で"


def test_other_changes_can_be_decided_in_two_windows(clerk, page):
    one, two, *_ = open_numbers(page)
    other = clerk.http.get(page.url.path)
    assert clerk.decide(page, one, "1").status_code == 200
    assert clerk.decide(other, two, "1").status_code == 200


def test_a_thread_of_which_another_window_has_decided_one(clerk, page):
    states = clerk.room.pairs[page.url.path.split("/")[-1]].states()
    number = next(n for n in open_numbers(page) if len(states[n].members) >= 3)
    thread = [n for n in open_numbers(page) if states[n].seen_thread == states[number].seen_thread]
    clerk.decide(page, thread[1], "1")
    assert clerk.decide(page, number, "2", thread="on").status_code == 409


@pytest.mark.parametrize("number", ["0", "-1", "71", "9" * 30, "", "x", "１"])
def test_a_change_that_is_not_there(clerk, page, number):
    where, fields = clerk.form_of(page, open_numbers(page)[0])
    answer = clerk.http.post(where, data={**fields, "number": number, "choice": "1"})
    assert answer.status_code == 422 and made(clerk, page) == ()


def test_decisions_of_the_store_are_those_of_review(stocked, piadiff):
    page = of_store(stocked)
    page = stocked.decide(page, open_numbers(page)[0], "1", note="庁内で確認")
    told = piadiff("decisions", "青凪市-7@latest", "--store", stocked.room.folder).out
    assert "山田" in told and "庁内で確認" in told
    assert left(of_store(stocked)) == 18


def test_what_was_decided_at_the_terminal_is_seen(stocked, piadiff):
    page = of_store(stocked)
    number = open_numbers(page)[0]
    store = stocked.room.folder
    pair = stocked.room.pairs[page.url.path.split("/")[-1]]
    path = pair.look().ruled[pair.order[number - 1]].change.path
    asked = {"format": "piadiff/1", "kind": "decisions", "decisions": [{"path": path, "important": "yes"}]}
    Path("判断.json").write_text(json.dumps(asked), encoding="utf-8")
    versions = ("青凪市-7@prev", "青凪市-7@latest")
    done = piadiff("review", *versions, "--decide", "判断.json", "--by", "鈴木", "--store", store)
    assert done.status == 0, done.err
    answer = stocked.decide(page, number, "2")
    assert answer.status_code == 409 and "鈴木" in problem(answer)
    assert left(stocked.http.get(page.url.path)) == 18


def test_a_name_can_be_changed(clerk, page):
    key = page.url.path.split("/")[-1]
    back = clerk.http.post("/who", data={"secret": clerk.guard.form, "who": "佐藤", "back": key})
    assert back.url.path == page.url.path
    clerk.decide(back, open_numbers(back)[0], "1")
    assert made(clerk, page)[0].who == "佐藤"
    assert "名前が空です" in problem(clerk.http.post("/who", data={"secret": clerk.guard.form, "who": " "}))
