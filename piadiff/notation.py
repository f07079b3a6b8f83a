"""What is not a change: width, ･/・, hyphen and dash variants, 〇/○, spaces and line breaks (domain.md, last list).

Values are kept as published; only comparison and matching look through these folds.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

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
_SPACE = re.compile(r"\s+")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_KEEP = set("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ" + _CIRCLED)


def nfkc(text: str) -> str:
    """NFKC of ``text``, with Roman (Ⅰ) and circled (①) numbers left as the form prints them."""
    if text.isascii():
        return text
    if _KEEP.isdisjoint(text):
        return unicodedata.normalize("NFKC", text)
    return "".join(c if c in _KEEP else unicodedata.normalize("NFKC", c) for c in text)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The comparison key of a text: two texts with the same key differ in notation only."""
    if text.isascii():
        return _SPACE.sub("", text)
    folded = _SPACE.sub("", nfkc(text.translate(_FOLD)).translate(_FOLD))
    return "-" if folded in ("-", "ー") else folded


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
