"""Two versions side by side for reviewers: what changed, how it is judged and why, on one page of its own.

Values to values by :func:`build`; :func:`render` sets them as HTML. Texts stand whole, changed words marked; what
differs in notation only is listed at the end, so that nothing is kept from the reader.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from piadiff import table
from piadiff.cells import Phrases, cells
from piadiff.facts import NOTHING, Facts
from piadiff.forms import Form
from piadiff.model import Change, Important, Judged, Row
from piadiff.traits import FORM_CHANGED
from piadiff.values import is_blank
from piadiff.writers.sheet import NO_CHANGES, Piece, printable

IMPORTANT_WORDS: dict[Important, str] = {"yes": "重要な変更", "review": "要確認", "no": "その他の変更"}
_KIND_WORDS = {"changed": "変更", "added": "追加", "removed": "削除", "moved": "番号の変更"}
_CONTEXT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change as the page shows it; ``number`` counts through the page, ``headings`` lead to the item."""

    number: int
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
    thread: str = ""
    source: str = ""

    @property
    def short(self) -> tuple[str, ...]:
        """The item in few words, for a list of links: the number of its part, then its last two headings."""
        if len(self.headings) < 2:
            return self.headings
        return (self.headings[0].partition("　")[0], *self.headings[1:][-2:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The changes of one part of the form (表紙, Ⅰ … Ⅵ, 別添) and their counts (see :func:`_counts`)."""

    name: str
    entries: tuple[Entry, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A difference that is no change (notation only)."""

    headings: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that the page says. ``old`` and ``new`` name the two versions; ``counts`` is the sum over the parts."""

    title: str
    old: str
    new: str
    parts: tuple[Part, ...]
    quiet: tuple[Quiet, ...]
    counts: tuple[int, ...]
    timings: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    @property
    def threads(self) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
        """The edits that run through several items with their entries, the one with most entries first."""
        found: dict[str, list[Entry]] = {}
        for part in self.parts:
            for entry in part.entries:
                if entry.thread:
                    found.setdefault(entry.thread, []).append(entry)
        return tuple((name, tuple(entries)) for name, entries in sorted(found.items(), key=lambda one: -len(one[1])))

    @property
    def urgent(self) -> tuple[Entry, ...]:
        """The entries that need somebody's attention first: those to be decided, then the important ones."""
        entries = [entry for part in self.parts for entry in part.entries if entry.important != "no"]
        return tuple(sorted(entries, key=lambda entry: entry.important != "review"))


def build(
    judged: Sequence[Judged],
    tree: Form,
    *,
    title: str,
    old: str,
    new: str,
    quiet: Iterable[Change] = (),
    remarks: Iterable[str] = (),
    facts: Facts = NOTHING,
) -> Report:
    """The report on changes and their judgements; ``title`` names the assessment, ``old`` and ``new`` the versions.

    ``quiet`` are the differences that are no change (``Comparison.quiet``); empty boxes that came or went and items
    that only stand elsewhere in the form are not listed. ``remarks`` is what the reader should know before trusting
    the page; ``facts`` are the days by which 提出時期 was decided. All texts come out printable.
    """
    changes = table.ordered(judged, tree)
    rows = table.rows(judged, tree, facts=facts)
    timings = tuple(sorted({"事前", "事後"} | {row.timing for row in rows if row.timing}))
    entries = [_entry(number, *pair, tree) for number, pair in enumerate(zip(changes, rows, strict=True), 1)]
    names = dict.fromkeys(entry.headings[0] for entry in entries)
    grouped = [(name, tuple(e for e in entries if e.headings[0] == name)) for name in names]
    return Report(
        title=printable(title),
        old=printable(old),
        new=printable(new),
        parts=tuple(Part(name=n, entries=members, counts=_counts(members, timings)) for n, members in grouped),
        quiet=tuple(_quiet(one, tree) for one in quiet if _is_listed(one)),
        counts=_counts(entries, timings),
        timings=timings,
        remarks=_printable(remarks),
    )


def render(report: Report) -> bytes:
    """The page: one self-contained file, no script, nothing loaded; see :mod:`piadiff.writers.pages`."""
    from piadiff.writers.pages import fill

    return fill("report.html", "report.css", report=report, important_words=IMPORTANT_WORDS, no_changes=NO_CHANGES)


def _entry(number: int, judged: Judged, row: Row, tree: Form) -> Entry:
    change, judgement, marked = judged.change, judged.judgement, table.line(row, tree)
    return Entry(
        number=number,
        headings=_printable(table.item_heading(change, tree)) or ("",),
        kind=_KIND_WORDS[change.kind],
        before=_pieces(marked.before),
        after=_pieces(marked.after),
        important=judgement.important,
        judgement=IMPORTANT_WORDS[judgement.important],
        timing=printable(row.timing),
        reason=printable(row.reason),
        basis=printable(judgement.basis),
        why=printable(judgement.why),
        rule=printable(judgement.rule),
        thread=printable(change.thread or ""),
        source=printable("　".join(tree.heading(change.moved_from))) if change.moved_from else "",
    )


def _is_listed(change: Change) -> bool:
    return change.traits != (FORM_CHANGED,) and not (is_blank(change.before) and is_blank(change.after))


def _quiet(change: Change, tree: Form) -> Quiet:
    before, after = cells(change.before, change.after, tree.find(change.path), Phrases(), _CONTEXT)
    return Quiet(
        headings=_printable(table.item_heading(change, tree)), before=printable(before), after=printable(after)
    )


def _counts(entries: Sequence[Entry], timings: Sequence[str]) -> tuple[int, ...]:
    """All changes, then those important, to be decided and other, then those of each 提出時期."""
    judged, timed = Counter(e.important for e in entries), Counter(e.timing for e in entries)
    return (len(entries), *(judged[word] for word in IMPORTANT_WORDS), *(timed[timing] for timing in timings))


def _printable(headings: Iterable[str]) -> tuple[str, ...]:
    return tuple(printable(heading) for heading in headings)


def _pieces(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    return tuple(replace(piece, text=printable(piece.text)) for piece in pieces)
