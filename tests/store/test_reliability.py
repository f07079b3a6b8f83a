"""The benchmark of reliability, a few times only; ``python -m benchmarks reliability`` is the full run."""

import os
import shutil
import stat
import tempfile
from pathlib import Path
from random import Random

import pytest

from benchmarks.reliability import at_once, killed
from piadiff.errors import PiadiffError
from piadiff.store import Store
from piadiff.store.check import check
from tests.store.test_crash import in_child
from tests.store.tools import copied_store, git, new, visible

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="プロセスを分岐できる系で確かめます")


def test_killed_at_random_instants(tmp_path):
    done = killed(tmp_path / "保管庫", 15, Random(1), deep=5)
    assert done.problems == () and done.there == done.told
    assert done.killed > 2


def test_eight_writers_at_once(tmp_path):
    done = at_once(tmp_path / "保管庫", 8, 2)
    assert (done.problems, done.there) == ((), 16)


def test_a_read_only_store_is_one_sentence_and_stays(tmp_path):
    """As root, whom no mark on a folder stops, the writer becomes nobody in a process of its own."""
    place = Path(tempfile.mkdtemp(prefix="piadiff-tests-"))
    place.chmod(0o755)
    try:
        store = copied_store(place / "保管庫", "2022-04-01")
        folders = [path for path in (store.folder, *store.folder.rglob("*")) if path.is_dir()]
        for folder in folders:
            folder.chmod(stat.S_IRUSR | stat.S_IXUSR | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH)
        before = visible(store.folder)

        def work() -> int:
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            try:
                Store(store.folder).add([new("2024-04-01")])
            except PiadiffError as fault:
                return 2 if "\n" not in str(fault) else 3
            except PermissionError:  # the command line makes a sentence of it
                return 2
            return 0

        assert in_child(work) == 2
        assert visible(store.folder) == before and check(store) == (1, [])
    finally:
        for folder in folders:
            folder.chmod(stat.S_IRWXU)
        shutil.rmtree(place, ignore_errors=True)


def test_the_test_of_killing_can_fail(tmp_path, monkeypatch):
    real = Store.versions
    monkeypatch.setattr(Store, "versions", lambda self, identifier=None: real(self, identifier)[1:])
    assert killed(tmp_path / "保管庫", 2, Random(1)).problems
    assert git(tmp_path / "保管庫", "fsck", "--strict", "--no-dangling") == ""
