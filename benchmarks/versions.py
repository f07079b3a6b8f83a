"""How a store grows: 1,000 versions of one assessment, and 40 assessments of 25, beside git's own commands.

``history`` of an item that changed ten times against ``git log --oneline -- FILE``, ``blame`` and ``grep`` against
``git log`` with the texts (``-p``), ``log`` against ``git log``, ``add`` against itself in a small store.
"""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from benchmarks.growth import full
from benchmarks.measure import process, side_by_side
from piadiff import canonical
from piadiff.forms import form
from piadiff.model import Assessment
from piadiff.store import NewVersion, Store
from tests import edit_values

BARE = "import typer, git"
ITEM = "Ⅰ/7/①"
_OWN = ("表紙/評価書番号", "表紙/評価実施機関名", "表紙/評価書名", "表紙/公表日")
_PIADIFF = [sys.executable, "-m", "piadiff"]


def series(number: int, many: int, *, items: int = 500, edits: int = 3, changes: int = 10) -> Iterator[NewVersion]:
    """So many versions of an assessment, a few items edited in each, and ``ITEM`` ``changes`` times."""
    rng, now = Random(number), full(items, seed=number)
    tree = form(now.form)
    editable = [path for path in now.items if path not in (*_OWN, ITEM) and not path.endswith(")/1")]
    for n in range(many):
        day = (date(2001, 1, 1) + timedelta(days=n)).isoformat()
        new = dict(now.items) | {
            p: edit_values.edit(rng, tree.node(p), now.items[p]) for p in rng.sample(editable, edits)
        }
        new |= dict(zip(_OWN, (str(number), "見本市長", f"第{number}事務", day), strict=True))
        new |= {ITEM: f"第{n * changes // many}課"}
        now = Assessment(
            form=now.form, edition="平成30年5月", items=dict(sorted(new.items(), key=lambda e: tree.sort_key(e[0])))
        )
        yield NewVersion(assessment=now, date=day, original=f"{n}\n".encode(), source="評価書.json")


def main(many: int = 1000) -> None:
    """Prints one line each, with the aim beside it."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "一つ"
        Store(store).add(list(series(1, many)))
        little = Path(folder) / "一版"
        Store(little).add(list(series(1, 1)))
        _one(store, little, many)
        _add(Path(folder), store, many)
        wide = Path(folder) / "四十"
        for number in range(1, 41):
            Store(wide).add(list(series(number, many // 40, changes=5)))
        _log(wide, f"40評価書 × {many // 40}版")


def _one(store: Path, little: Path, many: int) -> None:
    identifier, file = "見本市-1", "assessments/見本市-1/assessment.json"
    git = ["git", "-C", str(store), "--no-pager", "log"]
    begin = side_by_side(
        process([*_PIADIFF, "log", "--store", str(little)]), process([sys.executable, "-c", BARE]), runs=5
    )
    where = ["--store", str(store)]
    said = f"{many}版"
    pair = side_by_side(
        process([*_PIADIFF, "history", ITEM, "--id", identifier, *where]),
        process([*git, "--oneline", "--", file]),
        runs=5,
    )
    aim = 3 * pair.theirs + begin.ours
    print(
        f"history（{said}、変更10回）: {pair.ours:.2f} 秒、git log --oneline -- FILE {pair.theirs:.3f} 秒、"
        f"起動（1版の保管庫の log）{begin.ours:.2f} 秒、{BARE} だけ {begin.theirs:.2f} 秒（目標 {aim:.2f} 秒以下）"
    )
    for words in (["blame", f"{identifier}@latest"], ["blame", f"{identifier}@latest", ITEM], ["grep", "第5課"]):
        pair = side_by_side(process([*_PIADIFF, *words, *where]), process([*git, "-p", "--", file]), runs=3)
        print(
            f"{' '.join(words)}（{said}）: {pair.ours:.2f} 秒、git log -p -- FILE {pair.theirs:.2f} 秒、"
            f"比 {pair.ratio:.2f}"
        )
    _log(store, said)


def _log(store: Path, said: str) -> None:
    pair = side_by_side(
        process([*_PIADIFF, "log", "--store", str(store)]),
        process(["git", "-C", str(store), "--no-pager", "log"]),
        runs=5,
    )
    print(f"log（{said}）: {pair.ours:.2f} 秒、git log {pair.theirs:.3f} 秒（目標 0.5 秒以下）")


def _add(folder: Path, large: Path, many: int) -> None:
    """Adding one version to a store of ten versions and to one of many, in turn."""
    small = folder / "小さい"
    Store(small).add(list(series(1, 10)))
    last = list(series(1, 11))[-1]
    days = iter(date(2030, 1, 1) + timedelta(days=n) for n in range(100))

    def adding(store: Path) -> Callable[[], None]:
        def add() -> None:
            day = next(days).isoformat()
            items = dict(last.assessment.items) | {"表紙/公表日": day}
            file = folder / "新.json"
            file.write_text(canonical.dumps(dataclasses.replace(last.assessment, items=items)), encoding="utf-8")
            subprocess.run([*_PIADIFF, "add", str(file), "--store", str(store)], check=True, stdout=subprocess.DEVNULL)

        return add

    pair = side_by_side(adding(large), adding(small), runs=7)
    print(
        f"add: {many}版の保管庫 {pair.ours:.2f} 秒、10版の保管庫 {pair.theirs:.2f} 秒、"
        f"比 {pair.ratio:.2f}（目標 1 に近い）"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
