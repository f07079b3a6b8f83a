"""A desk for tests, without a browser: an application over a room, and a clerk who uses its forms as they stand."""

import re
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="starlette がないため飛ばします")
pytest.importorskip("httpx", reason="httpx がないため飛ばします")

from starlette.testclient import TestClient

from piadiff.commands.serve import _deadlines, _histories
from piadiff.model import Reading
from piadiff.opening import from_reading
from piadiff.revision import Revision, revise
from piadiff.settings import DEFAULTS
from piadiff.stating import Days
from piadiff.web.app import build
from piadiff.web.guard import Guard
from piadiff.web.pair import MemoryKeeper, Pair
from piadiff.web.room import Room, Ways
from tests.sample import version

PORT = 8321
BASE = f"http://127.0.0.1:{PORT}"
SAMPLE = Path(__file__).parents[2] / "piadiff" / "sample"


class Forms(HTMLParser):
    """The forms of a page: where each goes, and what a browser would send of it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self.forms.append((found.get("action", ""), {}))
        elif tag == "select":
            self.select = found.get("name", "")
        elif tag == "option" and self.forms:
            fields = self.forms[-1][1]
            if "selected" in found or self.select not in fields:
                fields[self.select] = found.get("value", "")
        elif tag == "input" and self.forms and found.get("name"):
            kind = found.get("type")
            if kind != "file" and (kind not in ("checkbox", "radio") or "checked" in found):
                self.forms[-1][1][found["name"]] = found.get("value", "on")


class Clerk:
    """Somebody at the desk: fills in the forms of pages and reads what comes."""

    def __init__(self, store: Path, who: str = "山田") -> None:
        self.guard = Guard(PORT)
        self.room = Room(store, who, Ways(histories=_histories, deadlines=_deadlines), self.guard.form)
        self.app = build(self.room, self.guard)
        self.http = self.browser()
        self.enter(self.http)

    def browser(self) -> TestClient:
        return TestClient(self.app, base_url=BASE, headers={"sec-fetch-site": "same-origin", "origin": BASE})

    def enter(self, http: TestClient) -> None:
        assert http.get(f"/?token={self.guard.token}", headers={"sec-fetch-site": "none"}).status_code == 200

    def open(self, address: str):
        """A page, once all that takes long is done."""
        return self.settled(self.http.get(address))

    def settled(self, answer):
        while "/job/" in str(answer.url):
            key = answer.url.path.split("/")[2]
            self.room.job(key).ended.wait(60)
            answer = self.http.get(f"/job/{key}")
        return answer

    def send(self, page, action: str, files=None, **typed: str | None):
        """The first form of the page that goes to this address, with fields typed into it (None: taken out)."""
        forms = Forms(page.text).forms
        address, fields = next((where, fields) for where, fields in forms if where.partition("#")[0] == action)
        fields = {name: value for name, value in (fields | typed).items() if value is not None}
        return self.settled(self.http.post(address, data=fields, files=files))

    def compare(self, old: str = "v2.json", new: str = "v3.json", **typed: str):
        files = {"old": (old, (SAMPLE / old).read_bytes()), "new": (new, (SAMPLE / new).read_bytes())}
        return self.send(self.open("/"), "/compare", files, **typed)

    def compared(self):
        """The page of the sample's two newest versions, as if they had been dropped; read and compared only once."""
        revision = compared()
        return self.open(f"/pair/{self.room.put('pairs', Pair(revision, MemoryKeeper(), self.room.now))}")

    def form_of(self, page, number: int, action: str = "/decide") -> tuple[str, dict[str, str]]:
        """The form by which a change is decided."""
        return next(
            (where, fields)
            for where, fields in Forms(page.text).forms
            if where.partition("#")[0].endswith(action) and fields.get("number") == str(number)
        )

    def decide(self, page, number: int, choice: str, **typed: str):
        where, fields = self.form_of(page, number)
        return self.http.post(where, data={**fields, "choice": choice, **typed})

    def withdraw(self, page, number: int):
        where, fields = self.form_of(page, number, "/withdraw")
        return self.http.post(where, data=fields)


@cache
def compared() -> Revision:
    versions = (from_reading(Reading(assessment=version(n)), f"v{n}.json") for n in (2, 3))
    return revise(*versions, settings=DEFAULTS, days=Days(), store=Path("store"), keeper=None)


def shown(page) -> str:
    """What a person reads of a page."""
    body = re.sub(r"<(script|style).*?</\1>", "", page.text, flags=re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def problem(page) -> str:
    """The sentence that says what is wrong."""
    found = re.findall(r'<p class="problem"[^>]*>(.*?)</p>', page.text, re.DOTALL)
    return unescape("／".join(found))


def left(page) -> int:
    """How many changes the page says are still open."""
    found = re.search(r"残り(\d+)件</strong>", page.text)
    return int(found[1]) if found else 0


def open_numbers(page) -> list[int]:
    """The numbers of the changes that the page asks to decide."""
    todo = re.findall(r'<div class="decide todo">.*?name="number" value="(\d+)"', page.text, re.DOTALL)
    return [int(number) for number in todo]
