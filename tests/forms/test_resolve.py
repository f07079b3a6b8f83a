import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piadiff.errors import PiadiffError
from piadiff.forms import FORM_NAMES, form
from piadiff.forms.locate import resolve
from tests.examples import examples
from tests.forms.document import document
from tests.forms.test_locate import named_items

DOCUMENTS = {name: document(form(name)) for name in FORM_NAMES}
ONE_FILE = {path: value for path, value in DOCUMENTS["様式4"].items() if "(2)" not in path and "(3)" not in path}

SPELLINGS = {
    "II-1-4-委託事項３-6": "Ⅱ/(1)/4/委託事項3/⑥",
    "ＩＩ－１－４－委託事項３－６": "Ⅱ/(1)/4/委託事項3/⑥",
    "ii-1-4-3-6": "Ⅱ/(1)/4/委託事項3/⑥",
    "Ⅱ（１）４．委託事項３⑥委託先名": "Ⅱ/(1)/4/委託事項3/⑥",
    "Ⅱ/1/4/委託事項3/6": "Ⅱ/(1)/4/委託事項3/⑥",
    "Ⅱ (1) 4 委託事項③ 委託先名": "Ⅱ/(1)/4/委託事項3/⑥",
    " Ⅱ/(1)/4/委託事項3/⑥/ ": "Ⅱ/(1)/4/委託事項3/⑥",
    "本人確認情報ファイル 保管場所": "Ⅱ/(2)/6/①",
    "Ⅱ-2-1": "Ⅱ/(2)/1",
    "Ⅱ-(2)-4-委託の有無-件": "Ⅱ/(2)/4/委託の有無/件",
    "Ⅲ(1)7リスク1⑤物理的対策": "Ⅲ/(1)/7/リスク1/⑤",
    "Ⅲ-1-7-1-5": "Ⅲ/(1)/7/リスク1/⑤",
    "Ⅰ-7-2": "Ⅰ/7/②",
    "i.7.2": "Ⅰ/7/②",
    "所属長": "Ⅰ/7/②",
    "所属長の役職": "Ⅰ/7/②",
    "評価書名": "表紙/評価書名",
    "事務実施上の必要性": "Ⅰ/4/①",
    "別添2-1": "別添2/(1)",
    "別添２（１）": "別添2/(1)",
    "別添1": "別添1",
    "監査の具体的な内容": "Ⅳ/1/②/具体的な内容",
    # sections
    "Ⅱ-1-4": "Ⅱ/(1)/4",
    "Ⅱ（２）": "Ⅱ/(2)",
    "Ⅱ": "Ⅱ",
    "III": "Ⅲ",
    "別添2": "別添2",
    "Ⅱ-1-4-委託事項2": "Ⅱ/(1)/4/委託事項2",
    "Ⅲ-1-3-リスク2": "Ⅲ/(1)/3/リスク2",
    "Ⅱ-(1)-4-委託事項9-⑥": "Ⅱ/(1)/4/委託事項9/⑥",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_any_sensible_spelling(spelling):
    assert resolve(form("様式4"), spelling, DOCUMENTS["様式4"]) == (SPELLINGS[spelling],)


@pytest.mark.parametrize(
    ("name", "spelling", "path"),
    [
        ("様式2", "Ⅰ-5-2", "Ⅰ/5/②"),
        ("様式2", "所属長", "Ⅰ/5/②"),
        ("様式2", "IV-9-監査", "Ⅳ/9"),
        ("様式3", "Ⅲ-1-3-リスク2", "Ⅲ/(1)/3/リスク2"),
        ("様式3", "Ⅱ-2-4-委託事項1-3", "Ⅱ/(2)/4/委託事項1/③"),
        ("様式3", "別添1-2", "別添1/(2)"),
    ],
)
def test_other_forms(name, spelling, path):
    assert resolve(form(name), spelling, DOCUMENTS[name]) == (path,)


def test_several_groups_named_on_purpose():
    assert resolve(form("様式4"), "Ⅱ-1-4-委託事項1、3-6", DOCUMENTS["様式4"]) == (
        "Ⅱ/(1)/4/委託事項1/⑥",
        "Ⅱ/(1)/4/委託事項3/⑥",
    )


def test_a_file_need_not_be_said_where_there_is_only_one():
    tree = form("様式4")
    assert resolve(tree, "Ⅱ-4", ONE_FILE) == ("Ⅱ/(1)/4",)
    assert resolve(tree, "Ⅱ-2-4", ONE_FILE) == ("Ⅱ/(1)/2/④",)
    assert resolve(tree, "Ⅱ-2-4", DOCUMENTS["様式4"]) == ("Ⅱ/(2)/4",)
    assert resolve(tree, "保有開始日", ONE_FILE) == ("Ⅱ/(1)/2/⑤",)


def test_a_label_is_unique_among_the_items_of_the_document():
    items = {path: value for path, value in ONE_FILE.items() if "委託事項2" not in path and "委託事項3" not in path}
    assert resolve(form("様式4"), "委託先名", items) == ("Ⅱ/(1)/4/委託事項1/⑥",)


def test_ambiguous_spelling_lists_at_most_eight_candidates_with_their_headings():
    with pytest.raises(PiadiffError, match="「委託先名」に当たる項目が9件あります") as caught:
        resolve(form("様式4"), "委託先名", DOCUMENTS["様式4"])
    assert caught.value.hint.count("⑥「委託事項") == 8
    assert "Ⅱ/(1)/4/委託事項1/⑥「委託事項１ ⑥委託先名」" in caught.value.hint
    assert caught.value.hint.endswith("ほか1件")


@pytest.mark.parametrize("spelling", ["Ⅱ-4", "法令上の根拠", "その妥当性", "Ⅱ/(n)/4", "Ⅱ-1-4-委託事項"])
def test_what_may_mean_several_items_is_never_guessed(spelling):
    with pytest.raises(PiadiffError, match="に当たる項目が"):
        resolve(form("様式4"), spelling, DOCUMENTS["様式4"])


def test_unknown_spelling_names_the_nearest_items():
    with pytest.raises(PiadiffError, match="見つかりません") as caught:
        resolve(form("様式4"), "Ⅰ/9", DOCUMENTS["様式4"])
    assert "Ⅰ/8「" in caught.value.hint
    with pytest.raises(PiadiffError, match="見つかりません") as caught:
        resolve(form("様式4"), "プライバシー宣言")
    assert "表紙/個人のプライバシー等の権利利益の保護の宣言" in caught.value.hint


@pytest.mark.parametrize("spelling", ["", "　", "/", "Ⅶ", "おにぎり", "①" * 500, "\x00\x1b[31m", "1-2-3"])
def test_nonsense_is_one_short_sentence(spelling):
    with pytest.raises(PiadiffError) as caught:
        resolve(form("様式4"), spelling, DOCUMENTS["様式4"])
    assert len(caught.value.message) < 100
    assert "\n" not in str(caught.value)


@settings(max_examples=examples(200), deadline=None)
@given(named_items())
def test_a_path_resolves_to_itself(case):
    tree, path, items = case
    assert resolve(tree, path) == (path,)
    assert resolve(tree, path, items) == (path,)


@settings(max_examples=examples(150), deadline=None)
@given(named_items(), st.sampled_from(["-", "/", " ", "．", "－"]))
def test_a_path_resolves_with_other_signs_between(case, sign):
    tree, path, _ = case
    items = {**DOCUMENTS[tree.name], path: ""}
    assert resolve(tree, path.replace("/", sign), items) == (path,)


@settings(max_examples=examples(100), deadline=None)
@given(st.text(max_size=120))
def test_resolve_raises_nothing_but_its_own_error(spelling):
    for name in FORM_NAMES:
        try:
            found = resolve(form(name), spelling, DOCUMENTS[name])
        except PiadiffError:
            continue
        assert all(form(name).find(path) for path in found)
