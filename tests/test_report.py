import base64
import hashlib
import html
import re
from dataclasses import replace

import pytest

from piadiff.changeview import anchors
from piadiff.forms import form
from piadiff.model import Assessment, Change, Judged, Judgement
from piadiff.report import build, render
from piadiff.rules import RULES
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
    assert [re.findall(r'<article id="([^"]+)"', page)] == [[entry.anchor for entry in report_on(*CHANGES).entries]]
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) <= set(ids)


def test_a_link_to_an_item_stays_the_same_whatever_else_changed():
    alone, among = (report_on(*changes).entries for changes in (CHANGES[2:3], CHANGES))
    assert alone[0].anchor in [entry.anchor for entry in among]
    assert all(re.fullmatch(r"[a-z][0-9a-f.-]+", entry.anchor) for entry in among)


def test_links_to_items_are_all_different():
    paths = [
        "Ⅱ/(1)/4/委託事項1/⑥",
        "Ⅱ/(1)/4/委託事項2/⑥",
        "Ⅱ/(2)/4/委託事項1/⑥",
        "Ⅰ/1/②",
        "Ⅰ/1/②",
        "ない/一",
        "ない/二",
    ]
    assert len(set(anchors(paths, TREE))) == len(paths)
    assert anchors(["Ⅰ/1/②", "Ⅰ/1/②"], TREE)[1].endswith(".2")


def test_a_change_is_shown_with_its_judgement_and_reasons():
    page = page_of(one(important="yes", timing="事前"))
    for text in ("②事務の内容", "重要な変更", "提出時期　事前", "説明文", "理由の文", "規則第11条"):
        assert text in page
    assert "番号法<del>第19条第7号</del>による。" in page
    assert "番号法<ins>第19条第8号</ins>による。" in page


def test_a_judgement_explains_itself():
    rule = next(rule for rule in RULES if rule.id == "委託の件数")
    judged = one("Ⅱ/(1)/4/委託の有無/件", 3, 4, important="yes", timing="事前")
    judged = replace(
        judged, change=replace(judged.change, traits=("件数",)), judgement=replace(judged.judgement, rule=rule.id)
    )
    (entry,) = report_on(judged).entries
    assert entry.condition == rule.condition
    assert [trait.name for trait in entry.traits] == ["件数"] and entry.traits[0].meaning
    page = render(report_on(judged)).decode()
    for text in (rule.condition, entry.traits[0].meaning, entry.means, entry.marking):
        assert page.count(text) == 1


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("Ⅰ/7/①", "※のない"),
        ("Ⅲ/(1)/2/リスク1/対象者以外の情報の入手を防止するための措置の内容", "※のある"),
        ("ない", "様式にない"),
    ],
)
def test_whether_the_item_bears_the_mark_is_said(path, says):
    assert says in report_on(one(path)).entries[0].marking


def test_what_has_to_be_done_is_said_first():
    tasks = report_on(*CHANGES).tasks
    assert [(task.important, task.count) for task in tasks] == [("review", 1), ("yes", 2), ("no", 1)]
    report = report_on(*CHANGES)
    for task in tasks:
        answering = [entry for entry in report.entries if task.key in entry.keys]
        assert [entry.important for entry in answering] == [task.important] * task.count
        assert answering[0].anchor == task.anchor
    assert "第三者点検" in tasks[1].how
    assert report_on().tasks == ()


def test_only_the_whole_assessment_asks_for_a_hearing():
    form3 = form("様式3")
    report = build([one("Ⅰ/1/②", important="yes")], form3, title="題", old="旧", new="新")
    assert "第三者点検" not in report.tasks[0].how


def threaded(judged, name):
    return replace(judged, change=replace(judged.change, thread=name))


def test_edits_are_counted_and_can_be_chosen():
    report = report_on(
        CHANGES[0], *(threaded(change, "組織改正") for change in CHANGES[1:3]), threaded(CHANGES[3], "他")
    )
    assert [(thread.name, thread.counts[:4]) for thread in report.threads] == [
        ("組織改正", (2, 1, 1, 0)),
        ("他", (1, 1, 0, 0)),
    ]
    for thread in report.threads:
        assert [e for e in report.entries if thread.key in e.keys] == list(thread.entries)


def test_every_choice_of_a_filter_finds_as_many_as_it_says():
    report = report_on(*CHANGES, threaded(one("Ⅰ/7/①"), "組織改正"))
    assert [facet.name for facet in report.facets] == ["judgement", "timing", "part", "thread", "kind"]
    for facet in report.facets:
        assert facet.choices
        for choice in facet.choices:
            assert choice.count == sum(choice.key in entry.keys for entry in report.entries) > 0


AFTER = Assessment(
    form="様式4",
    items={
        "Ⅰ/1/①": "住民基本台帳",
        "Ⅰ/1/②": ("新",),
        "Ⅰ/1/③": "－",
        "Ⅴ/1/③": "無料",
        "Ⅱ/(1)/1": "台帳ファイル",
        "Ⅱ/(1)/2/①": "電算",
    },
)


def test_what_did_not_change_is_there_on_demand():
    report = report_on(one(), after=AFTER)
    assert [
        (part.name, len(part.entries), [still.text for still in part.still], part.blank) for part in report.parts
    ] == [
        ("Ⅰ　基本情報", 1, ["住民基本台帳"], 1),
        ("Ⅱ　特定個人情報ファイルの概要", 0, ["台帳ファイル", "電算"], 0),
        ("Ⅴ　開示請求、問合せ", 0, ["無料"], 0),
    ]
    assert any("台帳ファイル" in still.headings[1] for still in report.parts[1].still)
    page = render(report).decode()
    inside = "".join(re.findall(r'<details class="same">.*?</details>', page, re.S))
    assert "電算" in inside and "電算" not in page.replace(inside, "")[: page.index('<details class="same">')]
    assert inside.count('<article class="still"') == report.still == 4
    assert "空欄のままの項目1件" in inside


def test_the_picture_has_every_item_once_and_in_order():
    report = report_on(one(), after=AFTER)
    first = report.parts[0]
    assert [tick.important for tick in first.ticks] == ["", "no", ""]
    assert first.ticks[1].anchor == report.entries[0].anchor
    assert max(part.share for part in report.parts) == 100


def test_the_tree_leads_through_files_to_their_sections():
    report = report_on(one("Ⅱ/(1)/4/委託事項1/⑥"), one("Ⅱ/(1)/6/①"), one("Ⅱ/(2)/1"), one("Ⅱ/(1)/4/委託の有無"))
    (part,) = report.parts
    assert [(bool(s.file), s.name[:2], len(s.entries)) for s in part.sections] == [
        (True, "４．", 2),
        (True, "６．", 1),
        (False, "（２", 1),
    ]
    assert part.entries == report.entries


def test_findings_and_remarks_are_said_before_the_changes():
    page = page_of(one(), findings=["指摘の文"], remarks=["注意の文"])
    assert page.index("指摘の文") < page.index("注意の文") < page.index("<article")


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
    table = page[page.index("<table>") : page.index("</table>")]
    assert "<caption>部分ごとの件数</caption>" in table
    head, *body = re.findall(r"<tr>.*?</tr>", table, re.S)
    assert re.findall(r"<th[^>]*>", head) == ['<th scope="col">'] * 7
    assert all(row.count('<th scope="row">') == 1 for row in body)
    assert '<output id="result" aria-live="polite">' in page
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False))


def test_it_loads_nothing_and_runs_only_our_script():
    page = html.unescape(page_of(*CHANGES))
    assert page.startswith("<!DOCTYPE html>")
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.S)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.S)
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest(script)}'; style-src 'sha256-{digest(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert f'http-equiv="Content-Security-Policy" content="{policy}"' in page
    rest = page.replace(script, "")
    assert not re.search(r"<link|<img|<iframe|url\(|@import|https?://| style=| on\w+=", rest)
    assert not re.search(
        r"fetch|XMLHttp|innerHTML|outerHTML|insertAdjacent|document\.write|eval|import|https?://", script
    )


def digest(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@pytest.mark.parametrize("text", TEXTS, ids=name)
def test_every_text_is_only_text(text):
    page = page_of(judged_of(text), title=text, old=text, new=text)
    body = page.partition("</script>")[2]
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z0-9!]+)", body))
    assert tags <= {
        "head", "body", "header", "h1", "h2", "h3", "h4", "dl", "dt", "dd", "main", "section", "div", "table", "thead",
        "tbody", "tfoot", "tr", "th", "td", "nav", "ul", "li", "a", "span", "article", "p", "del", "ins", "footer",
        "html", "button", "caption", "details", "summary", "figure", "figcaption", "svg", "rect", "title", "form",
        "label", "input", "fieldset", "legend", "select", "option", "output", "ol", "strong", "br", "kbd",
    }  # fmt: skip
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)
    assert printable(text).strip()[:20] in _unescaped(page)


def _unescaped(page: str) -> str:
    return html.unescape(page)
