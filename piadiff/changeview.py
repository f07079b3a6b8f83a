"""One change as the pages show it: headings, both texts with their changed words, the judgement and what explains it.

Values to values; every text comes out printable, and only ever as text: the templates escape it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from zlib import crc32

from piadiff import table
from piadiff.cells import Phrases, cells
from piadiff.forms import Form
from piadiff.model import Change, Important, Judged, Row
from piadiff.rules import ALL_RULES
from piadiff.traits import FORM_TRAITS, QUIET_TRAITS, REVISION_TRAITS, TRAITS
from piadiff.writers.sheet import Piece, printable

IMPORTANT_WORDS: dict[Important, str] = {"yes": "重要な変更", "review": "要確認", "no": "その他の変更"}
KIND_WORDS = {"changed": "変更", "added": "追加", "removed": "削除", "moved": "番号の変更"}
# What each judgement asks of the office (番号法第28条第1項; 規則第11条, 第14条).
IMPORTANT_MEANS: dict[Important, str] = {
    "yes": "変更を始める前に評価をやり直し、評価書を提出・公表しなければならない変更です。",
    "review": "記載だけでは重要な変更かどうか決まりません。決まるまでは、安全な側の「事前」としています。",
    "no": "評価のやり直しは要らず、評価書の修正として、変更の後の提出・公表で足ります。",
}
MARKED = "※のある項目です（指針別表で、変更すると原則として重要な変更になる項目）。"
UNMARKED = "※のない項目です（単独の変更なら、重要な変更の対象になりません）。"
NOT_IN_FORM = "この様式にない項目です。"

_CONDITIONS = {rule.id: rule.condition for rule in ALL_RULES}
_MEANINGS = {trait.name: trait.meaning for trait in TRAITS} | REVISION_TRAITS | FORM_TRAITS | QUIET_TRAITS
_CONTEXT = 1
SHORT = 250  # characters of the longer text; with so few a change is not parted on paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """What was seen of a change (特徴), with what that means."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change as a page shows it.

    ``number`` counts through the page; ``anchor`` is what a link to it says (:func:`anchors`); ``headings`` lead
    to the item. ``condition`` is that of the rule that decided, empty where a person did; ``marking`` says whether the
    item bears ※. ``keys`` are what filters look for (:mod:`piadiff.facets`).
    """

    number: int
    anchor: str
    headings: tuple[str, ...]
    kind: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    important: Important
    judgement: str
    timing: str
    reason: str
    basis: str
    why: str
    rule: str
    condition: str = ""
    marking: str = ""
    traits: tuple[Trait, ...] = ()
    thread: str = ""
    source: str = ""
    keys: tuple[str, ...] = ()

    @property
    def short(self) -> tuple[str, ...]:
        """The item in few words, for a list of links: the number of its part, then its last two headings."""
        if len(self.headings) < 2:
            return self.headings
        return (self.headings[0].partition("　")[0], *self.headings[1:][-2:])

    @property
    def means(self) -> str:
        """What the judgement asks of the office, in one sentence."""
        return IMPORTANT_MEANS[self.important]

    @property
    def is_short(self) -> bool:
        """Whether it is short enough to be kept on one printed page."""
        return max(sum(len(piece.text) for piece in side) for side in (self.before, self.after)) <= SHORT


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A difference that is no change (notation only)."""

    headings: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """An item that reads the same in both versions."""

    headings: tuple[str, ...]
    text: str
    keys: tuple[str, ...] = ()


def entry_of(
    number: int, anchor: str, judged: Judged, row: Row, tree: Form, *, phrases: Phrases | None = None
) -> Entry:
    """The change ``judged`` and its ``row`` of the change table, in the words ``phrases``, as a page shows them."""
    change, judgement, marked = judged.change, judged.judgement, table.line(row, tree, phrases=phrases)
    node = tree.find(change.path)
    return Entry(
        number=number,
        anchor=anchor,
        headings=printables(table.item_heading(change, tree)) or ("",),
        kind=KIND_WORDS[change.kind],
        before=_pieces(marked.before),
        after=_pieces(marked.after),
        important=judgement.important,
        judgement=IMPORTANT_WORDS[judgement.important],
        timing=printable(row.timing),
        reason=printable(row.reason),
        basis=printable(judgement.basis),
        why=printable(judgement.why),
        rule=printable(judgement.rule),
        condition=_CONDITIONS.get(judgement.rule, ""),
        marking=_marking(tree, node.marked if node else None),
        traits=tuple(Trait(name=printable(t), meaning=_MEANINGS.get(t, "")) for t in change.traits),
        thread=printable(change.thread or ""),
        source=printable("　".join(tree.heading(change.moved_from))) if change.moved_from else "",
    )


def quiet_of(change: Change, tree: Form, phrases: Phrases | None = None) -> Quiet:
    """A difference that is no change as a page shows it."""
    before, after = cells(change.before, change.after, tree.find(change.path), phrases or Phrases(), _CONTEXT)
    return Quiet(
        headings=printables(table.item_heading(change, tree)), before=printable(before), after=printable(after)
    )


def anchors(paths: Iterable[str], tree: Form) -> tuple[str, ...]:
    """What links to items say: short words of ours (``i57-1-3``), the same for an item in every page on that form.

    The number is that of the item in the form, then those of the file and the groups that it stands in; an item that
    the form does not have gets a sum of its path. Where an item comes again ``.2`` follows.
    """
    found: list[str] = []
    taken: set[str] = set()
    for path in paths:
        key = tree.sort_key(path)
        order, _, unknown = key[-1]
        numbers = "".join(f"-{number}" for _, number, _ in key if number)
        plain = f"x{crc32(path.encode('utf-8', 'surrogatepass')):x}" if unknown else f"i{order}{numbers}"
        anchor, again = plain, 1
        while anchor in taken:
            again += 1
            anchor = f"{plain}.{again}"
        taken.add(anchor)
        found.append(anchor)
    return tuple(found)


def printables(texts: Iterable[str]) -> tuple[str, ...]:
    """All texts printable."""
    return tuple(printable(text) for text in texts)


def _marking(tree: Form, marked: bool | None) -> str:
    if tree.name == "様式2":
        return "様式2には、※の項目（重要な変更の対象）がありません。"
    return NOT_IN_FORM if marked is None else MARKED if marked else UNMARKED


def _pieces(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    return tuple(replace(piece, text=printable(piece.text)) for piece in pieces)
