"""Names from documents become IDs that are safe everywhere."""

import re
from pathlib import PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piadiff.errors import PiadiffError
from piadiff.store.names import identity, make_id, safe_ending, safe_id, safe_line, short_agency
from tests.examples import examples
from tests.store.tools import document

texts = st.one_of(st.text(), st.text(alphabet="./\\:@#-{}~^ \n\x00所沢市0１②\ud800'\"$(`;|&*"))


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("埼玉県所沢市長", "所沢市"),
        ("所沢市教育委員会", "所沢市教育委員会"),
        ("岡山県岡山市長", "岡山市"),
        ("さいたま市長", "さいたま市"),
        ("東京都大田区長", "大田区"),
        ("東京都千代田区教育委員会", "千代田区教育委員会"),
        ("東京都知事", "東京都"),
        ("北海道知事", "北海道"),
        ("佐賀県知事", "佐賀県"),
        ("京都府京都市長", "京都市"),
        ("京都市長", "京都市"),
        ("岐阜県山県市長", "山県市"),
        ("山県市長", "山県市"),
        ("長野県長野市長", "長野市"),
        ("三重県四日市市長", "四日市市"),
        ("千葉県市川市長", "市川市"),
        ("東京都町田市長", "町田市"),
        ("東京都府中市長", "府中市"),
        ("福岡県　太宰府市長", "太宰府市"),
        ("奈良県十津川村長", "十津川村"),
        ("埼玉県教育委員会", "埼玉県教育委員会"),
        ("埼玉県市町村職員共済組合", "埼玉県市町村職員共済組合"),
        ("埼玉県後期高齢者医療広域連合長", "埼玉県後期高齢者医療広域連合"),
        ("厚生労働大臣", "厚生労働大臣"),
        ("地方公共団体情報システム機構", "地方公共団体情報システム機構"),
        ("", ""),
    ],
)
def test_the_short_name_of_a_body(name, short):
    assert short_agency(name) == short


@pytest.mark.parametrize(
    ("number", "identifier"),
    [
        ("1", "見本市-1"),
        ("１２", "見本市-12"),
        ("第3号", "見本市-第3号"),
        (" 4 ", "見本市-4"),
        ("007", "見本市-7"),
        ("0", "見本市-0"),
    ],
)
def test_the_id_of_an_assessment(number, identifier):
    assert make_id(document(number=number)) == identifier


@pytest.mark.parametrize(("missing", "words"), [("number", "評価書番号"), ("agency", "評価実施機関名")])
def test_without_number_or_body_there_is_no_id(missing, words):
    with pytest.raises(PiadiffError, match=words) as fault:
        make_id(document(**{missing: ""}))
    assert "--id" in str(fault.value)


def test_numbers_in_another_width_are_the_same_assessment():
    assert identity(document(number="１")) == identity(document(number="01", agency="見本市長"))


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("../../x", "x"),
        ("--upload-pack=touch x", "upload-pack_touch_x"),
        ("a/b\\c:d", "a_b_c_d"),
        ("a@latest#1", "a_latest_1"),
        (".git", "git"),
        ("a\nPiadiff-Date: 1999-01-01", "a_Piadiff-Date__1999-01-01"),
        ("CON", "CON_1"),
        ("lpt9", "lpt9_1"),
        ("", "_"),
        ("\x00\x1b[31m", "31m"),
    ],
)
def test_an_id_is_a_plain_word(text, identifier):
    assert safe_id(text) == identifier


@given(texts)
@settings(max_examples=examples(200))
def test_an_id_is_safe_whatever_it_came_from(text):
    made = safe_id(text)
    assert safe_id(made) == made
    assert 1 <= len(made) <= 60
    assert len(made.encode("utf-8")) <= 255
    assert not re.search(r"[./\\:@#\s\x00-\x1f\x7f'\"$`;|&*?<>{}~^()\[\]]", made)
    assert not made.startswith("-")


def test_long_ids_stay_apart():
    assert safe_id("長" * 100 + "1") != safe_id("長" * 100 + "2")


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.txt", "txt"),
        ("a.XLSX", "xlsx"),
        ("a", "bin"),
        ("a.日本", "bin"),
        ("a.t x", "bin"),
        ("a." + "x" * 20, "bin"),
        ("a.", "bin"),
    ],
)
def test_the_ending_of_an_original(name, ending):
    assert safe_ending(PurePath(name)) == ending


@given(texts)
@settings(max_examples=examples(100))
def test_a_line_is_one_line(text):
    line = safe_line(text)
    assert line.isprintable() or line == ""
    line.encode("utf-8")
    assert len(line) <= 200
