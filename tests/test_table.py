import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings

from piadiff import table
from piadiff.cells import Phrases
from piadiff.forms import form
from piadiff.model import Change, Judged, Judgement, Row
from piadiff.values import same
from piadiff.writers.sheet import Piece
from tests.examples import examples
from tests.strategies import pairs

TREE = form("様式4")
FILE = ("Ⅱ　特定個人情報ファイルの概要", "（１）住民記録ファイル", "４．特定個人情報ファイルの取扱いの委託")


def judged(path="Ⅰ/1/②", before=("旧",), after=("新",), *, important="no", **change):
    return Judged(
        change=Change(**{"kind": "changed", "path": path, "before": before, "after": after} | change),
        judgement=Judgement(
            important=important, timing="事後", reason="記載の整理", basis="規則第14条", rule="r", why="なぜなら"
        ),
    )


def rows(*changes, **options) -> tuple[Row, ...]:
    return table.rows(changes, TREE, **options)


def test_a_row():
    assert rows(judged(heading=("Ⅰ　基本情報", "②事務の内容"))) == (
        Row(
            item="Ⅰ　基本情報\n②事務の内容",
            paths=("Ⅰ/1/②",),
            before="旧",
            after="新",
            timing="事後",
            reason="記載の整理",
        ),
    )


def test_the_date_of_change_is_blank_unless_given():
    assert [(r.date, r.date_text) for r in rows(judged())] == [(None, "")]
    assert [(r.date, r.date_text) for r in rows(judged(), date="2024-10-01")] == [("2024-10-01", "令和6年10月1日")]
    with pytest.raises(ValueError, match="month"):
        rows(judged(), date="2024-13-01")


def test_the_headings_come_from_the_form_where_the_change_has_none():
    assert rows(judged(path="Ⅱ/(1)/4/委託事項3/⑥"))[0].item == (
        "Ⅱ　特定個人情報ファイルの概要\n（１）\n４．特定個人情報ファイルの取扱いの委託\n委託事項３\n⑥委託先名"
    )


def test_the_unit_of_a_number_is_no_heading():
    change = judged("Ⅱ/(1)/4/委託の有無/件", 3, 4, heading=(*FILE, "委託の有無", "件"))
    assert (rows(change)[0].item, rows(change)[0].after) == ("\n".join((*FILE, "委託の有無")), "4件")


def test_what_a_person_has_to_decide_cannot_be_overlooked():
    row = rows(judged(important="review"))[0]
    assert (row.timing, row.reason) == ("事前", "【要確認】なぜなら")


def test_the_mark_is_not_written_twice():
    one = judged(important="review")
    one = dataclasses.replace(one, judgement=dataclasses.replace(one.judgement, why="【要確認】どちらか"))
    assert rows(one)[0].reason == "【要確認】どちらか"


def test_a_group_removed_as_a_whole():
    one = judged("Ⅱ/(1)/4/委託事項3/⑥", "甲社", None, kind="removed", group="Ⅱ/(1)/4/委託事項3")
    assert (rows(one)[0].before, rows(one)[0].after) == ("甲社", "削除")


def test_a_box_emptied_is_empty():
    assert rows(judged(after=None, kind="removed"))[0].after == "空欄"


@pytest.mark.parametrize(("old", "new", "word"), [(3, 4, "繰下げ"), (4, 3, "繰上げ")])
def test_a_group_that_only_got_another_number(old, new, word):
    base = "Ⅱ/(1)/4/委託事項"
    one = judged(f"{base}{new}", "印刷", "印刷", kind="moved", old_path=f"{base}{old}", group=f"{base}{new}")
    wide = "０１２３４５"
    assert (rows(one)[0].before, rows(one)[0].after) == (
        f"委託事項{wide[old]}\n印刷",
        f"委託事項{wide[new]}\n印刷\n（番号の{word}）",
    )


def test_a_file_that_only_got_another_number():
    one = judged("Ⅱ/(2)", "住民記録", "住民記録", kind="moved", old_path="Ⅱ/(1)")
    assert (rows(one)[0].before, rows(one)[0].after) == ("（１）\n住民記録", "（２）\n住民記録\n（番号の繰下げ）")


def test_the_removed_group_stands_as_a_whole_before_the_one_that_took_its_number():
    group = "Ⅱ/(1)/4/委託事項3"
    removed = [
        judged(f"{group}{path}", "旧", None, kind="removed", group=group, heading=(f"旧{path}",))
        for path in ("", "/①", "/⑥")
    ]
    kept = [judged(f"{group}{path}", "旧", "新", heading=(f"新{path}",)) for path in ("/①", "/⑥")]
    moved = judged(group, "名", "名", kind="moved", old_path="Ⅱ/(1)/4/委託事項4", group=group, heading=("移動",))
    later = judged("Ⅱ/(1)/4/委託事項4", "旧", "新", heading=("後",))
    mixed = [later, kept[1], removed[2], moved, kept[0], removed[0], removed[1]]
    assert [row.item for row in rows(*mixed)] == ["旧", "旧/①", "旧/⑥", "移動", "新/①", "新/⑥", "後"]


def test_the_parts_of_a_removed_file_stand_each_in_its_own_part():
    paths = ("Ⅱ/(2)/1", "Ⅱ/(2)/3/①", "Ⅲ/(2)/1", "別添2/(2)")
    removed = [judged(path, "旧", None, kind="removed", group="Ⅱ/(2)", heading=("旧", path)) for path in paths]
    kept = [judged(path, "旧", "新", heading=("新", path)) for path in paths]
    found = [row.item.split("\n") for row in rows(*kept, *removed)]
    assert found == [
        ["旧", "Ⅱ/(2)/1"], ["旧", "Ⅱ/(2)/3/①"], ["新", "Ⅱ/(2)/1"], ["新", "Ⅱ/(2)/3/①"],
        ["旧", "別添2/(2)"], ["新", "別添2/(2)"], ["旧", "Ⅲ/(2)/1"], ["新", "Ⅲ/(2)/1"],
    ]  # fmt: skip


def test_the_title_is_that_of_the_form():
    assert [table.title(form(name)) for name in ("様式4", "様式3", "様式2")] == [
        "（別添３）変更箇所", "（別添２）変更箇所", "変更箇所",
    ]  # fmt: skip


class TestSheet:
    def test_earlier_rows_come_first_and_untouched(self):
        earlier = Row(
            date="2016-01-21", date_text="平成28年1月21日", item="Ⅰ", before="第7号", after="第8号", reason="x"
        )
        sheet = table.sheet(TREE, rows(judged()), earlier=[earlier])
        assert [line.row for line in sheet.lines] == [earlier, *rows(judged())]
        assert {piece.mark for piece in sheet.lines[0].before + sheet.lines[0].after} == {"same"}

    def test_changed_words_are_marked(self):
        before, after = ("番号法第19条第7号に基づく事務を処理する。",), ("番号法第19条第8号に基づく事務を処理する。",)
        line = table.line(rows(judged(before=before, after=after))[0], TREE)
        assert "".join(piece.text for piece in line.before) == before[0]
        assert [piece.text for piece in line.after if piece.mark == "added"] == ["第19条第8号"]
        assert all(piece.mark != "added" for piece in line.before)

    def test_white_space_is_not_marked(self):
        row = rows(judged("Ⅱ/(1)/4/委託事項1/④", {}, {"その他": "LGWAN"}))[0]
        line = table.line(row, TREE)
        marked = [piece.text for piece in line.before + line.after if piece.mark != "same"]
        assert marked == ["○", "LGWAN"]
        assert "".join(piece.text for piece in line.after) == row.after

    @pytest.mark.parametrize(("before", "after"), [((), ("新",)), (("旧",), ())])
    def test_a_whole_text_is_not_marked(self, before, after):
        line = table.line(rows(judged(before=before, after=after))[0], TREE)
        assert {piece.mark for piece in line.before + line.after} == {"same"}

    def test_marks_can_be_left_out(self):
        row = rows(judged())[0]
        assert table.line(row, TREE, marks=False).before == (Piece(text="旧"),)

    def test_rows_to_decide_are_known(self):
        sheet = table.sheet(TREE, rows(judged(), judged(important="review")))
        assert [line.review for line in sheet.lines] == [False, True]

    def test_the_words_of_a_body_are_used_throughout(self):
        words = Phrases(review="（要検討）")
        row = rows(judged(important="review"), phrases=words)[0]
        assert row.reason == "（要検討）なぜなら"
        assert table.line(row, TREE, phrases=words).review


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pairs())
def test_every_change_has_a_row_that_says_something(pair):
    old, new = pair
    tree = form(new.form)
    kinds = {path: tree.node(path).kind for path in new.items if path in old.items}
    paths = [p for p, kind in kinds.items() if not same(old.items[p], new.items[p], kind)]
    changes = [judged(path, old.items[path], new.items[path]) for path in paths]
    made = table.rows(changes, tree)
    assert sorted(row.paths[0] for row in made) == sorted(paths)
    for row in made:
        assert row.item and row.before and row.after
        assert row.before != row.after
        line = table.line(row, tree)
        assert "".join(piece.text for piece in line.before) == row.before
        assert "".join(piece.text for piece in line.after) == row.after
