import re

from hypothesis import given
from hypothesis import strategies as st

from piadiff.model import Figure
from piadiff.readers.appendix import read_figure, read_records, record_items
from piadiff.readers.labels import printed
from piadiff.readers.layout import pages

IS_PRINTED = printed("様式4").is_printed


def _read_records(text):
    unplaced = []
    return read_records("別添2", pages(text.split("\n"), IS_PRINTED), unplaced), unplaced


def test_numbered_records_over_wrapped_lines():
    lines = ["１．宛名番号、２．世帯番号、３．氏名（カナ、漢字）、４．", "通称、５", "．住所"]
    assert record_items(lines) == ("宛名番号", "世帯番号", "氏名（カナ、漢字）", "通称", "住所")


def test_a_number_torn_over_two_lines():
    entries = [f"項目{chr(0x3042 + n)}" for n in range(12)]
    text = "、".join(f"{n}．{e}" for n, e in enumerate(entries, 1))
    cut = text.index("11．") + 1
    assert record_items([text[:cut], text[cut:]]) == tuple(entries)


def test_records_one_a_line_and_by_commas():
    assert record_items(["・宛名番号", "・氏名"]) == ("宛名番号", "氏名")
    assert record_items(["宛名番号、氏名、住所"]) == ("宛名番号", "氏名", "住所")


@given(
    st.lists(st.text(alphabet="番号氏名住所区分コード", min_size=1, max_size=8), min_size=2, max_size=40),
    st.integers(5, 40),
)
def test_any_numbered_list_is_read_back_however_it_wraps(entries, wrap):
    text = "、".join(f"{n}．{entry}" for n, entry in enumerate(entries, 1))
    assert record_items(re.findall(f".{{1,{wrap}}}", text)) == tuple(entries)


def test_records_of_two_files():
    found, unplaced = _read_records(
        "（別添２） 特定個人情報ファイル記録項目\n\n（１）台帳\n１．番号、２．氏名\n\n（２）名簿\n１．コード、２．区分"
    )
    assert found == {"別添2/(1)": ("番号", "氏名"), "別添2/(2)": ("コード", "区分")}
    assert unplaced == []


def test_one_file_without_heading_and_a_missing_list():
    assert _read_records("（別添２） 特定個人情報ファイル記録項目\n１．番号、２．氏名")[0] == {
        "別添2/(1)": ("番号", "氏名")
    }
    assert _read_records("（別添２） 特定個人情報ファイル記録項目")[1]


def test_flow_chart_labels_and_notes():
    wide = "１．" + "届出に基づき住民票を記載し、通知する。" * 2
    found = read_figure(
        "別添1", pages(f"（別添1） 事務の内容\n\n（備考）\n\n{wide}\n\n窓口\n\nデ\nー\nタ".split("\n"), IS_PRINTED)
    )
    assert found == {"別添1": Figure(labels=("窓口", "データ")), "別添1/備考": (wide,)}
