"""What people record beside the versions (design.md 6: "and the decisions people made"), each file known by its path.

A record is not part of a version: adding or correcting a version leaves it as it is. Each writing of one is a commit
that changes that file only; its message names the file and the digest of what was written, so that nothing can be
changed later without a trace.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from piadiff.store.names import safe_line
from piadiff.store.version import folder_of

_DAY = r"\d{4}-\d\d-\d\d"
_DECISIONS = re.compile(rf"assessments/([^/]+)/decisions/({_DAY})_({_DAY})\.json")
_TRAILERS = re.compile(r"Piadiff-Record: (.+)\nPiadiff-Digest: ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What the message of a commit says of the record that it writes: the file and the SHA-256 of its content."""

    path: str
    digest: str


def decisions_path(identifier: str, old: str, new: str) -> str:
    """The file of the decisions on two versions of an assessment, named by their 公表日 (ISO)."""
    return f"{folder_of(identifier)}/decisions/{old}_{new}.json"


def decided_pair(path: str) -> tuple[str, str, str] | None:
    """(ID, 公表日 of the old version, 公表日 of the new one) of a file of decisions; None for any other file."""
    match = _DECISIONS.fullmatch(path)
    return (match[1], match[2], match[3]) if match else None


def is_record(path: str) -> bool:
    """Whether a file of the store is a record, not part of a version."""
    return decided_pair(path) is not None


def record_message(subject: str, path: str, data: bytes) -> str:
    """The message of the commit that writes ``data`` into the record ``path``."""
    digest = hashlib.sha256(data).hexdigest()
    return f"{safe_line(subject)}\n\nPiadiff-Record: {path}\nPiadiff-Digest: {digest}\n"


def recorded(message: str) -> Recorded | None:
    """The record that a commit with this message writes; None if it is no such commit."""
    match = _TRAILERS.fullmatch(message.rstrip("\n").rpartition("\n\n")[2])
    return Recorded(path=match[1], digest=match[2]) if match and is_record(match[1]) else None
