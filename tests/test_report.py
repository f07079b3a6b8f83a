import re

import pytest

from piadiff.forms import form
from piadiff.model import Change, Judged, Judgement
from piadiff.report import build, render
from piadiff.writers.sheet import printable
from tests.hostile import TEXTS, judged_of, name

TREE = form("様式4")


def one(
    path="Ⅰ/1/②",
    before=("番号法第19条第7号による。",),
    after=("番号法第19条第8号による。",),
    *,
    important="no",
    timing="事後",
):
    return Judged(
        change=Change(kind="changed", path=path, heading=TREE.heading(path), before=before, after=after),
        judgement=Judgement(
            important=important, timing=timing, reason="説明文", basis="規則第11条", rule="r", why="理由の文"
        ),
    )


def report_on(*judged, **options):
    return build(judged, TREE, **{"title": "住民基本台帳", "old": "v1", "new": "v2"} | options)


def page_of(*judged, **options) -> str:
    return render(report_on(*judged, **options)).decode()


CHANGES = (
    one(),
    one("Ⅰ/5/法令上の根拠", important="yes", timing="事前"),
    one("Ⅳ/3", important="review"),
    one("Ⅳ/1/①", "十分に行っている", "十分に行っていない", important="yes", timing="事前"),
)


def test_the_summary_counts_every_change_once():
    report = report_on(*CHANGES)
    assert report.timings == ("事前", "事後")
    assert report.counts == (4, 2, 1, 1, 3, 1)  # all; important, to decide, other; before, after
    assert [(part.name, part.counts) for part in report.parts] == [
        ("Ⅰ　基本情報", (2, 1, 0, 1, 1, 1)),
        ("Ⅳ　その他のリスク対策", (2, 1, 1, 0, 2, 0)),
    ]


def test_what_needs_attention_comes_first():
    assert [entry.judgement for entry in report_on(*CHANGES).urgent] == ["要確認", "重要な変更", "重要な変更"]


def test_every_change_has_its_place_and_links_lead_there():
    page = page_of(*CHANGES)
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    links = re.findall(r'href="#([^"]+)"', page)
    assert set(links) <= set(ids)
    assert {f"c{n}" for n in (1, 2, 3, 4)} <= set(ids)
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) <= set(ids)


def test_a_change_is_shown_with_its_judgement_and_reasons():
    page = page_of(one(important="yes", timing="事前"))
    for text in ("②事務の内容", "重要な変更", "提出時期　事前", "説明文", "理由の文", "規則第11条"):
        assert text in page
    assert "番号法<del>第19条第7号</del>による。" in page
    assert "番号法<ins>第19条第8号</ins>による。" in page


def test_both_versions_are_named():
    page = page_of(one(), old="所沢市-1@2023-04-01", new="新.txt")
    assert "<dd>所沢市-1@2023-04-01</dd>" in page
    assert "<dd>新.txt</dd>" in page


def test_nothing_changed():
    page = page_of()
    assert "変更箇所はありません。" in page
    assert "<article" not in page


def test_differences_in_notation_are_listed_apart():
    quiet = [
        Change(kind="changed", path="Ⅰ/1/①", before="ｼｽﾃﾑ", after="システム", traits=("表記",)),
        Change(kind="added", path="Ⅰ/7/①", after="", traits=("空欄",)),
    ]
    report = report_on(one(), quiet=quiet)
    assert [(q.before, q.after) for q in report.quiet] == [("ｼｽﾃﾑ", "システム")]
    assert "公表日　1件" in page_of(quiet=quiet)
    assert report.counts[0] == 1


def test_it_can_be_read_aloud():
    page = page_of(*CHANGES)
    assert '<html lang="ja">' in page
    head, *body = re.findall(r"<tr>.*?</tr>", page, re.S)
    assert re.findall(r"<th[^>]*>", head) == ['<th scope="col">'] * 7
    assert all(row.count('<th scope="row">') == 1 for row in body)


def test_it_loads_nothing_and_runs_nothing():
    page = page_of(*CHANGES)
    assert page.startswith("<!DOCTYPE html>")
    assert "default-src &#39;none&#39;; style-src &#39;sha256-" in page
    assert not re.search(r"<script|<link|<img|<iframe|url\(|@import|https?://| style=| on\w+=", page)


@pytest.mark.parametrize("text", TEXTS, ids=name)
def test_every_text_is_only_text(text):
    page = page_of(judged_of(text), title=text, old=text, new=text)
    body = page.partition("</style>")[2]
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z0-9!]+)", body))
    assert tags <= {
        "head", "body", "header", "h1", "h2", "h3", "h4", "dl", "dt", "dd", "main", "section", "div", "table", "thead",
        "tbody", "tfoot", "tr", "th", "td", "nav", "ul", "li", "a", "span", "article", "p", "del", "ins", "footer",
        "html",
    }  # fmt: skip
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)
    assert printable(text).strip()[:20] in _unescaped(page)


def _unescaped(page: str) -> str:
    import html

    return html.unescape(page)
