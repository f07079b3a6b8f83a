"""Every kind of finding: an invented document that has it, and one that nearly has it and must not be accused."""

from dataclasses import replace

import pytest

from piadiff.audit import Earlier, audit_rows, examine
from piadiff.auditing.case import Case
from piadiff.findings import TITLES
from piadiff.forms import form
from piadiff.model import Assessment, Figure, Row

TREE = form("様式4")
PLACE, ERASE, KEPT, SPAN = "Ⅱ/(1)/6/①", "Ⅱ/(1)/6/③", "Ⅱ/(1)/6/②/その妥当性", "Ⅱ/(1)/6/②/期間"
OFFICE, HEAD, DESK, LAW, BASIS = "Ⅰ/7/①", "Ⅰ/7/②", "Ⅱ/(1)/2/⑥", "Ⅰ/5/法令上の根拠", "Ⅰ/6/②"
HOW_MANY, TASK, USE, AGAIN = "Ⅱ/(1)/4/委託の有無/件", "Ⅱ/(1)/4/委託事項", "Ⅱ/(1)/3/⑥", "Ⅱ/(1)/4/委託事項1/⑦"
GIVEN, TO, COMMENTS, INCIDENT = "Ⅱ/(1)/5/提供・移転の有無", "Ⅱ/(1)/5/提供先", "Ⅵ/2/②", "Ⅲ/(1)/7/リスク1/⑨"
NAMES = {"Ⅱ/(1)/1": "（１）鈴懸台帳ファイル", "Ⅱ/(2)/1": "（２）若草情報ファイル"}
SECTION = "評価実施機関における担当部署"
LONG = "・窓口の職員は、申請書の記載と本人確認書類とを突き合わせ、番号に誤りがないことを確かめる。"


def row(path, before, after, *, day="2024-04-01", said=None, item=None, timing="事後", reason="記載の整理"):
    """A row as it ought to be: its heading is that of the item."""
    heading = "\n".join(TREE.heading(path, NAMES)) if item is None else item
    text = {"2024-04-01": "令和6年4月1日", "2023-04-01": "令和5年4月1日", "2022-04-01": "令和4年4月1日"}
    return Row(
        date=day, date_text=text.get(day, day or "") if said is None else said, item=heading,
        paths=(path,) if path else (), before=before, after=after, timing=timing, reason=reason,
    )  # fmt: skip


def document(*rows, form_name="様式4", **items):
    values = {path: (text,) if _is_text(path) and isinstance(text, str) else text for path, text in items.items()}
    return Assessment(form=form_name, items=NAMES | values, changes=rows)


def _is_text(path):
    node = TREE.find(path)
    return node is not None and node.kind == "text"


def found(content, earlier=None, **how):
    before = Earlier(assessment=earlier, label="前の版") if earlier else None
    return examine(Case(document=content, **how), audit_rows(content), before).findings


def kinds(content, earlier=None, **how):
    return [finding.kind for finding in found(content, earlier, **how)]


OLD, NEW = "第一庁舎の施錠した部屋に保管する。", "第二庁舎の施錠した部屋に保管する。"
MOVED = row(PLACE, OLD, NEW)
SHIFT = row(BASIS, "番号法第19条第7号及び別表第二", "番号法第19条第8号及び別表第二")
SHIFTED = {BASIS: "番号法第19条第8号及び別表第二"}
FIVE, MANY = "施行令第34条に定める期間（5年間）保管する。", "施行令第34条に定める期間（150年間）保管する。"
LONGER = row(KEPT, FIVE, MANY)
RENAMED = (row(OFFICE, "市民部窓口課", "市民部戸籍課"), row(DESK, "市民部窓口課", "市民部戸籍課"))
RENAMED_BODY = {OFFICE: "市民部戸籍課", DESK: "市民部戸籍課"}
TASKS = {f"{TASK}1": "通知書の印刷", f"{TASK}2": "申請書の入力", f"{TASK}3": "電算処理"}
ACT = row(KEPT, "白嶺告示第334号に定める期間保管する。", "施行令第34条に定める期間保管する。")
ACT_BODY = {KEPT: "施行令第34条に定める期間保管する。"}

# kind: the document that has it, the one that nearly has it
CASES = {
    "unannounced": (
        document(row(COMMENTS, "令和3年5月1日～令和3年5月31日", "令和5年5月1日～令和5年5月31日"),
                 **{COMMENTS: "令和6年5月1日～令和6年5月31日"}),
        document(row(COMMENTS, "令和3年5月1日～令和3年5月31日", "令和５年５月１日～令和５年５月31日"),
                 **{COMMENTS: "令和5年5月1日〜令和5年5月31日"}),
    ),
    "not-in-body": (
        document(row(PLACE, "-", "電子錠の付いた書庫に納める。"), **{PLACE: LONG * 3}),
        document(row(PLACE, "-", "電子錠の付いた書庫に納める。", day="2023-04-01"),
                 row(PLACE, "電子錠の付いた書庫に納める。", "-"), **{PLACE: LONG * 3}),
    ),
    "still-there": (
        document(row(PLACE, OLD, "削除"), **{PLACE: (LONG, OLD)}),
        document(row(PLACE, OLD, "削除"), **{PLACE: (LONG, NEW)}),
    ),
    "wording": (
        document(MOVED, **{PLACE: "第二庁舎の、施錠した部屋に保管する。"}),
        document(MOVED, **{PLACE: "第二庁舎の 施錠した部屋に保管する｡"}),
    ),
    "broken-chain": (
        document(row(OFFICE, "市民課", "窓口課", day="2023-04-01"), row(OFFICE, "戸籍課", "住民課"),
                 **{OFFICE: "住民課"}),
        document(row(OFFICE, "市民課", "窓口課", day="2023-04-01"), row(OFFICE, "窓 口 課", "住民課"),
                 **{OFFICE: "住民課"}),
    ),
    "heading-number": (
        document(row(HEAD, "市民課長", "窓口課長", item=f"Ⅳ　基本情報\n７．{SECTION}\n②所属長の役職名"),
                 **{HEAD: "窓口課長"}),
        document(row(HEAD, "市民課長", "窓口課長", item=f"Ⅰ 基本情報 7.{SECTION} ②所属長"),
                 **{HEAD: "窓口課長"}),
    ),
    "heading-name": (
        document(row(HEAD, "市民課長", "窓口課長", item="Ⅰ　基本情報\n７．評価実施期間における担当部署\n②所属長"),
                 **{HEAD: "窓口課長"}),
        document(row(PLACE, OLD, NEW, item="Ⅱ（１）鈴懸台帳ファイル\n６．保管・消去\n①保管場所（電子記録）"),
                 **{PLACE: NEW}),
    ),
    "heading-unknown": (
        document(row("", "甲", "乙", item="別紙５　連絡先の一覧")),
        document(row(OFFICE, "市民課", "窓口課", item="部署"), **{OFFICE: "窓口課"}),
    ),
    "date-impossible": (
        document(row(PLACE, OLD, NEW, day=None, said="令和6年2月30日"), **{PLACE: NEW}),
        document(row(PLACE, OLD, NEW, day=None, said="令和6年4月以降（予定）", timing="事前"), **{PLACE: NEW}),
    ),
    "date-order": (
        document(row(OFFICE, "市民課", "窓口課", day="2022-04-01"), MOVED, row(HEAD, "甲課長", "乙課長"),
                 row(USE, "甲のため。", "乙のため。"), row(DESK, "市民課", "窓口課", day="2023-04-01"),
                 **{OFFICE: "窓口課", PLACE: NEW, HEAD: "乙課長", USE: "乙のため。", DESK: "窓口課"}),
        document(row(OFFICE, "市民課", "窓口課", day="2022-04-01"), row(HEAD, "甲課長", "乙課長"),
                 row(PLACE, OLD, NEW, timing="事前"), row(USE, "甲のため。", "乙のため。"),
                 **{OFFICE: "窓口課", PLACE: NEW, HEAD: "乙課長", USE: "乙のため。"}),
    ),
    "date-after-publication": (
        document(MOVED, **{PLACE: NEW, "表紙/公表日": "令和6年3月1日"}),
        document(replace(MOVED, timing="事前"), **{PLACE: NEW, "表紙/公表日": "令和6年3月1日"}),
    ),
    "date-missing": (
        document(row(PLACE, OLD, NEW, day=None, said=""), **{PLACE: NEW}),
        document(row(PLACE, OLD, NEW, day=None, said="", timing="事前"), **{PLACE: NEW}),
    ),
    "no-timing": (
        document(replace(MOVED, timing=""), **{PLACE: NEW}),
        document(replace(MOVED, timing="修正"), **{PLACE: NEW}),
    ),
    "no-reason": (
        document(replace(MOVED, reason="　"), **{PLACE: NEW}),
        document(replace(MOVED, reason="整理"), **{PLACE: NEW}),
    ),
    "reason-against-timing": (
        document(replace(MOVED, reason="重要な変更"), **{PLACE: NEW}),
        document(replace(MOVED, reason="重要な変更に当たらない"), **{PLACE: NEW}),
    ),
    "no-change": (
        document(row(PLACE, NEW, NEW), **{PLACE: NEW}),
        document(row(PLACE, "（略）\n" + OLD, "（略）\n" + NEW), **{PLACE: (LONG, NEW)}),
    ),
    "twice": (
        document(MOVED, MOVED, **{PLACE: NEW}),
        document(MOVED, row(ERASE, OLD, NEW), **{PLACE: NEW, ERASE: NEW}),
    ),
    "count": (
        document(**TASKS, **{HOW_MANY: 4}),
        document(**TASKS, **{HOW_MANY: 3, GIVEN: {"提供を行っている": "15"}, f"{TO}1": "別紙１参照"}),
    ),
    "numbering": (
        document(**{f"{TASK}1": "通知書の印刷", f"{TASK}3": "電算処理"}),
        document(**TASKS, **{f"{TASK}4": ""}),
    ),
    "choice": (
        document(**{f"{TASK}1": "通知書の印刷", AGAIN: "再委託しない", f"{TASK}1/⑨": "封入の作業"}),
        document(**{f"{TASK}1": "通知書の印刷", AGAIN: "再委託しない", f"{TASK}1/⑨": "－"}),
    ),
    "shifted-article": (
        document(SHIFT, **SHIFTED, **{USE: "番号法第19条第7号に基づく照会に応じるため。"}),
        document(SHIFT, **SHIFTED, **{USE: "住民基本台帳法第19条第7号、番号法第19条第7号の2に基づくため。"}),
    ),
    "old-name": (
        document(*RENAMED, **RENAMED_BODY, **{USE: "市民部窓口課で受け付けるため。"}),
        document(*RENAMED, **RENAMED_BODY,
                 **{USE: "市民部総合窓口で受け付けるため。", f"{TASK}1": "市民部窓口課の窓口業務"}),
    ),
    "retention": (
        document(LONGER, **{KEPT: MANY, SPAN: "20年以上"}),
        document(LONGER, row(SPAN, "5年", "20年以上"), **{KEPT: MANY, SPAN: "20年以上"}),
    ),
    "old-grounds": (
        document(ACT, **ACT_BODY, **{ERASE: "白嶺告示第334号に定める期間の後に消去する。"}),
        document(ACT, **ACT_BODY, **{ERASE: "白嶺告示第3345号に定める期間の後に消去する。",
                                     "Ⅱ/(2)/6/③": "白嶺告示第334号に定める期間の後に消去する。"}),
    ),
    "no-published": (document(**{"表紙/公表日": ""}), document(**{"表紙/公表日": "令和6年4月1日"})),
    "bad-published": (document(**{"表紙/公表日": "令和6年2月31日"}), document(**{"表紙/公表日": "2024.2.29"})),
    "procedure": (
        document(**{"表紙/公表日": "令和6年4月1日", "Ⅵ/1/①": "令和6年4月2日"}),
        document(**{"表紙/公表日": "令和6年4月1日", "Ⅵ/1/①": "令和6年4月1日"}),
    ),
    "too-late": (
        document(**{"表紙/公表日": "令和6年4月1日", "Ⅵ/1/①": "平成31年3月31日"}),
        document(**{"表紙/公表日": "令和6年4月1日", "Ⅵ/1/①": "平成31年4月1日"}),
    ),
    "missed-duty": (
        document(row(AGAIN, "再委託しない", "再委託する"), **{AGAIN: "再委託する"}),
        document(row(AGAIN, "再委託しない", "再委託する", timing="事前"), **{AGAIN: "再委託する"}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", CASES)
def test_a_document_that_has_it(kind):
    has, _ = CASES[kind]
    assert kinds(has) == [kind]


@pytest.mark.parametrize("kind", CASES)
def test_a_document_that_nearly_has_it(kind):
    _, nearly = CASES[kind]
    assert kinds(nearly) == []


def test_every_kind_has_a_title_and_a_case():
    elsewhere = {"threshold-result", "threshold-form", "threshold-moved", "threshold-may-move"}  # tests/test_thresholds
    against_earlier = {"announced-unchanged", "row-lost", "overdue"}
    assert set(CASES) | elsewhere | against_earlier == set(TITLES)


# -- held against the earlier version ----------------------------------------------------------------------------------


BEFORE = document(**{PLACE: OLD, HEAD: "市民課長"})


def test_a_change_that_no_row_announces():
    (one,) = found(document(MOVED, **{PLACE: NEW, HEAD: "窓口課長"}), BEFORE)
    assert (one.kind, one.path, one.severity, one.sure) == ("unannounced", HEAD, "誤り", True)
    assert [(e.what, e.text) for e in one.evidence] == [("前の版", "市民課長"), ("本文", "窓口課長")]


@pytest.mark.parametrize("item", ["窓口課長", "市 民 課 長"])
def test_a_row_announces_it_or_nothing_changed(item):
    rows = (MOVED, row(HEAD, "市民課長", item)) if item == "窓口課長" else (MOVED,)
    assert kinds(document(*rows, **{PLACE: NEW, HEAD: item}), BEFORE) == []


def test_a_group_that_came_is_announced_by_one_row():
    came = {f"{TASK}1": "通知書の印刷", f"{TASK}1/①": "通知書を印刷する。"}
    assert kinds(document(**{PLACE: OLD, HEAD: "市民課長"}, **came), BEFORE) == ["unannounced"]
    told = row(f"{TASK}1", "-", "通知書の印刷", timing="事前")
    assert kinds(document(told, **{PLACE: OLD, HEAD: "市民課長"}, **came), BEFORE) == []


def test_an_old_row_announces_no_new_change():
    old = row(HEAD, "甲課長", "市民課長", day="2022-04-01")
    before = document(old, **{HEAD: "市民課長"})
    assert "unannounced" in kinds(document(old, **{HEAD: "窓口課長"}), before)


def test_a_row_that_announces_what_did_not_change():
    same = document(MOVED, **{PLACE: NEW, HEAD: "市民課長"})
    assert kinds(same, document(**{PLACE: NEW, HEAD: "市民課長"})) == ["announced-unchanged"]
    assert kinds(same, BEFORE) == []


def test_a_row_that_the_earlier_table_had():
    before = document(MOVED, **{PLACE: NEW})
    assert kinds(document(**{PLACE: NEW}), before) == ["row-lost"]
    dated = replace(MOVED, date="2024-05-01", date_text="令和6年5月1日")  # the day is filled in when it has come
    assert kinds(document(dated, **{PLACE: NEW}), before) == []


# -- what is not certain is said to be so ------------------------------------------------------------------------------


def test_a_box_read_from_running_text_is_no_accusation():
    path = "Ⅱ/(1)/3/②"
    content = document(row(path, "[　]専用線", "[○]専用線"), **{path: {"紙": ""}})
    (exact,) = found(content)
    assert (exact.kind, exact.severity, exact.sure) == ("not-in-body", "誤り", True)
    (guessed,) = found(content, exact=False)
    assert (guessed.severity, guessed.sure) == ("確認", False)
    assert "紙面で確かめて" in guessed.text


def test_a_text_that_stands_elsewhere_may_have_been_put_there_by_the_reader():
    content = document(MOVED, **{PLACE: "-"})
    (plain,) = found(content)
    assert (plain.kind, plain.severity, plain.sure) == ("unannounced", "注意", True)
    (left,) = found(content, unplaced=(f"③ {NEW}",))
    assert (left.severity, left.sure) == ("確認", False)


@pytest.mark.parametrize("told", ["「第一」を「第二」に修正", "同左", "末尾の一文を削除", "別紙２のとおり"])
def test_a_row_that_tells_of_the_change_in_words_is_left_unchecked(told):
    content = document(row(PLACE, OLD, told), **{PLACE: (LONG, LONG)})
    examined = examine(Case(document=content), audit_rows(content))
    assert (examined.findings, examined.unchecked) == ((), (1,))


def test_a_measure_that_speaks_of_erasing_is_no_such_row():
    content = document(row(ERASE, "媒体を破砕する。", "期間の後に媒体のデータを削除する。"), **{ERASE: (LONG, LONG)})
    assert kinds(content) == ["not-in-body"]


def test_a_figure_without_the_name_that_was_added():
    told = row("別添1", "-", "図に鈴懸申請システムを追記", timing="事前", item="（別添１）事務の内容")
    assert "not-in-body" in kinds(document(told, 別添1=Figure(labels=("窓口", "台帳"))))
    assert kinds(document(told, 別添1=Figure(labels=("窓口", "鈴懸申請システム")))) == []
    assert kinds(document(told, 別添1=Figure(images=("0" * 64,)))) == []


def test_a_period_that_does_not_fit_its_choice_is_graver():
    (one,) = found(document(LONGER, **{KEPT: MANY, SPAN: "5年"}))
    assert (one.kind, one.severity) == ("retention", "誤り")


def test_the_gravest_come_first_and_the_certain_before_the_rest():
    rows = row(PLACE, OLD, NEW, reason=""), row(COMMENTS, "－", "令和5年5月1日")
    content = document(*rows, **{PLACE: NEW, COMMENTS: "令和6年5月1日", "表紙/公表日": ""})
    order = [(one.severity, one.sure) for one in found(content)]
    assert order == [("誤り", True), ("注意", True), ("確認", True)]


def test_hostile_texts_are_read_in_time():
    long = "番号法第19条第7号" * 3000
    content = document(row(PLACE, long, long + "。" * 2000, item="Ⅱ" * 500 + "①" * 500), **{PLACE: long[:20000]})
    assert isinstance(kinds(content), list)


@pytest.mark.parametrize(
    ("path", "now", "published", "severity", "sure"),
    [
        (COMMENTS, "", "", "確認", False),
        (COMMENTS, "", "令和6年4月1日", "注意", True),
        (COMMENTS, "令和4年5月1日～令和4年5月30日", "", "誤り", True),
        (HEAD, "", "", "注意", True),
    ],
)
def test_a_procedure_of_a_draft_may_be_still_to_come(path, now, published, severity, sure):
    last = row(path, "令和2年5月1日～令和2年5月30日", "令和3年5月1日～令和3年5月30日")
    content = document(last, **{path: now, "表紙/公表日": published})
    (one,) = [finding for finding in found(content) if finding.kind == "unannounced"]
    assert (one.severity, one.sure) == (severity, sure)
    assert ("案の段階なら" in one.text) == (not sure)


def test_grounds_that_were_left_name_the_new_ones():
    (one,) = found(CASES["old-grounds"][0])
    assert "に変わっています" in one.text and "…" not in one.text
