"""The command line as a whole: help in Japanese, every fault one sentence, no traceback, the right status."""

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from piadiff import __version__, cli, cli_help
from piadiff.cli import COMMANDS, run
from piadiff.errors import PiadiffError
from piadiff.writers.terminal import columns

NAMES = [name for name, _ in COMMANDS]
ENGLISH = re.compile(
    r"\b(?:usage|options?|commands?|arguments?|show this|exit|default|required|env var|error|try)\b", re.I
)


def in_a_process(*arguments: str, **more) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "piadiff", *arguments], capture_output=True, check=False, **more)


@pytest.fixture
def failing(monkeypatch):
    """Makes the command ``log`` raise the given exception."""

    def set_up(fault: BaseException) -> None:
        def log() -> None:
            """しくじる。"""
            raise fault

        monkeypatch.setattr("piadiff.commands.log.log", log)

    return set_up


def test_help_lists_every_command_in_order(piadiff):
    done = piadiff("--help")
    assert (done.status, done.err) == (0, "")
    listed = [line.split()[0] for line in done.out.splitlines() if line.startswith("  ") and line.split()[0] in NAMES]
    assert listed == NAMES
    for name, what in COMMANDS:
        assert re.search(rf"^  {name} +{re.escape(what)}$", done.out, re.MULTILINE)


def test_no_arguments_is_help(piadiff):
    assert piadiff() == piadiff("--help")


@pytest.mark.parametrize("name", ["", *NAMES])
@pytest.mark.parametrize("width", [80, 120])
def test_help_is_japanese_and_fits(piadiff, monkeypatch, name, width):
    monkeypatch.setenv("COLUMNS", str(width))
    done = piadiff(*filter(None, [name]), "--help")
    assert (done.status, done.err) == (0, "")
    assert "使い方: piadiff" in done.out and "この説明を表示して終わる。" in done.out
    words = re.sub(r"--[a-z-]+|`[^`]*`|    piadiff .*", "", done.out)  # names of options, examples
    assert not ENGLISH.findall(words)
    assert all(columns(line) <= width for line in done.out.splitlines())


@pytest.mark.parametrize("name", NAMES)
def test_every_option_and_argument_is_explained(piadiff, name):
    from typer import Typer
    from typer.main import get_command

    single = Typer(add_completion=False)
    single.command()(cli.command_function(name))
    for param in get_command(single).params:
        assert re.search(r"[ぁ-ん]", param.help or ""), f"{name}: {param.name}"


def test_version(piadiff):
    assert piadiff("--version") == (0, f"piadiff {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("lgo",), "lgo というコマンドはありません（log のことですか）"),
        (("ナイ",), "ナイ というコマンドはありません（piadiff --help"),
        (("--nai",), "--nai というオプションはありません（piadiff --help"),
        (("log", "--nai"), "--nai というオプションはありません（piadiff log --help"),
        (("log", "--jsn"), "（--json のことですか）"),
        (("log", "a", "b", "c"), "余分な引数があります: b c"),
        (("show",), "VERSION を指定してください"),
        (("show", "--store"), "--store には値が要ります"),
        (("log", "--json=1"), "--json は値を取りません"),
        (("schema", "nai"), "NAME の値「nai」は使えません（次のどれかを指定してください: assessment、diff、row、"),
        (("diff", "--context", "多い", "a", "b"), "--context の値は使えません"),
    ],
)
def test_a_slip_in_usage_is_one_japanese_sentence(piadiff, arguments, words):
    done = piadiff(*arguments)
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert done.err.startswith("piadiff: ") and done.err.count("\n") == 1


def test_an_expected_fault_is_its_sentence(piadiff, failing):
    failing(PiadiffError("読めません", where="a.txt", hint="直してください"))
    assert piadiff("log") == (2, "", "piadiff: a.txt: 読めません（直してください）\n")


def test_a_sentence_cannot_steer_the_terminal(piadiff, failing):
    failing(PiadiffError("赤\x1b[31mと\n改行と\x07", where="a\r.txt"))
    err = piadiff("log").err
    assert err == "piadiff: a .txt: 赤\ufffd[31mと 改行と\ufffd\n"


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (OSError(errno.ENOSPC, "x"), "空き容量がありません"),
        (PermissionError(errno.EACCES, "x", "a.txt"), "a.txt: 読み書きする権限がありません"),
        (OSError(errno.EROFS, "x", b"a.txt"), "a.txt: 書き込めない場所です"),
        (FileNotFoundError(errno.ENOENT, "x", "a"), "a: ファイルまたはフォルダーがありません"),
    ],
)
def test_a_fault_of_the_system_is_one_sentence(piadiff, failing, fault, sentence):
    failing(fault)
    assert piadiff("log") == (2, "", f"piadiff: {sentence}\n")


@pytest.mark.parametrize("fault", [ZeroDivisionError("x"), OSError(errno.EDOM, "x"), RecursionError(), MemoryError()])
def test_a_bug_leaves_a_record_and_one_sentence(piadiff, failing, fault, tmp_path):
    failing(fault)
    done = piadiff("log")
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith("piadiff: プログラムの誤りで止まりました。記録を残しました: ")
    assert done.err.count("\n") == 1
    record = Path(done.err.partition("残しました: ")[2].strip())
    assert record.parent == tmp_path / "state" / "piadiff"
    text = record.read_text(encoding="utf-8")
    assert "Traceback" in text and type(fault).__name__ in text and __version__ in text


def test_a_bug_where_no_record_can_be_left(piadiff, failing, monkeypatch):
    failing(ZeroDivisionError())
    monkeypatch.setattr(cli, "_log_folders", lambda: [Path("/dev/null/a"), Path("/dev/null/b")])
    done = piadiff("log")
    assert done.status == 3
    assert "ZeroDivisionError" in done.err and done.err.count("\n") == 1


def test_an_interrupt_is_one_sentence(piadiff, failing):
    failing(KeyboardInterrupt())
    assert piadiff("log") == (130, "", "piadiff: 中断しました。何も変更していません。\n")


def test_a_command_may_give_its_status(piadiff, monkeypatch):
    import typer

    def log() -> None:
        """終わる。"""
        raise typer.Exit(1)

    monkeypatch.setattr("piadiff.commands.log.log", log)
    assert piadiff("log").status == 1
    monkeypatch.setattr("piadiff.commands.log.log", lambda: 1)
    assert piadiff("log").status == 1


def test_the_test_runner_of_typer_sees_the_same():
    result = CliRunner().invoke(cli.app, ["nai"])
    assert result.exit_code == 2
    assert "nai というコマンドはありません" in result.stderr
    assert CliRunner().invoke(cli.app, ["--version"]).stdout == f"piadiff {__version__}\n"


def test_main_ends_the_process_with_the_status():
    with pytest.raises(SystemExit) as end:
        cli.main(["nai"])
    assert end.value.code == 2


def test_as_a_module_and_in_a_locale_without_japanese():
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "COLUMNS": "80"}
    done = in_a_process("--help", env=environment)
    assert done.returncode == 0
    assert "使い方: piadiff".encode() in done.stdout
    done = in_a_process("ナイ", env={**environment, "PYTHONIOENCODING": ""})
    assert done.returncode == 2
    assert "というコマンドはありません".encode() in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="パイプの閉じ方が違います")
def test_a_reader_that_goes_away_is_no_fault():
    code = "from piadiff.cli import main; main(['forms', '様式4'])"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(20) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full がありません")
def test_output_to_a_full_disk_is_one_sentence():
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "piadiff", "forms", "様式4"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr.decode("utf-8") == "piadiff: 空き容量がありません\n"


def test_windows_shells_leave_patterns_to_the_program(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("b.txt", "a.txt", "c.json"):
        Path(name).touch()
    monkeypatch.setattr(cli.os, "name", "nt")
    monkeypatch.setattr(cli, "Path", type(tmp_path))
    assert cli._expanded(["add", "*.txt", "--id=*", "*.docx"]) == ["add", "a.txt", "b.txt", "--id=*", "*.docx"]
    monkeypatch.undo()
    assert os.name == "nt" or cli._expanded(["*.txt"]) == ["*.txt"]


def test_paragraphs_of_help_are_filled_and_examples_left_alone():
    text = "一行目の文は、\n二行目に続く。\n\n  piadiff add a.txt\n  piadiff log"
    assert cli_help._paragraphs(text) == [
        "  一行目の文は、二行目に続く。", "", "    piadiff add a.txt", "    piadiff log",
    ]  # fmt: skip


def test_run_takes_the_words_of_the_process(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["piadiff", "--version"])
    assert run() == 0
    assert capsys.readouterr().out == f"piadiff {__version__}\n"


@pytest.mark.parametrize(
    ("option", "typed", "allowed"),
    [("--precedents", "abc", "1以上50以下"), ("--precedents", "51", "1以上50以下"), ("--width", "8", "40以上")],
)
def test_a_number_that_an_option_does_not_take_is_told_with_those_it_takes(piadiff, option, typed, allowed):
    done = piadiff("diff", "旧.txt", "新.txt", option, typed)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"piadiff: {option} の値") and f"（{allowed}の整数を指定してください）" in done.err
