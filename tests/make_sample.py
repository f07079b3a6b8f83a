"""Makes the bundled sample (piadiff/sample): three versions as canonical JSON and as the text a PDF would give.

Source of truth are the texts in ``tests/sample_source``: ``base_*.txt`` hold version 1 item by item, ``revision_2.txt``
and ``revision_3.txt`` the changes that lead to versions 2 and 3. From a change follow both the new value and the row
of the change table. ``python -m tests.make_sample`` writes the files anew.

A block ``# path [mode]`` gives the value of an item, a line a paragraph, box (``box = text``), record or label;
``= path`` copies another item. In a revision the mode is ``+`` (paragraphs added at the end) or ``s`` (lines
``old → new``, ¶ a new paragraph), with ``~`` where the table has no row; ``<<`` and ``>>`` give a row's cells where
they are not the values. ``@ date | 提出時期 | 説明`` holds for the rows after it, ``* old → new`` changes every item,
``- path`` removes a repeated group and moves the later ones up.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from piadiff import canonical, dates
from piadiff.forms import form
from piadiff.forms.tree import group_of
from piadiff.model import Assessment, Figure, Row, Value
from tests.pdf_text import pdf_text

SOURCE = Path(__file__).parent / "sample_source"
TARGET = Path(__file__).parents[1] / "piadiff" / "sample"
EDITION = "平成30年5月"
SEEDS = {1: 3, 2: 3, 3: 3}
JUMBLE = 0.6
TREE = form("様式4")
WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
Items = dict[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One entry of a source text: ``head`` is its first line, ``lines`` what follows."""

    head: str
    lines: tuple[str, ...]


def blocks(text: str) -> Iterator[Block]:
    """The entries of a source text; blank lines only part them."""
    head, lines = "", list[str]()
    for line in filter(None, text.splitlines()):
        if line[:2] in ("# ", "@ ", "* ", "- "):
            if head:
                yield Block(head=head, lines=tuple(lines))
            head, lines = line, []
        else:
            lines.append(line)
    yield Block(head=head, lines=tuple(lines))


def value_of(path: str, lines: tuple[str, ...]) -> Value:
    """The value that the lines of a block mean, by the kind of the item."""
    kind = TREE.node(path).kind
    if kind in ("text", "list"):
        return lines
    if kind == "checks":
        return {box: text for box, _, text in (line.partition(" = ") for line in lines)}
    if kind == "count":
        return int(lines[0]) if lines else None
    return Figure(labels=lines) if kind == "figure" else "\n".join(lines)


def first_version() -> Assessment:
    """Version 1, from the base texts."""
    items: Items = {}
    for file in sorted(SOURCE.glob("base_*.txt")):
        for block in blocks(file.read_text(encoding="utf-8")):
            path = block.head.removeprefix("# ")
            copied = len(block.lines) == 1 and block.lines[0].startswith("= ")
            items[path] = items[block.lines[0][2:]] if copied else value_of(path, block.lines)
    return _assessment(items, ())


def _assessment(items: Items, rows: tuple[Row, ...]) -> Assessment:
    ordered = {path: items[path] for path in sorted(items, key=TREE.sort_key)}
    return Assessment(form="様式4", edition=EDITION, items=ordered, changes=rows)


class Revision:
    """Applies one revision text to a version; ``rows`` gathers what its change table says."""

    def __init__(self, before: Assessment) -> None:
        self.items: Items = dict(before.items)
        self.rows: list[Row] = list(before.changes)
        self.announced = ("", "", "")

    def apply(self, text: str) -> Assessment:
        """The next version."""
        for block in blocks(text):
            mark, rest = block.head[0], block.head[2:]
            if mark == "@":
                date, timing, reason = (part.strip() for part in block.head[1:].split("|"))
                self.announced = (date, timing, reason)
            elif mark == "*":
                self._everywhere(*_pair(rest))
            elif mark == "-":
                self._remove(rest)
            else:
                self._item(block)
        return _assessment(self.items, tuple(self.rows))

    def _item(self, block: Block) -> None:
        path, _, mode = block.head.removeprefix("# ").partition(" ")
        cells = [line for line in block.lines if line.startswith(("<< ", ">> "))]
        lines = tuple(line for line in block.lines if line not in cells)
        old = self.items.get(path)
        if "+" in mode:
            new: Value = (*_paragraphs(old), *lines)
        elif "s" in mode:
            new = old
            for line in lines:
                new = _substituted(new, *_pair(line), path)
        else:
            new = value_of(path, lines)
        self.items[path] = new
        if "~" in mode or (old is None and canonical.is_empty(new)):
            return
        if cells:
            self._row(path, cells[0][3:], cells[1][3:])
        elif "+" in mode and TREE.node(path).kind == "text":
            self._row(path, "（略）", "左記に対し、以下の記載を追加\n" + "\n".join(lines))
        else:
            self._row(path, *_cells(path, old, new))

    def _everywhere(self, old: str, new: str) -> None:
        for path in sorted(self.items, key=TREE.sort_key):
            before = self.items[path]
            after = _substituted(before, old, new, "")
            if after != before:
                self.items[path] = after
                self._row(path, *_cells(path, before, after))

    def _remove(self, group: str) -> None:
        self._row(group, str(self.items[group]), "削除")
        stem = group.rstrip("0123456789")
        number = int(group.removeprefix(stem))
        kept: Items = {}
        for path, value in self.items.items():
            inside = group_of(path)
            if inside is None or not (found := re.fullmatch(rf"{re.escape(stem)}(\d+)", inside)):
                kept[path] = value
            elif int(found[1]) != number:
                moved = int(found[1]) - (int(found[1]) > number)
                kept[path.replace(inside, f"{stem}{moved}", 1)] = value
        self.items = kept

    def _row(self, path: str, before: str, after: str) -> None:
        date, timing, reason = self.announced
        self.rows.append(
            Row(
                date=dates.to_iso(date) if date else None,
                date_text=date,
                item="\n".join(TREE.heading(path.removesuffix("/件"), self.items)),
                paths=(path,),
                before=before,
                after=after,
                timing=timing,
                reason=reason,
            )
        )


def _pair(line: str) -> tuple[str, str]:
    old, _, new = line.partition(" →")
    return old, new.strip(" ").replace("¶", "\n")


def _paragraphs(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _substituted(value: Value, old: str, new: str, must: str) -> Value:
    """The value with ``old`` replaced in its texts; ``must`` names the item if it has to be there."""
    if isinstance(value, str):
        changed: Value = value.replace(old, new)
    elif isinstance(value, tuple):
        changed = tuple(p for t in value for p in t.replace(old, new).split("\n") if p)
    elif isinstance(value, Mapping):
        changed = {box: text.replace(old, new) for box, text in value.items()}
    elif isinstance(value, Figure):
        changed = Figure(labels=tuple(label.replace(old, new) for label in value.labels))
    else:
        changed = value
    if must and changed == value:
        raise ValueError(f"{must}: not found: {old}")
    return changed


def _cells(path: str, old: Value, new: Value) -> tuple[str, str]:
    """変更前 and 変更後 as a body would write them: unchanged paragraphs and records as （略）, nothing as 空欄."""
    node = TREE.node(path)
    if node.kind == "count":
        return _count_cell(old), _count_cell(new)
    if node.kind == "checks":
        marks = [v if isinstance(v, Mapping) else {} for v in (old, new)]
        return _check_cells(node.boxes, *marks)
    if node.kind == "list":
        gone = _numbered(_paragraphs(old), set(_paragraphs(new)))
        come = _numbered(_paragraphs(new), set(_paragraphs(old)))
        return "\n".join(gone) or "空欄", "\n".join(come) or "削除"
    if isinstance(old, tuple) and isinstance(new, tuple) and old and sum(map(len, old)) > 150:
        return _elided(old, new)
    return _plain_cell(old), _plain_cell(new)


def _numbered(records: tuple[str, ...], known: set[str]) -> list[str]:
    """The records that are not known, with their numbers in the list."""
    return [f"{str(n).translate(WIDE_DIGITS)}．{r}" for n, r in enumerate(records, 1) if r not in known]


def _plain_cell(value: Value) -> str:
    return ("\n".join(value) if isinstance(value, tuple) else str(value or "")) or "空欄"


def _count_cell(value: Value) -> str:
    return f"{value}件".translate(WIDE_DIGITS)


def _check_cells(boxes: tuple[str, ...], old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, str]:
    changed = [b for b in boxes if old.get(b) != new.get(b)]

    def printed(value: Mapping[str, str]) -> str:
        texts = [f"（ {value[b]} ）" if value.get(b) else "" for b in changed]
        return "\n".join(f"[ {'○' if b in value else '　'} ]　{b}{t}" for b, t in zip(changed, texts, strict=True))

    return printed(old) if old else "空欄", printed(new)


def _elided(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, str]:
    left: list[str] = []
    right: list[str] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left += ["（略）"] if tag == "equal" else old[a:b]
        right += ["（略）"] if tag == "equal" else new[c:d]
    return "\n".join(left), "\n".join(right)


def versions() -> dict[int, Assessment]:
    """The three versions of the sample by number."""
    made = {1: first_version()}
    for number in (2, 3):
        text = (SOURCE / f"revision_{number}.txt").read_text(encoding="utf-8")
        made[number] = Revision(made[number - 1]).apply(text)
    return made


def files() -> dict[str, str]:
    """The files of the sample by name: canonical JSON and extracted text of every version."""
    made: dict[str, str] = {}
    for number, version in versions().items():
        made[f"v{number}.json"] = canonical.dumps(version)
        made[f"v{number}.txt"] = pdf_text(version, seed=SEEDS[number], jumble=JUMBLE)
    return made


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    for name, text in files().items():
        (TARGET / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
