"""What an office has settled for its own tables: ``piadiff.toml`` at the root of its store.

The phrases for 提出時期に係る説明 by rule id (``[phrases]``; the form of words is each body's own), how the table is
written (``[table]``) and the days of the last assessments (``[assessed]``). What is not said is as by default. Text to
values and back: reading and writing the file is the store's.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, Literal

from piadiff.cells import Phrases
from piadiff.dates import typed as typed_date
from piadiff.errors import PiadiffError
from piadiff.model import Judged
from piadiff.notation import nfkc
from piadiff.rules import ALL_RULES, Rule

FILE = "piadiff.toml"
LARGEST = 64 * 1024  # bytes
LONGEST_PHRASE = 200
_SECTIONS = ("table", "phrases", "assessed")

# A settings file has no deep keys; tomllib would need minutes for thousands of dots.
_MOST_DOTS = 8
_STRINGS_AND_REMARKS = re.compile(r'"(?:[^"\\]|\\.)*+"|\'[^\']*+\'|#.*')

Era = Literal["和暦", "西暦"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of an office. ``given`` are the keys (``table.era``, ``phrases.その他の項目``) that its file says.

    ``phrases`` has the office's words by rule id, ``assessed`` by the ID of an assessment the day (ISO) on which it was
    last carried out, which 様式2 does not say; ``context`` None prints texts whole; ``marks`` colours changed words;
    ``group`` gives a group that came or went one row, ``added`` shows of a text that was added to only what came.
    """

    phrases: Mapping[str, str] = field(default_factory=dict)
    era: Era = "和暦"
    empty: str = "空欄"
    style: str = "別添3"
    context: int | None = None
    marks: bool = True
    group: bool = False
    added: bool = False
    assessed: Mapping[str, str] = field(default_factory=dict)
    given: frozenset[str] = frozenset()

    @property
    def words(self) -> Phrases:
        """The words that the table itself writes."""
        return Phrases(empty=self.empty)


DEFAULTS = Settings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of ``[table]``: what it settles, the values it takes in words, and which they are.

    ``read`` makes a value of what a person types; None where it is none.
    """

    name: str
    about: str
    values: str
    takes: Callable[[object], bool]
    read: Callable[[str], object]


def _one_of(name: str, about: str, *values: str) -> Key:
    by_name = {nfkc(value): value for value in reversed(values)}
    return Key(
        name=name,
        about=about,
        values="、".join(values),
        takes=lambda value: value in values,
        read=lambda text: text if text in values else by_name.get(nfkc(text)),
    )


_YES_NO = {"true": True, "false": False, "はい": True, "いいえ": False}


def _yes_or_no(name: str, about: str) -> Key:
    return Key(
        name=name,
        about=about,
        values="true、false",
        takes=lambda value: isinstance(value, bool),
        read=lambda text: _YES_NO.get(text.lower()),
    )


KEYS: tuple[Key, ...] = (
    _one_of("era", "変更日の書き方", "和暦", "西暦"),
    _one_of("empty", "記載のない欄に書く文字", "空欄", "（空欄）", "－", "-"),
    _one_of("style", "表の形", "別添3", "一覧", "新旧対照表"),
    Key(
        name="context",
        about="変わらない段落を前後に残す数（なければ全文）",
        values="0から99までの整数",
        takes=lambda value: type(value) is int and 0 <= value <= 99,
        read=lambda text: int(text) if re.fullmatch(r"\d{1,2}", nfkc(text)) else None,
    ),
    _yes_or_no("marks", "変わった語に印を付けるか"),
    _yes_or_no("group", "丸ごと加わった（なくなった）委託事項などを1行にまとめるか"),
    _yes_or_no("added", "末尾への追加だけなら、追加分だけを書くか"),
)


def deciding_rules() -> tuple[Rule, ...]:
    """The rules that have a phrase of their own: all but those that leave the change to a person."""
    return tuple(rule for rule in ALL_RULES if rule.important != "review")


def parse(data: bytes, where: str = FILE) -> Settings:
    """The settings that a file says. Raises PiadiffError naming file, key and what was probably meant."""
    if len(data) > LARGEST:
        raise PiadiffError(f"設定が大きすぎます（{len(data)}バイト、{LARGEST}バイトまで）", where=where)
    try:
        text = data.decode("utf-8-sig")
        if any(_STRINGS_AND_REMARKS.sub("", line).count(".") > _MOST_DOTS for line in text.splitlines()):
            raise ValueError("too many dots")
        document = tomllib.loads(text)
    except UnicodeDecodeError as fault:
        raise PiadiffError("設定がUTF-8で書かれていません", where=where) from fault
    except (ValueError, RecursionError) as fault:
        place = re.search(r"at line (\d+), column (\d+)", str(fault))
        told = f"（{place[1]}行目の{place[2]}字目）" if place else ""
        raise PiadiffError(
            f"設定がTOMLとして読めません{told}", where=where, hint='[table] の下に era = "和暦" のように書いてください'
        ) from fault
    return _from_document(document, where)


def _from_document(document: Mapping[str, Any], where: str) -> Settings:
    _known(document, _SECTIONS, where, "という見出し", "[table]、[phrases]、[assessed] だけが使えます")
    tables = {name: document.get(name, {}) for name in _SECTIONS}
    for name, content in tables.items():
        if not isinstance(content, Mapping):
            raise PiadiffError(f"{name} は [{name}] という見出しにしてください", where=where)
    table, phrases = tables["table"], tables["phrases"]
    names = [key.name for key in KEYS]
    _known(table, names, f"{where} [table]", "という設定", f"使えるのは {'、'.join(names)}")
    for key in KEYS:
        if key.name in table and not key.takes(table[key.name]):
            raise PiadiffError(
                f"{key.name} に使えない値です", where=f"{where} [table]", hint=f"使えるのは {key.values}"
            )
    for rule, phrase in phrases.items():
        check_phrase(rule, phrase, f"{where} [phrases]")
    assessed = {name: day_of(str(day), f"{where} [assessed]") for name, day in tables["assessed"].items()}
    given = {f"{name}.{key}" for name, content in tables.items() for key in content}
    return replace(DEFAULTS, **table, phrases=dict(phrases), assessed=assessed, given=frozenset(given))


def _known(found: Mapping[str, Any], names: Sequence[str], where: str, what: str, hint: str) -> None:
    for name in found:
        if name not in names:
            near = get_close_matches(name, names, n=1, cutoff=0.4)
            raise PiadiffError(
                f"{_shown(name)} {what}はありません", where=where, hint=f"{near[0]} のことですか" if near else hint
            )


def day_of(text: str, where: str) -> str:
    """The ISO date that is meant. Raises PiadiffError for a day that is in no calendar, or no date at all."""
    day = typed_date(text)
    if day is None:
        raise PiadiffError(
            f"日付として読めないか、暦にない日です: {_shown(text)}",
            where=where,
            hint="令和6年4月1日 のように書いてください",
        )
    return day


def check_phrase(rule: str, phrase: object, where: str) -> None:
    """Raises PiadiffError if there is no rule of that id with a phrase of its own, or the phrase cannot be one."""
    deciding = [r.id for r in deciding_rules()]
    if rule in {r.id for r in ALL_RULES} - set(deciding):
        raise PiadiffError(
            f"{rule} は要確認の規則なので、文言を決められません", where=where, hint="説明は人が判断して書きます"
        )
    _known({rule: phrase}, deciding, where, "という規則", "規則の名は piadiff rules で見られます")
    if not isinstance(phrase, str) or not phrase.strip() or len(phrase) > LONGEST_PHRASE or not phrase.isprintable():
        raise PiadiffError(f"{rule} の文言は、{LONGEST_PHRASE}字までの一行の文にしてください", where=where)
    if phrase.startswith(Phrases().review):
        raise PiadiffError(f"{rule} の文言を{Phrases().review}で始めることはできません", where=where)


def with_phrases(judged: Sequence[Judged], settings: Settings) -> tuple[Judged, ...]:
    """The judged changes with the office's words for 提出時期に係る説明. What is left to a person keeps saying so."""
    return tuple(
        replace(one, judgement=replace(one.judgement, reason=settings.phrases[one.judgement.rule]))
        if one.judgement.important != "review" and one.judgement.rule in settings.phrases
        else one
        for one in judged
    )


# Changing the file ----------------------------------------------------------------------------------------------------


def full_key(typed: str) -> str:
    """The key that a person means: ``era`` → ``table.era``, a rule id → ``phrases.…``. Raises PiadiffError."""
    tables = {f"table.{key.name}" for key in KEYS}
    phrases = {f"phrases.{rule.id}" for rule in deciding_rules()}
    for known in (typed, f"table.{typed}", f"phrases.{typed}"):
        if known in tables | phrases:
            return known
    if typed.startswith("assessed.") and len(typed) > len("assessed."):
        return typed
    section, _, name = typed.rpartition(".")
    if section in ("", "phrases"):
        check_phrase_or_key(name, [key.name for key in KEYS] if not section else [])
    names = [key.name for key in KEYS]
    raise _unknown(typed, [*names, *(f"table.{n}" for n in names)])


def check_phrase_or_key(name: str, keys: Sequence[str]) -> None:
    """Raises PiadiffError for a name that is neither a rule with a phrase nor one of ``keys``."""
    if any(name == rule.id for rule in ALL_RULES):
        check_phrase(name, "", "piadiff settings")
    raise _unknown(name, [*keys, *(rule.id for rule in deciding_rules())])


def _unknown(name: str, names: Sequence[str]) -> PiadiffError:
    near = get_close_matches(name, names, n=1, cutoff=0.4)
    hint = f"{near[0]} のことですか" if near else "piadiff settings で一覧が見られます"
    return PiadiffError(f"{_shown(name)} という設定はありません", where="piadiff settings", hint=hint)


def value_of(key: str, typed: str) -> object:
    """What ``typed`` means as the value of a full key. Raises PiadiffError if the key does not take it."""
    section, _, name = key.partition(".")
    if section == "phrases":
        check_phrase(name, typed, "piadiff settings set")
        return typed
    if section == "assessed":
        return day_of(typed, "piadiff settings set")
    known = next(k for k in KEYS if k.name == name)
    value = known.read(typed)
    if value is None or not known.takes(value):
        raise PiadiffError(
            f"{name} に {_shown(typed.strip()) or '空の値'} は使えません",
            where="piadiff settings set",
            hint=f"使えるのは {known.values}",
        )
    return value


def changed(data: bytes | None, values: Mapping[str, object]) -> bytes:
    """The file with the values of some full keys changed (None: taken out), everything else in it left as it is.

    Raises PiadiffError if the file is written in a way that cannot be changed line by line, or is faulty.
    """
    before = parse(data or b"")
    lines = (data or b"").decode("utf-8-sig").replace("\r\n", "\n").splitlines()
    for key, value in values.items():
        section, _, name = key.partition(".")
        lines = _with_line(lines, section, name, value)
    text = "\n".join(lines).strip("\n") + "\n"
    new = text.encode("utf-8")
    expected = (before.given - {k for k, v in values.items() if v is None}) | {
        k for k, v in values.items() if v is not None
    }
    try:
        after = parse(new)
        right = after.given == expected and all(
            as_said(after, k) == values.get(k, as_said(before, k)) for k in expected
        )
    except PiadiffError:
        right = False
    if not right:
        raise PiadiffError(
            "この設定は書き方が複雑で、自動では変えられません", where=FILE, hint="手で直して git commit してください"
        )
    return new if text.strip() else b""


def as_said(settings: Settings, key: str) -> object:
    """The value of a full key; for a phrase the default of the rule where the office has none."""
    section, _, name = key.partition(".")
    if section == "table":
        return getattr(settings, name)
    if section == "assessed":
        return settings.assessed.get(name)
    default = next((rule.reason for rule in deciding_rules() if rule.id == name), "")
    return settings.phrases.get(name, default)


def _with_line(lines: Sequence[str], section: str, name: str, value: object) -> list[str]:
    """The lines with that of one key replaced, added at the end of its section, or (None) taken out."""
    out = list(lines)
    heads = [n for n, line in enumerate(out) if re.match(r"\s*\[", line)]
    start = next((n for n in heads if re.match(rf"\s*\[\s*{section}\s*\]", out[n])), None)
    if start is None:
        return out if value is None else [*out, *([""] if out else []), f"[{section}]", _line(name, value)]
    end = next((n for n in heads if n > start), len(out))
    spellings = {name, _quoted(name), f"'{name}'"}
    at = next((n for n in range(start + 1, end) if out[n].partition("=")[0].strip() in spellings), None)
    if at is not None:
        out[at : at + 1] = [] if value is None else [_line(name, value)]
    elif value is not None:
        while end > start + 1 and not out[end - 1].strip():
            end -= 1
        out.insert(end, _line(name, value))
    return out


def _line(name: str, value: object) -> str:
    key = name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)
    return f"{key} = {_quoted(value) if isinstance(value, str) else str(value).lower()}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a basic string of TOML is written as one of JSON


def _shown(name: str) -> str:
    return name if len(name) <= 40 else name[:40] + "…"
