import pytest
from hypothesis import given
from hypothesis import strategies as st

from piadiff.forms.spelling import spell, squeeze


def marks(text):
    return [(mark.kind, mark.values) for mark in spell(text).marks]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("特定個人情報ファイルを取り扱う事務", "特定個人情報ファイルを取扱う事務"),
        ("取り扱いの委託", "取扱の委託"),
        ("ユーザー認証の管理", "ユーザ認証の管理"),
        ("提供・移転（委託を除く。）", "提供・\n移転(委託を除く｡)"),
        ("問い合わせ", "問合せ"),
        ("ﾌｧｲﾙ", "ファイル"),
        ("NISC政府機関", "ＮＩＳＣ政府機関"),
    ],
)
def test_spellings_of_one_label_are_squeezed_alike(one, other):
    assert squeeze(one) == squeeze(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ⅱ　概要", [("roman", (2,))]),
        ("IV その他", [("roman", (4,))]),
        ("（１）台帳", [("bracket", (1,))]),
        ("（\n１\n）台帳", [("bracket", (1,))]),
        ("４．委託", [("plain", (4,))]),
        ("⑥委託先名", [("circled", (6,))]),
        ("①～③", [("circled", (1,)), ("circled", (2,)), ("circled", (3,))]),
        ("委託事項３", [("委託事項", (3,))]),
        ("委託事項２、４", [("委託事項", (2, 4)), ("plain", (4,))]),
        ("委託事項２～４", [("委託事項", (2, 3, 4)), ("plain", (4,))]),
        ("委託事項２及び委託事項３", [("委託事項", (2, 3)), ("委託事項", (3,))]),
        ("委託事項3-6", [("委託事項", (3,)), ("plain", (6,))]),
        ("委託事項②", [("委託事項", (2,)), ("circled", (2,))]),
        ("委託事項1\n2", [("委託事項", (1,)), ("委託事項", (12,)), ("plain", (2,))]),
        ("リスク２：不適切", [("リスク", (2,))]),
        ("（別添２）", [("別添", (2,))]),
        ("Ⅱ２④", [("roman", (2,)), ("plain", (2,)), ("circled", (4,))]),
        ("過去３年以内", []),
        ("番号法第19条第8号", []),
        ("平成27年7月", []),
        ("NISC", []),
        ("1234567", []),
    ],
)
def test_numbers_of_a_heading_in_all_their_readings(text, expected):
    assert marks(text) == expected


def test_what_was_dropped_is_kept_beside_the_letters():
    spelled = spell("Ⅰ－７．担当\n部署")
    assert spelled.chars == "Ⅰ7担当部署"
    assert dict(spelled.gaps) == {1: "-", 2: ".", 4: "\n"}


@given(st.text(max_size=200))
def test_marks_lie_within_the_letters_and_gaps_between_them(text):
    spelled = spell(text)
    assert all(0 <= mark.start < mark.end <= len(spelled.chars) for mark in spelled.marks)
    assert all(0 <= place <= len(spelled.chars) for place in spelled.gaps)
    assert squeeze(text) == spelled.chars
