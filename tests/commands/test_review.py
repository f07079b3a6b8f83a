"""``piadiff review`` end to end: lines on stdin or a file go in, decisions come out in diff, table and report."""

import io
import json
import os
import sys

import jsonschema
import pytest

from piadiff import canonical
from piadiff.schema import load
from tests import decided as sample
from tests.store.tools import ID, git

PAIR = (f"{ID}@prev", f"{ID}@latest")


def write(folder, **changed) -> None:
    (folder / "旧.json").write_text(canonical.dumps(sample.old()), encoding="utf-8")
    (folder / "新.json").write_text(canonical.dumps(sample.new(**changed)), encoding="utf-8")


@pytest.fixture
def files(piadiff, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_AUTHOR_NAME", "見本 花子")
    write(tmp_path)
    return tmp_path


@pytest.fixture
def store(piadiff, files, made_once):
    @made_once
    def _():
        for name, day in (("旧.json", "2023-04-01"), ("新.json", "2024-04-01")):
            assert piadiff("add", name, "--date", day).status == 0

    return files / "store"


@pytest.fixture
def typed(piadiff, monkeypatch):
    def run(lines: str, *arguments):
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        return piadiff("review", *arguments)

    return run


def judged(piadiff, *arguments) -> dict[str, dict]:
    return {c["path"]: c for c in json.loads(piadiff("diff", *arguments, "--json").out)["changes"]}


def test_a_session_is_kept_in_the_store_and_used_by_diff_and_table(piadiff, typed, store):
    before = piadiff("log").out
    done = typed("n\n\n1\n窓口が増えただけ\nq\n", *PAIR)
    assert (done.status, done.err) == (0, "")
    assert "1件を決め、保管庫（store）に残しました。" in done.out
    change = judged(piadiff, *PAIR)[sample.ENTRY]
    assert (change["important"], change["timing"], change["rule"]) == ("no", "事後", "判断")
    assert change["why"].startswith("見本 花子が") and change["why"].endswith("メモ: 窓口が増えただけ")
    rows = {row["paths"][0]: row for row in json.loads(piadiff("table", *PAIR, "--json").out)["rows"]}
    assert rows[sample.ENTRY]["timing"] == "事後" and "要確認" not in rows[sample.ENTRY]["reason"]
    assert any("【要確認】" in row["reason"] for row in rows.values())
    assert piadiff("report", *PAIR, "-o", "比較.html").status == 0
    assert "見本 花子が" in (store.parent / "比較.html").read_text(encoding="utf-8")
    assert piadiff("log").out == before
    assert "問題はありません" in piadiff("verify").out
    assert git(store, "status", "--porcelain") == ""


def test_the_end_of_input_keeps_what_was_decided_and_a_second_session_goes_on(piadiff, typed, store):
    assert typed("y\n\n\n\nn\n", *PAIR).status == 0
    assert judged(piadiff, *PAIR)[sample.ENTRY]["important"] == "yes"
    again = typed("q\n", *PAIR)
    assert "{+又は電子申請+}" not in again.out and "何も決めていません" in again.out


def test_an_interrupt_is_told_truly(piadiff, store, monkeypatch):
    lines = iter(["y", "", "", ""])

    def ask(_: str) -> str:
        try:
            return next(lines)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr("builtins.input", ask)
    done = piadiff("review", *PAIR)
    assert done.status == 130 and "1件を決め、保管庫（store）に残しました。" in done.out
    assert "何も変更していません" not in done.err


def test_a_corrected_draft_keeps_what_is_the_same_and_shows_the_rest_as_stale(piadiff, typed, store):
    assert typed("n\n\n1\n\n", *PAIR).status == 0
    (decided_path,) = [d["path"] for d in json.loads(piadiff("decisions", *PAIR, "--json").out)["decisions"]]
    assert decided_path == sample.ENTRY
    write(store.parent, **{sample.USERS: ("職員ごとに番号を割り当て、顔で確かめる。",)})
    assert piadiff("add", "新.json", "--date", "2024-04-01", "--correct").status == 0
    assert judged(piadiff, *PAIR)[sample.ENTRY]["rule"] == "判断"
    write(store.parent, **{sample.ENTRY: ("窓口では受け取らない。",)})
    assert piadiff("add", "新.json", "--date", "2024-04-01", "--correct").status == 0
    done = piadiff("diff", *PAIR, "--json")
    assert "1件は、変更がなくなったか内容が変わったため使っていません" in done.err
    assert {c["path"]: c for c in json.loads(done.out)["changes"]}[sample.ENTRY]["rule"] != "判断"
    assert "問題はありません" in piadiff("verify").out


def test_plain_files_need_a_file_for_decisions(piadiff, typed, files):
    done = typed("q\n", "旧.json", "新.json")
    assert (done.status, done.out) == (2, "") and "--decisions" in done.err
    done = typed("y\n\n\n\nq\n", "旧.json", "新.json", "--decisions", "判断.json", "--by", "係長")
    assert done.status == 0, done.err
    jsonschema.validate(json.loads((files / "判断.json").read_text("utf-8")), load("decisions"))
    assert judged(piadiff, "旧.json", "新.json")[sample.ENTRY]["rule"] != "判断"
    change = judged(piadiff, "旧.json", "新.json", "--decisions", "判断.json")[sample.ENTRY]
    assert (change["important"], change["rule"]) == ("yes", "判断") and "係長が" in change["why"]
    assert not (files / "store").exists()


def test_open_changes_as_json_go_back_in_with_answers(piadiff, store):
    listed = json.loads(piadiff("review", *PAIR, "--json").out)
    assert listed["decisions"] and {d["important"] for d in listed["decisions"]} == {"review"}
    for entry in listed["decisions"]:
        entry |= {"important": "no", "reason": "記載の整理", "note": "<b>まとめて</b>\x1b[31m"}
    (store.parent / "決.json").write_text(json.dumps(listed), encoding="utf-8")
    done = piadiff("review", *PAIR, "--decide", "決.json", "--by", "係長")
    assert (done.status, done.out) == (0, f"{len(listed['decisions'])}件の判断を保管庫（store）に残しました。\n")
    assert json.loads(piadiff("review", *PAIR, "--json").out)["decisions"] == []
    assert "要確認" not in piadiff("table", *PAIR, "--json").out
    assert "\x1b" not in piadiff("diff", *PAIR).out
    piadiff("report", *PAIR, "-o", "比較.html")
    assert "&lt;b&gt;まとめて" in (store.parent / "比較.html").read_text("utf-8")
    assert piadiff("table", *PAIR, "-o", "別添3.xlsx").status == 0
    again = piadiff("review", *PAIR, "--decide", "決.json", "--by", "係長")
    assert (again.status, again.out) == (0, "新しく残す判断はありません。\n")


@pytest.mark.parametrize(
    "text, told",
    [
        ("{", "JSONとして読めません"),
        ('{"format": "piadiff/1", "kind": "decisions", "decisions": [{"path": "Ⅰ/9", "important": "no"}]}', "Ⅰ/9"),
        ('{"format": "piadiff/1", "kind": "decisions", "decisions": [{"important": "no"}]}', "path か thread"),
    ],
)
def test_a_bad_file_changes_nothing(piadiff, store, text, told):
    (store.parent / "決.json").write_text(text, encoding="utf-8")
    count = git(store, "rev-list", "--count", "HEAD")
    done = piadiff("review", *PAIR, "--decide", "決.json")
    assert (done.status, done.out) == (2, "") and told in done.err and done.err.count("\n") == 1
    assert git(store, "rev-list", "--count", "HEAD") == count


def test_a_missing_file_and_an_empty_name_are_told(piadiff, store):
    assert "ファイルがありません" in piadiff("review", *PAIR, "--decide", "ない.json").err
    assert piadiff("review", *PAIR, "--by", " ").status == 2


def test_who_decides_is_the_person_of_the_store_and_nothing_of_its_configuration_runs(
    piadiff, typed, store, monkeypatch
):
    monkeypatch.delenv("GIT_AUTHOR_NAME")
    trap = store.parent / "わな"
    git(store, "config", "user.name", "保管 太郎")
    git(store, "config", "alias.config", f"!touch {trap}")
    git(store, "config", "core.pager", f"touch {trap}")
    with (store / ".git" / "config").open("a", encoding="utf-8") as config:
        config.write(f"[include]\n\tpath = {store.parent / '別の設定'}\n")
    (store.parent / "別の設定").write_text("[user]\n\tname = 他人\n", encoding="utf-8")
    assert "判断する人: 保管 太郎" in typed("q\n", *PAIR).out
    assert not trap.exists()


def test_without_git_users_the_login_decides(typed, store, monkeypatch):
    monkeypatch.delenv("GIT_AUTHOR_NAME")
    monkeypatch.setenv("HOME", str(store.parent))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(store.parent))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("LOGNAME", "hanako")
    assert "判断する人: hanako" in typed("q\n", *PAIR).out


def decide(piadiff, folder, whole, *arguments, pair=PAIR):
    (folder / "決.json").write_text(json.dumps(whole), encoding="utf-8")
    return piadiff("review", *pair, "--decide", "決.json", *arguments)


def test_an_entry_left_open_leaves_what_another_person_decided_and_withdrawing_is_said(piadiff, store):
    listed = json.loads(piadiff("review", *PAIR, "--json").out)
    (entry,) = [one for one in listed["decisions"] if one["path"] == sample.ENTRY]
    said = {**listed, "decisions": [entry | {"important": "no", "reason": "記載の整理"}]}
    assert decide(piadiff, store.parent, said, "--by", "係長").status == 0
    done = decide(piadiff, store.parent, listed, "--by", "課員")
    open_ = len(listed["decisions"])
    told = f"新しく残す判断はありません。決めていないもの（important が review のまま）は{open_}件です。\n"
    assert (done.status, done.out) == (0, told)
    assert judged(piadiff, *PAIR)[sample.ENTRY]["why"].startswith("係長が")
    back = {**listed, "decisions": [entry | {"important": "withdraw"}]}
    jsonschema.validate(
        back["decisions"][0]["important"], load("decisions")["$defs"]["decision"]["properties"]["important"]
    )
    done = decide(piadiff, store.parent, back, "--by", "課員")
    assert (done.status, done.out) == (0, "1件の判断を保管庫（store）に残しました。\n")
    assert judged(piadiff, *PAIR)[sample.ENTRY]["rule"] != "判断"
    assert "問題はありません" in piadiff("verify").out


@pytest.mark.parametrize("command", ["diff", "table", "report", "decisions"])
def test_a_file_of_decisions_that_is_not_there_is_told_where_nothing_is_decided(piadiff, files, command):
    options = ("-o", "比較.html") if command == "report" else ()
    done = piadiff(command, "旧.json", "新.json", "--decisions", "判断の写し.json", *options)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("piadiff: 判断の写し.json: 判断のファイルがありません") and done.err.count("\n") == 1
    assert not (files / "比較.html").exists()


@pytest.mark.parametrize("name, other", [("old", f"{ID}@2001-04-01"), ("new", "よそ.xlsx"), ("new", 5)])
def test_a_file_about_other_versions_is_refused(piadiff, store, name, other):
    listed = json.loads(piadiff("review", *PAIR, "--json").out)
    done = decide(piadiff, store.parent, listed | {name: other})
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("piadiff: 決.json: ほかの版についての判断です") and str(other) in done.err


def test_a_list_made_before_a_correction_still_fits_and_changed_texts_are_refused(piadiff, store):
    listed = json.loads(piadiff("review", *PAIR, "--json").out)
    answers = {"important": "yes"}
    said = listed | {"decisions": [e | answers for e in listed["decisions"] if e["path"] == sample.ENTRY]}
    write(store.parent, **{sample.USERS: ("職員ごとに番号を割り当て、顔で確かめる。",)})
    assert piadiff("add", "新.json", "--date", "2024-04-01", "--correct").status == 0
    assert decide(piadiff, store.parent, said).status == 0
    said = listed | {"decisions": [e | answers for e in listed["decisions"] if e["path"] == sample.USERS]}
    done = decide(piadiff, store.parent, said)
    assert done.status == 2 and done.err.startswith(f"piadiff: 決.json: 1件目: {sample.USERS} の記載が")
