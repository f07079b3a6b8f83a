import hashlib
import json

import pytest

from piadiff.store import NewVersion, Store
from piadiff.writers.terminal import columns
from tests.commands.files import ID, written
from tests.shared import SHARED, needs_shared
from tests.store.tools import document, git

OFFICE = "Ⅰ/7/①"


def row(before, after, date=None, path=OFFICE):
    return {
        "date": date, "date_text": date or "", "item": "Ⅰ\n７\n①部署", "paths": [path] if path else [],
        "before": before, "after": after, "timing": "事後", "reason": "",
    }  # fmt: skip


ROWS = [row("市民課", "住民課", "2018-04-01"), row("住民課", "戸籍課", "2020-04-01"), row("戸籍課", "窓口課")]


def document_with(*rows, day="2022-04-01", office="窓口課", name="評価書.json"):
    file = written(name, day, "本文", **{OFFICE: office})
    data = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**data, "changes": list(rows)}, ensure_ascii=False), "utf-8")
    return file


@pytest.fixture
def stored(piadiff, made_once):
    @made_once
    def _():
        piadiff("add", document_with(*ROWS))

    return piadiff


def versions(piadiff):
    return {v["label"]: v for v in json.loads(piadiff("log", ID, "--json").out)["versions"]}


def test_every_earlier_version_is_stored_and_told_from_real_ones(stored):
    done = stored("backfill", ID)
    assert (done.status, done.err) == (0, "")
    found = versions(stored)
    assert {label: v["rebuilt"] for label, v in found.items()} == {
        f"{ID}@2022-04-01": None,
        f"{ID}@2020-04-01": f"{ID}@2022-04-01",
        f"{ID}@2018-04-01": f"{ID}@2022-04-01",
        f"{ID}@2018-03-31": f"{ID}@2022-04-01",
    }
    offices = [json.loads(stored("show", label, OFFICE, "--json").out) for label in found]
    assert [
        str(one).count(word) > 0 for one, word in zip(offices, ("窓口課", "戸籍課", "住民課", "市民課"), strict=True)
    ] == [True] * 4
    assert stored("log").out.count("復元  ") == 3
    assert stored("verify").status == 0


def test_the_commit_says_that_it_was_rebuilt_and_holds_the_record(stored, tmp_path):
    stored("backfill", ID)
    commit = versions(stored)[f"{ID}@2020-04-01"]["commit"]
    store = tmp_path / "store"
    assert f"Piadiff-Rebuilt: {ID}@2022-04-01" in git(store, "show", "-s", "--format=%B", commit).splitlines()
    record = json.loads(git(store, "show", f"{commit}:assessments/{ID}/original.json"))
    assert (record["kind"], record["date"], record["revision"]) == ("rebuilt", "2020-04-01", None)
    assert [one["outcome"] for one in record["rows"]] == ["確実"]


def test_the_summary_fits_the_terminal(stored):
    done = stored("backfill", ID, "--dry-run")
    lines = done.out.splitlines()
    assert all(columns(line) <= 80 for line in lines)
    assert lines[0].split() == ["戻した変更日", "復元した版", "確実", "推定", "不可", "確かでない項目"]
    assert lines[2].split() == ["これから", "2020-04-01", "1", "0", "0", "0"]
    assert lines[4].split() == ["2018-04-01", "2018-03-31以前", "1", "0", "0", "0"]
    assert "変更箇所3行のうち、確実3行、推定0行、不可0行。" in lines
    assert len(versions(stored)) == 1


def test_a_second_time_nothing_changes(stored, tmp_path):
    stored("backfill", ID)
    head = git(tmp_path / "store", "rev-parse", "HEAD")
    done = stored("backfill", ID)
    assert done.status == 0 and done.out.count("保管済み") == 3
    assert git(tmp_path / "store", "rev-parse", "HEAD") == head


def test_a_real_version_is_never_replaced(stored):
    stored("add", document_with(day="2020-04-01", office="実物の課", name="実物.json"))
    done = stored("backfill", ID)
    assert done.status == 0 and "公表された" in done.out
    shown = stored("show", f"{ID}@2020-04-01", OFFICE).out
    assert "実物の課" in shown
    assert versions(stored)[f"{ID}@2020-04-01"]["rebuilt"] is None


def test_a_real_version_takes_the_place_of_a_rebuilt_one_unasked(stored):
    stored("backfill", ID)
    done = stored("add", document_with(day="2020-04-01", office="実物の課", name="実物.json"))
    assert done.status == 0, done.err
    assert "実物の課" in stored("show", f"{ID}@2020-04-01", OFFICE).out
    found = versions(stored)
    assert found[f"{ID}@2020-04-01#1"]["rebuilt"] is None and found[f"{ID}@2020-04-01#0"]["rebuilt"]
    assert stored("backfill", ID).status == 0
    assert "実物の課" in stored("show", f"{ID}@2020-04-01", OFFICE).out
    assert stored("verify").status == 0


def test_the_store_itself_refuses_to_replace_a_real_version(stored, tmp_path):
    new = NewVersion(assessment=document("別の本文"), date="2022-04-01", original=b"{}", source="a.json", rebuilt="x")
    from piadiff.errors import PiadiffError

    for correct in (False, True):
        with pytest.raises(PiadiffError, match="復元した版は保管しません"):
            Store(tmp_path / "store").add([new], correct=correct)


def test_a_better_rebuilding_takes_the_place_of_the_first(stored, tmp_path):
    stored("backfill", ID)
    other = NewVersion(assessment=document("別"), date="2020-04-01", original=b"{}", source="a.json", rebuilt="x")
    (added,) = Store(tmp_path / "store").add([other])
    assert (added.new, added.version.correction) == (True, 1)


def test_into_a_folder(stored, tmp_path):
    done = stored("backfill", ID, "-o", "前")
    assert (done.status, done.err) == (0, "")
    names = sorted(path.name for path in (tmp_path / "前").iterdir())
    assert names == ["2018-03-31.json", "2018-04-01.json", "2020-04-01.json", "復元の記録.json"]
    assert json.loads((tmp_path / "前" / "2018-04-01.json").read_text("utf-8"))["items"][OFFICE] == "住民課"
    assert len(versions(stored)) == 1
    again = stored("backfill", ID, "-o", "前")
    assert (again.status, again.out) == (2, "") and "--overwrite" in again.err
    assert stored("backfill", ID, "-o", "前", "--overwrite").status == 0


def test_from_a_file_without_a_store(piadiff, tmp_path):
    file = document_with(*ROWS)
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    assert piadiff("backfill", file).status == 0
    assert list(versions(piadiff)) == [f"{ID}@2020-04-01", f"{ID}@2018-04-01", f"{ID}@2018-03-31"]
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before


def test_what_could_not_be_undone_is_listed_with_its_reason(piadiff):
    bad = [row("旧", "本文にない課の名前", "2018-04-01"), row("旧", "新", "2018-04-01", path=""), *ROWS[1:]]
    piadiff("add", document_with(*bad))
    done = piadiff("backfill", ID, "--json")
    assert (done.status, done.err) == (0, "")
    data = json.loads(done.out)
    last = data["versions"][-1]
    assert [(one["row"], one["outcome"], one["why"]) for one in last["rows"]] == [
        (1, "不可", "変更後の記載が本文にない"),
        (2, "不可", "項目が分からない"),
    ]
    assert last["doubts"] == [{"path": OFFICE, "why": "変更後の記載が本文にない"}]
    assert "1行目" in piadiff("backfill", ID, "--dry-run").out


def test_a_document_of_undated_rows_goes_back_one_version(piadiff, tmp_path):
    piadiff("add", document_with(ROWS[2]))
    assert piadiff("backfill", ID).status == 0
    assert list(versions(piadiff)) == [f"{ID}@2022-04-01", f"{ID}@2022-03-31"]
    undated = document_with(ROWS[2], day="", name="日付なし.json")
    done = piadiff("backfill", undated)
    assert done.status == 0 and "日付が不明" in done.out
    assert piadiff("backfill", undated, "-o", "前").status == 0
    assert (tmp_path / "前" / "前の版.json").is_file()


def test_a_version_without_rows(piadiff):
    piadiff("add", document_with())
    done = piadiff("backfill", ID)
    assert (done.status, done.out) == (2, "") and "変更箇所の表に行がない" in done.err


@pytest.mark.parametrize(
    "arguments", [("ない.json",), ("見本市-9",), (ID, "-o", "前", "--dry-run"), (ID, "-o", "評価書.json")]
)
def test_bad_input_is_one_sentence_and_stores_nothing(stored, arguments):
    done = stored("backfill", *arguments)
    assert (done.status, done.out) == (2, "") and done.err.count("\n") == 1
    assert len(versions(stored)) == 1


@pytest.mark.parametrize("content", ["", "{", '{"format": "piadiff/1"}', "\x00\x01"])
def test_a_file_that_is_no_assessment(piadiff, tmp_path, content):
    (tmp_path / "壊れた.json").write_text(content, "utf-8")
    done = piadiff("backfill", "壊れた.json")
    assert (done.status, done.out) == (2, "") and not (tmp_path / "store").exists()


@needs_shared
def test_a_real_document_rebuilt_stored_and_checked(piadiff):
    file = SHARED / "published" / "所沢市_住民基本台帳_全項目.txt"
    done = piadiff("backfill", file)
    assert done.status == 0, done.err
    assert all(columns(line) <= 80 for line in done.out.splitlines())
    labels = [v["label"] for v in json.loads(piadiff("log", "--json").out)["versions"]]
    assert len(labels) == 12 and labels[0].endswith("@2022-06-27")
    assert piadiff("verify").status == 0
    assert piadiff("diff", labels[1], labels[0]).status == 0
