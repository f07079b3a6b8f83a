import json
from pathlib import Path

import pytest

from tests.commands.files import ID, written
from tests.store.tools import git


@pytest.fixture
def stored(piadiff, made_once):
    @made_once
    def _():
        piadiff("add", written("旧.json", "2022-04-01"), written("新.json", "2024-04-01"))

    return piadiff


@pytest.fixture
def tampered(stored):
    path = Path(f"store/assessments/{ID}/assessment.json")
    path.write_text(path.read_text(encoding="utf-8").replace("の本文", "の別文"), encoding="utf-8")
    git(Path("store"), "commit", "--quiet", "--all", "--amend", "--no-edit")
    return stored


def test_a_sound_store(stored):
    assert stored("verify", "--exit-code") == (0, "2版を調べました。問題はありません。\n", "")
    assert json.loads(stored("verify", "--json").out) == {"versions": 2, "findings": []}


def test_a_store_that_was_tampered_with(tampered):
    done = tampered("verify")
    assert done.status == 0
    assert f"{ID}@2024-04-01" in done.out and "ダイジェストと合いません" in done.out
    assert done.out.endswith("2版を調べ、1件の問題を見つけました。\n")


def test_findings_end_with_status_1_when_asked_for(tampered):
    done = tampered("verify", "--exit-code", "--json")
    assert done.status == 1
    assert [finding["where"] for finding in json.loads(done.out)["findings"]] == [f"{ID}@2024-04-01"]


def test_a_store_that_is_not_there(piadiff):
    done = piadiff("verify")
    assert (done.status, done.out) == (2, "")
    assert "保管庫がありません" in done.err


@pytest.mark.parametrize("branch", ["main", "master"])
@pytest.mark.parametrize(
    "words", [["verify"], ["log"], ["deadlines"], ["settings"], ["settings", "set", "era", "西暦"]]
)
def test_a_repository_that_is_no_store(piadiff, branch, words):
    folder = Path("別のもの")
    folder.mkdir()
    git(folder, "init", "--quiet", f"--initial-branch={branch}")
    (folder / "README").write_text("ほかのもの\n", encoding="utf-8")
    git(folder, "add", "README")
    git(folder, "commit", "--quiet", "-m", "はじめ")
    done = piadiff(*words, "--store", "別のもの")
    assert (done.status, done.out) == (2, "")
    assert (
        done.err.startswith("piadiff: 別のもの: piadiffの保管庫ではない git リポジトリです")
        and done.err.count("\n") == 1
    )


def test_a_store_on_another_branch_is_still_a_store(stored):
    git(Path("store"), "branch", "--quiet", "-m", "main", "master")
    done = stored("verify")
    assert done.status == 0 and "main ブランチを指していません" in done.out


def test_settings_that_cannot_be_used_are_found(stored):
    store = Path("store")
    (store / "piadiff.toml").write_text('[table]\nera = "皇紀"\n', encoding="utf-8")
    git(store, "add", "piadiff.toml")
    git(store, "commit", "--quiet", "-m", "設定を手で直した")
    (found,) = json.loads(stored("verify", "--json").out)["findings"]
    assert found["where"].startswith("piadiff.toml")
    assert found["problem"] == "設定が使えません: era に使えない値です（使えるのは 和暦、西暦）"
    assert stored("verify", "--exit-code").status == 1


def test_a_seal_holds_while_versions_are_only_added(stored):
    done = stored("verify", "--seal", "封印.txt")
    assert (done.status, done.err) == (0, "") and "封印.txt に封印を書きました" in done.out
    first = Path("封印.txt").read_text(encoding="utf-8")
    assert first.count("\nversion ") == 2 and git(Path("store"), "rev-parse", "HEAD") in first
    stored("add", written("別.json", "2020-04-01"), written("更新.json", "2026-04-01"))
    done = stored("verify", "--against", "封印.txt", "--exit-code", "--seal", "次.txt")
    assert done.status == 0 and "履歴は書き換えられていません" in done.out
    assert Path("次.txt").read_text(encoding="utf-8").count("\nversion ") == 4


def test_the_same_store_gives_the_same_seal(stored):
    stored("verify", "--seal", "一.txt")
    stored("verify", "--seal", "二.txt")
    assert Path("一.txt").read_bytes() == Path("二.txt").read_bytes()


def sealed_then(stored, change):
    """A store that was sealed and then built anew by ``change``, sound in itself."""
    stored("verify", "--seal", "封印.txt")
    Path("store").rename("前の保管庫")
    change()
    assert stored("verify", "--exit-code").status == 0
    return json.loads(stored("verify", "--against", "封印.txt", "--json").out)["findings"]


def test_a_history_written_anew_is_found(stored):
    found = sealed_then(
        stored, lambda: stored("add", written("旧.json", "2022-04-01"), written("新.json", "2024-04-01", "すり替えた"))
    )
    problems = {one["where"]: one["problem"] for one in found}
    assert "履歴が書き換えられています" in problems["履歴"]
    assert problems[f"{ID}@2024-04-01"] == "封印のときと内容が違います"


def test_a_version_that_went_is_found(stored):
    found = sealed_then(stored, lambda: stored("add", written("旧.json", "2022-04-01")))
    assert {"where": f"{ID}@2024-04-01", "problem": "封印のときにあった版がありません"} in found
    assert stored("verify", "--against", "封印.txt", "--exit-code").status == 1


@pytest.mark.parametrize(
    "by", [lambda text: text.replace("version", "Version", 1), lambda text: "", lambda text: "x" * 99]
)
def test_a_seal_that_is_none_is_one_sentence(stored, by):
    stored("verify", "--seal", "封印.txt")
    Path("封印.txt").write_text(by(Path("封印.txt").read_text(encoding="utf-8")), encoding="utf-8")
    done = stored("verify", "--against", "封印.txt")
    assert (done.status, done.out) == (2, "") and "封印" in done.err and done.err.count("\n") == 1


def test_a_seal_kept_with_other_line_ends_still_holds(stored):
    stored("verify", "--seal", "封印.txt")
    Path("封印.txt").write_bytes(Path("封印.txt").read_bytes().replace(b"\n", b"\r\n"))
    assert stored("verify", "--against", "封印.txt", "--exit-code").status == 0


def test_a_store_with_problems_is_not_sealed(tampered):
    done = tampered("verify", "--seal", "封印.txt")
    assert done.status == 2 and "封印は書きませんでした" in done.err and not Path("封印.txt").exists()


def test_a_seal_replaces_nothing_unasked(stored):
    Path("封印.txt").write_text("大事", encoding="utf-8")
    done = stored("verify", "--seal", "封印.txt")
    assert (done.status, done.out) == (2, "") and Path("封印.txt").read_text(encoding="utf-8") == "大事"
    assert stored("verify", "--seal", "封印.txt", "--overwrite").status == 0
    assert stored("verify", "--against", "ない.txt").status == 2
