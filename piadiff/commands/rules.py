"""``piadiff rules``: the table by which changes are judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from piadiff.commands.common import AsJson, print_json

if TYPE_CHECKING:
    from piadiff.rules import Rule

_RESULTS = {"yes": "重要な変更", "no": "その他", "review": "要確認"}


def rules(as_json: AsJson = False) -> None:
    """変更を判断する規則を、上から順に出します。変更には、最初に当たった規則が適用されます。

    どれにも当たらない※の項目は要確認です。「（追）」の規則は、ほかの項目の判断を見たうえで最後に適用されます。

      piadiff rules
      piadiff rules --json
    """
    from piadiff.rules import ALL_RULES, RULES, SECOND_RULES

    if as_json:
        print_json({"rules": [rule_to_json(rule) for rule in ALL_RULES]})
        return
    for number, rule in [
        *((f"{n}.", rule) for n, rule in enumerate(RULES, 1)),
        *(("（追）", rule) for rule in SECOND_RULES),
    ]:
        print("\n".join(_lines(number, rule)))


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """One rule as JSON data."""
    return {
        "id": rule.id,
        "condition": rule.condition,
        "important": rule.important,
        "timing": rule.timing,
        "reason": rule.reason,
        "basis": rule.basis,
        "why": rule.why,
    }


def _lines(number: str, rule: Rule) -> Iterator[str]:
    from piadiff.writers.terminal import terminal_width, wrap

    yield f"{number} {rule.id}　【{_RESULTS[rule.important]}・{rule.timing}】{rule.basis}"
    named = rule.why.replace("{name}", "（システムや委託事項の名）")
    for label, text in (("条件", rule.condition), ("理由", named), ("説明の文言", rule.reason)):
        first, *more = wrap(f"{label}: {text}", terminal_width() - 6)
        yield f"    {first}"
        yield from (f"      {line}" for line in more)
    yield ""
