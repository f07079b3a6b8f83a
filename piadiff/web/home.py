"""The first page: two versions to compare, what is in the store; and the page of what takes long."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby

from piadiff.errors import PiadiffError
from piadiff.opening import Version
from piadiff.store import StoredVersion
from piadiff.store.version import current
from piadiff.web.jobs import Job
from piadiff.web.messages import Answer, Asked, go
from piadiff.web.pages import page
from piadiff.web.reading import Stopped
from piadiff.web.room import Room

SIDES = {"old": "前の版", "new": "後の版"}
_DOCUMENT, _VERSION = "doc:", "ver:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One assessment of the store for a list: its newest version first."""

    key: str
    id: str
    title: str
    versions: tuple[tuple[str, StoredVersion], ...]


def shelves(room: Room) -> tuple[Shelf, ...]:
    """The assessments of the store with the versions that stand. Raises PiadiffError if the store cannot be read."""
    found = []
    for identifier, members in groupby(current(room.versions()), key=lambda version: version.id):
        versions = tuple((room.key_of(v.label), v) for v in reversed(list(members)))
        found.append(
            Shelf(key=room.key_of(identifier), id=identifier, title=room.title(versions[0][1]), versions=versions)
        )
    return tuple(found)


def home(room: Room, asked: Asked) -> Answer:
    """The first page; after a job that failed with its fault beside the field, and all that was chosen."""
    job = room.jobs.get(asked.typed("job"))
    faults = {job.place: job.fault} if job and job.fault else {}
    return _home(room, job.fields if job else {}, faults, 422 if faults else 200)


def _home(room: Room, fields: Mapping[str, str], faults: Mapping[str, PiadiffError], status: int = 200) -> Answer:
    store_fault: PiadiffError | None = None
    found: tuple[Shelf, ...] = ()
    try:
        found = shelves(room)
    except PiadiffError as fault:
        store_fault = fault
    return page(
        room,
        "serve_home.html",
        status=status,
        sides=SIDES,
        fields=fields,
        faults=faults,
        shelves=found,
        store_fault=store_fault,
        folder=str(room.folder),
        documents=[(_DOCUMENT + key, one.name) for key, one in reversed(room.documents.items())],
        pairs=[(key, pair.look()) for key, pair in reversed(list(room.pairs.items()))][:5],
    )


def compare(room: Room, asked: Asked) -> Answer:
    """Reads what was dropped and compares; leads to the page of the job or of what came of it."""
    fields = {name: asked.typed(name) for name in ("old", "new", "force") if asked.ticked(name)}
    faults = {
        side: PiadiffError(f"{name}のファイルを選んでください")
        for side, name in SIDES.items()
        if side not in asked.files and not fields.get(side)
    }
    if faults:
        return _home(room, fields, faults, 422)
    job = Job(back="/", fields=fields)
    key = room.put("jobs", job)

    def work(job: Job) -> str:
        _read_both(room, job, asked)
        versions = {side: _version(room, job, side) for side in SIDES}
        job.begin("二つの版を比べています", "pair")
        sources = tuple(fields[side].removeprefix(_DOCUMENT) if _is_document(fields[side]) else "" for side in SIDES)
        pair = room.compare(versions["old"], versions["new"], force="force" in fields, sources=(sources[0], sources[1]))
        job.begin("ページを作っています", "pair")
        return f"/pair/{pair}"

    job.start(work)
    return go(f"/job/{key}")


def _is_document(choice: str) -> bool:
    return choice.startswith(_DOCUMENT)


def _read_both(room: Room, job: Job, asked: Asked) -> None:
    """Reads what was dropped, two files side by side; what could be read stays chosen.

    Raises PiadiffError for the first that could not, and Stopped.
    """
    dropped = {side: asked.files[side] for side in SIDES if side in asked.files}
    if not dropped:
        return
    names = "と".join(f"「{upload.name}」" for upload in dropped.values())
    job.begin(f"{names}を読んでいます", "")
    told: dict[str, tuple[int, int]] = {}

    def read(side: str) -> str:
        def tell(done: int, of: int) -> None:
            told[side] = done, of
            job.tell(sum(one for one, _ in told.values()), sum(of for _, of in told.values()))

        return room.read(dropped[side], tell, job.stop)

    faults: dict[str, Exception] = {}
    with ThreadPoolExecutor(len(dropped)) as pool:
        readings = {side: pool.submit(read, side) for side in dropped}
        for side, reading in readings.items():
            job.fields[side] = ""
            try:
                job.fields[side] = _DOCUMENT + reading.result()
            except (PiadiffError, Stopped) as fault:
                faults[side] = fault
    if faults:
        job.place = next(iter(faults))
        raise faults[job.place]


def _version(room: Room, job: Job, side: str) -> Version:
    """One of the two versions that are chosen: a document, or a version of the store."""
    job.begin(f"{SIDES[side]}を開いています", side)
    choice = job.fields[side]
    if _is_document(choice):
        return room.document(choice.removeprefix(_DOCUMENT)).version
    return room.stored(choice.removeprefix(_VERSION))


def show_job(room: Room, asked: Asked) -> Answer:
    """How far a job is; once it has ended, leads to what came of it, or back with its fault."""
    key = asked.keys["key"]
    job = room.job(key)
    if job.ended.is_set():
        return go(_after(job, key))
    return page(room, "serve_job.html", job=job, key=key)


def job_state(room: Room, asked: Asked) -> Answer:
    """How far a job is, for the script of its page."""
    job = room.job(asked.keys["key"])
    told = {"doing": job.doing, "done": job.done, "of": job.of, "ended": job.ended.is_set()}
    return Answer(body=json.dumps(told).encode(), kind="application/json")


def stop_job(room: Room, asked: Asked) -> Answer:
    """Nobody waits any longer."""
    job = room.job(asked.keys["key"])
    job.stop.set()
    job.ended.wait(2)
    return go(f"/job/{asked.keys['key']}")


def _after(job: Job, key: str) -> str:
    return f"{job.back}?job={key}" if job.fault else job.address


def name_person(room: Room, asked: Asked) -> Answer:
    """Who decides from now on. Raises PiadiffError for no name."""
    from piadiff.decisions import tidy

    name = tidy(asked.typed("who"))[:100]
    if not name:
        raise PiadiffError("名前が空です", hint="判断する人の名前を書いてください")
    room.who = name
    back = asked.typed("back")
    return go(f"/pair/{back}" if back in room.pairs else "/")
