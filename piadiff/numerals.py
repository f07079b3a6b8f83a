"""Numbers that law texts write in two ways, brought to one: 第十九条第七号 and 第19条第7号, 令和元年 and 令和1年.

Only where the number is that of an article, a table, a form, an item of a table or a date of an era; 二十三区, 第三者
and 三階 are words and stay. Texts come in folded (``notation.fold``), so that digits are 0-9 and 〇 is ○.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

_DIGITS = {digit: value for value, digit in enumerate("○一二三四五六七八九")}
_TENS = {"十": 10, "百": 100, "千": 1000}
_K = r"(?:[一二三四五六七八九][○一二三四五六七八九]+(?![十百千])|[一二三四五六七八九十百千]+)"
_NUMBER = r"(?:[○一二三四五六七八九十百千]+|\d+)"  # one class of kanji, since each takes long to be compiled
# What is counted in law texts; 第一項目 is no 項. The numbers of branches (の二) follow at once.
_UNIT = r"(?:条|項(?!目)|号|章|節|款|編|欄|類|表)"
_BRANCHES = rf"(?:の{_NUMBER}(?=第|及び|又は|並びに|若しくは|[^一-鿿]|$))*"
_PLACES = (
    rf"第{_NUMBER}{_UNIT}{_BRANCHES}",
    rf"(?:別表|別紙|別添|別記|様式|附則|付録)第?{_NUMBER}{_BRANCHES}",
    rf"(?<![0-9○一二三四五六七八九十百千の]){_NUMBER}(?:の{_NUMBER})*の項(?!目)",
    rf"(?:令和|平成|昭和|大正|明治)(?:元|{_NUMBER})年(?:{_NUMBER}月(?:{_NUMBER}日)?)?",
)
_KANJI_NUMBER = re.compile(rf"{_K}|元(?=年)")
_PROPER = re.compile(
    r"(?:[二三四五六七八九]?千)?(?:[二三四五六七八九]?百)?(?:[二三四五六七八九]?十)?[一二三四五六七八九]?"
)
_ROMAN = dict(zip(map(ord, "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"), ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), strict=True))
_MAYBE = re.compile(r"[元一二三四五六七八九十百千Ⅰ-Ⅹ]")


@cache
def _place() -> re.Pattern[str]:
    """Where such a number may stand; compiled where it is first looked for, so that every start is fast."""
    return re.compile("|".join(_PLACES))


@lru_cache(maxsize=65536)
def one_spelling(folded: str) -> str:
    """A folded text with such numbers in digits; everything else stays as it is."""
    if folded.isascii() or not _MAYBE.search(folded):
        return folded
    return _place().sub(_in_digits, folded).translate(_ROMAN)


def _in_digits(match: re.Match[str]) -> str:
    return _KANJI_NUMBER.sub(lambda number: _arabic(number.group()), match.group())


def _arabic(number: str) -> str:
    """一 → 1, 二十五 → 25, 二五 → 25, 元 → 1; what is no number (十十) stays."""
    if number == "元":
        return "1"
    if not set(number) & set(_TENS):
        return "".join(str(_DIGITS[digit]) for digit in number)
    if not _PROPER.fullmatch(number):
        return number
    total, waiting = 0, 0
    for character in number:
        if character in _TENS:
            total, waiting = total + (waiting or 1) * _TENS[character], 0
        else:
            waiting = _DIGITS[character]
    return str(total + waiting)
