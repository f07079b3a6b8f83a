"""Makes compound files (OLE2) and tiny old workbooks (BIFF8) byte by byte, since no library writes bad ones."""

import struct

END, FREE = 0xFFFFFFFE, 0xFFFFFFFF
SECTOR = 512


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams at its top, each in sectors of its own."""
    table: list[int] = []
    body = b""

    def put(data: bytes) -> int:
        nonlocal body
        first, count = len(table), max(1, -(-len(data) // SECTOR))
        table.extend([*range(first + 1, first + count), END])
        body += data.ljust(count * SECTOR, b"\0")
        return first

    starts = {name: put(data) for name, data in streams.items()}
    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    for number, (name, start) in enumerate(starts.items(), 1):
        right = number + 1 if number < len(starts) else FREE
        entries.append(_entry(name, 2, start, len(streams[name]), right=right))
    directory = put(b"".join(entries))
    needed = -(-(len(table) + 2) // (SECTOR // 4))
    first = len(table)
    table.extend([0xFFFFFFFD] * needed)
    body += struct.pack(f"<{len(table)}I", *table).ljust(needed * SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += b"\0" * 10 + struct.pack("<IIIIIIIII", needed, directory, 0, 0, END, 0, END, 0, first)
    head += b"".join(struct.pack("<I", first + n) for n in range(1, needed))
    return head.ljust(SECTOR, b"\xff") + body


def _entry(name: str, kind: int, start: int, size: int, *, child: int = FREE, right: int = FREE) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    entry = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, right, child)
    return entry.ljust(116, b"\0") + struct.pack("<IQ", start, size)


def record(code: int, data: bytes = b"") -> bytes:
    """One record of a workbook's stream."""
    return struct.pack("<HH", code, len(data)) + data


BOF_GLOBALS = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
BOF_SHEET = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
EOF = record(0x0A)


def workbook(cells: bytes, *, formats: dict[int, str] | None = None, extra: bytes = b"", hidden: bool = False) -> bytes:
    """The stream of a workbook with one sheet (表) of these cell records; the n-th format is that of XF n."""
    formats = formats or {0: "General"}
    head = BOF_GLOBALS + record(0x42, struct.pack("<H", 1200)) + extra
    head += b"".join(
        record(0x31, struct.pack("<HHHHHBBBBBB", 200, 0, 8, 400, 0, 0, 0, 0, 0, 1, 0) + b"A") for _ in "1234"
    )
    head += b"".join(record(0x41E, struct.pack("<H", key) + text(shape)) for key, shape in formats.items() if shape)
    head += b"".join(record(0xE0, struct.pack("<HHH", 0, key, 1) + b"\0" * 14) for key in formats)
    name = struct.pack("<BB", 1, 1) + "表".encode("utf-16-le")
    sheet = record(0x85, struct.pack("<IBB", len(head) + 4 + 6 + len(name) + len(EOF), int(hidden), 0) + name)
    return head + sheet + EOF + BOF_SHEET + cells + EOF


def text(value: str) -> bytes:
    """A string as records have it."""
    return struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")


def label(row: int, column: int, value: str) -> bytes:
    """A cell with a text."""
    return record(0x204, struct.pack("<HHH", row, column, 0) + text(value))


def number(row: int, column: int, value: float, xf: int = 0) -> bytes:
    """A cell with a number."""
    return record(0x203, struct.pack("<HHHd", row, column, xf, value))
