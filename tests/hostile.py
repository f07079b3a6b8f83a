"""Texts that a document may contain to become something else than text, and small tables that carry them."""

from piadiff.model import Change, Judged, Judgement, Row
from piadiff.writers.sheet import Line, Piece, Sheet

SCRIPT = "<script>document.title='乗っ取り'</script>"
IMAGE = "<img src=x onerror=\"document.title='乗っ取り'\">"
LINK = "[押す](javascript:document.title=1)"
TEMPLATE = "{{7*7}}{% include 'table.css' %}"
FORMULA = "=cmd|' /C calc'!A0"
ESCAPE = "_x0041_"
CONTROLS = "前\x00\x07\x1b[31m\x85\u2028\ufffe\ud800後"
REORDERED = "請求\u202e先\u2066の\u200f名"
LONG = "特定個人情報の保管場所。" * 4000
CLOSING = "</td></style></p>]]>--><svg/onload=alert(1)>"

TEXTS = (
    SCRIPT, IMAGE, LINK, TEMPLATE, FORMULA, "+1", "-1+2", "@SUM(A1)", "\t=1", " =1", "＝1+1", "'=1", "#N/A", ESCAPE,
    CONTROLS, REORDERED, LONG, CLOSING, "a|b\\|c", "`code` *強調* _下線_ ~~消~~",
    "https://example.invalid/ www.example.invalid",
    "&lt;b&gt; &amp;", "$x$", "-", "－", "", " ", "\r\n改行\rだけ\n", "012", "1-2", "1E5", "العربية", "\x01", "! [x]",
)  # fmt: skip


def name(text: str) -> str:
    """A short name of a text, for the list of tests."""
    return ascii(text)[:30]


def sheet_of(*texts: str) -> Sheet:
    """A table with each text in every cell, its second half marked as changed."""
    return Sheet(title="（別添３）変更箇所", lines=tuple(line_of(text) for text in texts))


def line_of(text: str) -> Line:
    row = Row(date_text=text, item=text, before=text, after=text, timing=text, reason=text)
    half = len(text) // 2
    before = (Piece(text=text[:half]), Piece(text=text[half:], mark="removed"))
    after = (Piece(text=text[:half]), Piece(text=text[half:], mark="added"))
    return Line(row=row, before=before, after=after)


def judged_of(text: str, path: str = "Ⅰ/1/②") -> Judged:
    """A change whose every text is hostile."""
    return Judged(
        change=Change(kind="changed", path=path, heading=(text, text), before=("旧" + text,), after=("新" + text,)),
        judgement=Judgement(important="review", timing=text, reason=text, basis=text, rule=text, why=text),
    )
