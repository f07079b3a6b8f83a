"""The wheel holds everything that the program needs: forms, templates, schema, sample."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
pytest.importorskip("hatchling", reason="hatchling がないため wheel を作れません")


def _run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel built from this checkout, without network."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    _run(*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT))
    return next(folder.glob("piadiff-*.whl"))


def test_the_wheel_holds_the_data_files(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in ("forms/form4.tsv", "sample/v3.txt", "py.typed"):
        assert f"piadiff/{wanted}" in names
    assert any(name.startswith("piadiff/templates/") and name.endswith(".html") for name in names)
    assert any(name.startswith("piadiff/schema/") and name.endswith(".json") for name in names)
    assert not any(name.startswith(("tests/", "store/", "benchmarks/")) for name in names)


def test_the_installed_program_does_the_main_job(wheel, tmp_path):
    """Installs into a bare environment; the packages it needs are lent from this one, not piadiff itself."""
    bare = tmp_path / "bare"
    _run(sys.executable, "-m", "venv", str(bare))
    scripts = bare / ("Scripts" if os.name == "nt" else "bin")
    _run(str(scripts / "python"), "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", str(wheel))
    lent = os.environ | {"PYTHONPATH": sysconfig.get_path("purelib"), "PYTHONUTF8": "1"}
    where = _run(str(scripts / "python"), "-c", "import piadiff; print(piadiff.__file__)", env=lent, cwd=tmp_path)
    assert str(bare) in where
    out = tmp_path / "出力"
    printed = _run(str(scripts / "piadiff"), "demo", "-o", str(out), env=lent, cwd=tmp_path)
    assert "変更日" in printed
    assert any(path.suffix == ".xlsx" for path in out.rglob("*"))
