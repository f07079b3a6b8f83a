"""Spellings of an item on the command line (design.md 2): what is doubtful is an error with the candidates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from piadiff.errors import PiadiffError
from piadiff.forms.alignment import align
from piadiff.forms.concrete import OPEN_GROUP, Items, concrete
from piadiff.forms.exact import ways
from piadiff.forms.files import FileMention, file_names, find_files
from piadiff.forms.labels import Labels, compiled
from piadiff.forms.spelling import Spelled, spell, squeeze
from piadiff.forms.tree import Form
from piadiff.notation import nfkc

CANDIDATES = 8
NEAREST = 3
MAX_LETTERS = 200
SHOWN = 40  # letters of a spelling repeated in an error
ENOUGH = 0.75  # share of a spelling that must be explained
EVEN = 0.35  # scores that differ by less are even


class _Option(NamedTuple):
    """A reading of the spelling; the least ``loss`` is the best. ``several``: more than one is named on purpose."""

    loss: float
    paths: list[str]
    several: bool


def resolve(tree: Form, spelling: str, items: Items = None) -> tuple[str, ...]:
    """The path that a spelling names: one item, or a section as its own path; more only where more are named (２、３).

    ``items``, the document's items, tell which files and groups there are. Raises PiadiffError, with the candidates
    where the spelling fits several items, with the nearest items where it fits none; none of several that the document
    does not have is a candidate.
    """
    for path in (spelling, nfkc(spelling).strip().strip("/")):
        if tree.find(path) is not None and "(n)" not in path and not OPEN_GROUP.search(path):
            return (path,)
    text = spell(spelling[:MAX_LETTERS].upper())
    labels = compiled(tree)
    files = find_files(labels, text, file_names(items))
    options = _spelt_out(tree, labels, text, files, items) or _likely(tree, text, files, items)
    if not options:
        raise _unknown(tree, spelling, items)
    there = [_Option(o.loss, found, o.several) for o in options if (found := [p for p in o.paths if _in(p, items)])]
    if items and not there and len({path for option in options for path in option.paths}) > 1:
        raise PiadiffError(
            f"この版に「{_short(spelling)}」に当たる項目はありません", hint="piadiff show で項目の一覧が見られます"
        )
    return _one(tree, spelling, there or options, items)


def _spelt_out(tree: Form, labels: Labels, text: Spelled, files: Sequence[FileMention], items: Items) -> list[_Option]:
    found = []
    for way in ways(labels, text, files):
        if way.spot is not None:
            paths = [*concrete(tree, way.spot.path, way.files, way.numbers, items, whole=True)]
            found.append(_Option(way.cost, paths, len(way.numbers) > 1 or len(way.files) > 1))
    return found


def _likely(tree: Form, text: Spelled, files: Sequence[FileMention], items: Items) -> list[_Option]:
    """Spellings with slips, read as a published heading is, if one item explains most of the words."""
    reading = align(tree, text, [(f.start, f.end) for f in files])
    if len(reading.named) != 1 or reading.explained < ENOUGH:
        return []
    targets = reading.named[0].targets
    numbers = tuple(dict.fromkeys(f.number for f in files))
    found = []
    for target in targets:
        if targets[0].score - target.score < EVEN:
            paths = [*concrete(tree, target.spot.path, numbers, target.numbers, items, whole=True)]
            found.append(_Option(0.0, paths, len(target.numbers) > 1 or len(numbers) > 1))
    return found


def _one(tree: Form, spelling: str, options: Sequence[_Option], items: Items) -> tuple[str, ...]:
    best = [o for o in options if o.loss == min(options).loss]
    paths = {path for option in best for path in option.paths}
    sections = {path for path in paths if any(other.startswith(path + "/") for other in paths)}
    left = sorted(paths - sections, key=tree.sort_key)
    if len(left) > 1 and not (len(best) == 1 and best[0].several):
        more = f" ほか{len(left) - CANDIDATES}件" if len(left) > CANDIDATES else ""
        raise PiadiffError(
            f"「{_short(spelling)}」に当たる項目が{len(left)}件あります",
            hint=f"どれか一つを指定してください: {_listed(tree, left[:CANDIDATES], items)}{more}",
        )
    return tuple(left)


def _in(path: str, items: Items) -> bool:
    return items is not None and (path in items or any(p.startswith(path + "/") for p in items))


def _unknown(tree: Form, spelling: str, items: Items) -> PiadiffError:
    from rapidfuzz.fuzz import WRatio
    from rapidfuzz.process import extract

    known = items or (OPEN_GROUP.sub(lambda m: m[0][:-1] + "1", n.path.replace("(n)", "(1)")) for n in tree.items)
    names = {path: squeeze("".join(tree.heading(path)[-2:])) for path in known if tree.find(path)}
    near = [path for _, _, path in extract(squeeze(spelling), names, scorer=WRatio, limit=NEAREST, score_cutoff=50)]
    hint = f"近い項目: {_listed(tree, near, items)}" if near else f"piadiff forms {tree.name} で項目の一覧が見られます"
    return PiadiffError(f"「{_short(spelling)}」に当たる項目が{tree.name}に見つかりません", hint=hint)


def _short(spelling: str) -> str:
    line = " ".join(spelling.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def _listed(tree: Form, paths: Sequence[str], items: Items) -> str:
    return "、".join(f"{path}「{' '.join(tree.heading(path, items)[-2:])}」" for path in paths)
