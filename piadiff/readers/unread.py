"""What of a spreadsheet is not read, one sentence each for whoever has to look: nothing is passed over in silence."""

from __future__ import annotations

from collections.abc import Sequence

_MOST_PLACES = 5


def hidden_texts(places: Sequence[str]) -> str:
    """Texts in cells that lie under merged ones, by their places."""
    more = f"など{len(places)}か所" if len(places) > _MOST_PLACES else ""
    return f"結合したセルの下に隠れた文字は読んでいません（{'、'.join(places[:_MOST_PLACES])}{more}）"


def controls(sheet: str, number: int) -> str:
    """Form controls: boxes to tick, fields, buttons."""
    return f"シート「{sheet}」にフォームの部品（チェックボックスなど）が{number}個あり、印の有無は読んでいません"


def pictures(sheet: str, number: int) -> str:
    """Shapes and pictures that are there but cannot be read."""
    return f"シート「{sheet}」の図形や画像のうち{number}個を読めませんでした。.xlsx で保存し直してください"


def formulas(number: int) -> str:
    """Formulas saved without their values."""
    return f"値が保存されていない数式のセルが{number}個あります。表計算ソフトで開いて保存し直してください"


OLD_DRAWINGS = (
    "図形と画像は読んでいません（Excel 95 以前の形式です）。別添1に図があるときは .xlsx で保存し直してください"
)
