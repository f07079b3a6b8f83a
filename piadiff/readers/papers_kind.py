"""Which paper a text is: an assessment's companions are known by the titles of their columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from piadiff.notation import nfkc
from piadiff.readers.opinions_split import is_headless
from piadiff.readers.papers import LIST_TITLE, TITLES, PaperKind, header_at, roles_of_cells
from piadiff.readers.papers_cells import grid, has_cells

_FRONT = 60  # lines with text in which the first header of a paper stands
_FIRST_LETTERS = 200_000  # in which those lines stand
_LONGEST_TITLE = 80
_OPINIONS_TITLE = re.compile(
    r"(?:第三者点検|点検委員会|審議会|審査会)[^。]*意見[^。、]*(?:結果|対応|回答|一覧|反映)[^。、]{0,12}$"
)


def paper_kind(text: str) -> PaperKind | None:
    """The paper that a text is by the first header in it; None if it is something else, such as an assessment."""
    front = [line for line in text[:_FIRST_LETTERS].split("\n") if line.strip()][:_FRONT]
    rows = grid("\n".join(front)) if has_cells("\n".join(front)) else []
    for kind in TITLES:
        headers = [tuple(filter(None, roles_of_cells(kind, row.cells) or ())) for row in rows]
        headers += [found.roles for start in range(len(front)) if (found := header_at(kind, front, start))]
        if any(headers) and (kind == "opinions" or any(map(_is_listed, headers)) or _has_title(front)):
            return kind
    if any(len(line) <= _LONGEST_TITLE and _OPINIONS_TITLE.search(nfkc(line)) for line in front):
        return "opinions" if is_headless(text.split("\n")) else None
    return None


def _is_listed(roles: Sequence[str]) -> bool:
    """Whether titles are those of a list: the change table of the forms has neither numbers nor pages."""
    return bool({"no", "page"} & set(roles))


def _has_title(front: Sequence[str]) -> bool:
    return any(len(line) <= _LONGEST_TITLE and LIST_TITLE.search(nfkc(line)) for line in front)
