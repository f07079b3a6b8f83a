"""``python -m benchmarks recall [RUNS [SEED]]``: known random edits against what the differ finds.

Prints how many of the expected findings were found (aim 99.9 %) and how many of the reported ones were false (aim
0.1 %), by kind, and the worst failures. The documents are the bundled sample, invented ones of all forms, and the real
ones where they lie beside the checkout (../shared).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from piadiff import canonical
from piadiff.differ import Comparison, diff
from piadiff.model import Assessment
from tests import invented, transfers
from tests.edits import Case, Finding, case

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "published"
FORMS = ("様式2", "様式3", "様式4")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: what was expected and not found, what was reported and not expected."""

    number: int
    source: str
    expected: int
    reported: int
    missed: tuple[Finding, ...]
    false: tuple[Finding, ...]
    log: tuple[str, ...]


def findings(comparison: Comparison) -> frozenset[Finding]:
    """What the differ says, in the words of the generator."""
    found = set()
    for change in comparison.changes:
        old = "" if change.kind == "added" else change.old_path or change.path
        new = "" if change.kind == "removed" else change.path
        found.add(Finding(change.kind, old, new, change.group or ""))
    return frozenset(found)


def bundled() -> list[tuple[str, Assessment]]:
    """The versions of the sample."""
    folder = ROOT / "piadiff" / "sample"
    return [(f"v{n}", canonical.loads((folder / f"v{n}.json").read_text(encoding="utf-8"))) for n in (1, 2, 3)]


def real() -> list[tuple[str, Assessment]]:
    """The real assessments, as they are read; none where they are absent."""
    from piadiff import readers
    from piadiff.errors import PiadiffError

    found = []
    for path in sorted(REAL.glob("*項目*.txt")):
        try:
            found.append((path.stem, readers.read(path).assessment))
        except PiadiffError:
            continue  # another paper
    return found


def cases(
    runs: int, seed: int, documents: Sequence[tuple[str, Assessment]], only: int | None = None
) -> Iterator[tuple[int, str, Case]]:
    """The cases of a seed: every third is of an invented document, every fifth leads to another edition or form."""
    for number in range(runs):
        if only is not None and number != only:
            continue
        rng = Random(f"{seed}/{number}")
        if number % 5 == 4:
            one = transfers.case(rng)
            yield number, one.log[0], one
            continue
        if number % 3 == 0 or not documents:
            name = FORMS[number // 3 % 3]
            source, old = f"invented {name}", invented.document(rng, name)
        else:
            source, old = rng.choice(documents)
        yield number, source, case(rng, old)


def measure(number: int, source: str, one: Case) -> Run:
    """One case held against the differ."""
    got = findings(diff(one.old, one.new))
    return Run(
        number=number,
        source=source,
        expected=len(one.findings),
        reported=len(got),
        missed=tuple(sorted(one.findings - got)),
        false=tuple(sorted(got - one.findings)),
        log=one.log,
    )


def summary(runs: Sequence[Run]) -> tuple[float, float]:
    """The shares found / expected and false / reported."""
    expected, reported = sum(r.expected for r in runs), sum(r.reported for r in runs)
    missed, false = sum(len(r.missed) for r in runs), sum(len(r.false) for r in runs)
    return 1 - missed / max(1, expected), false / max(1, reported)


def main(arguments: Sequence[str]) -> None:
    """Runs and prints."""
    many, seed = ([*map(int, arguments), 1000, 20260401][:2]) if len(arguments) != 1 else (int(arguments[0]), 20260401)
    documents = bundled() + real()
    runs = []
    for number, source, one in cases(many, seed, documents):
        runs.append(measure(number, source, one))
        if number % 50 == 49:
            print(f"{number + 1} / {many}", file=sys.stderr)
    found, false = summary(runs)
    expected, reported = sum(r.expected for r in runs), sum(r.reported for r in runs)
    print(f"既知の編集 {many}回（種 {seed}、文書 {len(documents)}件と作った文書）: 変更 {expected}件")
    print(f"見つけた割合: {found:.3%}（目標 99.9% 以上）、誤り {false:.3%} / 報告 {reported}件（目標 0.1% 以下）")
    kinds = Counter(f"{f.kind} 見落とし" for r in runs for f in r.missed)
    kinds += Counter(f"{f.kind} 誤り" for r in runs for f in r.false)
    for kind, count in kinds.most_common():
        print(f"  {kind}: {count}")
    for run in sorted(runs, key=lambda r: -len(r.missed) - len(r.false))[:15]:
        if run.missed or run.false:
            print(f"  run {run.number} ({run.source}): {len(run.missed)} missed, {len(run.false)} false")
            for line in [x for x in run.log if "edited" not in x]:
                print(f"      {line}")
            for finding in (*run.missed[:2], *run.false[:2]):
                print(f"    {'missed' if finding in run.missed else 'false '} {finding}")


if __name__ == "__main__":
    main(sys.argv[1:])
