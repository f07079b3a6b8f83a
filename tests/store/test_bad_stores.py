"""A store that cannot be used: one sentence, nothing changed. One that only lags behind is mended by the next add."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from piadiff.errors import PiadiffError
from piadiff.store import Store, lock
from piadiff.store.check import check
from piadiff.store.repository import Repository
from tests.store.tools import ID, copied_store, git, labels, new, snapshot, text_of

FILE = f"assessments/{ID}/assessment.json"


@pytest.fixture(autouse=True)
def no_patience(monkeypatch):
    monkeypatch.setattr(lock, "WAIT_FOR_WRITER", 0.2)
    monkeypatch.setattr(lock, "WAIT_FOR_GIT", 0.2)


def is_a_file(folder: Path) -> None:
    folder.write_text("保管庫ではない", encoding="utf-8")


def is_someones_folder(folder: Path) -> None:
    folder.mkdir()
    (folder / "議事録.txt").write_text("大事", encoding="utf-8")


def is_another_repository(folder: Path) -> None:
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    (folder / "main.py").write_text("pass\n", encoding="utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message=work")


def is_bare(folder: Path) -> None:
    source = folder.with_name("source")
    copied_store(source, "2022-04-01")
    git(folder.parent, "clone", "--quiet", "--bare", str(source), str(folder))


def has_a_file_for_git(folder: Path) -> None:
    copied_store(folder, "2022-04-01")
    shutil.move(folder / ".git", folder.with_name("elsewhere"))
    (folder / ".git").write_text(f"gitdir: {folder.with_name('elsewhere')}\n", encoding="utf-8")


def has_a_link_for_git(folder: Path) -> None:
    copied_store(folder, "2022-04-01")
    shutil.move(folder / ".git", folder.with_name("elsewhere"))
    (folder / ".git").symlink_to(folder.with_name("elsewhere"))


def has_an_empty_git_folder(folder: Path) -> None:
    (folder / ".git").mkdir(parents=True)


def has_no_head(folder: Path) -> None:
    copied_store(folder, "2022-04-01")
    (folder / ".git" / "HEAD").unlink()


def has_an_empty_branch(folder: Path) -> None:
    copied_store(folder, "2022-04-01")
    (folder / ".git" / "refs" / "heads" / "main").write_text("", encoding="utf-8")


def has_a_branch_to_nowhere(folder: Path) -> None:
    copied_store(folder, "2022-04-01")
    (folder / ".git" / "refs" / "heads" / "main").write_text("1" * 40 + "\n", encoding="utf-8")


def lost_a_commit(folder: Path) -> None:
    copied_store(folder, "2022-04-01", "2024-04-01")
    remove_object(folder, git(folder, "rev-parse", "HEAD~1"))


def lost_a_tree(folder: Path) -> None:
    copied_store(folder, "2022-04-01")
    remove_object(folder, git(folder, "rev-parse", "HEAD^{tree}"))


def has_a_broken_object(folder: Path) -> None:
    copied_store(folder, "2022-04-01")
    path = object_path(folder, git(folder, "rev-parse", "HEAD"))
    path.chmod(0o644)
    path.write_bytes(b"")


def has_a_broken_index(folder: Path) -> None:
    copied_store(folder, "2022-04-01")
    (folder / ".git" / "index").write_bytes(b"nonsense")


def has_a_broken_configuration(folder: Path) -> None:
    copied_store(folder, "2022-04-01")
    (folder / ".git" / "config").write_text("[core\n", encoding="utf-8")


def is_on_another_branch(folder: Path) -> None:
    copied_store(folder, "2022-04-01")
    git(folder, "switch", "--quiet", "--create", "試し")


def is_on_no_branch(folder: Path) -> None:
    copied_store(folder, "2022-04-01")
    git(folder, "switch", "--quiet", "--detach")


def has_a_changed_file(folder: Path) -> None:
    copied_store(folder, "2022-04-01")
    (folder / FILE).write_text("書きかけ", encoding="utf-8")


def has_a_change_in_the_index(folder: Path) -> None:
    copied_store(folder, "2022-04-01")
    (folder / "メモ.txt").write_text("メモ", encoding="utf-8")
    git(folder, "add", "メモ.txt")


def has_a_foreign_file_in_the_way(folder: Path) -> None:
    copied_store(folder, "2022-04-01")
    (folder / "assessments" / "見本市-2").mkdir()
    (folder / "assessments" / "見本市-2" / "assessment.json").write_text("別物", encoding="utf-8")


def has_a_link_for_a_folder(folder: Path) -> None:
    copied_store(folder, "2022-04-01")
    shutil.move(folder / "assessments", folder.with_name("elsewhere"))
    (folder / "assessments").symlink_to(folder.with_name("elsewhere"))


def has_a_link_for_a_file(folder: Path) -> None:
    copied_store(folder, "2022-04-01")
    shutil.move(folder / FILE, folder.with_name("elsewhere.json"))
    (folder / FILE).symlink_to(folder.with_name("elsewhere.json"))


def is_locked_by_git(folder: Path) -> None:
    copied_store(folder, "2022-04-01")
    (folder / ".git" / "index.lock").write_bytes(b"")


def has_a_locked_branch(folder: Path) -> None:
    copied_store(folder, "2022-04-01")
    (folder / ".git" / "refs" / "heads" / "main.lock").write_bytes(b"")


def object_path(folder: Path, name: str) -> Path:
    return folder / ".git" / "objects" / name[:2] / name[2:]


def remove_object(folder: Path, name: str) -> None:
    object_path(folder, name).unlink()


# What is wrong; what the sentence says; whether the store can still be read.
CASES: list[tuple[Callable[[Path], None], str, bool]] = [
    (is_a_file, "フォルダーでなければなりません", False),
    (is_someones_folder, "piadiffの保管庫ではないフォルダー", False),
    (is_another_repository, "piadiffの保管庫ではない git リポジトリ", False),
    (is_bare, "bare", False),
    (has_a_file_for_git, ".git がフォルダーではありません", False),
    (has_a_link_for_git, ".git がフォルダーではありません", False),
    (has_an_empty_git_folder, "gitの保管庫として読めません", False),
    (has_no_head, "gitの保管庫として読めません", False),
    (has_an_empty_branch, "保管庫が壊れています", False),
    (has_a_branch_to_nowhere, "保管庫が壊れています", False),
    (lost_a_commit, "保管庫が壊れています", False),
    (lost_a_tree, "保管庫が壊れています", False),
    (has_a_broken_object, "保管庫が壊れています", False),
    (has_a_broken_index, "索引", True),
    (has_a_broken_configuration, "設定ファイル", False),
    (is_on_another_branch, "試し を指しています", True),
    (is_on_no_branch, "ブランチのない状態 を指しています", True),
    (has_a_changed_file, f"保管されていない変更.*{FILE}", True),
    (has_a_change_in_the_index, "保管されていない変更.*メモ.txt", True),
    (has_a_foreign_file_in_the_way, "piadiffのものでないファイル", True),
    (has_a_link_for_a_folder, "リンクになっています", True),
    (has_a_link_for_a_file, f"保管されていない変更.*{FILE}", True),
    (is_locked_by_git, "別の処理が使用中です.*index.lock", True),
    (has_a_locked_branch, r"別の処理が使用中です.*main\.lock", True),
]
by_name = pytest.mark.parametrize(("spoil", "words", "readable"), CASES, ids=[case[0].__name__ for case in CASES])


@by_name
def test_adding_to_a_bad_store_is_one_sentence_and_changes_nothing(tmp_path, spoil, words, readable):
    folder = tmp_path / "保管庫"
    spoil(folder)
    before = {name: data for name, data in snapshot(tmp_path).items() if "/objects" not in name}
    with pytest.raises(PiadiffError, match=words) as fault:
        Store(folder).add([new("2025-04-01", number="2")])
    assert "\n" not in str(fault.value)
    assert {name: data for name, data in snapshot(tmp_path).items() if "/objects" not in name} == before


@by_name
def test_reading_a_bad_store_works_or_is_one_sentence(tmp_path, spoil, words, readable):
    folder = tmp_path / "保管庫"
    spoil(folder)
    before = snapshot(tmp_path)
    if readable:
        store = Store(folder)
        assert text_of(store, store.find(ID)) == "2022-04-01 の本文"
    else:
        with pytest.raises(PiadiffError) as fault:
            store = Store(folder)
            store.load_all(store.versions())
        assert "\n" not in str(fault.value)
    assert snapshot(tmp_path) == before


@by_name
def test_verify_finds_fault_with_a_bad_store(tmp_path, spoil, words, readable):
    folder = tmp_path / "保管庫"
    spoil(folder)
    before = snapshot(tmp_path)
    try:
        _, findings = check(Store(folder))
    except PiadiffError as fault:
        assert not readable and "\n" not in str(fault)
    else:
        assert findings or spoil is has_a_foreign_file_in_the_way  # not in the store's way until it is
    assert snapshot(tmp_path) == before


def test_a_store_that_is_not_there_is_made_by_add_only(tmp_path):
    with pytest.raises(PiadiffError, match=r"保管庫がありません.*add"):
        Store(tmp_path / "保管庫").versions()
    assert not (tmp_path / "保管庫").exists()


def test_an_empty_folder_is_no_store_yet(tmp_path):
    with pytest.raises(PiadiffError, match=r"まだ空です.*add"):
        Store(tmp_path).versions()


def is_missing_a_file(folder: Path) -> None:
    (folder / FILE).unlink()


def is_missing_all_files(folder: Path) -> None:
    shutil.rmtree(folder / "assessments")


def shows_an_older_version(folder: Path) -> None:
    (folder / FILE).write_text(git(folder, "show", f"HEAD~1:{FILE}") + "\n", encoding="utf-8")


def has_an_older_index(folder: Path) -> None:
    git(folder, "read-tree", "HEAD~1")


def has_no_index(folder: Path) -> None:
    (folder / ".git" / "index").unlink()


def was_left_by_a_killed_piadiff(folder: Path) -> None:
    (folder / ".git" / "index.lock").write_bytes(lock.mark())
    (folder / ".git" / "piadiff-abc").mkdir()
    (folder / ".git" / "piadiff-abc" / "index").write_bytes(b"half")
    (folder / FILE).with_name(".piadiff-abc.tmp").write_bytes(b"half")


@pytest.mark.parametrize(
    "lag",
    [
        is_missing_a_file,
        is_missing_all_files,
        shows_an_older_version,
        has_an_older_index,
        has_no_index,
        was_left_by_a_killed_piadiff,
    ],
)
def test_a_folder_that_lags_behind_its_history_is_mended(tmp_path, lag):
    store = copied_store(tmp_path / "保管庫", "2022-04-01", "2024-04-01")
    lag(store.folder)
    store.add([new("2025-04-01", number="2")])
    assert git(store.folder, "status", "--porcelain") == ""
    assert check(store) == (3, [])
    assert not list(store.folder.rglob("*piadiff-*"))


def test_a_file_of_a_person_beside_the_versions_stays(tmp_path):
    store = copied_store(tmp_path / "保管庫", "2022-04-01")
    (store.folder / "メモ.txt").write_text("メモ", encoding="utf-8")
    (store.folder / "assessments" / ID / "メモ.txt").write_text("メモ", encoding="utf-8")
    store.add([new("2024-04-01")])
    assert (store.folder / "メモ.txt").read_text(encoding="utf-8") == "メモ"
    assert (store.folder / "assessments" / ID / "メモ.txt").read_text(encoding="utf-8") == "メモ"
    assert labels(store) == [f"{ID}@2022-04-01", f"{ID}@2024-04-01"]


def test_a_folder_that_goes_away_under_git_is_one_sentence(tmp_path):
    folder = tmp_path / "保管庫"
    folder.mkdir()
    repository = Repository(folder)
    folder.rmdir()
    with pytest.raises(PiadiffError, match="git") as fault:
        repository.run("init")
    assert "\n" not in str(fault.value)
