"""Reading a document of each kind against the bare load of the same file by a library, in the same run.

xls and ods are the whole sample as LibreOffice saves it; without LibreOffice the small files of the tests stand in.
"""

from __future__ import annotations

import io
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import side_by_side
from piadiff import canonical
from tests.office import SOFFICE, converted

ROOT = Path(__file__).resolve().parents[1]
RUNS = 7


def main() -> None:
    """Measures and prints one line for each kind."""
    for kind, data in documents().items():
        read, name, bare = _SIDES[kind]
        pair = side_by_side(lambda: read(data), lambda: bare(data), runs=RUNS)  # noqa: B023
        print(
            f"{kind} の読取り {len(data) / 1000:.0f} KB（同じプロセス）: {pair.ours * 1000:.0f} ms、{name} で開くだけ "
            f"{pair.theirs * 1000:.0f} ms、比 {pair.ratio:.1f}"
        )


def documents() -> dict[str, bytes]:
    """A document of each kind."""
    from piadiff.writers.form_xlsx import render

    newest = canonical.loads((ROOT / "piadiff" / "sample" / "v3.json").read_text(encoding="utf-8"))
    out = {"xlsx": render(newest)}
    if SOFFICE is None:
        print("LibreOffice がないため、xls と ods は試験用の小さなファイルで測ります")
        return out | {kind: (ROOT / "tests" / "data" / f"form.{kind}").read_bytes() for kind in ("xls", "ods")}
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("xls", "ods"):
            out[kind] = converted({"v3.xlsx": out["xlsx"]}, kind, Path(folder))["v3"]
    return out


def _read_xlsx(data: bytes) -> object:
    from piadiff.readers.workbook import read_workbook

    return read_workbook(data)


def _read_xls(data: bytes) -> object:
    from piadiff.readers.xls import read_xls

    return read_xls(data)


def _read_ods(data: bytes) -> object:
    from piadiff.readers.ods import read_ods

    return read_ods(data)


def _openpyxl(data: bytes) -> object:
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def _xlrd(data: bytes) -> object:
    import xlrd

    return xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())


def _elementtree(data: bytes) -> object:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [ET.fromstring(archive.read(name)) for name in ("content.xml", "styles.xml")]


_SIDES: dict[str, tuple[Callable[[bytes], object], str, Callable[[bytes], object]]] = {
    "xlsx": (_read_xlsx, "openpyxl", _openpyxl),
    "xls": (_read_xls, "xlrd", _xlrd),
    "ods": (_read_ods, "ElementTree", _elementtree),
}
