"""Makes the spreadsheets in ``tests/data`` through LibreOffice: ``python -m tests.make_spreadsheets``.

``form.xls`` and ``form.ods`` are part of the sample's third version on sheets with other names, with merged cells,
dates as dates, a note, a hidden sheet, and a flow chart of shapes and a picture.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import re
import struct
import sys
import tempfile
import zlib
from dataclasses import replace
from pathlib import Path

from openpyxl.comments import Comment

from piadiff.model import Assessment, Figure
from tests import make_pdf
from tests.office import converted
from tests.readers.workbooks import NAMES, Style, make, saved

DATA = Path(__file__).parent / "data"
MEMO = "担当課の控え"
_SHEETS = {**{part: f"シート{number}" for number, part in enumerate(NAMES)}, "変更": "変更の表"}
_CHART = _SHEETS["別添1"]


def picture() -> bytes:
    """A PNG of eight by eight red points."""
    points = b"".join(b"\0" + b"\xc0\x10\x10" * 8 for _ in range(8))
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(points)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def small() -> Assessment:
    """What the files say."""
    figure = Figure(labels=("住民", "窓口\u3000受付"), images=(hashlib.sha256(picture()).hexdigest(),))
    whole = make_pdf.small()
    return replace(whole, items={**whole.items, "別添1": figure})


def edited() -> bytes:
    """The workbook as an office keeps it, still without its chart."""
    bare = replace(small(), items={**small().items, "別添1": Figure()})
    book = make(bare, Style(names=_SHEETS))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                _as_date(cell)
    cover = book[_SHEETS["表紙"]]
    cover["B1"].comment = Comment("確認済み", "担当")
    cover.row_dimensions[2].hidden = True
    memo = book.create_sheet(MEMO)
    memo["A1"], memo.sheet_state = "照会先", "hidden"
    return saved(book)


def _as_date(cell: object) -> None:
    match = re.fullmatch(r"令和(\d+)年(\d+)月(\d+)日", str(cell.value))
    if match:
        year, month, day = map(int, match.groups())
        cell.value = datetime.datetime(2018 + year, month, day)
        cell.number_format = 'yyyy"年"m"月"d"日"'


def with_chart(flat: bytes) -> bytes:
    """A flat OpenDocument spreadsheet with the shapes and the picture of the chart on its sheet."""
    head, table, rest = re.split(f'(<table:table table:name="{_CHART}"[^>]*>)', flat.decode(), maxsplit=1)
    box = 'svg:x="{}cm" svg:y="3cm" svg:width="3cm" svg:height="1cm"'
    shapes = (
        f"<table:shapes><draw:rect {box.format(1)}><text:p>住民</text:p></draw:rect>"
        f"<draw:g><draw:ellipse {box.format(5)}><text:p>窓口\u3000</text:p><text:p>受付</text:p></draw:ellipse>"
        "</draw:g>"
        f"<draw:frame {box.format(9)}><draw:image><office:binary-data>{base64.b64encode(picture()).decode()}"
        "</office:binary-data></draw:image></draw:frame></table:shapes>"
    )
    return (head + table + shapes + rest).encode()


def main() -> None:
    """Writes the files anew."""
    DATA.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        flat = with_chart(converted({"form.xlsx": edited()}, "fods", folder)["form"])
        for kind in ("xls", "ods"):
            file = DATA / f"form.{kind}"
            file.write_bytes(converted({"form.fods": flat}, kind, folder)["form"])
            print(f"{file.name} {file.stat().st_size // 1000} KB", file=sys.stderr)


if __name__ == "__main__":
    main()
