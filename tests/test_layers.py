"""Imports go downward only, the core is pure, each third-party package has one home, starting loads nothing heavy."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from piadiff.cli import COMMANDS

PACKAGE = Path(__file__).parents[1] / "piadiff"

# From the bottom up. A module, or any module of a package, may import only from its own line and those above it.
LAYERS = (
    "errors",
    "numerals",
    "notation",
    "dates",
    "assignment",
    "model",
    "findings",
    "schema",
    "forms",
    "canonical",
    "papers",
    "readers",
    "writers",
    "store",
    "likeness",
    "tokens",
    "paragraphs",
    "passages",
    "pieces",
    "words",
    "respelling",
    "lawtitles",
    "reordering",
    "vocabulary",
    "values",
    "structure",
    "entries",
    "traits",
    "resemblance",
    "pairing",
    "carriage",
    "relocation",
    "threads",
    "differ",
    "following",
    "rules",
    "classifier",
    "verdict",
    "facts",
    "stating",
    "thresholds",
    "deadlines",
    "decisions",
    "decisions_json",
    "deciding",
    "keeping",
    "published",
    "reversal",
    "undoing_entries",
    "undoing",
    "regrouping",
    "backfill",
    "since",
    "lives",
    "filing",
    "inforce",
    "phrases",
    "auditing",
    "audit",
    "evaluation",
    "precedents",
    "own_tables",
    "precedentview",
    "marking",
    "diffview",
    "cells",
    "settings",
    "learning",
    "grouping",
    "table",
    "styles",
    "opening",
    "revision",
    "tabled",
    "opinions",
    "opinion_tables",
    "milestones",
    "tasks",
    "plan",
    "plan_sheet",
    "changeview",
    "markedtext",
    "facets",
    "outline",
    "todo",
    "report",
    "auditview",
    "historyview",
    "answers",
    "desk",
    "reviewing",
    "tallying",
    "packing",
    "web",
    "commands",
    "cli_help",
    "cli",
    "__main__",
)

# Values to values: no disk, no git, no clock, no terminal, no chance.
CORE = {
    "numerals", "notation", "assignment", "model", "tokens", "paragraphs", "passages", "pieces", "words", "vocabulary",
    "likeness", "values", "structure", "entries", "traits", "resemblance", "pairing",
    "carriage", "relocation", "threads", "differ",
    "rules", "classifier", "verdict", "findings", "facts", "thresholds", "deadlines", "published", "audit",
    "auditing.case", "auditing.body", "auditing.headings", "auditing.days", "auditing.cells", "auditing.counts",
    "auditing.wording", "auditing.echoes", "auditing.versions", "auditing.due",
    "evaluation", "precedents",
    "cells", "settings", "learning", "grouping", "table", "styles",
    "opinions", "opinion_tables", "milestones", "tasks", "plan", "plan_sheet",
    "changeview", "markedtext", "facets", "outline", "todo",
    "decisions", "decisions_json", "deciding",
    "reversal", "undoing_entries", "undoing", "regrouping", "backfill",
    "since", "following", "lives", "filing", "inforce", "phrases",
}  # fmt: skip
IMPURE_MODULES = {
    "os", "sys", "io", "pathlib", "shutil", "tempfile", "subprocess", "socket", "time", "datetime", "random", "secrets",
    "logging", "locale", "getpass", "git", "typer", "pendulum", "openpyxl", "docx", "jinja2",
}  # fmt: skip
IMPURE_CALLS = {"open", "print", "input", "exec", "eval"}

# Where each third-party package may be imported.
HOMES = {
    "deepdiff": {"structure"},
    "docx": {"writers.docx_", "writers.docx_parts", "writers.template_docx"},
    "git": {"store.repository"},
    "jinja2": {"writers.pages"},
    "markupsafe": {"writers.pages"},
    "openpyxl": {"readers.workbook_cells", "writers.xlsx", "writers.xlsx_parts", "writers.form_xlsx"},
    "pendulum": {"dates"},
    "pypdfium2": {"readers.pdf_pages"},
    "rapidfuzz": {
        "likeness",
        "forms.files",
        "forms.labels",
        "forms.resolve",
        "readers.change_split",
        "readers.ordered",
    },
    "python_multipart": {"web.server"},
    "starlette": {"web.app"},
    "tabulate": {"writers.terminal", "writers.markdown"},
    "uvicorn": {"web.server"},
    "wcwidth": {"writers.terminal"},
    "xlrd": {"readers.xls_cells"},
}
HEAVY = (
    "git",
    "docx",
    "deepdiff",
    "openpyxl",
    "xlrd",
    "pendulum",
    "jinja2",
    "rapidfuzz",
    "pydantic",
    "rich",
    "starlette",
    "uvicorn",
)


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package by its name without ``piadiff.``; a package's own name is that of its folder."""
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(file.relative_to(PACKAGE).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = ast.parse(file.read_text(encoding="utf-8"))
    return found


def imports(name: str) -> list[str]:
    """Everything a module imports anywhere in it, full names; ``from piadiff import x`` is ``piadiff.x``."""
    found = []
    for node in ast.walk(modules()[name]):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} has a relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.append(inner if inner.removeprefix("piadiff.") in modules() else str(node.module))
    return found


def own_imports(name: str) -> list[str]:
    return [i.removeprefix("piadiff.") for i in imports(name) if i.startswith("piadiff.")]


def layer(name: str) -> int:
    return LAYERS.index(name.split(".")[0])


NAMES = sorted(set(modules()) - {"__init__"})


def test_every_module_has_a_layer_and_every_layer_a_module():
    assert {name.split(".")[0] for name in NAMES} == set(LAYERS)


@pytest.mark.parametrize("name", NAMES)
def test_imports_go_downward_only(name):
    upward = [other for other in own_imports(name) if layer(other) > layer(name)]
    assert not upward, f"{name} imports {upward} from above"


def test_no_module_imports_itself_by_a_detour():
    graph = {name: set(own_imports(name)) & set(NAMES) for name in NAMES}
    while free := [name for name, needs in graph.items() if not needs & set(graph)]:
        for name in free:
            del graph[name]
    assert not graph, f"imports go round in a circle among {sorted(graph)}"


@pytest.mark.parametrize("name", sorted(CORE))
def test_the_core_maps_values_to_values(name):
    assert not {i.split(".")[0] for i in imports(name)} & IMPURE_MODULES
    calls = {n.func.id for n in ast.walk(modules()[name]) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert not calls & IMPURE_CALLS


@pytest.mark.parametrize("name", NAMES)
def test_each_third_party_package_is_imported_in_its_own_place(name):
    foreign = {i.split(".")[0] for i in imports(name)} - set(sys.stdlib_module_names) - {"piadiff"}
    allowed = {package for package, homes in HOMES.items() if name in homes}
    if layer(name) >= layer("commands"):
        allowed.add("typer")
    assert foreign <= allowed


def loaded_after(*arguments: str) -> set[str]:
    """Which heavy packages a fresh process has loaded after one command line."""
    code = (
        "import sys\nfrom piadiff.cli import run\n"
        f"status = run({list(arguments)!r})\n"
        f"print('LOADED', status, *[name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    status, *names = done.stdout.decode("utf-8").splitlines()[-1].split()[1:]
    assert status == "0", done.stderr
    return set(names)


def test_help_loads_nothing_heavy():
    assert loaded_after("--help") == set()


def test_the_help_of_all_commands_loads_nothing_heavy():
    code = (
        "import sys\nfrom piadiff.cli import run\n"
        f"for name in {[name for name, _ in COMMANDS]!r}:\n    assert run([name, '--help']) == 0\n"
        f"    heavy = [h for h in {HEAVY!r} if h in sys.modules]\n    assert not heavy, (name, heavy)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8")


def test_a_command_that_needs_no_store_and_no_workbook_loads_neither():
    assert loaded_after("forms", "様式2") == set()


@pytest.mark.parametrize("heavy", ["git", "deepdiff"])
def test_the_test_of_loading_can_fail(heavy):
    code = f"import sys, {heavy}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert heavy in done.stdout.decode().split()
