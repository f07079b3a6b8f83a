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
    """Names of the table styles that hide, for each cell style its number format as Excel would write it, and for each
    style of cells or text that says so whether it strikes its text through."""

    hidden: frozenset[str]
    formats: dict[str, str]
    struck: dict[str, bool]

    def shape(self, name: str) -> str:
        """The number format of a cell style; empty if it has none of interest."""
        return self.formats.get(name, "")


def read_styles(roots: Iterable[ET.Element]) -> Styles:
    """The styles in some XML members (content.xml, styles.xml)."""
    hidden: set[str] = set()
    data: dict[str, str] = {}
    cells: dict[str, tuple[str, str]] = {}
    struck: dict[str, bool] = {}
    for root in roots:
        for element in root.iter():
            name = element.get(f"{_STYLE}name", "")
            if element.tag == f"{_STYLE}style" and (said := _strikes(element)) is not None:
                struck[name] = said
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
    struck |= {name: said for name in cells if name not in struck and (said := _inherited(name, cells, struck))}
    return Styles(hidden=frozenset(hidden), formats=formats, struck=struck)


def _strikes(style: ET.Element) -> bool | None:
    """Whether a style strikes its text through; None if it does not say."""
    for child in style.findall(f"{_STYLE}text-properties"):
        said = [child.get(f"{_STYLE}text-line-through-{name}") for name in ("style", "type")]
        if any(said):
            return "none" not in said
    return None


def _inherited(name: str, cells: dict[str, tuple[str, str]], struck: dict[str, bool]) -> bool:
    """What the nearest style above a cell style says of striking through."""
    for _ in range(_MAX_PARENTS):
        name = cells.get(name, ("", ""))[1]
        if name in struck or not name:
            break
    return struck.get(name, False)


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
