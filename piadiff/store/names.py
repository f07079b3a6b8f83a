"""Names that come from documents, made safe: the ID of an assessment, the ending and name of an imported file.

An ID becomes a folder, a word on the command line and a line of a commit message, so it holds only letters of any
script, digits and a few marks; whatever else a document says in these places becomes ``_``.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePath

from piadiff.canonical import is_empty
from piadiff.errors import PiadiffError
from piadiff.model import Assessment
from piadiff.notation import fold, nfkc

NUMBER, AGENCY, TITLE, PUBLISHED = "表紙/評価書番号", "表紙/評価実施機関名", "表紙/評価書名", "表紙/公表日"

PREFECTURES = (
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県",
    "栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県",
    "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県",
    "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県",
    "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県", "福岡県",
    "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
)  # fmt: skip

_LONGEST = 60
_MUNICIPALITY = re.compile(r"(?!市町村|市区町村|区市町村|町村).+?[市区町村]")
_HEAD_OF = re.compile(r"(?<=[市区町村])長$|(?<=[連組]合)長$")
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)")


def make_id(assessment: Assessment) -> str:
    """The short ID of an assessment, ``所沢市-1``, from 評価実施機関名 and 評価書番号.

    Raises PiadiffError, naming ``--id``, if the document does not say one of them.
    """
    agency, number = identity(assessment)
    for value, name in ((agency, "評価実施機関名"), (number, "評価書番号")):
        if not value:
            raise PiadiffError(f"{name}が読み取れず、IDを決められません", hint="--id でIDを指定してください")
    return safe_id(f"{agency}-{number}")


def identity(assessment: Assessment) -> tuple[str, str]:
    """What makes two versions the same assessment: the body (its short name) and the number; empty where unknown."""
    number = fold(_plain(assessment, NUMBER))
    return short_agency(_plain(assessment, AGENCY)), number.lstrip("0") or number


def short_agency(name: str) -> str:
    """``埼玉県所沢市長`` → ``所沢市``; ``東京都知事`` → ``東京都``; a board or a ministry keeps its name."""
    plain = fold(name)
    for prefecture in PREFECTURES:
        rest = plain.removeprefix(prefecture)
        if rest != plain:
            if rest == "知事":
                return prefecture
            if _MUNICIPALITY.match(rest):
                plain = rest
            break
    return _HEAD_OF.sub("", plain)


def safe_id(text: str) -> str:
    """``text`` as an ID: safe as a folder on every system, as a word of a command and as a line of a message.

    An ID made by this function comes back unchanged.
    """
    plain = "".join(c if c.isalnum() or c in "-_・" else "_" for c in nfkc(text).strip())
    plain = plain.lstrip("-_").rstrip("_") or "_"
    if _RESERVED.fullmatch(plain):
        plain += "_1"
    if len(plain) > _LONGEST:
        digest = hashlib.sha256(plain.encode()).hexdigest()[:8]
        plain = f"{plain[: _LONGEST - 9]}-{digest}"
    return plain


def safe_ending(path: PurePath) -> str:
    """The ending under which an imported file is kept, without the dot: short, lower case, ASCII, else ``bin``."""
    ending = path.suffix[1:].lower()
    return ending if re.fullmatch(r"[a-z0-9]{1,8}", ending) else "bin"


def safe_line(text: str, limit: int = 200) -> str:
    """``text`` as one line of a commit message: no control characters, runs of white space as one space, not long."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.encode("utf-8", "replace").decode("utf-8").split())[:limit]


def _plain(assessment: Assessment, path: str) -> str:
    value = assessment.items.get(path)
    if is_empty(value):
        return ""
    return "".join(value) if isinstance(value, tuple) else str(value)
