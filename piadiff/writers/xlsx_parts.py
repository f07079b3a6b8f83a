"""What the workbooks that piadiff writes have in common: the font, cells that are only text, pages, settled bytes.

A cell holds only ever text: never a formula, an error value or an escape (``_x0041_``).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

FONT = "ＭＳ Ｐゴシック"
SIZE = 10
# ＭＳ Ｐゴシック takes 1.2 times its size for a line; the fonts that stand in where it is missing up to 1.47 times.
# Rows are high enough for those: a little room is left in Excel, but no line is ever hidden.
LINE_POINTS = SIZE * 1.47
ROW_POINTS = 409.0  # Excel's limit
ALWAYS_TEXT = ("=", "+", "-", "@", "'")

_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys(r"[]:*?/\'"))
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_TIMES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_ROW = re.compile(rb"<row [^>]*>")
_STANDARD_FONT = re.compile(rb'<font><name val="Calibri" ?/>.*?</font>')
_EPOCH = (1980, 1, 1, 0, 0, 0)


def put(cell: Cell | MergedCell, text: str) -> None:
    """Sets a text so that it stays one, whatever it begins with; an empty one leaves the cell empty."""
    if not text:
        return
    cell.value = escaped(text)
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(ALWAYS_TEXT)


def escaped(text: str) -> str:
    """``text`` so that what looks like an escape of the format (``_x0041_``) stays text."""
    return _ESCAPE.sub("_x005F_", text)


def fits(width: float) -> int:
    """How many half-width characters a line of a column holds, whose width is in digits of the standard font.

    A digit has 8 pixels at 96 dpi. One is left free, because a spreadsheet's line breaks are not quite ours.
    """
    return int((width * 8 - 3) / (SIZE * 96 / 72 / 2)) - 1


def safe_name(title: str) -> str:
    """``title`` as a name that a sheet may have."""
    return title.translate(_NOT_IN_SHEET_NAMES)[:31]


def set_page(page: Worksheet, *, landscape: bool) -> None:
    """A4, one page wide, numbered, no grid on the screen."""
    from openpyxl.worksheet.header_footer import HeaderFooterItem
    from openpyxl.worksheet.properties import PageSetupProperties

    page.sheet_view.showGridLines = False
    page.page_setup.orientation = "landscape" if landscape else "portrait"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    margins = page.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.6, 0.3, 0.3
    page.print_options.horizontalCentered = True
    page.oddFooter = HeaderFooterItem()
    page.oddFooter.center.text = "&P / &N"


def settled(data: bytes, *, growing: Collection[str] = ()) -> bytes:
    """The workbook with what openpyxl sets by itself put right.

    No time of writing; row heights that may change in the parts ``growing``; ＭＳ Ｐゴシック as the standard font,
    which measures columns.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _TIMES.sub(b"", part).replace(b"openpyxl", b"piadiff")
            elif name == "xl/styles.xml":
                part = _STANDARD_FONT.sub(f'<font><name val="{FONT}"/><sz val="11"/></font>'.encode(), part)
            elif name in growing:
                part = _ROW.sub(lambda row: row[0].replace(b' customHeight="1"', b""), part)
            new.writestr(zipfile.ZipInfo(name, _EPOCH), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
