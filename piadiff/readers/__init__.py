"""Any supported file to an assessment: piadiff's own JSON, or the text extracted from a published PDF."""

from __future__ import annotations

from pathlib import Path

from piadiff import canonical
from piadiff.model import Reading
from piadiff.readers.source import read_text

__all__ = ["read"]


def read(path: Path) -> Reading:
    """Reads one file. Raises PiadiffError naming the file for anything that is no readable assessment."""
    text = read_text(path)
    where = str(path)
    if text.lstrip()[:1] == "{":
        return Reading(assessment=canonical.loads(text, where), source_characters=len(text))
    from piadiff.readers.text import read_assessment_text

    return read_assessment_text(text, where)
