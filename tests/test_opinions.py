"""What becomes of opinions between two versions: by item, section, group that moved, whole assessment, nothing."""

import pytest

from piadiff.differ import diff
from piadiff.forms import form
from piadiff.model import Assessment, Opinion
from piadiff.opinion_tables import LISTED, MOST, NO_CHANGE, layouts, summary
from piadiff.opinions import answer, is_whole
from piadiff.verdict import judge_comparison
from piadiff.writers import render_layouts
from piadiff.writers.layout import text_of
from tests import hostile


def delegation(number: int, name: str, file: int = 1) -> dict:
    group = f"Ⅱ/({file})/4/委託事項{number}"
    return {group: name, f"{group}/①": (f"{name}の内容",), f"{group}/⑥": f"{name}株式会社"}


BASE = {
    "表紙/評価書名": "住民記録",
    "Ⅰ/7/①": "市民課",
    "Ⅰ/7/②": "市民課長",
    "Ⅱ/(1)/1": "台帳ファイル",
    "Ⅱ/(1)/6/①": ("施錠した部屋に置く。", "鍵は課長が持つ。", "入室を記録する。"),
    "Ⅲ/(1)/7/リスク1/⑤/具体的な対策の内容": ("監視する。",),
}
OLD = Assessment(
    form="様式4", items=BASE | delegation(1, "封入封緘") | delegation(2, "電算処理") | delegation(3, "窓口受付")
)
NEW = Assessment(
    form="様式4",
    items=BASE
    | {"Ⅰ/7/①": "戸籍課", "Ⅱ/(1)/6/①": (*BASE["Ⅱ/(1)/6/①"][:2], "入退室を記録する。", "警報を付ける。")}
    | delegation(1, "封入封緘")
    | delegation(2, "窓口受付")
    | {"Ⅱ/(1)/4/委託事項2/⑥": "別の会社"},
)
STORAGE = "Ⅱ　特定個人情報ファイルの概要（１）台帳ファイル　６．特定個人情報の保管・消去　①保管場所"


def opinion(place: str, no: int = 1, **cells: str) -> Opinion:
    return Opinion(no=no, place=place, opinion="意見", **cells)


def answered(*opinions: Opinion, old: Assessment = OLD, new: Assessment = NEW):
    comparison = diff(old, new)
    return answer(opinions, comparison, judge_comparison(comparison), old, new)


def changed(*opinions: Opinion, **versions: Assessment) -> list[list[str]]:
    found = answered(*opinions, **versions)
    return [[found.judged[n].change.path for n in one.changes] for one in found.answers]


def revised(*opinions: Opinion, **options) -> list[str]:
    found = answered(*opinions)
    main = layouts(found, form("様式4"), **options)[0]
    return [text_of(band.cells[4]) for band in main.bands if not band.heading]


def test_items_sections_and_several_items():
    assert changed(opinion(STORAGE)) == [["Ⅱ/(1)/6/①"]]
    assert changed(opinion("Ⅰ　基本情報　７．評価実施機関における担当部署")) == [["Ⅰ/7/①"]]
    assert changed(opinion("Ⅰ７①部署、Ⅱ（１）６①保管場所")) == [["Ⅰ/7/①", "Ⅱ/(1)/6/①"]]
    assert changed(opinion(STORAGE), opinion(STORAGE, 2)) == [["Ⅱ/(1)/6/①"]] * 2


def test_a_group_is_followed_by_what_it_is_not_by_its_number():
    third = (
        "Ⅱ　特定個人情報ファイルの概要（１）台帳ファイル　４．特定個人情報ファイルの取扱いの委託　委託事項３　⑥委託先名"
    )
    second = third.replace("委託事項３", "委託事項２")
    (found, gone) = changed(opinion(third), opinion(second))
    comparison = diff(OLD, NEW)
    assert [c.old_path for c in comparison.changes if c.path in found and c.kind != "removed"] == [
        "Ⅱ/(1)/4/委託事項3/⑥"
    ]
    removed = {c.path for c in comparison.changes if c.kind == "removed"}
    assert gone == ["Ⅱ/(1)/4/委託事項2/⑥"] and set(gone) <= removed


def test_what_was_added_answers_its_section_but_no_group_that_had_its_number():
    section = "Ⅱ　特定個人情報ファイルの概要（１）台帳ファイル　４．特定個人情報ファイルの取扱いの委託"
    added, moved = "Ⅱ/(1)/4/委託事項2/⑥", "Ⅱ/(1)/4/委託事項3/⑥"
    assert {added, moved} <= set(changed(opinion(section), old=NEW, new=OLD)[0])
    assert changed(opinion(f"{section}　委託事項２　⑥委託先名"), old=NEW, new=OLD) == [[moved]]
    only_new = changed(opinion(f"{section}　委託事項３　⑥委託先名"), old=NEW, new=OLD)
    assert only_new == [[moved]]


@pytest.mark.parametrize(
    ("place", "status", "note"),
    [
        ("Ⅰ　基本情報　７．②所属長の役職名", "unchanged", "該当箇所に変更はありません"),
        ("評価書全体について", "whole", "評価書全体への意見です"),
        ("", "unplaced", "該当箇所が書かれていません"),
        ("どこかの何か", "unplaced", "該当箇所がどの項目か分かりません"),
        ("Ⅱ（１）４．委託事項９　⑥委託先名", "absent", "該当箇所の項目は"),
    ],
)  # fmt: skip
def test_an_opinion_without_a_change_is_kept_and_says_why(place, status, note):
    found = answered(opinion(STORAGE), opinion(place, 2)).answers[1]
    assert (found.status, found.changes) == (status, ())
    assert found.note.startswith(note)


def test_what_changed_beside_an_item_is_named():
    old = OLD.items | {"Ⅲ/(1)/7/リスク1/⑥/具体的な対策の内容": ("甲",)}
    new = old | {"Ⅲ/(1)/7/リスク1/⑤": "十分に行っている"}
    sides = (Assessment(form="様式4", items=items) for items in (old, new))
    place = "Ⅲ（１）７ リスク１ ⑤物理的対策 具体的な対策の内容"
    found = answered(opinion(place), **dict(zip(("old", "new"), sides, strict=True))).answers[0]
    assert found.status == "unchanged" and "⑤物理的対策" in found.note


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("評価書全体", True), ("全体について", True), ("（全般）", False), ("全項目評価書（案）の全体", True),
        ("評価書について", True), ("その他", True), ("Ⅲ全体", False), ("全体像の図", False), ("", False), ("－", False),
    ],
)  # fmt: skip
def test_places_that_mean_the_whole_assessment(text, whole):
    assert is_whole(text) is whole


def test_changes_without_an_opinion_are_the_others():
    found = answered(opinion(STORAGE), opinion("全般", 2))
    paths = {found.judged[n].change.path for n in found.alone}
    assert "Ⅰ/7/①" in paths and "Ⅱ/(1)/6/①" not in paths
    assert len(found.alone) + 1 == len(found.judged)
    assert summary(found).startswith("意見2件（変更のあったもの1件、評価書全体へのもの1件）")


def test_the_cell_says_what_changed():
    text = revised(opinion(STORAGE))[0]
    assert "①保管場所\n【変更前】\n（略）\n鍵は課長が持つ。\n入室を記録する。" in text
    assert text.endswith("【変更後】\n（略）\n鍵は課長が持つ。\n入退室を記録する。\n警報を付ける。")
    cell = layouts(answered(opinion(STORAGE)), form("様式4"))[0].bands[0].cells[4]
    assert [p.text for p in cell if p.mark == "added"] == ["入退室", "警報を付ける。"]
    plain = layouts(answered(opinion(STORAGE)), form("様式4"), marks=False)[0].bands[0].cells[4]
    assert text_of(plain) == text and {piece.mark for piece in plain} == {"same"}


def test_what_the_list_says_stays_unless_it_is_the_same():
    ours = revised(opinion(STORAGE))[0]
    assert revised(opinion(STORAGE, revised=ours)) == [ours]
    assert revised(opinion(STORAGE, revised="－")) == [ours]
    assert revised(opinion(STORAGE, revised="別に対応")) == [f"{ours}\n\n{LISTED}\n別に対応"]
    assert revised(opinion(STORAGE, revised="別に対応"), fill=True) == [ours]
    assert revised(opinion("Ⅰ７②", revised="直した")) == ["直した"]
    assert revised(opinion("Ⅰ７②")) == revised(opinion("Ⅰ７②", revised=NO_CHANGE)) == [NO_CHANGE]


def test_many_changes_are_named_and_none_is_left_out():
    new = Assessment(form="様式4", items=OLD.items | delegation(4, "新事業") | delegation(5, "別件") | {
        f"Ⅱ/(1)/4/委託事項{n}/{i}": f"新しい{i}" for n in (4, 5) for i in "③④⑤⑦⑧⑨"})  # fmt: skip
    found = answered(opinion("Ⅱ　特定個人情報ファイルの概要"), new=new)
    assert len(found.answers[0].changes) > MOST
    text = text_of(layouts(found, form("様式4"))[0].bands[0].cells[4])
    assert text.count("\n・") == len(found.answers[0].changes)


def test_no_opinion_is_dropped_in_any_format():
    texts = [text for text in hostile.TEXTS if text != hostile.LONG]
    found = answered(*(Opinion(no=n, place=t, opinion=t, by=t, revised=t, response=t) for n, t in enumerate(texts, 1)))
    tables = layouts(found, form("様式4"), name=hostile.SCRIPT)
    assert [text_of(band.cells[0]) for band in tables[0].bands] == [str(n) for n, _ in enumerate(texts, 1)]
    for format_ in ("xlsx", "docx", "html", "md", "csv"):
        data = render_layouts(tables, format_)
        assert data == render_layouts(tables, format_)
        assert format_ != "html" or not (b"<script" in data or b"<svg" in data)
