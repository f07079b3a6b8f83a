"""What is taken away from a comparison: its change table in every style and format, the report, the decisions."""

from __future__ import annotations

from datetime import datetime

from piadiff.decisions_json import Record, dumps
from piadiff.errors import PiadiffError
from piadiff.report import render as render_report
from piadiff.revision import Revision
from piadiff.tabled import Wanted, check_added, check_options, compose, shape_of, typed_date
from piadiff.web.deciding import Trouble, report_of, trouble
from piadiff.web.messages import Answer, Asked, download
from piadiff.web.room import Room
from piadiff.writers import format_of, render
from piadiff.writers.sheet import Tracking

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}
_NAMES = {"別添3": {"様式4": "別添3", "様式3": "別添2", "様式2": "変更箇所"}}
_BOXES = ("append", "redline", "track", "group", "added", "plain")


def table(room: Room, asked: Asked) -> Answer:
    """The change table as a file; what does not go together is told beside the form."""
    key = asked.keys["key"]
    revision = room.pair(key).look()
    try:
        return _table(revision, asked, room.who)
    except PiadiffError as fault:
        fields = {name: asked.typed(name) for name in ("style", "format", "date", "context")}
        fields |= {name: "1" for name in _BOXES if asked.ticked(name)}
        return trouble(room, key, Trouble(fault=_plain(fault), place="take", fields=fields))


def _table(revision: Revision, asked: Asked, who: str) -> Answer:
    format_ = format_of(None, asked.typed("format") or "xlsx")
    track, redline, plain, added = (asked.ticked(name) for name in ("track", "redline", "plain", "added"))
    check_options(format_, track=track, track_by=None, track_date=None, redline=redline, plain=plain)
    check_added(added=added, redline=redline, track=track)
    wanted = Wanted(
        style=asked.typed("style") or None,
        date=typed_date(asked.typed("date") or None, "変更日"),
        context=_context(asked.typed("context")),
        tracking=Tracking(author=who, date=datetime.now().strftime("%Y-%m-%dT%H:%M:00Z")) if track else None,
        append=asked.ticked("append"),
        group=asked.ticked("group"),
        redline=redline,
        plain=plain,
        added=added,
    )
    shape = shape_of(wanted, revision.settings.style)
    name = _NAMES.get(shape, {}).get(revision.tree.name, shape)
    return download(render(compose(revision, wanted), format_), f"{name}.{format_}", KINDS[format_])


def _context(typed: str) -> int | None:
    from piadiff.notation import nfkc

    number = nfkc(typed)
    if not number:
        return None
    if not (number.isascii() and number.isdecimal() and len(number) < 5):
        raise PiadiffError(f"段落の数として読めません: {typed}", hint="0、1、2 のように書いてください")
    return int(number)


def _plain(fault: PiadiffError) -> PiadiffError:
    """Without the name of an option as its place: the form names its fields itself."""
    return PiadiffError(fault.message, hint=fault.hint) if fault.where.startswith("--") else fault


def report(room: Room, asked: Asked) -> Answer:
    """The report as one self-contained page, to be mailed."""
    revision = room.pair(asked.keys["key"]).look()
    return download(render_report(report_of(revision)), "比較.html", KINDS["html"])


def decisions(room: Room, asked: Asked) -> Answer:
    """The decisions as the file that ``--decisions`` takes."""
    revision = room.pair(asked.keys["key"]).look()
    record = Record(old=revision.before.label, new=revision.after.label, decisions=revision.decisions)
    return download(dumps(record).encode("utf-8"), "判断.json", KINDS["json"])
