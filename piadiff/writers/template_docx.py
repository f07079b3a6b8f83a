"""An office's own Word template filled with the rows of a change table; what has no field in it stays as it is."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING

from piadiff.errors import PiadiffError
from piadiff.model import Row
from piadiff.readers.workbook_guard import open_archive
from piadiff.writers.docx_parts import run
from piadiff.writers.fields import ROW_FIELDS, check_row, filled, has_field, row_field
from piadiff.writers.own_workbook import packed
from piadiff.writers.sheet import NO_CHANGES, plain_line, printable

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_BODY = "word/document.xml"
_PART = re.compile(r"word/(document|header\d*|footer\d*)\.xml")


def fill_document(data: bytes, rows: Sequence[Row], values: Mapping[str, str], where: str) -> bytes:
    """The template's bytes with one row of its table for each of ``rows`` and ``values`` in the fields beside them.

    Raises PiadiffError for what is no sound document, and for unknown or missing fields.
    """
    from docx.opc.oxml import serialize_part_xml
    from docx.oxml import parse_xml

    members = _members(data, where)
    parts = {}
    for name in filter(_PART.fullmatch, members):
        try:
            root = parse_xml(members[name])
        except SyntaxError:  # what lxml raises for what is not well-formed
            raise _broken(where) from None
        before = serialize_part_xml(root)
        _fill_paragraphs(root, values, where, rows=name == _BODY)
        if name == _BODY:
            _fill_rows(root, rows or (Row(item=NO_CHANGES),), where)
        if (after := serialize_part_xml(root)) != before:
            parts[name] = after
    return packed(data, parts)


def _members(data: bytes, where: str) -> Mapping[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sound = _BODY in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        sound = False
    if not sound:
        raise _broken(where)
    return open_archive(data, where, "Word").members


def _broken(where: str) -> PiadiffError:
    return PiadiffError(
        "Wordのファイル（.docx）として読めません", where=where, hint="Wordで開き、.docx で保存し直してください"
    )


def _fill_rows(root: Element, rows: Sequence[Row], where: str) -> None:
    """The row of fields becomes one row for each row of the table, in its place."""
    from docx.oxml.ns import qn

    said = [field for one in root.iter(qn("w:p")) if (field := row_field(_text(one)))]
    marked = [row for row in root.iter(qn("w:tr")) if any(row_field(_text(cell)) for cell in row.iter(qn("w:tc")))]
    if len(marked) > 1 or len(said) > len(set(said)):
        raise PiadiffError("行のひな形は一つの行に書いてください", where=where)
    if not marked:
        check_row({}, where)
    pattern = marked[0]
    fields = {name: n for n, cell in enumerate(pattern.iter(qn("w:tc"))) if (name := row_field(_text(cell)))}
    check_row(fields, where)
    place = pattern.getparent()
    at = place.index(pattern)
    place.remove(pattern)
    for number, row in enumerate(rows):
        new = deepcopy(pattern)
        cells = list(new.iter(qn("w:tc")))
        for name, text in zip(ROW_FIELDS, plain_line(row).cells, strict=True):
            _put(cells[fields[name]], text)
        place.insert(at + number, new)


def _put(cell: Element, text: str) -> None:
    """The text in the place of all that the cell holds, a paragraph for each line, as the cell's first one looks."""
    from docx.oxml.ns import qn

    first = next(cell.iter(qn("w:p")))
    own = first.find(qn("w:pPr"))
    look = next((one.find(qn("w:rPr")) for one in first.iter(qn("w:r"))), None)
    for child in list(cell):
        if child.tag != qn("w:tcPr"):
            cell.remove(child)
    for line in text.split("\n"):
        paragraph = first.makeelement(first.tag)
        if own is not None:
            paragraph.append(deepcopy(own))
        if line:
            paragraph.append(_run(line, look))
        cell.append(paragraph)


def _run(text: str, look: Element | None) -> Element:
    new = run(text)
    if look is not None:
        new.insert(0, deepcopy(look))
    return new


def _fill_paragraphs(root: Element, values: Mapping[str, str], where: str, *, rows: bool) -> None:
    """The fields beside the row (those of the row stay, if there may be ``rows``), each paragraph as its first run."""
    from docx.oxml.ns import qn

    for paragraph in root.iter(qn("w:p")):
        if not has_field(_text(paragraph)) or (rows and row_field(_text(paragraph))):
            continue
        runs = list(paragraph.iter(qn("w:r")))
        look = runs[0].find(qn("w:rPr"))
        text = printable(filled(_text(paragraph), values, where))
        for one in runs:
            one.getparent().remove(one)
        paragraph.append(_run(text, look))


def _text(element: Element) -> str:
    from docx.oxml.ns import qn

    return "".join(one.text or "" for one in element.iter(qn("w:t")))
