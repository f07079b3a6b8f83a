"""Texts and paragraphs that moved from one item to another: the entry of their new place says where they came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from operator import eq

from piadiff.model import Change, Value
from piadiff.notation import fold
from piadiff.traits import CHOICE

# A shorter text (同左, 再委託しない) stands in many items without having moved.
_SHORTEST = 12
_NONE = (frozenset[str](), frozenset[str]())


def with_sources(changes: Sequence[Change], versions: Sequence[Mapping[str, Value]] = ()) -> tuple[Change, ...]:
    """The changes in the same order; those whose new text (or all new paragraphs) stood in another item, which has lost
    it, with ``moved_from``: the path of that item in the old version.

    A text that several items lost, or several got, or that is the whole text of still another item in one of the
    ``versions`` (the items of the old and the new one), has not moved from one to the other as far as anyone can tell.
    Neither has an answer that the form prints.
    """
    texts: dict[int, tuple[str, str]] = {}
    lost, won = dict[int, str](), dict[int, str]()
    for number, change in enumerate(changes):
        if change.kind != "moved" and CHOICE not in change.traits:
            texts[number] = was, now = _text(change.before), _text(change.after)
            if len(was) >= _SHORTEST and was not in now:
                lost[number] = was
            if len(now) >= _SHORTEST and now not in was:
                won[number] = now
    came, went = Counter(won.values()), Counter(lost.values())
    sources = {text: number for number, text in lost.items() if went[text] == 1}
    beginnings: dict[str, list[str]] = {}
    for text in sources:
        beginnings.setdefault(text[:_SHORTEST], []).append(text)
    out = list(changes)
    for number, text in won.items():
        if came[text] > 1 or not beginnings:
            continue
        source = sources.get(text)
        if source is None:
            inside = [t for t in _inside(text, beginnings) if sources[t] != number and t not in texts[number][0]]
            source = sources[inside[0]] if len(inside) == 1 else None
        if source is None or source == number:
            continue
        if not _elsewhere(changes[source], changes[number], versions, partial(eq, changes[source].before)):
            out[number] = replace(out[number], moved_from=_old_path(changes[source]))
    for number, source in _sources_of_paragraphs(changes, versions).items():
        if out[number].moved_from is None:
            out[number] = replace(out[number], moved_from=_old_path(changes[source]))
    return tuple(out)


def _old_path(change: Change) -> str:
    return change.old_path or change.path


def _sources_of_paragraphs(changes: Sequence[Change], versions: Sequence[Mapping[str, Value]]) -> dict[int, int]:
    """The changes that only got paragraphs which all stood in one other item, which has lost them: its number."""
    lost, won = zip(*map(_paragraphs, changes), strict=True) if changes else ((), ())
    only_won = [number for number, paragraphs in enumerate(won) if paragraphs and not lost[number]]
    if not (only_won and any(lost)):
        return {}
    went, came = (Counter(chain.from_iterable(side)) for side in (lost, won))
    losers = {paragraph: number for number, those in enumerate(lost) for paragraph in those if went[paragraph] == 1}
    found: dict[int, int] = {}
    for number in only_won:
        sources = {losers.get(paragraph) if came[paragraph] == 1 else None for paragraph in won[number]}
        source = next(iter(sources)) if len(sources) == 1 else None
        if source is None:
            continue
        if not _elsewhere(changes[source], changes[number], versions, partial(_says_any, won[number])):
            found[number] = source
    return found


def _paragraphs(change: Change) -> tuple[frozenset[str], frozenset[str]]:
    """The paragraphs, folded, that a text lost and got; short ones aside, and one that took the place of another."""
    before, after = change.before or (), change.after or ()
    if change.kind == "moved" or not (isinstance(before, tuple) and isinstance(after, tuple)):
        return _NONE
    if len(before) == len(after) == 1 or not (before or after):
        return _NONE
    gone = set(map(fold, set(before).difference(after)))
    come = set(map(fold, set(after).difference(before)))
    if gone and come:
        gone, come = gone - come, come - gone
    return frozenset(text for text in gone if len(text) >= _SHORTEST), frozenset(
        text for text in come if len(text) >= _SHORTEST
    )


def _inside(text: str, beginnings: Mapping[str, Sequence[str]]) -> list[str]:
    """The texts that stand whole in this one, each once; they are given by their ``beginnings``."""
    if len(beginnings) <= len(text):
        return [other for others in beginnings.values() for other in others if other in text]
    found: dict[str, None] = {}
    for at in range(len(text) - _SHORTEST + 1):
        for other in beginnings.get(text[at : at + _SHORTEST], ()):
            if text.startswith(other, at):
                found[other] = None
    return list(found)


def _elsewhere(
    source: Change, here: Change, versions: Sequence[Mapping[str, Value]], holds: Callable[[Value], bool]
) -> bool:
    """Whether the text is that of other items too, as sentences are that stand in every 委託事項; ``holds`` says
    whether a value has it."""
    own = {source.path, source.old_path, here.path, here.old_path}
    return any(path not in own and holds(value) for items in versions for path, value in items.items())


def _says_any(paragraphs: frozenset[str], value: Value) -> bool:
    return isinstance(value, tuple) and not paragraphs.isdisjoint(map(fold, value))


def _text(value: Value) -> str:
    """The text of a value that may stand elsewhere, folded; "" for other values and for one that is too short."""
    text = value if isinstance(value, str) else "\n".join(value) if isinstance(value, tuple) else ""
    return fold(text) if len(text) >= _SHORTEST else text
