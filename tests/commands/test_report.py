import pytest

from piadiff import canonical
from piadiff.cli import run
from piadiff.model import Assessment
from tests.commands.test_table import NEW, OLD


@pytest.fixture(autouse=True)
def pair(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "旧.json").write_text(canonical.dumps(OLD), encoding="utf-8")
    (tmp_path / "新.json").write_text(canonical.dumps(NEW), encoding="utf-8")
    return tmp_path


def test_a_page(pair, capsys):
    assert run(["report", "旧.json", "新.json", "-o", "比較.html"]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("", "比較.html に2件の変更を書きました。\n")
    page = (pair / "比較.html").read_text(encoding="utf-8")
    for text in ("新旧比較　住民記録", "<dd>旧.json</dd>", "<dd>新.json</dd>", "<del>", "<ins>", "①部署"):
        assert text in page


def test_an_empty_box_is_called_as_the_office_calls_it(pair):
    bare = Assessment(form="様式4", items=NEW.items | {"Ⅰ/7/①": ""})
    (pair / "空.json").write_text(canonical.dumps(bare), encoding="utf-8")
    assert run(["add", "旧.json", "--date", "2024-04-01"]) == 0
    assert run(["settings", "set", "empty", "－"]) == 0
    assert run(["report", "旧.json", "空.json", "-o", "比較.html"]) == 0
    page = (pair / "比較.html").read_text(encoding="utf-8")
    assert '<p class="words">－</p>' in page and "空欄" not in page


def test_nothing_changed(pair, capsys):
    assert run(["report", "旧.json", "旧.json", "-o", "比較.html"]) == 0
    assert "変更箇所はありません" in capsys.readouterr().err
    assert "変更箇所はありません" in (pair / "比較.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "--output を指定してください"),
        (["-o", "比較.docx"], "比較ページはHTMLです"),
        (["-o", "ない/比較.html"], "フォルダーがありません"),
        (["-o", "ある.html"], "--overwrite"),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(pair, capsys, arguments, sentence):
    (pair / "ある.html").write_bytes(b"old")
    before = {path.name: path.read_bytes() for path in pair.iterdir()}
    assert run(["report", "旧.json", "新.json", *arguments]) == 2
    assert sentence in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in pair.iterdir()} == before


def test_replaced_when_asked_for(pair):
    (pair / "比較.html").write_bytes(b"old")
    assert run(["report", "旧.json", "新.json", "-o", "比較.html", "--overwrite"]) == 0
    assert b"<!DOCTYPE html>" in (pair / "比較.html").read_bytes()
