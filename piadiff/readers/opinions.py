"""Reads the table of opinions of a 第三者点検: place, opinion, by whom, revised text, response, and the items meant.

A text extracted from a PDF has the cells of a row one after the other, and a blank line stands between cells as well as
inside them. What tells them apart is the row's number, who gave the opinion (a short cell that every row has), and the
width at which each column wraps (:mod:`piadiff.readers.opinions_split`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from piadiff.errors import PiadiffError
from piadiff.forms import form
from piadiff.model import Opinion, Opinions, Unplaced
from piadiff.notation import nfkc
from piadiff.readers.opinions_places import Places
from piadiff.readers.opinions_split import RawRow, cells_of, raw_rows
from piadiff.readers.papers import CHANGES_ALONE, UNANSWERED, PaperKind, paper_form, roles_of_cells
from piadiff.readers.papers_cells import GridRow, grid, has_cells
from piadiff.readers.workbook_values import CONTINUED

_KIND: PaperKind = "opinions"
_NUMBER = re.compile(r"(?:No\.?|№)?\s*(\d{1,4})\.?")
SESSION = re.compile(
    r"(?=.{0,60}(?:委員会|審議会|審査会|部会|会議|点検|事務局))"
    r"(?:.{0,30}第\s*[0-9一二三四五六七八九十]{1,3}\s*回.{0,20}|.{1,40}(?:対応分|関係分|意見分))"
)
_END_OF_SENTENCE = re.compile(r"[。、]")
_BESIDE = re.compile(rf"#*\s*(?:{UNANSWERED}|{CHANGES_ALONE})")


def is_session(line: str) -> bool:
    """Whether a line is the heading of a sitting's opinions (第三者点検委員会【第1回目】対応分), not a sentence."""
    plain = nfkc(line).strip()
    return 4 <= len(plain) <= 40 and not _END_OF_SENTENCE.search(plain) and SESSION.fullmatch(plain) is not None


def read_opinions(text: str, where: str = "") -> Opinions:
    """The opinions in a text. Raises PiadiffError if no row is found."""
    if has_cells(text):
        return opinions_of_rows(grid(text), text, where)
    raw, unplaced = raw_rows(text.split("\n"), is_session)
    return _finished(cells_of(raw), unplaced, text, where)


def opinions_of_rows(lines: Sequence[GridRow], text: str, where: str = "") -> Opinions:
    """The opinions in rows with cells; ``text`` may name the form. Raises PiadiffError if there is none."""
    rows, unplaced = _from_grid(lines)
    return _finished(rows, unplaced, text, where)


def _finished(rows: Sequence[RawRow], unplaced: Sequence[Unplaced], text: str, where: str) -> Opinions:
    if not rows:
        raise PiadiffError("意見の表に行がありません", where=where, hint="表の全体を渡してください")
    places = Places(form(paper_form(text)), [row.cells.get("place", "") for row in rows])
    out = [_opinion(row, places) for row in rows]
    remarks = [f"{row.line}行目: {row.no}番の{doubt}" for row in rows for doubt in row.doubts]
    remarks += [
        f"{row.line}行目: {row.no}番がどの項目を指すか分かりません"
        for row, o in zip(rows, out, strict=True)
        if not o.paths
    ]
    return Opinions(rows=tuple(out), unplaced=tuple(unplaced), remarks=tuple(remarks))


def _opinion(row: RawRow, places: Places) -> Opinion:
    cells = {role: row.cells.get(role, "") for role in ("place", "opinion", "by", "revised", "response")}
    return Opinion(no=row.no, session=row.session, paths=places.locate(cells["place"]), **cells)


def _from_grid(rows: Sequence[GridRow]) -> tuple[list[RawRow], list[Unplaced]]:
    """Rows of a table that kept its cells, by its titles."""
    out: list[RawRow] = []
    unplaced: list[Unplaced] = []
    roles: tuple[str | None, ...] = ()
    session: str | None = None
    beside = False
    for row in rows:
        filled = [cell for cell in row.cells if cell]
        if found := roles_of_cells(_KIND, row.cells):
            roles, beside = found, False
        elif beside or (len(filled) == 1 and _BESIDE.fullmatch(filled[0])):
            beside = True  # a table below our own, which repeats opinions or holds none
        elif len(filled) == 1 and is_session(filled[0]):
            session = filled[0]
        elif not roles or len(row.cells) == 1:
            if roles or "意見" not in row.cells[0]:
                unplaced.append(Unplaced(where=f"{row.number}行目", text=row.cells[0]))
        else:
            _take(out, row, roles, session)
    return out, unplaced


def _take(out: list[RawRow], row: GridRow, roles: Sequence[str | None], session: str | None) -> None:
    """A new row, or, without a number where rows are numbered, more of the row before."""
    cells: dict[str, str] = {}
    last = ""
    for index, text in enumerate(row.cells):
        last = (roles[index] if index < len(roles) else None) or last
        if last and text:
            cells[last] = "\n".join(filter(None, (cells.get(last, ""), text)))
    number = _NUMBER.fullmatch(nfkc(cells.pop("no", "")))
    if number is None and "no" in roles and out:
        before = out[-1].cells
        for role, text in cells.items():
            before[role] = "\n".join(filter(None, (before.get(role, ""), text.removeprefix(CONTINUED).lstrip("\n"))))
        return
    following = out[-1].no + 1 if out else 1
    out.append(RawRow(no=int(number[1]) if number else following, session=session, line=row.number, cells=cells))
