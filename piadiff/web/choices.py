"""What may be decided of a change with one key, and what a person typed made into a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from piadiff.deciding import phrases, usual_reason, usual_timing
from piadiff.decisions import LONGEST, TIMINGS, objection, tidy
from piadiff.diffview import WORDS
from piadiff.errors import PiadiffError
from piadiff.forms import Form
from piadiff.model import Important, Judged, Row
from piadiff.notation import fold
from piadiff.writers.sheet import printable

_MOST = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What one key decides; ``key`` is that key."""

    key: str
    important: Important
    timing: str
    reason: str

    @property
    def word(self) -> str:
        """重要な変更 or その他の変更."""
        return WORDS[self.important]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a person decided, however: by a key or in words."""

    important: Important
    timing: str
    reason: str
    note: str = ""


def choices(one: Judged, tree: Form, published: Sequence[Row]) -> tuple[Choice, ...]:
    """For one change as the rules see it: 重要な変更, then その他 with each phrase that goes with it, by their keys.

    What the rules hold for important can be made unimportant only in words: that needs a note.
    """
    found: list[tuple[Important, str]] = [("yes", usual_reason(one, "yes", tree))]
    if one.judgement.important != "yes":
        usual = usual_reason(one, "no", tree)
        known = phrases("no", usual_timing("no"), published, marked=is_marked(one, tree))
        found += [("no", reason) for reason in dict.fromkeys(filter(None, (usual, *known)))]
    return tuple(
        Choice(key=str(key), important=important, timing=usual_timing(important), reason=printable(reason))
        for key, (important, reason) in enumerate(found[:_MOST], 1)
    )


def is_marked(one: Judged, tree: Form) -> bool:
    """Whether the item bears ※."""
    node = tree.find(one.change.path)
    return bool(node and node.marked)


def check(typed: Typed, entries: Sequence[Judged], tree: Form) -> None:
    """Raises PiadiffError, with the field as its place, for what cannot be decided of these changes so."""
    if typed.important not in ("yes", "no"):
        raise PiadiffError("重要な変更かその他の変更かを選んでください", where="important")
    if typed.timing not in TIMINGS:
        raise PiadiffError("提出時期は、事前か事後を選んでください", where="timing")
    marked = any(is_marked(one, tree) for one in entries)
    if not tidy(typed.reason):
        raise PiadiffError(
            "提出時期に係る説明を書いてください"
            + ("（※の項目では、なぜ重要な変更に当たらないかを書き残します）" if marked else ""),
            where="reason",
        )
    if typed.important == "no" and marked and fold(typed.reason).startswith("その他の項目"):
        raise PiadiffError(
            "※の項目は「その他の項目」ではありません（まとめて決めるときは、その中の※の項目も）。別の説明にしてください",
            where="reason",
        )
    for name, text in (("reason", typed.reason), ("note", typed.note)):
        if len(tidy(text)) > LONGEST:
            raise PiadiffError(f"長すぎます（{len(tidy(text))}字、上限{LONGEST}字）", where=name)
    rules: Important = "yes" if any(one.judgement.important == "yes" for one in entries) else "review"
    if said := objection(typed.important, typed.timing, typed.note, rules):
        raise PiadiffError(said, where="note")
