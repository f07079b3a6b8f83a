"""Any supported file to an assessment: piadiff's own JSON, a workbook, a PDF, or the text extracted from one."""

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

__all__ = ["read", "read_paper"]


def read(path: Path) -> Reading:
    """Reads one file. Raises PiadiffError naming the file for anything that is no readable assessment."""
    data, where = read_bytes(path), str(path)
    if is_pdf(data):
        from piadiff.readers.pdf import read_pdf

        return read_pdf(data, where)
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
