"""What becomes of values outside the program: text for a terminal, files of every kind that is asked for.

The writers of a change table, each a module with ``render(sheet: Sheet) -> bytes``, are listed in :data:`FORMATS`.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from piadiff.errors import PiadiffError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from piadiff.writers.layout import Layout
    from piadiff.writers.sheet import Sheet

# Name of the format (and ending of the file) → the module that writes it.
FORMATS = {"xlsx": "xlsx", "docx": "docx_", "csv": "csv_", "md": "markdown", "html": "html", "json": "json_"}
_OTHER_ENDINGS = {"htm": "html", "markdown": "md"}
_NAMES = "、".join(FORMATS)


def format_of(path: Path | None, chosen: str | None = None) -> str:
    """The format that ``--format`` names, else the ending of ``path``. Raises PiadiffError listing the formats."""
    if chosen is None and path is not None and not path.suffix:
        raise PiadiffError(
            "ファイル名に種類を表す末尾がありません",
            where=str(path),
            hint=f"末尾を {'、'.join('.' + name for name in FORMATS)} のどれかにするか、--format を付けてください",
        )
    name = (chosen if chosen is not None else path.suffix if path else "").lower().removeprefix(".")
    name = _OTHER_ENDINGS.get(name, name)
    if name not in FORMATS:
        raise PiadiffError(
            f"{name or '空'} の形式では書けません", where=str(path or ""), hint=f"書ける形式は {_NAMES} です"
        )
    return name


def render_layouts(layouts: Sequence[Layout], format_: str) -> bytes:
    """The whole file of one table or several in one of :data:`FORMATS` but json; the same bytes for the same tables."""
    data: bytes = import_module(f"piadiff.writers.{FORMATS[format_]}").render_layouts(layouts)
    return data


def render(sheet: Sheet, format_: str) -> bytes:
    """The whole file of ``sheet`` in one of :data:`FORMATS`; the same sheet gives the same bytes."""
    data: bytes = import_module(f"piadiff.writers.{FORMATS[format_]}").render(sheet)
    return data
