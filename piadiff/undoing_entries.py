"""A list of record items (別添2) as it was before a row of a change table.

A row shows the entries that came, went or were rewritten, mostly with their numbers: those before the change in
変更前, those after it in 変更後; （略） stands for the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from piadiff.model import Row
from piadiff.notation import fold, is_empty_mark, nfkc
from piadiff.readers.row_values import added_below, row_values
from piadiff.reversal import NOT_THERE, SAYS_NOTHING

_NUMBER = re.compile(r"\s*[(（]?(?:No\.?\s*|№\s*)?(\d{1,3})\s*[)）.．:：、]\s*(?=\D)|\s*([①-⑳])\s*")
_BETWEEN = re.compile(r"[、,，]\s*(?=[(（]?(?:No\.?\s*)?[0-9０-９]{1,3}\s*[)）.．:：])|\n")
_LEFT_OUT = re.compile(r"[(（]?(?:中|前|後|以下|以上|一部)?(?:略|省略)[)）]?|[・…]{1,3}")
_NOTE = re.compile(r"[(（]変更前の[\d~～]+は番号を\d+繰[上下]げ[)）]")
_ONLY_ADDED = re.compile(r"[(（]?(?:右記|以下|下記).{0,10}(?:追加|追記)[)）]?")
_ONLY_REMOVED = re.compile(r"[(（]?(?:左記.{0,6})?削除[)）]?")


Entry = tuple[int | None, str, str]  # its number, the text without it, the text as shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """The entries before the row, and how sure that is (see :class:`piadiff.undoing.Undone`)."""

    entries: tuple[str, ...]
    sure: bool
    whole: bool = False
    note: str = ""


def undo_entries(entries: Sequence[str], before: str, after: str) -> Entries | str:
    """The list before a row with these two cells; a reason (Japanese) if the row does not fit the list."""
    old, new, part = _cells(before, after)
    if [fold(text) for _, text, _ in old] == [fold(text) for _, text, _ in new] and not part:
        return SAYS_NOTHING
    if not old and not new:
        return SAYS_NOTHING
    left = list(entries)
    places: list[int] = []
    for number, text, _ in new:
        place = _place(entries, number, text, taken=places)
        if place is None:
            return NOT_THERE
        places.append(place)
    for place in sorted(places, reverse=True):
        del left[place]
    keep = sum(_numbered(entry)[0] is not None for entry in left) * 2 > len(left)
    if not left and places == list(range(len(entries))):
        return Entries(entries=shown_entries(before) if old else (), sure=True, whole=True)
    sure, note = True, ""
    first = min(places, default=len(left))
    for step, (number, bare, shown) in enumerate(old):
        if number is None or number - 1 > len(left):
            if places and len(old) == len(new):
                at = min(sorted(places)[step], len(left))
            else:
                at = min(first + step, len(left))
                sure, note = sure and not left, "元の番号が分からない項目がある"
        else:
            at = number - 1
        left.insert(at, shown if keep else bare)
    return Entries(entries=tuple(left), sure=sure, whole=not entries or len(places) == len(entries), note=note)


def shown_entries(text: str) -> tuple[str, ...]:
    """All entries of a list that a cell shows whole, without the numbers that the table wrote before them (1．…);
    numbers in another shape are the entries' own."""
    found = _entries(text)
    written = all(shown.startswith(f"{n}．") for n, (_, _, shown) in enumerate(found, 1))
    return tuple(shown.partition("．")[2].strip() if written else shown for _, _, shown in found)


def _cells(before: str, after: str) -> tuple[list[Entry], list[Entry], bool]:
    """The numbered entries that either cell shows, and whether the row says that it shows only what was added."""
    said = row_values(Row(before=before, after=after), None)
    head = after.strip().partition("\n")[0]
    if added := added_below(after):
        return [], _entries(added), True
    old = [] if _ONLY_ADDED.fullmatch(fold(before)) else _entries(before)
    new = [] if _ONLY_REMOVED.fullmatch(fold(head)) else _entries(after)
    return old, new, said.part


def _entries(text: str) -> list[Entry]:
    """The entries of a cell with their numbers, without marks of omission and notes on numbers."""
    if is_empty_mark(text):
        return []
    found = []
    for piece in _BETWEEN.split(text):
        plain = fold(piece)
        if not plain or _LEFT_OUT.fullmatch(plain) or _NOTE.fullmatch(plain):
            continue
        found.append(_numbered(piece))
    return found


def _numbered(piece: str) -> Entry:
    match = _NUMBER.match(nfkc(piece))
    if match is None or match[1] is None:
        return None, piece.strip(), piece.strip()
    shown = re.match(r"\s*[(（]?(?:[NＮ][oｏ][.．]?\s*|№\s*)?[0-9０-９]{1,3}\s*[)）.．:：、]\s*", piece)
    return int(match[1]), piece[shown.end() :].strip() if shown else piece.strip(), piece.strip()


def _place(entries: Sequence[str], number: int | None, text: str, taken: Sequence[int]) -> int | None:
    """Where an entry stands: under its number, else where it stands alone."""
    wanted = fold(text)
    if number is not None and number <= len(entries) and number - 1 not in taken and _is(entries[number - 1], wanted):
        return number - 1
    found = [place for place, entry in enumerate(entries) if place not in taken and _is(entry, wanted)]
    return found[0] if len(found) == 1 or (found and number is None) else None


def _is(entry: str, wanted: str) -> bool:
    return fold(entry) == wanted or fold(_numbered(entry)[1]) == wanted
