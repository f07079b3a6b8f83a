"""One edit in many places gets one name; a text that moved says where it stood."""

import pytest
from hypothesis import given

from piadiff.classifier import judge
from piadiff.differ import diff
from piadiff.forms import form
from piadiff.model import Assessment
from piadiff.traits import NEW_SYSTEM
from tests import sample
from tests.strategies import assessments

FILE = "Ⅱ/(1)"


def version(**items):
    named = {
        "Ⅱ/(1)/1": "架空ファイル",
        "Ⅱ/(1)/2/⑥": "市民部　窓口課",
        "Ⅱ/(1)/3/⑦/使用部署": "窓口課",
        "Ⅱ/(1)/5/提供先1/①": ("番号法第19条第7号",),
        "Ⅱ/(1)/5/提供先2/①": ("番号法第19条第7号及び別表第二の9の項",),
        "Ⅱ/(1)/6/①": ("施錠した部屋に保管する。",),
    }
    return Assessment(form="様式4", items=named | {path.replace("_", "/"): value for path, value in items.items()})


def threads(old, new):
    return {change.path: change.thread for change in diff(old, new).changes}


def changed(items):
    new = version()
    return Assessment(form=new.form, items={**new.items, **items})


def test_the_same_words_replaced_in_two_items_are_one_thread():
    new = changed({"Ⅱ/(1)/2/⑥": "市民部　市民課", "Ⅱ/(1)/3/⑦/使用部署": "市民課"})
    assert set(threads(version(), new).values()) == {"「窓口課」→「市民課」"}


def test_the_head_of_an_office_that_is_renamed_is_in_its_thread():
    old = changed({"Ⅰ/7/②": "窓口課長", "Ⅱ/(1)/3/⑦/使用部署": "市民部　窓口課"})
    new = changed({"Ⅰ/7/②": "受付課長", "Ⅱ/(1)/2/⑥": "総務部　受付課", "Ⅱ/(1)/3/⑦/使用部署": "総務部　受付課"})
    assert threads(old, new) == dict.fromkeys(
        ("Ⅰ/7/②", "Ⅱ/(1)/2/⑥", "Ⅱ/(1)/3/⑦/使用部署"), "「市民部窓口課」→「総務部受付課」"
    )
    new = changed({"Ⅰ/7/②": "広報課長", "Ⅱ/(1)/2/⑥": "総務部　受付課", "Ⅱ/(1)/3/⑦/使用部署": "総務部　受付課"})
    assert threads(old, new)["Ⅰ/7/②"] is None
    new = changed({"Ⅰ/7/②": "受付課長", "Ⅱ/(1)/2/⑥": "市民部　受付課", "Ⅱ/(1)/3/⑦/使用部署": "市民部　受付課"})
    assert set(threads(old, new).values()) == {"「窓口課」→「受付課」"}


def test_a_single_change_has_no_thread():
    assert threads(version(), changed({"Ⅱ/(1)/2/⑥": "市民部　市民課"})) == {"Ⅱ/(1)/2/⑥": None}


def test_a_shifted_article_is_one_thread_whatever_stands_around_it():
    new = changed(
        {
            "Ⅱ/(1)/5/提供先1/①": ("番号法第19条第8号",),
            "Ⅱ/(1)/5/提供先2/①": ("番号法第１９条第８号及び別表第二の9の項",),
        }
    )
    assert set(threads(version(), new).values()) == {"第19条第7号→第19条第8号"}


def test_a_shifted_article_is_one_thread_in_kanji_and_in_digits():
    old = changed({"Ⅱ/(1)/5/提供先1/①": ("番号法第十九条第七号",)})
    new = changed(
        {"Ⅱ/(1)/5/提供先1/①": ("番号法第19条第8号",), "Ⅱ/(1)/5/提供先2/①": ("番号法第19条第8号及び別表第二の9の項",)}
    )
    assert set(threads(old, new).values()) == {"第19条第7号→第19条第8号"}


def test_a_choice_that_gave_way_to_another_is_replaced_not_added():
    paths = ["Ⅱ/(1)/4/委託事項1/③", "Ⅱ/(1)/4/委託事項2/③"]
    few, more, many = "10人以上50人未満", "50人以上100人未満", "1万人以上10万人未満"
    old = changed(dict.fromkeys(paths, few))
    assert set(threads(old, changed(dict.fromkeys(paths, many))).values()) == {f"「{few}」→「{many}」"}
    old = changed(dict(zip(paths, (few, more), strict=True)))
    assert set(threads(old, changed(dict.fromkeys(paths, many))).values()) == {None}


def test_answers_that_differ_in_kana_alone_are_one_thread_too():
    paths = ["Ⅱ/(1)/4/委託の有無", "Ⅱ/(2)/4/委託の有無"]
    old, new = (changed(dict.fromkeys(paths, answer)) for answer in ("委託する", "委託しない"))
    assert set(threads(old, new).values()) == {"「委託する」→「委託しない」"}


@pytest.mark.parametrize("moved", ["二人で照合して記録する。", "毎日、台帳と照合する。"])
def test_paragraphs_that_only_changed_places_are_no_thread(moved):
    items = {"Ⅱ/(1)/6/①": ("施錠した部屋に保管する。", moved), "Ⅱ/(1)/6/③": ("破砕して廃棄する。", moved)}
    turned = {path: paragraphs[::-1] for path, paragraphs in items.items()}
    assert set(threads(changed(items), changed(turned)).values()) == {None}


def test_different_numbers_in_two_items_are_no_thread():
    new = changed(
        {
            "Ⅱ/(1)/5/提供先1/①": ("番号法第19条第8号",),
            "Ⅱ/(1)/5/提供先2/①": ("番号法第19条第9号及び別表第二の9の項",),
        }
    )
    assert set(threads(version(), new).values()) == {None}


NEW = {
    "Ⅰ/2/システム1/①": "架空申請システム",
    "Ⅰ/2/システム1/②": ("届出を受け付ける。",),
    "Ⅱ/(1)/6/①": ("施錠した部屋に保管する。", "＜架空申請システムにおける措置＞", "入室を制限する。"),
}


def test_a_new_system_draws_what_speaks_of_it_into_its_thread():
    comparison = diff(version(), changed(NEW))
    assert {change.thread for change in comparison.changes} == {"「架空申請システム」の導入"}
    assert all(NEW_SYSTEM in change.traits for change in comparison.changes)


def test_a_system_that_was_spoken_of_before_is_not_new():
    old = version(**{"Ⅰ/1/②": ("架空申請システムを使う。",)})
    comparison = diff(old, Assessment(form="様式4", items={**old.items, **NEW}))
    assert not any(NEW_SYSTEM in change.traits for change in comparison.changes)


def test_a_system_that_goes_is_a_thread_too():
    comparison = diff(changed(NEW), version())
    assert {change.thread for change in comparison.changes} == {"「架空申請システム」の廃止"}
    assert not any(NEW_SYSTEM in change.traits for change in comparison.changes)


def test_a_contractor_called_after_a_system_is_no_system():
    path = "Ⅱ/(1)/4/委託事項{}/⑥"
    old = changed({path.format(n): "架空システム株式会社" for n in (1, 2)})
    new = changed({path.format(n): "虚構システム株式会社" for n in (1, 2)})
    assert set(threads(old, new).values()) == {"「架空システム株式会社」→「虚構システム株式会社」"}


def test_the_same_paragraph_added_in_two_items_is_one_thread():
    line = "操作履歴を毎月、所属長が点検する。"
    old = changed({"Ⅱ/(1)/6/③": ("溶解する。",)})
    new = changed({"Ⅱ/(1)/6/①": ("施錠した部屋に保管する。", line), "Ⅱ/(1)/6/③": ("溶解する。", line)})
    assert set(threads(old, new).values()) == {f"「{line}」の追加"}


def test_a_thread_says_the_same_both_ways():
    old, new = version(), changed(NEW)
    assert {path for path, thread in threads(old, new).items() if thread} == {
        path for path, thread in threads(new, old).items() if thread
    }


def test_a_new_term_in_several_items_is_a_thread():
    paths = ["Ⅰ/1/②", "Ⅱ/(1)/3/⑤", "Ⅱ/(1)/6/③"]
    old = changed({path: (f"届出を{n}窓口で受ける。",) for n, path in enumerate(paths)})
    new = changed({path: (f"届出を{n}窓口で受ける。", f"電子申請も{n}窓口で扱う。") for n, path in enumerate(paths)})
    assert set(threads(old, new).values()) == {"「電子申請」に関わる変更"}
    two = changed({path: new.items[path] for path in paths[:2]} | {paths[2]: old.items[paths[2]]})
    assert set(threads(old, two).values()) == {None}


def test_the_same_safeguard_in_several_items_is_no_new_term():
    paths = ["Ⅰ/1/②", "Ⅱ/(1)/3/⑤", "Ⅱ/(1)/6/③"]
    old = changed({path: (f"第{n}の者が使う。",) for n, path in enumerate(paths)})
    new = changed({path: (f"第{n}の者が生体認証により使う。",) for n, path in enumerate(paths)})
    assert set(threads(old, new).values()) == {None}


@given(assessments(), assessments())
def test_no_thread_has_a_single_place(old, new):
    members = {}
    for change in diff(old, new).changes:
        if change.thread:
            members.setdefault(change.thread, set()).add((change.kind, change.group or change.path))
    assert all(len(places) > 1 for places in members.values())


PLACE, ERASED, LOCKED = "Ⅱ/(1)/6/①", "Ⅱ/(1)/6/③", "施錠した部屋に保管する。"
TEXT = "鍵のかかる書庫に保管し、鍵は所属長が管理する。"


def test_a_text_that_moved_whole_says_where_it_stood():
    old, new = changed({"Ⅱ/(1)/6/③": (TEXT,)}), changed({"Ⅱ/(1)/6/②/その妥当性": (TEXT,)})
    sources = {change.path: change.moved_from for change in diff(old, new).changes}
    assert sources == {"Ⅱ/(1)/6/③": None, "Ⅱ/(1)/6/②/その妥当性": "Ⅱ/(1)/6/③"}


def test_a_text_that_joined_another_says_where_it_stood():
    old = changed({"Ⅱ/(1)/6/③": (TEXT,)})
    new = changed({"Ⅱ/(1)/6/①": ("施錠した部屋に保管する。", TEXT)})
    sources = {change.path: change.moved_from for change in diff(old, new).changes}
    assert sources["Ⅱ/(1)/6/①"] == "Ⅱ/(1)/6/③"


def test_a_paragraph_that_moved_says_where_it_stood():
    changes = diff(
        changed({ERASED: ("裁断する。", TEXT)}), changed({ERASED: ("裁断する。",), PLACE: (LOCKED, TEXT)})
    ).changes
    assert {change.path: change.moved_from for change in changes} == {ERASED: None, PLACE: ERASED}


def test_a_measure_that_only_moved_here_reduces_no_risk():
    changes = diff(
        changed({ERASED: ("裁断する。", TEXT)}), changed({ERASED: ("裁断する。",), PLACE: (LOCKED, TEXT)})
    ).changes
    rules = {one.change.path: one.judgement.rule for one in judge(changes, form("様式4"))}
    assert rules[PLACE] == "要確認-追加"
    alone = diff(changed({}), changed({PLACE: (LOCKED, TEXT)})).changes
    assert [one.judgement.rule for one in judge(alone, form("様式4"))] == ["リスク軽減"]


def test_a_new_paragraph_beside_one_that_moved_did_not_come_from_there():
    old = changed({ERASED: ("裁断する。", TEXT)})
    new = changed({ERASED: ("裁断する。",), PLACE: (LOCKED, TEXT, "退庁時にサーバー室を施錠する。")})
    assert not any(change.moved_from for change in diff(old, new).changes)


def test_a_text_that_two_items_lost_did_not_move():
    old = changed({"Ⅱ/(1)/6/③": (TEXT,), "Ⅰ/1/②": (TEXT,)})
    new = changed({"Ⅱ/(1)/6/②/その妥当性": (TEXT,)})
    assert not any(change.moved_from for change in diff(old, new).changes)


def test_a_text_that_stays_where_it_was_did_not_move():
    old = changed({"Ⅱ/(1)/6/③": (TEXT,)})
    new = changed({"Ⅱ/(1)/6/③": (TEXT, "毎年、点検する。"), "Ⅰ/1/②": (TEXT,)})
    assert not any(change.moved_from for change in diff(old, new).changes)


def test_a_text_that_stands_in_other_items_did_not_move():
    old = changed({"Ⅱ/(1)/6/③": (TEXT,), "Ⅰ/1/②": (TEXT,)})
    new = changed({"Ⅱ/(1)/6/②/その妥当性": (TEXT,), "Ⅰ/1/②": (TEXT,)})
    assert not any(change.moved_from for change in diff(old, new).changes)


def test_answers_that_the_form_prints_do_not_move():
    changes = diff(sample.version(1), sample.version(3)).changes
    added = {change.path: change for change in changes if change.group == "Ⅱ/(1)/4/委託事項4"}
    assert added["Ⅱ/(1)/4/委託事項4/②"].after == "特定個人情報ファイルの一部"
    assert not any(change.moved_from for change in changes)


def test_short_texts_do_not_move():
    old, new = changed({"Ⅱ/(1)/6/③": ("同上",)}), changed({"Ⅱ/(1)/6/②/その妥当性": ("同上",)})
    assert not any(change.moved_from for change in diff(old, new).changes)
