"""The change table of a published document: every way in which its text comes out damaged, and the real one."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piadiff.dates import to_iso
from piadiff.forms import form
from piadiff.model import Row
from piadiff.readers.change_table import TableReading, read_change_table
from tests.change_pages import CELLS, Layout, lay_out, plain, same, wrap
from tests.examples import examples
from tests.growth import assert_grows_with_size
from tests.shared import SHARED, gold, needs_shared

NOT_IMPORTANT = "その他の項目の変更であり事前の提出・公表が義務付けられない"
LESS_RISK = "特定個人情報の漏えい等のリスクを明らかに軽減させる変更のため、重要な変更に当たらない"


def row(date: str, item: str, before: str, after: str, timing: str, reason: str) -> Row:
    return Row(date=to_iso(date), date_text=date, item=item, before=before, after=after, timing=timing, reason=reason)


FILE = "Ⅱ　特定個人情報ファイルの概要\n（１）給付台帳ファイル"
OFFICE = "Ⅰ　基本情報\n７．評価実施機関における担当部署"
SYSTEM = "Ⅰ　基本情報\n２．特定個人情報ファイルを取り扱う事務において使用するシステム\nシステム３"
ENTRUSTED = f"{FILE}\n４．特定個人情報ファイルの取扱いの委託"
USE = f"{FILE}\n３．特定個人情報の入手・使用\n⑧使用方法"
RISKS = "Ⅲ　特定個人情報ファイルの取扱いプロセスにおけるリスク対策\n（１）給付台帳ファイル"
ACCIDENT = (
    f"{RISKS}\n７．特定個人情報の保管・消去\nリスク１：特定個人情報の漏えい・滅失・毀損リスク\n"
    "⑨過去３年以内に、評価実施機関において、個人情報に関する重大事故が発生したか"
)
GIVEN = f"{FILE}\n５．特定個人情報の提供・移転（委託に伴うものを除く。）\n提供先２\n⑥提供方法"
CLERKS = "申請書の記載と本人確認書類を照合し、相違があるときは申請者に確かめたうえで台帳に記録する。"
FUNCTIONS = (
    "①申請受付機能：電子申請された内容を受け付ける。\n②審査補助機能：添付書類の不足を職員に知らせる。\n"
    "③通知機能：審査の結果を申請者に知らせる。"
)
ONE, TWO = f"窓口の職員は、{CLERKS}", f"窓口の職員は二人一組で、{CLERKS}"
KEPT = "施錠された保管庫に保管し、鍵は課長が管理する。"
CHECKED = "事後に入退室の記録を確かめる。"
SLIP_BOX, SCREEN_BOX = "　紙　[　　　]　その他　（　　　　　　）", "　紙　[　○　]　その他　（専用の閲覧画面）"
ROWS = (
    row("令和3年4月1日", f"{OFFICE}\n①部署", "福祉部給付課", "こども部給付課", "事後", NOT_IMPORTANT),
    row("令和3年4月1日", f"{OFFICE}\n②所属長の役職名", "給付課長", "こども給付課長", "事後", NOT_IMPORTANT),
    row("令和3年4月1日", f"{FILE}\n２．基本情報\n⑥事務担当部署", "福祉部給付課", "こども部給付課", "事後",
        NOT_IMPORTANT),
    row("令和4年10月3日", f"{SYSTEM}\n①システムの名称", "空欄", "給付金電子申請システム", "事前", "重要な変更"),
    row("令和4年10月3日", f"{SYSTEM}\n②システムの機能", "空欄", FUNCTIONS, "事前", "重要な変更"),
    row("令和4年10月3日", f"{ENTRUSTED}\n委託の有無", "2件", "3件", "事前", "重要な変更"),
    row("令和4年10月3日", f"{ENTRUSTED}\n委託事項３\n③委託先における取扱者数", "空欄", "10人未満", "事前",
        "重要な変更"),
    row("令和4年10月3日", USE, ONE, TWO, "事後", LESS_RISK),
    row("令和5年7月20日", ACCIDENT, "発生なし", "発生あり", "事後", ""),
    row("令和5年7月20日", f"{FILE}\n６．特定個人情報の保管・消去\n①保管場所", f"{KEPT}{CHECKED}",
        f"{KEPT}左の記録は令和5年7月1日から電子化した。{CHECKED}", "事後", LESS_RISK),
    row("令和6年2月9日", "Ⅵ　評価実施手続\n１．基礎項目評価\n①実施日", "令和3年4月1日", "令和6年2月9日", "事後",
        NOT_IMPORTANT),
    row("令和6年2月9日", GIVEN, f"[　○　]{SLIP_BOX}", f"[　　　]{SCREEN_BOX}", "事後", NOT_IMPORTANT),
)  # fmt: skip


def read(rows: tuple[Row, ...], layout: Layout) -> TableReading:
    return read_change_table(lay_out(rows, layout))


def check(rows: tuple[Row, ...], layout: Layout) -> None:
    reading = read(rows, layout)
    assert [same(r) for r in reading.rows] == [same(r) for r in rows]


@pytest.mark.parametrize("header", ["first", "last", "middle", "glued", "boxes", "strewn", "once"])
@pytest.mark.parametrize("bottom_up", [False, True])
def test_wherever_the_titles_stand(header: str, bottom_up: bool) -> None:
    check(ROWS, Layout(header=header, bottom_up=bottom_up))


@pytest.mark.parametrize("header", ["first", "last", "glued"])
def test_titles_in_another_order(header: str) -> None:
    check(ROWS, Layout(header=header, shuffled=True))


@pytest.mark.parametrize("page", ["feed", "space", "none"])
@pytest.mark.parametrize("header", ["first", "last"])
@pytest.mark.parametrize("bottom_up", [False, True])
def test_however_pages_are_divided(page: str, header: str, bottom_up: bool) -> None:
    check(ROWS, Layout(page=page, header=header, bottom_up=bottom_up))


@pytest.mark.parametrize("boxes", ["none", "random"])
def test_blank_lines_do_not_divide_cells(boxes: str) -> None:
    check(ROWS, Layout(boxes=boxes, join=False))


@pytest.mark.parametrize("seed", range(3))
def test_blank_lines_inside_texts(seed: int) -> None:
    check(ROWS, Layout(blank_inside=0.25, seed=seed))


@pytest.mark.parametrize("dates", ["after", "run_first", "run_last", "inside", "glued"])
@pytest.mark.parametrize("bottom_up", [False, True])
def test_displaced_dates(dates: str, bottom_up: bool) -> None:
    check(ROWS, Layout(dates=dates, bottom_up=bottom_up))


def test_rows_without_dates() -> None:
    some = tuple(replace(r, date=None, date_text="") if n % 3 == 1 else r for n, r in enumerate(ROWS))
    check(some, Layout())
    check(some, Layout(bottom_up=True, header="last"))
    check(tuple(replace(r, date=None, date_text="") for r in ROWS), Layout())


@pytest.mark.parametrize("tails", ["before", "glued", "reason_first"])
def test_displaced_timings_and_reasons(tails: str) -> None:
    check(ROWS, Layout(tails=tails))


def test_timings_and_reasons_in_a_run_at_the_end_of_the_page() -> None:
    check(ROWS, Layout(tails="run_last", join=False))


@pytest.mark.parametrize("widths", [(9, 14, 9), (13, 21, 13), (20, 30, 16)])
def test_whatever_the_columns_measure(widths: tuple[int, int, int]) -> None:
    check(ROWS, Layout(widths=widths))


def test_empty_cells_without_a_mark() -> None:
    check(tuple(replace(r, before="") if r.before == "空欄" else r for r in ROWS), Layout())


def test_a_row_cut_by_a_page_break_is_put_together() -> None:
    long = row("令和4年10月3日", USE, ONE * 2, TWO * 2, "事後", LESS_RISK)
    before, after = wrap(long.before, 21), wrap(long.after, 21)
    head, last = (
        lay_out((*ROWS[:3], replace(long, before="\n".join(before[:3]), after="\n".join(after[:3]))), Layout()),
        lay_out(ROWS[9:], Layout(), lead=()),
    )
    lines = [*head, f"\f{last[2]}", "", *before[3:], "", *after[3:], *last[3:]]
    reading = read_change_table(lines)
    assert [same(r) for r in reading.rows] == [same(r) for r in (*ROWS[:3], long, *ROWS[9:])]
    assert any("4行目" in remark and "離れた所" in remark for remark in reading.remarks)


def test_the_end_of_a_reason_torn_off_to_the_end_of_the_page() -> None:
    lines = lay_out(ROWS[:8], Layout(per_page=4, join=False))
    first = lines.index("事後")
    end = lines.index("", first + 2)
    torn = lines.pop(end - 1)
    page = next(i for i in range(end, len(lines)) if lines[i].startswith("\f"))
    lines[page:page] = ["", torn]
    reading = read_change_table(lines)
    assert [same(r) for r in reading.rows] == [same(r) for r in ROWS[:8]]


def test_headings_in_a_run_before_their_texts() -> None:
    lines = ["変更日 項目 変更前の記載 変更後の記載 提出時期 提出時期に係る説明"]
    some = ROWS[:3]
    for cells in (("date_text", "item"), ("before", "after"), ("timing", "reason")):
        for r in some:
            for cell in cells:
                lines += ["", *getattr(r, cell).split("\n")]
    reading = read_change_table(lines)
    assert [same(r) for r in reading.rows] == [same(r) for r in some]
    assert any("項目が続けて並び" in remark for remark in reading.remarks)


def test_dates_and_marks_inside_cells_stay_there() -> None:
    text = "令和5年4月1日\n事後\n追加\nの三つは、台帳の欄の名前である。"
    inside = row("令和5年7月20日", USE, text, f"{text}ほかに欄はない。", "事後", "")
    check((*ROWS[:4], inside, *ROWS[4:8]), Layout())


def test_cells_say_what_was_printed() -> None:
    found = read(ROWS, Layout()).rows
    assert [r.date for r in found] == [r.date for r in ROWS]
    assert found[4].after == ROWS[4].after  # its paragraphs, the wraps of the cell undone
    assert found[7].before == ONE
    assert found[3].item == ROWS[3].item  # one heading a line
    assert all(r.paths == () for r in found)
    assert [plain(r) for r in found] == list(found)


def test_used_lines_are_those_of_the_table_only() -> None:
    lead = ["特定個人情報保護評価書", "項目一覧", "　（別添３）　変更箇所", "", "Ⅵ　評価実施手続", "", "③結果"]
    lines = lay_out(ROWS, Layout(), lead=lead)
    used = read_change_table(lines).used
    assert used == frozenset(range(len(lead), len(lines)))


def test_rows_above_the_first_titles_belong_to_the_table() -> None:
    lead = ["Ⅵ　評価実施手続", " ３．第三者点検", "", "③結果"]
    lines = lay_out(ROWS, Layout(bottom_up=True, header="last", page="space"), lead=lead)
    reading = read_change_table(lines)
    assert reading.used == frozenset(range(len(lead), len(lines)))
    assert [same(r) for r in reading.rows] == [same(r) for r in ROWS]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [""] * 5,
        ["項目一覧", "", "Ⅰ　基本情報", "　（別添３）　変更箇所", "", "事前", "令和6年4月1日"],
        ["項目番号 ページ数・位置 変更前 変更後 概要", "1 P4 システムの名称 空欄 給付システム 事前"],
        ["変更後の記載を事前に確かめる。", "項目", "提出時期"],
    ],
)
def test_a_text_without_the_table_gives_nothing(lines: list[str]) -> None:
    assert read_change_table(lines) == TableReading()


def test_a_table_without_rows_takes_its_titles() -> None:
    reading = read_change_table(
        ["③結果", "（別添３）変更箇所", "変更日 項目 変更前の記載 変更後の記載 提出時期 提出時期に係る説明"]
    )
    assert reading.rows == ()
    assert reading.used == frozenset({1, 2})


def test_a_doubtful_row_is_told() -> None:
    rows = (*ROWS[:3], replace(ROWS[3], timing="", reason=""), *ROWS[4:])
    remarks = read(rows, Layout()).remarks
    assert [r for r in remarks if "提出時期が見つかりません" in r] == [remarks[0]]
    assert remarks[0].startswith("変更箇所の4行目（")
    assert "①システムの名称" in remarks[0]


def test_no_remarks_without_doubt() -> None:
    assert read(ROWS, Layout()).remarks == ()


def test_cells_divided_by_tabs() -> None:
    lines = [
        "(別添2) 変更箇所", "",
        "変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明",
        "令和6年4月1日\tI 基本情報 ②所属長の役職名\t課長\t<p>課長</p><p>課長補佐</p>\t事後\t人事異動",
        "Ⅱ 2. ③対象となる本人の範囲\t－\t申請した者\t事前\t重要な変更",
        "（給付の拡大）", "", "おわり", "", "あ", "い", "う", "え",
    ]  # fmt: skip
    reading = read_change_table(lines)
    assert [r.after for r in reading.rows] == ["課長\n課長補佐", "申請した者"]
    assert [r.date for r in reading.rows] == ["2024-04-01", None]
    assert reading.rows[1].timing == "事前"
    assert {0, 2, 3, 4} <= reading.used
    assert any("セルの数" in remark for remark in reading.remarks)


def test_cells_divided_by_bars_in_another_order() -> None:
    lines = [
        "| 項目 | 変更日 | 変更前の記載 | 変更後の記載 | 提出時期 |",
        "|---|---|---|---|---|",
        "| Ⅰ　②部署 | 令和6年4月1日 | 甲課 | 乙課 | 事後 |",
    ]
    (found,) = read_change_table(lines).rows
    assert same(found) == ("令和6年4月1日", "Ⅰ②部署", "甲課", "乙課", "事後", "")


TREE = form("様式4")
PATHS = [
    n.path.replace("(n)", "(1)") for n in TREE.items if n.path[0] in "ⅠⅡⅢ" and "n" not in n.path.replace("(n)", "")
]
WORDS = (
    "申請書",
    "台帳",
    "窓口",
    "職員",
    "照合",
    "保管庫",
    "記録簿",
    "管理者",
    "通信回線",
    "閲覧画面",
    "届出",
    "受付番号",
)
sentences = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)).map(lambda p: f"{p[0]}を{p[1]}とともに点検し、"),
    min_size=1,
    max_size=5,
).map(lambda parts: f"{''.join(parts)}結果を記載する。")


@st.composite
def random_rows(draw: st.DrawFn) -> tuple[Row, ...]:
    rows = []
    year = 3
    for path in draw(st.lists(st.sampled_from(PATHS), min_size=3, max_size=9)):
        year += draw(st.integers(0, 1))
        date = f"令和{year}年{len(rows) + 1}月1日"
        text = draw(sentences)
        before, after = draw(
            st.sampled_from(
                [("空欄", text), (text, f"毎月、{text}"), (text, text.replace("点検", "確認")), (text, "削除")]
            )
        )
        timing, reason = draw(st.sampled_from([("事前", "重要な変更"), ("事後", NOT_IMPORTANT), ("事後", "")]))
        item = "\n".join(TREE.heading(path, {"Ⅱ/(1)/1": "（１）給付台帳ファイル"}))
        rows.append(row(date, item, before, after, timing, reason))
    return tuple(rows)


layouts = st.builds(
    Layout,
    per_page=st.integers(2, 5),
    bottom_up=st.booleans(),
    header=st.sampled_from(["first", "last"]),
    page=st.sampled_from(["feed", "space"]),
    join=st.booleans(),
    widths=st.sampled_from([(12, 20, 12), (13, 21, 13), (15, 24, 14)]),
)


@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(random_rows(), layouts)
def test_random_tables_are_read_back(rows: tuple[Row, ...], layout: Layout) -> None:
    check(rows, layout)


PIECES = (
    "", " ", "\f", "事後", "空欄", "令和6年4月1日", "Ⅰ　基本情報", "変更日 項目 変更前の記載 変更後の記載 提出時期",
    "（別添３）変更箇所", "項目", "システムの名称 空欄 給付 事前", "-", "（", "あ" * 50,
)  # fmt: skip


@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_lines_give_a_reading(lines: list[str]) -> None:
    reading = read_change_table(lines)
    assert reading.used <= frozenset(range(len(lines)))
    assert bool(reading.rows) <= bool(reading.used)


def agreement(rows: tuple[Row, ...], wanted: list[dict]) -> tuple[int, float]:
    """How many wanted rows are found (two of 項目 and texts exact), and what share of cells is exact."""
    from difflib import SequenceMatcher

    from piadiff.notation import nfkc

    def key(cells: tuple[str, ...]) -> tuple[str, ...]:
        return tuple("".join(nfkc(c).split()) for c in cells)

    found = [key(same(r)) for r in rows]
    exact = paired = 0
    for want in (key(tuple(w[c] for c in CELLS)) for w in wanted):
        best = (
            want
            if want in found
            else max(
                found,
                key=lambda f: (
                    sum(a == b for a, b in zip(f, want, strict=True)) + SequenceMatcher(None, f[1], want[1]).ratio()
                ),
                default=None,
            )
        )
        if best is None or sum(a == b for a, b in zip(best[1:4], want[1:4], strict=True)) < 2:
            continue
        found.remove(best)
        paired += 1
        exact += sum(a == b for a, b in zip(best, want, strict=True))
    return paired, exact / (len(wanted) * len(CELLS))


@needs_shared
def test_the_real_table() -> None:
    lines = (SHARED / "published" / "所沢市_住民基本台帳_全項目.txt").read_text(encoding="utf-8").split("\n")
    reading = read_change_table(lines)
    paired, share = agreement(reading.rows, gold("所沢市-rows.jsonl"))
    assert len(reading.rows) == 116
    assert paired == 116
    assert share >= 0.99
    dates = [r.date for r in reading.rows if r.date]
    assert dates == sorted(dates)
    assert min(reading.used) == 4403
    assert_grows_with_size(lambda count: read_change_table(lines[: 4403 + count]), len(lines) - 4403)


@needs_shared
def test_the_real_table_of_the_previous_version() -> None:
    lines = (SHARED / "published" / "所沢市_住民基本台帳_全項目_前版.txt").read_text(encoding="utf-8").split("\n")
    reading = read_change_table(lines)
    wanted = [w for w in gold("所沢市-rows.jsonl") if w["date_text"]]
    paired, share = agreement(reading.rows, wanted)
    assert len(reading.rows) == paired == len(wanted)
    assert share >= 0.99


@needs_shared
@pytest.mark.parametrize(
    "name",
    [
        "さいたま市_給付金_重点項目",
        "大田区_第三者点検意見_前半",
        "岡山市_個人住民税_全項目_変更箇所なし",
        "川口市_変更箇所一覧_前半",
    ],
)
def test_real_documents_without_the_table(name: str) -> None:
    lines = (SHARED / "published" / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    assert read_change_table(lines) == TableReading()


@needs_shared
@pytest.mark.parametrize(
    "layout",
    [
        Layout(header="strewn", widths=(14, 22, 13)),
        Layout(boxes="random", join=False, bottom_up=True, header="last", page="space"),
        Layout(dates="run_first", widths=(11, 18, 12)),
        Layout(tails="before", widths=(18, 30, 16)),
        Layout(header="once", page="none", blank_inside=0.1),
    ],
)
def test_the_real_rows_laid_out_as_other_offices_do(layout: Layout) -> None:
    lines = (SHARED / "published" / "所沢市_住民基本台帳_全項目.txt").read_text(encoding="utf-8").split("\n")
    rows = read_change_table(lines).rows
    wanted = [{cell: getattr(r, cell) for cell in CELLS} for r in rows]
    paired, share = agreement(read(rows, layout).rows, wanted)
    assert paired >= 114
    assert share >= 0.97
