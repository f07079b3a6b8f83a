"""The plan of a revision as one page to print, with boxes to tick, and as lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from piadiff.milestones import Milestone
from piadiff.plan import VERDICTS, Plan
from piadiff.tasks import Task
from piadiff.writers.layout import Band, Layout, cell_of, columns
from piadiff.writers.sheet import printable
from piadiff.writers.terminal import one_line, wrap

TITLE = "改定ですること"
BOX = "□"
HEADERS = ("", "すること", "日付・期限", "根拠")
_COLUMNS = columns(HEADERS, ("check", "item", "date", "reason"), (3, 62, 22, 23))
_LONGEST = 60  # letters of a name
_ORDER: tuple[str, ...] = ("意見の聴取", "第三者点検", "提出日", "公表日", "変更日")


def layout(plan: Plan) -> Layout:
    """The page: A4 upright, a heading for each section, a box for each task."""
    bands = [Band(cells=(cell_of(VERDICTS[plan.verdict]),), heading=True)]
    for section in plan.sections:
        bands.append(Band(cells=(cell_of(section.title),), heading=True))
        bands += map(_band, section.tasks)
    if plan.verdict != "nothing":
        bands.append(Band(cells=(cell_of(f"日付の順　{order(plan)}"),), heading=True))
    return Layout(
        title=printable(_title(plan)),
        columns=_COLUMNS,
        bands=tuple(bands),
        note=printable(head(plan)),
        decided=("item",),
        look="plan",
        name=TITLE,
        portrait=True,
    )


def head(plan: Plan) -> str:
    """What the page is about, in one line."""
    total, yes, review, no = plan.counts
    changes = f"変更{total}件（重要な変更{yes}件、要確認{review}件、その他{no}件）"
    return f"{_short(plan.old)} → {_short(plan.new)}　{plan.assessment}（{plan.form}）　{changes}"


def order(plan: Plan) -> str:
    """The order in which the days have to stand, with those that are known."""
    known = {day.name: day for day in plan.dates if not day.stale}
    again = plan.verdict in ("reassess", "undecided")
    names = _ORDER if again and plan.form == "様式4" else _ORDER[2:] if again else _ORDER[2:4]
    return " → ".join(_known(name, known.get(name)) for name in names)


def lines(plan: Plan, width: int) -> Iterator[str]:
    """The plan for a terminal of so many columns."""
    yield from wrap(one_line(_title(plan)), width)
    yield from wrap(one_line(head(plan)), width)
    yield from wrap(VERDICTS[plan.verdict], width)
    for section in plan.sections:
        yield ""
        yield f"■ {section.title}"
        for task in section.tasks:
            yield from _task(task, width)
    if plan.verdict != "nothing":
        yield ""
        yield from wrap(f"日付の順: {order(plan)}", width)


def _title(plan: Plan) -> str:
    return f"{TITLE}　{_short(plan.name)}" if plan.name else TITLE


def _short(name: str) -> str:
    """A name on one line that leaves room for the rest of the page."""
    line = " ".join(name.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _known(name: str, day: Milestone | None) -> str:
    return f"{name}（{day.told if day else '未定'}）"


def _band(task: Task) -> Band:
    text = "\n".join((task.text, *task.details))
    return Band(cells=tuple(map(cell_of, (BOX, text, task.when, task.clause))), review=task.open)


def _task(task: Task, width: int) -> Iterator[str]:
    first, *rest = wrap(one_line(task.text), width - 3)
    yield f"{BOX} {first}"
    yield from (f"   {line}" for line in rest)
    beside = "　".join(filter(None, (task.when and f"［{task.when}］", task.clause)))
    for text in (*filter(None, (beside,)), *task.details):
        yield from (f"   {line}" for line in wrap(one_line(text), width - 3))
