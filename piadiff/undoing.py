"""One item as it read before one row of a change table: what each kind of value takes to be put back.

Values to values. What a row says is read with :mod:`readers.row_values`, as everywhere; the text of paragraphs is put
back by :mod:`reversal`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from piadiff.forms import Node
from piadiff.model import Figure, Row, Value
from piadiff.notation import fold, is_empty_mark, nfkc
from piadiff.readers.row_values import RowValues, added_below, only_left_out, row_values
from piadiff.reversal import NOT_THERE, SAYS_NOTHING, Reverted, revert
from piadiff.undoing_entries import undo_entries
from piadiff.values import as_text, is_blank, same

NO_FIGURE = "図のどの記載か分からない"
NO_BOX = "変更後の印が本文にない"

_CIRCLED = re.compile(r"[①-⑳]")
_ADDED_TO_FIGURE = re.compile(r"(?:図面?|図中の記載|記載)(?:等)?に(.+?)を(?:追記|追加)")
_TAKEN_FROM_FIGURE = re.compile(r"(?:図面?|図中の記載|記載)(?:等)?から(.+?)を(?:削除|除)")
_QUOTED = re.compile(r"「([^「」]*)」")
_SHORTEST_LABEL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The value before the row. ``sure`` if the row fitted the value exactly; ``whole`` if it showed all of it, so that
    what is known of the item rests on this row alone; ``note`` says what an estimate rests on."""

    value: Value
    sure: bool
    whole: bool = False
    note: str = ""


def undo(value: Value, row: Row, node: Node, others: Sequence[Node] = ()) -> Undone | str:
    """The value of the item ``node`` before ``row``; a reason (Japanese) if the row cannot be undone in it.

    ``others`` are the other items that the row names: a row may show several, each under its heading.
    """
    found = _undo(value, row, node)
    if isinstance(found, Undone):
        return found
    own = replace(row, before=_share(row.before, node, others), after=_share(row.after, node, others))
    if (own.before, own.after) == (row.before, row.after):
        return found
    again = _undo(value, own, node)
    return again if isinstance(again, Undone) else found


def _undo(value: Value, row: Row, node: Node) -> Undone | str:
    said = row_values(row, node)
    if node.kind == "checks":
        return _boxes(value, said)
    if node.kind == "figure":
        return _figure(value, row)
    if node.kind == "list":
        return _list(value, row)
    if only_left_out(row.before) or only_left_out(row.after):
        return _text(value, row, said, node)
    if is_blank(said.after) and is_blank(said.before):
        return SAYS_NOTHING
    if is_blank(said.after) and is_blank(value):
        return Undone(value=_as_kind(said.before, node.kind), sure=True, whole=True)
    if node.kind in ("count", "choice", "date"):
        return _plain(value, said, node)
    return _text(value, row, said, node)


def _plain(value: Value, said: RowValues, node: Node) -> Undone | str:
    """A value that changes as a whole."""
    if is_blank(said.after) or not same(value, said.after, node.kind):
        return NOT_THERE
    if node.kind == "count" and not isinstance(said.before, int | None):
        return NOT_THERE
    return Undone(value=_as_kind(said.before, node.kind), sure=True, whole=True)


def _as_kind(value: Value, kind: str) -> Value:
    """What a row shows as a value of the item's kind."""
    if kind == "count":
        return value if isinstance(value, int) else None
    if kind == "checks":
        return value if isinstance(value, Mapping) else {}
    if kind == "figure":
        return value if isinstance(value, Figure) else Figure()
    if kind in ("text", "list"):
        return tuple(value) if isinstance(value, tuple) else (as_text(value),) if not is_blank(value) else ()
    return as_text(value) if not is_blank(value) else ""


def _text(value: Value, row: Row, said: RowValues, node: Node) -> Undone | str:
    before, after = sides(row, said)
    found = revert(as_text(value), before, after)
    if isinstance(found, str):
        return found
    return _undone(found, before, said, node)


def sides(row: Row, said: RowValues) -> tuple[str, str]:
    """The two texts of a row as published, without what only says that something was added or taken away."""
    if added := added_below(row.after):
        return "", added
    shown = [not is_blank(value) or only_left_out(text) for value, text in _with_texts(row, said)]
    return row.before.strip("\n") if shown[0] else "", row.after.strip("\n") if shown[1] else ""


def _with_texts(row: Row, said: RowValues) -> tuple[tuple[Value, str], tuple[Value, str]]:
    return (said.before, row.before), (said.after, row.after)


def _undone(found: Reverted, before: str, said: RowValues, node: Node) -> Undone:
    if node.kind != "text":
        return Undone(value=found.text.replace("\n", ""), sure=found.sure, whole=found.whole, note=found.note)
    shown = said.before if isinstance(said.before, tuple) else ()
    wrapped = found.whole and found.text == before and len(shown) < len(before.split("\n"))
    lines = shown if wrapped and shown else tuple(line for line in found.text.split("\n") if line)
    return Undone(value=lines, sure=found.sure, whole=found.whole, note=found.note)


# Boxes ----------------------------------------------------------------------------------------------------------------


def _boxes(value: Value, said: RowValues) -> Undone | str:
    """Only the boxes that a row shows are touched; those it shows alike on both sides are no change."""
    body = dict(value) if isinstance(value, Mapping) else {}
    if is_blank(said.before) and is_blank(said.after):
        return SAYS_NOTHING
    old, new = (side if isinstance(side, Mapping) else {} for side in (said.before, said.after))
    was, now, there = ({fold(box): text for box, text in side.items()} for side in (old, new, body))
    differing = {box for box in {*was, *now} if fold(was.get(box, "\0")) != fold(now.get(box, "\0"))}
    if not differing:
        return SAYS_NOTHING
    sure, note = True, ""
    for box in differing & now.keys():
        if box not in there:
            return NO_BOX
        if fold(there[box]) != fold(now[box]):
            sure, note = False, "印の括弧の中が本文と違う"
    for box in differing - now.keys():
        if box in there:
            return NO_BOX
    kept = {box: text for box, text in body.items() if fold(box) not in differing}
    return Undone(value=kept | {box: text for box, text in old.items() if fold(box) in differing}, sure=sure, note=note)


# Record items and figures ---------------------------------------------------------------------------------------------


def _list(value: Value, row: Row) -> Undone | str:
    entries = value if isinstance(value, tuple) else ()
    found = undo_entries(entries, row.before, row.after)
    if isinstance(found, str):
        return found
    return Undone(value=found.entries, sure=found.sure, whole=found.whole, note=found.note)


def _figure(value: Value, row: Row) -> Undone | str:
    """The labels that the row names taken out or put back. Of the picture no row says how it looked."""
    figure = value if isinstance(value, Figure) else Figure()
    came, quoted_came = _named(_ADDED_TO_FIGURE, row.after)
    gone, quoted_gone = _named(_TAKEN_FROM_FIGURE, row.after)
    labels = list(figure.labels)
    if quoted_came or quoted_gone:
        for label in came:
            place = next((n for n, own in enumerate(labels) if fold(own) == fold(label)), None)
            if place is None:
                return NO_FIGURE
            del labels[place]
        labels += gone
        note = "図そのものの前の姿は分からない" if figure.images else ""
        return Undone(value=Figure(labels=tuple(labels), images=figure.images), sure=not note, note=note)
    swapped = _swapped(labels, row)
    if swapped is not None:
        return Undone(value=Figure(labels=swapped, images=figure.images), sure=True)
    told = "".join(map(fold, came))
    left = [label for label in labels if len(fold(label)) < _SHORTEST_LABEL or fold(label) not in told]
    if len(left) == len(labels):
        return NO_FIGURE
    note = "図の中の、追記したものの名の記載だけを除いた"
    return Undone(value=Figure(labels=tuple(left), images=figure.images), sure=False, note=note)


def _swapped(labels: Sequence[str], row: Row) -> tuple[str, ...] | None:
    """The labels with those that the row shows in 変更後, line by line, put back to those in 変更前; None if the row
    shows no labels of the figure."""
    old, new = ([line for line in side.split("\n") if not is_empty_mark(line)] for side in (row.before, row.after))
    left = list(labels)
    for step, line in enumerate(new):
        place = next((n for n, label in enumerate(left) if fold(label) == fold(line)), None)
        if place is None:
            return None
        left[place : place + 1] = old[step : step + 1]
    return (*left, *old[len(new) :]) if new else None


def _named(way: re.Pattern[str], text: str) -> tuple[list[str], bool]:
    """What a sentence on a figure says was added or removed, and whether it quotes the labels."""
    found: list[str] = []
    quoted = False
    for told in way.findall(text.replace("\n", "")):
        labels = _QUOTED.findall(told)
        quoted = quoted or bool(labels)
        found += labels or [told]
    return found, quoted


# One item's share of a row --------------------------------------------------------------------------------------------


def _share(text: str, node: Node, others: Sequence[Node]) -> str:
    """The part of a cell that shows the item, where it shows several under their numbers (①…, ②…) or headings."""
    lines = text.split("\n")
    starts = [n for n, line in enumerate(lines) if _heads(line, node) is not None]
    if len(starts) != 1 or (len(lines) == 1 and not others):
        return text
    first = starts[0]
    number = _CIRCLED.match(lines[first].strip())
    end = next(
        (
            n
            for n, line in enumerate(lines[first + 1 :], first + 1)
            if (number and _CIRCLED.match(line.strip())) or any(_heads(line, other) is not None for other in others)
        ),
        len(lines),
    )
    own = [_heads(lines[first], node) or "", *lines[first + 1 : end]]
    return "\n".join(line for line in own if line.strip())


def _heads(line: str, node: Node) -> str | None:
    """What stands on a line after the item's number and heading; None if the line does not begin with them."""
    plain = line.strip(" 　")
    number = _CIRCLED.match(node.heading.strip())
    numbered = bool(number and plain.startswith(number[0]))
    rest = plain[1:] if numbered else plain
    label, told = nfkc(node.label).replace(" ", ""), nfkc(rest).lstrip(" ")
    shared = next((n for n, pair in enumerate(zip(label, told, strict=False)) if pair[0] != pair[1]), len(label))
    shared = min(shared, len(label), len(told))
    if shared < (2 if numbered else max(2, len(label))):
        return None
    return rest.lstrip(" 　")[shared:].lstrip(" 　:：")
