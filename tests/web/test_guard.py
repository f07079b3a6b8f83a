"""Nothing passes the door that does not come from our own page in the browser that was let in."""

import pytest

from tests.web.desk import BASE, PORT, TestClient, shown

GETS = (
    "/",
    "/deadlines",
    "/pair/x",
    "/pair/x/table",
    "/job/x",
    "/job/x/state",
    "/document/x",
    "/static/desk.css",
    "/no",
)
POSTS = (
    "/compare", "/add", "/who", "/job/x/stop", "/document/x/keep", "/pair/x/decide", "/pair/x/undo", "/pair/x/withdraw",
)  # fmt: skip


@pytest.fixture
def stranger(clerk):
    """Another browser on the same machine."""
    return TestClient(clerk.app, base_url=BASE, follow_redirects=False)


@pytest.mark.parametrize("address", GETS)
def test_without_the_token_nothing_is_shown(stranger, clerk, address):
    for query in ("", "?token=", "?token=x", f"?token={clerk.guard.cookie}", f"?token={clerk.guard.form}"):
        answer = stranger.get(address + query)
        assert answer.status_code == 403
        assert "?token=" in answer.text and "set-cookie" not in answer.headers


@pytest.mark.parametrize("address", POSTS)
def test_without_the_cookie_nothing_is_done(stranger, clerk, address):
    answer = stranger.post(address, data={"secret": clerk.guard.form}, headers={"origin": BASE})
    assert answer.status_code == 403


def test_the_token_becomes_a_cookie_and_leaves_the_address(stranger, clerk):
    answer = stranger.get(f"/?token={clerk.guard.token}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert clerk.guard.token not in cookie
    assert stranger.get("/").status_code == 200


def test_every_start_has_its_own_secrets():
    from piadiff.web.guard import Guard

    one, other = Guard(PORT), Guard(PORT)
    secrets = [one.token, one.cookie, one.form, other.token, other.cookie, other.form]
    assert len(set(secrets)) == 6 and min(map(len, secrets)) >= 40


@pytest.mark.parametrize(
    "host", ["example.com", f"example.com:{PORT}", "127.0.0.1", "127.0.0.1:1", "", f"[::1]:{PORT}"]
)
def test_another_host_is_refused(clerk, host):
    for address in ("/", f"/?token={clerk.guard.token}"):
        assert clerk.http.get(address, headers={"host": host, "sec-fetch-site": "none"}).status_code == 400


def test_localhost_is_this_host(clerk):
    http = TestClient(clerk.app, base_url=f"http://localhost:{PORT}")
    assert http.get(f"/?token={clerk.guard.token}").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://example.com", "sec-fetch-site": "cross-site"},
        {"origin": "http://127.0.0.1:3000", "sec-fetch-site": "same-site"},
        {"origin": "http://127.0.0.1:3000", "sec-fetch-site": ""},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "null", "sec-fetch-site": ""},
        {"origin": "", "sec-fetch-site": ""},
        {"origin": BASE, "sec-fetch-site": "cross-site"},
    ],
)
def test_a_form_from_elsewhere_is_refused(clerk, headers):
    for address in POSTS:
        assert clerk.http.post(address, data={"secret": clerk.guard.form}, headers=headers).status_code == 403
    assert clerk.room.who == "山田" and not clerk.room.jobs


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_from_elsewhere_cannot_even_look(clerk, site):
    headers = {"sec-fetch-site": site, "origin": ""}
    assert clerk.http.get("/", headers=headers).status_code == 403
    assert clerk.http.get(f"/?token={clerk.guard.token}", headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{"origin": BASE}, {"origin": "null", "sec-fetch-site": "same-origin"}])
def test_a_form_of_ours_is_taken(clerk, headers):
    assert clerk.http.post("/who", data={"secret": clerk.guard.form, "who": "佐藤"}, headers=headers).status_code == 200
    assert clerk.room.who == "佐藤"


@pytest.mark.parametrize("secret", [None, "", "x"])
@pytest.mark.parametrize("address", POSTS)
def test_a_form_without_our_secret_is_refused(clerk, address, secret):
    answer = clerk.http.post(address, data={"who": "別人"} | ({} if secret is None else {"secret": secret}))
    assert answer.status_code == 403 and "この画面からの操作ではない" in shown(answer)
    assert clerk.room.who == "山田"


def test_every_answer_forbids_the_browser_what_is_not_ours(clerk, stranger):
    for answer in (
        clerk.http.get("/"), clerk.http.get("/static/desk.js"), clerk.http.get("/no"), stranger.get("/"),
        clerk.http.post("/who", data={}),
    ):  # fmt: skip
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy
        assert "frame-ancestors 'none'" in policy and "script-src 'self'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"


def test_no_page_carries_a_script_or_style_of_its_own(stocked):
    page = stocked.compared()
    for answer in (page, stocked.open("/"), stocked.open("/deadlines")):
        assert "<style" not in answer.text and "style=" not in answer.text and "onclick" not in answer.text
        assert answer.text.count("<script") == answer.text.count('<script src="/static/desk.js"') == 1


@pytest.mark.parametrize("name", ["../pyproject.toml", "..%2f..%2fpyproject.toml", "house.css", "%00", "desk.css/.."])
def test_only_our_own_files_are_served(clerk, name):
    answer = clerk.http.get(f"/static/{name}")
    assert answer.status_code == 404 or answer.url.path in ("/", "/static/")


@pytest.mark.parametrize("key", ["x", "..%2f..%2fetc%2fpasswd", "所沢市-1", "%00", "a" * 5000])
def test_what_is_no_key_of_ours_leads_nowhere(stocked, key):
    for address in ("/pair/{}", "/job/{}", "/shelf/{}", "/document/{}", "/pair/{}/table", "/shelf/{}/history?item=Ⅰ"):
        answer = stocked.http.get(address.format(key))
        assert answer.status_code in (400, 404), address
        assert "passwd" not in answer.text.replace(key, "") and "Traceback" not in answer.text


def test_a_body_that_is_too_large_is_not_read(clerk, monkeypatch):
    from piadiff.web import app

    monkeypatch.setattr(app, "MAX_BODY", 1000)
    answer = clerk.http.post("/who", data={"secret": clerk.guard.form, "who": "長" * 1000})
    assert answer.status_code == 413 and "上限" in shown(answer)


def test_a_body_without_a_length_is_not_read(clerk):
    answer = clerk.http.post("/who", content=iter([b"secret=x"]))
    assert answer.status_code == 411


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_only_forms_are_read(clerk, kind):
    answer = clerk.http.post("/who", content=b"{}", headers={"content-type": kind})
    assert answer.status_code == 415


def test_more_fields_or_files_than_a_form_has(clerk):
    secret = {"secret": clerk.guard.form}
    many = secret | {f"f{n}": "x" for n in range(100)}
    assert clerk.http.post("/who", data=many, files={"a": b"1"}).status_code == 400
    three = [(name, (name, b"1")) for name in "abc"]
    assert clerk.http.post("/compare", data=secret, files=three).status_code == 400
    assert clerk.http.post("/who", data=secret | {"who": "長" * 100_000}, files={"a": b"1"}).status_code == 400
    assert clerk.room.who == "山田"


def test_a_file_that_is_too_large(clerk, monkeypatch):
    from piadiff.web import app

    monkeypatch.setattr(app, "MAX_BYTES", 10)
    answer = clerk.http.post("/add", data={"secret": clerk.guard.form}, files={"file": ("大.txt", b"x" * 11)})
    assert answer.status_code == 413 and "大きすぎます" in shown(answer)
