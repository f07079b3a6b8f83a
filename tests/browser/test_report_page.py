"""The report page at work in a real browser: filters, search, keys, links, paper, and documents that mean harm."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from piadiff.report import build, render
from tests.browser.reports import TREE, large, small
from tests.hostile import LONG, TEXTS, judged_of
from tests.shared import SHARED, needs_shared

FIRST_PAINT, FILTER = 1000, 100  # milliseconds, as the page promises for 300 changes
NOISE = 3  # what a busy machine may take more
SHOWN = "[...document.querySelectorAll('article.change')].filter(a => a.checkVisibility()).map(a => a.id)"


def shown(page) -> list[str]:
    return page.evaluate(SHOWN)


def told(page) -> str:
    return page.inner_text("#result")


def focused(page) -> str:
    return page.evaluate("document.activeElement.id")


@pytest.fixture
def report():
    return small()


@pytest.fixture
def page(opened, report):
    watched = opened(render(report))
    yield watched.page
    assert watched.errors == []
    assert [url for url in watched.requests if not url.startswith("file:")] == []


def ids(report, wanted=lambda entry: True):
    return [entry.anchor for entry in report.entries if wanted(entry)]


def test_all_changes_are_there_and_counted(page, report):
    assert shown(page) == ids(report)
    assert told(page) == "6件をすべて表示"


def test_filters_narrow_and_widen(page, report):
    page.get_by_label("要確認").check()
    assert shown(page) == ids(report, lambda one: one.important == "review")
    assert told(page) == "6件中2件を表示"
    page.get_by_label("重要な変更").check()
    assert shown(page) == ids(report, lambda one: one.important != "no")
    page.get_by_label("まとまり").select_option(index=1)
    assert shown(page) == ids(report, lambda one: one.important == "review" and one.thread)
    assert not page.is_visible("h2:has-text('その他のリスク対策')")
    page.get_by_role("button", name="条件を外す").click()
    assert shown(page) == ids(report)


@pytest.mark.parametrize("name", ["judgement", "timing", "part", "thread", "kind"])
def test_every_choice_shows_as_many_changes_as_it_says(page, report, name):
    facet = next(facet for facet in report.facets if facet.name == name)
    for choice in facet.choices:
        if facet.few:
            page.check(f"input[value={choice.key}]")
        else:
            page.select_option(f"select[name={name}]", choice.key)
        assert len(shown(page)) == choice.count
        page.click("#all")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ABC", ["Ⅱ"]), ("abc 株式会社", ["Ⅱ"]), ("戸籍課", ["Ⅰ", "Ⅲ"]), ("施錠　戸籍", ["Ⅲ"]),
        ("委託先名", ["Ⅱ"]), ("施錠 郵送", []),
    ],
)  # fmt: skip
def test_search_finds_all_words_in_any_width(page, report, words, found):
    page.fill("#find", words)
    kept = shown(page)
    assert [entry.headings[0][:1] for entry in report.entries if entry.anchor in kept] == found
    assert told(page) == f"6件中{len(found)}件を表示"


def test_where_nothing_is_found_the_page_says_what_to_do(page, report):
    page.fill("#find", "ない言葉")
    assert shown(page) == []
    assert "条件を外して" in page.inner_text("#nothing")
    page.click("#nothing-all")
    assert shown(page) == ids(report)
    assert focused(page) == "find"
    assert not page.is_visible("#nothing")


def test_the_tree_counts_what_is_shown(page):
    def numbers():
        return [
            int(n)
            for n in page.eval_on_selector_all(
                ".tree > details > ul > li > .number [data-of]", "all => all.map(n => n.textContent)"
            )
        ]

    assert sum(numbers()) == 6
    page.get_by_label("要確認").check()
    assert sum(numbers()) == 2


def test_unchanged_items_come_on_demand_and_are_searched(page):
    assert not page.is_visible("text=システム用ファイル")
    page.fill("#find", "手数料")
    assert shown(page) == [] and page.is_visible("#nothing")
    page.get_by_label("変更のない項目も").check()
    assert page.is_visible("text=手数料は無料") and not page.is_visible("#nothing")
    assert not page.is_visible("text=システム用ファイル")
    page.fill("#find", "")
    assert page.is_visible("text=システム用ファイル")
    page.get_by_label("変更のない項目も").uncheck()
    assert not page.is_visible("text=システム用ファイル")


def test_a_judgement_explains_itself_on_a_click(page, report):
    article = page.locator(f"[id='{report.entries[-1].anchor}']")
    assert not article.get_by_text("この判断の意味").is_visible()
    article.get_by_text("判断のわけ").click()
    assert article.get_by_text(report.entries[-1].means).is_visible()


def test_keys_lead_through_the_changes(page, report):
    every, review = ids(report), ids(report, lambda one: one.important == "review")
    walked = []
    for key in "jjjkn":
        page.keyboard.press(key)
        walked.append(focused(page))
    assert walked == [every[0], every[1], every[2], every[1], review[0]]
    assert page.url.endswith(f"#{review[0]}")
    page.keyboard.press("n")
    assert focused(page) == review[1]
    top = page.evaluate("document.activeElement.getBoundingClientRect().top")
    assert top >= page.evaluate("document.querySelector('.bar').getBoundingClientRect().bottom")


def test_the_first_key_of_a_person_without_a_mouse_leads_past_the_summary(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "変更の一覧へ移る"
    page.keyboard.press("Enter")
    page.wait_for_function("document.getElementById('changes').getBoundingClientRect().top < 50")


def test_keys_for_search_and_help(page):
    page.keyboard.press("/")
    page.keyboard.type("jk?戸籍課")
    assert page.input_value("#find") == "jk?戸籍課"
    page.keyboard.press("Escape")
    assert page.input_value("#find") == "" and len(shown(page)) == 6
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.is_visible("text=次の要確認へ")
    page.keyboard.press("Escape")
    assert not page.is_visible("text=次の要確認へ")


def test_a_link_leads_to_its_change(opened, report):
    last = report.entries[-1].anchor
    page = opened(render(report), fragment=last).page
    assert focused(page) == last
    assert page.locator(f"[id='{last}']").bounding_box()["y"] < 900


def test_a_link_to_a_hidden_change_shows_it(page, report):
    page.get_by_label("要確認").check()
    last = report.entries[-1].anchor
    page.evaluate(f"location.hash = '#{last}'")
    page.wait_for_function(f"document.activeElement.id === '{last}'")
    assert shown(page) == ids(report)


def test_a_link_that_leads_nowhere_does_no_harm(opened, report):
    for fragment in ("ない", "%E3%81", "i9-9-9"):
        watched = opened(render(report), fragment=fragment)
        assert shown(watched.page) == ids(report) and watched.errors == []


def test_what_has_to_be_done_leads_to_its_changes(page, report):
    page.get_by_role("link", name="この2件を見る").click()
    assert shown(page) == ids(report, lambda one: one.important == "review")
    page.locator("caption:has-text('まとまった') ~ tbody a").click()
    assert shown(page) == ids(report, lambda one: one.thread)


def test_the_picture_leads_to_a_change(page, report):
    assert page.locator(".map dd rect:not(.back, .hole)").count() == 6 + 3
    page.locator(".map dd rect.yes").click()
    page.wait_for_function(f"document.activeElement.id === '{report.entries[-1].anchor}'")


def test_light_and_dark(opened, report):
    def back(page):
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert back(opened(render(report)).page) == "rgb(255, 255, 255)"
    page = opened(render(report), color_scheme="dark").page
    assert back(page) == "rgb(22, 22, 22)"
    page.get_by_role("button", name="配色: 自動").click()
    assert back(page) == "rgb(255, 255, 255)"
    page.reload()
    assert back(page) == "rgb(255, 255, 255)"
    page.get_by_role("button", name="配色: 明るい").click()
    assert back(page) == "rgb(22, 22, 22)"


def test_long_texts_can_be_folded_to_what_changed(opened):
    page = opened(render(large(6))).page
    words = page.locator("article.change .words").first
    whole = words.text_content()
    height = words.bounding_box()["height"]
    page.get_by_label("違う所の前後だけ").check()
    assert words.bounding_box()["height"] < height / 2
    assert words.text_content() == whole
    page.get_by_label("違う所の前後だけ").uncheck()
    assert words.bounding_box()["height"] == height


@pytest.mark.parametrize("width", [1280, 400])
def test_the_page_is_never_wider_than_the_window(opened, report, width):
    page = opened(render(report), width=width).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("?")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_everything_can_be_read(opened, report):
    watched = opened(render(report), java_script_enabled=False)
    for entry in report.entries:
        article = watched.page.locator(f"[id='{entry.anchor}']")
        article.scroll_into_view_if_needed()
        text = article.inner_text()
        assert entry.headings[-1] in text and entry.reason in text and entry.basis in text
        assert "".join(piece.text for piece in entry.after) in text
    assert not watched.page.is_visible("#tools") and not watched.page.is_visible("#theme")


def test_nothing_changed(opened):
    watched = opened(render(build((), TREE, title="題", old="旧", new="新")))
    assert "正しい二つの版を指定したか" in watched.page.inner_text("main")
    for key in "jkn/?":
        watched.page.keyboard.press(key)
    assert watched.errors == []


def test_on_paper_every_change_stands_and_no_controls(opened, report):
    import pypdfium2

    page = opened(render(report)).page
    data = page.pdf(prefer_css_page_size=True)
    document = pypdfium2.PdfDocument(data)
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    text = re.sub(r"\s", "", "".join(sheet.get_textpage().get_text_range() for sheet in document))
    for entry in report.entries:
        assert entry.headings[-1].translate(str.maketrans("⑥②①⑤", "6215"))[1:] in text
        assert entry.why in text
    assert "検索" not in text and "配色" not in text and "使い方" not in text
    page.get_by_label("要確認").check()
    text = re.sub(r"\s", "", "".join(s.get_textpage().get_text_range() for s in pypdfium2.PdfDocument(page.pdf())))
    assert "絞り込んだ変更だけを示しています(6件中2件を表示)" in text.translate(str.maketrans("（）", "()"))
    assert "年に一度" not in text


HOSTILE = [text for text in TEXTS if text != LONG]


def test_a_hostile_document_is_only_text(opened):
    changes = [judged_of(text) for text in HOSTILE]
    report = build(changes, TREE, title=HOSTILE[0], old=HOSTILE[1], new=HOSTILE[2], findings=HOSTILE, remarks=HOSTILE)
    watched = opened(render(report))
    page = watched.page
    page.fill("#find", "<script>")
    page.click("#all")
    for list_ in page.locator("select").all():
        list_.select_option(index=1)
        page.click("#all")
    page.get_by_label("違う所の前後だけ").check()
    for key in "jnk?":
        page.keyboard.press(key)
    assert page.title().startswith("新旧比較　<script>")
    assert page.locator("article.change").count() == len(HOSTILE)
    assert page.locator("script").count() == 1 and page.locator("img, iframe, svg[onload]").count() == 0
    assert watched.errors == []
    assert [url for url in watched.requests if not url.startswith("file:")] == []


@pytest.fixture
def server():
    """A server on this machine that remembers what it was asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    found = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=found.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{found.server_port}", asked
    found.shutdown()
    found.server_close()


def harmful(address: str) -> bytes:
    return (
        f"<script>document.title='乗っ取り';fetch('{address}/fetch')</script>"
        f"<img src='{address}/image' onerror=\"document.title='乗っ取り'\">"
        f"<style>body{{background:url({address}/style)}}</style><iframe src='{address}/frame'></iframe>"
        f"<form action='{address}/form'><button id=send>送</button></form></body>"
    ).encode()


def test_the_server_would_be_asked(opened, server):
    address, asked = server
    watched = opened(b"<meta charset=utf-8><body></body>".replace(b"</body>", harmful(address)))
    watched.page.evaluate("document.getElementById('send').click()")
    watched.page.wait_for_timeout(300)
    assert {"/fetch", "/image", "/style", "/frame", "/form?"} <= set(asked)


def test_what_got_into_a_page_all_the_same_neither_runs_nor_sends(opened, report, server):
    address, asked = server
    watched = opened(render(report).replace(b"</body>", harmful(address)))
    assert watched.page.title().startswith("新旧比較")
    watched.page.evaluate("document.getElementById('send').click()")
    watched.page.wait_for_timeout(300)
    assert asked == []


def test_three_hundred_changes_stay_quick(opened, capsys):
    page = opened(render(large())).page
    assert page.locator("article.change").count() == 300
    paint = page.evaluate(
        "new Promise(done => new PerformanceObserver(list => done(list.getEntriesByName('first-contentful-paint')[0]"
        ".startTime)).observe({type: 'paint', buffered: true}))"
    )
    times = {}
    for name, work in {
        "要確認": "box('judgement-2')",
        "部分": "list('part')",
        "まとまり": "list('thread')",
        "検索（初回）": "find('戸籍課 第12号')",
        "検索": "find('第12')",
        "条件を外す": "document.getElementById('all').click()",
    }.items():
        times[name] = page.evaluate(
            f"""() => {{
              const say = (node) => node.dispatchEvent(new Event("input", {{bubbles: true}}));
              const at = (selector, change) => {{ const n = document.querySelector(selector); change(n); say(n); }};
              const box = (key) => at(`[value=${{key}}]`, (n) => n.checked = true);
              const list = (name) => at(`[name=${{name}}]`, (n) => n.selectedIndex = 1);
              const find = (text) => at("#find", (n) => n.value = text);
              document.body.offsetHeight;
              const start = performance.now();
              {work};
              document.body.offsetHeight;
              return performance.now() - start;
            }}"""
        )
    with capsys.disabled():
        print(
            f"\n変更300件: 最初の表示 {paint:.0f} ms、", "、".join(f"{name} {ms:.0f} ms" for name, ms in times.items())
        )
    assert paint < FIRST_PAINT * NOISE
    assert max(times.values()) < FILTER * NOISE


@needs_shared
def test_a_real_pair(opened, piadiff, tmp_path):
    old, new = (SHARED / "published" / f"所沢市_住民基本台帳_全項目{name}.txt" for name in ("_前版", ""))
    assert piadiff("report", old, new, "-o", "比較.html").status == 0
    for width in (1280, 400):
        watched = opened((tmp_path / "比較.html").read_bytes(), width=width)
        page = watched.page
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        count = page.locator("article.change").count()
        assert told(page) == f"{count}件をすべて表示" and count > 20
        page.fill("#find", "委託事項４")
        assert 10 < len(shown(page)) < count
        page.fill("#find", "")
        page.get_by_label("変更のない項目も").check()
        assert page.locator("article.still:visible").count() > 300
        assert watched.errors == []
