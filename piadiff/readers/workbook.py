"""Reads an assessment from a workbook (xlsx, xlsm) of the official form as offices keep it.

1. ``workbook_guard`` looks at the bytes: nothing hostile gets further.
2. ``workbook_cells`` gives sheets of cells; ``workbook_changes`` takes the change table out of them.
3. ``workbook_parts`` divides the rest into the form's parts by their headings; sheets may have any name and order.
4. ``workbook_place`` finds the form's labels in each part and gives every other cell to one of them.
5. ``workbook_values`` makes values of cells, ``workbook_figure`` the flow chart of shapes and pictures.

No cell is read by its address. A cell without a place is returned with its sheet and address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from piadiff.errors import PiadiffError
from piadiff.forms import Form, form
from piadiff.model import Assessment, Reading, Row, Unplaced, Value
from piadiff.notation import fold
from piadiff.readers.labels import TABLE_HEADINGS, Printed, printed
from piadiff.readers.text import detect_form
from piadiff.readers.workbook_appendix import read_figure, read_records
from piadiff.readers.workbook_cells import Cell, Sheet, read_sheets
from piadiff.readers.workbook_changes import ChangeSheets, has_table, take_changes
from piadiff.readers.workbook_figure import Shape, read_shapes
from piadiff.readers.workbook_guard import is_workbook, open_archive
from piadiff.readers.workbook_items import Out, read_item, stray
from piadiff.readers.workbook_parts import COVER, Section, is_title, label_of, said_file, sections
from piadiff.readers.workbook_place import is_printed_only, place_cells

__all__ = ["is_workbook", "read_form", "read_workbook"]

_FORM_WORDS = re.compile(r"様式\s*[0-9０-９]|特定個人情報保護評価書|項目評価書")
_BOOK_TITLE = re.compile(r"特定個人情報保護評価書\(.*評価書\)")
_FORM_NAME = re.compile(r"\[(?:(?:平成|令和)(?:元|\d+)年\d+月)?様式\d\]")
_FORM_OF_TABLE = {"(別添3)変更箇所": "様式4", "(別添2)変更箇所": "様式3", "変更箇所": "様式2"}
_MIN_LABELS = 8
_LONGEST_HEADING = 80


def read_workbook(data: bytes, where: str = "") -> Reading:
    """Reads a workbook's bytes. Raises PiadiffError if it is broken, locked, hostile or no assessment."""
    archive = open_archive(data, where)
    remarks = []
    if archive.unsaved_formulas:
        remarks.append(
            f"値が保存されていない数式のセルが{archive.unsaved_formulas}個あります。Excelで開いて保存し直してください"
        )
    return read_form(read_sheets(data, where), read_shapes(archive.members, where), where, remarks=remarks)


def read_form(
    sheets: Sequence[Sheet], shapes: Mapping[str, Sequence[Shape]], where: str, *, remarks: Sequence[str] = ()
) -> Reading:
    """The assessment in sheets of cells, wherever those come from, with the shapes on them by the sheet's name.

    ``remarks`` are what was doubtful before. Raises PiadiffError if the cells hold no assessment.
    """
    name, edition = _form_of(sheets, where)
    tree, prints = form(name), printed(name)
    out = Out(remarks=list(remarks))
    _tell_unseen(sheets, out)
    changes = _read_sheets(tree, prints, sheets, shapes, out, where)
    if out.labels < min(_MIN_LABELS, len(tree.items)) and not changes.found:
        raise PiadiffError(
            f"{name}の項目がほとんど見つかりません（{out.labels}か所）",
            where=where,
            hint="評価書全体のファイルを渡してください",
        )
    ordered = {path: out.items[path] for path in sorted(out.items, key=tree.sort_key)}
    assessment = Assessment(form=name, edition=edition, items=ordered, changes=_located(tree, changes, ordered))
    return Reading(
        assessment=assessment,
        unplaced=tuple(out.unplaced),
        remarks=tuple(out.remarks),
        source_characters=sum(len(fold(cell.text)) for sheet in sheets for cell in sheet.cells),
        pages={path: f"{a}-{b}" if b > a else f"{a}" for path, (a, b) in out.pages.items()},
    )


def _tell_unseen(sheets: Sequence[Sheet], out: Out) -> None:
    """What no cell shows or what may not be meant: text struck through, comments, rows that nobody sees."""
    for sheet in sheets:
        out.unplaced += [Unplaced(where=sheet.place(cell), text=cell.text) for cell in sheet.struck]
        out.remarks += [
            f"{sheet.place(cell)} の取り消し線の引かれた文字は、消されたものとして読んでいません。確かめてください"
            for cell in sheet.struck
        ]
        if sheet.notes:
            out.remarks.append(f"シート「{sheet.name}」のコメント（{sheet.notes}個）は読んでいません")
        if sheet.hidden_rows and not sheet.hidden:
            rows = "、".join(map(str, sheet.hidden_rows[:5])) + ("ほか" if len(sheet.hidden_rows) > 5 else "")
            out.remarks.append(f"シート「{sheet.name}」の非表示の行（{rows}行目）の文字も読みました。確かめてください")


def _head(sheets: Sequence[Sheet]) -> str:
    """The cells that tell form and edition, wherever the cover is: the name of the form in a cell of its own
    (``[平成30年5月　様式４]``) with the title on its sheet, else all that speak of a form, then some others."""
    shown = sorted(sheets, key=lambda s: s.hidden)
    for sheet in shown:
        titles = [cell.text for cell in sheet.cells if _BOOK_TITLE.fullmatch(fold(cell.text))]
        names = [cell.text for cell in sheet.cells if _FORM_NAME.fullmatch(fold(cell.text))]
        if titles and names:
            return f"{names[0]}\n{titles[0]}"
    texts = [cell.text for sheet in shown for cell in sheet.cells if len(cell.text) < 200]
    return "\n".join([*(text for text in texts if _FORM_WORDS.search(text)), *texts])[:6000] or " "


def _form_of(sheets: Sequence[Sheet], where: str) -> tuple[str, str | None]:
    """Form and edition. A file of the change table alone tells its form by the number in the table's title."""
    try:
        return detect_form(_head(sheets), where)
    except PiadiffError:
        titles = [fold(cell.text) for sheet in sheets if has_table(sheet) for cell in sheet.cells[:2]]
        form_name = next((_FORM_OF_TABLE[title] for title in titles if title in _FORM_OF_TABLE), None)
        if form_name is None:
            raise
        return form_name, None


def _read_sheets(
    tree: Form,
    prints: Printed,
    sheets: Sequence[Sheet],
    shapes: Mapping[str, Sequence[Shape]],
    out: Out,
    where: str,
) -> ChangeSheets:
    """Reads all sheets, the visible ones first; of hidden ones only what the visible ones lack."""
    changes = take_changes([sheet for sheet in sheets if not sheet.hidden], prints)
    found, foreign = sections(tree, prints, changes.sheets)
    hidden = take_changes([sheet for sheet in sheets if sheet.hidden], prints)
    extra, strange = sections(tree, prints, hidden.sheets)
    have = {section.part for section in found}
    found += [section for section in extra if section.part not in have]
    if hidden.found and not changes.found:
        changes.found, changes.rows = True, hidden.rows
    skipped = {s.sheet.name for s in extra if s.part in have} | {sheet.name for sheet, _ in strange}
    out.remarks += [f"非表示のシート「{name}」は評価書の一部として読んでいません" for name in sorted(skipped)]
    out.unplaced += changes.unplaced
    out.remarks += changes.remarks
    lists = [section for section in found if _is_list(tree, section.part)]
    for section in found:
        if section not in lists:
            _read_section(tree, prints, section, shapes, out, where)
    for part in dict.fromkeys(section.part for section in lists):
        _read_lists(prints, [section for section in lists if section.part == part], out)
    for sheet, cell in foreign:
        if not _is_furniture(cell, prints):
            out.unplaced.append(Unplaced(where=sheet.place(cell), text=cell.text))
    _stray_shapes(tree, found, shapes, out)
    return changes


def _is_list(tree: Form, part: str) -> bool:
    node = tree.find(f"{part}/(n)")
    return part.startswith("別添") and node is not None and node.kind == "list"


def _located(tree: Form, changes: ChangeSheets, items: dict[str, Value]) -> tuple[Row, ...]:
    """The rows with the items that their headings mean."""
    from piadiff.forms.locate import locate

    return tuple(
        replace(row, paths=locate(tree, row.item, items=items, before=row.before, after=row.after))
        for row in changes.rows
    )


def _is_furniture(cell: Cell, prints: Printed) -> bool:
    """Whether a cell of the cover or of no part is a title, a line of the list of contents or the like."""
    key = fold(cell.text)
    if is_title(cell.text) or key in {fold(heading) for heading in TABLE_HEADINGS} or is_printed_only(cell, prints):
        return True
    if len(cell.text) > _LONGEST_HEADING:
        return all(_is_contents(line, prints) for line in cell.text.split("\n") if line.strip())
    found = label_of(cell, prints)
    return found is not None and found.key in prints.parts


def _is_contents(line: str, prints: Printed) -> bool:
    found = label_of(Cell(top=1, left=1, bottom=1, right=1, text=line), prints)
    return (found is not None and found.key in prints.parts) or fold(line) in {fold(h) for h in TABLE_HEADINGS}


def _read_section(
    tree: Form, prints: Printed, section: Section, shapes: Mapping[str, Sequence[Shape]], out: Out, where: str
) -> None:
    """Reads a section of a part that is no list of record items."""
    node = tree.find(section.part)
    if section.part.startswith("別添"):
        section = _inside(section, out)
    if node is not None and node.kind == "figure":
        for path, value in read_figure(section, _own_shapes(section, shapes)).items():
            out.put(path, value, section.sheet.name)
        out.labels += 1
        return
    said = said_file(section)
    if section.file and said and said != section.file:
        out.remarks.append(
            f"シート「{section.sheet.name}」の{section.part}を（{section.file}）つ目のファイルとして読みました"
            f"（（{said}）とも書かれています）。確かめてください"
        )
    if section.part == COVER:
        cells = tuple(cell for cell in section.cells if section.sides.is_value(cell) or not _is_furniture(cell, prints))
        section = replace(section, cells=cells)
    placed = place_cells(tree, prints, section, where)
    out.labels += len(placed.holdings)
    for holding in placed.holdings:
        read_item(holding, section, prints, out)
        cells = (holding.label.cell, *holding.cells)
        out.stands(holding.place.path, [section.sheet.place(cell) for cell in cells])
    for cell in placed.strays:
        stray(cell, section, prints, out)


def _read_lists(prints: Printed, found: Sequence[Section], out: Out) -> None:
    """Reads the lists of record items, which may go on from sheet to sheet."""
    lists = read_records([_inside(section, out) for section in found], prints, out.unplaced, out.remarks)
    out.items |= lists
    out.labels += len(lists)


def _inside(section: Section, out: Out) -> Section:
    """A section without what somebody wrote beside the form, which has no place."""
    outside = [cell for cell in section.cells if section.sides.is_outside(cell)]
    out.unplaced += [Unplaced(where=section.sheet.place(cell), text=cell.text) for cell in outside]
    return replace(section, cells=tuple(cell for cell in section.cells if not section.sides.is_outside(cell)))


# -- appendices ------------------------------------------------------------------------------------------------------


def _own_shapes(section: Section, shapes: Mapping[str, Sequence[Shape]]) -> list[Shape]:
    first, last = section.rows
    return [s for s in shapes.get(section.sheet.name, ()) if s.row == 0 or first <= s.row <= last]


def _stray_shapes(tree: Form, found: Sequence[Section], shapes: Mapping[str, Sequence[Shape]], out: Out) -> None:
    """Shapes and pictures outside the flow chart have no item; their text is not lost."""
    figures = [s for s in found if (node := tree.find(s.part)) is not None and node.kind == "figure"]
    for name, all_shapes in shapes.items():
        own = [shape for s in figures if s.sheet.name == name for shape in _own_shapes(s, shapes)]
        for shape in all_shapes:
            if shape not in own:
                text = "\n".join(shape.texts) or f"画像（{shape.images[0][:12]}）"
                out.unplaced.append(Unplaced(where=f"{name} {shape.row}行目の図形", text=text))
