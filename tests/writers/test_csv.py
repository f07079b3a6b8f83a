import csv
import io

import pytest

from piadiff.writers import render
from piadiff.writers.csv_ import guarded
from piadiff.writers.sheet import HEADERS, printable
from tests.hostile import TEXTS, name, sheet_of


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_excel_can_open_it():
    data = render(sheet_of("あ\nい"), "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith('"あ\nい"\r\n'.encode())
    assert data.count(b"\r\n") == 2


def test_a_table_without_rows_is_its_header():
    assert read(render(sheet_of(), "csv")) == [list(HEADERS)]


@pytest.mark.parametrize("text", TEXTS, ids=name)
def test_every_text_comes_back_but_for_the_apostrophe(text):
    header, row = read(render(sheet_of(text), "csv"))
    assert header == list(HEADERS)
    assert row == [guarded(printable(text))] * 6
    assert row[0] in (printable(text), "'" + printable(text))


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1+2", "@SUM(A1)", "\t=1", " =1", "＝1", "－1", "\n=1", "'=1", "\ufeff=1"]
)
def test_no_formula(text):
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["012", "1-2", "1/2", "1:30", "1E5", "１－２", "12345678901234567"])
def test_nothing_that_excel_would_rewrite(text):
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["", "-", "－", "4件", "12", "あ=1", "・-", "平成27年7月4日", "第19条第8号"])
def test_ordinary_text_is_left_alone(text):
    assert guarded(text) == text
