"""しきい値判断: the whole table of domain.md 7, what documents say, and changes that move it."""

import json

import pytest

from piadiff import thresholds
from piadiff.forms import form
from piadiff.forms.tree import pattern
from piadiff.model import Assessment
from piadiff.thresholds import BASIC, FOCUSED, FULL, NONE, Inputs, findings, moved, possible, threshold
from tests.shared import SHARED, needs_shared

PEOPLE = [people for people, _, _ in thresholds.TABLE]
FEW, SOME, MANY, LARGE, HUGE = PEOPLE


def form2(people=MANY, handlers="500人未満", incident="発生なし", result=""):
    items = {thresholds.PEOPLE["様式2"]: people, thresholds.HANDLERS: handlers, thresholds.INCIDENT: incident}
    return Assessment(form="様式2", items=items | {"Ⅲ/しきい値判断結果": result})


def form4(people=LARGE, result="", **items):
    return Assessment(form="様式4", items={"Ⅰ/1/③": people, "Ⅵ/1/②": result, **items})


def form3(people=LARGE, result="", **items):
    return Assessment(form="様式3", items={"Ⅰ/1/③": people, "Ⅴ/1/②": result, **items})


@pytest.mark.parametrize(
    ("people", "without", "with_risk"),
    [(FEW, NONE, NONE), (SOME, BASIC, BASIC), (MANY, BASIC, FOCUSED), (LARGE, FOCUSED, FULL), (HUGE, FULL, FULL)],
)
def test_the_table(people, without, with_risk):
    assert possible(Inputs(people=people, handlers=False, incident=False)) == (without,)
    for handlers, incident in ((True, False), (False, True), (True, True), (True, None), (None, True)):
        assert possible(Inputs(people=people, handlers=handlers, incident=incident)) == (with_risk,)


def test_what_is_not_said_is_not_guessed():
    assert possible(Inputs(people=LARGE, handlers=None, incident=False)) == (FOCUSED, FULL)
    assert possible(Inputs(people=LARGE)) == (FOCUSED, FULL)
    assert possible(Inputs(people=HUGE)) == (FULL,)
    assert possible(Inputs(handlers=False, incident=False)) == (NONE, BASIC, FOCUSED, FULL)
    assert possible(Inputs()) == (NONE, BASIC, FOCUSED, FULL)


def test_every_item_named_is_one_of_the_forms():
    for paths in (thresholds.PEOPLE, thresholds.RESULT, thresholds.CONTRACTORS, thresholds.INCIDENTS):
        for name, path in paths.items():
            assert path in {pattern(node.path) for node in form(name).items}, (name, path)
    for path in (thresholds.HANDLERS, thresholds.INCIDENT):
        assert form("様式2").find(path) is not None


@pytest.mark.parametrize("name", ["様式2", "様式3", "様式4"])
def test_the_options_that_the_forms_print_are_understood(name):
    def read(path):
        return [threshold(Assessment(form=name, items={path: option})) for option in form(name).find(path).options]

    assert [found.inputs.people for found in read(thresholds.PEOPLE[name])] == PEOPLE
    stated = [found.stated for found in read(thresholds.RESULT[name])]
    assert None not in stated
    assert len(set(stated)) == len(stated)


def test_form2_says_all_three():
    assert threshold(form2()).possible == (BASIC,)
    assert threshold(form2(handlers="５００人以上")).possible == (FOCUSED,)
    assert threshold(form2(incident="発生あり")).possible == (FOCUSED,)
    assert threshold(form2(people="1万人以上１０万人未満", handlers="")).open == ("取扱者数",)


def test_an_incident_within_three_years_may_be_older_than_one():
    one, other = "Ⅲ/(1)/7/リスク1/⑨", "Ⅲ/(2)/7/リスク1/⑨"
    assert threshold(form4(**{one: "発生なし", other: "発生なし"})).inputs.incident is False
    assert threshold(form4(**{one: "発生なし", other: "発生あり"})).inputs.incident is None
    assert threshold(form4(**{one: "発生なし", other: ""})).inputs.incident is None
    assert threshold(form4()).inputs.incident is None


def test_a_contractor_with_500_handlers_settles_their_number():
    place = "Ⅱ/(1)/4/委託事項1/③"
    assert threshold(form4(**{place: "500人以上1,000人未満"})).possible == (FULL,)
    assert threshold(form4(**{place: "1,000人以上"})).possible == (FULL,)
    assert threshold(form4(**{place: "100人以上500人未満"})).inputs.handlers is None
    assert threshold(form4(**{"Ⅱ/(1)/4/委託事項1/④": "500人以上"})).inputs.handlers is None


def test_a_stated_result_that_the_numbers_do_not_allow_is_found():
    wrong = form4(HUGE, "基礎項目評価及び重点項目評価の実施が義務付けられる（任意に全項目評価を実施）")
    (finding,) = findings(threshold(wrong))
    assert (finding.kind, finding.path) == ("threshold-result", "Ⅵ/1/②")
    assert "重点項目評価" in finding.text
    assert "全項目評価" in finding.text
    right = form4(HUGE, "基礎項目評価及び全項目評価の実施が義務付けられる")
    assert findings(threshold(right)) == ()
    undecided = form4(LARGE, "基礎項目評価及び重点項目評価の実施が義務付けられる（任意に全項目評価を実施）")
    assert findings(threshold(undecided)) == ()


def test_a_form_that_is_too_small_is_found():
    (finding,) = findings(threshold(form3(HUGE)))
    assert finding.kind == "threshold-form"
    assert "全項目評価書（様式4）" in finding.text
    assert findings(threshold(form3(LARGE))) == (), "重点 may do: nobody says how many handle it"
    assert findings(threshold(form4(SOME))) == (), "a larger one may be made of free will"
    (finding,) = findings(threshold(form2(HUGE)))
    assert "別に全項目評価書" in finding.text
    assert findings(threshold(form2(HUGE, result="基礎項目評価及び全項目評価の実施が義務付けられる"))) == ()


def test_a_change_moves_it():
    (finding,) = moved(threshold(form2(MANY)), threshold(form2(LARGE)))
    assert finding.kind == "threshold-moved"
    assert "基礎項目評価から重点項目評価に変わります" in finding.text
    assert "重点項目評価を新たに実施する必要があります" in finding.text
    assert moved(threshold(form2(MANY)), threshold(form2(MANY))) == ()
    (down,) = moved(threshold(form2(LARGE)), threshold(form2(MANY)))
    assert "新たに" not in down.text


def test_it_may_move_beyond_the_form():
    (finding,) = moved(threshold(form3(MANY)), threshold(form3(LARGE)))
    assert finding.kind == "threshold-may-move"
    assert "取扱者数・過去1年以内の重大事故の有無を確かめてください" in finding.text
    assert moved(threshold(form4(LARGE)), threshold(form4(HUGE))) == (), "様式4 is enough for both"
    assert moved(threshold(form4("")), threshold(form4(HUGE))) == ()


def test_two_forms_are_held_against_each_other_in_what_both_say():
    assert moved(threshold(form2(HUGE)), threshold(form4(HUGE))) == ()
    assert moved(threshold(form2(LARGE)), threshold(form4(LARGE))) == ()
    (finding,) = moved(threshold(form2(SOME)), threshold(form4(HUGE)))
    assert finding.kind == "threshold-moved"
    assert "新たに" not in finding.text, "the full assessment is made"


def test_a_published_row_moves_it():
    (finding,) = thresholds.moved_by("様式3", "Ⅰ/1/③", SOME, HUGE)
    assert (finding.kind, finding.path) == ("threshold-moved", "Ⅰ/1/③")
    assert thresholds.moved_by("様式3", "Ⅰ/1/③", None, HUGE) == ()
    assert thresholds.moved_by("様式4", "Ⅲ/(1)/7/リスク1/⑨", "発生なし", "発生あり") == ()
    assert thresholds.is_input("様式4", "Ⅱ/(2)/4/委託事項12/③")
    assert not thresholds.is_input("様式4", "Ⅱ/(2)/4/委託事項12/④")
    assert not thresholds.is_input("様式4", "")


def test_in_words_and_as_json():
    found = threshold(form4(LARGE))
    assert thresholds.sentence(found) == (
        "しきい値判断: 対象人数10万人以上30万人未満 → 重点項目評価又は全項目評価"
        "（取扱者数・過去1年以内の重大事故の有無がこの評価書には書かれていない）"
    )
    assert json.loads(json.dumps(thresholds.to_json(found)))["possible"] == [FOCUSED, FULL]


@needs_shared
@pytest.mark.parametrize(
    "name", ["所沢市_住民基本台帳_全項目", "岡山市_個人住民税_全項目_変更箇所なし", "さいたま市_給付金_重点項目"]
)
def test_real_documents_agree_with_the_table(name):
    from piadiff.readers import read

    found = threshold(read(SHARED / "published" / f"{name}.txt").assessment)
    assert found.stated in found.possible
    assert found.inputs.people is not None
    assert findings(found) == ()
