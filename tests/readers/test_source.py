import os

import pytest

from piadiff.errors import PiadiffError
from piadiff.readers.source import MAX_BYTES, decode, read_bytes, read_text

TEXT = "評価書番号\n①事務の名称　～－∥\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_every_encoding_an_office_saves_gives_the_same_text(tmp_path, encoding):
    path = tmp_path / "評価書.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert read_text(path) == TEXT


def test_utf16_big_endian_with_bom(tmp_path):
    assert decode(b"\xfe\xff" + TEXT.encode("utf-16-be"), where="x") == TEXT


def test_line_ends_become_lf():
    assert decode("一\r\n二\r三".encode(), where="x") == "一\n二\n三"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "Excel"),
        (b"\xd0\xcf\x11\xe0....", "暗号化"),
        (b"\x89PNG....", "画像"),
        (b"ab\0cd", "バイナリ"),
        (b"\x81\x00\xff\xfe\x9f", "バイナリ"),
        ("日本".encode("euc_jp") + b"\xff", "文字コード"),
        (b" \n\t ", "文字がありません"),
    ],
)
def test_what_is_no_text_is_named(tmp_path, data, says):
    path = tmp_path / "x.txt"
    path.write_bytes(data)
    with pytest.raises(PiadiffError, match=says) as fault:
        read_text(path)
    assert fault.value.where == str(path)
    assert fault.value.hint


def test_missing_file_folder_and_bad_name(tmp_path):
    for path, says in (
        (tmp_path / "ない.txt", "ありません"),
        (tmp_path, "フォルダー"),
        (tmp_path / "a\0b", "ありません|読めません"),
    ):
        with pytest.raises(PiadiffError, match=says):
            read_bytes(path)


def test_gigabyte_file_is_refused_without_being_read(tmp_path):
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(PiadiffError, match=f"上限 {MAX_BYTES >> 20} MB"):
        read_bytes(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="名前付きパイプのない環境")
def test_a_pipe_is_no_file_and_does_not_block(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(PiadiffError, match="普通のファイル"):
        read_bytes(path)
