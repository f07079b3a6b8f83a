import csv
import io
import json
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from piadiff import canonical
from piadiff.model import Assessment
from tests.hostile import FORMULA
from tests.office import convert, needs_office
from tests.shared import SHARED, needs_shared
from tests.test_opinions import NEW, OLD, STORAGE

ROWS = (
    ("No", "評価書該当箇所", "意見内容", "意見提出者", "評価書修正箇所", "主管課意見"),
    ("1", STORAGE, "入退室を記録すること。", "委員会", "", "改めました。"),
    ("2", "評価書全体", FORMULA, "市民", "", ""),
    ("3", "どこかの何か", "分からない。", "市民", "", ""),
    ("4", "Ⅰ　基本情報　７．②所属長の役職名", "変えないのか。", "市民", "", ""),
)


@pytest.fixture(autouse=True)
def files(tmp_path, piadiff):
    for name, version in (("旧", OLD), ("新", NEW)):
        (tmp_path / f"{name}.json").write_text(canonical.dumps(version), encoding="utf-8")
    out = io.StringIO()
    csv.writer(out).writerows(ROWS)
    (tmp_path / "意見.csv").write_text(out.getvalue(), encoding="utf-8")
    return tmp_path


def made(piadiff, name: str, *options: str, source: str = "意見.csv") -> bytes:
    done = piadiff("opinions", source, "旧.json", "新.json", "-o", name, *options)
    assert (done.status, done.out) == (0, ""), done.err
    assert f"{name} に4件の意見を書きました。" in done.err
    return Path(name).read_bytes()


def test_on_the_screen(piadiff):
    done = piadiff("opinions", "意見.csv", "旧.json", "新.json")
    assert done.status == 0 and "Ⅱ/(1)/6/①" in done.out and "・Ⅰ/7/①" in done.out
    assert "意見4件（変更のあったもの1件、変更のないもの1件、評価書全体へのもの1件" in done.err


def test_json_alone_on_stdout(piadiff):
    done = piadiff("opinions", "意見.csv", "旧.json", "新.json", "--json")
    data = json.loads(done.out)
    assert [row["status"] for row in data["rows"]] == ["changed", "whole", "unplaced", "unchanged"]
    assert [data["changes"][n]["path"] for n in data["rows"][0]["changes"]] == ["Ⅱ/(1)/6/①"]
    assert json.loads(made(piadiff, "表.json")) == data


def test_a_workbook_with_a_sheet_for_each_table(piadiff, files):
    made(piadiff, "表.xlsx")
    book = load_workbook(files / "表.xlsx")
    assert book.sheetnames == ["意見対応表", "変更の見つからない意見", "意見のない変更"]
    cells = [cell for row in book.worksheets[0].iter_rows(min_row=4, values_only=True) for cell in row]
    assert FORMULA in cells and "改めました。" in cells
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_was_written_can_be_the_list_again(piadiff, ending):
    first = made(piadiff, f"表.{ending}")
    again = made(piadiff, f"再.{ending}", source=f"表.{ending}")
    assert again == first


@pytest.mark.parametrize("ending", ["docx", "html", "md", "csv", "xlsx"])
def test_written_alike_each_time_and_replaced_only_when_asked(piadiff, ending):
    first = made(piadiff, f"表.{ending}")
    refused = piadiff("opinions", "意見.csv", "旧.json", "新.json", "-o", f"表.{ending}")
    assert refused.status == 2 and "同じ名前のファイルがあります" in refused.err
    assert made(piadiff, f"表.{ending}", "--force") == made(piadiff, f"表.{ending}", "--overwrite") == first


@needs_office
@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_libreoffice_prints_all_tables_on_wide_pages(piadiff, files, ending):
    made(piadiff, f"表.{ending}")
    convert("pdf", files, files / f"表.{ending}")
    with pypdfium2.PdfDocument(files / "表.pdf") as pdf:
        assert {tuple(map(round, page.get_size())) for page in pdf} == {(842, 595)}
        text = "".join("".join(page.get_textpage().get_text_range().split()) for page in pdf)
    for words in (
        "意見対応表",
        "入退室を記録する。",
        FORMULA.replace(" ", ""),
        "変更の見つからない意見",
        "意見のない変更",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["ない.csv", "旧.json", "新.json", "-o", "表.xlsx"], "ファイルがありません"),
        (["旧.json", "旧.json", "新.json", "-o", "表.xlsx"], "意見の一覧ではなく評価書です"),
        (["空.csv", "旧.json", "新.json", "-o", "表.xlsx"], "意見の"),
        (["意見.csv", "旧.json", "新.json", "-o", "表.pdf"], "書けません"),
        (["意見.csv", "旧.json", "新.json", "-o", "ない/表.xlsx"], "フォルダーがありません"),
        (["意見.csv", "旧.json", "新.json", "-o", "意見.csv", "--force"], "読み込むファイルそのもの"),
        (["意見.csv", "旧.json", "新.json", "--format", "docx"], "画面に出せません"),
        (["意見.csv", "旧.json", "ほか.json", "-o", "表.xlsx"], "違う評価書です"),
    ],
)
def test_bad_input_is_one_sentence_and_leaves_no_file(piadiff, files, arguments, sentence):
    for name, number in (("旧", "1"), ("ほか", "2")):
        other = Assessment(form="様式4", items=OLD.items | {"表紙/評価書番号": number})
        (files / f"{name}.json").write_text(canonical.dumps(other), encoding="utf-8")
    (files / "空.csv").write_text(",".join(ROWS[0]) + "\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in files.iterdir()}
    done = piadiff("opinions", *arguments)
    assert done.status == 2 and sentence in done.err and done.err.count("\n") == 1
    assert {path.name: path.read_bytes() for path in files.iterdir()} == before


@needs_shared
def test_a_published_table_of_opinions_keeps_all_its_rows(piadiff):
    listed = next((SHARED / "published").glob("大田区*.txt"))
    pair = [SHARED / "published" / f"所沢市_住民基本台帳_全項目{which}.txt" for which in ("_前版", "")]
    done = piadiff("opinions", listed, *pair, "--json")
    rows = json.loads(done.out)["rows"]
    assert len(rows) == 20 and all(row["opinion"] for row in rows)
    assert sum(bool(row["paths"]) for row in rows) >= 19
