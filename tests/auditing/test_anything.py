"""Whatever a document says, the audit ends and its findings can be told."""

import json

from hypothesis import given, settings

from piadiff.audit import Earlier, audit_rows, examine
from piadiff.auditing.case import Case
from piadiff.findings import CHECK, SEVERITIES, TITLES, page, to_full_json
from piadiff.model import Assessment, Row
from tests.examples import examples
from tests.strategies import assessments, pairs


@settings(max_examples=examples(60), deadline=None)
@given(assessments())
def test_any_document_is_audited(assessment):
    for exact in (True, False):
        found = examine(Case(document=assessment, exact=exact), audit_rows(assessment))
        for finding in found.findings:
            assert finding.kind in TITLES
            assert finding.severity in SEVERITIES
            assert finding.text.endswith("。")
            json.dumps(to_full_json(finding), ensure_ascii=False)
        assert bool(page(found.findings)) == bool(found.findings)


@settings(max_examples=examples(40), deadline=None)
@given(pairs())
def test_any_two_versions_are_held_against_each_other(pair):
    old, new = pair
    examine(Case(document=new), audit_rows(new), Earlier(assessment=old, label="前の版"))


def test_a_day_in_a_file_that_is_no_day_is_told():
    row = Row(date="来年", date_text="来年", item="Ⅰ\n７\n①部署", paths=("Ⅰ/7/①",), before="甲課", after="乙課",
              timing="事後", reason="改組")  # fmt: skip
    content = Assessment(form="様式4", items={"Ⅰ/7/①": "乙課", "表紙/公表日": "令和6年4月1日"}, changes=(row,))
    (found,) = examine(Case(document=content), audit_rows(content)).findings
    assert (found.kind, found.severity) == ("date-impossible", CHECK)


def test_a_row_on_an_item_that_the_form_does_not_have():
    row = Row(date="2024-04-01", date_text="令和6年4月1日", item="Ⅸ", paths=("Ⅸ/9",), before="甲", after="乙",
              timing="事後", reason="整理")  # fmt: skip
    content = Assessment(form="様式2", items={}, changes=(row,))
    assert examine(Case(document=content), audit_rows(content)).findings == ()
