"""Any supported file to an assessment: piadiff's own JSON, a workbook, a PDF, or the text extracted from one."""

from __future__ import annotations

from pathlib import Path

from piadiff import canonical
from piadiff.errors import PiadiffError
from piadiff.model import ChangesList, Opinions, Reading
from piadiff.papers import KINDS
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
            return read_workbook(data, where)
        from piadiff.readers.ods import is_open_document, read_ods

        if is_open_document(data):
            return read_ods(data, where)
    if is_compound(data):
        from piadiff.readers.xls import read_xls

        return read_xls(data, where)
    text = decode(data, where=where)
    if text.lstrip()[:1] == "{":
        return Reading(assessment=canonical.loads(text, where), source_characters=len(text))
    if kind := paper_kind(text):
        raise PiadiffError(
            f"評価書ではなく{KINDS[kind]}です",
            where=where,
            hint="内容は piadiff read で見られます。評価書を渡してください",
        )
    from piadiff.readers.text import read_assessment_text

    return read_assessment_text(text, where)


def read_paper(path: Path) -> Reading | ChangesList | Opinions:
    """Reads an assessment or one of the papers beside it. Raises PiadiffError as :func:`read` does."""
    data = read_bytes(path)
    try:
        text = decode(data, where=str(path))
    except PiadiffError:
        return read(path)  # no text: what else it may be is said there
    kind = paper_kind(text)
    if kind == "changes-list":
        from piadiff.readers.changes_list import read_changes_list

        return read_changes_list(text, str(path))
    if kind == "opinions":
        from piadiff.readers.opinions import read_opinions

        return read_opinions(text, str(path))
    return read(path)
