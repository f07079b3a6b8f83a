"""別添1: the texts of shapes and the pictures of each sheet, straight from the drawings inside the workbook.

The library for cells does not read shapes. Drawings are small XML files that a sheet names in its relations; of a
picture only the SHA-256 is kept, so that a changed chart is seen. Charts and SmartArt are parts of their own, whose
texts are labels too.
"""

from __future__ import annotations

import hashlib
import posixpath
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from piadiff.errors import PiadiffError

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ALTERNATIVES, _CHOICE, _FALLBACK = f"{_MC}AlternateContent", f"{_MC}Choice", f"{_MC}Fallback"
_ANCHORS = {f"{_XDR}twoCellAnchor", f"{_XDR}oneCellAnchor", f"{_XDR}absoluteAnchor"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A shape or picture: the row where it begins (from 1; 0 unknown), the paragraphs of its text, picture hashes."""

    row: int
    texts: tuple[str, ...]
    images: tuple[str, ...]


def read_shapes(members: Mapping[str, bytes], where: str) -> dict[str, list[Shape]]:
    """For each sheet's name its shapes in drawing order. Raises PiadiffError if a drawing is broken."""
    try:
        return {name: list(_of_sheet(members, part)) for name, part in _sheets(members)}
    except ET.ParseError:
        raise PiadiffError(
            "Excelのファイルの中の図を読めません（壊れています）", where=where, hint="Excelで開き、保存し直してください"
        ) from None


def _sheets(members: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Names of the sheets with the members that hold them."""
    book = next((name for name in members if name.lower().endswith("xl/workbook.xml")), None)
    if book is None:
        return
    targets = _relations(members, book)
    for sheet in ET.fromstring(members[book]).iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(f"{_R}id", ""))
        if target in members:
            yield sheet.get("name", ""), str(target)


def _relations(members: Mapping[str, bytes], part: str, kind: str = "") -> dict[str, str]:
    """The members that a part names in its relations, by id; nothing outside the workbook is ever named."""
    folder, name = posixpath.split(part)
    content = members.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    if content is None:
        return {}
    out = {}
    for relation in ET.fromstring(content):
        if relation.get("TargetMode") == "External" or not relation.get("Type", "").endswith(kind):
            continue
        target = unquote(relation.get("Target", ""))
        out[relation.get("Id", "")] = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return out


def _of_sheet(members: Mapping[str, bytes], part: str) -> Iterator[Shape]:
    for drawing in _relations(members, part, "/drawing").values():
        if drawing not in members:
            continue
        named = _relations(members, drawing)
        for anchor in _live(ET.fromstring(members[drawing])):
            if anchor.tag in _ANCHORS:
                yield from _of_anchor(members, anchor, named)


def _live(element: ET.Element) -> Iterator[ET.Element]:
    """An element with all that it holds, of alternatives (``mc:AlternateContent``) only the one that Excel shows."""
    yield element
    for child in element:
        if child.tag != _ALTERNATIVES:
            yield from _live(child)
            continue
        shown = next((one for one in child if one.tag == _CHOICE and len(one)), None)
        shown = next((one for one in child if one.tag == _FALLBACK), None) if shown is None else shown
        if shown is not None:
            yield from _live(shown)


def _of_anchor(members: Mapping[str, bytes], anchor: ET.Element, named: Mapping[str, str]) -> Iterator[Shape]:
    row = anchor.findtext(f"{_XDR}from/{_XDR}row", "")
    at = int(row) + 1 if row.isdigit() else 0
    for shape in _live(anchor):
        if shape.tag in (f"{_XDR}sp", f"{_XDR}cxnSp"):
            texts = _paragraphs(_live(shape))
            if texts:
                yield Shape(row=at, texts=texts, images=())
        elif shape.tag == f"{_XDR}graphicFrame":
            yield from (Shape(row=at, texts=texts, images=()) for texts in _of_frame(members, shape, named))
        if shape.tag in (f"{_XDR}sp", f"{_XDR}pic"):
            found = (named.get(blip.get(f"{_R}embed", ""), "") for blip in _live(shape) if blip.tag == f"{_A}blip")
            hashes = tuple(hashlib.sha256(members[name]).hexdigest() for name in found if name in members)
            if hashes:
                yield Shape(row=at, texts=(), images=hashes)


def _of_frame(members: Mapping[str, bytes], frame: ET.Element, named: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The texts of a chart (titles, names of series and categories) or of the boxes of a SmartArt, one label each."""
    for element in _live(frame):
        if element.tag == f"{_C}chart" and (chart := named.get(element.get(f"{_R}id", ""), "")) in members:
            root = ET.fromstring(members[chart])
            titles = (_paragraphs(_live(rich)) for rich in root.iter(f"{_C}rich"))
            names = ((v.text or "",) for cache in root.iter(f"{_C}strCache") for v in cache.iter(f"{_C}v"))
            yield from dict.fromkeys(texts for texts in (*titles, *names) if any(text.strip() for text in texts))
        elif element.tag == f"{_DGM}relIds" and (data := named.get(element.get(f"{_R}dm", ""), "")) in members:
            for point in ET.fromstring(members[data]).iter(f"{_DGM}pt"):
                if texts := _paragraphs(_live(point)):
                    yield texts


def _paragraphs(elements: Iterable[ET.Element]) -> tuple[str, ...]:
    return tuple(text for e in elements if e.tag == f"{_A}p" and (text := _paragraph(e)).strip())


def _paragraph(paragraph: ET.Element) -> str:
    return "".join(
        "\n" if e.tag == f"{_A}br" else e.text or "" for e in paragraph.iter() if e.tag in (f"{_A}t", f"{_A}br")
    )
