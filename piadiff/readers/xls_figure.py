"""別添1 in old Excel workbooks: the texts of shapes and the hashes of pictures, as ``workbook_figure`` gives them.

Drawings are trees of atoms ([MS-ODRAW]) cut over records of a sheet; each shape's text follows in records of its own.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from piadiff.readers import unread
from piadiff.readers.workbook_figure import Shape
from piadiff.readers.xls_records import CONTINUE, DRAWING, DRAWING_GROUP, OBJECT, TEXT, Record, Stream

_SHAPE, _PROPERTIES, _ANCHOR, _STORED = 0xF004, 0xF00B, 0xF010, 0xF007
_PICTURES = {0xF01D, 0xF01E, 0xF01F, 0xF029, 0xF02A}
_METAFILES = {0xF01A, 0xF01B, 0xF01C}
_PICTURE = 0x104  # the property that names a shape's picture
_NOTE, _BOX, _RADIO = 0x19, 0x0B, 0x0C  # kinds of objects


@dataclass(slots=True, kw_only=True)
class Figures:
    """The shapes of each sheet, and what of them could not be read."""

    shapes: dict[str, list[Shape]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def read_figures(stream: Stream) -> Figures:
    """The shapes and pictures on each sheet in drawing order, never an error: what is broken is told in remarks."""
    out = Figures()
    pictures = _pictures(stream)
    if not stream.sheets and any(record.code == OBJECT for record in stream.records):
        out.remarks.append(unread.OLD_DRAWINGS)
    for name, records in stream.sheets.items():
        sheet = _Sheet(stream=stream, pictures=pictures)
        sheet.read(records)
        if sheet.shapes:
            out.shapes[name] = sheet.shapes
        if sheet.unread:
            out.remarks.append(unread.pictures(name, sheet.unread))
        if sheet.controls:
            out.remarks.append(unread.controls(name, sheet.controls))
    return out


@dataclass(slots=True, kw_only=True)
class _Sheet:
    """One sheet while its drawing is read."""

    stream: Stream
    pictures: Sequence[str]
    shapes: list[Shape] = field(default_factory=list)
    unread: int = 0
    controls: int = 0
    row: int = 0
    kind: int = 0

    def read(self, records: Sequence[Record]) -> None:
        for index, record in enumerate(records):
            if record.code == DRAWING:
                self._drawing(_joined(self.stream, records, index))
            elif record.code == OBJECT and record.length >= 6:
                (self.kind,) = struct.unpack_from("<H", self.stream.data, record.start + 4)
                self.controls += self.kind in (_BOX, _RADIO)
            elif record.code == TEXT and self.kind != _NOTE:
                text = _text(self.stream, records, index)
                if text is None:
                    self.unread += 1
                elif paragraphs := tuple(line for line in text.split("\n") if line.strip()):
                    self.shapes.append(Shape(row=self.row, texts=paragraphs, images=()))

    def _drawing(self, data: bytes) -> None:
        """The anchors and pictures that a piece of the drawing holds."""
        number = 0
        for kind, _, content in _atoms(data):
            if kind == _SHAPE:
                number = self._picture(number)
            elif kind == _PROPERTIES:
                number = _picture_number(content)
            elif kind == _ANCHOR and len(content) >= 8:
                self.row = struct.unpack_from("<H", content, 6)[0] + 1
        self._picture(number)

    def _picture(self, number: int) -> int:
        """Adds the picture of the shape that ends here, at the row of its anchor."""
        if 0 < number <= len(self.pictures) and self.pictures[number - 1]:
            self.shapes.append(Shape(row=self.row, texts=(), images=(self.pictures[number - 1],)))
        elif number:
            self.unread += 1
        return 0


def _atoms(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Kind, instance and content of each atom; containers are gone through, not given, but for shapes and pictures."""
    at = 0
    while at + 8 <= len(data):
        head, kind, length = struct.unpack_from("<HHI", data, at)
        at += 8
        if head & 0xF == 0xF:
            if kind == _SHAPE:
                yield kind, head >> 4, b""
            continue  # its atoms follow
        yield kind, head >> 4, data[at : at + length]
        at += length


def _picture_number(properties: bytes) -> int:
    for at in range(0, len(properties) - 5, 6):
        kind, value = struct.unpack_from("<HI", properties, at)
        if kind & 0x3FFF == _PICTURE:
            return int(value)
    return 0


def _pictures(stream: Stream) -> list[str]:
    """The hashes of the workbook's pictures in their order; an empty one for a picture that is not in the file."""
    parts = []
    for index, record in enumerate(stream.records):
        if record.code == DRAWING_GROUP:
            parts.append(_joined(stream, stream.records, index))
    stored = (content for kind, _, content in _atoms(b"".join(parts)) if kind == _STORED)
    return [_hash(content[36 + content[33] :]) if len(content) >= 36 else "" for content in stored]


def _hash(data: bytes) -> str:
    """The SHA-256 of a stored picture's file."""
    for kind, instance, content in _atoms(data):
        identifiers = 32 if instance & 1 else 16
        if kind in _PICTURES or kind in _METAFILES:
            return hashlib.sha256(content[identifiers + (1 if kind in _PICTURES else 34) :]).hexdigest()
    return ""


def _joined(stream: Stream, records: Sequence[Record], index: int) -> bytes:
    """A record with those that continue it."""
    parts = [stream.content(records[index])]
    for record in records[index + 1 :]:
        if record.code != CONTINUE:
            break
        parts.append(stream.content(record))
    return b"".join(parts)


def _text(stream: Stream, records: Sequence[Record], index: int) -> str | None:
    """The text of a shape from the records after its own: each begins with a byte that tells how it is written."""
    head = stream.content(records[index])
    if len(head) < 12:
        return None
    left = struct.unpack_from("<H", head, 10)[0]
    parts = []
    for record in records[index + 1 :]:
        if not left or record.code != CONTINUE:
            break
        content = stream.content(record)
        wide = bool(content[:1]) and content[0] & 1
        part = content[1:].decode("utf-16-le" if wide else "latin-1", "replace")[:left]
        parts.append(part)
        left -= len(part)
    text = "".join(parts).replace("\r\n", "\n").replace("\r", "\n")
    return None if left else text
