"""The README's examples are what the program really prints, and its commands are what is there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def examples():
    """The commands that README shows with their output: the five-minute start, then those that go on from there."""
    shown = "".join(re.findall(r"```console\n(.*?)```", README, re.DOTALL))
    assert shown, "README に実際の出力の例がありません"
    return [([*part.split("\n", 1), ""])[:2] for part in re.split(r"^\$ ", shown, flags=re.MULTILINE)[1:]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder that ``piadiff demo`` leaves, without what it made from the documents."""
    out = tmp_path_factory.mktemp("五分") / "demo-out"
    run(["demo", "-o", str(out)], out.parent)
    for made in ("別添3.xlsx", "比較.html"):
        (out / made).unlink()
    (out / "store").rename(out.parent / "demo-store")
    return out


def run(words, where):
    """What the program, started as a process, prints; its status is 0."""
    environment = os.environ | {"COLUMNS": "80", "PYTHONUTF8": "1", "NO_COLOR": "1"}
    environment.pop("PIADIFF_STORE", None)
    done = subprocess.run(
        [sys.executable, "-m", "piadiff", *words],
        cwd=where, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_the_examples_are_real(folder, piadiff, monkeypatch):
    """The first is started as a process, as a user does it; all others in this one."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("NO_COLOR", "1")
    shown = examples()
    assert len(shown) >= 5
    for number, (command, output) in enumerate(shown):
        program, *words = command.split()
        assert program == "piadiff"
        if number == 0:
            printed = run(words, folder)
        else:
            done = piadiff(*words)
            assert done.status == 0, done.err
            printed = done.err + done.out
        assert printed.rstrip("\n") == output.rstrip("\n"), command


def test_every_dependency_is_justified():
    wanted = re.search(
        r"^dependencies = \[(.*?)\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    names = re.findall(r'"([A-Za-z0-9-]+)', wanted[1])
    table = README[README.index("## 使っているパッケージ") :]
    assert [name for name in names if name not in table] == []
