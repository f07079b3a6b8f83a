"""Files beside the versions (settings): written in one commit or not at all, read as committed."""

import pytest

from piadiff.errors import PiadiffError
from piadiff.store import Store
from piadiff.store.check import check
from tests.store.tools import copied_store, git, labels, new, visible

FILE = "piadiff.toml"


@pytest.fixture
def store(tmp_path):
    return copied_store(tmp_path / "store", "2022-04-01", "2024-04-01")


def put(store, content):
    return store.write(lambda read: {FILE: content}, "設定を変える\n")


def test_one_commit_that_is_no_version(store):
    assert put(store, b"[table]\n") is True
    assert store.read(FILE, 100) == b"[table]\n"
    assert (store.folder / FILE).read_bytes() == b"[table]\n"
    assert git(store.folder, "status", "--porcelain") == ""
    assert git(store.folder, "log", "-1", "--format=%s") == "設定を変える"
    assert labels(store) == ["見本市-1@2022-04-01", "見本市-1@2024-04-01"]
    assert check(store) == (2, [])


def test_the_same_again_changes_nothing(store):
    put(store, b"a = 1\n")
    before = visible(store.folder)
    assert put(store, b"a = 1\n") is False
    assert visible(store.folder) == before


def test_versions_added_later_keep_it_and_an_older_one_does_not_carry_it_away(store):
    put(store, b"a = 1\n")
    store.add([new("2025-04-01"), new("2023-04-01")])
    assert store.read(FILE, 100) == b"a = 1\n"
    assert check(store) == (4, [])


def test_what_another_writer_put_first_is_seen(store, monkeypatch):
    other = Store(store.folder)
    seen = []

    def make(read):
        seen.append(read(FILE))
        if len(seen) == 1:  # as a git push would: without our lock
            blob = git(store.folder, "hash-object", "-w", "--stdin", data="b = 2\n")
            tree = git(store.folder, "mktree", data=f"100644 blob {blob}\t{FILE}\n" + git(
                store.folder, "ls-tree", "HEAD") + "\n")  # fmt: skip
            commit = git(store.folder, "commit-tree", tree, "-p", "HEAD", "-m", "手で")
            git(store.folder, "update-ref", "refs/heads/main", commit)
        return {FILE: (seen[-1] or b"") + b"c = 3\n"}

    assert other.write(make, "設定\n") is True
    assert seen == [None, b"b = 2\n"]
    assert other.read(FILE, 100) == b"b = 2\nc = 3\n"


def test_no_store_has_nothing_and_takes_nothing(tmp_path):
    empty = Store(tmp_path / "nowhere")
    assert empty.read(FILE, 100) is None
    with pytest.raises(PiadiffError, match="保管庫がありません"):
        put(empty, b"a = 1\n")


def test_what_is_too_large_is_not_read(store):
    put(store, b"#" * 101)
    with pytest.raises(PiadiffError, match="大きすぎるファイルです（101バイト、100バイトまで）"):
        store.read(FILE, 100)


def test_a_file_written_by_hand_and_not_committed_is_not_overwritten(store):
    (store.folder / FILE).write_text("手で書いた")
    with pytest.raises(PiadiffError, match="piadiffのものでないファイルがあります"):
        put(store, b"a = 1\n")
    assert (store.folder / FILE).read_text() == "手で書いた"


def test_another_commit_that_is_no_version_is_still_found(store):
    git(store.folder, "commit", "--allow-empty", "-m", "なにか")
    assert any("piadiffの版ではないコミット" in finding.problem for finding in check(store)[1])
