"""The command line: the list of commands, and the one place where every error becomes a sentence.

Nothing heavy is imported here: ``piadiff --help`` and the start of any command must stay fast, so typer and the module
of a command are imported when they are needed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from piadiff.errors import PiadiffError

if TYPE_CHECKING:
    import typer

# Every command: its name, which is also its module in piadiff.commands and its function there, and what it does.
COMMANDS: tuple[tuple[str, str], ...] = (
    ("read", "評価書のファイルを読み、要約または正規JSONを出す"),
    ("add", "評価書を読み、一つの版として保管する"),
    ("log", "保管している評価書と版の一覧を出す"),
    ("show", "一つの版、またはその一つの項目を出す"),
    ("diff", "二つの版の違いを、項目ごとに、変わった語に印を付けて出す"),
    ("table", "二つの版から変更箇所の表（別添3など）を作る"),
    ("opinions", "点検や意見の聴取の意見の一覧から、意見対応表を作る"),
    ("plan", "改定ですること（再評価か修正か、手続、期限）を一枚の表にする"),
    ("report", "二つの版を左右に並べた比較ページ（HTML）を作る"),
    ("review", "要確認の変更を一つずつ示し、人が決めた判断を残す"),
    ("serve", "ブラウザーで、比較、判断、別添3の受け取り、版の保管をする"),
    ("decisions", "人が決めた判断を、誰がいつ決め、いま使われているかとともに出す"),
    ("export", "一つの版の全体を、様式に沿ったExcelファイルに書き出す"),
    ("history", "一つの項目が、いつ、どう変わってきたかを出す"),
    ("blame", "一つの版の各項目が、いつの版からいまの記載かを出す"),
    ("grep", "語句が、どの項目に、いつからいつまであったかを、全部の版から探す"),
    ("stats", "変更の数を、改正、様式の部、種類、事前・事後に分けて数える"),
    ("backfill", "変更箇所の表をさかのぼり、前の版を復元する"),
    ("audit", "公表されている変更箇所の表を、規則、本文、前の版と突き合わせる"),
    ("deadlines", "保管しているすべての評価書の、再評価と見直しの期限を出す"),
    ("rules", "変更を判断する規則の表を出す"),
    ("evaluate", "規則の判断を、公表されている変更箇所の表と比べて採点する"),
    ("settings", "保管庫の設定（説明の文言、和暦・西暦など）を出し、変える"),
    ("forms", "様式の項目の一覧を出す"),
    ("verify", "保管庫が完全で、改変されていないことを確かめる"),
    ("packet", "一つの評価書の監査資料（全版、表、履歴など）をまとめる"),
    ("schema", "出力するJSONの形（JSON Schema）を出す"),
    ("demo", "同梱の見本で、二つの版から別添3を作るまでを動かす"),
)

DONE, FINDINGS, USAGE, BUG, INTERRUPTED = 0, 1, 2, 3, 130

_SYSTEM_FAULTS = {
    errno.ENOSPC: "空き容量がありません",
    errno.EDQUOT: "容量の割り当てを使い切っています",
    errno.EACCES: "読み書きする権限がありません",
    errno.EPERM: "読み書きする権限がありません",
    errno.EROFS: "書き込めない場所です",
    errno.EIO: "読み書きに失敗しました（装置の故障かもしれません）",
    errno.ENAMETOOLONG: "名前が長すぎます",
    errno.EMFILE: "同時に開けるファイルの数を超えました",
    errno.ENOENT: "ファイルまたはフォルダーがありません",
    errno.ENOTDIR: "フォルダーではありません",
    errno.EISDIR: "ファイルではなくフォルダーです",
}


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line (default: of this process) and end the process with its status."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status: 0 done, 1 findings (--exit-code), 2 usage or input, 3 bug.

    Whatever goes wrong becomes one Japanese sentence on stderr; no exception but SystemExit leaves this function.
    """
    try:
        _set_streams()
        status = _dispatch(_expanded(sys.argv[1:]) if arguments is None else list(arguments))
        sys.stdout.flush()
    except PiadiffError as fault:
        return _say(str(fault), USAGE)
    except KeyboardInterrupt:
        return _say("中断しました。何も変更していません。", INTERRUPTED)
    except BrokenPipeError:
        return _close_stdout()
    except OSError as fault:
        return _system_fault(fault)
    except Exception as fault:
        return _bug(fault)
    return status


def _dispatch(arguments: list[str]) -> int:
    from piadiff.cli_help import dispatch

    return dispatch(application(), arguments)


@cache
def application() -> typer.Typer:
    """The typer application over :data:`COMMANDS`; also under the name ``app``, for typer's test runner."""
    from piadiff.cli_help import build

    return build(COMMANDS, command_function, run)


def __getattr__(name: str) -> Any:
    if name == "app":
        return application()
    raise AttributeError(name)


def command_function(name: str) -> Callable[..., Any]:
    """The function that does the command ``name``: the one of that name in the module of that name."""
    from importlib import import_module

    function: Callable[..., Any] = getattr(import_module(f"piadiff.commands.{name}"), name)
    return function


def _set_streams() -> None:
    """Output is UTF-8 whatever the system says (Windows consoles, the C locale), and no character can fail to print."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _expanded(arguments: Sequence[str]) -> list[str]:
    """The arguments with ``*.txt`` and the like resolved on Windows, whose shells leave that to the program."""
    if os.name != "nt":
        return list(arguments)
    return [path for a in arguments for path in (_matches(a) if "*" in a and not a.startswith("-") else []) or [a]]


def _matches(pattern: str) -> list[str]:
    folder, name = os.path.split(pattern)
    return sorted(str(path) for path in Path(folder or ".").glob(name))


def _say(sentence: str, status: int) -> int:
    """One line on stderr; control characters that came from a file name or a document are made visible."""
    line = "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in sentence)
    print(f"piadiff: {line}", file=sys.stderr)
    return status


def _close_stdout() -> int:
    """The reader of our output (``head``, a pager) has gone: end quietly, also when Python flushes at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _system_fault(fault: OSError) -> int:
    known = _SYSTEM_FAULTS.get(fault.errno or 0)
    if known is None:
        return _bug(fault)
    if fault.errno in (errno.ENOSPC, errno.EIO) and fault.filename is None:
        _close_stdout()
    place = f"{os.fsdecode(fault.filename)}: " if isinstance(fault.filename, str | bytes) else ""
    return _say(f"{place}{known}", USAGE)


def _bug(fault: Exception) -> int:
    """Write the traceback to a file, name the file in one sentence, and end with status 3."""
    import traceback

    trace = "".join(traceback.format_exception(fault))
    for folder in _log_folders():
        try:
            return _say(f"プログラムの誤りで止まりました。記録を残しました: {_log(folder, trace)}", BUG)
        except OSError:
            continue
    return _say(f"プログラムの誤りで止まりました（{type(fault).__name__}）。記録は残せませんでした。", BUG)


def _log_folders() -> list[Path]:
    """Where the record of a bug may go, best first: the user's folder for such things, then the temporary folder."""
    import tempfile

    home = Path("~").expanduser()
    if os.name == "nt":
        first = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        first = home / "Library" / "Logs"
    else:
        first = Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state")
    return [first / "piadiff", Path(tempfile.gettempdir())]


def _log(folder: Path, trace: str) -> str:
    import platform
    import tempfile
    import time

    from piadiff import __version__

    folder.mkdir(parents=True, exist_ok=True)
    handle, path = tempfile.mkstemp(prefix=time.strftime("piadiff-%Y%m%d-%H%M%S-"), suffix=".log", dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(f"piadiff {__version__}, Python {platform.python_version()}, {platform.platform()}\n\n{trace}")
    return path
