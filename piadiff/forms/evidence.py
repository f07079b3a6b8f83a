"""What the texts of a row (変更前の記載, 変更後の記載) say about the item that its heading means.

They tell apart items whose headings read alike (①法令上の根拠 of a 提供先 or a 移転先): by the text that stands in the
document, and by the kind of value. They also tell the box below a heading: a long text is no answer of a choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from piadiff.dates import to_iso
from piadiff.forms.concrete import exists
from piadiff.forms.spelling import CIRCLED, squeeze
from piadiff.forms.tree import Form, Node, group_of, pattern
from piadiff.model import Figure, Value
from piadiff.notation import fold, is_empty_mark, nfkc

ALIKE = 0.35  # likeness to a text of the document from which it counts
MARGIN = 0.15  # how much less alike another item may be and still count
PROSE = 25  # letters beyond which a text is no answer of a choice
PIECE, STEP = 7, 3  # letters of the pieces that are looked up, and how far apart they begin

_COUNT = re.compile(r"(\d+)\)?件")
_BOX = re.compile(r"\[[\s○〇✓レvV]*\]|[□■☐☑☒✓]")

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The two texts of a row and the document's items, as evidence."""

    before: str = ""
    after: str = ""
    items: Mapping[str, Value] | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """The texts that say something."""
        return tuple(t for t in (self.after, self.before) if not is_empty_mark(t))

    def exists(self, path: str) -> bool:
        """True where the document has this item."""
        return exists(path, self.items)

    def likeness(self, path: str) -> float:
        """How much of one of the texts stands in the document at ``path``, 0 to 1."""
        value = (self.items or {}).get(path)
        if value is None:
            return 0.0
        there = fold(_as_text(value))
        return max((_contained(fold(text), there) for text in self.said), default=0.0)


def fits(node: Node, text: str) -> bool:
    """True where ``text`` looks like a value of this kind of item."""
    plain = fold(text)
    if node.kind == "choice":
        return len(plain) <= 2 * PROSE and any(fold(o) in plain or plain in fold(o) for o in node.boxes)
    if node.kind == "checks":
        return bool(_BOX.search(nfkc(text))) or any(fold(o) == plain for o in node.boxes)
    if node.kind == "count":
        return bool(_COUNT.fullmatch(plain)) or plain.isdecimal()
    if node.kind == "date":
        return len(plain) <= PROSE and to_iso(text) is not None
    return node.kind != "section"


def prefer(keys: Iterable[K], score: Callable[[K], float]) -> list[K]:
    """The keys with the best score, those within ``MARGIN`` of it too; all of them where none reaches ``ALIKE``."""
    scored = [(key, score(key)) for key in keys]
    best = max((s for _, s in scored), default=0.0)
    return [key for key, s in scored if best < ALIKE or s >= max(best - MARGIN, ALIKE)]


def boxes_meant(tree: Form, path: str, texts: Texts) -> tuple[str, ...]:
    """The item at ``path``, or the items below it that are meant instead.

    A section with but one item means that item. Else the row's texts tell: a choice with a count below
    (委託の有無, 件) or with its text below (⑤物理的対策, 具体的な対策の内容); a section whose texts name its items
    (①部署 … ②所属長 …) or fit only one of them.
    """
    node = tree.find(path)
    below = children(tree, path)
    if node is not None and node.kind == "section" and len(below) == 1 and not _has_groups(tree, path):
        return boxes_meant(tree, below[0][0], texts)
    if node is None or not texts.said:
        return (path,)
    if node.kind == "choice":
        return _below_choice(node, path, below, texts)
    if node.kind == "section" and below:
        return _named_below(below, texts) or _only_fitting(below, texts) or (path,)
    if group_of(path) == path and not is_empty_mark(texts.before) and not is_empty_mark(texts.after):
        return _named_below(below, texts) or (path,)
    return (path,)


def children(tree: Form, path: str) -> tuple[tuple[str, Node], ...]:
    """The items directly below a concrete path, repeated groups and files left out."""
    own = tree.find(path)
    found = []
    for node in tree.items:
        head, _, last = node.path.rpartition("/")
        if own is not None and head == own.path and not last.endswith(("n", "(n)")):
            found.append((f"{path}/{last}", node))
    return tuple(found)


def _has_groups(tree: Form, path: str) -> bool:
    """True where more stands below a section than its items: repeated groups, files, further sections."""
    own = f"{pattern(path)}/"
    return any(n.path.startswith(own) and (n.kind == "section" or n.path.endswith(("n", "n)"))) for n in tree.nodes)


def _below_choice(node: Node, path: str, below: Sequence[tuple[str, Node]], texts: Texts) -> tuple[str, ...]:
    counts = [p for p, child in below if child.kind == "count"]
    if counts:
        return _choice_or_count(node, path, counts[0], texts)
    if any(fits(node, text) for text in texts.said):
        return (path,)
    meant = [(p, c) for p, c in below if c.kind == "checks" and any(fits(c, t) for t in texts.said)]
    if not meant and max(len(fold(text)) for text in texts.said) > PROSE:
        worded = [(p, c) for p, c in below if c.kind in ("text", "list")]
        meant = _alike(worded, texts) or worded
    return (meant[0][0],) if len(meant) == 1 else (path,)


def _choice_or_count(node: Node, path: str, count: str, texts: Texts) -> tuple[str, ...]:
    """委託の有無: the choice where another option is chosen, the count where the number of 件 is another."""
    chosen, counted = [], []
    for text in (texts.before, texts.after):
        plain = fold(text)
        chosen.append(next((o for o in node.boxes if fold(o) in plain), ""))
        counted.append(found[1] if (found := _COUNT.search(plain)) else plain if plain.isdecimal() else "")
    paths = []
    if chosen[0] != chosen[1] and (all(chosen) or not any(counted)):
        paths.append(path)
    if counted[0] != counted[1]:
        paths.append(count)
    return tuple(paths) or (path,)


def _alike(below: Sequence[tuple[str, Node]], texts: Texts) -> list[tuple[str, Node]]:
    found = prefer(below, lambda pair: texts.likeness(pair[0]))
    return found if len(found) < len(below) else []


def _named_below(below: Sequence[tuple[str, Node]], texts: Texts) -> tuple[str, ...]:
    """Items whose numbers and labels the texts carry and whose part differs between them."""
    before, after = (_parts(below, text) for text in (texts.before, texts.after))
    changed = [p for p, _ in below if before.get(p, "") != after.get(p, "")]
    return tuple(changed) if (before or after) and changed else ()


def _parts(below: Sequence[tuple[str, Node]], text: str) -> dict[str, str]:
    """``①部署　市民課 ②所属長　課長`` cut at the numbers and labels of the items, which are left out.

    A number alone (②) counts only beside labels: texts number their own paragraphs so too.
    """
    plain = squeeze(text)
    starts, labelled = [], False
    for path, node in below:
        number = path.rpartition("/")[2]
        names = sorted(map(squeeze, (node.label, *node.aliases)), key=len, reverse=True)
        spelled = [number + n for n in names] + ([number] if number in CIRCLED else names)
        place, name = min(
            ((plain.find(s), s) for s in spelled if s in plain), default=(-1, ""), key=lambda f: -len(f[1])
        )
        if place >= 0:
            starts.append((place, place + len(name), path))
            labelled = labelled or name != number
    if not labelled:
        return {}
    starts.sort()
    ends = [*(start for start, _, _ in starts[1:]), len(plain)]
    return {path: plain[begin:end] for (_, begin, path), end in zip(starts, ends, strict=True)}


def _only_fitting(below: Sequence[tuple[str, Node]], texts: Texts) -> tuple[str, ...]:
    strict = [p for p, n in below if n.kind not in ("text", "name", "list") and all(fits(n, t) for t in texts.said)]
    loose = [(p, n) for p, n in below if n.kind in ("text", "name", "list")]
    if strict:
        return tuple(strict) if len(strict) == 1 else ()
    meant = loose if len(loose) == 1 else _alike(loose, texts)
    return (meant[0][0],) if len(meant) == 1 else ()


def _as_text(value: Value) -> str:
    if isinstance(value, Mapping):
        return "".join(f"{box}{text}" for box, text in value.items())
    if isinstance(value, Figure):
        return "".join(value.labels)
    return "".join(value) if isinstance(value, tuple) else str(value)


def _contained(text: str, there: str) -> float:
    """The share of the pieces of ``text`` that stand in ``there``; short texts count by how much of it they are."""
    if not text or not there:
        return 0.0
    if len(text) <= PIECE:
        return len(text) / len(there) if text in there else 0.0
    pieces = [text[i : i + PIECE] for i in range(0, min(len(text), 600) - PIECE + 1, STEP)]
    return sum(piece in there for piece in pieces) / len(pieces)
