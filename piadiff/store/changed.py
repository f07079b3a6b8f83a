"""Which items a version changed, told in the message of its commit, so that a reader of the history need not open it.

The message names the version that it was compared with (by digest) and every item whose value is not the same there.
It is a help for readers and for ``git log``, not a source: where it is missing the versions are compared, and
``piadiff verify`` holds it against them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

MOST = 100  # items; above that the message says nothing and the versions are compared when needed


def changed_items(before: bytes, after: bytes) -> tuple[str, ...] | None:
    """The items whose values differ between two canonical documents, those of ``after`` first; None if one is none."""
    try:
        old, new = (_items(data) for data in (before, after))
    except (ValueError, RecursionError):
        return None
    came = tuple(path for path, value in new.items() if path not in old or old[path] != value)
    return came + tuple(path for path in old if path not in new)


def worth_telling(paths: tuple[str, ...] | None) -> bool:
    """Whether a message can name these items: not too many, each one a plain word."""
    return paths is not None and len(paths) <= MOST and all(p and p.isprintable() and " " not in p for p in paths)


def _items(data: bytes) -> Mapping[str, Any]:
    items = json.loads(data.decode("utf-8")).get("items", {})
    if not isinstance(items, dict):
        raise ValueError("no items")
    return items
