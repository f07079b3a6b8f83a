"""The opinions of a review (第三者点検) or of a public comment (意見の聴取), and what became of each in the assessment.

An opinion speaks of an item of the version that was reviewed (the old one). Its items are found in that version's form
and numbering; a change answers it if it is of one of these items, or of an item below a section that it names, by the
number that the group had then (``old_path``). No opinion is left out, whatever is found of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from piadiff.canonical import FORMAT
from piadiff.differ import Comparison
from piadiff.forms import form
from piadiff.model import Assessment, Change, Judged, Opinion
from piadiff.notation import fold
from piadiff.pairing import place, under
from piadiff.readers.opinions_places import Places

Status = Literal["changed", "unchanged", "absent", "whole", "unplaced"]

# What a place is folded to that means no item but all of the assessment.
_WHOLE = re.compile(
    r"(?:本|この|当該)?(?:特定個人情報保護)?(?:(?:全|重点|基礎)項目)?(?:評価書?)?(?:\(?素?案\)?)?の?"
    r"(?:(?:全体|全般|全部|全て|すべて|全文|全項目|総論)(?:について|に関して|に関すること|に対して|に係る意見|への意見)?"
    r"|(?<=評価書)(?:について|に関して)?|その他(?:全般)?)"
)
_NOTHING = frozenset(fold(mark) for mark in ("", "－", "-", "ー", "―", "なし", "無し", "空欄", "/", "…"))
_NEAR = 3  # changes beside an item that are named


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An opinion with what was found: its items (as the old version numbers them), and the changes that answer it.

    ``changes`` are positions in the judged changes. ``note`` says in Japanese why there is none, "" where there is one.
    """

    opinion: Opinion
    status: Status
    paths: tuple[str, ...] = ()
    changes: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """All opinions in the order of their list, the judged changes, and which of these no opinion speaks of."""

    answers: tuple[Answer, ...]
    judged: tuple[Judged, ...]
    alone: tuple[int, ...]

    def count(self, *statuses: Status) -> int:
        """How many opinions have one of the statuses."""
        return sum(answer.status in statuses for answer in self.answers)


def answer(
    opinions: Sequence[Opinion],
    comparison: Comparison,
    judged: Sequence[Judged],
    old: Assessment,
    new: Assessment,
) -> Answers:
    """What became of each opinion between the version that was reviewed and the one after it."""
    finder = _Finder(comparison, judged, old, new)
    answers = tuple(map(finder.answer, opinions, finder.located(opinions)))
    spoken = {number for one in answers for number in one.changes}
    return Answers(
        answers=answers,
        judged=tuple(judged),
        alone=tuple(number for number in range(len(judged)) if number not in spoken),
    )


def is_whole(text: str) -> bool:
    """Whether the place of an opinion means the whole assessment (評価書全体, 全般)."""
    said = fold(text)
    return said not in _NOTHING and _WHOLE.fullmatch(said) is not None


def is_nothing(text: str) -> bool:
    """Whether a cell says nothing: it is empty, or holds a mark for that."""
    return fold(text) in _NOTHING


class _Finder:
    """Finds items and changes of opinions between two versions."""

    def __init__(self, comparison: Comparison, judged: Sequence[Judged], old: Assessment, new: Assessment) -> None:
        self._old, self._new = old, new
        self._changes = [one.change for one in judged]
        self._quiet = comparison.quiet
        self._moves = {c.old_path: c.path for c in self._changes if c.kind == "moved" and c.group and c.old_path}
        self._gone = {c.group for c in self._changes if c.kind == "removed" and c.group}
        self._above = _numbers_above(map(_old_side, self._changes))
        self._above_now = _numbers_above(change.path for change in self._changes)
        self._before, self._now = ({path for item in side.items for path in _upwards(item)} for side in (old, new))

    def located(self, opinions: Sequence[Opinion]) -> Iterator[tuple[str, ...]]:
        """The items of each opinion; those that leave something out are read in the order of the list."""
        named = [one.place for one in opinions if not is_whole(one.place) and not is_nothing(one.place)]
        sides = [Places(form(side.form), named, side.items) for side in (self._old, self._new)]
        tree = form(self._old.form)
        for one in opinions:
            if is_whole(one.place) or is_nothing(one.place):
                yield ()
                continue
            found = [places.locate(one.place) for places in sides]
            yield found[0] or found[1] or tuple(path for path in one.paths if tree.find(path))

    def answer(self, opinion: Opinion, paths: tuple[str, ...]) -> Answer:
        """The opinion with its changes."""
        if not paths:
            whole = is_whole(opinion.place)
            note = "評価書全体への意見です" if whole else _unknown(opinion.place)
            return Answer(opinion=opinion, status="whole" if whole else "unplaced", note=note)
        changes = tuple(sorted({number for path in paths for number in self._of(path)}))
        if changes:
            return Answer(opinion=opinion, status="changed", paths=paths, changes=changes)
        if not any(path in self._before or path in self._now for path in paths):
            note = "該当箇所の項目は、どちらの版にもありません"
            return Answer(opinion=opinion, status="absent", paths=paths, note=note)
        return Answer(opinion=opinion, status="unchanged", paths=paths, note=self._unchanged(paths))

    def _of(self, path: str) -> Iterator[int]:
        """The changes at a path of the old version and below it, and what was added there.

        A path that only the new version has is read in its numbering.
        """
        if path not in self._before and path in self._now:
            yield from (n for n in self._above_now.get(path, ()) if self._changes[n].kind != "removed")
            return
        there, gone = self._followed(path), any(group in self._gone for group in place(path) if group)
        for number in self._above.get(path, ()):
            change = self._changes[number]
            if change.kind != "added":
                yield number
        if not gone and self._old.form == self._new.form:
            yield from (n for n in self._above.get(there, ()) if self._changes[n].kind == "added")

    def _followed(self, path: str) -> str:
        """Where a path of the old version stands in the new one."""
        file, group = place(path)
        if group in self._moves:
            return self._moves[group] + path[len(group) :]
        return under(path, self._moves[file]) if file in self._moves else path

    def _unchanged(self, paths: Iterable[str]) -> str:
        quiet = {_old_side(change) for change in self._quiet}
        if any(path in quiet for path in paths):
            return "該当箇所は、全角・半角や空白など表記だけが変わっています"
        near = dict.fromkeys(
            self._changes[number].heading[-1]
            for path in paths
            if path.count("/") > 2
            for number in self._above.get(path.rpartition("/")[0], ())
            if self._changes[number].heading
        )
        if not near:
            return "該当箇所に変更はありません"
        named, more = "、".join(f"「{name}」" for name in list(near)[:_NEAR]), len(near) > _NEAR
        return f"該当箇所に変更はありません（同じ節では{named}{'など' if more else ''}が変わっています）"


def _old_side(change: Change) -> str:
    """Where a change stands in the version that was reviewed; what was added, where it came to stand."""
    return change.path if change.kind == "added" else change.old_path or change.path


def _numbers_above(paths: Iterable[str]) -> dict[str, list[int]]:
    """The positions of paths, by each path that is one of them or stands above it."""
    found: dict[str, list[int]] = {}
    for number, path in enumerate(paths):
        for above in _upwards(path):
            found.setdefault(above, []).append(number)
    return found


def _upwards(path: str) -> Iterator[str]:
    """A path and all above it."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def _unknown(text: str) -> str:
    return "該当箇所が書かれていません" if is_nothing(text) else "該当箇所がどの項目か分かりません"


def to_json(answers: Answers, changes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The answers as JSON data; ``changes`` are the judged changes as JSON, in their order.

    A row names its changes by their positions, from 0, in ``changes``; ``alone`` are those that no opinion speaks of.
    """
    return {
        "format": FORMAT,
        "kind": "answered-opinions",
        "rows": [_row(one) for one in answers.answers],
        "changes": list(changes),
        "alone": list(answers.alone),
    }


def _row(one: Answer) -> dict[str, Any]:
    said = one.opinion
    return {
        "no": said.no,
        "session": said.session,
        "place": said.place,
        "opinion": said.opinion,
        "by": said.by,
        "revised": said.revised,
        "response": said.response,
        "paths": list(one.paths),
        "status": one.status,
        "changes": list(one.changes),
        "note": one.note,
    }
