"""What the styles of an OpenDocument spreadsheet say of its sheets and cells: which are hidden, how dates are shown."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_MAX_PARENTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """Names of the table styles that hide, and for each cell style its number format as Excel would write it."""

    hidden: frozenset[str]
    formats: dict[str, str]

    def shape(self, name: str) -> str:
        """The number format of a cell style; empty if it has none of interest."""
        return self.formats.get(name, "")


def read_styles(roots: Iterable[ET.Element]) -> Styles:
    """The styles in some XML members (content.xml, styles.xml)."""
    hidden: set[str] = set()
    data: dict[str, str] = {}
    cells: dict[str, tuple[str, str]] = {}
    for root in roots:
        for element in root.iter():
            name = element.get(f"{_STYLE}name", "")
            if element.tag == f"{_STYLE}style" and element.get(f"{_STYLE}family") == "table":
                if any(child.get(f"{TABLE}display") == "false" for child in element):
                    hidden.add(name)
            elif element.tag == f"{_STYLE}style" and element.get(f"{_STYLE}family") == "table-cell":
                cells[name] = (
                    element.get(f"{_STYLE}data-style-name", ""),
                    element.get(f"{_STYLE}parent-style-name", ""),
                )
            elif element.tag.startswith(_NUMBER) and name and (found := _format(element)):
                data[name] = found
    formats = {name: found for name in cells if (found := data.get(_data_style(name, cells), ""))}
    return Styles(hidden=frozenset(hidden), formats=formats)


def _data_style(name: str, cells: dict[str, tuple[str, str]]) -> str:
    """The data style of a cell style or of the nearest above it that has one."""
    for _ in range(_MAX_PARENTS):
        own, parent = cells.get(name, ("", ""))
        if own or not parent:
            return own
        name = parent
    return ""


def _format(style: ET.Element) -> str:
    """A data style in the letters of Excel's formats, as far as ``workbook_cells.shown`` looks at them."""
    if style.tag == f"{_NUMBER}date-style":
        letters = {f"{_NUMBER}year": "y", f"{_NUMBER}month": "m", f"{_NUMBER}day": "d"}
        return "".join(letters.get(child.tag, "") for child in style)
    if any(child.get(f"{_NUMBER}grouping") == "true" for child in style):
        return "#,##0"
    return ""
