"""How a version joins the history: a commit on the tip, or, if it is older than what is there, beside it.

A version newer than all of its assessment is a commit on the tip. An older one becomes a commit on the version before
it in time, and a second commit joins that to the tip without changing the tip's files. So the tip always shows the
newest version of each assessment, every version's commit shows what changed since the version before it, ``git blame``
stays true, and no commit is ever rewritten. What people recorded beside the versions (:mod:`piadiff.store.records`) is
left as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from piadiff.store.changed import changed_items, worth_telling
from piadiff.store.records import is_record
from piadiff.store.repository import Repository
from piadiff.store.version import StoredVersion, to_message

ATTRIBUTES = ".gitattributes"
SETTINGS = "piadiff.toml"  # of the office, at the root of the store
_KEEP_BYTES = "# 保管した内容が、取り出すときに変わらないように\nassessments/** -text\npiadiff.toml -text\n".encode()


class Lineage:
    """The history while versions are added to it; nothing is visible to others until the branch moves to ``tip``."""

    def __init__(self, repository: Repository, tip: str | None, versions: Iterable[StoredVersion]) -> None:
        self.repository = repository
        self.tip = tip
        self.versions = list(versions)

    def add(self, version: StoredVersion, document: bytes, original: bytes, ending: str) -> StoredVersion:
        """Write the commit that is ``version``, with its canonical document and the imported file; gives it back."""
        own = [v for v in self.versions if v.id == version.id]
        newest = all(v.order < version.order for v in own)
        base = self.tip if newest else max((v for v in own if v.order < version.order), key=_order, default=None)
        parent = base.commit if isinstance(base, StoredVersion) else base
        before = {} if parent is None else self.repository.tree(parent, version.folder)
        changes: dict[str, bytes | None] = {path: None for path in before if not is_record(path)}
        changes |= {
            ATTRIBUTES: _KEEP_BYTES,
            version.document: document,
            f"{version.folder}/original.{ending}": original,
        }
        if parent is not None and ATTRIBUTES in self.repository.tree(parent, ATTRIBUTES):
            del changes[ATTRIBUTES]  # the store's own, perhaps edited by its keepers
        tree = self.repository.write_tree(parent, changes)
        version = self._told(version, document, own)
        message = to_message(version)
        commit = self.repository.write_commit(tree, [parent] if parent else [], message, version.date)
        done = replace(version, commit=commit)
        self.versions.append(done)
        self.tip = commit if newest else self._join(done)
        return done

    def _told(self, version: StoredVersion, document: bytes, own: Iterable[StoredVersion]) -> StoredVersion:
        """The version with the items that differ from the one before it in time, where there is one to compare with."""
        before = max((v for v in own if v.order < version.order), key=_order, default=None)
        there = self.repository.blobs([f"{before.commit}:{before.document}"])[0] if before else None
        paths = changed_items(there, document) if there is not None else None
        if before is None or paths is None or not worth_telling(paths):
            return version
        return replace(version, after=before.digest, changed=frozenset(paths))

    def _join(self, version: StoredVersion) -> str:
        assert self.tip is not None  # a version older than another has that other on the branch
        tree = self.repository.tree_of(self.tip)
        message = f"{version.label} を履歴に加える\n\n公表日が後の版がすでにあるので、最新の内容は変わらない。\n"
        return self.repository.write_commit(tree, [self.tip, version.commit], message)


def _order(version: StoredVersion) -> tuple[str, int]:
    return version.order
