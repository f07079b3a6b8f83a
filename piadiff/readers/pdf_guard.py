"""Reads a PDF's pages in a process of its own, so that no page, however hostile, holds up or brings down the program.

PDFium cannot be stopped from outside while it opens a page, and a few kilobytes can keep it busy for hours. The
process is ended when its time is over. It answers in lines of JSON, which can do nothing but be read.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import piadiff
from piadiff.errors import PiadiffError
from piadiff.readers import pdf_pages
from piadiff.readers.pdf_pages import HINT_PRINT, Glyph, PdfPage, Picture, Rule

MAX_SECONDS = 120.0
MAX_PAGE_SECONDS = 20.0
MAX_GLYPHS = 1_000_000  # on all pages
MAX_MEMORY = 3 * 2**30  # bytes
_COMMAND = "from piadiff.readers.pdf_guard import answer; answer()"


def guarded_pages(data: bytes, where: str, progress: Callable[[int, int], None]) -> Iterator[PdfPage]:
    """The pages of a PDF one after another; ``progress`` is told (pages done, pages in all) after each.

    Raises PiadiffError as ``pdf_pages.open_pages`` does, and if a page or all of them take too long.
    """
    limits = {name: getattr(pdf_pages, name) for name in pdf_pages.LIMITS}
    with subprocess.Popen(
        [sys.executable, "-P", "-c", _COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path(piadiff.__file__).parents[1]), "PYTHONUTF8": "1"},
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        lines: queue.Queue[bytes] = queue.Queue()
        begun = json.dumps({"where": where, "limits": limits}).encode() + b"\n" + data
        for work in ((_feed, process.stdin, begun), (_drain, process.stdout, lines)):
            threading.Thread(target=work[0], args=work[1:], daemon=True).start()
        try:
            yield from _pages(lines, where, progress)
        finally:
            process.kill()


def _pages(lines: queue.Queue[bytes], where: str, progress: Callable[[int, int], None]) -> Iterator[PdfPage]:
    end = time.monotonic() + MAX_SECONDS
    done = glyphs = 0
    while True:
        try:
            line = lines.get(timeout=max(0.0, min(MAX_PAGE_SECONDS, end - time.monotonic())))
        except queue.Empty:
            raise PiadiffError(
                f"PDFの{done + 1}ページに時間がかかりすぎるため、読むのをやめました",
                where=where,
                hint=HINT_PRINT,
            ) from None
        if not line:
            raise PiadiffError(f"PDFが壊れています（{done + 1}ページを読めません）", where=where, hint=HINT_PRINT)
        answer = json.loads(line)
        if "fault" in answer:
            message, place, hint = answer["fault"]
            raise PiadiffError(message, where=place, hint=hint)
        if "end" in answer:
            return
        page = _page(answer["page"])
        glyphs += len(page.glyphs)
        if glyphs > MAX_GLYPHS:
            raise PiadiffError(
                f"PDFの文字が多すぎます（{done + 1}ページまでで{glyphs:,}字、上限{MAX_GLYPHS:,}字）",
                where=where,
                hint="評価書1件だけのPDFを渡してください",
            )
        yield page
        done += 1
        progress(done, answer["of"])


def _feed(stdin: IO[bytes], content: bytes) -> None:
    """Gives the process its work; one that has ended already needs none."""
    try:
        stdin.write(content)
        stdin.close()
    except OSError:
        pass


def _drain(stdout: IO[bytes], lines: queue.Queue[bytes]) -> None:
    """Takes the lines of the process as they come; an empty one when there are no more."""
    for line in stdout:
        lines.put(line)
    lines.put(b"")


def answer() -> None:
    """What the other process does: reads a PDF from standard input and writes its pages to standard output."""
    bound_memory()
    head = json.loads(sys.stdin.buffer.readline())
    for name, limit in head["limits"].items():
        setattr(pdf_pages, name, limit)
    try:
        for page, of in pdf_pages.open_pages(sys.stdin.buffer.read(), head["where"]):
            _say({"page": _plain(page), "of": of})
        _say({"end": True})
    except PiadiffError as fault:
        _say({"fault": [fault.message, fault.where, fault.hint]})


def bound_memory() -> None:
    """Lets the process have so much memory and no more, where the system can tell."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _say(content: object) -> None:
    sys.stdout.buffer.write(json.dumps(content, separators=(",", ":")).encode() + b"\n")
    sys.stdout.buffer.flush()


def _plain(page: PdfPage) -> list[Any]:
    return [
        page.number,
        page.width,
        page.height,
        [[g.text, g.x0, g.y0, g.x1, g.y1, g.clip, g.base] for g in page.glyphs],
        [[r.flat, r.at, r.start, r.end] for r in page.rules],
        [[p.y0, p.digest] for p in page.pictures],
    ]


def _page(plain: list[Any]) -> PdfPage:
    number, width, height, glyphs, rules, pictures = plain
    return PdfPage(
        number=number,
        width=width,
        height=height,
        glyphs=tuple(Glyph(t, a, b, c, d, tuple(clip) if clip else None, base) for t, a, b, c, d, clip, base in glyphs),
        rules=tuple(Rule(*rule) for rule in rules),
        pictures=tuple(Picture(*picture) for picture in pictures),
    )
