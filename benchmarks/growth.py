"""How the time of a comparison grows with the items and with the groups, beside DeepDiff on the same JSON."""

from __future__ import annotations

import dataclasses
import json
import statistics
from random import Random

from benchmarks.measure import Pair, side_by_side
from piadiff import canonical
from piadiff.differ import diff
from piadiff.forms import form
from piadiff.forms.tree import PARTS_BY_FILE
from piadiff.model import Assessment, Value
from tests import edit_values, invented

FORM = "様式4"
PAIRS = 10  # of 1,000 items: what is edited, by chance, makes some three times as slow as others


def full(items: int, seed: int = 1) -> Assessment:
    """A 全項目評価書 of about so many items, all filled: as many files as it takes, each with a few groups."""
    rng, tree = Random(seed), form(FORM)
    filled: dict[str, Value] = {}
    file = 0
    while len(filled) < items:
        file += 1
        for node in tree.items:
            many = range(1, 4) if "n/" in node.path or node.path.endswith("n") else (1,)
            if file > 1 and not node.path.startswith(tuple(f"{part}/(n)" for part in PARTS_BY_FILE)):
                continue
            for n in many:
                path = node.path.replace("(n)", f"({file})")
                for word in ("システム", "委託事項", "提供先", "移転先"):
                    path = path.replace(f"{word}n", f"{word}{n}")
                filled[path] = f"（{file}）第{file}台帳ファイル" if path.endswith(")/1") else invented.value(rng, node)
    kept = sorted(filled, key=tree.sort_key)[:items]
    return Assessment(form=FORM, items={path: filled[path] for path in kept})


def edited(old: Assessment, many: int, seed: int = 2) -> Assessment:
    """The same with so many items edited, the names of the files aside: these stay the same for years."""
    rng, tree = Random(seed), form(old.form)
    chosen = rng.sample([path for path in old.items if not path.endswith(")/1")], many)
    return dataclasses.replace(
        old, items=dict(old.items) | {p: edit_values.edit(rng, tree.node(p), old.items[p]) for p in chosen}
    )


def contracts(many: int, seed: int) -> Assessment:
    """A version of one file with so many 委託事項."""
    rng, tree = Random(seed), form(FORM)
    nodes = [node for node in tree.items if "委託事項n" in node.path]
    items: dict[str, Value] = {"Ⅱ/(1)/1": "（１）台帳ファイル"}
    for n in range(1, many + 1):
        for node in nodes:
            path = node.path.replace("(n)", "(1)").replace("委託事項n", f"委託事項{n}")
            items[path] = invented.name(rng, "委託事項") if path.endswith(str(n)) else invented.value(rng, node)
    return Assessment(form=FORM, items=items)


def beside_deepdiff(old: Assessment, new: Assessment, *, runs: int = 5, inner: int = 1) -> Pair:
    """Comparison with words, traits and threads against DeepDiff of the canonical JSON."""
    from deepdiff import DeepDiff

    old_data, new_data = (json.loads(canonical.dumps(one)) for one in (old, new))
    return side_by_side(lambda: diff(old, new), lambda: DeepDiff(old_data, new_data), runs=runs, inner=inner)


def main() -> None:
    """Prints one line each, with the aim beside it."""
    pairs = []
    for seed in range(PAIRS):
        old = full(1000, seed + 1)
        pairs.append(beside_deepdiff(old, edited(old, 30, seed + 101), inner=20))
    ours, faster = statistics.mean(pair.ours for pair in pairs), sorted(1 / pair.ratio for pair in pairs)
    print(
        f"1,000項目、変更 30件（{PAIRS}組）: 平均 {ours * 1000:.1f} ms、"
        f"DeepDiff {statistics.mean(pair.theirs for pair in pairs) * 1000:.1f} ms、"
        f"{faster[0]:.1f}～{faster[-1]:.1f} 倍、中央値 {statistics.median(faster):.1f} 倍速い（目標 20 倍以上）"
    )
    ten = full(10_000)
    large = beside_deepdiff(ten, edited(ten, 300), runs=3)
    slower = (large.ours / len(ten.items)) / (ours / 1000)
    print(
        f"10,000項目、変更 300件: {large.ours * 1000:.1f} ms、DeepDiff より {1 / large.ratio:.1f} 倍速い、"
        f"1項目当たり 1,000項目のときの {slower:.2f} 倍（目標 1.5 倍以下）"
    )
    times = {}
    for many in (15, 30, 60):
        times[many] = beside_deepdiff(contracts(many, 3), contracts(many, 4), runs=3)
    last = times[60]
    growth = f"30件の {last.ours / times[30].ours:.1f} 倍、15件の {last.ours / times[15].ours:.1f} 倍"
    print(
        f"委託事項 60件を全て書換え: {last.ours * 1000:.0f} ms、DeepDiff {last.theirs * 1000:.0f} ms、"
        f"{growth}（目標 2 秒以下、3 乗以下）"
    )


if __name__ == "__main__":
    main()
