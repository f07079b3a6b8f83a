"""An office's own workbook as a package: which part holds which sheet, how far a sheet is printed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from piadiff.writers.own_sheet import area
from piadiff.writers.xml_places import Edit, Element, changed, tree

_AREA = re.compile(r"(\$?[A-Z]{1,3}\$?\d{1,7}:\$?[A-Z]{1,3}\$?)(\d{1,7})(?=$|,)")


class OwnBook:
    """The parts of a workbook by name. Raises ValueError or KeyError where they do not fit together."""

    def __init__(self, members: Mapping[str, bytes]) -> None:
        self._members = members
        self.path = next(
            (t for _, t in _relations(members, "").items() if t.endswith("workbook.xml")), "xl/workbook.xml"
        )
        self._part = members[self.path]
        self._root = tree(self._part, {"workbookPr", "sheets", "sheet", "definedNames", "definedName"})
        self._sheets = [sheet for block in self._root.named("sheets") for sheet in block.named("sheet")]
        self._targets = _relations(members, self.path)
        self.styles = next((t for t in self._targets.values() if t.endswith("styles.xml")), "xl/styles.xml")

    @property
    def from_1904(self) -> bool:
        """Whether days are counted from 1904, as on old Macs."""
        return any(e.attributes.get("date1904") in ("1", "true") for e in self._root.named("workbookPr"))

    def part_of(self, name: str) -> str:
        """The part that holds a sheet. Raises KeyError if none does."""
        for sheet in self._sheets:
            if sheet.attributes.get("name") == name:
                key = next(key for key in sheet.attributes if key.rpartition(":")[2] == "id" and ":" in key)
                return self._targets[sheet.attributes[key]]
        raise KeyError(name)

    def with_print_area(self, name: str, row: int, last: int) -> bytes:
        """The part with a sheet's print areas over ``row`` drawn down to the row ``last``; empty if nothing changes."""
        number = next(n for n, sheet in enumerate(self._sheets) if sheet.attributes.get("name") == name)
        edits = [
            Edit(start=element.inside, end=element.close, new=_drawn(self._part, element, row, last))
            for block in self._root.named("definedNames")
            for element in block.named("definedName")
            if element.attributes.get("name") == "_xlnm.Print_Area"
            and element.attributes.get("localSheetId") == str(number)
        ]
        new = changed(self._part, edits)
        return b"" if new == self._part else new


def _drawn(part: bytes, element: Element, row: int, last: int) -> bytes:
    """The areas of a name, those that have ``row`` down to ``last``."""

    def down(match: re.Match[str]) -> str:
        own = area((match[1] + match[2]).replace("$", ""))
        return match[1] + str(max(own.bottom, last) if own.top <= row <= own.bottom else own.bottom)

    return _AREA.sub(down, part[element.inside : element.close].decode("utf-8")).encode("utf-8")


def _relations(members: Mapping[str, bytes], path: str) -> dict[str, str]:
    """The parts that a part (or, ``""``, the package) names, by the id it knows them under."""
    folder, name = posixpath.split(path)
    own = posixpath.join(folder, "_rels", f"{name}.rels")
    if own not in members:
        return {}
    found = {}
    for element in tree(members[own], {"Relationship"}).named("Relationship"):
        if element.attributes.get("TargetMode") == "External":
            continue
        target = element.attributes["Target"]
        joined = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[element.attributes["Id"]] = joined
    return found
