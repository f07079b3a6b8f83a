import json

from piadiff.rules import ALL_RULES, RULES, SECOND_RULES
from piadiff.writers.terminal import columns


def test_the_table_in_order_with_clause_and_phrase(piadiff):
    done = piadiff("rules")
    assert (done.status, done.err) == (0, "")
    places = [done.out.index(f"{number}. {rule.id}　") for number, rule in enumerate(RULES, 1)]
    assert places == sorted(places)
    assert all(rule.id in done.out[places[-1] :] for rule in SECOND_RULES)
    assert all(columns(line) <= 80 for line in done.out.splitlines())
    assert "{name}" not in done.out
    assert "（追） " in done.out and "（追）." not in done.out


def test_the_table_for_programs(piadiff):
    done = piadiff("rules", "--json")
    data = json.loads(done.out)["rules"]
    assert [rule["id"] for rule in data] == [rule.id for rule in ALL_RULES]
    assert all(rule["basis"] and rule["condition"] and rule["reason"] for rule in data)
