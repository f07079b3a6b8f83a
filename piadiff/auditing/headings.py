"""The 項目 column held against the form: numbers that are not those of the item, names that are misspelt.

A heading that leaves levels out, shortens a name or adds a remark is as good as another. Where number and name of one
level disagree the item is found by both and by the texts of the row (``forms.locate``); what does not fit is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from piadiff.auditing.case import Case, row_finding, short
from piadiff.dates import to_iso
from piadiff.findings import CAUTION, CHECK, Evidence, Finding, Severity
from piadiff.forms import editions
from piadiff.forms.spelling import squeeze
from piadiff.forms.tree import GROUP_WORDS, PARTS_BY_FILE, Form, pattern
from piadiff.likeness import likeness
from piadiff.model import Row
from piadiff.notation import nfkc

NUMBER, NAME, UNKNOWN = "heading-number", "heading-name", "heading-unknown"

_NEAR = 0.5  # from this likeness on two names are one, misspelt
_SHORTEST = 3  # letters of a name in which a misspelling can be told
_LINES = (
    ("roman", re.compile(r"([Ⅰ-Ⅵ])[\s.:、]*(.*)")),
    ("appendix", re.compile(r"\(?別添\s*(\d)\)?[\s.:、]*(.*)")),
    ("risk", re.compile(r"リスク\s*(\d+)[\s.:、]*(.*)")),
    *((word, re.compile(rf"{word}\s*(\d+)()")) for word in GROUP_WORDS),
    ("file", re.compile(r"\((\d+)\)\s*(.*)")),
    ("circled", re.compile(r"([①-⑳])[\s.:、]*(.*)")),
    ("plain", re.compile(r"(\d{1,2})(?:[\s.:、]+(.*))?")),
)
# Where a heading that stands on one line goes on to the next level.
_D, _NAMED = "[0-9０-９]", f"(?:{'|'.join(GROUP_WORDS)})[0-9０-９]"
_NUMBERED = rf"[Ⅰ-Ⅵ①-⑳]|[（(]{_D}{{1,2}}[)）]|{_D}{{1,2}}(?:[．.、/\-－]|$)|リスク{_D}|{_NAMED}"
_BETWEEN = re.compile(
    rf"(?:[\s　/＞>→\-－]+|(?<=[Ⅰ-Ⅵ]))(?={_NUMBERED})|(?<=[．.])(?=[①-⑳]|{_NAMED})|(?<={_D})(?=[①-⑳])"
)
_GROUP = re.compile(rf"(?:{'|'.join(GROUP_WORDS)})\s*\d+")  # ２．システム２: the section and the group on one line
_SEGMENTS = (
    ("roman", re.compile(r"([Ⅰ-Ⅵ])")),
    ("appendix", re.compile(r"別添(\d)")),
    ("risk", re.compile(r"リスク(\d+)")),
    *((word, re.compile(rf"{word}(\d+)")) for word in GROUP_WORDS),
    ("file", re.compile(r"\((\d+)\)")),
    ("circled", re.compile(r"([①-⑳])")),
    ("plain", re.compile(r"(\d+)")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """One level of an item's path, or one line of a heading: its sort of number, the number, the names it goes by."""

    sort: str
    number: str
    names: tuple[str, ...]
    shown: str = ""


def check(case: Case) -> tuple[Finding, ...]:
    """The headings of the table that do not fit the items they mean, in the order of the table."""
    found: list[Finding] = []
    for number, row in enumerate(case.document.changes):
        found += _problems(case, number, row) if row.paths else [_unknown(number, row)]
    return tuple(found)


def _unknown(number: int, row: Row) -> Finding:
    text = f"{number + 1}行目の項目「{short(row.item)}」が、様式のどの項目か分かりません。"
    evidence = (Evidence(what=f"{number + 1}行目の項目", text=row.item),)
    return Finding(kind=UNKNOWN, text=text, row=number + 1, severity=CHECK, sure=False, evidence=evidence)


def _lines(item: str) -> Iterator[_Level]:
    """The numbered lines of a heading, with what follows on lines without a number."""
    waiting: _Level | None = None
    for line in _BETWEEN.sub("\n", item).split("\n"):
        plain = nfkc(line).strip()
        found = next(((sort, m) for sort, way in _LINES if (m := way.fullmatch(plain))), None)
        if found is None:
            if waiting is not None and plain:
                joined = (*waiting.names, waiting.names[-1] + squeeze(plain))
                waiting = _Level(sort=waiting.sort, number=waiting.number, names=joined, shown=waiting.shown)
            continue
        if waiting is not None:
            yield waiting
        sort, match = found
        words = "" if _GROUP.fullmatch(match[2] or "") else squeeze(match[2] or "")
        waiting = _Level(sort=sort, number=_plain(match[1]), names=(words,), shown=line.strip())
    if waiting is not None:
        yield waiting


def _plain(number: str) -> str:
    return str(int(number)) if number.isdecimal() else number


def _levels(case: Case, path: str) -> Iterator[_Level]:
    """The numbered levels of a path with the names that the form, or the document, gives them."""
    parts = path.split("/")
    names = case.file_names
    for end, part in enumerate(parts, 1):
        found = next(((sort, m[1]) for sort, way in _SEGMENTS if (m := way.fullmatch(part))), None)
        if found is None:
            continue
        sort, number = found
        above = "/".join(parts[:end])
        if sort == "file":
            yield _Level(sort=sort, number=number, names=names.get(int(number), ("",)), shown=f"（{number}）")
            continue
        node = case.tree.find(above)
        labels = (node.label, *node.aliases) if node else ()
        yield _Level(sort=sort, number=number, names=tuple(map(squeeze, labels)), shown=node.heading if node else part)
        for other in _former(case.tree, above):
            yield _Level(sort=sort, number=other, names=tuple(map(squeeze, labels)))


@cache
def _renumbered(name: str) -> frozenset[tuple[str, str]]:
    """The items of a form that another edition of it has under another number, as patterns, both ways."""
    pairs = [(line.old_path, line.new_path) for line in editions.lines() if line.old[0] == line.new[0] == name]
    return frozenset(pair for old, new in pairs for pair in ((old, new), (new, old)))


def _former(tree: Form, path: str) -> Iterator[str]:
    """The numbers of a section in other editions of the form."""
    own = pattern(path)
    for here, there in sorted(_renumbered(tree.name)):
        if here.startswith(f"{own}/") and here.count("/") == there.count("/"):
            yield there.split("/")[own.count("/")]


def _problems(case: Case, number: int, row: Row) -> Iterator[Finding]:
    """The lines of one heading held against the levels of the items that it means, each sort of number by itself."""
    levels = list(dict.fromkeys(level for path in row.paths for level in _levels(case, path)))
    parts = {path.split("/")[0] for path in row.paths}
    stray: list[_Level] = []
    done: set[str] = set()
    for line in _lines(row.item):
        own = [level for level in levels if level.sort == line.sort]
        if not own:
            if line.sort == "file" and parts.isdisjoint(PARTS_BY_FILE) and _names_file(case, line):
                stray.append(line)
        elif any(level.number == line.number for level in own):
            done.add(line.sort)
            yield from _name(case, number, row, line, [level for level in own if level.number == line.number])
        elif line.sort not in done:  # what follows below the item is a remark
            yield from _number(case, number, row, line, own)
    if stray:
        yield _stray_files(case, number, row, stray)


def _number(case: Case, number: int, row: Row, line: _Level, own: Sequence[_Level]) -> Iterator[Finding]:
    """A number that none of the items has."""
    right = max(own, key=lambda level: _fit(line, level))
    text = (
        f"{number + 1}行目の項目「{short(line.shown)}」の番号が、名称と記載から読み取れる{row.paths[0]}"
        f"（{_right(case, right)}）と違います。"
    )
    sure = bool(line.names[0]) and _fit(line, right) > _OTHER
    yield _finding(case, NUMBER, number, row, text, sure=sure, severity=CAUTION)


def _name(case: Case, number: int, row: Row, line: _Level, own: Sequence[_Level]) -> Iterator[Finding]:
    """A name that is not the one of the item with this number."""
    fit = max(_fit(line, level) for level in own)
    right = next(level for level in own if _fit(line, level) == fit)
    if fit == _CLOSE:
        text = f"{number + 1}行目の項目「{short(line.shown)}」の名称が、{_right(case, right)}と違います。"
        yield _finding(case, NAME, number, row, text, sure=not _is_older(case, row))
    elif fit == _OTHER:
        text = f"{number + 1}行目の項目「{short(line.shown)}」が、{row.paths[0]}の{_right(case, right)}と合いません。"
        yield _finding(case, NAME, number, row, text, sure=False)


_SAME, _CLOSE, _OTHER = 2, 1, 0


def _fit(line: _Level, level: _Level) -> int:
    """How the words of a line fit the names of a level: alike (shortened, or with a remark behind), misspelt, not."""
    best = _OTHER
    for words in line.names:
        for name in level.names:
            if not words or not name or _within(words, name, level.sort) or words.startswith(name):
                return _SAME
            if min(len(words), len(name)) >= _SHORTEST and likeness(words, name) >= _NEAR:
                best = _CLOSE
    return best


def _within(words: str, name: str, sort: str) -> bool:
    """Whether the words are the name shortened; the name of a file is given whole."""
    if sort == "file":
        return words == name or (name.startswith(words) and len(words) >= _SHORTEST)
    letters = iter(name)
    return all(letter in letters for letter in words)


def _right(case: Case, level: _Level) -> str:
    if level.sort == "file":
        return f"文書の「{case.tree.heading(f'Ⅱ/({level.number})', case.document.items)[-1]}」"
    return f"様式の「{level.shown}」"


def _names_file(case: Case, line: _Level) -> bool:
    names = [name for names in case.file_names.values() for name in names]
    return any(words and name and (words in name or name in words) for words in line.names[:1] for name in names)


def _stray_files(case: Case, number: int, row: Row, lines: Sequence[_Level]) -> Finding:
    """Files named under a part that the form does not repeat for each file."""
    named = "、".join(f"「{short(line.shown)}」" for line in lines)
    part = row.paths[0].split("/")[0]
    text = (
        f"{number + 1}行目の項目は{named}を挙げていますが、{row.paths[0]}のある{part}は、"
        "様式ではファイルごとに分かれていません。"
    )
    return _finding(case, NUMBER, number, row, text, severity=CAUTION)


def _is_older(case: Case, row: Row) -> bool:
    """Whether a row is from before the edition of the form, of which an earlier one may have printed other names."""
    began = to_iso(f"{case.document.edition}1日") if case.document.edition else None
    return began is not None and row.date is not None and row.date < began


def _finding(
    case: Case, kind: str, number: int, row: Row, text: str, *, severity: Severity = CHECK, sure: bool = True
) -> Finding:
    path = row.paths[0]
    evidence = (
        Evidence(what=f"{number + 1}行目の項目", text=row.item),
        Evidence(what="様式", text="\n".join(case.heading(path))),
    )
    return row_finding(case, kind, number, path, text, *evidence, severity=severity, sure=sure)
