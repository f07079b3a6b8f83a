"""A version that is worked on, from a file or from the store, and what to know before two of them are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from piadiff.dates import to_iso
from piadiff.errors import PiadiffError
from piadiff.model import Assessment, Reading
from piadiff.notation import fold
from piadiff.store import Store, StoredVersion, identity
from piadiff.store.names import PUBLISHED, TITLE
from piadiff.store.version import is_iso

if TYPE_CHECKING:
    from piadiff.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version that a command works on, from a file or from the store.

    ``id`` is None for a file; ``date`` is the 公表日 (ISO), None if a file does not say it; ``label`` names the version
    to people: ``所沢市-1@2024-04-01`` or the file's name. ``stored`` is the record in the store, None for a file;
    ``unplaced`` are the texts of a file that its reader could put into no item, ``pages`` the pages of its items if it
    is a PDF.
    """

    assessment: Assessment
    id: str | None
    date: str | None
    label: str
    stored: StoredVersion | None = None
    unplaced: tuple[str, ...] = ()
    pages: Mapping[str, str] = field(default_factory=dict)

    @property
    def left_out(self) -> int:
        """How many texts of the document are in no item, and so cannot be compared."""
        return self.stored.unplaced if self.stored else len(self.unplaced)


def from_store(version: StoredVersion, assessment: Assessment) -> Version:
    """A version of the store with its assessment."""
    return Version(assessment=assessment, id=version.id, date=version.date, label=version.label, stored=version)


def from_reading(reading: Reading, name: str) -> Version:
    """What was read of a file; ``name`` names the file to people."""
    assessment = reading.assessment
    return Version(
        assessment=assessment,
        id=None,
        date=published(assessment),
        label=name,
        unplaced=tuple(piece.text for piece in reading.unplaced),
        pages=reading.pages,
    )


def check_same(old: Version, new: Version, force: bool) -> None:
    """Refuse to compare two different assessments (other 評価実施機関 or 評価書番号) unless ``force``.

    What a document does not say is not held against it. Raises PiadiffError naming ``--force``.
    """
    if force:
        return
    (old_agency, old_number), (new_agency, new_number) = identity(old.assessment), identity(new.assessment)
    for before, after, name in ((old_agency, new_agency, "評価実施機関"), (old_number, new_number, "評価書番号")):
        if before and after and before != after:
            raise PiadiffError(
                f"違う評価書です（{name}が {before} と {after}）", hint="それでも比べるときは --force を付けてください"
            )


def doubts(old: Version, new: Version) -> list[str]:
    """What a person should know before trusting a comparison: texts in no item, versions the wrong way round."""
    found = [
        f"{version.label} には、どの項目にも入らなかった文字が{version.left_out}箇所あり、そこは比べていません"
        "（読み直せるファイルなら piadiff read --verbose で見られます）。"
        for version in (old, new)
        if version.left_out
    ]
    if not (old.stored or new.stored) and unplaced_differ(old, new):
        found.append("どの項目にも入らなかった文字が、二つの版で違います。変更が表に現れていないおそれがあります。")
    dated = bool(old.date and new.date)
    rows, later = old.assessment.changes, new.assessment.changes
    shorter = bool(later) and len(later) < len(rows) and rows[: len(later)] == later  # the table only ever grows
    if (dated and str(old.date) > str(new.date)) or (shorter and not dated):
        found.append(
            f"前の版（{old.label}）のほうが新しいようです。前の版、後の版の順に指定しているか確かめてください。"
        )
    return found


def unplaced_differ(old: Version, new: Version) -> bool:
    """Whether the texts that are in no item differ between two files, notation aside."""
    return sorted(map(fold, old.unplaced)) != sorted(map(fold, new.unplaced))


def published(assessment: Assessment) -> str | None:
    """The 公表日 that the document itself says, as an ISO date; None if it says none that can be read."""
    value = assessment.items.get(PUBLISHED)
    if not isinstance(value, str) or not value:
        return None
    return value if is_iso(value) else to_iso(value)


def name_of(*assessments: Assessment) -> str:
    """The 評価書名 of the first assessment that says one; "" if none does."""
    names = (assessment.items.get(TITLE) for assessment in assessments)
    return next((name for name in names if isinstance(name, str) and name.strip()), "")


def title_of(*assessments: Assessment) -> str:
    """The 評価書名 as the title of a page, which has one in any case."""
    return name_of(*assessments) or "特定個人情報保護評価書"


def open_settings(store: Path) -> Settings:
    """The settings of the office that keeps the store; the defaults where there is no store or it has none.

    Raises PiadiffError for settings that say what there is not.
    """
    from piadiff.settings import DEFAULTS, FILE, LARGEST, parse

    data = Store(store).read(FILE, LARGEST)
    return DEFAULTS if data is None else parse(data, where=str(store / FILE))
