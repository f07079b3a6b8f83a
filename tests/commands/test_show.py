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
def stored(piadiff, made_once):
    @made_once
    def _():
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


def row(day, path, before, after):
    return {
        "date": day, "date_text": day or "", "item": "見出し", "paths": [path],
        "before": before, "after": after, "timing": "事後", "reason": "",
    }  # fmt: skip


OFFICE, CHIEF, CONTRACT = "Ⅰ/7/①", "Ⅰ/7/②", "Ⅱ/(1)/4/委託事項"


@pytest.fixture
def dated(piadiff, made_once):
    """Published 2020, 2022 and 2024; what the version of 2022 announces came a year before, or is still to come."""

    @made_once
    def _():
        late = row("2021-10-01", OFFICE, "市民課", "戸籍課")
        early = row("2023-04-01", CHIEF, "課長", "所長")
        coming = row(None, OFFICE, "戸籍課", "窓口課")
        gone = row("2023-10-01", f"{CONTRACT}1", "保守の委託", "削除")
        base = {f"{CONTRACT}1": "保守の委託", f"{CONTRACT}2": "窓口の委託"}
        for day, items, rows in (
            ("2020-04-01", {OFFICE: "市民課", CHIEF: "課長", **base}, ()),
            ("2022-04-01", {OFFICE: "戸籍課", CHIEF: "所長", **base}, (late, early)),
            (
                "2024-04-01",
                {OFFICE: "窓口課", CHIEF: "所長", f"{CONTRACT}1": "窓口の委託"},
                (late, early, coming, gone),
            ),
        ):
            file = written("a.json", day, "本文", **items)
            file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "changes": rows}), "utf-8")
            assert piadiff("add", file).status == 0

    return piadiff


@pytest.mark.parametrize(
    ("day", "office", "chief", "gone", "differing"),
    [
        ("2020-04-01", "市民課", "課長", ["保守の委託"], []),
        ("2021-10-01", "戸籍課", "課長", ["保守の委託"], [OFFICE]),
        ("令和4年5月1日", "戸籍課", "課長", ["保守の委託"], [CHIEF]),
        ("2023-05-01", "戸籍課", "所長", ["保守の委託"], []),
        ("2023-12-01", "戸籍課", "所長", [], []),
        ("2024-05-01", "戸籍課", "所長", [], [OFFICE]),
    ],
)
def test_what_was_in_force_on_a_day(dated, day, office, chief, gone, differing):
    done = dated("show", ID, "--effective", day, "--json")
    assert (done.status, done.err) == (0, "")
    data = json.loads(done.out)
    assert (data["items"][OFFICE], data["items"][CHIEF]) == (office, chief)
    assert data["items"][f"{CONTRACT}1"] == "窓口の委託"
    assert list(data["gone"].values()) == gone
    assert [path for path in data["differing"] if path.startswith("Ⅰ/7")] == differing


def test_in_force_for_people(dated):
    done = dated("show", ID, "--effective", "2022-05-01")
    assert (done.status, done.err) == (0, "")
    assert "2022-05-01 に効力のあった記載" in done.out and "その後の版で削除された項目" in done.out
    assert f"公表されていた版（{ID}@2022-04-01）と違うのは" in done.out
    assert "戸籍課" in dated("show", ID, OFFICE, "--effective", "2022-05-01").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([ID, "--effective", "2019-01-01"], "有効だった"),
        ([f"{ID}@latest", "--effective", "2022-01-01"], "IDだけ"),
        ([ID, "--effective", "あした"], "日付として読めません"),
        (["ない-1", "--effective", "2022-01-01"], "ない-1"),
    ],
)
def test_a_day_or_a_version_that_cannot_be_is_one_sentence(dated, words, told):
    done = dated("show", *words)
    assert (done.status, done.out) == (2, "") and told in done.err and done.err.count("\n") == 1
