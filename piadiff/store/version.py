"""A stored version: what the trailers of its commit say, and how a person names it (``所沢市-1@2024-04-01``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from piadiff.dates import typed
from piadiff.errors import PiadiffError
from piadiff.notation import nfkc
from piadiff.store.names import safe_id, safe_line

UNKNOWN = "-"
LATEST, PREVIOUS = "latest", "prev"

_TRAILER = re.compile(r"Piadiff-([A-Za-z]+): (.*)")
_CHANGED = "Piadiff-Changed: "
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SPEC = re.compile(r"(?P<id>[^@#]+)(?:@(?P<when>[^#]*))?(?:#(?P<correction>\d{1,4}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVersion:
    """One version in the store. ``date`` is its 公表日; ``correction`` counts the 訂正 under the same date, 0 first.

    ``digest`` is the SHA-256 of the canonical bytes, ``commit`` the commit that is the version, ``added`` the day (ISO)
    on which it was stored, ``by`` who stored it; ``unplaced`` counts the texts that the reader could put into no item.
    ``rebuilt`` says of a version that was never read from a document from which document's change table it was rebuilt;
    else it is empty. ``changed`` are the items that differ from the version with the digest ``after``, where that is
    told (see :mod:`piadiff.store.changed`).
    """

    id: str
    date: str
    form: str
    edition: str | None
    digest: str
    source: str
    title: str = ""
    correction: int = 0
    commit: str = ""
    added: str = ""
    unplaced: int = 0
    rebuilt: str = ""
    by: str = ""
    after: str = ""
    changed: frozenset[str] | None = None

    @property
    def order(self) -> tuple[str, int]:
        """Versions of one assessment are ordered by 公表日, then by correction."""
        return self.date, self.correction

    @property
    def label(self) -> str:
        """The name of the version, good as VERSION on the command line."""
        return f"{self.id}@{self.date}" + (f"#{self.correction}" if self.correction else "")

    @property
    def folder(self) -> str:
        """The folder of the assessment in the store."""
        return folder_of(self.id)

    @property
    def document(self) -> str:
        """The path of the canonical JSON in the tree of the commit."""
        return f"{self.folder}/assessment.json"


def folder_of(identifier: str) -> str:
    """The folder of an assessment in the store, ``assessments/所沢市-1``."""
    return f"assessments/{identifier}"


def to_message(version: StoredVersion) -> str:
    """The message of the commit that is this version: a subject for people, trailers for programs."""
    what = safe_line(f"{version.title}（{version.form}）" if version.title else version.form, 80)
    trailers = [
        ("Id", version.id),
        ("Date", version.date),
        ("Form", version.form),
        ("Edition", version.edition or UNKNOWN),
        ("Digest", version.digest),
        ("Source", version.source or UNKNOWN),
    ]
    if version.unplaced:
        trailers.append(("Unplaced", str(version.unplaced)))
    if version.rebuilt:
        trailers.append(("Rebuilt", version.rebuilt))
    if version.correction:
        trailers.append(("Correction", str(version.correction)))
    lines = [f"Piadiff-{name}: {safe_line(value)}" for name, value in trailers]
    if version.changed is not None:
        lines += [f"Piadiff-After: {version.after}", *(f"Piadiff-Changed: {path}" for path in sorted(version.changed))]
    return "\n".join([f"{version.label} {what}", "", *lines]) + "\n"


def from_message(commit: str, message: str, added: str = "", by: str = "") -> StoredVersion | None:
    """The version that a commit is, from its message; None if its trailers do not say a sound one."""
    block = message.rstrip("\n").rpartition("\n\n")[2]
    plain, *listed = block.split(f"\n{_CHANGED}")
    found = {m[1]: m[2] for line in plain.split("\n") if (m := _TRAILER.fullmatch(line))}
    sound = (
        safe_id(found.get("Id", "")) == found.get("Id")
        and is_iso(found.get("Date", ""))
        and _DIGEST.fullmatch(found.get("Digest", ""))
        and re.fullmatch(r"[1-9]\d{0,3}", found.get("Correction", "1"))
        and re.fullmatch(r"[1-9]\d{0,5}", found.get("Unplaced", "1"))
    )
    if not sound:
        return None
    edition = found.get("Edition", UNKNOWN)
    after = found.get("After", "")
    told = bool(_DIGEST.fullmatch(after)) and not any("\n" in path for path in listed)
    return StoredVersion(
        id=found["Id"],
        date=found["Date"],
        form=found.get("Form", UNKNOWN),
        edition=None if edition == UNKNOWN else edition,
        digest=found["Digest"],
        source=found.get("Source", UNKNOWN),
        correction=int(found.get("Correction", "0")),
        unplaced=int(found.get("Unplaced", "0")),
        rebuilt=found.get("Rebuilt", ""),
        commit=commit,
        added=added,
        by=by,
        after=after if told else "",
        changed=frozenset(listed) if told else None,
    )


def is_iso(text: str) -> bool:
    """True for a real date written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def to_date(text: str, where: str = "") -> str:
    """The ISO date that a person means (2024-04-01, 令和6年4月1日, R6.4.1). Raises PiadiffError if it is none."""
    day = typed(text)
    if day is None:
        raise PiadiffError(f"日付として読めません: {text}", where=where, hint="2024-04-01 や 令和6年4月1日 のように")
    return day


def current(versions: Iterable[StoredVersion]) -> list[StoredVersion]:
    """The versions that stand, in order: of several under one date the last correction only."""
    latest: dict[tuple[str, str], StoredVersion] = {}
    for version in sorted(versions, key=lambda v: (v.id, v.order)):
        latest[version.id, version.date] = version
    return list(latest.values())


def split_spec(spec: str) -> tuple[str, str, int | None]:
    """``ID@WHEN#N`` as (ID, WHEN or "latest", N or None). Raises PiadiffError if it has not that shape."""
    match = _SPEC.fullmatch(spec)
    if match is None:
        raise PiadiffError(f"版の指定として読めません: {spec}", hint="所沢市-1@2024-04-01 のように指定します")
    number = match["correction"]
    return nfkc(match["id"]), match["when"] or LATEST, None if number is None else int(number)


def find(versions: Sequence[StoredVersion], spec: str) -> StoredVersion:
    """The version that ``spec`` names: ID, ID@latest, ID@prev, ID@DATE (in force that day), ID@DATE#N (correction N).

    Raises PiadiffError in one sentence for an unknown ID, for a day before the first version, for no earlier version.
    """
    identifier, when, correction = split_spec(spec)
    own = [v for v in versions if v.id == identifier]
    if not own:
        raise unknown_id(identifier, versions)
    standing = current(own)
    if when == LATEST:
        day = standing[-1].date
    elif when == PREVIOUS:
        if len(standing) < 2:
            raise PiadiffError(
                f"{identifier} には前の版がありません", hint=f"保管しているのは {standing[0].label} だけです"
            )
        day = standing[-2].date
    else:
        day = _in_force(standing, to_date(when, where=spec))
    if correction is None:
        return next(v for v in standing if v.date == day)
    exact = [v for v in own if v.order == (day, correction)]
    if not exact:
        raise PiadiffError(f"{identifier}@{day} に訂正 {correction} はありません", hint=f"piadiff log {identifier}")
    return exact[-1]


def unknown_id(identifier: str, versions: Iterable[StoredVersion]) -> PiadiffError:
    """The error for an ID that the store does not have, naming those nearest to it."""
    known = sorted({v.id for v in versions})
    near = get_close_matches(identifier, known, n=3, cutoff=0.4) or known[:3]
    hint = f"{'、'.join(near)} など。piadiff log で一覧が見られます" if near else "まだ何も保管していません"
    return PiadiffError(f"保管庫に {identifier} という評価書はありません", hint=hint)


def _in_force(standing: Sequence[StoredVersion], day: str) -> str:
    dates = [v.date for v in standing if v.date <= day]
    if not dates:
        first = standing[0]
        raise PiadiffError(f"{day} に有効だった {first.id} の版はありません", hint=f"最初の版は {first.date} です")
    return dates[-1]
