"""Lists that only changed their order, and names of offices within titles of laws."""

import pytest

from piadiff.lawtitles import in_law_title
from piadiff.reordering import only_reordered


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("4情報(氏名、住所、性別)を記録する。", "4情報(住所、氏名、性別)を記録する。"),
        ("氏名・住所", "住所・氏名"),
        ("氏名及び住所", "住所及び氏名"),
        ("甲(氏名、住所)及び乙(税額、世帯)", "甲(住所、氏名)及び乙(世帯、税額)"),
    ],
)
def test_members_of_a_list_changed_places(old, new):
    assert only_reordered(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(氏名、住所)", "(氏名、性別)"),
        ("(氏名、住所)", "(氏名、住所)"),
        ("(氏名、氏名)", "(氏名、住所)"),
        ("甲(氏名)及び乙(税額)", "甲(税額)及び乙(氏名)"),
        ("氏名及び住所、性別", "住所、氏名及び性別"),
        ("職員が入力する。", "入力が職員する。"),
    ],
)
def test_what_is_more_than_another_order(old, new):
    assert not only_reordered(old, new)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("デジタル庁", "デジタル庁令第3号"),
        ("内閣府", "平成26年内閣府・総務省令第5号による。"),
        ("デジタル庁", "デジタル庁及び総務省の所管する事務に関する命令"),
        ("総務省", "総務省告示"),
        ("デジタル庁", "デジタル庁設置法第4条"),
        ("総務省", "総務省に提出し、総務省令に従う。"),
    ],
)
def test_a_name_within_the_title_of_a_law(name, text):
    assert in_law_title(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("デジタル庁", "デジタル庁が運営する。"),
        ("市民課", "市民課、法務課"),
        ("総務部", "総務部法務課が点検する。"),
        ("総務省", "総務省に提出し、法令に従う。"),
        ("総務課", "総務課(令和6年10月から)"),
    ],
)
def test_a_name_that_stands_for_the_office(name, text):
    assert not in_law_title(name, text)


def test_long_texts_are_looked_at_in_time():
    assert not in_law_title("庁", "庁及" * 20_000)
    assert not in_law_title("庁", "庁・" * 20_000)
