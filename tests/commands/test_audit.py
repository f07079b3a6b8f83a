import json
from pathlib import Path

import pytest

from piadiff import canonical
from piadiff.model import Assessment, Row
from piadiff.store import NewVersion, Store
from piadiff.writers.terminal import columns
from tests.sample import FOLDER
from tests.shared import SHARED, needs_shared
from tests.store.tools import ID, document

SAMPLE = FOLDER / "v3.json"
REUSE, OFFICE, PLACE, PEOPLE = "Ⅱ/(1)/4/委託事項1/⑦", "Ⅰ/7/①", "Ⅱ/(1)/6/①", "Ⅰ/1/③"


def row(path, before, after, timing, reason="説明", date="2020-04-01"):
    return Row(date=date, date_text="令和2年4月1日", item=path, paths=(path,), before=before, after=after,
               timing=timing, reason=reason)  # fmt: skip


ROWS = (
    row(REUSE, "再委託しない", "再委託する", "事後"),
    row(OFFICE, "市民部　市民課", "市民部　戸籍課", "事後"),
    row(OFFICE, "市民部　戸籍課", "市民部　住民課", "事前", date="2021-04-01"),
    row(PLACE, "第一庁舎に置く。", "第二庁舎に置き、鍵は委託先が持つ。", "事前", date="2022-04-01"),
)


def written(*rows, people="30万人以上", form="様式4", **items):
    content = Assessment(form=form, items={PEOPLE: people, **items}, changes=rows)
    Path("評価書.json").write_text(canonical.dumps(content), encoding="utf-8")
    return "評価書.json"


@pytest.mark.parametrize("width", ["80", "120"])
def test_a_table_for_people(piadiff, monkeypatch, width):
    file = written(*ROWS)
    monkeypatch.setenv("COLUMNS", width)
    done = piadiff("audit", file)
    assert done.status == 0
    cells = [[cell.strip() for cell in line.split("|")] for line in done.out.splitlines() if line.startswith("| ")]
    assert cells[0][1:-1] == ["行", "項目", "公表", "判断", "規則"]
    assert [line[1] for line in cells[1:] if line[1]] == ["1！", "2", "3≠", "4？"]
    said = done.out.replace("\n", "").replace(" ", "")
    assert "4行のうち、公表と同じ1行、要確認（？）1行、重要な変更なのに事後（！）1行、そのほかの違い（≠）1行。" in said
    assert "しきい値判断:対象人数30万人以上→全項目評価" in said
    assert "指摘（1件）・1行目の" in said
    assert max(columns(line) for line in done.out.splitlines()) <= int(width)


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
    assert list(finding) == ["kind", "row", "path", "clause", "text"]
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
    assert [finding["kind"] for finding in data["findings"]] == ["threshold-moved"]
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


@needs_shared
def test_a_real_table_has_no_missed_duty(piadiff):
    file = SHARED / "published" / "所沢市_住民基本台帳_全項目.txt"
    data = json.loads(piadiff("audit", file, "--json", "--exit-code").out)
    assert len(data["rows"]) == 116
    assert data["findings"] == []
    assert data["threshold"]["possible"] == ["全項目評価"]
