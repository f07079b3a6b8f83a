import json
from pathlib import Path

import jsonschema
import pytest

from piadiff import canonical
from piadiff.commands import read as module
from piadiff.model import Reading, Unplaced
from piadiff.schema import load
from piadiff.writers.terminal import columns
from tests.commands.files import written
from tests.shared import SHARED, needs_shared
from tests.store.tools import document


def test_a_summary_for_people(piadiff):
    done = piadiff("read", written("a.json", "令和6年4月1日"))
    assert (done.status, done.err) == (0, "")
    lines = dict(line.split(maxsplit=1) for line in done.out.splitlines())
    assert lines["様式"] == "様式4（全項目評価書）"
    assert lines["様式の版"] == "平成30年5月"
    assert lines["評価実施機関名"] == "埼玉県見本市長"
    assert lines["評価書番号"] == "1"
    assert lines["公表日"] == "2024-04-01"
    assert lines["項目"] == "5（うち記載のあるもの 5）"
    assert lines["変更箇所"] == "0行"
    assert lines["入らなかった文字"] == "0箇所"


def test_json_is_canonical_and_nothing_else(piadiff):
    path = written("a.json", "令和6年4月1日")
    done = piadiff("read", path, "--json")
    assert (done.status, done.err) == (0, "")
    assert done.out == path.read_text(encoding="utf-8")
    jsonschema.validate(json.loads(done.out), load("assessment"))


@pytest.fixture
def doubtful(monkeypatch):
    """A reading with a piece that found no place, and a remark."""
    piece = Unplaced(where="3ページ 12行目", text="宙に浮いた\x1b[31m文字\nもう一行")
    reading = Reading(assessment=document(), unplaced=(piece,), remarks=("番号が飛んでいます",))
    monkeypatch.setattr(module, "read_file", lambda path: reading)


def test_what_found_no_place_is_counted_and_shown_on_demand(piadiff, doubtful):
    plain = piadiff("read", "a.txt")
    assert "入らなかった文字  1箇所" in plain.out
    assert "宙に浮いた" not in plain.out
    verbose = piadiff("read", "a.txt", "--verbose")
    for words in ("3ページ 12行目", "宙に浮いた", "もう一行", "番号が飛んでいます"):
        assert words in verbose.out
    assert "\x1b" not in verbose.out


def test_with_json_the_doubts_go_to_stderr(piadiff, doubtful):
    done = piadiff("read", "a.txt", "--json", "--verbose")
    assert canonical.loads(done.out) == document()
    assert "1箇所" in done.err and "宙に浮いた" in done.err


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("ない.txt", None),
        ("空.txt", b""),
        ("二進.txt", bytes(range(256)) * 40),
        ("別物.txt", "これは評価書ではありません。\n".encode() * 20),
        ("壊れた.json", b'{"format": "piadiff/1", '),
        ("知らない様式.json", '{"format": "piadiff/1", "form": "様式9", "items": {}, "changes": []}'.encode()),
        ("..", None),
    ],
)
def test_what_is_no_assessment_is_one_sentence(piadiff, name, data):
    if data is not None:
        Path(name).write_bytes(data)
    done = piadiff("read", name)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("piadiff: ") and done.err.count("\n") == 1
    assert "Traceback" not in done.err


@needs_shared
def test_a_published_document_fits_the_terminal(piadiff):
    done = piadiff("read", SHARED / "published" / "所沢市_住民基本台帳_全項目.txt")
    assert done.status == 0
    assert "埼玉県所沢市長" in done.out
    assert all(columns(line) <= 80 for line in done.out.splitlines())
