"""What the commands share: their common options, and how OLD, NEW and VERSION on the command line become a version."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from piadiff.errors import PiadiffError
from piadiff.forms import form
from piadiff.model import Assessment, Reading
from piadiff.opening import Version as Version
from piadiff.opening import check_same as check_same
from piadiff.opening import doubts as doubts
from piadiff.opening import from_reading, from_store
from piadiff.opening import open_settings as open_settings
from piadiff.opening import published as published
from piadiff.opening import title_of as title_of
from piadiff.opening import unplaced_differ as unplaced_differ
from piadiff.store import Store, StoredVersion

StoreDir = Annotated[
    Path,
    typer.Option("--store", envvar="PIADIFF_STORE", metavar="DIR", help="保管庫のフォルダー。"),
]
DEFAULT_STORE = Path("store")
AsJson = Annotated[bool, typer.Option("--json", help="プログラム向けにJSONで出す（標準出力はJSONだけになる）。")]
ExitCode = Annotated[bool, typer.Option("--exit-code", help="違いや指摘があるとき、終了コードを1にする。")]
ForceAll = Annotated[
    bool,
    typer.Option(
        "--force",
        help="違う評価書どうしでも比べ、同じ名前のファイルも置き換える（置き換えるだけなら --overwrite）。",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="評価書番号や評価実施機関が違う評価書どうしでも比べる。")]
Strict = Annotated[
    bool, typer.Option("--strict", help="項目に入らなかった文字や、確かでない読み取りがあれば、誤りとして止める。")
]
DecisionsFile = Annotated[
    Path | None,
    typer.Option(
        "--decisions",
        metavar="FILE.json",
        help="人が決めた判断のファイル（保管庫を使わず、ファイルどうしを比べるとき）。",
    ),
]
Effective = Annotated[
    list[str] | None,
    typer.Option(
        "--effective",
        metavar="DATE",
        help="変更日（変更が実際に始まる日）。項目やまとまりごとなら「項目=日付」とし、繰り返し指定できる。",
    ),
]
EffectiveFile = Annotated[
    Path | None,
    typer.Option(
        "--effective-file", metavar="FILE", help="項目（まとまり）ごとの変更日を書いたファイル（.xlsx .csv .json）。"
    ),
]
Submitted = Annotated[
    str | None,
    typer.Option("--submitted", metavar="DATE", help="提出日。変更日より前なら事前、以後なら事後に決まる。"),
]
PageFile = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE.html", help="画面に出す代わりに、ページ（HTML）に書き出す。"),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="同じ名前のファイルがあれば置き換える。")]
OldVersion = Annotated[str, typer.Argument(metavar="OLD", help="前の版。ファイルか、保管庫の版（ID@prev など）。")]
NewVersion = Annotated[str, typer.Argument(metavar="NEW", help="後の版。ファイルか、保管庫の版（ID@latest など）。")]


def open_version(spec: str, store: Path = DEFAULT_STORE) -> Version:
    """The version that a person names: a file of any readable kind, or ``ID@WHEN`` in the store.

    WHEN is a day (西暦 or 和暦: the version in force that day), ``latest`` or ``prev``; a plain ID means the latest.
    Raises PiadiffError in one sentence if there is no such file, ID or version.
    """
    return _open([spec], Store(store))[0]


def open_pair(old: str, new: str, store: Path = DEFAULT_STORE, *, force: bool = False) -> tuple[Version, Version]:
    """The two versions of a comparison, read together; refuses two different assessments (:func:`check_same`)."""
    first, second = _open([old, new], Store(store))
    check_same(first, second, force)
    for doubt in doubts(first, second):
        note(doubt)
    return first, second


def _open(specs: Sequence[str], store: Store) -> list[Version]:
    """The versions in the order of their names; those in the store come out of it in one go."""
    named = {spec: _named(spec, store) for spec in specs}
    stored = [version for version in named.values() if isinstance(version, StoredVersion)]
    assessments = dict(zip(stored, store.load_all(stored), strict=True)) if stored else {}
    return [
        from_store(version, assessments[version]) if isinstance(version, StoredVersion) else _from_file(version)
        for version in (named[spec] for spec in specs)
    ]


def _named(spec: str, store: Store) -> Path | StoredVersion:
    path = Path(spec)
    if _is_file(path):
        return path
    if _looks_like_file(spec):
        raise PiadiffError(f"ファイルがありません: {spec}", hint="保管庫の版なら 所沢市-1@latest のように指定します")
    try:
        return store.find(spec)
    except PiadiffError:
        if spec and _is_folder(path):
            raise PiadiffError(
                "ファイルではなくフォルダーです", where=spec, hint="中のファイルか、保管庫の版を指定してください"
            ) from None
        raise


def read_file(path: Path) -> Reading:
    """What a reader makes of a file of any supported kind. Raises PiadiffError naming the file."""
    from piadiff.readers import read

    return read(path)


def tell_doubts(name: str, unplaced: int, remarks: int, *, strict: bool) -> None:
    """One line on stderr about what a reading leaves open; with ``strict`` it is raised as a PiadiffError instead."""
    parts = [
        f"項目に入らなかった文字が{unplaced}箇所" if unplaced else "",
        f"気になる点が{remarks}件" if remarks else "",
    ]
    told = "、".join(filter(None, parts))
    if told and strict:
        raise PiadiffError(f"{told}あります", where=name, hint="piadiff read --verbose で場所と内容が見られます")
    if told:
        note(f"{name}: {told}あります（piadiff read --verbose で見られます）")


def person(by: str | None, store: Path, *, option: str, role: str) -> str:
    """Who works here: as given, else as git knows the person, else the login. Raises PiadiffError if nothing says it.

    ``option`` is the one that gives the name, ``role`` what the person is called in errors (判断する人).
    """
    from getpass import getuser

    from piadiff.decisions import tidy
    from piadiff.store.repository import user_name

    if by is not None and not tidy(by):
        raise PiadiffError("名前が空です", where=option, hint=f"{role}の名前を書いてください")
    name = tidy(by) if by else tidy(user_name(store))
    try:
        return name or tidy(getuser())
    except (OSError, KeyError, ImportError):
        raise PiadiffError(f"{role}が分かりません", hint=f"{option} で名前を指定してください") from None


def check_page(output: Path | None, as_json: bool, overwrite: bool, *inputs: str) -> None:
    """Refuse early to write a page that could not be written, or would be of another kind than its name says."""
    from piadiff.writers.files import check_target

    if output is None:
        return
    if as_json:
        raise PiadiffError("--json と -o は一緒に使えません", hint="どちらか一つにしてください")
    if output.suffix.lower() not in (".html", ".htm"):
        raise PiadiffError("書き出すページはHTMLです", where=str(output), hint="末尾を .html にしてください")
    check_target(output, overwrite=overwrite, inputs=inputs)


def print_json(data: Any) -> None:
    """JSON on stdout, as design.md has it: two-space indent, non-ASCII as is."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def note(sentence: str) -> None:
    """A message for the person at the terminal: on stderr, so that stdout holds results only."""
    print(sentence, file=sys.stderr)


def _from_file(path: Path) -> Version:
    return from_reading(read_file(path), path.name)


def _is_file(path: Path) -> bool:
    try:
        return path.exists() and (not path.is_dir() or _looks_like_file(str(path)))
    except (OSError, ValueError):  # too long for a name, a NUL in it
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _looks_like_file(spec: str) -> bool:
    return "@" not in spec and ("/" in spec or "\\" in spec or bool(Path(spec).suffix))


def items_meant(assessment: Assessment, spelling: str) -> tuple[str, ...]:
    """The items of an assessment that a person means by any sensible spelling of an item or of a heading above items.

    Raises PiadiffError if it is ambiguous, unknown to the form, or nothing in this version.
    """
    tree = form(assessment.form)
    meant: Sequence[str] = (spelling,)
    if spelling not in assessment.items:
        from piadiff.forms.locate import resolve

        meant = resolve(tree, spelling, assessment.items)
    found = [p for p in assessment.items if any(p == path or p.startswith(f"{path}/") for path in meant)]
    if not found:
        raise PiadiffError(f"この版に {spelling} という項目はありません", hint="piadiff show で項目の一覧が見られます")
    return tuple(sorted(found, key=tree.sort_key))


@contextmanager
def hold_interrupts() -> Iterator[Callable[[], None]]:
    """Gives a step after which ^C waits until the end of the block, and then comes to nothing: the work is done.

    Before that step ^C stops the program as usual, and nothing has been changed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    before = signal.getsignal(signal.SIGINT)

    def hold() -> None:
        signal.signal(signal.SIGINT, lambda *_: None)

    try:
        yield hold
    finally:
        signal.signal(signal.SIGINT, before)
