"""The change table read from pages that were drawn: whatever the order of its cells, and what stands around it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from piadiff.dates import to_iso
from piadiff.model import Row
from piadiff.readers.change_endings import repeated_endings
from piadiff.readers.change_region import Atom
from piadiff.readers.change_running import without_running
from piadiff.readers.change_table import read_change_table
from tests.change_pages import CELLS, Layout, lay_out, same
from tests.drawn_pages import NARROW, Drawing, Line, extracted, printed
from tests.test_change_table import ROWS

MORE = tuple(
    replace(r, date=to_iso(f"令和{year}年{n + 1}月9日"), date_text=f"令和{year}年{n + 1}月9日")
    for year in (4, 5, 6)
    for n, r in enumerate(ROWS)
)
DATE_BESIDE_TIMING = ("item", "before", "after", "date_text", "timing", "reason")


def check(rows: Sequence[Row], drawing: Drawing) -> None:
    reading = read_change_table(printed(rows, drawing))
    assert [same(r) for r in reading.rows] == [same(r) for r in rows]


def in_notation(text: str) -> tuple[Row, ...]:
    return tuple(replace(r, date_text=text.format(2018 + 4 + n // 12, n % 12 + 1)) for n, r in enumerate(MORE))


@pytest.mark.parametrize("bottom_up", [False, True])
@pytest.mark.parametrize("middle", [False, True])
def test_pages_as_the_form_prints_them(middle: bool, bottom_up: bool) -> None:
    check(MORE, Drawing(middle=middle, bottom_up=bottom_up))


@pytest.mark.parametrize("middle", [False, True])
def test_the_date_stands_beside_the_timing(middle: bool) -> None:
    check(MORE, Drawing(columns=DATE_BESIDE_TIMING, drawn=DATE_BESIDE_TIMING, middle=middle))


@pytest.mark.parametrize(
    "drawn",
    [
        ("item", "before", "after", "timing", "reason", "date_text"),
        ("timing", "reason", "date_text", "item", "before", "after"),
    ],
)
def test_cells_are_drawn_in_another_order(drawn: Sequence[str]) -> None:
    check(MORE, Drawing(drawn=drawn))


OFFICES = ("税務課", "給付課", "福祉課", "窓口課", "人事課", "財政課")
REASONS = ("所管替えに伴う記載の見直しによるもの", "窓口の統合に合わせた記載の見直しによるもの")
UNKNOWN = tuple(
    replace(
        r,
        before=f"{OFFICES[n % 6]}の職員が記録を点検する。",
        after=f"{OFFICES[n % 5]}の職員が記録簿を点検する。",
        reason=REASONS[n % 2],
    )
    for n, r in enumerate(MORE)
)


@pytest.mark.parametrize(
    "drawn",
    [
        ("date_text", "timing", "item", "before", "after", "reason"),
        ("date_text", "item", "before", "after", "reason", "timing"),
        ("item", "before", "after", "reason", "date_text", "timing"),
    ],
)
def test_reasons_follow_the_texts_with_no_timing_between(drawn: Sequence[str]) -> None:
    check(UNKNOWN, Drawing(drawn=drawn))


def test_endings_are_told_by_different_rows() -> None:
    def row(*texts: str) -> list[Atom]:
        return [Atom(text=t, key=t, line=n, gap=1) for n, t in enumerate(texts)]

    rows = [
        row("甲", "窓口の", "見直しのため"),
        row("乙", "窓口の", "見直しのため"),
        row("丙", "窓口の", "見直しのため"),
    ]
    assert repeated_endings(rows) == {"窓口の見直しのため"}
    assert repeated_endings([rows[0]] * 3) == frozenset()
    assert repeated_endings(rows[:2]) == frozenset()


def test_dates_after_their_rows_and_timings_before_them() -> None:
    reading = read_change_table(lay_out(MORE, Layout(dates="after", tails="before")))
    assert [same(r) for r in reading.rows] == [same(r) for r in MORE]


def test_dates_and_timings_both_in_runs() -> None:
    reading = read_change_table(lay_out(MORE, Layout(dates="run_first", tails="run_last", join=False)))
    assert [r.item for r in reading.rows] == [r.item for r in MORE]


def test_different_dates_in_a_run_are_doubtful_where_some_row_has_none() -> None:
    def told(rows: Sequence[Row]) -> bool:
        lines = lay_out(rows, Layout(dates="run_first", tails="run_last", join=False))
        return any("変更日が続けて並び" in remark for remark in read_change_table(lines).remarks)

    assert told([replace(r, date=None, date_text="") if n % 4 == 1 else r for n, r in enumerate(UNKNOWN)])
    assert not told(UNKNOWN)


def test_a_reason_after_the_texts_that_nothing_tells_is_doubtful() -> None:
    drawing = Drawing(drawn=("date_text", "timing", "item", "before", "after", "reason"))
    rows = (*UNKNOWN[:9], replace(UNKNOWN[9], reason="台帳の様式を改めたことに伴うもの"), *UNKNOWN[10:])
    remarks = [r for r in read_change_table(printed(rows, drawing)).remarks if "説明の境目" in r]
    assert remarks
    assert all("10行目" in r for r in remarks)


@pytest.mark.parametrize("number", ["- {} -", "{}", "P.{}", "{}／90", "{}ページ"])
def test_page_numbers_are_no_part_of_a_row(number: str) -> None:
    check(MORE, Drawing(number=number))


@pytest.mark.parametrize("middle", [False, True])
def test_titles_of_pages_are_no_part_of_a_row(middle: bool) -> None:
    check(MORE, Drawing(title="給付に関する事務　全項目評価書", number="- {} -", middle=middle))


def test_what_ends_every_row_is_no_title() -> None:
    reason = "条例の改正に合わせた記載の見直し"
    rows = tuple(replace(r, reason=reason) for r in MORE)
    check(rows, Drawing())


def test_few_pages_keep_all_their_lines() -> None:
    page = (Atom(text="給付", key="給付", line=0, gap=2),)
    assert without_running([page, page]) == (page, page)


def test_numbers_that_do_not_count_up_stay() -> None:
    pages = [
        tuple(Atom(text=text, key=text, line=10 * n + i, gap=2) for i, text in enumerate(("事後", "12", "事後")))
        for n in range(5)
    ]
    assert without_running(pages) == tuple(pages)


@pytest.mark.parametrize("notation", ["令和{1}年3月29日", "{}年{}月29日", "R{1}.3.29", "{}/{}/29"])
@pytest.mark.parametrize("widths", [NARROW, Drawing().widths])
def test_dates_of_any_notation(notation: str, widths: dict[str, int]) -> None:
    check(in_notation(notation), Drawing(widths=widths))


@pytest.mark.parametrize("notation", ["{}年{}月29日", "R{1}.3.29", "{}/{}/29"])
def test_dates_of_any_notation_glued_to_the_heading(notation: str) -> None:
    rows = in_notation(notation)
    reading = read_change_table(lay_out(rows, Layout(dates="glued")))
    assert [same(r) for r in reading.rows] == [same(r) for r in rows]


def test_a_table_in_cells_goes_on_after_a_page_break() -> None:
    titles = "変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明"
    lines = [
        titles, "令和6年4月1日\tⅠ　②部署\t甲課\t乙課\t事後\t組織改正",
        "給付に関する事務", "全項目評価書", "12", "（続き）",
        titles, "\t\t及び丙課\t及び丁課\t\t", "\tⅠ　③他\t－\t新しい窓口\t事前\t重要な変更",
    ]  # fmt: skip
    reading = read_change_table(lines)
    assert [(r.before, r.after, r.timing) for r in reading.rows] == [
        ("甲課\n及び丙課", "乙課\n及び丁課", "事後"),
        ("－", "新しい窓口", "事前"),
    ]
    assert reading.used == frozenset({0, 1, 6, 7, 8})
    assert any("1行目" in remark and "続き" in remark for remark in reading.remarks)


def test_drawn_lines_become_text() -> None:
    lines = [
        Line(x=0, y=10, text="左"), Line(x=90, y=10, text="右"), Line(x=90, y=21, text="右の次"),
        Line(x=200, y=10, text="離れて"), Line(x=0, y=10, text="戻る"),
    ]  # fmt: skip
    assert extracted(lines) == ["左 右", "右の次", "", "離れて戻る"]
    assert set(CELLS) == set(NARROW)
