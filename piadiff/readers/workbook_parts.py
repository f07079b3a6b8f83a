"""Which cells belong to which part of the form, whatever the sheets are called and in whatever order they stand.

A part begins at its heading (``Ⅱ　特定個人情報ファイルの概要``) and ends at the next one or with its sheet. A sheet
without any heading goes by its name (``Ⅱファイルの概要``) or goes on with the part before it if it holds its labels.
What stands on a sheet of no part (a memo, a list copied in) is text without a place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from piadiff.forms import Form
from piadiff.notation import fold, nfkc
from piadiff.readers.labels import Found, Printed
from piadiff.readers.layout import Line
from piadiff.readers.workbook_cells import Cell, Sheet
from piadiff.readers.workbook_sides import Sides, sides_of

COVER = "表紙"
_CONTENTS = 3  # headings of parts in near rows make a list of contents
_NEAR = 3  # rows
_SHEET_PART = re.compile(r"[（(]?\s*(別添[123]|[ⅠⅡⅢⅣⅤⅥ]|(?:III|II|IV|VI|I|V)(?![A-Za-z])|表紙)")
_ASCII = {"I": "Ⅰ", "II": "Ⅱ", "III": "Ⅲ", "IV": "Ⅳ", "V": "Ⅴ", "VI": "Ⅵ"}
_NUMBER = re.compile(r"[（(]\s*([0-9０-９]{1,3})\s*[)）]")
_LAST_NUMBER = re.compile(r"[（(]\s*([0-9]{1,3})\s*[)）]\s*$")
_FILE_NAME = re.compile(r"[（(]\s*([0-9]{1,2})\s*[)）]\s*\S")
_FIRST_CELLS = 4  # of a section, among which its file is named
_MIN_LABELS = 2
_MOST_KNOWN = 4  # of the labels of a section that goes on with another, one in so many may stand in that one too
_LONGEST_LABEL = 400  # characters
_TITLE = re.compile(
    r"特定個人情報保護評価書\(.*評価書\)|\[?(?:平成|令和).{1,12}様式\d\]?|[\[\]\s]*|項目一覧|\[?様式\d.{0,20}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Cells of one part on one sheet; ``file`` is the file's number where the part repeats, ``said`` what the heading
    or the sheet's name says of it; ``headed``: the part's own heading stands there; ``rows``: the first and last row
    that are its own; ``sides``: where its sheet keeps labels and values apart."""

    part: str
    sheet: Sheet
    cells: tuple[Cell, ...]
    headed: bool
    rows: tuple[int, int]
    file: int | None = None
    said: int | None = None
    sides: Sides = field(default_factory=Sides)


def label_of(cell: Cell, prints: Printed) -> Found | None:
    """The label that a cell is or begins with. Breaks inside a label cell are no more than wraps."""
    lines = [line for line in cell.text.split("\n") if line.strip()]
    whole = Line(number=cell.top, text="".join(line.strip() for line in lines), indented=True)
    found = prints.label_at((whole,), 0)
    if found and not found.rest:
        return found
    return prints.label_at([Line(number=cell.top, text=line.strip(), indented=True) for line in lines], 0)


def sections(tree: Form, prints: Printed, sheets: Sequence[Sheet]) -> tuple[list[Section], list[tuple[Sheet, Cell]]]:
    """The sections of the document, and the cells that belong to none of the form's parts."""
    found: list[Section] = []
    foreign: list[tuple[Sheet, Cell]] = []
    for sheet in sheets:
        for section in _on_sheet(prints, sheet):
            settled = _settled(tree, prints, section, found)
            if settled is None:
                foreign += [(sheet, cell) for cell in section.cells]
            else:
                found.append(settled)
    return _numbered(tree, found), foreign


def _on_sheet(prints: Printed, sheet: Sheet) -> list[Section]:
    """A sheet divided at the headings of parts; what stands before the first has the part ``""``."""
    sides = _sides(prints, sheet)
    heads = _headings(prints, sheet.cells, sides)
    starts = [(-1, "", None), *heads]
    out = []
    for number, (index, part, said) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(sheet.cells)
        cells = sheet.cells[index + 1 : end]
        if cells or part:
            top = sheet.cells[index].top if index >= 0 else 0
            last = sheet.cells[end].top - 1 if end < len(sheet.cells) else 2**20
            out.append(
                Section(
                    part=part,
                    sheet=sheet,
                    cells=cells,
                    headed=bool(part),
                    rows=(top, last),
                    said=said,
                    sides=sides,
                )
            )
    return out


def _sides(prints: Printed, sheet: Sheet) -> Sides:
    return sides_of(
        sheet.cells,
        lambda cell: len(cell.text) < _LONGEST_LABEL and label_of(cell, prints) is not None,
        lambda cell: is_title(cell.text) or prints.is_furniture((cell.text,)),
    )


def is_title(text: str) -> bool:
    """Whether a text is the title of an assessment, the name of its form, or a frame of the cover."""
    return _TITLE.fullmatch(fold(text)) is not None


def _headings(prints: Printed, cells: Sequence[Cell], sides: Sides) -> list[tuple[int, str, int | None]]:
    """The cells that are headings of parts: index, part and the file's number if it is said; no lists of contents."""
    out = []
    for index, cell in enumerate(cells):
        found = label_of(cell, prints) if len(cell.text) < 120 and not sides.is_value(cell) else None
        if found and _is_beside_label(cell, cells[max(0, index - _FIRST_CELLS) : index], prints):
            continue
        if found and found.key in prints.parts and (not found.rest or _is_aside(found.rest, prints)):
            number = _LAST_NUMBER.search(nfkc(found.rest))
            out.append((index, prints.parts[found.key], int(nfkc(number[1])) if number else None))
    return [head for n, head in enumerate(out) if not _in_contents(out, n, cells)]


def _is_beside_label(cell: Cell, before: Sequence[Cell], prints: Printed) -> bool:
    """Whether a cell stands right of a label in its row: then it is that label's value, whatever it says."""
    row = [other for other in before if other.right < cell.left and other.top <= cell.top <= other.bottom]
    found = [label_of(other, prints) for other in row if len(other.text) < _LONGEST_LABEL]
    return any(label is not None and label.key not in prints.parts for label in found)


def _is_aside(rest: str, prints: Printed) -> bool:
    return fold(rest) in prints.furniture or bool(re.fullmatch(r"[（(].*[)）]|※", rest.strip(), re.DOTALL))


def _in_contents(heads: Sequence[tuple[int, str, int | None]], number: int, cells: Sequence[Cell]) -> bool:
    """Whether a heading stands in a list of contents: close to others, with nothing between them."""
    first = last = number
    while first and _adjacent(heads[first - 1][0], heads[first][0], cells):
        first -= 1
    while last + 1 < len(heads) and _adjacent(heads[last][0], heads[last + 1][0], cells):
        last += 1
    if last - first + 1 < _CONTENTS:
        return False
    above = {heads[n][1] for n in range(first, number)}
    return not (number == last and heads[number][1] in above)  # a part right below the list


def _adjacent(one: int, other: int, cells: Sequence[Cell]) -> bool:
    return other - one <= 2 and cells[other].top - cells[one].bottom <= _NEAR


def _settled(tree: Form, prints: Printed, section: Section, before: Sequence[Section]) -> Section | None:
    """The section with its part; None if it is none of the form's, or a part that is there already comes again.

    A heading that is printed again over labels that were not there yet does not begin its part anew.
    """
    if not section.headed:
        return _unheaded(tree, prints, section, before)
    above = [s for s in before if s.part == section.part]
    if not any(s.headed for s in above) or section.part.startswith("別添"):
        return section
    repeats = _repeats(tree, section.part)
    if repeats:  # those of the last file
        above = above[max(n for n, s in enumerate(above) if s.headed) :]
    keys, known = _keys(prints, section.cells), {key for s in above for key in _keys(prints, s.cells)}
    goes_on = bool(keys) and len(keys & known) * _MOST_KNOWN <= len(keys)
    if not repeats:
        return section if goes_on else None
    if goes_on and said_file(section) in (None, said_file(above[0])):
        return replace(section, headed=False, said=None)
    return section


def _keys(prints: Printed, cells: Sequence[Cell]) -> set[str]:
    """The labels among some cells."""
    found = [label_of(cell, prints) for cell in cells if len(cell.text) < _LONGEST_LABEL]
    return {label.key for label in found if label is not None}


def _unheaded(tree: Form, prints: Printed, section: Section, before: Sequence[Section]) -> Section | None:
    named = _SHEET_PART.match(nfkc(section.sheet.name))
    part = _ASCII.get(named[1], named[1]) if named else ""
    if tree.find(part) and part != COVER and _holds_labels(tree, prints, part, section.cells):
        number = _NUMBER.search(nfkc(section.sheet.name))
        return replace(section, part=part, said=int(nfkc(number[1])) if number else None)
    if not any(s.part == COVER for s in before) and _holds_labels(tree, prints, COVER, section.cells, least=1):
        return replace(section, part=COVER)
    last = before[-1].part if before else ""
    if last and not last.startswith("別添") and _holds_labels(tree, prints, last, section.cells):
        return replace(section, part=last)
    return None


def _holds_labels(tree: Form, prints: Printed, part: str, cells: Sequence[Cell], least: int = _MIN_LABELS) -> bool:
    """Whether some cells are a piece of a part: some of them are labels of it."""
    keys = {fold(n.heading) for n in tree.nodes if n.path.startswith(f"{part}/") and n.heading}
    found = {f.key for cell in cells if len(cell.text) < 400 and (f := label_of(cell, prints))}
    return len(found & keys) >= min(least, len(keys))


def _repeats(tree: Form, part: str) -> bool:
    return tree.find(f"{part}/(n)") is not None


def _numbered(tree: Form, found: Sequence[Section]) -> list[Section]:
    """Sections of parts that repeat get their file's number: as said, else by their order."""
    said = {id(section): said_file(section) for section in found}
    for part in {section.part for section in found}:
        numbers = [said[id(s)] for s in found if s.part == part and s.headed and said[id(s)]]
        if len(numbers) != len(set(numbers)):  # a sheet copied for the next file that still names the one before
            said |= {id(s): None for s in found if s.part == part}
    out: list[Section] = []
    count: dict[str, int] = {}
    latest: dict[str, int] = {}
    for section in found:
        if not _repeats(tree, section.part) or section.part.startswith("別添"):
            out.append(section)
            continue
        goes_on = not section.headed and section.part in latest and said[id(section)] is None
        taken = {said[id(s)] for s in found if s.part == section.part}
        number = said[id(section)]
        if goes_on:
            number = latest[section.part]
        elif number is None:
            number = count.get(section.part, 0) + 1
            while number in taken:
                number += 1
            count[section.part] = number
        elif not any(said[id(s)] is None and s.headed for s in found if s.part == section.part):
            count[section.part] = number
        latest[section.part] = number
        out.append(replace(section, file=number))
    return out


def said_file(section: Section) -> int | None:
    """The file's number that a section names: in its heading, in its sheet's name, or in the name of its file."""
    if section.said:
        return section.said
    named = _NUMBER.search(nfkc(section.sheet.name))
    if named and section.rows[1] >= 2**20 and section.headed:
        return int(named[1])
    names = [m for cell in section.cells[:_FIRST_CELLS] if (m := _FILE_NAME.match(nfkc(cell.text)))]
    return int(names[0][1]) if len(names) == 1 and section.headed else None
