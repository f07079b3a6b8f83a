import pytest

from piadiff.errors import PiadiffError
from piadiff.readers.page_numbers import read_pages


def test_lines_under_headers_in_any_encoding(tmp_path):
    file = tmp_path / "頁.csv"
    file.write_bytes('項目,ページ\r\n\r\nⅠ/1/②,4\r\n"Ⅱ/(1)/4", 16-18 \r\n'.encode("cp932"))
    assert read_pages(file) == (("Ⅰ/1/②", "4", "頁.csv 3行目"), ("Ⅱ/(1)/4", "16-18", "頁.csv 4行目"))


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("頁.txt", "Ⅰ,4", "ページのファイルは csv です"),
        ("頁.csv", "項目,ページ\n", "ページが一つもありません"),
        ("頁.csv", "Ⅰ/1/②\n", "頁.csv 1行目: 「項目,ページ」の2列になっていません"),
        ("頁.csv", "Ⅰ/1/②,4,5\n", "2列になっていません"),
        ("頁.csv", "Ⅰ/1/②,\n", "2列になっていません"),
        ("頁.csv", "あ" * 200_000 + ",4\n", "csv として読めません"),
    ],
)
def test_faults_say_what_is_wanted(tmp_path, name, text, told):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(PiadiffError) as fault:
        read_pages(tmp_path / name)
    assert told in str(fault.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(PiadiffError):
        read_pages(tmp_path / "ない.csv")
