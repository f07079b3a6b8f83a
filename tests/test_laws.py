"""Laws of the differ on versions that grew out of each other by known edits, of all forms and of real documents."""

import dataclasses
import re
from collections import Counter
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import recall
from piadiff import canonical
from piadiff.differ import apply, diff
from piadiff.forms import form
from tests import edit_values, invented
from tests.edits import FILES, Draft, case
from tests.examples import examples
from tests.shared import needs_shared
from tests.strategies import pairs

seeds = st.integers(0, 2**32)
MIRRORED = {"added": "removed", "removed": "added", "changed": "changed", "moved": "moved"}


@cache
def documents():
    return [one for _, one in recall.bundled()]


@cache
def real_documents():
    return [one for _, one in recall.real()]


def any_document(rng):
    return rng.choice([*documents(), *(invented.document(rng, name) for name in recall.FORMS)])


def grown(seed, old=None):
    rng = Random(seed)
    return case(rng, old or any_document(rng))


def holds_both_ways(old, new):
    there, back = diff(old, new), diff(new, old)
    assert canonical.dumps(apply(old, there)) == canonical.dumps(new)
    assert canonical.dumps(apply(new, back)) == canonical.dumps(old)
    return there, back


def ends(change):
    """Kind of a change with where it was and is."""
    before = None if change.kind == "added" else change.old_path or change.path
    after = None if change.kind == "removed" else change.path
    return change.kind, before, after


def mirrored(change):
    kind, before, after = ends(change)
    return MIRRORED[kind], after, before


def bare(change):
    """What a change says apart from where it stands."""
    return change.kind, re.sub(r"\d+", "", change.path), repr(change.before), repr(change.after)


@settings(max_examples=examples(40), deadline=None)
@given(seeds)
def test_apply_gives_the_other_version_both_ways_and_the_kinds_mirror(seed):
    one = grown(seed)
    there, back = holds_both_ways(one.old, one.new)
    assert sorted(map(ends, there.changes), key=str) == sorted(map(mirrored, back.changes), key=str)


@settings(max_examples=examples(60), deadline=None)
@given(pairs())
def test_the_kinds_mirror_for_strange_documents_as_far_as_nothing_is_paired_otherwise(pair):
    there, back = holds_both_ways(*pair)
    assert bool(there.changes) == bool(back.changes)


@needs_shared
@pytest.mark.parametrize("number", range(12))
def test_the_laws_hold_for_real_documents(number):
    one = grown(number, real_documents()[number % len(real_documents())])
    there, back = holds_both_ways(one.old, one.new)
    assert sorted(map(ends, there.changes), key=str) == sorted(map(mirrored, back.changes), key=str)


@settings(max_examples=examples(30), deadline=None)
@given(seeds)
def test_what_changed_does_not_depend_on_the_numbers_of_the_groups(seed):
    one = grown(seed)
    draft = Draft(Random(seed), one.new)
    for family in draft.families():
        numbers = draft.numbers(family)
        draft.rng.shuffle(numbers)
        if family != FILES and len({str(draft.items.get(f"{family}{n}")) for n in numbers}) == len(numbers):
            draft.arrange(family, list(numbers))
    tree = form(one.new.form)
    items = {path: draft.items[path] for path in sorted(draft.items, key=tree.sort_key)}
    shuffled = diff(one.old, dataclasses.replace(one.new, items=items))
    said = [bare(c) for c in diff(one.old, one.new).changes if c.kind != "moved"]
    assert Counter(said) == Counter(bare(c) for c in shuffled.changes if c.kind != "moved")


@settings(max_examples=examples(40), deadline=None)
@given(seeds)
def test_another_notation_of_the_new_version_leaves_the_changes_as_they_are(seed):
    one = grown(seed)
    rng, tree = Random(seed), form(one.new.form)
    items = {path: edit_values.noisy(rng, tree.node(path), value) for path, value in one.new.items.items()}
    noisy = diff(one.old, dataclasses.replace(one.new, items=items))
    assert [ends(c) for c in noisy.changes] == [ends(c) for c in diff(one.old, one.new).changes]
