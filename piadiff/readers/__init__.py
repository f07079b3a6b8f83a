"""Any supported file to an assessment: piadiff's own JSON, a workbook, a PDF, or the text extracted from one.

Which module reads what, and which kind of damage each one mends:

Every file
- ``source``: bytes to text: what may be opened at all, and in which encoding
- ``labels``: what the form itself prints: headings, labels, options, placeholders
- ``unread``: one sentence each for what of a spreadsheet is not read

Text extracted from a PDF: items
- ``text``: the whole document: cover, parts, 別添, change table
- ``layout``: pages, boxes and lines
- ``markup``: remains of HTML and tables that OCR left
- ``running``: titles and page numbers printed on every page
- ``cover``: a cover whose values stand apart from their labels
- ``part``: one part of the form, driven by the form's tree
- ``part_page``: a page of a part, and what is read for each item
- ``part_texts``: texts that stand apart from their labels
- ``elements``: a page as labels, texts, choices, boxes, counts
- ``places``: which item each label means
- ``ordered``: cells in the form's own order (OCR)
- ``stacked``: labels that stand on each other with their values behind them
- ``undivided``: pages without blank lines between their cells
- ``fitting``: which values of a page belong to which labels, all weighed together
- ``page_fit``: a page's texts and choices weighed against its labels by ``fitting``
- ``plain_reading``: the simple reading of a page, evidence for ``page_fit``
- ``cell_joins``: boxes of lines that are one cell
- ``overlap``: a cell printed on both pages that it crosses
- ``appendix``: 別添1 and 別添2: chart and record items

Boxes to mark
- ``boxes``: torn brackets put together, each box to its item
- ``squares``: ``■ 紙`` written as ``[ ○ ] 紙``
- ``torn``: boxes torn at a wide gap

Change tables in text
- ``change_table``: the table as a whole
- ``change_region``: where it stands, its pages and pieces of lines
- ``change_running``: running lines of its pages
- ``change_words``: its titles, marks, timing words and common phrases
- ``change_label``: which column each piece belongs to
- ``change_steps``: what follows what, as scores
- ``change_split``: where 項目, 変更前 and 変更後 end
- ``change_align``: which date, timing and reason belongs to which row
- ``change_rows``: labelled pages to rows
- ``change_draft``: rows while they are put together
- ``change_order``: pages given from the bottom up
- ``change_endings``: reasons without a timing before them
- ``change_reasons``: several reasons in a run
- ``change_tails``: 提出時期 and 説明 brought to their rows
- ``change_share``: texts of several rows in a run
- ``change_strays``: text beside no 項目
- ``change_text``: line wraps of narrow cells undone
- ``change_cells``: a table that kept its cells (tabs, bars)
- ``group_values``: a row that shows a whole group, as rows of its items
- ``row_values``: texts of a row as values of its item

Workbooks (xlsx, xlsm; the others come here too)
- ``workbook``: the form in sheets of cells
- ``workbook_guard``: nothing hostile gets further
- ``workbook_cells``: sheets of cells
- ``workbook_parts``: which cells belong to which part
- ``workbook_place``: which item each cell belongs to
- ``workbook_sides``: sheets that keep labels and values apart
- ``workbook_values``: cells to a value by kind
- ``workbook_items``: values of items; an item that two sections claim
- ``workbook_appendix``: chart and record items
- ``workbook_figure``: shapes and pictures
- ``workbook_changes``: the change table

Old workbooks (xls)
- ``xls``: the form in them
- ``compound``: streams of the file
- ``xls_records``: records, and what they may ask
- ``xls_cells``: sheets of cells
- ``xls_figure``: shapes and pictures

OpenDocument (ods)
- ``ods``: the form in them
- ``ods_guard``: nothing hostile gets further
- ``ods_cells``: sheets of cells
- ``ods_styles``: hidden sheets, dates, struck-through text
- ``ods_text``: spaces, breaks, notes and ruby in paragraphs
- ``ods_figure``: shapes and pictures

PDF
- ``pdf``: the form in its pages
- ``apart``: a process of its own, with limits
- ``pdf_guard``: pages read in such a process
- ``pdf_pages``: glyphs and rules, by PDFium
- ``pdf_cells``: ruled cells and their lines, wraps undone
- ``pdf_furniture``: page numbers and running titles
- ``pdf_grid``: pages as sheets; cells and parts over page breaks

Papers beside an assessment, and small files
- ``papers``: titles of their columns
- ``papers_kind``: which paper a text is
- ``papers_cells``: tables that kept their cells
- ``papers_sheets``: papers in workbooks and csv
- ``changes_list``: 変更箇所一覧
- ``opinions``: opinions of a 第三者点検
- ``opinions_split``: their rows and cells in extracted text
- ``opinions_places``: the items that they mean
- ``effective``: days on which changes take effect
- ``effective_workbook``: the same in workbooks
- ``page_numbers``: pages for the 変更箇所一覧
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from piadiff import canonical
from piadiff.errors import PiadiffError
from piadiff.model import ChangesList, Opinions, Reading
from piadiff.papers import KINDS
from piadiff.readers.papers import PaperKind
from piadiff.readers.papers_cells import GridRow
from piadiff.readers.papers_kind import paper_kind
from piadiff.readers.source import decode, is_archive, is_compound, is_pdf, read_bytes

__all__ = ["read", "read_data", "read_paper"]


def read(path: Path) -> Reading:
    """Reads one file. Raises PiadiffError naming the file for anything that is no readable assessment."""
    return read_data(read_bytes(path), str(path))


def read_data(data: bytes, where: str, progress: Callable[[int, int], None] | None = None) -> Reading:
    """Reads the bytes of a file, which ``where`` names in errors; ``progress`` is told (pages done, of all) of a PDF.

    Raises PiadiffError as :func:`read` does.
    """
    if is_pdf(data):
        from piadiff.readers.pdf import read_pdf

        return read_pdf(data, where, progress)
    if is_archive(data):
        from piadiff.readers.workbook import is_workbook, read_workbook

        if is_workbook(data):
            return _or_paper(read_workbook, data, where)
        from piadiff.readers.ods import is_open_document, read_ods

        if is_open_document(data):
            return _or_paper(read_ods, data, where)
    if is_compound(data):
        from piadiff.readers.xls import read_xls

        return _or_paper(read_xls, data, where)
    text = decode(data, where=where)
    if text.lstrip()[:1] == "{":
        return Reading(assessment=canonical.loads(text, where), source_characters=len(text))
    if kind := paper_kind(text):
        raise _is_paper(kind, where)
    from piadiff.readers.text import read_assessment_text

    return read_assessment_text(text, where)


def _or_paper(reader: Callable[[bytes, str], Reading], data: bytes, where: str) -> Reading:
    """The reading of a spreadsheet. Raises PiadiffError that says so if it is a paper beside an assessment."""
    try:
        return reader(data, where)
    except PiadiffError:
        try:
            paper = _sheets_paper(data, where)
        except PiadiffError:
            paper = None
        if paper:
            raise _is_paper(paper[0], where) from None
        raise


def _is_paper(kind: PaperKind, where: str) -> PiadiffError:
    return PiadiffError(
        f"評価書ではなく{KINDS[kind]}です",
        where=where,
        hint="内容は piadiff read で見られます。評価書を渡してください",
    )


def read_paper(path: Path) -> Reading | ChangesList | Opinions:
    """Reads an assessment or one of the papers beside it. Raises PiadiffError as :func:`read` does."""
    data = read_bytes(path)
    if (is_archive(data) or is_compound(data)) and (paper := _sheets_paper(data, str(path))):
        from piadiff.readers.papers_sheets import read_rows

        return read_rows(*paper, str(path))
    try:
        text = decode(data, where=str(path))
    except PiadiffError:
        return read(path)  # no text: what else it may be is said there
    if path.suffix.lower() == ".csv":
        from piadiff.readers.papers_sheets import paper_of_csv, read_rows

        if found := paper_of_csv(text, str(path)):
            return read_rows(*found, str(path))
    kind = paper_kind(text)
    if kind == "changes-list":
        from piadiff.readers.changes_list import read_changes_list

        return read_changes_list(text, str(path))
    if kind == "opinions":
        from piadiff.readers.opinions import read_opinions

        return read_opinions(text, str(path))
    return read(path)


def _sheets_paper(data: bytes, where: str) -> tuple[PaperKind, list[GridRow]] | None:
    """The paper that a workbook or spreadsheet holds instead of an assessment."""
    from piadiff.readers.ods import is_open_document, sheets_of_ods
    from piadiff.readers.papers_sheets import paper_of_sheets
    from piadiff.readers.workbook import is_workbook
    from piadiff.readers.workbook_cells import read_sheets
    from piadiff.readers.workbook_guard import open_archive

    if is_compound(data):
        from piadiff.readers.xls import sheets_of_xls

        return paper_of_sheets(sheets_of_xls(data, where))
    if not is_workbook(data):
        return paper_of_sheets(sheets_of_ods(data, where)) if is_open_document(data) else None
    members = open_archive(data, where).members.values()
    if all(any(label.encode() in content for content in members) for label in ("評価書番号", "評価実施機関名")):
        return None  # the cover of an assessment; no need to read all cells twice
    return paper_of_sheets(read_sheets(data, where))
