import re

import pytest

from piadiff.historyview import Book, Reading, life, render
from tests.hostile import TEXTS, name

READINGS = (
    Reading(start="2018-04-01", end="2020-04-01", text=None, told=()),
    Reading(start="2020-04-01", end="2022-04-01", text="市民部市民課", told=("追加（事後）", "保管: 担当")),
    Reading(start="2022-04-01", end="2023-04-01", text="市民部戸籍課", told=("変更（事後）",)),
    Reading(start="2023-04-01", end=None, text="市民部　戸籍課", told=("表記だけの変更",), quiet=True),
)


def page(*lives, still=0) -> str:
    return render("部署", [Book(id="見本市-1", lives=lives, still=still)]).decode()


def test_a_timeline_of_an_item():
    text = page(life(("Ⅰ　基本情報", "①部署"), "Ⅰ/7/①", READINGS))
    when = re.findall(r"<h4>(.*?)</h4>", text)
    assert when == [
        "2018-04-01 から 2020-04-01 まで",
        "2020-04-01 から 2022-04-01 まで",
        "2022-04-01 から 2023-04-01 まで",
        "2023-04-01 から 現在",
    ]
    assert "この項目はありません。" in text
    assert "<del>市民部市民課</del><ins>市民部戸籍課</ins>" in "".join(text.split())
    assert text.count("<li>保管: 担当</li>") == 1


def test_changes_of_notation_are_not_counted():
    assert life(("①部署",), "Ⅰ/7/①", READINGS).changes == 2


def test_of_many_items_a_list_leads_to_each():
    lives = [life(("Ⅰ　基本情報", "７．", f"項目{n}"), f"p{n}", READINGS) for n in range(5)]
    text = page(*lives, still=3)
    links = re.findall(r'href="#(b[^"]+)"', text)
    assert len(links) == 5 and set(links) <= set(re.findall(r' id="([^"]+)"', text))
    assert "（Ⅰ　基本情報　＞　７． の下）" in text and "ほかの3項目" in text


@pytest.mark.parametrize("text", TEXTS, ids=name)
def test_every_text_is_only_text(text):
    readings = [
        Reading(start=text, end=text, text=text, told=(text,)),
        Reading(start=text, end=None, text="あ" + text, told=()),
    ]
    made = render(text, [Book(id="見本市-1", lives=(life((text, text), text, readings),), still=1)]).decode()
    body = re.sub(r"<script>.*?</script>|<style>.*?</style>", "", made, flags=re.S)
    assert not re.search(r'<(script|img|iframe|svg)|<[^>"]* on\w+=', body)
    assert body.count("<h4>") == 2
