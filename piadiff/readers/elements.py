"""A page as a stream of elements: labels, text, choice values, boxes with their marks, counts.

What the form prints without asking (options, placeholders, vertical headings) is recognised here and leaves no element.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from piadiff.forms import Form
from piadiff.notation import after_folded, fold, nfkc
from piadiff.readers.labels import Printed, vertical
from piadiff.readers.layout import Box, Line, Page

MARKS = set("○〇◯●◎レ✓✔☑■")
_COUNT = re.compile(r"[（(]?\s*(\d*)\s*[)）]\s*件")
_FULL = re.compile(r"\[([^\[\]]*)\]")
_LEFT_TORN = re.compile(r"\s*([○〇◯●◎レ✓✔☑■]?)\s*\]")
_UNINDENTED = set("ⅠⅡⅢⅣⅤⅥ(")  # headings of parts and labels in brackets stand at the left edge
_DOUBLED = re.compile(r"^\s*\[\s*(?=\[)")
_FURNITURE = re.compile(r"[＜<]?選択肢[＞>]?")
_TAIL = re.compile(r"\[([^\[\]]*)$")
_LEFT_OVER = ("※", "件", "件※")  # what a label or the number of 委託事項 leaves behind
_OPTION_LINES = 4  # over which a long option wraps at most

ElementKind = Literal["label", "text", "choice", "box", "tail", "lone", "paren", "count"]


@dataclass(slots=True, kw_only=True)
class Element:
    """One element of a page. Which fields count depends on ``kind``.

    label: ``key``, ``bracketed`` where the form prints label and value in one bracket.
    text: ``lines``, ``attached`` (in the label's own box), ``above`` (one line in the box of a label, before it),
        ``apart`` (printed options stand between it and the text before it).
    choice: ``text`` (may be empty).
    box: ``key`` (folded option), ``mark`` (None: torn off), ``text`` (of its bracket), ``open`` (its bracket is torn).
    tail: a bracket opened at the end of a line after box ``key``, with ``mark``.
    lone: a mark alone. paren: ``text`` of a bracket torn from its box. count: ``number``.
    """

    kind: ElementKind
    line: int
    key: str = ""
    lines: list[Line] = field(default_factory=list)
    attached: bool = False
    above: bool = False
    apart: bool = False
    text: str = ""
    mark: bool | None = None
    open: bool = False
    bracketed: bool = False
    number: int | None = None


class Lexicon:
    """The boxes and options of one form, folded."""

    def __init__(self, tree: Form) -> None:
        boxes = {fold(o) for n in tree.nodes if n.kind == "checks" for o in n.boxes}
        self.boxes = sorted(boxes, key=len, reverse=True)
        self.options = {fold(o) for n in tree.nodes if n.kind == "choice" for o in n.boxes}

    def box_at(self, text: str) -> tuple[str, str] | None:
        """The folded box label that ``text`` begins with, and the rest; None if there is none."""
        key = fold(text)
        for box in self.boxes:
            if key.startswith(box):
                return box, after_folded(text, len(box))
        return None

    def is_option(self, text: str) -> bool:
        """Whether ``text`` is an option of some choice."""
        return fold(text) in self.options

    def begins_box(self, text: str) -> bool:
        """Whether ``text`` is the beginning of a box label that was torn over lines."""
        key = fold(text)
        return len(key) >= 3 and any(box.startswith(key) and box != key for box in self.boxes)


def elements(page: Page, printed: Printed, lexicon: Lexicon, *, strict: bool) -> list[Element]:
    """The stream of one page. ``strict``: labels other than the parts' headings are always indented here."""
    out: list[Element] = []
    apart = False
    for index, box in enumerate(page.boxes):
        texts = [line.text for line in box.lines]
        word = vertical(texts)
        if word is not None and fold(word) in printed.furniture:
            continue
        if (bracket := _bracket_of_box(texts)) is not None:
            out.append(Element(kind="paren", line=box.lines[0].number, text=bracket))
            continue
        if chosen := _chosen(page.boxes, index, lexicon):
            out.append(Element(kind="choice", line=box.lines[0].number, text=chosen))
            continue
        known = len(out)
        _box_elements(joined_options(box.lines, printed), printed, lexicon, strict, out)
        if apart and known < len(out) and out[known].kind == "text":
            out[known].apart = True
        apart = known == len(out)
    return _counted(out)


def _counted(stream: Sequence[Element]) -> list[Element]:
    """The stream with the number between the brackets of ``（`` ``4`` ``） 件`` in its count."""
    out: list[Element] = []
    for element in stream:
        before = out[-1] if out else None
        if element.kind == "count" and element.number is None and before is not None and before.kind == "text":
            number = nfkc("".join(line.text for line in before.lines)).strip()
            if re.fullmatch(r"\d{1,3}", number) and not before.attached:
                element.number = int(number)
                out.pop()
        out.append(element)
    return out


def _bracket_of_box(texts: Sequence[str]) -> str | None:
    """The text of a check box's bracket that fills a box of several lines: ``（ 市民課、…`` ``福祉課 ）``."""
    whole = nfkc("".join(texts)).strip()
    if len(texts) > 1 and re.fullmatch(r"\(\s+[^()]*(?:\([^()]*\)[^()]*)*\s\)", whole):
        return _inside("".join(texts))
    return None


def _chosen(boxes: Sequence[Box], index: int, lexicon: Lexicon) -> str | None:
    """The option that a whole box is: one that wraps, or a short one between the boxes of its brackets."""
    lines = boxes[index].lines
    text = re.sub(r"[\[\]]", "", "".join(line.text for line in lines)).strip()
    if len(lines) == 1 and not _is_framed(boxes, index):
        return None
    return text if len(lines) <= _OPTION_LINES and lexicon.is_option(text) else None


def _is_framed(boxes: Sequence[Box], index: int) -> bool:
    """Whether the bracket that opens before a box or ends behind it stands in a box of its own."""
    before, after = boxes[max(0, index - 1)], boxes[min(index + 1, len(boxes) - 1)]
    return nfkc(before.lines[-1].text).strip() == "[" or nfkc(after.lines[0].text).strip() == "]"


def joined_options(lines: Sequence[Line], printed: Printed) -> list[Line]:
    """``lines`` with printed options that wrap (``2） その他の電子ファイル（表計算`` / ``ファイル等）``) as one."""
    out: list[Line] = []
    index = 0
    while index < len(lines):
        used = printed.option_lines([line.text for line in lines[index : index + _OPTION_LINES]])
        text = "".join(line.text for line in lines[index : index + used])
        out.append(Line(number=lines[index].number, text=text, indented=lines[index].indented))
        index += used
    return out


def _box_elements(lines: Sequence[Line], printed: Printed, lexicon: Lexicon, strict: bool, out: list[Element]) -> None:
    """Adds the elements of one box to ``out``."""
    attached = False
    index = 0
    while index < len(lines):
        line = lines[index]
        found = None
        below_part = attached and not strict and out[-1].kind == "label" and out[-1].key in printed.parts
        if line.indented or (index == 0 and not strict) or below_part or fold(line.text)[:1] in _UNINDENTED:
            found = printed.label_at(lines, index)
        if found:
            if strict and index == 1 and out and out[-1].kind == "text" and out[-1].line == lines[0].number:
                out[-1].above = True
            out.append(Element(kind="label", key=found.key, line=line.number, bracketed=found.bracketed))
            index += found.lines
            attached = True
            if found.rest:
                last = lines[index - 1]
                rest = Line(number=last.number, text=found.rest, indented=False)
                _line_elements([rest], 0, lexicon, printed, True, out)
            continue
        index += _line_elements(lines, index, lexicon, printed, attached, out)


def _line_elements(
    lines: Sequence[Line], index: int, lexicon: Lexicon, printed: Printed, attached: bool, out: list[Element]
) -> int:
    """Adds the elements of one line; gives the number of lines used."""
    line = lines[index]
    row = _FURNITURE.sub("", line.text).strip(" \t")
    label = _label_after_options(row, line.number, printed)
    if label:
        out.append(label)
        return 1
    text = printed.without_options(row)
    if not text or printed.is_furniture((text,)) or fold(text) in _LEFT_OVER:
        return 1
    if len(lines) == 1 and not attached and printed.ends_label(text):
        return 1
    bare = re.sub(r"[\[\]]", "", text).strip()
    is_box = re.match(r"\[[^\[\]]*\]\s*\S", text) and not lexicon.is_option(text[1 : text.index("]")])
    is_box = is_box or (text.startswith("]") and lexicon.box_at(bare) is not None)
    if (
        fold(bare) in lexicon.options
        and not is_box
        and (bare != text or (not attached and len(bare) > 3 and len(lines) == 1))
    ):
        out.append(Element(kind="choice", line=line.number, text=bare))
        return 1
    plain = nfkc(text)
    if plain.strip() in MARKS:
        out.append(Element(kind="lone", line=line.number, mark=True))
        return 1
    count = _COUNT.fullmatch(plain.strip())
    if count:
        out.append(Element(kind="count", line=line.number, number=int(count[1]) if count[1] else None))
        return 1
    if _is_bracketed(text, lexicon, printed):
        return _bracket_elements(lines, index, text, lexicon, printed, out)
    alone = len(lines) == 1 and not attached
    if (alone or fold(lines[0].text) == "(") and not attached and _is_torn_bracket(lines, text):
        used = len(lines) - index if fold(lines[0].text) == "(" else 1
        whole = "".join(piece.text for piece in lines[index : index + used])
        out.append(Element(kind="paren", line=line.number, text=_inside(whole)))
        return used
    if alone and (name := _name_alone(text, lexicon, out)):
        out.append(Element(kind="box", line=line.number, key=name, open=True))
        return 1
    _add_text(line, text, attached, out, new_box=index == 0)
    return 1


def _name_alone(text: str, lexicon: Lexicon, out: Sequence[Element]) -> str | None:
    """The box whose name stands apart from its bracket: right behind a mark, or a name that is no other text."""
    found = lexicon.box_at(text)
    if found is None or found[1].strip():
        return None
    return found[0] if "(" in found[0] or (out and out[-1].kind == "lone") else None


def _add_text(line: Line, text: str, attached: bool, out: list[Element], *, new_box: bool) -> None:
    kept = Line(number=line.number, text=text, indented=line.indented)
    last = out[-1] if out else None
    if last and last.kind == "text" and not new_box and last.attached == attached:
        last.lines.append(kept)
    else:
        out.append(Element(kind="text", line=line.number, lines=[kept], attached=attached))


def _is_torn_bracket(lines: Sequence[Line], text: str) -> bool:
    """Whether a box of its own is the torn bracket of a check box: ``（ ）``, ``）``, ``他市町村 ）``."""
    plain = nfkc(text).strip()
    if fold(lines[0].text) == "(":
        return True
    if plain in ("(", ")") or re.fullmatch(r"\(\s*\)", plain):
        return True
    if re.match(r"\(\s+\S", plain) and (plain.count("(") > plain.count(")") or re.search(r"\s\)$", plain)):
        return True
    return bool(re.search(r"\s\)$", plain)) and plain.count(")") > plain.count("(")


def _inside(text: str) -> str:
    return re.sub(r"^\s*[（(]\s*|\s*[)）]\s*$", "", text).strip()


def _is_bracketed(text: str, lexicon: Lexicon, printed: Printed) -> bool:
    """Whether a line consists of boxes or a choice value, not of prose that happens to hold a bracket."""
    if not re.match(r"\s*(?:\[|[○〇◯●◎レ✓✔☑■]?\s*\])", text):
        return False
    text = _DOUBLED.sub("", text)
    if re.fullmatch(r"[\[\]\s○〇◯●◎]+", text):
        return True
    full = _FULL.match(text.lstrip())
    inside = fold(full[1]) if full else ""
    if full and (inside in lexicon.options or inside == "" or inside in MARKS):
        return True
    tail = re.match(r"\s*\[([^\[\]]*)$", text)
    if tail:
        inside = fold(tail[1])
        return inside in lexicon.options or inside in MARKS | {""} or _label_in(tail[1], 0, printed) is not None
    torn = _LEFT_TORN.match(text)
    if torn:
        after = text[torn.end() :].strip()
        return not after or lexicon.box_at(after) is not None or lexicon.begins_box(after) or after.startswith("[")
    return False


def _bracket_elements(
    lines: Sequence[Line], index: int, text: str, lexicon: Lexicon, printed: Printed, out: list[Element]
) -> int:
    """Adds the boxes and choice values of one line; gives the number of lines used."""
    number = lines[index].number
    used = 1
    rest = _DOUBLED.sub("", text)
    mark: bool | None
    torn = _LEFT_TORN.match(rest)
    last_box = ""
    while rest.strip():
        full = _FULL.match(rest.lstrip())
        if torn:
            mark = True if torn[1] else None
            rest = rest[torn.end() :]
            torn = None
        elif full:
            inside = full[1].strip()
            rest = rest.lstrip()[full.end() :]
            if inside and fold(inside) not in MARKS:
                out.append(Element(kind="choice", line=number, text=inside))
                continue
            mark = bool(inside)
        else:
            tail = _TAIL.match(rest.lstrip())
            if not tail:
                _add_text(lines[index], rest.strip(), False, out, new_box=True)
                break
            inside = tail[1].strip()
            label = _label_in(inside, number, printed)
            if label:
                out.append(label)
            elif inside and fold(inside) not in MARKS:
                out.append(Element(kind="choice", line=number, text=inside))
            else:
                out.append(Element(kind="tail", line=number, key=last_box, mark=bool(inside)))
            break
        end = rest.find("[")
        piece, rest = (rest, "") if end < 0 else (rest[:end], rest[end:])
        if lexicon.box_at(piece) is None and lexicon.begins_box(piece) and not rest and index + used < len(lines):
            piece += lines[index + used].text
            used += 1
        found = lexicon.box_at(piece)
        if found:
            last_box = found[0]
            out.append(_box(found[0], found[1], mark, number))
        elif not piece.strip():
            if mark is False:
                out.append(Element(kind="choice", line=number, text=""))
            elif mark is True:
                out.append(Element(kind="lone", line=number, mark=True))
        else:
            _add_text(lines[index], piece.strip(), False, out, new_box=True)
    return used


def _label_in(text: str, number: int, printed: Printed) -> Element | None:
    """The label that stands behind a bracket opened before it (a row printed from right to left)."""
    line = Line(number=number, text=text.strip(), indented=True)
    found = printed.label_at((line,), 0) if line.text else None
    return Element(kind="label", key=found.key, line=number) if found and not found.rest else None


def _label_after_options(text: str, number: int, printed: Printed) -> Element | None:
    """The label at the end of a line of options: ``2） 十分に遵守している ①NISC政府機関統一基準群``."""
    if not printed.without_options(text) or printed.without_options(text) == text:
        return None
    for gap in reversed(list(re.finditer(r"[ \t]+", text))):
        label = _label_in(text[gap.end() :], number, printed)
        if label and not printed.without_options(text[: gap.start()]):
            return label
    return None


def _box(key: str, after: str, mark: bool | None, number: int) -> Element:
    """A box with what stands in its bracket; an opened bracket without end is ``open``."""
    plain = after.strip()
    match = re.match(r"[（(]\s*(.*?)\s*(?:[)）]\s*件?\s*)?$", plain, re.DOTALL)
    if not plain or not match:
        return Element(kind="box", line=number, key=key, mark=mark, open=not plain, text=plain)
    closed = bool(re.search(r"[)）]\s*件?$", plain)) and nfkc(plain).count("(") <= nfkc(plain).count(")")
    inside = match[1] if closed else re.sub(r"^[（(]\s*", "", plain)
    return Element(kind="box", line=number, key=key, mark=mark, text=inside.strip(), open=not closed)
