"""What a revision obliges to: which procedure, in which order, with which days, under which clauses."""

import re
from types import SimpleNamespace

import pytest

from piadiff import deadlines, rules, thresholds, todo
from piadiff.deadlines import Dated
from piadiff.facts import Facts
from piadiff.findings import Finding
from piadiff.milestones import period
from piadiff.model import Assessment, Change, Judged, Judgement
from piadiff.plan import Side, plan, to_json
from piadiff.plan_sheet import BOX, layout, lines, order
from piadiff.writers import render_layouts
from piadiff.writers.layout import text_of
from tests import hostile

HEARD, REVIEWED = "Ⅵ/2/②", "Ⅵ/3/①"
DUE = deadlines.deadlines("", [Dated(date="2019-04-01", assessment=Assessment(form="様式4"))], "2023-04-01")


def judged(*important: str, path: str = "Ⅰ/1/②") -> list[Judged]:
    return [
        Judged(
            change=Change(kind="changed", path=f"{path}", heading=("Ⅰ　基本情報", "①部署"), before="甲", after=str(n)),
            judgement=Judgement(
                important=word, timing="事後" if word == "no" else "事前", reason="", basis="", rule="", why=""
            ),
        )
        for n, word in enumerate(important)
    ]


def side(date: str | None = None, *, form: str = "様式4", label: str = "版", **items: str) -> Side:
    return Side(assessment=Assessment(form=form, items=items), label=label, date=date)


def made(*important: str, before: Side | None = None, after: Side | None = None, **known):
    return plan(judged(*important), before or side("2023-04-01"), after or side("2024-09-27"), **known)


def facts(submitted: str | None = None, effective: str | None = None) -> Facts:
    return Facts(submitted=submitted, effective={("changed", "Ⅰ/1/②"): effective} if effective else {})


def tasks(of) -> dict[str, object]:
    return {task.kind: task for section in of.sections for task in section.tasks}


def clauses(texts) -> set[str]:
    return {clause for text in texts for clause in re.findall(r"(?:番号法|規則|指針)第\d+[^、）]*", text)}


@pytest.mark.parametrize("form", ["様式2", "様式3", "様式4"])
def test_the_report_names_the_clauses_that_the_plan_names(form):
    entry = SimpleNamespace(anchor="")
    said = [SimpleNamespace(**vars(entry), important=word) for word in ("yes", "no")]
    told = clauses(task.how for task in todo.tasks(said, form))
    known = side(form=form)
    both = [made(word, before=known, after=known) for word in ("yes", "no")]
    assert told <= clauses(task.clause for one in both for task in tasks(one).values())
    assert told >= {"番号法第28条第1項", "規則第11条", "規則第14条"}


def texts(of) -> list[str]:
    return [finding.text for finding in of.findings]


@pytest.mark.parametrize(
    ("important", "verdict", "there", "absent"),
    [
        (
            ("yes", "no"),
            "reassess",
            {"reassess", "hearing", "opinions", "third-party", "submit"},
            {"correct", "decide"},
        ),
        (("yes", "review"), "reassess", {"decide", "reassess", "hearing"}, {"correct"}),
        (("review", "no"), "undecided", {"decide", "reassess", "correct", "hearing"}, set()),
        (("no",), "correct", {"correct", "none", "submit"}, {"hearing", "third-party", "reassess"}),
        ((), "nothing", {"review"}, {"correct", "submit", "table", "hearing"}),
    ],
)
def test_the_procedure_follows_from_the_judgements(important, verdict, there, absent):
    found = made(*important)
    assert found.verdict == verdict
    assert there <= set(tasks(found)) and not absent & set(tasks(found))


def test_a_focused_assessment_may_hear_the_public_and_a_basic_one_is_only_corrected():
    focused = tasks(made("yes", after=side("2024-09-27", form="様式3")))
    assert "任意" in focused["hearing"].text and "任意" in focused["third-party"].text and "opinions" not in focused
    basic = tasks(made("no", before=side(form="様式2"), after=side(form="様式2")))
    assert "hearing" not in basic and "none" not in basic and basic["correct"].clause == "規則第14条"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("令和6年7月1日～令和6年7月31日（31日間）", ("2024-07-01", "2024-07-31")),
        ("令和6年12月20日から1月20日まで", ("2024-12-20", "2025-01-20")),
        ("令和６年７月１日から３１日まで", ("2024-07-01", "2024-07-31")),
        ("2024-07-01 - 2024-08-01", ("2024-07-01", "2024-08-01")),
        ("令和6年7月1日から30日間", ("2024-07-01", None)),
        ("令和6年7月1日", ("2024-07-01", None)),
        ("未定", None),
    ],
)
def test_periods_as_assessments_write_them(text, days):
    assert period(text) == days


def test_known_days_are_filled_in_and_those_of_the_version_before_told_as_such():
    items = {HEARD: "令和6年7月1日～令和6年7月31日", REVIEWED: "令和6年8月9日"}
    fresh = made("yes", after=side("2024-09-27", **items), facts=facts("2024-09-01", "2024-10-01"))
    found = tasks(fresh)
    assert found["hearing"].when == "令和6年7月1日～令和6年7月31日"
    assert found["submit"].when == "令和6年9月1日" and found["change"].when == "令和6年10月1日"
    assert order(fresh).startswith("意見の聴取（令和6年7月1日～令和6年7月31日） → 第三者点検（令和6年8月9日）")
    assert not fresh.findings
    stale = made("yes", before=side("2023-04-01", **items), after=side("2024-09-27", **items))
    assert "前の版のまま" in tasks(stale)["hearing"].when and "意見の聴取（未定）" in order(stale)


@pytest.mark.parametrize(
    ("items", "submitted", "effective", "text"),
    [
        ({HEARD: "令和6年7月1日～令和6年7月20日"}, None, None, "期間が20日で、30日に足りず"),
        ({HEARD: "令和6年7月31日～令和6年7月1日"}, None, None, "終わり（令和6年7月1日）が、始め"),
        ({HEARD: "令和6年7月1日～令和6年7月31日", REVIEWED: "令和6年7月20日"}, None, None, "第三者点検（令和6年"),
        ({REVIEWED: "令和6年8月9日"}, "2024-08-01", None, "提出日（令和6年8月1日）が、第三者点検"),
        ({REVIEWED: "令和5年3月1日"}, None, None, "前の版の公表日（令和5年4月1日）より前"),
        ({}, "2024-10-01", None, "公表日（令和6年9月27日）が、提出日（令和6年10月1日）より前"),
        ({}, "2024-09-01", "2024-09-20", "までに公表されません"),
    ],
)  # fmt: skip
def test_days_that_contradict_their_order_are_findings(items, submitted, effective, text):
    found = made("yes", after=side("2024-09-27", **items), facts=facts(submitted, effective))
    assert [one for one in texts(found) if text in one], texts(found)
    assert tasks(found)["finding"].open


def test_a_shorter_hearing_with_its_reason_and_a_correction_are_no_findings():
    short = {HEARD: "令和6年7月1日～令和6年7月20日", "Ⅵ/2/③": "緊急の改正"}
    assert not made("yes", after=side("2024-09-27", **short)).findings
    wrong = {HEARD: "令和6年7月31日～令和6年7月1日", REVIEWED: "令和5年3月1日"}
    assert not made("no", after=side("2024-09-27", **wrong), facts=facts("2024-09-01", "2024-09-20")).findings


def test_deadlines_follow_from_the_procedure():
    again, corrected = (tasks(made(word, due=DUE)) for word in ("yes", "no"))
    assert again["reassess-again"].when == "令和11年9月27日まで" and again["review"].when == "令和7年9月27日まで"
    assert corrected["reassess-again"].when == "令和6年4月1日まで" and "延びない" in corrected["reassess-again"].text
    assert [one.kind for one in made("no", due=DUE).findings] == ["overdue"]
    unknown = tasks(made("yes", after=side(None)))
    assert unknown["reassess-again"].when == "公表から5年を経過する前"


def test_no_clause_is_cited_that_the_rules_do_not_have():
    known = [rules.ACT_28, rules.IMPORTANT, rules.FORMAL, rules.CORRECTION, thresholds.CLAUSE, thresholds.MOVED_CLAUSE,
             *deadlines.CLAUSES.values()]  # fmt: skip
    single = {clause for one in known for clause in re.split("[、・]", one)}
    for words in (("yes", "review"), ("review",), ("no",), ()):
        found = made(*words, due=DUE)
        for task in tasks(found).values():
            assert set(re.split("[、・]", task.clause)) - {""} <= single, task.clause


def test_the_page_and_the_terminal_say_every_task():
    found = made("yes", "review", "no", findings=[Finding(kind="x", text="直す。", clause="規則第11条")])
    page = layout(found)
    cells = [[text_of(cell) for cell in band.cells] for band in page.bands if not band.heading]
    assert page.portrait and [row[0] for row in cells] == [BOX] * len(cells)
    shown = "\n".join(lines(found, 80))
    for section in found.sections:
        assert f"■ {section.title}" in shown
        for task in section.tasks:
            assert any(row[1].startswith(task.text) for row in cells)
    assert shown.count(BOX) == len(cells)


def test_hostile_names_are_only_text_and_the_same_plan_gives_the_same_bytes():
    for text in hostile.TEXTS:
        changes = [hostile.judged_of(text)]
        found = plan(changes, side(label=text), side(label=text), name=text)
        for format_ in ("docx", "html"):
            data = render_layouts((layout(found),), format_)
            assert data == render_layouts((layout(found),), format_)
            assert b"<script" not in data and b"<svg" not in data
        assert "\x1b" not in "\n".join(lines(found, 80))
    assert to_json(found)["verdict"] == "undecided"
