"""Two values as lines of marked text: what the terminal view prints of a change, before it is wrapped and coloured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from piadiff import words
from piadiff.entries import compare_lists
from piadiff.model import Figure, Value
from piadiff.structure import delta
from piadiff.values import as_text
from piadiff.writers.terminal import clean

FOLDED = "（略）"
MOVED_AWAY = "（移動前の段落）"
MOVED_HERE = "（段落の移動）"
# So much is shown of a paragraph at the place that it moved away from.
_GLIMPSE = 20

_Segment = tuple[words.SpanKind | Literal["moved"], str]
Line = list[_Segment]


def marked_lines(before: Value, after: Value, kind: str, unit: str = "", *, notation: bool = False) -> list[Line]:
    """Two values as lines of (kind of span, text). A choice, date or count is shown whole, a figure by its labels.

    What differs in notation only is not marked, unless with ``notation`` or where nothing else differs.
    """
    if isinstance(before, Figure) or isinstance(after, Figure):
        changed = delta(before, after)
        lines: list[Line] = [[("removed", clean(label))] for label in changed.removed]
        lines += [[("added", clean(label))] for label in changed.added]
        return lines or [[("same", "（図の画像が替わった）")]]
    if kind == "list" and (listed := _listed(before, after)):
        return listed
    old, new = (clean(as_text(value)) + (unit if value is not None else "") for value in (before, after))
    if kind in ("choice", "date", "count"):
        return _split([words.Span(kind="removed", text=old), words.Span(kind="added", text=new)])
    spans = words.compare(old, new)
    silent = not notation and any(map(words.is_change, spans))
    return _split(filter(None, map(_unmarked, spans)) if silent else spans)


def _unmarked(span: words.Span) -> words.Span | None:
    """The span as it reads now if only its notation or its place in a list differs; None for how it read before."""
    if span.kind == "same" or words.is_change(span):
        return span
    return words.Span(kind="same", text=span.text) if span.kind == "added" else None


def _listed(before: Value, after: Value) -> list[Line]:
    """The entries of two lists, a line each, words marked where one was reworded; empty if only numbers differ."""
    lines: list[Line] = []
    if not (isinstance(before, tuple) and isinstance(after, tuple)):
        return lines
    for entry in compare_lists(before, after):
        old, new = (clean(text) if text is not None else None for text in (entry.before, entry.after))
        if old is None or new is None:
            lines.append([("added" if old is None else "removed", (old or new or "").replace("\n", " "))])
        elif entry.kind == "reworded":
            lines += _split(words.compare(old, new))
        else:
            lines.append([("same", new.replace("\n", " "))])
    return lines if any(kind != "same" for line in lines for kind, _ in line) else []


def _split(spans: Iterable[words.Span]) -> list[Line]:
    """Spans as lines, as the text breaks now. A line break that alone came or went is no change.

    What came in the place of several paragraphs begins on a line of its own.
    """
    lines: list[Line] = [[]]
    paragraphs_went = False
    for span in spans:
        if span.kind == "removed" and not span.text.strip():
            continue
        if span.kind == "added" and paragraphs_went:
            lines.append([])
        paragraphs_went = span.kind == "removed" and "\n" in span.text.strip("\n")
        for n, piece in enumerate(span.text.split("\n")):
            if n:
                lines.append([])
            if piece:
                lines[-1] += _segments(span, piece, lines[-1])
    return [line for line in lines if any(text.strip() for _, text in line)]


def _segments(span: words.Span, text: str, line: Line) -> Line:
    """A piece that goes on a line as it is shown: what moved says so once, and is whole only where it stands now."""
    if not text.strip():
        return [("same", text)]
    if span.note != "moved":
        return [(span.kind, text)]
    label = MOVED_HERE if span.kind == "added" else MOVED_AWAY
    head: Line = [] if ("moved", label) in line else [("moved", label)]
    if span.kind == "added":
        return [*head, ("same", text)]
    return [*head, ("removed", text if len(text) <= _GLIMPSE else f"{text[:_GLIMPSE].rstrip()}…")]


def folded(lines: Sequence[Line], context: int) -> list[Line]:
    """The lines with changes and ``context`` lines around each; （略） stands for what is left out between."""
    changed = [n for n, line in enumerate(lines) if any(kind != "same" for kind, _ in line)]
    near = {m for n in changed for m in range(n - context, n + context + 1)}
    shown: list[Line] = []
    hidden = False
    for n, line in enumerate(lines):
        if n in near or not changed:
            shown.append(line)
        elif not hidden:
            shown.append([("same", FOLDED)])
        hidden = n not in near and bool(changed)
    return shown
