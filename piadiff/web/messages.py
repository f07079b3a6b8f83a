"""What a browser asks and what it is answered, free of any server: what the functions of the desk take and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that was dropped: the name by which it is shown, never used as a path, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request that passed the guard: keys out of its address, what was typed, what was dropped."""

    keys: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def typed(self, name: str) -> str:
        """What was typed into a field, without the spaces around it; "" if nothing."""
        return self.fields.get(name, "").strip()

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return name in self.fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer: a page, a file, or the address of another page."""

    body: bytes = b""
    status: int = 200
    kind: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)


def go(address: str) -> Answer:
    """Leads to another page of ours, by GET."""
    return Answer(status=303, headers={"location": quote(address, safe="/?=&#%.:")})


def download(data: bytes, name: str, kind: str) -> Answer:
    """A file to be kept under ``name``."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in ".-_") else "_" for c in name)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Answer(body=data, kind=kind, headers={"content-disposition": disposition})
