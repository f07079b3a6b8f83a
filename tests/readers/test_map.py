"""The map of the readers for newcomers: every module of the package is on it, once, and nothing else."""

import re
from pathlib import Path

from piadiff import readers

FOLDER = Path(readers.__file__).parent
LINE = re.compile(r"^- ``(\w+)``: \S.{3,80}$", re.MULTILINE)


def test_every_module_is_on_the_map():
    named = LINE.findall(readers.__doc__ or "")
    modules = {file.stem for file in FOLDER.glob("*.py")} - {"__init__"}
    assert sorted(named) == sorted(modules)


def test_every_line_of_the_map_names_a_module():
    assert len(LINE.findall(readers.__doc__ or "")) == sum(
        line.startswith("- ") for line in (readers.__doc__ or "").splitlines()
    )
