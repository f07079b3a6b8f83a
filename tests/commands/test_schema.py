import json

import jsonschema
import pytest

from piadiff.schema import NAMES
from tests.commands.files import written


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_is_printed(piadiff, name):
    done = piadiff("schema", name)
    assert (done.status, done.err) == (0, "")
    jsonschema.Draft202012Validator.check_schema(json.loads(done.out))


def test_the_schema_of_an_assessment_is_the_default(piadiff):
    assert piadiff("schema").out == piadiff("schema", "assessment").out


def test_outputs_fit_their_schemas(piadiff):
    old, new = written("旧.json", "2022-04-01"), written("新.json", "2024-04-01")
    for name, arguments in (("assessment", ("read", new)), ("diff", ("diff", old, new))):
        schema = json.loads(piadiff("schema", name).out)
        data = json.loads(piadiff(*arguments, "--json").out)
        jsonschema.validate(data, schema)
        assert data.get("changes") != [] or name == "assessment"
    rows = json.loads(piadiff("table", old, new, "--json").out)["rows"]
    assert rows
    for row in rows:
        jsonschema.validate(row, json.loads(piadiff("schema", "row").out))


def test_an_unknown_name_is_one_sentence_with_the_names(piadiff):
    done = piadiff("schema", "table")
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    for name in NAMES:
        assert name in done.err
