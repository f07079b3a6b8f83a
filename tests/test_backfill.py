"""Earlier versions from a document's own change table: the rows undone, and the law that they lead back."""

import dataclasses
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piadiff import canonical
from piadiff.backfill import NO_DATE, NO_ITEM, backfill
from piadiff.backfill import _undo_all as undo_all
from piadiff.dates import to_iso
from piadiff.differ import diff
from piadiff.forms import form
from piadiff.model import Assessment, Figure, Row
from piadiff.notation import fold
from piadiff.pairing import place
from piadiff.readers import read
from piadiff.table import rows as table_rows
from piadiff.traits import BULLETS
from piadiff.values import is_blank, lines, same
from piadiff.verdict import judge_comparison
from tests import sample
from tests.edits import case
from tests.examples import examples
from tests.shared import SHARED, gold, needs_shared
from tests.strategies import assessments
from tests.test_laws import any_document

CONTRACT = "Ⅱ/(1)/4/委託事項"


def document(items, *rows, name="様式4"):
    tree = form(name)
    return Assessment(form=name, items={p: items[p] for p in sorted(items, key=tree.sort_key)}, changes=rows)


def row(path, before, after, date=None):
    return Row(date=date, date_text=date or "", item=path, paths=(path,) if path else (), before=before, after=after)


def only(items, *rows):
    """The single version before rows still to come."""
    (found,) = backfill(document(items, *rows), "2024-04-01").versions
    return found


@pytest.mark.parametrize("came", [True, False])
def test_a_row_that_shows_a_whole_group_is_undone_item_by_item(came):
    base = {f"{CONTRACT}1": "印刷", f"{CONTRACT}1/①": ("通知書を印刷する。",)}
    group = {f"{CONTRACT}2": "封入", f"{CONTRACT}2/①": ("通知書を封入する。", "発送する。"), f"{CONTRACT}2/⑥": "甲社"}
    without, with_it = document(base), document(base | group)
    old, new = (without, with_it) if came else (with_it, without)
    rows = table_rows(judge_comparison(diff(old, new)), form("様式4"), group=True)
    assert len(rows) == 1
    found = only(new.items, *rows)
    assert found.assessment.items == old.items
    assert [one.outcome for one in found.rows] == ["確実"] and not found.doubts


@pytest.mark.parametrize(
    ("path", "now", "before", "after", "was"),
    [
        ("Ⅰ/1/②", ("新しい文。",), "古い文。", "新しい文。", ("古い文。",)),
        ("Ⅰ/1/②", ("一文目。", "・新しい文。"), "空欄", "・新しい文。", ("一文目。",)),
        ("Ⅰ/1/②", ("一文目。", "二文目。"), "一文目。", "左記に対し、以下の記載を追加\n二文目。", ("一文目。",)),
        ("Ⅰ/1/②", ("一文目。", "二文目。"), "右記の内容を新たに追加", "二文目。", ("一文目。",)),
        ("Ⅰ/1/②", (), "消えた文。", "削除", ("消えた文。",)),
        (
            "Ⅰ/7/②",
            "市民課長",
            "①部署　市民課\n②所属長　課長　甲",
            "①部署　市民課\n②所属長の役職名　市民課長",
            "課長　甲",
        ),
        ("Ⅲ/(1)/7/リスク1/⑨", "発生なし", "発生あり", "発生なし", "発生あり"),
        ("Ⅱ/(1)/2/⑤", "平成27年7月4日", "平成27年6月予定", "平成27年7月4日", "平成27年6月予定"),
        ("Ⅱ/(1)/4/委託の有無/件", 4, "３件", "４件", 3),
        (
            "Ⅱ/(1)/5/移転先1/⑥",
            {"庁内連携システム": "", "その他": "ＬＧＷＡＮ"},
            "[　　]　その他（　　）",
            "[ 〇 ]　その他（LGWAN）",
            {"庁内連携システム": ""},
        ),
        (
            "別添2/(1)",
            ("宛名番号", "氏名", "旧氏"),
            "右記の内容を新たに追加",
            "３．旧氏",
            ("宛名番号", "氏名"),
        ),
        ("別添2/(1)", ("甲", "丙"), "２．乙\n（略）", "削除", ("甲", "乙", "丙")),
        ("別添2/(1)", ("甲", "丁", "丙"), "（略）\n２．乙", "（略）\n２．丁", ("甲", "乙", "丙")),
    ],
)
def test_what_a_row_wrote_is_undone(path, now, before, after, was):
    found = only({path: now}, row(path, before, after))
    assert found.assessment.items[path] == was
    assert [one.outcome for one in found.rows] == ["確実"] and not found.doubts


def test_labels_of_a_figure():
    figure = Figure(labels=("市民課", "住民異動受付支援システム", "住民"))
    found = only({"別添1": figure}, row("別添1", "空欄", "図面に住民異動受付支援システムの運用を追記"))
    assert found.assessment.items["別添1"] == Figure(labels=("市民課", "住民"))
    assert [one.outcome for one in found.rows] == ["推定"] and "別添1" in found.doubts


def test_a_group_that_came_is_gone_and_the_count_with_it():
    items = {
        f"{CONTRACT}1": "保守", f"{CONTRACT}2": "運用", f"{CONTRACT}2/①": ("運用の委託",), f"{CONTRACT}2/④": {},
        "Ⅱ/(1)/4/委託の有無/件": 2,
    }  # fmt: skip
    new = [row(f"{CONTRACT}2", "空欄", "運用"), row(f"{CONTRACT}2/①", "－", "運用の委託")]
    found = only(items, *new, row("Ⅱ/(1)/4/委託の有無/件", "１件", "２件"))
    assert dict(found.assessment.items) == {"Ⅱ/(1)/4/委託の有無/件": 1, f"{CONTRACT}1": "保守"}
    assert not found.doubts


def test_a_group_that_went_is_put_back_and_makes_room():
    items = {f"{CONTRACT}1": "保守", f"{CONTRACT}2": "印刷", f"{CONTRACT}2/⑥": "丙社"}
    gone = [row(f"{CONTRACT}2", "運用", "削除"), row(f"{CONTRACT}2/⑥", "乙社", "削除")]
    found = only(items, *gone)
    assert found.assessment.items == {
        f"{CONTRACT}1": "保守", f"{CONTRACT}2": "運用", f"{CONTRACT}2/⑥": "乙社",
        f"{CONTRACT}3": "印刷", f"{CONTRACT}3/⑥": "丙社",
    }  # fmt: skip
    assert [one.outcome for one in found.rows] == ["確実", "確実"]
    assert set(found.doubts) == {f"{CONTRACT}3", f"{CONTRACT}3/⑥"}  # that they moved is said by no row


def test_a_group_of_which_a_row_gives_the_name_only_is_in_doubt():
    found = only({f"{CONTRACT}1": "保守"}, row(f"{CONTRACT}2", "印刷", "削除"))
    assert found.assessment.items[f"{CONTRACT}2"] == "印刷"
    assert found.doubts == {f"{CONTRACT}2": "ほかの項目の記載は表にない"}


def test_groups_that_only_got_another_number_have_it_back():
    items = {f"{CONTRACT}1": "運用", f"{CONTRACT}1/⑥": "乙社", f"{CONTRACT}2": "保守", f"{CONTRACT}2/⑥": "丙社"}
    rows = [
        row(f"{CONTRACT}1", "委託事項２\n運用", "委託事項１\n運用\n（番号の繰上げ）"),
        row(f"{CONTRACT}2", "委託事項１\n保守", "委託事項２\n保守\n（番号の繰下げ）"),
        row(f"{CONTRACT}2/⑥", "甲社", "丙社"),
    ]
    found = only(items, *rows)
    assert found.assessment.items == {
        f"{CONTRACT}1": "保守", f"{CONTRACT}1/⑥": "甲社", f"{CONTRACT}2": "運用", f"{CONTRACT}2/⑥": "乙社",
    }  # fmt: skip
    assert not found.doubts


def test_a_file_that_came_takes_its_number_along_and_the_names_theirs():
    items = {
        "Ⅱ/(1)/1": "（1）甲ファイル",
        "Ⅱ/(2)/1": "（2）乙ファイル",
        "Ⅲ/(2)/1": "（２）乙ファイル",
        "Ⅲ/(1)/1": "（1）甲",
    }
    rows = [row("Ⅱ/(1)/1", "空欄", "（1）甲ファイル"), row("Ⅲ/(1)/1", "空欄", "（1）甲")]
    found = only(items, *rows)
    assert found.assessment.items == {"Ⅱ/(1)/1": "（1）乙ファイル", "Ⅲ/(1)/1": "（１）乙ファイル"}


def test_a_label_of_a_figure_was_renamed():
    figure = Figure(labels=("窓口", "国保年金課", "住民"))
    found = only({"別添1": figure}, row("別添1", "保険年金課", "国保年金課"))
    assert found.assessment.items["別添1"] == Figure(labels=("窓口", "保険年金課", "住民")) and not found.doubts


def test_only_what_stands_below_the_words_that_say_so_is_new():
    items = {"Ⅰ/1/②": ("一文目。", "追加の文。", "二文目。")}
    found = only(items, row("Ⅰ/1/②", "（略）", "左記に対し、以下の記載を追加\n追加の文。"))
    assert found.assessment.items["Ⅰ/1/②"] == ("一文目。", "二文目。") and not found.doubts


def test_one_row_for_several_items():
    paths = tuple(f"Ⅲ/({n})/7/リスク1/⑨" for n in (1, 2))
    several = Row(item="共通", paths=paths, before="発生あり", after="発生なし")
    found = only(dict.fromkeys(paths, "発生なし"), several)
    assert set(found.assessment.items.values()) == {"発生あり"}


@pytest.mark.parametrize(
    ("path", "after", "why"),
    [
        ("", "新", NO_ITEM),
        ("Ⅰ/1/②", "本文にない、まったく別の記載", "変更後の記載が本文にない"),
        ("Ⅲ/(1)/7/リスク1/⑨", "発生あり", "変更後の記載が本文にない"),
        ("Ⅱ/(1)/4/委託の有無/件", "5件", "変更後の記載が本文にない"),
        ("Ⅰ/1", "新", "見出しだけの項目で、どの項目の記載か分からない"),
        ("Ⅹ/99", "新", "見出しだけの項目で、どの項目の記載か分からない"),
    ],
)
def test_a_row_that_does_not_fit_changes_nothing_and_says_why(path, after, why):
    items = {"Ⅰ/1/②": ("本文。",), "Ⅲ/(1)/7/リスク1/⑨": "発生なし", "Ⅱ/(1)/4/委託の有無/件": 2}
    found = only(items, row(path, "旧", after))
    assert dict(found.assessment.items) == dict(document(items).items)
    assert [(one.outcome, one.why) for one in found.rows] == [("不可", why)]


def test_versions_go_back_by_date_rows_still_to_come_first():
    name = f"{CONTRACT}1/⑥"
    rows = [
        row(name, "甲社", "乙社", "2018-04-01"),
        row(name, "丁社", "戊社"),
        row(name, "乙社", "丙社", "2020-04-01"),
        row(name, "丙社", "丁社", "2022-04-01"),
    ]
    found = backfill(document({name: "戊社", "表紙/公表日": "令和4年4月1日"}, *rows))
    assert [(v.date, v.assessment.items[name], v.earliest) for v in found.versions] == [
        ("2022-04-01", "丁社", False),
        ("2020-04-01", "丙社", False),
        ("2018-04-01", "乙社", False),
        ("2018-03-31", "甲社", True),
    ]
    assert [len(v.assessment.changes) for v in found.versions] == [3, 2, 1, 0]
    assert [v.assessment.items["表紙/公表日"] for v in found.versions][1::2] == ["令和2年4月1日", ""]
    assert [one.number for one in found.rows] == [1, 2, 3, 4]


def test_rows_of_one_day_are_undone_in_whatever_order_they_fit():
    name = f"{CONTRACT}1/⑥"
    for rows in ([("甲社", "乙社"), ("乙社", "丙社")], [("乙社", "丙社"), ("甲社", "乙社")]):
        found = only({name: "丙社"}, *(row(name, *texts) for texts in rows))
        assert found.assessment.items[name] == "甲社"


def test_rows_dated_after_the_publication_are_still_to_come():
    name = f"{CONTRACT}1/⑥"
    rows = [row(name, "甲社", "乙社", "2020-04-01"), row(name, "乙社", "丙社", "2025-04-01")]
    found = backfill(document({name: "丙社"}, *rows), "2024-04-01")
    assert [(v.revision, v.date) for v in found.versions] == [(None, "2020-04-01"), ("2020-04-01", "2020-03-31")]


def test_a_date_that_cannot_be_read_leaves_its_row_out():
    name = f"{CONTRACT}1/⑥"
    odd = dataclasses.replace(row(name, "甲社", "乙社"), date_text="第３回改定")
    found = backfill(document({name: "乙社"}, odd))
    assert not found.versions and [one.why for one in found.rows] == [NO_DATE]


def test_what_rests_on_an_estimate_stays_in_doubt_until_a_row_shows_the_whole_item():
    name = f"{CONTRACT}1/⑥"
    rows = [row(name, "前の会社", "甲社", "2018-04-01"), row(name, "甲社", "まったく別の会社", "2020-04-01")]
    found = backfill(document({name: "甲社"}, *rows))
    assert [list(v.doubts) for v in found.versions] == [[name], []]


def test_what_a_row_says_otherwise_is_in_doubt_since_that_row():
    name, other = f"{CONTRACT}1/⑥", "Ⅰ/7/①"
    rows = [
        row(name, "前の会社", "甲社", "2018-04-01"),
        row(name, "甲社", "乙社", "2019-04-01"),
        row(other, "住民課", "市民課", "2021-04-01"),
    ]
    found = backfill(document({name: "丙社", other: "市民課"}, *rows)).versions
    assert [v.date for v in found] == ["2019-04-01", "2018-04-01", "2018-03-31"]
    assert [v.doubts.get(name) for v in found] == [
        "2行目の変更後と違う",
        "変更後の記載が本文にない",
        "変更後の記載が本文にない",
    ]
    assert all(list(v.doubts) == [name] for v in found)
    newer = row(name, "丁社", "丙社", "2021-04-01")
    (first, *_) = backfill(document({name: "丙社"}, rows[0], rows[1], newer)).versions
    assert first.assessment.items[name] == "丁社" and not first.doubts  # that row says how it read


def test_a_document_without_rows_has_no_past():
    assert backfill(document({"Ⅰ/1/②": ("本文。",)})).versions == ()


# The law --------------------------------------------------------------------------------------------------------------


def table_between(old, new, context=None):
    """The new version with the table that piadiff writes of what changed, dated."""
    rows = table_rows(judge_comparison(diff(old, new)), form(new.form), date="2024-04-01", context=context)
    return dataclasses.replace(new, changes=rows)


def in_doubt(path, version):
    groups = {group for doubt in version.doubts for group in place(doubt) if group}
    return path in version.doubts or bool(groups & set(place(path)))


def leads_back(old, new, context=None):
    written = table_between(old, new, context)
    if not written.changes:
        return
    (version,) = backfill(written, "2024-04-01").versions
    rest = diff(version.assessment, dataclasses.replace(old, changes=()))
    failed = {path for one in version.rows if one.outcome == "不可" for path in one.row.paths}
    wrong = [
        change
        for change in rest.changes
        if not {change.path, change.old_path} & failed
        and BULLETS not in change.traits  # no row tells whether the table or the list numbered the entries
        and not (in_doubt(change.path, version) or in_doubt(change.old_path or change.path, version))
    ]
    assert not wrong


@settings(max_examples=examples(40), deadline=None)
@given(st.integers(0, 2**32), st.sampled_from((None, 0, 1)))
def test_the_rows_between_two_versions_lead_back_to_the_first(seed, context):
    rng = Random(seed)
    one = case(rng, any_document(rng))
    if (one.old.form, one.old.edition) == (one.new.form, one.new.edition):
        leads_back(one.old, one.new, context)


@settings(max_examples=examples(60), deadline=None)
@given(assessments())
def test_whatever_a_table_says_a_version_comes_of_it(assessment):
    paths = list(assessment.items)
    rows = tuple(dataclasses.replace(one, paths=tuple(paths[n : n + 2])) for n, one in enumerate(assessment.changes))
    found = backfill(dataclasses.replace(assessment, changes=rows))
    assert sorted(one.number for one in found.rows) == list(range(1, len(rows) + 1))
    for version in found.versions:
        assert canonical.loads(canonical.dumps(version.assessment), where="") == version.assessment


# Real documents -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real():
    return read(SHARED / "published" / "所沢市_住民基本台帳_全項目.txt").assessment


@needs_shared
def test_the_real_table_is_undone_for_the_most_part_with_certainty(real):
    found = backfill(real)
    outcomes = [one.outcome for one in found.rows]
    assert len(outcomes) == 116 and outcomes.count("確実") >= 0.75 * 116
    assert all(one.why for one in found.rows if one.outcome != "確実")


@needs_shared
def test_the_newest_batch_gives_the_version_before(real):
    newest = backfill(real).versions[0]
    assert len(newest.rows) == 26
    wanted = {one["path"] for one in gold("所沢市-pair.jsonl")}
    found = {change.path for change in diff(newest.assessment, real).changes}
    assert len(found & wanted) >= 24 and len(found - wanted) <= 2
    before = read(SHARED / "published" / "所沢市_住民基本台帳_全項目_前版.txt").assessment
    tree = form(real.form)
    for path in wanted - {"別添1"}:
        node = tree.node(path)
        assert same(newest.assessment.items.get(path), before.items.get(path), node.kind), path


def test_the_sample_leads_back_to_its_versions_as_far_as_its_table_tells():
    texts = [sample.version(number) for number in sample.NUMBERS]
    found = backfill(texts[-1]).versions
    published = to_iso(str(texts[1].items["表紙/公表日"]))
    (same_day,) = [version for version in found if version.date == published]
    later = {
        path
        for version in found
        if (version.revision or "9") > str(published)
        for one in version.rows
        for path in one.row.paths
    }
    assert {change.path for change in diff(same_day.assessment, texts[1]).changes} <= later
    outcomes = [one.outcome for version in found for one in version.rows]
    assert outcomes.count("確実") >= 0.95 * len(outcomes)


@needs_shared
def test_between_two_rebuilt_versions_only_what_rows_name_differs(real):
    versions = backfill(real).versions
    for later, earlier in pairwise(versions):
        named = {path for one in earlier.rows for path in one.row.paths}
        changed = {change.path for change in diff(earlier.assessment, later.assessment).changes}
        assert changed <= named


@needs_shared
def test_rows_undone_with_certainty_give_the_next_version_when_they_are_applied_again(real):
    """What cannot be turned round (「右記の内容を追加」 names no text before) is looked for in the text instead."""
    tree, applied, after = form(real.form), 0, real
    for version in backfill(real).versions:
        sure = [one for one in version.rows if one.outcome == "確実"]
        added = [one for one in sure if "を新たに追加" in one.row.before or "以下の記載を追加" in one.row.after]
        turned = [(one.number, turn(one.row)) for one in sure if one not in added]
        items, _, _ = undo_all(version.assessment.items, {}, turned, tree)
        open_ = {p for one in version.rows if one not in sure or one in added for p in one.row.paths} | {"表紙/公表日"}
        for path in {*items, *after.items} - open_:
            now, then = items.get(path), after.items.get(path)
            assert same(now, then, tree.node(path).kind) or (is_blank(now) and is_blank(then)), path
        for one in added:
            new, old = ([*map(fold, lines(a.items[one.row.paths[0]]))] for a in (after, version.assessment))
            came = [line for line in new if line not in old]
            assert came and all(line in fold(one.row.after) for line in came)
            assert [line for line in new if line not in came] == old
        applied, after = applied + len(sure), version.assessment
    assert applied >= 0.75 * 116


def turn(row):
    """A row that undoes what the row did."""
    return dataclasses.replace(row, before=row.after, after=row.before)
