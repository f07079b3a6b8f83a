"""Two versions opened, compared and judged: what ``diff``, ``table``, ``report`` and ``review`` start from.

The judgement is made in steps, each a function from judged changes to judged changes: the rules, then what the office
has settled and a person decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from piadiff.commands.common import DEFAULT_STORE, Version, open_pair
from piadiff.differ import Comparison, diff
from piadiff.forms import Form, form
from piadiff.model import Judged
from piadiff.verdict import judge_comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Two versions, what changed between them, and the judgement of every change in the order of the comparison."""

    before: Version
    after: Version
    comparison: Comparison
    judged: tuple[Judged, ...]

    @property
    def tree(self) -> Form:
        """The form of the new version."""
        return form(self.after.assessment.form)


def open_revision(old: str, new: str, store: Path = DEFAULT_STORE, *, force: bool = False) -> Revision:
    """Opens, compares and judges the two versions that a person names. Raises PiadiffError as ``open_pair`` does."""
    before, after = open_pair(old, new, store, force=force)
    comparison = diff(before.assessment, after.assessment)
    return Revision(before=before, after=after, comparison=comparison, judged=judge_comparison(comparison))
