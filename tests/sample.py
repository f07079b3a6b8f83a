"""The bundled sample for tests: versions as values, and what a reading has to agree with."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from piadiff import canonical
from piadiff.model import Assessment, Figure, Reading, Row, Value
from piadiff.notation import fold
from piadiff.readers import read
from piadiff.writers.form_xlsx import render

FOLDER = Path(__file__).parents[1] / "piadiff" / "sample"
NUMBERS = (1, 2, 3)


@cache
def version(number: int) -> Assessment:
    """One version of the sample, from its canonical JSON."""
    return canonical.loads((FOLDER / f"v{number}.json").read_text(encoding="utf-8"))


@cache
def exported(number: int) -> bytes:
    """The workbook that ``export`` makes of one version."""
    return render(version(number))


@cache
def reading(number: int) -> Reading:
    """What the reader makes of one version's text."""
    return read(FOLDER / f"v{number}.txt")


def folded(value: Value) -> object:
    """A value up to notation, spaces, line wraps and the order of the texts in a flow chart."""
    if isinstance(value, Figure):
        return sorted(fold("".join(value.labels)))
    if isinstance(value, Mapping):
        return {fold(box): fold(text) for box, text in value.items()}
    if isinstance(value, tuple):
        return fold("".join(value))
    return fold(value) if isinstance(value, str) else value


def misread(wanted: Assessment, got: Assessment) -> list[str]:
    """The items whose values differ; an empty value and an absent item are the same here."""
    return [
        path
        for path in {**wanted.items, **got.items}
        if folded(wanted.items.get(path)) != folded(got.items.get(path))
        and not (canonical.is_empty(wanted.items.get(path)) and canonical.is_empty(got.items.get(path)))
    ]


def folded_row(row: Row) -> tuple[str, ...]:
    """The six cells of a row up to notation, spaces and line wraps."""
    return tuple(fold(cell) for cell in (row.date_text, row.item, row.before, row.after, row.timing, row.reason))
