import json

from tests.sample import FOLDER

SAMPLE = FOLDER / "v3.json"


def test_the_command_prints_pure_json(piadiff):
    done = piadiff("audit", SAMPLE, "--json")
    assert (done.status, done.err) == (0, "")
    data = json.loads(done.out)
    assert set(data) >= {"rows", "findings"}
    assert set(data["rows"][0]) == {"row", "paths", "published", "judged"}
    assert [entry["row"] for entry in data["rows"]] == list(range(1, len(data["rows"]) + 1))
