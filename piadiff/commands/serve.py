"""``piadiff serve``: the clerk's desk in the browser, on this machine only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from piadiff.commands.common import DEFAULT_STORE, StoreDir

if TYPE_CHECKING:
    from collections.abc import Sequence

    from piadiff.deadlines import Deadline
    from piadiff.historyview import Book
    from piadiff.store import Store


def serve(
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="待ち受ける番号。省けば空いている番号。")
    ] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="ブラウザーを開かず、アドレスだけを出す。")] = False,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="名前", help="判断する人。省けば git の user.name、なければログイン名。"),
    ] = None,
    store: StoreDir = DEFAULT_STORE,
) -> int:
    """ブラウザーで、二つの版の比較、要確認の判断、別添3の受け取り、版の保管をします。

    このパソコンの中だけで動きます（127.0.0.1）。ほかのパソコンからは開けず、文書を外に送りません。開けるのは、
    表示されたアドレス（起動ごとに違う ?token=… の付いたもの）を知っている人だけです。終わるときは、この端末で
    Ctrl+C を押します。保管庫がなくても使えます。別に pip install "piadiff[web]" が要ります。

      piadiff serve
      piadiff serve --store 保管庫 --by 山田
      piadiff serve --port 8000 --no-browser
    """
    from piadiff.commands.common import person
    from piadiff.web.room import Ways
    from piadiff.web.server import serve as run

    def opened(address: str) -> None:
        print(f"画面を開きます: {address}", flush=True)
        print("終わるときは、ここで Ctrl+C を押してください。", flush=True)
        if not no_browser:
            import webbrowser

            webbrowser.open(address)

    who = person(by, store, option="--by", role="判断する人")
    run(store, who, Ways(histories=_histories, deadlines=_deadlines), port=port, opened=opened)
    print("終わりました。", flush=True)
    return 0


def _histories(store: Store, item: str, identifier: str) -> Sequence[Book]:
    from piadiff.commands.history import books

    return books(store, item, identifier)


def _deadlines(store: Store, today: str) -> tuple[tuple[Deadline, ...], list[str]]:
    from piadiff.commands.deadlines import gathered

    return gathered(store, today)
