"""A process of its own for work on files that may never end or may want all memory.

It is given bytes through a pipe, so that no file is written, and answers in lines of JSON, which can do nothing but be
read. It is ended when nobody waits for it any more.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import piadiff

MAX_MEMORY = 3 * 2**30  # bytes


@contextlib.contextmanager
def answers(command: str, content: bytes, *, group: bool = False) -> Iterator[queue.Queue[bytes]]:
    """Runs the Python code ``command`` in another process, which finds ``content`` at its standard input: the lines of
    its standard output as they come, b"" when there are no more. With the block the process ends; with ``group`` so
    does whatever it has started itself."""
    with subprocess.Popen(
        [sys.executable, "-P", "-c", command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path(piadiff.__file__).parents[1]), "PYTHONUTF8": "1"},
        start_new_session=group,
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        lines: queue.Queue[bytes] = queue.Queue()
        for work in ((_feed, process.stdin, content), (_drain, process.stdout, lines)):
            threading.Thread(target=work[0], args=work[1:], daemon=True).start()
        try:
            yield lines
        finally:
            with contextlib.suppress(OSError):
                if group and os.name == "posix":
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    process.kill()


def _feed(stdin: IO[bytes], content: bytes) -> None:
    """Gives the process its work; one that has ended already needs none."""
    with contextlib.suppress(OSError):
        stdin.write(content)
        stdin.close()


def _drain(stdout: IO[bytes], lines: queue.Queue[bytes]) -> None:
    """Takes the lines of the process as they come; an empty one when there are no more."""
    with contextlib.suppress(ValueError):
        for line in stdout:
            lines.put(line)
    lines.put(b"")


def bound_memory() -> None:
    """In the other process: lets it have so much memory and no more, where the system can tell."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def say(content: object) -> None:
    """In the other process: writes one line of its answer."""
    sys.stdout.buffer.write(json.dumps(content, separators=(",", ":")).encode() + b"\n")
    sys.stdout.buffer.flush()
