"""What is not a change: width, ･/・, hyphen and dash variants, 〇/○, spaces and line breaks (domain.md, last list), and
the numbers of law texts in kanji or digits.

Values are kept as published; only comparison and matching look through these folds. Readers use :func:`fold`, which
keeps every character that is not a space; whether two texts say the same is a question to :func:`meaning`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from piadiff.numerals import one_spelling

# The long vowel mark ー is a letter inside words; it is folded with the dashes only where it stands alone.
_FOLD = {ord(c): "-" for c in "‐‑‒–—―−－─━"} | {
    ord("〇"): "○",
    ord("◯"): "○",
    ord("･"): "・",
    ord("∙"): "・",
    ord("〜"): "~",
    ord("～"): "~",
    ord("，"): "、",
    ord("､"): "、",
    ord("｡"): "。",
}
_WIDTHS = {ord(c): _FOLD[ord(c)] for c in "･～，､｡－"}
_SHAPES = {code: sign for code, sign in _FOLD.items() if code not in _WIDTHS}
_SHAPED = re.compile(f"[{''.join(map(chr, _FOLD))}]")
_BREAKS = re.compile(r"[^\S\n]*\n\s*")
_SPACES = re.compile(r"[^\S\n]+")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_KEEP = set("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ" + _CIRCLED)
_BETWEEN_KEPT = re.compile(f"[^{''.join(sorted(_KEEP))}]+")


def nfkc(text: str) -> str:
    """NFKC of ``text``, with Roman (Ⅰ) and circled (①) numbers left as the form prints them."""
    if text.isascii() or unicodedata.is_normalized("NFKC", text):
        return text
    if _KEEP.isdisjoint(text):
        return unicodedata.normalize("NFKC", text)
    # Piece by piece, not sign by sign: ｻｰﾊﾞ is サーバ only where ﾊ and ﾞ are taken together.
    return _BETWEEN_KEPT.sub(lambda piece: unicodedata.normalize("NFKC", piece[0]), text)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The comparison key of a text: two texts with the same key differ in notation only."""
    folded = _in_shape(text)
    plain = nfkc(folded)
    if plain is not folded:
        folded = _in_shape(plain)
    folded = "".join(folded.split())
    return "-" if folded in ("-", "ー") else folded


def _in_shape(text: str) -> str:
    """The text with one sign for all the shapes of it; most texts have none of these."""
    return text.translate(_FOLD) if _SHAPED.search(text) else text


@lru_cache(maxsize=65536)
def meaning(text: str) -> str:
    """The folded text with law numbers in one spelling: two texts with the same meaning differ in notation only."""
    return one_spelling(fold(text))


def differences(before: str, after: str) -> tuple[str, ...]:
    """In what two texts of one meaning differ, in words for a person (改行, 空白, 全角・半角 …); () if in nothing."""
    found = []
    for name, step in _STEPS.items():
        others = [other for other in _STEPS.values() if other is not step]
        was, now = (_through(others, text) for text in (before, after))
        if was != now:
            found.append(name)
    if before != after and not found:  # any one of several steps takes the difference away: 　 and a space
        found = [name for name, step in _STEPS.items() if step(before) == step(after)][:1]
    return tuple(found)


def _through(steps: list[Callable[[str], str]], text: str) -> str:
    for step in steps:
        text = step(text)
    return text


def after_folded(text: str, length: int) -> str:
    """What stands in ``text``, as published, after the characters that make up its first ``length`` folded ones."""
    count = 0
    for position, char in enumerate(text):
        if count >= length:
            return text[position:]
        count += len(fold(char))
    return ""


def is_empty_mark(text: str) -> bool:
    """True for what offices write into a cell of the change table to say that nothing stands there (空欄, －, -)."""
    return fold(text) in ("", "-", "空欄", "(空欄)", "なし(空欄)", "空白")


# What makes two texts of one meaning look different, in the order in which the steps are taken.
_STEPS: dict[str, Callable[[str], str]] = {
    "改行": lambda text: _BREAKS.sub("", text),
    "空白": lambda text: _SPACES.sub("", text),
    "記号の字形": lambda text: text.translate(_SHAPES),
    "全角・半角": lambda text: nfkc(text.translate(_WIDTHS)),
    "数字の書き方": one_spelling,
}
