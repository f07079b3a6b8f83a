"""Marks of boxes that the extraction tore apart."""

from piadiff.forms import form
from piadiff.readers.boxes import read_checks
from piadiff.readers.elements import Lexicon, elements
from piadiff.readers.labels import printed
from piadiff.readers.layout import pages
from piadiff.readers.places import expected

TREE, PRINTED = form("様式4"), printed("様式4")
LEXICON = Lexicon(TREE)
SYSTEMS = [p for p in expected(TREE, "Ⅰ", None, {"システム": 3}) if p.path.endswith("③") and "システム" in p.path]


def read(text, wanted):
    page = pages(text.split("\n"), PRINTED.is_printed)[0]
    stream = elements(page, PRINTED, LEXICON, strict=True)
    labels = [i for i, e in enumerate(stream) if e.kind == "label"]
    remarks = []
    found, left = read_checks(stream, list(zip(wanted, labels, strict=True)), remarks)
    return [found[p.path].marked for p in wanted], left, remarks


LABEL = " ③他のシステムとの接続\n\n"


def test_a_mark_at_the_end_of_a_row_belongs_to_the_next_box_of_the_form():
    marked, left, _ = read(
        LABEL
        + "[ ] 情報提供ネットワークシステム [ ○\n\n[ ○ ] 宛名システム等 [\n\n] 税務システム\n\n] 庁内連携システム",
        SYSTEMS[:1],
    )
    assert marked == [{"庁内連携システム": "", "宛名システム等": ""}]
    assert left == []


def test_a_lone_mark_belongs_to_the_box_whose_mark_is_missing():
    marked, _, remarks = read(LABEL + "[ ] 情報提供ネットワークシステム [\n\n○\n\n] 庁内連携システム", SYSTEMS[:1])
    assert marked == [{"庁内連携システム": ""}]
    assert remarks == []


def test_a_lone_mark_with_two_boxes_open_is_remarked():
    _, _, remarks = read(LABEL + "[\n\n○\n\n] 庁内連携システム\n\n] 税務システム", SYSTEMS[:1])
    assert "確かめて" in remarks[0]


def test_the_text_of_a_torn_bracket_goes_to_the_marked_box():
    marked, left, _ = read(LABEL + "[ ○ ] その他 （\n\n窓口支援システム ）", SYSTEMS[:1])
    assert marked == [{"その他": "窓口支援システム"}]
    assert left == []


def test_two_items_on_a_page_each_get_the_nearest_boxes():
    text = LABEL + "[ ○ ] 税務システム\n\n" + LABEL + "[ ] 税務システム"
    marked, _, remarks = read(text, SYSTEMS[:2])
    assert marked == [{"税務システム": ""}, {}]
    assert remarks == []


def test_a_box_of_no_item_is_left_over_not_lost():
    _, left, _ = read(LABEL + "[ ○ ] 行っていない", SYSTEMS[:1])
    assert [e.key for e in left] == ["行っていない"]
