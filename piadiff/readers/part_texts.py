"""Gives each text of a page to its item: to the label before it, or, where it stands apart, to an item without text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from piadiff.dates import to_iso
from piadiff.model import Unplaced
from piadiff.notation import fold, is_empty_mark
from piadiff.readers.elements import Element
from piadiff.readers.layout import folded
from piadiff.readers.part_page import Cell, PartPage, PartReading, holds_text, no_period
from piadiff.readers.places import Place
from piadiff.readers.stacked import stacked_values

_BLOCK_HEAD = re.compile(r"[＜<【〔（(※①-⑳]|[0-9０-９]")  # what a further block of the same cell begins with
_GOES_ON = re.compile(r"なお|また|ただし|但し|さらに|その他|上記|以上|これら|この|同")
# Values that fill a cell by themselves: nothing goes on after them, and they may stand away from their label.
STANDALONE = re.compile(
    r"(?:特に)?(?:該当)?(?:なし|無し)(?:。|$)|該当(?:なし|しない)。?$|-+$|(?:上記|同上|左記|前記).{0,20}$|「[^」]{1,40}」(?:と|に)同.{0,4}$|別紙.{0,12}参照.?$"
)


def give_text(page: PartPage, cells: dict[str, Cell], previous: Sequence[Place]) -> None:
    """Gives each text to the label right before it; the rest are orphans."""
    current: Place | None = None
    contiguous = False
    unknown = -1
    at = dict(zip(page.labels, page.places, strict=True))
    filled: list[str] = []
    stacked = stacked_values(page)
    for index, element in enumerate(page.stream):
        if index in stacked:
            page.owner[index] = stacked[index]
        elif element.kind == "label":
            current, contiguous, filled = at[index], True, []
            unknown = index if current is None else -1
        elif element.kind != "text":
            contiguous = False
        elif unknown >= 0 and (contiguous or element.attached):
            page.astray.setdefault(unknown, []).append(index)
        elif element.above and holds_text(at.get(index + 1)) and (below := at[index + 1]) is not None:
            page.owner[index] = below.path
        elif current is not None and contiguous and not element.attached and no_period(current, element):
            contiguous = False
            page.orphans.append(index)
        elif current is not None and holds_text(current) and (contiguous or element.attached):
            if filled and not element.attached and (element.apart or _ends_cell(filled)):
                contiguous = False
                page.orphans.append(index)
                continue
            page.owner[index] = current.path
            filled = [line.text for line in element.lines]
        else:
            page.orphans.append(index)


def _ends_cell(lines: Sequence[str]) -> bool:
    """Whether these lines fill a cell by themselves, so that nothing can follow in it."""
    return bool(STANDALONE.match(folded(lines)))


def settle_orphans(page: PartPage, cells: dict[str, Cell], previous: Sequence[Place], out: PartReading) -> None:
    """Finds an item for text that stands away from its label: an empty one on the page, else the last before it."""
    positions = {p.path: i for i, p in zip(page.labels, page.places, strict=True) if holds_text(p) and p is not None}
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
    carried = next((p for p in reversed(previous) if holds_text(p) and cells[p.path].chunks), None)
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


def _detach(page: PartPage, hungry: dict[str, int], cells: Mapping[str, Cell]) -> None:
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


def _stacked_on(page: PartPage, path: str, hungry: Mapping[str, int]) -> str | None:
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


def _groups(page: PartPage) -> list[list[int]]:
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


def _cost(page: PartPage, group: Sequence[int], place: Place, at: int) -> float:
    """How badly an orphan fits an empty item: how far off it stands, and whether it looks like that kind of value."""
    text = "".join(line.text for index in group for line in page.stream[index].lines)
    distance = at - group[-1] if at > group[-1] else (group[0] - at) * 1.1
    is_date = to_iso(text) is not None or bool(re.search(r"\d+\s*年", fold(text)))
    if place.node.kind == "date" and not (is_date and len(text) < 30) and not is_empty_mark(text):
        return 500 + distance
    if no_period(place, page.stream[group[0]]):
        return 500 + distance
    if place.node.kind == "name" and len(text) > 120:
        return 100 + distance
    return distance
