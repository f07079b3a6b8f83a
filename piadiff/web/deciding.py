"""The page of a comparison: the report as it stands, and what is decided on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from piadiff.errors import PiadiffError
from piadiff.findings import sentences
from piadiff.opening import doubts, title_of
from piadiff.report import Report, build
from piadiff.revision import Revision
from piadiff.styles import STYLES
from piadiff.web.choices import Typed
from piadiff.web.messages import Answer, Asked, go
from piadiff.web.pages import page
from piadiff.web.pair import Pair, StaleError
from piadiff.web.room import Room

FORMATS = {
    "xlsx": "Excel（.xlsx）", "docx": "Word（.docx）", "html": "ページ（.html）", "csv": "CSV（.csv）",
    "md": "Markdown（.md）", "json": "JSON（.json）",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What could not be done, beside which change and field; ``fields`` are what was typed."""

    fault: PiadiffError
    number: int = 0
    place: str = ""
    fields: dict[str, str] = field(default_factory=dict)


def report_of(revision: Revision) -> Report:
    """The report as it stands."""
    before, after = revision.before, revision.after
    return build(
        revision.judged,
        revision.tree,
        title=title_of(after.assessment, before.assessment),
        old=before.label,
        new=after.label,
        quiet=revision.comparison.quiet,
        findings=sentences(revision.findings),
        remarks=[*doubts(before, after), *revision.comparison.remarks, *revision.open_days],
        facts=revision.facts,
        after=after.assessment,
        phrases=revision.settings.words,
    )


def show(room: Room, asked: Asked) -> Answer:
    """The page of a comparison."""
    return _page(room, asked.keys["key"], notice=room.notices.get(asked.typed("told"), ""))


def trouble(room: Room, key: str, trouble: Trouble) -> Answer:
    """The page of a comparison with what could not be done beside its field."""
    return _page(room, key, trouble=trouble, status=409 if isinstance(trouble.fault, StaleError) else 422)


def _page(room: Room, key: str, *, notice: str = "", trouble: Trouble | None = None, status: int = 200) -> Answer:
    pair = room.pair(key)
    revision = pair.look()
    values: dict[str, Any] = {"defaults": {"style": revision.settings.style, "format": "xlsx"}}
    return page(
        room,
        "serve_pair.html",
        status=status,
        key=key,
        pair=pair,
        chosen=_chosen(room, pair),
        same=revision.before.assessment.items == revision.after.assessment.items,
        report=report_of(revision),
        states=pair.states(),
        total=sum(one.judgement.important == "review" for one in revision.ruled),
        left=pair.left(),
        earlier=len(revision.before.assessment.changes),
        notice=notice,
        trouble=trouble,
        styles=STYLES,
        formats=FORMATS,
        **values,
    )


def _chosen(room: Room, pair: Pair) -> tuple[str, str]:
    """The two versions as the first page names them when they are chosen."""
    revision = pair.look()
    versions = zip(pair.sources, (revision.before, revision.after), strict=True)
    old, new = (f"doc:{source}" if source else f"ver:{room.key_of(version.label)}" for source, version in versions)
    return old, new


def decide(room: Room, asked: Asked) -> Answer:
    """Decides a change, or all open ones of its thread; leads to the next open one."""
    pair, number = room.pair(asked.keys["key"]), _number(asked)
    thread = asked.ticked("thread")
    try:
        typed = _typed(pair, number, asked)
        told = pair.decide(
            number, typed, who=room.who, seen=asked.typed("seen_thread" if thread else "seen"), thread=thread
        )
    except PiadiffError as fault:
        fields = _fields(pair, number, asked)
        place = fault.where if fault.where in ("important", "timing", "reason", "note") else ""
        plain = type(fault)(fault.message, hint=fault.hint) if place else fault
        return trouble(room, asked.keys["key"], Trouble(fault=plain, number=number, place=place, fields=fields))
    return _on(room, asked.keys["key"], pair, f"{number}番: {told}", pair.next_open(number))


def withdraw(room: Room, asked: Asked) -> Answer:
    """Takes a decision back."""
    pair, number = room.pair(asked.keys["key"]), _number(asked)
    try:
        told = pair.withdraw(number, who=room.who, seen=asked.typed("seen"))
    except PiadiffError as fault:
        return trouble(room, asked.keys["key"], Trouble(fault=fault, number=number))
    return _on(room, asked.keys["key"], pair, told, number)


def undo(room: Room, asked: Asked) -> Answer:
    """Takes the last step back."""
    pair = room.pair(asked.keys["key"])
    try:
        told, number = pair.undo(who=room.who)
    except PiadiffError as fault:
        return trouble(room, asked.keys["key"], Trouble(fault=fault))
    return _on(room, asked.keys["key"], pair, f"{number}番: {told}", number)


def _on(room: Room, key: str, pair: Pair, told: str, number: int | None) -> Answer:
    """Leads on to a change, or to the download where none is open any more; says what was done."""
    where = report_of(pair.look()).entries[number - 1].anchor if number else "take"
    if number is None:
        told += "。要確認はすべて決まりました"
    return go(f"/pair/{key}?told={room.put('notices', told)}#{where}")


def _number(asked: Asked) -> int:
    typed = asked.typed("number")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 0


def _typed(pair: Pair, number: int, asked: Asked) -> Typed:
    """What was decided, by a key or in words. Raises PiadiffError for a key that is not offered."""
    if asked.typed("choice") == "own":
        important = asked.typed("important")
        return Typed(
            important="yes" if important == "yes" else "no" if important == "no" else "review",
            timing=asked.typed("timing"),
            reason=asked.typed("reason"),
            note=asked.typed("note"),
        )
    state = pair.states().get(number)
    for choice in state.choices if state else ():
        if choice.key == asked.typed("choice"):
            return Typed(
                important=choice.important, timing=choice.timing, reason=choice.reason, note=asked.typed("note")
            )
    raise PiadiffError("その判断は選べません", hint="画面を開き直してください")


def _fields(pair: Pair, number: int, asked: Asked) -> dict[str, str]:
    """What was chosen or typed, to stand in the form again."""
    fields = {name: asked.typed(name) for name in ("important", "timing", "reason", "note")}
    if asked.ticked("thread"):
        fields["thread"] = "1"
    state = pair.states().get(number)
    for choice in state.choices if state else ():
        if choice.key == asked.typed("choice"):
            fields |= {"important": choice.important, "timing": choice.timing, "reason": choice.reason}
    return fields
