"""Cells that stand side by side as bands, and bands that a page break cut made whole. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from piadiff.readers.pdf_cells import SNAP, Cell, paragraphs

_SAME_EDGE = 3 * SNAP


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A cell with its whole text as paragraphs: ``pieces`` are its parts on one page or, where a page break cut it, on
    several; ``lead`` tells whether another cell of its band stands at its right (it may hold a label)."""

    pieces: tuple[Cell, ...]
    lead: bool = False

    @property
    def cell(self) -> Cell:
        """The first piece."""
        return self.pieces[0]

    @property
    def empty(self) -> bool:
        """Whether no text is in it."""
        return not any(piece.lines for piece in self.pieces)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text, line wraps undone."""
        return paragraphs([line for piece in self.pieces for line in piece.lines], self.cell.x1)


Band = tuple[Block, ...]


def bands(cells: Sequence[Cell]) -> list[Band]:
    """Cells in the order of ``pdf_cells.cells`` as bands: ruled cells whose upper edges are level; text outside the
    rules is a band of its own."""
    groups: list[list[Cell]] = []
    for cell in cells:
        head = groups[-1][0] if groups else None
        if head is not None and head.ruled and cell.ruled and abs(cell.y0 - head.y0) <= SNAP:
            groups[-1].append(cell)
        else:
            groups.append([cell])
    return [
        tuple(Block(pieces=(cell,), lead=number < len(group) - 1) for number, cell in enumerate(group))
        for group in groups
    ]


def stacked(page: Sequence[Band]) -> list[Band]:
    """A long text that fills several cells one below the other beside one tall label, as one block."""
    out: list[Band] = []
    label: Block | None = None
    for band in page:
        home = out[-1] if out else ()
        if (
            len(band) == 1
            and label is not None
            and band[0].cell.ruled
            and band[0].cell.y1 <= label.cell.y1 + SNAP
            and level(home[-1].cell, band[0].cell)
        ):
            out[-1] = (*home[:-1], replace(home[-1], pieces=(*home[-1].pieces, *band[0].pieces)))
            continue
        out.append(band)
        label = band[-2] if len(band) > 1 else None
    return out


def joined(pages: Sequence[list[Band]]) -> list[list[Band]]:
    """The pages' bands, each band that goes on over a page break as one, on its first page."""
    out: list[list[Band]] = []
    for page in pages:
        rest = list(page)
        home = next((earlier for earlier in reversed(out) if any(band[0].cell.ruled for band in earlier)), None)
        first = next((i for i, band in enumerate(rest) if band[0].cell.ruled), None)
        if home is not None and first is not None:
            last = max(i for i, band in enumerate(home) if band[0].cell.ruled)
            if _goes_on(home[last], rest[first]):
                home[last] = tuple(
                    replace(a, pieces=(*a.pieces, *b.pieces)) for a, b in zip(home[last], rest[first], strict=True)
                )
                del rest[first]
        out.append(rest)
    return out


def level(one: Cell, other: Cell) -> bool:
    """Whether two cells have the same left and right edges."""
    return abs(one.x0 - other.x0) <= _SAME_EDGE and abs(one.x1 - other.x1) <= _SAME_EDGE


def _goes_on(above: Band, below: Band) -> bool:
    """Whether the first band of a page is the rest of the last one before: the same columns, and its labels are
    printed on one of the two only."""
    if len(above) != len(below) or len(above) < 2 or all(block.empty for block in below):
        return False
    if not all(level(a.cell, b.cell) for a, b in zip(above, below, strict=True)):
        return False
    leads = [(a.empty, b.empty) for a, b in zip(above, below, strict=True) if a.lead]
    return leads[0][0] != leads[0][1] and (leads[0][1] or above[-1].empty is False)
