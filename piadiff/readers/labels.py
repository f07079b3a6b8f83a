"""Finds what the form itself prints (headings, labels, options, placeholders) in the lines of a document.

A label may run over up to eight lines of its box (columns are narrow); after it stand the end of the line, a space, ※
or a bracket.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from piadiff.forms import Form, form
from piadiff.forms.tree import GROUP_WORDS
from piadiff.notation import after_folded, fold, nfkc
from piadiff.readers.layout import Line

MAX_LABEL_LINES = 8
TABLE_HEADINGS = ("（別添３）　変更箇所", "（別添２）　変更箇所", "変更箇所")
_AFTER = set("※[［(（:：")
_GROUP = re.compile(rf"({'|'.join(GROUP_WORDS)})\s*([0-9]{{1,3}})(?![0-9]|\s*[~〜～\-・])")
_PLACEHOLDER = re.compile(rf"(?:{'|'.join(GROUP_WORDS)})\s*\d+\s*[~〜～\-]\s*\d+")
_TITLE = re.compile(r"特定個人情報保護評価書\((?:基礎|重点|全)項目評価書\)")
_BRACKETED = re.compile(r"[（(]\s*([^：:（）()]{2,30})[：:](.*)")
_ROMANS = {"I": "Ⅰ", "II": "Ⅱ", "III": "Ⅲ", "IV": "Ⅳ", "V": "Ⅴ", "VI": "Ⅵ"}
_ASCII_ROMAN = re.compile(r"(VI|IV|V|I{1,3})[\s.]+(?=\S)")
_OPTION_MARK = re.compile(r"(?<!\d)\d{1,2}\s*[)）]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A label found: its key, how many lines it takes, what stands after it on its last line, and whether the form
    prints label and value together in brackets: （手数料額、納付方法：…）."""

    key: str
    lines: int
    rest: str
    bracketed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    text: str  # folded
    key: str


def label_key(heading: str) -> str:
    """The key under which all nodes with this printed heading are found."""
    return fold(heading)


class Printed:
    """Everything that one form prints, ready to be looked up."""

    def __init__(self, tree: Form) -> None:
        self.tree = tree
        entries: dict[str, str] = {}
        for node in tree.nodes:
            if not node.heading or node.heading.endswith("n") or node.heading == "件":
                continue
            key = label_key(node.heading)
            number = node.heading.removesuffix(node.label) if node.heading.endswith(node.label) else ""
            for text in (node.heading, *(number + alias for alias in node.aliases)):
                entries.setdefault(fold(text), key)
        self._entries: dict[str, list[_Entry]] = {}
        for text in sorted(entries, key=len, reverse=True):
            self._entries.setdefault(text[:2], []).append(_Entry(text=text, key=entries[text]))
        self.furniture = {fold(p) for node in tree.nodes for p in node.printed} | {"<選択肢>", "選択肢", "項目一覧"}
        self.options = {fold(o) for node in tree.nodes if node.kind == "choice" for o in node.boxes}

    @cached_property
    def boxes(self) -> frozenset[str]:
        """Names of boxes, which may stand apart from their bracket."""
        return frozenset(fold(o) for node in self.tree.nodes for o in node.boxes)

    @cached_property
    def parts(self) -> dict[str, str]:
        """Label keys of the form's parts (Ⅰ …, 別添1 …) with their first path segment."""
        return {label_key(n.heading): n.path for n in self.tree.nodes if "/" not in n.path and n.path != "表紙"}

    @cached_property
    def cover(self) -> frozenset[str]:
        """Label keys of the cover."""
        return frozenset(label_key(n.heading) for n in self.tree.nodes if n.path.startswith("表紙/") and n.heading)

    def label_at(self, lines: Sequence[Line], start: int) -> Found | None:
        """The label that begins at line ``start`` of a box; None if there is none."""
        first = lines[start].text
        plain = nfkc(first)
        group = _GROUP.match(plain) if plain.startswith(GROUP_WORDS) else None
        if group and (not plain[group.end() :] or plain[group.end()] in " \u3000:"):
            return Found(key=f"{group[1]}{int(group[2])}", lines=1, rest=_after_columns(first, group.end()))
        if first[:1] in "（(" and (inner := _BRACKETED.match(first)):
            line = Line(number=lines[start].number, text=inner[1].strip(), indented=True)
            found = self.label_at((line,), 0)
            return replace(found, rest=inner[2].strip(), bracketed=True) if found and not found.rest else None
        if roman := _ASCII_ROMAN.match(plain):
            spelled = f"{_ROMANS[roman[1]]}\u3000{plain[roman.end() :]}"
            line = Line(number=lines[start].number, text=spelled, indented=True)
            found = self.label_at((line,), 0)
            return found if found and found.key in self.parts else None
        head = fold(first)
        candidates = self._entries.get(head[:2])
        if not candidates and len(head) < 2 and len(lines) > start + 1:
            candidates = self._entries.get((head + fold(lines[start + 1].text))[:2])
        for entry in candidates or ():
            found = self._match(entry, lines, start)
            if found:
                return found
        return None

    @staticmethod
    def _match(entry: _Entry, lines: Sequence[Line], start: int) -> Found | None:
        wanted = entry.text
        for used in range(1, MAX_LABEL_LINES + 1):
            if start + used > len(lines):
                return None
            text = lines[start + used - 1].text
            key = fold(text)
            if len(key) < len(wanted):
                if not wanted.startswith(key):
                    return None
                wanted = wanted[len(key) :]
                continue
            if not key.startswith(wanted):
                return None
            rest = after_folded(text, len(wanted))
            if rest and not rest[0].isspace() and rest[0] not in _AFTER:
                return None
            return Found(key=entry.key, lines=used, rest=_without_mark(rest))
        return None

    def is_printed(self, text: str) -> bool:
        """Whether a line begins with something that the form prints (a label, a furniture line, a placeholder)."""
        line = Line(number=0, text=text.strip(), indented=True)
        return self.label_at((line,), 0) is not None or self.begins_label(text) or self.is_furniture((text,))

    def is_form(self, text: str) -> bool:
        """Whether a line is of the form itself: a label, an option with or without its number, boxes, a bracket."""
        if re.search(r"[\[\]○〇]", text) or self.is_printed(text) or fold(text) in self.options:
            return True
        return self.without_options(text) != text or fold(text) in self.boxes

    def begins_label(self, text: str) -> bool:
        """Whether a whole line is the beginning of some label that goes on in the next line."""
        key = fold(text)
        return len(key) >= 4 and any(e.text.startswith(key) for e in self._entries.get(key[:2], ()))

    def ends_label(self, text: str) -> bool:
        """Whether a whole line is the bracket at the end of some label (``（７．②を除く。）``) torn from the label."""
        key = fold(text)
        return key.startswith("(") and len(key) > 5 and any(h.endswith(key) and h != key for h in self._headings)

    @cached_property
    def _headings(self) -> frozenset[str]:
        return frozenset(fold(node.heading) for node in self.tree.nodes if node.heading)

    def is_furniture(self, lines: Sequence[str]) -> bool:
        """Whether some lines are only what the form prints without asking: headings of risks, options, placeholders."""
        key = fold("".join(lines))
        return (
            key in self.furniture
            or bool(_TITLE.fullmatch(key))
            or bool(_PLACEHOLDER.fullmatch(nfkc("".join(lines)).strip()))
        )

    def option_lines(self, texts: Sequence[str]) -> int:
        """How many of the lines a printed option at the end of the first takes: more than one where it wraps."""
        mark = next(reversed(list(_OPTION_MARK.finditer(texts[0]))), None)
        key = fold(texts[0][mark.end() :]) if mark else ""
        for used in range(1, len(texts)):
            if not key or key in self.options or not any(option.startswith(key) for option in self.options):
                break
            key += fold(texts[used])
            if key in self.options:
                return used + 1
        return 1

    def without_options(self, text: str) -> str:
        """``text`` without printed options (``1） 委託する 2） 委託しない``); other text is kept."""
        marks = list(_OPTION_MARK.finditer(text))
        if not marks:
            return text
        kept = [text[: marks[0].start()]]
        for mark, following in zip(marks, [*marks[1:], None], strict=True):
            piece = text[mark.end() : following.start() if following else len(text)]
            if fold(piece) not in self.options:
                kept.append(text[mark.start() : following.start() if following else len(text)])
        return "".join(kept).strip(" \t")


@cache
def printed(form_name: str) -> Printed:
    """What the named form prints."""
    return Printed(form(form_name))


def _after_columns(text: str, nfkc_length: int) -> str:
    count = 0
    for position, char in enumerate(text):
        if count >= nfkc_length:
            return text[position:].strip()
        count += len(nfkc(char))
    return ""


def _without_mark(rest: str) -> str:
    return re.sub(r"^\s*※(?=\s|$|[（(\[])", "", rest).strip()


def vertical(lines: Sequence[str]) -> str | None:
    """The word that a box of one-character lines spells (再/委/託); None if it is no such box."""
    parts = [line.strip() for line in lines]
    return "".join(parts) if len(parts) > 1 and all(len(p) == 1 for p in parts) else None


def numbers_of_groups(keys: Iterator[str] | Sequence[str]) -> dict[str, int]:
    """The highest number that occurs for each kind of repeated group among some label keys."""
    highest: dict[str, int] = {}
    for key in keys:
        match = re.fullmatch(rf"({'|'.join(GROUP_WORDS)})(\d+)", key)
        if match:
            highest[match[1]] = max(highest.get(match[1], 0), int(match[2]))
    return highest
