"""What the messages of versions tell saves reading, and never changes the answer."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from piadiff import canonical
from piadiff.following import Listed, steps, unsettled
from piadiff.model import Assessment
from piadiff.since import since
from piadiff.store.changed import changed_items
from tests.edits import case
from tests.examples import examples
from tests.test_laws import any_document


class Told(Listed):
    """Versions of which it is known beforehand what each changed; counts which are read whole."""

    def __init__(self, versions):
        super().__init__(versions, len(versions))
        self.versions = versions
        self.read = set()

    def changed(self, number):
        new, old = self.versions[number], self.versions[number + 1]
        if (new.form, new.edition) != (old.form, old.edition):
            return None
        told = changed_items(*(canonical.dumps(one).encode() for one in (old, new)))
        return frozenset(told)

    def paths(self, number):
        return self.versions[number].items

    def form(self, number):
        return self.versions[number].form

    def value(self, number, path):
        self.read.add(number)
        return path in self.versions[number].items, self.versions[number].items.get(path)

    def assessment(self, number):
        self.read.add(number)
        return super().assessment(number)


def series(rng, many) -> list[Assessment]:
    """Versions that were edited one after the other, newest first."""
    versions = [any_document(rng)]
    for _ in range(many):
        versions.insert(0, case(rng, versions[0]).new)
    return versions


@settings(max_examples=examples(25), deadline=None)
@given(st.integers(0, 2**32))
def test_what_is_told_gives_the_same_answer_as_comparing_all(seed):
    versions = series(Random(seed), 3)
    paths = list(versions[0].items)
    assert since(Told(versions), paths) == since(Listed(versions, len(versions)), paths)
    for number in range(len(versions) - 1):
        places = list(versions[number].items)
        told, compared = (steps(past, number, places) for past in (Told(versions), Listed(versions, len(versions))))
        assert told == compared


def test_a_version_that_did_not_change_the_item_is_not_read():
    one = Assessment(form="様式4", edition="x", items={"Ⅰ/7/①": "市民課", "Ⅰ/7/②": "課長"})
    versions = [Assessment(form="様式4", edition="x", items={**one.items, "Ⅰ/7/②": f"課長{n}"}) for n in range(5)]
    past = Told([*versions, Assessment(form="様式4", edition="x", items={"Ⅰ/7/①": "税務課", "Ⅰ/7/②": "課長4"})])
    assert since(past, ["Ⅰ/7/①"])["Ⅰ/7/①"].version == 4
    assert past.read == {4, 5}


def test_groups_whose_numbers_are_open():
    def open_after(*changed):
        return unsettled(frozenset(changed))

    contract = "Ⅱ/(1)/4/委託事項"
    assert open_after(f"{contract}1/⑥") == frozenset()
    assert open_after(f"{contract}1") == {f"{contract}1"}
    assert open_after(f"{contract}1/⑥", f"{contract}3/⑥") == {f"{contract}1", f"{contract}3"}
    assert open_after("Ⅱ/(1)/2", "Ⅲ/(2)/2") == {"Ⅱ/(1)", "Ⅱ/(2)"}
    assert open_after("Ⅲ/(1)/1") == {"Ⅱ/(1)"}
