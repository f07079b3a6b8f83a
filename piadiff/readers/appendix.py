"""Reads the 別添: the flow chart of 様式4 (別添1) and 備考, and the lists of record items (別添2; 様式3: 別添1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from piadiff.forms import Form
from piadiff.model import Figure, Unplaced, Value
from piadiff.notation import fold, nfkc
from piadiff.readers.labels import vertical
from piadiff.readers.layout import Page, paragraphs, usual_edge, width

_NARROW = 40
_FILE_HEADING = re.compile(r"[（(]\s*([0-9０-９]{1,2})\s*[)）]\s*(.*)")
_BULLET = re.compile(r"^[・･●○◎■□\-－]\s*")


def read_appendix(tree: Form, part: str, pages: Sequence[Page], unplaced: list[Unplaced]) -> dict[str, Value]:
    """A 別添 with the flow chart or with the record items."""
    node = tree.find(part)
    if node is not None and node.kind == "figure":
        return read_figure(part, pages)
    return read_records(part, pages, unplaced)


def read_figure(part: str, pages: Sequence[Page]) -> dict[str, Value]:
    """別添1: the texts inside the chart as labels, the text after （備考） as paragraphs."""
    labels: list[str] = []
    notes: list[list[str]] = []
    in_notes = False
    for page in pages:
        for box in page.boxes:
            texts = [line.text for line in box.lines]
            if re.match(r"\(別添\d\)", fold(texts[0])):
                texts = texts[1:]
            elif re.match(r"\(?備考\)?$", fold(texts[0])):
                in_notes, texts = True, texts[1:]
            if not texts:
                continue
            if in_notes and (max(width(t) for t in texts) >= _NARROW):
                notes.append(texts)
                continue
            in_notes = in_notes and not notes
            labels.append(vertical(texts) or "".join(texts))
    wrap = usual_edge(t for chunk in notes for t in chunk)
    return {part: Figure(labels=tuple(labels)), f"{part}/備考": paragraphs(notes, wrap)}


def read_records(part: str, pages: Sequence[Page], unplaced: list[Unplaced]) -> dict[str, Value]:
    """別添2: the record items of each file, without their numbers."""
    files: dict[int, list[str]] = {}
    current = 0
    for page in pages:
        for box in page.boxes:
            for line in box.lines:
                text = line.text
                if re.match(r"\(別添\d\)", fold(text)):
                    continue
                heading = _FILE_HEADING.fullmatch(text)
                number = int(nfkc(heading[1])) if heading else 0
                if (
                    heading
                    and number == current + 1
                    and width(heading[2]) < 60
                    and not re.search(r"[、。]", heading[2])
                ):
                    current = number
                    files[current] = []
                    continue
                files.setdefault(current or 1, []).append(text)
                current = current or 1
    if not files:
        unplaced.append(Unplaced(where=part, text="記録項目の一覧が見つかりません"))
    return {f"{part}/({number})": record_items(lines) for number, lines in files.items()}


def record_items(lines: Iterable[str]) -> tuple[str, ...]:
    """``１．宛名番号、２．世帯番号 …`` over wrapped lines → (宛名番号, 世帯番号, …); else one entry a line."""
    kept = [line.strip() for line in lines if line.strip()]
    text = "\n".join(kept)
    starts = _numbered(nfkc(text)) if len(nfkc(text)) == len(text) else _numbered(text)
    if len(starts) >= 2:
        pieces = [
            text[end:following] for (_, end), (following, _) in zip(starts, [*starts[1:], (len(text), 0)], strict=True)
        ]
        head = text[: starts[0][0]]
        return tuple(e for e in (_entry(p) for p in ([head] if head.strip() else []) + pieces) if e)
    if len(kept) == 1 or all("、" in line for line in kept[:-1]):
        return tuple(e for e in (_entry(p) for p in text.replace("\n", "").split("、")) if e)
    return tuple(e for e in (_entry(_BULLET.sub("", line)) for line in kept) if e)


def _numbered(text: str) -> list[tuple[int, int]]:
    """Where the numbers 1., 2., 3. … of a running list stand: (start, end) of each number with its dot."""
    out: list[tuple[int, int]] = []
    position, number = 0, 1
    while True:
        digits = r"\s*".join(f"[{d}{chr(ord(d) + 0xFEE0)}]" for d in str(number))
        match = re.compile(
            rf"(?:(?<=[、，,。\s・])|^){digits}\s*[．.)）]\s*|(?<![0-9０-９]){digits}\s*[．.]\s*"
        ).search(text, position)
        if not match:
            return out
        out.append((match.start(), match.end()))
        position, number = match.end(), number + 1


def _entry(piece: str) -> str:
    return re.sub(r"[、，,\s]+$", "", piece.replace("\n", "")).strip()
