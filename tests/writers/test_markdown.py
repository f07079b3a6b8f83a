import re

import pytest

from piadiff.writers import render
from piadiff.writers.markdown import escaped
from tests.hostile import TEXTS, name, sheet_of


def test_a_table():
    title, blank, header, ruler, row = render(sheet_of("あ\nい"), "md").decode().splitlines()
    assert (title, blank) == ("# （別添３）変更箇所", "")
    assert header == "| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |"
    assert re.fullmatch(r"\|(-+\|){6}", ruler)
    assert row == "| " + " | ".join(["あ<br>い"] * 6) + " |"


def test_without_rows_it_says_so():
    assert render(sheet_of(), "md").decode() == "# （別添３）変更箇所\n\n変更箇所はありません。\n"


@pytest.mark.parametrize("text", TEXTS, ids=name)
def test_one_row_stays_one_row_of_six_cells(text):
    lines = render(sheet_of(text), "md").decode().splitlines()
    assert len(lines) == 5
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", lines[4])) == 7


@pytest.mark.parametrize("text", TEXTS, ids=name)
def test_nothing_active_is_left_unescaped(text):
    bare = re.sub(r"\\.", "", escaped(text).replace("<br>", ""))
    assert not set("`*_~[]!<>&|$") & set(bare)


def test_no_links():
    assert escaped("[押す](javascript:x)") == r"\[押す\](javascript:x)"
    assert escaped("https://a.invalid www.a.invalid x@a.invalid") == r"https\://a.invalid www\.a.invalid x\@a.invalid"
