"""How sure a version is that was rebuilt from a document's change table: the record beside it says so, item by item."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from piadiff.errors import PiadiffError
from piadiff.store.store import Store
from piadiff.store.version import StoredVersion


def doubts(store: Store, versions: Sequence[StoredVersion]) -> list[Mapping[str, str]]:
    """For each version the items whose reading is an estimate, with what speaks against it; none for a version that was
    read from a document. Raises PiadiffError where a record cannot be read."""
    if not any(version.rebuilt for version in versions):
        return [{} for _ in versions]
    return [_doubtful(record) for record in store.rebuilding(versions)]


def _doubtful(record: bytes | None) -> Mapping[str, str]:
    try:
        data = json.loads(record) if record else {}
        return {str(one["path"]): str(one.get("why", "")) for one in data.get("doubts", [])}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise PiadiffError("復元の記録が読めません", hint="piadiff verify で調べてください") from fault
