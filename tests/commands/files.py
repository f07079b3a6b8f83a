"""Small documents on disk for tests of commands."""

from pathlib import Path

from piadiff import canonical
from tests.store.tools import document

ID = "見本市-1"


def written(name: str, day: str = "", text: str = "", **items: str) -> Path:
    """A canonical JSON file in the current folder; ``day`` becomes the 公表日 it says, as a Japanese date may."""
    path = Path(name)
    path.write_text(
        canonical.dumps(document(text or f"{day} の本文", **{"表紙/公表日": day, **items})), encoding="utf-8"
    )
    return path
