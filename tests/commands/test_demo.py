"""``piadiff demo``: the whole way on the sample, in a folder of its own, again and again, never over other files."""

import contextlib
import io
import shutil
from pathlib import Path

import pytest

import piadiff.commands.demo as module
from piadiff.cli import run
from piadiff.commands.demo import demo
from piadiff.errors import PiadiffError
from piadiff.store import Store

FILES = {*module.TEXTS.values(), module.TABLE, module.PAGE, module.STORE, ".piadiff-demo"}
LABELS = ["青凪市-7@2021-03-26", "青凪市-7@2023-03-24", "青凪市-7@2024-09-27"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """One run of the demo, with the user's own store named in the environment: its folder and what it printed."""
    place = tmp_path_factory.mktemp("demo")
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
        patch.chdir(place)
        patch.setenv("PIADIFF_STORE", str(place / "自分の保管庫"))
        assert demo() == 0
    return place / "demo-out", printed.getvalue()


@pytest.fixture
def copied(made, tmp_path, monkeypatch):
    """A copy of what the demo made, in the working folder."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(made[0], tmp_path / "demo-out"))


def test_leaves_the_table_the_page_and_a_store(made):
    folder, _ = made
    assert {path.name for path in folder.iterdir()} == FILES
    assert (folder / module.TABLE).read_bytes()[:2] == b"PK"
    assert "申請管理システム" in (folder / module.PAGE).read_text(encoding="utf-8")
    assert sorted(v.label for v in Store(folder / module.STORE).versions()) == LABELS


def test_touches_nothing_outside_its_folder(made):
    folder, _ = made
    assert [path.name for path in folder.parent.iterdir()] == ["demo-out"]


def test_shows_steps_commands_and_the_table(made):
    shown = made[1]
    places = [shown.index(text) for text in ("$ cd demo-out", "$ piadiff add", "$ piadiff log", "$ piadiff table")]
    assert places == sorted(places)
    assert all(label in shown for label in LABELS)
    assert "発生あり" in shown
    assert shown.rstrip().endswith("demo-out/store")


def test_runs_again_over_its_own_output(copied, capsys):
    (copied / "メモ.txt").write_text("自分の覚え", encoding="utf-8")
    (copied / module.PAGE).write_text("前の出力", encoding="utf-8")
    assert demo() == 0
    assert "すでに同じ内容で保管しています" in capsys.readouterr().out
    assert (copied / "メモ.txt").read_text(encoding="utf-8") == "自分の覚え"
    assert "前の出力" not in (copied / module.PAGE).read_text(encoding="utf-8")
    assert len(Store(copied / module.STORE).versions()) == 3


def test_the_commands_it_shows_can_be_typed(made, copied, monkeypatch):
    """Typed inside the folder they find the store and the texts that the demo made."""
    shown = [line[4:].split() for line in made[1].splitlines() if line.startswith("  $ piadiff ")]
    monkeypatch.chdir(copied)
    assert [words[1] for words in shown] == ["add", "log", "table", "table", "report"]
    for _, *arguments in shown:
        again = ["--overwrite"] if "-o" in arguments else []
        assert run([*arguments, *again]) == 0, arguments


def test_refuses_a_folder_with_other_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "demo-out"
    folder.mkdir()
    (folder / module.TABLE).write_text("自分の表", encoding="utf-8")
    with pytest.raises(PiadiffError, match="見本のものではないファイル"):
        demo()
    assert [path.name for path in folder.iterdir()] == [module.TABLE]
    assert (folder / module.TABLE).read_text(encoding="utf-8") == "自分の表"


def test_refuses_a_file(tmp_path):
    (tmp_path / "見本").write_text("", encoding="utf-8")
    with pytest.raises(PiadiffError, match="フォルダー"):
        demo(tmp_path / "見本")


def test_makes_missing_folders_and_takes_empty_ones(tmp_path, monkeypatch):
    for name in ("add", "log", "table", "report"):
        monkeypatch.setattr(f"piadiff.commands.{name}.{name}", lambda *_, **__: 0)
    (tmp_path / "空").mkdir()
    for folder in (tmp_path / "空", tmp_path / "上" / "下"):
        assert demo(folder) == 0
        assert {path.name for path in folder.iterdir()} == FILES - {module.TABLE, module.PAGE, module.STORE}
