import json
from pathlib import Path

import pytest

from piadiff import canonical
from piadiff.model import Assessment, Figure
from piadiff.writers.terminal import columns
from tests.commands.files import ID, written

FULL = Assessment(
    form="様式4",
    items={
        "表紙/評価書番号": "1",
        "表紙/評価実施機関名": "見本市長",
        "表紙/公表日": "令和6年4月1日",
        "Ⅰ/1/②": ("一段落目", "二段落目\x1b[31m赤"),
        "Ⅰ/2/システム1/①": "住民記録システム",
        "Ⅰ/2/システム1/③": {"宛名システム等": "", "その他": "証明書システム"},
        "別添1": Figure(labels=("窓口",), images=("ab" * 32,)),
        "Ⅱ/(1)/1": "住民基本台帳ファイル",
        "Ⅱ/(1)/4/委託の有無/件": 3,
        "Ⅱ/(1)/4/委託事項1/⑥": "",
    },
)


@pytest.fixture
def stored(piadiff):
    Path("a.json").write_text(canonical.dumps(FULL), encoding="utf-8")
    piadiff("add", "a.json")
    return piadiff


def test_a_version_as_an_outline(stored):
    done = stored("show", ID)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(f"{ID}@2024-04-01  様式4（全項目評価書）\n")
    lines = [line.strip() for line in done.out.splitlines()]
    for words in ("Ⅰ　基本情報", "②事務の内容", "一段落目", "○ その他（証明書システム）", "・窓口", "3", "（空欄）"):
        assert words in lines
    assert lines.count("Ⅰ　基本情報") == 1
    assert "（１）住民基本台帳ファイル" in lines
    assert "\x1b" not in done.out
    assert all(columns(line) <= 80 for line in done.out.splitlines())


def test_one_item(stored):
    done = stored("show", f"{ID}@latest", "Ⅰ/1/②")
    assert [line.strip() for line in done.out.splitlines()[2:]] == [
        "Ⅰ　基本情報", "１．特定個人情報ファイルを取り扱う事務", "②事務の内容", "一段落目", "二段落目�[31m赤",
    ]  # fmt: skip


def test_a_heading_means_all_below_it(stored):
    done = stored("show", ID, "Ⅰ/2", "--json")
    assert json.loads(done.out) == {
        "version": f"{ID}@2024-04-01",
        "items": {
            "Ⅰ/2/システム1/①": "住民記録システム",
            "Ⅰ/2/システム1/③": {"宛名システム等": "", "その他": "証明書システム"},
        },
    }


def test_a_file_needs_no_store(stored):
    done = stored("show", "a.json", "Ⅰ/1/②", "--store", "ない")
    assert done.status == 0 and done.out.startswith("a.json  様式4")


def test_json_of_a_version_is_canonical(stored):
    assert stored("show", f"{ID}@令和6年4月1日", "--json").out == Path("a.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("別の市-1",), "別の市-1 という評価書はありません"),
        ((f"{ID}@prev",), "前の版がありません"),
        ((f"{ID}@2020-01-01",), "有効だった"),
        ((f"{ID}@きのう",), "日付として読めません"),
        (("ない.txt",), "ファイルがありません: ない.txt"),
        (("どこか/ない",), "ファイルがありません"),
        (("",), "版の指定として読めません"),
        (("\x00",), "という評価書はありません"),
        (("a" * 5000,), "という評価書はありません"),
        ((ID, "Ⅰ/99"), "Ⅰ/99"),
        ((ID, "Ⅳ/1"), "この版に Ⅳ/1 という項目はありません"),
        ((), "VERSION を指定してください"),
    ],
)
def test_what_is_not_there_is_one_sentence(stored, arguments, words):
    done = stored("show", *arguments)
    assert (done.status, done.out) == (2, "")
    assert words in done.err and done.err.count("\n") == 1


def test_a_file_stands_before_an_id_of_the_same_name(stored):
    Path(ID).mkdir()  # a folder does not
    assert stored("show", ID).status == 0
    written("別物", "2020-01-01", "ファイルの本文")
    Path(f"{ID}@latest").write_bytes(Path("別物").read_bytes())
    assert "ファイルの本文" in stored("show", f"{ID}@latest").out
