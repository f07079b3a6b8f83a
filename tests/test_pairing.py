"""Groups are paired by what they are: inserting, removing, reordering and renaming, and what is not one group."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piadiff import pairing
from piadiff.assignment import best_assignment
from piadiff.differ import apply, diff
from piadiff.forms import form
from piadiff.pairing import moved, pair_groups, place
from tests.examples import examples
from tests.growth import assert_grows_with_size
from tests.strategies import pairs
from tests.test_differ import doc

TREE = form("様式4")
SAME = "「２．③対象となる本人の範囲」と同上"
CONTRACTS = {
    "印刷": ("通知書の印刷及び封入封緘", "通知書を印刷し、封筒に封入する業務", "架空印刷株式会社", "100人以上"),
    "保守": ("住民記録システムの保守", "住民記録システムの障害対応及び改修", "架空情報システム株式会社", "10人未満"),
    "窓口": ("窓口業務の一部委託", "届出の受付、証明書の作成及び案内", "架空サービス株式会社", "10人以上50人未満"),
    "入力": ("紙帳票のデータ入力", "届出書の内容をデータに起こす業務", "架空データ有限会社", "10人未満"),
}  # fmt: skip


def contract(n, name, about, contractor, handlers, *, file=1):
    base = f"Ⅱ/({file})/4/委託事項{n}"
    return {
        base: name,
        f"{base}/①": (about,),
        f"{base}/②": "特定個人情報ファイルの全体",
        f"{base}/②/対象となる本人の範囲": (SAME,),
        f"{base}/③": handlers,
        f"{base}/④": {"その他": "庁内の端末の直接操作"},
        f"{base}/⑤": ("情報公開条例に基づき公開を請求できる。",),
        f"{base}/⑥": contractor,
        f"{base}/⑦": "再委託しない",
    }


def contracts(*names, file=1):
    items = {}
    for n, name in enumerate(names, 1):
        items |= contract(n, *(CONTRACTS[name] if isinstance(name, str) else name), file=file)
    return items


def file_items(n, name, *, items=()):
    return {
        f"Ⅱ/({n})/1": f"（{n}）{name}",
        f"Ⅱ/({n})/7": (f"{name}の備考",),
        f"別添2/({n})": ("氏名", name),
        f"Ⅲ/({n})/1": f"（{n}）{name}",
        f"Ⅲ/({n})/3/リスク3/リスクに対する措置の内容": (f"{name}の操作を記録する。",),
    } | dict(items)


def kinds(old, new):
    return sorted({(change.kind, change.group) for change in diff(doc(old), doc(new)).changes}, key=str)


def paths(old, new, kind):
    return [c.path for c in diff(doc(old), doc(new)).changes if c.kind == kind]


def test_a_group_inserted_in_the_middle_moves_the_later_ones():
    old, new = contracts("印刷", "保守", "窓口"), contracts("印刷", "入力", "保守", "窓口")
    base = "Ⅱ/(1)/4/委託事項"
    assert kinds(old, new) == [("added", f"{base}2"), ("moved", f"{base}3"), ("moved", f"{base}4")]
    assert len(paths(old, new, "added")) == 9


def test_a_group_removed_lets_the_later_ones_move_up():
    old, new = contracts("印刷", "保守", "窓口"), contracts("印刷", "窓口")
    comparison = diff(doc(old), doc(new))
    moves = [(c.old_path, c.path, c.before, c.after) for c in comparison.changes if c.kind == "moved"]
    assert moves == [("Ⅱ/(1)/4/委託事項3", "Ⅱ/(1)/4/委託事項2", "窓口業務の一部委託", "窓口業務の一部委託")]
    removed = [c for c in comparison.changes if c.kind == "removed"]
    assert {c.group for c in removed} == {"Ⅱ/(1)/4/委託事項2"} and len(removed) == 9


@pytest.mark.parametrize("order", list(itertools.permutations(CONTRACTS))[1:])
def test_groups_reordered_are_only_moved(order):
    changes = diff(doc(contracts(*CONTRACTS)), doc(contracts(*order))).changes
    assert {c.kind for c in changes} == {"moved"}
    assert {c.after for c in changes} <= {CONTRACTS[name][0] for name in order}


def test_a_group_renamed_is_the_same_group():
    renamed = ("戸籍届書の点検及び整理", *CONTRACTS["保守"][1:])
    old, new = contracts("印刷", "保守", "窓口"), contracts("印刷", renamed, "窓口")
    assert [(c.kind, c.path) for c in diff(doc(old), doc(new)).changes] == [("changed", "Ⅱ/(1)/4/委託事項2")]


def test_a_group_rewritten_under_its_name_is_the_same_group():
    rewritten = (CONTRACTS["保守"][0], "サーバー及び端末の監視", "虚構電算株式会社", "500人以上1,000人未満")
    old, new = contracts("印刷", "保守", "窓口"), contracts("印刷", rewritten, "窓口")
    assert {c.kind for c in diff(doc(old), doc(new)).changes} == {"changed"}


@pytest.mark.parametrize("others", [("印刷", "保守"), ()])
def test_another_group_under_the_same_number_is_another_group(others):
    old, new = contracts(*others, "窓口"), contracts(*others, "入力")
    group = f"Ⅱ/(1)/4/委託事項{len(others) + 1}"
    assert kinds(old, new) == [("added", group), ("removed", group)]


def test_renamed_and_moved_at_once():
    renamed = ("住民記録システム等の運用保守", *CONTRACTS["保守"][1:])
    old, new = contracts("印刷", "保守", "窓口"), contracts("入力", "印刷", renamed, "窓口")
    changes = diff(doc(old), doc(new)).changes
    assert [(c.path, c.old_path) for c in changes if c.kind == "changed"] == [
        ("Ⅱ/(1)/4/委託事項3", "Ⅱ/(1)/4/委託事項2")
    ]
    assert {c.group for c in changes if c.kind == "added"} == {"Ⅱ/(1)/4/委託事項1"}


def test_a_system_is_known_by_its_name_in_the_first_item():
    def systems(*names):
        return {f"Ⅰ/2/システム{n}/①": name for n, name in enumerate(names, 1)} | {
            f"Ⅰ/2/システム{n}/②": (f"{name}の機能",) for n, name in enumerate(names, 1)
        }

    old, new = (
        systems("住民記録システム", "宛名システム"),
        systems("申請管理システム", "住民記録システム", "宛名システム"),
    )
    assert kinds(old, new) == [("added", "Ⅰ/2/システム1"), ("moved", "Ⅰ/2/システム2"), ("moved", "Ⅰ/2/システム3")]
    assert [c.after for c in diff(doc(old), doc(new)).changes if c.kind == "moved"] == [
        "住民記録システム",
        "宛名システム",
    ]


def test_boilerplate_does_not_hold_recipients_together():
    def recipients(*names):
        items = {}
        for n, (name, law) in enumerate(names, 1):
            base = f"Ⅱ/(1)/5/提供先{n}"
            items |= {base: name, f"{base}/①": (law,), f"{base}/②": ("別表に定める事務",), f"{base}/⑤": (SAME,)}
            items |= {f"{base}/④": "1万人未満", f"{base}/⑥": {"紙": ""}, f"{base}/⑦": ("照会の都度",)}
        return items

    kept = [("厚生労働大臣", "別表の1の項"), ("全国健康保険協会", "別表の3の項"), ("都道府県知事", "別表の9の項")]
    old = recipients(*kept, ("国税庁長官", "国税通則法"))
    new = recipients(*kept, ("独立行政法人日本学生支援機構", "機構法に基づく学資の貸与"))
    assert kinds(old, new) == [("added", "Ⅱ/(1)/5/提供先4"), ("removed", "Ⅱ/(1)/5/提供先4")]


def test_a_file_has_one_number_in_all_parts():
    old = file_items(1, "台帳ファイル") | file_items(2, "課税ファイル")
    new = file_items(1, "送付先ファイル") | file_items(2, "台帳ファイル") | file_items(3, "課税ファイル")
    changes = diff(doc(old), doc(new)).changes
    assert [(c.old_path, c.path) for c in changes if c.kind == "moved"] == [("Ⅱ/(1)", "Ⅱ/(2)"), ("Ⅱ/(2)", "Ⅱ/(3)")]
    assert {c.group for c in changes if c.kind == "added"} == {"Ⅱ/(1)"}
    assert {c.path.partition("/")[0] for c in changes if c.kind == "added"} == {"Ⅱ", "別添2", "Ⅲ"}


def test_a_change_inside_a_moved_file_and_group_has_both_paths():
    old = file_items(1, "台帳ファイル", items=contracts("印刷", "保守"))
    moved_items = contracts("入力", "印刷", "保守", file=2)
    moved_items["Ⅱ/(2)/4/委託事項3/⑥"] = "虚構電算株式会社"
    new = file_items(1, "送付先ファイル") | file_items(2, "台帳ファイル", items=moved_items)
    changes = diff(doc(old), doc(new)).changes
    assert [(c.old_path, c.path) for c in changes if c.kind == "changed"] == [
        ("Ⅱ/(1)/4/委託事項2/⑥", "Ⅱ/(2)/4/委託事項3/⑥")
    ]


def test_a_file_whose_name_was_not_read_keeps_its_number():
    old = file_items(1, "台帳ファイル")
    new = {path: value for path, value in old.items() if not path.endswith("/1")} | {"Ⅱ/(1)/7": ("別の備考",)}
    assert [(c.kind, c.path) for c in diff(doc(old), doc(new)).changes] == [
        ("removed", "Ⅱ/(1)/1"),
        ("changed", "Ⅱ/(1)/7"),
        ("removed", "Ⅲ/(1)/1"),
    ]


def test_boxes_that_were_empty_and_are_filled_are_a_group_added():
    rest = {"Ⅱ/(1)/7": ("備考",)}
    empty = {path: type(value)() for path, value in contracts("印刷").items()} | rest
    changes = diff(doc(empty), doc(contracts("印刷") | rest)).changes
    assert {(c.kind, c.group) for c in changes} == {("added", "Ⅱ/(1)/4/委託事項1")}
    changes = diff(doc(contracts("印刷") | rest), doc(empty)).changes
    assert {(c.kind, c.group) for c in changes} == {("removed", "Ⅱ/(1)/4/委託事項1")}


@settings(max_examples=examples(60), deadline=None)
@given(pairs())
def test_families_looked_at_alone_are_paired_as_among_all(pair):
    old, new = pair
    alone = diff(old, new)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pairing, "_stay", lambda *_: False)
        assert diff(old, new) == alone


def test_groups_of_one_name_stay_where_nothing_says_otherwise():
    old = contract(1, *CONTRACTS["印刷"]) | contract(2, *CONTRACTS["印刷"]) | contract(3, *CONTRACTS["保守"])
    new = old | {"Ⅱ/(1)/4/委託事項1/③": "10人未満", "Ⅱ/(1)/4/委託事項2/③": "1,000人以上"}
    found = pair_groups(old, new, TREE)
    assert found.still and not (found.added or found.removed)


def test_numbers_written_differently_are_not_run_together():
    items = {"Ⅱ/(1)/4/委託事項1": "印刷", "Ⅱ/(1)/4/委託事項01": "保守"}
    comparison = diff(doc(items), doc(items | {"Ⅱ/(1)/4/委託事項01": "窓口の案内"}))
    assert {change.path for change in comparison.changes} == {"Ⅱ/(1)/4/委託事項01"}


@settings(max_examples=examples(100))
@given(pairs())
def test_pairing_is_one_to_one_and_within_a_family(pair):
    old, new = (one.items for one in pair)
    pairing = pair_groups(old, new, form(pair[0].form))
    assert len(set(pairing.new_of.values())) == len(pairing.new_of)
    for before, after in pairing.new_of.items():
        assert before.rstrip("0123456789)").rpartition("/")[2] == after.rstrip("0123456789)").rpartition("/")[2]
    for path in old:
        there = moved(path, pairing.new_of)
        assert there is None or place(there)[1] == (place(path)[1] and pairing.new_of[place(path)[1]])


@settings(max_examples=examples(150))
@given(
    st.integers(1, 5).flatmap(
        lambda m: st.lists(st.lists(st.integers(0, 9), min_size=m, max_size=m), min_size=1, max_size=5)
    )
)
def test_the_assignment_is_the_best_of_all(worth):
    found = best_assignment(worth)
    rows, columns = len(worth), len(worth[0])
    assert len(found) == min(rows, columns) == len({i for i, _ in found}) == len({j for _, j in found})
    if rows <= columns:
        options = (list(enumerate(p)) for p in itertools.permutations(range(columns), rows))
    else:
        options = ([(i, j) for j, i in enumerate(p)] for p in itertools.permutations(range(rows), columns))
    assert sum(worth[i][j] for i, j in found) == max(sum(worth[i][j] for i, j in option) for option in options)


def test_an_empty_assignment():
    assert best_assignment([]) == best_assignment([[], []]) == []


@pytest.mark.parametrize(("many", "most"), [(90, 4**3), (3000, 8)])
def test_very_many_groups_are_paired_in_time(many, most):
    """At most the cube of as many groups as are weighed as a whole, and hardly more than their number beyond."""

    def versions(many):
        old = {f"Ⅱ/(1)/5/提供先{n}": f"甲{n % 7}乙" for n in range(1, many)}
        new = {f"Ⅱ/(1)/5/提供先{n}": f"甲{n % 5}丙" for n in range(1, many)}
        return doc(old), doc(new)

    assert_grows_with_size(lambda size: diff(*versions(size)), many, most)
    old, new = versions(many)
    assert apply(old, diff(old, new)) == new
