"""The change table of a revision in the shape that is wanted: one way for the command and for the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from piadiff.errors import PiadiffError
from piadiff.forms import form
from piadiff.model import Row
from piadiff.revision import Revision
from piadiff.styles import Said, pages_of, style_of, styled
from piadiff.table import rows, sheet
from piadiff.writers.sheet import Sheet, Style, Tracking


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How the table is to be: as the options of ``piadiff table`` say. ``date`` is ISO; ``style``, ``context``,
    ``group`` and ``added`` are those of the settings where they are None; ``pages`` are those of a file, for the 一覧.
    """

    style: str | None = None
    date: str | None = None
    context: int | None = None
    append: bool = False
    redline: bool = False
    tracking: Tracking | None = None
    group: bool | None = None
    added: bool | None = None
    plain: bool = False
    pages: tuple[Said, ...] = ()


def shape_of(wanted: Wanted, revision_style: str) -> Style:
    """The style that is wanted, else that of the settings. Raises PiadiffError for one that there is not."""
    return style_of(revision_style if wanted.style is None else wanted.style)


def fresh_rows(revision: Revision, wanted: Wanted) -> tuple[Row, ...]:
    """The rows of the changes, in the words of the office."""
    settings = revision.settings
    shows_all = wanted.redline or wanted.tracking is not None
    return rows(
        revision.judged,
        revision.tree,
        date=wanted.date,
        context=settings.context if wanted.context is None else wanted.context,
        phrases=settings.words,
        era=settings.era,
        facts=revision.facts,
        group=settings.group if wanted.group is None else wanted.group,
        added=(settings.added and not shows_all) if wanted.added is None else wanted.added,
    )


def compose(revision: Revision, wanted: Wanted, fresh: Sequence[Row] | None = None) -> Sheet:
    """The whole table; ``fresh`` are the rows where they are known. Raises PiadiffError for an unknown style."""
    settings = revision.settings
    whole = sheet(
        revision.tree,
        fresh_rows(revision, wanted) if fresh is None else fresh,
        earlier=revision.before.assessment.changes if wanted.append else (),
        marks=settings.marks and not wanted.plain,
        phrases=settings.words,
    )
    return styled(
        whole,
        revision.tree,
        shape_of(wanted, settings.style),
        redline=wanted.redline,
        tracking=wanted.tracking,
        pages=_placed(wanted.pages, revision),
        name=revision.name,
        phrases=settings.words,
    )


def check_options(
    chosen: str | None, *, track: bool, track_by: str | None, track_date: str | None, redline: bool, plain: bool
) -> None:
    """Raises PiadiffError for options that do not go together."""
    if track and chosen != "docx":
        raise PiadiffError(
            "変更履歴は Word のファイルにだけ付けられます", where="--track", hint="-o の末尾を .docx にしてください"
        )
    if not track and (track_by is not None or track_date is not None):
        where = "--track-by" if track_by is not None else "--track-date"
        raise PiadiffError("変更履歴を付けるときにだけ使えます", where=where, hint="--track を付けてください")
    if plain and (redline or track):
        raise PiadiffError(
            "見え消しと変更履歴では、変わった語の印を省けません", where="--plain", hint="どちらかを外してください"
        )


def check_added(*, added: bool | None, redline: bool, track: bool) -> None:
    """Raises PiadiffError where only what was added is wanted of a table that shows all."""
    if added and (redline or track):
        raise PiadiffError(
            "見え消しと変更履歴では、追加分だけを書けません", where="--added", hint="どちらかを外してください"
        )


def typed_date(text: str | None, option: str) -> str | None:
    """The day (ISO) that a person typed. Raises PiadiffError for what is no date."""
    from piadiff.dates import typed

    if text is None:
        return None
    iso = typed(text)
    if iso is None:
        raise PiadiffError(
            f"日付として読めません: {text}", where=option, hint="令和6年10月1日 か 2024-10-01 のように書いてください"
        )
    return iso


def _placed(said: Sequence[Said], revision: Revision) -> dict[str, str]:
    """The pages by path: as the file says, else as in a PDF. An item is looked for in the new version, then the old."""
    versions = (revision.after.assessment, revision.before.assessment)
    given = pages_of(said, *((form(version.form), version.items) for version in versions))
    printed = {**revision.before.pages, **revision.after.pages}
    return given or {path: "P" + page.replace("-", "～") for path, page in printed.items()}
