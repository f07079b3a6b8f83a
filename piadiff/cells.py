"""Two values of one item as the two cells 変更前の記載 and 変更後の記載 of the official table.

What each kind of value becomes:

- text: its paragraphs, one a line; with ``context`` unchanged paragraphs further than that from a change become （略）;
- checks: the boxes that differ, as the form prints them: ``[ ○ ]　その他（LGWAN）``, ``[　　]　その他（　）``;
- choice, name, date: the text; count: with its unit (``4件``);
- list (別添2): the entries that differ, with their numbers, （略） where others stand between them, and which of the
  others only got another number;
- figure (別添1): a sentence on which texts in it came and went, and whether its picture was replaced.

Nothing that differs is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from piadiff.forms import Node
from piadiff.model import Figure, Value
from piadiff.notation import fold, nfkc

Cells = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The words that the table itself writes; every body has its own."""

    empty: str = "空欄"
    removed: str = "削除"
    folded: str = "（略）"
    review: str = "【要確認】"
    added_right: str = "（右記を新たに追加）"
    removed_left: str = "（左記を削除）"
    added_below: str = "左記に対し、以下の記載を追加"


# What the form prints after the bracket of a box that takes a number (様式3・4 Ⅱ5 提供・移転の有無).
_AFTER_BRACKET = {"提供を行っている": "件", "移転を行っている": "件"}
_OWN_NUMBER = re.compile(r"^\s*(?:[(（]?\s*\d+\s*[)）.．、:：]|[①-⑳]|(?:No\.?|№)\s*\d+)\s*")


def cells(
    before: Value, after: Value, node: Node | None, phrases: Phrases, context: int | None = None, *, added: bool = False
) -> Cells:
    """The two cells for the values of one item; ``node`` (None: not in the form) tells its kind, options and unit.

    ``added`` shows of a text to which paragraphs only came those alone, below :attr:`Phrases.added_below`.
    """
    kind = node.kind if node else _kind(before, after)
    if kind == "checks":
        return _checks(before, after, node, phrases)
    if kind == "list":
        return _lists(_strings(before), _strings(after), phrases)
    if kind == "figure":
        return _figures(_figure(before), _figure(after), phrases)
    if kind == "text" and added and (short := _only_added(_strings(before), _strings(after), phrases, context)):
        return short
    if kind == "text" and context is not None:
        old, new = folded(_strings(before), _strings(after), context, phrases.folded)
        return _or_empty("\n".join(old), phrases), _or_empty("\n".join(new), phrases)
    unit = node.label if node and kind == "count" else ""
    return _or_empty(plain(before, unit), phrases), _or_empty(plain(after, unit), phrases)


def plain(value: Value, unit: str = "") -> str:
    """A value that needs no comparison as text: paragraphs on lines, a number with its unit, boxes with their text."""
    if value is None:
        return ""
    if isinstance(value, Figure):
        return "\n".join(value.labels)
    if isinstance(value, Mapping):
        return "\n".join(_box(box, text) for box, text in value.items())
    if isinstance(value, tuple):
        return "\n".join(value)
    return f"{value}{unit}"


def _or_empty(text: str, phrases: Phrases) -> str:
    return text if text.strip() else phrases.empty


def _kind(before: Value, after: Value) -> str:
    for value in (before, after):
        if isinstance(value, Figure):
            return "figure"
        if isinstance(value, Mapping):
            return "checks"
        if isinstance(value, tuple):
            return "text"
    return "name"


def _strings(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, str) and value else ()


def _figure(value: Value) -> Figure:
    return value if isinstance(value, Figure) else Figure()


# Text -----------------------------------------------------------------------------------------------------------------


def folded(
    before: Sequence[str], after: Sequence[str], context: int, mark: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Both texts with the unchanged paragraphs that stand further than ``context`` from a change folded to ``mark``.

    Where one side is empty, or no paragraph differs in more than notation, nothing is folded.
    """
    pairs = [
        (tag, before[i:j], after[m:n])
        for tag, i, j, m, n in _opcodes([fold(p) for p in before], [fold(p) for p in after])
    ]
    if not (before and after) or all(tag == "equal" for tag, _, _ in pairs):
        return tuple(before), tuple(after)
    sides: tuple[list[str], list[str]] = ([], [])
    for at, (tag, *stretches) in enumerate(pairs):
        for side, stretch in zip(sides, stretches, strict=True):
            side += stretch if tag != "equal" else _kept(stretch, context, at > 0, at < len(pairs) - 1, mark)
    return tuple(sides[0]), tuple(sides[1])


def _only_added(old: Sequence[str], new: Sequence[str], phrases: Phrases, context: int | None) -> Cells | None:
    """The text that was there (with ``context`` its last paragraphs), and what was added below it; None for others.

    A text into which paragraphs came further up, or that also changed, is shown whole: only then its place is told.
    """
    there = [fold(paragraph) for paragraph in old]
    if not there or len(new) <= len(old) or [fold(paragraph) for paragraph in new[: len(old)]] != there:
        return None
    came = [paragraph for paragraph in new[len(old) :] if paragraph.strip()]
    if not came:
        return None
    kept = list(old) if context is None else _kept(old, context, False, True, phrases.folded)
    return "\n".join(kept), "\n".join([phrases.added_below, *came])


def _kept(stretch: Sequence[str], context: int, after_change: bool, before_change: bool, mark: str) -> list[str]:
    """An unchanged stretch with its middle (or outer end) folded; one short paragraph is not worth a mark."""
    head = context if after_change else 0
    tail = context if before_change else 0
    hidden = stretch[head : len(stretch) - tail]
    if len("".join(hidden).strip()) <= len(mark):
        return list(stretch)
    return [*stretch[:head], mark, *stretch[len(stretch) - tail :]]


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


# Checks ---------------------------------------------------------------------------------------------------------------


def _checks(before: Value, after: Value, node: Node | None, phrases: Phrases) -> Cells:
    old = before if isinstance(before, Mapping) else {}
    new = after if isinstance(after, Mapping) else {}
    takes_text = {o.removesuffix("()") for o in node.options if o.endswith("()")} if node else set()
    boxes = list(dict.fromkeys([*(node.boxes if node else ()), *old, *new]))
    differing = [b for b in boxes if _state(old, b) != _state(new, b)] or [b for b in boxes if old.get(b) != new.get(b)]
    sides = []
    for side in (old, new):
        lines = [_box(b, side.get(b), bracket=b in takes_text or bool(old.get(b) or new.get(b))) for b in differing]
        sides.append(_or_empty("\n".join(lines), phrases))
    return sides[0], sides[1]


def _state(value: Mapping[str, str], box: str) -> str | None:
    return fold(value[box]) if box in value else None


def _box(box: str, text: str | None, *, bracket: bool = False) -> str:
    """One box as the form prints it; ``text`` is None for a box that is not marked."""
    mark = "[　　]" if text is None else "[ ○ ]"
    if not (bracket or text):
        return f"{mark}　{box}"
    unit = _AFTER_BRACKET.get(box, "")
    inside = (text or "").strip().removesuffix(unit).strip() or "　"
    return f"{mark}　{box}（{inside}）{unit}"


# Lists ----------------------------------------------------------------------------------------------------------------


def _lists(old: Sequence[str], new: Sequence[str], phrases: Phrases) -> Cells:
    if not (old and new):
        return _numbered_all(old, phrases), _numbered_all(new, phrases)
    opcodes = _opcodes([_entry_key(e) for e in old], [_entry_key(e) for e in new])
    shown = _differing(old, new, opcodes, lambda a, b: fold(a) != fold(b))
    if not (shown[0] or shown[1]):
        shown = _differing(old, new, opcodes, lambda a, b: a != b)
    before = _numbered(old, shown[0], phrases) or [phrases.added_right]
    after = _numbered(new, shown[1], phrases) or [phrases.removed_left]
    return "\n".join(before), "\n".join([*after, *_shifts(old, opcodes)])


def _differing(
    old: Sequence[str],
    new: Sequence[str],
    opcodes: Iterable[tuple[str, int, int, int, int]],
    differ: Callable[[str, str], bool],
) -> tuple[set[int], set[int]]:
    """The indexes of the entries of each list that are not the same in the other."""
    removed: set[int] = set()
    added: set[int] = set()
    for tag, i, j, m, n in opcodes:
        if tag != "equal":
            removed.update(range(i, j))
            added.update(range(m, n))
            continue
        own = [k for k in range(j - i) if differ(old[i + k], new[m + k])]
        removed.update(i + k for k in own)
        added.update(m + k for k in own)
    return removed, added


def _entry_key(entry: str) -> str:
    """What an entry says, without a number of its own."""
    return fold(_OWN_NUMBER.sub("", nfkc(entry)))


def _numbered_all(entries: Sequence[str], phrases: Phrases) -> str:
    return "\n".join(_numbered(entries, set(range(len(entries))), phrases)) or phrases.empty


def _numbered(entries: Sequence[str], wanted: set[int], phrases: Phrases) -> list[str]:
    """The wanted entries with their numbers, （略） for those between and around them."""
    lines: list[str] = []
    for index, entry in enumerate(entries):
        if index in wanted:
            lines.append(entry if _OWN_NUMBER.match(nfkc(entry)) else f"{index + 1}．{entry}")
        elif wanted and (not lines or lines[-1] != phrases.folded):
            lines.append(phrases.folded)
    return lines


def _shifts(old: Sequence[str], opcodes: Iterable[tuple[str, int, int, int, int]]) -> list[str]:
    """Which entries only got another number, unless the entries carry numbers of their own (then they are shown)."""
    if all(_OWN_NUMBER.match(nfkc(entry)) for entry in old):
        return []
    notes = []
    for tag, i, j, m, _ in opcodes:
        if tag == "equal" and i != m:
            which = f"{i + 1}" if j - i == 1 else f"{i + 1}～{j}"
            notes.append(f"（変更前の{which}は番号を{abs(m - i)}{'繰下げ' if m > i else '繰上げ'}）")
    return notes


# Figures --------------------------------------------------------------------------------------------------------------


def _figures(old: Figure, new: Figure, phrases: Phrases) -> Cells:
    gone, came = _missing(old.labels, new.labels), _missing(new.labels, old.labels)
    picture = new.images != old.images and bool(old.images and new.images)
    if not (old.labels or old.images):
        return phrases.empty, _sentences("図を新たに追加", _added(came))
    if not (new.labels or new.images):
        return _quoted("図中の記載", gone) or "図", phrases.removed
    before = _quoted("図中の記載", gone) or ("変更前の図" if picture or not came else phrases.added_right)
    removed = _quoted("図中の記載から", gone) + "を削除" if gone else ""
    swapped = "図を差替え" if picture else ""
    return before, _sentences(removed, _added(came), swapped) or "図の記載の順序又は体裁を変更"


def _missing(labels: Sequence[str], others: Sequence[str]) -> list[str]:
    """The labels that ``others`` lack, as often as they lack them, notation aside; in the order of the figure."""
    there = Counter(fold(label) for label in others)
    found = []
    for label in labels:
        if there[fold(label)] > 0:
            there[fold(label)] -= 1
        elif label.strip():
            found.append(label)
    return found


def _quoted(lead: str, labels: Sequence[str]) -> str:
    return lead + "".join(f"「{' '.join(label.split())}」" for label in labels) if labels else ""


def _added(labels: Sequence[str]) -> str:
    return _quoted("図中の記載に", labels) + "を追加" if labels else ""


def _sentences(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
