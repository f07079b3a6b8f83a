"""What a 変更箇所 table prints by itself and in common use: column titles, marks, timing words, phrases, headings.

Everything here is data and the look-up of data; the readers of the table decide nothing by words found elsewhere.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from piadiff.forms import all_forms
from piadiff.notation import fold

# Column titles of 別添3 (様式4), 別添2 (様式3) and 変更箇所 (様式2), with the variants offices print.
TITLES = {
    "提出時期に係る説明": "reason",
    "提出時期にかかる説明": "reason",
    "提出時期に関する説明": "reason",
    "提出時期の説明": "reason",
    "変更前の記載": "before",
    "変更後の記載": "after",
    "変更前の記載内容": "before",
    "変更後の記載内容": "after",
    "変更年月日": "date",
    "変更日": "date",
    "提出時期": "timing",
    "変更前": "before",
    "変更後": "after",
    "項目": "item",
}
COLUMNS = ("date", "item", "before", "after", "timing", "reason")
_BY_LENGTH = sorted(TITLES, key=len, reverse=True)
_TITLE = "|".join(r"[ \t\u3000]*".join(title) for title in _BY_LENGTH)
TITLE_RUN = re.compile(rf"(?:(?:{_TITLE})[ \t\u3000|]*){{2,}}")
TITLE_ONE = re.compile(_TITLE)
TABLE_TITLE = re.compile(r"[(\[【<]?別添[23][)\]】>]?変更箇所|変更箇所")

# Words of 提出時期 (as a whole cell), and what is written around them.
TIMINGS = {"事前": "事前", "事後": "事後", "修正": "修正"}
# A timing word at the start of a longer word that is no compound of it (事前に, 事前協議, 事後評価 …).
GLUED_TIMING = re.compile(
    r"(?:事前|事後)(?![のにはをともでがやへ、。・,（(：:]|評価|通知|確認|審査|協議|申請|登録|届出|相談|承認|調整|説明|準備|点検|検証|報告|処理|連絡|公表|提出|的)(?=.)"
)

# A timing word at the end of a longer one that ends as reasons do.
TIMING_AFTER = re.compile(r"(?<=[。更正理めい])(事前|事後)$")

# What is written for nothing, for a removal, and for「only the difference is printed」.
EMPTY_MARKS = frozenset(
    {"空欄", "-", "(空欄)", "なし", "(なし)", "空白", "(空白)", "(記載なし)", "記載なし", "(新規)", "新規"}
)
REMOVED_MARKS = frozenset({"削除", "(削除)", "全て削除", "項目削除", "削る", "(削る)", "廃止"})
ADDED_MARKS = frozenset({"追加", "(追加)", "新規追加", "項目追加", "(新設)", "新設"})
BEFORE_OPENERS = ("右記", "下記の", "下記を", "以下の内容を新たに")
AFTER_OPENERS = ("左記", "上記に", "上記の", "以下を追加", "以下のとおり追加", "以下の内容を追加", "以下を削除")

# Standard reasons (weak evidence only: every office words them in its own way).
REASONS = (
    "重要な変更",
    "重要な変更にあたるため",
    "重要な変更に当たらない",
    "重要な変更に該当しないため",
    "その他の項目の変更であり事前の提出・公表が義務付けられない",
    "その他の項目の変更であり、事前の提出・公表が義務付けられない。",
    "特定個人情報の漏えい等のリスクを明らかに軽減させる変更のため、重要な変更に当たらない",
    "形式的な変更のため、重要な変更に当たらない",
    "法令改正に伴う変更",
    "番号法改正に伴う変更",
    "記載の整理",
    "文言の整理",
    "様式変更による",
    "様式改正に伴う変更",
    "誤記修正",
    "時点修正",
    "組織改正に伴う変更",
    "人事異動に伴う変更",
    "評価の再実施",
    "事後で足りるものの任意に事前に提出",
)

_DATE_CORE = (
    r"(?:(?:令和|平成|昭和|[RHS])(?:元|\d{1,2})|(?:19|20)\d\d)(?:年\d{1,2}月\d{1,2}日|[./-]\d{1,2}[./-]\d{1,2})"
)
_DATE_LOOSE = r"(?:(?:令和|平成|昭和)(?:元|\d{1,2})|(?:19|20)\d\d)年(?:度|\d{1,2}月)?"
DATE = re.compile(_DATE_CORE)
DATE_CELL = re.compile(rf"[(]?(?:{_DATE_CORE})(?:予定|頃|以降)?[)]?")
LOOSE_DATE_CELL = re.compile(rf"[(]?(?:{_DATE_LOOSE})(?:末|中|頃|上旬|中旬|下旬)?(?:予定|以降)?[)]?|未定")
DATE_PIECE = re.compile(
    r"(?:令和|平成|昭和)(?:(?:元|\d{1,2})(?:年(?:\d{1,2}(?:月(?:\d{1,2})?)?)?)?)?|"
    r"(?:19|20)\d\d(?:年(?:\d{1,2}(?:月(?:\d{1,2})?)?)?|[./-](?:\d{1,2}[./-]?)?)?|[RHS](?:元|\d{1,2})[./-](?:\d{1,2}[./-]?)?"
)
# A date at the start or the end of raw text, glued to the next or the previous cell.
_RAW_NUMBER = r"\s?(?:元|[0-9０-９]{1,2})\s?"
_RAW_YEAR = rf"(?:(?:令和|平成|昭和){_RAW_NUMBER}|(?:19|20)[0-9]{{2}})"
RAW_DATE = (
    rf"(?:{_RAW_YEAR}年{_RAW_NUMBER}月{_RAW_NUMBER}日|"
    r"(?:[RHS](?:元|[0-9]{1,2})|(?:19|20)[0-9]{2})[./][0-9]{1,2}[./][0-9]{1,2})"
)
GLUED_DATE = re.compile(rf"{RAW_DATE}(?=[^0-9０-９～〜~,、。.)）から])")
DATE_AFTER = re.compile(rf"(?<=[。るい更正理め])({RAW_DATE})$")

PART = re.compile(r"(?:[ⅠⅡⅢⅣⅤⅥ]|(?:I{1,3}|IV|VI?)(?![A-Za-z])|\(?別添[1-3]\)?|表紙)")
NUMBERED = re.compile(r"\(\d{1,2}\)|\d{1,2}[.]|[①-⑳]|(?:システム|委託事項|提供先|移転先|リスク)\d{1,2}")
_NUMBER_HEAD = re.compile(
    r"(?:[ⅠⅡⅢⅣⅤⅥ]|(?:I{1,3}|IV|VI?)(?![A-Za-z]))?[-.]?(?:\(\d{1,2}\)|\d{1,2}[.]?|[①-⑳]|\(?別添[1-3]\)?)?[-.]?(?:[①-⑳])?"
)
_GROUP = re.compile(r"(?:システム|委託事項|提供先|移転先|リスク)\d{1,2}(?:[:-].*)?")
_FILE_NAME = re.compile(r"\(\d{1,2}\).*(?:ファイル|データ|情報)")
_COVER = frozenset({
    "評価書番号", "評価書名", "個人のプライバシー等の権利利益の保護の宣言", "特記事項", "評価実施機関名", "公表日",
    "項目一覧", "表紙", "全体", "全般", "全項目", "その他",
})  # fmt: skip


def is_date(key: str) -> bool:
    """Whether a folded text is a full date and nothing else."""
    return DATE_CELL.fullmatch(key) is not None


def is_loose_date(key: str) -> bool:
    """Whether a folded text is a date without its day (令和4年6月予定), or 未定."""
    return LOOSE_DATE_CELL.fullmatch(key) is not None


def timing_of(key: str) -> str | None:
    """事前, 事後 or 修正 if a folded text is such a cell; else None."""
    return TIMINGS.get(key.strip("()[]"))


def titles_in(text: str) -> frozenset[str]:
    """The columns whose titles stand in a text that consists of titles."""
    return frozenset(TITLES[fold(m)] for m in TITLE_ONE.findall(text))


def grams(text: str, size: int) -> frozenset[str]:
    """All pieces of ``size`` characters of a text."""
    return frozenset(text[i : i + size] for i in range(len(text) - size + 1))


class Headings:
    """What the forms print as headings, to tell the lines of a 項目 cell from other text."""

    def __init__(self) -> None:
        nodes = [node for tree in all_forms() for node in tree.nodes]
        headings = {fold(h) for n in nodes for h in (n.heading, n.label, *n.aliases) if h}
        headings |= {fold(p) for n in nodes for p in n.printed}
        headings = {h for h in headings if len(h) > 1}
        self.exact = headings | {_bare(h) for h in headings}
        self.joined = "\n".join(sorted(headings))
        self.threes = frozenset().union(*(grams(h, 3) for h in headings))
        self.fours = frozenset().union(*(grams(h, 4) for h in headings))
        self._ends = frozenset(h[-3:] for h in headings)
        self.options = frozenset(fold(o) for n in nodes if n.kind in ("choice", "checks") for o in n.boxes)

    def start(self, key: str) -> float:
        """How much a folded line looks like the first line of a 項目 cell (about -5.5 to 3)."""
        if PART.match(key):
            bare = _bare(key)
            if key.startswith(("別添", "(別添", "表紙")):
                return 2.5
            return 3.0 if not bare or self.known(bare) or len(bare) < 3 else 1.5
        if key in _COVER:
            return 1.0
        if NUMBERED.match(key):
            return 0.5 if self.known(_bare(key)) else -2.5
        return -1.0 if key in self.exact else -5.5

    def likeness(self, key: str) -> float:
        """How much a folded line looks like a line of a 項目 cell rather than of any other (about -2 to 2.5)."""
        return _likeness(self, key)

    def known(self, bare: str) -> bool:
        """Whether a folded text without number is a piece of a heading."""
        return len(bare) >= 3 and bare in self.joined

    def ends(self, key: str) -> bool:
        """Whether a folded line ends as some heading does."""
        return key[-3:] in self._ends or _GROUP.search(key) is not None or key.endswith("※")

    def complete(self, key: str) -> bool:
        """Whether a folded line is a whole heading, with or without its number."""
        return key in self.exact or _bare(key) in self.exact

    def joins(self, left: str, right: str) -> bool:
        """Whether a heading runs on from the end of one folded line to the start of the next."""
        tail, head = left[-2:], right[:2]
        if len(tail) == 2 and len(head) == 2:
            return tail + head in self.fours
        return len(tail + head) == 3 and tail + head in self.threes


def _bare(key: str) -> str:
    return key[_end(_NUMBER_HEAD.match(key)) :].rstrip("※").lstrip(":-.")


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


@lru_cache(maxsize=16384)
def _likeness(headings: Headings, key: str) -> float:
    bare = _bare(key)
    if key.startswith(("・", "[", "-", "○", "●", "※", "<")):
        return -1.5
    if key in headings.exact or bare in headings.exact:
        return 2.5
    if _GROUP.fullmatch(key):
        return 2.0
    if headings.known(bare):
        return 2.0
    if _FILE_NAME.fullmatch(key):
        return 1.5
    if PART.match(key):
        return 1.0
    if len(bare) < 3:
        return 0.3 if not bare or bare in headings.joined else -0.7
    pieces = grams(bare, 3)
    covered = sum(1 for p in pieces if p in headings.threes) / len(pieces)
    return max(-2.0, min(1.5, 5.0 * (covered - 0.45)))


@cache
def headings() -> Headings:
    """The headings of all three forms."""
    return Headings()
