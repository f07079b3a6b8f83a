"""The 意見対応表 as tables to be written: opinions with their 評価書修正箇所, then what is left on either side.

Beside the table of all opinions in the order of their list stand, each as a table of its own, the opinions for which no
change was found, with the reason, and the changes that no opinion speaks of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from piadiff.cells import Phrases
from piadiff.forms import Form
from piadiff.model import Judged
from piadiff.notation import fold
from piadiff.opinions import Answer, Answers, is_nothing
from piadiff.readers.papers import CHANGES_ALONE, UNANSWERED
from piadiff.table import line, ordered, rows
from piadiff.writers.layout import Band, Cell, Layout, cell_of, columns, lay_out
from piadiff.writers.sheet import Line, Piece, Sheet, printable

TITLE = "意見対応表"
HEADERS = ("No", "評価書該当箇所", "意見内容", "意見提出者", "評価書修正箇所", "主管課意見")
UNANSWERED_HEADERS = ("No", "評価書該当箇所", "意見内容", "変更の見つからない理由")
NO_CHANGE = "（変更なし）"
LISTED = "（一覧の記載）"
MOST = 12  # changes of one opinion that are shown with their texts; of more only the items are named
CONTEXT = 1

_COLUMNS = columns(HEADERS, ("number", "item", "text", "timing", "revised", "reason"), (6, 34, 30, 11, 50, 22))
_UNANSWERED = columns(UNANSWERED_HEADERS, ("number", "item", "text", "reason"), (6, 46, 56, 45))
_KINDS = {"changed": "変更", "added": "追加", "removed": "削除", "moved": "番号の変更"}


def layouts(
    answers: Answers,
    tree: Form,
    *,
    name: str = "",
    phrases: Phrases | None = None,
    context: int = CONTEXT,
    marks: bool = True,
    fill: bool = False,
) -> tuple[Layout, ...]:
    """The tables; the second and third only where they have rows. ``tree`` is the form of the new version.

    ``context`` folds unchanged paragraphs as in the change table; ``fill`` leaves out what the list itself says in
    評価書修正箇所, which else stays beside what was found.
    """
    words = phrases or Phrases()

    @cache
    def told(number: int) -> Line:
        row = rows((answers.judged[number],), tree, context=context, phrases=words)[0]
        return line(row, tree, marks=marks, phrases=words)

    filler = _Filler(answers.judged, told, words, fill=fill)
    tables = [
        Layout(
            title=printable(f"{TITLE}　{name}" if name else TITLE),
            columns=_COLUMNS,
            bands=tuple(_bands(answers.answers, filler)),
            note=summary(answers),
            decided=("revised",),
            look="opinions",
            empty="意見はありません",
            name=TITLE,
        )
    ]
    if unanswered := [one for one in answers.answers if one.status != "changed"]:
        tables.append(
            Layout(
                title=UNANSWERED,
                columns=_UNANSWERED,
                bands=tuple(map(_unanswered, unanswered)),
                look="unanswered",
                name=UNANSWERED,
            )
        )
    if answers.alone:
        alone = ordered((answers.judged[number] for number in answers.alone), tree)
        told_alone = [line(row, tree, marks=marks, phrases=words) for row in rows(alone, tree, context=context)]
        sheet = Sheet(title=CHANGES_ALONE, lines=tuple(told_alone), style="新旧対照表")
        tables.append(replace(lay_out(sheet), name=CHANGES_ALONE))
    return tuple(tables)


def summary(answers: Answers) -> str:
    """The counts in one sentence."""
    parts = [f"変更のあったもの{answers.count('changed')}件"]
    for words, count in (
        ("変更のないもの", answers.count("unchanged")),
        ("評価書全体へのもの", answers.count("whole")),
        ("該当箇所の分からないもの", answers.count("unplaced")),
        ("該当箇所の項目がないもの", answers.count("absent")),
    ):
        parts += [f"{words}{count}件"] if count else []
    return f"意見{len(answers.answers)}件（{'、'.join(parts)}）。意見のない変更{len(answers.alone)}件。"


class _Filler:
    """Fills the cells 評価書修正箇所."""

    def __init__(self, judged: Sequence[Judged], told: Callable[[int], Line], words: Phrases, *, fill: bool) -> None:
        self._judged = judged
        self._line = told
        self._words = words
        self._fill = fill

    def cell(self, answer: Answer) -> Cell:
        """What was found, and what the list itself says beside it."""
        found = tuple(self._changes(answer))
        given = "" if self._fill else answer.opinion.revised
        if is_nothing(given) or self._is_ours(given, answer, found):
            given = ""
        if found:
            return (*found, *_pieces(f"\n\n{LISTED}\n{given}" if given else ""))
        return _pieces(given or self._without(answer))

    def _is_ours(self, given: str, answer: Answer, found: Cell) -> bool:
        """Whether the list says what is found anyway: the words of this table, or the new text under its headings."""
        said = fold(given)
        if said in (fold("".join(piece.text for piece in found)), fold(self._without(answer))):
            return True
        return bool(answer.changes) and said in ("".join(texts) for texts in self._new_texts(answer))

    def _new_texts(self, answer: Answer) -> Iterator[tuple[str, ...]]:
        for number in answer.changes:
            row = self._line(number).row
            yield (fold(row.after),)
            yield (fold(row.item), fold(row.after))

    def _without(self, answer: Answer) -> str:
        """What stands in the cell where no change was found; "" where some was."""
        if answer.status in ("unplaced", "absent"):
            return f"{self._words.review}{answer.note}。"
        return f"（{answer.note}）" if answer.status == "whole" else NO_CHANGE

    def _changes(self, answer: Answer) -> Iterator[Piece]:
        if len(answer.changes) > MOST:
            yield Piece(text="\n".join((f"{len(answer.changes)}件の変更", *self._named(answer.changes))))
            return
        for n, number in enumerate(answer.changes):
            if n:
                yield Piece(text="\n\n")
            yield from self._whole(number)

    def _named(self, numbers: Iterable[int]) -> Iterator[str]:
        """The items of changes below the headings that they share, a line each."""
        above: list[str] = []
        for number in numbers:
            *heading, item = self._line(number).row.item.split("\n")
            if heading != above:
                above = heading
                yield "　".join(heading)
            yield f"・{item}（{_KINDS[self._judged[number].change.kind]}）"

    def _whole(self, number: int) -> Iterator[Piece]:
        """The heading of a change and its texts, under the words 変更前 and 変更後."""
        told, words = self._line(number), self._words
        yield Piece(text=f"{told.row.item}\n")
        if told.row.before in (words.empty, words.added_right):
            yield Piece(text="【追加】\n")
            yield from told.after
        elif told.row.after in (words.empty, words.removed, words.removed_left):
            yield Piece(text="【削除】\n")
            yield from told.before
        else:
            if not _only_added(told):
                yield Piece(text="【変更前】\n")
                yield from told.before
                yield Piece(text="\n")
            yield Piece(text="【変更後】\n")
            yield from told.after


def _only_added(told: Line) -> bool:
    """Whether the new text, whose added words are marked, shows all that changed."""
    return any(p.mark == "added" for p in told.after) and all(p.mark == "same" for p in told.before)


def _bands(answers: Iterable[Answer], filler: _Filler) -> Iterator[Band]:
    session = None
    for one in answers:
        said = one.opinion
        if said.session != session:
            session = said.session
            if session:
                yield Band(cells=(cell_of(session),), heading=True)
        revised = tuple(Piece(text=printable(p.text), mark=p.mark) for p in filler.cell(one) if p.text)
        cells = (cell_of(str(said.no)), *map(cell_of, (said.place, said.opinion, said.by)), revised)
        yield Band(cells=(*cells, cell_of(said.response)), review=one.status in ("unplaced", "absent"))


def _unanswered(one: Answer) -> Band:
    said = one.opinion
    beside = (
        "。一覧には修正箇所の記載があります"
        if one.status == "unchanged" and not is_nothing(said.revised) and said.revised != NO_CHANGE
        else ""
    )
    number = f"{said.no}（{said.session}）" if said.session else str(said.no)
    return Band(cells=tuple(map(cell_of, (number, said.place, said.opinion, f"{one.note}{beside}。"))))


def _pieces(text: str) -> Cell:
    return (Piece(text=text),) if text else ()
