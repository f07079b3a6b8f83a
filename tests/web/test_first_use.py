"""Where somebody hesitated who used the desk for the first time."""

import pytest

from tests.web.desk import SAMPLE, Forms, left, open_numbers, problem, shown


@pytest.fixture
def page(clerk):
    return clerk.compared()


def ticking(monkeypatch, clerk) -> None:
    """Every decision is a second later than the one before it."""
    pair = next(iter(clerk.room.pairs.values()))
    seconds = iter(range(60))
    monkeypatch.setattr(pair, "_now", lambda: f"2026-01-01T00:00:{next(seconds):02}Z")


def test_several_steps_are_undone_though_time_goes_by(clerk, page, monkeypatch):
    ticking(monkeypatch, clerk)
    number = open_numbers(page)[0]
    there = page.url.path
    for choice in "121":
        clerk.decide(clerk.http.get(there), number, choice)
    for still in (18, 18, 19):
        page = clerk.http.post(f"{there}/undo", data={"secret": clerk.guard.form})
        assert page.status_code == 200 and left(page) == still
        assert f"{number}番: 判断を元に戻しました" in shown(page)


def test_what_was_decided_is_told_with_its_number(clerk, page):
    number = open_numbers(page)[0]
    answer = clerk.decide(page, number, "1")
    assert f"{number}番: 重要な変更・事前" in answer.text.partition('class="deskbar"')[2]


def test_what_is_refused_leads_to_its_change(clerk, page):
    number = open_numbers(page)[0]
    where, _ = clerk.form_of(page, number)
    anchor = where.partition("#")[2]
    article = page.text.partition(f'<article id="{anchor}"')[2].partition("</article>")[0]
    assert anchor and f'name="number" value="{number}"' in article
    clerk.decide(page, number, "1")
    stale = clerk.decide(page, number, "2")
    assert stale.status_code == 409 and "別の画面" in problem(stale)


def test_the_help_names_the_keys_that_decide(page):
    for key in "tmeu":
        assert f"<dt><kbd>{key}</kbd></dt>" in page.text


def test_the_two_versions_are_changed_round(clerk):
    page = clerk.compare("v3.txt", "v2.txt")
    assert "のほうが新しいようです" in shown(page)
    page = clerk.send(page, "/compare")
    assert "変更前 v2.txt" in shown(page) and "変更後 v3.txt" in shown(page)
    assert "のほうが新しいようです" not in shown(page)


def test_the_two_versions_of_the_store_are_changed_round(stocked):
    home = stocked.open("/")
    where, fields = next((w, f) for w, f in Forms(home.text).forms if w == "/compare" and f["old"].startswith("ver:"))
    page = stocked.settled(stocked.http.post(where, data=fields))
    swapped = stocked.send(page, "/compare")
    assert swapped.status_code == 200
    assert "変更前 青凪市-7@2024-09-27 変更後 青凪市-7@2023-03-24" in shown(swapped)


def test_the_same_file_twice_is_told(clerk):
    assert "同じ内容のものが選ばれています" in shown(clerk.compare("v2.txt", "v2.txt"))
    assert [one.name for one in clerk.room.documents.values()] == ["v2.txt"]


def test_another_file_of_the_same_name_is_another(clerk):
    files = {side: ("評価書.txt", (SAMPLE / f"v{n}.txt").read_bytes()) for side, n in (("old", 2), ("new", 3))}
    page = clerk.send(clerk.open("/"), "/compare", files)
    assert left(page) == 19 and len(clerk.room.documents) == 2


def test_the_store_names_its_assessments(stocked):
    page = stocked.open("/")
    assert "国民健康保険に関する事務" in shown(page).partition("保管庫の評価書")[2]
