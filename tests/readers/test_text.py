"""Whole documents: recognised as what they are, read by the form's tree, nothing lost."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piadiff import canonical
from piadiff.errors import PiadiffError
from piadiff.forms import form
from piadiff.notation import fold
from piadiff.readers import read
from piadiff.readers.text import detect_form, read_assessment_text
from tests.examples import examples
from tests.pdf_boxes import Sheet
from tests.pdf_text import pdf_text
from tests.readers.sampled import abbreviated, sample
from tests.sample import FOLDER, misread, version
from tests.shared import SHARED, gold, needs_shared

PUBLISHED = SHARED / "published"
WHOLE = PUBLISHED / "所沢市_住民基本台帳_全項目.txt"
TITLE = "特定個人情報保護評価書（全項目評価書）\n\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[平成30年５月　様式４]", ("様式4", "平成30年5月")),
        ("[令和６年10月　様式４]", ("様式4", "令和6年10月")),
        ("特定個人情報保護評価書(重点項目評価書)", ("様式3", None)),
        ("特定個人情報保護評価書（基礎項目評価書）", ("様式2", None)),
    ],
)
def test_form_and_edition(text, wanted):
    assert detect_form(text, "x") == wanted


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("会議の記録。個人情報の話をした。", "特定個人情報保護評価書ではありません"),
        ("[令和６年10月　様式９]", "知らない様式です: 様式9"),
        (TITLE + "Ⅰ　基本情報", "項目がほとんど見つかりません"),
    ],
)
def test_what_is_no_assessment_is_refused(text, says):
    with pytest.raises(PiadiffError, match=says) as fault:
        read_assessment_text(text, "文書.txt")
    assert fault.value.where == "文書.txt"
    assert fault.value.hint


def test_canonical_json_is_read_as_it_is(tmp_path):
    path = tmp_path / "版.json"
    path.write_bytes((FOLDER / "v1.json").read_bytes())
    assert canonical.dumps(read(path).assessment).encode() == path.read_bytes()


SAMPLE = (FOLDER / "v1.txt").read_text(encoding="utf-8").split("\n\n")
FOREIGN = "どこにもない言葉"


@settings(max_examples=examples(12), deadline=None)
@given(st.integers(1, len(SAMPLE) - 1))
def test_a_foreign_box_anywhere_is_never_dropped(position):
    boxes = [*SAMPLE[:position], FOREIGN, *SAMPLE[position:]]
    found = read_assessment_text("\n\n".join(boxes), "x")
    kept = canonical.dumps(found.assessment) + "".join(u.text for u in found.unplaced)
    assert FOREIGN in kept


def test_unplaced_text_names_its_place():
    found = read_assessment_text("\n\n".join(SAMPLE[:-1]) + "\n\n" + "[ ○ ] 行っていない", "x")
    assert all("行目" in u.where or u.where == "別添2" for u in found.unplaced)


def _value(kind, value):
    if kind == "checks":
        return {fold(k): fold(v) for k, v in (value or {}).items()}
    if kind == "list":
        return [fold(v) for v in value or []]
    if kind == "count":
        return None if value in (None, "") else int(value)
    return fold("".join(value) if isinstance(value, list) else value or "")


@needs_shared
def test_items_of_a_published_document():
    found = read(WHOLE)
    items = canonical.to_json(found.assessment)["items"]
    rows = [g for g in gold("所沢市-items.jsonl") if "unsure" not in g]
    wrong = [g["path"] for g in rows if _value(g["kind"], g["value"]) != _value(g["kind"], items.get(g["path"]))]
    assert wrong == []
    assert sum(len(fold(u.text)) for u in found.unplaced) < 0.01 * found.source_characters


@needs_shared
def test_items_meant_by_the_rows_of_a_published_table():
    found = {(fold(r.item), fold(r.before), fold(r.after)): set(r.paths) for r in read(WHOLE).assessment.changes}
    rows = [g for g in gold("所沢市-rows.jsonl") if g.get("paths") and "unsure" not in g]
    right = [g for g in rows if found.get((fold(g["item"]), fold(g["before"]), fold(g["after"]))) == set(g["paths"])]
    assert len(right) >= 0.97 * len(rows)


@needs_shared
def test_pages_in_another_order_are_recognised():
    found = read(PUBLISHED / "岡山市_個人住民税_全項目_変更箇所なし.txt")
    items = found.assessment.items
    assert (found.assessment.form, found.assessment.edition) == ("様式4", "令和6年10月")
    assert found.assessment.changes == ()
    assert items["表紙/評価実施機関名"] == "岡山県岡山市長"
    assert [p for p in items if p.endswith("/⑥") and "移転先" in p] == [f"Ⅱ/(1)/5/移転先{n}/⑥" for n in range(1, 16)]
    assert items["Ⅱ/(1)/4/委託の有無/件"] == 3
    assert items["Ⅵ/1/②"] == "基礎項目評価及び全項目評価の実施が義務付けられる"


@needs_shared
def test_text_from_pictures_is_recognised_and_unread_marks_are_reported():
    found = read(PUBLISHED / "さいたま市_給付金_重点項目.txt")
    assert found.assessment.form == "様式3"
    assert found.assessment.items["表紙/公表日"] == "令和6年5月31日"
    assert found.assessment.items["Ⅱ/(1)/2/①"] == "その他の電子ファイル（表計算ファイル等）"
    assert any("個人番号対応符号" in remark for remark in found.remarks)
    json.loads(canonical.dumps(found.assessment))


@needs_shared
@pytest.mark.parametrize("name", ["川口市_変更箇所一覧_前半.txt", "大田区_第三者点検意見_前半.txt"])
def test_other_papers_are_no_assessments(name):
    with pytest.raises(PiadiffError, match=r"評価書では(?:なく|ありません)"):
        read(PUBLISHED / name)


OTHER = PUBLISHED / "岡山市_個人住民税_全項目_変更箇所なし.txt"


@pytest.fixture(scope="module")
def other() -> dict:
    return read(OTHER).assessment.items


@needs_shared
@pytest.mark.parametrize(("path", "length", "digest"), sample("sampled_pages.tsv"))
def test_sixty_items_of_jumbled_pages(other, path, length, digest):
    """Chosen at random (seed 60, then 61 to fill up), without the items that the text itself does not decide: which
    system of one page each box of 他のシステムとの接続 belongs to, and Ⅵ/2/⑤ or Ⅵ/3/②."""
    assert abbreviated(other[path]) == (length, digest)


@needs_shared
def test_every_item_of_the_form_is_found_on_jumbled_pages(other):
    tree = form("様式4")
    counts = {"システムn": 10, "委託事項n": 3, "提供先n": 5, "移転先n": 15}
    wanted = set()
    for node in tree.items:
        word = next((w for w in counts if f"/{w}" in node.path), None)
        for number in range(1, counts.get(word, 1) + 1):
            path = node.path.replace("(n)", "(1)")
            wanted.add(path.replace(word, word.replace("n", str(number))) if word else path)
    assert wanted - set(other) - {f"Ⅰ/2/システム{n}" for n in range(1, 11)} == set()


@needs_shared
def test_values_under_two_labels_that_stand_on_each_other(other):
    check, audit = other["Ⅳ/1/①/具体的なチェック方法"], other["Ⅳ/1/②/具体的な内容"]
    assert "自己点検" in "".join(check)
    assert "自己点検" not in "".join(audit)
    assert len(check) == len(audit) == 4
    assert other["Ⅳ/3"]


@pytest.mark.parametrize("feed", ["\n\f", "\n\n"])
def test_a_document_without_indented_labels_is_read_exactly(feed, monkeypatch):
    def text(sheet):
        pages = ["\n\n".join("\n".join(b.lines) for b in page) for _, page in sheet._pages]
        return feed.join("\n".join(line.lstrip(" ") for line in page.split("\n")) for page in pages)

    monkeypatch.setattr(Sheet, "text", text)
    found = read_assessment_text(pdf_text(version(1), seed=1, jumble=0))
    assert misread(version(1), found.assessment) == []
    assert sum(len(u.text) for u in found.unplaced) < 20


@pytest.mark.parametrize(("jumble", "share"), [(0.6, 0.005), (1.0, 0.01)])
def test_few_items_of_jumbled_pages_are_wrong_and_none_is_dropped(jumble, share):
    found = [read_assessment_text(pdf_text(version(3), seed=seed, jumble=jumble)) for seed in (1, 2)]
    assert sum(len(misread(version(3), f.assessment)) for f in found) <= share * 2 * len(version(3).items)
    assert all(f.unplaced == () for f in found)
