"""Hypothesis strategies for assessments of all three forms: random items with values by kind, files, groups, rows.

``assessments()`` draws one version; ``pairs()`` draws an old version and a new one that grew out of it by edits, so
that the two share most of their content; ``permuted()`` draws a version and the same with its groups renumbered.
Texts are invented; some are hostile (markup, formulas, pipes) because document text must never become anything else.
"""

import dataclasses
import re
from collections.abc import Callable

from hypothesis import strategies as st

from piadiff.forms import FORM_NAMES, Form, Node, form
from piadiff.forms.tree import group_of
from piadiff.model import Assessment, Figure, Row, Value

WORDS = (
    "住民記録システム", "保守", "運用", "の委託", "税務課", "第19条第7号", "第19条第8号", "別表第二の27の項",
    "令和6年10月1日", "1,000人",
    "（予定）", "を行う。", "・", "①", "サーバ", "ｻｰﾊﾞ", "アクセスログ", "、", "　", " ", "－", "-",
    "<b>&amp;", "=1+1", "|", "\\", "{{ x }}", "[-", "-]", "{+", "+}", "〇", "𠮷", "é", "%s", "\"'",
)  # fmt: skip
texts = st.lists(st.sampled_from(WORDS), max_size=6).map("".join)
paragraphs = st.lists(texts, max_size=4).map(tuple)
dates = st.one_of(st.just(""), st.dates().map(lambda day: f"令和{day.year % 30 + 1}年{day.month}月{day.day}日"))
iso_dates = st.dates().map(lambda day: day.isoformat())
_REPEATED = re.compile(r"\(n\)|(?:システム|委託事項|提供先|移転先)n")


def values(node: Node) -> st.SearchStrategy[Value]:
    """A value that an item of this kind may have, empty ones included."""
    boxes = st.sampled_from(node.boxes) if node.boxes else texts.filter(bool)
    return {
        "text": paragraphs,
        "list": st.lists(texts, max_size=6).map(tuple),
        "name": texts,
        "date": dates,
        "choice": st.one_of(st.just(""), boxes),
        "checks": st.dictionaries(boxes, st.one_of(st.just(""), texts), max_size=4),
        "count": st.one_of(st.none(), st.integers(0, 200)),
        "figure": st.builds(
            Figure,
            labels=st.lists(texts, max_size=4).map(tuple),
            images=st.lists(st.integers(0, 9).map(lambda n: f"{n:064x}"), max_size=2).map(tuple),
        ),
    }[node.kind]


@st.composite
def concrete_paths(draw: st.DrawFn, tree: Form, max_repeats: int = 3) -> list[str]:
    """Every path of a document with a drawn number of files and of groups of each kind, in the order of the form."""
    files = draw(st.integers(1, max_repeats))
    paths: list[str] = []
    counts: dict[str, int] = {}
    for node in tree.items:
        concrete = [node.path]
        while marker := _REPEATED.search(concrete[0]):
            at, word = marker.start(), marker.group()
            grown = []
            for path in concrete:
                if word == "(n)":
                    many = files
                else:
                    many = counts.setdefault(path[: marker.end()], draw(st.integers(0, max_repeats)))
                grown += [path[:at] + word.replace("n", str(n)) + path[marker.end() :] for n in range(1, many + 1)]
            concrete = grown
            if not concrete:
                break
        paths += concrete
    return list(dict.fromkeys(paths))


rows = st.builds(
    Row,
    date=st.one_of(st.none(), iso_dates),
    date_text=dates,
    item=st.lists(texts, max_size=3).map("\n".join),
    before=texts,
    after=texts,
    timing=st.sampled_from(("事前", "事後", "修正", "")),
    reason=texts,
)


@st.composite
def assessments(
    draw: st.DrawFn, form_name: str | None = None, max_items: int = 25, max_repeats: int = 3, max_rows: int = 3
) -> Assessment:
    """An assessment of ``form_name`` (of any form if None) with a random subset of the form's items."""
    name = form_name or draw(st.sampled_from(FORM_NAMES))
    tree = form(name)
    paths = draw(concrete_paths(tree, max_repeats))
    grouped = [path for path in paths if group_of(path)]
    chosen = draw(st.lists(st.sampled_from(paths), max_size=max_items, unique=True))
    if grouped:
        chosen += draw(st.lists(st.sampled_from(grouped), max_size=max_items, unique=True))
    items = {path: draw(values(tree.node(path))) for path in sorted(set(chosen), key=tree.sort_key)}
    return Assessment(
        form=name,
        edition=draw(st.sampled_from((None, "平成30年5月", "平成31年1月", "令和6年10月"))),
        items=items,
        changes=tuple(draw(st.lists(rows, max_size=max_rows))),
    )


@st.composite
def pairs(draw: st.DrawFn, form_name: str | None = None) -> tuple[Assessment, Assessment]:
    """An old version and a new one: values replaced, items dropped and added, groups renumbered, rows appended."""
    old = draw(assessments(form_name))
    tree = form(old.form)
    items = draw(_renumbered(old)) if draw(st.booleans()) else dict(old.items)
    if items:
        some = st.lists(st.sampled_from(list(items)), max_size=4, unique=True)
        for path in draw(some):
            items[path] = draw(values(tree.node(path)))
        for path in draw(some):
            items.pop(path, None)
    items |= draw(assessments(old.form, max_items=4, max_rows=0)).items
    return old, dataclasses.replace(
        old,
        edition=draw(st.sampled_from((old.edition, "令和6年10月"))),
        items={path: items[path] for path in sorted(items, key=tree.sort_key)},
        changes=draw(st.sampled_from((old.changes, old.changes[1:]))) + tuple(draw(st.lists(rows, max_size=2))),
    )


@st.composite
def permuted(draw: st.DrawFn, form_name: str | None = None) -> tuple[Assessment, Assessment]:
    """A version and the same version with its repeated groups renumbered and nothing else changed."""
    old = draw(assessments(form_name))
    return old, dataclasses.replace(old, items=draw(_renumbered(old)))


@st.composite
def _renumbered(draw: st.DrawFn, old: Assessment) -> dict[str, Value]:
    """The items of ``old`` with the numbers of the groups of each family shuffled."""
    families: dict[str, set[str]] = {}
    for path in old.items:
        if group := group_of(path):
            families.setdefault(re.sub(r"\d+$", "", group), set()).add(group)
    renamed: dict[str, str] = {}
    for family in sorted(families):
        members = sorted(families[family])
        renamed |= dict(zip(members, draw(st.permutations(members)), strict=True))
    tree = form(old.form)
    items = {_moved(path, renamed): value for path, value in old.items.items()}
    return {path: items[path] for path in sorted(items, key=tree.sort_key)}


def _moved(path: str, renamed: dict[str, str]) -> str:
    group = group_of(path)
    return renamed[group] + path.removeprefix(group) if group else path


def noisy(shift: Callable[[str], str], old: Assessment) -> Assessment:
    """``old`` with ``shift`` applied to every text inside its values (not to boxes, counts and pictures)."""

    def change(value: Value) -> Value:
        if isinstance(value, str):
            return shift(value)
        if isinstance(value, tuple):
            return tuple(shift(part) for part in value)
        if isinstance(value, dict):
            return {box: shift(text) for box, text in value.items()}
        if isinstance(value, Figure):
            return dataclasses.replace(value, labels=tuple(shift(label) for label in value.labels))
        return value

    return dataclasses.replace(old, items={path: change(value) for path, value in old.items.items()})
