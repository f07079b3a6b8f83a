"""The worst cases of ``diff``: everything rewritten in 1,000 items, and one of 200 KB rewritten; whole processes."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import peak_megabytes, process, side_by_side
from piadiff import canonical
from piadiff.forms import form
from piadiff.model import Assessment

_SIGNS = "情報市民課税務保管記録台帳提供移転委託管理端末認証措置対策個人番号"
_PARTICLES = "をにはがのとでも"


def rewritten() -> None:
    """Measures both and prints a line each, with the aim beside it."""
    draw = random.Random(7)
    words = ["".join(draw.choices(_SIGNS, k=draw.randint(1, 4))) for _ in range(3000)]
    many = [{path: _text(draw, words, 2) for path in _paths()} for _ in range(2)]
    long = [{"Ⅳ/3": _text(draw, words, 2100)} for _ in range(2)]
    bare = process([sys.executable, "-c", "import typer, rapidfuzz"])
    for name, (old, new) in (("1,000項目すべて書換え", many), ("200 KB の1項目を書換え", long)):
        with TemporaryDirectory() as folder:
            files = [_write(Path(folder) / f"{n}.json", items) for n, items in enumerate((old, new))]
            command = [sys.executable, "-m", "piadiff", "diff", *map(str, files)]
            time = side_by_side(process(command), bare, runs=3)
            peak = peak_megabytes(command)
        print(
            f"最悪の場合（{name}、プロセス全体）: {time.ours:.2f} 秒、比 {time.ratio:.1f}、"
            f"{'測れません' if peak is None else f'{peak:.0f} MB'}（目標 2 秒・300 MB 以下）"
        )


def _paths() -> list[str]:
    """A thousand items with text: the measures of many files."""
    risks = ("Ⅲ/({n})/2/その他のリスク", "Ⅲ/({n})/2/リスク4/リスクに対する措置の内容")
    others = ("Ⅲ/({n})/3/その他のリスク", "Ⅱ/({n})/6/①", "Ⅱ/({n})/6/③")
    return [path.format(n=n) for n in range(1, 201) for path in (*risks, *others)]


def _text(draw: random.Random, words: list[str], paragraphs: int) -> list[str]:
    return [
        "".join(draw.choice(words) + draw.choice(_PARTICLES) for _ in range(8)) + "する。" for _ in range(paragraphs)
    ]


def _write(path: Path, items: dict[str, list[str]]) -> Path:
    ordered = {key: tuple(items[key]) for key in sorted(items, key=form("様式4").sort_key)}
    path.write_text(canonical.dumps(Assessment(form="様式4", items=ordered)), encoding="utf-8")
    return path
