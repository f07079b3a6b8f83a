"""typer, speaking Japanese: commands loaded when they are called, help that reads well at 80 columns, usage errors.

typer's own words (Usage, Options, Missing argument …) are English and measured in characters, not columns, so help is
set here, and an error of usage becomes a :class:`PiadiffError` with a Japanese sentence.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from piadiff.errors import PiadiffError
from piadiff.writers.terminal import columns, pad, terminal_width, wrap

# typer keeps the classes of its parser to itself; its public BadParameter is one of them and leads to the others.
_UsageError: type[Exception] = typer.BadParameter.__bases__[0]

_LEFT = 26  # columns for the names of options and arguments in help
_QUOTED = re.compile(r"'([^']*)'")


CommandTable = Sequence[tuple[str, str]]


def dispatch(app: typer.Typer, arguments: list[str]) -> int:
    """Run one command line and return the status that the command gave. Usage errors come out as PiadiffError."""
    group = _quickened(get_command(app))
    try:
        with group.make_context("piadiff", arguments) as context:
            result = group.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    except _UsageError as fault:
        raise _in_japanese(fault) from fault
    return result if isinstance(result, int) else 0


class Command(TyperCommand):
    """One command, with Japanese help."""

    def get_help_option(self, ctx: Any) -> Any:
        """The option ``--help``."""
        return _quick(super().get_help_option(ctx))

    def get_help(self, ctx: Any) -> str:
        """The help page of the command."""
        return _page(
            [_usage(self, ctx)],
            _paragraphs(self.help or ""),
            _section("引数", [_row(p, ctx) for p in self.get_params(ctx) if p.param_type_name == "argument"]),
            _section("オプション", [_row(p, ctx) for p in self.get_params(ctx) if p.param_type_name == "option"]),
        )


class Group(TyperGroup):
    """The program: knows its commands by name and imports one when it is called. See :func:`build`."""

    table: CommandTable = ()
    load: Callable[[str], Callable[..., Any]]
    run: Callable[[list[str]], int]

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the commands, in the order of the list."""
        return [name for name, _ in self.table]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, made from its function; None if there is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(cmd_name, cls=Command)(type(self).load(cmd_name))
        return _quickened(get_command(single))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that ``args`` begin with. Raises PiadiffError, naming near ones, if there is none."""
        names = self.list_commands(ctx)
        if not args[0].startswith("-") and args[0] not in names:
            near = get_close_matches(args[0], names)
            hint = f"{'、'.join(near)} のことですか" if near else "piadiff --help でコマンドの一覧が見られます"
            raise PiadiffError(f"{args[0]} というコマンドはありません", hint=hint)
        return super().resolve_command(ctx, args)

    def get_help_option(self, ctx: Any) -> Any:
        """The option ``--help``."""
        return _quick(super().get_help_option(ctx))

    def get_help(self, ctx: Any) -> str:
        """The help page of the program: what it is for, and the list of commands."""
        return _page(
            ["使い方: piadiff コマンド [オプション] [引数]…"],
            _paragraphs(self.help or ""),
            _section("コマンド", self.table, left=max(len(name) for name, _ in self.table) + 4),
            _section("オプション", [_row(p, ctx) for p in self.get_params(ctx)]),
            _paragraphs("コマンドの説明は `piadiff コマンド --help` で見られます。"),
        )

    def main(self, args: Sequence[str] | None = None, *_: Any, **__: Any) -> Any:
        """Run with the program's error handling; this is what typer's test runner calls."""
        raise SystemExit(type(self).run(list(args or ())))


def build(
    table: CommandTable, load: Callable[[str], Callable[..., Any]], run: Callable[[list[str]], int]
) -> typer.Typer:
    """The typer application over a table of commands (name, what it does).

    ``load`` gives the function of a command when it is called; ``run`` runs a command line with error handling.
    """
    members = {"table": tuple(table), "load": staticmethod(load), "run": staticmethod(run)}
    app = typer.Typer(
        name="piadiff",
        cls=type("Program", (Group,), members),
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        invoke_without_command=True,
    )
    app.callback()(piadiff)
    return app


class _Quick:
    """Turns the words of the command line into str, Path and lists of them, and leaves the rest to typer.

    typer does this with pydantic, whose import takes as long as all the rest of a start.
    """

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """``value`` as the parameter's annotation wants it; None where nothing was given."""
        wanted = param.type_descriptor.annotation
        if param.nargs == -1 or getattr(param, "multiple", False):
            converter = {list[str]: str, list[Path]: Path}.get(wanted)
            if converter is not None:
                return [converter(word) for word in value or ()]
        elif value is None or (isinstance(wanted, type) and isinstance(value, wanted)):
            return value
        elif wanted is Path:
            return Path(value)
        param._runtime_param = None
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def _quickened(command: Any) -> Any:
    for param in command.params:
        _quick(param)
    return command


def _quick(param: Any) -> Any:
    if hasattr(param, "_runtime_param") and not _checks_path(param):
        param._runtime_param = _Quick()
    return param


def _checks_path(param: Any) -> bool:
    """True if typer itself is asked to look at the file system (``exists=True`` and the like)."""
    info = param.type_descriptor.parameter_info
    return bool(info.exists or info.resolve_path or not info.file_okay or not info.dir_okay or info.parser)


def _version(wanted: bool) -> None:
    if wanted:
        from piadiff import __version__

        print(f"piadiff {__version__}")
        raise typer.Exit(0)


def piadiff(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="版番号を表示して終わる。")
    ] = False,
) -> None:
    """特定個人情報保護評価書の版を比べ、変更箇所の表（別添3）を作り、その履歴を残します。

    版は、ファイル名か、保管庫の版（所沢市-1@latest、@prev、@2024-04-01、@令和6年4月1日）で指定します。
    """
    if context.invoked_subcommand is None:
        print(context.get_help())


def _page(*blocks: Iterable[str]) -> str:
    return "\n\n".join("\n".join(lines) for block in blocks if (lines := list(block)))


def _usage(command: Any, ctx: Any) -> str:
    pieces = [f"使い方: {ctx.command_path} [オプション]"]
    for param in command.get_params(ctx):
        if param.param_type_name == "argument":
            name = _metavar(param)
            pieces.append(name if param.required else f"[{name}]")
    return " ".join(pieces)


def _paragraphs(text: str) -> list[str]:
    """A docstring as lines: paragraphs filled (Japanese lines join without a space), examples left alone."""
    lines: list[str] = []
    for block in re.split(r"\n\s*\n", inspect.cleandoc(text)):
        rows = block.split("\n")
        lines += [""] if lines else []
        if all(row.startswith(("  ", "piadiff ")) for row in rows):  # examples
            lines += ["    " + row.strip() for row in rows]
        else:
            lines += ["  " + line for line in wrap(_joined(rows), min(terminal_width(), 100) - 4)]
    return lines


def _joined(rows: Sequence[str]) -> str:
    text = ""
    for row in (row.strip() for row in rows):
        text += (" " if text[-1:].isascii() and text and row[:1].isascii() else "") + row
    return text


def _section(title: str, rows: Iterable[tuple[str, str]], left: int = _LEFT) -> list[str]:
    """A titled list of names and what they mean; a name too long for its column stands on a line of its own."""
    lines: list[str] = []
    for name, text in rows:
        room = min(terminal_width(), 100) - left - 2
        first, *rest = wrap(text, room)
        if columns(name) + 4 > left:
            lines += [f"  {name}", " " * left + first]
        else:
            lines.append(pad(f"  {name}", left) + first)
        lines += [" " * left + line for line in rest]
    return [f"{title}:", *lines] if lines else []


def _row(param: Any, ctx: Any) -> tuple[str, str]:
    """One argument or option: its names with the name of its value, and its help with default and variable."""
    if "--help" in param.opts:
        return "--help", "この説明を表示して終わる。"
    if param.param_type_name == "argument":
        return _metavar(param), (param.help or "") + _extras(param, ctx)
    names = ", ".join([*sorted(param.opts, key=len), *param.secondary_opts])
    return (names if param.is_flag else f"{names} {_metavar(param)}"), (param.help or "") + _extras(param, ctx)


def _metavar(param: Any) -> str:
    name = str(param.metavar or "|".join(_choices(param)) or param.name.upper())
    return f"{name}…" if param.nargs == -1 and not name.endswith("…") else name


def _choices(param: Any) -> tuple[str, ...]:
    """The words that a parameter allows, if it is a choice; typer keeps them in different places by its version."""
    described = getattr(param, "type_descriptor", None) or getattr(param, "type", None)
    return tuple(str(getattr(choice, "value", choice)) for choice in getattr(described, "choices", None) or ())


def _number(param: Any) -> str:
    """Which numbers a parameter allows, as a sentence; empty if it takes no number."""
    described = getattr(param, "type_descriptor", None)
    if described is None or described.annotation is not int:
        return ""
    info = described.parameter_info
    limits = (f"{info.min}以上" if info.min is not None else "") + (f"{info.max}以下" if info.max is not None else "")
    return f"{limits}の整数を指定してください".removeprefix("の")


def _extras(param: Any, ctx: Any) -> str:
    notes = []
    if param.envvar:
        notes.append(f"環境変数: {param.envvar if isinstance(param.envvar, str) else ', '.join(param.envvar)}")
    default = param.get_default(ctx, call=False)
    if isinstance(param.show_default, str):
        notes.append(f"既定: {param.show_default}")
    elif param.show_default and default not in (None, False, "", (), []) and not callable(default):
        notes.append(f"既定: {getattr(default, 'value', default)}")
    return f" [{'; '.join(notes)}]" if notes else ""


def _in_japanese(fault: Any) -> PiadiffError:
    """What a usage error of typer says, as a sentence for the person at the keyboard."""
    context = getattr(fault, "ctx", None)
    hint = f"{context.command_path if context else 'piadiff'} --help で使い方が見られます"
    kind, message, param = type(fault).__name__, str(getattr(fault, "message", "")), getattr(fault, "param", None)
    name = (_metavar(param) if param.param_type_name == "argument" else max(param.opts, key=len)) if param else ""
    quoted = _QUOTED.findall(message)
    if kind == "NoSuchOption":
        near = "、".join(getattr(fault, "possibilities", None) or ())
        return PiadiffError(
            f"{fault.option_name} というオプションはありません", hint=f"{near} のことですか" if near else hint
        )
    if kind == "BadOptionUsage":
        wants = "値を取りません" if "not take" in message else "値が要ります"
        return PiadiffError(f"オプション {fault.option_name} には{wants}".replace("には値を", "は値を"), hint=hint)
    if kind == "MissingParameter":
        return PiadiffError(f"{name or '引数'} を指定してください", hint=hint)
    if kind == "BadParameter":
        allowed = _choices(param) if param else ()
        number = _number(param) if param else ""
        reason = f"次のどれかを指定してください: {'、'.join(allowed)}" if allowed else number or hint
        value = f"「{quoted[0]}」" if quoted else ""
        return PiadiffError(f"{name} の値{value}は使えません", hint=reason)
    if "unexpected extra" in message:
        return PiadiffError(f"余分な引数があります: {message.partition(' (')[2].removesuffix(')')}", hint=hint)
    return PiadiffError("コマンドの書き方が違います", hint=hint)
