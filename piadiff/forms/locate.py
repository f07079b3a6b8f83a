"""From the headings that published change tables carry (項目 column) to item paths.

A heading is taken for what it most likely means (:mod:`piadiff.forms.alignment`), with the texts of its row and the
document's own items as evidence (:mod:`piadiff.forms.evidence`). Spellings on the command line are read more strictly,
in :mod:`piadiff.forms.resolve`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from piadiff.forms.alignment import Named, Reading, align
from piadiff.forms.concrete import Items, concrete
from piadiff.forms.evidence import PROSE, Texts, boxes_meant, fits, prefer
from piadiff.forms.files import FileMention, file_names, find_files
from piadiff.forms.labels import compiled
from piadiff.forms.resolve import resolve
from piadiff.forms.spelling import Spelled, spell
from piadiff.forms.tree import Form, group_of

__all__ = ["locate", "resolve"]

MAX_LETTERS = 1200  # of a heading; what follows is quoted text
MOST_MEANINGS = 4  # nodes that one heading may mean alike; a heading that fits more says nothing
EVEN = 0.35  # scores that differ by less are even

Key = tuple[str, str]  # a node, and the repeated group it stands in


def locate(tree: Form, heading: str, *, items: Items = None, before: str = "", after: str = "") -> tuple[str, ...]:
    """The item paths that a published 項目 cell means, in its order; ``()`` when nothing fits. Never raises.

    ``items`` are the document's own items (which files and groups there are, what their texts say), ``before`` and
    ``after`` the row's texts. A part that the form repeats for each file, without a file named, means all files. A
    heading that stops at a section gives the section's own path, if the texts do not tell the item.
    """
    text = spell(heading[:MAX_LETTERS])
    files = find_files(compiled(tree), text, file_names(items))
    reading = _aligned(tree, heading[:MAX_LETTERS], tuple((f.start, f.end) for f in files))
    texts = Texts(before=before or _quoted(text, reading), after=after, items=items)
    paths: dict[str, None] = {}
    for named, own in zip(reading.named, _files_of(reading, files), strict=True):
        for path in _meant(tree, named, own, texts):
            paths |= dict.fromkeys(boxes_meant(tree, path, texts) if len(reading.named) == 1 else (path,))
    return tuple(paths)


@lru_cache(maxsize=2048)
def _aligned(tree: Form, heading: str, covered: tuple[tuple[int, int], ...]) -> Reading:
    """How a heading is read: the versions of a document repeat the rows of the change table of the versions before."""
    return align(tree, spell(heading), covered)


def _quoted(text: Spelled, reading: Reading) -> str:
    """Text of the item quoted after its heading, as in opinions of a review committee; empty where none is."""
    rest = text.chars[reading.named[-1].end :] if reading.named else ""
    return rest if len(rest) > PROSE else ""


def _files_of(reading: Reading, files: Sequence[FileMention]) -> Iterator[tuple[int, ...]]:
    """For each named item the numbers of the files said with it: the last ones said side by side, else those before."""
    last: tuple[int, ...] = ()
    for i, named in enumerate(reading.named):
        final = i + 1 == len(reading.named)
        run: list[FileMention] = []
        for mention in files:
            if named.start <= mention.start and (final or mention.start < named.end):
                side_by_side = run and mention.start - run[-1].end <= 1
                run = [*run, mention] if side_by_side else [mention]
        last = tuple(dict.fromkeys(m.number for m in run)) or last
        yield last


def _meant(tree: Form, named: Named, files: Sequence[int], texts: Texts) -> list[str]:
    """The paths that one named item means, by what the document has and what the texts say."""
    options: dict[Key, list[str]] = {}
    scores: dict[Key, float] = {}
    for target in named.targets:
        for path in concrete(tree, target.spot.path, files, target.numbers, texts.items):
            key = (target.spot.path, _group(path))
            options.setdefault(key, []).append(path)
            scores.setdefault(key, target.score)
    keys = _told_apart(tree, options, scores, texts)
    if len({pattern for pattern, _ in keys}) > MOST_MEANINGS:
        return []
    return [path for key in keys for path in _existing(options[key], texts)]


def _told_apart(
    tree: Form, options: Mapping[Key, list[str]], scores: Mapping[Key, float], texts: Texts
) -> Sequence[Key]:
    """The keys that remain by what exists, by the kind of value, by the likeness of texts, at last by their score.

    Of a section and an item in it that are named alike (監査) the item is meant.
    """
    keys = list(options)
    if len(keys) > 1:
        keys = [key for key in keys if any(map(texts.exists, options[key]))] or keys
    if len(keys) > 1:
        keys = [key for key in keys if _suits(tree, options[key][0], texts)] or keys
    if len(keys) > 1:
        alike = prefer(keys, lambda key: max(map(texts.likeness, options[key])))
        best = max(scores[key] for key in keys)
        keys = alike if len(alike) < len(keys) else [key for key in keys if scores[key] > best - EVEN]
    return [key for key in keys if not any(other.startswith(key[0] + "/") for other, _ in keys)]


def _suits(tree: Form, path: str, texts: Texts) -> bool:
    node = tree.find(path)
    return node is not None and all(fits(node, text) for text in texts.said)


def _existing(paths: list[str], texts: Texts) -> list[str]:
    return [path for path in paths if texts.exists(path)] or paths


def _group(path: str) -> str:
    """The segment of the repeated group, such as 委託事項3, whatever the file."""
    group = group_of(path)
    return group.rpartition("/")[2] if group else ""
