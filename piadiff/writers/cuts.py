"""Where a text that is too long for one cell of a workbook is cut: at ends of paragraphs where it can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from piadiff.readers.workbook_values import BEGINS, CONTINUED
from piadiff.writers.terminal import wrap

CELL_UNITS = 32_767  # Excel's limit, in UTF-16 code units
_ROOM = CELL_UNITS - 16  # for what marks a cell as going on


__all__ = ["BEGINS", "CELL_UNITS", "CONTINUED", "cuts"]


def cuts(text: str, fit: int, most: int) -> list[int]:
    """The lengths of the stretches of ``text``, each at most ``most`` lines and Excel's limit of code units.

    A stretch ends with a paragraph where one ends in its second half.
    """
    runs: list[str] = []
    good: list[bool] = []  # whether a stretch may end with a run: the last of a paragraph that is no heading
    for paragraph in text.splitlines(keepends=True) or [""]:
        own = list(_runs(paragraph, fit))
        runs += own
        good += [not _is_heading(paragraph) and run.endswith("\n") for run in own]
    cuts, start = [], 0
    while start < len(runs):
        end, units = start, 0
        while end < len(runs) and end - start < most:
            units += len(runs[end].encode("utf-16-le")) // 2
            if units > _ROOM and end > start:
                break
            end += 1
        if end < len(runs):
            ends = (n for n in range(end, start + most // 2, -1) if good[n - 1])
            end = next(ends, end)
        cuts.append(sum(map(len, runs[start:end])))
        start = end
    return _without_blank_ones(text, cuts)


def _is_heading(paragraph: str) -> bool:
    """Whether a paragraph is the heading of what follows it, as in the row of a group."""
    return paragraph.startswith("【") and paragraph.rstrip().endswith("】")


def _without_blank_ones(text: str, lengths: Sequence[int]) -> list[int]:
    """No stretch of nothing but spaces and breaks, which a cell cannot show: they end the one before."""
    out: list[int] = []
    start = 0
    for length in lengths:
        stretch = text[start : start + length]
        start += length
        blank = not stretch.strip() or (out and not text[start - length - out[-1] : start - length].strip())
        if out and blank and out[-1] + length < _ROOM // 2:
            out[-1] += length
        else:
            out.append(length)
    return out


def _runs(paragraph: str, fit: int) -> Iterable[str]:
    """The stretches of a paragraph that fill one line each, together exactly the paragraph."""
    rest = paragraph
    for shown in wrap(paragraph.rstrip("\n"), fit)[:-1]:
        end = len(shown)
        while end < len(rest) and rest[end] in " \t\u3000":
            end += 1
        run, rest = rest[:end], rest[end:]
        yield run
    while len(rest) > CELL_UNITS // 2:
        yield rest[: CELL_UNITS // 2]
        rest = rest[CELL_UNITS // 2 :]
    yield rest
