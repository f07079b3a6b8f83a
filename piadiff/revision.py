"""Two versions compared and judged: what every table, page and session starts from.

The judgement is made in steps, each a function from judged changes to judged changes: the rules, then what the office
has settled, the facts that are known and what a person decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from piadiff import thresholds
from piadiff.decisions import Decision, apply
from piadiff.differ import Comparison, diff
from piadiff.facts import NOTHING, Facts, apply_facts, check, missed_duties, remarks, settle
from piadiff.findings import Finding
from piadiff.forms import Form, form
from piadiff.keeping import Keeper
from piadiff.model import Judged
from piadiff.opening import Version, name_of
from piadiff.settings import DEFAULTS, Settings, with_phrases
from piadiff.stating import Days
from piadiff.verdict import judge_comparison

if TYPE_CHECKING:
    from piadiff.precedents import Precedent


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Two versions, what changed between them, and the judgement of every change in the order of the comparison.

    ``judged`` is what stands, ``ruled`` what stood before people decided; ``decisions`` are all that are kept in
    ``keeper``, oldest first; ``settings`` are those of the office whose store it is; ``facts`` are the
    days that were stated.
    """

    before: Version
    after: Version
    comparison: Comparison
    judged: tuple[Judged, ...]
    ruled: tuple[Judged, ...] = ()
    decisions: tuple[Decision, ...] = ()
    keeper: Keeper | None = None
    settings: Settings = DEFAULTS
    store: Path
    facts: Facts = NOTHING

    @property
    def tree(self) -> Form:
        """The form of the new version."""
        return form(self.after.assessment.form)

    @property
    def name(self) -> str:
        """The 評価書名, of the new version if it says one; "" if neither does."""
        return name_of(self.after.assessment, self.before.assessment)

    def precedents(self, n: int) -> tuple[tuple[Precedent, ...], ...]:
        """For each change, in their order, the ``n`` earlier rows most like it that the office published."""
        from piadiff.own_tables import index_for
        from piadiff.precedents import find

        before, after = self.before, self.after
        index = index_for(before.assessment, after.assessment, self.store, after.date, before.label)
        return tuple(find(one.change, index, n) for one in self.judged)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a person has to look at: missed duties by the facts, a しきい値判断 that moves or needs another form."""
        before, after = (thresholds.threshold(version.assessment) for version in (self.before, self.after))
        of_threshold = (*thresholds.moved(before, after), *thresholds.findings(after))
        return (*missed_duties(self.judged, self.facts), *of_threshold)

    @property
    def open_days(self) -> tuple[str, ...]:
        """What the stated days leave open."""
        from datetime import date

        return remarks(self.judged, self.facts, date.today().isoformat())

    def decided(self, made: Sequence[Decision]) -> Revision:
        """The same revision, with ``made`` as all decisions that are kept."""
        return replace(self, decisions=tuple(made), judged=apply(self.ruled, made))


def revise(
    before: Version,
    after: Version,
    *,
    settings: Settings,
    days: Days,
    store: Path,
    keeper: Keeper | None,
) -> Revision:
    """Compares and judges two versions; of ``keeper`` all that is kept is used.

    Raises PiadiffError for days that cannot be, and for unknown items among them.
    """
    comparison = diff(before.assessment, after.assessment)
    facts = _facts(days, before, after, comparison)
    ruled = apply_facts(with_phrases(judge_comparison(comparison), settings), facts)
    made = keeper.load() if keeper else ()
    return Revision(
        before=before,
        after=after,
        comparison=comparison,
        judged=apply(ruled, made),
        ruled=ruled,
        settings=settings,
        store=store,
        facts=facts,
        decisions=made,
        keeper=keeper,
    )


def _facts(days: Days, before: Version, after: Version, comparison: Comparison) -> Facts:
    """What the stated days say of the changes. Raises PiadiffError for days that cannot be, and for unknown items."""
    if days == Days():
        return NOTHING
    old, new = ((form(version.assessment.form), version.assessment.items) for version in (before, after))
    facts = settle(days.effective, days.submitted, comparison.changes, new, old)
    check(facts, days.effective, before.date)
    return facts
