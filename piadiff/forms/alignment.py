"""Aligns the text of a heading to chains of nodes in a form's tree and scores every way to read it.

A heading is a chain, from the part down to the item, of which any link may be missing, shortened or misspelt. So of all
the places that may name a node (:mod:`piadiff.forms.mentions`) the best sequence is found that goes down the tree,
explains most of the text and ends at the heading's end. A sequence may also go on to a further item
(``…⑥委託先名、委託事項３⑥委託先名``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from piadiff.forms.labels import Labels, Spot, compiled
from piadiff.forms.mentions import Mention, find_mentions
from piadiff.forms.spelling import Spelled
from piadiff.forms.tree import GROUP_WORDS, Form

LONELY = 1.2  # loss of a number alone that has no heading above it, parts excepted
GAP = 0.25  # loss a letter between two mentions that nothing explains
LEAD = 0.2  # the same before the first mention
TAIL = 0.35  # the same after the last: the end of a heading says most
LIMIT = 30  # letters beyond which unexplained text costs no more
TAIL_LIMIT = 12  # the same after the last mention, where text may be quoted
HEAVY = 3  # letters that a letter of a number with its word (リスク2, Ⅲ) counts for where nothing explains it
SKIP = 0.3  # loss a level of the tree that the heading leaves out
SKIP_BY_NUMBER = 0.9  # the same where only a number was found below
NEXT = 3.5  # loss of going on to a further item after a separator
NEXT_CLOSE = 1.0  # the same for circled numbers side by side (①、②)
NEXT_UNMARKED = 6.0  # the same without any separator
CLOSE = 0.7  # scores that differ by less may be told apart by other evidence
DROP = 2.0  # loss of taking back a section that the rest of the heading does not go with
DROP_PART = 4.5  # the same for a part, where the heading does not name the other one
LEAST = 4.0  # a reading with less than this gain says nothing …
LEAST_WHOLE = 1.9  # … unless it explains every letter by words (公表日, 備考)
OVERLAP = 2  # letters that two mentions found by likeness may share


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One node that the heading may mean: its score and the numbers of the repeated group it stands in, if said."""

    spot: Spot
    score: float
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One item that the heading names: what it may be (best first), and between which places of the text it is said."""

    targets: tuple[Target, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The best way to read a heading. ``explained`` is the share of its letters that it accounts for."""

    named: tuple[Named, ...] = ()
    score: float = 0.0
    explained: float = 0.0


def align(tree: Form, text: Spelled, covered: Iterable[tuple[int, int]] = ()) -> Reading:
    """The best reading of ``text``; ``covered`` are places explained otherwise (names of files)."""
    places = tuple(covered)
    labels = compiled(tree)
    mentions = find_mentions(labels, text, places)
    return _Search(labels, text, mentions, places).reading() if mentions else Reading()


class _Search:
    """The search for the best sequence over the mentions of one heading, in the order of the text."""

    def __init__(
        self, labels: Labels, text: Spelled, mentions: list[Mention], covered: Iterable[tuple[int, int]]
    ) -> None:
        self.spots = labels.spots
        self.text = text
        self.mentions = mentions
        self.open = _uncovered(text, covered)
        self.best: list[float] = []
        self.before: list[int] = []
        self.jumped: list[bool] = []
        self._run()

    def _run(self) -> None:
        at: dict[int, list[int]] = defaultdict(list)
        for j, mention in enumerate(self.mentions):
            score, before = self._first(mention), -1
            spot = self.spots[mention.spot]
            for level, ancestor in enumerate(spot.ancestors):
                skip = (SKIP if mention.worded else SKIP_BY_NUMBER) * level
                for i in at[ancestor]:
                    found = self.best[i] - skip - self._gap(self.mentions[i], mention)
                    if found > score and self._follows(i, mention):
                        score, before = found, i
            jump = self._jump(j, score)
            self.jumped.append(jump is not None)
            if jump is not None:
                score, before = jump
            self.best.append(score + mention.gain)
            self.before.append(before)
            at[mention.spot].append(j)

    def _first(self, mention: Mention) -> float:
        spot = self.spots[mention.spot]
        lonely = LONELY if not mention.worded and spot.number in ("plain", "circled") else 0.0
        return -LEAD * min(self.open[mention.start], LIMIT) - SKIP * len(spot.ancestors) - lonely

    def _gap(self, left: Mention, right: Mention) -> float:
        if right.start < left.end:
            return float(left.end - right.start)
        return GAP * min(self.open[right.start] - self.open[left.end], LIMIT)

    def _follows(self, i: int, mention: Mention) -> bool:
        left = self.mentions[i]
        shared = OVERLAP if mention.end - mention.start > 2 * OVERLAP else 0
        return left.start < mention.start and left.end <= mention.start + shared

    def _jump(self, j: int, least: float) -> tuple[float, int] | None:
        """The best mention from which the heading goes on to mention ``j`` elsewhere in the tree."""
        mention = self.mentions[j]
        spot = self.spots[mention.spot]
        found: tuple[float, int] | None = None
        for i in range(j):
            if self.best[i] - min(NEXT_CLOSE, DROP) <= least or not self._follows(i, mention):
                continue
            left = self.mentions[i]
            if left.spot in spot.ancestors or (left.spot == mention.spot and left.numbers == mention.numbers):
                continue
            cost = self._jump_cost(left, mention)
            if cost is not None and (score := self.best[i] - cost - self._gap(left, mention)) > least:
                found, least = (score, i), score
        return found

    def _jump_cost(self, left: Mention, right: Mention) -> float | None:
        """What it costs to go on from ``left`` to ``right``; None where it makes no sense."""
        from_, to = self.spots[left.spot], self.spots[right.spot]
        if from_.groups_only:
            other_part = to.ancestors and to.ancestors[-1] not in (left.spot, *from_.ancestors)
            drop = DROP_PART if other_part else DROP
            return None if to.ancestors and not right.worded else drop + SKIP * self._missing(left, to)
        if to.ancestors and to.ancestors[0] not in from_.ancestors:
            return None
        if not left.sure or (to.groups_only and not right.numbered):
            return None
        if right.start == left.end and not right.worded and to.number == from_.number == "circled":
            return NEXT_CLOSE
        return NEXT if right.start in self.text.gaps else NEXT_UNMARKED

    def _missing(self, left: Mention, to: Spot) -> int:
        above = (left.spot, *self.spots[left.spot].ancestors)
        return next((n for n, ancestor in enumerate(to.ancestors) if ancestor in above), len(to.ancestors))

    def reading(self) -> Reading:
        """The best sequence, cut into the items it names."""
        total = self.open[-1]
        final = [
            score - TAIL * min(total - self.open[mention.end], TAIL_LIMIT)
            for score, mention in zip(self.best, self.mentions, strict=True)
        ]
        last = max(range(len(final)), key=lambda i: (final[i], -i))
        chain = self._chain(last)
        letters = sum(self.open[self.mentions[i].end] - self.open[self.mentions[i].start] for i in chain)
        explained = min(1.0, letters / total) if total else 1.0
        said = [self.mentions[i] for i in chain]
        least = LEAST_WHOLE if explained == 1.0 and said[-1].worded else LEAST
        rooted = any(mention.worded or not self.spots[mention.spot].ancestors for mention in said)  # not ３．１．４
        if not rooted or sum(mention.gain for mention in said) < least:
            return Reading()
        return Reading(named=_with_groups_after(list(self._named(chain))), score=final[last], explained=explained)

    def _chain(self, last: int) -> list[int]:
        chain = [last]
        while self.before[chain[-1]] >= 0:
            chain.append(self.before[chain[-1]])
        return chain[::-1]

    def _named(self, chain: list[int]) -> Iterator[Named]:
        """Cuts the sequence where it goes on to a further item; a section taken back is no item."""
        start = 0
        for here, after in zip(chain, [*chain[1:], None], strict=True):
            if after is not None and not self.jumped[after]:
                continue
            if after is None or not self.spots[self.mentions[here].spot].groups_only:
                end = self.mentions[here].end
                yield Named(targets=tuple(self._targets(here)), start=start, end=end)
                start = end

    def _targets(self, here: int) -> list[Target]:
        """The mention ``here`` and what else the same words may mean, best first."""
        words = self.mentions[here]
        targets: dict[tuple[int, tuple[int, ...]], Target] = {}
        for i, mention in enumerate(self.mentions):
            if mention.end == words.end and self.best[i] > self.best[here] - CLOSE:
                target = Target(spot=self.spots[mention.spot], score=self.best[i], numbers=self._numbers(i))
                known = targets.get((mention.spot, target.numbers))
                if known is None or known.score < target.score:
                    targets[mention.spot, target.numbers] = target
        return sorted(targets.values(), key=lambda t: (-t.score, t.spot.index))

    def _numbers(self, last: int) -> tuple[int, ...]:
        """The numbers said of the repeated group that the mention ``last`` is or stands in."""
        spot = self.spots[self.mentions[last].spot]
        groups = {s for s in (spot.index, *spot.ancestors) if self.spots[s].number in GROUP_WORDS}
        for i in reversed(self._chain(last)):
            if self.mentions[i].spot in groups:
                return self.mentions[i].numbers
        return ()


def _with_groups_after(named: list[Named]) -> tuple[Named, ...]:
    """``⑥委託先名（委託事項２、３）``: a group said after its item, which has none yet, gives the item its numbers."""
    if len(named) < 2:
        return tuple(named)
    item, group = named[-2:]
    spot, numbers = group.targets[0].spot, group.targets[0].numbers
    if not numbers or any(spot.index not in t.spot.ancestors or t.numbers for t in item.targets):
        return tuple(named)
    targets = tuple(replace(target, numbers=numbers) for target in item.targets)
    return (*named[:-2], replace(item, targets=targets, end=group.end))


def _uncovered(text: Spelled, covered: Iterable[tuple[int, int]]) -> list[int]:
    """What the letters before each place weigh that no file name covers."""
    weights = [1] * len(text.chars)
    for mark in text.marks:
        if mark.kind not in ("plain", "circled", "bracket"):
            weights[mark.start : mark.end] = [HEAVY] * (mark.end - mark.start)
    for start, end in covered:
        weights[start:end] = [0] * (end - start)
    return [0, *accumulate(weights)]
