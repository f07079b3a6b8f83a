"""Two versions side by side for reviewers: what changed, how it is judged and why, on one page of its own.

Values to values by :func:`build`; :func:`render` sets them as HTML. Texts stand whole, changed words marked; what
differs in notation only is listed at the end, so that nothing is kept from the reader.

The view-model, for whoever shows it in another page: ``Report`` holds parts (``outline.Part``: tree, picture, unchanged
items) of sections (``outline.Section``) of changes (``changeview.Entry``), filters (``facets.Facet``; an entry carries
the keys that it answers to), edits that run through several items (``Thread``) and what to do (``todo.Task``).
``templates/parts.html`` has a macro for each, ``templates/report.js`` finds them by their ``data-`` attributes. All
texts are printable already and only have to be escaped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from piadiff import outline, table
from piadiff.cells import Phrases
from piadiff.changeview import IMPORTANT_WORDS, KIND_WORDS, Entry, Quiet, anchors, entry_of, printables, quiet_of
from piadiff.facets import Facet, Question, facets, key_of
from piadiff.facts import NOTHING, Facts
from piadiff.forms import Form
from piadiff.model import Assessment, Change, Judged
from piadiff.outline import Part, counts
from piadiff.todo import Task, tasks
from piadiff.traits import FORM_CHANGED
from piadiff.values import is_blank
from piadiff.writers.sheet import NO_CHANGES, printable

__all__ = ["IMPORTANT_WORDS", "Entry", "Part", "Quiet", "Report", "Thread", "build", "render"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """An edit that runs through several items; ``key`` filters the page, ``counts`` are as those of a part."""

    name: str
    key: str
    entries: tuple[Entry, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that the page says. ``old`` and ``new`` name the two versions; ``counts`` is the sum over the parts.

    ``tasks`` is what has to be done, ``findings`` what a person has to look at, ``remarks`` what the reader should know
    before trusting the page.
    """

    title: str
    old: str
    new: str
    parts: tuple[Part, ...]
    quiet: tuple[Quiet, ...]
    counts: tuple[int, ...]
    timings: tuple[str, ...]
    facets: tuple[Facet, ...] = ()
    threads: tuple[Thread, ...] = ()
    tasks: tuple[Task, ...] = ()
    findings: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All changes in the order of the form."""
        return tuple(entry for part in self.parts for entry in part.entries)

    @property
    def urgent(self) -> tuple[Entry, ...]:
        """The entries that need somebody's attention first: those to be decided, then the important ones."""
        entries = [entry for entry in self.entries if entry.important != "no"]
        return tuple(sorted(entries, key=lambda entry: entry.important != "review"))

    @property
    def still(self) -> int:
        """How many items read the same in both versions, empty ones apart."""
        return sum(len(part.still) for part in self.parts)

    @property
    def headers(self) -> tuple[str, ...]:
        """What ``counts`` count, in their order."""
        return ("変更", *IMPORTANT_WORDS.values(), *self.timings)


def build(
    judged: Sequence[Judged],
    tree: Form,
    *,
    title: str,
    old: str,
    new: str,
    quiet: Iterable[Change] = (),
    findings: Iterable[str] = (),
    remarks: Iterable[str] = (),
    facts: Facts = NOTHING,
    after: Assessment | None = None,
    phrases: Phrases | None = None,
) -> Report:
    """The report on changes and their judgements; ``title`` names the assessment, ``old`` and ``new`` the versions.

    ``quiet`` are the differences that are no change (``Comparison.quiet``); empty boxes that came or went and items
    that only stand elsewhere in the form are not listed. ``findings`` and ``remarks`` are sentences for the reader;
    ``facts`` are the days by which 提出時期 was decided; ``after`` is the new version, for what did not change;
    ``phrases`` are the words of the office for an empty box and the like. All texts come out printable.
    """
    quiet = tuple(quiet)
    changes = table.ordered(judged, tree)
    rows = table.rows(judged, tree, facts=facts, phrases=phrases)
    timings = tuple(sorted({"事前", "事後"} | {printable(row.timing) for row in rows if row.timing}))
    paths = [one.change.path for one in changes]
    links = anchors(paths, tree)
    plain = [
        entry_of(number, *one, tree, phrases=phrases)
        for number, one in enumerate(zip(links, changes, rows, strict=True), 1)
    ]
    items = after.items if after else {}
    unchanged = items.keys() - {change.path for change in (*(one.change for one in judged), *quiet)}
    names = outline.part_names(paths, plain, unchanged, tree)
    threads = _thread_names(plain)
    filters, keys = facets(plain, _questions(plain, timings, names, threads))
    entries = tuple(replace(entry, keys=own) for entry, own in zip(plain, keys, strict=True))
    return Report(
        title=printable(title),
        old=printable(old),
        new=printable(new),
        parts=outline.parts(names, entries, paths, tree, timings=timings, items=items, unchanged=unchanged),
        quiet=tuple(quiet_of(one, tree, phrases) for one in quiet if _is_listed(one)),
        counts=counts(entries, timings),
        timings=timings,
        facets=filters,
        threads=tuple(_thread(*one, entries, timings) for one in enumerate(threads, 1)),
        tasks=tasks(entries, tree.name),
        findings=printables(findings),
        remarks=printables(remarks),
    )


def render(report: Report) -> bytes:
    """The page: one self-contained file with one script of ours, nothing loaded; see :mod:`piadiff.writers.pages`."""
    from piadiff.writers.pages import fill

    return fill(
        "report.html",
        ("house.css", "report.css"),
        ("house.js", "report.js"),
        report=report,
        important_words=IMPORTANT_WORDS,
        no_changes=NO_CHANGES,
    )


def _questions(
    entries: Sequence[Entry], timings: Sequence[str], parts: Sequence[str], threads: Sequence[str]
) -> tuple[Question[Entry], ...]:
    """By what changes can be filtered; kinds of edit are what was done, then the traits, the commonest first."""
    done = tuple(KIND_WORDS.values())
    traits = Counter(trait.name for entry in entries for trait in entry.traits)
    kinds = (*done, *(name for name, _ in traits.most_common() if name not in done))
    return (
        Question(
            name="judgement",
            label="判断",
            texts=tuple(IMPORTANT_WORDS.values()),
            of=lambda entry: (entry.judgement,),
            few=True,
        ),
        Question(name="timing", label="提出時期", texts=timings, of=lambda entry: (entry.timing,), few=True),
        Question(name="part", label="部分", texts=parts, of=lambda entry: entry.headings[:1]),
        Question(name="thread", label="まとまり", texts=threads, of=lambda entry: (entry.thread,)),
        Question(
            name="kind",
            label="変更の種類",
            texts=kinds,
            of=lambda entry: (entry.kind, *(trait.name for trait in entry.traits)),
        ),
    )


def _thread_names(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The edits that run through several items, the one with most of them first."""
    found: dict[str, int] = {}
    for entry in entries:
        if entry.thread:
            found[entry.thread] = found.get(entry.thread, 0) + 1
    return tuple(sorted(found, key=lambda name: -found[name]))


def _thread(number: int, name: str, entries: Sequence[Entry], timings: Sequence[str]) -> Thread:
    own = tuple(entry for entry in entries if entry.thread == name)
    return Thread(name=name, key=key_of("thread", number), entries=own, counts=counts(own, timings))


def _is_listed(change: Change) -> bool:
    return change.traits != (FORM_CHANGED,) and not (is_blank(change.before) and is_blank(change.after))
