"""The store end to end: what is added comes back, in order, in a history that any git tool reads."""

import hashlib
import json
import os
from pathlib import Path

import pytest

from piadiff import canonical
from piadiff.errors import PiadiffError
from piadiff.store import NewVersion, Store
from piadiff.store.check import check
from tests.store.tools import ID, document, git, labels, new, snapshot, store_with, text_of


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "保管庫"


def test_one_version_is_one_commit_with_trailers_and_both_files(folder):
    item = new("2024-04-01", source="所沢 評価書.TXT")
    [added] = Store(folder).add([item])
    document_bytes = canonical.dumps(item.assessment).encode()
    assert added.new and added.version.label == f"{ID}@2024-04-01"
    assert git(folder, "rev-list", "--count", "HEAD") == "1"
    assert git(folder, "symbolic-ref", "HEAD") == "refs/heads/main"
    trailers = git(folder, "log", "--format=%(trailers:only,unfold)").splitlines()
    assert trailers == [
        f"Piadiff-Id: {ID}",
        "Piadiff-Date: 2024-04-01",
        "Piadiff-Form: 様式4",
        "Piadiff-Edition: 平成30年5月",
        f"Piadiff-Digest: {hashlib.sha256(document_bytes).hexdigest()}",
        "Piadiff-Source: 所沢 評価書.TXT",
    ]
    assert git(folder, "log", "--format=%s") == f"{ID}@2024-04-01 住民基本台帳に関する事務（様式4）"
    assert (folder / f"assessments/{ID}/assessment.json").read_bytes() == document_bytes
    assert (folder / f"assessments/{ID}/original.txt").read_bytes() == item.original
    assert git(folder, "status", "--porcelain") == ""
    assert git(folder, "fsck", "--strict") == ""


def test_what_was_added_comes_back(folder):
    store = store_with(folder, "2022-04-01", "2024-04-01")
    assert labels(store) == [f"{ID}@2022-04-01", f"{ID}@2024-04-01"]
    for version in store.versions():
        assert store.load(version) == new(version.date).assessment
        assert (version.form, version.edition, version.source) == ("様式4", "平成30年5月", "評価書.txt")


def test_several_at_once_in_the_order_of_their_dates(folder):
    added = Store(folder).add([new("2024-04-01"), new("2020-04-01"), new("2022-04-01")])
    assert [a.version.date for a in added] == ["2024-04-01", "2020-04-01", "2022-04-01"]
    assert git(folder, "log", "--reverse", "--format=%(trailers:key=Piadiff-Date,valueonly)").split() == [
        "2020-04-01", "2022-04-01", "2024-04-01",
    ]  # fmt: skip


def test_the_same_again_changes_nothing(folder):
    store = store_with(folder, "2022-04-01", "2024-04-01")
    before = snapshot(folder)
    [again] = store.add([new("2022-04-01", source="別名.txt")])
    assert not again.new and again.version.label == f"{ID}@2022-04-01"
    assert snapshot(folder) == before


def test_twice_in_one_call_is_stored_once(folder):
    first, second = Store(folder).add([new("2022-04-01"), new("2022-04-01")])
    assert (first.new, second.new) == (True, False)
    assert git(folder, "rev-list", "--count", "HEAD") == "1"


def test_an_older_version_added_later_takes_its_place_in_time(folder):
    store = store_with(folder, "2022-04-01", "2024-04-01")
    before = git(folder, "rev-parse", "HEAD")
    store.add([new("2023-04-01")])
    store.add([new("2020-04-01")])
    assert [v.date for v in store.versions()] == ["2020-04-01", "2022-04-01", "2023-04-01", "2024-04-01"]
    assert store.find(f"{ID}@latest").date == "2024-04-01"
    assert store.find(f"{ID}@prev").date == "2023-04-01"
    # No commit was rewritten, the folder still shows the newest version, each commit shows what changed since its own
    # predecessor, and blame does not name a version that came later than the line.
    git(folder, "merge-base", "--is-ancestor", before, "HEAD")
    assert "2024-04-01 の本文" in (folder / f"assessments/{ID}/assessment.json").read_text(encoding="utf-8")
    middle = store.find(f"{ID}@2023-04-01").commit
    assert '-      "2022-04-01 の本文"' in git(folder, "show", middle)
    blame = git(folder, "blame", "--date=short", "--", f"assessments/{ID}/assessment.json")
    assert next(line for line in blame.splitlines() if "の本文" in line).count("2024-04-01") == 2
    assert check(store) == (4, [])


def test_the_date_of_the_author_is_the_date_of_publication(folder):
    store_with(folder, "2022-06-27")
    assert git(folder, "log", "--format=%ad", "--date=iso") == "2022-06-27 00:00:00 +0900"


def test_a_date_before_the_clock_of_git_is_no_obstacle(folder):
    store_with(folder, "1969-01-01", "1970-06-01", "9999-12-31")
    assert [v.date for v in Store(folder).versions()] == ["1969-01-01", "1970-06-01", "9999-12-31"]


def test_several_assessments_in_one_store(folder):
    store = store_with(folder, "2022-04-01")
    store.add([new("2021-04-01", number="2"), new("2021-04-01", agency="見本市教育委員会")])
    assert labels(store) == [f"{ID}@2022-04-01", "見本市-2@2021-04-01", "見本市教育委員会-1@2021-04-01"]
    assert [v.date for v in store.versions(ID)] == ["2022-04-01"]
    assert check(store) == (3, [])


def test_an_original_of_another_kind_replaces_the_one_before(folder):
    store = store_with(folder, "2022-04-01")
    store.add([new("2024-04-01", source="評価書.xlsx")])
    assert sorted(p.name for p in (folder / f"assessments/{ID}").iterdir()) == ["assessment.json", "original.xlsx"]
    assert git(folder, "status", "--porcelain") == ""
    assert check(store) == (2, [])


def test_other_content_under_a_taken_date_is_refused_unless_it_is_a_correction(folder):
    store = store_with(folder, "2022-04-01", "2024-04-01")
    before = snapshot(folder)
    with pytest.raises(PiadiffError, match="--correct"):
        store.add([new("2024-04-01", text="誤りを直した本文")])
    assert snapshot(folder) == before
    [added] = store.add([new("2024-04-01", text="誤りを直した本文")], correct=True)
    assert added.version.label == f"{ID}@2024-04-01#1"
    assert text_of(store, store.find(f"{ID}@latest")) == "誤りを直した本文"
    assert text_of(store, store.find(f"{ID}@2024-04-01#0")) == "2024-04-01 の本文"
    assert store.find(f"{ID}@prev").date == "2022-04-01"
    assert not store.add([new("2024-04-01", text="誤りを直した本文")])[0].new
    assert check(store) == (3, [])


def test_a_correction_of_an_older_version_does_not_become_the_newest(folder):
    store = store_with(folder, "2022-04-01", "2024-04-01")
    store.add([new("2022-04-01", text="直した")], correct=True)
    assert text_of(store, store.find(f"{ID}@latest")) == "2024-04-01 の本文"
    assert text_of(store, store.find(f"{ID}@prev")) == "直した"
    assert check(store) == (3, [])


def test_all_or_none(folder):
    store = store_with(folder, "2022-04-01")
    before = snapshot(folder)
    with pytest.raises(PiadiffError):
        store.add([new("2023-04-01"), new("2022-04-01", text="違う")])
    with pytest.raises(PiadiffError, match="評価書番号"):
        store.add([new("2023-04-01"), new("2024-04-01", number="")])
    after = snapshot(folder)
    assert {name: data for name, data in after.items() if "/objects/" not in name} == {
        name: data for name, data in before.items() if "/objects/" not in name
    }
    assert labels(store) == [f"{ID}@2022-04-01"]


def test_an_id_given_by_hand(folder):
    unnamed = document(number="")
    item = NewVersion(assessment=unnamed, date="2024-04-01", original=b"", source="x.txt", id="住基 第1号")
    [added] = Store(folder).add([item])
    assert added.version.id == "住基_第1号"
    assert Store(folder).load(Store(folder).find("住基_第1号")) == unnamed


def test_two_bodies_whose_names_make_one_id_are_kept_apart(folder):
    store = Store(folder)
    store.add([new("2022-04-01", agency="見本/市")])
    with pytest.raises(PiadiffError, match="別の評価書") as fault:
        store.add([new("2024-04-01", agency="見本:市")])
    assert "--id" in str(fault.value)


def test_a_folder_with_nothing_but_a_readme_may_become_a_store(folder):
    folder.mkdir()
    (folder / "README.md").write_text("保管庫\n", encoding="utf-8")
    store_with(folder, "2022-04-01")
    assert (folder / "README.md").read_text(encoding="utf-8") == "保管庫\n"
    assert check(Store(folder)) == (1, [])


def test_the_environment_of_another_repository_is_no_concern(folder, tmp_path, monkeypatch):
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    before = snapshot(other)
    for name in ("GIT_DIR", "GIT_COMMON_DIR"):
        monkeypatch.setenv(name, str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(other / ".git" / "objects"))
    monkeypatch.setenv("GIT_NAMESPACE", "elsewhere")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.bare")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "true")
    store = store_with(folder, "2022-04-01", "2024-04-01")
    assert check(store) == (2, [])
    assert snapshot(other) == before


def test_a_relative_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store_with(Path("store"), "2022-04-01")
    assert check(Store(Path("store"))) == (1, [])


def test_the_user_of_git_is_the_author_else_the_program(folder, tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith(("GIT_AUTHOR", "GIT_COMMITTER", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    store_with(folder, "2022-04-01")
    assert git(folder, "log", "-1", "--format=%an %ae %cn %ce") == "piadiff piadiff@localhost piadiff piadiff@localhost"
    (tmp_path / ".gitconfig").write_text("[user]\nname = 情報政策課\nemail = seisaku@localhost\n", encoding="utf-8")
    store_with(folder, "2023-04-01")
    assert git(folder, "log", "-1", "--format=%an %ae") == "情報政策課 seisaku@localhost"


def test_a_packed_store_reads_the_same(folder):
    store = store_with(folder, "2022-04-01", "2024-04-01", "2020-04-01")
    git(folder, "gc", "--quiet", "--aggressive", "--prune=now")
    git(folder, "pack-refs", "--all")
    assert [text_of(store, v) for v in Store(folder).versions()] == [
        f"{day} の本文" for day in ("2020-04-01", "2022-04-01", "2024-04-01")
    ]
    store.add([new("2025-04-01")])
    assert check(store) == (4, [])


def test_a_clone_is_a_store(folder, tmp_path):
    store_with(folder, "2022-04-01", "2024-04-01", "2023-04-01")
    copy = tmp_path / "copy"
    git(tmp_path, "clone", "--quiet", str(folder), str(copy))
    clone = Store(copy)
    assert labels(clone) == labels(Store(folder))
    clone.add([new("2025-04-01")])
    assert check(clone) == (4, [])
    git(folder, "fetch", "--quiet", str(copy), "main")
    git(folder, "merge-base", "--is-ancestor", "HEAD", "FETCH_HEAD")


def test_bytes_survive_a_checkout_that_would_convert_line_ends(folder, tmp_path):
    store_with(folder, "2022-04-01")
    copy = tmp_path / "copy"
    git(tmp_path, "-c", "core.autocrlf=true", "clone", "--quiet", str(folder), str(copy))
    path = f"assessments/{ID}/assessment.json"
    assert (copy / path).read_bytes() == (folder / path).read_bytes()
    assert json.loads((copy / path).read_text(encoding="utf-8"))["format"] == "piadiff/1"


def test_what_cannot_be_written_as_json_is_refused(folder):
    store = store_with(folder, "2022-04-01")
    with pytest.raises(PiadiffError, match="文字"):
        store.add([new("2024-04-01", text="\ud800")])
    assert labels(store) == [f"{ID}@2022-04-01"]


def test_content_that_was_changed_in_the_history_is_not_given_out(folder):
    store = store_with(folder, "2022-04-01")
    path = folder / f"assessments/{ID}/assessment.json"
    path.write_text(path.read_text(encoding="utf-8").replace("本文", "別文"), encoding="utf-8")
    git(folder, "commit", "--quiet", "--all", "--amend", "--no-edit")
    with pytest.raises(PiadiffError, match="保管したときと違います"):
        store.load(Store(folder).find(ID))
