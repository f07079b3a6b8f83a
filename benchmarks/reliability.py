"""A store that is killed while it is written, and one that many write to at once: nothing may be lost or half done.

The full run: ``python -m benchmarks reliability`` (1,000 kills at random instants; eight processes, 100 versions each).
Needs a system that can fork a process (not Windows).
"""

from __future__ import annotations

import os
import signal
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from piadiff.model import Assessment
from piadiff.store import NewVersion, Store
from piadiff.store.check import check

IDENTIFIER = "見本市-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How often a writer was killed, how many versions were told to be stored, how many are there, what is wrong."""

    killed: int
    told: int
    there: int
    problems: tuple[str, ...]


def version(number: int) -> NewVersion:
    """The version of the ``number``-th day, small."""
    day = (date(2001, 1, 1) + timedelta(days=number)).isoformat()
    items = {"表紙/評価書番号": "1", "表紙/評価実施機関名": "見本市長", "Ⅰ/1/②": (f"{day} の本文",), "表紙/公表日": day}
    assessment = Assessment(form="様式4", edition="平成30年5月", items=items)
    return NewVersion(assessment=assessment, date=day, original=f"元: {day}\n".encode(), source="評価書.txt")


def killed(folder: Path, times: int, rng: Random, deep: int = 100) -> Outcome:
    """Add ``times`` versions, each in a process that is killed at a random instant of its work.

    After each, what was told to be stored must be there; every ``deep`` times, and at the end, the whole store is
    checked. The instants are spread over the time that adding takes in this very store.
    """
    store = Store(folder)
    store.add([version(0)])
    told, kills, problems = {version(0).date}, 0, []
    durations = [_timed(folder, version(1))]
    told.add(version(1).date)
    for number in range(2, times + 2):
        new = version(rng.choice((number, 100_000 - number)) if number % 7 == 0 else number)
        measured = number % 10 == 0  # left alone: how long it takes by now
        limit = None if measured else rng.uniform(0, 1.3 * statistics.median(durations[-5:]))
        begin = time.perf_counter()
        status = _child(lambda new=new: Store(folder).add([new]), limit)  # type: ignore[misc]
        if status == 0:
            told.add(new.date)
            durations += [time.perf_counter() - begin] if measured else []
        elif status == -signal.SIGKILL:
            kills += 1
        else:
            problems.append(f"{number}: 終了コード {status}")
        there = {v.date for v in Store(folder).versions()}
        problems += [f"{number}: {day} がありません" for day in sorted(told - there)]
        told |= there  # killed after the last step: it is there, and must stay
        if number % deep == 0:
            problems += _unsound(folder)
    Store(folder).add([version(times + 2)])
    problems += [f"終わり: {finding.where} {finding.problem}" for finding in check(Store(folder))[1]]
    found = len(Store(folder).versions())
    return Outcome(killed=kills, told=len(told) + 1, there=found, problems=tuple(problems))


def at_once(folder: Path, writers: int, many: int) -> Outcome:
    """So many processes that add so many versions each of one assessment to one store at the same time."""
    begin = time.time() + 0.2

    def write(writer: int) -> None:
        time.sleep(max(0.0, begin - time.time()))
        for n in range(many):
            Store(folder).add([version(n * writers + writer)])

    children = [_fork(lambda writer=writer: write(writer)) for writer in range(writers)]  # type: ignore[misc]
    failed = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    problems = [f"{n}番目の書き手: 終了コード {status}" for n, status in enumerate(failed) if status]
    days = [v.date for v in Store(folder).versions()]
    if days != [version(n).date for n in range(writers * many)]:
        problems.append("版が欠けているか、順でない")
    problems += [f"{finding.where} {finding.problem}" for finding in check(Store(folder))[1]]
    return Outcome(killed=0, told=writers * many, there=len(days), problems=tuple(problems))


def _unsound(folder: Path) -> list[str]:
    """What is wrong with a store that may lag behind its history: that the next writer mends."""
    return [f"{f.where} {f.problem}" for f in check(Store(folder))[1] if "次の piadiff add で直ります" not in f.problem]


def _timed(folder: Path, new: NewVersion) -> float:
    begin = time.perf_counter()
    assert _child(lambda: Store(folder).add([new]), None) == 0
    return time.perf_counter() - begin


def _child(work: Callable[[], object], limit: float | None) -> int:
    """The exit status of ``work`` in a process of its own, which is killed after ``limit`` seconds."""
    child = _fork(work)
    if limit is not None:
        time.sleep(limit)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _fork(work: Callable[[], object]) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work()
        status = 0
    except BaseException as fault:
        os.write(2, f"{fault!r}\n".encode())
    finally:
        os._exit(status)


def main(kills: int = 1000, writers: int = 8, many: int = 100) -> None:
    """Prints what came of both; ends with status 1 where anything is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        one = killed(Path(folder) / "止める", kills, Random(1))
        print(f"{kills}回の追加のうち{one.killed}回を途中で止めた: 保管された{one.told}版のうち{one.there}版がある")
        two = at_once(Path(folder) / "同時", writers, many)
        print(f"{writers}個の処理が{many}版ずつ同時に追加: {two.told}版のうち{two.there}版が順にある")
    for problem in (*one.problems, *two.problems):
        print(f"  {problem}")
    if one.problems or two.problems:
        raise SystemExit(1)
    print("欠けたもの、半端なものはありません。")
