"""One row for a group that came or went, and one that shows only what was added: written, and read again."""

import io

import pytest

from piadiff import table
from piadiff.cells import Phrases, cells
from piadiff.differ import diff
from piadiff.forms import form
from piadiff.model import Assessment
from piadiff.published import revisions
from piadiff.readers import read
from piadiff.readers.group_values import single_rows
from piadiff.verdict import judge_comparison
from piadiff.writers import render
from piadiff.writers.own_workbook import append_rows
from tests.sample import version
from tests.shared import SHARED, needs_shared

TREE = form("様式4")
BASE = {
    "表紙/評価書番号": "1",
    "Ⅱ/(1)/4": 1,
    "Ⅱ/(1)/4/委託事項1": "印刷",
    "Ⅱ/(1)/4/委託事項1/①": ("通知書を印刷する。",),
}
MORE = {
    "Ⅱ/(1)/4/委託事項2": "封入",
    "Ⅱ/(1)/4/委託事項2/①": ("通知書の封入", "【注】発送を含む。"),
    "Ⅱ/(1)/4/委託事項2/②": "特定個人情報ファイルの全体",
    "Ⅱ/(1)/4/委託事項2/②/その妥当性": ("あて名を使うため",),
    "Ⅱ/(1)/4/委託事項2/⑥": "甲社",
}
NAME = "委託事項２"


def made(old, new, **options):
    judged = judge_comparison(diff(old, new))
    return judged, table.rows(judged, form(new.form), **options)


def assessment(*items):
    return Assessment(form="様式4", items={k: v for some in items for k, v in some.items()})


def test_a_group_that_came_is_one_row():
    judged, rows = made(assessment(BASE), assessment(BASE, MORE), group=True)
    row = next(row for row in rows if row.item.endswith(NAME))
    assert row.paths == ("Ⅱ/(1)/4/委託事項2",)
    assert row.before == "空欄"
    scope = "②取扱いを委託する特定個人情報ファイルの範囲"
    assert row.after.split("\n") == [
        "封入", "【①委託内容】", "通知書の封入", "【注】発送を含む。", f"【{scope}】", "特定個人情報ファイルの全体",
        f"【{scope}／その妥当性】", "あて名を使うため", "【⑥委託先名】", "甲社",
    ]  # fmt: skip
    assert (row.timing, row.reason) == ("事前", "重要な変更")
    assert len(judged) == len(rows) + len(MORE) - 1


def test_the_row_of_a_group_names_its_file_like_those_of_its_items():
    named = {"Ⅱ/(1)/1": "（１）住民台帳ファイル"}
    _, rows = made(assessment(BASE, named), assessment(BASE, named, MORE), group=True)
    assert "\n（１）住民台帳ファイル\n" in next(row for row in rows if row.item.endswith(NAME)).item


def test_a_group_that_went_is_one_row():
    _, rows = made(assessment(BASE, MORE), assessment(BASE), group=True)
    row = next(row for row in rows if row.item.endswith(NAME))
    assert row.after == "削除" and row.before.startswith("封入\n【①委託内容】")
    assert row.reason.startswith("【要確認】")


@pytest.mark.parametrize("came", [True, False])
def test_the_row_says_what_the_rows_of_its_items_say(came):
    pair = (assessment(BASE), assessment(BASE, MORE))
    _, single = made(*(pair if came else pair[::-1]))
    _, rows = made(*(pair if came else pair[::-1]), group=True)
    again = [one for row in rows for one in single_rows(row, TREE)]
    assert [(one.paths, one.before, one.after) for one in again] == [
        (one.paths, one.before, one.after) for one in single
    ]
    before, after = ([c for r in revisions(some, TREE, {}) for c in r.changes] for some in (single, rows))
    assert [(c.path, c.kind, c.group) for c in after] == [(c.path, c.kind, c.group) for c in before]


@pytest.mark.parametrize(("n", "m"), [(1, 2), (2, 3), (3, 1)])
@pytest.mark.parametrize(
    "options", [{}, {"group": True}, {"added": True}, {"group": True, "added": True, "context": 0}]
)
def test_law_a_table_read_again_is_the_table(n, m, options, tmp_path):
    old, new = version(n), version(m)
    _, rows = made(old, new, **options)
    file = tmp_path / "別添3.xlsx"
    file.write_bytes(render(table.sheet(form(new.form), rows), "xlsx"))
    found = read(file).assessment.changes
    assert [_said(row) for row in found] == [_said(row) for row in rows]
    tree = form(new.form)
    shown = [[one.paths for one in single_rows(row, tree)] for row in rows if "【" in row.before + row.after]
    assert [[one.paths for one in single_rows(row, tree)] for row in found if "【" in row.before + row.after] == shown


def _said(row):
    """A row as a sheet can hold it: a blank line at the end of a cell says nothing."""
    return (row.date, row.item, row.before.rstrip("\n"), row.after.rstrip("\n"), row.timing, row.reason)


@needs_shared
def test_law_for_the_real_pair(tmp_path):
    files = [SHARED / "published" / f"所沢市_住民基本台帳_全項目{end}.txt" for end in ("_前版", "")]
    old, new = (read(file).assessment for file in files)
    for options in ({}, {"group": True, "added": True, "context": 1}):
        _, rows = made(old, new, **options)
        file = tmp_path / "別添3.xlsx"
        file.write_bytes(render(table.sheet(TREE, rows), "xlsx"))
        assert [_said(row) for row in read(file).assessment.changes] == [_said(row) for row in rows]


class TestAddedText:
    NODE = TREE.find("Ⅰ/1/②")

    def cells(self, old, new, context=None):
        return cells(old, new, self.NODE, Phrases(), context, added=True)

    def test_only_what_came(self):
        assert self.cells(("甲", "乙"), ("甲", "乙", "丙", "丁")) == ("甲\n乙", "左記に対し、以下の記載を追加\n丙\n丁")

    def test_unchanged_paragraphs_are_folded(self):
        old = ("一つ目の段落", "二つ目の段落", "三つ目の段落")
        assert self.cells(old, (*old, "丙"), 1) == ("（略）\n三つ目の段落", "左記に対し、以下の記載を追加\n丙")

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ((), ("甲",)),
            (("甲",), ("乙", "甲")),
            (("甲", "乙"), ("甲", "丙")),
            (("甲",), ("甲", " ")),
            (("甲",), ("甲",)),
        ],
    )
    def test_else_the_text_stands_whole(self, old, new):
        assert self.cells(old, new)[1] == "\n".join(new)

    def test_the_published_row_is_the_change(self):
        old, new = assessment(BASE), assessment(BASE, {"Ⅱ/(1)/4/委託事項1/①": ("通知書を印刷する。", "封入する。")})
        _, rows = made(old, new, added=True)
        (change,) = revisions(rows, TREE, new.items)[0].changes
        assert (change.before, change.after) == (("通知書を印刷する。",), ("通知書を印刷する。", "封入する。"))

    def test_only_what_came_is_marked(self):
        _, rows = made(
            assessment(BASE),
            assessment(BASE, {"Ⅱ/(1)/4/委託事項1/①": ("通知書を印刷する。", "封入する。")}),
            added=True,
        )
        line = table.line(rows[0], TREE)
        assert [(p.text, p.mark) for p in line.before] == [("通知書を印刷する。", "same")]
        assert [(p.text, p.mark) for p in line.after] == [
            ("左記に対し、以下の記載を追加\n", "same"),
            ("封入する。", "added"),
        ]


def test_into_a_workbook_too():
    from tests.writers.test_own_workbook import office, saved

    _, rows = made(assessment(BASE), assessment(BASE, MORE), group=True)
    done = append_rows(saved(office()), rows, "様式4", "x.xlsx")
    assert io.BytesIO(done.data).read(2) == b"PK"
