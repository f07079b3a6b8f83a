"""Makes the PDFs in ``tests/data``: workbooks of ``export`` printed by LibreOffice. ``python -m tests.make_pdf``.

``form.pdf`` is part of the sample's third version with the last rows of its change table; ``locked.pdf`` is a page
that opens with a password only.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from piadiff.model import Assessment
from piadiff.writers.form_xlsx import render
from tests.office import converted
from tests.sample import version

DATA = Path(__file__).parent / "data"
ROWS = 3
PARTS = ("表紙", "Ⅰ/1/", "Ⅰ/2/システム1", "Ⅰ/7")
LOCK = {
    "EncryptFile": {"type": "boolean", "value": "true"},
    "DocumentOpenPassword": {"type": "string", "value": "password"},
}


def small() -> Assessment:
    """The part of the sample that ``form.pdf`` shows."""
    whole = version(3)
    items = {path: value for path, value in whole.items.items() if path.startswith(PARTS)}
    return replace(whole, items=items, changes=whole.changes[-ROWS:])


def printed(
    workbooks: Mapping[str, bytes], folder: Path, options: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, bytes]:
    """The workbooks printed by LibreOffice, by their names; ``options`` are those of its PDF export."""
    kind = f"pdf:calc_pdf_Export:{json.dumps(options)}" if options else "pdf"
    return converted({f"{name}.xlsx": data for name, data in workbooks.items()}, kind, folder)


def main() -> None:
    """Writes the files anew."""
    DATA.mkdir(exist_ok=True)
    cover = replace(small(), items={"表紙/評価書番号": "7"}, changes=())
    with tempfile.TemporaryDirectory() as folder:
        (DATA / "form.pdf").write_bytes(printed({"form": render(small())}, Path(folder))["form"])
        (DATA / "locked.pdf").write_bytes(printed({"locked": render(cover)}, Path(folder), LOCK)["locked"])
    for file in sorted(DATA.glob("*.pdf")):
        print(f"{file.name} {file.stat().st_size // 1000} KB", file=sys.stderr)


if __name__ == "__main__":
    main()
