"""Pages of the desk as answers: templates filled, with what every page bears; faults as pages."""

from __future__ import annotations

from functools import cache
from typing import Any

from piadiff.errors import PiadiffError
from piadiff.web.guard import SECRET
from piadiff.web.messages import Answer
from piadiff.web.room import Room
from piadiff.writers.pages import assets, filled

STYLES = {
    "desk.css": ("house.css", "report.css", "serve.css"),
    "history.css": ("house.css", "history.css", "serve.css"),
}
SCRIPTS = {"desk.js": ("house.js", "report.js", "serve.js")}
# What the hints of the terminal call by their options stands on the page under these names.
_FIELDS = {
    "--force を付けてください": "「違う評価書でも比べる」に印を付けてください",
    "--date 令和6年4月1日 のように指定してください": "「公表日」の欄に 令和6年4月1日 のように書いてください",
    "--id で別のIDを指定してください": "「ID」の欄に別のIDを書いてください",
    "--correct": "「同じ公表日の版の訂正とする」",
    "piadiff add で評価書を保管してください": "評価書を保管庫に加えてください",
    "-o の末尾を .docx にしてください": "「ファイルの種類」を Word にしてください",
    "--track を付けてください": "「変更履歴」に印を付けてください",
}


def page(room: Room, template: str, *, status: int = 200, style: str = "desk.css", **values: Any) -> Answer:
    """A page of the desk."""
    body = filled(
        template,
        base="serve.html",
        style=style,
        secret_name=SECRET,
        secret=room.secret,
        who=room.who,
        said_to_be=sentence,
        **values,
    )
    return Answer(body=body, status=status)


def fault_page(room: Room, fault: PiadiffError, status: int = 400) -> Answer:
    """A page that says what went wrong, where there is no field beside which it could stand."""
    return page(room, "serve_fault.html", status=status, fault=fault)


def sentence(fault: PiadiffError) -> str:
    """A fault as the terminal says it, options named as the page names them."""
    told = str(fault)
    for option, name in _FIELDS.items():
        told = told.replace(option, name)
    return told


@cache
def asset(name: str) -> Answer | None:
    """A stylesheet or script of ours by its name; None if there is none."""
    if name in STYLES:
        return Answer(body=assets(STYLES[name]), kind="text/css; charset=utf-8")
    if name in SCRIPTS:
        return Answer(body=assets(SCRIPTS[name]), kind="text/javascript; charset=utf-8")
    return None
