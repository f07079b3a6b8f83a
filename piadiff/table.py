"""Changes and their judgements become the rows of the official change table 変更箇所 (様式4 別添3, 様式3 別添2, 様式2).

Six columns: 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明. Values to values: nothing is
read or written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from piadiff.cells import Cells, Phrases, cells, plain
from piadiff.dates import to_seireki, to_wareki
from piadiff.facts import NOTHING, Facts
from piadiff.forms import Form
from piadiff.grouping import grouped
from piadiff.model import Change, Judged, Judgement, Row
from piadiff.settings import Era
from piadiff.words import Span, compare, is_change
from piadiff.writers.sheet import Line, Piece, Sheet, plain_line

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_NUMBER = re.compile(r"\d+")
_MARKED_KINDS = ("text", "name", "date", "count", "choice", "checks", "list")


def rows(
    judged: Sequence[Judged],
    tree: Form,
    *,
    date: str | None = None,
    context: int | None = None,
    phrases: Phrases | None = None,
    era: Era = "和暦",
    facts: Facts = NOTHING,
    group: bool = False,
    added: bool = False,
) -> tuple[Row, ...]:
    """One row for each change, in the order of :func:`ordered`; with ``group`` one for each group that came or went.

    ``date`` (ISO) is the 変更日 of all rows, blank if None: that of a change still to come is left open (domain.md).
    ``context`` folds unchanged paragraphs further than that from a change to （略）; None prints texts whole. A change
    that a person has to judge (``review``) says 事前, the safe word, and 【要確認】 in its explanation. ``era`` is how
    the 変更日 is written. The day that ``facts`` give a change goes before ``date``, unless the change was still to
    come when it was submitted; where facts decide 提出時期 it is theirs, also for ``review``. ``added`` shows of a text
    at whose end paragraphs came only those, below 「左記に対し、以下の記載を追加」. Raises ValueError where ``date`` is
    no date.
    """
    words = phrases or Phrases()
    made = []
    in_order = ordered(judged, tree)
    for one in in_order:
        change, judgement = one.change, one.judgement
        before, after = _cells(change, tree, words, context, added=added)
        day = facts.date_in_table(change) or date
        open_ = judgement.important == "review" and facts.timing(change) is None
        made.append(
            Row(
                date=day,
                date_text="" if day is None else to_wareki(day) if era == "和暦" else to_seireki(day),
                item="\n".join(item_heading(change, tree)),
                paths=(change.path,),
                before=before,
                after=after,
                timing="事前" if open_ else judgement.timing,
                reason=_reason(judgement, words),
            )
        )
    return grouped(in_order, made, tree, words) if group else tuple(made)


def ordered(judged: Iterable[Judged], tree: Form) -> tuple[Judged, ...]:
    """The changes in the order of the form; of groups that bear one number the removed one stands first, as a whole."""
    return tuple(sorted(judged, key=lambda one: _place(one.change, tree)))


def _place(change: Change, tree: Form) -> list[tuple[object, bool]]:
    gone = 0
    if change.kind == "removed" and change.group:
        inside = change.path == change.group or change.path.startswith(change.group + "/")
        gone = change.group.count("/") + 1 if inside else 2  # the parts of a removed file: Ⅲ/(2), 別添2/(2)
    return [(segment, level != gone) for level, segment in enumerate(tree.sort_key(change.path), 1)]


def sheet(
    tree: Form,
    new: Sequence[Row],
    *,
    earlier: Iterable[Row] = (),
    marks: bool = True,
    phrases: Phrases | None = None,
) -> Sheet:
    """The table to write: ``earlier`` published rows as they are, then the ``new`` ones, their changed words marked.

    ``marks=False`` leaves the marks out.
    """
    words = phrases or Phrases()
    kept = [plain_line(row) for row in earlier]
    return Sheet(title=title(tree), lines=(*kept, *(line(row, tree, marks=marks, phrases=words) for row in new)))


def title(tree: Form) -> str:
    """The title of the form's table as it prints it: （別添３）変更箇所; 様式2 has no number: 変更箇所."""
    name = tree.table_name
    return f"（{name.translate(_WIDE)}）変更箇所" if _NUMBER.search(name) else "変更箇所"


def item_heading(change: Change, tree: Form) -> tuple[str, ...]:
    """The lines of the 項目 cell: the chain of headings; the unit after a number (件) is no heading of its own."""
    heading = change.heading or tree.heading(change.path)
    node = tree.find(change.path)
    if node is not None and node.kind == "count" and len(heading) > 1 and heading[-1] == node.heading:
        return heading[:-1]
    return heading


def _reason(judgement: Judgement, phrases: Phrases) -> str:
    if judgement.important != "review":
        return judgement.reason
    return phrases.review + (judgement.why or judgement.reason).removeprefix(phrases.review)


def _cells(change: Change, tree: Form, phrases: Phrases, context: int | None, *, added: bool = False) -> Cells:
    if change.kind == "moved":
        return _moved(change, tree)
    before, after = cells(change.before, change.after, tree.find(change.path), phrases, context, added=added)
    gone = change.kind == "removed" and change.group is not None
    return before, phrases.removed if gone else after


def _moved(change: Change, tree: Form) -> Cells:
    """A group that only got another number: 委託事項３ … → 委託事項４ … （番号の繰下げ）."""
    old_path = change.old_path or change.path
    old, new = _numbers(old_path), _numbers(change.path)
    word = "番号の繰下げ" if new > old else "番号の繰上げ"
    lines = []
    for path, value in ((old_path, change.before), (change.path, change.after)):
        name = plain(value if value is not None else change.after)
        chain = _own_headings(path, change.path if path == old_path else old_path, tree)
        lines.append("\n".join([*chain, name] if name.strip() else chain))
    return lines[0], f"{lines[1]}\n（{word}）"


def _own_headings(path: str, other: str, tree: Form) -> list[str]:
    """The headings of ``path`` from where it parts from ``other``."""
    parts, others = path.split("/"), other.split("/")
    same = next((n for n, (a, b) in enumerate(zip(parts, others, strict=False)) if a != b), len(parts) - 1)
    return list(tree.heading(path)[same:])


def _numbers(path: str) -> list[int]:
    return [int(n) for n in _NUMBER.findall(path)]


def line(row: Row, tree: Form, *, marks: bool = True, phrases: Phrases | None = None) -> Line:
    """A new row with the changed words of its two cells marked; words that the table itself wrote are not."""
    words = phrases or Phrases()
    review = row.reason.startswith(words.review)
    own_words = (words.empty, words.removed, words.added_right, words.removed_left)
    node = tree.find(row.paths[0]) if row.paths else None
    if not marks or row.before in own_words or row.after in own_words or (node and node.kind not in _MARKED_KINDS):
        return plain_line(row, review=review)
    head, _, came = row.after.partition("\n")
    if head == words.added_below:
        after = (Piece(text=head + "\n"), Piece(text=came, mark="added"))
        return Line(row=row, before=(Piece(text=row.before),), after=after, review=review)
    spans = compare(row.before, row.after)
    told = any(map(is_change, spans))  # else the cells differ in notation only, which is then marked
    return Line(
        row=row,
        before=tuple(piece for span in spans if span.kind != "added" for piece in _pieces(span, told)),
        after=tuple(piece for span in spans if span.kind != "removed" for piece in _pieces(span, told)),
        review=review,
    )


def _pieces(span: Span, told: bool) -> Iterable[Piece]:
    """A stretch of text with its mark, which white space at its ends does not get: an underlined gap says nothing.

    Where a change is told, what differs in notation only is not marked.
    """
    if told and not is_change(span):
        yield Piece(text=span.text)
        return
    core = span.text.strip()
    lead, _, tail = span.text.partition(core) if core else (span.text, "", "")
    for text, mark in ((lead, "same"), (core, span.kind), (tail, "same")):
        if text:
            yield Piece(text=text, mark="removed" if mark == "removed" else "added" if mark == "added" else "same")
