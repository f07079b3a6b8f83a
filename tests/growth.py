"""How the work grows with the size of what is worked on: an answer that does not depend on how busy the machine is."""

import time
from collections.abc import Callable

TIMES = 4  # larger
MOST = 8  # times the work; a square of the size would be 16
LEAST = 0.05  # seconds that may be noise of the machine
TRIES = 3


def seconds(work: Callable[[], object]) -> float:
    """The time of this process's own work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def assert_grows_with_size(work: Callable[[int], object], size: int, most: int = MOST) -> None:
    """``work(size)`` costs little more than ``work(size / 4)`` does four times: nearly in proportion to the size
    (or ``most`` times as much).

    What disturbs one measurement does not disturb all: the best of some tries counts.
    """
    work(size // TIMES // TIMES)  # what is loaded and made once
    found = []
    for _ in range(TRIES):
        small, large = seconds(lambda: work(size // TIMES)), seconds(lambda: work(size))
        if large <= most * small + LEAST:
            return
        found.append((round(small, 3), round(large, 3)))
    raise AssertionError(f"{TIMES} times the size takes more than {most} times the work (seconds): {found}")
