"""The store (design.md 6): versions of assessments in a plain git repository, one version one commit.

Importing this package does not import GitPython; only opening a store does.
"""

from piadiff.store.names import identity, make_id, safe_id
from piadiff.store.store import Added, NewVersion, Store
from piadiff.store.version import StoredVersion

__all__ = ["Added", "NewVersion", "Store", "StoredVersion", "identity", "make_id", "safe_id"]
