"""The benchmark of reliability, a few times only; ``python -m benchmarks reliability`` is the full run."""

import os
import stat
from random import Random

import pytest

from benchmarks.reliability import at_once, killed
from piadiff.errors import PiadiffError
from piadiff.store import Store
from piadiff.store.check import check
from tests.store.tools import copied_store, git, new, visible

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="プロセスを分岐できる系で確かめます")


def test_killed_at_random_instants(tmp_path):
    done = killed(tmp_path / "保管庫", 15, Random(1), deep=5)
    assert done.problems == () and done.there == done.told
    assert done.killed > 3


def test_eight_writers_at_once(tmp_path):
    done = at_once(tmp_path / "保管庫", 8, 2)
    assert (done.problems, done.there) == ((), 16)


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root には読取り専用の印が効きません")
def test_a_read_only_store_is_one_sentence_and_stays(tmp_path):
    store = copied_store(tmp_path / "保管庫", "2022-04-01")
    before = visible(store.folder)
    folders = [path for path in (store.folder, *store.folder.rglob("*")) if path.is_dir()]
    for folder in folders:
        folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with pytest.raises((PiadiffError, PermissionError)):
            store.add([new("2024-04-01")])
        assert [v.date for v in Store(store.folder).versions()] == ["2022-04-01"]
    finally:
        for folder in folders:
            folder.chmod(stat.S_IRWXU)
    assert visible(store.folder) == before and check(store) == (1, [])


def test_the_test_of_killing_can_fail(tmp_path, monkeypatch):
    real = Store.versions
    monkeypatch.setattr(Store, "versions", lambda self, identifier=None: real(self, identifier)[1:])
    assert killed(tmp_path / "保管庫", 2, Random(1)).problems
    assert git(tmp_path / "保管庫", "fsck", "--strict", "--no-dangling") == ""
