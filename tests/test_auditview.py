import html
import re

import pytest

from piadiff.audit import AuditedRow, Examined
from piadiff.auditview import build, render
from piadiff.findings import CAUTION, CHECK, ERROR, Evidence, Finding
from piadiff.model import Change, Judged, Judgement, Row
from tests.hostile import TEXTS, name


def finding(kind="wording", severity=CAUTION, **more):
    return Finding(kind=kind, text="指摘の文。", severity=severity, **more)


def audited(number, *, important="yes", published="事後", item="Ⅰ　基本情報\n②事務の内容"):
    judgement = Judgement(important=important, timing="事前", reason="r", basis="b", rule="規則の名", why="w")
    return AuditedRow(
        number=number,
        row=Row(item=item, before="前", after="後", timing=published, reason="説明の文"),
        judged=(Judged(change=Change(kind="changed", path="Ⅰ/1/②"), judgement=judgement),),
    )


FOUND = (
    finding("missed-duty", ERROR, row=2, clause="規則第11条", heading=("Ⅰ　基本情報", "②事務の内容")),
    finding(
        row=1,
        heading=("Ⅳ　その他のリスク対策", "①"),
        evidence=(Evidence(what="1行目の変更後", text="年に一度行う。"), Evidence(what="本文", text="月に一度行う。")),
    ),
    finding("overdue", CHECK, sure=False),
)


def page(*found, rows=(), **more):
    return build(Examined(findings=found), rows, **{"title": "題", "label": "新.txt"} | more)


def test_findings_are_counted_by_severity_and_kind():
    shown = page(*FOUND)
    assert [(severity, count) for severity, _, count, _ in shown.counts] == [("誤り", 1), ("注意", 1), ("確認", 1)]
    assert dict(shown.kinds)["事前の評価の再実施"] == (1, 0, 0)


def test_every_choice_finds_as_many_as_it_says():
    shown = page(*FOUND)
    for facet in shown.facets:
        for choice in facet.choices:
            assert choice.count == sum(choice.key in one.keys for one in shown.findings) > 0
    assert [choice.label for choice in shown.facets[3].choices] == [
        "Ⅰ　基本情報",
        "Ⅳ　その他のリスク対策",
        "評価書全体",
    ]


def test_evidence_stands_side_by_side_with_its_words_marked():
    text = render(page(*FOUND)).decode()
    assert (
        '<p class="side-name" aria-hidden="true">1行目の変更後</p><p class="words"><del>年</del>に一度行う。</p>'
        in text
    )
    assert '<p class="side-name" aria-hidden="true">本文</p><p class="words"><ins>月</ins>に一度行う。</p>' in text


def test_rows_lead_to_their_findings_and_back():
    text = render(page(*FOUND, rows=(audited(1), audited(2)))).decode()
    ids, links = set(re.findall(r' id="([^"]+)"', text)), set(re.findall(r'href="#([^"]+)"', text))
    assert links <= ids and {"f1", "f2", "r1", "r2"} <= links
    assert set(re.findall(r'aria-labelledby="([^"]+)"', text)) <= ids
    assert text.count('<th scope="row">') == len(page(*FOUND).kinds) + 2


def test_how_rows_agree_is_said():
    rows = (audited(1), audited(2, published="事前"), audited(3, important="review"), audited(4, important="no"))
    assert [line.mark for line in page(rows=rows).lines] == ["重要な変更なのに事後", "同じ", "要確認", "違う"]


def test_empty_states_say_what_to_do():
    assert "表が別のファイルなら" in render(page()).decode()
    text = render(page(rows=(audited(1),))).decode()
    assert "指摘はありません" in text and "<form" not in text


@pytest.mark.parametrize("text", TEXTS, ids=name)
def test_every_text_is_only_text(text):
    evidence = (Evidence(what=text, text=text), Evidence(what="本文", text="あ" + text))
    shown = page(
        Finding(kind=text, text=text, clause=text, heading=(text, text), row=1, evidence=evidence),
        rows=(audited(1, item=text, published=text),),
        title=text,
        label=text,
        before=text,
        threshold=text,
    )
    plain = html.unescape(re.sub(r"<script>.*?</script>|<style>.*?</style>", "", render(shown).decode(), flags=re.S))
    body = re.sub(r"<script>.*?</script>|<style>.*?</style>", "", render(shown).decode(), flags=re.S)
    assert not re.search(r'<(script|img|iframe|svg)|<[^>"]* on\w+=', body)
    assert shown.findings[0].text in plain
