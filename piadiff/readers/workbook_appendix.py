"""The 別添 of a workbook: the flow chart with its notes, and the lists of record items."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from piadiff.model import Figure, Unplaced, Value
from piadiff.notation import fold, nfkc
from piadiff.readers.appendix import record_items
from piadiff.readers.labels import Printed
from piadiff.readers.workbook_cells import Cell
from piadiff.readers.workbook_figure import Shape
from piadiff.readers.workbook_parts import Section
from piadiff.readers.workbook_place import is_printed_only
from piadiff.readers.workbook_sides import CHART_LABEL, IMAGE_LABEL
from piadiff.readers.workbook_values import CONTINUED, exact_lines, joined, text_lines

_FILE_HEADING = re.compile(r"[（(]\s*([0-9０-９]{1,3})\s*[)）]\s*(.*)", re.DOTALL)
_NOTES = re.compile(r"[(]?備考[)]?")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONGEST_HEADING = 80
_NUMBERED = re.compile(r"\s*[0-9０-９]{1,4}[.．]")


def read_figure(section: Section, shapes: Sequence[Shape]) -> dict[str, Value]:
    """別添1: the texts in cells and shapes as labels, pictures by their hash, and what stands behind （備考）.

    A workbook that cannot hold the chart itself names its texts and the hashes of its pictures under labels.
    """
    labels: list[str] = []
    images: list[str] = []
    notes: list[Cell] | None = None
    inline, under, own = "", "", False
    for cell in section.cells:
        first, _, rest = cell.text.partition("\n")
        may_be_label = not section.sides.is_value(cell)
        if notes is None and may_be_label and _NOTES.fullmatch(fold(first)):
            notes, inline = [], rest
        elif notes is not None:
            notes.append(cell)
        elif may_be_label and cell.text in (CHART_LABEL, IMAGE_LABEL):
            under, own = cell.text, True
        elif under == IMAGE_LABEL and _SHA256.fullmatch(cell.text.strip()):
            images.append(cell.text.strip())
        elif under == CHART_LABEL and labels and cell.text.startswith(CONTINUED):
            labels[-1] = joined([labels[-1], cell.text])
        elif under:
            labels.append(joined([cell.text]))
        else:
            labels.append("".join(line.strip() for line in cell.text.split("\n")))
    labels += ["".join(shape.texts) for shape in shapes if shape.texts]
    images += [digest for shape in shapes for digest in shape.images]
    out: dict[str, Value] = {}
    if labels or images or own or notes is None:
        out[section.part] = Figure(labels=tuple(labels), images=tuple(images))
    if notes is not None:
        lines = exact_lines(notes) if section.sides.labels_to and not inline else text_lines(inline, notes)
        out[f"{section.part}/備考"] = tuple(lines)
    return out


@dataclass(slots=True)
class _Listed:
    """The cells of one file's list, wherever they stand, and how many of its numbers have a cell of their own."""

    cells: list[Cell] = field(default_factory=list)
    counted: int = 0
    own: bool = False
    again: str = ""  # where a list that begins anew was joined


def read_records(
    sections: Sequence[Section], prints: Printed, unplaced: list[Unplaced], remarks: list[str]
) -> dict[str, Value]:
    """The lists of record items in all sections of one part, one of each file: an item in a cell (numbers beside), or
    a running text in one cell.

    A section that names a file again goes on with its list; so does one that names none and does not begin at 1.
    """
    lists: dict[int, _Listed] = {}
    for section in sections:
        _add_section(section, lists, prints, unplaced)
    out: dict[str, Value] = {}
    for file, found in lists.items():
        path = f"{sections[0].part}/({file})"
        each = found.counted > 0 and found.counted >= len(found.cells)
        out[path] = tuple(c.text for c in found.cells) if each else _records(found.cells, own=found.own)
        if found.again:
            remarks.append(
                f"{path}の一覧がもう一度、始めから書かれています（{found.again}）。続けて読みました。確かめてください"
            )
    return out


def _add_section(section: Section, lists: dict[int, _Listed], prints: Printed, unplaced: list[Unplaced]) -> None:
    number, last, own = section.said, 0, section.sides.labels_to > 0
    here: set[int] = set()
    for index, cell in enumerate(section.cells):
        following = None
        if own and not section.sides.is_value(cell):
            match = _FILE_HEADING.match(nfkc(cell.text).strip())
            following = int(match[1]) if match else None
            if not following and not is_printed_only(cell, prints):
                unplaced.append(Unplaced(where=section.sheet.place(cell), text=cell.text))
            if not following:
                continue
        elif not own:
            following = _file_number(cell, section.cells[index + 1 : index + 2], last)
        if following:
            number = last = following
            lists.setdefault(number, _Listed()).own |= own
            continue
        if not own and is_printed_only(cell, prints):
            continue
        if number is None:
            number = max(lists, default=0) + (0 if lists and _goes_on(cell) else 1)
        found = lists.setdefault(number, _Listed())
        found.own |= own
        if number not in here and found.cells and not _goes_on(cell):
            found.again = section.sheet.place(cell)
        here.add(number)
        if not own and re.fullmatch(r"[0-9]{1,4}[.)]?", nfkc(cell.text).strip()):
            found.counted += 1
        else:
            found.cells.append(cell)


def _goes_on(cell: Cell) -> bool:
    """Whether the first cell of a list is none: it says so, or its number is not 1."""
    number = re.match(r"\s*([0-9]{1,4})\s*(?:[.．)、\s]|$)", nfkc(cell.text))
    return cell.text.startswith(CONTINUED) or (number is not None and int(number[1]) > 1)


def _file_number(cell: Cell, following: Sequence[Cell], last: int) -> int | None:
    """The number of the file that a cell names: ``（２）国民健康保険料賦課情報ファイル``, as a heading or a label."""
    match = _FILE_HEADING.fullmatch(nfkc(cell.text).strip())
    if not match or int(match[1]) <= last:
        return None
    is_label = bool(following) and following[0].top == cell.top and cell.left < cell.right < following[0].left
    is_heading = len(cell.text) < _LONGEST_HEADING and "\n" not in cell.text and not re.search("[、。]", match[2])
    return int(match[1]) if is_label or is_heading else None


def _records(cells: Sequence[Cell], *, own: bool) -> tuple[str, ...]:
    """The entries: a line each where most lines begin with a number, else those of a running text.

    A line that somebody put in between without a number, or without numbering the later ones anew, is an entry too.
    ``own``: the sheet is laid out so that a line is an entry, whatever stands in it.
    """
    lines = [line for line in joined([cell.text for cell in cells]).split("\n") if line.strip()]
    numbers = [_NUMBERED.match(line) for line in lines]
    counted = sum(bool(number and _near(number[0], at)) for at, number in enumerate(numbers, 1))
    if counted * 2 > len(lines) and (own or (len(lines) > 1 and not _runs_on(lines))):
        return tuple(line[number.end() :] if number else line for line, number in zip(lines, numbers, strict=True))
    return record_items(line.rstrip() for line in lines)


def _near(number: str, at: int) -> bool:
    """Whether a printed number is about that of the line: lines put in between move it."""
    return abs(int(re.sub("[^0-9]", "", nfkc(number))) - at) <= max(3, at // 4)


def _runs_on(lines: Sequence[str]) -> bool:
    """Whether several entries stand in a line, divided by commas and numbers of their own."""
    return any(re.search(r"[、，]\s*[0-9０-９]{1,4}[.．]", line) for line in lines)
