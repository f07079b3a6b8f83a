"""The addresses of the desk as a Starlette application: the guard before everything, then one function for each."""

from __future__ import annotations

import traceback
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from piadiff.errors import PiadiffError
from piadiff.readers.source import MAX_BYTES
from piadiff.web import adding, deciding, home, shelves, tables
from piadiff.web.guard import HEADERS, NOT_OURS, SECRET, Guard
from piadiff.web.jobs import BUG
from piadiff.web.messages import Answer, Asked, Upload
from piadiff.web.pages import asset, fault_page
from piadiff.web.room import Room

Handler = Callable[[Room, Asked], Answer]
MAX_BODY = 2 * MAX_BYTES + 2**20
MultiPartParser.spool_max_size = MAX_BODY  # what is dropped stays in memory, and never lies in a temporary file
MAX_FIELDS, MAX_FILES, MAX_TEXT = 40, 2, 64 * 1024
TOO_LARGE = f"送られたものが大きすぎます（上限は、ファイル一つにつき {MAX_BYTES // 2**20} MB です）"

GET: dict[str, Handler] = {
    "/": home.home,
    "/job/{key}": home.show_job,
    "/job/{key}/state": home.job_state,
    "/pair/{key}": deciding.show,
    "/pair/{key}/table": tables.table,
    "/pair/{key}/report": tables.report,
    "/pair/{key}/decisions": tables.decisions,
    "/shelf/{key}": shelves.assessment,
    "/shelf/{key}/history": shelves.history,
    "/deadlines": shelves.deadlines,
    "/document/{key}": adding.show,
}
POST: dict[str, Handler] = {
    "/compare": home.compare,
    "/job/{key}/stop": home.stop_job,
    "/who": home.name_person,
    "/pair/{key}/decide": deciding.decide,
    "/pair/{key}/withdraw": deciding.withdraw,
    "/pair/{key}/undo": deciding.undo,
    "/add": adding.begin,
    "/document/{key}/keep": adding.keep,
}


class _Refused(Exception):
    """What was sent is not read any further."""

    def __init__(self, status: int, sentence: str) -> None:
        self.status, self.sentence = status, sentence


def build(room: Room, guard: Guard) -> Starlette:
    """The application over a room, behind its guard."""

    def of_get(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            asked = Asked(keys=dict(request.path_params), fields=dict(request.query_params))
            return _response(await run_in_threadpool(_done, room, handler, asked))

        return endpoint

    def of_post(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                asked = await _form(request)
            except _Refused as refusal:
                return _response(fault_page(room, PiadiffError(refusal.sentence), refusal.status))
            if not guard.is_own_form(asked.fields):
                return _response(fault_page(room, PiadiffError(NOT_OURS), 403))
            return _response(await run_in_threadpool(_done, room, handler, asked))

        return endpoint

    async def static(request: Request) -> Response:
        found = asset(request.path_params["name"])
        return _response(found or fault_page(room, PiadiffError("そのページはありません"), 404))

    async def alive(request: Request) -> Response:
        return Response(status_code=204)

    async def other(request: Request) -> Response:
        return _response(fault_page(room, PiadiffError("そのページはありません"), 404))

    routes = [Route(path, of_get(handler), methods=["GET"]) for path, handler in GET.items()]
    routes += [Route(path, of_post(handler), methods=["POST"]) for path, handler in POST.items()]
    routes += [
        Route("/static/{name}", static),
        Route("/alive", alive),
        Route("/{rest:path}", other, methods=["GET", "POST"]),
    ]
    app = Starlette(routes=routes)
    app.add_middleware(_Door, guard=guard)
    return app


class _Door:
    """Nothing passes that the guard objects to, and nothing goes out without its headers."""

    def __init__(self, app: Any, guard: Guard) -> None:
        self.app, self.guard = app, guard

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return

        async def sealed(message: Any) -> None:
            if message["type"] == "http.response.start":
                own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message = {**message, "headers": [*message.get("headers", []), *own]}
            await send(message)

        request = Request(scope, receive)
        brings = self.guard.brings_token(request.query_params)
        objection = self.guard.objection(request.method, _single(request), brings_token=brings)
        if objection:
            status, sentence = objection
            refusal = Response(sentence, status_code=status, media_type="text/plain; charset=utf-8")
            await refusal(scope, receive, sealed)
        elif brings:
            entry = Response(status_code=303, headers={"location": "/", "set-cookie": self.guard.set_cookie})
            await entry(scope, receive, sealed)
        else:
            await self.app(scope, receive, sealed)


def _single(request: Request) -> Mapping[str, str]:
    """The headers; one that comes twice counts for none, so that nobody can mean another than the guard sees."""
    return {name: ",".join(request.headers.getlist(name)) for name in request.headers}


def _done(room: Room, handler: Handler, asked: Asked) -> Answer:
    """What a function answers; a fault that has no field becomes a page of its own."""
    try:
        return handler(room, asked)
    except PiadiffError as fault:
        return fault_page(room, fault)
    except Exception:
        traceback.print_exc()
        return fault_page(room, PiadiffError(BUG), 500)


async def _form(request: Request) -> Asked:
    """What a form brings, bounded before and while it is read. Raises _Refused."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        raise _Refused(411, "長さの示されていない送信は受け付けません")
    if int(length) > MAX_BODY:
        raise _Refused(413, TOO_LARGE)
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        raise _Refused(415, "この種類の送信は受け付けません")
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    try:
        async with request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS, max_part_size=MAX_TEXT) as form:
            for name, value in form.multi_items():
                if not isinstance(value, UploadFile):
                    fields[name] = value
                elif value.filename:
                    if (value.size or 0) > MAX_BYTES:
                        raise _Refused(413, TOO_LARGE)
                    files[name] = Upload(name=_shown(value.filename), data=await value.read())
    except (MultiPartException, ClientDisconnect, ValueError):
        raise _Refused(400, "送られたものを読めません。もう一度やり直してください") from None
    except _Refused:
        raise
    except Exception as fault:
        if type(fault).__name__ == "HTTPException":
            raise _Refused(400, "入力が長すぎるか、送られたものを読めません。短くしてやり直してください") from None
        raise
    if SECRET not in fields:
        raise _Refused(403, NOT_OURS)
    return Asked(keys=dict(request.path_params), fields=fields, files=files)


def _shown(name: str) -> str:
    """The name of a dropped file as it is shown: its last part, printable, never used as a path."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[-120:] or "ファイル"


def _response(answer: Answer) -> Response:
    return Response(
        answer.body, status_code=answer.status, headers=dict(answer.headers), media_type=answer.kind or None
    )
