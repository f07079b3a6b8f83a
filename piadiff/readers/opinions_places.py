"""The items that the 評価書該当箇所 of an opinion means: its headings, and the file that the rows above have named.

These tables write a file as ``2 本人確認情報ファイル`` and leave out in the next rows what stands in the row before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from piadiff.forms import Form
from piadiff.forms.concrete import Items
from piadiff.forms.locate import locate
from piadiff.notation import nfkc

_FILE_LINE = re.compile(r"\s*[(\[]?\s*(\d{1,2})\s*[)\].．]?\s*([^\s。、()]{2,30}ファイル)\s*")
_PART = re.compile(r"(?<![A-Za-z])(?:[ⅠⅡⅢⅣⅤⅥ]|(?:VI|IV|V|I{1,3})(?![A-Za-z]))")
_HEADINGS = 6  # lines of a cell in which headings stand; text of the item follows
_FILE_PARTS = re.compile(r"(Ⅱ|Ⅲ)/\(1\)")


class Places:
    """Finds the items of places in the order of the rows; knows the files that the whole table names.

    ``items`` are those of the document, where it is known.
    """

    def __init__(self, tree: Form, places: Sequence[str], items: Items = None) -> None:
        self._tree = tree
        self._items = items
        self._names: dict[str, int] = {}
        for place in places:
            for line in place.split("\n")[:_HEADINGS]:
                if (found := _FILE_LINE.fullmatch(nfkc(line))) and not found[2].startswith("特定個人情報"):
                    self._names.setdefault(found[2], int(found[1]))
        self._files: tuple[int, ...] = ()
        self._heading = ""

    def locate(self, place: str) -> tuple[str, ...]:
        """The paths that a place means; what it leaves out is what the place before said."""
        lines = place.split("\n")
        named: list[int] = []
        heading: list[str] = []
        for index, line in enumerate(lines):
            number, text = self._file(line) if index < _HEADINGS else (None, line)
            named += [number] if number is not None else []
            heading.append(text)
        has_part = any(_PART.search(nfkc(line)) for line in lines[:2])
        if named:
            self._files = tuple(dict.fromkeys(named))
        elif has_part:
            self._files = tuple(sorted(set(self._names.values())))
        text = "\n".join(heading)
        paths = locate(self._tree, text, items=self._items)
        if not has_part and self._heading and not paths:
            paths = locate(self._tree, f"{self._heading}\n{text}", items=self._items)
            if paths == locate(self._tree, self._heading, items=self._items):
                paths = ()  # the place itself says nothing
        if has_part:
            self._heading = "\n".join(heading[: _context(lines)])
        return self._in_files(paths) if not named else paths

    def _file(self, line: str) -> tuple[int | None, str]:
        """The number of the file a line names, and the line with that number in brackets."""
        plain = nfkc(line)
        if found := _FILE_LINE.fullmatch(plain):
            number = self._names.get(found[2])
            return (number, f"({number}){found[2]}") if number else (None, line)
        for name, number in self._names.items():
            if place := re.search(rf"(?:(?<=[\s(「『])|^){re.escape(name)}", plain):
                return number, f"{plain[: place.start()]}({number}){plain[place.start() :]}"
        return None, line

    def _in_files(self, paths: tuple[str, ...]) -> tuple[str, ...]:
        """The paths of the files meant by the rows above, where the place names none."""
        if not self._files:
            return paths
        out = {_FILE_PARTS.sub(rf"\1/({file})", path): None for path in paths for file in self._files}
        return tuple(sorted(out, key=self._tree.sort_key)) if len(out) > len(paths) else tuple(out)


def _context(lines: Sequence[str]) -> int:
    """How many of the first lines of a place name part, file and section."""
    count = 0
    for line in lines[:4]:
        plain = nfkc(line).strip()
        if not (_PART.search(plain) or _FILE_LINE.fullmatch(plain) or re.match(r"\d{1,2}[\s.．]", plain)):
            break
        count += 1
    return count
