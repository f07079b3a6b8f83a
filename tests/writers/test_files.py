import errno
import os
from pathlib import Path

import pytest

from piadiff.errors import PiadiffError
from piadiff.writers import FORMATS, format_of
from piadiff.writers.files import check_target, save


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_writes_a_file(tmp_path):
    save(tmp_path / "表.csv", b"abc")
    assert (tmp_path / "表.csv").read_bytes() == b"abc"
    assert names(tmp_path) == ["表.csv"]


def test_the_file_has_the_permissions_that_any_new_file_has(tmp_path):
    (tmp_path / "ふつう").write_bytes(b"")
    save(tmp_path / "表.csv", b"abc")
    assert (tmp_path / "表.csv").stat().st_mode == (tmp_path / "ふつう").stat().st_mode


def test_an_existing_file_is_kept(tmp_path):
    (tmp_path / "表.csv").write_bytes(b"old")
    with pytest.raises(PiadiffError, match=r"同じ名前のファイルがあります.*--overwrite"):
        save(tmp_path / "表.csv", b"new")
    assert (tmp_path / "表.csv").read_bytes() == b"old"


def test_an_existing_file_is_replaced_when_asked_for(tmp_path):
    (tmp_path / "表.csv").write_bytes(b"old")
    (tmp_path / "表.csv").chmod(0o640)
    save(tmp_path / "表.csv", b"new", overwrite=True)
    assert (tmp_path / "表.csv").read_bytes() == b"new"
    assert (tmp_path / "表.csv").stat().st_mode & 0o777 == 0o640
    assert names(tmp_path) == ["表.csv"]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "本体.csv").write_bytes(b"old")
    (tmp_path / "表.csv").symlink_to("本体.csv")
    save(tmp_path / "表.csv", b"new", overwrite=True)
    assert (tmp_path / "表.csv").is_symlink()
    assert (tmp_path / "本体.csv").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("ない/表.csv", "フォルダーがありません"),
        (".", "フォルダーです"),
        ("あ" * 300 + ".csv", "ファイル名が長すぎます"),
        ("a\0b.csv", "使えない文字"),
    ],
)
def test_a_place_that_cannot_be_written(tmp_path, name, sentence):
    with pytest.raises(PiadiffError, match=sentence):
        save(tmp_path / name, b"abc")
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (errno.ENOSPC, "空き容量が足りない"),
        (errno.EACCES, "ほかのプログラムで開いていれば閉じて"),
        (errno.EROFS, "読取り専用"),
        (errno.EIO, "書き込めません"),
    ],
)
def test_a_write_that_fails_leaves_what_was_there(tmp_path, monkeypatch, code, sentence):
    def fail(*_):
        raise OSError(code, os.strerror(code))

    (tmp_path / "表.csv").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(PiadiffError, match=sentence):
        save(tmp_path / "表.csv", b"new", overwrite=True)
    assert names(tmp_path) == ["表.csv"]
    assert (tmp_path / "表.csv").read_bytes() == b"old"


def test_a_file_locked_by_another_program(tmp_path, monkeypatch):
    def fail(*_):
        raise PermissionError(errno.EACCES, "locked")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(PiadiffError, match="書き込めません"):
        save(tmp_path / "表.csv", b"new")
    assert names(tmp_path) == []


def test_an_input_is_never_replaced(tmp_path):
    (tmp_path / "旧.json").write_bytes(b"old")
    with pytest.raises(PiadiffError, match="読み込むファイルそのもの"):
        check_target(tmp_path / "旧.json", overwrite=True, inputs=["市-1@latest", str(tmp_path / "旧.json")])


@pytest.mark.parametrize("name", FORMATS)
def test_the_ending_tells_the_format(name):
    assert format_of(Path(f"表.{name.upper()}")) == name
    assert format_of(None, name) == name
    assert format_of(Path("表.csv"), name) == name


@pytest.mark.parametrize(("path", "chosen"), [("表.doc", None), ("表.pdf", None), ("表.csv", "doc")])
def test_an_unknown_format_lists_the_known_ones(path, chosen):
    with pytest.raises(PiadiffError, match="xlsx、docx、csv、md、html、json"):
        format_of(Path(path), chosen)


@pytest.mark.parametrize("name", ["別添3", "別添3."])
def test_a_name_without_ending(name):
    with pytest.raises(PiadiffError, match=r"末尾を \.xlsx"):
        format_of(Path(name))
