"""Texts that moved whole from one item to another: the entry of their new place says where they came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from piadiff.model import Change, Value
from piadiff.notation import fold
from piadiff.values import as_text

# A shorter text (同左, 再委託しない) stands in many items without having moved.
_SHORTEST = 12


def with_sources(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes in the same order; those whose new text stood whole in another item, which has lost it, with
    ``moved_from``: the path of that item in the old version.

    A text that several items lost, or several got, has not moved from one to the other as far as anyone can tell.
    """
    lost = _texts(changes, "before", "after")
    won = _texts(changes, "after", "before")
    came, went = Counter(won.values()), Counter(lost.values())
    sources = {text: number for number, text in lost.items() if went[text] == 1}
    out = list(changes)
    for number, text in won.items():
        source = sources.get(text)
        if source is None and came[text] == 1:
            inside = [n for t, n in sources.items() if t in text and n != number and not _kept(t, changes[number])]
            source = inside[0] if len(inside) == 1 else None
        if source is not None and source != number and came[text] == 1:
            from_path = changes[source].old_path or changes[source].path
            out[number] = replace(out[number], moved_from=from_path)
    return tuple(out)


def _texts(changes: Sequence[Change], side: str, other: str) -> dict[int, str]:
    """The folded texts that stand on one side of a change and are gone from, or not yet on, the other; by number."""
    out: dict[int, str] = {}
    for number, change in enumerate(changes):
        value: Value = getattr(change, side)
        if change.kind == "moved" or not isinstance(value, (str, tuple)):
            continue
        text = fold(as_text(value))
        if len(text) >= _SHORTEST and text not in fold(as_text(getattr(change, other))):
            out[number] = text
    return out


def _kept(text: str, change: Change) -> bool:
    """Whether an item had the text before already."""
    return text in fold(as_text(change.before))
