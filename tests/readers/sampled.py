"""Samples of items of real documents that were checked by hand: not their texts, only what tells them apart.

Each sample is a file of lines ``path, length, hash``; length and hash are of the value folded as for comparison.
"""

import hashlib
import json
from pathlib import Path

from piadiff.model import Value
from tests.sample import folded

FOLDER = Path(__file__).parent


def abbreviated(value: Value) -> tuple[str, str]:
    """The length and a short hash of a value up to notation, spaces and line wraps."""
    key = folded(value)
    text = key if isinstance(key, str) else json.dumps(key, ensure_ascii=False, sort_keys=True)
    return str(len(text)), hashlib.sha256(text.encode()).hexdigest()[:10]


def sample(name: str) -> list[tuple[str, str, str]]:
    """The lines of one sample."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [(path, length, digest) for path, length, digest in (line.split("\t") for line in lines)]
