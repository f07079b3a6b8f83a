"""Decisions as JSON and back (schema ``decisions``): what the store keeps, and what a person hands in to be decided.

The same decisions give the same bytes. Reading checks everything and names all faults with their places at once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, get_args

from piadiff.canonical import FORMAT
from piadiff.dates import in_japan
from piadiff.decisions import LONGEST, TIMINGS, Decision, objection, tidy
from piadiff.errors import PiadiffError
from piadiff.model import ChangeKind, Important

KIND = "decisions"
WITHDRAW = "withdraw"  # what a person writes for ``important`` to take an earlier decision back
_CHOICES = {"important": get_args(Important), "timing": TIMINGS, "kind": get_args(ChangeKind)}
_NULLABLE = ("old_path", "thread")
_OPTIONAL = (*_NULLABLE, "note")
_SHOWN = ("heading", "state", "rule", "why", "before", "after")  # what lists print beside, for people
_NAMES = tuple(field.name for field in fields(Decision))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The decisions on one pair of versions, as kept in one file; ``old`` and ``new`` name the versions."""

    old: str
    new: str
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a person hands in to be decided: a change by its item, or all changes of a thread; None is left open.

    ``important`` is ``review`` where the person has not decided (yet), which touches nothing; only with ``withdraw`` it
    takes back what stands.
    """

    important: Important
    path: str | None = None
    old_path: str | None = None
    kind: ChangeKind | None = None
    fingerprint: str | None = None
    timing: str | None = None
    reason: str | None = None
    note: str = ""
    who: str | None = None
    when: str | None = None
    thread: str | None = None
    withdraw: bool = False


def decision_to_json(decision: Decision) -> dict[str, Any]:
    """A decision as JSON data, keys in the fixed order; what is not there is left out."""
    data = {name: getattr(decision, name) for name in _NAMES}
    return {name: value for name, value in data.items() if value is not None and (name, value) != ("note", "")}


def dumps(record: Record) -> str:
    """The text of a file of decisions: two-space indent, non-ASCII as is, LF, one newline at the end."""
    data = {
        "format": FORMAT,
        "kind": KIND,
        "old": record.old,
        "new": record.new,
        "decisions": [decision_to_json(decision) for decision in record.decisions],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def loads(data: bytes, where: str) -> Record:
    """The decisions in a file that :func:`dumps` wrote. Raises PiadiffError naming the faults and their places."""
    whole = _parsed(data, where)
    faults = [f"{name} がありません" for name in ("old", "new") if not isinstance(whole.get(name), str)]
    entries = _entries(whole, faults)
    for number, entry in enumerate(entries, 1):
        faults += (f"{number}件目: {fault}" for fault in _decision_faults(entry))
    _raise(faults, where)
    decisions = tuple(Decision(**_tidied(entry)) for entry in entries)
    return Record(old=whole["old"], new=whole["new"], decisions=decisions)


def requests(data: bytes, where: str, versions: tuple[str, str] | None = None) -> tuple[Request, ...]:
    """What a person's file asks to be decided: entries may leave out all but ``important`` and ``path`` or ``thread``.

    ``versions`` are the names of the two that are being decided; a file may leave them out, but not name others. A
    correction (``…#1``) counts as the version that it corrects. Raises PiadiffError naming the faults and their places.
    """
    whole = _parsed(data, where)
    for name, version in zip(("old", "new"), versions or (), strict=False):
        said = whole.get(name, version)
        if not isinstance(said, str) or _plain(said) != _plain(version):
            raise PiadiffError(
                f"ほかの版についての判断です（{name} が {tidy(str(said))[:60]}、いま決めている版は {version}）",
                where=where,
                hint="同じ版どうしで piadiff review --json を出し直すか、確かめて old と new を書き直してください",
            )
    faults: list[str] = []
    entries = _entries(whole, faults)
    withdrawn = [_withdraws(entry) for entry in entries]
    entries = [
        entry | {"important": "review"} if back else entry for entry, back in zip(entries, withdrawn, strict=True)
    ]
    for number, entry in enumerate(entries, 1):
        faults += (f"{number}件目: {fault}" for fault in _request_faults(entry))
    _raise(faults, where)
    return tuple(Request(**_tidied(entry), withdraw=back) for entry, back in zip(entries, withdrawn, strict=True))


def _withdraws(entry: Mapping[str, Any]) -> bool:
    """Whether a person says so, or the entry comes from a record in which somebody did (who and when are there)."""
    important = entry.get("important")
    return important == WITHDRAW or (important == "review" and "who" in entry and "when" in entry)


def _plain(version: str) -> str:
    return re.sub(r"#\d+$", "", tidy(version))


def _parsed(data: bytes, where: str) -> dict[str, Any]:
    hint = "piadiff review --json が出す形で書いてください"
    try:
        text = data.decode("utf-8-sig")
        whole = json.loads(text)
    except UnicodeDecodeError:
        raise PiadiffError("UTF-8の文字ではありません", where=where, hint=hint) from None
    except RecursionError:
        raise PiadiffError("JSONの入れ子が深すぎます", where=where, hint=hint) from None
    except ValueError as fault:
        line = getattr(fault, "lineno", 1)
        raise PiadiffError(f"JSONとして読めません（{line}行目）", where=where, hint=hint) from None
    if not isinstance(whole, dict) or whole.get("format") != FORMAT or whole.get("kind") != KIND:
        raise PiadiffError(
            f'判断のJSON（"format": "{FORMAT}", "kind": "{KIND}"）ではありません', where=where, hint=hint
        )
    return whole


def _entries(whole: Mapping[str, Any], faults: list[str]) -> list[dict[str, Any]]:
    entries = whole.get("decisions")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        faults.append("decisions には判断の配列が入ります")
        return []
    return entries


def _decision_faults(entry: Mapping[str, Any]) -> Iterable[str]:
    yield from (f"{name} がありません" for name in _NAMES if name not in entry and name not in _OPTIONAL)
    yield from _shape_faults(entry)


def _request_faults(entry: Mapping[str, Any]) -> Iterable[str]:
    if "important" not in entry:
        yield "important がありません"
    if not (entry.get("path") or entry.get("thread")):
        yield "path か thread のどちらかが要ります"
    yield from _shape_faults(entry)
    timing, note = entry.get("timing"), entry.get("note", "")
    if (
        isinstance(timing, str)
        and isinstance(note, str)
        and (said := objection(entry.get("important", "no"), timing, note))
    ):
        yield said


def _shape_faults(entry: Mapping[str, Any]) -> Iterable[str]:
    for name, value in entry.items():
        if name in _SHOWN:
            continue
        if name not in _NAMES:
            yield f"知らない名前です: {tidy(name)[:40]}"
        elif value is None and name in _NULLABLE:
            continue
        elif not isinstance(value, str):
            yield f"{name} には文字列が入ります"
        elif name in _CHOICES and value not in _CHOICES[name]:
            yield f"{name} は {'、'.join(_CHOICES[name])} のどれかです"
        elif len(value) > LONGEST:
            yield f"{name} が長すぎます（{LONGEST}字まで）"
        elif name == "when" and not _is_instant(value):
            yield "when は 2024-04-01T01:23:45Z のように書きます"
        elif name in ("who", "fingerprint", "path") and not tidy(value):
            yield f"{name} が空です"


def _is_instant(text: str) -> bool:
    try:
        in_japan(text)
    except ValueError:
        return False
    return True


def _tidied(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tidy(value) if isinstance(value, str) else value for name, value in entry.items() if name in _NAMES}


def _raise(faults: Sequence[str], where: str) -> None:
    if faults:
        more = f" ほか{len(faults) - 5}件" if len(faults) > 5 else ""
        raise PiadiffError(
            f"判断のファイルに誤りがあります: {'／'.join(faults[:5])}{more}", where=where, hint="直してください"
        )
