import csv
import io
import json
import re
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from piadiff import canonical
from piadiff.cli import run
from piadiff.model import Assessment, Row
from piadiff.writers.sheet import HEADERS

ROOT = Path(__file__).parents[2]
OLD = Assessment(
    form="様式4",
    items={
        "表紙/評価書番号": "1",
        "表紙/評価書名": "住民記録",
        "表紙/評価実施機関名": "見本市長",
        "Ⅰ/1/②": ("番号法第19条第7号により、次の事務を行う。", "届出の受理", "記載", "証明書の交付"),
        "Ⅰ/7/①": "市民部　市民課",
    },
    changes=(Row(date="2016-01-21", date_text="平成28年1月21日", item="Ⅰ", before="=甲", after="乙", timing="事後"),),
)
NEW = Assessment(
    form="様式4",
    items=OLD.items
    | {
        "Ⅰ/1/②": ("番号法第19条第8号により、次の事務を行う。", "届出の受理", "記載", "証明書の交付"),
        "Ⅰ/7/①": "市民部　戸籍課",
    },
)


@pytest.fixture(autouse=True)
def pair(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    (tmp_path / "旧.json").write_text(canonical.dumps(OLD), encoding="utf-8")
    (tmp_path / "新.json").write_text(canonical.dumps(NEW), encoding="utf-8")
    return tmp_path


def rows_of(capsys, *options: str) -> list[dict]:
    assert run(["table", "旧.json", "新.json", "--json", *options]) == 0
    return json.loads(capsys.readouterr().out)["rows"]


def test_on_the_screen(capsys):
    assert run(["table", "旧.json", "新.json"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("（別添３）変更箇所\n")
    for word in ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "市民部　市民課", "市民部　戸籍課"):
        assert word in out
    assert "変更は2件です。" in err


def test_as_json(capsys):
    law, office = rows_of(capsys)
    assert (office["item"], office["before"], office["after"]) == (
        "Ⅰ　基本情報\n７．評価実施機関における担当部署\n①部署",
        "市民部　市民課",
        "市民部　戸籍課",
    )
    assert law["paths"] == ["Ⅰ/1/②"]
    assert (law["date"], law["date_text"]) == (None, "")


@pytest.mark.parametrize("date", ["令和6年10月1日", "2024-10-01", "R6.10.1"])
def test_the_date_of_change(capsys, date):
    assert {(row["date"], row["date_text"]) for row in rows_of(capsys, "--date", date)} == {
        ("2024-10-01", "令和6年10月1日")
    }


def test_appended_to_the_earlier_rows(capsys):
    rows = rows_of(capsys, "--append", "--date", "令和6年10月1日")
    assert len(rows) == 3
    assert rows[0] == canonical.row_to_json(OLD.changes[0])


def test_the_changes_are_counted_where_a_row_shows_a_group(pair, capsys):
    items = NEW.items | {"Ⅱ/(1)/4/委託事項1": "印刷", "Ⅱ/(1)/4/委託事項1/⑥": "甲社"}
    (pair / "新.json").write_text(canonical.dumps(Assessment(form="様式4", items=items)), encoding="utf-8")
    assert run(["table", "旧.json", "新.json", "--group", "-o", "別添3.csv"]) == 0
    told = capsys.readouterr().err
    assert "別添3.csv に3行を書きました。" in told and "変更は4件です。" in told


def test_unchanged_paragraphs_folded(capsys):
    assert rows_of(capsys, "--context", "0")[0]["after"] == "番号法第19条第8号により、次の事務を行う。\n（略）"
    assert rows_of(capsys, "--context", "1")[0]["after"].endswith("\n届出の受理\n（略）")


@pytest.mark.parametrize("ending", ["xlsx", "docx", "csv", "md", "html", "json"])
def test_a_file_of_every_kind(pair, capsys, ending):
    assert run(["table", "旧.json", "新.json", "-o", f"別添3.{ending}"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert f"別添3.{ending} に2行を書きました。" in err
    assert (pair / f"別添3.{ending}").stat().st_size > 500


def test_the_workbook_holds_the_rows(pair):
    assert run(["table", "旧.json", "新.json", "-o", "別添3.xlsx", "--append"]) == 0
    page = load_workbook(pair / "別添3.xlsx").worksheets[0]
    assert page["C4"].value == "=甲" and page["C4"].data_type == "s"
    assert [page.cell(row=n, column=4).value for n in (4, 6)] == ["乙", "市民部　戸籍課"]


def test_a_format_other_than_the_ending(pair):
    assert run(["table", "旧.json", "新.json", "-o", "表.txt", "--format", "csv"]) == 0
    data = (pair / "表.txt").read_bytes().decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(data, newline="")))) == 3


def test_a_format_on_the_screen(capsys):
    assert run(["table", "旧.json", "新.json", "--format", "md"]) == 0
    assert capsys.readouterr().out.startswith("# （別添３）変更箇所\n\n| 変更日 |")


def test_marks_can_be_left_out(pair):
    for options, marked in ([], True), (["--plain", "--overwrite"], False):
        assert run(["table", "旧.json", "新.json", "-o", "表.html", *options]) == 0
        assert ("<ins>" in (pair / "表.html").read_text(encoding="utf-8")) is marked


def test_nothing_changed(pair, capsys):
    assert run(["table", "旧.json", "旧.json"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "変更箇所はありません。" in err
    assert run(["table", "旧.json", "旧.json", "-o", "表.md"]) == 0
    assert "変更箇所はありません。" in (pair / "表.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["-o", "表.doc"], "書ける形式は xlsx、docx、csv、md、html、json です"),
        (["--format", "pdf"], "書ける形式は"),
        (["--format", "xlsx"], "xlsx は画面に出せません"),
        (["-o", "別添3"], "末尾がありません"),
        (["-o", "ない/表.csv"], "フォルダーがありません"),
        (["-o", ".", "--format", "csv"], "フォルダーです"),
        (["-o", "旧.json", "--overwrite"], "読み込むファイルそのもの"),
        (["-o", "ある.csv"], "--overwrite"),
        (["--date", "あした"], "日付として読めません: あした"),
        (["--date", "令和6年13月1日"], "日付として読めません"),
        (["--context", "-1"], "--context"),
        (["--format", "docx"], "docx は画面に出せません"),
        (["--style", "対照表"], "対照表 という表の形はありません"),
        (["--track"], "--track: 変更履歴は Word のファイルにだけ付けられます（-o の末尾を .docx にしてください）"),
        (["--track", "-o", "表.xlsx"], "変更履歴は Word のファイルにだけ"),
        (["--track-by", "花子", "-o", "表.docx"], "--track-by: 変更履歴を付けるときにだけ使えます"),
        (["--track-date", "令和6年10月1日"], "--track-date: 変更履歴を付けるときにだけ"),
        (["--track", "--track-date", "あした", "-o", "表.docx"], "--track-date: 日付として読めません"),
        (["--track", "--track-by", " ", "-o", "表.docx"], "--track-by: 名前が空です"),
        (["--redline", "--plain"], "印を省けません"),
        (["--pages", "ある.csv"], "--pages: ページが入るのは一覧だけです"),
        (["--style", "一覧", "--pages", "ない.csv"], "ない.csv"),
        (["--style", "一覧", "--pages", "旧.json"], "ページのファイルは csv です"),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(pair, capsys, arguments, sentence):
    (pair / "ある.csv").write_bytes(b"old")
    before = {path.name: path.read_bytes() for path in pair.iterdir()}
    assert run(["table", "旧.json", "新.json", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err and err.count("\n") == 1
    assert {path.name: path.read_bytes() for path in pair.iterdir()} == before


def test_a_version_that_is_not_there(capsys):
    assert run(["table", "旧.json", "ない.json", "-o", "表.csv"]) == 2
    assert "ない.json" in capsys.readouterr().err


def test_two_different_assessments(pair, capsys):
    other = Assessment(form="様式4", items=NEW.items | {"表紙/評価書番号": "2"})
    (pair / "別.json").write_text(canonical.dumps(other), encoding="utf-8")
    assert run(["table", "旧.json", "別.json"]) == 2
    assert "--force" in capsys.readouterr().err
    assert run(["table", "旧.json", "別.json", "--force"]) == 0


def test_force_replaces_a_file_but_never_the_workbook_of_into_itself(pair, office, capsys):
    before = office.read_bytes()
    (pair / "表.csv").write_text("前の表", encoding="utf-8")
    assert run(["table", "旧.json", "新.json", "-o", "表.csv"]) == 2
    told = capsys.readouterr().err
    assert "--overwrite" in told and "--force" not in told
    assert run(["table", "旧.json", "新.json", "-o", "表.csv", "--force"]) == 0
    assert "前の表" not in (pair / "表.csv").read_text(encoding="utf-8-sig")
    assert run(["table", "旧.json", "新.json", "--into", "評価書.xlsx", "--force"]) == 2
    assert office.read_bytes() == before


def test_another_style(pair, capsys):
    (pair / "頁.csv").write_text("項目,ページ\nⅠ/1,4\n", encoding="utf-8")
    assert run(["table", "旧.json", "新.json", "--style", "一覧", "--pages", "頁.csv", "--format", "csv"]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert [row[0] for row in rows] == ["項目番号", "Ⅰ　基本情報", "1", "2"]
    assert rows[2][1].startswith("P4　Ⅰ　基本情報－") and not rows[3][1].startswith("P")
    assert run(["table", "旧.json", "新.json", "--style", "新旧対照表"]) == 0
    assert capsys.readouterr().out.startswith("特定個人情報保護評価書（全項目評価書）新旧対照表\n")


@pytest.fixture
def office(pair):
    book = Workbook()
    book.active.title = "変更箇所"
    for row in (HEADERS, ("平成28年1月21日", "Ⅰ", "甲", "乙", "事後", "")):
        book.active.append(row)
    book.create_sheet("控え")["A1"] = "=1+1"
    book.save(pair / "評価書.xlsx")
    return pair / "評価書.xlsx"


def test_into_the_workbook_of_the_office(pair, office, capsys):
    before = office.read_bytes()
    assert run(["table", "旧.json", "新.json", "--into", "評価書.xlsx", "-o", "提出.xlsx"]) == 0
    assert "提出.xlsx のシート「変更箇所」の3～4行目に2行を書き足しました。" in capsys.readouterr().err
    page = load_workbook(pair / "提出.xlsx")["変更箇所"]
    assert [cell.value for cell in page["D"]] == ["変更後の記載", "乙", *(row.after for row in _fresh())]
    assert office.read_bytes() == before
    assert run(["table", "旧.json", "新.json", "--into", "評価書.xlsx", "--overwrite"]) == 0
    assert office.read_bytes() == (pair / "提出.xlsx").read_bytes()
    assert sorted(path.name for path in pair.iterdir()) == ["提出.xlsx", "新.json", "旧.json", "評価書.xlsx"]


def _fresh():
    from piadiff.differ import diff
    from piadiff.forms import form
    from piadiff.table import rows
    from piadiff.verdict import judge_comparison

    return rows(judge_comparison(diff(OLD, NEW)), form("様式4"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--into", "評価書.xlsx"], "--into: 書き出すファイルがありません"),
        (["--into", "評価書.xlsx", "-o", "評価書.xlsx"], "同じ名前のファイルがあります"),
        (["--into", "評価書.xlsx", "-o", "表.csv"], "末尾は .xlsx です"),
        (["--into", "評価書.xlsx", "-o", "ない/表.xlsx"], "フォルダーがありません"),
        (["--into", "ない.xlsx", "-o", "表.xlsx"], "ない.xlsx: ファイルがありません"),
        (["--into", "評価書.xls", "-o", "表.xls"], "Excel のファイル（.xlsx .xlsm）だけ"),
        (["--into", "評価書.xlsx", "-o", "表.xlsx", "--append"], "--append: ブックにある行はそのまま残ります"),
        (["--into", "評価書.xlsx", "-o", "表.xlsx", "--redline"], "六つの欄の変更箇所だけ"),
        (["--into", "評価書.xlsx", "-o", "表.xlsx", "--style", "一覧"], "六つの欄の変更箇所だけ"),
        (["--into", "壊れた.xlsx", "-o", "表.xlsx"], "壊れた.xlsx: Excelのファイル（.xlsx）ではない"),
        (["--into", "空.xlsx", "--overwrite"], "空.xlsx: 変更箇所のシートがありません"),
    ],
)
def test_what_cannot_be_written_into_leaves_nothing(pair, office, capsys, arguments, sentence):
    (pair / "壊れた.xlsx").write_bytes(b"not a workbook")
    Workbook().save(pair / "空.xlsx")
    before = {path.name: path.read_bytes() for path in pair.iterdir()}
    assert run(["table", "旧.json", "新.json", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == "" and sentence in err and err.count("\n") == 1
    assert {path.name: path.read_bytes() for path in pair.iterdir()} == before


def test_a_pdf_says_the_pages_itself(pair, capsys):
    form, sample = ROOT / "tests" / "data" / "form.pdf", ROOT / "piadiff" / "sample" / "v3.txt"
    command = ["table", str(form), str(sample), "--force", "--style", "一覧", "--format", "csv"]
    assert run(command) == 0
    out, err = capsys.readouterr()
    pages = [re.match(r"P(\d+)(～\d+)?　", row[1]) for row in csv.reader(io.StringIO(out)) if row[0].isdecimal()]
    numbers = [int(match[1]) for match in pages if match]
    assert numbers and numbers == sorted(numbers)
    assert "PDFの先頭から数えた番号" in err
    (pair / "頁.csv").write_text("Ⅰ/2,40\n", encoding="utf-8")
    assert run([*command, "--pages", "頁.csv"]) == 0
    out, err = capsys.readouterr()
    assert "P40　Ⅰ" in out and '"P2　' not in out and "先頭から数えた" not in err


def test_the_style_that_the_office_has_settled(pair, capsys):
    assert run(["add", "旧.json", "--date", "2024-04-01"]) == 0
    assert run(["settings", "set", "style", "一覧"]) == 0
    (pair / "頁.csv").write_text("Ⅰ/1,4\n", encoding="utf-8")
    capsys.readouterr()
    assert run(["table", "旧.json", "新.json", "--pages", "頁.csv", "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith('"項目番号"')
    assert run(["table", "旧.json", "新.json", "--style", "別添3", "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith('"変更日"')


def test_redline_on_the_screen(capsys):
    assert run(["table", "旧.json", "新.json", "--redline"]) == 0
    out = capsys.readouterr().out
    assert "（別添３）変更箇所（見え消し）" in out
    assert "[-市民課-]{+戸籍課+}" in out


@pytest.mark.parametrize("style", ["別添3", "一覧", "新旧対照表"])
def test_real_revisions(pair, style):
    options = ["--track", "--track-by", "見本　花子", "--track-date", "令和6年10月1日", "--style", style]
    assert run(["table", "旧.json", "新.json", "-o", "表.docx", *options]) == 0
    with zipfile.ZipFile(pair / "表.docx") as package:
        text = package.read("word/document.xml").decode()
    assert 'w:author="見本　花子" w:date="2024-10-01T00:00:00Z"' in text
    assert re.findall(r"<w:del [^>]*><w:r>.*?<w:delText[^>]*>(.*?)</w:delText>", text) == ["第19条第7号", "市民課"]
    assert re.findall(r"<w:ins [^>]*><w:r>.*?<w:t[^>]*>(.*?)</w:t>", text) == ["第19条第8号", "戸籍課"]


def test_the_person_of_git_revises_now(pair, monkeypatch):
    monkeypatch.setenv("GIT_AUTHOR_NAME", "見本　太郎")
    assert run(["table", "旧.json", "新.json", "-o", "表.docx", "--track"]) == 0
    with zipfile.ZipFile(pair / "表.docx") as package:
        text = package.read("word/document.xml").decode()
    assert 'w:author="見本　太郎"' in text
    assert re.search(rf'w:date="{datetime.now().year}-\d\d-\d\dT\d\d:\d\d:00Z"', text)
