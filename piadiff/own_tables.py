"""The tables that an office has published, out of its store, as precedents for a revision at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from piadiff.canonical import row_from_json
from piadiff.model import Assessment, Row
from piadiff.precedents import Index, Table, build, row_key
from piadiff.store import Store, StoredVersion, identity, safe_id
from piadiff.store.version import current

_CHANGES = b'\n  "changes": '


def index_for(old: Assessment, new: Assessment, store: Path, date: str | None, label: str) -> Index:
    """The earlier rows for the revision from ``old`` to ``new``: of the table of ``old``, and of every version in the
    store that was published before ``date`` (the 公表日 of ``new``, ISO; None: of all), each row once.

    Rows of the revision itself, which only the table of ``new`` has, are left out. ``label`` names ``old`` to people.
    Raises PiadiffError for a store that cannot be read; no store gives the table of ``old`` alone.
    """
    before = set(map(row_key, old.changes))
    own = {key for row in new.changes if (key := row_key(row)) not in before}
    own_id = safe_id("-".join(identity(new))) if all(identity(new)) else ""
    tables = [Table(label=label, form=old.form, rows=old.changes)]
    if (store / ".git").is_dir():
        opened = Store(store)
        versions = [v for v in current(opened.versions()) if date is None or v.date < date]
        versions.sort(key=lambda v: (v.date, v.id), reverse=True)
        tables += _tables(opened, [v for v in versions if date is not None or v.id != own_id])
    return build(tables, new.form, own)


def _tables(store: Store, versions: Sequence[StoredVersion]) -> Iterator[Table]:
    """The tables of stored versions; of each document its rows only are read."""
    contents = store.repository.blobs([f"{version.commit}:{version.document}" for version in versions])
    for version, content in zip(versions, contents, strict=True):
        rows = _rows(content or b"", version.label)
        yield Table(label=version.label, form=version.form, rows=store.load(version).changes if rows is None else rows)


def _rows(content: bytes, where: str) -> tuple[Row, ...] | None:
    """The rows at the end of a canonical document; None where they do not stand there as they should."""
    start = content.rfind(_CHANGES)
    try:
        data = json.loads(content[start + len(_CHANGES) :].rstrip().removesuffix(b"}")) if start > 0 else None
    except (ValueError, RecursionError):
        return None
    return tuple(row_from_json(row, where) for row in data) if isinstance(data, list) else None
