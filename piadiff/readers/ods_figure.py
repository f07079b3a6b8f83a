"""別添1 in OpenDocument spreadsheets: texts of shapes and hashes of pictures, as ``workbook_figure`` gives them."""

from __future__ import annotations

import hashlib
import posixpath
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from piadiff.readers.ods_text import DRAW, OFFICE, paragraphs
from piadiff.readers.workbook_figure import Shape

_HREF = "{http://www.w3.org/1999/xlink}href"
_FRAME, _IMAGE, _OBJECTS = f"{DRAW}frame", f"{DRAW}image", (f"{DRAW}object", f"{DRAW}object-ole")


def shapes_in(element: ET.Element, row: int, members: Mapping[str, bytes], where: str) -> Iterator[Shape]:
    """The shapes and pictures under an element in drawing order, as standing in ``row`` (0: unknown)."""
    for child in element:
        if child.tag == f"{OFFICE}annotation":
            continue
        if child.tag == _FRAME and any(part.tag == _IMAGE for part in child):
            if hashes := _hashes(child, members):
                yield Shape(row=row, texts=(), images=hashes)
        elif child.tag.startswith(DRAW):
            texts = tuple(text for text in paragraphs(child, where) if text.strip())
            if texts:
                yield Shape(row=row, texts=texts, images=())
            yield from shapes_in(child, row, members, where)


def controls_in(element: ET.Element) -> int:
    """How many form controls (boxes to tick, fields) stand under an element; their values are not in the cells."""
    return sum(1 for _ in element.iter(f"{DRAW}control"))


def _hashes(frame: ET.Element, members: Mapping[str, bytes]) -> tuple[str, ...]:
    """The picture of a frame, the first that is in the file: further ones are the same in other formats."""
    for image in frame.iter(_IMAGE):
        name = posixpath.normpath(unquote(image.get(_HREF, "")))
        if name in members:
            return (hashlib.sha256(members[name]).hexdigest(),)
    return ()
