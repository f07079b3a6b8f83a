"""The table of what corresponds between forms and editions, and what is composed from it."""

from itertools import product

import pytest
from hypothesis import given, settings

from piadiff.forms import FORM_NAMES, form
from piadiff.forms import editions as e
from piadiff.forms.editions import MANY, NONE, UNSURE, Layout, between, carrying, items_of, lines, variables
from piadiff.model import Assessment
from tests.examples import examples
from tests.strategies import assessments

LAYOUTS: tuple[Layout, ...] = (
    ("様式2", ""),
    ("様式2", "平成31年1月"),
    ("様式2", "令和6年10月"),
    ("様式3", ""),
    ("様式4", ""),
)
ALL_PAIRS = list(product(LAYOUTS, repeat=2))


def doc(name, paths=(), edition=None):
    return Assessment(form=name, edition=edition, items=dict.fromkeys(paths, ""))


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line.old[0]}-{line.old_path}")
def test_every_line_speaks_of_items_that_exist(line):
    assert line.old_path in items_of(line.old)
    assert line.how in ("", MANY, NONE)
    assert bool(line.new_path) == (line.how != NONE)
    if line.new_path:
        assert line.new_path in items_of(line.new)
        assert (line.old, line.old_path) != (line.new, line.new_path)
    if line.how == NONE:
        assert line.note


@pytest.mark.parametrize("line", [line for line in lines() if line.how == ""], ids=lambda line: line.old_path)
def test_items_that_correspond_one_to_one_are_of_one_kind_and_repeated_alike(line):
    old, new = form(line.old[0]).node(line.old_path), form(line.new[0]).node(line.new_path)
    assert old.kind == new.kind
    assert variables(line.old_path) == variables(line.new_path)
    if {o.partition("（")[0] for o in old.options} != {o.partition("（")[0] for o in new.options}:
        assert line.note
    if old.label != new.label and old.label not in new.label and new.label not in old.label:
        assert line.note


def test_no_item_has_two_counterparts_unless_the_line_says_so():
    plain = [line for line in lines() if line.how != MANY]
    olds = [(line.old, line.new[0], line.old_path) for line in plain]
    news = [(line.new, line.old[0], line.new_path) for line in plain if line.new_path]
    assert len(set(olds)) == len(olds) and len(set(news)) == len(news)
    many = {(line.old, line.old_path) for line in lines() if line.how == MANY}
    assert not many & {(line.old, line.old_path) for line in plain}


@pytest.mark.parametrize(("small", "large"), [(LAYOUTS[2], LAYOUTS[3]), (LAYOUTS[3], LAYOUTS[4])])
def test_no_item_of_the_smaller_form_is_forgotten(small, large):
    told = {line.old_path for line in lines() if line.old == small and line.new == large}
    assert told == items_of(small)


def test_lines_within_a_form_speak_only_of_items_that_moved():
    for line in lines():
        if line.old[0] == line.new[0]:
            assert line.old_path not in items_of(line.new)
            assert line.new_path not in items_of(line.old)
            assert form(line.old[0]).node(line.old_path).label == form(line.new[0]).node(line.new_path).label


def test_what_is_not_certain_is_marked():
    unsure = {line.old_path for line in lines() if UNSURE in line.note}
    assert "Ⅲ/(n)/8/実施の有無" in unsure


def concrete(path):
    return path.replace("(n)", "(2)").replace("システムn", "システム3").replace("先n", "先4").replace("項n", "項5")


@pytest.mark.parametrize(("old", "new"), ALL_PAIRS)
@pytest.mark.parametrize("only_file", [None, "(2)"])
def test_carrying_is_one_to_one_and_the_way_back_its_inverse(old, new, only_file):
    there = between(old, new, only_file)
    assert there.known
    carried = {}
    for path in map(concrete, items_of(old)):
        target = there.carry(path)
        if target is not None:
            assert target not in carried
            assert there.back(target) == path
            carried[target] = path
    again = between(new, old, only_file)
    for path in map(concrete, items_of(new)):
        assert there.back(path) == again.carry(path)
    if old == new:
        assert carried == {path: path for path in map(concrete, items_of(old))}
        assert not any(map(there.is_new, carried)) and not any(map(there.is_dropped, carried))


@pytest.mark.parametrize(("old", "new"), ALL_PAIRS)
def test_every_item_is_carried_or_compared_together_or_only_in_one_form(old, new):
    there = between(old, new)
    together = {path for one in there.together for path in one.old}
    for path in items_of(old):
        ways = (there.carry(concrete(path)) in map(concrete, items_of(new)), path in together)
        assert sum(ways) <= 1
        assert there.is_dropped(concrete(path)) == (not ways[0])


@pytest.mark.parametrize(
    ("old", "new", "path", "expected"),
    [
        (LAYOUTS[1], LAYOUTS[2], "Ⅳ/8/実施の有無", "Ⅳ/9/実施の有無"),
        (LAYOUTS[1], LAYOUTS[2], "Ⅳ/7", "Ⅳ/7"),
        (LAYOUTS[3], LAYOUTS[4], "Ⅱ/(2)/4/委託事項12/③", "Ⅱ/(2)/4/委託事項12/⑥"),
        (LAYOUTS[4], LAYOUTS[3], "Ⅱ/(2)/4/委託事項12/⑥", "Ⅱ/(2)/4/委託事項12/③"),
        (LAYOUTS[4], LAYOUTS[3], "Ⅱ/(2)/4/委託事項12/②", None),
        (LAYOUTS[3], LAYOUTS[4], "別添1/(1)", "別添2/(1)"),
        (LAYOUTS[4], LAYOUTS[3], "別添1", None),
        (LAYOUTS[1], LAYOUTS[4], "Ⅰ/7/請求先", "Ⅴ/1/①"),
        (LAYOUTS[1], LAYOUTS[4], "Ⅳ/9/従業者に対する教育・啓発", "Ⅳ/2/従業者に対する教育・啓発"),
        (LAYOUTS[2], LAYOUTS[4], "Ⅳ/9/実施の有無", None),
        (LAYOUTS[2], LAYOUTS[3], "Ⅳ/4", None),
        (LAYOUTS[2], LAYOUTS[3], "Ⅶ/様式にない欄", "Ⅶ/様式にない欄"),
    ],
)
def test_where_items_go(old, new, path, expected):
    assert between(old, new).carry(path) == expected


def test_what_one_form_asks_once_and_the_other_for_its_only_file_is_the_same_item():
    assert between(LAYOUTS[2], LAYOUTS[4], "(1)").carry("Ⅳ/4") == "Ⅲ/(1)/4"
    assert between(LAYOUTS[4], LAYOUTS[2], "(1)").carry("Ⅲ/(1)/4") == "Ⅳ/4"
    assert between(LAYOUTS[3], LAYOUTS[4], "(2)").carry("Ⅲ/(2)/10") == "Ⅳ/3"


@pytest.fixture
def no_way_to_form_3(monkeypatch):
    """The table without its lines from 様式2 to 様式3."""
    caches = (e.corresponding, between)
    kept = tuple(line for line in lines() if line.new[0] != "様式3")
    monkeypatch.setattr(e, "lines", lambda: kept)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


def test_a_form_without_a_mapping_is_compared_by_equal_path(no_way_to_form_3):
    there = between(LAYOUTS[2], LAYOUTS[3])
    assert not there.known
    assert there.carry("Ⅰ/4/①") == "Ⅰ/4/①"
    assert between(LAYOUTS[3], LAYOUTS[4]).known


@pytest.mark.parametrize(
    ("edition", "layout"),
    [
        ("平成26年4月", ""),
        ("平成29年5月", ""),
        ("平成３１年１月", "平成31年1月"),
        ("令和元年5月", "平成31年1月"),
        ("令和6年10月", "令和6年10月"),
        ("令和9年4月", "令和6年10月"),
    ],
)
def test_an_edition_has_the_items_of_the_latest_one_that_changed_them(edition, layout):
    assert e.layout("様式2", edition) == ("様式2", layout)


@pytest.mark.parametrize("edition", [None, "", "不明", "第3版"])
def test_an_edition_that_says_no_date_is_unknown_where_it_matters(edition):
    assert e.layout("様式2", edition) is None
    assert e.layout("様式4", edition) == ("様式4", "")


def test_an_unknown_edition_is_told_by_the_items():
    old, new = doc("様式2", ["Ⅰ/1/①", "Ⅳ/8/実施の有無"]), doc("様式2", ["Ⅰ/1/①", "Ⅳ/9/実施の有無"])
    assert carrying(old, new).carry("Ⅳ/8/実施の有無") == "Ⅳ/9/実施の有無"
    assert carrying(new, old).carry("Ⅳ/9/実施の有無") == "Ⅳ/8/実施の有無"


def test_an_unknown_edition_that_the_items_do_not_tell_is_that_of_the_other_version():
    plain = doc("様式2", ["Ⅰ/1/①"])
    for edition in ("平成26年4月", "平成31年1月", "令和6年10月"):
        assert carrying(plain, doc("様式2", ["Ⅰ/1/①"], edition)).same
        assert carrying(doc("様式2", ["Ⅰ/1/①"], edition), plain).same
    assert carrying(plain, doc("様式4")).known


@pytest.mark.parametrize("name", FORM_NAMES)
def test_one_form_and_edition_is_carried_to_itself(name):
    assert carrying(doc(name, edition="令和6年10月"), doc(name, edition="令和6年10月")).same


@settings(max_examples=examples(60), deadline=None)
@given(assessments(), assessments())
def test_any_two_versions_can_be_carried_both_ways(old, new):
    there, back = carrying(old, new), carrying(new, old)
    assert there.same == back.same
    targets = [target for path in old.items if (target := there.carry(path)) is not None]
    assert len(set(targets)) == len(targets)
    for path in old.items:
        assert back.back(path) == there.carry(path)
