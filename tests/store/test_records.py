"""Decisions in the store: a commit of their own, kept by every other writing, checked by ``verify``."""

import json
import multiprocessing
import os
import shutil
import sys
from pathlib import Path

import pytest

from piadiff import keeping
from piadiff.decisions import decided
from piadiff.errors import PiadiffError
from piadiff.keeping import StoreKeeper
from piadiff.store import NewVersion, Store
from piadiff.store.check import check
from piadiff.store.records import decisions_path, is_record
from tests import decided as sample
from tests.store.test_check import problems, rewrite
from tests.store.test_crash import Steps, in_child, kill
from tests.store.tools import ID, git, labels, snapshot

DAYS = ("2023-04-01", "2024-04-01")
PATH = decisions_path(ID, *DAYS)


def made(number: int, note: str = "", who: str = "見本", important: str = "no"):
    return decided(
        sample.judged()[number].change,
        important=important, timing="事後", reason="記載の整理", note=note, who=who, when="2024-03-01T00:00:00Z",
    )  # fmt: skip


def version(day: str, assessment) -> NewVersion:
    return NewVersion(assessment=assessment, date=day, original=day.encode(), source="評価書.txt")


@pytest.fixture
def store(tmp_path) -> Store:
    store = Store(tmp_path / "保管庫")
    store.add([version(DAYS[0], sample.old()), version(DAYS[1], sample.new())])
    return store


def keeper(store: Store) -> StoreKeeper:
    return StoreKeeper(store=Store(store.folder), id=ID, old=DAYS[0], new=DAYS[1])


def all_findings(store: Store) -> list:
    return [*check(Store(store.folder))[1], *keeping.findings(Store(store.folder))]


def test_a_decision_is_a_commit_of_its_own_that_git_shows_plainly(store):
    assert keeper(store).keep([made(0, "語を直しただけ")])
    assert git(store.folder, "show", "--name-only", "--format=") == PATH
    assert git(store.folder, "log", "-1", "--format=%s") == f"{ID} 2023-04-01 → 2024-04-01 の判断 1件（見本）"
    shown = git(store.folder, "log", "-1", "-p")
    assert '+      "note": "語を直しただけ"' in shown and "Bin" not in shown
    assert git(store.folder, "status", "--porcelain") == ""
    assert labels(store) == [f"{ID}@{day}" for day in DAYS]
    assert all_findings(store) == [] and keeping.findings(store) == []
    assert keeper(store).load() == (made(0, "語を直しただけ"),)


def test_the_same_again_writes_nothing(store):
    keeper(store).keep([made(0)])
    before = snapshot(store.folder)
    assert not keeper(store).keep([made(0)])
    assert git(store.folder, "rev-list", "--count", "HEAD") == "3"
    assert snapshot(store.folder) == before


def test_corrections_and_older_and_newer_versions_leave_decisions_alone(store):
    keeper(store).keep([made(0), made(1)])
    store.add([version(DAYS[1], sample.new(**{"Ⅰ/1/②": ("直した本文",)}))], correct=True)
    store.add([version("2022-04-01", sample.old(**{"Ⅰ/1/②": ("古い本文",)}))])
    store.add([version("2025-04-01", sample.new(**{"Ⅰ/1/②": ("新しい本文",)}))])
    assert keeper(store).load() == (made(0), made(1))
    assert (store.folder / PATH).is_file()
    assert all_findings(store) == []
    assert git(store.folder, "status", "--porcelain") == ""
    keeper(store).keep([made(2)])
    assert len(keeper(store).load()) == 3 and all_findings(store) == []


def decide_many(folder: Path, numbers: range, ready) -> None:
    ready.wait()
    for number in numbers:
        StoreKeeper(store=Store(folder), id=ID, old=DAYS[0], new=DAYS[1]).keep([made(0, note=f"{number}番目")])


def test_two_writers_at_once_lose_nothing(store):
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(2)
    writers = [context.Process(target=decide_many, args=(store.folder, range(n, 8, 2), ready)) for n in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert sorted(d.note for d in keeper(store).load()) == [f"{n}番目" for n in range(8)]
    assert git(store.folder, "rev-list", "--count", "HEAD") == "10"
    assert all_findings(store) == [] and git(store.folder, "status", "--porcelain") == ""


def test_nothing_is_seen_before_the_last_step(store):
    seen = []
    keeper(store).keep([made(0)], lambda: seen.append(((store.folder / PATH).exists(), keeper(store).load())))
    assert seen == [(False, ())] and keeper(store).load() == (made(0),)


def test_a_kept_file_that_was_changed_and_the_tip_amended_is_found(store):
    keeper(store).keep([made(0)])
    rewrite(store.folder, PATH, lambda text: text.replace('"no"', '"yes"'))
    assert "ダイジェストと合いません" in problems(store)[PATH]


def test_a_commit_by_hand_that_changes_decisions_is_found(store):
    keeper(store).keep([made(0)])
    target = store.folder / PATH
    target.write_text(target.read_text("utf-8").replace("見本", "別の人"), encoding="utf-8")
    git(store.folder, "commit", "--quiet", "--all", "--message=直し")
    assert problems(store)[git(store.folder, "rev-parse", "HEAD")[:12]] == "piadiffの版ではないコミットです"


def test_what_is_no_sound_record_is_found_and_told(store):
    keeper(store).keep([made(0)])
    rewrite(store.folder, PATH, lambda text: "{" + text)
    assert any("JSONとして読めません" in f.problem for f in keeping.findings(Store(store.folder)))
    with pytest.raises(PiadiffError, match=PATH):
        keeper(store).load()


def test_decisions_of_other_versions_under_the_name_of_these_are_found(store):
    other = StoreKeeper(store=store, id=ID, old="2001-04-01", new=DAYS[1])
    other.keep([made(0)])
    assert any("判断の対象の版がありません" in f.problem for f in keeping.findings(Store(store.folder)))
    rewrite(store.folder, other.path, lambda text: json.dumps(json.loads(text), ensure_ascii=False))
    assert any("正規の書き方" in f.problem for f in keeping.findings(Store(store.folder)))


@pytest.mark.parametrize(
    "path", [f"assessments/{ID}/assessment.json", f"assessments/{ID}/decisions/x.json", "assessments/a/b/decisions/x"]
)
def test_other_files_are_no_records(path):
    assert not is_record(path)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="プロセスを分岐できる系で確かめます")
def test_killed_at_any_step_a_decision_is_there_whole_or_not_at_all(store, tmp_path):
    keeper(store).keep([made(0)])

    def killed(folder: Path, at: int) -> int:
        def work() -> int:
            sys.addaudithook(Steps(at, kill))
            keeper(Store(folder)).keep([made(1)])
            return 0

        return in_child(work)

    seen = set()
    for at in (1, 8, 15, 22, 29, 36, 43, 50):
        folder = tmp_path / f"step{at}"
        shutil.copytree(store.folder, folder)
        if killed(folder, at) == 0:
            break
        kept = keeper(Store(folder)).load()
        seen.add(len(kept))
        assert kept in ((made(0),), (made(0), made(1)))
        assert all("次の piadiff add で直ります" in found.problem for found in all_findings(Store(folder)))
        keeper(Store(folder)).keep([made(1), made(2)])
        assert keeper(Store(folder)).load() == (made(0), made(1), made(2))
        assert all_findings(Store(folder)) == [] and git(folder, "status", "--porcelain") == ""
    assert 1 in seen
