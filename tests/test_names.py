"""A command is one name everywhere: in the list, as a module, as a function, as a test, as a line of the README."""

import ast
import inspect
import re
from pathlib import Path

import pytest

from piadiff.cli import COMMANDS, command_function

ROOT = Path(__file__).parents[1]
NAMES = [name for name, _ in COMMANDS]
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def test_no_name_stands_twice():
    assert len(set(NAMES)) == len(NAMES)


def test_each_command_is_a_module_and_each_module_a_command():
    files = {file.stem for file in (ROOT / "piadiff" / "commands").glob("*.py")}
    assert files - {"__init__", "common", "revision"} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_module_defines_the_function_of_its_name(name):
    tree = ast.parse((ROOT / "piadiff" / "commands" / f"{name}.py").read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert command_function(name).__name__ == name


@pytest.mark.parametrize("name", NAMES)
def test_the_command_is_explained_in_japanese(name):
    assert JAPANESE.search(dict(COMMANDS)[name])
    assert JAPANESE.search(inspect.getdoc(command_function(name)) or "")


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_of_a_command_can_be_typed_into_any_shell(name):
    told = (inspect.getdoc(command_function(name)) or "").splitlines()
    examples = [line.strip() for line in told if line.strip().startswith("piadiff ")]
    assert examples
    for example in examples:
        assert not set("()&;|$`*") & set(re.sub(r'"[^"$`]*"', "", example)), example


def test_each_command_has_a_test_file_and_each_test_file_a_command():
    files = {file.stem.removeprefix("test_") for file in (ROOT / "tests" / "commands").glob("test_*.py")}
    assert files == set(NAMES)


def commands_in(readme: str) -> list[str]:
    """The commands in the README's table of commands: the rows that begin with one, ``piadiff add …`` or ``add …``."""
    return re.findall(r"^\|\s*`(?:piadiff )?([a-z]+)\b[^`]*`\s*\|", readme, re.MULTILINE)


def test_the_readme_lists_the_commands_in_the_same_order():
    listed = commands_in((ROOT / "README.md").read_text(encoding="utf-8"))
    if not listed:
        pytest.skip("README.md にコマンドの表がまだありません")
    assert listed == NAMES


def test_the_rows_of_a_table_of_commands_are_found():
    assert commands_in("| 命令 | 働き |\n|---|---|\n| `piadiff add FILE…` | 保管 |\n| `log [ID]` | 一覧 |\n") == [
        "add",
        "log",
    ]
