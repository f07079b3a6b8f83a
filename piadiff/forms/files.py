"""Which 特定個人情報ファイル a heading names: ``（２）本人確認情報ファイル``, ``１　住民基本台帳ファイル``, ``（２）``.

A name outweighs a wrong number. Where nothing names a file, every file of the document is meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from piadiff.forms.labels import SHORTEST_FUZZY, Labels
from piadiff.forms.spelling import Mark, Spelled, squeeze
from piadiff.model import Value

MAX_FILES = 40
SURE = 0.8  # likeness from which words are the name of a file
LIKELY = 0.55  # likeness that confirms a name beside its own number
LONGEST_NAME = 30
COMMON = "特定個人情報"  # how most labels of the forms begin

_LEADING_NUMBER = re.compile(r"^\s*[（(]?\s*[0-9０-９]+\s*[)）．.]?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMention:
    """A place in a heading that names the file ``number``."""

    number: int
    start: int
    end: int


def file_names(items: Mapping[str, Value] | None) -> dict[int, str]:
    """The names of the document's files by number, squeezed, without the number printed before them."""
    names: dict[int, str] = {}
    for number in range(1, MAX_FILES):
        for part in ("Ⅱ", "Ⅲ"):
            value = (items or {}).get(f"{part}/({number})/1")
            if number not in names and isinstance(value, str) and (name := squeeze(_LEADING_NUMBER.sub("", value))):
                names[number] = name
    return names


def file_numbers(items: Mapping[str, Value] | None, part: str) -> tuple[int, ...]:
    """The numbers of the files for which the document has the part ``part``; (1) where nothing is known."""
    if not items:
        return (1,)
    probes = (f"{part}/({{}})", f"{part}/({{}})/1", "Ⅱ/({})/1", "Ⅲ/({})/1")
    for found in (
        tuple(n for n in range(1, MAX_FILES) if any(probe.format(n) in items for probe in group))
        for group in (probes[:2], probes[2:])
    ):
        if found:
            return found
    inside = {path.split("/")[1] for path in items if path.startswith(part + "/(")}
    return tuple(sorted(int(s[1:-1]) for s in inside if s[1:-1].isdecimal())) or (1,)


def find_files(labels: Labels, text: Spelled, names: Mapping[int, str]) -> tuple[FileMention, ...]:
    """The places of a heading that name a file, in their order, none overlapping."""
    found = [*_by_name(labels, text, names), *_by_number(labels, text, names), *_by_place(text)]
    taken: list[FileMention] = []
    for mention in sorted(found, key=lambda m: (m.start - m.end, m.start)):  # the longest first
        if all(mention.end <= other.start or other.end <= mention.start for other in taken):
            taken.append(mention)
    return tuple(sorted(taken, key=lambda m: m.start))


def _by_name(labels: Labels, text: Spelled, names: Mapping[int, str]) -> list[FileMention]:
    opening = {0, *text.gaps, *(mark.end for mark in text.marks)}
    found = []
    for number, name in names.items():
        places = [(m.start(), m.end()) for m in re.finditer(re.escape(name), text.chars)]
        places = [p for p in places if p[0] in opening] or places or _like_name(labels, text, names, number)
        for start, end in places:
            before = [m.start for m in text.marks if m.end == start and m.kind in ("plain", "bracket", "circled")]
            found.append(FileMention(number=number, start=min([start, *before]), end=end))
    return found


def _like_name(labels: Labels, text: Spelled, names: Mapping[int, str], number: int) -> list[tuple[int, int]]:
    """The place like a file's name, unless it is a label of the form or more like another file's name."""
    from rapidfuzz.fuzz import partial_ratio_alignment, ratio

    if not SHORTEST_FUZZY < len(names[number]) <= len(text.chars):
        return []
    near = partial_ratio_alignment(names[number], text.chars, score_cutoff=100 * SURE)
    if near is None:
        return []
    start, end = near.dest_start, near.dest_end
    labelled = labels.printed_in(text.chars)
    if COMMON not in names[number]:
        labelled += [match.span() for match in re.finditer(COMMON, text.chars)]
    if any(start < b and a < end for a, b in labelled):
        return []
    nearer = any(ratio(text.chars[start:end], name) > near.score for n, name in names.items() if n != number)
    return [] if nearer else [(start, end)]


def _by_number(labels: Labels, text: Spelled, names: Mapping[int, str]) -> list[FileMention]:
    """Bracketed numbers, with the words after them up to …ファイル, or as far as they are like a known name."""
    found = []
    for mark in text.marks:
        if mark.kind != "bracket" or _is_item(labels, text, mark):
            continue
        number, words = mark.values[0], _words_after(text, mark)
        best, likeness = _most_like(words, names)
        own = _likeness(words, names.get(number, ""))
        if best is not None and likeness >= SURE and likeness > own + 0.2:
            number, own = best, likeness
        reach = len(words) if words.endswith("ファイル") or own >= LIKELY else 0
        found.append(FileMention(number=number, start=mark.start, end=mark.end + reach))
    return found


def _is_item(labels: Labels, text: Spelled, mark: Mark) -> bool:
    """True where ``(2)`` is typed for ② or ２: the label of such a node follows."""
    value = mark.values[0]
    spots = labels.by_number.get(("circled", value), ()) + labels.by_number.get(("plain", value), ())
    return any(text.chars.startswith(name, mark.end) for spot in spots for name in labels.names_of(spot))


def _words_after(text: Spelled, mark: Mark) -> str:
    """The words after a number up to …ファイル, else up to the next number or sign."""
    stops = [m.start for m in text.marks if m.start >= mark.end]
    limit = min([mark.end + LONGEST_NAME, len(text.chars), *stops])
    words = text.chars[mark.end : limit]
    if "ファイル" in words and not words.startswith(COMMON):
        return words[: words.index("ファイル") + len("ファイル")]
    signs = [place for place, gap in text.gaps.items() if mark.end < place <= limit and gap.strip()]
    return text.chars[mark.end : min([limit, *signs])]


def _most_like(words: str, names: Mapping[int, str]) -> tuple[int | None, float]:
    scored = [(_likeness(words, name), -number) for number, name in names.items()]
    best = max(scored, default=(0.0, 0))
    return (-best[1] or None), best[0]


def _likeness(words: str, name: str) -> float:
    from rapidfuzz.fuzz import ratio

    return ratio(words, name) / 100 if words and name else 0.0


def _by_place(text: Spelled) -> list[FileMention]:
    """``Ⅱ-1-4``: of two plain numbers right after a part the first is the file's; so is one after 別添２."""
    found = []
    marks: Sequence[Mark] = [m for m in text.marks if m.kind in ("roman", "plain", "別添")]
    for part, first, second in zip(marks, marks[1:], [*marks[2:], None], strict=False):
        if first.kind != "plain" or part.end != first.start or part.kind == "plain":
            continue
        last = part.kind == "別添" and first.end == len(text.chars)
        if last or (second is not None and second.kind == "plain" and second.start == first.end):
            found.append(FileMention(number=first.values[0], start=first.start, end=first.end))
    return found
