"""The items that a version changed, told in its commit: a help, never a need, and checked."""

import json
from pathlib import Path

import pytest

from piadiff.store import NewVersion, Store, check, lineage
from tests.store.tools import ID, document, git

OFFICE, CONTRACT = "Ⅰ/7/①", "Ⅱ/(1)/4/委託事項"
DAYS = ("2018-04-01", "2020-04-01", "2022-04-01", "2023-04-01", "2024-04-01")


def versions():
    keeping = {f"{CONTRACT}1": "保守の委託", f"{CONTRACT}1/⑥": "甲社"}
    moved = {
        f"{CONTRACT}1": "窓口の委託",
        f"{CONTRACT}1/⑥": "乙社",
        f"{CONTRACT}2": "保守の委託",
        f"{CONTRACT}2/⑥": "甲社",
    }
    items = ({}, keeping, {**keeping, OFFICE: "市民課"}, {**moved, OFFICE: "市民課"}, {**moved, OFFICE: "戸籍課"})
    for day, own in zip(DAYS, items, strict=True):
        yield NewVersion(assessment=document("本文", **own), date=day, original=b"-", source="評価書.txt")


def made(told, monkeypatch):
    """A store whose commits tell what changed, those of the numbers in ``told`` only."""
    for number, version in enumerate(versions()):
        with monkeypatch.context() as patched:
            if number not in told:
                patched.setattr(lineage, "worth_telling", lambda paths: False)
            Store(Path("store")).add([version])
    written = [bool(v.after) for v in Store(Path("store")).versions()]
    assert written == [number in told for number in range(len(DAYS))]


ASKED = (
    ("blame", ID), ("blame", f"{ID}@2022-04-01", CONTRACT[:-4]), ("history", "Ⅱ"), ("history", OFFICE),
    ("grep", "甲社"), ("grep", "市民課"), ("show", ID, "--effective", "2022-06-01"),
)  # fmt: skip


@pytest.mark.parametrize("told", [(), (3, 4), (1, 3)])
def test_stores_made_before_commits_told_it_give_the_same_answers(piadiff, monkeypatch, tmp_path, told):
    def answers(numbers, name):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        made(numbers, monkeypatch)
        assert check.check(Store(Path("store"))) == (len(DAYS), [])
        return [json.loads(piadiff(*words, "--json").out) for words in ASKED]

    whole = answers((1, 2, 3, 4), "新しい")
    assert answers(told, "古い") == whole
    assert [v["value"] for v in whole[3]["items"][0]["values"]] == [None, "市民課", "戸籍課"]


def test_what_a_commit_tells_wrongly_is_found(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made((1, 2, 3, 4), monkeypatch)
    folder = tmp_path / "store"
    message = git(folder, "log", "-1", "--format=%B")
    assert f"Piadiff-Changed: {OFFICE}" in message
    git(folder, "commit", "--quiet", "--amend", "-m", message.replace(OFFICE, "Ⅰ/7/②").strip())
    (found,) = check.check(Store(folder))[1]
    assert found.where == f"{ID}@2024-04-01" and "変わった項目が内容と合いません" in found.problem


def test_checking_holds_only_some_contents_at_a_time(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made((1, 2, 3, 4), monkeypatch)
    store, asked = Store(tmp_path / "store"), []
    blobs = store.repository.blobs
    monkeypatch.setattr(store.repository, "blobs", lambda names: asked.append(len(names)) or blobs(names))
    monkeypatch.setattr(check, "_AT_ONCE", 1)
    assert check.check(store) == (len(DAYS), [])
    assert max(asked) == 2  # a version and the one that it is compared with
