"""Decisions: they hold for one change and no other, come back from JSON, and nothing of them is lost."""

import json
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from piadiff.deciding import phrases, resolve, usual_reason
from piadiff.decisions import RULE, apply, assign, decided, fingerprint, merge, sides, tidy, why
from piadiff.decisions_json import Record, dumps, loads, requests
from piadiff.errors import PiadiffError
from piadiff.forms import form
from piadiff.model import Change, Judged, Judgement, Row
from piadiff.rules import AFTER, BEFORE, FORMAL, IMPORTANT
from piadiff.schema import load
from tests import decided as sample

TREE = form("様式4")
OPEN = Judgement(important="review", timing=BEFORE, reason="要確認", basis=FORMAL, rule="要確認", why="決められない。")
WHEN = "2024-03-31T15:30:00Z"


def change(path="Ⅰ/1/②", before="甲", after="乙", **more) -> Change:
    return Change(**{"kind": "changed", "path": path, "before": (before,), "after": (after,), **more})


def ruled(*changes: Change) -> tuple[Judged, ...]:
    return tuple(Judged(change=one, judgement=OPEN) for one in changes)


def decide(one: Change, important="no", timing=AFTER, reason="記載の整理", note="", who="見本", when=WHEN):
    return decided(one, important=important, timing=timing, reason=reason, note=note, who=who, when=when)


def test_a_decision_stands_in_place_of_the_rule_and_says_who_when_and_why():
    one = change()
    [done] = apply(ruled(one), [decide(one, note="語を直しただけ")])
    assert done.change is one
    assert done.judgement == Judgement(
        important="no", timing=AFTER, reason="記載の整理", basis=FORMAL, rule=RULE,
        why="見本が2024-04-01に判断した。メモ: 語を直しただけ",
    )  # fmt: skip


def test_the_clause_follows_what_was_decided():
    one = change()
    yes = apply(ruled(one), [decide(one, "yes", BEFORE, "重要な変更")])[0].judgement
    assert (yes.important, yes.basis) == ("yes", IMPORTANT)
    important = Judged(change=one, judgement=replace(OPEN, important="yes", basis=IMPORTANT))
    assert apply([important], [decide(one)])[0].judgement.basis == FORMAL


def test_the_day_is_that_of_japan():
    assert "2024-04-01" in why(decide(change(), when="2024-03-31T15:00:00Z"))
    assert "2024-03-31" in why(decide(change(), when="2024-03-31T14:59:59Z"))


@pytest.mark.parametrize("before, after", [("甲 ", "乙"), ("甲", "　乙"), ("甲", "乙\n")])
def test_notation_does_not_matter(before, after):
    assert fingerprint(change()) == fingerprint(change(before=before, after=after))
    wide = change(before="第１９条第７号", after="ｻｰﾊﾞ・端末")
    assert fingerprint(wide) == fingerprint(change(before="第十九条第七号", after="サーバ･端末"))


def test_paragraphs_broken_elsewhere_are_the_same_change():
    one = replace(change(), before=("甲乙", "丙"), after=("丁",))
    assert fingerprint(one) == fingerprint(replace(one, before=("甲", "乙丙")))


@pytest.mark.parametrize(
    "other",
    [
        change(after="丙"),
        change(before="丙"),
        change(path="Ⅰ/7/①"),
        change(kind="removed"),
        change(before="乙", after="甲"),
    ],
)
def test_a_decision_never_touches_another_change(other):
    decision = decide(change())
    assert apply(ruled(other), [decision]) == ruled(other)
    assert assign([other], [decision]).states == ("stale",)


def test_it_follows_an_item_whose_number_alone_was_corrected_in_the_new_version():
    was = change("Ⅱ/(1)/4/委託事項4/⑥", old_path="Ⅱ/(1)/4/委託事項3/⑥")
    now = change("Ⅱ/(1)/4/委託事項5/⑥", old_path="Ⅱ/(1)/4/委託事項3/⑥")
    assert assign([now], [decide(was)]).states == ("applied",)
    other = change("Ⅱ/(1)/4/委託事項4/⑥", old_path="Ⅱ/(1)/4/委託事項2/⑥")
    both = assign([other, now], [decide(was)])
    assert (list(both.standing), both.states) == ([1], ("applied",))


def test_two_changes_that_could_be_meant_are_both_left_alone():
    was = change("Ⅱ/(1)/4/委託事項9/⑥", old_path="Ⅱ/(1)/4/委託事項3/⑥")
    first, second = (change(f"Ⅱ/(1)/4/委託事項{n}/⑥", old_path="Ⅱ/(1)/4/委託事項3/⑥") for n in (4, 5))
    assert assign([first, second], [decide(was)]).states == ("stale",)


def test_a_later_decision_replaces_an_earlier_one_and_may_take_it_back():
    one = change()
    first, second = decide(one), decide(one, "yes", BEFORE, "重要な変更", who="別の人")
    assert assign([one], [first, second]).states == ("replaced", "applied")
    assert apply(ruled(one), [first, second])[0].judgement.important == "yes"
    back = decide(one, "review", BEFORE, "要確認")
    assert assign([one], [first, second, back]).states == ("replaced", "replaced", "withdrawn")
    assert apply(ruled(one), [first, second, back]) == ruled(one)


def test_a_stale_decision_that_was_made_anew_is_replaced():
    was, now = change(), change(after="丙")
    assert assign([now], [decide(was)]).states == ("stale",)
    assert assign([now], [decide(was), decide(now)]).states == ("replaced", "applied")


def test_merging_adds_only_what_says_something_new():
    one = change()
    first = decide(one)
    assert merge([first], [replace(first, when="2024-05-01T00:00:00Z")]) == (first,)
    other = replace(first, who="別の人")
    assert merge([first], [other]) == (first, other)
    assert merge([first, other], [first]) == (first, other, first)  # the first person decides again
    back = decide(one, "review", BEFORE, "要確認")
    assert merge([first, back], [back]) == (first, back)


PATHS = st.sampled_from(["Ⅰ/1/②", "Ⅰ/7/①", "Ⅱ/(1)/4/委託事項1/⑥", "Ⅱ/(1)/4/委託事項2/⑥", "Ⅱ/(1)/4/委託事項3/⑥"])
TEXTS = st.sampled_from(["", "甲", "乙", "丙"])
CHANGES = st.builds(
    lambda path, old, kind, was, now: change(path, was, now, kind=kind, old_path=None if old == path else old),
    PATHS, PATHS, st.sampled_from(["changed", "added", "removed", "moved"]), TEXTS, TEXTS,
)  # fmt: skip
DECISIONS = st.builds(
    lambda one, important, timing, reason, note, who: decide(one, important, timing, reason, note, who),
    CHANGES, st.sampled_from(["yes", "no", "review"]), st.sampled_from([BEFORE, AFTER]),
    st.text(max_size=20), st.text(max_size=20), st.text(min_size=1, max_size=9).filter(tidy),
)  # fmt: skip


@given(st.lists(CHANGES, max_size=8), st.lists(DECISIONS, max_size=8))
def test_laws_of_applying(changes, decisions):
    judged = ruled(*changes)
    once = apply(judged, decisions)
    assert apply(once, decisions) == once
    assert [one.change for one in once] == changes
    standing = assign(changes, decisions).standing
    for place, (was, now) in enumerate(zip(judged, once, strict=True)):
        if place not in standing:
            assert now == was
            continue
        decision = standing[place]
        assert decision.fingerprint == fingerprint(was.change) and decision.kind == was.change.kind
        assert set(sides(decision)) & set(sides(was.change)) - {None}
        assert (now.judgement.rule, now.judgement.important) == (RULE, decision.important)


@given(st.lists(DECISIONS, max_size=6), st.lists(DECISIONS, max_size=6))
def test_laws_of_merging(kept, new):
    merged = merge(kept, new)
    assert merged[: len(kept)] == tuple(kept)
    assert {replace(d, when=WHEN) for d in new} <= {replace(d, when=WHEN) for d in merged}
    assert merge(merged, merged[-1:]) == merged


@given(st.lists(DECISIONS, max_size=5))
def test_what_is_written_comes_back(decisions):
    record = Record(old="見本市-1@2022-04-01", new="見本市-1@2024-04-01", decisions=tuple(decisions))
    text = dumps(record)
    assert loads(text.encode("utf-8"), "判断.json") == record
    assert dumps(loads(text.encode("utf-8"), "判断.json")) == text
    jsonschema.validate(json.loads(text), load("decisions"))


def test_hostile_text_is_made_harmless():
    hostile = decide(change(), note="\x1b[31m赤\x07\u202e逆\r\n二行目\ud800", who="\x00甲\u2028乙", reason="<b>&\t=1+1")
    text = dumps(Record(old="旧", new="新", decisions=(hostile,)))
    [back] = loads(text.encode("utf-8"), "判断.json").decisions
    assert back == hostile
    assert all(c.isprintable() for field in (back.note, back.who, back.reason) for c in field)
    assert (back.reason, tidy("外字\ue000　あり")) == ("<b>& =1+1", "外字\ue000　あり")


def entry(**changed) -> dict:
    data = json.loads(dumps(Record(old="旧", new="新", decisions=(decide(change()),))))["decisions"][0]
    return {name: value for name, value in {**data, **changed}.items() if value != "消す"}


def written(*entries, **whole) -> bytes:
    data = {"format": "piadiff/1", "kind": "decisions", "old": "旧", "new": "新", "decisions": list(entries), **whole}
    return json.dumps(data, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "data, told",
    [
        (b"{", "1行目"), (b"\xff\xfe", "UTF-8"), (b"[]", "判断のJSON"), (b"[" * 100_000, "深すぎ"),
        (written(kind="opinions"), "判断のJSON"), (written(decisions={}), "配列"), (written(3), "配列"),
        (written(old=1), "old"), (written(entry(important="maybe")), "1件目: important"),
        (written(entry(), entry(who="消す")), "2件目: who"), (written(entry(when="昨日")), "when"),
        (written(entry(when="2024-02-30T00:00:00Z")), "when"), (written(entry(note=None)), "note"),
        (written(entry(importance="yes")), "importance"), (written(entry(note="あ" * 2001)), "長すぎ"),
        (written(entry(who="\x00")), "who"), (written(entry(timing="修正")), "timing"),
    ],
)  # fmt: skip
def test_bad_json_is_one_sentence_with_the_place(data, told):
    with pytest.raises(PiadiffError) as caught:
        loads(data, "判断.json")
    assert told in str(caught.value) and str(caught.value).startswith("判断.json: ")
    assert "\n" not in str(caught.value)


def test_all_faults_are_told_at_once():
    with pytest.raises(PiadiffError) as caught:
        loads(written(entry(who=1), entry(timing="")), "判断.json")
    assert "1件目: who" in str(caught.value) and "2件目: timing" in str(caught.value)


def asked(*entries) -> tuple:
    return resolve(requests(written(*entries), "判断.json"), sample.judged(), TREE, who="見本", when=WHEN)


def test_a_file_may_say_as_little_as_the_item_and_the_answer():
    [decision] = asked({"path": sample.ENTRY, "important": "yes"})
    assert (decision.timing, decision.reason, decision.who, decision.when) == (BEFORE, "重要な変更", "見本", WHEN)
    assert assign([one.change for one in sample.judged()], [decision]).states == ("applied",)


def test_a_marked_item_is_not_made_unimportant_without_a_reason():
    with pytest.raises(PiadiffError, match="※の項目"):
        asked({"path": sample.ENTRY, "important": "no"})
    [decision] = asked({"path": sample.OFFICE, "important": "no"})
    assert decision.reason


def test_an_important_change_filed_afterwards_needs_a_note():
    late = {"path": sample.ENTRY, "important": "yes", "timing": AFTER}
    with pytest.raises(PiadiffError, match="番号法第28条"):
        asked(late)
    assert asked({**late, "note": "提出が遅れた。"})[0].timing == AFTER


def test_what_the_rules_hold_for_important_is_not_made_unimportant_without_a_note():
    by_rule = [replace(one, judgement=replace(OPEN, important="yes")) for one in sample.judged()]
    entry = {"path": sample.ENTRY, "important": "no", "reason": "記載の整理"}
    with pytest.raises(PiadiffError, match="規則では重要な変更"):
        resolve(requests(written(entry), "判断.json"), by_rule, TREE, who="見本", when=WHEN)
    noted = requests(written({**entry, "note": "語を直しただけ"}), "判断.json")
    assert resolve(noted, by_rule, TREE, who="見本", when=WHEN)[0].important == "no"


def test_a_change_that_is_not_there_or_says_something_else_is_told():
    with pytest.raises(PiadiffError, match=r"Ⅰ/1/② という変更はありません.*何も決めていません"):
        asked({"path": sample.OFFICE, "important": "no"}, {"path": "Ⅰ/1/②", "important": "no"})
    with pytest.raises(PiadiffError, match=r"Ⅰ/1/② という変更はありません"):
        asked({"path": "Ⅰ/1/②", "important": "no", "reason": "記載の整理", "fingerprint": "0" * 16})
    with pytest.raises(PiadiffError, match=r"1件目: .*の記載が、一覧を出したときと違います"):
        asked({"path": sample.ENTRY, "important": "yes", "fingerprint": "0" * 16})


def test_one_change_is_not_answered_in_two_ways():
    yes = {"path": sample.ENTRY, "important": "yes"}
    assert len(asked(yes, yes, {"path": sample.ENTRY, "important": "review"})) == 1
    with pytest.raises(PiadiffError, match=r"2件目: .* は1件目にもあり、答えが違います"):
        asked(yes, {"path": sample.ENTRY, "important": "no", "reason": "記載の整理"})
    with pytest.raises(PiadiffError, match="答えが違います"):
        asked(yes, yes | {"note": "別の理由"})
    with pytest.raises(PiadiffError, match="答えが違います"):  # as a record has it that was taken back
        asked(yes, {"path": sample.ENTRY, "important": "review", "who": "係長", "when": WHEN})


def test_who_hands_a_file_in_is_on_record_and_a_name_in_the_note_is_no_reason():
    [decision] = asked({"path": sample.ENTRY, "important": "yes", "who": "係長", "when": WHEN})
    assert (decision.who, decision.when) == ("見本", WHEN) and "係長" in decision.note
    assert asked({"path": sample.ENTRY, "important": "yes", "who": "見本"})[0].note == ""
    with pytest.raises(PiadiffError, match="番号法第28条"):
        asked({"path": sample.ENTRY, "important": "yes", "timing": AFTER, "who": "係長"})
    with pytest.raises(PiadiffError, match="note が長すぎます"):
        asked({"path": sample.ENTRY, "important": "yes", "note": "あ" * 2000, "who": "係長"})


def test_a_list_of_open_changes_handed_back_as_it_was_decides_nothing():
    assert asked({"path": sample.ENTRY, "important": "review"}) == ()


def test_the_phrases_of_the_office_come_first_and_none_that_does_not_fit():
    own = Row(timing=AFTER, reason="記載を改めたもの")
    offered = phrases("no", AFTER, [own, own, Row(timing=AFTER, reason="一度だけ"), Row(timing=BEFORE, reason="別")])
    assert offered[0] == "記載を改めたもの" and "一度だけ" not in offered and "記載の整理" in offered
    assert any(p.startswith("その他の項目") for p in offered)
    assert not any(p.startswith("その他の項目") for p in phrases("no", AFTER, [], marked=True))


def test_no_phrase_goes_without_choosing_for_a_marked_item():
    by_path = {one.change.path: Judged(change=one.change, judgement=OPEN) for one in sample.judged()}
    assert usual_reason(by_path[sample.ENTRY], "no", TREE) == ""
    assert usual_reason(by_path[sample.OFFICE], "no", TREE).startswith("その他の項目")
    assert usual_reason(by_path[sample.ENTRY], "yes", TREE) == "重要な変更"


def _keep(path, number):
    from piadiff.keeping import FileKeeper

    change = Change(kind="changed", path=f"Ⅰ/7/①{number}", heading=("Ⅰ",), before="甲", after="乙")
    made = decided(change, important="no", timing="事後", reason="記載の整理", who="係長", when="2024-10-01T00:00:00Z")
    FileKeeper(path=path, old="旧", new="新").keep([made])


def test_two_people_writing_one_file_at_once_lose_nothing(tmp_path):
    import threading

    from piadiff.keeping import FileKeeper

    path = tmp_path / "判断.json"
    people = [threading.Thread(target=_keep, args=(path, number)) for number in range(12)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    kept = FileKeeper(path=path, old="旧", new="新").load()
    assert {one.path for one in kept} == {f"Ⅰ/7/①{number}" for number in range(12)}
    assert [found.name for found in tmp_path.iterdir()] == ["判断.json"]


def came(number, name, again="再委託しない"):
    base = f"Ⅱ/(1)/4/委託事項{number}"
    texts = {base: name, f"{base}/⑥": f"{name}株式会社", f"{base}/⑦": again}
    return [Change(kind="added", path=path, heading=("Ⅱ",), after=text, group=base) for path, text in texts.items()]


def test_decisions_go_with_a_group_that_a_corrected_draft_renumbers():
    made = [decide(change) for change in came(4, "印刷")]
    assert assign(came(5, "印刷"), made).states == ("applied",) * 3
    # The number was given to another group: what is the same in both stays with its own.
    found = assign([*came(4, "保守"), *came(5, "印刷")], made)
    assert found.states == ("applied",) * 3
    assert set(found.standing) == {3, 4, 5}
    # Two groups changed numbers.
    both = [*made, *(decide(change) for change in came(5, "保守"))]
    found = assign([*came(4, "保守"), *came(5, "印刷")], both)
    assert [found.standing[place].path[-5:] for place in (0, 3)] == ["委託事項5", "委託事項4"]


def test_decisions_on_a_group_that_is_gone_or_not_known_for_sure_are_stale():
    made = [decide(change) for change in came(4, "印刷")]
    assert assign(came(5, "保守"), made).states == ("stale",) * 3
    only_the_common_text = [made[2]]
    found = assign([*came(5, "保守"), *came(6, "印刷")], only_the_common_text)
    assert found.states == ("stale",)
