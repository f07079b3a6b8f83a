"""Where in the form the changes lie: its parts, their sections, and a strip of small bars with one bar for each item.

The tree at the side of a page and the picture on top of it are both made of this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from piadiff.changeview import IMPORTANT_WORDS, Entry, Still, printables
from piadiff.facets import key_of
from piadiff.forms import Form
from piadiff.model import Important, Value
from piadiff.values import as_text, is_blank
from piadiff.writers.sheet import printable

_Place = tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The changes below one heading of a part; ``name`` is empty for those that stand in the part itself.

    ``file`` is the 特定個人情報ファイル whose part it is, empty outside such parts.
    """

    name: str
    anchor: str
    entries: tuple[Entry, ...]
    file: str = ""

    @property
    def review(self) -> int:
        """How many of its changes a person has to decide."""
        return sum(entry.important == "review" for entry in self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One item of the form in the picture; ``important`` is empty for one that did not change, as is ``anchor``."""

    label: str = ""
    anchor: str = ""
    important: Important | str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the form (表紙, Ⅰ … Ⅵ, 別添): its changes and their counts, and what did not change.

    ``counts``: all changes, then those important, to be decided and other, then those of each 提出時期. ``blank`` is
    the number of items that are empty in both versions, ``still`` are all others that read the same. ``share`` is how
    much of the picture's width the part takes, in hundredths.
    """

    name: str
    anchor: str
    key: str
    sections: tuple[Section, ...]
    counts: tuple[int, ...]
    still: tuple[Still, ...] = ()
    blank: int = 0
    ticks: tuple[Tick, ...] = ()
    share: int = 100

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The changes of the part in the order of the form."""
        return tuple(entry for section in self.sections for entry in section.entries)

    @property
    def review(self) -> int:
        """How many of its changes a person has to decide."""
        return sum(section.review for section in self.sections)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The items of a part that did not change, with their places in the form."""

    still: tuple[tuple[_Place, Still], ...] = ()
    blank: tuple[_Place, ...] = ()


def counts(entries: Sequence[Entry], timings: Sequence[str]) -> tuple[int, ...]:
    """All changes, then those important, to be decided and other, then those of each 提出時期."""
    judged, timed = Counter(e.important for e in entries), Counter(e.timing for e in entries)
    return (len(entries), *(judged[word] for word in IMPORTANT_WORDS), *(timed[timing] for timing in timings))


def part_names(paths: Sequence[str], entries: Sequence[Entry], unchanged: Iterable[str], tree: Form) -> tuple[str, ...]:
    """The parts that have changes (``paths`` of ``entries``) or ``unchanged`` items, in the order of the form."""
    first: dict[str, _Place] = {}
    named = [(path, entry.headings[0]) for path, entry in zip(paths, entries, strict=True)]
    named += [(path, _part_name(path, tree)) for path in unchanged]
    for path, name in named:
        place = tree.sort_key(path)[:1]
        first[name] = min(first.get(name, place), place)
    return tuple(sorted(first, key=lambda name: first[name]))


def parts(
    names: Sequence[str],
    entries: Sequence[Entry],
    paths: Sequence[str],
    tree: Form,
    *,
    timings: Sequence[str],
    items: Mapping[str, Value],
    unchanged: Iterable[str],
) -> tuple[Part, ...]:
    """The parts called ``names``; ``paths`` are those of ``entries``, ``unchanged`` those of ``items`` that stay."""
    still = _unchanged(items, unchanged, tree)
    made = []
    for number, name in enumerate(names, 1):
        own = [(tree.sort_key(p), e) for p, e in zip(paths, entries, strict=True) if e.headings[0] == name]
        members, rest = [entry for _, entry in own], still.get(name, Unchanged())
        key = key_of("part", number)
        made.append(
            Part(
                name=name,
                anchor=f"p{number}",
                key=key,
                sections=_sections(members, f"p{number}"),
                counts=counts(members, timings),
                still=tuple(replace(one, keys=(key,)) for _, one in rest.still),
                blank=len(rest.blank),
                ticks=_ticks(own, rest),
            )
        )
    longest = max((len(part.ticks) for part in made), default=1)
    return tuple(replace(part, share=max(2, round(100 * len(part.ticks) / longest))) for part in made)


def _part_name(path: str, tree: Form) -> str:
    return printable(tree.heading(path.partition("/")[0])[0])


def _sections(entries: Sequence[Entry], anchor: str) -> tuple[Section, ...]:
    """Below a part its numbered headings; below a file (（１）…ファイル) those of the file, or else the file itself."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        inner = (*entry.headings[1:-1], "", "")
        in_file = inner[0].startswith("（") and inner[1] != ""
        found.setdefault((inner[0], inner[1]) if in_file else ("", inner[0]), []).append(entry)
    return tuple(
        Section(name=name, file=file, anchor=f"{anchor}-{number}", entries=tuple(own))
        for number, ((file, name), own) in enumerate(found.items(), 1)
    )


def _unchanged(items: Mapping[str, Value], paths: Iterable[str], tree: Form) -> dict[str, Unchanged]:
    found: dict[str, Unchanged] = {}
    for path in sorted(paths, key=tree.sort_key):
        name, place, value = _part_name(path, tree), tree.sort_key(path), items[path]
        before = found.get(name, Unchanged())
        if is_blank(value):
            found[name] = replace(before, blank=(*before.blank, place))
        else:
            heading = printables(tree.heading(path, items))
            one = Still(headings=heading, text=printable(as_text(value)))
            found[name] = replace(before, still=(*before.still, (place, one)))
    return found


def _ticks(own: Sequence[tuple[_Place, Entry]], rest: Unchanged) -> tuple[Tick, ...]:
    """The items of a part in the order of the form, one tick each."""
    changed = [
        (place, Tick(label=f"{e.number}　{e.headings[-1]}（{e.judgement}）", anchor=e.anchor, important=e.important))
        for place, e in own
    ]
    same = [(place, Tick()) for place in (*(place for place, _ in rest.still), *rest.blank)]
    return tuple(tick for _, tick in sorted([*changed, *same], key=lambda one: one[0]))
