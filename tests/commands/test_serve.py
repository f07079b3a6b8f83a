"""``piadiff serve`` as a person starts it: what it prints, how it ends, what it says where it cannot begin."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request

import pytest

from piadiff.web import server


@pytest.fixture
def started(tmp_path):
    """A desk that was started in an empty folder, and its address."""
    pytest.importorskip("starlette", reason="starlette がないため飛ばします")
    with subprocess.Popen(
        [sys.executable, "-m", "piadiff", "serve", "--no-browser", "--by", "山田"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1"},
    ) as process:  # fmt: skip
        stop = threading.Timer(60, process.kill)
        stop.start()
        try:
            yield process, re.search(r"http://127\.0\.0\.1:\d+/\?token=\S{40,}", process.stdout.readline())[0]
        finally:
            stop.cancel()
            process.kill()


def test_it_serves_on_this_machine_only_until_it_is_interrupted(started):
    process, address = started
    port = int(re.search(r":(\d+)/", address)[1])
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address.partition("?")[0], timeout=10)
    assert refused.value.code == 403
    with socket.socket() as probe:
        probe.settimeout(2)
        assert probe.connect_ex(("127.0.0.2", port)) != 0
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
    assert out.endswith("終わりました。\n")


def test_a_port_that_is_taken(piadiff, started):
    port = re.search(r":(\d+)/", started[1])[1]
    done = piadiff("serve", "--port", port, "--no-browser")
    assert (done.status, done.out) == (2, "")
    assert done.err == (
        f"piadiff: --port: ポート {port} はほかのプログラムが使っています"
        "（別の番号を指定するか、--port を省いてください）\n"
    )


@pytest.mark.parametrize("missing", ["starlette", "uvicorn", "python_multipart"])
def test_without_the_packages_it_says_how_to_get_them(piadiff, monkeypatch, missing):
    for name in [name for name in sys.modules if name == "piadiff.web.app" or name.split(".")[0] == missing]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    done = piadiff("serve", "--no-browser")
    assert (done.status, done.out) == (2, "")
    assert done.err == (
        'piadiff: 画面を動かすためのパッケージが入っていません（pip install "piadiff[web]" で入れてください）\n'
    )


def test_a_name_is_wanted(piadiff):
    done = piadiff("serve", "--no-browser", "--by", " ")
    assert done.status == 2 and "名前が空です" in done.err


def test_the_browser_is_opened_with_the_address(piadiff, monkeypatch):
    import webbrowser

    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(server, "serve", lambda *a, opened, **k: opened("http://127.0.0.1:1/?token=x"))
    assert piadiff("serve").status == 0
    assert piadiff("serve", "--no-browser").status == 0
    assert opened == ["http://127.0.0.1:1/?token=x"]
