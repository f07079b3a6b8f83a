"""The desk on 127.0.0.1, and nowhere else, until it is stopped."""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Callable
from pathlib import Path

from piadiff.errors import PiadiffError
from piadiff.web.guard import Guard
from piadiff.web.room import Room, Ways

LOOPBACK = "127.0.0.1"
MISSING = PiadiffError(
    "画面を動かすためのパッケージが入っていません", hint='pip install "piadiff[web]" で入れてください'
)


def serve(store: Path, who: str, ways: Ways, *, port: int, opened: Callable[[str], None]) -> None:
    """Serves the desk until ^C; ``opened`` is given its address once it listens.

    Raises PiadiffError if the port is taken or the packages are missing.
    """
    try:
        import python_multipart  # noqa: F401
        import uvicorn

        from piadiff.web.app import build
    except ImportError:
        raise MISSING from None
    with listening(port) as ear:
        guard = Guard(ear.getsockname()[1])
        room = Room(store, who, ways, guard.form)
        config = uvicorn.Config(
            build(room, guard),
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            ws="none",
            limit_concurrency=64,
            timeout_graceful_shutdown=3,
        )
        opened(guard.address)
        try:
            with contextlib.suppress(KeyboardInterrupt):
                uvicorn.Server(config).run(sockets=[ear])
        finally:
            for job in list(room.jobs.values()):
                job.stop.set()
            for job in list(room.jobs.values()):
                job.ended.wait(1)


def listening(port: int) -> socket.socket:
    """A socket on this machine only; any free port if ``port`` is 0. Raises PiadiffError if the port is taken."""
    ear = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        ear.bind((LOOPBACK, port))
        ear.listen(128)
    except OSError as fault:
        ear.close()
        if fault.errno in (errno.EADDRINUSE, errno.EACCES, errno.EPERM):
            why = "ほかのプログラムが使っています" if fault.errno == errno.EADDRINUSE else "使う権限がありません"
            raise PiadiffError(
                f"ポート {port} は{why}", where="--port", hint="別の番号を指定するか、--port を省いてください"
            ) from None
        raise
    return ear
