"""What all checks of an audit look at: the document, its form, and its own past rebuilt from its table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from piadiff.backfill import Backfill, backfill
from piadiff.differ import published_on
from piadiff.findings import CAUTION, Evidence, Finding, Severity
from piadiff.forms import Form, form
from piadiff.forms.files import file_names
from piadiff.model import Assessment, Row, Value
from piadiff.notation import fold, meaning
from piadiff.values import as_text

EMPTY = "（空欄）"

Items = Mapping[str, Value]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One published document. ``published`` is its 公表日 where it does not say one itself; ``unplaced`` are the texts
    that its reader could put into no item; ``exact`` says that its boxes and cells were read where they stand (a
    workbook, JSON) and not guessed from running text."""

    document: Assessment
    published: str | None = None
    unplaced: tuple[str, ...] = ()
    exact: bool = True

    @cached_property
    def tree(self) -> Form:
        """The form of the document."""
        return form(self.document.form)

    @cached_property
    def day(self) -> str | None:
        """The 公表日 (ISO), as the document says it or else as it is known."""
        return published_on(self.document) or self.published

    @cached_property
    def past(self) -> Backfill:
        """The earlier versions, rebuilt from the document's own table."""
        return backfill(self.document, self.day)

    @cached_property
    def everything(self) -> str:
        """All that the document says, by meaning, one text behind the other."""
        texts = [*map(as_text, self.document.items.values()), *self.unplaced]
        return "\n".join(meaning(text) for text in texts)

    @cached_property
    def order(self) -> Mapping[int, tuple[str, int]]:
        """For each row its place in time: by 変更日, rows still to come last, then as the table has them."""
        return {number: (row.date or "9999", number) for number, row in enumerate(self.document.changes)}

    def rows_on(self, path: str) -> tuple[int, ...]:
        """The rows (from 0) that name an item, in the order of time."""
        return self._by_path.get(path, ())

    @cached_property
    def _by_path(self) -> Mapping[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for number, row in enumerate(self.document.changes):
            for path in row.paths:
                found.setdefault(path, []).append(number)
        return {path: tuple(sorted(numbers, key=self.order.__getitem__)) for path, numbers in found.items()}

    @cached_property
    def file_names(self) -> Mapping[int, tuple[str, ...]]:
        """The names that the files have or had, by number, as headings are compared (``spelling.squeeze``)."""
        found: dict[int, dict[str, None]] = {}
        for version in (self.document, *(one.assessment for one in self.past.versions)):
            for number, name in file_names(version.items).items():
                found.setdefault(number, {})[name] = None
        return {number: tuple(names) for number, names in found.items()}

    def heading(self, path: str) -> tuple[str, ...]:
        """An item as the form prints it; () for no item."""
        return self.tree.heading(path, self.document.items) if path else ()


def shown(text: str) -> str:
    """A text for a sentence or as evidence: as published, an empty one said to be so."""
    return text if text.strip() else EMPTY


def short(text: str, length: int = 40) -> str:
    """A text on one line, cut where it is long, for the inside of a sentence."""
    plain = " ".join(text.split())
    return plain if len(plain) <= length else f"{plain[:length]}…"


def of_row(row: Row, number: int, side: str = "変更後") -> Evidence:
    """One side of a row as evidence; ``number`` counts from 0."""
    return Evidence(what=f"{number + 1}行目の{side}", text=shown(row.after if side == "変更後" else row.before))


def listed(numbers: Iterable[int]) -> str:
    """Rows by their numbers (from 0) for a sentence: 3行目、5行目."""
    return "、".join(f"{number + 1}行目" for number in numbers)


def item_name(path: str) -> str:
    """A path for the inside of a sentence."""
    return path or "項目"


def same_text(one: str, other: str) -> bool:
    """Whether two texts say the same."""
    return fold(one) == fold(other) or meaning(one) == meaning(other)


def in_body(case: Case, path: str) -> Evidence:
    """What the body says of an item, as evidence."""
    return Evidence(what="本文", text=shown(as_text(case.document.items.get(path))))


def item_finding(
    case: Case,
    kind: str,
    path: str,
    text: str,
    *evidence: Evidence,
    row: int | None = None,
    clause: str = "",
    severity: Severity = CAUTION,
    sure: bool = True,
) -> Finding:
    """A finding on one item ("" for none); ``row`` is the row, from 1, that it is about."""
    return Finding(
        kind=kind,
        text=text,
        path=path,
        row=row,
        clause=clause,
        severity=severity,
        sure=sure,
        heading=case.heading(path),
        evidence=evidence,
    )


def row_finding(
    case: Case,
    kind: str,
    number: int,
    path: str,
    text: str,
    *evidence: Evidence,
    clause: str = "",
    severity: Severity = CAUTION,
    sure: bool = True,
) -> Finding:
    """A finding on one item of one row; ``number`` counts from 0."""
    return item_finding(case, kind, path, text, *evidence, row=number + 1, clause=clause, severity=severity, sure=sure)
