"""Changes that are one edit in many places: the same old words → new words, the same new system, one shifted article.

Every change of such an edit gets its common ``thread``, named by the edit, so that twenty rows read as one. A change
stands in one thread: that of a system which comes or goes with this revision before that of an article, of words that
were replaced, of a text that was added or removed in several places.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import cache, cached_property, reduce
from itertools import accumulate
from operator import or_

from piadiff import vocabulary, words
from piadiff.forms import Form
from piadiff.model import Change, Figure, Value
from piadiff.notation import fold
from piadiff.numerals import one_spelling
from piadiff.traits import CHOICE, CONTRACTOR, NEW_SYSTEM, OFFICES, REORDERED, Subject
from piadiff.values import as_text

Items = Mapping[str, Value]
_Words = tuple[frozenset[str], frozenset[str]]  # the words that went and those that came
_Key = tuple[int, str]  # how much a thread of this sort counts, and its name

_ARTICLES, _WORDS, _ADDED, _REMOVED, _TERMS = 4, 3, 2, 1, 0
_COMES, _GOES = 6, 5
_NOTHING: _Words = (frozenset(), frozenset())
_LONGEST_WORDS = 60
_SHORTEST_TEXT = 12
_SHORTEST_NAME = 5
_SHORTEST_OFFICE = 3
_LONGEST_COMPARED = 1500
_MOST_WORDS = 5000
_FEW_WORDS = 100  # of which each may be counted by itself
_SHOWN = 24
_N = r"[0-9一二三四五六七八九十百千]+"
_CHAIN = re.compile(rf"(?:第{_N}[条項号](?:の{_N})*)+|別表(?:第{_N})?")
_ARTICLE_MARKS = ("第", "別表")
_NUMBERS = re.compile(_N)
_SHORTEST_TERM = 4
_TERM = re.compile(rf"[一-鿿々]{{{_SHORTEST_TERM},}}[ァ-ヺー]*|[ァ-ヺー]{{{_SHORTEST_TERM},}}")
_ABOVE = re.compile("[部局市区町村県都府道]")  # what the name of an office above another ends in
_DIVISION = re.compile("[部局]")
_OFTEN = 3  # places in which a new term tells of one new thing
_SAYS_NOTHING = re.compile(r"[\W\d①-⑳ぁ-ゖー]*")  # bullets, bare numbers, kana: the same in other places by chance


class _Version:
    """What a version says altogether, put together only where something is looked for in it."""

    def __init__(self, items: Items, changed: Iterable[str]) -> None:
        """``changed`` are the texts of the items that changed, which are looked through first."""
        self._items = items
        self._changed = "\n".join(changed)

    @cached_property
    def _text(self) -> str:
        """All texts of its items, one behind the other."""
        values = (value for value in self._items.values() if value)
        return "\n".join(["\n".join(value) if isinstance(value, tuple) else as_text(value) for value in values])

    def names(self, name: str) -> bool:
        """Whether a name or term stands anywhere in the version."""
        return name in self._changed or name in self._text


def with_threads(entries: Sequence[tuple[Change, Subject]], tree: Form, old: Items, new: Items) -> tuple[Change, ...]:
    """The changes of one revision in the same order, those that are one edit in several places with their thread.

    Each comes with what its traits were found from. ``tree`` is the form: the systems that it prints itself are never
    new. ``old`` and ``new`` are the items of the two versions: a system that either speaks of elsewhere is not new.
    """
    changes = [change for change, _ in entries]
    texts = [(subject.old, subject.new) for _, subject in entries]
    keys = _same_edits(entries)
    before, after = _Version(old, (was for was, _ in texts)), _Version(new, (now for _, now in texts))
    for sort, without in ((_COMES, before), (_GOES, after)):
        _join_systems(sort, changes, texts, keys, without, printed_names(tree))
    chosen: dict[int, _Key] = {}
    members: dict[_Key, list[int]] = {}
    for number, edits in enumerate(keys):
        for key in edits:
            members.setdefault(key, []).append(number)
    members = {key: numbers for key, numbers in members.items() if len(numbers) > 1}
    offices = [number for number, change in enumerate(changes) if OFFICES in change.traits]
    for key, numbers in members.items():
        if key[0] == _WORDS:
            numbers += _also_replaced(key[1], texts, numbers)
            numbers += _also_renamed(key[1], texts, [number for number in offices if number not in numbers])
    members |= _terms(entries, before)
    for key in sorted(members, key=lambda key: (-key[0], -len(members[key]), -len(key[1]), key[1])):
        left = [number for number in members[key] if number not in chosen]
        if len({_unit(changes[number]) for number in left}) > 1:
            chosen |= dict.fromkeys(left, key)
    return tuple(_in_thread(change, chosen.get(number)) for number, change in enumerate(changes))


def _in_thread(change: Change, key: _Key | None) -> Change:
    if key is None:
        return change
    sort, name = key
    return replace(change, thread=name, traits=(*change.traits, NEW_SYSTEM) if sort == _COMES else change.traits)


def _unit(change: Change) -> str:
    """The place that a change counts as: its group if that came or went as a whole, else its item."""
    return f"{change.kind} {change.group}" if change.group else change.path


# -- the same words ----------------------------------------------------------------------------------------------------


def _same_edits(entries: Sequence[tuple[Change, Subject]]) -> list[set[_Key]]:
    """For every change the edits that it consists of, as keys that the same edit elsewhere has too."""
    words_of = [_words(*entry) for entry in entries]
    shared = _shared(words_of)
    lines_of = [_whole_lines(*entry) for entry in entries]
    often = [_in_several(side) for side in zip(*lines_of, strict=True)]
    out: list[set[_Key]] = []
    for number, (change, subject) in enumerate(entries):
        came, went = lines_of[number]
        keys = {(_ADDED, f"「{_short(line)}」の追加") for line in came & often[0]}
        keys |= {(_REMOVED, f"「{_short(line)}」の削除") for line in went & often[1]}
        if number in shared or (_may_differ_elsewhere(change, subject) and _tell(words_of[number])):
            for gone, come in _replaced(change, subject, number in shared):
                keys.update(_substitution(gone, come))
        out.append(keys)
    return out


def _is_rewritten(change: Change, subject: Subject) -> bool:
    return change.kind == "changed" and not isinstance(change.after, Figure) and bool(subject.old and subject.new)


def _may_differ_elsewhere(change: Change, subject: Subject) -> bool:
    """Whether the same edit may stand elsewhere among other words, as that of an article or of an office does."""
    if OFFICES in change.traits:
        return True
    return any(mark in subject.old and mark in subject.gone_and_come[0] for mark in _ARTICLE_MARKS)


def _shared(words_of: Sequence[_Words]) -> set[int]:
    """The changes that may share an edit: another one lost a telling word that this one lost, and got one that this
    one got. Of very many changed words in a revision only the shortest texts are looked at (``_MOST_WORDS``)."""
    if not words_of:
        return set()
    holders = gone, come = [_holders(side) for side in zip(*words_of, strict=True)]
    likely = reduce(or_, gone.values(), 0) & reduce(or_, come.values(), 0)
    found: list[tuple[int, int]] = []
    for number, those in enumerate(words_of):
        if not likely >> number & 1:
            continue
        losers, winners = (
            reduce(or_, map(where.__getitem__, side & where.keys()), 0)
            for where, side in zip(holders, those, strict=True)
        )
        if losers & winners & ~(1 << number):
            found.append((sum(map(len, those)), number))
    found.sort()
    within = accumulate(many for many, _ in found)
    return {number for (_, number), many in zip(found, within, strict=True) if many <= _MOST_WORDS}


def _holders(side: Sequence[Set[str]]) -> dict[str, int]:
    """The telling words that several changes have on this side, with these changes as the bits of a number."""
    holders = {word: 0 for word in _in_several(side) if not _SAYS_NOTHING.fullmatch(word)}
    for number, those in enumerate(side):
        for word in those & holders.keys():
            holders[word] |= 1 << number
    return holders


def _in_several(sets: Iterable[Set[str]]) -> set[str]:
    """What at least two of the sets hold."""
    seen, several = set[str](), set[str]()
    for those in sets:
        several |= seen & those
        seen |= those
    return several


def _tell(those: _Words) -> bool:
    return not any(all(map(_SAYS_NOTHING.fullmatch, side)) for side in those)


def _words(change: Change, subject: Subject) -> _Words:
    """The words that went and those that came, of those that stand more often on one side; two answers as a whole."""
    if not _is_rewritten(change, subject) or REORDERED in change.traits:
        return _NOTHING
    if CHOICE in change.traits:
        return frozenset((subject.old,)), frozenset((subject.new,))
    old, new = subject.words
    return _more(old, new), _more(new, old)


def _more(those: Sequence[str], others: Sequence[str]) -> frozenset[str]:
    """What stands more often in one sequence than in another."""
    once = frozenset(those)
    gone = once.difference(others)
    if len(once) == len(those):
        return gone
    if len(those) > _FEW_WORDS:
        return frozenset(Counter(those) - Counter(others))
    return gone.union(word for word in once - gone if those.count(word) > others.count(word))


def _also_replaced(name: str, texts: Sequence[tuple[str, str]], known: Sequence[int]) -> list[int]:
    """The other changes in which the one word of a pair gave way to the other, whatever else was written anew."""
    removed, _, added = name[1:-1].partition("」→「")
    if min(len(removed), len(added)) < _SHORTEST_NAME - 1 or removed in added or added in removed:
        return []
    return [
        number
        for number, (old, new) in enumerate(texts)
        if number not in known and old.count(removed) > new.count(removed) and new.count(added) > old.count(added)
    ]


def _also_renamed(name: str, texts: Sequence[tuple[str, str]], others: Sequence[int]) -> list[int]:
    """Which of the ``others``, changes of an office, name the office of a pair without the one above it, or with what
    comes behind: 福祉部保険課 → 市民部年金課, and 保険課長 → 年金課長."""
    if not others:
        return []
    removed, added = name[1:-1].split("」→「", 1)
    pairs = {(removed, added)}
    if _within_office(removed, added) == (removed, added):  # else the name of the thread is the shorter one
        pairs.add((_DIVISION.split(removed)[-1], _DIVISION.split(added)[-1]))
    pairs = {pair for pair in pairs if min(map(len, pair)) >= _SHORTEST_OFFICE}
    return [
        number
        for number in others
        for old, new in [texts[number]]
        if any(
            one in old and other in new and old.count(one) > new.count(one) and new.count(other) > old.count(other)
            for one, other in pairs
        )
    ]


def _whole_lines(change: Change, subject: Subject) -> _Words:
    """The paragraphs that came and those that went whole, if they are long enough not to be the same by chance."""
    if change.kind == "moved" or change.group or max(len(subject.old), len(subject.new)) < _SHORTEST_TEXT:
        return _NOTHING
    was, now = (
        {line for line in text.split("\n") if len(line) >= _SHORTEST_TEXT} for text in (subject.old, subject.new)
    )
    return frozenset(now - was), frozenset(was - now)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _replaced(change: Change, subject: Subject, shared: bool) -> Iterator[tuple[str, str]]:
    """The passages that were replaced, as (removed, added). A long text is looked into only where its changed words
    are ``shared`` with another change."""
    if max(len(subject.old), len(subject.new)) <= _LONGEST_WORDS and "\n" not in subject.old + subject.new:
        yield subject.old, subject.new
        if CHOICE in change.traits:
            return
    old, new = map("".join, subject.words)
    if max(len(old), len(new)) <= _SHOWN:
        yield old, new
    elif shared and len(old) + len(new) <= _LONGEST_COMPARED:
        yield from words.replaced(subject.words)


def _substitution(removed: str, added: str) -> Iterator[_Key]:
    if any(map(removed.__contains__, _ARTICLE_MARKS)):
        articles = [[match[0] for match in _CHAIN.finditer(one_spelling(text))] for text in (removed, added)]
        shapes = [[_NUMBERS.sub("n", article) for article in side] for side in articles]
        if articles[0] and shapes[0] == shapes[1]:
            yield from ((_ARTICLES, f"{a}→{b}") for a, b in zip(*articles, strict=True) if a != b)
    if max(len(removed), len(added)) <= _LONGEST_WORDS:
        for one, other in {(removed, added), _within_office(removed, added)}:
            if not _SAYS_NOTHING.fullmatch(one + other):
                yield _WORDS, f"「{one}」→「{other}」"


def _within_office(one: str, other: str) -> tuple[str, str]:
    """Two names of offices without the office above that they share: 市民部窓口課, 市民部市民課 → 窓口課, 市民課."""
    if one[:1] != other[:1]:
        return one, other
    shared = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    cut = max((match.end() for match in _ABOVE.finditer(one, 0, shared)), default=0)
    return one[cut:], other[cut:]


# -- the same new thing ------------------------------------------------------------------------------------------------


def system_of(change: Change) -> str:
    """The system that comes with the revision and that the change is one of several to speak of; "" if none."""
    return (change.thread or "").rpartition("の")[0].strip("「」") if NEW_SYSTEM in change.traits else ""


def is_of_term(thread: str | None) -> bool:
    """Whether a thread is one of a new term, found by nothing but that."""
    return thread is not None and thread.endswith("」に関わる変更")


def _terms(entries: Sequence[tuple[Change, Subject]], before: _Version) -> dict[_Key, list[int]]:
    """The terms that the old version does not know and that are new in several texts: 電子申請. Safeguards are none:
    the same measure may be taken in many places."""
    found: dict[str, list[int]] = {}
    for number, (change, subject) in enumerate(entries):
        if change.kind == "changed" and subject.gains and REORDERED not in change.traits:
            came = " ".join([word for word in subject.words[1] if len(word) >= _SHORTEST_TERM])
            for term in set(_TERM.findall(came)):
                if term not in subject.old:
                    found.setdefault(term, []).append(number)
    often = [term for term, many in found.items() if len(many) >= _OFTEN and not vocabulary.is_safeguard(term)]
    return {
        (_TERMS, f"「{term}」に関わる変更"): [
            number
            for number, (change, subject) in enumerate(entries)
            if change.kind == "changed" and term in subject.new and term not in subject.old
        ]
        for term in often
        if not before.names(term)
    }


# -- systems that come and go ------------------------------------------------------------------------------------------


def _join_systems(
    sort: int,
    changes: Sequence[Change],
    texts: Sequence[tuple[str, str]],
    keys: Sequence[set[_Key]],
    without: _Version,
    printed: str,
) -> None:
    """Gives the changes that speak of a system which only one version knows the key of that system, and with them all
    items of a group that came or went for it."""
    here, there = (1, 0) if sort == _COMES else (0, 1)
    names: dict[str, set[str]] = {}
    for change, text in zip(changes, texts, strict=True):
        if change.kind == "moved" or CONTRACTOR in change.traits or not text[here]:
            continue
        for name in vocabulary.systems(text[here]):
            if len(name) >= _SHORTEST_NAME and name not in text[there] and name not in printed:
                names.setdefault(name, set()).add(_unit(change))
    candidates = [name for name, units in names.items() if len(units) > 1]
    if not candidates:
        return
    for name in _outermost(name for name in candidates if not without.names(name)):
        units = names[name]
        for change, edits in zip(changes, keys, strict=True):
            if change.kind != "moved" and _unit(change) in units:
                edits.add((sort, f"「{name}」の{'導入' if sort == _COMES else '廃止'}"))


@cache
def printed_names(tree: Form) -> str:
    """The names that the form itself prints as options, folded, one a line: 庁内連携システム, 情報提供ネットワーク…"""
    return "\n".join(sorted({fold(box) for node in tree.items for box in node.boxes}))


def _outermost(names: Iterable[str]) -> list[str]:
    """The names without those that contain another of them: AシステムとBシステム連携基盤 …"""
    found: list[str] = []
    for name in sorted(names, key=len):
        if not any(known in name for known in found):
            found.append(name)
    return found
