"""``piadiff evaluate``: figures, every disagreement, both widths, and what it says of a document without a table."""

import json
from pathlib import Path

import pytest

from piadiff import canonical
from piadiff.model import Assessment, Row
from piadiff.writers.terminal import columns

MARKED = "Ⅱ/(1)/6/①"


def row(before, after, timing, reason, path="Ⅰ/7/①"):
    return Row(date="2024-04-01", date_text="令和6年4月1日", item="Ⅰ　基本情報\n７．担当部署\n①部署", paths=(path,),
               before=before, after=after, timing=timing, reason=reason)  # fmt: skip


@pytest.fixture
def file(piadiff):
    rows = (
        row("市民課", "市民サービス課", "事後", "組織改編のため"),
        row("住民課", "戸籍課", "事前", "重要な変更"),
        row("鍵をかける。", "錠をかける。", "事後", "", path=MARKED),
    )
    path = Path("評価書.json")
    path.write_text(canonical.dumps(Assessment(form="様式4", items={"Ⅰ/7/①": "戸籍課"}, changes=rows)), "utf-8")
    return path


def test_as_json(piadiff, file):
    done = piadiff("evaluate", file, "--json")
    data = json.loads(done.out)
    assert (done.status, done.err, data["rows"], data["missed"], data["unsaid"]) == (0, "", 3, 1, 1)
    (one,) = [d for d in data["disagreements"] if d["kind"] == "missed"]
    assert (one["row"], one["paths"], one["published"]) == (2, ["Ⅰ/7/①"], {"timing": "事前", "reason": "重要な変更"})
    assert (one["judged"]["important"], one["judged"]["rule"]) == ("no", "その他の項目")
    assert sum(n for line in data["matrix"].values() for n in line.values()) == 3


@pytest.mark.parametrize("width", [80, 120])
def test_every_disagreement_is_told_and_fits(piadiff, file, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    done = piadiff("evaluate", file)
    assert done.status == 0
    assert "見落とし（公表は重要な変更、判断はその他）: 1/1（100.0%）" in done.out
    assert "2行目 【見落とし】Ⅰ　基本情報／７．担当部署／①部署" in done.out
    assert "説明が空欄の1行は、公表はその他として数えています。" in done.out
    assert max(map(columns, done.out.splitlines())) <= width


def test_disagreements_can_be_the_status(piadiff, file):
    assert piadiff("evaluate", file, "--exit-code").status == 1


def test_a_document_without_a_table(piadiff):
    Path("評価書.json").write_text(canonical.dumps(Assessment(form="様式4", items={"Ⅰ/7/①": "戸籍課"})), "utf-8")
    done = piadiff("evaluate", "評価書.json", "--exit-code")
    assert (done.status, done.out) == (0, "公表されている変更箇所の行がありません。\n")


def test_a_file_that_is_not_there(piadiff):
    done = piadiff("evaluate", "ない.txt")
    assert done.status == 2 and "ファイルがありません" in done.err
