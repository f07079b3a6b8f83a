"""PDFs that do harm to whoever opens them, written by hand: a few kilobytes that keep a reader busy for hours."""

from __future__ import annotations

import zlib
from collections.abc import Sequence


def deep_forms(depth: int, each: int = 2) -> bytes:
    """A page whose form draws the next form ``each`` times, and that the next: ``each ** depth`` lines in all."""
    forms = []
    for level in range(depth):
        last = level == depth - 1
        content = b"0 0 m 100 100 l S" if last else b"/X Do " * each
        inner = b"" if last else b"/Resources<</XObject<</X %d 0 R>>>>" % (7 + level)
        forms.append(_stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]" + inner))
    return one_page(b"/X Do", forms, b"/XObject<</X 6 0 R>>")


def endless_page() -> bytes:
    """A page of many millions of lines, packed a thousandfold."""
    return one_page(b"0 0 m 100 100 l S\n" * 10_000_000)


def one_page(content: bytes, more: Sequence[bytes] = (), resources: bytes = b"") -> bytes:
    """A PDF of one page; ``more`` objects are numbered from 6."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page % resources,
        _stream(content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    ]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + tail


def _stream(data: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (extra, len(packed), packed)
