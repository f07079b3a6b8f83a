"""An audit as a page: the findings by severity with their evidence side by side, then every row of the table.

Values to values by :func:`build`; :func:`render` sets them as HTML in the style of the report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from piadiff.audit import AuditedRow, Examined
from piadiff.changeview import IMPORTANT_WORDS, SHORT, printables
from piadiff.facets import Facet, Question, facets
from piadiff.findings import CAUTION, CHECK, ERROR, ESTIMATED, SEVERITIES, SURE, TITLES, Finding, gathered
from piadiff.markedtext import side_by_side
from piadiff.model import Important
from piadiff.writers.sheet import Piece, printable

LOOKS = {ERROR: "yes", CAUTION: "review", CHECK: "no"}
MEANS = {
    ERROR: "公表されたもののどれかが誤っているか、しなければならない手続がされていません。",
    CAUTION: "あるはずのものがないか、二つの記載が言葉の上で合いません。",
    CHECK: "小さな違いか、紙や手元の資料を見なければ決まらないものです。",
}
WHERE_NONE = "評価書全体"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text that a finding rests on: what it is, and the text, its words marked where there are two."""

    what: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One finding as the page shows it; ``look`` is its colour, ``number`` counts through the page."""

    number: int
    severity: str
    look: str
    title: str
    text: str
    clause: str
    sure: bool
    headings: tuple[str, ...]
    rows: tuple[int, ...]
    texts: tuple[Text, ...]
    keys: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """What a link to the finding says."""
        return f"f{self.number}"

    @property
    def is_short(self) -> bool:
        """Whether it is short enough to be kept on one printed page."""
        return max((sum(len(piece.text) for piece in text.pieces) for text in self.texts), default=0) <= SHORT


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One published row with its judgement; ``mark`` says how the two agree, ``findings`` are those about the row."""

    number: int
    item: tuple[str, ...]
    timing: str
    reason: str
    judged: str
    important: Important
    wanted: str
    rule: str
    mark: str
    findings: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the page says; ``counts`` are (severity, look, number, what it means), ``kinds`` (title, numbers)."""

    title: str
    label: str
    before: str
    threshold: str
    findings: tuple[Shown, ...]
    lines: tuple[Line, ...]
    unchecked: tuple[int, ...]
    counts: tuple[tuple[str, str, int, str], ...]
    kinds: tuple[tuple[str, tuple[int, ...]], ...]
    facets: tuple[Facet, ...]
    still: int = 0  # the filters of the report ask for unchanged items: there are none here


def build(
    examined: Examined, rows: Sequence[AuditedRow], *, title: str, label: str, before: str = "", threshold: str = ""
) -> Page:
    """The page on what an audit ``examined`` and the audited ``rows``; ``label`` and ``before`` name the versions,
    ``threshold`` is the sentence on the しきい値判断. All texts come out printable."""
    plain = [_shown(number, finding) for number, finding in enumerate(gathered(examined.findings), 1)]
    filters, keys = facets(plain, _questions(plain))
    shown = tuple(replace(one, keys=own) for one, own in zip(plain, keys, strict=True))
    by_severity = Counter(one.severity for one in shown)
    titles = list(dict.fromkeys(one.title for one in shown))
    by_kind = {t: tuple(sum(o.title == t and o.severity == s for o in shown) for s in SEVERITIES) for t in titles}
    return Page(
        title=printable(title),
        label=printable(label),
        before=printable(before),
        threshold=printable(threshold),
        findings=shown,
        lines=tuple(_line(row, shown) for row in rows),
        unchecked=examined.unchecked,
        counts=tuple((one, LOOKS[one], by_severity[one], MEANS[one]) for one in SEVERITIES),
        kinds=tuple(sorted(by_kind.items(), key=lambda one: one[1], reverse=True)),
        facets=filters,
    )


def render(page: Page) -> bytes:
    """The page: one self-contained file, nothing loaded; see :mod:`piadiff.writers.pages`."""
    from piadiff.writers.pages import fill

    styles, scripts = ("house.css", "report.css"), ("house.js", "report.js")
    return fill("audit.html", styles, scripts, page=page, severities=SEVERITIES, estimated=ESTIMATED)


def _shown(number: int, finding: Finding) -> Shown:
    return Shown(
        number=number,
        severity=finding.severity,
        look=LOOKS[finding.severity],
        title=printable(TITLES.get(finding.kind, finding.kind)),
        text=printable(finding.text),
        clause=printable(finding.clause),
        sure=finding.sure,
        headings=printables(finding.heading),
        rows=finding.rows or ((finding.row,) if finding.row is not None else ()),
        texts=_texts(finding),
    )


def _texts(finding: Finding) -> tuple[Text, ...]:
    """The evidence of a finding; of two texts the words are marked that only one of them has."""
    evidence = finding.evidence
    if len(evidence) != 2:
        return tuple(Text(what=printable(e.what), pieces=(Piece(text=printable(e.text)),)) for e in evidence)
    marked = side_by_side(evidence[0].text, evidence[1].text)
    return tuple(Text(what=printable(e.what), pieces=own) for e, own in zip(evidence, marked, strict=True))


def _questions(shown: Sequence[Shown]) -> tuple[Question[Shown], ...]:
    titles = tuple(dict.fromkeys(one.title for one in shown))
    parts = tuple(dict.fromkeys(_part(one) for one in shown))
    return (
        Question(name="judgement", label="重さ", texts=SEVERITIES, of=lambda one: (one.severity,), few=True),
        Question(
            name="timing",
            label="確かさ",
            texts=(SURE, ESTIMATED),
            of=lambda one: (SURE if one.sure else ESTIMATED,),
            few=True,
        ),
        Question(name="kind", label="種類", texts=titles, of=lambda one: (one.title,)),
        Question(name="part", label="部分", texts=parts, of=lambda one: (_part(one),)),
    )


def _part(shown: Shown) -> str:
    return shown.headings[0] if shown.headings else WHERE_NONE


def _line(audited: AuditedRow, shown: Sequence[Shown]) -> Line:
    row, judgement = audited.row, audited.gravest.judgement
    return Line(
        number=audited.number,
        item=printables(row.item.split("\n")),
        timing=printable(row.timing),
        reason=printable(row.reason),
        judged=IMPORTANT_WORDS[judgement.important],
        important=judgement.important,
        wanted=printable(judgement.timing),
        rule=printable(judgement.rule),
        mark=_mark(audited),
        findings=tuple(one for one in shown if audited.number in one.rows),
    )


def _mark(audited: AuditedRow) -> str:
    if audited.missed:
        return "重要な変更なのに事後"
    if audited.gravest.judgement.important == "review":
        return "要確認"
    return "同じ" if audited.agrees else "違う"
