"""What ``verify`` finds: each kind of damage and tampering, named with its place."""

import hashlib
import json
from pathlib import Path

import pytest

from piadiff import canonical
from piadiff.model import Assessment
from piadiff.store import Store
from piadiff.store.check import check
from tests.store.tools import ID, copied_store, git, new, snapshot

FILE = f"assessments/{ID}/assessment.json"


@pytest.fixture
def store(tmp_path) -> Store:
    return copied_store(tmp_path / "保管庫", "2022-04-01", "2024-04-01", "2023-04-01")


def problems(store: Store) -> dict[str, str]:
    return {finding.where: finding.problem for finding in check(store)[1]}


def rewrite(folder: Path, path: str, change) -> None:
    """Change a file of the tip and amend the tip, as someone would who covers his tracks."""
    target = folder / path
    target.write_text(change(target.read_text(encoding="utf-8")), encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--amend", "--no-edit", "--allow-empty")


def tip_is_a_version(store: Store) -> Store:
    """The same with a newest version last, so that the tip is a version and not a joining commit."""
    store.add([new("2025-04-01")])
    return store


def test_a_sound_store_has_no_findings(store):
    assert check(store) == (3, [])


def test_a_copied_storeout_versions_is_sound(tmp_path):
    folder = tmp_path / "保管庫"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    assert check(Store(folder)) == (0, [])


def test_changed_content(store):
    tip_is_a_version(store)
    rewrite(store.folder, FILE, lambda text: text.replace("2025-04-01 の本文", "別の本文"))
    assert "ダイジェストと合いません" in problems(store)[f"{ID}@2025-04-01"]


def test_changed_content_with_a_digest_that_fits_and_another_form(store):
    tip_is_a_version(store)
    other = canonical.dumps(Assessment(form="様式2"))
    (store.folder / FILE).write_text(other, encoding="utf-8")
    message = git(store.folder, "log", "-1", "--format=%B")
    old = message.partition("Piadiff-Digest: ")[2][:64]
    git(store.folder, "add", "--all")
    git(
        store.folder,
        "commit",
        "--quiet",
        "--amend",
        f"--message={message.replace(old, hashlib.sha256(other.encode()).hexdigest())}",
    )
    assert problems(store)[f"{ID}@2025-04-01"] == "コミットに書かれた様式が内容と合いません"


def test_content_written_in_another_way(store):
    tip_is_a_version(store)
    rewrite(store.folder, FILE, lambda text: json.dumps(json.loads(text), ensure_ascii=False))
    found = [finding.problem for finding in check(store)[1]]
    assert "assessment.json が正規の書き方になっていません" in found


def test_content_that_is_no_assessment(store):
    tip_is_a_version(store)
    rewrite(store.folder, FILE, lambda _: "{")
    assert any("読めません" in finding.problem for finding in check(store)[1])


def test_a_missing_original(store):
    tip_is_a_version(store)
    (store.folder / f"assessments/{ID}/original.txt").unlink()
    rewrite(store.folder, FILE, str)
    assert "original" in problems(store)[f"{ID}@2025-04-01"]


def test_a_file_too_many(store):
    tip_is_a_version(store)
    (store.folder / f"assessments/{ID}/メモ.txt").write_text("", encoding="utf-8")
    rewrite(store.folder, FILE, str)
    assert problems(store)[f"{ID}@2025-04-01"] == "予定にないファイルがあります: メモ.txt"


def test_a_version_that_touches_another_assessment(store):
    store.add([new("2021-04-01", number="2")])
    rewrite(store.folder, FILE, lambda text: text.replace("本文", "別文"))
    found = problems(store)
    assert FILE in found["見本市-2@2021-04-01"]
    assert f"{ID}@2024-04-01" in found[ID]


def test_a_commit_that_is_no_version(store):
    (store.folder / "メモ.txt").write_text("", encoding="utf-8")
    git(store.folder, "add", "--all")
    git(store.folder, "commit", "--quiet", "--message=メモ")
    found = problems(store)
    assert found["メモ.txt"] == "どの版のものでもないファイルです"
    assert found[git(store.folder, "rev-parse", "HEAD")[:12]] == "piadiffの版ではないコミットです"


def test_a_version_twice(store):
    git(
        store.folder,
        "commit",
        "--quiet",
        "--allow-empty",
        f"--message={git(store.folder, 'log', '-1', '--format=%B', '--no-merges')}",
    )
    assert any("同じ名前の版が 2 個" in finding.problem for finding in check(store)[1])


def test_another_branch_and_a_left_lock(store):
    git(store.folder, "switch", "--quiet", "--create", "試し")
    (store.folder / ".git" / "index.lock").write_bytes(b"")
    found = problems(store)
    assert "main" in found["HEAD"]
    assert "ロック" in found["index.lock"]


def test_files_in_the_folder_that_differ(store):
    (store.folder / FILE).unlink()
    assert "次の piadiff add で直ります" in problems(store)[FILE]
    (store.folder / FILE).write_text("書きかけ", encoding="utf-8")
    assert FILE in problems(store)["フォルダー"]


def test_a_broken_object(store):
    name = git(store.folder, "rev-parse", f"HEAD~1:{FILE}")
    path = store.folder / ".git" / "objects" / name[:2] / name[2:]
    path.chmod(0o644)
    path.write_bytes(b"x")
    assert any(finding.where == "git" for finding in check(store)[1])


def test_checking_changes_nothing(store):
    (store.folder / FILE).unlink()
    before = snapshot(store.folder)
    check(store)
    assert snapshot(store.folder) == before
