"""The words of a Japanese office text, cut where a reader sees them.

Runs of kanji or katakana, words of Latin letters, whole numbers, dates, article numbers such as 第19条第7号, names such
as ケー・デー・シー, verbs with their endings, and particles. Lists of five or more numbers (items of 別表第二) can be
taken as one word, whose members :func:`members` gives.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

# Classes of signs far apart take long to be compiled: few of them stand here, and each pattern is compiled when needed.
_K = r"[〇○一二三四五六七八九十百千]"
_N = rf"(?:\d+|{_K}+)"
_CLAUSE = rf"第{_N}(?:条|項(?!目)|号|章|節|款|編|欄|表)"
_ARTICLE = rf"{_CLAUSE}(?:の{_N}(?![一-鿿])){{0,5}}"
_TABLE = rf"別表(?:第?{_N})?(?:(?:の{_N}){{1,5}}の項)?"
_ERA = r"(?:令和|平成|昭和|大正|明治)"
_JOINER = r"及び|又は|並びに|若しくは"
_KANJI = "[一-鿿]"
_NO_KANJI = f"(?!々)(?!{_KANJI})"
# Kanji that may begin something else than a word of kanji: 第1条, 別表, 令和, 及び, 等.
_OTHERWISE = "第別令平昭大明及又並若等"
_ETC = rf"(?<![平均同対何高初中上下優劣親])等{_NO_KANJI}"
_KATAKANA = "[ァ-ヺーヽヾｦ-ﾟ]"
_SHORT = r"[ァ-ヺーｦ-ﾟ]{1,3}"
# Particles, auxiliary words and nouns that are written in kana; longer ones first.
_KANA = (
    "であること|することと|おいては|における|において|として|について|により|による|ように|ような|ものと|ところ|ため|"
    "こと|もの|とき|ほか|よう|など|から|まで|より|ので|のみ|では|には|とは|への|との|での|また|かつ|なお|その|この|ただし|"
    "できない|できます|できる|できた|できて|できず|"
    "している|しない|して|した|すること|する|される|されて|された|され|せず|おり|いる|いない|いた|ある|ない|である|です|ます|"
    "られる|られた|られて|られ|れる|れた|れて|てい|て|た|を|に|は|が|の|と|で|も|へ|や|か|し"
)
# The kana after a single kanji that can only be the ending of a verb or adjective: 行う, 用いる, 定め.
_ENDING = rf"[うくすつぬむるぐぶいっめけせれげべえりきしみちらわ](?:(?!(?:{_KANA}))[ぁ-ゖ])*"


def _plain_kanji(but: str) -> str:
    """The class of all kanji but these, which lie in the block from 一 to 鿿."""
    ends = [ord("一") - 1, *sorted(map(ord, but)), ord("鿿") + 1]
    ranges = "".join(f"{chr(a + 1)}-{chr(b - 1)}" for a, b in pairwise(ends) if a + 1 < b)
    return rf"[{ranges}㐀-䶿豈-﫿々〆\U00020000-\U0003FFFF]"


_RUN = rf"(?:{_plain_kanji(_OTHERWISE)}++|(?!{_ETC}|{_CLAUSE}|別表|{_ERA}(?=\d|元|{_K})|{_JOINER})[{_OTHERWISE}])++"
# By the sign that a word begins with, the most frequent ones first; where several words begin alike their order tells.
_WORD = "|".join(
    (
        r"[^\w\s]|\n",
        rf"(?=[ぁ-ゖゝゞ])(?:(?:{_KANA})|[ぁ-ゖゝゞ]+?(?:(?<!っ)(?={_KANA})|(?=[^ぁ-ゖゝゞ]|$)))",
        rf"(?=[{_OTHERWISE}])(?:{_JOINER}|{_ETC}|(?:{_ARTICLE})+|{_TABLE}|{_ERA}(?:元|{_N})年(?:{_N}月(?:{_N}日)?)?)",
        r"元年(?:\d{1,2}月(?:\d{1,2}日)?)?",
        "当該",
        rf"(?<!々)(?<!{_KANJI}){_KANJI}{_NO_KANJI}{_ENDING}",
        _RUN,
        r"[^\S\n]+",
        r"\d{1,4}年(?:\d{1,2}月(?:\d{1,2}日)?)?",
        r"\d{1,2}月\d{1,2}日",
        r"(?:[RHSＲＨＳ]|\d{2})?\d{1,2}(?:[./．／-]\d{1,2}){2}(?!\d)",
        r"\d+(?:[,，.．]\d+)*[千万億]?",
        r"[A-Za-zＡ-Ｚａ-ｚ][A-Za-zＡ-Ｚａ-ｚ0-9０-９]*(?:[-_./&:．－＿／＆][A-Za-zＡ-Ｚａ-ｚ0-9０-９]+)*",
        rf"{_SHORT}(?:[・･]{_SHORT}(?![ァ-ヺーｦ-ﾟ]))+",
        rf"{_KATAKANA}+",
        ".",
    )
)

_MEMBER = rf"(?:(?:第{_N}[条項号](?:の{_N}){{0,5}}){{1,4}}|{_N}(?:の{_N}){{0,5}})"
_SEPARATOR = r"(?:[^\S\n]*[、､,，・･][^\S\n]*|[^\S\n]+)"
_LIST = rf"(?<!\d){_MEMBER}(?:{_SEPARATOR}{_MEMBER}){{4,}}(?!\d)"


# The patterns take some time to be compiled, and not every command needs them.
@cache
def _plain() -> re.Pattern[str]:
    return re.compile(_WORD, re.DOTALL)


@cache
def _list() -> re.Pattern[str]:
    return re.compile(_LIST)


@cache
def _listed() -> re.Pattern[str]:
    return re.compile(rf"(?P<list>{_LIST})|{_WORD}", re.DOTALL)


@cache
def _item() -> re.Pattern[str]:
    return re.compile(rf"(\s*[、､,，・･]?\s*)({_MEMBER})")


def cut(text: str, start: int = 0, end: int | None = None) -> list[str]:
    """The words of a text from ``start`` to ``end``; joined they are that part of it."""
    return _plain().findall(text, start, len(text) if end is None else end)


def cut_with_lists(text: str) -> list[tuple[str, bool]]:
    """The words of a text, and whether each is a list of numbers, which is one word here."""
    if not _list().search(text):
        return [(word, False) for word in cut(text)]
    return [(match.group(), match.lastgroup == "list") for match in _listed().finditer(text)]


def members(text: str) -> list[tuple[str, str]]:
    """The members of a list of numbers, each after what separates it from the one before."""
    return [(match[1], match[2]) for match in _item().finditer(text)]
