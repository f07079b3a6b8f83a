"""Ten thousand earlier rows searched for the changes of one revision, against plain rapidfuzz over all of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import side_by_side
from piadiff.differ import diff
from piadiff.model import Assessment, Change, Row
from piadiff.precedents import Table, build, find
from piadiff.values import as_text

ROWS, CHANGES, SHOWN = 10_000, 50, 3
_LETTERS = "市民課福祉税務情報管理第条項号"


def precedents(old: Assessment, new: Assessment, path: Path) -> None:
    """Measures and prints one line: the index made anew and every change searched."""
    from rapidfuzz import fuzz, process

    changes = (list(diff(old, new).changes) * CHANGES)[:CHANGES]
    rows = grown(new.changes, ROWS)
    texts = [f"{row.item}{row.before}→{row.after}" for row in rows]

    def ours() -> object:
        index = build([Table(label=path.name, form=new.form, rows=rows)], new.form)
        return [find(change, index, SHOWN) for change in changes]

    def theirs() -> object:
        return [process.extract(_query(change), texts, scorer=fuzz.ratio, limit=SHOWN) for change in changes]

    pair = side_by_side(ours, theirs, runs=5)
    print(
        f"先例（{ROWS:,}行、変更{CHANGES}件、索引を作る時間を含む）: {pair.ours:.2f} 秒、"
        f"rapidfuzz で全行と比べると {pair.theirs:.2f} 秒、{1 / pair.ratio:.1f} 倍速い（目標 0.5 秒以下）"
    )


def grown(rows: Sequence[Row], count: int) -> list[Row]:
    """Rows grown from published ones, each with some other characters and another date."""
    draw = random.Random(20260401)
    out = []
    for number in range(count):
        row = rows[number % len(rows)]
        text = list(row.before)
        for _ in range(min(3, len(text))):
            text[draw.randrange(len(text))] = draw.choice(_LETTERS)
        out.append(replace(row, before="".join(text), date=f"{2010 + number % 15}-04-01"))
    return out


def _query(change: Change) -> str:
    return f"{''.join(change.heading)}{as_text(change.before)}→{as_text(change.after)}"
