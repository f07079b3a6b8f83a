"""Titles and page numbers of every page are no text of the assessment; whatever only looks like them stays."""

import pytest

from piadiff.readers.labels import printed
from piadiff.readers.running import without_running_lines
from piadiff.readers.text import read_assessment_text
from tests.make_sample import versions
from tests.pdf_boxes import Sheet
from tests.pdf_text import pdf_text
from tests.sample import misread

PAGES = [[f"{chr(0x4E00 + 20 * n + k)}について定めている。" for k in range(12)] for n in range(1, 9)]


def plain(text):
    return without_running_lines(text.split("\n"), printed("様式4").is_form)


def document(page, between):
    return "".join("\n".join(lines) + between.replace("#", str(n)) for n, lines in enumerate(PAGES, page))


@pytest.mark.parametrize(
    "foot", ["\n\n#\n\n", "\n＃/９\n".replace("＃", "#"), "\n- # -\n", "\n某市　全項目評価書　#\n\f", "\nPage # of 8\n"]
)
def test_page_numbers_of_any_style_become_page_breaks(foot):
    lines = plain(document(1, foot))
    assert [line.strip("\f ") for line in lines if line.strip()] == [line for page in PAGES for line in page]
    assert sum("\f" in line for line in lines) >= 8


@pytest.mark.parametrize("head", ["\n\f某市　全項目評価書\n", "\n 某市　全項目評価書\n"])
def test_a_title_on_every_page_is_left_out(head):
    lines = plain(document(1, head))
    assert [line.strip("\f ") for line in lines if line.strip()] == [line for page in PAGES for line in page]
    assert sum("\f" in line for line in lines) == 8


@pytest.mark.parametrize(
    "between",
    [
        "\n某市における措置\n次の行\n\f",
        "\n \n３） 課題が残されている\n\f",
        "\n[ ○ ] 税務システム\n\f",
        "\n システム#\n\f",
    ],
)
def test_what_is_repeated_inside_pages_or_is_of_the_form_stays(between):
    text = document(1, between)
    assert [x.replace("\f", "") for x in plain(text)] == [x.replace("\f", "") for x in text.split("\n")]


def test_numbers_close_together_are_a_list():
    text = "\n".join(f"{n}番目の項目" for n in range(1, 30))
    assert plain(text) == text.split("\n")


@pytest.mark.parametrize("foot", ["\n国民健康保険に関する事務　全項目評価書　　#\n ", "\n\n#／９９\n\n", "\n\n#\n\n"])
def test_a_whole_document_with_running_lines_is_read_exactly(foot, monkeypatch):
    def text(sheet):
        pages = ["\n\n".join("\n".join(b.lines) for b in page) for _, page in sheet._pages]
        return "".join(page + foot.replace("#", str(n)) for n, page in enumerate(pages, 1))

    monkeypatch.setattr(Sheet, "text", text)
    wanted = versions()[1]
    found = read_assessment_text(pdf_text(wanted, seed=1, jumble=0))
    assert misread(wanted, found.assessment) == []
    assert found.unplaced == ()


def test_a_title_that_stands_once_on_each_page_wherever_it_stands():
    pages = [
        "\n".join([*lines[: 3 + n % 4], "\n某市　全項目評価書\n", *lines[3 + n % 4 :]]) for n, lines in enumerate(PAGES)
    ]
    lines = plain("\n\n\f".join(pages))
    assert [line.strip("\f ") for line in lines if line.strip()] == [line for page in PAGES for line in page]
