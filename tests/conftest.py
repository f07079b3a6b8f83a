"""Fixtures for all tests."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from piadiff.cli import run
from tests.examples import examples

# A busy machine is no fault of the program: neither a slow draw nor a slow example fails a law.
settings.register_profile(
    "piadiff", max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("piadiff")


class Done(NamedTuple):
    """What a command line gave."""

    status: int
    out: str
    err: str


@pytest.fixture
def piadiff(capsys, monkeypatch, tmp_path) -> Callable[..., Done]:
    """Runs a command line in an empty folder, on a terminal of 80 columns: status, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    monkeypatch.delenv("PIADIFF_STORE", raising=False)

    def command(*arguments: object) -> Done:
        status = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Done(status, out, err)

    return command


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> dict[str, Path]:
    """Folders that some work left, each made once a worker."""
    return {}


@pytest.fixture
def made_once(made, tmp_path, tmp_path_factory) -> Callable[[Callable[[], object]], None]:
    """Does some work in the test's empty folder, as a decorator; later tests get a copy of what it left there."""

    def do(work: Callable[[], object]) -> None:
        name = f"{work.__module__}.{work.__qualname__}"
        if name in made:
            shutil.copytree(made[name], tmp_path, symlinks=True, dirs_exist_ok=True)
            return
        work()
        made[name] = tmp_path_factory.mktemp("made") / "folder"
        shutil.copytree(tmp_path, made[name], symlinks=True)

    return do
