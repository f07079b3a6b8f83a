"""Each rule of the table with a change that it decides, and one very like it that another rule decides."""

import pytest

from piadiff import readers
from piadiff.audit import audit_rows
from piadiff.classifier import judge
from piadiff.differ import diff
from piadiff.forms import form
from piadiff.model import Figure
from piadiff.rules import ALL_RULES
from tests.shared import SHARED, needs_shared
from tests.test_classifier import BASIS, ERASED, MEASURE, NEW_SYSTEM, STORED, SYSTEM, UPKEEP
from tests.test_differ import doc
from tests.test_pairing import contracts, file_items

WORK, PURPOSE, NEED = "Ⅰ/1/②", "Ⅱ/(1)/2/③", "Ⅱ/(1)/2/③/その必要性"
OFFICE, USER = "Ⅰ/7/①", "Ⅱ/(1)/3/⑦/使用部署"
COUNT, CHECKS = "Ⅱ/(1)/4/委託の有無/件", "Ⅱ/(1)/2/④/主な記録項目"
WITHIN = f"＜{NEW_SYSTEM}における措置＞"
FIGURE, FIGURE_2 = Figure(labels=("住民",)), Figure(labels=("住民", "事業者"))
SPEAKING = (*STORED["Ⅱ/(1)/6/①"], f"{NEW_SYSTEM}のサーバーに保管する。")
GUARDED = ("研修する。", WITHIN, "操作履歴を記録し、入室を制限する。")
STARTS = "Ⅱ/(1)/4/委託事項1/⑦"


def one(path, old, new, name="様式4"):
    return path, {path: old}, {path: new}, name


def rest(path, old, new, name="様式4"):
    return path, old, new, name


# Rule → a change that it decides, and one that it does not; each as (item, version before, version after, form).
EXAMPLES = {
    "番号の移動": (
        rest("Ⅱ/(1)/4/委託事項1", contracts("印刷", "保守"), contracts("保守", "印刷")),
        rest("Ⅱ/(1)/4/委託事項3", contracts("印刷", "保守"), contracts("印刷", "保守", "窓口")),
    ),
    "表記のみ": (one(BASIS, ("第９条",), ("第9条",)), one(BASIS, ("第9条",), ("第10条",))),
    "様式2-しきい値": (
        one("Ⅱ/1/評価対象の事務の対象人数は何人か", "1万人以上10万人未満", "30万人以上", "様式2"),
        one("Ⅰ/5/①", "市民課", "窓口課", "様式2"),
    ),
    "様式2": (one("Ⅰ/5/①", "市民課", "窓口課", "様式2"), one(OFFICE, "市民課", "窓口課")),
    "様式にない項目": (rest("Ⅵ/3/③", {"Ⅵ/3/③": ("妥当",)}, {}, "様式3"), rest("Ⅵ/3/③", {"Ⅵ/3/③": ("妥当",)}, {})),
    "ファイルの追加": (
        rest("別添2/(2)", file_items(1, "台帳"), file_items(1, "台帳") | file_items(2, "課税")),
        rest("別添2/(2)", file_items(1, "台帳") | file_items(2, "課税"), file_items(1, "台帳")),
    ),
    "要確認-群の削除": (
        rest("Ⅱ/(1)/4/委託事項2/⑥", contracts("印刷", "保守"), contracts("印刷")),
        rest("Ⅱ/(1)/5/移転先1", {"Ⅱ/(1)/1": "台帳", "Ⅱ/(1)/5/移転先1": "福祉課"}, {"Ⅱ/(1)/1": "台帳"}),
    ),
    "群の追加-※": (
        rest("Ⅱ/(1)/4/委託事項2/⑦", contracts("印刷"), contracts("印刷", "保守")),
        one("Ⅱ/(1)/4/委託事項1/⑦", "再委託する", "再委託しない"),
    ),
    "群の追加": (
        rest("Ⅱ/(1)/4/委託事項2/⑥", contracts("印刷"), contracts("印刷", "保守")),
        rest("Ⅱ/(1)/5/移転先1", {"Ⅱ/(1)/1": "台帳"}, {"Ⅱ/(1)/1": "台帳", "Ⅱ/(1)/5/移転先1": "福祉課"}),
    ),
    "委託の件数": (
        rest(COUNT, contracts("印刷") | {COUNT: 1}, contracts("印刷", "保守") | {COUNT: 2}),
        rest(COUNT, contracts("印刷", "保守") | {COUNT: 2}, contracts("印刷") | {COUNT: 1}),
    ),
    "要確認-新システムの措置": (
        rest(MEASURE, {MEASURE: ("研修する。",)}, SYSTEM | {MEASURE: GUARDED}),
        rest("Ⅱ/(1)/6/①", STORED, SYSTEM | {"Ⅱ/(1)/6/①": SPEAKING}),
    ),
    "新システム-※": (
        rest("Ⅱ/(1)/6/①", STORED, SYSTEM | {"Ⅱ/(1)/6/①": SPEAKING}),
        rest("Ⅱ/(1)/6/①", SYSTEM | STORED, SYSTEM | {"Ⅱ/(1)/6/①": SPEAKING}),
    ),
    "新システム-随伴": (
        rest("Ⅰ/2/システム1/①", STORED, SYSTEM | {"Ⅱ/(1)/6/①": SPEAKING}),
        rest("Ⅰ/2/システム1/①", STORED, SYSTEM | STORED),
    ),
    "随伴": (
        rest(
            "Ⅱ/(1)/6/③",
            SYSTEM | contracts(UPKEEP, "印刷") | {"Ⅱ/(1)/6/③": ("溶解する。", WITHIN)},
            contracts("印刷") | ERASED,
        ),
        rest("Ⅱ/(1)/6/③", contracts(UPKEEP, "印刷") | {"Ⅱ/(1)/6/③": ("裁断する。",)}, contracts("印刷") | ERASED),
    ),
    "図-随伴の疑い": (
        rest("別添1", contracts("印刷") | {"別添1": FIGURE}, contracts("印刷", "保守") | {"別添1": FIGURE_2}),
        one("別添1", FIGURE, FIGURE_2),
    ),
    "システムの追加": (rest("Ⅰ/2/システム1/①", {}, SYSTEM), rest("Ⅰ/2/システム1/①", SYSTEM, {})),
    "しきい値": (
        one("Ⅰ/1/③", "1万人以上10万人未満", "10万人以上30万人未満"),
        one("Ⅱ/1/評価対象の事務の対象人数は何人か", "1万人以上10万人未満", "30万人以上", "様式2"),
    ),
    "その他の項目": (one(OFFICE, "市民課", "窓口課"), one(USER, "市民課", "窓口課")),
    "号ずれ": (
        one(BASIS, ("番号法第十九条第七号",), ("番号法第19条第8号",)),
        one(BASIS, ("番号法第十九条第七号",), ("番号法第19条第9号",)),
    ),
    "行頭記号": (
        one(MEASURE, ("・研修する。", "・点検する。"), ("①研修する。", "②点検する。")),
        one(MEASURE, ("・研修する。", "・点検する。"), ("①点検する。", "②研修する。")),
    ),
    "字句": (
        one(MEASURE, ("認証を用いる仕組みとし、点検を行う。",), ("認証をもちいるしくみとし、点検をおこなう。",)),
        one(MEASURE, ("認証を用いる仕組みとし、点検を行う。",), ("認証をもちいるしくみとし、点検をおこなわない。",)),
    ),
    "組織改編": (
        rest(USER, dict.fromkeys((OFFICE, USER), "市民課"), dict.fromkeys((OFFICE, USER), "窓口課")),
        rest(
            BASIS,
            dict.fromkeys((BASIS, "Ⅰ/1/②"), ("デジタル庁令第3号による。",)),
            dict.fromkeys((BASIS, "Ⅰ/1/②"), ("総務省令第3号による。",)),
        ),
    ),
    "開始": (one(STARTS, "再委託しない", "再委託する"), one(STARTS, "再委託する", "再委託しない")),
    "リスク軽減": (
        one(MEASURE, ("パスワードによる認証を行う。",), ("パスワードによる認証及び生体認証を行う。",)),
        one(MEASURE, ("パスワードによる認証を行う。",), ("生体認証を行う。",)),
    ),
    "要確認-条番号": (
        one(BASIS, ("番号法別表第二",), ("番号法別表第一",)),
        one(BASIS, ("番号法第19条第7号",), ("番号法第19条第8号",)),
    ),
    "要確認-順序": (
        one(MEASURE, ("4情報（氏名、住所、性別）を点検する。",), ("4情報（住所、氏名、性別）を点検する。",)),
        one(MEASURE, ("研修する。", "点検する。"), ("点検する。", "見る。")),
    ),
    "要確認-随伴": (
        rest(
            "Ⅱ/(1)/6/①",
            STORED | contracts("印刷") | {"Ⅱ/(1)/7": (NEW_SYSTEM,)},
            {"Ⅱ/(1)/6/①": SPEAKING} | contracts("印刷", UPKEEP) | {"Ⅱ/(1)/7": (NEW_SYSTEM,)},
        ),
        rest("Ⅱ/(1)/6/①", STORED, {"Ⅱ/(1)/6/①": ("棚に保管する。",)}),
    ),
    "要確認-選択": (one(COUNT, 3, 4), one(OFFICE, "3課", "4課")),
    "要確認-名称": (
        one(USER, "市民課", "窓口課"),
        rest(USER, dict.fromkeys((OFFICE, USER), "市民課"), dict.fromkeys((OFFICE, USER), "窓口課")),
    ),
    "要確認-追加": (
        one(MEASURE, ("研修する。",), ("毎年、研修する。",)),
        one(MEASURE, ("毎月、研修する。",), ("毎年、研修する。",)),
    ),
    "要確認-削除": (
        one(MEASURE, ("研修する。", "点検する。"), ("研修する。",)),
        one(MEASURE, ("研修する。",), ("研修する。", "点検する。")),
    ),
    "要確認": (one(MEASURE, ("研修する。",), ("点検する。",)), one(WORK, ("甲を行う。",), ("乙を行う。",), "様式3")),
    "随伴-※の説明": (
        rest(
            "Ⅱ/(1)/4/委託事項1/⑨",
            {STARTS: "再委託しない"},
            {STARTS: "再委託する", "Ⅱ/(1)/4/委託事項1/⑨": ("印刷を再委託する。",)},
        ),
        one("Ⅱ/(1)/4/委託事項1/⑨", ("印刷を再委託する。",), ("封入を再委託する。",)),
    ),
    "随伴の疑い-※の説明": (
        rest(NEED, {PURPOSE: ("住民",), NEED: ("記録用。",)}, {PURPOSE: ("住民と世帯主",), NEED: ("把握用。",)}),
        one(NEED, ("記録用。",), ("把握用。",)),
    ),
    "随伴の疑い": (
        rest(
            "Ⅰ/4/①",
            {WORK: ("通知書を送付する。",), "Ⅰ/4/①": ("通知書の作成のため必要である。",)},
            {WORK: ("確認証を送付する。",), "Ⅰ/4/①": ("確認証の作成のため必要である。",)},
        ),
        one("Ⅰ/4/①", ("通知書の作成のため必要である。",), ("確認証の作成のため必要である。",)),
    ),
}  # fmt: skip


def rule_of(path, old, new, name):
    # An item that the form of the new version lacks comes from the older form.
    comparison = diff(doc(old, form="様式4" if path.startswith("Ⅵ") else name), doc(new, form=name))
    found = {entry.change.path: entry for entry in judge((*comparison.changes, *comparison.quiet), form(name))}
    return found[path].judgement.rule


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_rule_decides_its_example_and_not_the_one_beside_it(rule):
    example, counter = EXAMPLES[rule]
    assert rule_of(*example) == rule
    assert rule_of(*counter) != rule


def test_every_rule_has_an_example_and_a_counter_example():
    assert set(EXAMPLES) == {rule.id for rule in ALL_RULES}


# Rule → rows of the published table of 所沢市 (住民基本台帳, 全項目) that it decides as the office did.
PUBLISHED = {
    "しきい値": (49, 86),
    "その他の項目": (2, 5, 9, 13),
    "リスク軽減": (43, 46, 77, 79),
    "委託の件数": (111,),
    "新システム-※": (30, 108, 114),
    "新システム-随伴": (14, 18, 91, 107, 115),
    "群の追加": (19, 24, 28, 94),
    "群の追加-※": (23, 29, 98, 104),
}


@needs_shared
def test_rules_decide_published_rows_as_the_office_did():
    document = readers.read(SHARED / "published" / "所沢市_住民基本台帳_全項目.txt").assessment
    rows = {row.number: row for row in audit_rows(document)}
    for rule, numbers in PUBLISHED.items():
        for number in numbers:
            judgement = rows[number].gravest.judgement
            assert (judgement.rule, judgement.timing) == (rule, document.changes[number - 1].timing), number
