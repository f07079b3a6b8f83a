"""Precedents: earlier rows of the same item, the same kind of edit, the same words; each row once; in time."""

import random
from dataclasses import replace

import pytest

from piadiff import readers
from piadiff.differ import diff
from piadiff.forms import form
from piadiff.likeness import likeness, nearest
from piadiff.model import Change, Row
from piadiff.notation import fold
from piadiff.precedents import Table, build, find, row_key
from piadiff.precedentview import precedent_lines
from piadiff.writers.terminal import columns
from tests.growth import assert_grows_with_size
from tests.shared import SHARED, needs_shared

NAME = "Ⅱ/(1)/4/委託事項1/⑥"
OTHER_REASON = "その他の項目の変更"


def row(path, before, after, timing="事後", reason=OTHER_REASON, date="2020-04-01"):
    return Row(date=date, date_text=date, item=path, paths=(path,), before=before, after=after, timing=timing,
               reason=reason)  # fmt: skip


def change(path, before, after, *traits, kind="changed"):
    return Change(kind=kind, path=path, before=before, after=after, traits=traits)


def index(*rows):
    return build([Table(label="旧", form="様式4", rows=rows)], "様式4")


def test_the_same_item_of_another_group_is_nearest():
    rows = (
        row("Ⅰ/7/①", "市民課", "市民サービス課"),
        row(NAME, "株式会社甲", "株式会社乙"),
        row("Ⅱ/(1)/4/委託事項1/①", "入力業務", "入力及び照合業務"),
    )
    first, *_ = find(change("Ⅱ/(2)/4/委託事項7/⑥", "株式会社丙", "株式会社丁", "委託先名"), index(*rows))
    assert (first.version, first.number, first.same_item, first.row) == ("旧", 2, True, rows[1])


def test_the_same_edit_elsewhere_in_the_part_is_found_but_is_not_the_same_item():
    rows = [
        row("Ⅰ/7/①", "市民部市民課", "市民生活部市民課"),
        row("Ⅲ/(1)/2/その他のリスク", "鍵をかける。", "錠をかける。"),
    ]
    (only,) = find(
        change("Ⅰ/2/システム1/②", "市民部市民課で使う", "市民生活部市民課で使う", "組織名・部署名"), index(*rows)
    )
    assert (only.number, only.same_item) == (1, False)


def test_what_is_like_nothing_has_no_precedent():
    rows = [row("Ⅲ/(1)/2/その他のリスク", "鍵をかける。", "錠をかける。")]
    assert find(change("Ⅰ/7/②", "市民課長", "住民課長"), index(*rows)) == ()
    assert find(change("Ⅰ/7/②", "市民課長", "住民課長"), index()) == ()


def test_the_item_alone_is_not_enough():
    far = row(NAME, "空欄", "乙野情報処理共同組合及びその構成員")
    assert find(change(NAME, "abc", "xyz"), index(far)) == ()


def test_of_the_same_item_the_alike_kind_of_edit_comes_first():
    removed, renamed = row(NAME, "株式会社甲", "削除"), row(NAME, "有限会社亥", "株式会社亥")
    first, *_ = find(change(NAME, "有限会社子", "株式会社子", "委託先名"), index(removed, renamed))
    assert first.row == renamed and first.traits == ("委託先名",)


def test_the_form_of_another_assessment_is_met_by_the_label():
    (path,) = (node.path for node in form("様式3").items if node.label == "委託先名")
    other = row(path.replace("(n)", "(1)").replace("事項n", "事項1"), "株式会社甲", "株式会社乙")
    earlier = build([Table(label="別", form="様式3", rows=[other])], "様式4")
    (only,) = find(change(NAME, "株式会社甲", "株式会社乙", "委託先名"), earlier)
    assert (only.version, only.same_item, only.row) == ("別", False, other)


def test_each_row_counts_once_and_the_rows_of_the_revision_itself_do_not():
    old, new = row(NAME, "株式会社甲", "株式会社乙"), row(NAME, "株式会社乙", "株式会社丙", date="2024-04-01")
    wrapped = replace(old, before="株式\n会社甲")
    tables = [Table(label="後", form="様式4", rows=[old, new]), Table(label="前", form="様式4", rows=[wrapped])]
    assert len(build(tables, "様式4").entries) == 2
    (only,) = find(change(NAME, "株式会社乙", "株式会社丙"), build(tables, "様式4", {row_key(new)}))
    assert (only.version, only.row) == ("後", old)


def test_the_same_answer_to_the_same_edit_is_told_once_with_its_number():
    rows = [row(f"Ⅱ/(1)/4/委託事項{n}/⑥", "株式会社甲", "株式会社乙", date=f"202{n}-04-01") for n in (1, 2, 3)]
    rows.append(row("Ⅱ/(1)/4/委託事項4/⑥", "株式会社甲", "株式会社乙", timing="事前", reason="重要な変更"))
    found = find(change("Ⅱ/(1)/4/委託事項9/⑥", "株式会社甲", "株式会社乙"), index(*rows))
    assert [(one.row.timing, one.times) for one in found] == [("事後", 3), ("事前", 1)]
    assert found[0].row.date == "2023-04-01"  # the latest of equal ones


def test_no_more_than_asked_for():
    rows = [row(f"Ⅱ/(1)/4/委託事項{n}/⑥", f"株式会社甲{n}", f"株式会社乙{n}") for n in range(1, 9)]
    for n in (1, 2, 5):
        assert len(find(change("Ⅱ/(1)/4/委託事項9/⑥", "株式会社甲", "株式会社乙"), index(*rows), n)) == n


def test_rows_that_answer_nothing_and_rows_without_a_place():
    silent = row(NAME, "株式会社甲", "株式会社乙", timing="", reason="")
    nowhere = replace(row(NAME, "株式会社甲", "株式会社乙"), paths=())
    assert find(change(NAME, "株式会社甲", "株式会社乙"), index(silent)) == ()
    assert find(change(NAME, "株式会社甲", "株式会社乙"), index(nowhere)) == ()


def test_long_texts_are_compared_where_they_differ():
    common = "住民基本台帳ネットワークを通じて送受信する情報を確認する。" * 100
    near, far = row(NAME, common + "鍵をかける。", common + "錠をかける。"), row(NAME, common, "削除")
    first, *_ = find(change(NAME, common * 2 + "鍵をかける。", common * 2 + "錠をかける。"), index(far, near))
    assert first.row == near and first.likeness > 0.7


def test_nearest_is_likeness():
    texts = {1: "市民課", 2: "市民税課", 3: "まったく別の記載"}
    found = nearest("市民課", texts, 3)
    assert [key for key, _ in found] == [1, 2, 3]
    assert [round(alike, 6) for _, alike in found] == [round(likeness("市民課", fold(texts[n])), 6) for n in (1, 2, 3)]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_for_people_every_line_fits_and_control_characters_do_not_come_through(width):
    hostile = row(NAME, "甲\x1b[2J" + "あ" * 200, "株式会社乙", reason="理由\x1b]0;x\x07" + "い" * 200)
    found = find(change(NAME, "甲\x1b[2J" + "あ" * 200, "株式会社乙"), index(hostile))
    lines = [*precedent_lines(found, width), *precedent_lines((), width)]
    assert len(found) == 1 and lines[-1] == "先例: 似た行はありません"
    assert max(map(columns, lines)) <= width and "\x1b" not in "".join(lines)


def published(name):
    return readers.read(SHARED / "published" / f"所沢市_住民基本台帳_全項目{name}.txt").assessment


@needs_shared
def test_the_right_rows_of_a_real_revision():
    old, new = published("_前版"), published("")
    earlier = build([Table(label="前版", form=old.form, rows=old.changes)], new.form)
    found = {c.path: find(c, earlier) for c in diff(old, new).changes}
    contractor = found["Ⅱ/(1)/4/委託事項4/④"]
    assert contractor[0].row.paths == ("Ⅱ/(1)/4/委託事項3/④",) and contractor[0].row.timing == "事前"
    assert sum(bool(ps) for ps in found.values()) >= len(found) * 0.6
    assert all(one.row in old.changes for ps in found.values() for one in ps)


def many_rows(rows, count):
    """Rows grown from real ones, each with other characters and another date."""
    rng = random.Random(1)
    out = []
    for n in range(count):
        base = rows[n % len(rows)]
        text = list(base.before)
        for _ in range(min(3, len(text))):
            text[rng.randrange(len(text))] = rng.choice("市民課福祉税務情報管理")
        out.append(replace(base, before="".join(text), date=f"20{10 + n % 15}-04-01"))
    return out


@needs_shared
def test_ten_thousand_rows_are_searched_in_time():
    old, new = published("_前版"), published("")
    changes = [c for c in diff(old, new).changes for _ in (1, 2)][:50]
    rows = many_rows(new.changes, 10_000)

    def searched(count):
        made = build([Table(label="店", form=new.form, rows=rows[:count])], new.form)
        assert all(isinstance(find(c, made, 3), tuple) for c in changes)

    assert_grows_with_size(searched, len(rows))  # the aim is 0.5 s for all; benchmarks measure it
