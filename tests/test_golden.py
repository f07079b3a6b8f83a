"""Golden pairs: what is found and judged between two small documents, one story each (tests/golden)."""

import json
from pathlib import Path

import pytest

from piadiff import canonical
from piadiff.classifier import judge
from piadiff.differ import apply, diff
from piadiff.forms import form

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.name.removesuffix("--before.json") for path in GOLDEN.glob("*--before.json"))


def load(case, side):
    text = (GOLDEN / f"{case}--{side}.json").read_text(encoding="utf-8")
    return text, canonical.loads(text)


def found(old, new):
    """The judged changes in the few words that the golden files hold."""
    for entry in judge(diff(old, new).changes, form(new.form)):
        change, judgement = entry.change, entry.judgement
        row = {"kind": change.kind, "path": change.path, "old_path": change.old_path, "group": change.group}
        row |= {"traits": list(change.traits), "important": judgement.important, "timing": judgement.timing}
        yield {key: value for key, value in row.items() if value is not None} | {"rule": judgement.rule}


def test_there_are_cases():
    assert len(CASES) >= 15


@pytest.mark.parametrize("case", CASES)
def test_changes_and_judgements(case):
    old, new = load(case, "before")[1], load(case, "after")[1]
    assert list(found(old, new)) == json.loads((GOLDEN / f"{case}--changes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES)
def test_the_new_version_comes_back_byte_for_byte_in_both_directions(case):
    (old_text, old), (new_text, new) = load(case, "before"), load(case, "after")
    assert canonical.dumps(apply(old, diff(old, new))) == new_text
    assert canonical.dumps(apply(new, diff(new, old))) == old_text
