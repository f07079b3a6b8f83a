from hypothesis import given
from hypothesis import strategies as st

from piadiff.markedtext import in_one, side_by_side

TEXTS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x30FF, exclude_characters="\u2028\u2029"), max_size=40)


def marked(pieces):
    return [(piece.mark, piece.text) for piece in pieces]


def test_what_each_text_has_alone_is_marked():
    old, new = side_by_side("市民部市民課が扱う。", "市民部戸籍課が扱う。")
    assert ("removed", "市民部市民課") in marked(old) and ("added", "市民部戸籍課") in marked(new)
    assert "".join(piece.text for piece in new) == "市民部戸籍課が扱う。"


def test_texts_that_share_hardly_anything_are_not_marked():
    assert {piece.mark for side in side_by_side("平成28年7月6日", "（空欄）") for piece in side} == {"same"}
    assert marked(in_one("平成28年7月6日", "空欄のまま"))[0] == ("removed", "平成28年7月6日")


def test_both_in_one():
    assert (
        "".join(p.text for p in in_one("Ａ社に委託する。", "Ｂ社に委託する。") if p.mark != "removed")
        == "Ｂ社に委託する。"
    )
    assert {piece.mark for piece in in_one("同じ", "同じ")} == {"same"}


@given(TEXTS, TEXTS)
def test_nothing_of_either_text_is_lost(before, after):
    from piadiff.writers.sheet import printable

    old, new = side_by_side(before, after)
    assert "".join(piece.text for piece in old) == printable(before)
    assert "".join(piece.text for piece in new) == printable(after)
