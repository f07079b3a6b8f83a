"""Labels to items: pages in order, labels inside a page in any order."""

import itertools
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from piadiff.forms import form
from piadiff.readers.places import assign, expected, runs, without_gaps
from tests.examples import examples

TREE = form("様式4")
GROUPS = {"委託事項": 3, "提供先": 2, "移転先": 1}


def test_expected_repeats_groups_and_numbers_the_file():
    paths = [p.path for p in expected(TREE, "Ⅱ", 2, GROUPS)]
    assert "Ⅱ/(2)/4/委託事項3/⑥" in paths
    assert "Ⅱ/(2)/4/委託事項4" not in paths
    assert paths == sorted(paths, key=TREE.sort_key)


def _cut(places, cuts):
    edges = [0, *sorted(cuts), len(places)]
    return [places[a:b] for a, b in itertools.pairwise(edges)]


@settings(max_examples=examples(40), deadline=None)
@given(st.sets(st.integers(20, 80), min_size=1, max_size=3), st.sampled_from(["Ⅱ", "Ⅲ"]))
def test_pages_in_order_find_their_runs(cuts, part):
    places = expected(TREE, part, 1, GROUPS)
    pages = _cut(places, cuts)
    found = runs(places, [[p.key for p in page] for page in pages])
    assert [places[a:b] for a, b in found] == pages


def test_a_lost_label_does_not_shift_the_others():
    places = expected(TREE, "Ⅲ", 1, {})
    pages = _cut(places, {40, 80})
    keys = [[p.key for p in page] for page in pages]
    del keys[1][5]
    assert [places[a:b] for a, b in runs(places, keys)] == pages


def test_labels_printed_again_after_a_page_break_do_not_shift_the_others():
    places = expected(TREE, "Ⅰ", None, {"システム": 5})
    pages = _cut(places, {16, 24})
    keys = [[p.key for p in page] for page in pages]
    keys[1].insert(0, keys[0][-1])
    assert [(a <= 16 <= b, b) for a, b in runs(places, keys)[1:2]] == [(True, 24)]


def test_sections_in_reversed_order_inside_a_page_keep_their_items():
    places = expected(TREE, "Ⅲ", 1, {})
    six = [p for p in places if p.path.startswith("Ⅲ/(1)/6/リスク")]
    risks = [[p for p in six if f"リスク{n}" in p.path] for n in (7, 6, 5, 4)]
    page = [p for risk in risks for p in risk]
    wanted = [p for p in places if p in page]
    assert assign([p.key for p in page], wanted) == page


def test_a_label_above_its_heading_is_found_by_the_run():
    places = [p for p in expected(TREE, "Ⅱ", 1, {}) if p.path.startswith("Ⅱ/(1)/6")]
    page = [places[-2], *places[:-2], places[-1]]
    random.Random(1).shuffle(page)
    found = assign([p.key for p in page], places)
    assert sorted(p.path for p in found) == sorted(p.path for p in page)
    assert all(f.key == p.key for f, p in zip(found, page, strict=True))


def _places(*paths):
    wanted = {place.path: place for place in expected(form("様式4"), "Ⅲ", 1, {})}
    return [wanted[path] for path in paths]


_HEADS = ["Ⅲ/(1)/6/リスク1", "Ⅲ/(1)/6/リスク2", "Ⅲ/(1)/6/リスク3"]


def _risk(number, part="リスクに対する措置の内容"):
    return f"Ⅲ/(1)/6/リスク{number}/{part}"


def test_equal_labels_keep_the_order_of_the_form_where_headings_were_moved_together():
    places = _places(_HEADS[0], _risk(1), _HEADS[1], _risk(2), _HEADS[2], _risk(3))
    one, two, three = (place.key for place in places[::2])
    measure = places[1].key
    found = assign([one, measure, measure, three, two, measure], places)
    assert [place.path for place in found if place and place.key == measure] == [_risk(1), _risk(2), _risk(3)]


def test_groups_printed_in_reversed_order_are_read_by_their_headings():
    places = _places(_HEADS[0], _risk(1), _HEADS[1], _risk(2))
    one, two, measure = places[0].key, places[2].key, places[1].key
    found = assign([two, measure, one, measure], places)
    assert [place.path for place in found if place] == [_HEADS[1], _risk(2), _HEADS[0], _risk(1)]


def test_a_cell_printed_again_on_the_next_page_draws_the_run_back():
    places = expected(form("様式4"), "Ⅰ", None, {"システム": 3})
    paths = [place.path for place in places]
    first, second = paths.index("Ⅰ/2/システム1"), paths.index("Ⅰ/2/システム1/③")
    keys = [place.key for place in places]
    function = keys[second - 1]
    pages = [keys[:second], [function, keys[second], *keys[second + 1 : second + 3]]]
    assert runs(places, pages, [set(), {function}])[1][0] == second - 1
    assert first < second


def test_a_group_passed_over_in_the_numbers_is_not_there():
    places = expected(TREE, "Ⅱ", 1, {"委託事項": 4})
    gone = [p for p in places if "委託事項3" not in p.path]
    assert without_gaps(places, [p.key for p in gone]) == gone


def test_a_group_whose_label_was_lost_is_still_there():
    places = expected(TREE, "Ⅱ", 1, {"委託事項": 4})
    assert without_gaps(places, [p.key for p in places if p.key != "委託事項3"]) == places
