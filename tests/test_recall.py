"""Known random edits are found, and nothing else is: a smaller run of ``python -m benchmarks recall``."""

from random import Random

import pytest

from benchmarks import recall
from piadiff.differ import diff
from tests import edits, transfers
from tests.shared import needs_shared


def told(runs):
    return [(r.number, r.source, r.log, r.missed[:3], r.false[:3]) for r in runs if r.missed or r.false]


def test_known_edits_of_the_sample_and_of_invented_documents_are_found():
    runs = [recall.measure(*one) for one in recall.cases(60, 1, recall.bundled())]
    assert sum(run.expected for run in runs) > 1000
    assert told(runs) == []


@needs_shared
def test_known_edits_of_real_documents_are_found():
    runs = [recall.measure(*one) for one in recall.cases(24, 2, recall.real()[:2])]
    assert told(runs) == []


@pytest.mark.parametrize("edit", edits.GROUP_EDITS[1:], ids=lambda edit: edit.__name__)
def test_every_edit_of_groups_is_told_as_a_person_would(edit):
    for number in range(12):
        draft = edits.Draft(Random(number), recall.bundled()[number % 3][1])
        edit(draft)
        case = draft.case()
        assert recall.findings(diff(case.old, case.new)) == case.findings, (number, draft.log)


def test_only_what_is_new_dropped_or_edited_is_told_of_a_version_in_another_edition_or_form():
    runs = [recall.measure(n, "", transfers.case(Random(n))) for n in range(45)]
    assert {run.log[0] for run in runs} == {f"{here} → {there}" for here, there in transfers.STEPS}
    cases = [transfers.case(Random(n)) for n in range(45)]
    kinds = {f.kind for case in cases for f in case.findings}
    assert kinds == {"added", "removed", "changed"}
    assert any(f.kind == "changed" and f.old != f.new for case in cases for f in case.findings)
    assert told(runs) == []


def test_the_measure_can_fail():
    draft = edits.Draft(Random(1), recall.bundled()[0][1])
    draft.edit_item()
    case = draft.case()
    wrong = edits.Case(old=case.old, new=case.old, findings=case.findings)
    run = recall.measure(0, "", wrong)
    assert run.expected == len(run.missed) == 1 and recall.summary([run])[0] == 0
    run = recall.measure(0, "", edits.Case(old=case.old, new=case.new, findings=frozenset()))
    assert len(run.false) == 1 and recall.summary([run])[1] == 1
