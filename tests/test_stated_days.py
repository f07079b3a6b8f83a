"""The days of submission and of effect as options of diff, table and report, from the command line and from a file."""

import json
from pathlib import Path

import pytest

from piadiff import canonical
from piadiff.model import Assessment

OFFICE, LAW, REUSE, PLACE = "Ⅰ/7/①", "Ⅰ/1/②", "Ⅱ/(1)/4/委託事項1/⑦", "Ⅱ/(1)/6/①"
OLD = {
    "表紙/公表日": "令和4年6月27日",
    "Ⅰ/1/③": "10万人以上30万人未満",
    LAW: ("届出の受理を行う。",),
    OFFICE: "市民部　市民課",
    "Ⅱ/(1)/4/委託事項1": "帳票の印刷",
    REUSE: "再委託しない",
    PLACE: ("第一庁舎に置く。",),
}
NEW = OLD | {
    "表紙/公表日": "令和6年9月27日",
    LAW: ("証明書の交付を行う。",),
    OFFICE: "市民部　戸籍課",
    REUSE: "再委託する",
    PLACE: ("第二庁舎に置き、鍵は委託先が持つ。",),
}
BEFORE, AFTER = ("--submitted", "令和6年9月27日"), ("--submitted", "2024-10-05")
DAY = ("--effective", "令和6年10月1日")


@pytest.fixture(autouse=True)
def pair(piadiff):
    for name, items in (("旧.json", OLD), ("新.json", NEW)):
        Path(name).write_text(canonical.dumps(Assessment(form="様式4", items=items)), encoding="utf-8")


def diffed(piadiff, *options, status=0):
    done = piadiff("diff", "旧.json", "新.json", "--json", *options)
    assert done.status == status, done.err
    data = json.loads(done.out)
    return {change["path"]: change for change in data["changes"]}, data


def tabled(piadiff, *options):
    done = piadiff("table", "旧.json", "新.json", "--json", *options)
    assert done.status == 0, done.err
    return {row["paths"][0]: row for row in json.loads(done.out)["rows"]}, done.err


def timings(changes):
    return {path: change["timing"] for path, change in changes.items()}


def test_without_days_the_rules_propose(piadiff):
    changes, data = diffed(piadiff)
    assert timings(changes) == {LAW: "事前", OFFICE: "事後", REUSE: "事前", PLACE: "事前"}
    assert [changes[path]["important"] for path in (LAW, OFFICE, REUSE, PLACE)] == ["review", "no", "yes", "review"]
    assert "findings" not in data


def test_submitted_before_all_is_in_time(piadiff):
    plain, _ = diffed(piadiff)
    changes, data = diffed(piadiff, *BEFORE, *DAY)
    assert set(timings(changes).values()) == {"事前"}
    assert {p: c["important"] for p, c in changes.items()} == {p: c["important"] for p, c in plain.items()}
    assert "（変更日前に提出）" in changes[OFFICE]["reason"]
    assert "提出日（令和6年9月27日）が変更日（令和6年10月1日）より前" in changes[REUSE]["why"]
    assert "findings" not in data


def test_submitted_afterwards_misses_the_duty(piadiff):
    changes, data = diffed(piadiff, *AFTER, *DAY)
    assert set(timings(changes).values()) == {"事後"}
    assert {finding["path"]: finding["kind"] for finding in data["findings"]} == dict.fromkeys(
        (LAW, REUSE, PLACE), "missed-duty"
    )
    assert all(finding["clause"] == "番号法第28条第1項、規則第11条" for finding in data["findings"])


def test_for_people_the_findings_stand_below_the_summary(piadiff):
    out = piadiff("diff", "旧.json", "新.json", *AFTER, *DAY).out
    assert "指摘 3件:\n  ・" in out
    said = out.replace("\n", "").replace(" ", "")
    assert f"{REUSE}は重要な変更ですが" in said
    assert f"{LAW}、{PLACE}（2件）は要確認で" in said


def test_one_day_alone_decides_nothing_and_that_is_said(piadiff):
    plain, _ = diffed(piadiff)
    for options, word in ((DAY, "--submitted"), (BEFORE, "--effective")):
        changes, data = diffed(piadiff, *options)
        assert timings(changes) == timings(plain)
        assert any(word in remark for remark in data["remarks"])
        done = piadiff("diff", "旧.json", "新.json", *options)
        assert word in done.err


def test_a_day_for_an_item(piadiff):
    changes, _ = diffed(
        piadiff, *AFTER, *DAY, "--effective", "再委託の有無=R6.11.1", "--effective", "Ⅱ－１－６－①＝2024/12/1"
    )
    assert timings(changes) == {LAW: "事後", OFFICE: "事後", REUSE: "事前", PLACE: "事前"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("日.csv", f"項目,変更日\n{REUSE},令和6年11月1日\n,2024-10-01\n"),
        ("日.json", json.dumps({REUSE: "令和6年11月1日", "": "2024-10-01"})),
    ],
)
def test_days_from_a_file(piadiff, name, content):
    Path(name).write_text(content, encoding="utf-8")
    changes, _ = diffed(piadiff, *AFTER, "--effective-file", name)
    assert timings(changes) == {LAW: "事後", OFFICE: "事後", REUSE: "事前", PLACE: "事後"}


def test_days_filled_into_the_table_itself(piadiff):
    from openpyxl import load_workbook

    assert piadiff("table", "旧.json", "新.json", "-o", "表.xlsx").status == 0
    book = load_workbook("表.xlsx")
    (sheet,) = book.worksheets
    header = next(row[0].row for row in sheet.iter_rows() if row[0].value == "変更日")
    for row in range(header + 1, sheet.max_row + 1):
        sheet.cell(row, 1).value = "令和6年10月1日"
    book.save("表.xlsx")
    by_file, _ = diffed(piadiff, *AFTER, "--effective-file", "表.xlsx")
    stated, _ = diffed(piadiff, *AFTER, *DAY)
    assert timings(by_file) == timings(stated)


def test_the_table_has_the_day_of_each_row(piadiff):
    rows, err = tabled(piadiff, *AFTER, *DAY, "--effective", f"{REUSE}=令和6年11月1日")
    assert (rows[OFFICE]["date"], rows[OFFICE]["date_text"]) == ("2024-10-01", "令和6年10月1日")
    assert (rows[REUSE]["date"], rows[REUSE]["date_text"]) == (None, ""), "still to come when it was submitted"
    assert (rows[REUSE]["timing"], rows[PLACE]["timing"]) == ("事前", "事後")
    assert "【要確認】" in rows[PLACE]["reason"]
    assert "指摘: " in err


def test_the_day_of_all_rows_fills_what_is_left(piadiff):
    rows, _ = tabled(piadiff, "--date", "2024-12-01", "--effective", f"{REUSE}=2024-11-01")
    assert (rows[OFFICE]["date"], rows[REUSE]["date"]) == ("2024-12-01", "2024-11-01")
    rows, _ = tabled(piadiff, "--date", "2024-12-01", *BEFORE, *DAY)
    assert {row["date"] for row in rows.values()} == {"2024-12-01"}


def test_the_report_shows_the_finding_and_the_timing(piadiff):
    done = piadiff("report", "旧.json", "新.json", "-o", "比較.html", *AFTER, *DAY)
    assert done.status == 0
    page = Path("比較.html").read_text(encoding="utf-8")
    findings = page.partition("<h3>指摘</h3>")[2].partition("</ul>")[0]
    assert f"{REUSE}は重要な変更ですが" in findings
    assert "提出時期　事前" not in page
    assert "提出時期　事後" in page


def test_a_threshold_that_moves_is_a_finding(piadiff):
    for name, people in (("旧.json", "1万人以上10万人未満"), ("新.json", "30万人以上")):
        content = Assessment(form="様式3", items={"Ⅰ/1/③": people})
        Path(name).write_text(canonical.dumps(content), encoding="utf-8")
    _, data = diffed(piadiff)
    assert [finding["kind"] for finding in data["findings"]] == ["threshold-moved", "threshold-form"]
    assert "全項目評価に変わります" in piadiff("diff", "旧.json", "新.json").out.replace("\n", "").replace(" ", "")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--effective", "令和元年13月"), "暦にない日"),
        (("--effective", "Ⅰ/7/①=令和6年2月30日"), "暦にない日"),
        (("--submitted", "昨日"), "暦にない日"),
        (("--effective", "平成31年4月1日"), "前の版の公表日（令和4年6月27日）より前"),
        (("--submitted", "2019-04-01"), "前の版の公表日（令和4年6月27日）より前"),
        (("--effective", "存在しない項目=2024-10-01"), "見つかりません"),
        (("--effective", f"{OFFICE}=2024-10-01", "--effective", f"{OFFICE}=2024-10-02"), "変更日が二つ"),
        (("--effective-file", "ない.csv"), "ファイルがありません"),
    ],
)
@pytest.mark.parametrize("command", ["diff", "table", "report"])
def test_days_that_cannot_be(piadiff, command, options, said):
    target = ("-o", "比較.html") if command == "report" else ()
    done = piadiff(command, "旧.json", "新.json", *target, *options)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1
    assert not Path("比較.html").exists()


@pytest.mark.parametrize("said", ["=2024-10-01", " ＝ 令和6年10月1日", '""=2024-10-01'])
def test_an_empty_item_is_not_taken_for_everything(piadiff, said):
    done = piadiff("diff", "旧.json", "新.json", "--effective", said)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("piadiff: --effective: 「=」の前の項目が空です") and done.err.count("\n") == 1


@pytest.mark.parametrize("item", ["Ⅲ/(9)", "Ⅱ/(1)/4/委託事項9", "委託事項9", "Ⅱ/(1)/4/委託事項9/⑦"])
def test_an_item_that_neither_version_has_is_told(piadiff, item):
    done = piadiff("diff", "旧.json", "新.json", "--effective", f"{item}=2024-10-01")
    assert (done.status, done.out) == (2, "")
    assert "ありません" in done.err and "件あります" not in done.err and done.err.count("\n") == 1
    assert done.err.startswith("piadiff: --effective: ")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--submitted", "2099-04-01", *DAY), "提出日（令和81年4月1日）が1年より先の日です"),
        (("--submitted", "令和6年9月1日", "--effective", "2099-04-01"), "変更日（令和81年4月1日）が5年より先の日です"),
    ],
)
def test_a_day_far_ahead_is_asked_about(piadiff, options, said):
    assert said in piadiff("diff", "旧.json", "新.json", *options).err
    assert "より先の日です" not in piadiff("diff", "旧.json", "新.json", *AFTER, *DAY).err
