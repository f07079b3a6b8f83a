"""Findings for people and for programs."""

from piadiff.findings import Finding, sentences, to_json


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
