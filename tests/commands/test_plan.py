import json
import zipfile

import pypdfium2
import pytest

from piadiff import canonical
from tests.office import convert, needs_office
from tests.sample import version


@pytest.fixture(autouse=True)
def files(tmp_path, piadiff):
    for name, number in (("旧", 2), ("新", 3)):
        (tmp_path / f"{name}.json").write_text(canonical.dumps(version(number)), encoding="utf-8")
    return tmp_path


def test_on_the_screen(piadiff):
    done = piadiff("plan", "旧.json", "新.json")
    assert done.status == 0 and done.out.startswith("改定ですること")
    for words in ("再評価が要ります", "□ 評価を再実施する", "□ 第三者点検を受ける", "番号法第28条第1項", "日付の順"):
        assert words in done.out
    assert max(map(len, done.out.splitlines())) <= 80


def test_json_alone_on_stdout_and_in_a_file(piadiff, files):
    done = piadiff("plan", "旧.json", "新.json", "--json", "-o", "すること.json")
    data = json.loads(done.out)
    assert data["kind"] == "plan" and data["verdict"] == "reassess" and data["counts"]["changes"] > 50
    assert json.loads((files / "すること.json").read_text(encoding="utf-8")) == data


def test_days_are_filled_in_and_contradictions_found(piadiff):
    days = ("--submitted", "令和6年8月1日", "--effective", "令和6年9月1日")
    done = piadiff("plan", "旧.json", "新.json", *days, "--json", "--exit-code")
    data = json.loads(done.out)
    assert done.status == 1
    assert {day["kind"] for day in data["dates"]} == {"hearing", "third-party", "submitted", "published", "change"}
    assert [one["kind"] for one in data["findings"]].count("date-order") == 2


def test_one_upright_page(piadiff, files):
    assert piadiff("plan", "旧.json", "新.json", "-o", "すること.docx").status == 0
    document = zipfile.ZipFile(files / "すること.docx").read("word/document.xml").decode()
    size = document[document.index("<w:pgSz") :].partition(">")[0]
    assert 'w:w="11906"' in size and "landscape" not in size


@needs_office
def test_libreoffice_prints_it_on_one_page_with_findings_and_many_days(piadiff, files):
    days = [f"--effective={item}=令和6年{month}月1日" for month, item in enumerate(("委託事項4", "Ⅲ", "Ⅰ", "Ⅵ"), 7)]
    target = files / "すること.docx"
    assert piadiff("plan", "旧.json", "新.json", "--submitted=令和6年8月1日", *days, "-o", target).status == 0
    convert("pdf", files, target)
    with pypdfium2.PdfDocument(target.with_suffix(".pdf")) as pdf:
        assert len(pdf) == 1 and [round(side) for side in pdf[0].get_size()] == [595, 842]
        text = "".join(pdf[0].get_textpage().get_text_range().split())
    for words in ("指摘", "先に決めること", "第三者点検を受ける", "日付の順", "1/1"):
        assert words in text


@pytest.mark.parametrize("ending", ["docx", "html", "json"])
def test_written_alike_and_replaced_only_when_asked(piadiff, files, ending):
    target = f"すること.{ending}"
    command = ("plan", "旧.json", "新.json", "-o", target)
    assert piadiff(*command).status == 0
    first = (files / target).read_bytes()
    refused = piadiff(*command)
    assert refused.status == 2 and "同じ名前のファイルがあります" in refused.err
    for option in ("--force", "--overwrite"):
        assert piadiff(*command, option).status == 0 and (files / target).read_bytes() == first


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["旧.json", "新.json", "-o", "すること.xlsx"], "xlsx の形式では書けません"),
        (["旧.json", "新.json", "-o", "ない/すること.docx"], "フォルダーがありません"),
        (["旧.json", "ない.json"], "ファイルがありません"),
        (["旧.json", "新.json", "--submitted", "いつか"], "日付として読めない"),
        (["旧.json", "新.json", "-o", "新.json", "--force"], "読み込むファイルそのもの"),
    ],
)
def test_bad_input_is_one_sentence_and_leaves_no_file(piadiff, files, arguments, sentence):
    before = {path.name: path.read_bytes() for path in files.iterdir()}
    done = piadiff("plan", *arguments)
    assert done.status == 2 and sentence in done.err and done.err.count("\n") == 1
    assert {path.name: path.read_bytes() for path in files.iterdir()} == before


def test_deadlines_come_from_the_store(piadiff, files):
    for number in (1, 2, 3):
        (files / f"{number}.json").write_text(canonical.dumps(version(number)), encoding="utf-8")
    assert piadiff("add", "1.json", "2.json", "3.json").status == 0
    data = json.loads(piadiff("plan", "青凪市-7@prev", "青凪市-7@latest", "--json").out)
    last = {task["kind"]: task for task in data["sections"][-1]["tasks"]}
    assert last["reassess-again"]["when"] == "令和11年9月27日まで" and last["review"]["when"] == "令和7年9月27日まで"
