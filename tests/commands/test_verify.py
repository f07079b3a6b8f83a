import json
from pathlib import Path

import pytest

from tests.commands.files import ID, written
from tests.store.tools import git


@pytest.fixture
def stored(piadiff):
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
