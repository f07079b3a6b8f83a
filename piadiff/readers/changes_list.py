"""Reads a 変更箇所一覧: rows with a number, a page, an item, the texts before and after, a timing and a summary.

The columns vary from page to page: one title may stand over two columns (ページ数・位置, 概要), or two things share one
cell (``P4 Ⅰ …``, ``事前 …``). So a row is read with the titles above it first, and then by what its cells are: a page,
a timing word, an item of the form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from piadiff.dates import to_iso
from piadiff.errors import PiadiffError
from piadiff.forms import Form, form
from piadiff.model import ChangesList, ListedRow, Row, Unplaced
from piadiff.notation import fold, nfkc
from piadiff.readers.change_words import GLUED_TIMING
from piadiff.readers.papers import LIST_TITLE, PaperKind, paper_form, roles_of_cells
from piadiff.readers.papers_cells import GridRow, grid, has_cells, joined

_KIND: PaperKind = "changes-list"
_NUMBER = re.compile(r"(?:No\.?|№)?\s*[(\[]?\s*(\d{1,4})\s*[)\].]?")
_ONE_PAGE = r"(?:(?:pp?|ページ|頁|別紙)[.．]?\s*\d{1,3}|\d{1,3}\s*(?:ページ|頁|p(?![a-z])))"
_MORE_PAGES = (
    rf"(?:\s*(?:[,、・~〜～/&]|[-－―–—](?=\s*(?:p|\d))|及び|から|と)\s*(?:{_ONE_PAGE}|\d{{1,3}}(?!\s*[.．]\s*\D|\d)))*"
)
_PAGE = re.compile(rf"{_ONE_PAGE}{_MORE_PAGES}(?:\s*(?:目|ほか|他|等|以降))?", re.IGNORECASE)
_BARE_PAGE = re.compile(r"\d{1,3}(?:\s*[,、・~〜～-]\s*\d{1,3})*|表紙|全体|全ページ|全頁")
_TIMING = re.compile(r"[(\[【]?(事前|事後|修正)[)\]】]?(?:\s*[:：]\s*|\s+|(?=[(（【])|$)")
_PART = re.compile(r"(?:[ⅠⅡⅢⅣⅤⅥ]|(?:VI|IV|V|I{1,3})(?![A-Za-z])|表紙|[(（]?別添\s*\d)")
_LEAF = re.compile(r"[-－—–]?\s*\d{1,3}\s*[-－—–]?|\d{1,3}\s*/\s*\d{1,3}|[Pp]\.?\s*\d{1,3}")
_LONGEST_SECTION = 60
_PLACE, _SUMMARY = ("page", "item"), ("timing", "reason")
_TWO_TITLES = {"page": _PLACE, "item": _PLACE, "timing": _SUMMARY, "reason": _SUMMARY}  # columns that share cells


@dataclass(slots=True)
class _Draft:
    """The cells of one row by role, while rows are still being put together."""

    line: int
    cells: dict[str, str]
    section: str = ""
    numbered: bool = True


@dataclass(slots=True)
class _List:
    """The list as far as it has been read."""

    roles: tuple[str | None, ...] = ()
    section: str = ""
    drafts: list[_Draft] = field(default_factory=list)
    pending: GridRow | None = None
    unplaced: list[Unplaced] = field(default_factory=list)


def read_changes_list(text: str, where: str = "") -> ChangesList:
    """The rows of a list. Raises PiadiffError if the text kept no cells, or no row is found."""
    if not has_cells(text):
        raise PiadiffError(
            "変更箇所一覧の列が分かれていません",
            where=where,
            hint="列をタブで区切ったテキスト、またはHTMLの表として保存してください",
        )
    return list_of_rows(grid(text), text, where)


def list_of_rows(lines: Sequence[GridRow], text: str, where: str = "") -> ChangesList:
    """The rows of a list whose cells are divided; ``text`` may name the form. Raises PiadiffError if there is none."""
    out = _List()
    for row in lines:
        _take(out, row)
    _settle(out)
    if not out.drafts:
        raise PiadiffError("変更箇所一覧に行がありません", where=where, hint="一覧の全体を渡してください")
    rows, remarks = _finished(form(paper_form(text)), out.drafts)
    return ChangesList(rows=rows, unplaced=tuple(out.unplaced), remarks=remarks)


def _take(out: _List, row: GridRow) -> None:
    """One line of the text: a header, a section, a new row, or more of the row before."""
    if roles := roles_of_cells(_KIND, row.cells):
        _settle(out)
        out.roles = roles
        return
    filled = [cell for cell in row.cells if cell]
    if len(filled) == 1 and _is_furniture(out, row, filled[0]):
        return
    if not out.roles:
        out.unplaced.append(_unplaced(row))
    elif _begins(out, row):
        _settle(out)
        out.pending = row
    elif out.pending is None:
        _go_on(out, row)
    elif len(row.cells) == 1 and row.after_blank and len(out.pending.cells) >= len(out.roles):
        out.unplaced.append(_unplaced(row))
    elif _is_torn(out) or len(row.cells) == 1:
        out.pending = joined(out.pending, row.cells)
    else:
        _settle(out)
        _go_on(out, row)


def _is_furniture(out: _List, row: GridRow, text: str) -> bool:
    """Titles, page numbers and headings of sections, that stand in no row; a section is kept for the rows below it."""
    if "\n" not in text and len(text) <= _LONGEST_SECTION and _is_section(out, row, text):
        _settle(out)
        part = _PART.match(nfkc(text)) or not out.section
        out.section = text if part else "\n".join((out.section.split("\n")[0], text))
        return True
    if len(row.cells) > 1 and out.roles:
        return False
    return bool(_LEAF.fullmatch(nfkc(text)) or (LIST_TITLE.search(nfkc(text)) and len(text) <= 80))


def _is_section(out: _List, row: GridRow, text: str) -> bool:
    """Whether a line with one text is a section's heading: a part of the form, or words where the number stands."""
    if len(row.cells) == 1:
        return _PART.match(nfkc(text)) is not None and not _is_torn(out)
    place = row.cells.index(text)
    words = "no" in out.roles and place == out.roles.index("no") and not _NUMBER.fullmatch(nfkc(text))
    return words or (place <= 2 and _PART.match(nfkc(text)) is not None)


def _is_torn(out: _List) -> bool:
    """Whether the row before still lacks cells."""
    return out.pending is not None and len(out.pending.cells) < len(out.roles)


def _begins(out: _List, row: GridRow) -> bool:
    """Whether a line begins a row: by its number where the list has numbers, else by its cells."""
    if len(row.cells) == 1:
        return False
    many = sum(map(bool, row.cells)) >= min(3, len(out.roles))
    if "no" not in out.roles:
        return many
    place = out.roles.index("no")
    cell = row.cells[place] if place < len(row.cells) else ""
    if _NUMBER.fullmatch(nfkc(cell)) or _tells_page(cell):
        return True
    return many and not _is_torn(out) and (bool(cell) or any(map(_is_heading, row.cells[:3])))


def _tells_page(cell: str) -> bool:
    return _PAGE.match(nfkc(cell)) is not None


def _settle(out: _List) -> None:
    """The pending row is complete: its cells get their roles."""
    if out.pending is None:
        return
    row, out.pending = out.pending, None
    cells = _by_role(out.roles, row.cells)
    number = _number(cells)
    last = out.drafts[-1] if out.drafts else None
    if last and number is not None and number == _number(last.cells) and not (cells["item"] and last.cells["after"]):
        _append(last, cells)  # the row goes on after a page break with its number printed again
        return
    out.drafts.append(_Draft(line=row.number, cells=cells, section=out.section, numbered=number is not None))


def _go_on(out: _List, row: GridRow) -> None:
    """Cells without a number: the row before goes on (its cells cross a page), or nobody knows whose they are."""
    if not out.drafts or len(row.cells) == 1:
        out.unplaced.append(_unplaced(row))
        return
    _append(out.drafts[-1], _by_role(out.roles, row.cells))


def _append(draft: _Draft, cells: dict[str, str]) -> None:
    for role, text in cells.items():
        if role in ("no", "timing", "date", "page") and fold(text) == fold(draft.cells[role]):
            continue
        draft.cells[role] = "\n".join(part for part in (draft.cells[role], text) if part)


def _by_role(titles: Sequence[str | None], cells: Sequence[str]) -> dict[str, str]:
    """The cells of a row by role; a title may stand over two columns or two roles may share one."""
    out = dict.fromkeys(("no", "page", "item", "before", "after", "timing", "reason", "date"), "")
    shared: list[tuple[str, list[str]]] = []
    for role, group in _groups(titles, cells):
        if role in _TWO_TITLES:
            shared.append((role, group))
        else:
            out[role] = "\n".join(filter(None, group))
    for wanted, share in (("item", _page_and_item), ("reason", _timing_and_reason)):
        groups = {role: group for role, group in shared if _TWO_TITLES[role][1] == wanted}
        first, second = _TWO_TITLES[wanted]
        out[first], out[second] = share(groups.get(first, []), groups.get(second, []))
    return out


def _groups(titles: Sequence[str | None], cells: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The cells under each title: a column without a title belongs to the title before it.

    Where a row has another number of columns than its header, the one with columns to share gives or takes them.
    """
    spans: list[tuple[str, int]] = []
    if titles and titles[0] is None and "item" not in titles:
        titles = ("item", *titles[1:])
    for title in titles:
        if title is not None:
            spans.append((title, 1))
        elif spans:
            spans[-1] = (spans[-1][0], spans[-1][1] + 1)
        else:
            spans.append(("no", 1))
    cells = _trimmed(cells, sum(span for _, span in spans))
    spans = _fitted(spans, cells)
    out: list[tuple[str, list[str]]] = []
    place = 0
    for role, span in spans:
        out.append((role, [cell for cell in cells[place : place + span] if cell]))
        place += span
    if out and place < len(cells):
        out[-1][1].extend(cell for cell in cells[place:] if cell)
    return out


def _trimmed(cells: Sequence[str], wanted: int) -> list[str]:
    """Without the empty cells at the end that are too many."""
    out = list(cells)
    while len(out) > wanted and not out[-1]:
        out.pop()
    return out


def _fitted(spans: Sequence[tuple[str, int]], cells: Sequence[str]) -> list[tuple[str, int]]:
    """Spans for a row with more or fewer columns than its header: of all ways the one that suits the cells best."""
    extra = len(cells) - sum(span for _, span in spans)
    if not extra:
        return list(spans)
    step = 1 if extra > 0 else -1
    roles = [role for role, _ in spans]
    ways = [list(spans)]
    for _ in range(min(abs(extra), 2)):
        ways = [
            [*way[:i], (role, span + step), *way[i + 1 :]]
            for way in ways
            for i, (role, span) in enumerate(way)
            if span + step >= (0 if role in ("page", "timing", "reason", "date") else 1)
            and (step < 0 or span < 2)
            and (step < 0 or role in _TWO_TITLES)
            and (step < 0 or _TWO_TITLES[role][_TWO_TITLES[role].index(role) - 1] not in roles)
        ]
    return max(ways, key=lambda way: _suits(way, cells), default=list(spans))


def _suits(way: Sequence[tuple[str, int]], cells: Sequence[str]) -> int:
    """How well cells suit the roles that a way of sharing them out gives."""
    score, place = 0, 0
    for role, span in way:
        group = [cell for cell in cells[place : place + span] if cell]
        place += span
        if role in ("page", "item") and group:
            score += _tells_page(group[0]) * 2 if span == 2 or role == "page" else _is_heading(group[0])
            score += sum(_is_heading(cell) for cell in group)
        if role in ("timing", "reason") and group:
            score += 2 * (_TIMING.match(nfkc(group[0])) is not None)
        if role in ("before", "after"):
            score -= any(_is_heading(cell) or _TIMING.match(nfkc(cell)) for cell in group)
    return score


def _is_heading(cell: str) -> bool:
    rest = _PAGE.sub("", nfkc(cell), count=1).strip() if _tells_page(cell) else nfkc(cell)
    return _PART.match(rest) is not None


def _page_and_item(page: Sequence[str], item: Sequence[str]) -> tuple[str, str]:
    """The page and the item of their cells, in whichever columns and order they stand."""
    cells = [*page, *item]
    if page and item and _BARE_PAGE.fullmatch(nfkc(page[0]).strip()):
        return page[0], "\n".join([*page[1:], *item])
    pages: list[str] = []
    rest: list[str] = []
    for cell in cells:
        found = _PAGE.match(nfkc(cell))
        if found and not pages:
            head, tail = _cut(cell, found.end())
            pages.append(head.strip())
            rest += [tail.strip(" \n\u3000:：")] if tail.strip() else []
        elif not pages and len(cells) > 1 and _BARE_PAGE.fullmatch(nfkc(cell).strip()):
            pages.append(cell)
        else:
            rest.append(cell)
    return "\n".join(pages), "\n".join(part for part in rest if part)


def _timing_and_reason(timing: Sequence[str], reason: Sequence[str]) -> tuple[str, str]:
    """The timing word and the summary of their cells; a timing may lead the summary's cell."""
    word = ""
    rest: list[str] = []
    for cell in [*timing, *reason]:
        plain = nfkc(cell)
        found = _TIMING.match(plain) or GLUED_TIMING.match(plain)
        if found and not word:
            word = found[1] if found.re is _TIMING else found[0]
            rest.append(_cut(cell, found.end())[1].strip(" \n\u3000"))
        else:
            rest.append(cell)
    return word, "\n".join(part for part in rest if part)


def _cut(text: str, letters: int) -> tuple[str, str]:
    """A text divided after as many letters of its NFKC."""
    place = 0
    while place < len(text) and len(nfkc(text[:place])) < letters:
        place += 1
    return text[:place], text[place:]


def _number(cells: dict[str, str]) -> int | None:
    found = _NUMBER.fullmatch(nfkc(cells["no"]))
    return int(found[1]) if found and int(found[1]) else None


def _finished(tree: Form, drafts: Sequence[_Draft]) -> tuple[tuple[ListedRow, ...], tuple[str, ...]]:
    rows: list[ListedRow] = []
    remarks: list[str] = []
    numbered = any(draft.numbered for draft in drafts)
    for draft in drafts:
        number = _number(draft.cells) or (rows[-1].no + 1 if rows else 1)
        if not draft.numbered and (numbered or draft.cells["no"]):
            printed = f"（{draft.cells['no']}）" if draft.cells["no"] else ""
            remarks.append(f"{draft.line}行目: 番号が読めない行{printed}を{number}番としました")
        if rows and number != rows[-1].no + 1:
            remarks.append(f"{draft.line}行目: 番号が{rows[-1].no}から{number}へ飛んでいます")
        row = _row(tree, draft)
        if not row.paths:
            remarks.append(f"{draft.line}行目: {number}番がどの項目を指すか分かりません")
        rows.append(ListedRow(no=number, page=draft.cells["page"], row=row))
    return tuple(rows), tuple(remarks)


def _row(tree: Form, draft: _Draft) -> Row:
    from piadiff.forms.locate import locate

    cells = draft.cells
    row = Row(
        date=to_iso(cells["date"]) if cells["date"] else None,
        date_text=cells["date"],
        item=cells["item"],
        before=cells["before"],
        after=cells["after"],
        timing=cells["timing"],
        reason=cells["reason"],
    )
    heading = row.item
    if heading and draft.section and not _PART.match(nfkc(heading)):
        heading = f"{draft.section}\n{heading}"
    return replace(row, paths=locate(tree, heading, before=row.before, after=row.after)) if heading else row


def _unplaced(row: GridRow) -> Unplaced:
    return Unplaced(where=f"{row.number}行目", text="\t".join(row.cells))
