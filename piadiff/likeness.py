"""How alike two texts are. The only module that knows rapidfuzz."""

from __future__ import annotations

from collections.abc import Mapping

from piadiff.notation import fold

# Unrelated Japanese texts still share about a third of their characters (kana, 情報, 個人 …): that counts as nothing.
_NOISE = 0.35
_LONGEST = 4000
_SHORTEST_CONTAINED = 5
_SHORTEST_PASSAGE = 15
_SLACK = 12  # by how much a passage may be longer or shorter at either end
_LONG = 3000  # letters from which a passage is not tried with every length, which would take too long


def likeness(one: str, other: str) -> float:
    """0.0 for unrelated texts to 1.0 for the same text (notation aside); long texts are judged by their beginning."""
    a, b = fold(one)[:_LONGEST], fold(other)[:_LONGEST]
    if a == b:
        return 1.0
    if not a or not b:
        return 0.0
    from rapidfuzz import fuzz

    return max(0.0, (fuzz.ratio(a, b) / 100 - _NOISE) / (1 - _NOISE))


def name_likeness(one: str, other: str) -> float:
    """Like :func:`likeness` for names: a name that contains the whole of the other is nearly the same name."""
    a, b = sorted((fold(one), fold(other)), key=len)
    if a != b and len(a) >= _SHORTEST_CONTAINED and a in b:
        return max(0.8, likeness(a, b))
    return likeness(a, b)


def nearest(text: str, others: Mapping[int, str], limit: int) -> list[tuple[int, float]]:
    """The keys of the ``limit`` texts most like one, with their :func:`likeness`; all texts are folded already.

    Of texts that are equally alike those with the highest keys come first.
    """
    if not others:
        return []
    from rapidfuzz import fuzz, process

    found = process.extract(text, dict(sorted(others.items(), reverse=True)), scorer=fuzz.ratio, limit=limit)
    return [(key, max(0.0, (score / 100 - _NOISE) / (1 - _NOISE))) for _, score, key in found]


def passage(words: str, text: str, least: float) -> tuple[int, int] | None:
    """Where in ``text`` the passage most like ``words`` stands, (start, end); None if none is alike by ``least`` (0–1)
    or the words are too few to tell. Both are folded already."""
    if len(words) < _SHORTEST_PASSAGE or not text:
        return None
    from rapidfuzz import fuzz

    start, end = 0, len(text)
    if len(words) < len(text):
        found = fuzz.partial_ratio_alignment(words, text, score_cutoff=100 * (least - 0.1))
        if found is None:
            return None
        start, end = found.dest_start, found.dest_end
    slack = _SLACK if len(words) < _LONG else 0
    starts = range(max(0, start - slack), min(start + slack, end) + 1)
    ends = range(max(start, end - slack), min(len(text), end + slack) + 1)
    score, _, start, end = max(
        (fuzz.ratio(words, text[s:e]), -abs(e - s - len(words)), s, e) for s in starts for e in ends if e > s
    )
    return (start, end) if score >= 100 * least else None
