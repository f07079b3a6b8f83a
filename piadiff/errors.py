"""The one error that a user may see: what is wrong, where, and what to do about it."""

from __future__ import annotations


class PiadiffError(Exception):
    """An expected fault (usage, input, store), told in Japanese in one sentence; the program ends with status 2.

    ``message`` says what is wrong, ``where`` names the place (file, line, cell, option), ``hint`` says what to do.
    """

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"（{self.hint}）" if self.hint else ""
        return f"{place}{self.message}{advice}"
