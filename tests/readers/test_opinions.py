import json
from pathlib import Path

import jsonschema
import pytest

from piadiff import papers
from piadiff.errors import PiadiffError
from piadiff.model import Opinions
from piadiff.notation import fold
from piadiff.readers import read, read_paper
from piadiff.readers.opinions import is_session, read_opinions
from piadiff.readers.papers_kind import paper_kind
from piadiff.schema import load
from tests.shared import SHARED, gold, needs_shared

TITLE = "【別紙】 第三者点検の意見と結果について"
HEADER = "No 評価書該当箇所 意見内容\n意見\n\n提出者\n評価書修正箇所 主管課意見\n"
FIRST = "第三者点検委員会【第1回目】対応分"
SECOND = "第三者点検委員会【第2回目】対応分"
RISK = "Ⅲ リスク対策（プロセス）\n2 青凪情報ファイル\n4　特定個人情報ファイルの取扱いの委託\n情報保護管理体制の確認"
QUOTED = "委託先の管理の体制を毎年一度かならず書面により確かめ、\nその結果を記録している。"
OPINION = "書面だけでは足り\nない。現地を見る\n必要がある。"
REVISED = (
    "委託先の管理の体制を毎年一度かならず書面により確かめ、\nその結果を記録している。また、職員が現地でも確かめる。"
)
ANSWER = "現地での確認を追\n加しました。"
PLAIN = {
    "place": f"{RISK}\n委託先の管理の体制を毎年一度かならず書面により確かめ、その結果を記録している。",
    "opinion": "書面だけでは足りない。現地を見る必要がある。",
    "by": "委員会",
    "revised": "委託先の管理の体制を毎年一度かならず書面により確かめ、その結果を記録している。"
    "また、職員が現地でも確かめる。",
    "response": "現地での確認を追加しました。",
}


def row(no: int, place: str = f"{RISK}\n\n{QUOTED}", by: str = "委員会", revised: str = REVISED) -> str:
    return f"\n{no}\n\n{place}\n\n{OPINION}\n\n{by}\n\n{revised}\n\n{ANSWER}\n"


def rows_of(text: str) -> list[dict]:
    assert paper_kind(text) == "opinions"
    found = read_opinions(text)
    assert found.unplaced == ()
    data = papers.to_json(found)
    jsonschema.validate(data, load("opinions"))
    return data["rows"]


def page(*rows: str, title: str = TITLE, header: str = HEADER, session: str = FIRST) -> str:
    return f"{title}\n\n{header}\n{session}\n" + "".join(rows)


def cells(found: dict) -> dict:
    return {role: fold(found[role]) for role in PLAIN}


WANTED = {role: fold(text) for role, text in PLAIN.items()}


def test_cells_are_told_apart_though_blank_lines_stand_inside_them_too():
    first, second = rows_of(page(row(1), row(2)))
    assert cells(first) == cells(second) == WANTED
    assert first["place"].split("\n")[-1] == PLAIN["place"].split("\n")[-1]  # the wrap is undone
    assert (first["no"], second["no"], first["session"]) == (1, 2, FIRST)
    assert first["paths"] == ["Ⅲ/(2)/4/情報保護管理体制の確認"]


def test_opinions_and_answers_of_several_blocks():
    split = (
        row(3)
        .replace("ない。現地", "ない。\n\n・現地")
        .replace("加しました。", "加しました。\n\nまた、点検票も\n改めます。")
    )
    *_, last = rows_of(page(row(1), row(2), split))
    assert fold(last["opinion"]) == fold("書面だけでは足りない。・現地を見る必要がある。")
    assert fold(last["response"]) == fold("現地での確認を追加しました。また、点検票も改めます。")
    assert fold(last["revised"]) == WANTED["revised"] and fold(last["place"]) == WANTED["place"]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("委員会 記載削除", {"revised": "記載削除"}),
        ("委員会 -", {"revised": "-"}),
        ("委員会\n" + REVISED, {"revised": PLAIN["revised"]}),
    ],
)
def test_cells_that_share_a_line(line, wanted):
    text = row(2, by=line, revised="")
    *_, last = rows_of(page(row(1), text, row(3)))[:2]
    assert cells(last) == {**WANTED, **{role: fold(text) for role, text in wanted.items()}}


def test_a_row_on_one_line():
    text = "\n3 不適切な方法で入手が行われるリスク： 記載なし。 委員会\n\n" + REVISED + "\n\n" + ANSWER + "\n"
    *_, last = rows_of(page(row(1), row(2), text))
    assert (last["no"], last["place"], last["opinion"]) == (3, "不適切な方法で入手が行われるリスク：", "記載なし。")
    assert fold(last["revised"]) == WANTED["revised"] and last["by"] == "委員会"


def test_place_and_opinion_without_a_blank_line():
    glued = row(2).replace(f"{QUOTED}\n\n{OPINION}", f"{QUOTED}\n{OPINION}")
    assert glued != row(2)
    found = rows_of(page(row(1), glued, row(3)))
    assert cells(found[1]) == WANTED


def test_titles_page_numbers_and_headers_of_every_page_are_no_text():
    text = page(row(1)) + "\n1/2\n\n\f" + page(row(2)) + "\n- 2 -\n"
    assert [cells(found) for found in rows_of(text)] == [WANTED, WANTED]


def test_numbers_and_headings_inside_cells_begin_no_row():
    risky = f"{RISK}\n\n2 青凪情報ファイルの分\n\n{QUOTED}"
    first, second = rows_of(page(row(1, place=risky), row(2), row(3)))[:2]
    assert "2青凪情報ファイルの分" in fold(first["place"])
    assert cells(second) == WANTED


def test_a_heading_like_a_number_below_the_opinion_is_taken_back():
    heading = "Ⅲ リスク対策（プロセス）\n\n2　特定個人情報の入手（情報提供ネットワークシステムを通じた入手を除く。）"
    revised = f"{heading}\n{REVISED}"
    found = rows_of(page(row(1, revised=revised), row(2), row(3)))
    assert [r["no"] for r in found] == [1, 2, 3]
    assert fold(found[0]["revised"]) == fold(revised)
    assert cells(found[1]) == WANTED


def test_a_missing_number_and_a_row_without_a_name():
    assert [r["no"] for r in rows_of(page(row(1), row(2), row(4)))] == [1, 2, 4]
    found = read_opinions(page(row(1), row(2, by=""), row(3)))
    assert [r.no for r in found.rows] == [1, 2, 3]
    assert any("2番の意見提出者が見つかりません" in remark for remark in found.remarks)
    assert found.rows[1].by == "" and cells(papers.to_json(found)["rows"][2]) == WANTED


def test_sittings_number_their_opinions_anew():
    text = page(row(1), row(2)) + "\n\f" + page(row(1), row(2), session=SECOND)
    assert [(r["session"], r["no"]) for r in rows_of(text)] == [(FIRST, 1), (FIRST, 2), (SECOND, 1), (SECOND, 2)]


def test_a_sitting_printed_below_its_page_and_none():
    below = page(row(1), row(2), session="") + f"\n{FIRST}\n\f" + page(row(3), session=FIRST)
    assert [r["session"] for r in rows_of(below)] == [FIRST] * 3
    assert [r["session"] for r in rows_of(page(row(1), session=""))] == [None]


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        (FIRST, True), ("第２回 特定個人情報保護審議会", True), ("審査会関係分", True),
        ("第1回の委員会では、点検の結果を報告した。", False), ("委員会", False), ("第1回目", False),
    ],
)  # fmt: skip
def test_headings_of_sittings(line, is_one):
    assert is_session(line) is is_one


def test_files_by_name_and_from_the_rows_above():
    first = (
        "Ⅲ リスク対策（プロセス）\n1 台帳ファイル\n6　情報提供ネットワークシステムとの接続\n不正な提供が行われるリスク"
    )
    below = "不適切な方法で提供されるリスク"
    other = "特定個人情報の使用（Ⅲ．３）　青凪情報ファイル\nリスク３：従業者が事務外で使用するリスク"
    every = "Ⅲ リスク対策（プロセス）\n4　特定個人情報ファイルの取扱いの委託\n情報保護管理体制の確認"
    places = [f"{RISK}\n{QUOTED}", first, below, other, every]
    found = rows_of(page(*(row(no, place=place) for no, place in enumerate(places, 1))))
    assert found[0]["paths"] == ["Ⅲ/(2)/4/情報保護管理体制の確認"]
    for index, start in ((1, "Ⅲ/(1)/6/リスク5"), (2, "Ⅲ/(1)/6/リスク6"), (3, "Ⅲ/(2)/3/リスク3")):
        assert [path[: len(start)] for path in found[index]["paths"]] == [start]
    assert found[4]["paths"] == ["Ⅲ/(1)/4/情報保護管理体制の確認", "Ⅲ/(2)/4/情報保護管理体制の確認"]


def test_other_titles_and_a_table_without_names():
    header = "番号 該当箇所 委員会の意見\n回答\n"
    rows = "".join(f"\n{no}\n\n{RISK}\n{QUOTED}\n\n{OPINION}\n\n{ANSWER}\n" for no in (1, 2))
    text = f"{TITLE}\n\n{header}{rows}"
    for found in rows_of(text):
        assert (fold(found["opinion"]), fold(found["response"])) == (WANTED["opinion"], WANTED["response"])
        assert (fold(found["place"]), found["by"], found["revised"]) == (WANTED["place"], "", "")


def test_a_table_that_kept_its_cells():
    header = "番号\t該当箇所\t意見の内容\t提出者\t評価書への反映\t市の考え方"
    lines = [
        TITLE,
        FIRST,
        header,
        f"1\t{RISK}\t甲\t委員会\t<p>乙</p><p>丙</p>\t丁".replace("\n", "<br>"),
        header,
        "\t\t続き\t\t\t",
        "2\t戊\t己\t委員\t-\t庚",
    ]
    first, second = rows_of("\n".join(lines))
    assert (first["no"], first["session"], first["place"], first["by"]) == (1, FIRST, RISK, "委員会")
    assert (first["opinion"], first["revised"], first["response"]) == ("甲\n続き", "乙\n丙", "丁")
    assert first["paths"] == ["Ⅲ/(2)/4/情報保護管理体制の確認"]
    assert (second["no"], second["opinion"], second["revised"]) == (2, "己", "-")


def test_what_stands_before_the_first_number_is_kept():
    found = read_opinions(page("前の頁から続く文\n", row(21), row(22)))
    assert [piece.text for piece in found.unplaced] == ["前の頁から続く文"]
    assert [r.no for r in found.rows] == [21, 22]


def test_pages_without_the_titles_of_the_columns():
    text = page(row(7), row(8), header="") + "\n\f" + page(row(9), header="")
    found = rows_of(text)
    assert [r["no"] for r in found] == [7, 8, 9] and all(cells(r) == WANTED for r in found)
    assert paper_kind(f"{TITLE}\n\n1\n\n2\n\n3\n") is None
    assert paper_kind("".join((row(7), row(8)))) is None


def test_a_table_without_rows_is_one_sentence():
    with pytest.raises(PiadiffError, match="行がありません"):
        read_opinions(page(), "意見.txt")


def test_hostile_tables_are_read_in_time():
    text = page("".join(f"\n{no}\n\n甲\n" for no in range(1, 4000)), "委員会 " * 20_000, "\n2\n" * 20_000)
    assert len(read_opinions(text).rows) > 0


def test_commands_say_what_it_is(piadiff):
    Path("意見.txt").write_text(page(row(1), row(2)), encoding="utf-8")
    shown = piadiff("read", "意見.txt")
    assert shown.status == 0 and "第三者点検の意見の表" in shown.out and "2（うち項目の分かるもの 2）" in shown.out
    assert json.loads(piadiff("read", "意見.txt", "--json").out)["kind"] == "opinions"
    for arguments in (("add", "意見.txt"), ("diff", "意見.txt", "意見.txt")):
        done = piadiff(*arguments)
        assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
        assert "評価書ではなく第三者点検の意見の表です" in done.err


@needs_shared
def test_a_published_table_is_read_whole():
    file = SHARED / "published" / "大田区_第三者点検意見_前半.txt"
    with pytest.raises(PiadiffError, match="第三者点検の意見の表"):
        read(file)
    found = read_paper(file)
    assert isinstance(found, Opinions) and found.unplaced == ()
    rows, wanted = papers.to_json(found)["rows"], gold("大田区-opinions.jsonl")
    assert [(row["session"], row["no"]) for row in rows] == [(row["session"], row["no"]) for row in wanted]
    for row, right in zip(rows, wanted, strict=True):
        for cell in ("place", "opinion", "by", "revised", "response"):
            assert fold(row[cell]) == fold(right[cell])
        if "unsure" not in right:
            assert row["paths"] == right["paths"]
