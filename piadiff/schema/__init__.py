"""The published shapes of the program's JSON, as JSON Schema 2020-12 (design.md 3 and 4).

``row.json`` and ``value.json`` are written once and built into the others under ``$defs``, so that each schema that is
printed stands by itself.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

NAMES = ("assessment", "diff", "row", "changes-list", "opinions", "decisions")
_PARTS = {"assessment": ("value", "row"), "diff": ("value",)}  # the others stand alone


def load(name: str) -> dict[str, Any]:
    """The schema of one of ``NAMES``, complete in itself."""
    schema = _file(name)
    parts = {part: _bare(_file(part)) for part in _PARTS.get(name, ())}
    return {**schema, "$defs": {**parts, **schema.get("$defs", {})}} if parts else schema


def _bare(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key not in ("$schema", "$id")}


def _file(name: str) -> dict[str, Any]:
    text = (resources.files("piadiff.schema") / f"{name}.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data
