"""Makes small OpenDocument spreadsheets from the XML of their tables: each test shows the few elements it is about."""

from tests.readers.drawings import zipped

MIME = "application/vnd.oasis.opendocument.spreadsheet"
_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES = {"office": "office", "table": "table", "text": "text", "draw": "drawing", "style": "style", "form": "form"}
_SPACES = " ".join(f'xmlns:{prefix}="{_URN}{name}:1.0"' for prefix, name in _NAMES.items())
_SPACES += f' xmlns:number="{_URN}datastyle:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{}</manifest:manifest>'
)


def members(body: str, styles: str = "") -> dict[str, bytes]:
    """The members of a spreadsheet: the XML inside office:spreadsheet and inside office:automatic-styles."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    return {"mimetype": MIME.encode(), "content.xml": content.encode(), "META-INF/manifest.xml": MANIFEST.encode()}


def ods(body: str, styles: str = "") -> bytes:
    """The bytes of such a spreadsheet."""
    return zipped(members(body, styles))


def table(rows: str, name: str = "表", more: str = "") -> str:
    """A sheet."""
    return f'<table:table table:name="{name}" {more}>{rows}</table:table>'


def row(*cells: str, more: str = "") -> str:
    """A row."""
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def cell(text: str = "", more: str = "") -> str:
    """A cell with a text, or with the XML of its paragraphs."""
    inside = text if text.startswith("<") else f"<text:p>{text}</text:p>" if text else ""
    return f"<table:table-cell {more}>{inside}</table:table-cell>"
