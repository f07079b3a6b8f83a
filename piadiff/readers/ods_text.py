"""The text of OpenDocument paragraphs: spaces, tabs and breaks are elements there, notes and ruby stand inside.

OpenDocument 1.3 (part 3, 6.1) lets white space count as one space. LibreOffice writes plain spaces of formatted cells
all the same, each meant: so only breaks and indents of the XML itself count as one space, at the ends as none.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping

from piadiff.readers.workbook_guard import too_much

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
MAX_SPACES = 100_000  # that one element may stand for

_ASIDE = {f"{OFFICE}annotation", f"{OFFICE}annotation-end", f"{TEXT}ruby-text", f"{TEXT}note"}
_WHITE = re.compile(r" *[\t\r\n][ \t\r\n]*")


def paragraphs(
    element: ET.Element,
    where: str,
    struck: Mapping[str, bool] | None = None,
    *,
    whole: bool = False,
    only: bool = False,
) -> tuple[str, ...]:
    """The paragraphs that stand straight in an element, also those of its lists, each as plain text.

    ``struck`` says which styles strike text through, ``whole`` whether the element itself does: then only the text
    that is valid is given, or (``only``) that which is struck through.
    """
    return tuple(_paragraph(p, where, struck or {}, whole, only) for p in _in(element))


def repeated(element: ET.Element, attribute: str, most: int, where: str) -> int:
    """How many times an element stands, at least once. Raises PiadiffError if the number is monstrous."""
    text = element.get(attribute, "1")
    number = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 1 if len(text) < 10 else most + 1
    if number > most:
        raise too_much("繰返しの数が大きすぎます", where, "ODS")
    return max(number, 1)


def _in(element: ET.Element) -> Iterator[ET.Element]:
    for child in element:
        if child.tag in (f"{TEXT}p", f"{TEXT}h"):
            yield child
        elif child.tag in (f"{TEXT}list", f"{TEXT}list-item", f"{TEXT}section"):
            yield from _in(child)


def _paragraph(element: ET.Element, where: str, struck: Mapping[str, bool], whole: bool, only: bool) -> str:
    found = _pieces(element, where, struck, whole)
    pieces = [text if literal else _WHITE.sub("\0", text) for text, literal, gone in found if gone == only]
    return "".join(pieces).strip("\0").replace("\0", " ")


def _pieces(
    element: ET.Element, where: str, struck: Mapping[str, bool], gone: bool
) -> Iterator[tuple[str, bool, bool]]:
    """Stretches of text, whether they are meant to the letter, and whether they are struck through."""
    gone = struck.get(element.get(f"{TEXT}style-name", ""), gone)
    yield element.text or "", False, gone
    for child in element:
        if child.tag == f"{TEXT}s":
            yield " " * repeated(child, f"{TEXT}c", MAX_SPACES, where), True, gone
        elif child.tag == f"{TEXT}tab":
            yield "\t", True, gone
        elif child.tag == f"{TEXT}line-break":
            yield "\n", True, gone
        elif child.tag not in _ASIDE and not child.tag.startswith(DRAW):
            yield from _pieces(child, where, struck, gone)
        yield child.tail or "", False, gone
