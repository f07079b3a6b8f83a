"""A new version by drop: read, shown with what the reading leaves open beside the source, and kept in the store."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from piadiff.errors import PiadiffError
from piadiff.store import NewVersion, identity
from piadiff.store.names import TITLE
from piadiff.store.version import to_date
from piadiff.web.jobs import Job
from piadiff.web.messages import Answer, Asked, go
from piadiff.web.pages import page
from piadiff.web.room import Document, Room
from piadiff.writers.sheet import printable

_LINE = re.compile(r"(\d+)行目")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that the reading leaves open; ``line`` is its place in the source as shown, 0 if it has none."""

    where: str
    text: str
    line: int


def begin(room: Room, asked: Asked) -> Answer:
    """Reads a file that was dropped; leads to what was read of it."""
    upload = asked.files.get("file")
    job = Job(back="/")
    key = room.put("jobs", job)

    def work(job: Job) -> str:
        job.begin("読んでいます", "file")
        if upload is None:
            raise PiadiffError("加える評価書のファイルを選んでください")
        job.begin(f"「{upload.name}」を読んでいます", "file")
        return f"/document/{room.read(upload, job.tell, job.stop)}"

    job.start(work)
    return go(f"/job/{key}")


def show(room: Room, asked: Asked) -> Answer:
    """What was read of a document, and what the reading leaves open."""
    return _page(room, asked.keys["key"], {}, None)


def keep(room: Room, asked: Asked) -> Answer:
    """Keeps the document as a version of the store; what stands against it is told beside the form."""
    key = asked.keys["key"]
    document = room.document(key)
    try:
        day = asked.typed("date")
        if not day:
            raise PiadiffError(
                "公表日が書かれていません", where=document.name, hint="--date 令和6年4月1日 のように指定してください"
            )
        new = NewVersion(
            assessment=document.version.assessment,
            date=to_date(day, where="公表日"),
            original=document.data,
            source=document.name,
            id=asked.typed("id") or None,
            unplaced=len(document.unplaced),
        )
        (added,) = room.store.add([new], correct=asked.ticked("correct"))
    except PiadiffError as fault:
        return _page(room, key, asked.fields, fault)
    done = "保管しました" if added.new else "は、すでに同じ内容で保管しています。何も変えていません"
    notice = f"{added.version.label} {'を' if added.new else ''}{done}"
    return go(f"/shelf/{room.key_of(added.version.id)}?told={room.put('notices', notice)}")


def _page(room: Room, key: str, fields: Mapping[str, str], fault: PiadiffError | None) -> Answer:
    document = room.document(key)
    assessment = document.version.assessment
    agency, number = identity(assessment)
    return page(
        room,
        "serve_document.html",
        status=422 if fault else 200,
        key=key,
        document=document,
        fields=fields or {"date": document.version.date or ""},
        fault=fault,
        form=assessment.form,
        title=printable(str(assessment.items.get(TITLE) or "")),
        agency=printable(agency or ""),
        number=printable(number or ""),
        items=len(assessment.items),
        rows=len(assessment.changes),
        unplaced=_problems(document),
        remarks=_remarks(document),
        source=[(printable(where), printable(text)) for where, text in document.source],
    )


def _problems(document: Document) -> list[Problem]:
    return [
        Problem(where=printable(one.where), text=printable(one.text), line=_line(document, one.where, one.text))
        for one in document.unplaced
    ]


def _remarks(document: Document) -> list[Problem]:
    return [Problem(where="", text=printable(one), line=_line(document, one)) for one in document.remarks]


def _line(document: Document, told: str, text: str = "") -> int:
    """The line of the source that is meant, from 1; 0 if none is."""
    if text and (told, text) in document.source:
        return document.source.index((told, text)) + 1
    if found := _LINE.search(told):
        name = f"{found[1]}行目"
        if int(found[1]) <= len(document.source) and document.source[int(found[1]) - 1][0] == name:
            return int(found[1])
    return next((n for n, (where, _) in enumerate(document.source, 1) if where and told.startswith(where)), 0)
