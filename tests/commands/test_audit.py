import json
import re
from pathlib import Path

import pytest

from piadiff import canonical
from piadiff.forms import form as form_
from piadiff.model import Assessment, Row
from piadiff.store import NewVersion, Store
from piadiff.writers.terminal import columns
from tests.sample import FOLDER
from tests.shared import SHARED, needs_shared
from tests.store.tools import ID, document

SAMPLE = FOLDER / "v3.json"
REUSE, OFFICE, HEAD = "Ⅱ/(1)/4/委託事項1/⑦", "Ⅰ/7/①", "Ⅰ/7/②"
PLACE, PEOPLE = "Ⅱ/(1)/6/①", "Ⅰ/1/③"


def row(path, before, after, timing, reason="説明", date="2020-04-01"):
    return Row(date=date, date_text="令和2年4月1日", item=path, paths=(path,), before=before, after=after,
               timing=timing, reason=reason)  # fmt: skip


def as_kind(path, text):
    return (text,) if form_("様式4").node(path).kind == "text" else text


ROWS = (
    row(REUSE, "再委託しない", "再委託する", "事後"),
    row(OFFICE, "市民部　市民課", "市民部　戸籍課", "事後"),
    row(OFFICE, "市民部　戸籍課", "市民部　住民課", "事前", date="2021-04-01"),
    row(PLACE, "第一庁舎に置く。", "第二庁舎に置き、鍵は委託先が持つ。", "事前", date="2022-04-01"),
)


def written(*rows, people="30万人以上", form="様式4", **items):
    """A document in whose body stands what the rows wrote last."""
    body = {path: as_kind(path, row.after) for row in rows for path in row.paths}
    content = Assessment(form=form, items={**body, PEOPLE: people, **items}, changes=rows)
    Path("評価書.json").write_text(canonical.dumps(content), encoding="utf-8")
    return "評価書.json"


@pytest.mark.parametrize("width", ["80", "120"])
def test_a_table_for_people(piadiff, monkeypatch, width):
    file = written(*ROWS)
    monkeypatch.setenv("COLUMNS", width)
    done = piadiff("audit", file, "--all")
    assert done.status == 0
    cells = [[cell.strip() for cell in line.split("|")] for line in done.out.splitlines() if line.startswith("| ")]
    assert cells[0][1:-1] == ["行", "項目", "公表", "判断", "規則"]
    assert [line[1] for line in cells[1:] if line[1]] == ["1！", "2", "3≠", "4？"]
    said = done.out.replace("\n", "").replace(" ", "")
    assert "4行のうち、公表と同じ1行、要確認（？）1行、重要な変更なのに事後（！）1行、そのほかの違い（≠）1行。" in said
    assert "しきい値判断:対象人数30万人以上→全項目評価" in said
    assert "指摘（1件:誤り1）【誤り】事前の評価の再実施・1行目の" in said
    assert max(columns(line) for line in done.out.splitlines()) <= int(width)


def test_rows_that_agree_are_counted_and_shown_when_asked_for(piadiff):
    shown = [
        line.split("|")[1].strip() for line in piadiff("audit", written(*ROWS)).out.splitlines() if line[:2] == "| "
    ]
    assert list(filter(None, shown)) == ["行", "1！", "3≠", "4？"]
    agreed = piadiff("audit", written(row(REUSE, "再委託しない", "再委託する", "事前"))).out
    assert "1行のうち、公表と同じ1行、" in agreed and "|" not in agreed


def test_the_command_prints_pure_json(piadiff):
    done = piadiff("audit", SAMPLE, "--json")
    assert (done.status, done.err) == (0, "")
    data = json.loads(done.out)
    assert set(data) >= {"rows", "findings"}
    assert set(data["rows"][0]) == {"row", "paths", "published", "judged"}
    assert [entry["row"] for entry in data["rows"]] == list(range(1, len(data["rows"]) + 1))


def test_a_missed_duty_is_a_finding(piadiff):
    data = json.loads(piadiff("audit", written(*ROWS), "--json").out)
    assert [entry["row"] for entry in data["rows"]] == [1, 2, 3, 4]
    (finding,) = data["findings"]
    assert list(finding) == [
        "kind", "row", "path", "clause", "text", "severity", "certainty", "heading", "evidence",
    ]  # fmt: skip
    assert (finding["severity"], finding["certainty"]) == ("誤り", "確実")
    assert finding["heading"][-1] == "⑦再委託の有無"
    assert (finding["kind"], finding["row"], finding["path"]) == ("missed-duty", 1, REUSE)
    assert finding["clause"] == "番号法第28条第1項、規則第11条"
    assert "「事後」と公表" in finding["text"]


def test_a_correction_of_an_important_item_is_one_too(piadiff):
    data = json.loads(piadiff("audit", written(row(REUSE, "再委託しない", "再委託する", "修正")), "--json").out)
    assert [finding["kind"] for finding in data["findings"]] == ["missed-duty"]


def test_a_duty_that_was_kept_is_none(piadiff):
    file = written(row(REUSE, "再委託しない", "再委託する", "事前"))
    assert json.loads(piadiff("audit", file, "--json").out)["findings"] == []
    assert piadiff("audit", file, "--exit-code").status == 0


def test_exit_code_only_where_there_are_findings_and_asked_for(piadiff):
    file = written(*ROWS)
    assert piadiff("audit", file).status == 0
    assert piadiff("audit", file, "--exit-code").status == 1
    assert piadiff("audit", file, "--exit-code", "--json").status == 1


def test_the_threshold_of_the_document_and_of_its_rows(piadiff):
    moves = row(PEOPLE, "1万人以上10万人未満", "30万人以上", "事後")
    data = json.loads(piadiff("audit", written(moves, form="様式3"), "--json").out)
    assert [(finding["kind"], finding.get("row")) for finding in data["findings"]] == [
        ("threshold-form", None),
        ("threshold-moved", 1),
    ]
    assert data["threshold"]["possible"] == ["全項目評価"]
    wrong = {"Ⅵ/1/②": "基礎項目評価の実施が義務付けられる（任意に全項目評価を実施）"}
    data = json.loads(piadiff("audit", written(**wrong), "--json").out)
    assert [finding["kind"] for finding in data["findings"]] == ["threshold-result"]


def test_a_stored_version_is_held_against_the_one_before(piadiff):
    store = Store(Path("store"))
    first, second = (document(**{PEOPLE: people}) for people in ("1万人以上10万人未満", "30万人以上"))
    for day, content in (("2020-04-01", first), ("2021-04-01", second)):
        store.add([NewVersion(assessment=content, date=day, original=b"-", source="評価書.txt")])
    data = json.loads(piadiff("audit", f"{ID}@latest", "--json").out)
    assert [f["kind"] for f in data["findings"]] == ["threshold-moved", "unannounced", "overdue", "overdue"]
    assert json.loads(piadiff("audit", f"{ID}@prev", "--json").out)["findings"] == []


def test_a_document_without_rows(piadiff):
    done = piadiff("audit", written())
    assert done.out.splitlines() == [
        "変更箇所の表に行がありません。",
        "しきい値判断: 対象人数30万人以上 → 全項目評価",
    ]


def test_no_such_version(piadiff):
    done = piadiff("audit", "ない.txt")
    assert (done.status, done.out) == (2, "")
    assert "ファイルがありません" in done.err


def test_a_file_is_held_against_the_version_that_is_named(piadiff):
    first = row(OFFICE, "市民部　市民課", "市民部　戸籍課", "事後")
    Path(written(first, **{HEAD: "市民課長"})).rename("前.json")
    later = written(first, **{HEAD: "戸籍課長"})
    data = json.loads(piadiff("audit", later, "--before", "前.json", "--json").out)
    assert [(f["kind"], f["path"], f["severity"]) for f in data["findings"]] == [("unannounced", HEAD, "誤り")]
    assert data["findings"][0]["evidence"][0]["what"] == "前.json"
    assert json.loads(piadiff("audit", later, "--json").out)["findings"] == []


def test_another_assessment_is_no_version_before(piadiff):
    Path(written(**{"表紙/評価書番号": "2"})).rename("別.json")
    done = piadiff("audit", written(**{"表紙/評価書番号": "1"}), "--before", "別.json")
    assert (done.status, done.out) == (2, "")
    assert "違う評価書です" in done.err


def test_the_deadline_of_a_file_is_looked_at_on_a_named_day(piadiff):
    file = written(**{"表紙/公表日": "令和4年7月1日", "Ⅵ/1/①": "令和4年6月27日"})
    on = {day: json.loads(piadiff("audit", file, "--on", day, "--json").out) for day in ("2027-06-27", "2027-06-28")}
    assert on["2027-06-27"]["findings"] == []
    assert [f["kind"] for f in on["2027-06-28"]["findings"]] == ["overdue"]
    assert json.loads(piadiff("audit", file, "--json").out)["findings"] == []


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_sample_has_no_finding(piadiff, number):
    before = ["--before", FOLDER / f"v{number - 1}.txt"] if number > 1 else []
    done = piadiff("audit", FOLDER / f"v{number}.txt", *before, "--json", "--exit-code")
    assert json.loads(done.out)["findings"] == []
    assert done.status == 0


@pytest.mark.parametrize("width", ["80", "120"])
def test_findings_for_people_fit_the_terminal(piadiff, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    first = row(PLACE, "第一庁舎に置く。", "第二庁舎の施錠した部屋に置く。", "事後", reason="")
    second = row(OFFICE, "市民部　市民課", "市民部　戸籍課", "")
    done = piadiff("audit", written(first, second, **{PLACE: ("第二庁舎の、施錠した部屋に置く。",)}))
    assert max(columns(line) for line in done.out.splitlines()) <= int(width)
    heads = [line for line in done.out.splitlines() if line.startswith("【")]
    assert heads == ["【注意】提出時期と説明", "【確認】本文と少し違う変更後"]
    assert "「第二庁舎の施錠した部屋」→「第二庁舎の、施錠した部屋」" in done.out.replace("\n  ", "")


def test_rows_of_which_the_same_is_found_are_one_line(piadiff):
    rows = [row(OFFICE, f"第{n}課", f"第{n + 1}課", "事後", reason="", date=f"202{n}-04-01") for n in (1, 2, 3)]
    out = piadiff("audit", written(*rows)).out
    assert "・1～3行目の提出時期に係る説明が空欄です。" in out
    assert "指摘（1件: 注意1）" in out
    told = [f["row"] for f in json.loads(piadiff("audit", "評価書.json", "--json").out)["findings"]]
    assert told == [1, 2, 3]  # for programs each row by itself
    piadiff("audit", "評価書.json", "-o", "点検.html")
    page = Path("点検.html").read_text("utf-8")
    assert page.count("の提出時期に係る説明が空欄です。") == 1
    assert all(f'<a class="tag" href="#r{n}">{n}行目</a>' in page for n in (1, 2, 3))


@needs_shared
def test_a_real_table_is_read_finding_by_finding(piadiff):
    """What was read in the document itself: the kinds of finding that it must have, and none that accuses wrongly."""
    file = SHARED / "published" / "所沢市_住民基本台帳_全項目.txt"
    data = json.loads(piadiff("audit", file, "--json", "--exit-code").out)
    assert len(data["rows"]) == 116
    assert data["threshold"]["possible"] == ["全項目評価"]
    found = [(f["kind"], f.get("row"), f["severity"]) for f in data["findings"] if f["certainty"] == "確実"]
    assert [one for one in found if one[2] == "誤り"] == [("unannounced", 71, "誤り")]
    assert [f["path"] for f in data["findings"] if f.get("row") == 71 and f["severity"] == "誤り"] == ["Ⅵ/2/②"]
    kinds = {kind: sorted(row for k, row, _ in found if k == kind) for kind, _, _ in found}
    assert kinds["retention"] == [113]
    assert kinds["heading-number"] == [71, 80]
    assert kinds["no-reason"] == [49, 50, 51]
    assert kinds["wording"] == [31, 43, 44, 45, 53, 55, 56, 65, 108]
    assert kinds["unannounced"] == [71]
    drafted = [f for f in data["findings"] if f["kind"] == "unannounced" and f["certainty"] == "推定"]
    assert [(f["row"], f["severity"]) for f in drafted] == [(40, "確認"), (41, "確認")]  # a review still to be held
    assert "missed-duty" not in kinds and "broken-chain" not in kinds and "not-in-body" not in kinds


def test_a_page(piadiff):
    file = written(*ROWS)
    done = piadiff("audit", file, "-o", "点検.html")
    assert (done.status, done.out) == (0, "")
    assert re.fullmatch(r"点検\.html に\d+件の指摘を書きました。\n", done.err)
    page = Path("点検.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>") and 'id="r4"' in page and "重要な変更なのに事後" in page
    again = piadiff("audit", file, "-o", "点検.html")
    assert again.status == 2 and "--overwrite" in again.err
    assert piadiff("audit", file, "-o", "点検.html", "--overwrite", "--exit-code").status == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("-o", "点検.pdf"), "HTML"), (("-o", "点検.html", "--json"), "--json と -o"), (("-o", "評価書.json"), "HTML")],
)
def test_a_page_that_cannot_be_written_is_one_sentence(piadiff, arguments, words):
    done = piadiff("audit", written(*ROWS), *arguments)
    assert (done.status, done.out) == (2, "")
    assert words in done.err and done.err.count("\n") == 1
