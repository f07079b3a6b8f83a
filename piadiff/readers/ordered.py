"""Reads a part from rows of cells that stand in the form's own order: text recognised from pictures (OCR).

Labels carry slips of recognition, so they are matched by likeness; what makes that safe is the order: all labels of
a part together are aligned with the form's places, each after the one before, for the greatest likeness in sum.

A box whose mark was not recognised has no known value. The item that holds it is left out of the items (never given
as unmarked), a remark names its boxes, and the texts of their brackets are among the unplaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from piadiff.canonical import EMPTY_VALUES
from piadiff.forms import Form, Node
from piadiff.forms.tree import NAME_CHILD
from piadiff.model import Unplaced, Value
from piadiff.notation import after_folded, fold, nfkc
from piadiff.readers.appendix import read_appendix
from piadiff.readers.cover import read_cover
from piadiff.readers.labels import Printed, numbers_of_groups
from piadiff.readers.layout import Line, Page, pages
from piadiff.readers.markup import UNREAD, MarkedRow, marked_rows, plain_lines
from piadiff.readers.part_page import PartReading
from piadiff.readers.places import Place, expected

_CONTENTS = 3  # headings of parts among five rows that follow each other
_EXACT = 3.0
_ALIKE = 80.0  # likeness in percent from which a text may be a label
_MARKS = set(nfkc("○〇◯●◎レ✓✔☑■OoΟ0"))
_BOX = re.compile(r"\[([^\[\]]{0,3})\]")
_CHOSEN = re.compile(r"[\[［]?\s*([^\[\]<>]{0,60}?)\s*[\]］]")
_LIST_OF_OPTIONS = re.compile(r"[<＜]?選択肢[>＞]?|(?:^|\s)1\s*[)）]")
_COUNT = re.compile(r"[(（]\s*([0-9０-９]{1,4})\s*[)）]\s*件")
_BRACKET = re.compile(r"^\s*[（(]\s*(.*?)\s*[)）]\s*件?\s*$", re.DOTALL)
_NEW_BULLET = re.compile(r"[ \t\u3000]+(?=・)")


@dataclass(slots=True, kw_only=True)
class _Candidate:
    """A cell that may be a label: where it stands, its text, and what follows it in the same cell."""

    row: int
    cell: int
    key: str
    folded: str
    rest: str
    place: Place | None = None


@dataclass(slots=True, kw_only=True)
class _Raw:
    """The texts given to one place, with the line of the first."""

    place: Place
    line: int
    texts: list[str] = field(default_factory=list)


def read_marked(tree: Form, prints: Printed, lines: Sequence[str]) -> tuple[PartReading, int]:
    """What a text with markup holds, and the number of the form's labels found there."""
    rows = marked_rows(lines, prints.is_printed)
    cover, sections = _sections(prints, rows)
    out = PartReading()
    out.items.update(read_cover(tree, prints, _pages(cover, prints), out.unplaced))
    count: dict[str, int] = {}
    for part, section in sections:
        if part.startswith("別添"):
            out.items.update(read_appendix(tree, part, _pages(section, prints), out.unplaced))
            continue
        count[part] = count.get(part, 0) + 1
        repeated = tree.find(f"{part}/(n)") is not None
        found = read_ordered(tree, prints, part, count[part] if repeated else None, section)
        out.items.update(found.items)
        out.unplaced += found.unplaced
        out.remarks += found.remarks
    return out, len(out.items)


def _pages(rows: Sequence[MarkedRow], prints: Printed) -> list[Page]:
    return pages(plain_lines(rows, prints.is_printed), lambda _: True)


def _sections(prints: Printed, rows: Sequence[MarkedRow]) -> tuple[list[MarkedRow], list[tuple[str, list[MarkedRow]]]]:
    """The rows of the cover (with the list of contents), and those of each part after its heading."""
    heads = [_part_of(row, prints) for row in rows]
    real = [part for n, part in enumerate(heads) if part and not _in_contents(heads, n)]
    cover: list[MarkedRow] = []
    sections: list[tuple[str, list[MarkedRow]]] = []
    for number, (row, part) in enumerate(zip(rows, heads, strict=True)):
        if part and not (_in_contents(heads, number) and part in real):
            sections.append((part, []))
        elif sections:
            sections[-1][1].append(row)
        else:
            cover.append(row)
    return cover, sections


def _part_of(row: MarkedRow, prints: Printed) -> str | None:
    """The part whose heading a row is."""
    filled = [cell.strip() for cell in row.cells if cell.strip()]
    if len(filled) != 1:
        return None
    found = prints.label_at((Line(number=row.number, text=filled[0], indented=True),), 0)
    return prints.parts.get(found.key) if found else None


def _in_contents(heads: Sequence[str | None], number: int) -> bool:
    """Whether a part's heading stands in a list of contents: among other headings, not before a part's text."""
    near = heads[max(0, number - 2) : number + 3]
    return sum(head is not None for head in near) >= _CONTENTS


def read_ordered(
    tree: Form, prints: Printed, part: str, file_number: int | None, rows: Sequence[MarkedRow]
) -> PartReading:
    """The items of one part; ``file_number`` for parts repeated per file, else None."""
    candidates = [c for number, row in enumerate(rows) for c in _candidates(number, row, prints)]
    places = expected(tree, part, file_number, numbers_of_groups([c.key for c in candidates]))
    align(candidates, places)
    out = PartReading()
    for raw in _gather(rows, candidates, prints, out):
        _value(raw, out)
    return out


def _candidates(number: int, row: MarkedRow, prints: Printed) -> list[_Candidate]:
    """The cells of a row that may be labels: all but the last, and one that stands alone."""
    filled = [i for i, cell in enumerate(row.cells) if cell.strip()]
    out = []
    for index in filled:
        if index == filled[-1] and len(filled) > 1 and index == len(row.cells) - 1:
            continue
        text = row.cells[index].strip()
        lines = [Line(number=row.number, text=line.strip(), indented=True) for line in text.split("\n")]
        found = prints.label_at(lines, 0)
        if found:
            rest = "\n".join((found.rest, *(line.text for line in lines[found.lines :]))).strip()
            out.append(_Candidate(row=number, cell=index, key=found.key, folded=found.key, rest=rest))
            continue
        head = re.split(r"[\[\n]", text, maxsplit=1)[0]
        key = fold(head.replace("※", ""))
        if 2 < len(key) <= 120:
            out.append(_Candidate(row=number, cell=index, key="", folded=key, rest=text[len(head) :].strip()))
    return out


def align(candidates: Sequence[_Candidate], places: Sequence[Place]) -> None:
    """Gives candidates their places, in the order of both, so that the likeness in sum is greatest."""
    alike = _likeness({c.folded for c in candidates if not c.key}, {p.key for p in places})
    best: list[tuple[float, tuple[int, int] | None]] = [(0.0, None)] * (len(places) + 1)
    steps: dict[tuple[int, int], tuple[int, int] | None] = {}
    for n, candidate in enumerate(candidates):
        top: tuple[float, tuple[int, int] | None] = (0.0, None)
        following = list(best)
        for m, place in enumerate(places):
            if best[m][0] > top[0]:
                top = best[m]
            gain = _EXACT if candidate.key == place.key else alike.get((candidate.folded, place.key), 0.0)
            if gain and top[0] + gain > following[m + 1][0]:
                following[m + 1] = (top[0] + gain, (n, m))
                steps[n, m] = top[1]
        best = following
    at = max(best, key=lambda entry: entry[0])[1]
    while at is not None:
        candidates[at[0]].place = places[at[1]]
        at = steps[at]


def _likeness(texts: Iterable[str], keys: Iterable[str]) -> dict[tuple[str, str], float]:
    """How much each text that is no known label is like each label: 0 (left out) to below the worth of an exact one."""
    from rapidfuzz.fuzz import ratio

    wanted = list(keys)
    return {
        (text, key): 2 * score / 100
        for text in texts
        for key in wanted
        if (score := ratio(text, key, score_cutoff=_ALIKE))
    }


def _gather(
    rows: Sequence[MarkedRow], candidates: Sequence[_Candidate], prints: Printed, out: PartReading
) -> list[_Raw]:
    """What stands behind each label, in the order of the text."""
    labels = {(c.row, c.cell): c for c in candidates}
    found: dict[str, _Raw] = {}
    current: _Raw | None = None
    for number, row in enumerate(rows):
        for index, cell in enumerate(row.cells):
            label = labels.get((number, index))
            text = cell.strip()
            if label is not None and label.place is not None:
                current = found.setdefault(label.place.path, _Raw(place=label.place, line=row.number))
                text = label.rest
            elif label is not None and _is_heading(label.folded, prints):
                continue
            if not text or prints.is_furniture((text,)):
                continue
            if current is not None and (current.place.node.kind != "section" or _is_group(current.place)):
                current.texts.append(text)
            else:
                out.unplaced.append(Unplaced(where=f"{row.number}行目", text=text))
    return list(found.values())


def _is_heading(folded: str, prints: Printed) -> bool:
    """Whether a text is what the form prints between its items, up to slips of recognition."""
    if prints.is_furniture((folded,)):
        return True
    return any(score for score in _likeness([folded], prints.furniture).values())


def _is_group(place: Place) -> bool:
    last = place.path.rsplit("/", 1)[-1]
    return last[-1:].isdigit() and not last.isdigit()


def _value(raw: _Raw, out: PartReading) -> None:
    """Turns the texts of one place into its value by kind."""
    node, path = raw.place.node, raw.place.path
    last = path.rsplit("/", 1)[-1]
    text = "\n".join(raw.texts)
    if node.kind == "section" or (last.rstrip("0123456789") in NAME_CHILD and last[-1].isdigit()):
        if text:
            out.unplaced.append(Unplaced(where=f"{raw.line}行目", text=text))
    elif node.kind == "choice":
        out.items[path] = _choice(raw, text, out)
        if path.endswith("委託の有無"):
            count = _COUNT.search(text)
            out.items[f"{path}/件"] = int(count[1]) if count else None
    elif node.kind == "checks":
        marked = _checks(raw, text, out)
        if marked is not None:
            out.items[path] = dict(marked)
    elif node.kind == "text":
        out.items[path] = _paragraphs(text)
    elif node.kind in ("name", "date"):
        out.items[path] = "\n".join(_paragraphs(text))
    else:
        out.items[path] = _empty(node)


def _empty(node: Node) -> Value:
    return EMPTY_VALUES[node.kind]


def _paragraphs(text: str) -> tuple[str, ...]:
    """Lines as paragraphs; a bullet in the middle of a line begins one, for recognition joins lines."""
    pieces = (piece.strip() for line in text.split("\n") for piece in _NEW_BULLET.split(line))
    return tuple(piece for piece in pieces if piece)


def _choice(raw: _Raw, text: str, out: PartReading) -> str:
    """The option in the bracket before the list of options; what is none of them is reported."""
    options = raw.place.node.boxes
    head = _LIST_OF_OPTIONS.split(text, maxsplit=1)[0].replace(f"[{UNREAD}]", "[").strip()
    if not head:
        return ""
    match = _CHOSEN.search(head)
    inside = match[1].strip() if match else head.strip("[] ")
    if not inside or inside == UNREAD:
        return ""
    chosen = _most_alike(fold(inside), options)
    if chosen is None:
        out.unplaced.append(Unplaced(where=f"{raw.line}行目", text=inside))
        out.remarks.append(f"{raw.place.path}の「{inside}」は選択肢にありません。原本で確かめてください")
        return ""
    return chosen


def _checks(raw: _Raw, text: str, out: PartReading) -> Mapping[str, str] | None:
    """The marked boxes with the texts of their brackets; None if a mark was not recognised."""
    free = list(raw.place.node.boxes)
    marked: dict[str, str] = {}
    unread: list[str] = []
    marks = list(_BOX.finditer(text))
    before = text[: marks[0].start()] if marks else text
    _report(raw, before, out)
    for match, following in zip(marks, [*marks[1:], None], strict=True):
        piece = text[match.end() : following.start() if following else len(text)].strip()
        box, rest = _box(piece, free)
        if box is None:
            _report(raw, piece, out)
            continue
        free.remove(box)
        bracket = _BRACKET.match(_without_furniture(rest, raw.place.node))
        inside = bracket[1] if bracket else ""
        state = nfkc(match[1]).strip()
        if nfkc(UNREAD) in state:
            unread.append(box)
            _report(raw, inside and f"{box}（{inside}）", out)
        elif state and set(state) <= _MARKS:
            marked[box] = inside
        else:
            _report(raw, inside and f"{box}（{inside}）", out)
    if unread:
        out.remarks.append(
            f"{raw.place.path}は値が分かりません。枠「{'」「'.join(unread)}」の印が読み取れていません。原本で確かめてください"
        )
        return None
    return marked


def _report(raw: _Raw, text: str, out: PartReading) -> None:
    plain = _without_furniture(text, raw.place.node)
    if plain:
        out.unplaced.append(Unplaced(where=f"{raw.line}行目", text=plain))


def _without_furniture(text: str, node: Node) -> str:
    """``text`` without the small headings that the form prints among the boxes (・業務関係情報)."""
    for printed in node.printed:
        text = re.sub(r"\s*".join(map(re.escape, fold(printed))) + r"\s*$", "", text.strip())
    return text.strip()


def _box(piece: str, free: Sequence[str]) -> tuple[str | None, str]:
    """The box that a piece of text after a bracket names, and the rest of the piece."""
    key = fold(piece)
    for box in sorted(free, key=len, reverse=True):
        if key.startswith(fold(box)):
            return box, after_folded(piece, len(fold(box)))
    head = re.split(r"[（(\n]", piece, maxsplit=1)[0]
    alike = _most_alike(fold(head), free) or _most_alike(key, free)
    return alike, piece[len(head) :] if alike else ""


def _most_alike(key: str, options: Sequence[str]) -> str | None:
    """The option that equals ``key`` or, but for a slip of recognition, is like it and none other more so."""
    exact = next((o for o in options if fold(o) == key), None)
    if exact is not None or len(key) < 3:
        return exact
    scores = sorted(
        ((_likeness([key], [fold(o)]).get((key, fold(o)), 0.0), o) for o in options), key=lambda s: s[0], reverse=True
    )
    if not scores or not scores[0][0] or (len(scores) > 1 and scores[1][0] == scores[0][0]):
        return None
    return scores[0][1]
