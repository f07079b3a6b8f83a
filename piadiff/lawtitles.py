"""Names of offices that stand within the title of a law, an order or a notice: デジタル庁令, 内閣府・総務省令第5号.

Where such a name changes, another order applies, or the law itself was amended: it is no renaming of an office. All
texts given here are folded (``notation.fold``).
"""

from __future__ import annotations

import re

_KIND = re.compile(
    r"(?:法|令|規則|告示|訓令|条例|通知|通達|指針|ガイドライン)(?=第|附則|等|及び|又は|[^一-鿿ァ-ヺー]|$)"
)
_TITLE = re.compile(r"に関する(?:法律|法|政令|省令|府令|命令|規則|条例)(?![一-鿿])")
# What stands between the name and the kind: other names (内閣府・総務省令), never a particle.
_NAMES = re.compile(r"(?:[一-鿿々ァ-ヺー・]|及び)*")
_END = re.compile(r"[、。「」()\n]|$")
_FARTHEST = 80
_MOST = 100  # places in which a name is looked at


def in_law_title(name: str, text: str) -> bool:
    """Whether a name stands in a text within the title of a law, an order or a notice."""
    start = text.find(name) if name else -1
    for _ in range(_MOST):
        if start < 0:
            return False
        if _is_title(text[start + len(name) : start + len(name) + _FARTHEST]):
            return True
        start = text.find(name, start + len(name))
    return False


def _is_title(behind: str) -> bool:
    """Whether what stands behind a name makes it part of a title."""
    end = _END.search(behind)
    rest = behind[: end.start()] if end else behind
    kind = _KIND.search(rest)
    return bool(_TITLE.search(rest)) or (kind is not None and bool(_NAMES.fullmatch(rest, 0, kind.start())))
