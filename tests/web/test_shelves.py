"""The store on the page: versions, histories, deadlines; a new version by drop, with what its reading leaves open."""

import re

import pytest

from tests.hostile import SCRIPT
from tests.web.desk import SAMPLE, Forms, problem, shown

V1 = ("v1.txt", (SAMPLE / "v1.txt").read_bytes())


def shelf(clerk):
    key = re.search(r'href="(/shelf/[^"]+)"', clerk.open("/").text)[1]
    return clerk.open(key)


def test_without_a_store_the_page_says_what_to_do(clerk):
    assert "まだ何も保管していません" in shown(clerk.open("/"))
    assert "期限はありません" in shown(clerk.open("/deadlines"))
    assert not clerk.room.folder.exists()


def test_versions_histories_and_deadlines(stocked):
    page = shelf(stocked)
    assert all(day in page.text for day in ("青凪市-7", "v1.txt", "v3.txt"))
    history = stocked.http.get(f"{page.url.path}/history", params={"item": "Ⅰ/7/①"})
    assert "記載の履歴" in shown(history) and 'class="timeline"' in history.text
    assert "再評価" in shown(stocked.open("/deadlines"))


@pytest.mark.parametrize("item", ["", "ない項目", SCRIPT, "../../x"])
def test_an_item_that_is_not_there_is_told_beside_the_field(stocked, item):
    page = shelf(stocked)
    answer = stocked.http.get(f"{page.url.path}/history", params={"item": item})
    assert answer.status_code == 422 and problem(answer)
    assert SCRIPT not in answer.text
    assert dict(Forms(answer.text).forms)[f"{page.url.path}/history"]["item"] == item


def test_a_new_version_by_drop(clerk, piadiff):
    page = clerk.send(clerk.open("/"), "/add", {"file": V1})
    assert page.url.path.startswith("/document/")
    assert "様式4" in page.text and not clerk.room.folder.exists()
    page = clerk.send(page, f"{page.url.path}/keep")
    assert page.url.path.startswith("/shelf/") and "を保管しました" in shown(page)
    assert "青凪市-7" in piadiff("log", "--store", clerk.room.folder).out


def test_what_the_reading_leaves_open_stands_beside_the_source(clerk):
    from piadiff.model import Unplaced
    from piadiff.opening import from_reading
    from piadiff.web.room import Document
    from tests.sample import reading

    document = Document(
        name="版.txt",
        data=b"x",
        version=from_reading(reading(3), "版.txt"),
        unplaced=(Unplaced(where="2行目", text=SCRIPT), Unplaced(where="別添1 C12", text="欄外")),
        remarks=("3行目の「－」をⅠ/1/②の値と読みました。確かめてください", "印が読み取れていません"),
        source=(("1行目", "前"), ("2行目", SCRIPT), ("3行目", "－"), ("別添1 C12", "ほか"), ("別添1 C12", "欄外")),
    )
    page = clerk.open(f"/document/{clerk.room.put('documents', document)}")
    assert re.findall(r'href="#s(\d+)"', page.text) == ["2", "5", "3"]
    assert all(f'id="s{line}"' in page.text for line in (2, 3, 5))
    assert "印が読み取れていません" in page.text and SCRIPT not in page.text
    assert shown(page).count(SCRIPT) == 2


@pytest.mark.parametrize("kind", ["form.pdf", "form.ods", "form.xls"])
def test_the_source_of_every_kind_is_shown(clerk, kind):
    from pathlib import Path

    data = (Path(__file__).parents[1] / "data" / kind).read_bytes()
    clerk.send(clerk.open("/"), "/add", {"file": (kind, data)})
    (document,) = clerk.room.documents.values()
    assert any("評価書番号" in text for _, text in document.source)


def test_a_day_that_is_missing_or_none_is_told(clerk):
    page = clerk.send(clerk.open("/"), "/add", {"file": V1})
    action = f"{page.url.path}/keep"
    answer = clerk.send(page, action, date="")
    assert answer.status_code == 422 and "「公表日」の欄" in problem(answer)
    answer = clerk.send(page, action, date="いつか", id="青凪市-8")
    assert answer.status_code == 422
    assert dict(Forms(answer.text).forms)[f"{action}#keep"]["id"] == "青凪市-8"
    assert not clerk.room.folder.exists()


def test_the_same_version_again_changes_nothing(stocked):
    page = stocked.send(stocked.open("/"), "/add", {"file": V1})
    page = stocked.send(page, f"{page.url.path}/keep")
    assert "すでに同じ内容で保管しています" in shown(page)


def test_another_text_under_the_same_day_is_a_correction_only_if_wanted(stocked):
    changed = V1[1].decode("utf-8").replace("国民健康保険は、", "国民健康保険とは、", 1).encode()
    page = stocked.send(stocked.open("/"), "/add", {"file": ("v1.txt", changed)})
    action = f"{page.url.path}/keep"
    answer = stocked.send(page, action)
    assert answer.status_code == 422 and "「同じ公表日の版の訂正とする」" in problem(answer)
    answer = stocked.send(answer, action, correct="on")
    assert "を保管しました" in shown(answer)


def test_a_store_that_is_broken_is_told_and_two_files_can_be_compared(clerk):
    (clerk.room.folder / ".git").mkdir(parents=True)
    page = clerk.open("/")
    assert page.status_code == 200 and problem(page)
    assert clerk.compare().url.path.startswith("/pair/")
