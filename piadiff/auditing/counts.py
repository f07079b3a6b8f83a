"""Counts and choices of the body held against the groups and texts that stand beside them.

委託の件数 4 but three 委託事項; 再委託しない but a 再委託事項; 発生なし but an account of what happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from piadiff.auditing.case import Case, item_finding
from piadiff.findings import CAUTION, CHECK, ERROR, Evidence, Finding
from piadiff.forms.tree import pattern
from piadiff.notation import fold, nfkc
from piadiff.values import as_text, is_blank

COUNT, CHOICE, NUMBERS = "count", "choice", "numbering"

_ELSEWHERE = re.compile(r"別紙|別表|別添|一覧|参照|のとおり|ほか|他\d")  # the groups are listed on a sheet of their own
_GROUP = re.compile(r"(委託事項|提供先|移転先)(\d+)(?=/|$)")
_BOXES = {"提供を行っている": "提供先", "移転を行っている": "移転先"}
# Where a choice is, what it says, and what then must stand, or must not stand, beside it.
_CHOICES: tuple[tuple[str, str, tuple[str, ...], bool], ...] = (
    ("Ⅱ/(n)/4/委託の有無", "委託する", ("委託事項1",), True),
    ("Ⅱ/(n)/4/委託の有無", "委託しない", ("委託事項1", "委託事項2"), False),
    ("Ⅱ/(n)/4/委託事項n/⑦", "再委託しない", ("⑧", "⑨"), False),
    ("Ⅱ/(n)/4/委託事項n/⑦", "再委託する", ("⑨",), True),
    ("Ⅲ/(n)/7/リスク1/⑨", "発生なし", ("その内容",), False),
    ("Ⅲ/(n)/7/リスク1/⑨", "発生あり", ("その内容",), True),
    ("Ⅰ/6/①", "実施しない", ("②",), False),
)
_BELOW = ("Ⅲ/(n)/7/リスク1/⑨",)  # whose dependents hang below it; those of the others stand beside it


def check(case: Case) -> tuple[Finding, ...]:
    """Counts, choices and numbers of groups that do not agree, in the order of the form."""
    if case.document.form == "様式2":
        return ()
    groups = _groups(case)
    found = [*_counts(case, groups), *_choices(case), *_numbers(case, groups)]
    return tuple(sorted(found, key=lambda one: case.tree.sort_key(one.path)))


def _groups(case: Case) -> Mapping[str, Mapping[int, list[str]]]:
    """For each section and sort of group (Ⅱ/(1)/4/委託事項) the texts of its groups that say anything, by number."""
    found: dict[str, dict[int, list[str]]] = {}
    for path, value in case.document.items.items():
        match = _GROUP.search(path)
        if match is None or not path.startswith("Ⅱ/"):
            continue
        texts = found.setdefault(path[: match.end(1)], {})
        if not is_blank(value):
            texts.setdefault(int(match[2]), []).append(as_text(value))
    return found


def _counts(case: Case, groups: Mapping[str, Mapping[int, list[str]]]) -> Iterator[Finding]:
    for path, said, family in _said(case):
        there = groups.get(family, {})
        if said == len(there) or not there or _listed_elsewhere(there):
            continue
        word = family.rpartition("/")[2]
        numbers = "、".join(str(number) for number in sorted(there))
        text = f"{path}は{said}件ですが、本文にある{word}は{len(there)}件です（{numbers}）。"
        evidence = (
            Evidence(what=path, text=f"{said}件"),
            Evidence(what=word, text="\n".join(texts[0] for _, texts in sorted(there.items()))),
        )
        yield item_finding(
            case, COUNT, path, text, *evidence, severity=ERROR if case.exact else CAUTION, sure=case.exact
        )


def _said(case: Case) -> Iterator[tuple[str, int, str]]:
    """The counts of the document: where, how many, of which groups."""
    for path, value in case.document.items.items():
        place = pattern(path)
        section = path.rpartition("/")[0]
        if place == "Ⅱ/(n)/4/委託の有無/件" and isinstance(value, int):
            yield path, value, f"{section.rpartition('/')[0]}/委託事項"
        elif place == "Ⅱ/(n)/5/提供・移転の有無" and isinstance(value, Mapping):
            for box, text in value.items():
                number = re.fullmatch(r"(\d{1,3})件?", nfkc(text).strip())
                if number and box in _BOXES:
                    yield path, int(number[1]), f"{section}/{_BOXES[box]}"


def _listed_elsewhere(there: Mapping[int, list[str]]) -> bool:
    return any(_ELSEWHERE.search(nfkc(text)) for texts in there.values() for text in texts[:3])


def _choices(case: Case) -> Iterator[Finding]:
    items = case.document.items
    for path, value in items.items():
        place = pattern(path)
        for where, choice, beside, must in _CHOICES:
            if place != where or not isinstance(value, str) or fold(value) != fold(choice):
                continue
            above = path if where in _BELOW else path.rpartition("/")[0]
            filled = [f"{above}/{name}" for name in beside if not is_blank(items.get(f"{above}/{name}"))]
            known = [f"{above}/{name}" for name in beside if f"{above}/{name}" in items]
            if must and not filled and (known or beside[0].startswith("委託事項")):
                text = f"{path}は「{value}」ですが、{above}/{beside[0]}に記載がありません。"
                yield item_finding(
                    case, CHOICE, path, text, Evidence(what=path, text=value), severity=CHECK, sure=False
                )
            elif not must and filled:
                text = f"{path}は「{value}」ですが、{filled[0]}に記載があります。"
                evidence = (Evidence(what=path, text=value), Evidence(what=filled[0], text=as_text(items[filled[0]])))
                yield item_finding(case, CHOICE, path, text, *evidence, severity=CAUTION, sure=case.exact)


def _numbers(case: Case, groups: Mapping[str, Mapping[int, list[str]]]) -> Iterator[Finding]:
    """Groups whose numbers leave one out: 委託事項1, 委託事項3."""
    for family, there in groups.items():
        missing = sorted(set(range(1, max(there, default=0))) - set(there))
        if missing and not _listed_elsewhere(there):
            word = family.rpartition("/")[2]
            first = f"{family}{missing[0]}"
            text = (
                f"{family.rpartition('/')[0]}の{word}の番号が続いていません（{'、'.join(map(str, missing))}がない）。"
            )
            yield item_finding(case, NUMBERS, first, text, severity=CHECK, sure=case.exact)
