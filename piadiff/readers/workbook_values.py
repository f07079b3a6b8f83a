"""Cells of one item to its value by kind.

The official workbook prints a choice as ``[``, the value and ``]`` in cells of their own with the list of options
beside, and a box to mark as ``[``, ``○``, ``]``, ``紙``; offices also type ``[ ○ ]紙`` or ``■紙`` into one cell.
Both are read as one stream of cells from left to right, row after row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from piadiff.forms import Node
from piadiff.model import Value
from piadiff.notation import after_folded, fold, nfkc
from piadiff.readers.workbook_cells import Cell

MARKS = "○〇◯●◎レﾚ✓✔☑■◼⬛✅"
_EMPTY_MARKS = "□☐▢"
_OPEN, _CLOSE = "[［〔", "]］〕"
_OPENS, _CLOSES = re.escape(_OPEN), re.escape(_CLOSE)
_BOX = re.compile(rf"\s*[{_OPENS}]\s*([{MARKS}{_EMPTY_MARKS}]?)\s*[{_CLOSES}]")
_BARE = re.compile(rf"\s*([{MARKS}{_EMPTY_MARKS}])\s*")
_HALF_OPEN = re.compile(rf"\s*[{_OPENS}]\s*([{MARKS}]?)\s*")
_HALF_CLOSED = re.compile(rf"\s*([{MARKS}]?)\s*[{_CLOSES}]\s*")
_NUMBERED = re.compile(r"\s*\d{1,2}\s*[)）.．]\s*")
_COUNT = re.compile(r"[（(]\s*(\d*)\s*[)）]\s*件")
CONTINUED = "（続き）"  # what a cell begins with that goes on with the one above it
BEGINS = "（ここから）"  # what a cell begins with whose text might else be taken for one that goes on
_EXACT_BOX = re.compile(r"\[( ○ |　)\] (.*)", re.DOTALL)
_EXACT_BRACKET = re.compile(r"（(?: (.*) |　)）件?", re.DOTALL)
_EXACT_CHOICE = re.compile(r"\[(?: (.*) |　)\]", re.DOTALL)
_LIST = re.compile(r"[<＜]選択肢[>＞]")


@dataclass(slots=True, kw_only=True)
class Found:
    """A value read, the cells' texts that are no part of it, and what is doubtful about it."""

    value: Value
    left: list[tuple[Cell | None, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def joined(texts: Sequence[str]) -> str:
    """Cells of one text, one below the other, as the text: each begins a line, unless it says （続き）."""
    text = ""
    for number, piece in enumerate(texts):
        if number and piece.startswith(CONTINUED):
            text += piece.removeprefix(CONTINUED)
        else:
            text += f"\n{piece}" if number else piece.removeprefix(BEGINS)
    return text


def exact_lines(cells: Sequence[Cell]) -> list[str]:
    """The paragraphs of a text whose cells hold nothing else, as they are; blank ones at the end say nothing."""
    lines = joined([cell.text for cell in cells]).split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def text_lines(inline: str, cells: Sequence[Cell]) -> list[str]:
    """The paragraphs of a text: every line of every cell that holds one."""
    text = joined(([inline] if inline else []) + [cell.text for cell in cells])
    return [line.rstrip() for line in text.split("\n") if line.strip()]


# -- choices ---------------------------------------------------------------------------------------------------------


def read_choice(node: Node, inline: str, cells: Sequence[Cell]) -> Found:
    """The option that is chosen: what stands in the bracket, else beside the list of options, else the marked one."""
    options = {fold(option): option for option in node.boxes}
    marked = _marked_option(options, cells)
    tokens = [(None, inline), *((cell, cell.text) for cell in cells)]
    inside: list[str] = []
    loose: list[tuple[Cell | None, str]] = []
    open_bracket = seen_bracket = False
    for cell, text in tokens:
        plain = _LIST.sub("", text).strip()
        if not plain or _is_option_list(plain, options):
            continue
        if fold(plain) in options:
            if open_bracket or not seen_bracket:
                inside.append(options[fold(plain)])
            continue
        for piece in re.split(rf"([{_OPENS}{_CLOSES}])", plain):
            if piece and piece in _OPEN:
                open_bracket = seen_bracket = True
            elif piece and piece in _CLOSE:
                open_bracket = False
            elif open_bracket and piece.strip():
                inside.append(piece.strip())
            elif piece.strip() and not _is_option_list(piece, options) and fold(piece) not in MARKS:
                loose.append((cell, piece.strip()))
    if not inside and marked is not None:
        return Found(value=marked, left=loose)
    chosen = "".join(inside)
    if fold(chosen) in options or not chosen:
        return Found(value=options.get(fold(chosen), ""), left=loose)
    if not seen_bracket and all(fold(piece) in options for piece in inside):
        return Found(value="", left=loose, doubts=["どの選択肢が選ばれているか分かりません"])
    first = next((options[fold(piece)] for piece in inside if fold(piece) in options), None)
    if first is not None:
        others = [piece for piece in inside if fold(piece) != fold(first)]
        return Found(value=first, left=loose + [(None, piece) for piece in others])
    return Found(value=chosen, left=loose, doubts=[f"「{chosen}」は様式の選択肢にありません"])


def exact_choice(node: Node, cells: Sequence[Cell]) -> Found | None:
    """The choice of cells that are as the program writes them; None for others."""
    first = min((cell.left for cell in cells), default=0)
    chosen = [cell.text for cell in cells if cell.left == first]
    match = _EXACT_CHOICE.fullmatch(joined(chosen))
    if not match or any(not _LIST.match(cell.text) for cell in cells if cell.left != first):
        return None
    options = {fold(option): option for option in node.boxes}
    value = (match[1] or "").strip()
    doubts = [] if not value or fold(value) in options else [f"「{value}」は様式の選択肢にありません"]
    return Found(value=options.get(fold(value), value), doubts=doubts)


def _marked_option(options: dict[str, str], cells: Sequence[Cell]) -> str | None:
    """The option beside a mark: ``○`` and ``1） 発生あり`` in neighbouring cells or in one."""
    for position, cell in enumerate(cells):
        plain = cell.text.strip()
        rest = fold(_NUMBERED.sub("", plain[1:].lstrip(), count=1))
        if plain and plain[0] in MARKS and rest in options:
            return options[rest]
        if plain in tuple(MARKS) and position + 1 < len(cells):
            following = fold(_NUMBERED.sub("", cells[position + 1].text, count=1))
            if following in options:
                return options[following]
    return None


def _is_option_list(text: str, options: dict[str, str]) -> bool:
    """Whether a text is (a piece of) the printed list: ``1） 発生あり　2） 発生なし``."""
    if not _NUMBERED.match(nfkc(text)):
        return False
    pieces = [piece for piece in re.split(r"(?<![0-9０-９,，])[0-9０-９]{1,2}\s*[)）]\s*", text) if piece.strip()]
    return all(fold(piece) in options for piece in pieces)


def read_count(inline: str, cells: Sequence[Cell]) -> tuple[int | None, bool, list[Cell]]:
    """The number before 件, whether the form prints 件 here at all, and the cells without those of the count.

    The number stands between its brackets in one cell or in three.
    """
    labelled = any(fold(cell.text).rstrip("※") == "件" for cell in cells)
    if match := _COUNT.search(nfkc(inline)):
        return int(match[1]) if match[1] else None, True, list(cells)
    cells = [cell for cell in cells if fold(cell.text).rstrip("※") != "件"]
    for end, cell in enumerate(cells):
        if "件" not in cell.text:
            continue
        for start in range(end, max(-1, end - 4), -1):
            run = nfkc("".join(c.text for c in cells[start : end + 1])).strip()
            match = _COUNT.search(run)
            if match and (match.start() == 0 or start == end):
                rest = run[: match.start()] + run[match.end() :]
                kept = list(cells[:start]) + list(cells[end + 1 :])
                if rest.strip():
                    kept.insert(
                        start, Cell(top=cell.top, left=cell.left, bottom=cell.bottom, right=cell.right, text=rest)
                    )
                return int(match[1]) if match[1] else None, True, kept
            bare = re.fullmatch(r"(\d{1,6})\s*件", run)
            if bare:
                return int(bare[1]), True, [*cells[:start], *cells[end + 1 :]]
    return None, labelled, list(cells)


# -- boxes -----------------------------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class _Boxes:
    """The state of reading boxes from left to right."""

    names: list[tuple[str, str]]  # folded and as the form has them, longest first
    marked: dict[str, str] = field(default_factory=dict)
    left: list[tuple[Cell | None, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    mark: bool = False
    box: str = ""  # whose bracket may follow
    box_marked: bool = False
    inside: list[str] | None = None  # the bracket that is open
    row: int = 0


def read_checks(node: Node, inline: str, cells: Sequence[Cell]) -> Found:
    """The marked boxes with the texts in their brackets."""
    names = sorted(((fold(box), box) for box in node.boxes), key=lambda pair: -len(pair[0]))
    state = _Boxes(names=names)
    furniture = {fold(text) for text in node.printed}
    tokens: list[tuple[Cell | None, str]] = [(None, inline)] if inline else []
    for cell, text in [*tokens, *((cell, cell.text) for cell in cells)]:
        if fold(text) in furniture:
            continue
        if cell is not None and cell.top != state.row:
            state.row, state.mark = cell.top, False
        _read_cell(state, cell, text)
    _close(state)
    return Found(value=dict(state.marked), left=state.left, doubts=state.doubts)


def exact_checks(node: Node, cells: Sequence[Cell]) -> Found | None:
    """The boxes of cells that are as the program writes them, each with its bracket beside it; None for others."""
    known = {fold(box): box for box in node.boxes}
    taking = tuple(option.removesuffix("()") for option in node.options if option.endswith("()")) or ("\0",)
    boxes: list[tuple[Cell, str, list[str]]] = []
    bracket: Cell | None = None
    for cell in cells:
        if bracket and cell.left == bracket.left and cell.text.startswith(CONTINUED):
            boxes[-1][2].append(cell.text)
        elif match := _EXACT_BOX.fullmatch(cell.text):
            boxes.append((cell, match[1].strip(), []))
            bracket = None
        elif (
            boxes
            and not boxes[-1][2]
            and cell.top == boxes[-1][0].top
            and (cell.text.startswith("（") or boxes[-1][0].text.endswith(taking))
        ):
            boxes[-1][2].append(cell.text)
            bracket = cell
        else:
            return None
    out = Found(value={})
    marked: dict[str, str] = {}
    for cell, mark, pieces in boxes:
        name = cell.text[cell.text.index("]") + 2 :].strip()
        text = _EXACT_BRACKET.fullmatch(joined(pieces)) if pieces else None
        bare = pieces if not text and name.endswith(taking) and not re.search(r"[()（）\[\]]", pieces[0]) else []
        if (pieces and not text and not bare) or (pieces and not mark and (bare or (text and text[1]))):
            return None
        if _BOX.search(name) or not name:
            return None
        if not mark:
            continue
        if fold(name) not in known:
            out.doubts.append(f"「{name}」は様式にない枠です")
        inside = bare[0].strip() if bare else (text[1] or "") if text else ""
        marked.setdefault(known.get(fold(name), name), inside)
    out.value = marked
    return out


def _read_cell(state: _Boxes, cell: Cell | None, text: str) -> None:
    """One cell (or the rest of one): a bracket, a mark, a name with or without its bracket, or a bracket's text."""
    plain = text.strip()
    if state.inside is not None and not _begins_box(state, plain):
        _inside(state, text)
        return
    if state.inside is not None:
        _close(state)
    while plain:
        if match := _BOX.match(plain) or _HALF_CLOSED.fullmatch(plain):
            state.mark = _is_mark(match[1]) or (match.re is _HALF_CLOSED and state.mark)
        elif (match := _HALF_OPEN.fullmatch(plain)) or (
            (match := _BARE.match(plain)) and _ends_at_box(state, plain[match.end() :])
        ):
            state.mark = _is_mark(match[1])
        else:
            plain = _read_name(state, cell, plain)
            continue
        plain = plain[match.end() :].strip()


def _begins_box(state: _Boxes, plain: str) -> bool:
    """Whether a cell behind a bracket that nobody closed is the next box: ``[``, ``[ ○ ]紙``."""
    if plain in tuple(_OPEN):
        return True
    match = _BOX.match(plain)
    return match is not None and _ends_at_box(state, plain[match.end() :])


def _ends_at_box(state: _Boxes, rest: str) -> bool:
    key = fold(rest)
    return not key or any(key.startswith(name) for name, _ in state.names) or key[0] in "[]"


def _is_mark(text: str) -> bool:
    return bool(text) and text in MARKS


def _read_name(state: _Boxes, cell: Cell | None, plain: str) -> str:
    """A box's name at the start of a text, with its bracket; gives what follows."""
    key = fold(plain)
    found = next(((name, box) for name, box in state.names if key.startswith(name)), None)
    if found is None:
        if state.box and fold(plain)[:1] == "(":
            _bracket(state, plain[1:])
        elif state.mark:
            return _unknown_box(state, plain)
        elif fold(plain) not in ("件", ")", ")件"):
            state.left.append((cell, plain))
        return ""
    _close(state)
    state.box, state.box_marked, state.mark = found[1], state.mark, False
    if state.box_marked:
        state.marked.setdefault(state.box, "")
    rest = after_folded(plain, len(found[0])).strip()
    if fold(rest)[:1] == "(":
        return _bracket(state, rest[1:])
    return rest


def _unknown_box(state: _Boxes, plain: str) -> str:
    """A marked box that this edition of the form does not print: its name is taken as it stands."""
    name = re.split(r"[（(\[［]", plain, maxsplit=1)[0].strip()
    if not name:
        return ""
    _close(state)
    state.box, state.box_marked, state.mark = name, True, False
    state.marked.setdefault(name, "")
    state.doubts.append(f"「{name}」は様式にない枠です")
    rest = plain[len(name) :].strip()
    return _bracket(state, rest[1:]) if fold(rest)[:1] == "(" else rest


def _bracket(state: _Boxes, rest: str) -> str:
    """What follows an opened bracket in the same cell; gives the next boxes behind it if the cell goes on with some."""
    following = next(
        (m.start() for m in _BOX.finditer(rest) if any(fold(rest[m.end() :]).startswith(n) for n, _ in state.names)),
        len(rest),
    )
    inside, after = rest[:following].rstrip(), rest[following:]
    closed = re.search(r"[)）]\s*件?$", inside)
    state.inside = []
    if closed:
        state.inside.append(inside[: closed.start()].strip())
        _close(state)
    elif inside.strip():
        state.inside.append(inside.strip())
    return after


def _inside(state: _Boxes, text: str) -> None:
    """A cell behind an opened bracket: its text or its end."""
    assert state.inside is not None
    if re.fullmatch(r"\s*[)）]\s*件?\s*", text):
        _close(state)
        return
    closed = re.search(r"[)）]\s*件?\s*$", text)
    if closed and nfkc(text).count(")") > nfkc(text).count("("):
        state.inside.append(text[: closed.start()].strip())
        _close(state)
    else:
        state.inside.append(text)


def _close(state: _Boxes) -> None:
    """Ends the open bracket: its text goes to its box if that is marked, else it has no place."""
    if state.inside is not None:
        text = joined([piece for piece in state.inside if piece.strip()])
        if state.box_marked:
            state.marked[state.box] = text
        elif text.strip():
            state.left.append((None, f"{state.box}（{text}）"))
    state.inside = None
