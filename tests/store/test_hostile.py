"""A store from elsewhere runs nothing; a document's words never become a path, an option or a line of a message."""

import os
import stat
from pathlib import Path

import pytest

from piadiff.cli import run
from piadiff.errors import PiadiffError
from piadiff.store import Store
from piadiff.store.check import check
from tests.store.tools import ID, copied_store, document, git, labels, new

HOOKS = (
    "applypatch-msg", "commit-msg", "fsmonitor-watchman", "post-applypatch", "post-checkout", "post-commit",
    "post-index-change", "post-merge", "post-rewrite", "post-update", "pre-applypatch", "pre-auto-gc", "pre-commit",
    "pre-merge-commit", "pre-push", "pre-rebase", "pre-receive", "prepare-commit-msg", "proc-receive",
    "push-to-checkout", "reference-transaction", "sendemail-validate", "update",
)  # fmt: skip


@pytest.fixture
def trap(tmp_path) -> Path:
    """A program that leaves a mark when it is run, and eats its input so that nothing fails before."""
    program = tmp_path / "trap.sh"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> "{tmp_path / "mark"}"\ncat\nexit 0\n', encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


@pytest.fixture
def mark(tmp_path) -> Path:
    return tmp_path / "mark"


def arm(folder: Path, trap: Path) -> None:
    """Everything in a repository that can start a program, pointing to the trap."""
    for where in (folder / ".git" / "hooks", folder / "hooks"):
        where.mkdir(exist_ok=True)
        for hook in HOOKS:
            (where / hook).symlink_to(trap)
    (folder / ".git" / "info").mkdir(exist_ok=True)
    (folder / ".git" / "info" / "attributes").write_text("* filter=evil diff=evil merge=evil\n", encoding="utf-8")
    command = str(trap)
    settings = {
        "core.hooksPath": str(folder / "hooks"),
        "core.fsmonitor": command,
        "core.sshCommand": command,
        "core.gitProxy": command,
        "core.askPass": command,
        "core.editor": command,
        "core.pager": command,
        "core.alternateRefsCommand": command,
        "core.attributesFile": str(folder / ".git" / "info" / "attributes"),
        "pager.log": command,
        "pager.show": command,
        "filter.evil.clean": command,
        "filter.evil.smudge": command,
        "filter.evil.process": command,
        "filter.evil.required": "true",
        "diff.evil.textconv": command,
        "diff.evil.command": command,
        "diff.external": command,
        "merge.evil.driver": command,
        "interactive.diffFilter": command,
        "commit.gpgSign": "true",
        "tag.gpgSign": "true",
        "gpg.program": command,
        "log.showSignature": "true",
        "log.mailmap": "true",
        "credential.helper": command,
        "uploadpack.packObjectsHook": command,
        "receive.procReceiveRefs": "refs",
        "remote.evil.url": "ssh://localhost/x",
        "remote.evil.uploadpack": command,
        "remote.evil.promisor": "true",
        "remote.evil.vcs": "evil",
        "extensions.partialClone": "evil",
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
        "submodule.recurse": "true",
        "sequence.editor": command,
        "trailer.sign.command": command,
        "trailer.sign.cmd": command,
        "fsck.skipList": "/dev/null",
        "gc.auto": "1",
        "maintenance.auto": "true",
        "include.path": str(folder / ".git" / "more"),
    }
    settings |= {
        f"alias.{name}": f"!{command}" for name in ("log", "cat-file", "ls-tree", "update-ref", "rev-parse", "fsck")
    }
    (folder / ".git" / "more").write_text(
        f'[gpg "ssh"]\n\tprogram = {command}\n[core]\n\tfsmonitor = {command}\n', encoding="utf-8"
    )
    for name, value in settings.items():
        git(folder, "config", name, value)


@pytest.mark.skipif(os.name == "nt", reason="罠はシェルのスクリプトです")
def test_nothing_in_a_store_from_elsewhere_is_ever_run(tmp_path, trap, mark, capsys):
    store = copied_store(tmp_path / "保管庫", "2022-04-01", "2024-04-01")
    (store.folder / ".gitattributes").write_text("* filter=evil diff=evil\n", encoding="utf-8")
    git(store.folder, "commit", "--quiet", "--all", "--message=attributes")
    arm(store.folder, trap)
    source = tmp_path / "新.json"
    source.write_text(text_with_date("2025-04-01"), encoding="utf-8")
    older = tmp_path / "旧.json"
    older.write_text(text_with_date("2023-04-01"), encoding="utf-8")
    place = ("--store", str(store.folder))
    for arguments in (
        ("log",),
        ("show", f"{ID}@prev"),
        ("show", ID, "Ⅰ/1/②"),
        ("history", "Ⅰ/1/②"),
        ("diff", f"{ID}@prev", f"{ID}@latest"),
        ("verify",),
        ("add", str(source)),
        ("add", str(older)),
        ("verify",),
    ):
        assert run([*arguments, *place]) == 0, capsys.readouterr().err
    (store.folder / f"assessments/{ID}/assessment.json").unlink()
    source.write_text(text_with_date("2026-04-01"), encoding="utf-8")
    assert run(["add", str(source), *place]) == 0
    assert not mark.exists()
    assert len(labels(store)) == 5


@pytest.mark.skipif(os.name == "nt", reason="罠はシェルのスクリプトです")
def test_a_missing_object_is_not_fetched_with_the_stores_own_command(tmp_path, trap, mark):
    store = copied_store(tmp_path / "保管庫", "2022-04-01")
    arm(store.folder, trap)
    git(store.folder, "config", "remote.evil.url", str(tmp_path))
    git(store.folder, "config", "--unset", "remote.evil.vcs")
    name = git(store.folder, "-c", "core.fsmonitor=false", "rev-parse", f"HEAD:assessments/{ID}/assessment.json")
    mark.unlink(missing_ok=True)
    (store.folder / ".git" / "objects" / name[:2] / name[2:]).unlink()
    for act in (lambda: store.load(store.find(ID)), lambda: store.add([new("2024-04-01")])):
        with pytest.raises(PiadiffError):
            act()
    check(store)
    assert not mark.exists()


@pytest.mark.skipif(os.name == "nt", reason="罠はシェルのスクリプトです")
@pytest.mark.parametrize("command", [("status",), ("commit", "--allow-empty", "--message=x"), ("log", "-1", "-p")])
def test_the_trap_works(tmp_path, trap, mark, command):
    store = copied_store(tmp_path / "保管庫", "2022-04-01")
    arm(store.folder, trap)
    mark.unlink(missing_ok=True)
    (store.folder / f"assessments/{ID}/assessment.json").touch()
    git(store.folder, *command, check=False)
    assert mark.exists()


def text_with_date(day: str) -> str:
    from piadiff import canonical

    return canonical.dumps(document(f"{day} の本文", **{"表紙/公表日": day}))


@pytest.mark.parametrize(
    "words",
    [
        "../../../../tmp/x",
        "--upload-pack=touch pwned",
        "-x",
        "$(touch pwned)",
        "`touch pwned`; touch pwned",
        "a\nPiadiff-Date: 1999-01-01\nPiadiff-Id: 別-9",
        "\x00\x1b[2J",
        "C:\\Windows\\x",
        "CON",
        ".git",
        "HEAD@{1}:/x",
        "长" * 500,
    ],
)
def test_words_of_a_document_stay_words(tmp_path, words):
    folder = tmp_path / "深い" / "保管庫"
    folder.parent.mkdir()
    items = {"表紙/評価書名": words}
    store = Store(folder)
    store.add([new("2022-04-01", number=words, source=f"{words}.txt".replace("/", "").replace("\x00", ""), **items)])
    store.add([new("2024-04-01", agency=words, **items)])
    assert sorted(v.date for v in store.versions()) == ["2022-04-01", "2024-04-01"]
    assert check(store) == (2, [])
    outside = {path.name for path in tmp_path.iterdir()} | {path.name for path in folder.parent.iterdir()}
    assert outside == {"深い", "保管庫"}
    assert {path.name for path in folder.iterdir()} == {".git", ".gitattributes", "assessments"}
    for path in (folder / "assessments").rglob("*"):
        assert path.name in ("assessment.json", "original.txt") or path.is_dir()
    assert not Path("pwned").exists()


def test_a_copied_store_commits_of_others_reads_its_own_versions_only(tmp_path):
    store = copied_store(tmp_path / "保管庫", "2022-04-01")
    message = "偽\n\nPiadiff-Id: ../../x\nPiadiff-Date: 2099-01-01\nPiadiff-Digest: " + "0" * 64
    git(store.folder, "commit", "--quiet", "--allow-empty", "--no-verify", f"--message={message}")
    assert labels(store) == [f"{ID}@2022-04-01"]
    _, findings = check(store)
    assert [finding.problem for finding in findings] == ["piadiffの版ではないコミットです"]
