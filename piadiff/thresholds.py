"""しきい値判断: which kind of assessment the numbers of an affair require, and what a document itself says of it.

The inputs are the 対象人数, the 取扱者数 (500 or more, the staff of contractors included) and whether there was a
重大事故 within a year. 様式2 states all three. 様式3 and 様式4 state the 対象人数 only; there a contractor with 500
handlers or more settles the 取扱者数, and 発生なし in the three years before settles the incident. What a document does
not say is not guessed: then several kinds are possible.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from piadiff.findings import Finding
from piadiff.forms.tree import pattern
from piadiff.model import Assessment, Value
from piadiff.notation import fold

NONE, BASIC, FOCUSED, FULL = "義務なし", "基礎項目評価", "重点項目評価", "全項目評価"
KINDS = (NONE, BASIC, FOCUSED, FULL)  # the smallest first
CLAUSE = "番号法第28条第1項、規則第5条～第7条、指針第5の2"
MOVED_CLAUSE = "指針第6の2(3)"

# 対象人数 → the kind where neither of the other two holds, the kind where one does (500 handlers or more, an incident).
TABLE: tuple[tuple[str, str, str], ...] = (
    ("1,000人未満", NONE, NONE),
    ("1,000人以上1万人未満", BASIC, BASIC),
    ("1万人以上10万人未満", BASIC, FOCUSED),
    ("10万人以上30万人未満", FOCUSED, FULL),
    ("30万人以上", FULL, FULL),
)
KIND_OF_FORM = {"様式2": BASIC, "様式3": FOCUSED, "様式4": FULL}
FORM_OF_KIND = {kind: form for form, kind in KIND_OF_FORM.items()}

# Where the forms state the inputs and the result.
PEOPLE = {
    "様式2": "Ⅱ/1/評価対象の事務の対象人数は何人か",
    "様式3": "Ⅰ/1/③",
    "様式4": "Ⅰ/1/③",
}
RESULT = {"様式2": "Ⅲ/しきい値判断結果", "様式3": "Ⅴ/1/②", "様式4": "Ⅵ/1/②"}
HANDLERS = "Ⅱ/2/特定個人情報ファイル取扱者数は500人以上か"
INCIDENT = "Ⅱ/3/過去1年以内に、評価実施機関において特定個人情報に関する重大事故が発生したか"
CONTRACTORS = {"様式3": "Ⅱ/(n)/4/委託事項n/②", "様式4": "Ⅱ/(n)/4/委託事項n/③"}
INCIDENTS = {"様式3": "Ⅲ/(n)/7/②", "様式4": "Ⅲ/(n)/7/リスク1/⑨"}
_COMMAS = re.compile("[,、]")
_MANY = ("500人以上", "500人以上1,000人未満", "1,000人以上")
_STATED = (
    ("全項目評価の実施が義務付け", FULL),
    ("重点項目評価の実施が義務付け", FOCUSED),
    ("基礎項目評価の実施が義務付け", BASIC),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a document says: the 対象人数 as a row of the table, and the two conditions; None where it does not say."""

    people: str | None = None
    handlers: bool | None = None
    incident: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """The しきい値判断 of one document: its form, inputs, the kinds that are possible, the result that it states."""

    form: str
    inputs: Inputs
    possible: tuple[str, ...]
    stated: str | None = None

    @property
    def open(self) -> tuple[str, ...]:
        """The inputs that the document does not say, where they would matter."""
        if len(self.possible) == 1:
            return ()
        named = (
            ("対象人数", self.inputs.people),
            ("取扱者数", self.inputs.handlers),
            ("過去1年以内の重大事故の有無", self.inputs.incident),
        )
        return tuple(name for name, value in named if value is None)


def possible(inputs: Inputs) -> tuple[str, ...]:
    """The kinds of assessment that the inputs allow, the smallest first; one where they settle it."""
    risks = (inputs.handlers, inputs.incident)
    # One that holds is enough; that none holds must be said of both.
    settled = True if True in risks else None if None in risks else False
    kinds = {
        kind
        for people, without, with_risk in TABLE
        if inputs.people in (None, people)
        for kind, holds in ((without, False), (with_risk, True))
        if settled in (None, holds)
    }
    return tuple(kind for kind in KINDS if kind in kinds)


def threshold(assessment: Assessment) -> Threshold:
    """The しきい値判断 of a document from what it says."""
    form, items = assessment.form, assessment.items
    inputs = Inputs(
        people=_people(items.get(PEOPLE.get(form, ""))),
        handlers=_handlers(form, items),
        incident=_incident(form, items),
    )
    return Threshold(
        form=form, inputs=inputs, possible=possible(inputs), stated=_stated(items.get(RESULT.get(form, "")))
    )


def is_input(form: str, path: str) -> bool:
    """Whether an item of a form says one of the three inputs."""
    named = (PEOPLE.get(form), HANDLERS if form == "様式2" else "", INCIDENT if form == "様式2" else "")
    return bool(path) and (path in named or pattern(path) in (CONTRACTORS.get(form), INCIDENTS.get(form)))


def findings(found: Threshold) -> tuple[Finding, ...]:
    """Where the stated result is none of the possible ones, and where the form is smaller than every possible kind."""
    said = []
    path = RESULT.get(found.form, "")
    if found.stated is not None and found.stated not in found.possible:
        kinds, grounds = _kinds(found.possible), _grounds(found.inputs)
        text = f"しきい値判断結果は「{found.stated}」とありますが、{grounds}からは{kinds}です。"
        said.append(Finding(kind="threshold-result", path=path, clause=CLAUSE, text=text))
    needed, used = found.possible[0], KIND_OF_FORM.get(found.form)
    known = used == BASIC and found.stated == needed  # 様式2 says itself that a larger assessment is made beside it
    if used is not None and KINDS.index(needed) > KINDS.index(used) and not known:
        also = "別に" if used == BASIC else ""
        text = (
            f"{_grounds(found.inputs)}なので{needed}が義務付けられますが、この評価書は{used}書（{found.form}）です。"
            f"{also}{needed}書（{FORM_OF_KIND[needed]}）が要ります。"
        )
        said.append(Finding(kind="threshold-form", path=PEOPLE[found.form], clause=CLAUSE, text=text))
    return tuple(said)


def moved(old: Threshold, new: Threshold) -> tuple[Finding, ...]:
    """Where a change between two versions moves the しきい値判断, or may move it beyond the form that is used.

    Documents on two forms, of which one says less, are held against each other in what both say. Nothing is found where
    one of them does not say the 対象人数.
    """
    if old.inputs.people is None or new.inputs.people is None:
        return ()
    before, after = old.possible, new.possible
    if old.form != new.form:
        both = _common(old.inputs, new.inputs)
        before, after = possible(both[0]), possible(both[1])
    if before == after:
        return ()
    path = PEOPLE.get(new.form, "")
    grounds = f"{_grounds(old.inputs)} → {_grounds(new.inputs)}"
    if set(before).isdisjoint(after):
        text = f"しきい値判断の結果が{_kinds(before)}から{_kinds(after)}に変わります（{grounds}）。"
        if KINDS.index(after[0]) > KINDS.index(before[-1]):
            text += f"{after[0]}を新たに実施する必要があります。" if new.form != FORM_OF_KIND.get(after[0]) else ""
        return (Finding(kind="threshold-moved", path=path, clause=MOVED_CLAUSE, text=text),)
    largest, used = after[-1], KIND_OF_FORM.get(new.form, FULL)
    grows = KINDS.index(largest) > KINDS.index(before[-1]) or KINDS.index(after[0]) > KINDS.index(before[0])
    if not grows or KINDS.index(largest) <= KINDS.index(used):
        return ()
    text = (
        f"しきい値判断の結果が変わる可能性があります（{grounds}。{_kinds(before)}から{_kinds(after)}）。"
        f"この評価書に書かれていない{'・'.join(new.open)}を確かめてください。"
    )
    return (Finding(kind="threshold-may-move", path=path, clause=MOVED_CLAUSE, text=text),)


def moved_by(form: str, path: str, before: Value, after: Value) -> tuple[Finding, ...]:
    """As :func:`moved` for one published row, of which only this item is known as it was then."""
    sides = [threshold(Assessment(form=form, items={path: value})) for value in (before, after)]
    if any(side.inputs == Inputs() for side in sides):
        return ()
    return tuple(replace(one, path=path) for one in moved(sides[0], sides[1]))


def sentence(found: Threshold) -> str:
    """The しきい値判断 in one line for people."""
    line = f"しきい値判断: {_grounds(found.inputs)} → {_kinds(found.possible)}"
    return f"{line}（{'・'.join(found.open)}がこの評価書には書かれていない）" if found.open else line


def to_json(found: Threshold) -> dict[str, Any]:
    """The しきい値判断 as JSON data."""
    return {
        "people": found.inputs.people,
        "handlers": found.inputs.handlers,
        "incident": found.inputs.incident,
        "possible": list(found.possible),
        "stated": found.stated,
    }


def _people(value: Value) -> str | None:
    if not isinstance(value, str):
        return None
    said = _COMMAS.sub("", fold(value).partition("(")[0])
    return next((people for people, _, _ in TABLE if _COMMAS.sub("", people) == said), None)


def _handlers(form: str, items: Mapping[str, Value]) -> bool | None:
    if form == "様式2":
        return _yes(items.get(HANDLERS), _MANY[:1], ("500人未満",))
    place = CONTRACTORS.get(form)
    contractors = [value for path, value in items.items() if path.startswith("Ⅱ/") and pattern(path) == place]
    return True if any(_yes(value, _MANY, ()) for value in contractors) else None


def _incident(form: str, items: Mapping[str, Value]) -> bool | None:
    """様式3・4 ask for three years and for all personal information: 発生なし says none, 発生あり leaves it open."""
    if form == "様式2":
        return _yes(items.get(INCIDENT), ("発生あり",), ("発生なし",))
    place = INCIDENTS.get(form)
    answers = [
        _yes(v, ("発生あり",), ("発生なし",)) for p, v in items.items() if p.startswith("Ⅲ/") and pattern(p) == place
    ]
    return False if answers and all(answer is False for answer in answers) else None


def _yes(value: Value, yes: Sequence[str], no: Sequence[str]) -> bool | None:
    said = fold(value) if isinstance(value, str) else ""
    if said in map(fold, yes):
        return True
    return False if said in map(fold, no) else None


def _stated(value: Value) -> str | None:
    said = fold(value) if isinstance(value, str) else ""
    if "義務付けられない" in said:
        return NONE
    return next((kind for phrase, kind in _STATED if fold(phrase) in said), None)


def _common(old: Inputs, new: Inputs) -> tuple[Inputs, Inputs]:
    """The inputs of two documents, without those that only one of them says."""
    gaps: dict[str, Any] = {
        name: None for name in ("people", "handlers", "incident") if None in (getattr(old, name), getattr(new, name))
    }
    return replace(old, **gaps), replace(new, **gaps)


def _grounds(inputs: Inputs) -> str:
    """The inputs that are known, in words."""
    parts = [f"対象人数{inputs.people}" if inputs.people else ""]
    if inputs.handlers is not None:
        parts.append("取扱者数500人以上" if inputs.handlers else "取扱者数500人未満")
    if inputs.incident is not None:
        parts.append("重大事故あり" if inputs.incident else "重大事故なし")
    return "・".join(filter(None, parts)) or "対象人数不明"


def _kinds(kinds: Sequence[str]) -> str:
    return "又は".join(kinds)
