"""Words that official documents write in kanji or in kana: 用いる and もちいる, 仕組み and しくみ, 又は and または.

The table follows the words that 「公用文における漢字使用等について」 and 「公用文作成の考え方」 list to be written in
kana (or in kanji), and those with a character outside 常用漢字表 written with kana in part. An entry is one reading and
its spellings; no two words of different meaning share a reading, so that 図る never becomes 計る. Verbs and adjectives
stand by their stem with the kana that may follow it, so that one entry covers all their endings: another ending
(行わない) stays another text. All texts given here are folded (``notation.fold``).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

# Endings as the 行 of the verb: 行う has わいうえおっ. 一段: the kana before る belong to the stem.
_WA, _KA, _RA, _SA = "わいうえおっ", "かきくけこい", "らりるれろっ", "さしすせそ"
_TA, _BA, _MA, _GA = "たちつてとっ", "ばびぶべぼん", "まみむめもん", "がぎぐげごい"

# Reading → spellings of the stem, and the kana of which one follows it.
STEMS: dict[str, tuple[str, str]] = {
    "おこな": ("行|行な", _WA), "もちい": ("用い", ""), "もとづ": ("基づ|基", "かきくけこ"),
    "でき": ("出来", "るなまずたてれ"), "い": ("居", "るたてなま"), "あ": ("有|在", "るりっ"),
    "な": ("無", "いくかけし"), "かかわ": ("関わ|係わ", _RA), "かか": ("係", "るり"), "ともな": ("伴", _WA),
    "したが": ("従", _WA), "つか": ("使", _WA), "あつか": ("扱", _WA), "とりあつか": ("取扱|取り扱", _WA),
    "みな": ("見な|看做", _SA), "わか": ("分か|判", _RA), "つく": ("作", _RA), "はか": ("図", _RA),
    "つと": ("努", "め"), "さだ": ("定", "めま"), "もう": ("設", "け"), "みと": ("認", "めま"),
    "もと": ("求", "めま"), "ふく": ("含", "まみむめも"), "そな": ("備", "え"), "ふせ": ("防", _GA),
    "まも": ("守", _RA), "かぎ": ("限", _RA), "のぞ": ("除", "かきくけこい"), "いただ": ("頂", _KA),
    "いた": ("致", _SA), "くだ": ("下", "さ"), "もら": ("貰", _WA), "およ": ("及", "ばびぶべぼん"),
    "おそれ": ("恐れ|虞|怖れ", "がのをはもな"), "しめ": ("示", _SA), "さまた": ("妨", "げ"), "ゆだ": ("委", "ね"),
    "すみや": ("速", "か"), "あき": ("明", "ら"), "たし": ("確", "かめ"), "ふさわ": ("相応", "し"),
    "やむをえ": ("止むを得|やむを得|已むを得", "なずま"), "ひもづ": ("紐付|紐づ|ひも付", _KA + "け"),
    "つな": ("繋", _GA), "そろ": ("揃", "えわいうっ"), "おき": ("置き", "か"), "さかのぼ": ("遡", _RA),
    "よ": ("良|好", "いくか"),
}  # fmt: skip

# Reading → spellings of a whole word. No kanji or number stands before it, no kanji behind one that ends in a kanji.
WORDS: dict[str, str] = {
    "または": "又は", "また": "又", "および": "及び", "ならびに": "並びに", "もしくは": "若しくは",
    "あるいは": "或いは|或は", "かつ": "且つ", "ただし": "但し", "なお": "尚", "すなわち": "即ち",
    "したがって": "従って", "ゆえ": "故", "おって": "追って", "こと": "事", "ため": "為", "とおり": "通り",
    "よう": "様", "ほど": "程", "など": "等", "まで": "迄", "ごと": "毎", "いずれ": "何れ", "その": "其の",
    "この": "此の", "これ": "此れ|之", "それ": "其れ", "ここ": "此処", "そこ": "其処", "すべて": "全て|総て|凡て",
    "すでに": "既に", "ただちに": "直ちに", "あらかじめ": "予め", "さらに": "更に", "とくに": "特に",
    "ことに": "殊に", "たとえば": "例えば", "つねに": "常に", "かならず": "必ず", "もっとも": "最も",
    "もっぱら": "専ら", "きわめて": "極めて", "あらためて": "改めて", "あわせて": "併せて", "たがいに": "互いに",
    "ふたたび": "再び", "はじめて": "初めて", "まったく": "全く", "わずか": "僅か", "おおむね": "概ね",
    "およそ": "凡そ", "さまざま": "様々", "いろいろ": "色々", "しくみ": "仕組み|仕組", "きっかけ": "切っ掛け|切掛け",
    "かかわらず": "関わらず|拘わらず|拘らず", "とともに": "と共に", "について": "に就いて",
    "において": "に於いて|に於て", "における": "に於ける", "にわたり": "に亘り|に渡り", "にわたって": "に亘って",
    "かぎ": "鍵", "あて": "宛て|宛", "あてさき": "宛先|宛て先", "ふた": "蓋",
    "ひも": "紐", "たな": "棚", "わく": "枠",
}  # fmt: skip

# Words with a character outside 常用漢字表 (or that was outside it), written with kana in part; anywhere in a compound.
PARTS: dict[str, str] = {
    "漏えい": "漏洩|漏泄", "き損": "毀損|棄損", "改ざん": "改竄", "隠ぺい": "隠蔽", "破たん": "破綻",
    "あっせん": "斡旋", "補てん": "補填", "進ちょく": "進捗", "失そう": "失踪", "こん包": "梱包", "封かん": "封緘",
    "りん議": "稟議", "けん制": "牽制", "覆い": "蔽い", "真し": "真摯", "ち密": "緻密", "えい児": "嬰児",
    "障がい": "障害|障碍", "子ども": "子供", "ひっ迫": "逼迫", "は握": "把握", "あい昧": "曖昧", "僅少": "きん少",
    "のぞき見": "覗き見", "だまし取": "騙し取", "払しょく": "払拭", "哺育": "ほ育", "けん引": "牽引", "ふ頭": "埠頭",
    "がん具": "玩具", "ちょう付": "貼付",
}  # fmt: skip

_NO_ETC = "平均同対何高初中上下優劣親"  # 平等, 同等, … are words of their own
_AFTER_NOUNS = ("又は", "及び", "並びに", "若しくは", "或いは", "且つ", "但し", "と共に", "出来", "毎", "迄")
_LONGEST = 200_000


def only_respelt(old: str, new: str) -> bool:
    """Whether two texts are the same but for words of the table, which one has in kanji and the other in kana.

    Punctuation (、。・) aside; every ending, number, particle and negation has to be the same.
    """
    if old == new or len(old) + len(new) > _LONGEST:
        return False
    if not may_be_respelt(old, new):
        return False
    return respelt(old) == respelt(new)


def may_be_respelt(old: str, new: str) -> bool:
    """A cheap first look for :func:`only_respelt`, which may leave out what both texts begin and end with."""
    signs, aside = _aside()
    for was, now in ((old[:1], new[:1]), (old[-1:], new[-1:])):
        if was != now and signs.isdisjoint(was + now):
            return False
    return old.translate(aside) == new.translate(aside)


def respelt(text: str) -> str:
    """A text with the words of the table in kana and without 、。・: what texts that are only spelt otherwise share."""
    out: list[str] = []
    at = 0
    while at < len(text):
        found = next((entry for entry in _table().get(text[at], ()) if _stands(entry, text, at)), None)
        out.append(found.reading if found else text[at])
        at += len(found.spelling) if found else 1
    return "".join(out).translate(_POINTS)


_POINTS = dict.fromkeys(map(ord, "、。・\n"))


@cache
def _aside() -> tuple[frozenset[str], dict[int, None]]:
    """What a respelling may touch: kana, points, and the characters of the table; also as a table for translate."""
    kana = range(ord("ぁ"), ord("ゟ"))
    signs = frozenset((*map(chr, (*kana, *_POINTS)), *"".join((*_spellings(), *PARTS))))
    return signs, dict.fromkeys(map(ord, signs))


def _spellings() -> Iterator[str]:
    for spellings in (*(stems for stems, _ in STEMS.values()), *WORDS.values(), *PARTS.values()):
        yield from spellings.split("|")


class _Entry(NamedTuple):
    """A spelling and its reading; ``alone``: no kanji may stand behind it; ``following``: one of these has to."""

    spelling: str
    reading: str
    alone: bool
    following: str


@cache
def _table() -> dict[str, tuple[_Entry, ...]]:
    """The entries by their first character, the longer spellings first."""
    entries = [_Entry(word, reading, True, "") for reading, words in WORDS.items() for word in words.split("|")]
    entries += [
        _Entry(stem, reading, False, following)
        for reading, (stems, following) in STEMS.items()
        for stem in stems.split("|")
    ]
    parts = [_Entry(word, reading, False, "") for reading, words in PARTS.items() for word in words.split("|")]
    table: dict[str, list[_Entry]] = {}
    for entry in sorted(entries + parts, key=lambda entry: -len(entry.spelling) - (entry in parts)):
        table.setdefault(entry.spelling[0], []).append(entry)
    return {first: tuple(found) for first, found in table.items()}


def _stands(entry: _Entry, text: str, at: int) -> bool:
    """Whether the word stands at a place of a text, and not as part of another word."""
    word, reading, alone, following = entry
    if not text.startswith(word, at):
        return False
    last, behind = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
    if reading not in PARTS and _in_another(word, last):
        return False
    if alone and _is_kanji(word[-1]) and behind and _is_kanji(behind):
        return False
    return not following or (behind != "" and behind in following)


def _in_another(word: str, last: str) -> bool:
    """Whether a word that begins in kanji goes on after what stands before it: after a kanji or a number, unless it is
    one that follows nouns."""
    if word == "等":
        return last != "" and last in _NO_ETC
    if not last or word in _AFTER_NOUNS or not (_is_kanji(word[0]) or word[0] in _NUMBERS):
        return False
    return _is_kanji(last) or last in _NUMBERS


def _is_kanji(sign: str) -> bool:
    return "一" <= sign <= "鿿" or sign == "々"


_NUMBERS = "0123456789"
