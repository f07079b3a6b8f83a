"""The packet is checked as its README says: with plain git and sha256sum, without piadiff."""

import hashlib
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.commands.files import ID, written
from tests.store.tools import git, snapshot

OFFICE = "Ⅰ/7/①"


@pytest.fixture
def stored(piadiff, made_once):
    @made_once
    def _():
        piadiff("add", written("旧.json", "2022-04-01", **{OFFICE: "市民課"}))
        new = written("新.json", "2024-04-01", **{OFFICE: "戸籍課", "表紙/評価書名": "<script>alert(1)</script>"})
        row = {
            "date": "2024-04-01", "date_text": "令和6年4月1日", "item": "①部署", "paths": [OFFICE],
            "before": "市民課", "after": "戸籍課", "timing": "事後", "reason": "組織改正",
        }  # fmt: skip
        new.write_text(json.dumps({**json.loads(new.read_text("utf-8")), "changes": [row]}), "utf-8")
        piadiff("add", new)

    return piadiff


@pytest.fixture
def packet(stored):
    done = stored("packet", ID, "-o", "資料")
    assert (done.status, done.err) == (0, "") and "2版" in done.out
    return Path("資料")


def test_every_file_has_its_digest_and_is_there(packet):
    sums = dict(line.split("  ", 1)[::-1] for line in (packet / "SHA256SUMS").read_text("utf-8").splitlines())
    there = {p.relative_to(packet).as_posix() for p in packet.rglob("*") if p.is_file()} - {"SHA256SUMS"}
    assert set(sums) == there
    for name, digest in sums.items():
        assert hashlib.sha256((packet / name).read_bytes()).hexdigest() == digest
    assert {"版/2022-04-01.json", "版/2024-04-01.json", "元のファイル/2024-04-01.json", "履歴.bundle"} <= there
    assert {"変更箇所/2022-04-01_2024-04-01.csv", "公表された表/2024-04-01.csv", "封印.txt", "README.txt"} <= there


@pytest.mark.skipif(os.name == "nt", reason="sha256sum がない")
def test_the_steps_of_its_readme_work(packet):
    readme = (packet / "README.txt").read_text("utf-8")
    lines = [line.strip() for line in readme.splitlines() if re.match(r"     (sha256sum|git) ", line)]
    steps = [line for line in lines if "封印の head" not in line]
    assert len(steps) == 5
    printed = []
    for step in steps:
        done = subprocess.run(["bash", "-c", step], cwd=packet, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (step, done.stderr)
        printed.append(done.stdout)
    assert printed[3].strip() == git(Path("store"), "rev-parse", "HEAD") and printed[3].strip() in readme
    digest = printed[4].split()[0]
    assert digest in readme and digest == hashlib.sha256((packet / "版/2024-04-01.json").read_bytes()).hexdigest()


def test_the_versions_are_byte_for_byte_those_of_the_history(packet):
    git(packet, "clone", "--quiet", "-b", "main", "履歴.bundle", "../写し")
    for line in re.findall(rf"^({ID}@\S+)  ([0-9a-f]+)$", (packet / "README.txt").read_text("utf-8"), re.MULTILINE):
        label, commit = line
        name = label.partition("@")[2]
        there = git(Path("写し"), "show", f"{commit}:assessments/{ID}/assessment.json")
        assert there == (packet / f"版/{name}.json").read_text("utf-8").strip()


def test_the_page_has_no_script_and_escapes(packet):
    page = (packet / "index.html").read_text("utf-8")
    assert "<script" not in page and "&lt;script&gt;" in page
    assert "default-src &#39;none&#39;" in page
    for link in re.findall(r'href="([^"]+)"', page):
        assert (packet / link).is_file(), link


def test_corrections_and_decisions_and_other_assessments(stored):
    stored("add", written("新.json", "2024-04-01", "訂正した本文", **{OFFICE: "税務課"}), "--correct")
    asked = json.loads(stored("review", f"{ID}@prev", ID, "--all", "--json").out)
    for entry in asked["decisions"]:
        entry |= {"important": "no", "timing": "事後", "reason": "説明", "note": "メモ"}
    Path("判断.json").write_text(json.dumps(asked), "utf-8")
    assert stored("review", f"{ID}@prev", ID, "--decide", "判断.json", "--by", "判断者").status == 0
    stored("add", written("b.json", "2020-04-01", number="2"))
    done = stored("packet", ID, "-o", "資料")
    assert done.status == 0 and "ほかの評価書（1件）" in done.err
    assert Path("資料/版/2024-04-01_訂正1.json").is_file() and Path("資料/版/2024-04-01.json").is_file()
    assert Path("資料/判断/2022-04-01_2024-04-01.json").is_file()
    page = Path("資料/index.html").read_text("utf-8")
    assert "訂正前" in page and "判断/2022-04-01_2024-04-01.json" in page


@pytest.mark.skipif(os.name == "nt", reason="sha256sum がない")
def test_what_other_assessments_hold_is_left_out_when_asked_for(stored):
    stored("add", written("b.json", "2020-04-01", "ほかの評価書の秘密", number="2"))
    stored("add", written("c.json", "2025-04-01", "三つ目の版"))
    asked = json.loads(stored("review", f"{ID}@prev", ID, "--all", "--json").out)
    for entry in asked["decisions"]:
        entry |= {"important": "no", "timing": "事後", "reason": "説明", "note": "メモ"}
    Path("判断.json").write_text(json.dumps(asked), "utf-8")
    assert stored("review", f"{ID}@prev", ID, "--decide", "判断.json", "--by", "判断者").status == 0
    done = stored("packet", ID, "--only", "-o", "資料")
    assert (done.status, done.err) == (0, "")
    readme = Path("資料/README.txt").read_text("utf-8")
    steps = [line.strip() for line in readme.splitlines() if re.match(r"     (sha256sum|git) ", line)]
    for step in steps:
        step = step.replace("封印の head のコミット", git(Path("store"), "rev-parse", "HEAD"))
        done = subprocess.run(["bash", "-c", step], cwd="資料", capture_output=True, text=True, check=False)
        assert done.returncode == 0, (step, done.stderr)
    copy, many = Path("資料/確認用"), git(Path("store"), "rev-list", "--count", "HEAD")
    assert git(copy, "rev-list", "--count", git(Path("store"), "rev-parse", "HEAD")) == many
    for name in git(Path("store"), "ls-tree", "-r", "--name-only", "HEAD").splitlines():
        blob = git(Path("store"), "rev-parse", f"HEAD:{name}")
        known = subprocess.run(["git", "-C", copy, "cat-file", "-e", blob], capture_output=True, check=False)
        assert (known.returncode == 0) == name.startswith(f"assessments/{ID}/"), name
    assert "見本市-2" not in Path("資料/封印.txt").read_text("utf-8")
    assert stored("verify", "--against", "資料/封印.txt", "--exit-code").status == 0


@pytest.mark.parametrize("there", ["full", "file", "nowhere"])
def test_what_stands_there_is_never_touched(stored, there):
    target = Path("ない/資料" if there == "nowhere" else "資料")
    if there == "full":
        target.mkdir()
        (target / "大事").write_text("大事", "utf-8")
    elif there == "file":
        target.write_text("大事", "utf-8")
    before = snapshot(Path())
    done = stored("packet", ID, "-o", target)
    assert (done.status, done.out) == (2, "") and done.err.count("\n") == 1
    assert snapshot(Path()) == before


def test_an_empty_folder_is_filled(stored):
    Path("資料").mkdir()
    assert stored("packet", ID, "-o", "資料").status == 0 and Path("資料/README.txt").is_file()


def test_nothing_half_written_stays(stored, monkeypatch):
    real = os.fsync
    calls = []

    def full(handle):
        calls.append(1)
        if len(calls) == 5:
            raise OSError(28, "No space left on device")
        return real(handle)

    monkeypatch.setattr(os, "fsync", full)
    done = stored("packet", ID, "-o", "資料")
    assert (done.status, done.out) == (2, "") and "空き容量" in done.err
    assert not Path("資料").exists() and not list(Path().glob(".piadiff-*"))


def test_an_unknown_id_is_one_sentence(stored):
    done = stored("packet", "ない-1", "-o", "資料")
    assert done.status == 2 and "ない-1" in done.err and not Path("資料").exists()
