"""Precedents as a person reads them beside a change: where, how alike, what was filed when, in which words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from piadiff.precedents import Precedent, passages
from piadiff.writers.terminal import one_line, wrap

_SHOWN = 40


def precedent_lines(precedents: Sequence[Precedent], width: int) -> Iterator[str]:
    """The precedents of one change, some lines each, none wider than ``width`` columns; one line if there are none."""
    if not precedents:
        yield "先例: 似た行はありません"
    for number, one in enumerate(precedents, 1):
        yield from _hung(f"先例{number}: {_where(one)}", width)
        for line in (_answer(one), _edit(one), *_shared(one)):
            yield from (f"  {part}" for part in _hung(line, width - 2))


def to_json(precedent: Precedent) -> dict[str, Any]:
    """One precedent as JSON data."""
    row = precedent.row
    return {
        "version": precedent.version,
        "row": precedent.number,
        "likeness": precedent.likeness,
        "same_item": precedent.same_item,
        "traits": list(precedent.traits),
        "times": precedent.times,
        "date": row.date,
        "item": row.item,
        "paths": list(row.paths),
        "before": row.before,
        "after": row.after,
        "timing": row.timing,
        "reason": row.reason,
    }


def _where(one: Precedent) -> str:
    row = one.row
    place = "、".join(row.paths) or one_line(row.item)
    item = "同じ項目" if one.same_item else "近い項目"
    more = f"、同じ答えがほかに{one.times - 1}行" if one.times > 1 else ""
    day = f" {one_line(row.date_text)}" if row.date_text.strip() else ""
    row_name = f"{one_line(one.version)} の表の{one.number}行目{day}"
    return f"{row_name}　{one_line(place)}（{item}、似ている度合い{one.likeness:.0%}{more}）"


def _answer(one: Precedent) -> str:
    return f"【{one_line(one.row.timing) or '提出時期は空欄'}】{one_line(one.row.reason) or '（説明は空欄）'}"


def _edit(one: Precedent) -> str:
    sides = [one.row.before, one.row.after]
    if max(map(len, sides)) > _SHOWN:  # only the passages that differ
        cut = passages(*sides)
        sides = ["…" * (not _starts_with(side, passage)) + passage for side, passage in zip(sides, cut, strict=True)]
    return "→".join(f"「{_short(side)}」" for side in sides)


def _starts_with(text: str, passage: str) -> bool:
    return "".join(text.split()).startswith(passage)


def _shared(one: Precedent) -> Iterator[str]:
    if one.traits:
        yield f"共通の特徴: {'、'.join(one.traits)}"


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _hung(text: str, width: int) -> list[str]:
    return [("  " if n else "") + line for n, line in enumerate(wrap(text, width - 2))]
