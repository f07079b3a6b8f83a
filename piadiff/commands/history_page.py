"""What ``piadiff history -o`` writes: the lives of items as a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from piadiff.cells import plain
from piadiff.commands.common import note
from piadiff.forms import form
from piadiff.historyview import Book, Reading, life, render
from piadiff.historyview import Life as View
from piadiff.writers.files import save

if TYPE_CHECKING:
    from piadiff.commands.history import Life, Spell
    from piadiff.store.reading import Reader

Told = Callable[["Reader", "Life", "Spell"], Sequence[str]]


def write(
    output: Path, item: str, found: Sequence[tuple[Reader, Sequence[Life], int]], told: Told, *, overwrite: bool
) -> None:
    """Writes the items of each assessment, with how many more never changed; ``told`` gives the lines of a spell."""
    books = [
        Book(
            id=reader.versions[0].id,
            lives=tuple(_life(reader, one, told) for one in moving),
            still=still,
        )
        for reader, moving, still in found
    ]
    save(output, render(item, books), overwrite=overwrite)
    count = sum(len(book.lives) for book in books)
    note(f"{output} に{count}項目の履歴を書きました。")


def _life(reader: Reader, one: Life, told: Told) -> View:
    """An item with its unit (件) in its texts, not as a heading of its own."""
    node = form(reader.form(0)).find(one.path)
    unit = node.label if node and node.kind == "count" else ""
    headings = one.heading[:-1] if unit and node and one.heading[-1:] == (node.heading,) else one.heading
    return life(headings, one.path, [_reading(spell, unit, told(reader, one, spell)) for spell in one.spells])


def _reading(spell: Spell, unit: str, told: Sequence[str]) -> Reading:
    return Reading(
        start=spell.start,
        end=spell.end,
        text=plain(spell.run.value, unit) if spell.run.present else None,
        told=tuple(told),
        quiet=spell.notation,
    )
