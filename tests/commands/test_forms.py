import json

import pytest

from piadiff.cli import run
from piadiff.commands.forms import KINDS
from piadiff.forms import FORM_NAMES, form
from piadiff.writers.terminal import columns


@pytest.fixture
def piadiff(capsys, monkeypatch):
    """Runs a command line in a terminal of 80 columns: status, stdout, stderr."""
    monkeypatch.setenv("COLUMNS", "80")

    def command(*arguments):
        status = run(arguments)
        out, err = capsys.readouterr()
        return status, out, err

    return command


def test_without_argument_the_three_forms_with_their_numbers_of_items(piadiff):
    status, out, err = piadiff("forms")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    for name in FORM_NAMES:
        line = next(line for line in lines if line.startswith(name))
        assert form(name).title in line
        assert f"{len(form(name).items)}項目" in line
        assert form(name).table_name in line


@pytest.mark.parametrize("spelling", ["様式4", "様式４", "4", "４", "全項目評価書", "全項目"])
def test_a_form_may_be_named_as_people_do(piadiff, spelling):
    status, out, _ = piadiff("forms", spelling)
    assert status == 0
    assert out.startswith("様式4　全項目評価書　223項目")


@pytest.mark.parametrize("name", FORM_NAMES)
def test_the_tree_fits_80_columns_and_shows_every_item(piadiff, name):
    _, out, _ = piadiff("forms", name)
    lines = out.splitlines()
    assert max(map(columns, lines)) <= 80
    squeezed = "".join(out.split())
    for node in form(name).items:
        assert "".join(node.heading.split()) in squeezed or columns(node.heading) > 30
        if columns(node.path) <= 30:
            assert any(line.startswith(node.path + " ") for line in lines), node.path


def test_a_line_says_path_kind_mark_and_heading_and_the_next_the_options(piadiff):
    _, out, _ = piadiff("forms", "様式4")
    lines = out.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("Ⅰ/6/① "))
    assert lines[at].split() == ["Ⅰ/6/①", "選択", "※", "①実施の有無"]
    assert lines[at + 1].split() == ["実施する／実施しない／未定"]
    unmarked = next(line for line in lines if line.startswith("Ⅰ/7/① "))
    assert unmarked.split() == ["Ⅰ/7/①", "名称", "①部署"]


def test_columns_are_aligned_by_the_width_of_japanese(piadiff):
    _, out, _ = piadiff("forms", "様式4")
    head, body = out.split("\n----", 1)
    begin = columns(head.splitlines()[-1].split("種類")[0])
    for line in body.splitlines()[1:]:
        place = next((n for n in range(len(line)) if columns(line[:n]) >= begin), len(line))
        kind = line[place:].split("  ")[0].strip()
        assert place == len(line) or columns(line[:place]) == begin
        assert kind in KINDS.values(), line


def test_editions_are_said(piadiff):
    _, out, _ = piadiff("forms", "2")
    assert "（令和6年10月の様式）" in "".join(out.split())


def test_json(piadiff):
    _, out, _ = piadiff("forms", "--json")
    assert [entry["form"] for entry in json.loads(out)["forms"]] == list(FORM_NAMES)
    _, out, _ = piadiff("forms", "様式3", "--json")
    data = json.loads(out)
    assert (data["form"], data["items"]) == ("様式3", len(form("様式3").items))
    node = next(node for node in data["nodes"] if node["path"] == "Ⅰ/5/①")
    assert node == {
        "path": "Ⅰ/5/①",
        "label": "実施の有無",
        "heading": "①実施の有無",
        "kind": "choice",
        "mark": True,
        "options": ["実施する", "実施しない", "未定"],
        "editions": [],
    }


def test_an_unknown_form_is_one_sentence(piadiff):
    status, out, err = piadiff("forms", "様式9")
    assert (status, out) == (2, "")
    assert err == "piadiff: 知らない様式です: 様式9（様式2、様式3、様式4 のどれかです）\n"
