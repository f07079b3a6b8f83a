"""Reads one part of the form (Ⅰ, Ⅱ of a file, Ⅲ of a file, Ⅳ …) from its pages, driven by the form's tree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from piadiff.canonical import EMPTY_VALUES
from piadiff.dates import to_iso
from piadiff.forms import Form
from piadiff.forms.tree import NAME_CHILD
from piadiff.model import Unplaced, Value
from piadiff.notation import fold, is_empty_mark
from piadiff.readers.boxes import Checks, read_checks
from piadiff.readers.elements import Element
from piadiff.readers.labels import numbers_of_groups
from piadiff.readers.layout import folded, paragraphs, usual_edge
from piadiff.readers.places import Place, assign, expected, runs

TEXT_KINDS = ("text", "name", "date", "list")
_BLOCK_HEAD = re.compile(r"[＜<【〔（(※①-⑳]|[0-9０-９]")  # what a further block of the same cell begins with
_GOES_ON = re.compile(r"なお|また|ただし|但し|さらに|その他|上記|以上|これら|この|同")
_LONG_TEXT = 120  # a cell that crosses a page is long; a text of this length is not the same by chance
# Values that fill a cell by themselves: nothing goes on after them, and they may stand away from their label.
_STANDALONE = re.compile(
    r"(?:特に)?(?:該当)?(?:なし|無し)(?:。|$)|該当(?:なし|しない)。?$|-+$|(?:上記|同上|左記|前記).{0,20}$|「[^」]{1,40}」(?:と|に)同.{0,4}$|別紙.{0,12}参照.?$"
)


@dataclass(slots=True, kw_only=True)
class _Cell:
    """What was read for one item: its boxes of lines (text), its choice, its count."""

    place: Place
    chunks: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    choice: str | None = None
    count: int | None = None
    bracketed: bool = False


@dataclass(slots=True, kw_only=True)
class PartReading:
    """The items of a part, what could not be placed, and remarks on doubtful places."""

    items: dict[str, Value] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Page:
    """One page on its way: its stream, the place of each label, text that found no label yet, the items that texts
    were given to, and texts behind labels that have no place."""

    stream: list[Element]
    labels: list[int]
    places: list[Place | None]
    orphans: list[int] = field(default_factory=list)
    owner: dict[int, str] = field(default_factory=dict)
    astray: dict[int, list[int]] = field(default_factory=dict)


def read_part(tree: Form, part: str, file_number: int | None, streams: Sequence[list[Element]]) -> PartReading:
    """Reads the pages (streams of elements) of one part; ``file_number`` for parts repeated per file, else None."""
    keys = [[e.key for e in stream if e.kind == "label"] for stream in streams]
    groups = numbers_of_groups([k for page in keys for k in page])
    places = expected(tree, part, file_number, groups)
    out = PartReading()
    cells: dict[str, _Cell] = {}
    checks: dict[str, Checks] = {}
    previous: list[Place] = []
    unknown: list[list[Element]] = []
    shown = [places[start:end] for start, end in runs(places, keys, _again(streams))]
    assigned = [assign(page_keys, on_page) for page_keys, on_page in zip(keys, shown, strict=True)]
    _rescue(keys, assigned, shown, places)
    for stream, page_places, label_places in zip(streams, shown, assigned, strict=True):
        page = _Page(stream=stream, labels=[i for i, e in enumerate(stream) if e.kind == "label"], places=label_places)
        for index, place in zip(page.labels, page.places, strict=True):
            if place is not None:
                cell = cells.setdefault(place.path, _Cell(place=place))
                cell.bracketed = cell.bracketed or stream[index].bracketed
        _give_text(page, cells, previous)
        _give_choices(page, page_places, cells, out)
        _give_checks(page, page_places, previous, checks, cells, out)
        _settle_orphans(page, cells, previous, out)
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


def _unknown_labels(page: _Page) -> list[list[Element]]:
    """Labels that have no place on their page, each with the text behind it: they are not lost."""
    return [
        [page.stream[index], *(page.stream[i] for i in page.astray.get(index, ()))]
        for index, place in zip(page.labels, page.places, strict=True)
        if place is None
    ]


def _report_unknown(unknown: Sequence[Sequence[Element]], cells: dict[str, _Cell], out: PartReading) -> None:
    """Reports labels without place and their text, unless it is a cell that was only printed again."""
    known = {(c.place.key, folded([line for chunk in c.chunks for line in chunk])) for c in cells.values()}
    for label, *texts in unknown:
        text = folded([line.text for element in texts for line in element.lines])
        if text and (label.key, text) in known:
            continue
        for element in (label, *texts):
            shown = "\n".join(line.text for line in element.lines) or element.key
            out.unplaced.append(Unplaced(where=f"{element.line}行目", text=shown))


def _holds_text(place: Place | None) -> bool:
    if place is None or place.node.kind not in TEXT_KINDS:
        return False
    last = place.path.rsplit("/", 1)[-1]
    return not (last.rstrip("0123456789") in NAME_CHILD and last[-1].isdigit())


def _give_text(page: _Page, cells: dict[str, _Cell], previous: Sequence[Place]) -> None:
    """Gives each text to the label right before it; the rest are orphans."""
    current: Place | None = None
    contiguous = False
    unknown = -1
    at = dict(zip(page.labels, page.places, strict=True))
    filled: list[str] = []
    for index, element in enumerate(page.stream):
        if element.kind == "label":
            current, contiguous, filled = at[index], True, []
            unknown = index if current is None else -1
        elif element.kind != "text":
            contiguous = False
        elif unknown >= 0 and (contiguous or element.attached):
            page.astray.setdefault(unknown, []).append(index)
        elif element.above and _holds_text(at.get(index + 1)) and (below := at[index + 1]) is not None:
            page.owner[index] = below.path
        elif current is not None and contiguous and not element.attached and _no_period(current, element):
            contiguous = False
            page.orphans.append(index)
        elif current is not None and _holds_text(current) and (contiguous or element.attached):
            if filled and not element.attached and _ends_cell(filled):
                contiguous = False
                page.orphans.append(index)
                continue
            page.owner[index] = current.path
            filled = [line.text for line in element.lines]
        else:
            page.orphans.append(index)


def _no_period(place: Place, element: Element) -> bool:
    """Whether a text cannot be the date or period that the item asks for: it holds no number at all."""
    text = "".join(line.text for line in element.lines)
    asks = place.node.kind == "date" or "実施日" in place.key
    return asks and not is_empty_mark(text) and not re.search(r"[0-9０-９一二三四五六七八九十元未]", text)


def _ends_cell(lines: Sequence[str]) -> bool:
    """Whether these lines fill a cell by themselves, so that nothing can follow in it."""
    return bool(_STANDALONE.match(folded(lines)))


def _give_choices(page: _Page, page_places: Sequence[Place], cells: dict[str, _Cell], out: PartReading) -> None:
    """Gives each ``[ value ]`` to the choice item right before it, else to the nearest free one that has the option."""
    at = dict(zip(page.labels, page.places, strict=True))
    current: Place | None = None
    waiting: list[int] = []
    for index, element in enumerate(page.stream):
        if element.kind == "label":
            current = at[index]
        elif element.kind == "choice":
            cell = cells.get(current.path) if current else None
            fits = cell and cell.place.node.kind == "choice" and not cell.choice
            if fits and cell and _option(cell, element.text) is not None:
                cell.choice = _option(cell, element.text)
            elif element.text:
                waiting.append(index)
        elif element.kind == "count":
            _give_count(page_places, cells, element, out)
    where = {p.path: i for i, p in at.items() if p is not None}
    for index in waiting:
        element = page.stream[index]
        free = [
            (abs(where.get(path, -1) - index) + (50 if cell.choice == "" else 0), path)
            for path, cell in cells.items()
            if not cell.choice and cell.place.node.kind == "choice" and path in {p.path for p in page_places}
            if _option(cell, element.text) is not None
        ]
        if free:
            cell = cells[min(free)[1]]
            cell.choice = _option(cell, element.text)
            if len(free) > 1:
                out.remarks.append(
                    f"{element.line}行目の「{element.text}」を{min(free)[1]}の値と読みました。確かめてください"
                )
        else:
            out.unplaced.append(Unplaced(where=f"{element.line}行目", text=f"[ {element.text} ]"))


def _option(cell: _Cell, text: str) -> str | None:
    """The option of the form that ``text`` is ("" for an empty box); None if the item has no such option."""
    if not text:
        return ""
    key = fold(text)
    return next((o for o in cell.place.node.boxes if fold(o) == key), None)


def _give_count(page_places: Sequence[Place], cells: dict[str, _Cell], element: Element, out: PartReading) -> None:
    parents = [p for p in page_places if f"{p.path}/件" and p.path.endswith("委託の有無")]
    if not parents and element.number is None:
        return
    target = parents[0] if parents else next((c.place for p, c in cells.items() if p.endswith("委託の有無")), None)
    if target is None:
        out.unplaced.append(Unplaced(where=f"{element.line}行目", text=f"（{element.number}）件"))
        return
    cells.setdefault(target.path, _Cell(place=target)).count = element.number


def _give_checks(
    page: _Page,
    page_places: Sequence[Place],
    previous: Sequence[Place],
    checks: dict[str, Checks],
    cells: dict[str, _Cell],
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
        cells.setdefault(path, _Cell(place=next(p for p, _ in seats if p.path == path)))
    for element in left:
        if element.mark or element.text:
            out.unplaced.append(
                Unplaced(where=f"{element.line}行目", text=f"[ ○ ] {element.key} {element.text}".strip())
            )
    for element in page.stream:
        if element.kind == "paren" and element.text:
            out.unplaced.append(Unplaced(where=f"{element.line}行目", text=element.text))


def _settle_orphans(page: _Page, cells: dict[str, _Cell], previous: Sequence[Place], out: PartReading) -> None:
    """Finds an item for text that stands away from its label: an empty one on the page, else the last before it."""
    positions = {p.path: i for i, p in zip(page.labels, page.places, strict=True) if _holds_text(p) and p is not None}
    owned = set(page.owner.values())
    hungry = {path: i for path, i in positions.items() if path not in owned and not cells[path].chunks}
    _detach(page, hungry, cells)
    groups = _groups(page)
    while groups and hungry:
        _, group, path = min(
            (
                (_cost(page, group, cells[path].place, at), group, path)
                for group in groups
                for path, at in hungry.items()
            ),
            key=lambda item: item[0],
        )
        for index in group:
            page.owner[index] = path
        del hungry[path]
        groups.remove(group)
    carried = next((p for p in reversed(previous) if _holds_text(p) and cells[p.path].chunks), None)
    first_label = min(page.labels, default=len(page.stream))
    for group in groups:
        for index in group:
            if carried is not None and (group[0] < first_label or carried is previous[-1]):
                page.owner[index] = carried.path
            else:
                element = page.stream[index]
                text = "\n".join(line.text for line in element.lines)
                out.unplaced.append(Unplaced(where=f"{element.line}行目", text=text))
    page.orphans = []


def _detach(page: _Page, hungry: dict[str, int], cells: Mapping[str, _Cell]) -> None:
    """Frees a value that stands behind another cell's text: one that fills a cell by itself (該当なし), and one that
    does not look like going on with that text."""
    last: dict[str, int] = {}
    heads: dict[str, set[str]] = {}
    for index, path in list(page.owner.items()):
        element = page.stream[index]
        before = last.get(path)
        head = _head(element)
        known = heads.setdefault(path, set())
        again = bool(head) and head in known
        known.add(head)
        if again and not element.attached and hungry:
            if above := _stacked_on(page, path, hungry):
                page.owner.update({i: above for i, owner in page.owner.items() if owner == path and i < index})
                del hungry[above]
                heads[path] = {head}
                last[path] = index
                continue
            del page.owner[index]
            page.orphans.append(index)
            last.pop(path, None)
            continue
        if before is not None and not element.attached and hungry:
            lines = [line.text for line in element.lines]
            foreign = _does_not_go_on(page.stream[before], element, cells[path].place)
            if _ends_cell(lines) or (foreign and before == index - 1):
                del page.owner[index]
                page.orphans.append(index)
                continue
        last[path] = index
    page.orphans.sort()


def _stacked_on(page: _Page, path: str, hungry: Mapping[str, int]) -> str | None:
    """The item without text whose label stands right above the label of ``path``: their values follow one another."""
    at = next((i for i, p in zip(page.labels, page.places, strict=True) if p is not None and p.path == path), None)
    return next((other for other, index in hungry.items() if at is not None and index == at - 1), None)


def _head(element: Element) -> str:
    """The head of a block that a cell prints once: ``＜本市における措置＞``, the first of its numbers ``１．``."""
    first = fold(element.lines[0].text)
    return first if re.fullmatch(r"<.{3,40}>", first) else "1." if first.startswith("1.") else ""


def _does_not_go_on(before: Element, box: Element, place: Place) -> bool:
    """Whether a box is no part of the cell that the box before it belongs to: that one is a single value, or a
    finished block under a head of its own, and this one begins like prose of its own."""
    first = box.lines[0].text
    if _BLOCK_HEAD.match(first):
        return False
    if place.node.kind in ("name", "date"):
        return before.attached
    blocks = _BLOCK_HEAD.match(before.lines[0].text) and before.lines[-1].text.endswith("。")
    return bool(blocks) and not _GOES_ON.match(first) and first[:1] not in "・　"


def _groups(page: _Page) -> list[list[int]]:
    """Orphans that stand together (they are boxes of one cell)."""
    out: list[list[int]] = []
    for index in page.orphans:
        lines = [line.text for line in page.stream[index].lines]
        before = [line.text for line in page.stream[index - 1].lines] if index else []
        if out and out[-1][-1] == index - 1 and not _ends_cell(lines) and not _ends_cell(before):
            out[-1].append(index)
        else:
            out.append([index])
    return out


def _cost(page: _Page, group: Sequence[int], place: Place, at: int) -> float:
    """How badly an orphan fits an empty item: how far off it stands, and whether it looks like that kind of value."""
    text = "".join(line.text for index in group for line in page.stream[index].lines)
    distance = at - group[-1] if at > group[-1] else (group[0] - at) * 1.1
    is_date = to_iso(text) is not None or bool(re.search(r"\d+\s*年", fold(text)))
    if place.node.kind == "date" and not (is_date and len(text) < 30) and not is_empty_mark(text):
        return 500 + distance
    if _no_period(place, page.stream[group[0]]):
        return 500 + distance
    if place.node.kind == "name" and len(text) > 120:
        return 100 + distance
    return distance


def _collect(page: _Page, cells: dict[str, _Cell]) -> None:
    """Adds the page's texts to their cells; a cell printed again on the next page is taken once."""
    fresh: dict[str, list[tuple[int, list[str]]]] = {}
    for index in sorted(page.owner):
        element = page.stream[index]
        fresh.setdefault(page.owner[index], []).append((element.line, [line.text for line in element.lines]))
    for path, chunks in fresh.items():
        cell = cells[path]
        have = [folded(chunk) for chunk in cell.chunks]
        for line, chunk in chunks:
            if folded(chunk) in have and len(folded(chunk)) > 8:
                continue
            cell.chunks.append(chunk)
            cell.numbers.append(line)


def _values(cells: dict[str, _Cell], checks: dict[str, Checks], wrap: int, out: PartReading) -> None:
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
