"""What was changed in one place and stands unchanged in another.

An article that shifted (番号法第19条第7号→第8号) and is quoted elsewhere as before; an office or a system renamed in
several items and called by its old name in another; a period in a reason for keeping (5年間→150年間) without the choice
of 期間 beside it. That the other place should have changed too is likely and not certain, but for the period.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from piadiff import words
from piadiff.auditing.case import Case, item_finding, listed, of_row, row_finding, short
from piadiff.findings import CAUTION, CHECK, ERROR, Evidence, Finding
from piadiff.forms.tree import pattern
from piadiff.model import Figure, Row
from piadiff.notation import meaning
from piadiff.values import as_text

ARTICLE, NAME, PERIOD, GROUNDS = "shifted-article", "old-name", "retention", "old-grounds"

_LAW = r"(?:[一-鿿]{1,20}(?:法律|法|令|規則|条例|告示)(?:施行令|施行規則)?)"
_REFERENCE = re.compile(rf"({_LAW})((?:第\d+条(?:の\d+)*)(?:第\d+項)?(?:第\d+号(?:の\d+)*)?)")
_NUMBERS = re.compile(r"\d+")
_GOES_ON = r"(?!\d|の\d|第\d|項|号)"
_OFFICE = re.compile(r".*(?:部|課|室|係|局|署|所|支店|センター|システム|ファイル|台帳)$")
_TERM = re.compile(r"[一-鿿ァ-ヶーA-Za-z・及びの]{4,30}")
_SHORTEST_NAME = 4
_PLACES = 2  # items in which a name was changed before another is expected to be
_YEARS = re.compile(r"(\d{1,3})年間?(?!度|[0-9月])")
_KEPT = "Ⅱ/(n)/6/②/その妥当性"
_CONTRACTOR = re.compile(r"委託事項n/(?:⑥|⑨|⑧)|委託事項n$")
_ACT = re.compile(r"(?:告示|規則|条例|訓令|省令|規程)第\d+号")
_KEEPING = ("Ⅱ/(n)/6/", "Ⅲ/(n)/7/")  # where the forms speak of keeping and erasing
# The choices of 期間 by the years that they hold, (from, to below).
_SPANS: tuple[tuple[str, float, float], ...] = (
    ("1年未満", 0, 1),
    *((f"{years}年", years, years + 1) for years in range(1, 6)),
    ("6年以上10年未満", 6, 10),
    ("10年以上20年未満", 10, 20),
    ("20年以上", 20, 10_000),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edit:
    """What rows replaced: the old and the new words, by meaning, and the rows (from 0) that did so."""

    old: str
    new: str
    rows: tuple[int, ...]


def check(case: Case) -> tuple[Finding, ...]:
    """What was left behind when something was changed elsewhere, in the order of the form."""
    texts = {
        path: meaning(as_text(value))
        for path, value in case.document.items.items()
        if value and not isinstance(value, Figure) and not path.startswith("表紙/")
    }
    found = [*_articles(case, texts), *_names(case, texts), *_periods(case), *_grounds(case, texts)]
    return tuple(sorted(found, key=lambda one: (case.tree.sort_key(one.path), one.row or 0)))


# -- articles ----------------------------------------------------------------------------------------------------------


def _articles(case: Case, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Items that quote an article by the number that it had before rows shifted it."""
    shifts: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(case.document.changes):
        for shift in _shifts(row):
            shifts.setdefault(shift, []).append(number)
    for (old, new), rows in shifts.items():
        edit = _Edit(old=old, new=new, rows=tuple(rows))
        if _comes_back(case, edit):
            continue
        way = re.compile(rf"(?<![一-鿿]){re.escape(old)}{_GOES_ON}|(?<=・){re.escape(old)}{_GOES_ON}")
        for path, text in texts.items():
            if way.search(text):
                yield _left(case, ARTICLE, edit, path, f"「{old}」を引いたままです")


def _shifts(row: Row) -> Iterator[tuple[str, str]]:
    """The references to articles of which one took the other's place: same law, same shape, other numbers."""
    before, after = (list(dict.fromkeys(_references(text))) for text in (row.before, row.after))
    gone = [ref for ref in before if ref not in after]
    came = [ref for ref in after if ref not in before]
    for law in dict.fromkeys(law for law, _ in gone):
        old = [number for name, number in gone if name == law]
        new = [number for name, number in came if name == law]
        shapes = [[_NUMBERS.sub("n", number) for number in side] for side in (old, new)]
        if old and shapes[0] == shapes[1]:
            yield from ((law + a, law + b) for a, b in zip(old, new, strict=True) if "号" in a or "項" in a)


def _references(text: str) -> Iterator[tuple[str, str]]:
    for match in _REFERENCE.finditer(meaning(text)):
        yield match[1], match[2]


def _comes_back(case: Case, edit: _Edit) -> bool:
    """Whether a row writes the old words anew, with the shift or after it: they mean something else then."""
    since = min(case.order[number] for number in edit.rows)
    way = re.compile(re.escape(edit.old) + _GOES_ON)
    return any(
        case.order[number] >= (since[0], -1) and way.search(meaning(row.after))
        for number, row in enumerate(case.document.changes)
    )


# -- names -------------------------------------------------------------------------------------------------------------


def _names(case: Case, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Items that have the name, or the words, that rows replaced in several others and wrote nowhere again."""
    replaced: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(case.document.changes):
        for pair in dict.fromkeys(_replaced(case, row)):
            replaced.setdefault(pair, []).append(number)
    for (old, new), rows in replaced.items():
        places = {path for number in rows for path in case.document.changes[number].paths}
        if len(places) < _PLACES or len(old) < _SHORTEST_NAME or old in new:
            continue
        if any(old in meaning(row.after) for row in case.document.changes):
            continue
        edit = _Edit(old=old, new=new, rows=tuple(rows))
        for path, text in texts.items():
            if old in text and not _CONTRACTOR.search(pattern(path)):
                yield _left(case, NAME, edit, path, f"前の語「{old}」のままです")


def _replaced(case: Case, row: Row) -> Iterator[tuple[str, str]]:
    """The names and longer words that a row replaced, by meaning; contractors are each item's own."""
    node = case.tree.find(row.paths[0]) if row.paths else None
    if node is None or _CONTRACTOR.search(pattern(row.paths[0])) or not (row.before.strip() and row.after.strip()):
        return
    old, new = meaning(row.before), meaning(row.after)
    if node.kind == "name":
        if old != new and _OFFICE.match(old):
            yield old, new
    elif node.kind == "text":
        gone = ""
        for span in words.compare(row.before, row.after):
            if span.kind == "added" and _TERM.fullmatch(gone) and _TERM.fullmatch(meaning(span.text)):
                yield gone, meaning(span.text)
            gone = meaning(span.text) if span.kind == "removed" else ""


def _left(case: Case, kind: str, edit: _Edit, path: str, says: str) -> Finding:
    first = edit.rows[0]
    row = case.document.changes[first]
    text = f"{path}は{says}（{listed(edit.rows[:3])}では「{edit.new}」に変わっています）。"
    evidence = (
        of_row(row, first, "変更前"),
        of_row(row, first),
        Evidence(what="本文", text=_around(case, path, edit.old)),
    )
    severity = CAUTION if kind == ARTICLE else CHECK
    return item_finding(case, kind, path, text, *evidence, severity=severity, sure=False)


def _around(case: Case, path: str, old: str) -> str:
    """The line of the body in which the old words stand."""
    lines = as_text(case.document.items[path]).split("\n")
    return next((line for line in lines if old in meaning(line)), short(as_text(case.document.items[path]), 200))


# -- periods -----------------------------------------------------------------------------------------------------------


def _periods(case: Case) -> Iterator[Finding]:
    """Rows that change for how long something is kept, without a row on the 期間 that stands beside the text."""
    for number, row in enumerate(case.document.changes):
        for path in row.paths:
            if pattern(path) != _KEPT:
                continue
            old, new = _years(row.before), _years(row.after)
            if old is None or new is None or _span(old) == _span(new):
                continue
            place = f"{path.rpartition('/')[0]}/期間"
            if any(case.order[other] >= (row.date or "9999", -1) for other in case.rows_on(place)):
                continue
            if any(case.order[other] > case.order[number] for other in case.rows_on(path)):
                continue  # the text was changed again, and is looked at there
            yield _period(case, number, row, place, old, new)


def _period(case: Case, number: int, row: Row, place: str, old: int, new: int) -> Finding:
    value = case.document.items.get(place)
    now = value if isinstance(value, str) and value else "空欄"
    fits = now in (_span(new), "定められていない")
    follows = (
        f"本文の期間は「{now}」で、前の{old}年から変えたのか、前から合っていなかったのか分かりません。"
        if fits
        else f"本文の期間は「{now}」で、{new}年（「{_span(new)}」）と合いません。"
    )
    what = f"{number + 1}行目で保管期間の説明が{old}年から{new}年に変わっています"
    text = f"{what}が、{place}を変えた行がありません。{follows}"
    evidence = (of_row(row, number, "変更前"), of_row(row, number), Evidence(what="本文の期間", text=now))
    return row_finding(case, PERIOD, number, place, text, *evidence, severity=CAUTION if fits else ERROR)


def _grounds(case: Case, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Items on keeping and erasing that rest a period on an act which a row replaced as the ground of the period."""
    for number, row in enumerate(case.document.changes):
        for path in row.paths:
            if pattern(path) != _KEPT or any(case.order[n] > case.order[number] for n in case.rows_on(path)):
                continue
            after = meaning(row.after)
            file = path.split("/")[1]
            for act in dict.fromkeys(_ACT.findall(meaning(row.before))):
                if act in after or not after:
                    continue
                for place, text in texts.items():
                    inside = place != path and place.split("/")[1:2] == [file] and pattern(place).startswith(_KEEPING)
                    if inside and re.search(rf"{re.escape(act)}[^。]*期間", text):
                        edit = _Edit(old=act, new=_new_ground(row) or short(row.after), rows=(number,))
                        yield _left(case, GROUNDS, edit, place, f"保管期間の根拠に「{act}」を引いたままです")


def _new_ground(row: Row) -> str:
    """The act or article that a row names in 変更後 only; empty if it names none."""
    before, after = meaning(row.before), meaning(row.after)
    named = [*(found[0] for found in _REFERENCE.finditer(after)), *_ACT.findall(after)]
    return next((ground for ground in named if ground not in before), "")


def _years(text: str) -> int | None:
    """The one number of years that a text speaks of; None if it names none, or several."""
    found = {int(years) for years in _YEARS.findall(re.sub(r"(?:令和|平成|昭和)\d+年", "", meaning(text)))}
    return found.pop() if len(found) == 1 else None


def _span(years: int) -> str:
    return next(name for name, low, high in _SPANS if low <= years < high)
