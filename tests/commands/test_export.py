import pytest
from openpyxl import load_workbook

from piadiff import canonical
from tests.sample import version


@pytest.fixture
def book(piadiff, tmp_path):
    """A version in a file of the empty folder the command runs in."""
    (tmp_path / "版.json").write_text(canonical.dumps(version(2)), encoding="utf-8")
    return tmp_path / "評価書.xlsx"


def test_the_whole_form_is_written(piadiff, book):
    done = piadiff("export", "版.json", "-o", "評価書.xlsx")
    assert done.status == 0, done.err
    assert done.out == ""
    assert f"{len(version(2).items)}項目" in done.err and f"{len(version(2).changes)}行" in done.err
    names = load_workbook(book).sheetnames
    assert names[0] == "表紙" and names[-1] == "（別添３）変更箇所"


def test_a_version_of_the_store_is_written(piadiff, book):
    assert piadiff("add", "版.json").status == 0
    assert piadiff("export", "青凪市-7@latest", "-o", "評価書.xlsx").status == 0
    assert load_workbook(book)["表紙"]["A2"].value == "特定個人情報保護評価書（全項目評価書）"


def test_a_file_that_exists_is_replaced_only_with_overwrite(piadiff, book):
    book.write_bytes(b"mine")
    done = piadiff("export", "版.json", "-o", "評価書.xlsx")
    assert done.status == 2 and "--overwrite" in done.err
    assert book.read_bytes() == b"mine"
    assert piadiff("export", "版.json", "-o", "評価書.xlsx", "--overwrite").status == 0
    assert book.read_bytes().startswith(b"PK")


def test_the_version_itself_is_never_replaced(piadiff, book, tmp_path):
    book.write_bytes((tmp_path / "版.json").read_bytes())
    done = piadiff("export", "評価書.xlsx", "-o", "評価書.xlsx", "--overwrite")
    assert done.status == 2
    assert book.read_bytes() == (tmp_path / "版.json").read_bytes()


@pytest.mark.parametrize("output", ["評価書.xls", "評価書", "評価書.pdf"])
def test_only_xlsx_is_written(piadiff, book, output):
    done = piadiff("export", "版.json", "-o", output)
    assert done.status == 2 and ".xlsx" in done.err
    assert not (book.parent / output).exists()


def test_nothing_is_written_where_the_version_cannot_be_read(piadiff, book):
    (book.parent / "版.json").write_text("{", encoding="utf-8")
    assert piadiff("export", "版.json", "-o", "評価書.xlsx").status == 2
    assert not book.exists()
