"""Two versions that a person names, opened, compared and judged: what ``diff``, ``table``, ``report`` and ``review``
start from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from piadiff.commands.common import DEFAULT_STORE, note, open_pair, open_settings
from piadiff.decisions import Decision, assign
from piadiff.errors import PiadiffError
from piadiff.keeping import keeper
from piadiff.model import Judged
from piadiff.revision import Revision as Revision
from piadiff.revision import revise
from piadiff.stating import Given, read_days


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
    kept_in = keeper(before.stored, after.stored, (before.label, after.label), store, decisions)
    revision = revise(before, after, settings=open_settings(store), days=days, store=store, keeper=kept_in)
    tell_stale(revision.ruled, revision.decisions)
    return revision


def tell_stale(ruled: Sequence[Judged], made: Sequence[Decision]) -> None:
    """One line on stderr where decisions are kept that stand for no change any more."""
    stale = assign([one.change for one in ruled], made).states.count("stale") if made else 0
    if stale:
        note(
            f"前に決めた判断のうち{stale}件は、変更がなくなったか内容が変わったため使っていません"
            "（piadiff decisions で見られます）。"
        )
