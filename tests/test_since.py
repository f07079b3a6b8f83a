"""Since when items read so: the same answer as comparing every version with the newest one by one."""

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from piadiff.differ import diff
from piadiff.following import Listed
from piadiff.since import since
from piadiff.values import is_blank
from tests.edits import case
from tests.examples import examples
from tests.test_laws import any_document


@settings(max_examples=examples(25), deadline=None)
@given(st.integers(0, 2**32))
def test_of_two_versions_what_did_not_change_is_old_and_what_changed_is_new(seed):
    rng = Random(seed)
    one = case(rng, any_document(rng))
    found = since(Listed([one.new, one.old], 2), list(one.new.items))
    changed = {
        c.path for c in diff(one.old, one.new).changes if c.kind in ("changed", "added") and not is_blank(c.after)
    }
    new = {
        path
        for path, told in found.items()
        if told.version == 0 and not told.always and not is_blank(one.new.items[path])
    }
    together = {path for path in new ^ changed if (one.old.form, one.old.edition) == (one.new.form, one.new.edition)}
    assert not together
    assert all(told.always == (told.version == 1) for told in found.values())


@settings(max_examples=examples(15), deadline=None)
@given(st.integers(0, 2**32))
def test_a_version_that_is_there_twice_changes_nothing(seed):
    rng = Random(seed)
    one = case(rng, any_document(rng))
    paths = list(one.new.items)
    twice = since(Listed([one.new, one.new, one.old], 3), paths)
    assert {p: (t.version - 1, t.there) for p, t in twice.items()} == {
        p: (t.version, t.there) for p, t in since(Listed([one.new, one.old], 2), paths).items()
    }


def test_one_version_alone_is_as_old_as_is_known():
    one = any_document(Random(1))
    assert all(told.always for told in since(Listed([one], 1), list(one.items)).values())


def test_no_more_versions_are_read_than_are_needed():
    one = any_document(Random(1))
    path = next(path for path, value in one.items.items() if isinstance(value, str) and value)

    def newest_first():
        yield one
        yield replace(one, items={**one.items, path: "前の記載"})
        raise AssertionError("読まなくてよい版です")

    assert since(Listed(newest_first(), 3), [path])[path].version == 0
    assert since(Listed(newest_first(), 3), []) == {}
