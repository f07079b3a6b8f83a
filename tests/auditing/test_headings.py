"""The ways in which tables write the heading of an item: none of them is accused, a wrong number in any of them is."""

import re

import pytest

from piadiff.auditing.case import Case
from piadiff.auditing.headings import check
from piadiff.forms import form
from piadiff.forms.tree import FORM_NAMES
from piadiff.model import Assessment, Row

NAMES = {"Ⅱ/(1)/1": "（１）鈴懸台帳ファイル", "Ⅱ/(2)/1": "（２）若草情報ファイル"}
_SLOT = re.compile(r"(?<=システム)n|(?<=委託事項)n|(?<=提供先)n|(?<=移転先)n|(?<=\()n(?=\))")
WAYS = {
    "lines": "\n".join,
    "one line": "　".join,
    "spaces": " ".join,
    "without spaces": lambda chain: "\n".join(re.sub(r"[\s　]", "", line) for line in chain),
    "half width": lambda chain: "\n".join(
        line.replace("．", ".").replace("（", "(").replace("）", ")") for line in chain
    ),
    "numbers": lambda chain: "\n".join(re.sub(r"^([Ⅰ-Ⅵ①-⑳]|[０-９]+．?).*", r"\1", line) for line in chain),
    "the last two": lambda chain: "\n".join(chain[-2:]),
    "a remark": lambda chain: "\n".join([*chain, "（下から３行目）"]),
    "quoted": lambda chain: "\n".join([*chain, "「２．住民記録」の記載"]),
}


def every_item():
    for name in FORM_NAMES:
        tree = form(name)
        for node in tree.items:
            yield name, _SLOT.sub("2", node.path)


def headings_of(name, path, way):
    tree = form(name)
    return WAYS[way](tree.heading(path, NAMES))


def problems(name, path, heading):
    row = Row(date="2024-04-01", item=heading, paths=(path,), before="甲", after="乙")
    return check(Case(document=Assessment(form=name, items=NAMES, changes=(row,))))


@pytest.mark.parametrize("way", WAYS)
def test_no_way_to_write_a_heading_is_accused(way):
    wrong = {
        (name, path): [one.text for one in found]
        for name, path in every_item()
        if (found := problems(name, path, headings_of(name, path, way)))
    }
    assert not wrong


@pytest.mark.parametrize("way", ["lines", "one line", "without spaces", "half width"])
def test_another_part_is_told(way):
    for name, path in every_item():
        if not path.startswith(("Ⅰ", "Ⅱ", "Ⅲ")):
            continue
        right = headings_of(name, path, way)
        (found,) = problems(name, path, "Ⅵ" + right[1:])
        assert (found.kind, found.sure) == ("heading-number", True), path
