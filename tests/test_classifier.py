"""The rules of judgement: what each decides, in which order, and that nothing is guessed toward 事後."""

import pytest
from hypothesis import given, settings

from piadiff.classifier import judge
from piadiff.differ import diff
from piadiff.forms import form
from piadiff.model import Change, Figure
from piadiff.rules import RULES
from tests.examples import examples
from tests.growth import assert_grows_with_size
from tests.strategies import pairs
from tests.test_differ import doc
from tests.test_pairing import contract, contracts, file_items

NEW_SYSTEM = "申請管理システム"
UPKEEP = ("申請管理システムの運用保守業務委託", "申請管理システムの監視及び改修", "架空株式会社", "10人未満")


def judged(old, new, name="様式4"):
    """Path → judgement of every change between two sets of items."""
    changes = diff(doc(old, form=name), doc(new, form=name)).changes
    return {entry.change.path: entry.judgement for entry in judge(changes, form(name))}


def one(path, before, after, name="様式4"):
    """The judgement of the only change."""
    found = judged({path: before}, {path: after}, name)
    assert list(found) == [path]
    return found[path]


def verdict(judgement):
    return judgement.important, judgement.timing, judgement.rule


BASIS = "Ⅰ/5/法令上の根拠"
MEASURE = "Ⅲ/(1)/3/リスク3/リスクに対する措置の内容"


@pytest.mark.parametrize(
    ("path", "before", "after", "expected"),
    [
        ("Ⅰ/7/①", "市民課", "窓口課", ("no", "事後", "その他の項目")),
        ("Ⅱ/(1)/4/委託事項1/⑥", "架空株式会社", "虚構株式会社", ("no", "事後", "その他の項目")),
        ("Ⅰ/1/③", "1万人以上10万人未満", "10万人以上30万人未満", ("no", "事後", "しきい値")),
        ("Ⅲ/(1)/7/リスク1/⑨", "発生なし", "発生あり", ("no", "事後", "しきい値")),
        (BASIS, ("番号法第19条第7号",), ("番号法第19条第8号",), ("no", "事後", "号ずれ")),
        (BASIS, ("番号法第9条",), ("番号法第9条及び条例",), ("review", "事前", "要確認-追加")),
        (BASIS, ("番号法第7条（指定）",), ("番号法第99条（指定）",), ("review", "事前", "要確認-条番号")),
        (BASIS, ("番号法別表第二",), ("番号法別表第一",), ("review", "事前", "要確認-条番号")),
        (MEASURE, ("・研修する。", "・点検する。"), ("①研修する。", "②点検する。"), ("no", "事後", "行頭記号")),
        (MEASURE, ("研修する。", "点検する。"), ("点検する。", "研修する。"), ("review", "事前", "要確認-順序")),
        (MEASURE, ("研修する。",), ("毎年、研修する。",), ("review", "事前", "要確認-追加")),
        (MEASURE, ("研修する。", "点検する。"), ("研修する。",), ("review", "事前", "要確認-削除")),
        (MEASURE, ("研修する。",), ("点検する。",), ("review", "事前", "要確認")),
        ("Ⅱ/(1)/3/⑦/使用部署", "市民課", "窓口課", ("review", "事前", "要確認-名称")),
        ("Ⅱ/(1)/4/委託の有無", "委託しない", "委託する", ("yes", "事前", "開始")),
        ("Ⅱ/(1)/4/委託の有無", "委託する", "委託しない", ("review", "事前", "要確認-選択")),
        ("Ⅱ/(1)/4/委託事項1/⑦", "再委託しない", "再委託する", ("yes", "事前", "開始")),
        ("Ⅰ/6/①", "未定", "実施する", ("yes", "事前", "開始")),
        ("Ⅱ/(1)/4/委託の有無/件", 3, 4, ("review", "事前", "要確認-選択")),
        ("Ⅱ/(1)/2/④/主な記録項目", {"個人番号": ""}, {"年金関係情報": ""}, ("review", "事前", "要確認-選択")),
        ("Ⅳ/1/①", "十分に行っている", "特に力を入れて行っている", ("review", "事前", "要確認-選択")),
    ],
)
def test_one_change_by_itself(path, before, after, expected):
    assert verdict(one(path, before, after)) == expected


def test_marks_are_those_of_the_form_compared():
    assert verdict(one("Ⅰ/1/②", ("甲を行う。",), ("乙を行う。",), "様式4"))[:2] == ("review", "事前")
    assert verdict(one("Ⅰ/1/②", ("甲を行う。",), ("乙を行う。",), "様式3"))[:2] == ("no", "事後")


@pytest.mark.parametrize(
    ("path", "before", "after", "rule"),
    [
        ("Ⅰ/5/①", "市民課", "窓口課", "様式2"),
        ("Ⅰ/4/①", "実施しない", "実施する", "様式2"),
        ("Ⅱ/1/評価対象の事務の対象人数は何人か", "1万人以上10万人未満", "30万人以上", "様式2-しきい値"),
        ("Ⅱ/2/特定個人情報ファイル取扱者数は500人以上か", "500人未満", "500人以上", "様式2-しきい値"),
    ],
)
def test_form_2_has_no_important_changes(path, before, after, rule):
    assert verdict(one(path, before, after, "様式2")) == ("no", "事後", rule)


def test_a_contract_added_is_important_with_all_its_items_and_the_count():
    old = contracts("印刷") | {"Ⅱ/(1)/4/委託の有無/件": 1}
    new = contracts("印刷", "保守") | {"Ⅱ/(1)/4/委託の有無/件": 2}
    found = judged(old, new)
    base = "Ⅱ/(1)/4/委託事項2"
    assert verdict(found[f"{base}/②/対象となる本人の範囲"]) == ("yes", "事前", "群の追加-※")
    assert verdict(found[f"{base}/⑥"]) == ("yes", "事前", "群の追加")
    assert verdict(found["Ⅱ/(1)/4/委託の有無/件"]) == ("yes", "事前", "委託の件数")
    assert {(j.important, j.timing) for j in found.values()} == {("yes", "事前")}


def test_a_contract_removed_is_left_to_a_person():
    old = contracts("印刷", "保守") | {"Ⅱ/(1)/4/委託の有無/件": 2}
    new = contracts("保守") | {"Ⅱ/(1)/4/委託の有無/件": 1}
    found = judged(old, new)
    assert verdict(found.pop("Ⅱ/(1)/4/委託事項1"))[1:] in [("事前", "要確認-群の削除"), ("事後", "番号の移動")]
    own = [j for path, j in found.items() if path.startswith("Ⅱ/(1)/4/委託事項1/")]
    assert own and {verdict(j) for j in own} == {("review", "事前", "要確認-群の削除")}
    assert verdict(found["Ⅱ/(1)/4/委託の有無/件"]) == ("review", "事前", "要確認-選択")


def test_what_explains_an_important_change_goes_with_it():
    base = "Ⅱ/(1)/4/委託事項1"
    old, new = {f"{base}/⑦": "再委託しない"}, {f"{base}/⑦": "再委託する", f"{base}/⑨": ("印刷を再委託する。",)}
    assert verdict(judged(old, new)[f"{base}/⑨"]) == ("yes", "事前", "随伴-※の説明")


def test_what_explains_an_open_change_is_open():
    base = "Ⅱ/(1)/2/③"
    old = {base: ("住民",), f"{base}/その必要性": ("住民の記録のため必要である。",)}
    new = {base: ("住民及び世帯主",), f"{base}/その必要性": ("世帯の把握のため必要である。",)}
    found = judged(old, new)
    assert found[base].important == "review"
    assert verdict(found[f"{base}/その必要性"]) == ("review", "事前", "随伴の疑い-※の説明")
    assert judged(old, {**old, f"{base}/その必要性": new[f"{base}/その必要性"]})[f"{base}/その必要性"].important == "no"


def test_the_count_of_another_file_does_not_go_with_it():
    old = {"Ⅱ/(1)/1": "台帳", "Ⅱ/(2)/1": "課税", "Ⅱ/(2)/4/委託の有無/件": 1} | contracts("印刷")
    new = old | contracts("印刷", "保守") | {"Ⅱ/(2)/4/委託の有無/件": 2}
    assert verdict(judged(old, new)["Ⅱ/(2)/4/委託の有無/件"]) == ("review", "事前", "要確認-選択")


def test_renumbering_is_no_important_change():
    found = judged(contracts("印刷", "保守", "窓口"), contracts("窓口", "印刷", "保守"))
    assert {verdict(j) for j in found.values()} == {("no", "事後", "番号の移動")}


def test_a_recipient_added_has_no_marked_items():
    base = "Ⅱ/(1)/5/移転先1"
    new = {base: "福祉課", f"{base}/①": ("条例第3条",), f"{base}/⑦": ("随時",)}
    found = judged({"Ⅱ/(1)/1": "台帳"}, {"Ⅱ/(1)/1": "台帳"} | new)
    assert {verdict(j) for j in found.values()} == {("no", "事後", "その他の項目")}


def test_a_file_added_is_assessed_before_it_is_kept():
    found = judged(file_items(1, "台帳ファイル"), file_items(1, "台帳ファイル") | file_items(2, "課税ファイル"))
    assert {verdict(j) for j in found.values()} == {("yes", "事前", "ファイルの追加")}
    assert {j.basis for j in found.values()} == {"番号法第28条第1項"}


def test_a_file_removed_takes_its_unmarked_items_along():
    found = judged(file_items(1, "台帳ファイル") | file_items(2, "課税ファイル"), file_items(1, "台帳ファイル"))
    assert {j.important for j in found.values()} == {"review"}


SYSTEM = {"Ⅰ/2/システム1/①": NEW_SYSTEM, "Ⅰ/2/システム1/②": ("電子申請を受け付ける。",)}
STORED = {"Ⅱ/(1)/6/①": ("施錠した部屋に保管する。",)}
ERASED = {"Ⅱ/(1)/6/③": ("溶解する。",)}


def test_a_new_system_and_its_contract_take_along_what_speaks_of_them():
    old = contracts("印刷") | STORED | ERASED | {"別添1": Figure(labels=("住民",)), "Ⅰ/7/①": "市民課"}
    new = old | SYSTEM | contracts("印刷", UPKEEP)
    new["別添1"] = Figure(labels=("住民", "申請管理", NEW_SYSTEM))
    new["Ⅱ/(1)/6/③"] = ("溶解する。", f"＜{NEW_SYSTEM}における措置＞", "保管期間の経過後に消去する。")
    new["Ⅱ/(1)/6/①"] = ("施錠した部屋に保管する。", f"＜{NEW_SYSTEM}における措置＞", "入室を制限する。")
    new["Ⅰ/7/①"] = "窓口課"
    found = judged(old, new)
    for path in ("Ⅰ/2/システム1/①", "Ⅰ/2/システム1/②", "別添1", "Ⅱ/(1)/6/③"):
        assert verdict(found[path]) == ("yes", "事前", "新システム-随伴"), path
        assert NEW_SYSTEM in found[path].why
    assert verdict(found["Ⅱ/(1)/6/①"]) == ("yes", "事前", "新システム-※")
    assert NEW_SYSTEM in found["Ⅱ/(1)/6/①"].why
    assert verdict(found["Ⅰ/7/①"]) == ("no", "事後", "その他の項目")


def test_a_new_system_that_a_marked_item_speaks_of_is_filed_beforehand():
    old = STORED | ERASED
    new = SYSTEM | {"Ⅱ/(1)/6/①": (*STORED["Ⅱ/(1)/6/①"], f"{NEW_SYSTEM}のサーバーに保管する。")} | ERASED
    found = judged(old, new)
    assert verdict(found["Ⅱ/(1)/6/①"]) == ("yes", "事前", "新システム-※")
    assert verdict(found["Ⅰ/2/システム1/①"]) == ("yes", "事前", "新システム-随伴")


def test_a_safeguard_for_a_new_thing_is_left_to_a_person():
    paths = [MEASURE, "Ⅲ/(1)/3/リスク4/リスクに対する措置の内容", "Ⅱ/(1)/3/⑤"]
    old = {path: (f"{n}番窓口で受ける。",) for n, path in enumerate(paths)}
    new = {path: (*text, f"電子申請は{n}番で操作履歴を記録する。") for n, (path, text) in enumerate(old.items())}
    found = judged(old, new)
    assert {found[path].important for path in paths} == {"review"}
    (alone,) = judged({MEASURE: old[MEASURE]}, {MEASURE: new[MEASURE]}).values()
    assert verdict(alone) == ("no", "事後", "リスク軽減")


def test_record_items_go_with_the_main_items_recorded():
    old = {"Ⅱ/(1)/2/④/主な記録項目": {"個人番号": ""}, "別添2/(1)": ("氏名",)}
    new = {"Ⅱ/(1)/2/④/主な記録項目": {"個人番号": "", "その他": "口座情報"}, "別添2/(1)": ("氏名", "口座番号")}
    assert verdict(judged(old, new)["別添2/(1)"]) == ("review", "事前", "随伴の疑い-※の説明")
    assert verdict(judged(old, old | {"別添2/(1)": ("氏名", "口座番号")})["別添2/(1)"])[0] == "no"


def test_what_was_said_of_the_assessment_does_not_go_with_the_system():
    stored = {"Ⅱ/(1)/6/①": (*STORED["Ⅱ/(1)/6/①"], f"{NEW_SYSTEM}のサーバーに保管する。")}
    found = judged(STORED, SYSTEM | stored | {"Ⅵ/3/③": (f"{NEW_SYSTEM}の導入は妥当である。",)})
    assert verdict(found["Ⅵ/3/③"]) == ("no", "事後", "その他の項目")


def test_measures_for_a_new_system_are_left_to_a_person():
    guard = (f"＜{NEW_SYSTEM}における措置＞", "操作履歴を記録し、入室を制限する。")
    found = judged({MEASURE: ("研修する。",)}, SYSTEM | {MEASURE: ("研修する。", *guard)})
    assert verdict(found[MEASURE]) == ("review", "事前", "要確認-新システムの措置")


def test_an_added_safeguard_is_a_correction():
    found = one(MEASURE, ("パスワードによる認証を行う。",), ("パスワードによる認証及び生体認証を行う。",))
    assert verdict(found) == ("no", "事後", "リスク軽減")


@pytest.mark.parametrize(
    "after",
    [
        "パスワードによる認証を行い、外部のデータセンターで監視する。",
        "パスワードによる認証及び生体認証を廃止する。",
        "生体認証を行う。",
    ],
)
def test_what_is_more_or_less_than_a_safeguard_is_left_to_a_person(after):
    assert one(MEASURE, ("パスワードによる認証を行う。",), (after,)).important == "review"


def test_wording_in_a_marked_item_is_a_correction():
    assert verdict(one(MEASURE, ("研修が必要になる。",), ("研修が必要となる。",))) == ("no", "事後", "字句")


def test_an_office_renamed_in_several_items_is_a_correction():
    old = {"Ⅰ/7/①": "市民課", "Ⅱ/(1)/3/⑦/使用部署": "市民課"}
    found = judged(old, dict.fromkeys(old, "窓口課"))
    assert verdict(found["Ⅱ/(1)/3/⑦/使用部署"]) == ("no", "事後", "組織改編")


def test_the_same_edit_is_as_open_in_an_item_without_a_mark():
    old = {"Ⅰ/1/②": ("通知書を送付する。",), "Ⅰ/4/①": ("通知書の作成のため必要である。",)}
    new = {"Ⅰ/1/②": ("確認証を送付する。",), "Ⅰ/4/①": ("確認証の作成のため必要である。",)}
    found = judged(old, new)
    assert verdict(found["Ⅰ/1/②"]) == ("review", "事前", "要確認")
    assert verdict(found["Ⅰ/4/①"]) == ("review", "事前", "随伴の疑い")


def test_a_change_still_to_come_is_filed_beforehand_whatever_the_duty():
    changes = diff(doc({"Ⅰ/7/①": "市民課"}), doc({"Ⅰ/7/①": "窓口課"})).changes
    (found,) = judge(changes, form("様式4"), pending=True)
    assert verdict(found.judgement) == ("no", "事前", "その他の項目")


def test_a_new_system_of_which_no_marked_item_speaks_is_left_to_a_person():
    assert {verdict(j) for j in judged({}, SYSTEM).values()} == {("review", "事前", "システムの追加")}


def test_a_system_that_went_takes_along_what_no_longer_speaks_of_it():
    speaking = (f"＜{NEW_SYSTEM}における措置＞",)
    old = SYSTEM | contracts(UPKEEP, "印刷") | {"Ⅱ/(1)/6/③": ("溶解する。", *speaking)}
    found = judged(old, contracts("印刷") | ERASED)
    assert verdict(found["Ⅱ/(1)/6/③"]) == ("yes", "事前", "随伴")
    assert verdict(found["Ⅰ/2/システム1/②"]) == ("yes", "事前", "随伴")


def test_a_text_that_spoke_of_the_system_before_is_not_tied_to_it():
    old = contracts("印刷") | {"Ⅱ/(1)/6/③": (f"{NEW_SYSTEM}から溶解する。",)}
    new = contracts("印刷", UPKEEP) | {"Ⅱ/(1)/6/③": (f"{NEW_SYSTEM}から消去する。",)}
    assert verdict(judged(old, new)["Ⅱ/(1)/6/③"]) == ("no", "事後", "その他の項目")


def test_what_the_form_itself_prints_ties_nothing():
    general = ("庁内連携システムの保守", "庁内連携システムの改修", "架空株式会社", "10人未満")
    old = contracts("印刷") | {"Ⅱ/(1)/5/移転先1": "福祉課", "Ⅱ/(1)/5/移転先1/⑥": {"紙": ""}}
    new = old | contracts("印刷", general) | {"Ⅱ/(1)/5/移転先1/⑥": {"庁内連携システム": ""}}
    assert verdict(judged(old, new)["Ⅱ/(1)/5/移転先1/⑥"]) == ("no", "事後", "その他の項目")


def test_a_figure_changed_beside_an_important_change_is_left_to_a_person():
    old = contracts("印刷") | {"別添1": Figure(labels=("住民",))}
    new = contracts("印刷", "保守") | {"別添1": Figure(labels=("住民", "事業者"))}
    assert verdict(judged(old, new)["別添1"]) == ("review", "事前", "図-随伴の疑い")
    alone = judged({"別添1": Figure(labels=("住民",))}, {"別添1": Figure(labels=("住民", "事業者"))})
    assert verdict(alone["別添1"]) == ("no", "事後", "その他の項目")


def test_an_item_that_the_form_does_not_have_is_left_to_a_person():
    changes = diff(doc({"Ⅵ/3/③": ("妥当",)}), doc({}, form="様式3")).changes
    assert [verdict(entry.judgement) for entry in judge(changes, form("様式3"))] == [
        ("review", "事前", "様式にない項目")
    ]


def test_notation_is_no_change_if_it_is_asked_about():
    quiet = diff(doc({BASIS: ("第９条",)}), doc({BASIS: ("第9条",)})).quiet
    assert [verdict(entry.judgement) for entry in judge(quiet, form("様式4"))] == [("no", "事後", "表記のみ")]


def test_no_changes_no_judgements():
    assert judge((), form("様式4")) == ()


@settings(max_examples=examples(100))
@given(pairs())
def test_every_change_is_judged_in_order_and_nothing_marked_is_guessed_toward_afterwards(pair):
    tree = form(pair[1].form)
    changes = diff(*pair).changes
    found = judge(changes, tree)
    assert tuple(entry.change for entry in found) == changes
    for entry in found:
        judgement, node = entry.judgement, tree.find(entry.change.path)
        assert judgement.timing in ("事前", "事後") and judgement.basis and judgement.reason
        assert judgement.why.endswith("。") and judgement.why.count("。") == 1 and "{" not in judgement.rule
        if judgement.important != "no":
            assert judgement.timing == "事前"
        if node and node.marked and judgement.timing == "事後" and tree.name != "様式2":
            assert judgement.rule in ("号ずれ", "行頭記号", "字句", "組織改編", "リスク軽減")


def test_the_table_of_rules_is_complete():
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert RULES[-1].important == "review"
    for rule in RULES:
        assert rule.condition and rule.reason and rule.basis
        assert rule.timing == ("事後" if rule.important == "no" else "事前")


def test_judging_does_not_look_at_what_was_published():
    change = Change(kind="changed", path="Ⅰ/7/①", heading=("Ⅰ",), before="甲", after="乙")
    assert judge((change,), form("様式4"))[0].judgement == one("Ⅰ/7/①", "甲", "乙")


def test_contract_helper_builds_marked_items():
    marked = [path for path in contract(1, *UPKEEP) if form("様式4").node(path).marked]
    assert marked == ["Ⅱ/(1)/4/委託事項1/②/対象となる本人の範囲", "Ⅱ/(1)/4/委託事項1/⑦"]


@pytest.mark.parametrize(("piece", "many"), [("漢", 100_000), ("(", 50_000), ("システム", 25_000)])
def test_a_monstrous_name_is_judged_in_time(piece, many):
    def judge_name(many):
        name = piece * many
        found = judged({}, {"Ⅰ/2/システム1/①": name, "Ⅰ/2/システム1/②": (name,), "Ⅱ/(1)/6/①": (name,)})
        assert len(found) == 3

    assert_grows_with_size(judge_name, many)
