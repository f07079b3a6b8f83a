"""Two versions opened, compared and judged: what ``diff``, ``table``, ``report`` and ``review`` start from.

The judgement is made in steps, each a function from judged changes to judged changes: the rules, then what the office
has settled and a person decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from piadiff.commands.common import DEFAULT_STORE, Version, note, open_pair, open_settings
from piadiff.decisions import Decision, apply, assign
from piadiff.differ import Comparison, diff
from piadiff.forms import Form, form
from piadiff.keeping import Keeper, keeper
from piadiff.model import Judged
from piadiff.settings import DEFAULTS, Settings, with_phrases
from piadiff.verdict import judge_comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Two versions, what changed between them, and the judgement of every change in the order of the comparison.

    ``judged`` is what stands, ``ruled`` what stood before people decided; ``decisions`` are all that are kept in
    ``keeper``, oldest first; ``settings`` are those of the office whose store it is.
    """

    before: Version
    after: Version
    comparison: Comparison
    judged: tuple[Judged, ...]
    ruled: tuple[Judged, ...] = ()
    decisions: tuple[Decision, ...] = ()
    keeper: Keeper | None = None
    settings: Settings = DEFAULTS

    @property
    def tree(self) -> Form:
        """The form of the new version."""
        return form(self.after.assessment.form)


def open_revision(
    old: str, new: str, store: Path = DEFAULT_STORE, *, force: bool = False, decisions: Path | None = None
) -> Revision:
    """Opens, compares and judges the two versions that a person names. Raises PiadiffError as ``open_pair`` does.

    ``decisions`` is a file of decisions to use instead of those in the store.
    """
    before, after = open_pair(old, new, store, force=force)
    comparison = diff(before.assessment, after.assessment)
    settings = open_settings(store)
    ruled = with_phrases(judge_comparison(comparison), settings)
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
        decisions=made,
        keeper=kept_in,
    )


def tell_stale(ruled: Sequence[Judged], made: Sequence[Decision]) -> None:
    """One line on stderr where decisions are kept that stand for no change any more."""
    stale = assign([one.change for one in ruled], made).states.count("stale") if made else 0
    if stale:
        note(
            f"前に決めた判断のうち{stale}件は、変更がなくなったか内容が変わったため使っていません"
            "（piadiff decisions で見られます）。"
        )
