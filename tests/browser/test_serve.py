"""The desk in a real browser: files dropped, decisions by one key, undo, download, two tabs, a server that is gone."""

import io
import os
import re
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from piadiff import canonical
from piadiff.forms import form
from piadiff.readers import read
from tests import sample
from tests.browser.conftest import Watched
from tests.shared import SHARED, needs_shared

pytest.importorskip("starlette", reason="starlette がないため飛ばします")
pytest.importorskip("uvicorn", reason="uvicorn がないため飛ばします")

SAMPLE = Path(__file__).parents[2] / "piadiff" / "sample"


class Desk:
    """A desk that was started as a person starts it, and the tabs opened on it."""

    def __init__(self, browser, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "piadiff", "serve", "--no-browser", "--by", "山田"],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            env=os.environ | {"PYTHONUTF8": "1"},
        )  # fmt: skip
        self.guardian = threading.Timer(240, self.process.kill)
        self.guardian.start()
        self.address = re.search(r"http://\S+", self.process.stdout.readline())[0]
        self.base = self.address.partition("?")[0]
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
        self.tabs: list[Watched] = []

    def tab(self, address: str = ""):
        watched = Watched(self.context.new_page())
        self.tabs.append(watched)
        watched.page.goto(address or self.address)
        return watched.page

    def compare(self, old: Path = SAMPLE / "v2.json", new: Path = SAMPLE / "v3.json"):
        page = self.tab()
        page.set_input_files("#file-old", old)
        page.set_input_files("#file-new", new)
        page.get_by_role("button", name="比べる", exact=True).click()
        page.wait_for_url("**/pair/*", timeout=90_000)
        return page

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGINT)
        err = self.process.communicate(timeout=20)[1]
        return self.process.returncode, err

    def end(self) -> None:
        self.guardian.cancel()
        self.context.close()
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def desk(browser, tmp_path):
    found = Desk(browser, tmp_path)
    yield found
    found.end()
    for tab in found.tabs:
        assert tab.errors == []
        assert [url for url in tab.requests if not url.startswith((found.base, "blob:"))] == []


def left(page) -> int:
    found = re.search(r"残り(\d+)件", page.inner_text(".deskbar"))
    return int(found[1]) if found else 0


def press(page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def focused(page) -> str:
    return page.evaluate("document.activeElement.id")


def few_open(folder: Path) -> tuple[Path, Path]:
    """Two versions with few changes, of which all are open: sentences that joined items marked ※."""
    old = sample.version(3)
    marked = [
        path for path, value in old.items.items() if form(old.form).node(path).marked and isinstance(value, tuple)
    ]
    joined = {path: (*old.items[path], "所属長が認めるときは、別の端末からも照会する。") for path in marked[-4:]}
    files = folder / "前.json", folder / "今.json"
    for file, items in zip(files, (old.items, old.items | joined), strict=True):
        file.write_text(canonical.dumps(replace(old, items=items)), encoding="utf-8")
    return files


def test_from_two_files_to_a_table_with_everything_decided(desk, tmp_path):
    page = desk.compare(*few_open(tmp_path))
    assert left(page) == 4
    page.keyboard.press("n")
    first = focused(page)
    press(page, "1")
    assert left(page) == 3 and focused(page) != first
    assert "重要な変更・事前「重要な変更」と決めました" in page.inner_text("#notice")
    press(page, "u")
    assert left(page) == 4 and focused(page) == first
    while left(page):
        page.keyboard.press("m")
        page.keyboard.type("1月の会議で確かめた")
        page.keyboard.press("Enter")  # decides nothing
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")
        page.locator(".decide.todo").first.locator("button[data-key='1']").click()
        page.wait_for_load_state()
        if left(page):
            press(page, "1")
    assert focused(page) == "take" and "すべて決まりました" in page.inner_text(".deskbar")
    with page.expect_download() as started:
        page.get_by_role("button", name="表をダウンロード").click()
    assert started.value.suggested_filename == "別添3.xlsx"
    started.value.save_as(tmp_path / "別添3.xlsx")
    from openpyxl import load_workbook

    cells = [
        str(cell.value or "")
        for row in load_workbook(io.BytesIO((tmp_path / "別添3.xlsx").read_bytes())).active.iter_rows()
        for cell in row
    ]
    assert cells.count("重要な変更") == 4 and not any("【要確認】" in cell for cell in cells)
    assert not any("会議で確かめた" in cell for cell in cells)
    assert desk.stop() == (0, "")


def test_a_whole_thread_by_its_keys(desk):
    page = desk.compare()
    article = page.locator("article.change", has=page.locator("[data-thread]")).first
    article.focus()
    page.keyboard.press("t")
    assert article.locator("[data-thread]").is_checked()
    many = 1 + int(re.search(r"ほかの(\d+)件も", article.inner_text())[1])
    press(page, "1")
    assert left(page) == 19 - many and many > 1


def test_keys_are_letters_where_something_is_typed(desk):
    page = desk.compare()
    page.keyboard.press("n")
    page.keyboard.press("m")
    page.keyboard.type("1t2ue")
    assert page.evaluate("document.activeElement.value") == "1t2ue"
    assert left(page) == 19
    page.fill("#find", "12")
    assert left(page) == 19


def test_filters_stay_from_decision_to_decision(desk):
    page = desk.compare()
    page.get_by_label("要確認", exact=False).first.check()
    page.keyboard.press("n")
    press(page, "1")
    page.wait_for_function("document.querySelector('#result').innerText === '70件中18件を表示'")
    assert focused(page)


def test_a_file_is_dropped_into_its_frame(desk):
    page = desk.tab()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["x"], "落とした.txt"));
          const frame = document.querySelectorAll("[data-drop]")[1];
          frame.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: data}));
        }"""
    )
    assert "選んだファイル: 落とした.txt" in page.inner_text("body")
    assert page.evaluate("document.getElementById('file-new').files[0].name") == "落とした.txt"


def test_two_tabs_at_once(desk):
    page = desk.compare()
    other = desk.tab(page.url)
    for one in (page, other):
        one.keyboard.press("n")
    press(page, "1")
    other.keyboard.press("m")
    other.keyboard.type("別の窓のメモ")
    other.locator("article.change:focus-within button[data-key='2']").click()
    other.wait_for_load_state()
    assert "別の画面" in other.inner_text(".problem")
    assert other.input_value(".decide:has(.problem) [data-note]") == "別の窓のメモ"
    assert left(other) == 18


def test_a_server_that_was_stopped_takes_nothing_away(desk):
    page = desk.compare()
    page.keyboard.press("n")
    page.keyboard.press("m")
    page.keyboard.type("書きかけのメモ")
    assert desk.stop() == (0, "")
    page.locator("article.change:focus-within button[data-key='1']").click()
    page.wait_for_selector(".stopped")
    assert "piadiff が止まっています" in page.inner_text(".stopped")
    assert (
        page.evaluate("document.activeElement.closest('article').querySelector('[data-note]').value")
        == "書きかけのメモ"
    )


HARM = (
    "<script>document.title='乗っ取り';fetch('https://example.com/')</script>"
    "<img src=https://example.com/x.png onerror=\"document.title='乗っ取り'\">{{7*7}}"
)


def test_a_hostile_document_is_only_text(desk, tmp_path):
    old, new = tmp_path / "旧.txt", tmp_path / f"{HARM[:24].replace('/', '')}.txt"
    text = (SAMPLE / "v3.txt").read_text("utf-8")
    old.write_text(text, "utf-8")
    new.write_text(text.replace("国民健康保険は、", f"{HARM}国民健康保険は、", 1), "utf-8")
    page = desk.compare(old, new)
    assert "<script>document.title" in page.inner_text("article.change")
    assert page.title().find("乗っ取り") < 0
    assert page.locator("script").count() == 1 and page.locator("img, iframe").count() == 0
    page.goto(desk.base)
    page.get_by_role("link", name="旧.txt").click()
    page.get_by_role("link", name="読み取りを確かめる").last.click()
    page.wait_for_load_state()
    assert page.locator("script").count() == 1 and page.locator("img").count() == 0
    assert "乗っ取り" not in page.title()


def test_what_got_into_a_page_all_the_same_does_not_run(desk):
    page = desk.tab()
    page.route("**/deadlines", lambda route: route.fulfill(
        response=(answer := route.fetch()), body=answer.text().replace("</main>", HARM + "</main>")
    ))  # fmt: skip
    page.goto(desk.base + "deadlines")
    page.wait_for_timeout(300)
    assert page.title() == "期限"
    desk.tabs[-1].requests.clear()  # what the policy held back is reported as asked for


def test_another_browser_is_not_let_in(desk, browser):
    context = browser.new_context()
    answer = context.new_page().goto(desk.base)
    assert answer.status == 403
    context.close()


def test_a_new_version_by_drop(desk):
    page = desk.tab()
    page.set_input_files("#file-file", SAMPLE / "v1.txt")
    page.get_by_role("button", name="読む").click()
    page.wait_for_url("**/document/*", timeout=60_000)
    page.get_by_role("button", name="保管する").click()
    page.wait_for_url("**/shelf/*")
    assert "を保管しました" in page.inner_text(".notice")
    page.get_by_label("項目または見出し").fill("Ⅰ/7/①")
    page.get_by_role("button", name="履歴を見る").click()
    page.wait_for_url("**/history*")
    assert page.locator(".timeline").count() == 1


@pytest.mark.parametrize("width", [1280, 400])
@needs_shared
def test_a_real_pair(desk, width):
    old, new = (SHARED / "published" / f"所沢市_住民基本台帳_全項目{name}.txt" for name in ("_前版", ""))
    page = desk.compare(old, new)
    page.set_viewport_size({"width": width, "height": 900})
    for address in (page.url, desk.base, desk.base + "deadlines"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert read(new).assessment.form == "様式4"


def test_a_note_ends_with_enter_and_the_other_window_is_told_beside_its_change(desk):
    page = desk.compare()
    late = desk.tab(page.url)
    page.bring_to_front()
    page.keyboard.press("n")
    change = focused(page)
    page.keyboard.press("m")
    page.keyboard.type("2月の会議")
    page.keyboard.press("Enter")
    assert focused(page) == change
    press(page, "1")
    assert left(page) == 18 and page.locator(".deskbar #notice").is_visible()
    late.bring_to_front()
    late.keyboard.press("n")
    press(late, "1")
    late.wait_for_function("document.activeElement.closest('article.change')")
    assert focused(late) == change
    late.wait_for_load_state("load")
    box = late.locator(f"[id='{change}'] .problem").bounding_box()
    assert box and 0 <= box["y"] < 900
