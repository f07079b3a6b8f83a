"""The streams of an OLE2 compound file, in which Excel (xls), Word (doc) and others kept their documents until 2007.

Read here and not by a library because a hostile directory or chain sends readers round in circles: every chain is
followed only as long as the file has sectors, and every entry of the directory is looked at once.
[MS-CFB] is the document of the format.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER, _ENTRY, _SHORT_SECTOR = 512, 128, 64
_IN_HEADER = 109  # sectors of the allocation table that the header itself names
_LAST_SECTOR = 0xFFFFFFFA
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_NONE = 0xFFFFFFFF


class BrokenFileError(ValueError):
    """The bytes are no sound compound file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    kind: int
    start: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Compound:
    """A sound compound file: what stands at its top, by name."""

    data: bytes
    sector: int
    table: tuple[int, ...]
    short_table: tuple[int, ...]
    short_data: bytes
    cutoff: int
    entries: Mapping[str, _Entry]

    def stream(self, name: str) -> bytes:
        """The bytes of a stream at the top. Raises BrokenFileError also if the file ends before the stream does."""
        entry = self.entries.get(name)
        if entry is None or entry.kind != _STREAM:
            raise BrokenFileError
        if entry.size < self.cutoff:
            data = _chain(self.short_data, 0, _SHORT_SECTOR, self.short_table, entry.start)
        else:
            data = _chain(self.data, self.sector, self.sector, self.table, entry.start)
        if len(data) < entry.size:
            raise BrokenFileError
        return data[: entry.size]


def open_compound(data: bytes) -> Compound:
    """Reads tables and directory of a compound file. Raises BrokenFileError."""
    try:
        return _open(data)
    except (struct.error, IndexError, UnicodeDecodeError):
        raise BrokenFileError from None


def _open(data: bytes) -> Compound:
    if data[:8] != MAGIC or data[28:30] != b"\xfe\xff":
        raise BrokenFileError
    power, short_power = struct.unpack_from("<HH", data, 30)
    if power not in (9, 12) or short_power != 6:
        raise BrokenFileError
    sector = 1 << power
    (directory,) = struct.unpack_from("<I", data, 48)
    cutoff, short_start, _, more, _ = struct.unpack_from("<5I", data, 56)
    table = _table(data, sector, more)
    listed = _chain(data, sector, sector, table, directory)
    raw = [listed[at : at + _ENTRY] for at in range(0, len(listed) - _ENTRY + 1, _ENTRY)]
    root = _entry(raw[0])
    if root.kind != _ROOT:
        raise BrokenFileError
    short_data = _chain(data, sector, sector, table, root.start) if root.size else b""
    shorts = _chain(data, sector, sector, table, short_start)
    short_table = struct.unpack_from(f"<{len(shorts) // 4}I", shorts)
    return Compound(
        data=data, sector=sector, table=table, short_table=short_table, short_data=short_data, cutoff=cutoff,
        entries=_top(raw),
    )  # fmt: skip


def _table(data: bytes, sector: int, more: int) -> tuple[int, ...]:
    """The allocation table: for each sector the next one of its chain."""
    numbers = list(struct.unpack_from(f"<{_IN_HEADER}I", data, 76))
    most = len(data) // sector + 1
    seen: set[int] = set()
    while more < _LAST_SECTOR:
        if more in seen or len(seen) > most:
            raise BrokenFileError
        seen.add(more)
        *further, more = struct.unpack_from(f"<{sector // 4}I", data, (more + 1) * sector)
        numbers += further
    wanted = [number for number in numbers if number < _LAST_SECTOR]
    if len(wanted) > most:
        raise BrokenFileError
    parts = (data[(number + 1) * sector : (number + 2) * sector] for number in wanted)
    joined = b"".join(part.ljust(sector, b"\xff") for part in parts)
    return struct.unpack(f"<{len(joined) // 4}I", joined)


def _chain(data: bytes, offset: int, sector: int, table: tuple[int, ...], start: int) -> bytes:
    """The bytes of a chain of sectors; what a cut file lacks is left out at the end."""
    parts: list[bytes] = []
    seen: set[int] = set()
    while start < _LAST_SECTOR:
        if start in seen or start >= len(table):
            raise BrokenFileError
        seen.add(start)
        at = offset + start * sector
        parts.append(data[at : at + sector])
        start = table[start]
    return b"".join(parts)


def _entry(raw: bytes) -> _Entry:
    start, size = struct.unpack_from("<II", raw, 116)
    return _Entry(kind=raw[66], start=start, size=size)


def _top(raw: list[bytes]) -> dict[str, _Entry]:
    """The entries that stand straight under the root, by name; each is visited once."""
    out: dict[str, _Entry] = {}
    seen: set[int] = set()
    open_entries = [struct.unpack_from("<I", raw[0], 76)[0]]
    while open_entries:
        number = open_entries.pop()
        if number == _NONE or number in seen:
            continue
        seen.add(number)
        one = raw[number]
        (length,) = struct.unpack_from("<H", one, 64)
        out[one[: max(0, min(length, 64) - 2)].decode("utf-16-le")] = _entry(one)
        open_entries += struct.unpack_from("<II", one, 68)
    return out
