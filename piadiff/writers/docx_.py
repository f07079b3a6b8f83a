"""Tables as a Word document: A4, the header row on each page, page numbers, changed words marked.

With ``Sheet.tracking`` both texts stand in one column as real revisions (``w:ins``, ``w:del``): accepting all gives the
new text, rejecting all the old one. A text is only ever text: no field, no markup. The only module that imports
python-docx; what stands in a cell is made in :mod:`piadiff.writers.docx_parts`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from piadiff.writers.docx_parts import FONT, NO_SPACE, SIZE, UPRIGHT_SIZE, Parts, page_numbers
from piadiff.writers.layout import Layout, lay_out
from piadiff.writers.sheet import Sheet, Tracking

if TYPE_CHECKING:
    from docx.document import Document

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MARGIN_MM = {"left_margin": 10, "right_margin": 10, "top_margin": 14, "bottom_margin": 15}


def render(sheet: Sheet) -> bytes:
    """The document; the same sheet gives the same bytes (no times of writing in it but those of the revisions)."""
    return render_layouts((lay_out(sheet),), sheet.tracking)


def render_layouts(layouts: Sequence[Layout], tracking: Tracking | None = None) -> bytes:
    """The document of one table or several, one below the other, on pages as the first one wants them."""
    from docx import Document

    document = Document()
    _set_styles(document, UPRIGHT_SIZE if layouts[0].portrait else SIZE)
    _set_page(document, portrait=layouts[0].portrait)
    _set_properties(document, layouts[0])
    body = document.element.body
    elements = chain.from_iterable(Parts(layout, tracking).elements() for layout in layouts)
    for number, element in enumerate(elements):
        body.insert(number, element)
    out = io.BytesIO()
    document.save(out)
    return _settled(out.getvalue())


def _set_styles(document: Document, points: int) -> None:
    """One Japanese font for everything, whatever theme a template brings; one size, no space around paragraphs."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    root = document.styles.element
    for fonts in root.iter(qn("w:rFonts")):
        for name in list(fonts.attrib):
            del fonts.attrib[name]
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FONT)
    defaults = root.find(qn("w:docDefaults"))
    for name in ("w:sz", "w:szCs"):
        for size in defaults.iter(qn(name)):
            size.set(qn("w:val"), str(2 * points))
    for spacing in defaults.iter(qn("w:spacing")):
        for name, value in NO_SPACE.items():
            spacing.set(qn(name), value)
    normal = document.styles["Normal"].element.get_or_add_pPr()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):  # no gaps around the digits of dates and numbers
        none = OxmlElement(name)
        none.set(qn("w:val"), "0")
        normal.append(none)
    for language in root.iter(qn("w:lang")):
        language.set(qn("w:val"), "ja-JP")
        language.set(qn("w:eastAsia"), "ja-JP")


def _set_page(document: Document, *, portrait: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT if portrait else WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Mm(210), Mm(297)) if portrait else (Mm(297), Mm(210))
    for name, millimetres in _MARGIN_MM.items():
        setattr(section, name, Mm(millimetres))
    section.header_distance = section.footer_distance = Mm(7)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    foot = section.footer.paragraphs[0]._p
    foot.getparent().replace(foot, page_numbers())


def _set_properties(document: Document, layout: Layout) -> None:
    properties = document.core_properties
    properties.title = layout.title[:255]
    properties.author = properties.last_modified_by = "piadiff"
    properties.comments = properties.keywords = ""
    properties.language = "ja-JP"
    properties.created = properties.modified = datetime(*_EPOCH[:3])
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]  # a picture of python-docx's own template


def _settled(data: bytes) -> bytes:
    """The package without times of writing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
