"""``piadiff decisions``: who decided what when, and whether it still stands."""

import json

import jsonschema
import pytest

from piadiff.schema import load
from piadiff.writers.terminal import columns
from tests import decided as sample
from tests.commands.test_review import PAIR, files, store, typed, write  # noqa: F401

pytestmark = pytest.mark.usefixtures("store")


def test_none_yet(piadiff):
    assert piadiff("decisions", PAIR[1]).out == "判断はまだありません。\n"


def test_the_decisions_of_a_version_and_of_a_pair(piadiff, typed):  # noqa: F811
    typed("n\n\n1\n窓口が増えただけ\nq\n", *PAIR)
    done = piadiff("decisions", PAIR[1])
    assert (done.status, done.err) == (0, "")
    for word in ("判断 1件", "その他・事後", "見本 花子", "メモ: 窓口が増えただけ", "状態: 使われています"):
        assert word in done.out
    assert all(columns(line) <= 80 for line in done.out.splitlines())
    assert piadiff("decisions", *PAIR).out == done.out
    data = json.loads(piadiff("decisions", *PAIR, "--json").out)
    jsonschema.validate(data, load("decisions"))
    assert json.loads(piadiff("decisions", PAIR[1], "--json").out)["pairs"][0]["decisions"] == data["decisions"]
    assert (data["decisions"][0]["state"], data["decisions"][0]["who"]) == ("applied", "見本 花子")


def test_what_is_gone_is_shown_as_stale_and_not_lost(piadiff, typed, tmp_path):  # noqa: F811
    typed("n\n\n1\n\nq\n", *PAIR)
    write(tmp_path, **{sample.ENTRY: sample.BEFORE[sample.ENTRY]})
    assert piadiff("add", "新.json", "--date", "2024-04-01", "--correct").status == 0
    assert sample.ENTRY not in piadiff("diff", *PAIR, "--json").out
    shown = piadiff("decisions", PAIR[1]).out
    assert "使われていないもの1件" in shown and "変更がなくなったか内容が変わったため、使われていません" in shown
    [stale] = json.loads(piadiff("decisions", *PAIR, "--json").out)["decisions"]
    assert (stale["path"], stale["state"]) == (sample.ENTRY, "stale")


def test_what_is_listed_can_be_handed_in_elsewhere(piadiff, typed, tmp_path):  # noqa: F811
    typed("n\n\n1\n窓口が増えただけ\nq\n", *PAIR)
    (tmp_path / "一覧.json").write_text(piadiff("decisions", *PAIR, "--json").out, encoding="utf-8")
    hand_in = ("review", "旧.json", "新.json", "--decide", "一覧.json", "--decisions", "判断.json", "--by", "別の人")
    done = piadiff(*hand_in)
    assert done.status == 2 and done.err.startswith("piadiff: 一覧.json: ほかの版についての判断です")
    listed = json.loads((tmp_path / "一覧.json").read_text("utf-8")) | {"old": "旧.json", "new": "新.json"}
    (tmp_path / "一覧.json").write_text(json.dumps(listed), encoding="utf-8")
    done = piadiff(*hand_in)
    assert done.status == 0, done.err
    [kept] = json.loads((tmp_path / "判断.json").read_text("utf-8"))["decisions"]
    assert kept["who"] == "別の人" and kept["when"] >= listed["decisions"][0]["when"]
    assert kept["note"].startswith("窓口が増えただけ（ファイルでの判断者: 見本 花子、")


def test_a_broken_file_and_wrong_arguments_are_told(piadiff, tmp_path):
    (tmp_path / "判断.json").write_text("{}", encoding="utf-8")
    done = piadiff("decisions", "旧.json", "新.json", "--decisions", "判断.json")
    assert (done.status, done.out) == (2, "") and "判断.json" in done.err
    assert piadiff("decisions", "旧.json", "新.json", "旧.json").status == 2
    assert piadiff("decisions", PAIR[1], "--decisions", "判断.json").status == 2
