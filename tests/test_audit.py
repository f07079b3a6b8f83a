"""Published rows judged like compared versions: their texts as values, their revisions, their judgements."""

import pytest

from piadiff.audit import audit_rows
from piadiff.forms import form
from piadiff.model import Assessment, Row
from piadiff.published import revisions
from piadiff.readers.row_values import row_values
from piadiff.traits import GROUP_ADDED, NEW_SYSTEM
from tests.shared import SHARED, needs_shared

TREE = form("様式4")
PLACE = "Ⅱ/(1)/6/①"


def values(path, before, after):
    found = row_values(Row(before=before, after=after), TREE.find(path))
    return found.before, found.after


@pytest.mark.parametrize("empty", ["", "－", "-", "空欄", "（空欄）"])
def test_an_empty_mark_is_no_text(empty):
    assert values(PLACE, empty, "鍵をかける。") == (None, ("鍵をかける。",))


@pytest.mark.parametrize("said", ["削除", "（削除）", "左記を削除", "左記の記載を削除する。"])
def test_a_removal_is_no_text(said):
    assert values(PLACE, "鍵をかける。", said) == (("鍵をかける。",), None)


@pytest.mark.parametrize("said", ["左記に対し、以下の記載を追加", "左記に加え以下を追加", "（左記に以下の内容を追記）"])
def test_what_is_added_to_the_left_stands_behind_it(said):
    assert values(PLACE, "鍵をかける。", f"{said}\n・記録する。") == (
        ("鍵をかける。",),
        ("鍵をかける。", "・記録する。"),
    )


@pytest.mark.parametrize("said", ["右記の内容を新たに追加", "（右記を新たに追加）", "右記を追加"])
def test_what_is_said_to_be_added_on_the_right_has_nothing_before(said):
    found = row_values(Row(before=said, after="鍵をかける。"), TREE.find(PLACE))
    assert (found.before, found.after, found.part) == (None, ("鍵をかける。",), True)


def test_left_out_lines_are_no_text():
    assert values(PLACE, "（略）\n鍵をかける。", "（略）\n錠をかける。") == (("鍵をかける。",), ("錠をかける。",))


def test_lines_as_long_as_the_cell_go_on_in_the_next():
    before = "職員を特定し、個人ごとに番号を割り\n当てる。\n・操作を記録する。"
    assert values(PLACE, before, "-")[0] == ("職員を特定し、個人ごとに番号を割り当てる。", "・操作を記録する。")


def test_boxes_as_the_table_shows_them():
    path = "Ⅱ/(1)/4/委託事項1/④"
    assert values(path, "[　　]　その他　（　　　）", "[　○　]　その他　（　専用網　）") == ({}, {"その他": "専用網"})
    assert values(path, "空欄", "[○]専用線\n[○]紙") == ({}, {"専用線": "", "紙": ""})


def test_choices_and_counts():
    assert values("Ⅱ/(1)/4/委託事項1/③", "10人未満", "１０人以上５０人未満") == ("10人未満", "10人以上50人未満")
    assert values("Ⅱ/(1)/4/委託の有無/件", "３件", "（４）件") == (3, 4)


def row(path, before, after, date="2024-04-01", **kwargs):
    return Row(date=date, date_text=date or "", paths=(path,), before=before, after=after, **kwargs)


def audited(*rows):
    return audit_rows(Assessment(form="様式4", items={"Ⅱ/(1)/1": "架空台帳"}, changes=rows))


GROUP = "Ⅱ/(1)/4/委託事項3"
NEW_GROUP = (
    row(f"{GROUP}/③", "空欄", "10人未満"),
    row(GROUP, "空欄", "架空申請システムの保守"),
    row(f"{GROUP}/①", "空欄", "架空申請システムの監視"),
)


def test_rows_that_fill_a_whole_group_are_the_group_added():
    found = audited(*NEW_GROUP)
    assert all(entry.gravest.change.group == GROUP and GROUP_ADDED in entry.gravest.change.traits for entry in found)
    assert {(e.gravest.judgement.important, e.gravest.judgement.timing) for e in found} == {("yes", "事前")}


def test_a_group_of_which_a_row_had_a_text_before_was_not_added():
    found = audited(*NEW_GROUP, row(f"{GROUP}/⑥", "架空株式会社", "虚構株式会社"))
    assert all(entry.gravest.change.group is None for entry in found)


def test_only_rows_of_one_date_are_one_revision():
    stored = row(PLACE, "鍵をかける。", "左記に以下を追加\n架空申請システムの機器室に保管する。")
    together = audited(*NEW_GROUP, stored)[-1].gravest
    assert together.judgement.rule == "新システム-※" and NEW_SYSTEM in together.change.traits
    apart = audited(*NEW_GROUP, row(PLACE, stored.before, stored.after, date="2023-04-01"))[-1].gravest
    assert apart.judgement.important == "review" and NEW_SYSTEM not in apart.change.traits


def test_a_row_without_date_is_still_to_come():
    assert audited(row("Ⅰ/7/①", "市民課", "窓口課", date=None))[0].gravest.judgement.timing == "事前"
    assert audited(row("Ⅰ/7/①", "市民課", "窓口課"))[0].gravest.judgement.timing == "事後"


def test_the_published_answer_is_not_looked_at():
    for timing, reason in (("事前", "重要な変更"), ("事後", "その他の項目の変更"), ("", "")):
        (found,) = audited(row("Ⅰ/7/①", "市民課", "窓口課", timing=timing, reason=reason))
        assert (found.gravest.judgement.important, found.gravest.judgement.timing) == ("no", "事後")


def test_a_row_of_several_items_has_the_gravest_judgement():
    rows = (Row(date="2024-04-01", paths=("Ⅰ/7/①", PLACE), before="事務所", after="倉庫"),)
    (found,) = audited(*rows)
    assert len(found.judged) == 2 and found.gravest.judgement.important == "review"


def test_a_row_without_item_is_left_to_a_person():
    (found,) = audited(Row(date="2024-04-01", item="どこか", before="甲", after="乙"))
    assert found.gravest.judgement.important == "review"


def test_every_change_has_the_place_of_its_row():
    (revision,) = revisions(NEW_GROUP, TREE, {})
    assert revision.rows == (0, 1, 2) and [c.path for c in revision.changes] == [r.paths[0] for r in NEW_GROUP]


@needs_shared
def test_no_published_important_change_is_missed():
    from piadiff import readers

    found = audit_rows(readers.read(SHARED / "published" / "所沢市_住民基本台帳_全項目.txt").assessment)
    important = [e for e in found if e.row.reason.replace("\n", "").strip() == "重要な変更"]
    others = [e for e in found if e not in important]
    assert len(important) == 35
    assert all(e.gravest.judgement.important != "no" for e in important)
    assert sum(e.gravest.judgement.important == "yes" for e in others) <= 0.05 * len(others)
    assert sum(e.gravest.judgement.important == "review" for e in found) <= 0.2 * len(found)
    decided = [e for e in found if e.gravest.judgement.important != "review"]
    assert sum(e.gravest.judgement.timing == e.row.timing for e in decided) >= 0.97 * len(decided)


def test_a_row_dated_after_the_publication_was_filed_beforehand():
    later = row("Ⅰ/7/①", "市民課", "窓口課", date="2024-10-01")
    document = Assessment(form="様式4", items={"表紙/公表日": "令和6年4月1日"}, changes=(later,))
    assert audit_rows(document)[0].gravest.judgement.timing == "事前"
