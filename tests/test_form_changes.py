"""An assessment that went from one form or edition to another, through the commands: what only moved is no row."""

import csv
import io
import json
import re

import pytest

from piadiff import canonical
from piadiff.model import Assessment

COVER = {"表紙/評価書番号": "1", "表紙/評価書名": "住民基本台帳に関する事務", "表紙/評価実施機関名": "埼玉県見本市長"}
SMALL = {
    **COVER,
    "Ⅰ/1/①": "住民基本台帳に関する事務",
    "Ⅰ/1/②": ("転入届を受け付ける。",),
    "Ⅰ/1/③": ("住民記録システム", "宛名システム"),
    "Ⅰ/2": "住民基本台帳ファイル",
    "Ⅰ/5/①": "市民課",
    "Ⅰ/7/請求先": ("市民課",),
}
AUDIT = {"自己点検": ""}
LARGE = {
    **COVER,
    "Ⅰ/1/①": "住民基本台帳に関する事務",
    "Ⅰ/1/②": ("転入届を受け付ける。",),
    "Ⅰ/2/システム1/①": "住民記録システム",
    "Ⅰ/2/システム2/①": "宛名システム",
    "Ⅰ/3": "住民基本台帳ファイル",
    "Ⅰ/7/①": "戸籍住民課",
    "Ⅱ/(1)/1": "住民基本台帳ファイル",
    "Ⅴ/1/①": ("市民課",),
}
VERSIONS = (
    ("2019-04-01", "様式2", "平成31年1月", {**SMALL, "Ⅳ/8/実施の有無": AUDIT}),
    ("2024-11-01", "様式2", "令和6年10月", {**SMALL, "Ⅳ/9/実施の有無": AUDIT, "Ⅳ/11/判断の根拠": ("研修する。",)}),
    ("2025-04-01", "様式4", "令和6年10月", LARGE),
)


@pytest.fixture
def stored(piadiff, tmp_path):
    for day, form, edition, items in VERSIONS:
        path = tmp_path / f"{form}-{day}.json"
        path.write_text(canonical.dumps(Assessment(form=form, edition=edition, items=items)), encoding="utf-8")
        done = piadiff("add", path.name, "--date", day)
        assert done.status == 0, done.err
    return piadiff


def rows(done):
    assert done.status == 0, done.err
    table = csv.reader(io.StringIO(done.out.removeprefix("\ufeff")))
    return [(row[1].split("\n")[-1], row[2], row[3]) for row in table][1:]


def test_an_item_that_moved_with_the_edition_is_no_row(stored):
    done = stored("table", "見本市-1@2019-04-01", "見本市-1@2024-11-01", "--format", "csv")
    assert rows(done) == [("判断の根拠", "空欄", "研修する。")]


def test_from_form_2_to_form_4_only_what_changed_or_is_new_is_a_row(stored):
    done = stored("table", "見本市-1@prev", "見本市-1@latest", "--format", "csv")
    table = rows(done)
    assert ("①部署", "市民課", "戸籍住民課") in table
    assert {heading for heading, _, _ in table} == {
        "①部署",
        "１．特定個人情報ファイル名",
        "実施の有無",
        "判断の根拠",
    }
    assert "対応する項目どうし" in done.err


def test_the_json_of_a_change_says_both_places(stored):
    data = json.loads(stored("diff", "見本市-1@prev", "見本市-1@latest", "--json").out)
    assert [(c["old_path"], c["path"]) for c in data["changes"] if c["kind"] == "changed"] == [("Ⅰ/5/①", "Ⅰ/7/①")]
    assert any("様式2と様式4" in remark for remark in data["remarks"])
    assert {(c["kind"], c["path"]) for c in data["changes"]} == {
        ("changed", "Ⅰ/7/①"),
        ("added", "Ⅱ/(1)/1"),
        ("removed", "Ⅳ/9/実施の有無"),
        ("removed", "Ⅳ/11/判断の根拠"),
    }


def test_the_summary_counts_what_only_moved(stored):
    out = stored("diff", "見本市-1@2019-04-01", "見本市-1@2024-11-01").out
    assert "様式の版: 平成31年1月 → 令和6年10月" in out
    assert "様式の中での場所だけが違う項目 1件" in out
    out = stored("diff", "見本市-1@prev", "見本市-1@latest").out
    assert "様式: 様式2 → 様式4\n" in out
    assert "同じ番号の項目" not in out
    assert "前の版の様式での項目: Ⅰ/5/①" in out


def test_the_report_does_not_list_what_only_moved(stored, tmp_path):
    done = stored("report", "見本市-1@prev", "見本市-1@latest", "-o", "比較.html")
    assert done.status == 0, done.err
    page = (tmp_path / "比較.html").read_text(encoding="utf-8")
    entries = re.findall(r'<article [^>]*class="change.*?</article>', page, re.DOTALL)
    changed = [re.sub("<[^>]*>", "", entry) for entry in entries]
    assert any("戸籍住民課" in entry for entry in changed)
    assert not any("転入届" in entry for entry in changed)


def test_the_history_follows_an_item_through_the_forms(stored):
    [item] = json.loads(stored("history", "Ⅰ/7/①", "--json").out)["items"]
    assert [(v["from"], v["value"]) for v in item["values"]] == [("2019-04-01", "市民課"), ("2025-04-01", "戸籍住民課")]
    [item] = json.loads(stored("history", "Ⅴ/1/①", "--json").out)["items"]
    assert [(v["from"], v["to"], v["present"]) for v in item["values"]] == [("2019-04-01", None, True)]
    [item] = json.loads(stored("history", "Ⅱ/(1)/1", "--json").out)["items"]
    assert [v["present"] for v in item["values"]] == [False, True]


def test_two_assessments_are_refused_unless_forced(piadiff, tmp_path):
    for number in "12":
        items = {**SMALL, "表紙/評価書番号": number}
        one = Assessment(form="様式2", edition="令和6年10月", items=items)
        (tmp_path / f"{number}.json").write_text(canonical.dumps(one), encoding="utf-8")
    for command in (("diff",), ("table",), ("report", "-o", "比較.html")):
        done = piadiff(command[0], "1.json", "2.json", *command[1:])
        assert (done.status, done.out) == (2, "")
        assert "違う評価書です（評価書番号が 1 と 2）" in done.err and "--force" in done.err
        assert len(done.err.strip().splitlines()) <= 2
        assert piadiff(command[0], "1.json", "2.json", *command[1:], "--force").status == 0
