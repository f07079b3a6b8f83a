"""Killed at any instant, out of space at any step, several writers at once: nothing is lost, nothing is half done.

A writer runs in a child of this process. Python tells an audit hook of every process it starts and every file it opens,
moves, links or removes; at the n-th of these steps the child is killed, or told that the disk is full.
"""

import errno
import multiprocessing
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from piadiff.errors import PiadiffError
from piadiff.store import Store
from piadiff.store.check import check
from tests.store.tools import ID, copied_store, git, labels, new, text_of, visible

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="プロセスを分岐できる系で確かめます")

STEPS = {
    "subprocess.Popen", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod", "shutil.rmtree",
    "tempfile.mkstemp", "tempfile.mkdtemp",
}  # fmt: skip
BEFORE = ("2022-04-01", "2024-04-01")


class Steps:
    """Counts the steps of this process on disk and does something at one of them."""

    def __init__(self, at: int, act: Callable[[], None]) -> None:
        self.count = 0
        self.at = at
        self.act = act

    def __call__(self, event: str, arguments: tuple) -> None:
        written = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if event in STEPS or written:
            self.count += 1
            if self.count == self.at:
                self.act()


def in_child(work: Callable[[], int]) -> int:
    """The exit status of ``work`` in a forked process; the negative number of the signal that killed it."""
    child = os.fork()
    if child == 0:
        status = 99
        try:
            status = work()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def add_with(folder: Path, item, at: int, act: Callable[[], None]) -> int:
    """Add a version in a child that does ``act`` at step ``at``: 0 stored, 2 an error that a user is told of."""

    def work() -> int:
        steps = Steps(at, act)
        sys.addaudithook(steps)
        try:
            Store(folder).add([item])
        except (PiadiffError, OSError):
            return 2
        return 0 if steps.count >= at else 77

    return in_child(work)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fill_the_disk() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def count_steps(folder: Path, item) -> int:
    """How many steps adding ``item`` to this store takes; one more or less in another run is possible."""
    pipe_read, pipe_write = os.pipe()

    def work() -> int:
        steps = Steps(-1, kill)
        sys.addaudithook(steps)
        Store(folder).add([item])
        os.write(pipe_write, str(steps.count).encode())
        return 0

    assert in_child(work) == 0
    count = int(os.read(pipe_read, 100))
    os.close(pipe_read)
    os.close(pipe_write)
    return count


CASES = {
    "the first": ("2025-04-01", ()),
    "a newer": ("2025-04-01", BEFORE),
    "an older": ("2023-04-01", BEFORE),
}


def copies(tmp_path: Path, item, before: tuple[str, ...], many: int):
    """Pairs of a step, some of all there are, and a fresh copy of a store that has the versions ``before``."""
    model = tmp_path / "model"
    if before:
        copied_store(model, *before)
        shutil.copytree(model, tmp_path / "probe")
    count = count_steps(tmp_path / "probe", item)
    assert count > 30
    for at in range(count // many // 2, count, count // many):
        folder = tmp_path / f"step{at}"
        if before:
            shutil.copytree(model, folder)
        yield at, folder


@pytest.mark.parametrize("case", CASES)
def test_killed_at_any_step(tmp_path, case):
    day, before = CASES[case]
    item = new(day)
    for at, folder in copies(tmp_path, item, before, 7):
        assert add_with(folder, item, at, kill) == -signal.SIGKILL
        survives(folder, item, before)


@pytest.mark.parametrize("case", CASES)
def test_out_of_space_at_any_step(tmp_path, case):
    day, before = CASES[case]
    item = new(day)
    told = 0
    for at, folder in copies(tmp_path, item, before, 5):
        seen = visible(folder) if before else None
        status = add_with(folder, item, at, fill_the_disk)
        assert status in (0, 2)
        told += status == 2
        if status == 2 and before and f"{ID}@{day}" not in labels(Store(folder)):
            assert visible(folder) == seen
        survives(folder, item, before)
    assert told > 2


def survives(folder: Path, item, before: tuple[str, ...]) -> None:
    """What was there is there; the new version is there whole or not at all; adding it (again) works and mends all."""
    if (folder / ".git").exists():
        store = Store(folder)
        there = {v.date: text_of(store, v) for v in store.versions()}
        assert {day: there.get(day) for day in before} == {day: f"{day} の本文" for day in before}
        assert set(there) - set(before) <= {item.date}
        assert git(folder, "fsck", "--strict", "--no-dangling") == ""
        _, findings = check(store)
        assert all("次の piadiff add で直ります" in finding.problem for finding in findings), findings
    Store(folder).add([item, new("2026-04-01")])
    assert sorted(labels(Store(folder))) == sorted(f"{ID}@{day}" for day in (*before, item.date, "2026-04-01"))
    assert check(Store(folder)) == (len(before) + 2, [])
    assert git(folder, "status", "--porcelain") == ""


def test_a_file_size_limit_met_by_git_itself(tmp_path):
    import resource

    store = copied_store(tmp_path / "保管庫", *BEFORE)
    seen = visible(store.folder)
    large = new("2025-04-01", text="".join(chr(0x4E00 + (n * 7919) % 20000) for n in range(60_000)))

    def work() -> int:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        try:
            Store(store.folder).add([large])
        except PiadiffError as fault:
            return 2 if "\n" not in str(fault) else 3
        except OSError:
            return 2
        return 0

    assert in_child(work) == 2
    assert visible(store.folder) == seen
    assert check(store) == (2, [])
    store.add([large])
    assert check(store) == (3, [])


def add_many(folder: Path, numbers: range, ready) -> None:
    ready.wait()
    for number in numbers:
        Store(folder).add([new(f"{2000 + number}-01-01", number=str(number % 3 + 1))])


@pytest.mark.parametrize("exists", [True, False], ids=["a store", "no store yet"])
def test_writers_at_once(tmp_path, exists):
    folder = tmp_path / "保管庫"
    if exists:
        copied_store(folder, "1999-01-01")
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(3)
    writers = [context.Process(target=add_many, args=(folder, range(n, 12, 3), ready)) for n in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    days = sorted(version.date for version in Store(folder).versions())
    assert days == (["1999-01-01"] if exists else []) + [f"{2000 + n}-01-01" for n in range(12)]
    assert check(Store(folder)) == (len(days), [])
    assert git(folder, "status", "--porcelain") == ""


def test_a_commit_of_another_program_at_the_last_moment_is_kept(tmp_path):
    store = copied_store(tmp_path / "保管庫", "2022-04-01")
    calls = []

    def slip_in() -> None:
        calls.append(1)
        if len(calls) == 1:
            other = git(store.folder, "commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "別のプログラム")
            git(store.folder, "update-ref", "refs/heads/main", other)

    store.add([new("2024-04-01")], before_commit=slip_in)
    assert len(calls) == 2
    assert git(store.folder, "log", "--format=%s").splitlines()[1:2] == ["別のプログラム"]
    assert labels(store) == [f"{ID}@2022-04-01", f"{ID}@2024-04-01"]
    assert git(store.folder, "status", "--porcelain") == ""


def test_a_store_that_never_rests_is_one_sentence(tmp_path):
    store = copied_store(tmp_path / "保管庫", "2022-04-01")

    def slip_in() -> None:
        other = git(store.folder, "commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "別のプログラム")
        git(store.folder, "update-ref", "refs/heads/main", other)

    with pytest.raises(PiadiffError, match="別の処理が使用中です"):
        store.add([new("2024-04-01")], before_commit=slip_in)
    assert labels(store) == [f"{ID}@2022-04-01"]
    assert git(store.folder, "status", "--porcelain") == ""
