"""The days that a person states on the command line or in a small file, read before anything else is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from piadiff.facts import Stated, stated, to_date


@dataclass(frozen=True, slots=True)
class Given:
    """The options: ``--effective`` (each ``DATE`` or ``ITEM=DATE``), ``--effective-file`` and ``--submitted``."""

    effective: Sequence[str] | None = None
    file: Path | None = None
    submitted: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """What was stated, as dates: when things take effect, and the day of submission (ISO, None if not stated)."""

    effective: tuple[Stated, ...] = ()
    submitted: str | None = None


def read_days(given: Given) -> Days:
    """The days that the options state. Raises PiadiffError for what is no date, and for a file that says none."""
    lines: Sequence[tuple[str, str, str]] = ()
    if given.file:
        from piadiff.readers.effective import read_effective

        lines = read_effective(given.file)
    said = [Stated(what=what, date=to_date(day, where), where=where) for what, day, where in lines]
    said += [stated(text, "--effective") for text in given.effective or ()]
    submitted = None if given.submitted is None else to_date(given.submitted, "--submitted")
    return Days(effective=tuple(said), submitted=submitted)
