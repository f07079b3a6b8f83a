"""Two texts that are no change of an item as pages show them: side by side, or both in one, changed words marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from piadiff.words import Span, compare, is_change
from piadiff.writers.sheet import Piece, printable

_ALIKE = 0.3  # of the letters have to be in both texts for marks to say more than the texts alone


def side_by_side(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two texts, what each has alone marked; unmarked where they have hardly anything in common."""
    spans = tuple(compare(before, after))
    if not _alike(spans, before, after):
        return _plain(before), _plain(after)
    told = any(map(is_change, spans))
    return (
        tuple(_piece(span, told) for span in spans if span.kind != "added"),
        tuple(_piece(span, told) for span in spans if span.kind != "removed"),
    )


def in_one(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts in one, what went before what came for it; of what differs in notation only the newer."""
    spans = tuple(compare(before, after))
    told = any(map(is_change, spans))
    if not _alike(spans, before, after):
        return _printable(
            (Piece(text=before, mark="removed"), Piece(text="\n" if before else ""), Piece(text=after, mark="added"))
        )
    return tuple(_piece(span, told) for span in spans if is_change(span) or not told or span.kind != "removed")


def _alike(spans: Iterable[Span], before: str, after: str) -> bool:
    same = sum(len(span.text) for span in spans if span.kind == "same")
    return same >= _ALIKE * max(1, min(len(before), len(after)))


def _plain(text: str) -> tuple[Piece, ...]:
    return _printable((Piece(text=text),))


def _piece(span: Span, told: bool) -> Piece:
    mark = "same" if told and not is_change(span) else span.kind
    return Piece(
        text=printable(span.text), mark="removed" if mark == "removed" else "added" if mark == "added" else "same"
    )


def _printable(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    return tuple(replace(piece, text=printable(piece.text)) for piece in pieces if piece.text)
