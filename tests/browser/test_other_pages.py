"""The pages of an audit and of a history in a real browser."""

import pytest

from piadiff import auditview, historyview
from piadiff.audit import Examined
from piadiff.findings import CAUTION, CHECK, ERROR, Evidence, Finding
from tests.hostile import LONG, TEXTS
from tests.test_auditview import FOUND, audited

HOSTILE = [text for text in TEXTS if text != LONG]


def audit_page(*found, rows=()):
    return auditview.render(auditview.build(Examined(findings=found), rows, title="題", label="新.txt"))


def history_page(*texts):
    readings = [historyview.Reading(start="2020-04-01", end=None, text=text, told=(text,)) for text in texts]
    life = historyview.life(("Ⅰ", "部署"), "Ⅰ/7/①", readings)
    return historyview.render("部署", [historyview.Book(id="見本市-1", lives=(life,), still=0)])


def test_findings_are_filtered_and_searched(opened):
    watched = opened(audit_page(*FOUND, rows=(audited(1), audited(2))))
    page = watched.page
    shown = page.locator("article.change:visible")
    assert shown.count() == 3
    page.get_by_label("誤り").check()
    assert shown.count() == 1 and page.inner_text("#result") == "3件中1件を表示"
    page.click("#all")
    page.fill("#find", "年に一度")
    assert shown.count() == 1
    page.fill("#find", "ない言葉")
    page.click("#nothing-all")
    assert shown.count() == 3
    page.get_by_role("link", name="この1件を見る").nth(1).click()
    assert shown.count() == 1 and shown.first.get_attribute("id") == "f2"
    assert watched.errors == []


def test_rows_and_findings_lead_to_each_other(opened):
    page = opened(audit_page(*FOUND, rows=(audited(1), audited(2)))).page
    page.get_by_label("誤り").check()
    page.locator("#r1 a").click()
    page.wait_for_function("document.activeElement.id === 'f2'")
    page.locator("#f2 a.tag").click()
    assert page.url.endswith("#r1")


def test_keys_on_a_page_without_findings_do_no_harm(opened):
    for data in (audit_page(), audit_page(rows=(audited(1),)), history_page("あ")):
        watched = opened(data)
        for key in ("j", "k", "n", "/", "?", "Escape"):
            watched.page.keyboard.press(key)
        assert watched.errors == []


@pytest.mark.parametrize("width", [1280, 400])
def test_no_page_is_wider_than_the_window(opened, width):
    long = "x" * 400
    finding = Finding(kind="wording", text=long, severity=ERROR, evidence=(Evidence(what="本文", text=long),))
    for data in (audit_page(finding, rows=(audited(1),)), history_page(long, "長い言葉" * 100)):
        page = opened(data, width=width).page
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_hostile_documents_are_only_text(opened):
    found = [
        Finding(
            kind="wording", text=text, severity=severity, heading=(text,), evidence=(Evidence(what=text, text=text),)
        )
        for text in HOSTILE
        for severity in (CAUTION, CHECK)
    ]
    for data in (audit_page(*found, rows=(audited(1, item=HOSTILE[0]),)), history_page(*HOSTILE)):
        watched = opened(data)
        assert watched.page.title().startswith(("変更箇所の点検　題", "記載の履歴　部署"))
        assert watched.page.locator("script").count() == 1 and watched.page.locator("img, iframe").count() == 0
        assert watched.errors == []
        assert [url for url in watched.requests if not url.startswith("file:")] == []
