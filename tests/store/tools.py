"""Stores for tests: real git in a temporary folder, small invented documents, and what is in the folder."""

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from piadiff.model import Assessment
from piadiff.store import NewVersion, Store, StoredVersion

ID = "見本市-1"


def document(text: str = "本文", number: str = "1", agency: str = "埼玉県見本市長", **items: str) -> Assessment:
    """A small 様式4."""
    return Assessment(
        form="様式4",
        edition="平成30年5月",
        items={
            "表紙/評価書番号": number,
            "表紙/評価書名": "住民基本台帳に関する事務",
            "表紙/評価実施機関名": agency,
            "Ⅰ/1/②": (text, "二段落目"),
            **items,
        },
    )


def new(date: str, text: str = "", source: str = "評価書.txt", **more: str) -> NewVersion:
    """A version to be added; its text is told by its date where none is given."""
    text = text or f"{date} の本文"
    return NewVersion(assessment=document(text, **more), date=date, original=f"元: {date}".encode(), source=source)


def store_with(folder: Path, *dates: str) -> Store:
    """A store that has a version for each date, added in the order given."""
    store = Store(folder)
    for date in dates:
        store.add([new(date)])
    return store


def copied_store(folder: Path, *dates: str) -> Store:
    """As :func:`store_with` makes it in a new folder, but copied from one that was made before."""
    shutil.copytree(_made(dates), folder)
    return Store(folder)


@cache
def _made(dates: tuple[str, ...]) -> Path:
    place = Path(tempfile.mkdtemp(prefix="piadiff-tests-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return store_with(place / "store", *dates).folder


def git(folder: Path, *arguments: str, data: str = "", check: bool = True) -> str:
    """Output of the user's git in the store, as any git tool would run there."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    settings = ("user.name=piadiff", "user.email=piadiff@localhost", "core.quotePath=false")
    done = subprocess.run(
        ["git", *(word for setting in settings for word in ("-c", setting)), *arguments],
        cwd=folder, input=data.encode(), capture_output=True, check=False, env=clean,
    )  # fmt: skip
    assert not check or done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout.decode("utf-8", "replace").strip()


def labels(store: Store) -> list[str]:
    return [version.label for version in Store(store.folder).versions()]


def text_of(store: Store, version: StoredVersion) -> str:
    return store.load(version).items["Ⅰ/1/②"][0]


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content, links as what they point to, our own lock files left out."""
    found = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
        if path.is_symlink():
            found[str(path)] = str(path.readlink()).encode()
        elif path.is_file() and path.name not in ("piadiff.lock", "piadiff.queue"):
            found[str(path)] = path.read_bytes()
        elif path.is_dir():
            found[str(path)] = b""
    return found


def visible(folder: Path) -> dict[str, bytes]:
    """What a person sees: files outside the git folder, and where the branch stands."""
    files = {name: data for name, data in snapshot(folder).items() if "/.git/" not in name.replace(os.sep, "/")}
    return {**files, "HEAD": git(folder, "rev-parse", "--verify", "--quiet", "HEAD", check=False).encode()}
