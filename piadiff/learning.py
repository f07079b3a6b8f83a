"""The phrases that an office uses, learnt from its own published tables: the most frequent explanation by rule.

Only rows in which the published answer agrees with the rule (重要な変更 or not, and 提出時期) teach its wording; a
table cannot teach a phrase to a rule that leaves the change to a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from piadiff.audit import AuditedRow
from piadiff.errors import PiadiffError
from piadiff.evaluation import published_importance
from piadiff.notation import fold
from piadiff.settings import Settings, as_said, check_phrase, deciding_rules

_LEAST = 2  # rows that must say the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What the published rows judged by one rule say: ``said`` are the explanations with how many rows have each, the
    most frequent first. ``proposal`` is the phrase to set; None where none is clear or it stands already (``current``).
    """

    rule: str
    rows: int
    said: tuple[tuple[str, int], ...]
    current: str
    proposal: str | None


def learn(rows: Sequence[AuditedRow], settings: Settings) -> tuple[Learnt, ...]:
    """What published rows teach for each rule that decides some of them, in the order of the rules."""
    by_rule: dict[str, list[str]] = {}
    for row in rows:
        judgement = row.gravest.judgement
        if row.agrees and published_importance(row.row) == judgement.important and row.row.reason.strip():
            by_rule.setdefault(judgement.rule, []).append("".join(row.row.reason.split("\n")).strip())
    return tuple(
        _learnt(rule.id, by_rule[rule.id], str(as_said(settings, f"phrases.{rule.id}")))
        for rule in deciding_rules()
        if rule.id in by_rule
    )


def _learnt(rule: str, reasons: Sequence[str], current: str) -> Learnt:
    spelt: dict[str, Counter[str]] = {}
    for reason in reasons:
        spelt.setdefault(_key(reason), Counter())[reason] += 1
    said = sorted(
        ((max(forms, key=lambda text: (forms[text], text)), forms.total()) for forms in spelt.values()),
        key=lambda one: (-one[1], one[0]),
    )
    phrase, count = said[0]
    clear = count >= _LEAST and (len(said) == 1 or count > said[1][1]) and _key(phrase) != _key(current)
    return Learnt(
        rule=rule,
        rows=len(reasons),
        said=tuple(said),
        current=current,
        proposal=phrase if clear and _is_phrase(rule, phrase) else None,
    )


def _key(reason: str) -> str:
    """What an explanation says; a full stop at its end is no difference."""
    return fold(reason).rstrip("。")


def _is_phrase(rule: str, phrase: str) -> bool:
    try:
        check_phrase(rule, phrase, "")
    except PiadiffError:
        return False
    return True
