"""The paragraphs of two texts that are to be compared, line wraps undone where the other text shows that they are none.

A page or a cell wraps a paragraph anywhere. Where one text breaks a line and the other goes on with the same characters
on either side, the break says nothing: the two lines are one paragraph.
"""

from __future__ import annotations

import re

from piadiff.notation import fold

_AROUND = 4  # characters on either side of a break that the other text has to go on with
_IN_LIST = re.compile(r"[0-9][、・,]\Z")


def paragraphs(before: str, after: str) -> tuple[list[str], list[str]]:
    """Both texts cut into paragraphs, each with the breaks and empty lines that follow it; a wrap is left inside."""
    if "\n" not in before and "\n" not in after:
        return [before] * bool(before), [after] * bool(after)
    old, new = (_Folded(text) for text in (before, after))
    return old.cut(_wraps(old, new)), new.cut(_wraps(new, old))


class _Folded:
    """A text by its lines, with their folded form as one string and where in it lines end."""

    def __init__(self, text: str) -> None:
        self.lines = re.findall(r"[^\n]*\n|[^\n]+", text)
        self.joined = ""
        self.ends: list[int] = []
        parts = [fold(line) for line in self.lines]
        total = 0
        for part in parts:
            total += len(part)
            self.ends.append(total)
        self.joined = "".join(parts)

    def cut(self, wraps: set[int]) -> list[str]:
        """The paragraphs, if the lines that end at ``wraps`` (places in the folded text) do not end one."""
        units: list[list[str]] = []
        start, open_unit = 0, False
        for line, end in zip(self.lines, self.ends, strict=True):
            if units and (open_unit or start == end):  # goes on, or is an empty line
                units[-1].append(line)
            else:
                units.append([line])
            if start != end:
                open_unit = end in wraps
            start = end
        return ["".join(unit) for unit in units]


def _wraps(own: _Folded, other: _Folded) -> set[int]:
    """Where in the folded text lines end that the other text does not end there."""
    contexts: dict[str, list[int]] = {}
    wraps: set[int] = set()
    for end in own.ends[:-1]:
        if _IN_LIST.search(own.joined, max(0, end - 2), end) and own.joined[end : end + 1].isdigit():
            wraps.add(end)
        around = own.joined[max(0, end - _AROUND) : end + _AROUND]
        if len(around) == 2 * _AROUND:
            contexts.setdefault(around, []).append(end)
    if not contexts:
        return wraps
    ends, text = set(other.ends), other.joined
    for at in range(len(text) - 2 * _AROUND + 1):
        found = contexts.get(text[at : at + 2 * _AROUND])
        if found and at + _AROUND not in ends:
            wraps.update(found)
    return wraps
