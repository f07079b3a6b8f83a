"""The pages in a real browser: what a document says is shown and never run."""

import shutil
import subprocess
from pathlib import Path

import pytest

from piadiff.forms import form
from piadiff.report import build
from piadiff.report import render as render_report
from piadiff.writers import render
from tests.hostile import LONG, TEXTS, judged_of, sheet_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--virtual-time-budget=2000",
)  # fmt: skip
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromiumがないため飛ばします")
HOSTILE = [text for text in TEXTS if text != LONG]


def dom(page: Path) -> str:
    """What the page has become once the browser has run whatever it runs."""
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={page.parent / 'profile'}", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    return done.stdout.decode()


def shown(tmp_path: Path, data: bytes, probe: str = "") -> str:
    """The DOM of a page to which a test added ``probe``."""
    page = tmp_path / "page.html"
    page.write_bytes(data.replace(b"</body>", probe.encode() + b"</body>"))
    return dom(page)


def test_the_browser_would_run_a_script(tmp_path):
    assert "<title>乗っ取り</title>" in shown(
        tmp_path, b"<meta charset=utf-8><title>x</title><body></body>", "<script>document.title='乗っ取り'</script>"
    )


def test_a_report_on_a_hostile_document(tmp_path):
    report = build(
        [judged_of(text) for text in HOSTILE], form("様式4"), title=HOSTILE[0], old=HOSTILE[1], new=HOSTILE[2]
    )
    found = shown(tmp_path, render_report(report))
    assert "<title>新旧比較　&lt;script&gt;" in found
    assert not any(tag in found for tag in ("<img", "<svg/onload", 'href="javascript'))
    assert found.count("<script") == 1
    assert found.count('<article id="') == len(HOSTILE)
    assert "{{7*7}}" in found


def test_a_table_of_a_hostile_document(tmp_path):
    found = shown(tmp_path, render(sheet_of(*HOSTILE), "html"))
    assert "<title>（別添３）変更箇所</title>" in found
    assert not any(tag in found for tag in ("<script", "<img", "<svg", 'href="javascript'))
    assert found.count("<tr") == len(HOSTILE) + 1


def test_even_a_script_that_got_into_a_page_would_not_run(tmp_path):
    found = shown(tmp_path, render(sheet_of("あ"), "html"), "<script>document.title='乗っ取り'</script>")
    assert "<title>（別添３）変更箇所</title>" in found


@pytest.mark.parametrize("width", [1280, 400])
def test_the_page_fits_the_window_and_has_its_style(tmp_path, width):
    """A frame as wide as the window reports, from a page of ours that may run scripts, how wide the report became."""
    report = build([judged_of("長い言葉" * 200), judged_of("x" * 500)], form("様式4"), title="題", old="旧", new="新")
    (tmp_path / "report.html").write_bytes(render_report(report))
    frame = f"""<meta charset="utf-8"><body><iframe id="f" width="{width}" height="800" src="report.html"></iframe>
    <script>onload = () => {{
      const page = document.getElementById("f").contentDocument;
      const style = page.defaultView.getComputedStyle(page.querySelector("del"));
      const wide = page.documentElement.scrollWidth > page.documentElement.clientWidth;
      document.title = page.defaultView.innerWidth + (wide ? " too wide " : " fits ") + style.textDecorationLine;
    }}</script></body>"""
    (tmp_path / "page.html").write_text(frame, encoding="utf-8")
    command = [
        CHROMIUM,
        *FLAGS,
        "--allow-file-access-from-files",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--dump-dom",
    ]
    done = subprocess.run([*command, (tmp_path / "page.html").as_uri()], capture_output=True, timeout=120, check=True)
    assert f"<title>{width} fits line-through</title>" in done.stdout.decode()
