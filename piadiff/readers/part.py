"""Reads one part of the form (Ⅰ, Ⅱ of a file, Ⅲ of a file, Ⅳ …) from its pages, driven by the form's tree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from piadiff.canonical import EMPTY_VALUES
from piadiff.forms import Form
from piadiff.forms.tree import NAME_CHILD
from piadiff.model import Unplaced
from piadiff.notation import fold
from piadiff.readers.boxes import Checks, read_checks
from piadiff.readers.cell_joins import joining
from piadiff.readers.elements import Element
from piadiff.readers.labels import numbers_of_groups
from piadiff.readers.layout import folded, paragraphs, usual_edge
from piadiff.readers.overlap import SAME, fresh_chunks
from piadiff.readers.page_fit import fit_page
from piadiff.readers.part_page import Cell, PartPage, PartReading, option_of
from piadiff.readers.part_texts import settle_orphans
from piadiff.readers.places import Place, assign, expected, runs, without_gaps

_LONG_TEXT = 120  # a cell that crosses a page is long; a text of this length is not the same by chance


def read_part(tree: Form, part: str, file_number: int | None, streams: Sequence[list[Element]]) -> PartReading:
    """Reads the pages (streams of elements) of one part; ``file_number`` for parts repeated per file, else None."""
    keys = [[e.key for e in stream if e.kind == "label"] for stream in streams]
    every = [key for page in keys for key in page]
    places = without_gaps(expected(tree, part, file_number, numbers_of_groups(every)), every)
    out = PartReading()
    cells: dict[str, Cell] = {}
    checks: dict[str, Checks] = {}
    previous: list[Place] = []
    unknown: list[list[Element]] = []
    shown = [places[start:end] for start, end in runs(places, keys, _again(streams))]
    assigned = [assign(page_keys, on_page) for page_keys, on_page in zip(keys, shown, strict=True)]
    _rescue(keys, assigned, shown, places)
    ease = joining(streams)
    for stream, page_places, label_places in zip(streams, shown, assigned, strict=True):
        page = PartPage(
            stream=stream,
            labels=[i for i, e in enumerate(stream) if e.kind == "label"],
            places=label_places,
            shown=page_places,
        )
        for index, place in zip(page.labels, page.places, strict=True):
            if place is not None:
                cell = cells.setdefault(place.path, Cell(place=place))
                cell.bracketed = cell.bracketed or stream[index].bracketed
        left = fit_page(page, cells, previous, ease, out)
        page.orphans = [index for index in left if stream[index].kind == "text"]
        _give_choices(page, page_places, cells, [i for i in left if stream[i].kind == "choice"], out)
        _give_checks(page, page_places, previous, checks, cells, out)
        settle_orphans(page, cells, previous, out)
        _collect(page, cells)
        unknown += _unknown_labels(page)
        previous = [p for p in page_places if p.path in cells] or previous
    wrap = usual_edge(line.text for stream in streams for e in stream if e.kind == "text" for line in e.lines)
    _report_unknown(unknown, cells, out)
    _values(cells, checks, wrap, out)
    return out


def _rescue(
    keys: Sequence[Sequence[str]],
    assigned: Sequence[list[Place | None]],
    shown: Sequence[list[Place]],
    places: Sequence[Place],
) -> None:
    """Gives labels that fell out of the run of their page (a page cut in two) to the one place that still has none."""
    taken = {place.path for page in assigned for place in page if place is not None}
    free: dict[str, list[Place]] = {}
    for place in places:
        if place.path not in taken:
            free.setdefault(place.key, []).append(place)
    lost = [(page, n) for page, out in enumerate(assigned) for n, place in enumerate(out) if place is None]
    count = Counter(keys[page][n] for page, n in lost)
    for page, n in lost:
        key = keys[page][n]
        if count[key] == 1 and len(free.get(key, ())) == 1:
            assigned[page][n] = free[key][0]
            shown[page].append(free[key][0])


def _again(streams: Sequence[list[Element]]) -> list[set[str]]:
    """For each page the labels that stood on the page before with the same text: one cell that crosses the page.

    Where several are the same, two groups are alike and nothing was printed twice."""
    out: list[set[str]] = []
    previous: set[tuple[str, str]] = set()
    for stream in streams:
        texts: dict[int, str] = {}
        label = -1
        for index, element in enumerate(stream):
            if element.kind == "label":
                label = index
            elif element.kind == "text" and label >= 0:
                texts[label] = texts.get(label, "") + folded([line.text for line in element.lines])
        here = {(stream[index].key, text) for index, text in texts.items() if len(text) > _LONG_TEXT}
        same = {key for key, _ in here & previous}
        out.append(same if len(same) == 1 else set())
        previous = here
    return out


def _unknown_labels(page: PartPage) -> list[list[Element]]:
    """Labels that have no place on their page, each with the text behind it: they are not lost."""
    return [
        [page.stream[index], *(page.stream[i] for i in page.astray.get(index, ()))]
        for index, place in zip(page.labels, page.places, strict=True)
        if place is None
    ]


def _report_unknown(unknown: Sequence[Sequence[Element]], cells: dict[str, Cell], out: PartReading) -> None:
    """Reports labels without place and their text, unless it is a cell that was only printed again."""
    known = {(c.place.key, folded([line for chunk in c.chunks for line in chunk])) for c in cells.values()}
    for label, *texts in unknown:
        text = folded([line.text for element in texts for line in element.lines])
        if text and (label.key, text) in known:
            continue
        for element in (label, *texts):
            shown = "\n".join(line.text for line in element.lines) or element.key
            out.unplaced.append(Unplaced(where=f"{element.line}行目", text=shown))


def _give_choices(
    page: PartPage, page_places: Sequence[Place], cells: dict[str, Cell], waiting: Sequence[int], out: PartReading
) -> None:
    """Gives each ``[ value ]`` that is left to the nearest free choice item that has the option; gives the counts."""
    at = dict(zip(page.labels, page.places, strict=True))
    for element in page.stream:
        if element.kind == "count":
            _give_count(page_places, cells, element, out)
    where = {p.path: i for i, p in at.items() if p is not None}
    for index in waiting:
        element = page.stream[index]
        free = [
            (abs(where.get(path, -1) - index) + (50 if cell.choice == "" else 0), path)
            for path, cell in cells.items()
            if not cell.choice and cell.place.node.kind == "choice" and path in {p.path for p in page_places}
            if option_of(cell.place, element.text) is not None
        ]
        if free:
            cell = cells[min(free)[1]]
            cell.choice = option_of(cell.place, element.text)
            if len(free) > 1:
                out.remarks.append(
                    f"{element.line}行目の「{element.text}」を{min(free)[1]}の値と読みました。確かめてください"
                )
        else:
            out.unplaced.append(Unplaced(where=f"{element.line}行目", text=f"[ {element.text} ]"))


def _give_count(page_places: Sequence[Place], cells: dict[str, Cell], element: Element, out: PartReading) -> None:
    parents = [p for p in page_places if f"{p.path}/件" and p.path.endswith("委託の有無")]
    if not parents and element.number is None:
        return
    target = parents[0] if parents else next((c.place for p, c in cells.items() if p.endswith("委託の有無")), None)
    if target is None:
        out.unplaced.append(Unplaced(where=f"{element.line}行目", text=f"（{element.number}）件"))
        return
    cells.setdefault(target.path, Cell(place=target)).count = element.number


def _give_checks(
    page: PartPage,
    page_places: Sequence[Place],
    previous: Sequence[Place],
    checks: dict[str, Checks],
    cells: dict[str, Cell],
    out: PartReading,
) -> None:
    at = {p.path: i for i, p in zip(page.labels, page.places, strict=True) if p is not None}
    seats = [(p, at[p.path]) for p in page_places if p.node.kind == "checks" and p.path in at]
    late = [p for p in previous[-3:] if p.node.kind == "checks" and p.path not in at]
    keys = {e.key for e in page.stream if e.kind == "box"}
    for place in late:
        unseen = {fold(b) for b in place.node.boxes} - {fold(b) for b in checks.get(place.path, Checks()).seen}
        if keys & unseen and not any(keys & {fold(b) for b in s.node.boxes} & unseen for s, _ in seats):
            seats.append((place, -1))
    if not seats and not keys:
        return
    found, left = read_checks(page.stream, seats, out.remarks)
    for path, check in found.items():
        into = checks.setdefault(path, Checks())
        into.marked |= check.marked
        into.seen |= check.seen
        cells.setdefault(path, Cell(place=next(p for p, _ in seats if p.path == path)))
    for element in left:
        if element.mark or element.text:
            out.unplaced.append(
                Unplaced(where=f"{element.line}行目", text=f"[ ○ ] {element.key} {element.text}".strip())
            )
    for element in page.stream:
        if element.kind == "paren" and element.text:
            out.unplaced.append(Unplaced(where=f"{element.line}行目", text=element.text))


def _collect(page: PartPage, cells: dict[str, Cell]) -> None:
    """Adds the page's texts to their cells; a cell printed again on the next page is taken once."""
    fresh: dict[str, list[tuple[int, list[str]]]] = {}
    for index in sorted(page.owner):
        element = page.stream[index]
        fresh.setdefault(page.owner[index], []).append((element.line, [line.text for line in element.lines]))
    for path, chunks in fresh.items():
        cell = cells[path]
        if cell.chunks:
            chunks = fresh_chunks(cell, chunks)
        for line, chunk in chunks:
            if folded(chunk) in [folded(have) for have in cell.chunks] and len(folded(chunk)) > SAME:
                continue
            cell.chunks.append(chunk)
            cell.numbers.append(line)


def _values(cells: dict[str, Cell], checks: dict[str, Checks], wrap: int, out: PartReading) -> None:
    """Turns what was read into values by kind."""
    for path, cell in cells.items():
        kind = cell.place.node.kind
        last = path.rsplit("/", 1)[-1]
        if kind == "section" or (last.rstrip("0123456789") in NAME_CHILD and last[-1].isdigit()):
            continue
        if kind == "choice":
            out.items[path] = cell.choice or ""
            if path.endswith("委託の有無"):
                out.items[f"{path}/件"] = cell.count
        elif kind == "checks":
            out.items[path] = dict(checks[path].marked) if path in checks else {}
        elif kind == "text":
            out.items[path] = _unbracketed(paragraphs(cell.chunks, wrap), cell.bracketed)
        elif kind in ("name", "date"):
            out.items[path] = "\n".join(paragraphs(cell.chunks, wrap))
        else:
            out.items[path] = EMPTY_VALUES[kind]


def _unbracketed(value: tuple[str, ...], bracketed: bool) -> tuple[str, ...]:
    """A value that the form prints inside one bracket with its label loses the bracket's end."""
    if not bracketed or not value:
        return value
    last = re.sub(r"\s*[)）]\s*$", "", value[-1])
    return (*value[:-1], last) if last else value[:-1]
