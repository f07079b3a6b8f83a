"""Lists within a text whose members only changed places: （氏名、住所） and （住所、氏名）.

Texts are folded (``notation.fold``).
"""

from __future__ import annotations

import re
from collections import Counter

_BETWEEN = re.compile(r"[、,，・/\s]|及び|並びに|又は|若しくは")
_AROUND = re.compile(r"([。()「」『』\[\]<>\n])")


def only_reordered(old: str, new: str) -> bool:
    """Whether the texts differ in nothing but the order of the members of lists within a sentence or brackets.

    The members of each list are the same, as often as before, and so is the text around the lists.
    """
    if old == new or len(old) != len(new):
        return False
    was, now = _AROUND.split(old), _AROUND.split(new)
    return len(was) == len(now) and all(map(_same_members, was, now))


def _same_members(old: str, new: str) -> bool:
    if old == new:
        return True
    was, now = _BETWEEN.split(old), _BETWEEN.split(new)
    return len(was) > 1 and Counter(was) == Counter(now) and _BETWEEN.findall(old) == _BETWEEN.findall(new)
