"""The changes of two versions as a person reads them in a terminal: judgement, clause, and the text with marked words.

Removed words stand in ``[-…-]``, added ones in ``{+…+}``, with colour on top where the terminal has it, so that nothing
is lost without. Text of documents is cleaned of control characters before anything is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from piadiff.classifier import Grounds
from piadiff.differ import Comparison
from piadiff.entries import compare_lists, counted
from piadiff.findings import Finding, sentences
from piadiff.forms import Form, form
from piadiff.forms.tree import Node, group_of
from piadiff.marking import Line, folded, marked_lines
from piadiff.model import Change, Important, Judged, Value
from piadiff.notation import differences
from piadiff.traits import FORM_CHANGED, NOTATION, VERSION_DATE
from piadiff.values import as_text
from piadiff.writers.terminal import one_line, wrap

if TYPE_CHECKING:
    from piadiff.precedents import Precedent

NONE = "変更箇所はありません。"
WORDS: dict[Important, str] = {"yes": "重要な変更", "no": "その他", "review": "要確認"}

_MARKS = {"removed": ("[-", "-]"), "added": ("{+", "+}"), "same": ("", ""), "moved": ("", "")}
_COLOURS = {"removed": "\x1b[31m", "added": "\x1b[32m", "yes": "\x1b[1;31m", "review": "\x1b[1;33m", "head": "\x1b[1m"}
_PLAIN = "\x1b[0m"
_INDENT = "    "


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How to print: columns, unchanged paragraphs around a change (context), colour."""

    width: int = 80
    context: int = 1
    colour: bool = False
    why: Mapping[int, Grounds] = field(default_factory=dict)
    precedents: Mapping[int, Sequence[Precedent]] = field(default_factory=dict)
    old_tree: Form | None = None  # the form of the old version, where that is another
    headings: Mapping[str, Sequence[str]] = field(default_factory=dict)  # of the changes, by their old paths
    went_to: Mapping[str, Sequence[str]] = field(default_factory=dict)  # where the text of an old path stands now

    def paint(self, style: str, text: str) -> str:
        """``text`` in the colour of ``style``, where there is colour."""
        return f"{_COLOURS[style]}{text}{_PLAIN}" if self.colour and style in _COLOURS and text else text


def render(
    judged: Sequence[Judged],
    comparison: Comparison,
    tree: Form,
    look: Look,
    *,
    notation: bool = False,
    why: Sequence[Grounds] = (),
    precedents: Sequence[Sequence[Precedent]] = (),
    findings: Sequence[Finding] = (),
) -> str:
    """The whole answer of ``piadiff diff``: a summary, then every change under the part of the form it stands in.

    ``notation`` also lists the differences in notation only, which are no changes. ``why`` are the grounds of every
    change, in the same order, ``precedents`` its precedents: they are shown beside it. ``findings`` are what a person
    has to look at; they stand below the summary.
    """
    look = replace(
        look,
        old_tree=form(comparison.old_form),
        headings={entry.change.old_path or entry.change.path: entry.change.heading for entry in judged},
        went_to={entry.change.moved_from: entry.change.heading for entry in judged if entry.change.moved_from},
    )
    if why:
        look = replace(look, why={id(entry.change): grounds for entry, grounds in zip(judged, why, strict=True)})
    if precedents:
        look = replace(
            look, precedents={id(entry.change): found for entry, found in zip(judged, precedents, strict=True)}
        )
    summary = [line for text in _summary(judged, comparison) for line in _hung(text, look.width)]
    lines = [*summary, *_findings(findings, look)]
    explained: set[str] = set()
    for part, entries in groupby(judged, lambda entry: entry.change.heading[0]):
        lines += ["", look.paint("head", f"■ {one_line(part)}")]
        for _, block in groupby(entries, _block):
            lines += _entries(list(block), tree, look, explained)
    quiet = [change for change in comparison.quiet if NOTATION in change.traits]
    if notation and quiet:
        lines += ["", look.paint("head", "■ 表記だけの違い（変更ではありません）")]
        for change in quiet:
            lines += ["", *_hung(_chain(change.heading), look.width)]
            which = differences(as_text(change.before), as_text(change.after))
            lines += _hung(f"表記: {'、'.join(which)}", look.width, "  ") if which else []
            lines += _text(change, tree, look, notation=True)
    return "\n".join(lines) + "\n"


def entry_lines(entry: Judged, tree: Form, look: Look) -> list[str]:
    """One change by itself: its heading below the part of the form, the judgement with its clause, the marked text."""
    return [line for line in _entries([entry], tree, look, set()) if line]


def _block(entry: Judged) -> tuple[object, ...]:
    """Entries that came or went with one group stand under one heading; every other entry stands alone."""
    change = entry.change
    return (change.group, change.kind) if change.group and change.kind != "moved" else (change.kind, change.path)


def _summary(judged: Sequence[Judged], comparison: Comparison) -> Iterator[str]:
    """How many changes there are by judgement, and what else differs."""
    if not judged:
        yield NONE
    else:
        important = Counter(entry.judgement.important for entry in judged)
        timing = Counter(entry.judgement.timing for entry in judged)
        counts = "、".join(f"{word} {important[key]}件" for key, word in WORDS.items())
        yield f"変更 {len(judged)}件（{counts}／事前 {timing['事前']}件、事後 {timing['事後']}件）"
    yield from _threads(judged)
    if comparison.old_form != comparison.new_form:
        yield f"様式: {comparison.old_form} → {comparison.new_form}"
    if comparison.old_edition != comparison.new_edition:
        yield f"様式の版: {_edition(comparison.old_edition)} → {_edition(comparison.new_edition)}"
    yield from map(one_line, comparison.remarks)
    if elsewhere := sum(change.traits == (FORM_CHANGED,) for change in comparison.quiet):
        yield f"様式の中での場所だけが違う項目 {elsewhere}件（変更ではありません）"
    if comparison.rows.removed or comparison.rows.added:
        gone, come = len(comparison.rows.removed), len(comparison.rows.added)
        parts = [f"{gone}行減" if gone else "", f"{come}行増" if come else ""]
        yield f"公表されている変更箇所の表: {'、'.join(filter(None, parts))}"
    for change in comparison.quiet:
        if VERSION_DATE in change.traits:
            yield f"公表日: {one_line(str(change.before or '空欄'))} → {one_line(str(change.after or '空欄'))}"
    quiet = sum(NOTATION in change.traits for change in comparison.quiet)
    if quiet:
        yield f"ほかに表記だけの違い {quiet}件（変更ではありません。--notation で表示）"


def _findings(findings: Sequence[Finding], look: Look) -> Iterator[str]:
    """What a person has to look at."""
    if findings:
        yield look.paint("yes", f"指摘 {len(findings)}件:")
    for sentence in sentences(findings):
        yield from _hung(f"・{one_line(sentence)}", look.width, "  ")


def _threads(judged: Sequence[Judged]) -> Iterator[str]:
    """The edits that run through several items, the one with most items first."""
    threads = Counter(entry.change.thread for entry in judged if entry.change.thread)
    if threads:
        yield "まとまった変更（同じ変更が複数の項目に及ぶもの）:"
        yield from (f"  {one_line(name)}　{count}件" for name, count in threads.most_common())


def _edition(edition: str | None) -> str:
    return one_line(edition) if edition else "不明"


def _entries(block: Sequence[Judged], tree: Form, look: Look, explained: set[str]) -> Iterator[str]:
    """One change, or the changes of one group that came or went, under their heading.

    ``explained`` holds the reasons that have been given; each is given once.
    """
    first = block[0].change
    whole = first.group is not None and first.kind in ("added", "removed")
    depth = _depth(first) if whole else len(first.heading)
    title = _chain(first.heading[1:depth]) or one_line(first.heading[0])
    if whole:
        title += {"added": "（追加）", "removed": "（削除）"}[first.kind]
    elif first.kind == "moved":
        title += f"（旧 {one_line(tree.heading(first.old_path or first.path)[-1])}）"
    if title != one_line(first.heading[0]):
        yield ""
        yield from _hung(title, look.width)
    for verdict, judged in groupby(block, lambda entry: (entry.judgement.important, entry.judgement.timing)):
        entries = list(judged)
        yield from _verdict(*verdict, entries, look, explained)
        for entry in entries:
            change = entry.change
            if change.thread and not (whole and entry is not entries[0]):
                yield from _hung(f"まとまり: {one_line(change.thread)}", look.width, "  ")
            if whole:
                yield from _hung(_label(change, depth), look.width, "  ")
            yield from _about(change, tree, look)
            if whole or first.kind != "moved":
                yield from _text(change, tree, look)
            elif first.after:
                yield from _hung(f"「{one_line(as_text(first.after))}」", look.width, _INDENT)
            if (found := look.precedents.get(id(change))) is not None:
                from piadiff.precedentview import precedent_lines

                yield from (f"  {line}" for line in precedent_lines(found, look.width - 2))


def _depth(change: Change) -> int:
    """How many headings lead to the group of the change; 2 for a file (the part and the file)."""
    return len((change.group or "").split("/")) if group_of(change.group or "") else 2


def _verdict(
    important: Important, timing: str, entries: Iterable[Judged], look: Look, explained: set[str]
) -> Iterator[str]:
    """The judgement in words with the clause, and why, for every rule that led to it."""
    word = f"【{WORDS[important]}・{timing}】"
    for judgement in {entry.judgement.rule: entry.judgement for entry in entries}.values():
        first, *more = _hung(f"{word}{judgement.basis}：{judgement.rule}", look.width, "  ")
        yield first.replace(word, look.paint(important, word), 1)
        yield from more
        if judgement.why not in explained:
            explained.add(judgement.why)
            yield from _hung(one_line(judgement.why), look.width, "  ")


def _grounds(grounds: Grounds, look: Look) -> Iterator[str]:
    """Which rule decided after how many others, what was seen of the change, and which other rules would have held."""
    tried = len(grounds.tried)
    before = f"（先に見た{tried}の規則には当たらない）" if tried else ""
    yield from _hung(f"判断の過程: 「{grounds.decided.id}」に当たる{before}", look.width, "  ")
    yield from _hung(f"条件: {grounds.decided.condition}", look.width, "    ")
    seen = [*(["※の項目"] if grounds.case.marked else ["※のない項目"]), *grounds.case.change.traits]
    yield from _hung(f"見たこと: {'、'.join(seen)}", look.width, "    ")
    for rule in grounds.beside:
        side = "同じ結論" if rule.important == grounds.decided.important else f"{WORDS[rule.important]}とみる面"
        yield from _hung(f"{side}: 「{rule.id}」（{rule.condition}）", look.width, "    ")


def _about(change: Change, tree: Form, look: Look) -> Iterator[str]:
    """What is known of one item beside its text: where it stood in another form, why it was judged so, what moved."""
    if FORM_CHANGED in change.traits and change.old_path:
        yield from _hung(f"前の版の様式での項目: {one_line(change.old_path)}", look.width, "  ")
    if grounds := look.why.get(id(change)):
        yield from _grounds(grounds, look)
    if change.moved_from:
        source = look.headings.get(change.moved_from) or (look.old_tree or tree).heading(change.moved_from)
        yield from _hung(f"移動元: {_chain(source)}", look.width, "  ")
    if change.kind in ("changed", "removed") and (there := look.went_to.get(change.old_path or change.path)):
        yield from _hung(f"移動先: {_chain(there)}", look.width, "  ")


def _chain(heading: Sequence[str]) -> str:
    return " ＞ ".join(map(one_line, heading))


def _label(change: Change, depth: int) -> str:
    """What an item of a group that came or went is called in it."""
    return _chain(change.heading[depth:]) or "名称"


def _text(change: Change, tree: Form, look: Look, *, notation: bool = False) -> Iterator[str]:
    """The text of a change with its words marked, unchanged paragraphs folded, wrapped to the width."""
    node = tree.find(change.path)
    kind = node.kind if node else ""
    before, after = (_in_form_order(value, node) for value in (change.before, change.after))
    unit = node.label if node and kind == "count" else ""
    if kind == "list" and isinstance(change.before, tuple) and isinstance(change.after, tuple):
        yield from _hung(f"（{counted(compare_lists(change.before, change.after))}）", look.width, _INDENT)
    for line in folded(marked_lines(before, after, kind, unit, notation=notation), look.context):
        yield from _wrapped(line, look)


def marked_text(before: Value, after: Value, node: Node | None, look: Look) -> list[str]:
    """Two values of one item as lines of the terminal, the words marked that changed."""
    kind = node.kind if node else ""
    unit = node.label if node and kind == "count" else ""
    lines = marked_lines(_in_form_order(before, node), _in_form_order(after, node), kind, unit)
    return [row for line in folded(lines, look.context) for row in _wrapped(line, look)]


def _in_form_order(value: Value, node: Node | None) -> Value:
    """The marked boxes in the order in which the form prints them: a reader may have met them in another."""
    if not isinstance(value, Mapping) or node is None:
        return value
    return {box: value[box] for box in (*node.boxes, *value) if box in value}


def _hung(text: str, width: int, indent: str = "") -> list[str]:
    """Wrapped text with an indent, the second line on two columns further in."""
    return [indent + ("  " if n else "") + line for n, line in enumerate(wrap(text, width - len(indent) - 2))]


def _wrapped(line: Line, look: Look) -> Iterator[str]:
    """One line of marked text as lines of the terminal; marks stay with the words they belong to."""
    styled: list[tuple[str, str]] = []
    for kind, text in line:
        opening, closing = _MARKS[kind]
        styled += [(kind, character) for character in opening + text.replace("\t", " ") + closing]
    room = look.width - len(_INDENT) - 2
    position = 0
    for row in _with_marks(wrap("".join(character for _, character in styled), room)):
        kinds = []
        for character in row:
            while styled[position][1] != character:
                position += 1
            kinds.append(styled[position][0])
            position += 1
        pieces = groupby(zip(kinds, row, strict=True), lambda pair: pair[0])
        yield _INDENT + "".join(look.paint(kind, "".join(c for _, c in piece)) for kind, piece in pieces)


def _with_marks(rows: Sequence[str]) -> list[str]:
    """Rows in which no closing mark begins a row and no opening mark ends one."""
    kept = list(rows)
    for n in range(1, len(kept)):
        if kept[n - 1].endswith(("[-", "{+")):
            kept[n - 1], kept[n] = kept[n - 1][:-2], kept[n - 1][-2:] + kept[n]
        if kept[n].startswith(("-]", "+}")):
            kept[n - 1], kept[n] = kept[n - 1] + kept[n][:2], kept[n][2:]
    return [row for row in kept if row]
