"""How two things are measured side by side: in turn, several times, medians and the median of the ratios."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Medians in seconds of the two sides and the median of the ratios ours / theirs, pair by pair."""

    ours: float
    theirs: float
    ratio: float


def side_by_side(ours: Callable[[], object], theirs: Callable[[], object], *, runs: int, inner: int = 1) -> Pair:
    """Runs both once unmeasured, then in turn ``runs`` times; a run of ours is the mean of ``inner`` calls in a row,
    so that both sides are timed over stretches of like length."""
    ours(), theirs()
    times = [(_seconds(ours, inner), _seconds(theirs, 1)) for _ in range(runs)]
    return Pair(
        ours=statistics.median(a for a, _ in times),
        theirs=statistics.median(b for _, b in times),
        ratio=statistics.median(a / b for a, b in times),
    )


def _seconds(work: Callable[[], object], times: int) -> float:
    gc.collect()
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times


def process(command: Sequence[str]) -> Callable[[], None]:
    """A whole process as a thing to measure; its output is thrown away, a failure is raised."""

    # Both sides may keep compiled modules, as installed programs do.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {"PYTHONUTF8": "1"}

    def run() -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=kept)

    return run


_PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(peak // 1024 if sys.platform == "darwin" else peak)
"""


def peak_megabytes(command: Sequence[str]) -> float | None:
    """The largest resident memory of a whole process in MB; None where the system does not tell (Windows)."""
    if sys.platform == "win32":
        return None
    done = subprocess.run([sys.executable, "-c", _PEAK, *command], check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024
