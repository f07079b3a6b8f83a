"""Every trait: when it holds and when it does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piadiff import traits as t
from piadiff.model import Figure
from piadiff.traits import TRAITS, Subject, traits
from tests.examples import examples
from tests.growth import assert_grows_with_size


def of(before, after, item_kind="text", kind="changed", **kwargs):
    return traits(Subject(kind=kind, item_kind=item_kind, before=before, after=after, **kwargs))


def text(*paragraphs):
    return tuple(paragraphs)


MEASURE = {"labels": ("リスク2", "リスクに対する措置の内容")}
HOLDS = {
    t.GROUP_ADDED: [of(None, "印刷", "name", "added", whole_group=True)],
    t.GROUP_REMOVED: [of("印刷", None, "name", "removed", whole_group=True)],
    t.GROUP_MOVED: [of("印刷", "印刷", "name", "moved")],
    t.ONLY_ADDED: [
        of(None, text("研修する。"), kind="added"),
        of(text("研修する。"), text("研修する。", "記録する。")),
        of(text("システムで管理し、ログを点検する。"), text("システム等で管理し、ログを毎年、点検する。")),
        of({"紙": ""}, {"紙": "", "専用線": ""}, "checks"),
        of({"その他": "甲"}, {"その他": "甲、乙"}, "checks"),
        of(text("氏名"), text("氏名", "旧氏"), "list"),
        of(text("1．氏名", "2．住所"), text("1．氏名", "2．旧氏", "3．住所"), "list"),
        of(Figure(labels=("住民",)), Figure(labels=("窓口", "住民")), "figure"),
    ],
    t.ONLY_REMOVED: [
        of(text("研修する。"), None, kind="removed"),
        of(text("研修する。", "記録する。"), text("研修する。")),
        of({"紙": "", "専用線": ""}, {"紙": ""}, "checks"),
        of(text("氏名", "旧氏"), text("氏名"), "list"),
    ],
    t.REORDERED: [
        of(text("①施錠する。", "②記録する。", "③研修する。"), text("①研修する。", "②施錠する。", "③記録する。")),
        of(text("・施錠する。", "・記録する。"), text("①記録する。", "②施錠する。")),
        of(text("甲を記録する。", "乙を記録する。"), text("乙を記録する。", "甲を記録する。")),
        of(text("氏名", "住所", "性別"), text("住所", "氏名", "性別"), "list"),
        of(text("4情報（氏名、住所、性別）を記録する。"), text("4情報（住所、氏名、性別）を記録する。")),
        of({"その他": "氏名、住所"}, {"その他": "住所、氏名"}, "checks"),
    ],
    t.BULLETS: [
        of(text("・記録する。", "・研修する。"), text("①記録する。", "②研修する。")),
        of(text("（１）記録する。"), text("1. 記録する。")),
        of(text("1．氏名", "2．住所"), text("１　氏名", "２　住所"), "list"),
        of(text("・記録する。"), text("記録する。")),
    ],
    t.ARTICLES_SHIFTED: [
        of(text("番号法第19条第7号"), text("番号法第１９条第８号")),
        of(text("第十四条第一項"), text("第十五条第一項")),
        of(text("番号法第9条第1項 別表第一の16の項"), text("番号法第9条第1項 別表の24の項")),
        of("番号法第19条第7号に定める者", "番号法第19条第8号に定める者", "name"),
        of(text("住民基本台帳法第30条の10"), text("住民基本台帳法第30条の11")),
    ],
    t.NEXT_NUMBER: [
        of(text("番号法第19条第7号"), text("番号法第１９条第８号")),
        of(text("住民基本台帳法第30条の10"), text("住民基本台帳法第30条の11")),
        of(text("番号法第十九条第七号"), text("番号法第19条第8号")),
        of(text("番号法第19条第8号"), text("番号法第十九条第七号")),
        of(text("番号法第十九条第七号"), text("番号法第十九条第八号")),
        of(text("番号法第十九条の二第一項"), text("番号法第19条の3第1項")),
    ],
    t.ARTICLES: [
        of(text("別表第二の1、2、3、5の項"), text("別表第二の1、2、4、5の項")),
        of(text("番号法第9条による。"), text("番号法第9条及び条例第3条による。")),
        of(text("番号法第19条第7号"), text("番号法第19条第8号")),
    ],
    t.DATES: [
        of("平成27年6月予定", "平成27年7月4日", "date"),
        of(text("平成30年4月1日から実施"), text("令和6年10月1日から実施")),
    ],
    t.COUNTS: [
        of(3, 4, "count"),
        of({"提供を行っている": "55"}, {"提供を行っている": "57"}, "checks"),
        of(text("担当者 10名で行う。"), text("担当者 12名で行う。")),
    ],
    t.NUMBERS: [of(text("5年間保管する。"), text("150年間保管する。"))],
    t.CHOICE: [of("10人未満", "10人以上50人未満", "choice")],
    t.BOXES: [of({"紙": ""}, {"専用線": ""}, "checks"), of(None, {"紙": ""}, "checks", "added")],
    t.BRACKETS: [of({"その他": "甲"}, {"その他": "乙"}, "checks")],
    t.CONTRACTOR: [of("架空株式会社", "虚構株式会社", "name", labels=("委託事項", "委託先名"))],
    t.OFFICES: [
        of("市民部市民課", "市民部窓口課", "name", labels=("部署",)),
        of(text("問合せは福祉部介護課へ"), text("問合せは健康部高齢課へ")),
        of("架空株式会社関東支社", "架空Japan株式会社埼玉支社", "name"),
        of("国税庁長", "総務省", "name"),
        of(text("デジタル庁が運営する。"), text("総務省が運営する。")),
    ],
    t.RECORD_ITEMS: [of(text("氏名"), text("住所"), "list")],
    t.FLOW_CHART: [of(Figure(labels=("甲",)), Figure(labels=("乙",)), "figure")],
    t.INCIDENT: [
        of("発生なし", "発生あり", "choice", labels=("リスク対策", "個人情報に関する重大事故が発生したか")),
        of(None, text("紛失"), kind="added", labels=("重大事故が発生したか", "その内容")),
    ],
    t.THRESHOLD: [
        of("1万人以上10万人未満", "10万人以上30万人未満", "choice", labels=("対象人数",)),
        of("発生なし", "発生あり", "choice", labels=("重大事故が発生したか",)),
    ],
    t.WORDING: [
        of(text("認証が必要になる。"), text("認証が必要となる。")),
        of(text("届書の取扱いを行なう。"), text("届書の取り扱いを行う")),
        of(text("番号法施工日の前に"), text("番号法施行日の前に")),
        of(text("サーバ及びプリンタ"), text("サーバー及びプリンター")),
        of(text("組み合わせにより確認する。"), text("組合せにより確認する。")),
        of(text("認証を用いる仕組みとし、点検を行う。"), text("認証をもちいるしくみとし、点検をおこなう。")),
        of(text("施錠し、且つ、記録出来る。"), text("施錠し、かつ記録できる。")),
    ],
    t.PERSONS: [
        of("市民課長　架空　太郎", "市民課長　虚構　花子", "name", labels=("所属長の役職名",)),
        of("市民課長　架空　太郎", "市民課長", "name", labels=("所属長の役職名",)),
    ],
    t.SAFEGUARD: [
        of(text("IDとパスワードによる認証を行う。"), text("IDとパスワードによる認証及び生体認証を行う。"), **MEASURE),
        of(text("研修する。"), text("研修する。", "操作履歴を毎月、点検する。"), **MEASURE),
        of(None, text("サーバー室への入室を制限する。"), kind="added", **MEASURE),
        of(
            text("スクリーンセーバ等を利用して隠す。"),
            text("スクリーンセーバの利用や離席時の画面ロックにより隠す。"),
            **MEASURE,
        ),
    ],
    t.HANDLING: [
        of(text("施錠した書庫に保管する。"), text("施錠した書庫及び外部のデータセンターに保管する。")),
        of(None, text("委託先がクラウドに保管する。"), kind="added"),
        of(text("照合する。"), text("照合する。", "生成ＡＩにより確認する。")),
        of(text("施錠する。"), text("施錠する。", "＜架空市における措置＞", "施錠する。")),
    ],
    t.SCOPE: [
        of("1万人未満", "1万人以上10万人未満", "choice", labels=("委託事項", "対象となる本人の数")),
        of(text("被保険者"), text("被保険者及び世帯主"), labels=("対象となる本人の範囲",)),
    ],
}
FAILS = {
    t.GROUP_ADDED: [of(None, "印刷", "name", "added")],
    t.GROUP_REMOVED: [of("印刷", None, "name", "removed")],
    t.GROUP_MOVED: [of("印刷", "窓口", "name")],
    t.ONLY_ADDED: [
        of(text("毎月研修する。"), text("毎年研修する。")),
        of(text("研修する。", "記録する。"), text("研修する。", "点検する。", "報告する。")),
        of(text("7件"), text("17件")),
        of(text("開示する。"), text("非開示とする。")),
        of({"紙": ""}, {"専用線": "", "電子メール": ""}, "checks"),
        of("甲", "甲乙", "choice"),
    ],
    t.ONLY_REMOVED: [of(text("甲", "乙"), text("甲", "乙", "丙")), of(text("17件"), text("7件"))],
    t.REORDERED: [
        of(text("甲", "乙"), text("乙", "丙")),
        of(text("・施錠する。", "・記録する。"), text("①施錠する。", "②記録する。")),
        of(text("①施錠する。", "②記録する。"), text("①記録しない。", "②施錠する。")),
        of(text("甲（氏名）及び乙（税額）"), text("甲（税額）及び乙（氏名）")),
        of({"紙": "氏名", "その他": "住所"}, {"紙": "住所", "その他": "氏名"}, "checks"),
    ],
    t.BULLETS: [
        of(text("・記録する。"), text("①記録しない。")),
        of(text("10万人以上"), text("30万人以上")),
        of(text("1.5倍"), text("2.5倍")),
        of(text("4情報"), text("5情報"), "list"),
    ],
    t.ARTICLES_SHIFTED: [
        of(text("番号法第19条第7号による提供"), text("番号法第19条第8号による移転")),
        of(text("平成25年法律第27号"), text("平成25年法律第28号")),
        of(text("総務省告示第334号"), text("総務省告示第6号")),
        of(text("国民年金の第1号被保険者"), text("国民年金の第3号被保険者")),
        of(text("別表第二の1、2、3の項"), text("別表第二の1、2、3、4の項")),
        of(text("4の項目"), text("5の項目")),
    ],
    t.NEXT_NUMBER: [
        of(text("番号法第7条"), text("番号法第99条")),
        of(text("番号法別表第一の16の項"), text("番号法別表の24の項")),
        of(text("別表第二の120の項"), text("別表第二の121の項")),
        of(text("番号法第19条第7号、第9条"), text("番号法第19条第8号、第12条")),
        of(text("番号法第十九条第七号"), text("番号法第19条第9号")),
        of(text("番号法第十九条第七号"), text("番号法第20条第8項")),
        of(text("提供は第7号、移転は第8号"), text("提供は第8号、移転は第7号")),
    ],
    t.ARTICLES: [of(text("番号法第9条により保管する。"), text("番号法第9条により記録する。"))],
    t.DATES: [of(text("平成30年4月1日に開始"), text("令和6年10月1日に終了")), of(text("5年間"), text("10年間"))],
    t.COUNTS: [of(text("3回"), text("4回")), of({"その他": "甲"}, {"その他": "乙"}, "checks")],
    t.NUMBERS: [
        of(text("番号法第9条"), text("番号法第10条")),
        of(text("令和5年4月1日"), text("令和6年4月1日")),
        of(text("5年"), text("5月")),
    ],
    t.CHOICE: [of("甲", "乙", "name")],
    t.BOXES: [of({"その他": "甲"}, {"その他": "乙"}, "checks")],
    t.BRACKETS: [of({"紙": ""}, {"専用線": ""}, "checks")],
    t.CONTRACTOR: [of(text("公開"), text("非公開"), labels=("委託先名の確認方法",))],
    t.OFFICES: [
        of(text("サーバー室に保管"), text("外部に保管")),
        of(text("国内のデータセンターに保管"), text("国外のクラウドセンターに保管")),
        of(text("データセンターに保管"), text("クラウドセンターに保管")),
        of(text("市民課が点検する。"), text("市民課が報告する。")),
        of(text("介護課へ"), text("介護課及び福祉課へ")),
        of(text("全部"), text("一部")),
        of(text("デジタル庁令第3号による。"), text("総務省令第3号による。")),
        of(text("内閣府・総務省令で定める。"), text("デジタル庁・総務省令で定める。")),
        of(text("デジタル庁の所管する事務に関する命令"), text("総務省の所管する事務に関する命令")),
    ],
    t.RECORD_ITEMS: [of(text("氏名"), text("住所"))],
    t.FLOW_CHART: [of(text("甲"), text("乙"))],
    t.INCIDENT: [of("甲", "乙", "choice", labels=("安全管理体制",))],
    t.THRESHOLD: [of("甲", "乙", "choice", labels=("対象となる本人の数",))],
    t.WORDING: [
        of(text("外部へ提供する。"), text("外部へ提供しない。")),
        of(text("職員のみ閲覧する。"), text("職員が閲覧する。")),
        of(text("機構に委任する。"), text("機構が委任する。")),
        of(text("端末を使う。"), text("端末等を使う。")),
        of(text("事前に確認する。"), text("事後に確認する。")),
        of(text("認証を用いる。"), text("認証をもちいない。")),
        of(text("点検を行う。"), text("点検をおこなわない。")),
        of(text("月1回、点検を行う。"), text("月2回、点検をおこなう。")),
        of("甲", "乙", "choice"),
    ],
    t.PERSONS: [
        of("市民課長", "窓口課長", "name", labels=("所属長の役職名",)),
        of("市民課長　架空　太郎", "窓口課長　架空　太郎", "name", labels=("所属長の役職名",)),
        of("架空　太郎", "虚構　花子", "name", labels=("部署",)),
    ],
    t.SAFEGUARD: [
        of(text("操作履歴を点検する。"), text("操作履歴を印刷する。"), **MEASURE),
        of(text("操作履暦を見る。"), text("操作履歴を見る。"), **MEASURE),
        of(text("研修する。"), text("研修する。", "個人番号は暗号化せずに印刷し、施錠していない棚に置く。"), **MEASURE),
        of(text("記録する。"), text("記録する。", "研修の受講は任意とする。"), **MEASURE),
        of(text("研修する。"), text("研修する。", "操作の記録の確認は、必要と認めたときに限り行う。"), **MEASURE),
        of(text("選定する。"), text("選定する。", "認証を受けていない者であっても選定することができる。"), **MEASURE),
        of(
            text("監視カメラを置く。", "記録する。", "監視カメラで見る。"),
            text("警備員を置く。", "記録する。", "警備員が見る。"),
            **MEASURE,
        ),
        of(text("顔による認証を行う。"), text("静脈による認証を行う。"), **MEASURE),
        of(text("被保険者証を確認する。"), text("資格確認書を確認する。"), **MEASURE),
        of(text("網から切り離す。"), text("網から分離する。"), **MEASURE),
        of(text("研修する。"), text("研修する。", "離席時の画面ロックを廃止する。"), **MEASURE),
        of(text("研修する。"), text("研修する。", "外部のクラウドに保存する。"), **MEASURE),
        of(text("研修する。"), text("研修する。", "操作履歴を点検する。"), labels=("事務の概要",)),
    ],
    t.HANDLING: [
        of(text("委託先が保管する。"), text("委託先が施錠して保管する。")),
        of(text("画面を隠す。"), text("画面を隠し、外部からの侵入を防ぐ。")),
        of("甲", "クラウド", "name"),
    ],
    t.SCOPE: [of("甲", "乙", "name", labels=("委託先名",))],
}


def cases(table):
    return [pytest.param(name, found, id=f"{name}-{n}") for name, many in table.items() for n, found in enumerate(many)]


@pytest.mark.parametrize(("name", "found"), cases(HOLDS))
def test_trait_holds(name, found):
    assert name in found


@pytest.mark.parametrize(("name", "found"), cases(FAILS))
def test_trait_does_not_hold(name, found):
    assert name not in found


def test_every_trait_is_tested_both_ways_and_says_what_it_means():
    names = {trait.name for trait in TRAITS}
    assert names == set(HOLDS) == set(FAILS)
    assert len(names) == len(TRAITS)
    assert all(trait.meaning for trait in TRAITS) and all(t.QUIET_TRAITS.values())


def test_traits_come_in_the_order_of_the_table():
    order = [trait.name for trait in TRAITS]
    for many in HOLDS.values():
        for found in many:
            assert list(found) == sorted(found, key=order.index)


@pytest.mark.parametrize(
    "piece",
    ["1", "1,", "一", "第", "1の", "第1条の2", "別表の1", "平成", "12年", "R1.", "・", "(1)", "課", "漢あ", "a-"],
)
def test_monstrous_texts_are_looked_at_in_time(piece):
    assert_grows_with_size(lambda many: of(text(piece * many), text(piece * (many - 1) + "2")), 50_000)


@settings(max_examples=examples(300))
@given(st.from_regex(t._OFFICE, fullmatch=True).filter(lambda name: "\n" not in name))
def test_the_first_look_passes_over_no_name_of_an_office(name):
    assert t._may_be_office(name)


@pytest.mark.parametrize("paragraphs", [("甲課が記録する。", "乙室が点検する。"), ("①監視する。", "②施錠する。")])
def test_what_only_changed_places_names_no_office_and_no_safeguard(paragraphs):
    found = of(paragraphs, paragraphs[::-1], **MEASURE)
    assert t.REORDERED in found and not {t.OFFICES, t.SAFEGUARD, t.HANDLING} & set(found)
