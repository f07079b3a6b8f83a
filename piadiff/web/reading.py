"""Reads what was dropped into the page in a process of its own, so that no file holds up or brings down the desk.

The process (``readers.apart``) has limits of time and memory.
"""

from __future__ import annotations

import json
import queue
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from piadiff import canonical
from piadiff.errors import PiadiffError
from piadiff.model import Reading, Unplaced
from piadiff.readers.apart import answers, bound_memory, say
from piadiff.readers.source import check_size

MAX_SECONDS = 180.0  # more than a PDF may take, so that its own limit is told first
MAX_SHOWN = 2_000_000  # characters of a source text that is shown
_COMMAND = "from piadiff.web.reading import answer; answer()"
_SLOW = "読み取りに時間がかかりすぎるため、やめました"
_BROKEN = "ファイルを読み取れませんでした"
_HINT = "Excel（.xlsx）かテキスト（.txt）で保存し直したものを渡してください"

Progress = Callable[[int, int], None]
Source = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read of a file, and the text in which to look things up: (name of the place, text), a line each."""

    reading: Reading
    source: Source


class Stopped(Exception):
    """The person did not want to wait any longer."""


def read_upload(data: bytes, name: str, progress: Progress, stop: threading.Event) -> Read:
    """Reads the bytes of a file that is called ``name``. Raises PiadiffError as ``readers.read`` does, and for a file
    that takes too long; Stopped once ``stop`` is set.
    """
    check_size(len(data), name)
    head = json.dumps({"where": name}).encode() + b"\n"
    with answers(_COMMAND, head + data, group=True) as lines:
        return _answered(lines, name, progress, stop)


def _answered(lines: queue.Queue[bytes], name: str, progress: Progress, stop: threading.Event) -> Read:
    end = time.monotonic() + MAX_SECONDS
    while True:
        if stop.is_set():
            raise Stopped
        if time.monotonic() > end:
            raise PiadiffError(_SLOW, where=name, hint=_HINT)
        try:
            line = lines.get(timeout=0.1)
        except queue.Empty:
            continue
        if not line:
            raise PiadiffError(_BROKEN, where=name, hint=_HINT)
        told = json.loads(line)
        if "done" in told:
            progress(told["done"], told["of"])
        elif "fault" in told:
            message, where, hint = told["fault"]
            raise PiadiffError(message, where=where, hint=hint)
        else:
            return _read(told, name)


def _read(told: dict[str, Any], name: str) -> Read:
    return Read(
        reading=Reading(
            assessment=canonical.loads(told["assessment"], name),
            unplaced=tuple(Unplaced(where=where, text=text) for where, text in told["unplaced"]),
            remarks=tuple(told["remarks"]),
            source_characters=told["characters"],
            pages=told["pages"],
        ),
        source=tuple((where, text) for where, text in told["source"]),
    )


def answer() -> None:
    """What the other process does: reads a file from standard input and writes what it holds to standard output."""
    from piadiff.readers import read_data

    bound_memory()
    where = json.loads(sys.stdin.buffer.readline())["where"]
    data = sys.stdin.buffer.read()
    try:
        reading = read_data(data, where, lambda done, of: say({"done": done, "of": of}))
        say(
            {
                "assessment": canonical.dumps(reading.assessment),
                "unplaced": [(one.where, one.text) for one in reading.unplaced],
                "remarks": reading.remarks,
                "characters": reading.source_characters,
                "pages": dict(reading.pages),
                "source": _source(data, where),
            }
        )
    except PiadiffError as fault:
        say({"fault": [fault.message, fault.where, fault.hint]})


def _source(data: bytes, where: str) -> Sequence[tuple[str, str]]:
    """The text that was read, place by place, as far as it can be shown."""
    from piadiff.readers.source import decode, is_archive, is_compound, is_pdf

    if is_pdf(data):
        return _pages(data, where)
    if is_archive(data) or is_compound(data):
        return _cells(data, where)
    lines = decode(data, where=where)[:MAX_SHOWN].split("\n")
    return [(f"{number}行目", line) for number, line in enumerate(lines, 1)]


def _pages(data: bytes, where: str) -> Sequence[tuple[str, str]]:
    from piadiff.readers.pdf_cells import cells
    from piadiff.readers.pdf_grid import sheets_of
    from piadiff.readers.pdf_guard import guarded_pages

    sheets = sheets_of([cells(page) for page in guarded_pages(data, where, lambda done, of: None)])
    return [(sheet.place(cell), cell.text) for sheet in sheets for cell in sheet.cells]


def _cells(data: bytes, where: str) -> Sequence[tuple[str, str]]:
    from piadiff.readers.ods import sheets_of_ods
    from piadiff.readers.source import is_compound
    from piadiff.readers.workbook import is_workbook
    from piadiff.readers.workbook_cells import read_sheets
    from piadiff.readers.xls import sheets_of_xls

    if is_compound(data):
        sheets = sheets_of_xls(data, where)
    else:
        sheets = read_sheets(data, where) if is_workbook(data) else sheets_of_ods(data, where)
    return [(sheet.place(cell), cell.text) for sheet in sheets for cell in sheet.cells]
