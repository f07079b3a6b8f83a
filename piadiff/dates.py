"""Dates in 和暦 and 西暦, both ways. A date is an ISO string (YYYY-MM-DD) everywhere else in the program."""

from __future__ import annotations

import re

from piadiff.notation import nfkc

# First year of each era minus one, and the day it began.
ERAS = (
    ("令和", 2018, "2019-05-01"),
    ("平成", 1988, "1989-01-08"),
    ("昭和", 1925, "1926-12-25"),
)
_WAREKI = re.compile(
    r"(令和|平成|昭和|[RHS](?=\d|元))\s*(元|\d{1,2})\s*[年.．/-]\s*(\d{1,2})\s*[月.．/-]\s*(\d{1,2})\s*日?"
)
_SEIREKI = re.compile(r"(?<!\d)(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?(?!\d)")
_YEARS = (1989, 2199)  # what a person may mean by a date here; a slip of the keys falls outside
_LETTERS = {"R": "令和", "H": "平成", "S": "昭和"}


def to_iso(text: str) -> str | None:
    """The first full date in ``text`` (令和6年10月1日, R6.10.1, 2024-10-01 …) as an ISO string, or None."""
    plain = nfkc(text)
    found = [(m.start(), m) for pattern in (_WAREKI, _SEIREKI) if (m := pattern.search(plain))]
    if not found:
        return None
    match = min(found, key=lambda pair: pair[0])[1]
    first, *rest = match.groups()
    if len(rest) == 3:
        year_text, month, day = rest
        offset = {name: start for name, start, _ in ERAS}[_LETTERS.get(first, first)]
        year = offset + (1 if year_text == "元" else int(year_text))
    else:
        year, (month, day) = int(first), rest
    return _checked(year, int(month), int(day))


def typed(text: str) -> str | None:
    """The date that a person typed (令和6年10月1日, R6.10.1, 2024-10-01, 20241001) as an ISO string, or None.

    Stricter than :func:`to_iso`, which reads what stands in documents: nothing else may stand beside the date, the era
    must have had that day (令和元年1月1日 is none), and the year must be one of this law's life.
    """
    plain = nfkc(text).strip()
    if re.fullmatch(r"\d{8}", plain):
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    wareki = _WAREKI.fullmatch(plain)
    if not (wareki or _SEIREKI.fullmatch(plain)):
        return None
    iso = to_iso(plain)
    if iso is None or not _YEARS[0] <= int(iso[:4]) <= _YEARS[1]:
        return None
    era = _LETTERS.get(wareki[1], wareki[1]) if wareki else ""
    return iso if to_wareki(iso).startswith(era) else None


def to_wareki(iso: str) -> str:
    """``2019-05-01`` → ``令和元年5月1日``. Raises ValueError where ``iso`` is no date."""
    import pendulum

    day = pendulum.Date.fromisoformat(iso)
    for name, offset, start in ERAS:
        if iso >= start:
            year = day.year - offset
            return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


def years_later(iso: str, years: int) -> str:
    """The last day before ``years`` years from ``iso`` have passed, which is the day of the same date (民法第143条).

    Of 29 February it is the 28th where that year has no 29th. Raises ValueError where ``iso`` is no date.
    """
    import pendulum

    return pendulum.Date.fromisoformat(iso).add(years=years).isoformat()


def day_before(iso: str) -> str:
    """The day before an ISO date. Raises ValueError where ``iso`` is no date."""
    import pendulum

    return pendulum.Date.fromisoformat(iso).subtract(days=1).isoformat()


def days_between(start: str, end: str) -> int:
    """How many days from ``start`` to ``end`` (ISO), negative if ``end`` is earlier. Raises ValueError for no dates."""
    import pendulum

    return pendulum.Date.fromisoformat(end).toordinal() - pendulum.Date.fromisoformat(start).toordinal()


def in_japan(when: str) -> str:
    """The day and time in Japan of an instant in UTC: ``2024-03-31T15:30:00Z`` → ``2024-04-01 00:30``.

    Raises ValueError where ``when`` is no instant so written.
    """
    from datetime import datetime, timedelta

    return (datetime.strptime(when, "%Y-%m-%dT%H:%M:%SZ") + timedelta(hours=9)).strftime("%Y-%m-%d %H:%M")


def to_seireki(iso: str) -> str:
    """``2019-05-01`` → ``2019年5月1日``. Raises ValueError where ``iso`` is no date."""
    import pendulum

    day = pendulum.Date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


def _checked(year: int, month: int, day: int) -> str | None:
    import pendulum

    try:
        return pendulum.date(year, month, day).isoformat()
    except ValueError:
        return None
