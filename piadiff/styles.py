"""The change table in another style: 一覧 with pages and parts of the form, 新旧対照表, both texts in one (見え消し).

Values to values; how a style looks is :mod:`piadiff.writers.layout`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from piadiff.cells import Phrases
from piadiff.errors import PiadiffError
from piadiff.forms import Form
from piadiff.forms.locate import resolve
from piadiff.model import Row, Value
from piadiff.notation import nfkc
from piadiff.words import compare
from piadiff.writers.sheet import Piece, Sheet, Style, Tracking

Said = tuple[str, str, str]  # an item, its page, and where that is said
STYLES: tuple[Style, ...] = ("別添3", "一覧", "新旧対照表")
_NAMES: dict[str, Style] = {
    "別添3": "別添3",
    "別添2": "別添3",
    "変更箇所": "別添3",
    "一覧": "一覧",
    "変更箇所一覧": "一覧",
    "新旧対照表": "新旧対照表",
    "新旧": "新旧対照表",
}
_PARTS = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ")
_KIND_OF_FORM = re.compile(r"[\s　]*(基礎項目|重点項目|全項目)評価書$")
_PAGES = re.compile(r"(?:p\.?)?\d{1,4}(?:[-~,、・](?:p\.?)?\d{1,4})*", re.IGNORECASE)


def style_of(name: str) -> Style:
    """The style that a person names; 様式3 calls 別添3 別添2, 様式2 変更箇所. Raises PiadiffError with the styles."""
    style = _NAMES.get(nfkc(name).strip())
    if style is None:
        near = get_close_matches(name, _NAMES, n=1, cutoff=0.4)
        hint = f"{near[0]} のことですか" if near else f"使えるのは {'、'.join(STYLES)} です"
        raise PiadiffError(f"{name[:40] or '空'} という表の形はありません", where="--style", hint=hint)
    return style


def styled(
    sheet: Sheet,
    tree: Form,
    style: Style,
    *,
    redline: bool = False,
    tracking: Tracking | None = None,
    pages: Mapping[str, str] | None = None,
    name: str = "",
    phrases: Phrases | None = None,
) -> Sheet:
    """``sheet`` (as :func:`piadiff.table.sheet` gives it) with what a style needs beside its rows, which stay.

    ``pages`` are the page of an item, or of what is above it, by path; ``name`` is the 評価書名 for the title.
    ``redline`` or ``tracking`` put both texts into one.
    """
    words = phrases or Phrases()
    told = redline or tracking is not None
    lines = [
        replace(
            line,
            part=_part(line.row, tree),
            page=_page(line.row, pages or {}),
            merged=redlined(line.row, words) if told else (),
        )
        for line in sheet.lines
    ]
    suffix = "（変更履歴）" if tracking else "（見え消し）" if told else ""
    return Sheet(
        title=_title(sheet.title, tree, style, name) + suffix,
        lines=tuple(lines),
        style=style,
        redline=redline,
        tracking=tracking,
    )


def redlined(row: Row, phrases: Phrases) -> tuple[Piece, ...]:
    """Both texts in one, what went before what came for it.

    Law: the same and removed pieces joined are the text before, the same and added ones the text after. Words that the
    table wrote for a text that is not there (空欄, 削除) are no text.
    """
    before = "" if row.before in (phrases.empty, phrases.added_right) else row.before
    after = "" if row.after in (phrases.empty, phrases.removed, phrases.removed_left) else row.after
    return tuple(Piece(text=span.text, mark=span.kind) for span in compare(before, after))


def pages_of(said: Iterable[Said], *sides: tuple[Form, Mapping[str, Value]]) -> dict[str, str]:
    """The pages by path that a file of pages says: (item, page, place in the file); ``sides`` are form and items.

    An item is looked for in the first side that has it. Raises PiadiffError for an item that no side has or that is
    ambiguous, for what is no page, and for an item with two pages.
    """
    pages: dict[str, str] = {}
    for item, text, where in said:
        page = _page_text(text, where)
        for path in _meant(item, where, sides):
            if pages.setdefault(path, page) != page:
                raise PiadiffError(
                    f"「{item}」のページが二つあります（{pages[path]} と {page}）",
                    where=where,
                    hint="一つにします",
                )
    return pages


def _meant(item: str, where: str, sides: Iterable[tuple[Form, Mapping[str, Value]]]) -> tuple[str, ...]:
    first: PiadiffError | None = None
    for tree, items in sides:
        try:
            return resolve(tree, item, items)
        except PiadiffError as fault:
            first = first or fault
    raise PiadiffError(first.message if first else "項目がありません", where=where, hint=first.hint if first else "")


def _page_text(text: str, where: str) -> str:
    """``4`` → ``P4``, ``10～13`` → ``P10～13``."""
    page = nfkc(text).strip()
    if not _PAGES.fullmatch(page):
        raise PiadiffError(
            f"ページとして読めません: {text[:40]}", where=where, hint="4、P4、10-13 のように書いてください"
        )
    return "P" + re.sub(r"(?i)p\.?", "", page).replace("~", "-").replace("-", "～")


def _page(row: Row, pages: Mapping[str, str]) -> str:
    """The pages of the items of a row, each of the nearest thing above it that has one."""
    found = {}
    for path in row.paths:
        segments = path.split("/")
        above = ("/".join(segments[:end]) for end in range(len(segments), 0, -1))
        if page := next((pages[one] for one in above if one in pages), ""):
            found[page] = True
    return "、".join(found)


def _part(row: Row, tree: Form) -> str:
    """The heading of the part of the form that a row is in; that which it says itself where no item is known.

    A 別添 belongs to the part that it stands behind, as offices list it.
    """
    if row.paths:
        part = row.paths[0].split("/")[0]
        if part.startswith("別添"):
            above = [one for one in _PARTS if tree.find(one) and tree.sort_key(one) < tree.sort_key(part)]
            part = above[-1] if above else part
        heading = tree.heading(part)
        if heading:
            return heading[0]
    return row.item.split("\n")[0]


def _title(title: str, tree: Form, style: Style, name: str) -> str:
    if style == "一覧":
        work = _KIND_OF_FORM.sub("", name).strip()
        return f"{work}における変更箇所一覧" if work else "変更箇所一覧"
    return f"特定個人情報保護評価書（{tree.title}）新旧対照表" if style == "新旧対照表" else title
