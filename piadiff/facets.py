"""By what the changes on a page can be filtered: judgement, 提出時期, part of the form, edit, kind of edit.

A change carries the keys of the choices that it answers to; keys are short words of ours, never text of a document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from piadiff.changeview import IMPORTANT_WORDS, KIND_WORDS, Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One choice of a filter: the key that changes carry, what people read, and how many changes answer to it."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One filter: several choices of one facet widen, several facets narrow. ``few`` asks for boxes, not a list."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    few: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """How one facet comes about: its texts in order, and those that a change answers to."""

    name: str
    label: str
    texts: Sequence[str]
    of: Callable[[Entry], Iterable[str]]
    few: bool = False


def facets(
    entries: Sequence[Entry], *, timings: Sequence[str], parts: Sequence[str], threads: Sequence[str]
) -> tuple[tuple[Facet, ...], tuple[Entry, ...]]:
    """The filters for ``entries``, and the entries with their keys. Choices that no change answers to are left out.

    ``timings``, ``parts`` and ``threads`` are all that occur, in the order in which they are offered.
    """
    traits = Counter(trait.name for entry in entries for trait in entry.traits)
    asked = (
        _Asked(
            name="judgement",
            label="判断",
            texts=tuple(IMPORTANT_WORDS.values()),
            of=lambda entry: (entry.judgement,),
            few=True,
        ),
        _Asked(name="timing", label="提出時期", texts=timings, of=lambda entry: (entry.timing,), few=True),
        _Asked(name="part", label="部分", texts=parts, of=lambda entry: entry.headings[:1]),
        _Asked(name="thread", label="まとまり", texts=threads, of=lambda entry: (entry.thread,)),
        _Asked(
            name="kind",
            label="変更の種類",
            texts=(
                *KIND_WORDS.values(),
                *(name for name, _ in traits.most_common() if name not in KIND_WORDS.values()),
            ),
            of=lambda entry: (entry.kind, *(trait.name for trait in entry.traits)),
        ),
    )
    keys = [tuple(key for one in asked for key in _keys(one, entry)) for entry in entries]
    counts = Counter(key for own in keys for key in own)
    return (
        tuple(_facet(one, counts) for one in asked),
        tuple(replace(entry, keys=own) for entry, own in zip(entries, keys, strict=True)),
    )


def key_of(name: str, number: int) -> str:
    """The key of the choice with that number (from 1) of the facet ``name``."""
    return f"{name}-{number}"


def _keys(asked: _Asked, entry: Entry) -> Iterable[str]:
    answers = set(asked.of(entry))
    return (key_of(asked.name, number) for number, text in enumerate(asked.texts, 1) if text in answers)


def _facet(asked: _Asked, counts: Counter[str]) -> Facet:
    choices = (
        Choice(key=key, label=text, count=counts[key])
        for number, text in enumerate(asked.texts, 1)
        if counts[key := key_of(asked.name, number)]
    )
    return Facet(name=asked.name, label=asked.label, choices=tuple(choices), few=asked.few)
