"""Versions carried over to another edition or form (基礎 → 重点 → 全項目), and what a person would say has changed.

Where an item stands in the other form is read from the table of correspondences (``forms/editions.tsv``) itself, line
by line; the code that compares is not asked.
"""

import csv
from importlib import resources
from random import Random

from piadiff.forms import form
from piadiff.model import Assessment, Value
from tests import edit_values, invented
from tests.edit_values import blank
from tests.edits import Case, Finding, file_of, group_of

Layout = tuple[str, str]
STEPS: tuple[tuple[Layout, Layout], ...] = (
    (("様式2", "平成31年1月"), ("様式2", "令和6年10月")),
    (("様式2", "令和6年10月"), ("様式3", "")),
    (("様式3", ""), ("様式4", "")),
)
_WORDS = ("システム", "委託事項", "提供先", "移転先")
_SYSTEMS = "Ⅰ/1/③"  # of 様式2: one box for the names of all systems
_EDITED = ("text", "choice", "checks", "count", "name")


def case(rng: Random) -> Case:
    """A version in one edition or form, the same in the next one with edits, and the findings."""
    here, there = rng.choice(STEPS)
    one, many, new_only = _table(here, there)
    old = _old(rng, here, many)
    files = range(1, 1 + (sum(path.startswith("Ⅱ/(") and path.endswith(")/1") for path in old) or rng.randint(1, 2)))
    items: dict[str, Value] = {}
    findings: set[Finding] = set()
    log = [f"{here} → {there}"]
    for path, value in old.items():
        general, numbers = _general(path)
        if general in one:
            items[_filled(one[general], numbers)] = value
        elif general in many:
            items |= _spread(rng, many[general], numbers, value, files)
        elif not blank(value):
            findings.add(Finding("removed", path, ""))
    origin = {_filled(one[g], n): path for path in old for g, n in [_general(path)] if g in one}
    findings |= _edit(rng, there, items, origin, log)
    findings |= _fill(rng, here, there, new_only, items, files)
    return Case(
        old=Assessment(form=here[0], edition=here[1] or None, items=_sorted(here, old)),
        new=Assessment(form=there[0], edition=there[1] or None, items=_sorted(there, items)),
        findings=frozenset(findings),
        log=tuple(log),
    )


def _has(layout: Layout) -> set[str]:
    return {n.path for n in form(layout[0]).items if not n.editions or layout[1] in n.editions}


def _table(here: Layout, there: Layout) -> tuple[dict[str, str], dict[str, list[str]], list[str]]:
    """Patterns that correspond one to one, one to many, and those that only the new layout has."""
    text = (resources.files("piadiff.forms") / "editions.tsv").read_text(encoding="utf-8")
    one: dict[str, str] = {}
    many: dict[str, list[str]] = {}
    for name, edition, path, to, to_edition, new_path, how, _ in list(csv.reader(text.splitlines(), delimiter="\t"))[
        1:
    ]:
        if (name, edition, to, to_edition) == (*here, *there) and new_path:
            if how:
                many.setdefault(path, []).append(new_path)
            else:
                one[path] = new_path
    if here[0] == there[0]:
        told = {*one, *one.values()}
        one |= {path: path for path in _has(here) & _has(there) if path not in told}
    known = {*one.values(), *(path for paths in many.values() for path in paths)}
    order = [node.path for node in form(there[0]).items]
    return one, many, [path for path in order if path in _has(there) - known]


def _old(rng: Random, here: Layout, many: dict[str, list[str]]) -> dict[str, Value]:
    """The old version; what it asks for each file and the new form only once has one answer."""
    taken, present = set[str](), _has(here)
    answers: dict[str, Value] = {}
    out: dict[str, Value] = {}
    for path, value in invented.document(rng, here[0]).items.items():
        general, _ = _general(path)
        if general not in present:
            continue
        if general == _SYSTEMS and general in many:
            value = tuple(invented.fresh_name(rng, "システム", taken) for _ in range(rng.randint(1, 4)))
        elif general in many and not any("(n)" in new for new in many[general]):
            value = answers.setdefault(general, value)
        out[path] = value
    return out


def _general(path: str) -> tuple[str, list[tuple[str, str]]]:
    """The pattern of a path and what its variables stand for: Ⅱ/(1)/4/委託事項2/③."""
    parts, numbers = [], []
    for part in path.split("/"):
        if word := next((w for w in _WORDS if part.startswith(w) and part[len(w) :].isdecimal()), ""):
            numbers.append((f"{word}n", part))
            part = f"{word}n"
        elif part[:1] == "(" and part[1:-1].isdecimal():
            numbers.append(("(n)", part))
            part = "(n)"
        parts.append(part)
    return "/".join(parts), numbers


def _filled(general: str, numbers: list[tuple[str, str]]) -> str:
    for variable, part in numbers:
        general = general.replace(variable, part)
    return general


def _spread(
    rng: Random, patterns: list[str], numbers: list[tuple[str, str]], value: Value, files: range
) -> dict[str, Value]:
    """What one item said as several say it: a name for each system, the same answer for each file, parts of a text."""
    if "システムn" in patterns[0]:
        names = value if isinstance(value, tuple) else ()
        return {patterns[0].replace("システムn", f"システム{n}"): name for n, name in enumerate(names, 1)}
    if len(patterns) > 1:
        lines = list(value) if isinstance(value, tuple) else []
        cut = sorted(rng.randint(0, len(lines)) for _ in patterns[1:])
        parts = [lines[a:b] for a, b in zip([0, *cut], [*cut, len(lines)], strict=True)]
        return {_filled(p, numbers): tuple(part) for p, part in zip(patterns, parts, strict=True)}
    if "(n)" in patterns[0] and not numbers:
        return {patterns[0].replace("(n)", f"({n})"): value for n in files}
    return {_filled(patterns[0], numbers): value}


def _edit(rng: Random, there: Layout, items: dict[str, Value], origin: dict[str, str], log: list[str]) -> set[Finding]:
    """Some items that correspond one to one edited, others written in another notation."""
    tree, found = form(there[0]), set()
    free = [
        path
        for path in origin
        if not blank(items[path]) and tree.node(path).kind in _EDITED and path != "表紙/公表日"
        and not invented.name_word(path) and not path.endswith(")/1") and not isinstance(items[path], bool)
    ]  # fmt: skip
    rng.shuffle(free)
    many = rng.randint(0, min(15, len(free)))
    for path in free[:many]:
        new = edit_values.edit(rng, tree.node(path), items[path])
        if not blank(new):
            items[path] = new
            found.add(Finding("changed", origin[path], path))
            log.append(f"{path} edited")
    for path in free[many : many + rng.randint(0, 10)]:
        items[path] = edit_values.noisy(rng, tree.node(path), items[path])
    return found


def _fill(
    rng: Random, here: Layout, there: Layout, new_only: list[str], items: dict[str, Value], files: range
) -> set[Finding]:
    """Items that only the new form has, some of them filled; with what they come if the old form has no such group."""
    old_tree, tree, found = form(here[0]), form(there[0]), set()
    speak = {g for p, v in items.items() if not blank(v) for g in (group_of(p), file_of(p)) if g}
    places = [[]] + [_general(group)[1] for group in sorted(speak) if group_of(group)]
    places += [[("(n)", f"({n})")] for n in files]
    for general in new_only:
        for numbers in places:
            path = _filled(general, numbers)
            if path in items or "n" in path or not _same_variables(general, numbers):
                continue
            groups = [g for g in (file_of(path), group_of(path)) if g]
            if rng.random() < 0.3 or any(old_tree.find(g) is not None and g not in speak for g in groups):
                continue
            items[path] = invented.value(rng, tree.node(path))
            group = next((g for g in groups if old_tree.find(g) is None), "")
            found.add(Finding("added", "", path, group))
    return found


def _same_variables(general: str, numbers: list[tuple[str, str]]) -> bool:
    return all(variable in general for variable, _ in numbers)


def _sorted(layout: Layout, items: dict[str, Value]) -> dict[str, Value]:
    return {path: items[path] for path in sorted(items, key=form(layout[0]).sort_key)}
