"""Findings for people and for programs."""

from piadiff.findings import Finding, gathered, sentences, to_json


def finding(path, text="は古い。", row=None):
    return Finding(kind="missed-duty", path=path, clause="規則第11条", text=f"{path}{text}", row=row)


def test_what_says_the_same_becomes_one_sentence():
    assert sentences([finding("Ⅰ/1/②"), finding("Ⅰ/7/①"), finding("Ⅰ/5", "は新しい。")]) == (
        "Ⅰ/1/②、Ⅰ/7/①（2件）は古い（規則第11条）。",
        "Ⅰ/5は新しい（規則第11条）。",
    )
    assert sentences([]) == ()


def test_of_many_items_the_others_are_counted():
    (said,) = sentences(finding(f"Ⅱ/{number}") for number in range(1, 10))
    assert said == "Ⅱ/1、Ⅱ/2、Ⅱ/3、Ⅱ/4、Ⅱ/5、Ⅱ/6 ほか3件（計9件）は古い（規則第11条）。"


def test_a_finding_without_an_item_keeps_its_text():
    assert sentences([Finding(kind="x", text="全体が古い。", clause="指針")]) == ("全体が古い（指針）。",)


def test_the_row_stands_in_the_json_only_where_there_is_one():
    assert list(to_json(finding("Ⅰ", row=3))) == ["kind", "row", "path", "clause", "text"]
    assert list(to_json(finding("Ⅰ"))) == ["kind", "path", "clause", "text"]


def test_rows_of_which_the_same_is_found_are_one_finding():
    def of(row, text="が空欄です。", **how):
        return Finding(kind="no-reason", row=row, text=f"{row}行目の説明{text}", **how)

    found = gathered([of(9), of(3), of(4), of(5, "が違います。"), of(6, sure=False), of(7, clause="指針")])
    assert [(one.text, one.rows) for one in found[:1]] == [("3～4、9行目の説明が空欄です。", (3, 4, 9))]
    assert [one.row for one in found[1:]] == [5, 6, 7]
    assert gathered(found) == found
