"""The words of a review session: what a person may type, the help, and a decision in words."""

from __future__ import annotations

from piadiff.dates import in_japan
from piadiff.decisions import Decision, tidy
from piadiff.diffview import WORDS
from piadiff.notation import nfkc
from piadiff.writers.terminal import one_line

# What a person may type for each answer, also with the Japanese input method on.
_ANSWERS: dict[str, tuple[str, ...]] = {
    "yes": ("y", "yes", "重要", "重要な変更", "はい"),
    "no": ("n", "no", "ん", "その他", "いいえ"),
    "thread": ("t", "まとめて", "まとめ"),
    "skip": ("s", "あとで", "次"),
    "back": ("b", "戻る"),
    "same": ("p", "前と同じ"),
    "undo": ("x", "取り消す"),
    "all": ("v", "全部"),
    "quit": ("q", "quit", "終わる", "終了"),
    "help": ("?", "h", "help", "説明"),
}
_MEANING = {word: answer for answer, words in _ANSWERS.items() for word in words}
HELP = (
    "y  重要な変更とする（事前の提出が必要）",
    "n  その他とする（形式的な変更、リスクを明らかに軽減させる変更など）",
    "t  同じまとまりの、まだ決めていない変更を一度に決める",
    "p  前の判断（変更の内容が変わる前のもの）と同じに決める",
    "x  この変更の判断を取り消し、規則の判断に戻す",
    "v  長い記載を最後まで見る",
    "s  あとで決める（次へ）　b  一つ戻る　q  終わる（決めたことは残っている）",
    "迷うときは s で飛ばせます。飛ばした変更は要確認のまま残ります。",
)


def plain(typed: str) -> str:
    """What was typed, without regard to width, case and spaces around."""
    return nfkc(tidy(typed)).strip().lower()


def meant(typed: str) -> str | None:
    """The answer (``yes``, ``no``, ``thread``, ``skip``, ``back`` …) that what was typed means; None if it is none."""
    return _MEANING.get(plain(typed))


def told(decision: Decision) -> str:
    """A decision in one line for people: what was decided, by whom, when (in Japan), and the note."""
    return signed(decision) + (f"　メモ: {one_line(decision.note)}" if decision.note else "")


def signed(decision: Decision) -> str:
    """A decision in one line without the note: what was decided, by whom, when (in Japan)."""
    return one_line(f"{verdict(decision)}（{decision.who}、{in_japan(decision.when)}）")


def verdict(decision: Decision) -> str:
    """What was decided: 重要な変更・事前「…」."""
    return f"{WORDS[decision.important]}・{decision.timing}「{decision.reason}」"
