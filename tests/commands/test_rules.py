import json

from piadiff.rules import OPEN_THREAD, RULES
from piadiff.writers.terminal import columns


def test_the_table_in_order_with_clause_and_phrase(piadiff):
    done = piadiff("rules")
    assert (done.status, done.err) == (0, "")
    places = [done.out.index(f"{number}. {rule.id}　") for number, rule in enumerate(RULES, 1)]
    assert places == sorted(places)
    assert OPEN_THREAD.id in done.out[places[-1] :]
    assert all(columns(line) <= 80 for line in done.out.splitlines())
    assert "{name}" not in done.out


def test_the_table_for_programs(piadiff):
    done = piadiff("rules", "--json")
    data = json.loads(done.out)["rules"]
    assert [rule["id"] for rule in data] == [rule.id for rule in (*RULES, OPEN_THREAD)]
    assert all(rule["basis"] and rule["condition"] and rule["reason"] for rule in data)
