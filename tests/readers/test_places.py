"""Labels to items: pages in order, labels inside a page in any order."""

import itertools
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from piadiff.forms import form
from piadiff.readers.places import assign, expected, runs

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


@settings(max_examples=40, deadline=None)
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
