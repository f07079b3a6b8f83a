"""From two files, or two versions of the store, to the report; what is wrong is told beside its field."""

import re
from pathlib import Path

import pytest

from tests.hostile import SCRIPT
from tests.web.desk import SAMPLE, Forms, problem, shown

OLD, NEW = ((name, (SAMPLE / name).read_bytes()) for name in ("v2.json", "v3.json"))


def test_two_files_become_a_report(clerk):
    page = clerk.compare()
    assert page.status_code == 200 and page.url.path.startswith("/pair/")
    assert "v2.json" in page.text and "v3.json" in page.text
    assert "70件の変更があります" in shown(page)
    assert not clerk.room.folder.exists()


def test_the_report_is_that_of_the_command(clerk, piadiff):
    page = clerk.compare()
    piadiff("report", SAMPLE / "v2.json", SAMPLE / "v3.json", "-o", "比較.html")
    taken = clerk.http.get(f"{page.url.path}/report")
    assert "attachment" in taken.headers["content-disposition"]
    changes = re.compile(r'<article id="[^"]*" class="change.*?</article>', re.DOTALL)
    there = changes.findall(Path("比較.html").read_text("utf-8"))
    assert changes.findall(taken.text) == there and len(there) == 70


def test_a_missing_file_is_told_beside_its_field(clerk):
    page = clerk.send(clerk.open("/"), "/compare", {"old": OLD})
    assert page.status_code == 422
    assert problem(page) == "後の版のファイルを選んでください"


def test_what_could_be_read_stays_chosen(clerk):
    page = clerk.send(clerk.open("/"), "/compare", {"old": OLD, "new": ("壊.pdf", b"%PDF-1.7 \x00")})
    assert page.status_code == 422
    assert "壊.pdf" in problem(page)
    chosen = page.text.index('<option value="doc:', page.text.index('name="old"'))
    assert " selected" in page.text[chosen : page.text.index("</option>", chosen)]
    page = clerk.send(page, "/compare", {"new": NEW})
    assert page.url.path.startswith("/pair/")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.txt", b""), ("画像.png", b"\x89PNG\r\n\x1a\n"), ("文書.docx", b"PK\x03\x04xx"),
        ("無.txt", "関係ない".encode()),
        ("鍵.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
    ],
)  # fmt: skip
def test_the_sentence_is_that_of_the_terminal(clerk, piadiff, name, data):
    Path(name).write_bytes(data)
    told = piadiff("read", name).err.removeprefix("piadiff: ").strip()
    page = clerk.send(clerk.open("/"), "/compare", {"old": (name, data), "new": NEW})
    assert page.status_code == 422
    assert problem(page) == told


def test_two_different_assessments_only_when_that_is_wanted(clerk, piadiff):
    other = (SAMPLE / "v3.txt").read_text("utf-8").replace("青凪市", "赤浜市").encode()
    page = clerk.send(clerk.open("/"), "/compare", {"old": OLD, "new": ("別.txt", other)})
    assert "違う評価書です" in problem(page) and "「違う評価書でも比べる」" in problem(page)
    assert "--" not in problem(page)
    page = clerk.send(page, "/compare", force="on")
    assert page.url.path.startswith("/pair/")


def test_a_name_of_a_file_is_only_text(clerk, tmp_path):
    names = (f"../../{SCRIPT}.txt", "..\\..\\etc\\passwd", "\x00\u202e.txt")
    for name in names:
        page = clerk.send(clerk.open("/"), "/compare", {"old": (name, OLD[1]), "new": NEW})
        assert page.status_code == 200 and SCRIPT not in page.text
    assert list(tmp_path.iterdir()) == []


def test_a_reading_that_takes_too_long_is_ended(clerk, monkeypatch):
    from piadiff.web import reading

    monkeypatch.setattr(reading, "MAX_SECONDS", 0.3)
    monkeypatch.setattr(reading, "_COMMAND", "import time; time.sleep(60)")
    page = clerk.send(clerk.open("/"), "/compare", {"old": OLD, "new": NEW})
    assert "時間がかかりすぎる" in problem(page)


def test_a_reader_that_breaks_down_brings_nothing_else_down(clerk, monkeypatch):
    from piadiff.web import reading

    monkeypatch.setattr(reading, "_COMMAND", "import os; os.abort()")
    page = clerk.send(clerk.open("/"), "/compare", {"old": OLD, "new": NEW})
    assert "読み取れませんでした" in problem(page)
    assert clerk.open("/").status_code == 200


def test_a_job_can_be_stopped(clerk, monkeypatch):
    from piadiff.web import reading

    monkeypatch.setattr(reading, "_COMMAND", "import time; time.sleep(60)")
    secret = clerk.guard.form
    answer = clerk.http.post("/compare", data={"secret": secret}, files={"old": OLD, "new": NEW})
    assert "読んでいます" in shown(answer)
    state = clerk.http.get(f"{answer.url.path}/state").json()
    assert not state["ended"] and "v2.json" in state["doing"]
    page = clerk.settled(clerk.http.post(f"{answer.url.path}/stop", data={"secret": secret}))
    assert "途中でやめました" in problem(page)


def test_versions_of_the_store_are_compared(stocked):
    page = stocked.send(stocked.open("/"), "/compare", None)
    assert problem(page)
    row = next((where, fields) for where, fields in Forms(page.text).forms if fields.get("new"))
    page = stocked.settled(stocked.http.post(row[0], data=row[1], files={}))
    assert page.url.path.startswith("/pair/")
    assert "青凪市-7@" in page.text
