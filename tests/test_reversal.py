"""What a row wrote into a text is taken out of it again, wherever the row shows enough; else it is said why not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piadiff.notation import fold
from piadiff.reversal import NOT_THERE, SAYS_NOTHING, SEVERAL, UNKNOWN_PLACE, folded, revert

BODY = (
    "・届出書は鍵付の書庫に保管する。\n・端末は来庁者から見えない位置に置く。\n・一定時間操作がなければログオフする。"
)


def sure(text, before, after):
    found = revert(text, before, after)
    assert found.sure, found
    return found.text


def test_a_whole_text_gives_way_to_the_one_before():
    assert sure(BODY, "・前の一文。\n・前の二文。", BODY) == "・前の一文。\n・前の二文。"


def test_a_whole_text_is_found_under_other_line_breaks_and_widths():
    found = revert("ＩＤ･ﾊﾟｽﾜｰﾄﾞによる認証", "認証なし", "ID・パス\nワードによる認証")
    assert (found.text, found.sure, found.whole) == ("認証なし", True, True)


def test_one_sentence_of_a_text():
    assert sure(BODY, "・端末は壁に向けて置く。", "・端末は来庁者から見えない位置に置く。") == BODY.replace(
        "来庁者から見えない位置に", "壁に向けて"
    )


def test_an_added_paragraph_is_taken_out_with_its_line():
    assert sure(BODY, "", "・端末は来庁者から\n見えない位置に置く。") == "\n".join(BODY.split("\n")[::2])


def test_a_text_that_was_emptied_comes_back():
    assert sure("", "発生した事故の内容", "") == "発生した事故の内容"


def test_what_was_taken_out_of_a_text_stands_nobody_knows_where():
    found = revert(BODY, "・窓口を分ける。", "")
    assert not found.sure and found.text.endswith("\n・窓口を分ける。") and "場所が分からない" in found.note


def test_parts_with_omissions_between_them():
    before = "１～３　（略）\n・端末は壁に向けて置く。\n（中略）\n・一定時間で消灯する。"
    after = "１～３　（略）\n・端末は来庁者から見えない位置に置く。\n（中略）\n・一定時間操作がなければログオフする。"
    found = revert(BODY + "\n・末尾の文。", before, after)
    assert "壁に向けて" in found.text and "消灯する。\n・末尾の文。" in found.text


def test_a_paragraph_taken_out_between_omissions_has_no_place():
    assert revert(BODY, "（略）\n・窓口を分ける。\n（略）", "（略）") == UNKNOWN_PLACE


def test_a_paragraph_added_between_omissions_is_taken_out():
    assert sure(BODY, "（略）", "（略）\n・端末は来庁者から見えない位置に置く。\n（略）") == "\n".join(
        BODY.split("\n")[::2]
    )


def test_a_paragraph_that_moved_between_omissions_has_no_place():
    moved = "・端末は来庁者から見えない位置に置く。"
    assert revert(BODY, f"（略）\n（略）\n{moved}\n（略）", f"（略）\n{moved}\n（略）\n（略）") == UNKNOWN_PLACE


def test_a_renamed_office_inside_a_longer_text():
    found = revert("届出は市民部市民課で受け付ける。\n問合せ先は市民部市民課とする。", "市民課", "市民部市民課")
    assert found.text == "届出は市民課で受け付ける。\n問合せ先は市民課とする。"
    assert not found.sure and "2箇所" in found.note


def test_a_passage_that_stands_in_several_places_is_left():
    assert revert("・保管する。\n・点検する。\n・保管する。", "・保存する。", "・保管する。") == SEVERAL


def test_a_text_that_is_not_there():
    assert revert(BODY, "旧", "まったく別の記載で、本文のどこにもないもの") == NOT_THERE


def test_a_row_that_changes_notation_only_says_nothing():
    assert revert(BODY, "ID", "ＩＤ") == SAYS_NOTHING


def test_a_text_that_differs_by_a_comma_is_undone_as_an_estimate_and_keeps_its_comma():
    body = "書庫に保管され、電子データは運用を委託する業者が管理するサーバーに保管される。"
    after = "書庫に保管され、電子データは、運用を委託する業者が管理するサーバーに保管される。"
    found = revert(body, after.replace("業者が管理する", "市の"), after)
    assert not found.sure
    assert found.text == "書庫に保管され、電子データは運用を委託する市のサーバーに保管される。"


def test_where_change_and_difference_meet_the_whole_passage_gives_way():
    body = "送付先の情報は、新たに通知の対象となる者が生じた都度、機構へ提供する。"
    found = revert(body, "情報はまとめて入手する。", body.replace("提供", "入手"))
    assert found.text == "情報はまとめて入手する。" and not found.sure


def test_what_the_row_took_out_but_still_stands_there_makes_it_an_estimate():
    body = "・一文目である。\n・新しい文である。\n以上の流れは別添に示すとおりである。"
    found = revert(body, "（略）\n以上の流れは別添に示すとおりである。", "（略）\n・新しい文である。")
    assert not found.sure and "残っている" in found.note


def test_words_in_the_middle_of_a_sentence_are_an_estimate():
    found = revert("通知書及び省令第３５条（委任）", "総務省令に記載予定", "省令第３５条（委任）")
    assert found.text == "通知書及び総務省令に記載予定" and not found.sure


words = st.text(alphabet="あいアｱﾊﾞ12１（略）。・\n 　、漢字ー－", max_size=30)


@given(words, words, words)
def test_nothing_breaks_it_and_what_is_sure_reads_as_the_row_says(text, before, after):
    found = revert(text, before, after)
    if not isinstance(found, str) and found.sure and found.whole:
        assert (
            fold(found.text.replace("\n", "")) == fold(before.replace("\n", ""))
            or folded(found.text)[0] == folded(before)[0]
        )


@given(
    st.lists(st.text(alphabet="あいうえおかきくけこ", min_size=5, max_size=9), min_size=3, max_size=6, unique=True),
    st.data(),
)
def test_a_replaced_paragraph_comes_back(lines, data):
    at = data.draw(st.integers(0, len(lines) - 1))
    new = [*lines[:at], "・新しい段落である。", *lines[at + 1 :]]
    old = "\n".join(lines)
    assert folded(sure("\n".join(new), old, "\n".join(new)))[0] == folded(old)[0]
    part = revert("\n".join(new), lines[at], "・新しい段落である。")
    assert part.sure and part.text == old


@pytest.mark.parametrize("text", ["ﾊﾞｯｸｱｯﾌﾟ", "サーハ\u3099", "①㈱Ⅲ", ""])
def test_every_folded_character_leads_back(text):
    body, places = folded(text)
    assert len(body) == len(places) and list(places) == sorted(places)
