"""Reads the text extracted from a published assessment: items, its own change table, and what could not be placed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from piadiff.errors import PiadiffError
from piadiff.forms import Form, form
from piadiff.forms.tree import FORM_TITLES
from piadiff.model import Assessment, Reading, Row, Value
from piadiff.notation import fold, nfkc
from piadiff.readers.appendix import read_appendix
from piadiff.readers.cover import read_cover
from piadiff.readers.elements import Lexicon, elements
from piadiff.readers.labels import Printed, label_key, printed
from piadiff.readers.layout import Page, pages
from piadiff.readers.markup import has_markup
from piadiff.readers.ordered import read_marked
from piadiff.readers.part import read_part
from piadiff.readers.part_page import PartReading
from piadiff.readers.running import without_running_lines
from piadiff.readers.squares import with_brackets
from piadiff.readers.torn import joined
from piadiff.readers.undivided import divided

_EDITION = re.compile(r"\[?\s*((?:平成|令和)\s*(?:\d{1,2}|元)\s*年\s*\d{1,2}\s*月)\s*様式\s*([0-9])")
_GONE = "\f"  # all that is left of a line of the change table: its page break
_MIN_LABELS = 12
_CONTENTS_PARTS = 4
_CONTENTS_BOX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """Pages of one part: ``part`` is the first path segment, ``file`` the file's number where the part repeats."""

    part: str
    file: int | None
    pages: tuple[Page, ...]


def detect_form(text: str, where: str) -> tuple[str, str | None]:
    """The form and edition of a text. Raises PiadiffError if it is no assessment, or of an unknown form."""
    head = nfkc(text[:6000])
    match = _EDITION.search(head)
    edition = re.sub(r"\s", "", match[1]) if match else None
    if match and f"様式{match[2]}" not in FORM_TITLES:
        raise PiadiffError(
            f"知らない様式です: 様式{match[2]}", where=where, hint="様式2、様式3、様式4の評価書を渡してください"
        )
    if match:
        return f"様式{match[2]}", edition
    plain = re.sub(r"\s", "", head)
    for name, title in FORM_TITLES.items():
        if re.search(rf"特定個人情報保護評価書[（(]{title}[)）]", plain) or f"{title}表紙" in plain:
            return name, edition
    raise PiadiffError(
        "特定個人情報保護評価書ではありません（表紙の様式も「特定個人情報保護評価書（…項目評価書）」の題もありません）",
        where=where,
        hint="評価書全体のファイルを渡してください",
    )


def read_assessment_text(text: str, where: str = "") -> Reading:
    """Reads an extracted text. Raises PiadiffError if it is no assessment or almost nothing of the form is in it."""
    name, edition = detect_form(text, where)
    tree, prints = form(name), printed(name)
    raw = re.sub(r"(?<=[^\n])\f", "\n\f", text).split("\n")
    rows, used, doubts = _change_table(raw)
    body = [_GONE * line.count(_GONE) if index in used else line for index, line in enumerate(raw)]
    if has_markup("\n".join(body)):
        found, labels = read_marked(tree, prints, body)
    else:
        found, labels = _read_pages(tree, prints, pages(without_running_lines(body, prints.is_form), prints.is_printed))
    items, unplaced, remarks = found.items, found.unplaced, [*found.remarks, *doubts]
    if labels < _MIN_LABELS:
        raise PiadiffError(
            f"{name}の項目がほとんど見つかりません（{labels}か所）",
            where=where,
            hint="評価書全体のファイルを渡してください",
        )
    ordered = {path: items[path] for path in sorted(items, key=tree.sort_key)}
    assessment = Assessment(form=name, edition=edition, items=ordered, changes=_located(tree, rows, ordered))
    return Reading(
        assessment=assessment, unplaced=tuple(unplaced), remarks=tuple(remarks), source_characters=len(fold(text))
    )


def _read_pages(tree: Form, prints: Printed, all_pages: Sequence[Page]) -> tuple[PartReading, int]:
    """What the pages hold, and the number of the form's labels found there."""
    lexicon = Lexicon(tree)
    all_pages = divided(with_brackets(joined(all_pages, prints, lexicon), lexicon), prints)
    strict = _labels_are_indented(all_pages, prints)
    cover, sections = _sections(tree, prints, all_pages)
    out = PartReading()
    labels = 0
    out.items.update(read_cover(tree, prints, cover, out.unplaced))
    for section in sections:
        if section.part.startswith("別添"):
            out.items.update(read_appendix(tree, section.part, section.pages, out.unplaced))
            continue
        streams = [elements(page, prints, lexicon, strict=strict) for page in section.pages]
        labels += sum(e.kind == "label" for stream in streams for e in stream)
        part = read_part(tree, section.part, section.file, streams)
        out.items.update(part.items)
        out.unplaced += part.unplaced
        out.remarks += part.remarks
    return out, labels


def _change_table(lines: Sequence[str]) -> tuple[tuple[Row, ...], frozenset[int], list[str]]:
    from piadiff.readers.change_table import read_change_table

    table = read_change_table(lines)
    return table.rows, table.used, list(table.remarks)


def _located(tree: Form, rows: Sequence[Row], items: dict[str, Value]) -> tuple[Row, ...]:
    """The rows with the items that their headings mean."""
    from piadiff.forms.locate import locate

    return tuple(
        replace(row, paths=locate(tree, row.item, items=items, before=row.before, after=row.after)) for row in rows
    )


def _labels_are_indented(all_pages: Sequence[Page], prints: Printed) -> bool:
    """Whether this document indents the form's labels (most Excel prints do), so that others are no labels."""
    firsts = [box.lines for page in all_pages for box in page.boxes if prints.label_at(box.lines, 0)]
    indented = sum(lines[0].indented for lines in firsts)
    return indented > 0.8 * len(firsts)


def _sections(tree: Form, prints: Printed, all_pages: Sequence[Page]) -> tuple[list[Page], list[_Section]]:
    """The pages of the cover (with the list of contents), and those of each part."""
    cover: list[Page] = []
    parts: list[tuple[str, list[Page]]] = []
    for page in all_pages:
        here = _parts_on(page, prints)
        if not here and parts:
            parts[-1][1].append(page)
        elif not here or _is_contents(page, prints):
            cover.append(page)
        else:
            if parts and len(here) == 1 and _goes_on(page, here[0], parts[-1][0], tree, prints):
                head = here[0][0]
                parts[-1][1].append(Page(number=page.number, boxes=page.boxes[:head]))
                page, here = Page(number=page.number, boxes=page.boxes[head:]), [(0, here[0][1])]
            front, pieces = _pieces(page, here, first=not parts)
            cover += front
            parts += [(part, [piece]) for part, piece in pieces]
    sections: list[_Section] = []
    count: dict[str, int] = {}
    for part, group in parts:
        repeated = tree.find(f"{part}/(n)") is not None and not part.startswith("別添")
        count[part] = count.get(part, 0) + 1
        same = next((i for i, s in enumerate(sections) if s.part == part), None)
        if not repeated and same is not None:
            sections[same] = replace(sections[same], pages=(*sections[same].pages, *group))
        else:
            sections.append(_Section(part=part, file=count[part] if repeated else None, pages=tuple(group)))
    return cover, sections


def _goes_on(page: Page, here: tuple[int, str], before: str, tree: Form, prints: Printed) -> bool:
    """Whether what stands before the heading of a part on its page belongs to the part ``before`` it."""
    index, part = here
    if not index or before == part or before.startswith("別添"):
        return False
    labels = {
        f.key for box in page.boxes[:index] for n in range(len(box.lines)) if (f := prints.label_at(box.lines, n))
    }
    old, new = labels & _keys(tree, before), labels & _keys(tree, part)
    return len(old - new) > len(new - old)


@cache
def _keys(tree: Form, part: str) -> frozenset[str]:
    """The keys of the labels of a part."""
    return frozenset(label_key(n.heading) for n in tree.nodes if n.path.startswith(f"{part}/") and n.heading)


def _parts_on(page: Page, prints: Printed) -> list[tuple[int, str]]:
    """The part headings that stand on a page (the box's index and the part), without those of a list of contents."""
    out = []
    for index, box in enumerate(page.boxes):
        found = [prints.label_at(box.lines, start) for start in range(len(box.lines))]
        parts = [prints.parts[f.key] for f in found if f and f.key in prints.parts]
        if len(parts) < _CONTENTS_BOX:
            out += [(index, part) for part in parts]
    return out


def _is_contents(page: Page, prints: Printed) -> bool:
    """Whether a page is the list of contents (項目一覧), alone or below the cover: headings of parts and hardly any
    other label but the cover's."""
    found = [f for box in page.boxes for start in range(len(box.lines)) if (f := prints.label_at(box.lines, start))]
    parts = {f.key for f in found if f.key in prints.parts}
    titled = any(fold(line.text) == "項目一覧" for box in page.boxes for line in box.lines)
    return len(parts) >= (2 if titled else _CONTENTS_PARTS) and sum(
        f.key not in prints.cover for f in found
    ) <= 2 * len(parts)


def _pieces(page: Page, here: Sequence[tuple[int, str]], *, first: bool) -> tuple[list[Page], list[tuple[str, Page]]]:
    """What stands before the parts (of a text without pages), and the page's pieces by part.

    A page with one part heading is that part's, wherever the heading stands; with more it is divided at them.
    """
    whole = first and len(here) >= _CONTENTS_PARTS
    if whole:
        here = _without_contents(here)
    if len(here) == 1:
        return [], [(here[0][1], page)]
    starts = [here[0][0] if whole else 0, *(index for index, _ in here[1:]), len(page.boxes)]
    front = [Page(number=page.number, boxes=page.boxes[: starts[0]])] if whole else []
    return front, [
        (part, Page(number=page.number, boxes=page.boxes[starts[i] : starts[i + 1]]))
        for i, (_, part) in enumerate(here)
    ]


def _without_contents(here: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Headings without those of a list of contents at the front: a heading right before the next, which comes again."""
    out = list(here)
    while len(out) > 1 and out[1][0] - out[0][0] <= 1 and any(part == out[0][1] for _, part in out[1:]):
        out.pop(0)
    return out
