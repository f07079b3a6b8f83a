"""From a node of the form to concrete paths: the numbers of files and repeated groups put in where the form has n."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from piadiff.forms.files import file_numbers
from piadiff.forms.tree import GROUP_WORDS, Form
from piadiff.model import Value

MAX_GROUPS = 100
OPEN_GROUP = re.compile(rf"(?:{'|'.join(GROUP_WORDS)})n(?=/|$)")

Items = Mapping[str, Value] | None


def concrete(
    tree: Form, path: str, files: Sequence[int], numbers: Sequence[int], items: Items, *, whole: bool = False
) -> Iterator[str]:
    """The paths that ``path``, a pattern without its file level (``Ⅱ/4/委託事項n/⑥``), means.

    One for each of ``files`` and each of ``numbers`` (of the repeated group); where these are not said, for each that
    the document's ``items`` have, and 1 where nothing is known. A part that repeats for each file is itself its path
    where no file is said, if it only groups others, or if ``whole`` (別添2 as a whole).
    """
    part, _, rest = path.partition("/")
    by_file = tree.find("/".join(filter(None, (part, "(n)", rest))))
    if by_file is None or (not rest and not files and (whole or by_file.kind == "section")):
        yield from _grouped(path, numbers, items)
        return
    for number in files or file_numbers(items, part):
        yield from _grouped("/".join(filter(None, (part, f"({number})", rest))), numbers, items)


def exists(path: str, items: Items) -> bool:
    """True where the document has the item, or the repeated group by its first item."""
    return items is not None and (path in items or f"{path}/①" in items)


def _grouped(path: str, numbers: Sequence[int], items: Items) -> Iterator[str]:
    match = OPEN_GROUP.search(path)
    if match is None:
        yield path
        return
    base, rest = path[: match.end() - 1], path[match.end() :]
    there = [] if numbers else [n for n in range(1, MAX_GROUPS) if exists(f"{base}{n}", items)]
    for number in numbers or there or (1,):
        yield f"{base}{number}{rest}"
