"""Where the real documents lie that tests read but the repository does not hold."""

import json
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
needs_shared = pytest.mark.skipif(
    not (SHARED / "published").is_dir(), reason="実物の評価書（../shared）がないため飛ばします"
)


def gold(name: str) -> list[dict]:
    """The lines of one file of right answers."""
    lines = (SHARED / "gold" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]
