"""``piadiff settings``: shown with where they come from, changed in one commit, learnt, and applied to tables."""

import json
from pathlib import Path

import pytest

from piadiff import canonical
from piadiff.model import Assessment, Row
from piadiff.writers.terminal import columns
from tests.commands.files import ID, written
from tests.store.tools import document, git

OWN = "その他の項目の変更のため"
STORE = Path("store")


@pytest.fixture
def stored(piadiff, made_once):
    @made_once
    def _():
        for day in ("2022-04-01", "2024-04-01"):
            piadiff("add", written("評価書.json", day))

    return piadiff


def published(*reasons, timing="事後"):
    """A document whose table has rows of an item without ※, each with its explanation."""
    rows = tuple(
        Row(date="2024-04-01", date_text="令和6年4月1日", item="①部署", paths=("Ⅰ/7/①",), before=f"第{n}部",
            after=f"窓口{n}", timing=timing, reason=reason)
        for n, reason in enumerate(reasons)
    )  # fmt: skip
    path = Path("公表.json")
    items = dict(document().items) | {"表紙/公表日": "2025-04-01"}
    path.write_text(canonical.dumps(Assessment(form="様式4", items=items, changes=rows)), encoding="utf-8")
    return path


def values(piadiff):
    return {s["key"]: (s["value"], s["source"]) for s in json.loads(piadiff("settings", "--json").out)["settings"]}


@pytest.mark.parametrize("there", [False, True])
def test_without_a_store_there_are_no_settings(piadiff, there):
    if there:
        Path("store").mkdir()
    done = piadiff("settings")
    assert (done.status, done.out) == (2, "")
    assert ("保管庫はまだ空です" if there else "保管庫がありません") in done.err


def test_where_nothing_is_set_all_is_as_by_default(stored):
    done = stored("settings")
    assert (done.status, done.err) == (0, "")
    assert "和暦" in done.out and "piadiff.toml" not in done.out
    assert max(map(columns, done.out.splitlines())) <= 80


def test_set_is_one_commit_and_shown_with_its_file(stored):
    assert stored("settings", "set", "era", "西暦").out == "table.era を決めました。\n"
    assert stored("settings", "set", "その他の項目", OWN).status == 0
    found = values(stored)
    assert found["table.era"] == ("西暦", str(STORE / "piadiff.toml"))
    assert found["phrases.その他の項目"] == (OWN, str(STORE / "piadiff.toml"))
    assert found["table.empty"] == ("空欄", "既定")
    assert git(STORE, "log", "-1", "--format=%s") == "設定を変える: その他の項目"
    assert stored("verify").status == 0


def test_the_same_again_and_back_to_the_default(stored):
    stored("settings", "set", "context", "2")
    head = git(STORE, "rev-parse", "HEAD")
    assert "何も変えていません" in stored("settings", "set", "context", "２").out
    assert git(STORE, "rev-parse", "HEAD") == head
    assert stored("settings", "unset", "context").out == "table.context を既定に戻しました。\n"
    assert values(stored)["table.context"] == (None, "既定")


def test_the_table_follows_the_settings(stored):
    for key, value in (("era", "西暦"), ("empty", "－"), ("その他の項目", OWN)):
        stored("settings", "set", key, value)
    written("旧.json", "2024-04-01")
    written("新.json", "2025-04-01", "2024-04-01 の本文", **{"Ⅰ/7/①": "市民課"})
    rows = json.loads(stored("table", "旧.json", "新.json", "--date", "R7.4.1", "--json").out)["rows"]
    (row,) = [row for row in rows if row["paths"] == ["Ⅰ/7/①"]]
    assert (row["date_text"], row["before"], row["reason"]) == ("2025年4月1日", "－", OWN)
    changes = json.loads(stored("diff", "旧.json", "新.json", "--json").out)["changes"]
    assert OWN in {change["reason"] for change in changes}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["set", "その他項目", "あ"], "その他項目 という設定はありません（その他の項目 のことですか）"),
        (["set", "要確認", "あ"], "要確認の規則なので、文言を決められません"),
        (["set", "era", "皇紀"], "era に 皇紀 は使えません（使えるのは 和暦、西暦）"),
        (["set", "era"], "値がありません"),
        (["set"], "settings の使い方が違います"),
        (["show"], "settings の使い方が違います"),
        (["unset", "era", "x"], "settings の使い方が違います"),
        (["--apply"], "--apply は learn のときだけ使えます"),
        (["learn", "ない.txt"], "ファイルがありません"),
    ],
)
def test_what_is_refused(stored, words, told):
    before = git(STORE, "rev-parse", "HEAD")
    done = stored("settings", *words)
    assert (done.status, done.out) == (2, "") and told in done.err
    assert git(STORE, "rev-parse", "HEAD") == before


def test_nothing_can_be_set_where_there_is_no_store(piadiff):
    done = piadiff("settings", "set", "era", "西暦")
    assert done.status == 2 and "保管庫がありません" in done.err


def commit(text):
    (STORE / "piadiff.toml").write_text(text, encoding="utf-8")
    git(STORE, "add", "piadiff.toml")
    git(STORE, "commit", "-m", "設定を手で直した")


def test_a_file_edited_by_hand_counts_once_it_is_committed(stored):
    (STORE / "piadiff.toml").write_text('[table]\nera = "西暦"\n', encoding="utf-8")
    done = stored("settings", "--json")
    assert "コミットするまで使われません" in done.err
    assert {s["key"]: s["value"] for s in json.loads(done.out)["settings"]}["table.era"] == "和暦"
    refused = stored("settings", "set", "context", "1")
    assert refused.status == 2 and "保管（git commit）していない変更があります" in refused.err
    assert (STORE / "piadiff.toml").read_text(encoding="utf-8") == '[table]\nera = "西暦"\n'
    commit('[table]\nera = "西暦"\n')
    assert values(stored)["table.era"][0] == "西暦"
    assert stored("settings").err == ""
    assert stored("verify").status == 0


@pytest.mark.parametrize("command", [("settings",), ("diff", f"{ID}@prev", ID), ("table", f"{ID}@prev", ID)])
def test_a_fault_in_the_file_is_told_with_its_place(stored, command):
    commit('[phrases]\n"その他項目" = "あ"\n')
    done = stored(*command)
    assert (done.status, done.out) == (2, "")
    assert "piadiff.toml [phrases]: その他項目 という規則はありません（その他の項目 のことですか）" in done.err


def test_a_file_that_is_too_large_is_refused(stored):
    commit("#" * 70_000)
    assert "大きすぎるファイルです" in stored("settings").err


def test_learn_proposes_the_most_frequent_explanation_and_writes_it(stored):
    file = published(OWN, "組織改編", OWN, "その他の項目の変更の\nため")
    done = stored("settings", "learn", file)
    assert done.status == 0
    assert "3行: " + OWN in done.out and "1行: 組織改編" in done.out and "--apply" in done.out
    assert max(map(columns, done.out.splitlines())) <= 80
    assert values(stored)["phrases.その他の項目"][1] == "既定"
    assert "1件の文言を設定に書き込みました" in stored("settings", "learn", file, "--apply").out
    assert values(stored)["phrases.その他の項目"][0] == OWN
    assert "新たに決める文言はありません" in stored("settings", "learn", file, "--apply").out


def test_learn_takes_all_of_the_store(stored):
    stored("add", published(OWN, OWN))
    learnt = json.loads(stored("settings", "learn", "--json").out)["learnt"]
    assert [(one["rule"], one["rows"], one["proposal"]) for one in learnt] == [("その他の項目", 2, OWN)]


@pytest.mark.parametrize(
    ("reasons", "timing"),
    [(["い", "ろ"], "事後"), (["い", "い", "ろ", "ろ"], "事後"), ([OWN], "事後"), ([OWN, OWN], "事前"),
     (["重要な変更", "重要な変更"], "事後"), (["あ\u3000" + "い" * 300] * 2, "事後")],
)  # fmt: skip
def test_what_teaches_nothing(stored, reasons, timing):
    learnt = json.loads(stored("settings", "learn", published(*reasons, timing=timing), "--json").out)["learnt"]
    assert [one for one in learnt if one["proposal"]] == []


@pytest.mark.parametrize("style", ["別添3", "一覧", "新旧対照表"])
def test_the_style_of_the_table_may_be_settled(stored, style):
    from piadiff.settings import KEYS
    from piadiff.styles import STYLES

    assert next(key for key in KEYS if key.name == "style").values == "、".join(STYLES)
    assert stored("settings", "set", "style", style).status == 0
    shown = stored("table", f"{ID}@prev", ID)
    assert shown.status == 0 and shown.out == stored("table", f"{ID}@prev", ID, "--style", style).out
    refused = stored("settings", "set", "style", "巻物")
    assert refused.status == 2 and "使えるのは 別添3、一覧、新旧対照表" in refused.err


def test_one_row_for_a_group_and_only_what_was_added_may_be_settled(tmp_path, monkeypatch, piadiff):
    monkeypatch.chdir(tmp_path)
    base = {"表紙/評価書番号": "1", "表紙/評価実施機関名": "青凪市長", "Ⅰ/1/②": ("一文目。",)}
    more = base | {
        "Ⅰ/1/②": ("一文目。", "二文目。"), "Ⅱ/(1)/4/委託事項1": "印刷", "Ⅱ/(1)/4/委託事項1/⑥": "甲社",
    }  # fmt: skip
    for name, items in (("旧.json", base), ("新.json", more)):
        Path(name).write_text(canonical.dumps(Assessment(form="様式4", items=items)), encoding="utf-8")
    assert piadiff("add", "旧.json", "--date", "2024-01-01").status == 0

    def rows(*options):
        return [
            (row["before"], row["after"])
            for row in json.loads(piadiff("table", "旧.json", "新.json", "--json", *options).out)["rows"]
        ]

    plain, short = rows(), rows("--group", "--added")
    assert len(plain) == 3 and len(short) == 2 and ("一文目。", "左記に対し、以下の記載を追加\n二文目。") in short
    for key in ("group", "added"):
        assert piadiff("settings", "set", key, "はい").status == 0
    assert rows() == short and rows("--no-group", "--no-added") == plain
    assert len(rows("--redline")) == 2  # shows all of a text, whatever is settled
    assert piadiff("table", "旧.json", "新.json", "--redline", "--added").status == 2


@pytest.mark.parametrize("typed", ["", "　"])
def test_an_empty_value_is_called_so(stored, typed):
    done = stored("settings", "set", "empty", typed)
    assert done.status == 2 and "empty に 空の値 は使えません（使えるのは 空欄、" in done.err
