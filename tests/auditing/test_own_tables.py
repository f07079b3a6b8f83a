"""Tables that piadiff itself writes between generated versions: none of their rows is accused, and what is taken out of
them or garbled in them is found."""

from dataclasses import replace
from random import Random

import pytest

from piadiff.audit import Earlier, audit_rows, examine
from piadiff.auditing.case import Case
from piadiff.differ import diff
from piadiff.forms import form
from piadiff.forms.tree import group_of
from piadiff.table import rows
from piadiff.values import is_blank
from piadiff.verdict import judge_comparison
from tests import edits, invented
from tests.sample import version

PUBLISHED = "表紙/公表日"
# What generated values have by chance: they are drawn each by itself, and lists may change their notation only.
BY_CHANCE = {"choice", "count", "numbering", "no-change", "missed-duty", "procedure", "too-late"}


def grown(seed):
    """Three versions of a generated document, each with the table of all changes before it."""
    rng = Random(seed)
    first = invented.document(rng, ("様式4", "様式3", "様式2")[seed % 3])
    versions = [replace(first, items=_without_day(first.items))]
    for day in ("2022-04-01", "2024-04-01"):
        old, new = versions[-1], edits.case(rng, versions[-1]).new
        new = replace(new, items=_without_day(new.items))
        judged = judge_comparison(diff(old, new))
        table = rows(judged, form(new.form), date=day, context=(None, 1)[seed % 2])
        versions.append(replace(new, changes=(*old.changes, *table)))
    return versions


def _without_day(items):
    return {path: value for path, value in items.items() if path != PUBLISHED}


def found(document, earlier=None):
    before = Earlier(assessment=earlier, label="前の版") if earlier else None
    findings = examine(Case(document=document), audit_rows(document), before).findings
    return [one for one in findings if one.kind not in BY_CHANCE and not one.kind.startswith("threshold")]


@pytest.mark.parametrize("seed", range(15))
def test_no_row_of_an_own_table_is_accused(seed):
    _, before, last = grown(seed)
    assert found(last, before) == []


@pytest.mark.parametrize("number", [2, 3])
def test_a_row_that_is_lost_is_an_unannounced_change(number):
    before, last = version(number - 1), version(number)
    new = range(len(before.changes), len(last.changes))
    alone = [n for n in new if len(last.changes[n].paths) == 1 and group_of(last.changes[n].paths[0]) is None]
    lost = alone[::4]
    assert len(lost) >= 5
    for n in lost:
        (path,) = last.changes[n].paths
        rest = replace(last, changes=(*last.changes[:n], *last.changes[n + 1 :]))
        told = [one.path for one in found(rest, before) if one.kind == "unannounced"]
        assert told == [path]


@pytest.mark.parametrize("number", [2, 3])
def test_a_body_that_was_changed_behind_the_table_is_found(number):
    """Of every text that a row shows whole and last: another word in the body is told, with the item."""
    document = version(number)
    tree = form(document.form)
    last = {path: row for row in document.changes for path in row.paths if len(row.paths) == 1}
    tried = 0
    for path, row in list(last.items())[::3]:
        node, value = tree.find(path), document.items.get(path)
        if node is None or node.kind not in ("name", "date", "choice") or is_blank(value) or row.after != value:
            continue
        other = "見知らぬ記載に書き換えた"
        changed = replace(document, items={**document.items, path: other})
        assert [one.path for one in found(changed) if one.kind == "unannounced"] == [path]
        tried += 1
    assert tried >= 2
