"""Where the elements of an XML part stand in its bytes, so that single places can be changed and all else stays.

A part that is parsed and written anew loses what the library does not know. Here a part is only looked at; a change is
a stretch of bytes put in the place of another.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape

_DECLARED = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")


@dataclass(slots=True, kw_only=True)
class Element:
    """One element: its name without prefix, its attributes by name as written, its children that were asked for.

    Offsets in the bytes of the part: ``start`` of its first tag, ``inside`` after that tag, ``close`` of its end tag
    (``inside`` where it is written as one tag, ``empty``), ``end`` after it.
    """

    name: str
    prefix: str
    attributes: dict[str, str]
    start: int
    inside: int
    empty: bool
    close: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)

    def named(self, *names: str) -> list[Element]:
        """The children of these names, in their order."""
        return [child for child in self.children if child.name in names]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """``new`` in the place of the bytes from ``start`` to ``end``."""

    start: int
    end: int
    new: bytes


def tree(part: bytes, wanted: Collection[str]) -> Element:
    """The outermost element with those inside it whose names are wanted; one inside others that are not is theirs.

    Raises ValueError for what is no XML in UTF-8.
    """
    declared = _DECLARED.match(part)
    if b"\0" in part[:64] or (declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii")):
        raise ValueError("not in UTF-8")
    parser = expat.ParserCreate()
    open_: list[Element] = []
    depths: list[bool] = []
    top: list[Element] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        prefix, _, own = name.rpartition(":")
        depths.append(not top or own in wanted)
        if not depths[-1]:
            return
        start = parser.CurrentByteIndex
        inside = _end_of_tag(part, start)
        element = Element(
            name=own, prefix=prefix, attributes=attributes, start=start, inside=inside, empty=part[inside - 2] == 0x2F
        )
        if open_:
            open_[-1].children.append(element)
        else:
            top.append(element)
        open_.append(element)

    def finish(_: str) -> None:
        if not depths.pop():
            return
        element = open_.pop()
        element.close = element.inside if element.empty else parser.CurrentByteIndex
        element.end = element.inside if element.empty else part.index(b">", element.close) + 1

    parser.StartElementHandler, parser.EndElementHandler = begin, finish
    try:
        parser.Parse(part, True)
    except expat.ExpatError as fault:
        raise ValueError("not well-formed") from fault
    return top[0]


def _end_of_tag(part: bytes, start: int) -> int:
    """The offset after the tag that begins at ``start``; ``>`` may stand in the value of an attribute."""
    at = start
    while True:
        match = _TAG_PIECE.match(part, at)
        if match is None:
            raise ValueError("not well-formed")
        at = match.end()
        if match[0] == b">":
            return at


_TAG_PIECE = re.compile(rb"[^\"'>]+|\"[^\"]*\"|'[^']*'|>")


def with_attribute(part: bytes, element: Element, name: str, value: str) -> Edit:
    """The change of one attribute that the element has, or that it gets."""
    tag = part[element.start : element.inside]
    own = attribute(name, value)
    written = re.compile(rb"\s" + re.escape(name.encode()) + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')")
    if written.search(tag):
        return Edit(start=element.start, end=element.inside, new=written.sub(lambda _: own, tag, count=1))
    end = element.inside - (2 if element.empty else 1)
    return Edit(start=end, end=end, new=own)


def attribute(name: str, value: str) -> bytes:
    """An attribute as it is written, with the space before it."""
    return f' {name}="{escape(value, {chr(34): "&quot;", chr(10): "&#10;", chr(9): "&#9;"})}"'.encode()


def changed(part: bytes, edits: Iterable[Edit]) -> bytes:
    """The part with all changes made. They must not overlap; those at one place stand in the order given."""
    out, at = [], 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        if edit.start < at:
            raise ValueError("overlapping changes")
        out += [part[at : edit.start], edit.new]
        at = edit.end
    return b"".join([*out, part[at:]])
