"""Edits of single values as staff make them, each with what it does to the entries of a list; and notation noise.

Written without a look at the differ: an edit knows itself what it changed.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from random import Random

from piadiff.forms import Node
from piadiff.model import Figure, Value
from tests import invented

_LETTERS = r"[一-龥ぁ-んァ-ヴ]"
_WORD = re.compile(r"[一-龥]{2,6}|[ァ-ヴー]{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEdit:
    """What was done to the entries of a list: texts as they stand in the version that has them, without numbers."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    reworded: tuple[tuple[str, str], ...] = ()
    moved: tuple[str, ...] = ()


def blank(value: Value) -> bool:
    """Whether a box says nothing: empty, or a single dash of any length."""
    if isinstance(value, Figure):
        return not value.images and blank(value.labels)
    if isinstance(value, tuple):
        filled = [part for part in value if part.strip()]
        return not filled or (len(filled) == 1 and blank(filled[0]))
    if isinstance(value, str):
        return value.strip() in ("", *"-－‐‑–—―−ー─")
    return value is None or value == {}


def edit(rng: Random, node: Node, value: Value) -> Value:
    """Another value that says something else; it may say nothing any more. An empty box is filled."""
    if blank(value):
        return invented.value(rng, node)
    if rng.random() < 0.06:
        return {"text": (), "list": (), "checks": {}, "count": None, "figure": Figure()}.get(node.kind, "")
    if isinstance(value, tuple):
        return edit_paragraphs(rng, value)
    if isinstance(value, Figure):
        return edit_figure(rng, value)
    if isinstance(value, int):
        return value + rng.choice((-1, 1, 2, 5)) if value else 3
    if isinstance(value, dict):
        return edit_boxes(rng, node, value)
    assert isinstance(value, str)
    if node.kind == "choice":
        return rng.choice([box for box in (*node.boxes, "実施しない", "未定") if box not in value])
    if node.kind == "date":
        return next(day for day in (invented.date(rng) for _ in range(99)) if day != value)
    return edit_name(rng, value)


def edit_name(rng: Random, value: str) -> str:
    """A short text reworded or replaced."""
    if rng.random() < 0.4:
        return next(n for n in (invented.company(rng) for _ in range(99)) if n not in value)
    return edit_words(rng, value)


def edit_words(rng: Random, text: str) -> str:
    """A few words of a text put in, taken out or replaced."""
    places = list(_WORD.finditer(text))
    if not places:
        return text + rng.choice(invented.WORDS)
    word = rng.choice(places)
    kind = rng.choice(("replace", "insert", "delete", "number"))
    if kind == "delete" and len(places) > 1:
        return text[: word.start()] + text[word.end() :]
    if kind == "replace":
        other = rng.choice([w for w in invented.AFFAIRS + invented.WHAT if w != word[0]])
        return text[: word.start()] + other + text[word.end() :]
    if kind == "number" and (number := re.search(r"\d+", text)):
        return text[: number.start()] + str(int(number[0]) + 1) + text[number.end() :]
    return text[: word.start()] + rng.choice(invented.WORDS) + text[word.start() :]


def edit_paragraphs(rng: Random, value: tuple[str, ...]) -> tuple[str, ...]:
    """Words of one paragraph edited, or a paragraph replaced, added, removed or set elsewhere."""
    parts = list(value)
    full = [n for n, part in enumerate(parts) if re.search(_LETTERS, part)]
    if not full:
        return (*value, invented.sentence(rng))
    at = rng.choice(full)
    kind = rng.choice(("words", "words", "words", "replace", "add", "remove", "move", "bullet"))
    if kind == "replace":
        parts[at] = invented.sentence(rng)
    elif kind == "add":
        parts.insert(rng.randint(0, len(parts)), f"・{invented.sentence(rng)}")
    elif kind == "remove" and len(full) > 1:
        del parts[at]
    elif kind == "move" and len(set(map(squeezed, parts))) > 2:
        moved = parts[:at] + parts[at + 1 :]
        moved.insert(rng.choice([n for n in range(len(parts)) if n != at]), parts[at])
        if squeezed("".join(moved)) != squeezed("".join(parts)):
            return tuple(moved)
        parts[at] = edit_words(rng, parts[at])
    elif kind == "bullet" and parts[at].startswith("・"):
        parts[at] = "①" + parts[at][1:]
    else:
        parts[at] = edit_words(rng, parts[at])
    return tuple(parts)


def edit_boxes(rng: Random, node: Node, value: dict[str, str]) -> dict[str, str]:
    """A box marked or unmarked, or the text in its bracket edited."""
    written = [box for box, text in value.items() if text]
    free = [o for o in node.options if o.removesuffix("()") not in value]
    if written and rng.random() < 0.5:
        box = rng.choice(written)
        return value | {box: edit_words(rng, value[box])}
    if free and (rng.random() < 0.6 or len(value) < 2):
        option = rng.choice(free)
        return value | {option.removesuffix("()"): invented.record(rng) if option.endswith("()") else ""}
    if not free and len(value) < 2:
        box = next(iter(value))
        return {box: value[box] + rng.choice(invented.WORDS)}
    gone = rng.choice(list(value))
    return {box: text for box, text in value.items() if box != gone}


def edit_figure(rng: Random, value: Figure) -> Figure:
    """Another picture, or a label put in, taken out or reworded."""
    labels = list(value.labels)
    kind = rng.choice(("image", "add", "remove", "words"))
    if kind == "image" and value.images:
        return replace(value, images=(f"{rng.getrandbits(256):064x}", *value.images[1:]))
    if kind == "remove" and len(labels) > 3:
        del labels[rng.randrange(len(labels))]
    elif kind == "words" and labels:
        at = rng.randrange(len(labels))
        labels[at] = labels[at] + rng.choice(invented.WORDS)
    else:
        labels.insert(rng.randint(0, len(labels)), invented.record(rng) + "の連携")
    return replace(value, labels=tuple(labels))


NUMBERINGS = ("{n}.", "{n}　", "({n})", "{n}．", "（{n}）", "No.{n} ")


def numbered(entries: tuple[str, ...], style: str | None) -> tuple[str, ...]:
    """The entries with their numbers before them in one style; without numbers if None."""
    return tuple(style.format(n=n) + entry for n, entry in enumerate(entries, 1)) if style else entries


def edit_list(rng: Random, entries: tuple[str, ...]) -> tuple[tuple[str, ...], ListEdit]:
    """Entries added, removed, reworded (each in places of their own), or one set elsewhere."""
    plain = [squeezed(entry) for entry in entries]
    alone = [n for n, entry in enumerate(plain) if plain.count(entry) == 1 and re.search(_LETTERS, entry)]
    if len(alone) < 4:
        new = next(r for r in (invented.record(rng) for _ in range(99)) if squeezed(r) not in plain)
        return (*entries, new), ListEdit(added=(new,))
    if rng.random() < 0.15:
        at = rng.choice(alone[:-2])
        rest = entries[:at] + entries[at + 1 :]
        to = rng.choice([n for n in range(len(entries)) if abs(n - at) > 1])
        return (*rest[:to], entries[at], *rest[to:]), ListEdit(moved=(entries[at],))
    kept = rng.sample(alone, min(len(alone) // 3, rng.randint(1, 4)) or 1)
    kinds = rng.choice((("add",), ("remove",), ("reword",), ("add", "remove", "reword")))
    added, removed, reworded, new_list = [], [], [], []
    for n, entry in enumerate(entries):
        kind = rng.choice(kinds) if n in kept and n - 1 not in kept else None
        if kind == "remove":
            removed.append(entry)
            continue
        if kind == "reword":
            new = entry + rng.choice(("（履歴を含む）", "等", "コード", "（カナ）"))
            if squeezed(new) not in plain:
                reworded.append((entry, new))
                entry = new
        elif kind == "add":
            new = next(r for r in (invented.record(rng) for _ in range(99)) if squeezed(r) not in plain)
            plain.append(squeezed(new))
            added.append(new)
            new_list.append(new)
        new_list.append(entry)
    done = ListEdit(added=tuple(added), removed=tuple(removed), reworded=tuple(reworded))
    if done == ListEdit():
        new = next(r for r in (invented.record(rng) for _ in range(99)) if squeezed(r) not in plain)
        return (*entries, new), ListEdit(added=(new,))
    return tuple(new_list), done


def squeezed(text: str) -> str:
    """A text without width, spaces and dashes, to see whether an edit has changed anything."""
    return re.sub(r"[\s\-－‐―]", "", unicodedata.normalize("NFKC", text)).replace("〇", "○")


_TO_WIDE = {ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz()"}
_TO_NARROW = {wide: chr(narrow) for narrow, wide in ((n, ord(w)) for n, w in _TO_WIDE.items())}
_KANA = "アイウエオカキクケコサシスラリルレロンガバパ"
_HALF_KANA = {ord(kana): half for kana, half in zip(_KANA, re.findall(".[ﾞﾟ]?", "ｱｲｳｴｵｶｷｸｹｺｻｼｽﾗﾘﾙﾚﾛﾝｶﾞﾊﾞﾊﾟ"), strict=True)}


def noisy_text(rng: Random, text: str) -> str:
    """The same text in another notation."""
    kind = rng.randrange(6)
    if kind == 0:
        return text.translate(_TO_WIDE)
    if kind == 1:
        return text.translate(_TO_NARROW)
    if kind == 2:
        return text.replace("・", "･").replace("－", "-").replace("〇", "○")
    if kind == 3:
        return text.replace("○", "〇").replace("－", "―").replace("-", "－")
    if kind == 4:
        return re.sub(r"(?<=[。、」）])", lambda _: rng.choice(("", " ", "　")), text)
    return text.translate(_HALF_KANA)


def noisy(rng: Random, node: Node, value: Value) -> Value:
    """The same value in another notation, a free text with other line wraps."""
    if isinstance(value, tuple):
        parts = tuple(noisy_text(rng, part) for part in value)
        if node.kind == "text" and parts and rng.random() < 0.4:
            at = rng.randint(1, max(1, len(parts[0]) - 1))
            parts = (parts[0][:at], parts[0][at:], *parts[1:])
        return parts
    if isinstance(value, str):
        return noisy_text(rng, value) if node.kind in ("text", "name") else value
    if isinstance(value, dict):
        return {box: noisy_text(rng, text) for box, text in value.items()}
    if isinstance(value, Figure):
        labels = [noisy_text(rng, label) for label in value.labels]
        rng.shuffle(labels)
        return replace(value, labels=tuple(labels))
    return value
