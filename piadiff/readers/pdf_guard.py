"""Reads a PDF's pages in a process of its own, so that no page, however hostile, holds up or brings down the program.

PDFium cannot be stopped from outside while it opens a page, and a few kilobytes can keep it busy for hours. The
process (``apart``) is ended when its time is over.
"""

from __future__ import annotations

import json
import queue
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from piadiff.errors import PiadiffError
from piadiff.readers import pdf_pages
from piadiff.readers.apart import answers, bound_memory, say
from piadiff.readers.pdf_pages import HINT_PRINT, Glyph, PdfPage, Picture, Rule

MAX_SECONDS = 120.0
MAX_PAGE_SECONDS = 20.0
MAX_GLYPHS = 1_000_000  # on all pages
_COMMAND = "from piadiff.readers.pdf_guard import answer; answer()"


def guarded_pages(data: bytes, where: str, progress: Callable[[int, int], None]) -> Iterator[PdfPage]:
    """The pages of a PDF one after another; ``progress`` is told (pages done, pages in all) after each.

    Raises PiadiffError as ``pdf_pages.open_pages`` does, and if a page or all of them take too long.
    """
    limits = {name: getattr(pdf_pages, name) for name in pdf_pages.LIMITS}
    begun = json.dumps({"where": where, "limits": limits}).encode() + b"\n" + data
    with answers(_COMMAND, begun) as lines:
        yield from _pages(lines, where, progress)


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


def answer() -> None:
    """What the other process does: reads a PDF from standard input and writes its pages to standard output."""
    bound_memory()
    head = json.loads(sys.stdin.buffer.readline())
    for name, limit in head["limits"].items():
        setattr(pdf_pages, name, limit)
    try:
        for page, of in pdf_pages.open_pages(sys.stdin.buffer.read(), head["where"]):
            say({"page": _plain(page), "of": of})
        say({"end": True})
    except PiadiffError as fault:
        say({"fault": [fault.message, fault.where, fault.hint]})


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
