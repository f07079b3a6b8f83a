"""The titles of the columns of the papers beside an assessment: 変更箇所一覧, opinions of a 第三者点検.

Offices name the columns in their own words, put them in any order, break their titles over lines and print them on
every page. So a header is a run of lines (or the cells of one row) that consists of known column titles and nothing
else; a title of the paper alone is not enough.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from piadiff.forms.tree import FORM_TITLES
from piadiff.notation import fold, nfkc

PaperKind = Literal["changes-list", "opinions"]

# Titles of what stands below our own table of opinions, to check it by: none of its rows is an opinion more.
UNANSWERED, CHANGES_ALONE = "変更の見つからない意見", "意見のない変更"

_FRONT_LETTERS = 2000  # in which a paper may name its form
_HEADER_LINES = 14  # lines over which the titles of one header may be strewn
_HEADER_LETTERS = 120
LIST_TITLE = re.compile(
    r"変更(?:箇所|点|内容|事項|項目)(?:の|に関する)?(?:一覧|対照)|新旧対照|修正(?:箇所|点|内容)の?一覧"
)
_NOTE = re.compile(r"\([^()]*\)|※\d*|\*\d*")

# Titles of columns as offices print them, folded; notes in brackets (公表済み評価書) are taken off before.
LIST_TITLES: Mapping[str, tuple[str, ...]] = {
    "no": ("項目番号", "通し番号", "整理番号", "番号", "項番", "通番", "連番", "No.", "No", "NO", "№"),
    "page": (
        "ページ数・位置", "ページ・位置", "ページ番号", "該当ページ", "掲載ページ", "評価書ページ", "ページ数",
        "ページ", "該当頁", "頁数", "頁",
    ),
    "item": (
        "評価書該当箇所", "評価書の該当箇所", "評価書の項目", "評価書項目", "変更箇所", "変更項目", "修正箇所",
        "該当箇所", "該当項目", "項目名", "項目", "位置", "箇所",
    ),
    "before": (
        "変更前の記載内容", "変更前の記載", "変更前の内容", "変更前", "修正前の記載", "修正前", "改正前",
        "見直し前", "旧", "現行", "現在の記載",
    ),
    "after": (
        "変更後の記載内容", "変更後の記載", "変更後の内容", "変更後", "修正後の記載", "修正後", "改正後",
        "見直し後", "変更案", "改正案", "新",
    ),
    "timing": ("提出時期", "事前・事後", "事前/事後", "事前事後の別", "事前・事後の別"),
    "reason": (
        "提出時期に係る説明", "提出時期にかかる説明", "変更内容の概要", "変更の概要", "変更概要", "概要", "摘要",
        "変更の理由", "変更理由", "修正理由", "理由", "備考", "説明",
    ),
    "date": ("変更年月日", "変更日"),
}  # fmt: skip
OPINION_TITLES: Mapping[str, tuple[str, ...]] = {
    "no": ("通し番号", "整理番号", "番号", "項番", "通番", "連番", "No.", "No", "NO", "№"),
    "place": (
        "評価書該当箇所", "評価書の該当箇所", "評価書の該当項目", "評価書の項目", "評価書項目", "該当箇所",
        "該当項目", "対象箇所", "点検箇所", "点検項目", "項目",
    ),
    "opinion": (
        "意見の内容", "意見内容", "意見の概要", "意見等の内容", "ご意見の内容", "ご意見", "委員会の意見",
        "委員会意見", "委員意見", "委員からの意見", "点検意見", "指摘内容", "指摘事項", "指摘・意見", "意見・指摘",
        "意見等", "意見",
    ),
    "by": ("意見提出者", "意見の提出者", "提出者", "意見者", "発言者", "指摘者", "意見元"),
    "revised": (
        "評価書修正箇所", "評価書の修正箇所", "評価書への反映内容", "評価書への反映", "評価書修正内容",
        "評価書の修正内容", "修正後の記載", "修正箇所", "修正内容", "修正後", "反映内容",
    ),
    "response": (
        "主管課意見", "主管課の意見", "所管課意見", "所管課の意見", "担当課意見", "主管課回答", "所管課回答",
        "所管課の回答", "担当課回答", "対応結果", "対応内容", "対応方針", "対応状況", "対応", "回答", "区の考え方",
        "市の考え方", "町の考え方", "考え方", "市の対応", "区の対応", "見解", "措置",
    ),
}  # fmt: skip
TITLES: Mapping[PaperKind, Mapping[str, tuple[str, ...]]] = {"changes-list": LIST_TITLES, "opinions": OPINION_TITLES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The titles of a table's columns in a text: the lines ``start`` to ``stop`` (not included), roles in order."""

    roles: tuple[str, ...]
    start: int
    stop: int


def paper_form(text: str) -> str:
    """The form that a paper speaks of, where it names one at its front; else 様式4, which has the most items."""
    front = fold(nfkc(text[:_FRONT_LETTERS]))
    named = [(front.find(title), name) for name, title in FORM_TITLES.items() if title in front]
    return min(named)[1] if named else "様式4"


def role_of(kind: PaperKind, title: str) -> str | None:
    """The role of a column by its title, None for words that are no title."""
    return _roles(kind).get(_key(title)) or _roles(kind).get(fold(title))


def roles_of_cells(kind: PaperKind, cells: Sequence[str]) -> tuple[str | None, ...] | None:
    """The roles of the cells of a header row, None for a column without a title; None if it is no header row."""
    if sum(bool(cell.strip()) for cell in cells) < 3:
        return None
    roles = tuple(role_of(kind, cell) if cell.strip() else None for cell in cells)
    known = [role for role in roles if role]
    unknown = [cell for cell, role in zip(cells, roles, strict=True) if cell.strip() and not role]
    return roles if _suffices(kind, known) and len(unknown) <= 1 else None


def header_at(kind: PaperKind, lines: Sequence[str], start: int) -> Header | None:
    """The header that begins at a line of a text without cells: the longest run of lines made of titles alone."""
    best = None
    joined = ""
    for stop in range(start, min(start + _HEADER_LINES, len(lines))):
        joined += _key(lines[stop])
        if not joined or len(joined) > _HEADER_LETTERS or not _may_begin(kind, joined):
            break
        roles = _consume(kind, joined) if lines[stop].strip() else None
        if roles and _suffices(kind, roles):
            best = Header(roles=roles, start=start, stop=stop + 1)
    return best


def _may_begin(kind: PaperKind, letters: str) -> bool:
    """Whether letters begin with a title, or a title with them."""
    return any(letters.startswith(title) or title.startswith(letters) for title in _titles(kind))


def _suffices(kind: PaperKind, roles: Sequence[str]) -> bool:
    """Whether titles make a header: the columns that the paper cannot be without, none of them twice."""
    if len(roles) < 3 or len(set(roles)) != len(roles):
        return False
    if kind == "opinions":
        return "opinion" in roles and bool({"no", "place"} & set(roles)) and bool({"revised", "response"} & set(roles))
    return {"before", "after"} <= set(roles)


def _key(title: str) -> str:
    return _NOTE.sub("", fold(nfkc(title)))


@lru_cache(maxsize=2)
def _roles(kind: PaperKind) -> Mapping[str, str]:
    return {_key(title): role for role, titles in TITLES[kind].items() for title in titles}


@lru_cache(maxsize=2)
def _titles(kind: PaperKind) -> tuple[str, ...]:
    return tuple(sorted(_roles(kind), key=len, reverse=True))


def _consume(kind: PaperKind, letters: str) -> tuple[str, ...] | None:
    """The roles of titles written one after the other without anything between; None if other letters remain."""
    ways: dict[int, tuple[str, ...]] = {0: ()}
    for place in range(len(letters)):
        if place not in ways:
            continue
        for title in _titles(kind):
            end = place + len(title)
            role = _roles(kind)[title]
            if end not in ways and role not in ways[place] and letters.startswith(title, place):
                ways[end] = (*ways[place], role)
    return ways.get(len(letters))
