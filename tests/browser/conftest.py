"""A real browser for the tests of pages: Debian's Chromium, driven by Playwright. Without one the tests are skipped."""

import shutil
from collections.abc import Callable, Iterator

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """One browser for all tests of a worker."""
    if CHROMIUM is None:
        pytest.skip("Chromiumがないため飛ばします")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright がないため飛ばします")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield found
        found.close()


class Watched:
    """A page that was opened from a file, with what it asked the network for and what went wrong in it."""

    def __init__(self, page):
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: (self.errors.append(dialog.message), dialog.dismiss()))
        page.on("popup", lambda popup: self.errors.append(popup.url))


@pytest.fixture
def opened(browser, tmp_path) -> Iterator[Callable[..., Watched]]:
    """Opens a page (its bytes) in a context of its own; ``fragment`` is what follows # in its address."""
    contexts = []

    def open_(data: bytes, *, width: int = 1280, fragment: str = "", **options: object) -> Watched:
        file = tmp_path / f"page{len(contexts)}.html"
        file.write_bytes(data)
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        watched = Watched(context.new_page())
        watched.page.goto(file.as_uri() + (f"#{fragment}" if fragment else ""))
        return watched

    yield open_
    for context in contexts:
        context.close()
