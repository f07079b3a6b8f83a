"""Tables that are taken from the page are those of the command, in every style and format."""

import json
from pathlib import Path

import pytest

from piadiff.styles import STYLES
from piadiff.writers import FORMATS
from tests.web.desk import SAMPLE, open_numbers, problem
from tests.web.test_deciding import made

OLD, NEW = SAMPLE / "v2.json", SAMPLE / "v3.json"


@pytest.fixture
def page(clerk):
    return clerk.compared()


@pytest.mark.parametrize(
    ("style", "format_"),
    [*(("別添3", name) for name in FORMATS), *((style, "docx") for style in STYLES if style != "別添3")],
)
def test_a_table_is_that_of_the_command(clerk, page, piadiff, style, format_):
    taken = clerk.http.get(f"{page.url.path}/table", params={"style": style, "format": format_})
    assert taken.status_code == 200
    assert taken.headers["content-disposition"].startswith("attachment; ")
    assert piadiff("table", OLD, NEW, "--style", style, "-o", f"表.{format_}").status == 0
    assert taken.content == Path(f"表.{format_}").read_bytes()


@pytest.mark.parametrize(
    ("fields", "options"),
    [
        ({"append": "on"}, ["--append"]),
        ({"group": "on"}, ["--group"]),
        ({"added": "on"}, ["--added"]),
        ({"redline": "on"}, ["--redline"]),
        ({"plain": "on"}, ["--plain"]),
        ({"context": "０"}, ["--context", "0"]),
        ({"date": "令和6年10月1日"}, ["--date", "令和6年10月1日"]),
    ],
)
def test_an_option_is_that_of_the_command(clerk, page, piadiff, fields, options):
    taken = clerk.http.get(f"{page.url.path}/table", params={"style": "別添3", "format": "csv", **fields})
    piadiff("table", OLD, NEW, *options, "-o", "表.csv")
    assert taken.content == Path("表.csv").read_bytes()


def test_what_was_decided_is_in_the_table(clerk, page, piadiff):
    clerk.decide(page, open_numbers(page)[0], "own", important="no", timing="事後", reason="独自の説明")
    taken = clerk.http.get(f"{page.url.path}/table", params={"style": "別添3", "format": "json"})
    reasons = [row["reason"] for row in json.loads(taken.content)["rows"]]
    assert reasons.count("独自の説明") == 1 and sum(r.startswith("【要確認】") for r in reasons) == 18
    Path("判断.json").write_bytes(clerk.http.get(f"{page.url.path}/decisions").content)
    done = piadiff("table", OLD, NEW, "--decisions", "判断.json", "--json")
    assert json.loads(done.out) == json.loads(taken.content)
    assert len(made(clerk, page)) == 1


def test_tracked_changes_bear_the_name(clerk, page):
    import io
    import zipfile

    taken = clerk.http.get(f"{page.url.path}/table", params={"style": "別添3", "format": "docx", "track": "on"})
    text = zipfile.ZipFile(io.BytesIO(taken.content)).read("word/document.xml").decode()
    assert 'w:author="山田"' in text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"date": "いつか"}, "日付として読めません: いつか"),
        ({"format": "xlsx", "track": "on"}, "変更履歴は Word のファイルにだけ付けられます"),
        ({"redline": "on", "plain": "on"}, "変わった語の印を省けません"),
        ({"redline": "on", "added": "on"}, "追加分だけを書けません"),
        ({"style": "なぞ"}, "という表の形はありません"),
        ({"format": "exe"}, "の形式では書けません"),
        ({"context": "たくさん"}, "段落の数として読めません"),
    ],
)
def test_what_does_not_go_is_told_beside_the_form(clerk, page, fields, told):
    answer = clerk.http.get(f"{page.url.path}/table", params={"style": "別添3", "format": "xlsx", **fields})
    assert answer.status_code == 422 and told in problem(answer)
    if "date" in fields:
        assert 'name="date" value="いつか"' in answer.text
