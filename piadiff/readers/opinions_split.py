"""Rows and cells of an opinions table in text extracted from a PDF, where cells follow each other line by line.

A row begins at its number; the cell that says who gave the opinion (委員会) divides it; on either side of that the last
cell is the run of narrow blocks at the end, since its column wraps at a smaller width than the one before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from piadiff.model import Unplaced
from piadiff.notation import fold, nfkc
from piadiff.readers.layout import paragraphs, width
from piadiff.readers.papers import Header, header_at

_LONE_NUMBER = re.compile(r"(?:No\.?|№)?\s*(\d{1,3})\.?")
_LED_NUMBER = re.compile(r"(\d{1,3})[ \u3000]+(?=\S)")
_BY = re.compile(
    r"[^\s。、・,()]{0,16}?(?:委員会|審議会|審査会|事務局|部会|委員長|委員|会長|監査人|点検者|有識者|専門家)"
    r"(?:[(（][^()（）]{1,12}[)）])?[A-ZＡ-Ｚ]?"
)
_PEOPLE = frozenset({"住民", "区民", "市民", "町民", "村民"})
_LEAF = re.compile(r"\d{1,3}\s*/\s*\d{1,3}|[-－—–]\s*\d{1,3}\s*[-－—–]|\d{1,3}\s*(?:ページ|頁)")
_TITLE = re.compile(r"(?=.{4,80}$).*(?:意見|点検|指摘).*(?:結果|一覧|対応|回答|について|反映)(?:について|表)?")
_SLACK = 1.3  # how much wider than usual a line of a narrow column may be
_NARROW = 0.75  # of the width of the column before: from there on widths tell nothing
_MOST_MISSING = 3  # how far the next number of a row may be
_ROWS_OF_A_TABLE = 2
_QUOTED = 8  # letters that a place and its revised text share at least

USUAL_ROLES = ("no", "place", "opinion", "by", "revised", "response")

Block = list[str]
_Start = tuple[int, int, str]  # index of the line, number of the row, what follows the number on its line


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """One opinion: its number, sitting, line (from 1), lines without furniture, then its cells and doubts."""

    no: int
    session: str | None = None
    line: int = 0
    lines: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    cells: dict[str, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    number: int
    text: str
    page: int


def raw_rows(lines: Sequence[str], is_session: Callable[[str], bool]) -> tuple[list[RawRow], list[Unplaced]]:
    """The rows with their lines, titles and page numbers left out, and the text before the first number."""
    kept, sessions, header = _without_furniture(lines, is_session)
    roles = header.roles if header else USUAL_ROLES
    starts = _starts(kept, [line.number for line, _ in sessions], divided="by" in roles)
    first_lines = [kept[index] for index, _, _ in starts]
    rows: list[RawRow] = []
    for at, (index, number, rest) in enumerate(starts):
        stop = starts[at + 1][0] if at + 1 < len(starts) else len(kept)
        texts = [rest, *(line.text for line in kept[index + 1 : stop])]
        session = _session_of(kept[index], sessions, first_lines)
        rows.append(RawRow(no=number, session=session, line=kept[index].number, lines=tuple(texts), roles=roles))
    first = starts[0][0] if starts else len(kept)
    before = [line for line in kept[:first] if line.text.strip()]
    return rows, [Unplaced(where=f"{line.number}行目", text=line.text.strip()) for line in before]


def _without_furniture(
    lines: Sequence[str], is_session: Callable[[str], bool]
) -> tuple[list[_Line], list[tuple[_Line, str]], Header | None]:
    """The lines of rows, the headings of sittings with where they stand, and the first header."""
    plain = [nfkc(line).replace("\f", "").strip() for line in lines]
    titles = _titles(plain)
    header: Header | None = None
    kept: list[_Line] = []
    sessions: list[tuple[_Line, str]] = []
    page = index = 0
    while index < len(lines):
        text = plain[index]
        found = header_at("opinions", plain, index) if text else None
        page += "\f" in lines[index] or text in titles
        here = _Line(number=index + 1, text=lines[index].replace("\f", "").rstrip(), page=page)
        if found:
            header = header or found
            index = found.stop
            continue
        if text and is_session(text):
            sessions.append((here, lines[index].strip()))
            here = replace(here, text="")
        elif text in titles or _LEAF.fullmatch(text):
            here = replace(here, text="")
        kept.append(here)
        index += 1
    return kept, sessions, header


def _titles(plain: Sequence[str]) -> set[str]:
    """Lines that are the paper's title: above the first header or number, and printed again on the pages."""
    first = next((i for i, text in enumerate(plain) if text and header_at("opinions", plain, i)), None)
    if first is None:
        first = next((i for i, text in enumerate(plain) if _LONE_NUMBER.fullmatch(text)), 0)
    seen = Counter(plain)
    return {text for text in plain[:first] if text and (_TITLE.match(text) or seen[text] > 1)}


def is_headless(lines: Sequence[str]) -> bool:
    """Whether pages that follow a table's first ones, without its column titles, are before us: a title of opinions,
    and numbered rows that each tell who gave the opinion."""
    kept = [_Line(number=number, text=line.strip(), page=0) for number, line in enumerate(lines, 1)]
    starts = _chain(kept, [], divided=True)
    ends = [*(index for index, _, _ in starts[1:]), len(kept)]
    told = [
        any(_BY.fullmatch(line.text) for line in kept[start[0] : end]) for start, end in zip(starts, ends, strict=True)
    ] if starts else []  # fmt: skip
    return sum(told) >= _ROWS_OF_A_TABLE and sum(told) > len(told) / 2


def _starts(kept: Sequence[_Line], sessions: Sequence[int], *, divided: bool) -> list[_Start]:
    """Where rows begin. Where the table tells who gave an opinion (``divided``), a number inside a row that has not
    told it yet is no new row; if that leaves out rows, it is a table that does not always tell it.
    """
    loose = _chain(kept, sessions, divided=False)
    strict = _chain(kept, sessions, divided=True) if divided else loose
    return strict if len(strict) >= len(loose) else loose


def _chain(kept: Sequence[_Line], sessions: Sequence[int], *, divided: bool) -> list[_Start]:
    """Numbers that count on, or begin again below the heading of a sitting; one that is missing may be passed over.

    A number that comes again alone while its row is not complete is the row's true beginning: what stood above was a
    page number or a heading in a cell.
    """
    numbers = [_number(kept, index) for index in range(len(kept))]
    last_alone = {found[0]: index for index, found in enumerate(numbers) if found and not found[1]}
    out: list[_Start] = []
    complete = False
    for index, line in enumerate(kept):
        found, text = numbers[index], line.text
        if found is not None:
            number, rest = found
            before = out[-1][1] if out else 0
            last = kept[out[-1][0]].number if out else 0
            again = number == 1 and any(last < session < line.number for session in sessions)
            counts = number == before + 1 or (
                not rest and before < number <= before + _MOST_MISSING and last_alone.get(before + 1, 0) < index
            )
            if not out:
                takes = not rest
            elif number == before and not rest and not complete and divided:
                out.pop()
                takes = True
            else:
                takes = complete and (again or counts)
            if takes:
                out.append((index, number, rest))
                complete, text = False, rest
        complete = complete or not divided or _find_by([text]) is not None
    return out


def _number(kept: Sequence[_Line], index: int) -> tuple[int, str] | None:
    """The number that a line may begin a row with, and the rest of the line."""
    text = kept[index].text.strip()
    if found := _LONE_NUMBER.fullmatch(nfkc(text)):
        return (int(found[1]), "") if int(found[1]) else None
    blank = index == 0 or not kept[index - 1].text.strip()
    led = _LED_NUMBER.match(nfkc(text)) if blank else None
    if led and int(led[1]):
        return int(led[1]), text[led.end() :]
    return None


def _session_of(row: _Line, sessions: Sequence[tuple[_Line, str]], starts: Sequence[_Line]) -> str | None:
    """The sitting under whose heading a row stands. One printed below the rows of its page (as PDFs often have it)
    holds for that page, if nothing stands above them."""
    above = [name for line, name in sessions if line.number < row.number]
    if above:
        return above[-1]
    below = [(line, name) for line, name in sessions if line.page == row.page]
    if below and not any(s.page == row.page and s.number > below[0][0].number for s in starts):
        return below[0][1]
    return None


def _find_by(lines: Sequence[str]) -> tuple[int, str, str, str] | None:
    """The cell of who gave the opinion: its line, what stands before and after it there, and itself."""
    for index, line in enumerate(lines):
        if _BY.fullmatch(line.strip()) or line.strip() in _PEOPLE:
            return index, "", line.strip(), ""
    for index, line in enumerate(lines):
        words = re.split(r"([ \t\u3000]+)", line.strip())
        for at in range(0, len(words), 2):
            if len(words) > 1 and _BY.fullmatch(words[at]):
                return index, "".join(words[:at]).strip(), words[at], "".join(words[at + 1 :]).strip()
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """The blocks on one side of the dividing cell, and the columns that they fill."""

    blocks: tuple[Block, ...]
    roles: tuple[str, ...]


def cells_of(rows: Sequence[RawRow]) -> list[RawRow]:
    """The rows with their cells, by the widths of the columns that all rows together show."""
    divided = [_sides(row) for row in rows]
    narrow: dict[tuple[str, ...], float] = {}
    wide: dict[tuple[str, ...], float] = {}
    for sides, _, _ in divided:
        for side in sides:
            if side.roles in narrow or len(side.roles) < 2:
                continue
            alike = [s.blocks for ss, _, _ in divided for s in ss if s.roles == side.roles and len(s.blocks) > 1]
            narrow[side.roles] = median([_width(b[-1]) for b in alike]) if alike else 0
            wide[side.roles] = median([max(map(_width, b[:-1])) for b in alike]) if alike else 0
    out = []
    for row, (sides, by, doubts) in zip(rows, divided, strict=True):
        blocks: dict[str, list[Block]] = {}
        for side in sides:
            blocks |= _shared_out(side, narrow.get(side.roles, 0), wide.get(side.roles, 0))
        out.append((row, blocks, by, doubts))
    edges = {role: _edge([b for _, blocks, _, _ in out for b in blocks.get(role, [])]) for role in _roles(out)}
    return [
        replace(row, cells={**{r: _text(b, edges[r]) for r, b in blocks.items()}, **by}, doubts=tuple(doubts))
        for row, blocks, by, doubts in out
    ]


def _roles(rows: Sequence[tuple[RawRow, dict[str, list[Block]], Mapping[str, str], Sequence[str]]]) -> set[str]:
    return {role for _, blocks, _, _ in rows for role in blocks}


def _sides(row: RawRow) -> tuple[list[_Side], dict[str, str], list[str]]:
    roles = tuple(role for role in row.roles if role != "no")
    if "by" not in roles:
        return [_Side(blocks=tuple(_blocks(row.lines)), roles=roles)], {}, []
    at = roles.index("by")
    left, right = roles[:at], roles[at + 1 :]
    found = _find_by(row.lines)
    if found is None:
        return [_Side(blocks=tuple(_blocks(row.lines)), roles=(*left, *right))], {}, ["意見提出者が見つかりません"]
    index, before, by, after = found
    above, below = row.lines[:index], row.lines[index + 1 :]
    return (
        [
            _Side(blocks=tuple(_with_line(above, before, left, last=True)), roles=left),
            _Side(blocks=tuple(_with_line(below, after, right, last=False)), roles=right),
        ],
        {"by": by},
        [],
    )


def _with_line(lines: Sequence[str], text: str, roles: Sequence[str], *, last: bool) -> list[Block]:
    """The blocks of a side with the text that shares a line with the dividing cell: the end (or beginning) of the cell
    next to it; where the side has nothing else, one cell or, with a space in it, two."""
    if not text:
        return _blocks(lines)
    if any(line.strip() for line in lines) or len(roles) < 2:
        return _blocks([*lines, text] if last else [text, *lines])
    return [[word] for word in re.split(r"[ \t\u3000]+(?=\S+$)", text, maxsplit=1) if word]


def _blocks(lines: Sequence[str]) -> list[Block]:
    out: list[Block] = [[]]
    for line in lines:
        if line.strip():
            out[-1].append(line)
        elif out[-1]:
            out.append([])
    return out if out[-1] else out[:-1]


def _shared_out(side: _Side, narrow: float, wide: float) -> dict[str, list[Block]]:
    """The blocks of a side by column: the last column takes the run of narrow blocks at the end."""
    blocks, roles = list(side.blocks), side.roles
    if not roles or not blocks:
        return {}
    if len(roles) == 1:
        return {roles[0]: blocks}
    if len(blocks) == 1:
        blocks = _torn(blocks[0], narrow * _SLACK)
    if len(blocks) == 1:
        return {roles[0]: blocks}
    cut = len(blocks) - 1
    telling = 0 < narrow < wide * _NARROW
    while (
        telling
        and cut > len(roles) - 1
        and _width(blocks[cut - 1]) <= narrow * _SLACK
        and not _quoted(blocks[cut - 1], blocks)
    ):
        cut -= 1
    if telling and cut == len(blocks) - 1 and _width(blocks[cut]) > narrow * _SLACK:
        head, *tail = _torn(blocks[cut], narrow * _SLACK)
        blocks[cut:] = [head, *tail]
        cut += 1 if tail else 0
    rest = _Side(blocks=tuple(blocks[:cut]), roles=roles[:-1])
    return {**_shared_out(rest, narrow, wide), roles[-1]: blocks[cut:]}


def _quoted(block: Block, blocks: Sequence[Block]) -> bool:
    """Whether a narrow block comes again in another one of the side, as a heading does."""
    key = fold("".join(block))
    return len(key) >= _QUOTED and any(key in fold("".join(b)) for b in blocks if b is not block)


def _torn(block: Block, limit: float) -> list[Block]:
    """Two cells without a blank line between them, divided after the last wide line and the end of its sentence."""
    wide = [index for index, line in enumerate(block) if width(line.strip()) > limit]
    if not limit or not wide or wide[-1] + 1 >= len(block):
        return [block]
    cut = wide[-1] + 1
    full = max(width(line.strip()) for line in block)
    if (
        width(block[cut - 1].strip()) > full * 0.9
        and not block[cut - 1].rstrip().endswith("。")
        and cut + 1 < len(block)
    ):
        cut += 1
    return [block[:cut], block[cut:]]


def _width(block: Block) -> int:
    return max(width(line.strip()) for line in block)


def _edge(blocks: Sequence[Block]) -> int:
    """The width at which a column wraps."""
    widths = sorted(width(line) for block in blocks for line in block)
    return widths[int(len(widths) * 0.85)] if len(widths) > 2 else 0


def _text(blocks: Sequence[Block], edge: int) -> str:
    return "\n".join(paragraphs(blocks, edge))
