"""``piadiff diff``: JSON for programs, marked text for people, and what it refuses."""

import dataclasses
import io
import json
import sys

import jsonschema
import pytest

from piadiff import canonical, cli, schema
from piadiff.differ import diff
from piadiff.diffview import NONE, Look, render
from piadiff.forms import form
from piadiff.marking import folded
from piadiff.model import Assessment, Row
from piadiff.writers.terminal import columns, has_colour
from tests.sample import FOLDER
from tests.test_golden import CASES, GOLDEN

KEYS = ["kind", "path", "heading", "before", "after", "traits", "important", "timing", "reason", "basis", "rule", "why"]


def side(case, which):
    return str(GOLDEN / f"{case}--{which}.json")


@pytest.fixture
def run(capsys):
    """Runs a command line: its status, stdout and stderr."""

    def call(*arguments):
        status = cli.run(["diff", *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


@pytest.fixture
def file(tmp_path):
    """Writes the items of a version into a file."""

    def write(name, items, **kwargs):
        path = tmp_path / f"{name}.json"
        path.write_text(canonical.dumps(Assessment(form="様式4", items=items, **kwargs)), encoding="utf-8")
        return path

    return write


def test_json_is_as_designed(run):
    status, out, err = run(side("group-inserted", "before"), side("group-inserted", "after"), "--json")
    data = json.loads(out)
    assert (status, err) == (0, "")
    assert list(data) == ["old", "new", "changes"]
    assert data["old"] == {
        "id": None,
        "date": "2023-03-31",
        "form": "様式4",
        "edition": "平成30年5月",
        "label": "group-inserted--before.json",
    }
    by_kind = {change["kind"]: change for change in data["changes"]}
    assert list(by_kind["changed"]) == KEYS
    assert list(by_kind["added"]) == [*KEYS, "group"]
    assert list(by_kind["moved"]) == ["kind", "path", "old_path", *KEYS[2:], "group"]
    assert (by_kind["changed"]["before"], by_kind["changed"]["after"]) == (3, 4)
    assert by_kind["moved"]["after"] == "窓口業務の一部"
    assert by_kind["added"]["heading"][:4] == [
        "Ⅱ　特定個人情報ファイルの概要",
        "（１）児童手当ファイル",
        "４．特定個人情報ファイルの取扱いの委託",
        "委託事項２",
    ]


@pytest.mark.parametrize("case", CASES)
def test_json_keeps_to_its_schema(run, case):
    _, out, _ = run(side(case, "before"), side(case, "after"), "--json")
    jsonschema.validate(json.loads(out), schema.load("diff"))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("width", [80, 120])
def test_every_line_fits_the_width_and_marks_pair_up(run, case, width):
    status, out, _ = run(side(case, "before"), side(case, "after"), "--width", width, "--notation")
    assert status == 0
    assert max(map(columns, out.splitlines())) <= width
    assert out.count("[-") == out.count("-]") and out.count("{+") == out.count("+}")
    for line in out.splitlines():
        assert not line.lstrip().startswith(("-]", "+}"))
        assert not line.endswith(("[-", "{+"))


def test_the_text_is_marked_word_by_word_under_its_heading(run):
    _, out, _ = run(side("offices-renamed", "before"), side("offices-renamed", "after"))
    assert "■ Ⅰ　基本情報" in out
    assert "７．評価実施機関における担当部署 ＞ ①部署\n  【その他・事後】規則第14条：その他の項目\n" in out
    assert "    [-福祉部　子育て支援課-]{+こども部　こども政策課+}\n" in out
    assert "    [-子育て支援課-]{+こども政策課+}、各支所\n" in out
    assert "【その他・事後】規則第11条、指針第6の2(2)：組織改編" in out


def test_a_summary_counts_the_judgements(run):
    _, out, _ = run(side("system-introduced", "before"), side("system-introduced", "after"))
    assert out.startswith("変更 22件（重要な変更 20件、その他 1件、要確認 1件／事前 21件、事後 1件）\n")


def test_a_reason_is_given_once(run):
    _, out, _ = run(side("offices-renamed", "before"), side("offices-renamed", "after"))
    assert out.count("重要な変更の対象（指針別表）ではない項目の変更である。") == 1


def test_a_group_stands_under_one_heading(run):
    _, out, _ = run(side("group-removed", "before"), side("group-removed", "after"), "--width", "120")
    assert out.count("委託事項１（削除）") == 1
    assert "委託事項１（旧 委託事項２）" in out and "「福祉総合システムの保守」" in out
    assert "  名称\n    [-通知書の印刷及び封入封緘-]\n" in out


def test_choices_and_counts_are_shown_whole(run):
    _, out, _ = run(side("counts", "before"), side("counts", "after"))
    assert "[-10万人以上100万人未満-]{+100万人以上1,000万人未満+}" in out
    assert "[-3件-]{+5件+}" in out


def test_no_changes(run):
    before = side("notation-only", "before")
    assert run(before, before) == (0, f"{NONE}\n", "")
    status, out, _ = run(before, side("notation-only", "after"), "--exit-code")
    assert status == 0
    assert out.startswith(NONE) and "表記だけの違い" in out and "■" not in out


def test_notation_is_shown_when_asked_for(run):
    _, out, _ = run(side("notation-only", "before"), side("notation-only", "after"), "--notation")
    assert "■ 表記だけの違い（変更ではありません）" in out and "施行令[-第３４条-]{+ 第34条+}による。" in out


def test_exit_code_tells_of_changes(run):
    assert run(side("checks", "before"), side("checks", "after"), "--exit-code")[0] == 1
    assert run(side("checks", "before"), side("checks", "after"))[0] == 0
    assert run(side("checks", "before"), side("checks", "before"), "--exit-code")[0] == 0


def test_context_folds_unchanged_paragraphs(run, file):
    old = file("old", {"Ⅳ/3": tuple(f"{n}段落目の記載。" for n in range(9))})
    new = file("new", {"Ⅳ/3": tuple(f"{n}段落目の{'新しい' if n == 4 else ''}記載。" for n in range(9))})

    def shown(n):
        lines = [line.strip() for line in run(old, new, "--context", n)[1].splitlines()]
        return [line for line in lines if "段落目" in line or line == "（略）"]

    changed = "4段落目の{+新しい+}記載。"
    assert shown(0) == ["（略）", changed, "（略）"]
    assert shown(1) == ["（略）", "3段落目の記載。", changed, "5段落目の記載。", "（略）"]
    assert len(shown(9)) == 9


def test_two_assessments_are_refused_unless_forced(run, file):
    old, new = (file(n, {"表紙/評価書番号": n, "Ⅳ/3": (n,)}) for n in ("1", "2"))
    status, out, err = run(old, new)
    assert (status, out) == (2, "") and "--force" in err and err.count("\n") == 1
    assert run(old, new, "--force")[0] == 0


@pytest.mark.parametrize("arguments", [("ない.txt", "ない.json"), (), ("--context", "-1"), ("--width", "5")])
def test_bad_use_is_one_sentence(run, arguments):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "") and err.startswith("piadiff: ") and err.count("\n") == 1


def test_versions_in_the_store(run, tmp_path):
    store = tmp_path / "store"
    for which, date in (("before", "2023-03-31"), ("after", "2024-03-31")):
        assert cli.run(["add", side("checks", which), "--date", date, "--store", str(store)]) == 0
    name = next((store / "assessments").iterdir()).name
    status, out, _ = run(f"{name}@prev", f"{name}@latest", "--json", "--store", store)
    data = json.loads(out[out.index("{") :])
    assert status == 0 and len(data["changes"]) == 3
    assert [data[which]["date"] for which in ("old", "new")] == ["2023-03-31", "2024-03-31"]
    assert data["new"]["id"] == name and data["new"]["label"] == f"{name}@2024-03-31"


def test_editions_and_published_rows_are_mentioned(run, file):
    old = file("old", {}, edition="平成30年5月")
    new = file("new", {}, edition="令和6年10月", changes=(Row(item="Ⅰ"), Row(item="Ⅱ")))
    _, out, _ = run(old, new)
    assert out == f"{NONE}\n様式の版: 平成30年5月 → 令和6年10月\n公表されている変更箇所の表: 2行増\n"


def test_hostile_text_does_not_reach_the_terminal(run, file):
    old = file("old", {"Ⅰ/7/①": "市民課", "Ⅱ/(1)/1": "台帳\x1b[2J", "Ⅱ/(1)/7": ("甲",)})
    new = file("new", {"Ⅰ/7/①": "\x1b[31m窓口課\x07\u202e", "Ⅱ/(1)/1": "台帳\x1b[2J", "Ⅱ/(1)/7": ("乙\x9b2J",)})
    _, out, _ = run(old, new)
    assert not set("\x1b\x07\x9b\u202e") & set(out)
    assert json.loads(run(old, new, "--json")[1])["changes"][0]["after"] == "\x1b[31m窓口課\x07\u202e"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "expected"),
    [
        (Terminal(), {"TERM": "xterm"}, True),
        (Terminal(), {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {"TERM": "xterm"}, False),
    ],
)
def test_colour_only_for_a_person_who_did_not_refuse_it(monkeypatch, stream, environment, expected):
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", stream)
    assert has_colour() is expected


@pytest.mark.parametrize("case", CASES)
def test_colour_adds_nothing_but_colour(case):
    import re

    from piadiff.classifier import judge

    old, new = (
        canonical.loads((GOLDEN / f"{case}--{s}.json").read_text(encoding="utf-8")) for s in ("before", "after")
    )
    comparison, tree = diff(old, new), form(new.form)
    judged = judge(comparison.changes, tree)
    plain = Look(width=80)
    coloured = render(judged, comparison, tree, dataclasses.replace(plain, colour=True), notation=True)
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == render(judged, comparison, tree, plain, notation=True)
    assert ("\x1b[" in coloured) == bool(judged or comparison.quiet)


def test_folding_keeps_what_has_no_change():
    assert folded([[("same", "甲")], [("same", "乙")]], 0) == [[("same", "甲")], [("same", "乙")]]


STAYED = ("入退室を記録し、月に一度確認する。", "持出しは許可制とし、台帳に記載する。")
MOVED = (
    (*STAYED, "廃棄は溶解により行い、証明書を受け取る。"),
    ("廃棄は溶解又は裁断により行い、証明書を受け取る。", *STAYED),
)


def test_a_paragraph_that_moved_says_so(run, file):
    old, new = (file(n, {"Ⅳ/3": side}) for n, side in zip(("old", "new"), MOVED, strict=True))
    lines = [line.strip() for line in run(old, new)[1].splitlines()]
    assert "（段落の移動）廃棄は溶解{+又は裁断+}により行い、証明書を受け取る。" in lines
    assert "（移動前の段落）[-廃棄は溶解により行い、証明書を受け取る。-]" in lines
    assert sum("[-" in line for line in lines) == 1


def test_notation_is_not_marked_inside_a_change(run, file):
    old = file("old", {"Ⅳ/3": ("施行令第十九条のＩＤを税務課で保管する。",)})
    new = file("new", {"Ⅳ/3": ("施行令第19条のIDを市民課で保管する。",)})
    out = run(old, new, "--notation")[1]
    assert "    施行令第19条のIDを[-税務課-]{+市民課+}で保管する。\n" in out and "■ 表記" not in out


def test_notation_says_in_what_it_differs(run, file):
    old = file("old", {"Ⅳ/3": ("施行令第十九条のＩＤ",)})
    new = file("new", {"Ⅳ/3": ("施行令第19条のID",)})
    out = run(old, new, "--notation")[1]
    assert "  表記: 全角・半角、数字の書き方\n    施行令[-第十九条-]{+第19条+}の[-ＩＤ-]{+ID+}\n" in out


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", ["あ" * 200, "A" * 300, "ア・" * 90, "委託先名ＡＢＣ" * 30])
def test_long_names_fit_the_width(run, file, width, name):
    paths = {"Ⅱ/(1)/1": name, "Ⅱ/(1)/4/委託事項1": name, "Ⅳ/3": (name,)}
    old = file("old", paths)
    new = file("new", {path: (f"{v[0]}改",) if isinstance(v, tuple) else f"{v}改" for path, v in paths.items()})
    out = run(old, new, "--width", width)[1]
    assert max(map(columns, out.splitlines())) <= width
    assert out.count("[-") == out.count("-]") and out.count("{+") == out.count("+}")


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("old", ["v1.json", "v2.json"])
def test_the_sample_fits_the_width(run, old, width):
    _, out, _ = run(FOLDER / old, FOLDER / "v3.json", "--width", width, "--notation")
    assert max(map(columns, out.splitlines())) <= width
    assert not any(line.lstrip().startswith(("-]", "+}")) or line.endswith(("[-", "{+")) for line in out.splitlines())


def test_why_shows_the_rules_that_were_tried_and_what_spoke_for_another_judgement(run):
    pair = side("system-introduced", "before"), side("system-introduced", "after")
    out = run(*pair, "--why")[1]
    assert "判断の過程: 「新システム-※」に当たる（先に見た11の規則には当たらない）" in out
    assert "見たこと: ※の項目、" in out
    data = json.loads(run(*pair, "--why", "--json")[1])["changes"]
    assert all(entry["rule"] not in (*entry["tried"], *entry["beside"]) for entry in data)
    assert any(entry["beside"] for entry in data)
    plain = json.loads(run(*pair, "--json")[1])["changes"]
    assert not any("tried" in entry or "beside" in entry for entry in plain)


def test_why_stands_below_the_item_of_a_group_that_it_speaks_of(run):
    lines = run(FOLDER / "v1.json", FOLDER / "v3.json", "--why", "--width", 120)[1].splitlines()
    at = lines.index("  ⑥委託先名", next(n for n, line in enumerate(lines) if line.endswith("委託事項４（追加）")))
    assert lines[at + 1].startswith("  判断の過程: ")
    seen = next(line for line in lines[at:] if "見たこと: " in line)
    assert "委託先名" in seen
    assert lines.index("    {+架空クラウド運用株式会社+}") > lines.index(seen)


def test_a_text_that_moved_says_from_where_and_where_to(run, file):
    text, names = "・廃棄は溶解により行い、証明書を受け取る。", {"Ⅱ/(1)/1": "架空台帳ファイル"}
    old = file("old", {**names, "Ⅱ/(1)/6/③": (text,), "Ⅱ/(1)/6/②/その妥当性": ("保存年限による。",)})
    new = file("new", {**names, "Ⅱ/(1)/6/②/その妥当性": (text,)})
    out = run(old, new, "--width", 200)[1]
    file_part = "Ⅱ　特定個人情報ファイルの概要 ＞ （１）架空台帳ファイル ＞ ６．特定個人情報の保管・消去"
    assert f"  移動元: {file_part} ＞ ③消去方法\n" in out
    assert f"  移動先: {file_part} ＞ ②保管期間 ＞ その妥当性\n" in out


def test_what_came_for_several_paragraphs_begins_on_its_own_line(run, file):
    old = file("old", {"Ⅳ/3": ("鍵は所属長が管理する。", "持出しは許可制とする。")})
    new = file("new", {"Ⅳ/3": ("委員会に諮り、点検の結果を公表する。",)})
    assert "    [-持出しは許可制とする。-]\n    {+委員会に諮り、点検の結果を公表する。+}\n" in run(old, new)[1]
