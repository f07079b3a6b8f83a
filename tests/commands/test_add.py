import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from piadiff.commands import add as module
from piadiff.store import Store
from piadiff.store.repository import Repository
from tests.commands.files import ID, written
from tests.store.tools import git, labels, snapshot


def test_files_become_versions(piadiff):
    done = piadiff("add", written("旧.json", "令和4年6月27日"), written("新.json", "2024-04-01"))
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        f"{ID}@2022-06-27 を保管しました（様式4、5項目、変更箇所0行）",
        f"{ID}@2024-04-01 を保管しました（様式4、5項目、変更箇所0行）",
    ]
    assert labels(Store(Path("store"))) == [f"{ID}@2022-06-27", f"{ID}@2024-04-01"]
    assert Path(f"store/assessments/{ID}/original.json").read_bytes() == Path("新.json").read_bytes()


def test_as_json(piadiff):
    done = piadiff("add", written("a.json", "2024-04-01"), "--json")
    assert json.loads(done.out) == {
        "versions": [{"id": ID, "date": "2024-04-01", "label": f"{ID}@2024-04-01", "added": True}]
    }


def test_the_same_again_says_so_and_changes_nothing(piadiff):
    piadiff("add", written("a.json", "2024-04-01"))
    before = snapshot(Path("store"))
    done = piadiff("add", "a.json")
    assert done == (0, f"{ID}@2024-04-01 はすでに同じ内容で保管しています。何も変えていません。\n", "")
    assert snapshot(Path("store")) == before


@pytest.mark.parametrize("given", ["2024-04-01", "令和6年4月1日", "R6.4.1", "２０２４年４月１日"])
def test_the_date_may_be_given(piadiff, given):
    assert piadiff("add", written("a.json"), "--date", given).status == 0
    assert labels(Store(Path("store"))) == [f"{ID}@2024-04-01"]


def test_a_date_given_stands_before_the_one_in_the_document(piadiff):
    assert piadiff("add", written("a.json", "2020-01-01"), "--date", "2024-04-01").status == 0
    assert labels(Store(Path("store"))) == [f"{ID}@2024-04-01"]


def test_without_a_date_the_option_is_named_and_nothing_is_made(piadiff):
    done = piadiff("add", written("a.json"))
    assert (done.status, done.out) == (2, "")
    assert done.err == "piadiff: a.json: 公表日が書かれていません（--date 令和6年4月1日 のように指定してください）\n"
    assert not Path("store").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("a.json", "--date", "いつか"), "日付として読めません: いつか"),
        (("a.json", "--date", "2024-02-30"), "日付として読めません"),
        (("a.json", "b.json", "--date", "2024-04-01"), "ファイルが一つのときだけ"),
        (("a.json", "b.json", "--id", "x"), "ファイルが一つのときだけ"),
        ((), "FILE… を指定してください"),
        (("ない.json",), "ない.json"),
        (("a.json", "--date"), "--date には値が要ります"),
    ],
)
def test_usage_is_one_sentence_and_nothing_is_made(piadiff, arguments, words):
    written("a.json", "2024-04-01")
    written("b.json", "2024-04-01", number="2")
    done = piadiff("add", *arguments)
    assert (done.status, done.out) == (2, "")
    assert words in done.err and done.err.count("\n") == 1
    assert not Path("store").exists()


def test_if_one_fails_nothing_is_stored(piadiff):
    piadiff("add", written("a.json", "2022-04-01"))
    before = snapshot(Path("store"))
    Path("壊れた.json").write_text("{", encoding="utf-8")
    done = piadiff("add", written("b.json", "2023-04-01"), "壊れた.json")
    assert done.status == 2 and "壊れた.json" in done.err
    assert snapshot(Path("store")) == before


def test_a_taken_date_needs_correct(piadiff):
    piadiff("add", written("a.json", "2024-04-01", "誤り"))
    written("a.json", "2024-04-01", "正しい")
    refused = piadiff("add", "a.json")
    assert refused.status == 2 and "--correct" in refused.err and "--date" in refused.err
    done = piadiff("add", "a.json", "--correct")
    assert done.out.startswith(f"{ID}@2024-04-01#1 を訂正として保管しました")


def test_an_id_may_be_given(piadiff):
    assert piadiff("add", written("a.json", "2024-04-01"), "--id", "住基 1").out.startswith("住基_1@2024-04-01")


def test_the_place_of_the_store(piadiff, monkeypatch, tmp_path):
    piadiff("add", written("a.json", "2024-04-01"), "--store", "ここ")
    assert labels(Store(Path("ここ"))) == [f"{ID}@2024-04-01"]
    monkeypatch.setenv("PIADIFF_STORE", str(tmp_path / "あそこ"))
    piadiff("add", "a.json")
    assert labels(Store(tmp_path / "あそこ")) == [f"{ID}@2024-04-01"]
    assert not Path("store").exists()


def test_interrupted_before_the_last_step_nothing_has_changed(piadiff, monkeypatch):
    piadiff("add", written("a.json", "2022-04-01"))
    before = snapshot(Path("store"))

    def interrupted(path):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "read_file", interrupted)
    done = piadiff("add", "a.json")
    assert done == (130, "", "piadiff: 中断しました。何も変更していません。\n")
    assert snapshot(Path("store")) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows は信号を自分に送れません")
def test_interrupted_at_the_last_step_the_work_is_finished(piadiff, monkeypatch):
    move = Repository.move_branch

    def interrupt_and_move(self, new, old):
        os.kill(os.getpid(), signal.SIGINT)
        return move(self, new, old)

    monkeypatch.setattr(Repository, "move_branch", interrupt_and_move)
    handler = signal.getsignal(signal.SIGINT)
    done = piadiff("add", written("a.json", "2024-04-01"))
    assert done.status == 0 and "保管しました" in done.out
    assert labels(Store(Path("store"))) == [f"{ID}@2024-04-01"]
    assert git(Path("store"), "status", "--porcelain") == ""
    assert signal.getsignal(signal.SIGINT) is handler


@pytest.mark.skipif(os.name == "nt", reason="Windows は信号をほかのプロセスに送れません")
def test_ctrl_c_in_a_real_process(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written("a.json", "2024-04-01")
    code = (
        "import sys, time\nfrom piadiff.cli import main\nfrom piadiff.commands import add\n"
        "def slow(path):\n    print('読んでいます', flush=True)\n    time.sleep(30)\nadd.read_file = slow\n"
        "main(['add', 'a.json'])"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline()
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err.decode("utf-8") == "piadiff: 中断しました。何も変更していません。\n"
    assert not Path("store").exists()


def test_no_space_for_the_store_is_one_sentence(piadiff, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkdtemp", full)
    done = piadiff("add", written("a.json", "2024-04-01"))
    assert done == (2, "", "piadiff: 空き容量がありません\n")


def test_no_right_to_write_is_one_sentence(piadiff, monkeypatch):
    def refused(self, *_, **__):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refused)
    done = piadiff("add", written("a.json", "2024-04-01"))
    assert done == (2, "", "piadiff: store: 読み書きする権限がありません\n")


def test_without_git_it_is_said_what_is_missing(piadiff, monkeypatch):
    monkeypatch.setitem(sys.modules, "git.cmd", None)
    done = piadiff("add", written("a.json", "2024-04-01"))
    assert done.status == 2
    assert done.err == "piadiff: git が見つかりません（git をインストールし、PATH に入れてください）\n"
