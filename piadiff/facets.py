"""By what the things on a page (changes, findings) can be filtered: judgement, part of the form, kind of edit …

A thing carries the keys of the choices that it answers to; keys are short words of ours, never text of a document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One choice of a filter: the key that things carry, what people read, and how many things answer to it."""

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
class Question(Generic[Thing]):
    """How a facet comes about: all its ``texts`` in the order in which they are offered, and those of one thing."""

    name: str
    label: str
    texts: Sequence[str]
    of: Callable[[Thing], Iterable[str]]
    few: bool = False


def facets(
    things: Sequence[Thing], questions: Sequence[Question[Thing]]
) -> tuple[tuple[Facet, ...], tuple[tuple[str, ...], ...]]:
    """The filters for ``things``, and the keys of each of them. Choices that nothing answers to are left out."""
    keys = tuple(tuple(key for one in questions for key in _keys(one, thing)) for thing in things)
    counts = Counter(key for own in keys for key in own)
    return tuple(_facet(one.name, one.label, one.texts, one.few, counts) for one in questions), keys


def key_of(name: str, number: int) -> str:
    """The key of the choice with that number (from 1) of the facet ``name``."""
    return f"{name}-{number}"


def _keys(question: Question[Thing], thing: Thing) -> Iterable[str]:
    answers = set(question.of(thing))
    return (key_of(question.name, number) for number, text in enumerate(question.texts, 1) if text in answers)


def _facet(name: str, label: str, texts: Sequence[str], few: bool, counts: Counter[str]) -> Facet:
    choices = (
        Choice(key=key, label=text, count=counts[key])
        for number, text in enumerate(texts, 1)
        if counts[key := key_of(name, number)]
    )
    return Facet(name=name, label=label, choices=tuple(choices), few=few)
