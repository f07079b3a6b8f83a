"""Two versions opened, compared and judged: what ``diff``, ``table``, ``report`` and ``review`` start from.

The judgement is made in steps, each a function from judged changes to judged changes: the rules, then what the office
has settled, the facts that are known and what a person decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from piadiff import thresholds
from piadiff.commands.common import DEFAULT_STORE, Version, note, open_pair, open_settings
from piadiff.decisions import Decision, apply, assign
from piadiff.differ import Comparison, diff
from piadiff.errors import PiadiffError
from piadiff.facts import NOTHING, Facts, apply_facts, check, missed_duties, remarks, settle
from piadiff.findings import Finding
from piadiff.forms import Form, form
from piadiff.keeping import Keeper, keeper
from piadiff.model import Judged
from piadiff.settings import DEFAULTS, Settings, with_phrases
from piadiff.stating import Days, Given, read_days
from piadiff.store.names import TITLE
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
    store: Path = DEFAULT_STORE
    facts: Facts = NOTHING

    @property
    def tree(self) -> Form:
        """The form of the new version."""
        return form(self.after.assessment.form)

    @property
    def name(self) -> str:
        """The 評価書名, of the new version if it says one; "" if neither does."""
        names = (version.assessment.items.get(TITLE) for version in (self.after, self.before))
        return next((name for name in names if isinstance(name, str) and name.strip()), "")

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


def open_revision(
    old: str,
    new: str,
    store: Path = DEFAULT_STORE,
    *,
    force: bool = False,
    decisions: Path | None = None,
    may_begin: bool = False,
    given: Given | None = None,
) -> Revision:
    """Opens, compares and judges the two versions that a person names. Raises PiadiffError as ``open_pair`` does.

    ``decisions`` is a file of decisions to use instead of those in the store, which has to be there unless the command
    ``may_begin`` it; ``given`` are the days stated as options.
    """
    if decisions is not None and not may_begin and not decisions.exists():
        raise PiadiffError(
            "判断のファイルがありません", where=str(decisions), hint="--decisions のファイル名を確かめてください"
        )
    days = read_days(given or Given())
    before, after = open_pair(old, new, store, force=force)
    comparison = diff(before.assessment, after.assessment)
    settings = open_settings(store)
    facts = _facts(days, before, after, comparison)
    ruled = apply_facts(with_phrases(judge_comparison(comparison), settings), facts)
    kept_in = keeper(before.stored, after.stored, (before.label, after.label), store, decisions)
    made = kept_in.load() if kept_in else ()
    tell_stale(ruled, made)
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
        keeper=kept_in,
    )


def _facts(days: Days, before: Version, after: Version, comparison: Comparison) -> Facts:
    """What the stated days say of the changes. Raises PiadiffError for days that cannot be, and for unknown items."""
    if days == Days():
        return NOTHING
    old, new = ((form(version.assessment.form), version.assessment.items) for version in (before, after))
    facts = settle(days.effective, days.submitted, comparison.changes, new, old)
    check(facts, days.effective, before.date)
    return facts


def tell_stale(ruled: Sequence[Judged], made: Sequence[Decision]) -> None:
    """One line on stderr where decisions are kept that stand for no change any more."""
    stale = assign([one.change for one in ruled], made).states.count("stale") if made else 0
    if stale:
        note(
            f"前に決めた判断のうち{stale}件は、変更がなくなったか内容が変わったため使っていません"
            "（piadiff decisions で見られます）。"
        )
