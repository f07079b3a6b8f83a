"""The bundled sample: whole, canonical, true to its source, with every kind of change, and readable from its text."""

import re
from collections.abc import Mapping

import pytest

from piadiff import canonical
from piadiff.differ import diff
from piadiff.forms import form
from piadiff.forms.tree import pattern
from piadiff.model import Assessment, Value
from piadiff.notation import fold
from piadiff.traits import VERSION_DATE
from tests import make_sample
from tests.sample import FOLDER, NUMBERS, folded_row, misread, reading, version

TREE = form("様式4")
# Items that a municipality leaves empty, and the group name that the form prints no box for.
EMPTY = {"表紙/個人情報保護委員会承認日【行政機関等のみ】", "Ⅰ/8", "Ⅵ/4/①", "Ⅵ/4/②"}
ABSENT = {"Ⅰ/2/システムn"}


def texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Mapping):
        return tuple(value.values())
    return value if isinstance(value, tuple) else ()


def characters(assessment: Assessment) -> int:
    return sum(len(text) for value in assessment.items.values() for text in texts(value))


def test_the_committed_files_are_what_the_source_gives():
    made = make_sample.files()
    assert sorted(made) == sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".json", ".txt"))
    for name, text in made.items():
        assert (FOLDER / name).read_bytes() == text.encode("utf-8"), f"{name}: python -m tests.make_sample"


@pytest.mark.parametrize("number", NUMBERS)
def test_canonical(number):
    text = (FOLDER / f"v{number}.json").read_text(encoding="utf-8")
    assert canonical.dumps(version(number)) == text


@pytest.mark.parametrize("number", NUMBERS)
def test_every_item_of_the_form_is_there(number):
    present = {pattern(path) for path in version(number).items}
    assert {node.path for node in TREE.items} - present == ABSENT


def test_every_item_of_the_form_is_filled_somewhere():
    filled = {pattern(path) for path, value in version(3).items.items() if not canonical.is_empty(value)}
    flags = {"Ⅲ/(n)/4", "Ⅲ/(n)/6"}  # 委託しない, 接続しない: not so here
    assert {node.path for node in TREE.items} - filled == EMPTY | ABSENT | flags


def test_full_size():
    items = version(3).items
    assert characters(version(3)) >= 35_000
    assert all(characters(version(n)) >= 30_000 for n in NUMBERS)
    assert 4 <= len({p.split("/")[2] for p in items if p.startswith("Ⅰ/2/システム")}) <= 6
    assert len([p for p in items if re.fullmatch(r"Ⅱ/\(1\)/4/委託事項\d", p)]) == items["Ⅱ/(1)/4/委託の有無/件"] == 4
    assert all(40 <= len(items[f"別添2/({n})"]) <= 65 for n in (1, 2))
    assert len(version(3).changes) > 100


def test_the_change_table_grows():
    first, second, third = (version(n).changes for n in NUMBERS)
    assert first == ()
    assert second == third[: len(second)]
    assert len(third) > len(second) > 0


@pytest.mark.parametrize(("old", "new"), [(1, 2), (2, 3)])
def test_the_change_table_announces_what_changed(old, new):
    comparison = diff(version(old), version(new))
    announced = {path for row in version(new).changes[len(version(old).changes) :] for path in row.paths}
    groups = {change.group for change in comparison.changes if change.kind == "removed" and change.group}
    changed = {change.path for change in comparison.changes if change.group not in groups} | groups
    assert changed - announced == set()
    assert [c.path for c in comparison.quiet if c.traits == (VERSION_DATE,)] == ["表紙/公表日"]
    assert announced - changed == set()


def test_values_before_and_after_in_the_table_are_those_of_the_versions():
    for old, new in ((1, 2), (2, 3)):
        for row in version(new).changes[len(version(old).changes) :]:
            for cell, assessment in ((row.before, version(old)), (row.after, version(new))):
                value = assessment.items.get(row.paths[0])
                if isinstance(value, str) and cell not in ("空欄", "削除"):
                    assert cell == value, row.item


# -- every kind of change that domain.md lists, as (old version, path, what must hold of old and new value) ------------

CHANGES = {
    "委託先名の変更": (1, "Ⅱ/(1)/4/委託事項1/⑥", lambda a, b: "システムズ" in a and "ソリューションズ" in b),
    "部署名の変更": (1, "Ⅰ/7/①", lambda a, b: a.endswith("保険年金課") and b.endswith("国保年金課")),
    "部署名の変更（ほかの項目）": (1, "Ⅱ/(2)/3/⑦/使用部署", lambda a, b: "　保険年金課" in a and "　国保年金課" in b),
    "所属長": (1, "Ⅰ/7/②", lambda a, b: a != b),
    "移転先の部署名": (2, "Ⅱ/(1)/5/移転先2", lambda a, b: a != b),
    "号ずれ": (1, "Ⅱ/(1)/5/提供先1", lambda a, b: a.replace("第７号", "第８号") == b),
    "項番の列の二つだけ": (1, "Ⅰ/6/②", lambda a, b: {"５", "８１"} == item_numbers(a) ^ item_numbers(b)),
    "枠の印": (1, "Ⅱ/(1)/3/②", lambda a, b: "専用線" not in a and "専用線" in b),
    "枠の印を外す": (1, "Ⅱ/(1)/3/②", lambda a, b: len(a.keys() - b.keys()) == 1),
    "枠の括弧の中": (1, "Ⅱ/(1)/3/①", lambda a, b: a.keys() == b.keys() and a != b),
    "発生なしから発生あり": (2, "Ⅲ/(1)/7/リスク1/⑨", lambda a, b: (a, b) == ("発生なし", "発生あり")),
    "取扱者数": (1, "Ⅱ/(1)/4/委託事項3/③", lambda a, b: (a, b) == ("10人未満", "10人以上50人未満")),
    "委託の件数": (2, "Ⅱ/(1)/4/委託の有無/件", lambda a, b: (a, b) == (3, 4)),
    "新しい委託事項": (2, "Ⅱ/(1)/4/委託事項4", lambda a, b: a is None and b),
    "新しいシステム": (2, "Ⅰ/2/システム6/①", lambda a, b: a is None and b == "申請管理システム"),
    "図": (2, "別添1", lambda a, b: "申請管理システム" in set(b.labels) - set(a.labels)),
    "保管場所の措置の追加": (2, "Ⅱ/(1)/6/①", lambda a, b: added_block(a, b)),
    "消去方法の措置の追加": (2, "Ⅱ/(1)/6/③", lambda a, b: added_block(a, b)),
    "物理的対策の措置の追加": (2, "Ⅲ/(1)/7/リスク1/⑤/具体的な対策の内容", lambda a, b: added_block(a, b)),
    "中黒から丸数字": (1, "Ⅲ/(1)/7/リスク1/⑥/具体的な対策の内容", lambda a, b: a[1][0] == "・" and b[1][0] == "①"),
    "記録項目の追加": (1, "別添2/(1)", lambda a, b: b[:-1] == a),
    "記録項目の番号の繰上げ": (2, "別添2/(2)", lambda a, b: b == tuple(r for r in a if r != "固定資産税額")),
    "組の削除と繰上げ": (1, "Ⅱ/(2)/4/委託事項2", lambda a, b: version(1).items["Ⅱ/(2)/4/委託事項3"] == b != a),
    "表記だけ": (1, "Ⅲ/(2)/3/リスク2/ユーザ認証の管理/具体的な管理方法", lambda a, b: a != b and same(a, b)),
    "事務の内容の書換え": (2, "Ⅰ/1/②", lambda a, b: len(b) > len(a) and any("電子申請" in p for p in b)),
    "誤記の訂正": (1, "Ⅲ/(2)/3/リスク3/リスクに対する措置の内容", lambda a, b: a[1].replace("暦", "歴") == b[1]),
    "リスクの軽減": (1, "Ⅲ/(1)/3/リスク2/ユーザ認証の管理/具体的な管理方法", lambda a, b: "生体認証" in "".join(b)),
    "しきい値": (2, "Ⅵ/1/②", lambda a, b: "重点項目評価" in a and "重点項目評価" not in b),
    "使用者数": (2, "Ⅱ/(1)/3/⑦/使用者数", lambda a, b: a != b),
    "組の名の変更": (2, "Ⅱ/(1)/4/委託事項2", lambda a, b: "被保険者証" in a and "資格確認書" in b),
}  # fmt: skip


def item_numbers(paragraphs: tuple[str, ...]) -> set[str]:
    """The item numbers in the list of information that is given (情報提供の根拠)."""
    return set(re.search(r"項（(.+)の項）", paragraphs[2])[1].split("、"))  # type: ignore[index]


def added_block(old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    return new[: len(old)] == old and new[len(old)] == "＜申請管理システムにおける措置＞"


def same(old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    return [fold(p) for p in old] == [fold(p) for p in new]


@pytest.mark.parametrize("name", CHANGES)
def test_every_kind_of_change_occurs(name):
    number, path, holds = CHANGES[name]
    assert holds(version(number).items.get(path), version(number + 1).items.get(path))


def test_rows_not_yet_in_force_have_no_date_and_were_filed_before():
    coming = [row for row in version(3).changes if row.date is None]
    assert coming
    assert {(row.date_text, row.timing) for row in coming} == {("", "事前")}


# -- reading the text --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", NUMBERS)
def test_the_text_reads_as_the_version(number):
    got = reading(number)
    assert misread(version(number), got.assessment) == []
    assert got.unplaced == ()
    assert got.assessment.edition == version(number).edition


@pytest.mark.parametrize("number", NUMBERS)
def test_the_change_table_reads_as_published(number):
    got = reading(number).assessment.changes
    assert sorted(map(folded_row, got)) == sorted(map(folded_row, version(number).changes))


@pytest.mark.parametrize(("old", "new"), [(1, 2), (2, 3)])
def test_texts_differ_where_the_versions_differ(old, new):
    wanted = diff(version(old), version(new))
    got = diff(reading(old).assessment, reading(new).assessment)
    assert {(c.kind, c.path) for c in got.changes} == {(c.kind, c.path) for c in wanted.changes}
