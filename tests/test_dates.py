import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piadiff.dates import to_iso, to_wareki, typed


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("令和元年5月1日", "2019-05-01"),
        ("令和1年５月20日", "2019-05-20"),
        ("平成30年5月21日公表", "2018-05-21"),
        ("R6.10.1", "2024-10-01"),
        ("H31/4/30", "2019-04-30"),
        ("2024年4月1日", "2024-04-01"),
        ("2024/4/1", "2024-04-01"),
        ("平成31年2月31日", None),
        ("令和6年10月", None),
        ("未定", None),
        ("", None),
    ],
)
def test_dates_in_documents(text, iso):
    assert to_iso(text) == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [("20241001", "2024-10-01"), ("R6.10.1", "2024-10-01"), ("平成31年4月30日", "2019-04-30")],
)
def test_dates_that_a_person_types(text, iso):
    assert typed(text) == iso


@pytest.mark.parametrize(
    "text",
    [
        "令和元年1月1日",
        "昭和64年1月8日",
        "平成40年1月1日",
        "9999-12-31",
        "1800-01-01",
        "2024-13-01",
        "令和元年13月1日",
        "2024-10-01頃",
        "20241",
        "",
    ],
)
def test_impossible_dates_are_none(text):
    assert typed(text) is None


@given(st.dates(min_value=datetime.date(1990, 1, 1), max_value=datetime.date(2099, 12, 31)))
def test_wareki_and_back(day):
    assert typed(to_wareki(day.isoformat())) == day.isoformat()
    assert typed(day.isoformat()) == day.isoformat()


def test_eras_change_on_their_day():
    assert to_wareki("2019-04-30") == "平成31年4月30日"
    assert to_wareki("2019-05-01") == "令和元年5月1日"
    assert to_wareki("1989-01-08") == "平成元年1月8日"
