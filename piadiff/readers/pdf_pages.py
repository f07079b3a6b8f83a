"""A PDF's pages as glyphs and rules, by PDFium: the only place that opens a PDF, with bounds on what it holds.

Coordinates are points from the upper left corner of the page as it is seen (a rotated page is turned upright).
"""

from __future__ import annotations

import ctypes
import hashlib
import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from piadiff.errors import PiadiffError

MAX_PAGES = 1000
MAX_GLYPHS = 100_000  # on one page
MAX_OBJECTS = 200_000  # on one page
LIMITS = ("MAX_PAGES", "MAX_GLYPHS", "MAX_OBJECTS")
THIN = 2.5  # points: a filled shape not thicker is a rule
UNKNOWN = "〓"  # a glyph to which the PDF gives no character
_MAX_DEPTH = 5
_MAX_CLIPS = 20
_ABOVE_BASE = 3.0  # points
_HYPHENS = (0x0002, 0x00AD, 0xFFFE)  # how PDFium gives a hyphen at the end of a line
HINT_PRINT = "Excel から PDF に書き出し直すか、Excel かテキスト（.txt）を渡してください"

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character and its box; ``y`` grows downward. ``clip``: the box to which its text is cut, if the character
    stands outside and is not seen. ``base``: the height of its line's base, which low and high characters share."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    clip: Box | None = None
    base: float | None = None

    @property
    def middle(self) -> float:
        """The height of the middle of its line, about."""
        return (self.y0 + self.y1) / 2 if self.base is None else self.base - _ABOVE_BASE


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal (``flat``) or vertical line: its place across, its begin and end along."""

    flat: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its upper edge, and the SHA-256 of its data as they lie in the file (compressed as they are)."""

    y0: float
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPage:
    """One page: its number from 1, its size as seen, its glyphs in the order of the file, its rules, its pictures."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    pictures: tuple[Picture, ...] = ()


def open_pages(data: bytes, where: str) -> Iterator[tuple[PdfPage, int]]:
    """The pages of a PDF one after another, each with the number of all.

    Raises PiadiffError for a broken, encrypted or empty PDF, and one with too many pages or too much on a page.
    """
    import pypdfium2

    document = _opened(pypdfium2, data, where)
    try:
        count = len(document)
        if count == 0:
            raise PiadiffError("PDFにページがありません", where=where, hint=HINT_PRINT)
        if count > MAX_PAGES:
            raise PiadiffError(
                f"PDFのページが多すぎます（{count:,}ページ、上限{MAX_PAGES:,}ページ）",
                where=where,
                hint="評価書1件だけのPDFを渡してください",
            )
        for index in range(count):
            try:
                page = _page(pypdfium2, document, index, where)
            except pypdfium2.PdfiumError:
                raise PiadiffError(
                    f"PDFが壊れています（{index + 1}ページを読めません）", where=where, hint=HINT_PRINT
                ) from None
            yield page, count
    finally:
        document.close()


def _opened(pdfium: Any, data: bytes, where: str) -> Any:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as fault:
        if getattr(fault, "err_code", None) == pdfium.raw.FPDF_ERR_PASSWORD or "password" in str(fault).lower():
            raise PiadiffError(
                "PDFが暗号化されていて読めません", where=where, hint="パスワードのないPDFを保存して渡してください"
            ) from None
        raise PiadiffError("PDFが壊れていて読めません", where=where, hint=HINT_PRINT) from None


def _page(pdfium: Any, document: Any, index: int, where: str) -> PdfPage:
    page = document[index]
    place = f"{where} {index + 1}ページ"
    try:
        frame = _Frame(page.get_cropbox(), page.get_rotation())
        drawn = _Drawn(pdfium.raw, frame)
        for number in range(pdfium.raw.FPDFPage_CountObjects(page.raw)):
            drawn.add(pdfium.raw.FPDFPage_GetObject(page.raw, number))
            if drawn.budget <= 0:
                raise _too_much(place)
        textpage = page.get_textpage()
        try:
            glyphs = tuple(_glyphs(pdfium.raw, textpage.raw, frame, drawn.clips, place))
        finally:
            textpage.close()
        return PdfPage(
            number=index + 1,
            width=frame.width,
            height=frame.height,
            glyphs=glyphs,
            rules=tuple(drawn.rules),
            pictures=tuple(drawn.pictures),
        )
    finally:
        page.close()


def _too_much(where: str) -> PiadiffError:
    return PiadiffError("PDFの1ページに文字か図形が多すぎます", where=where, hint=HINT_PRINT)


class _Frame:
    """Turns the points of a page into those of the page as it is seen."""

    def __init__(self, box: tuple[float, float, float, float], rotation: int) -> None:
        self.left, self.bottom, self.right, self.top = box
        self.rotation = rotation
        wide, high = self.right - self.left, self.top - self.bottom
        self.width, self.height = (high, wide) if rotation in (90, 270) else (wide, high)

    def seen(self, x: float, y: float) -> Point:
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        if self.rotation == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        (ax, ay), (bx, by) = self.seen(left, top), self.seen(right, bottom)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _glyphs(raw: Any, textpage: Any, frame: _Frame, clips: Mapping[int, Box], where: str) -> Iterator[Glyph]:
    count = raw.FPDFText_CountChars(textpage)
    if count > MAX_GLYPHS:
        raise _too_much(where)
    box = raw.FS_RECTF()
    along, base = ctypes.c_double(), ctypes.c_double()
    high = 0
    for index in range(count):
        if raw.FPDFText_IsGenerated(textpage, index) == 1:
            continue
        code = raw.FPDFText_GetUnicode(textpage, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code, high = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00), 0
        raw.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box))
        x0, y0, x1, y1 = frame.box(box.left, box.bottom, box.right, box.top)
        if x0 == x1 and y0 == y1:
            continue
        text = _text(code, bool(raw.FPDFText_HasUnicodeMapError(textpage, index) == 1))
        if text:
            clip = clips.get(_address(raw.FPDFText_GetTextObject(textpage, index))) if clips else None
            raw.FPDFText_GetCharOrigin(textpage, index, ctypes.byref(along), ctypes.byref(base))
            glyph = Glyph(text, x0, y0, x1, y1, clip, frame.seen(along.value, base.value)[1])
            x, y = (x0 + x1) / 2, glyph.middle
            if clip is None or (clip[0] <= x <= clip[2] and clip[1] <= y <= clip[3]):
                if 0 <= x <= frame.width and 0 <= y <= frame.height:
                    yield replace(glyph, clip=None) if clip else glyph
            else:
                yield glyph


def _address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def _text(code: int, unmapped: bool) -> str:
    """The character of a code; "" for controls."""
    if code in _HYPHENS:
        return "-"
    if code == 0 or (unmapped and code < 0x20) or 0xD800 <= code < 0xE000:
        return UNKNOWN
    if code < 0x20 or 0x7F <= code < 0xA0:
        return ""
    return " " if code == 0xA0 else chr(code)


class _Drawn:
    """What the objects of a page draw: rules, pictures, and the boxes to which texts are cut, by the text's address.

    Forms (objects in objects) are looked into; the cuts of texts inside them are not known.
    """

    def __init__(self, raw: Any, frame: _Frame) -> None:
        self.raw, self.frame = raw, frame
        self.budget = MAX_OBJECTS
        self.rules: list[Rule] = []
        self.pictures: list[Picture] = []
        self.clips: dict[int, Box] = {}

    def add(self, piece: Any, outer: Matrix = (1, 0, 0, 1, 0, 0), depth: int = 0) -> None:
        raw = self.raw
        self.budget -= 1
        if self.budget <= 0:
            return
        kind = raw.FPDFPageObj_GetType(piece)
        if kind == raw.FPDF_PAGEOBJ_TEXT and not depth:
            clip = self._clip(piece)
            if clip is not None:
                self.clips[_address(piece)] = clip
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            self._picture(piece, _placed(raw, piece, outer))
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            matrix = _placed(raw, piece, outer)
            for number in range(raw.FPDFFormObj_CountObjects(piece)):
                self.add(raw.FPDFFormObj_GetObject(piece, number), matrix, depth + 1)
                if self.budget <= 0:
                    return
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            fill, stroke = ctypes.c_int(), ctypes.c_int()
            raw.FPDFPath_GetDrawMode(piece, ctypes.byref(fill), ctypes.byref(stroke))
            if fill.value or stroke.value:
                for points in self._subpaths(piece, _placed(raw, piece, outer)):
                    self.rules += _drawn(points, bool(stroke.value))

    def _picture(self, piece: Any, matrix: Matrix) -> None:
        corners = [self.frame.seen(x, y) for x, y in _corners(matrix)]
        size = self.raw.FPDFImageObj_GetImageDataRaw(piece, None, 0)
        data = ctypes.create_string_buffer(size)
        self.raw.FPDFImageObj_GetImageDataRaw(piece, data, size)
        digest = hashlib.sha256(data.raw).hexdigest()
        self.pictures.append(Picture(min(y for _, y in corners), digest))

    def _clip(self, piece: Any) -> Box | None:
        """The box inside all paths to which a text is cut; None if it is not cut."""
        raw = self.raw
        path = raw.FPDFPageObj_GetClipPath(piece)
        count = raw.FPDFClipPath_CountPaths(path) if path else 0
        if not 0 < count <= _MAX_CLIPS:
            return None
        x, y = ctypes.c_float(), ctypes.c_float()
        box = (-math.inf, -math.inf, math.inf, math.inf)
        for number in range(count):
            points = []
            for step in range(max(0, raw.FPDFClipPath_CountPathSegments(path, number))):
                self.budget -= 1
                segment = raw.FPDFClipPath_GetPathSegment(path, number, step)
                raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
                points.append(self.frame.seen(x.value, y.value))
            if self.budget <= 0 or not points:
                return None
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            box = (max(box[0], min(xs)), max(box[1], min(ys)), min(box[2], max(xs)), min(box[3], max(ys)))
        return box if box[0] < box[2] and box[1] < box[3] else None

    def _subpaths(self, path: Any, matrix: Matrix) -> list[list[Point]]:
        """The straight runs of a path in points as seen; a curve ends a run."""
        raw = self.raw
        a, b, c, d, e, f = matrix
        out: list[list[Point]] = []
        x, y = ctypes.c_float(), ctypes.c_float()
        count = raw.FPDFPath_CountSegments(path)
        self.budget -= count
        if self.budget <= 0:
            return []
        for number in range(count):
            segment = raw.FPDFPath_GetPathSegment(path, number)
            raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
            point = self.frame.seen(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
            if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO and out:
                out[-1].append(point)
            else:
                out.append([point])
            if raw.FPDFPathSegment_GetClose(segment) and len(out[-1]) > 2:
                out[-1].append(out[-1][0])
        return [points for points in out if len(points) > 1]


def _placed(raw: Any, piece: Any, outer: Matrix) -> Matrix:
    inner = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(piece, ctypes.byref(inner))
    return _times((inner.a, inner.b, inner.c, inner.d, inner.e, inner.f), outer)


def _corners(m: Matrix) -> list[Point]:
    """Where the unit square, in which a picture is drawn, comes to stand."""
    a, b, c, d, e, f = m
    return [(e, f), (a + e, b + f), (c + e, d + f), (a + c + e, b + d + f)]


def _times(m: Matrix, n: Matrix) -> Matrix:
    a, b, c, d, e, f = m
    p, q, r, s, t, u = n
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _drawn(points: list[Point], stroked: bool) -> Iterator[Rule]:
    """The rules of one run: a thin shape is one line; otherwise the upright and level edges that are stroked."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    if y1 - y0 <= THIN < x1 - x0:
        yield Rule(True, (y0 + y1) / 2, x0, x1)
    elif x1 - x0 <= THIN < y1 - y0:
        yield Rule(False, (x0 + x1) / 2, y0, y1)
    elif stroked:
        for (ax, ay), (bx, by) in itertools.pairwise(points):
            if abs(ay - by) < 0.5 and abs(ax - bx) > 1:
                yield Rule(True, (ay + by) / 2, min(ax, bx), max(ax, bx))
            elif abs(ax - bx) < 0.5 and abs(ay - by) > 1:
                yield Rule(False, (ax + bx) / 2, min(ay, by), max(ay, by))
