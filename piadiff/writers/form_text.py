"""What a filled form can say: an assessment with what no cell can hold, or what says nothing, put in order.

The law of the export is ``read(export(x)) == as_written(x)``. :func:`as_written` changes nothing in an assessment that
was read from a document. What it puts in order has no meaning in the model:

* characters that no cell may hold are made visible (:func:`piadiff.writers.sheet.printable`);
* a text of spaces and line breaks only is empty; blank paragraphs at the end of a text are left out;
* a line break inside a paragraph makes two paragraphs, inside a record item none;
* a choice, a box of the form in another notation is written as the form prints it; empty labels and boxes are left out;
* the date of a row is what its 変更日 says; a row that says nothing at all is left out.

What the rows' ``paths`` are is looked up again when the document is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from piadiff.dates import to_iso
from piadiff.forms import Node, form
from piadiff.model import Assessment, Figure, Row, Value
from piadiff.notation import fold
from piadiff.writers.sheet import printable


def as_written(assessment: Assessment) -> Assessment:
    """The assessment as its exported workbook says it. Raises PiadiffError for a path that the form does not have."""
    tree = form(assessment.form)
    return replace(
        assessment,
        items={path: _value(tree.node(path), value) for path, value in assessment.items.items()},
        changes=tuple(row for row in map(_row, assessment.changes) if row != Row(paths=row.paths)),
    )


def _value(node: Node, value: Value) -> Value:
    if isinstance(value, Figure):
        return replace(value, labels=tuple(text for label in value.labels if (text := _text(label))))
    if isinstance(value, Mapping):
        return _boxes(node, value)
    if node.kind == "list" and isinstance(value, tuple):
        return tuple(printable(entry).replace("\n", "") for entry in value)
    if isinstance(value, tuple):
        text = _text("\n".join(value))
        return tuple(text.split("\n")) if text else ()
    if isinstance(value, str):
        return _option(node, printable(value)) if node.kind == "choice" else _text(value)
    return value


def _boxes(node: Node, value: Mapping[str, str]) -> dict[str, str]:
    known = {fold(box): box for box in node.boxes}
    out: dict[str, str] = {}
    for box, text in value.items():
        name = printable(box).strip()
        if name:
            out.setdefault(known.get(fold(name), name), _text(text))
    return out


def _option(node: Node, value: str) -> str:
    return {fold(box): box for box in node.boxes}.get(fold(value), value.strip())


def _text(text: str) -> str:
    """A text without blank lines at its end."""
    lines = printable(text).split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


def _row(row: Row) -> Row:
    date_text, item, before, after, reason = map(_text, (row.date_text, row.item, row.before, row.after, row.reason))
    return replace(
        row, date=to_iso(date_text), date_text=date_text, item=item, before=before, after=after, reason=reason
    )
