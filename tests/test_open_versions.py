"""What a person is told before trusting a comparison: texts in no item, versions the wrong way round."""

import pytest

from piadiff.commands.common import Version, doubts, open_pair, open_version, unplaced_differ
from piadiff.errors import PiadiffError
from piadiff.model import Assessment, Row
from piadiff.store import Store
from tests.commands.files import ID, written
from tests.sample import FOLDER
from tests.store.tools import new

FOREIGN = "[ ○ ] 行っていない"


def of_text(folder, name, extra=""):
    path = folder / name
    boxes = (FOLDER / "v1.txt").read_text(encoding="utf-8").split("\n\n")
    at = next(n for n, box in enumerate(boxes) if "８．他の評価実施機関" in box)
    path.write_text("\n\n".join([*boxes[:at], *([extra] if extra else []), *boxes[at:]]), encoding="utf-8")
    return path


def version(date=None, rows=0, **more):
    assessment = Assessment(form="様式4", changes=tuple(Row() for _ in range(rows)))
    return Version(assessment=assessment, id=None, date=date, label=f"{date or '版'}.txt", **more)


def test_text_in_no_item_is_told_and_its_difference_is_a_finding(tmp_path):
    plain, strange = of_text(tmp_path, "甲.txt"), of_text(tmp_path, "乙.txt", FOREIGN)
    old, new_ = open_version(str(plain)), open_version(str(strange))
    assert new_.left_out > old.left_out
    assert unplaced_differ(old, new_)
    assert any("どの項目にも入らなかった文字" in doubt and "乙.txt" in doubt for doubt in doubts(old, new_))


def test_the_same_left_over_text_on_both_sides_is_no_difference():
    old, new_ = version(unplaced=("余白 ",)), version(unplaced=("余白",))
    assert not unplaced_differ(old, new_)


def test_versions_the_wrong_way_round_are_noticed():
    assert any("順に" in doubt for doubt in doubts(version("2024-01-01"), version("2023-01-01")))
    assert any("順に" in doubt for doubt in doubts(version(rows=5), version(rows=3)))
    assert doubts(version("2023-01-01", rows=5), version("2024-01-01", rows=3)) == []


def test_a_stored_version_remembers_how_much_was_left_out(tmp_path):
    from dataclasses import replace

    store = Store(tmp_path / "保管庫")
    store.add([replace(new("2024-01-01"), unplaced=3), new("2024-02-01", "別の本文")])
    first, second = open_pair(f"{ID}@prev", f"{ID}@latest", store.folder)
    assert (first.left_out, second.left_out) == (3, 0)
    assert any("3箇所" in doubt for doubt in doubts(first, second))


@pytest.mark.parametrize("command", ["diff", "table"])
def test_the_commands_say_it_on_stderr(tmp_path, monkeypatch, capsys, command):
    from piadiff.cli import run

    monkeypatch.chdir(tmp_path)
    written("新.json", "令和6年4月1日", "あ")
    written("旧.json", "令和5年4月1日", "い")
    run([command, "新.json", "旧.json", "--json"])
    captured = capsys.readouterr()
    assert "順に指定しているか" in captured.err
    assert captured.out.startswith("{")


def test_a_folder_is_no_version(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "書類").mkdir()
    with pytest.raises(PiadiffError, match="フォルダーです") as fault:
        open_version("書類")
    assert fault.value.hint


def test_strict_stops_at_what_a_reading_leaves_open(tmp_path, monkeypatch, capsys):
    from piadiff.cli import run

    monkeypatch.chdir(tmp_path)
    strange = of_text(tmp_path, "乙.txt", FOREIGN)
    for command in (["read", str(strange)], ["add", str(strange), "--date", "令和3年4月1日"]):
        assert run([*command, "--strict"]) == 2
        captured = capsys.readouterr()
        assert "項目に入らなかった文字が1箇所" in captured.err and captured.out == ""
    assert not (tmp_path / "store").exists()
    assert run(["add", str(strange), "--date", "令和3年4月1日"]) == 0
    assert "項目に入らなかった文字が1箇所" in capsys.readouterr().err


def test_strict_lets_a_whole_reading_pass(tmp_path, monkeypatch):
    from piadiff.cli import run

    monkeypatch.chdir(tmp_path)
    assert run(["read", str(FOLDER / "v1.txt"), "--strict"]) == 0
