import html.parser
import re

import pytest

from piadiff.writers import render
from piadiff.writers.sheet import printable
from tests.hostile import TEXTS, name, sheet_of


class Page(html.parser.HTMLParser):
    """The tags of a page, and the text of its table cells."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.cells: list[str] = []
        self.feed(data.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data):
        if self.cells and "td" in self.tags:
            self.cells[-1] += data

    def handle_endtag(self, tag):
        if tag == "tr" and self.cells:
            self.cells.append("")


@pytest.mark.parametrize("text", TEXTS, ids=name)
def test_every_text_is_only_text(text):
    page = Page(render(sheet_of(text), "html"))
    assert page.cells[:6] == [printable(text)] * 6
    allowed = {"html", "head", "meta", "title", "style", "body", "h1", "div", "table", "colgroup", "col"}
    assert set(page.tags) <= allowed | {"thead", "tbody", "tr", "th", "td", "del", "ins"}


def test_changed_words_are_marked():
    text = render(sheet_of("旧新"), "html").decode()
    assert "<td>旧<del>新</del></td><td>旧<ins>新</ins></td>" in text


def test_it_loads_nothing_and_runs_nothing():
    text = render(sheet_of("あ"), "html").decode()
    assert text.startswith("<!DOCTYPE html>")
    assert "default-src &#39;none&#39;" in text
    assert not re.search(r"<script|<link|url\(|@import|https?://", text)


def test_the_header_is_a_header():
    text = render(sheet_of("あ"), "html").decode()
    assert text.count('<th scope="col">') == 6


def test_without_rows_it_says_so():
    text = render(sheet_of(), "html").decode()
    assert "変更箇所はありません。" in text
    assert "<table>" not in text
