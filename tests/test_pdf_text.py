"""The printer that stands in for published PDFs: deterministic, complete, and damaged as they are."""

import re
from collections import Counter

import pytest

from piadiff.model import Assessment, Row
from piadiff.readers import read
from tests.pdf_boxes import beside, wrap
from tests.pdf_text import pdf_text
from tests.sample import NUMBERS, misread, version


def printed(number: int, seed: int, jumble: float) -> str:
    return pdf_text(version(number), seed=seed, jumble=jumble)


def letters(text: str) -> Counter[str]:
    return Counter(re.sub(r"\d+ ページ|\s", "", text))


def test_the_same_arguments_give_the_same_text():
    assert printed(3, 5, 0.7) == printed(3, 5, 0.7)
    assert printed(3, 5, 0.7) != printed(3, 6, 0.7)


def test_order_does_not_depend_on_the_seed():
    assert printed(1, 1, 0) == printed(1, 2, 0)


def test_nothing_is_lost_however_bad_the_jumble():
    assert letters(printed(3, 4, 1.0)) >= letters(printed(3, 4, 0))


def test_a_cell_cut_by_the_page_may_stand_on_both_pages():
    assert any(letters(printed(3, seed, 1.0)) != letters(printed(3, seed, 0)) for seed in range(6))


def test_damage_as_in_published_texts():
    text = "".join(printed(3, seed, 1.0) for seed in range(3))
    for damage in (
        r"^\[ [^\]\n]+$",  # a bracket whose end stands elsewhere
        r"^\] \d） ",  # the options behind that end
        r"\[( ○)?$",  # a check box torn at its bracket
        r"^\] \S+システム$",
        r"^）$",  # a bracketed text torn at its end
        r"^再\n委\n託$",
        r"^ \S.*\n(?=\n| )",
        r"^\d+ ページ\n\n\n\n",
        r"^ 委託事項6～10$",
        r"^\] フラッシュメモ\nリ$",
        r"\n  ?[①-⑨]",  # a page that begins with a label
        r"^ 変更日 項目 変更前の記載",
        r"^（別添３）変更箇所\n変更日 項目",
    ):
        assert re.search(damage, text, re.M), damage


def test_rows_stand_from_the_foot_of_the_page_upward_only_where_jumbled():
    rows = tuple(Row(date_text=f"令和{n}年4月1日", item="Ⅰ　基本情報", before="甲", after="乙") for n in (1, 2))
    table = Assessment(form="様式4", changes=rows)
    orderly, jumbled = (pdf_text(table, jumble=jumble) for jumble in (0, 1.0))
    assert orderly.index("令和1年") < orderly.index("令和2年")
    assert jumbled.index("令和1年") > jumbled.index("令和2年")


@pytest.mark.parametrize(
    ("cells", "blocks"),
    [
        ((["甲"], ["乙"], ["事後"]), [["甲 乙 事後"]]),
        ((["甲"], ["乙", "丙"], ["事後"]), [["甲", "乙", "丙"], ["事後"]]),
        ((["甲"], list("乙丙丁戊"), ["事後"]), [["甲"], list("乙丙丁戊"), ["事後"]]),
        ((["甲", "乙"], ["丙"]), [["甲", "乙"], ["丙"]]),
    ],
)
def test_cells_side_by_side(cells, blocks):
    assert beside(*cells) == blocks


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one():
    text = "「特定個人情報」、（個人番号）、「番号法」。" * 9
    for limit in range(12, 60, 3):
        lines = wrap(text, limit)
        assert "".join(lines) == text
        assert all(line[0] not in "、。）」" and line[-1] not in "（「" for line in lines)


@pytest.mark.parametrize("number", NUMBERS)
def test_an_orderly_text_reads_back(tmp_path, number):
    path = tmp_path / "評価書.txt"
    path.write_text(printed(number, 0, 0), encoding="utf-8")
    reading = read(path)
    assert misread(version(number), reading.assessment) == []
    assert reading.unplaced == ()


@pytest.mark.parametrize("seed", range(3))
def test_a_text_as_jumbled_as_published_ones_reads_back_nearly_whole(tmp_path, seed):
    path = tmp_path / "評価書.txt"
    path.write_text(printed(3, seed, 1.0), encoding="utf-8")
    wrong = misread(version(3), read(path).assessment)
    assert len(wrong) <= 0.04 * len(version(3).items), wrong


def test_only_the_form_it_knows():
    with pytest.raises(ValueError, match="様式4"):
        pdf_text(Assessment(form="様式3"))
