import unicodedata

import pytest

from piadiff.errors import PiadiffError
from piadiff.forms import FORM_NAMES, all_forms, form
from piadiff.forms.tree import file_of, group_of, pattern
from tests.forms.document import document
from tests.shared import SHARED, needs_shared

FACTS = {"様式2": "様式2_基礎項目評価書.tsv", "様式3": "様式3_重点項目評価書.tsv", "様式4": "様式4_全項目評価書.tsv"}


def facts(name):
    header, *lines = (SHARED / "forms" / FACTS[name]).read_text(encoding="utf-8").splitlines()
    columns = header.split("\t")
    return [dict(zip(columns, line.split("\t") + [""] * len(columns), strict=False)) for line in lines if line.strip()]


def plain(options):
    return [unicodedata.normalize("NFKC", option) for option in options]


@needs_shared
@pytest.mark.parametrize("name", FORM_NAMES)
def test_items_are_those_of_the_official_form(name):
    expected = [(row["path"], row["kind"], row["mark"] == "※") for row in facts(name)]
    assert [(node.path, node.kind, node.marked) for node in form(name).items] == expected


@needs_shared
@pytest.mark.parametrize("name", FORM_NAMES)
def test_options_are_those_of_the_official_form(name):
    for row, node in zip(facts(name), form(name).items, strict=True):
        if row["kind"] in ("choice", "checks"):
            expected = plain(option for option in row["note"].split(";")[0].split("|") if option)
            if not expected[0].startswith("項目と"):  # a remark, no list
                assert plain(node.options) == expected, row["path"]


@pytest.mark.parametrize("tree", all_forms(), ids=FORM_NAMES)
def test_every_item_has_a_heading_and_only_choices_have_options(tree):
    for node in tree.items:
        assert node.label
        assert bool(node.options) == (node.kind in ("choice", "checks"))


@pytest.mark.parametrize("tree", all_forms(), ids=FORM_NAMES)
def test_sort_key_gives_the_order_of_the_form(tree):
    paths = list(dict.fromkeys(node.path for node in tree.items))
    ordered = sorted(paths, key=tree.sort_key)
    backwards = paths[::-1]
    assert sorted(backwards, key=tree.sort_key) == ordered
    parts = [path.split("/")[0] for path in ordered]
    assert list(dict.fromkeys(parts)) == list(dict.fromkeys(path.split("/")[0] for path in paths))


def test_sort_key_counts_files_and_groups_as_numbers():
    tree = form("様式4")
    paths = [f"Ⅱ/({file})/4/委託事項{group}/⑥" for file in (1, 2, 10) for group in (1, 2, 9, 10, 11)]
    backwards = paths[::-1]
    assert sorted(backwards, key=tree.sort_key) == paths
    around = ["Ⅱ/(1)/4/委託の有無", "Ⅱ/(1)/4/委託事項1", "Ⅱ/(1)/4/委託事項1/①", "Ⅱ/(1)/5/提供・移転の有無", "Ⅱ/(2)/1"]
    backwards = around[::-1]
    assert sorted(backwards, key=tree.sort_key) == around


def test_sort_key_puts_unknown_paths_after_known_ones():
    tree = form("様式4")
    assert sorted(["Ⅰ/99", "Ⅰ/8", "Ⅰ/1/①"], key=tree.sort_key) == ["Ⅰ/1/①", "Ⅰ/8", "Ⅰ/99"]


def test_heading_is_the_chain_that_the_form_prints():
    items = {"Ⅱ/(1)/1": "（１）住民基本台帳ファイル"}
    assert form("様式4").heading("Ⅱ/(1)/4/委託事項3/⑥", items) == (
        "Ⅱ　特定個人情報ファイルの概要",
        "（１）住民基本台帳ファイル",
        "４．特定個人情報ファイルの取扱いの委託",
        "委託事項３",
        "⑥委託先名",
    )
    assert form("様式4").heading("Ⅱ/(2)/1")[1] == "（２）"
    assert form("様式2").heading("Ⅰ/5/②")[-1] == "②所属長の役職名"


@pytest.mark.parametrize("name", FORM_NAMES)
def test_heading_has_one_line_a_level_and_no_letter_n(name):
    tree = form(name)
    items = document(tree)
    for path in items:
        chain = tree.heading(path, items)
        assert len(chain) == len(path.split("/"))
        assert all(line and not line.endswith("n") for line in chain)


def test_pattern_undoes_numbers():
    assert pattern("Ⅱ/(12)/4/委託事項3/⑥") == "Ⅱ/(n)/4/委託事項n/⑥"
    assert pattern("Ⅲ/(1)/7/リスク1/⑨") == "Ⅲ/(n)/7/リスク1/⑨"


def test_group_of_and_file_of():
    assert group_of("Ⅱ/(1)/4/委託事項3/⑥") == "Ⅱ/(1)/4/委託事項3"
    assert group_of("Ⅱ/(1)/4/委託事項3") == "Ⅱ/(1)/4/委託事項3"
    assert group_of("Ⅱ/(1)/4/委託の有無") is None
    assert file_of("Ⅱ/(12)/4") == 12
    assert file_of("Ⅰ/1/①") is None
    assert file_of("別添1") is None


def test_unknown_items_and_forms_are_told_in_japanese():
    with pytest.raises(PiadiffError, match="様式4にない項目です"):
        form("様式4").node("Ⅸ/1")
    with pytest.raises(PiadiffError, match="知らない様式"):
        form("様式9")
